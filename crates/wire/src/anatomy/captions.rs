//! Captions of pictures that a text lost: lines between its paragraphs that are
//! no sentence of it. Whether a line is a sub-head is not asked here.

use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A maker's mark before or behind the words of a caption.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    super::cues::pattern(concat!(
        r"(?i:^(?:image|photo|picture|foto|bild|imagen|fotografía|caption|bildunterschrift)\s*:\s*\S",
        r"|[(\[|]\s*(?:image|photo|file photo|picture|foto|bild|archivbild|symbolbild|imagen)\s*:\s*[^()\[\]]{2,60}[)\]]?$",
        r"|[(\[](?:file photo|archivbild|symbolbild|foto de archivo)[)\]]\.?$)",
    ))
});
/// A caption without a mark: so many words.
const WORDS: std::ops::RangeInclusive<usize> = 8..=40;
/// Letters of a word that tells something.
const TELLING: usize = 5;

/// True for a line that says that it is a caption.
pub(super) fn is_marked(line: &str) -> bool {
    line.split_whitespace().nth(*WORDS.end()).is_none() && MARKED.is_match(line.trim())
}

/// Paragraphs among which captions are looked for.
pub(super) struct Among<'t> {
    lines: &'t [&'t str],
    /// In how many lines each telling word stands.
    spread: HashMap<String, usize>,
    /// Most of the lines end as sentences do.
    is_prose: bool,
}

impl<'t> Among<'t> {
    pub(super) fn new(lines: &'t [&'t str]) -> Self {
        let mut spread = HashMap::new();
        for line in lines {
            for word in telling(line).collect::<HashSet<_>>() {
                *spread.entry(word).or_default() += 1;
            }
        }
        let is_prose = lines.iter().filter(|l| is_stopped(l)).count() * 2 >= lines.len();
        Self { lines, spread, is_prose }
    }

    /// True for a line that looks like a caption: a long one without a full
    /// stop, between two that end in one, whose telling words mostly stand in
    /// the text as well.
    pub(super) fn is_caption(&self, at: usize) -> bool {
        let Some(line) = self.lines.get(at).map(|l| l.trim()) else { return false };
        let open = line.ends_with(char::is_alphanumeric) && line.starts_with(char::is_uppercase);
        let stopped = |at: Option<usize>| {
            at.and_then(|at| self.lines.get(at)).is_some_and(|line| is_stopped(line))
        };
        if !self.is_prose
            || !open
            || !stopped(at.checked_sub(1))
            || !stopped(at.checked_add(1))
            || !WORDS.contains(&line.split_whitespace().count())
        {
            return false;
        }
        let own: HashSet<String> = telling(line).collect();
        let shared = own.iter().filter(|w| self.spread.get(*w).is_some_and(|n| *n > 1)).count();
        own.len() >= 2 && shared * 2 >= own.len()
    }
}

fn is_stopped(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '“', '»', '’', '\'', ')']).ends_with(['.', '!', '?', '…'])
}

fn telling(line: &str) -> impl Iterator<Item = String> {
    line.split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().count() >= TELLING)
        .map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: [&str; 5] = [
        "Protesters gathered in Oska on Tuesday, police said.",
        "On Tuesday, protesters set fire to part of the wall surrounding the harbour embassy",
        "The embassy was surrounded by a wall; protesters climbed it.",
        "Rising tensions",
        "The harbour stayed closed, officials said.",
    ];

    #[test]
    fn a_line_that_repeats_the_text_without_a_full_stop() {
        let among = Among::new(&TEXT);
        let found: Vec<usize> = (0..TEXT.len()).filter(|at| among.is_caption(*at)).collect();
        assert_eq!(found, [1]);
    }

    #[test]
    fn a_line_that_says_so() {
        for line in [
            "Photo: A. Lind/NPA",
            "The old bridge in March (Photo: A. Lind/NPA)",
            "El puente viejo | Foto: A. Lind",
            "The minister at a rally [file photo]",
        ] {
            assert!(is_marked(line), "{line}");
        }
        for line in [
            "The photo: it changed everything, she said, and nobody asked who had taken it that day.",
            "A sentence about other matters altogether that nobody stopped with a point",
            "(The photo was taken in March.)",
        ] {
            assert!(!is_marked(line), "{line}");
            assert!(!Among::new(&["One.", line, "Two."]).is_caption(1), "{line}");
        }
    }
}

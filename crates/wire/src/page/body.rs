//! The text of a page's story, as two readers and the page itself tell it.
//!
//! Readability finds the article's element best but takes captions, bylines
//! and inserts along; Trafilatura drops these but takes in sidebars where it
//! errs. So Readability's blocks are the text, and each must have a second
//! voice: Trafilatura's, or the article text that some pages carry as data.
//! Where one of the two plainly failed, the other stands alone.

use super::{prune, readers};
use crate::{
    anatomy::cues_pattern as pattern,
    markup::{self, Blocks, Picture},
};
use regex::Regex;
use scraper::{Html, Selector};
use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

/// A block of this many words is text by itself, even with one voice only.
const LONG: usize = 40;
/// Beyond this a page's text is cut: no story is longer.
const MOST_WORDS: usize = 60_000;

/// Lines that are parts of the page and of no story.
static FURNITURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:text size|reset|print|e-?mail|share|tweet|pin it|share this|share (?:this )?(?:story|article)|read or share this story.*|view comments?|(?:\d+ )?(?:comments?|kommentare|comentarios)|advertisement|anzeige|werbung|publicidad|(?:story|article) continues below.*|skip advert(?:isement)?|show caption|hide caption|view image in fullscreen|copy link|story highlights|artikel teilen|seite drucken|drucken|teilen|zum thema:?|compartir|imprimir|loading\W*|sign up|log in|please wait\W*)$",
    )
});

/// The text with its links, and the pictures in it.
pub(super) fn body(page: &str, document: &Html, said: Option<&str>) -> (Blocks, Vec<Picture>) {
    let found = readers::ask(page, extent(document));
    let mut article = Html::parse_fragment(&found.article);
    let headings = prune::prune(&mut article);
    let mut pictures = Vec::new();
    let blocks = markup::blocks_of_document(&article, Some(&mut pictures));
    let said = said.map(markup::blocks_of).filter(|s| size(&s.lines) >= 60);
    let other: Vec<String> =
        found.text.lines().map(story::one_line).filter(|l| !l.is_empty()).collect();

    let mut out = chosen(blocks, &other, said, &headings);
    if out.lines.is_empty() {
        out = paragraphs(document);
    }
    let mut left = MOST_WORDS;
    out.lines.retain(|l| {
        let n = l.split_whitespace().count();
        let fits = n <= left;
        left = left.saturating_sub(n);
        fits
    });
    (out, pictures)
}

fn chosen(
    blocks: Blocks,
    other: &[String],
    said: Option<Blocks>,
    headings: &HashSet<String>,
) -> Blocks {
    let mut blocks = blocks;
    blocks.lines.retain(|l| !FURNITURE.is_match(l));
    let (main, second) = (size(&blocks.lines), size(other));
    let own = Shingles::of(blocks.lines.iter().map(String::as_str));
    if let Some(said) = said {
        let told = Shingles::of(said.lines.iter().map(String::as_str));
        // The page's own data has a text that was not found in its markup.
        if told.share_in(&own) < 0.6 {
            return said;
        }
        let mut voice = Shingles::of(other.iter().map(String::as_str));
        voice.0.extend(told.0);
        return heard(blocks, &voice, headings);
    }
    if main < 80 && second > 150 && second > main * 3 {
        return Blocks { lines: other.to_vec(), links: blocks.links };
    }
    let voice = Shingles::of(other.iter().map(String::as_str));
    // Trafilatura found something else or next to nothing: no second voice.
    if own.share_in(&voice) < 0.6 {
        return blocks;
    }
    heard(blocks, &voice, headings)
}

/// The blocks that a second voice knows, or that need none.
fn heard(mut blocks: Blocks, voice: &Shingles, headings: &HashSet<String>) -> Blocks {
    let known: Vec<bool> = blocks.lines.iter().map(|l| voice.knows(l)).collect();
    let leads_on = |i: usize| known.get(i + 1).copied().unwrap_or(false);
    let keep: Vec<bool> = blocks
        .lines
        .iter()
        .enumerate()
        .map(|(i, line)| {
            known[i]
                || words(line).len() >= LONG
                || headings.contains(line) && leads_on(i)
                || crate::anatomy::cues::read_more(line).is_some()
                || crate::anatomy::credit::line(line).is_some()
        })
        .collect();
    let mut keep = keep.into_iter();
    blocks.lines.retain(|_| keep.next().unwrap_or(true));
    blocks
}

/// The last resort: paragraphs of some length, in the article if there is one.
fn paragraphs(document: &Html) -> Blocks {
    for css in ["article p", "main p", "[itemprop=articleBody]", "body p"] {
        let Ok(css) = Selector::parse(css) else { continue };
        let mut lines: Vec<String> = Vec::new();
        let mut left = MOST_WORDS * 8;
        for p in document.select(&css).take(2000) {
            let mut text = String::new();
            for part in p.text() {
                text.extend(part.chars().take(left));
                if text.len() >= left {
                    break;
                }
            }
            left = left.saturating_sub(text.len());
            let line = story::one_line(&text);
            if line.split_whitespace().count() >= 8 {
                lines.push(line);
            }
            if left == 0 {
                break;
            }
        }
        if size(&lines) >= 30 {
            return Blocks { lines, links: Vec::new() };
        }
    }
    Blocks::default()
}

/// How deep the page is nested, and how many elements it has.
fn extent(document: &Html) -> (usize, usize) {
    let (mut deepest, mut elements) = (0, 0);
    let mut stack = vec![(document.tree.root(), 0_usize)];
    while let Some((node, depth)) = stack.pop() {
        deepest = deepest.max(depth);
        elements += usize::from(node.value().is_element());
        stack.extend(node.children().map(|c| (c, depth + 1)));
    }
    (deepest, elements)
}

fn size(lines: &[String]) -> usize {
    lines.iter().map(|l| words(l).len()).sum()
}

/// Words; a script without spaces counts by its letters.
fn words(line: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in line.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        if word.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c)) {
            out.extend(word.chars().map(String::from));
        } else if !word.is_empty() {
            out.push(word.to_owned());
        }
    }
    out
}

/// The runs of four words of a text, and its lines of fewer.
struct Shingles(HashSet<u64>);

impl Shingles {
    fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut set = HashSet::new();
        let mut all: Vec<String> = Vec::new();
        for line in lines {
            let words = words(line);
            // A short line is known as a line: its words stand everywhere.
            if words.len() < 4 {
                set.insert(run(&words));
            }
            all.extend(words);
            if all.len() > MOST_WORDS * 2 {
                break;
            }
        }
        set.extend(all.windows(4).map(run));
        Self(set)
    }

    fn knows(&self, line: &str) -> bool {
        let words = words(line);
        let size = words.len().min(4);
        if size == 0 {
            return false;
        }
        let runs = words.len() - size + 1;
        let known = words.windows(size).filter(|w| self.0.contains(&run(w))).count();
        // With most of its runs known; a word's change breaks four of them.
        known * 10 >= runs * 6
    }

    /// How much of it the other has, 0 to 1.
    fn share_in(&self, other: &Self) -> f64 {
        let both = self.0.intersection(&other.0).count();
        #[allow(clippy::cast_precision_loss)] // counts of words
        let share = both as f64 / self.0.len().max(1) as f64;
        share
    }
}

fn run(words: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_block_needs_a_second_voice() {
        let first = "The ferry went down on Monday night with many people on board of it.";
        let last = "The ministry promised a full report and said the other ferries would stay.";
        let blocks = || Blocks {
            lines: lines(&format!("{first}\nA quay at noon\nThe search\n{last}")),
            links: Vec::new(),
        };
        let headings = HashSet::from(["The search".to_owned()]);
        let other = lines(&format!("{first}\n{last}\nMost read: Ten cakes"));
        assert_eq!(chosen(blocks(), &other, None, &headings).lines, [first, "The search", last]);
        // A second voice that speaks of something else is none.
        let off = lines("Ten cakes to bake at home before the winter comes");
        assert_eq!(chosen(blocks(), &off, None, &headings).lines.len(), 4);
    }

    #[test]
    fn the_pages_own_data_wins_over_a_miss() {
        let said = "A story of some length about a ferry that went down. ".repeat(10);
        let miss = Blocks { lines: lines("Subscribe to our newsletter"), links: Vec::new() };
        let out = chosen(miss, &[], Some(markup::blocks_of(&said)), &HashSet::new());
        assert!(out.text().starts_with("A story of some length"));
    }
}

//! The share bar of a page that was copied together with its text: a run of
//! words such as `Share … Send Facebook Whatsapp Permalink …` in mid-sentence.
//! Only runs are known here; a share row on a line of its own is a cue.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

const NETWORKS: &[&str] = &[
    "facebook",
    "twitter",
    "x",
    "google+",
    "whatsapp",
    "telegram",
    "messenger",
    "linkedin",
    "reddit",
    "tumblr",
    "digg",
    "newsvine",
    "stumble",
    "xing",
    "pinterest",
    "instagram",
    "bluesky",
    "mastodon",
    "threads",
    "flipboard",
    "pocket",
];
/// Words between and before the networks' names.
const BUTTONS: &[&str] =
    &["send", "tweet", "mail", "e-mail", "email", "print", "senden", "drucken", "enviar", "copy"];
const OPENERS: &[&str] = &["share", "teilen", "compartir"];
const CLOSERS: &[&str] = &["permalink"];
/// So many different names within so many words are no sentence.
const NAMES: usize = 3;
const WITHIN: usize = 15;
/// The longest title between `Share` and the first button, in words.
const TITLE: usize = 25;

/// Names that no bar is without: of three different ones two at least are here.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let names = NETWORKS.iter().filter(|n| n.len() > 1).map(|n| regex::escape(n));
    super::cues::pattern(&format!("(?i)(?:{})", names.collect::<Vec<_>>().join("|")))
});

/// Where a share bar stands in a line: from its first word to its last, and the
/// title that is said again behind it. None where there is none.
pub(super) fn share_bar(line: &str) -> Option<Range<usize>> {
    NAMED.find_iter(line).nth(1)?;
    let words: Vec<(usize, &str)> = line
        .split_whitespace()
        .map(|w| (w.as_ptr() as usize - line.as_ptr() as usize, w))
        .collect();
    let is = |at: usize, list: &[&str]| {
        words.get(at).is_some_and(|(_, w)| {
            // No commas: with them it is a list in a sentence.
            let w = w.trim_matches(['|', '·', '/', ':']).to_lowercase();
            list.contains(&w.as_str())
        })
    };
    let first = (0..words.len()).find(|at| {
        if !is(*at, NETWORKS) {
            return false;
        }
        let mut names: Vec<String> = words
            .iter()
            .enumerate()
            .skip(*at)
            .take(WITHIN)
            .filter(|(at, _)| is(*at, NETWORKS))
            .map(|(_, (_, w))| w.to_lowercase())
            .collect();
        names.sort_unstable();
        names.dedup();
        // A bar has no other word between the names.
        let run = (*at..words.len()).take_while(|a| is(*a, NETWORKS) || is(*a, BUTTONS)).count();
        names.len() >= NAMES && run >= NAMES
    })?;
    let run_end = (first..words.len())
        .take_while(|a| is(*a, NETWORKS) || is(*a, BUTTONS) || is(*a, CLOSERS))
        .last()
        .map_or(first, |last| last + 1);
    let opener = (first.saturating_sub(TITLE)..first).rev().find(|at| is(*at, OPENERS));
    let mut begin = opener.unwrap_or(first);
    // The buttons in front of the first name.
    if opener.is_none() {
        while begin > 0 && is(begin - 1, BUTTONS) {
            begin -= 1;
        }
    }
    // `Watch video 01:58` in front of `Share`.
    let clock = |at: usize| {
        words.get(at).is_some_and(|(_, w)| {
            w.contains(':') && w.chars().all(|c| c.is_ascii_digit() || c == ':')
        })
    };
    if opener.is_some() && begin >= 1 && clock(begin - 1) {
        begin -= 1;
        let cue = ["watch", "video", "ansehen", "ver"];
        while begin > 0 && is(begin - 1, &cue) {
            begin -= 1;
        }
    }
    let mut end = run_end;
    if let Some(opener) = opener
        && is(end - 1, CLOSERS)
    {
        let title_end = (opener + 1..first).rev().find(|a| !is(*a, BUTTONS)).unwrap_or(opener);
        let title = words.get(opener + 1..=title_end).unwrap_or_default();
        let behind = words.get(end..end + title.len()).unwrap_or_default();
        if !title.is_empty() && title.iter().map(|t| t.1).eq(behind.iter().map(|b| b.1)) {
            end += title.len();
        }
    }
    let start = words.get(begin)?.0;
    let (at, last) = words.get(end - 1)?;
    Some(start..at + last.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_in_mid_text_goes_with_the_title_it_repeats() {
        let line = "The dam held until noon. Watch video 01:58 Share Dam breaks in Oska Send \
                    Facebook google+ Whatsapp Tumblr linkedin stumble Digg reddit Newsvine \
                    Permalink Dam breaks in Oska Then the water came.";
        let bar = share_bar(line).unwrap();
        assert!(line[bar.clone()].starts_with("Watch video 01:58 Share"));
        assert!(line[bar.clone()].ends_with("Permalink Dam breaks in Oska"));
        assert_eq!(&line[bar.end..], " Then the water came.");
        let bare = "It rained. Facebook Twitter Whatsapp It rained on.";
        assert_eq!(&bare[share_bar(bare).unwrap()], "Facebook Twitter Whatsapp");
        let teilen = "Es regnet. Teilen Senden Facebook Twitter Xing Permalink Es regnet weiter.";
        assert_eq!(
            &teilen[share_bar(teilen).unwrap()],
            "Teilen Senden Facebook Twitter Xing Permalink"
        );
    }

    #[test]
    fn prose_about_networks_stays() {
        for line in [
            "Facebook, Twitter and WhatsApp were slow on Monday.",
            "The ministry shut down Facebook, Telegram, Reddit for a day.",
            "They share pictures on Facebook or Instagram, and Twitter, too.",
            "",
        ] {
            assert_eq!(share_bar(line), None, "{line}");
        }
    }
}

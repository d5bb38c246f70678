//! Text wires with control characters: IPTC 7901 ("The IPTC Recommended
//! Message Format", 5th edition) and ANPA 1312 (ANPA "Wire Service
//! Transmission Guidelines", 84-2), as sent and as they lie in folders, where
//! the controls are often gone.
//!
//! `mod` divides a document into messages, `iptc7901` and `anpa` read one
//! each, `times` its clock. Never here: a line of a notepad, an `Eds:` note or
//! a closing line in a story's text.

mod anpa;
mod iptc7901;
mod times;

use crate::{
    agency::Embargo,
    entry::Entry,
    read::{Hint, Read, ReadError, Trouble},
};
use story::Format;

const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
const EOT: char = '\u{4}';

/// More messages than this in one document are not read.
const MOST: usize = 2000;

/// One message, its controls taken out.
struct Message<'a> {
    /// What stands before the text, a line each.
    header: Vec<&'a str>,
    /// The text, with its line ends and indents.
    text: Vec<&'a str>,
    /// What stands behind it.
    trailer: Vec<&'a str>,
    /// It begins with STX and has neither ETX nor a trailer.
    cut: bool,
}

/// An entry, and what is to tell of it; no entry for what is no story.
struct Told {
    entry: Option<Entry>,
    troubles: Vec<(String, String)>,
}

/// True for a text wire.
pub(crate) fn is(text: &str) -> bool {
    if text.chars().take(64).any(|c| c == SOH) {
        return true;
    }
    let lines: Vec<&str> =
        text.lines().map(str::trim_end).filter(|l| !l.trim().is_empty()).take(40).collect();
    let Some(first) = lines.first() else { return false };
    if iptc7901::is_header(first) {
        return lines.iter().skip(1).any(|l| l.ends_with('=')) || text.contains(STX);
    }
    anpa::is_header(&lines)
}

/// The character set of a text wire by its agency, for bytes that are no
/// UTF-8. The formats have no place for it; these are the sets the agencies
/// are known to send in.
pub(crate) fn charset(bytes: &[u8]) -> Option<&'static str> {
    let head: String = bytes.iter().take(400).map(|b| char::from(*b)).collect();
    if !is(&head) && !head.contains(STX) {
        return None;
    }
    let lower = head.to_lowercase();
    let agency = |all: &[&str]| {
        let mut words = lower.split(|c: char| !c.is_alphanumeric());
        words.any(|w| all.contains(&w))
    };
    Some(if agency(&["tass", "itar", "interfax", "ria", "belta", "ukrinform", "unian"]) {
        "windows-1251"
    } else if agency(&["pap", "ctk", "mti", "tasr", "hina", "tanjug", "sta", "agerpres"]) {
        "windows-1250"
    } else if agency(&["ana", "amna"]) {
        "windows-1253"
    } else if agency(&["aa", "anadolu", "dha", "iha"]) {
        "windows-1254"
    } else {
        "windows-1252"
    })
}

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let parts = messages(&text);
    let (mut stories, mut troubles) = (Vec::new(), Vec::new());
    for (n, part) in parts.iter().take(MOST).enumerate() {
        let clean: String = part.chars().filter(|c| kept(*c)).collect();
        let message = divide(&clean);
        let place = format!("message {}", n + 1);
        if message.cut {
            troubles.push(Trouble {
                place: place.clone(),
                what: "the message has no end (ETX): it may be cut off".into(),
                mend: "compare it with the agency's own page, or ask for it again".into(),
            });
        }
        let told = match message.header.first() {
            Some(h) if iptc7901::is_header(h) => iptc7901::read(&message, hint),
            _ if anpa::is_header(&message.header) => anpa::read(&message, hint),
            _ => iptc7901::read(&message, hint),
        };
        let silent = told.troubles.is_empty();
        troubles.extend(told.troubles.into_iter().map(|(what, mend)| Trouble {
            place: place.clone(),
            what,
            mend,
        }));
        let entry = told.entry.map(|mut e| {
            crate::tidy::entry(&mut e);
            e
        });
        match entry.and_then(Entry::received) {
            Some(r) => stories.push(r),
            None if silent => troubles.push(Trouble {
                place,
                what: "it has neither a headline nor a text".into(),
                mend: "ask the agency what it is for; it may be a test of the line".into(),
            }),
            None => {}
        }
    }
    if parts.len() > MOST {
        troubles.push(Trouble {
            place: format!("message {}", MOST + 1),
            what: format!("there are {} messages in one document", parts.len()),
            mend: "divide it".into(),
        });
    }
    if stories.is_empty() && troubles.is_empty() {
        return Err(ReadError::new(
            "line 1",
            "there is no message in it",
            "check what the agency sends; the format may be set wrongly",
        ));
    }
    Ok(Read { format: Format::Iptc7901, stories, troubles, feed: None, aside: Vec::new() })
}

/// The messages of a document: each begins at SOH; without any, each ends at
/// ETX and the line of its trailer.
fn messages(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = if text.contains(SOH) {
        text.split(SOH).collect()
    } else if text.contains(EOT) {
        text.split(EOT).collect()
    } else {
        by_header(text)
    };
    parts.into_iter().filter(|p| p.chars().any(char::is_alphanumeric)).collect()
}

/// The messages of a text without SOH and EOT: behind an ETX or a trailer the
/// next header line begins the next one.
fn by_header(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut at, mut ended) = (Vec::new(), 0, 0, false);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        if ended && iptc7901::is_header(bare) {
            parts.push(&text[from..at]);
            (from, ended) = (at, false);
        }
        ended |= line.contains(ETX) || times::is_trailer(bare);
        at += line.len();
    }
    parts.push(&text[from..]);
    parts
}

/// Line ends, tabs and the controls that divide a message; bells, rails and
/// fill characters go.
fn kept(c: char) -> bool {
    matches!(c, '\n' | '\t' | STX | ETX) || !c.is_control()
}

fn divide(message: &str) -> Message<'_> {
    let (rest, behind) = match message.split_once(ETX) {
        Some((rest, behind)) => (rest, Some(behind)),
        None => (message, None),
    };
    let (before, text) = match rest.split_once(STX) {
        Some((before, text)) => (before, text),
        None => {
            let skip = rest.len() - rest.trim_start().len();
            let rest = &rest[skip..];
            let count =
                if iptc7901::is_header(rest.lines().next().unwrap_or_default()) { 1 } else { 2 };
            let two: Vec<&str> = rest.lines().take(2).collect();
            if count == 2 && !anpa::is_header(&two) {
                ("", rest)
            } else {
                let end = rest.match_indices('\n').nth(count - 1).map_or(rest.len(), |(at, _)| at);
                rest.split_at(end)
            }
        }
    };
    let mut message = Message {
        header: before.lines().map(str::trim).filter(|l| !l.is_empty()).collect(),
        text: text.lines().map(str::trim_end).collect(),
        trailer: behind
            .unwrap_or_default()
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty())
            .collect(),
        cut: false,
    };
    // Without ETX the trailer is the last line of the text.
    while message.text.last().is_some_and(|l| l.trim().is_empty()) {
        message.text.pop();
    }
    if message.trailer.is_empty()
        && message.text.last().is_some_and(|l| times::is_trailer(l))
        && let Some(last) = message.text.pop()
    {
        message.trailer.push(last.trim());
    }
    message.cut = behind.is_none() && message.trailer.is_empty() && rest.contains(STX);
    message
}

/// Joins lines that were broken at a fixed width: where the next word would
/// still have fitted, the break was meant.
pub(crate) fn unwrap(lines: &[&str]) -> Vec<String> {
    let width = lines.iter().map(|l| l.chars().count()).max().unwrap_or(0).min(100);
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    let mut last = 0;
    // How far the list item is indented that is being read.
    let mut item: Option<usize> = None;
    for line in lines {
        let words = line.trim();
        if words.is_empty() {
            (open, item) = (false, None);
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let bullet = words.starts_with(['*', '-', '+', '•']) && words.chars().nth(1) == Some(' ');
        let first = words.split_whitespace().next().unwrap_or_default().chars().count();
        let full = width >= 45 && last + 1 + first > width;
        // An indented line begins a paragraph, unless it goes on a list item.
        let goes_on = !bullet && item.is_some_and(|i| indent > i);
        let begins = bullet || (indent >= 2 || line.starts_with('\t')) && !goes_on;
        if begins {
            item = bullet.then_some(indent);
        }
        match out.last_mut() {
            Some(paragraph) if open && (full || goes_on) && !begins => {
                paragraph.push(' ');
                paragraph.push_str(words);
            }
            _ => out.push(words.to_owned()),
        }
        open = true;
        last = line.chars().count();
    }
    out
}

/// The paragraphs of a text that was set with line ends and indents and then
/// put into one element: some lines are indented, others not. (XML that was
/// only printed prettily has all its lines indented.)
pub(crate) fn preformatted(text: &str) -> Option<Vec<String>> {
    let (mut flush, mut indented) = (0, 0);
    for line in text.lines().skip(1).filter(|l| !l.trim().is_empty()) {
        match line.len() - line.trim_start().len() {
            0 => flush += 1,
            2..=6 => indented += 1,
            1 => {}
            _ => return None,
        }
    }
    (flush >= 2 && indented >= 2)
        .then(|| unwrap(&text.trim_end().lines().map(str::trim_end).collect::<Vec<_>>()))
}

/// The embargo that a line of words speaks of, in the agency's own time.
pub(crate) fn embargo(line: &str, sent: Option<jiff::Timestamp>, agency: &str) -> Embargo {
    times::embargo(line, sent, &times::zone(agency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_where_they_were_full() {
        let lines = [
            "The bridge over the northern harbour is closed until further notice",
            "because of ice on its cables, the city says.",
            "",
            "Heading",
            "The ferries carry twice as many people as they did last winter, said",
            "their owner.",
        ];
        let joined = unwrap(&lines);
        assert_eq!(joined.len(), 3, "{joined:?}");
        assert!(joined[0].ends_with("the city says."));
        assert_eq!(joined[1], "Heading");
    }

    #[test]
    fn indents_begin_paragraphs() {
        let text = "(Adds comments)\n    * One long highlight that is long enough to be set on two\nlines\n    * Two\n\n    By Ann Example\n    Nov 2 (Reuters) - The bridge over the harbour is closed, the\ncity says.\n    Ferries run.";
        let got = preformatted(text).unwrap();
        assert_eq!(got.len(), 6, "{got:?}");
        assert!(got[1].ends_with("two lines") && got[4].ends_with("the city says."));
        assert_eq!(preformatted("One\n        two\n        three"), None);
    }

    #[test]
    fn the_agency_tells_the_charset() {
        assert_eq!(charset(b"\x01tas0001 3 pl 20  tass 0001\r\n\x02"), Some("windows-1251"));
        assert_eq!(charset(b"\x01bdt0001 3 pl 20  dpa 0001\r\n\x02"), Some("windows-1252"));
        assert_eq!(charset(b"<rss/>"), None);
    }
}

//! The last hand on an agency's entry before it is taken apart: words for
//! editors that desks put into headline and text go to the notes, and whatever
//! markup was escaped, twice or by mistake, goes out of every field.

use crate::{
    anatomy::cues_pattern as pattern,
    entry::Entry,
    markup::{self, Blocks},
    signals,
};
use regex::Regex;
use std::sync::LazyLock;
use story::{Point, Points, Signal};

/// Reuters's line in brackets above the text that says what has changed. (Its
/// handbook: specific, two lines at most.)
static CHANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?s)^\((?:Adds?|Updates?|Recasts?|Corrects?|Refiles?|Repeats?|Removes?|Clarifies|Fixes|Rewrites?|Changes|Deletes?|Inserts?|Restores?|Writes through|New throughout|Drops?|Paragraphs?)\b[^()]{3,500}\)$",
    )
});
static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"));
/// `UPDATE 2-`, `CORRECTED-`, `RPT-`: what a desk puts before a headline.
static BEFORE_HEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:UPDATE \d{1,2}|WRAPUP \d{1,2}|REFILE|RPT|REPEAT|CORRECTED|CORRECTION|OFFICIAL CORRECTION)(?:[-–—] ?|: ?)(\S.*)$",
    )
});

/// Takes the words for editors out of headline and text, which some desks put
/// there: the line of changes and the count of versions.
pub(crate) fn entry(entry: &mut Entry) {
    strip(entry);
    while let Some(headline) = &entry.headline
        && let Some(c) = BEFORE_HEADLINE.captures(headline)
    {
        let rest = c[1].to_owned();
        let before = headline[..headline.len() - rest.len()].to_owned();
        if before.contains("CORRECT") {
            raise(entry, Signal::Correction);
        }
        note(entry, before.trim_end_matches(['-', '–', '—', ':', ' ']));
        entry.headline = Some(rest);
    }
    let Some(first) = entry.text.lines.first() else { return };
    let (line, rest) = match first.split_once("\n\n") {
        Some((line, rest)) => (line, Some(rest.trim_start().to_owned())),
        None => (first.as_str(), None),
    };
    let line = story::one_line(line);
    if !CHANGE.is_match(&line) || (rest.is_none() && entry.text.lines.len() < 2) {
        return;
    }
    if signals::of_note(&line) == Some(Signal::Correction) {
        raise(entry, Signal::Correction);
    }
    match rest {
        Some(rest) => entry.text.lines[0] = rest,
        None => {
            entry.text.lines.remove(0);
        }
    }
    note(entry, &line);
    highlights(entry);
}

/// Starred lines between the line of changes and the text are Reuters's
/// highlights: a box without a heading.
fn highlights(entry: &mut Entry) {
    let starred = |l: &&String| l.starts_with("* ");
    let count = entry.text.lines.iter().take_while(starred).count();
    if count < 2 || count >= entry.text.lines.len() || entry.points.is_some() {
        return;
    }
    let items = entry
        .text
        .lines
        .drain(..count)
        .map(|l| Point { label: String::new(), text: l[2..].trim().to_owned() })
        .collect();
    entry.points = Some(Points { title: String::new(), items });
}

/// Takes markup out of all fields. XML reads a reference once; some agencies
/// write it twice, and some put whole embed codes into a paragraph.
fn strip(entry: &mut Entry) {
    let lines = std::mem::take(&mut entry.text.lines);
    entry.text = Blocks {
        lines: lines.into_iter().flat_map(paragraphs).collect(),
        links: std::mem::take(&mut entry.text.links),
    };
    let optional = [
        &mut entry.headline,
        &mut entry.kicker,
        &mut entry.teaser,
        &mut entry.byline,
        &mut entry.dateline,
        &mut entry.slugline,
        &mut entry.genre,
    ];
    for field in optional {
        clean_option(field);
    }
    for text in entry.subjects.iter_mut().chain(&mut entry.places).chain(&mut entry.heads) {
        clean(text);
    }
    entry.subjects.retain(|s| !s.is_empty());
    entry.places.retain(|s| !s.is_empty());
    for topic in &mut entry.topics {
        clean_option(&mut topic.name);
    }
    if let Some(rights) = &mut entry.rights {
        for field in [&mut rights.holder, &mut rights.notice, &mut rights.terms] {
            clean_option(field);
        }
    }
    for media in &mut entry.media {
        for field in [&mut media.alt, &mut media.caption, &mut media.credit] {
            clean_option(field);
        }
    }
    for link in &mut entry.links {
        clean_option(&mut link.title);
    }
    for point in entry.points.iter_mut().flat_map(|p| &mut p.items) {
        clean(&mut point.label);
        clean(&mut point.text);
    }
}

/// True where there may be something to take out.
fn marked(text: &str) -> bool {
    text.contains('<') && markup::has_tags(text) || text.contains('&') && REFERENCE.is_match(text)
}

fn clean(text: &mut String) {
    if marked(text) {
        *text = markup::title(text);
    }
}

fn clean_option(text: &mut Option<String>) {
    if let Some(t) = text {
        clean(t);
    }
    if text.as_ref().is_some_and(|t| t.trim().is_empty()) {
        *text = None;
    }
}

/// A block of text without markup; one of plain text keeps its lines.
fn paragraphs(text: String) -> Vec<String> {
    if !marked(&text) {
        return vec![text];
    }
    if text.contains('\n') && !markup::has_tags(&text) {
        return vec![markup::unescape(&text)].into_iter().filter(|t| !marked(t)).collect();
    }
    let lines = markup::blocks_of(&text).lines;
    lines
        .into_iter()
        .map(|mut l| {
            clean(&mut l);
            l
        })
        .filter(|l| !l.is_empty())
        .collect()
}

fn raise(entry: &mut Entry, to: Signal) {
    if entry.signal.is_none_or(|s| signals::strength(s) < signals::strength(to)) {
        entry.signal = Some(to);
    }
}

fn note(entry: &mut Entry, line: &str) {
    if !entry.notes.is_empty() {
        entry.notes.push('\n');
    }
    entry.notes.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::{entry as entry_of, *};

    fn of(lines: &[&str]) -> Entry {
        let lines = lines.iter().map(|l| (*l).to_owned()).collect();
        let mut entry = Entry { text: Blocks { lines, links: Vec::new() }, ..Entry::default() };
        entry_of(&mut entry);
        entry
    }

    #[test]
    fn escaped_markup_is_no_text() {
        let got = of(&[
            "It is 4 o&#39;clock &amp; late",
            "<div class=\"e\"></div><script src=\"x\"></script>",
            "5 < 6 & 7",
            "&lt;b&gt;bold&lt;/b&gt;",
        ]);
        assert_eq!(got.text.lines, ["It is 4 o'clock & late", "5 < 6 & 7", "bold"]);
    }

    #[test]
    fn highlights_are_a_box() {
        let got = of(&["(Adds comments)", "* One", "* Two", "The bridge is closed."]);
        assert_eq!(got.text.lines, ["The bridge is closed."]);
        assert_eq!(got.points.unwrap().items.len(), 2);
    }

    #[test]
    fn words_for_editors_leave_headline_and_text() {
        let mut entry = Entry {
            headline: Some("UPDATE 2-CORRECTED-Ice closes bridge".into()),
            text: crate::markup::Blocks {
                lines: vec!["(Corrects day in paragraph 2)".into(), "The bridge is closed.".into()],
                links: Vec::new(),
            },
            ..Entry::default()
        };
        entry_of(&mut entry);
        assert_eq!(entry.headline.as_deref(), Some("Ice closes bridge"));
        assert_eq!(entry.text.lines, ["The bridge is closed."]);
        assert_eq!(entry.signal, Some(Signal::Correction));
        assert_eq!(entry.notes, "UPDATE 2\nCORRECTED\n(Corrects day in paragraph 2)");
        let mut entry = Entry { headline: Some("Update 2-0 win".into()), ..Entry::default() };
        entry_of(&mut entry);
        assert_eq!(entry.headline.as_deref(), Some("Update 2-0 win"));
    }
}

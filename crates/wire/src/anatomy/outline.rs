//! Where each part of a story stands in the text it was taken from, and with
//! that what was left out: the proof to the anatomy's law that nothing is lost.
//!
//! The story is only looked for in the text, never read from it again.

use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use story::Story;

/// What a stretch of the text became.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The line the story is known by.
    Headline,
    /// The short line above it.
    Kicker,
    /// The author's line.
    Byline,
    /// The standfirst.
    Teaser,
    /// Place and agency.
    Dateline,
    /// The first paragraph.
    Lead,
    /// A sub-head.
    Subhead,
    /// A paragraph.
    Body,
    /// Of the box of known facts.
    Points,
    /// A reference to another story.
    ReadMore,
    /// The credit line.
    Credit,
    /// A picture's words.
    Caption,
    /// A dated teaser of earlier coverage.
    Background,
    /// Promotion and the page's furniture.
    Promotion,
    /// In no part of the story: a date that was read, a repeated headline.
    LeftOut,
}

impl Part {
    /// The word for it, as it is printed: `left_out`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Kicker => "kicker",
            Self::Byline => "byline",
            Self::Teaser => "teaser",
            Self::Dateline => "dateline",
            Self::Lead => "lead",
            Self::Subhead => "subhead",
            Self::Body => "body",
            Self::Points => "points",
            Self::ReadMore => "read_more",
            Self::Credit => "credit",
            Self::Caption => "caption",
            Self::Background => "background",
            Self::Promotion => "promotion",
            Self::LeftOut => "left_out",
        }
    }
}

/// A stretch of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// What it became.
    pub part: Part,
    /// Bytes of the text, on the bounds of characters, without the white space
    /// around.
    pub place: Range<usize>,
}

/// The longest text that is looked through, in bytes. Each part is looked for
/// in all of it, so the time grows with the square where no two are alike.
const LONGEST: usize = 200_000;

/// The text from its first word to its last, each stretch with what it became,
/// in order, none in two. None at all for a text over [`LONGEST`] bytes.
pub fn outline(text: &str, story: &Story) -> Vec<Stretch> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let mut pieces = pieces(story);
    // A share bar was cut out from the midst of a paragraph, which goes on
    // behind it.
    let whole = Folded::new(text, &[]);
    let mut looked = Looked::default();
    pieces.retain(|(part, words)| {
        let is_bar = *part == Part::Promotion && super::residue::share_bar(words).is_some();
        !(is_bar && looked.find(&whole, *part, words))
    });
    let bars: Vec<Range<usize>> =
        looked.stretches(&whole).into_iter().map(|stretch| stretch.place).collect();
    let folded = Folded::new(text, &bars);
    let mut looked = Looked::default();
    // The long ones first: a short one may stand inside a long one too.
    pieces.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    for (part, words) in pieces {
        looked.find(&folded, part, &words);
    }
    let mut out: Vec<Stretch> = Vec::new();
    for Stretch { part, place } in looked.stretches(&folded) {
        out.extend(around(place, &bars).into_iter().map(|place| Stretch { part, place }));
    }
    out.extend(bars.into_iter().map(|place| Stretch { part: Part::Promotion, place }));
    out.sort_by_key(|s| s.place.start);
    whole_lines(text, &mut out);
    with_gaps(text, out)
}

/// All parts of a story with their words.
fn pieces(story: &Story) -> Vec<(Part, String)> {
    let mut out = Vec::new();
    let mut put = |part, words: &str| {
        if !words.is_empty() {
            out.push((part, words.to_owned()));
        }
    };
    put(Part::Headline, story.headline.as_deref().unwrap_or_default());
    put(Part::Kicker, story.kicker.as_deref().unwrap_or_default());
    put(Part::Byline, story.byline.as_deref().unwrap_or_default());
    put(Part::Teaser, &story.teaser);
    put(Part::Dateline, story.dateline.as_deref().unwrap_or_default());
    put(Part::Lead, &story.lead);
    for (at, paragraph) in story.body.iter().enumerate() {
        put(if story.is_subhead(at) { Part::Subhead } else { Part::Body }, paragraph);
    }
    if let Some(points) = &story.points {
        put(Part::Points, &points.title);
        for item in &points.items {
            put(Part::Points, &item.label);
            put(Part::Points, &item.text);
        }
    }
    story.read_more.iter().for_each(|r| put(Part::ReadMore, &r.title));
    put(Part::Credit, story.credit.as_ref().map(|c| c.raw.as_str()).unwrap_or_default());
    story.promos.iter().for_each(|p| put(Part::Promotion, p));
    for b in &story.background {
        put(Part::Background, b.title.as_deref().unwrap_or_default());
        put(Part::Background, &b.teaser);
    }
    story.media.iter().filter_map(|m| m.caption.as_deref()).for_each(|c| put(Part::Caption, c));
    out
}

fn fold(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A text's letters and digits alone, and where each stands: what white space
/// and unprintable characters do between them tells nothing.
struct Folded {
    letters: String,
    /// Of each byte of `letters` its character's place in the text.
    places: Vec<Range<usize>>,
}

impl Folded {
    /// All but what lies in the holes, which stand in order.
    fn new(text: &str, holes: &[Range<usize>]) -> Self {
        let mut folded = Self { letters: String::new(), places: Vec::new() };
        let mut holes = holes.iter().peekable();
        for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            while holes.next_if(|hole| hole.end <= at).is_some() {}
            if holes.peek().is_some_and(|hole| hole.contains(&at)) {
                continue;
            }
            for low in c.to_lowercase().filter(|c| c.is_alphanumeric()) {
                folded.letters.push(low);
                let place = at..at + c.len_utf8();
                folded.places.extend(std::iter::repeat_n(place, low.len_utf8()));
            }
        }
        folded
    }

    /// The place in the text of a stretch of letters.
    fn place(&self, letters: Range<usize>) -> Option<Range<usize>> {
        let first = self.places.get(letters.start)?;
        let last = self.places.get(letters.end.checked_sub(1)?)?;
        Some(first.start..last.end)
    }
}

/// What was found in a folded text so far.
#[derive(Default)]
struct Looked {
    /// Stretches of letters, none in two: where each begins, with its end and
    /// its part.
    taken: BTreeMap<usize, (usize, Part)>,
    /// Of words that were looked for, what lies before the next place to look
    /// at. What is taken stays taken, so nothing is looked at twice.
    behind: HashMap<String, usize>,
}

impl Looked {
    /// Takes the first place of the words that is clear of what is taken.
    fn find(&mut self, folded: &Folded, part: Part, words: &str) -> bool {
        let needle = fold(words);
        if needle.is_empty() {
            return false;
        }
        let finder = memchr::memmem::Finder::new(&needle);
        let mut from = self.behind.get(&needle).copied().unwrap_or_default();
        let found = loop {
            let rest = folded.letters.as_bytes().get(from..).unwrap_or_default();
            let Some(start) = finder.find(rest).map(|at| from + at) else { break None };
            let end = start + needle.len();
            from = end;
            // Of those it meets, if any, the last is the last to begin before
            // its end.
            match self.taken.range(..end).next_back() {
                Some((_, (taken, _))) if *taken > start => from = *taken,
                _ => break Some(start..end),
            }
        };
        self.behind.insert(needle, if found.is_some() { from } else { folded.letters.len() });
        match found {
            Some(place) => self.taken.insert(place.start, (place.end, part)).is_none(),
            None => false,
        }
    }

    /// In order, with their places in the text.
    fn stretches(&self, folded: &Folded) -> Vec<Stretch> {
        let place = |(start, (end, part)): (&usize, &(usize, Part))| {
            Some(Stretch { part: *part, place: folded.place(*start..*end)? })
        };
        self.taken.iter().filter_map(place).collect()
    }
}

/// What of a place lies outside the bars, which stand in order.
fn around(place: Range<usize>, bars: &[Range<usize>]) -> Vec<Range<usize>> {
    let first = bars.partition_point(|bar| bar.end <= place.start);
    let mut out = Vec::new();
    let mut begun = place.start;
    for bar in bars.iter().skip(first).take_while(|bar| bar.start < place.end) {
        out.push(begun..bar.start);
        begun = bar.end;
    }
    out.push(begun..place.end);
    out.retain(|p| !p.is_empty());
    out
}

/// Cue words, labels' colons and dates belong to the reference, point or teaser
/// they stand beside, where nothing else stands on the line.
fn whole_lines(text: &str, stretches: &mut [Stretch]) {
    let mut bound = 0;
    for at in 0..stretches.len() {
        let next = stretches.get(at + 1).map_or(text.len(), |s| s.place.start);
        let Some(stretch) = stretches.get_mut(at) else { break };
        if matches!(stretch.part, Part::ReadMore | Part::Background | Part::Points) {
            let before = text.get(bound..stretch.place.start).and_then(|t| t.rfind('\n'));
            let behind = text.get(stretch.place.end..next).and_then(|t| t.find('\n'));
            stretch.place = before.map_or(bound, |b| bound + b + 1)
                ..behind.map_or(next, |b| stretch.place.end + b);
        }
        bound = stretch.place.end;
    }
}

/// Puts what stands between in: marks go to the stretch before them, words are
/// a stretch of their own.
fn with_gaps(text: &str, stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    let mut begun = 0;
    let end = Stretch { part: Part::LeftOut, place: text.len()..text.len() };
    for mut next in stretches.into_iter().chain([end]) {
        let gap = text.get(begun..next.place.start).unwrap_or_default();
        if gap.chars().any(char::is_alphanumeric) {
            let left_out = trimmed(text, begun..next.place.start);
            // Closing marks stay with what they close.
            let marks: usize = text[left_out.clone()]
                .chars()
                .take_while(|c| !c.is_alphanumeric() && !c.is_whitespace())
                .map(char::len_utf8)
                .sum();
            match out.last_mut().filter(|_| left_out.start == begun) {
                Some(last) => {
                    last.place.end += marks;
                    let place = trimmed(text, left_out.start + marks..left_out.end);
                    out.push(Stretch { part: Part::LeftOut, place });
                }
                None => out.push(Stretch { part: Part::LeftOut, place: left_out }),
            }
        } else {
            // Up to the white space the last one's, behind it the next one's.
            let own = gap.find(char::is_whitespace).unwrap_or(gap.len());
            match out.last_mut() {
                Some(last) => last.place.end += own,
                None => next.place.start = begun,
            }
            if own < gap.len() && next.place.end > next.place.start {
                next.place.start = begun + own;
            }
        }
        begun = next.place.end;
        next.place = trimmed(text, next.place);
        if !next.place.is_empty() {
            out.push(next);
        }
    }
    out
}

fn trimmed(text: &str, place: Range<usize>) -> Range<usize> {
    let inside = text.get(place.clone()).unwrap_or_default();
    let start = place.start + inside.len() - inside.trim_start().len();
    start..start + inside.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anatomy::{Known, anatomy};
    use proptest::prelude::*;

    const TEXT: &str = "Politics\n\
        Dam at Oska gives way after a week of rain\n\
        Published: 3 March 2026\n\n\
        Rescuers searched through the night, officials said, for people missing in three valleys.\n\n\
        OSKA (NPA) — The dam above the town of Oska broke on Tuesday, the water office said. \u{201c}We ran,\u{201d} a baker said.\n\
        What we know so far\n\
        The dam: It was built in 1931.\n\
        The missing: Nine people, police said.\n\
        Read more: Why old dams break\n\
        The river fell on Wednesday. Roads reportedly stay closed until Friday.\n\
        ab/cd (AP, Reuters)\n\
        Sign up here for our newsletter\n\
        The dam was inspected in spring. (01.05.2025)\n";

    #[test]
    fn every_word_of_a_text_has_its_part() {
        let story = anatomy(TEXT, &Known::default());
        let found: Vec<(Part, &str)> =
            outline(TEXT, &story).into_iter().map(|s| (s.part, &TEXT[s.place])).collect();
        let starts: Vec<(Part, &str)> =
            found.iter().map(|(p, t)| (*p, t.split(' ').next().unwrap_or_default())).collect();
        assert_eq!(
            starts,
            [
                (Part::Kicker, "Politics"),
                (Part::Headline, "Dam"),
                (Part::LeftOut, "Published:"),
                (Part::Teaser, "Rescuers"),
                (Part::Dateline, "OSKA"),
                (Part::Lead, "—"),
                (Part::Points, "What"),
                (Part::Points, "The"),
                (Part::Points, "It"),
                (Part::Points, "The"),
                (Part::Points, "Nine"),
                (Part::ReadMore, "Read"),
                (Part::Body, "The"),
                (Part::Credit, "ab/cd"),
                (Part::Promotion, "Sign"),
                (Part::Background, "The"),
            ],
            "{found:?}"
        );
        assert!(found[5].1.ends_with("a baker said."), "{:?}", found[5]);
        assert!(found[15].1.ends_with("(01.05.2025)"), "{:?}", found[15]);
    }

    #[test]
    fn a_paragraph_goes_on_behind_a_share_bar() {
        let text = "The bridge is shut. Share Send Facebook Twitter Reddit Permalink Cars wait.";
        let known = Known { body_only: true, ..Known::default() };
        let found: Vec<(Part, &str)> = outline(text, &anatomy(text, &known))
            .into_iter()
            .map(|s| (s.part, &text[s.place]))
            .collect();
        assert_eq!(
            found,
            [
                (Part::Lead, "The bridge is shut."),
                (Part::Promotion, "Share Send Facebook Twitter Reddit Permalink"),
                (Part::Lead, "Cars wait."),
            ]
        );
    }

    #[test]
    fn a_text_too_long_to_look_through_has_none() {
        let text = "A word. ".repeat(LONGEST / 8 + 1);
        assert_eq!(outline(&text, &anatomy(&text, &Known::default())), []);
        let text = "A word. \n\n".repeat(LONGEST / 12);
        assert!(!outline(&text, &anatomy(&text, &Known::default())).is_empty());
    }

    proptest! {
        #[test]
        fn stretches_tile_the_words_of_any_text(text in "(\\PC{0,30}\n?){0,12}") {
            let story = anatomy(&text, &Known::default());
            let mut end = 0;
            for s in outline(&text, &story) {
                prop_assert!(s.place.start >= end && s.place.end > s.place.start);
                prop_assert!(!text[end..s.place.start].chars().any(char::is_alphanumeric));
                end = s.place.end;
            }
            prop_assert!(!text[end..].chars().any(char::is_alphanumeric));
        }
    }
}

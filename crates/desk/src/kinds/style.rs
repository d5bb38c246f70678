//! How a text is written, as counts: whether sources are named, whether the
//! writer speaks, judges, asks. What others say between quotation marks is
//! theirs and not counted, so a report full of opinions stays a report.
//!
//! Lines in which a house speaks of itself (`Follow us`) or a text says what it
//! is (`Opinion contributor`) are not read: the first differ from house to
//! house, the second are no matter of style. Counts only; what they weigh is the
//! model's business.

use super::lists::*;
use super::sign::{Of, SIGNS, Sign};
use super::words::{Word, words};
use crate::attribution::{Statement, Who, attribution};
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use story::Lang;

/// A text is read so far, in bytes: no report needs more to be known as one.
const MOST: usize = 16_000;
/// A paragraph of more bytes is too much to leave out for one word in it.
const SHORT: usize = 400;
/// A quotation of more words is somebody's speech; others are the writer's own
/// tongs.
const TONGS: usize = 2;
/// An author is introduced in one of so many first or last sentences.
const AUTHOR_FIRST: usize = 3;
const AUTHOR_LAST: usize = 6;

/// A story's style.
#[derive(Clone, Debug, Default)]
pub(super) struct Style<'t> {
    /// How often each sign is there.
    pub counts: [f32; SIGNS],
    /// Sentences that were read.
    pub sentences: usize,
    /// Of these, with words of the writer's own.
    pub own: usize,
    /// The writer's own words.
    pub words: usize,
    /// There is a headline.
    pub titled: bool,
    /// The writer's words in lower case, without names and numbers.
    pub bag: FxHashMap<Cow<'t, str>, Used>,
}

/// How a word is used.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Used {
    pub times: u32,
    /// Once at least where no sentence begins: it has no capital of its own.
    pub inner: bool,
}

impl Style<'_> {
    /// What a sign is counted from.
    pub(super) fn of(&self, sign: Sign) -> usize {
        match sign.of() {
            Of::Sentences => self.sentences,
            Of::Own => self.own,
            Of::Words => self.words,
            Of::Opening | Of::Ending => self.sentences.min(EDGE),
            Of::Text => 1,
            Of::Headline => usize::from(self.titled),
        }
    }

    /// The share of what it is counted from; none where that is missing.
    pub(super) fn share(&self, sign: Sign) -> Option<f32> {
        let of = self.of(sign);
        (of > 0).then(|| self.counts[sign as usize].max(0.0) / of as f32)
    }
}

/// Sentences that open and end a text.
const EDGE: usize = 3;

/// Reads a text; none where we have no lists for its language.
pub(super) fn style<'t>(
    title: &'t str,
    text: &'t str,
    dateline: bool,
    language: &Lang,
) -> Option<Style<'t>> {
    let tongue = Tongue::of(language)?;
    let text = cut(text);
    let mut reader = Reader { tongue, text, all: Style::default(), edges: Vec::new() };
    let statements = attribution(text, language);
    let mut part = Part::default();
    let mut furniture = false;
    for (at, statement) in statements.iter().enumerate() {
        let sentence = statement.sentence;
        let edge = at < AUTHOR_FIRST || at + AUTHOR_LAST >= statements.len();
        let read = reader.sentence(statement, edge, &mut part);
        furniture |= read & (HOUSE | SELF) != 0;
        // The paragraph goes on with the next sentence.
        let next = statements.get(at + 1).map_or(text.len(), |s| s.sentence.start);
        let ends = text.get(sentence.end..next).is_none_or(|gap| gap.contains('\n'))
            || at + 1 == statements.len();
        if ends || part.bytes > SHORT {
            let part = std::mem::take(&mut part);
            if !std::mem::take(&mut furniture) {
                reader.keep(part);
            }
        }
    }
    let mut style = reader.end();
    if dateline || opens_with_dateline(text) {
        style.counts[Sign::Dateline as usize] = 1.0;
    }
    headline(title, tongue, &mut style);
    Some(style)
}

/// The text up to the end of a line near the limit.
fn cut(text: &str) -> &str {
    if text.len() <= MOST {
        return text;
    }
    let end = (0..=MOST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let head = text.get(..end).unwrap_or_default();
    head.rfind('\n')
        .and_then(|line| head.get(..line))
        .filter(|h| h.len() > MOST / 2)
        .unwrap_or(head)
}

/// What was read of a paragraph, until it is known to be the writer's.
#[derive(Default)]
struct Part<'t> {
    bytes: usize,
    counts: [f32; SIGNS],
    own: usize,
    words: usize,
    edges: Vec<Edge>,
    bag: Vec<(Cow<'t, str>, bool)>,
}

impl Part<'_> {
    fn add(&mut self, sign: Sign, times: f32) {
        self.counts[sign as usize] += times;
    }
}

/// What counts of a sentence at the beginning or the end.
#[derive(Clone, Copy, Default)]
struct Edge {
    day: bool,
    sourced: bool,
    voice: bool,
}

struct Reader<'t> {
    tongue: &'static Tongue,
    text: &'t str,
    all: Style<'t>,
    edges: Vec<Edge>,
}

/// Classes that are counted once a sentence.
const ONCE: &[(Class, Sign)] = &[
    (ME, Sign::Me),
    (US, Sign::Us),
    (YOU, Sign::You),
    (DUTY, Sign::Duty),
    (VALUE, Sign::Value),
    (SURE, Sign::Sure),
    (PERHAPS, Sign::Perhaps),
    (TURN, Sign::Turn),
    (NOT, Sign::Not),
    (ALL, Sign::All),
    (WHY, Sign::Why),
    (DAY, Sign::Day),
    (MONTH, Sign::Month),
    (THING, Sign::Thing),
    (BODY, Sign::Body),
];

impl<'t> Reader<'t> {
    /// Reads a sentence into a part; gives what classes of words it has.
    fn sentence(&mut self, s: &Statement, edge: bool, part: &mut Part<'t>) -> Class {
        let body = s.sentence.of(self.text);
        part.bytes += body.len();
        let speech: Vec<Span> = s
            .quotes
            .iter()
            .copied()
            .filter(|q| q.of(self.text).split_whitespace().nth(TONGS).is_some())
            .collect();
        let mut row: Vec<Word<'t>> = Vec::new();
        words(self.text, s.sentence, &speech, |word| row.push(word));

        let mut here: Class = 0;
        let mut names = 0;
        let mut numbers = 0;
        let mut present = 0;
        for (at, word) in row.iter().enumerate() {
            let class = self.tongue.class(&word.lower);
            // `the Speaker`, `Way`: a name is no word of the language, but days
            // and offices are written like names.
            here |= if word.name { class & (DAY | MONTH | BODY | HOUSE) } else { class };
            names += usize::from(word.name);
            numbers += usize::from(word.number);
            present += usize::from(!word.name && class & IS != 0);
            for (class, rest) in self.tongue.phrases(&word.lower) {
                let mut behind = row.iter().skip(at + 1).map(|w| &*w.lower);
                if rest.iter().all(|r| behind.next() == Some(r)) {
                    here |= class;
                }
            }
        }
        if body.contains('@') {
            here |= HOUSE;
        }
        if edge && s.source.is_none() && self.introduces(&row) {
            self.all.counts[Sign::Author as usize] = 1.0;
            return HOUSE;
        }
        for (class, sign) in ONCE {
            part.add(*sign, f32::from(here & class != 0));
        }
        let first = row.first().filter(|w| !w.name).map_or(0, |w| self.tongue.class(&w.lower));
        part.add(Sign::This, f32::from(first & THIS != 0));
        let asks = body.char_indices().any(|(at, c)| {
            c == '?'
                && !speech.iter().any(|q| q.holds(Span::new(at, at + 1).shifted(s.sentence.start)))
        });
        part.add(Sign::Question, f32::from(asks));
        part.add(Sign::Present, present as f32);
        part.add(Sign::Number, numbers as f32);
        part.add(Sign::Name, names as f32);
        let said: usize = s.quotes.iter().map(|q| q.end - q.start).sum();
        part.add(Sign::Speech, said as f32 / body.len().max(1) as f32);
        match s.source.map(|source| source.who) {
            Some(Who::Named | Who::Pronoun) => part.add(Sign::Named, 1.0),
            Some(Who::Office | Who::Unnamed) => part.add(Sign::Unnamed, 1.0),
            None => {}
        }
        part.add(Sign::Sourced, f32::from(s.source.is_some()));
        part.edges.push(Edge {
            day: here & DAY != 0,
            sourced: s.source.is_some(),
            voice: here & (ME | US | YOU | DUTY) != 0,
        });
        part.own += usize::from(!row.is_empty());
        part.words += row.len();
        part.bag
            .extend(row.into_iter().filter(|w| !w.name && !w.number).map(|w| (w.lower, !w.opens)));
        here
    }

    /// `Ada Quill is a professor of law at Port Calder.`
    fn introduces(&self, row: &[Word]) -> bool {
        let is = |word: &Word, class: Class| self.tongue.class(&word.lower) & class != 0;
        let Some(being) = row.iter().take(8).position(|w| is(w, BEING)) else { return false };
        let who = row.iter().take(being);
        let subject = who.clone().all(|w| w.capital || is(w, WRITER | ALL) || w.lower == "and");
        (1..=6).contains(&being)
            && (subject && (being > 1 || who.clone().any(|w| is(w, WRITER))))
            && row.iter().skip(being + 1).take(14).any(|w| is(w, WRITER))
    }

    fn keep(&mut self, part: Part<'t>) {
        for (sum, n) in self.all.counts.iter_mut().zip(part.counts) {
            *sum += n;
        }
        self.all.sentences += part.edges.len();
        self.all.own += part.own;
        self.all.words += part.words;
        self.edges.extend(part.edges);
        for (word, inner) in part.bag {
            let used = self.all.bag.entry(word).or_default();
            used.times += 1;
            used.inner |= inner;
        }
    }

    fn end(mut self) -> Style<'t> {
        let count = |edges: &mut dyn Iterator<Item = bool>| edges.filter(|yes| *yes).count() as f32;
        let opening = || self.edges.iter().take(EDGE);
        let ending = || self.edges.iter().rev().take(EDGE);
        self.all.counts[Sign::LeadDay as usize] = count(&mut opening().map(|e| e.day));
        self.all.counts[Sign::LeadSourced as usize] = count(&mut opening().map(|e| e.sourced));
        self.all.counts[Sign::Voice as usize] = count(&mut ending().map(|e| e.voice));
        self.all
    }
}

/// Agencies that sign their datelines.
const WIRES: &[&str] = &["(AP)", "(Reuters)", "(AFP)", "(dpa)", "(UPI)", "(EFE)", "(APA)", "(PA)"];

/// `PORT CALDER, Ostrava (AP) — `, `Berlin (dpa) - `: places and a dash or an
/// agency's name.
fn opens_with_dateline(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(60).collect();
    let end = [" — ", " – ", " -- ", " - ", ".- "].into_iter().filter_map(|m| head.find(m)).min();
    let wire = WIRES.iter().filter_map(|w| head.find(w)).min();
    let Some(end) = wire.or(end) else { return false };
    let mut place = head
        .get(..end)
        .unwrap_or_default()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .peekable();
    let shouted =
        place.peek().is_some_and(|w| w.chars().count() > 2 && w.chars().all(char::is_uppercase));
    place.peek().is_some()
        && (wire.is_some() || shouted)
        && place.all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
}

fn headline<'t>(title: &'t str, tongue: &Tongue, style: &mut Style<'t>) {
    let mut first: Class = 0;
    let mut here: Class = 0;
    words(title, Span::new(0, title.len()), &[], |word| {
        let class = tongue.class(&word.lower);
        if !style.titled {
            first = class;
        }
        style.titled = true;
        here |= class;
        // Headline Case has no names that could be told from words.
        if !word.number {
            style.bag.entry(word.lower).or_default().times += 1;
        }
    });
    let mut set = |sign: Sign, yes: bool| style.counts[sign as usize] = f32::from(yes);
    set(Sign::TitleAsks, title.contains('?') || first & ASK != 0);
    set(Sign::TitleVoice, here & (ME | US | YOU | DUTY | VALUE | SURE) != 0);
    set(Sign::TitleIs, here & (IS | THIS) != 0);
}

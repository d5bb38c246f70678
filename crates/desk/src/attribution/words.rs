//! The words of one sentence, with what each can be to attribution and what
//! stands before it. No phrase is read here.

use super::tongue::*;
use crate::quotes::Quote;
use crate::span::Span;
use std::borrow::Cow;

/// Words of a sentence that are read: no writer needs more, and looking back
/// over a clause must stay cheap whatever somebody sends.
const MOST: usize = 400;

/// What parts a word from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Blanks, or the full stop of a short form.
    Blank,
    /// A comma, a bracket or a dash: the phrase may go on behind it.
    Comma,
    /// Anything a phrase never crosses; the sentence's beginning too.
    Wall,
}

/// A word of a sentence.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    pub span: Span,
    pub lower: Cow<'t, str>,
    pub class: Class,
    pub capital: bool,
    /// The speech it stands in, as an index into the story's quotations.
    pub speech: Option<usize>,
    pub gap: Gap,
    /// A colon is in the gap.
    pub colon: bool,
    /// A bracket closes in the gap, and no comma is there.
    pub closes: bool,
    /// A quotation mark is in the gap.
    pub mark: bool,
}

impl Word<'_> {
    /// True if it can be any of these.
    pub(super) const fn is(&self, class: Class) -> bool {
        self.class & class != 0
    }
}

/// The words of a sentence. `speeches` are the quotations of the text that are
/// somebody's words, each with its index.
pub(super) fn words<'t>(
    text: &'t str,
    sentence: Span,
    speeches: &[(usize, Span)],
    tongue: &Tongue,
) -> Vec<Word<'t>> {
    let mut out: Vec<Word<'t>> = Vec::new();
    let mut end = sentence.start;
    let body = sentence.of(text);
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if out.len() == MOST {
            break;
        }
        if !c.is_alphanumeric() {
            continue;
        }
        let mut stop = at + c.len_utf8();
        while let Some((next, c)) = chars.peek().copied() {
            // `O’Neill`, `vice-president`, `1,200`: one word.
            let inner = matches!(c, '\'' | '’' | '-' | '‑' | '&')
                && body
                    .get(next + c.len_utf8()..)
                    .is_some_and(|r| r.starts_with(char::is_alphanumeric));
            if !c.is_alphanumeric() && !inner {
                break;
            }
            stop = next + c.len_utf8();
            chars.next();
        }
        let span = Span::new(at, stop).shifted(sentence.start);
        let between = text.get(end..span.start).unwrap_or_default();
        let word = span.of(text);
        let lower: Cow<'t, str> = if word.chars().any(char::is_uppercase) {
            word.to_lowercase().into()
        } else {
            word.into()
        };
        let short = out.last().is_some_and(|w| w.is(TITLE) || w.span.end - w.span.start == 1);
        let capital = word.starts_with(char::is_uppercase);
        let gap = if out.is_empty() { Gap::Wall } else { gap(between, short) };
        out.push(Word {
            span,
            class: class(tongue, word, &lower, capital && gap == Gap::Blank),
            capital,
            lower,
            speech: speeches.iter().find(|(_, s)| s.holds(span)).map(|(q, _)| *q),
            gap,
            colon: between.contains(':'),
            closes: between.contains(')') && !between.contains(','),
            mark: between.contains(['"', '“', '„', '»', '«', '”']),
        });
        end = span.end;
    }
    out
}

/// What a word can be; `inner` if it has a capital where no clause begins.
fn class(tongue: &Tongue, word: &str, lower: &str, inner: bool) -> Class {
    let class = tongue.class(lower);
    // `the IT department`, `US`: letters of a name.
    if word.len() > 1 && word.chars().all(char::is_uppercase) {
        return class & (ROLE | UNNAMED | TITLE);
    }
    // `Secretary of State Ruiz`, `die Angaben`.
    let class = if inner { class & !(VERB | ASSERTS) } else { class };
    if tongue.lists.order != Order::SubjectFirst {
        return class;
    }
    // `Mrs May said`, `Will Hale said`.
    if inner {
        return if class & UNSAID == 0 { class } else { class & !(UNSAID | TIME) };
    }
    if class == 0 && lower.ends_with("ly") && !NOUNS_IN_LY.contains(&lower) {
        return ADVERB;
    }
    class
}

const NOUNS_IN_LY: &[&str] = &[
    "family",
    "ally",
    "supply",
    "reply",
    "assembly",
    "italy",
    "daily",
    "weekly",
    "monthly",
    "elderly",
    "monopoly",
    "bully",
    "rally",
    "lily",
    "emily",
    "kelly",
    "billy",
    "sally",
    "molly",
    "friendly",
    "lonely",
    "butterfly",
    "fly",
];

fn gap(between: &str, short: bool) -> Gap {
    // `Ana Ruiz, D-Calder., said`: the full stop is of a short form.
    if between.contains([';', ':', '!', '?', '…', '\n'])
        || (between.contains('.') && !short && !between.contains(".,"))
    {
        Gap::Wall
    } else if between.contains([',', '(', ')', '—', '–']) || between.contains(" - ") {
        Gap::Comma
    } else {
        Gap::Blank
    }
}

/// True if a quotation is somebody's speech and not a name in marks: three
/// words or more, or closed by a sentence's mark (`“No,”`).
pub(super) fn is_speech(text: &str, quote: &Quote) -> bool {
    let inside = quote.span.of(text).trim_matches(|c: char| !c.is_alphanumeric() && !is_mark(c));
    let behind = text.get(quote.span.end..).unwrap_or_default();
    quote.depth == 0
        && !is_title(inside)
        && (inside.split_whitespace().nth(2).is_some()
            || inside.ends_with(is_mark)
            || (behind.starts_with(',') && text.get(..quote.span.start).is_none_or(opens)))
}

/// `“The Last Boat,”`: every word but small ones has a capital.
fn is_title(inside: &str) -> bool {
    let mut long = inside.split_whitespace().filter(|w| w.chars().nth(3).is_some()).peekable();
    let two = inside.trim().contains(' ');
    two && long.peek().is_some() && long.all(|w| w.starts_with(char::is_uppercase))
}

const fn is_mark(c: char) -> bool {
    matches!(c, ',' | '.' | '!' | '?')
}

/// True if a sentence begins behind this text: `„Nein“, sagte sie.`
fn opens(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\u{a0}']);
    before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n'])
}

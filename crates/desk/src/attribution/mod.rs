//! Who says what: for each sentence its source, the verb of saying, the words
//! that put it in doubt and the quotations, each with its place. Languages:
//! en, de, es; of others only quotations are read.
//!
//! Read from lists of words, commas and marks (`tongue`, `phrase`, `cues`). A
//! source that can't be told is left out: a wrong name under a statement is
//! worse than none. Never here: whether a statement is true, or counted.

mod before;
mod carry;
mod cues;
mod hedges;
mod phrase;
mod subject;
mod tongue;
mod words;

use crate::quotes::{Quote, quotes};
use crate::sentences::sentences;
use crate::span::Span;
use crate::stops;
use phrase::Sentence;
use serde::Serialize;
use story::Lang;
use tongue::{PRONOUN, ROLE, TIME, Tongue, UNNAMED};

/// How a sentence tells what somebody said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Speech {
    /// In the speaker's own words, between marks.
    Direct,
    /// In the writer's words.
    Indirect,
    /// It says it by itself.
    None,
}

/// What is known of who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// With a proper name.
    Named,
    /// By office or as a body: `the mayor`, `police`.
    Office,
    /// Nobody can be asked: `officials`, `people familiar with the matter`.
    Unnamed,
    /// `she`, `er`, `ellos`.
    Pronoun,
}

/// Whose words a sentence gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The phrase that names the speaker (bytes of the text), with what
    /// follows it between commas. Outside the sentence if it was carried over.
    pub span: Span,
    /// What is known of who it is.
    pub who: Who,
    /// It stands in another sentence: this one goes on with the same speech.
    pub carried: bool,
    /// Of a pronoun: the only speaker with a name in this paragraph so far, or
    /// else in the one before.
    pub resolved: Option<Span>,
}

/// What a sentence says of its own origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The sentence, as [`sentences`] cuts it (bytes of the text).
    pub sentence: Span,
    /// How it tells what was said.
    pub speech: Speech,
    /// Who says it.
    pub source: Option<Source>,
    /// The verb of saying; of one in two pieces (`teilte … mit`) the first.
    pub verb: Option<Span>,
    /// Words that put its truth in doubt (`reportedly`, `soll … haben`), in
    /// order. Rough figures (`about 40`) are no doubt.
    pub hedges: Vec<Span>,
    /// The quotations in it with their marks, no further than the sentence.
    pub quotes: Vec<Span>,
}

impl Statement {
    /// The name a statement rests on, as readers may see it: a pronoun gives
    /// the speaker it stands for, where that is known.
    pub fn voice<'t>(&self, text: &'t str) -> Option<&'t str> {
        let source = self.source.as_ref()?;
        match (source.who, source.resolved) {
            (Who::Pronoun, resolved) => resolved.map(|s| s.of(text)),
            _ => Some(source.span.of(text)),
        }
    }
}

/// The statements of a text, one for each sentence, in order. Where the
/// language is not known it is told from the words.
pub fn attribution(text: &str, language: &Lang) -> Vec<Statement> {
    let guessed;
    let language = if language.is_unknown() {
        guessed = stops::detect("", text);
        &guessed
    } else {
        language
    };
    let tongue = Tongue::of(language);
    let quotes = quotes(text);
    let speeches: Vec<(usize, Span)> = quotes
        .iter()
        .enumerate()
        .filter(|(_, q)| words::is_speech(text, q))
        .map(|(at, q)| (at, q.span))
        .collect();
    let mut read: Vec<carry::Read> = Vec::new();
    let mut from = 0;
    for sentence in sentences(text) {
        while speeches.get(from).is_some_and(|(_, s)| s.end <= sentence.start) {
            from += 1;
        }
        let near = speeches.get(from..).unwrap_or_default();
        let upto = near.partition_point(|(_, s)| s.start < sentence.end);
        let near = near.get(..upto).unwrap_or_default();
        read.push(of_sentence(text, sentence, tongue, &quotes, near));
    }
    carry::over(text, &quotes, &mut read);
    read.into_iter().map(|r| r.statement).collect()
}

fn of_sentence(
    text: &str,
    sentence: Span,
    tongue: Option<&'static Tongue>,
    quotes: &[Quote],
    speeches: &[(usize, Span)],
) -> carry::Read {
    let inside: Vec<Span> = within(quotes, sentence);
    let said: usize =
        speeches.iter().map(|(_, s)| s.end.min(sentence.end) - s.start.max(sentence.start)).sum();
    let mut read = carry::Read {
        statement: Statement {
            sentence,
            speech: if said > 0 { Speech::Direct } else { Speech::None },
            source: None,
            verb: None,
            hedges: Vec::new(),
            quotes: inside,
        },
        speeches: speeches.iter().map(|(at, _)| *at).collect(),
        // The marks and a closing full stop are all that stands beside it.
        all_speech: said > 0 && said * 10 >= (sentence.end - sentence.start) * 9,
        dropped: false,
        told: false,
    };
    let Some(tongue) = tongue else { return read };
    let words = words::words(text, sentence, speeches, tongue);
    let s = Sentence { words: &words, tongue };
    read.statement.hedges = hedges::hedges(&s);
    read.told = hedges::is_told(&s);
    let Some(cue) = cues::cue(&s) else { return read };
    let place = |(start, end): phrase::Range| {
        let (first, last) = (words.get(start)?, words.get(end.checked_sub(1)?)?);
        let span = Span::new(first.span.start, last.span.end);
        // `Hale (Calder Party)`: a bracket that opened closes.
        let open = span.of(text).matches('(').count() > span.of(text).matches(')').count();
        let closes = open && text.get(span.end..).is_some_and(|t| t.starts_with(')'));
        Some(Span { end: span.end + usize::from(closes), ..span })
    };
    read.statement.verb = cue.verb.and_then(|v| words.get(v)).map(|w| w.span);
    read.statement.source = cue.source.and_then(|range| {
        let span = place(range)?;
        Some(Source { span, who: who(&s, range), carried: false, resolved: None })
    });
    read.dropped = cue.dropped;
    if read.statement.speech == Speech::None {
        read.statement.speech = Speech::Indirect;
    }
    read
}

/// The outer quotations that meet a sentence, cut to it.
fn within(quotes: &[Quote], sentence: Span) -> Vec<Span> {
    // In the order in which they open: one that opened long before may still
    // be open, but no outer one ends after the next begins.
    let upto = quotes.partition_point(|q| q.span.start < sentence.end);
    let mut out: Vec<Span> = quotes
        .get(..upto)
        .unwrap_or_default()
        .iter()
        .rev()
        .filter(|q| q.depth == 0)
        .take_while(|q| q.span.end > sentence.start)
        .map(|q| Span::new(q.span.start.max(sentence.start), q.span.end.min(sentence.end)))
        .collect();
    out.reverse();
    out
}

fn who(s: &Sentence, (start, end): phrase::Range) -> Who {
    let german = s.tongue.lists.order == tongue::Order::VerbSecond;
    let name = |i: usize| {
        s.capital(i) && !s.is(i, ROLE | UNNAMED | TIME | tongue::ARTICLE | tongue::TITLE | PRONOUN)
    };
    let named = (start..end).any(|i| {
        if !name(i) || s.gap(i) == words::Gap::Wall && i > start {
            return false;
        }
        if german {
            // A noun of its own is no name; `Ministerin Ruiz` and `Ruiz` are.
            let with = i > start && s.capital(i - 1) && s.gap(i) == words::Gap::Blank;
            let alone = i == start && (end == start + 1 || !s.capital(i + 1));
            let first = i == start && i + 1 < end && name(i + 1);
            with || alone || first
        } else {
            // The first word of a sentence has a capital anyway.
            i > 0 || end == start + 1 || name(i + 1)
        }
    });
    if start + 1 == end && s.is(start, PRONOUN) {
        Who::Pronoun
    } else if named {
        Who::Named
    } else if (start..end).any(|i| s.is(i, UNNAMED)) {
        Who::Unnamed
    } else {
        Who::Office
    }
}

#[cfg(test)]
mod tests;

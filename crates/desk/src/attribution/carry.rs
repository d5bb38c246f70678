//! Speakers that a sentence has from its neighbours: a quotation that runs on,
//! the German subjunctive, a Spanish verb without its subject; and whom a
//! pronoun means.

use super::{Source, Speech, Statement, Who};
use crate::quotes::Quote;
use crate::span::Span;

/// A statement as read from its sentence alone.
pub(super) struct Read {
    pub statement: Statement,
    /// The speeches it holds a part of, as indexes into the quotations.
    pub speeches: Vec<usize>,
    /// It is nothing but speech.
    pub all_speech: bool,
    /// Its verb of saying is without a subject.
    pub dropped: bool,
    /// It stands in the subjunctive of what others said.
    pub told: bool,
}

pub(super) fn over(text: &str, quotes: &[Quote], read: &mut [Read]) {
    within_speeches(quotes, read);
    onwards(text, read);
    pronouns(text, read);
}

/// One speech cut into sentences has one speaker, over paragraphs too.
fn within_speeches(quotes: &[Quote], read: &mut [Read]) {
    // Each speech's chain: one that goes on shares the number of the next.
    let mut chain: Vec<usize> = (0..quotes.len()).collect();
    let mut running: Option<usize> = None;
    for (at, quote) in quotes.iter().enumerate().filter(|(_, q)| q.depth == 0) {
        let number = running.unwrap_or(at);
        if let Some(slot) = chain.get_mut(at) {
            *slot = number;
        }
        running = quote.goes_on.then_some(number);
    }
    let chain_of = |speech: &usize| chain.get(*speech).copied().unwrap_or(*speech);
    let mut speakers: Vec<(usize, Source)> = Vec::new();
    for r in read.iter() {
        if let Some(source) = r.statement.source {
            for number in r.speeches.iter().map(chain_of) {
                if speakers.last().is_none_or(|(n, _)| *n != number) {
                    speakers.push((number, source));
                }
            }
        }
    }
    for r in read.iter_mut().filter(|r| r.statement.source.is_none() && r.statement.verb.is_none())
    {
        let first = r.speeches.first().map(chain_of);
        let known =
            first.and_then(|n| speakers.binary_search_by_key(&n, |(number, _)| *number).ok());
        if let Some((_, source)) = known.and_then(|at| speakers.get(at)) {
            r.statement.source = Some(Source { carried: true, ..*source });
        }
    }
}

fn onwards(text: &str, read: &mut [Read]) {
    let mut before: Option<(Span, Speech, Source)> = None;
    for r in read {
        let s = &mut r.statement;
        if let (None, Some((sentence, speech, source))) = (s.source, before) {
            let between = text.get(sentence.end..s.sentence.start).unwrap_or("\n");
            let paragraph = !between.contains('\n');
            let announced = sentence.of(text).ends_with(':');
            let goes_on = r.all_speech
                && s.verb.is_none()
                && (paragraph && speech == Speech::Direct || announced)
                || (r.dropped || r.told && s.verb.is_none() && s.speech == Speech::None)
                    && paragraph;
            if goes_on {
                s.source = Some(Source { carried: true, ..source });
            }
        }
        if s.speech == Speech::None && (r.told || s.source.is_some()) {
            s.speech = Speech::Indirect;
        }
        before = s.source.map(|source| (s.sentence, s.speech, source));
    }
}

/// Gives pronouns the one speaker with a name who was heard in their
/// paragraph, else in the one before.
fn pronouns(text: &str, read: &mut [Read]) {
    let mut here: Vec<Span> = Vec::new();
    let mut earlier: Vec<Span> = Vec::new();
    let mut end = 0;
    for r in read {
        let s = &mut r.statement;
        if text.get(end..s.sentence.start).is_some_and(|gap| gap.contains('\n')) {
            earlier = std::mem::take(&mut here);
        }
        end = s.sentence.end;
        let Some(source) = s.source.as_mut() else { continue };
        match source.who {
            Who::Named
                if !source.carried
                    && !here.iter().any(|known| is_same(text, *known, source.span)) =>
            {
                here.push(source.span);
            }
            Who::Pronoun => {
                let known = if here.is_empty() { &earlier } else { &here };
                if let [only] = known.as_slice()
                    && is_one(text, source.span)
                {
                    source.resolved = Some(*only);
                }
            }
            _ => {}
        }
    }
}

/// `they` and `we` are more than the one who was named.
fn is_one(text: &str, pronoun: Span) -> bool {
    matches!(pronoun.of(text).to_lowercase().as_str(), "he" | "she" | "er" | "sie" | "él" | "ella")
}

/// True if one phrase repeats a name of the other: `Ana Ruiz, the minister`
/// and `Ruiz`.
fn is_same(text: &str, a: Span, b: Span) -> bool {
    let name = |s: Span| -> Vec<&str> {
        let head = s.of(text).split(',').next().unwrap_or_default();
        head.split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).collect()
    };
    let (a, b) = (name(a), name(b));
    match (a.last(), b.last()) {
        (Some(x), Some(y)) => x == y || a.contains(y) || b.contains(x),
        _ => false,
    }
}

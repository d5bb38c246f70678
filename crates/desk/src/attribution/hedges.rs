//! Words that put the truth of a sentence in doubt, and the subjunctive by
//! which German tells what others said.

use super::phrase::Sentence;
use super::tongue::{CLAUSE, TOLD};
use super::words::Gap;
use crate::span::Span;

/// How many words may stand in the `…` of a hedge.
const FAR: usize = 12;

/// The hedges of a sentence, those in quotations too: the speaker's doubt is
/// the sentence's.
pub(super) fn hedges(s: &Sentence) -> Vec<Span> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < s.words.len() {
        let found = s
            .tongue
            .hedges
            .get(s.lower(at))
            .into_iter()
            .flatten()
            .find_map(|words| matched(s, at, words));
        match found {
            Some(last) if !is_name(s, at) => {
                if let (Some(a), Some(b)) = (s.word(at), s.word(last)) {
                    out.push(Span::new(a.span.start, b.span.end));
                }
                // `soll … haben` spans words that may be hedges themselves.
                at = if last > at + 4 { at + 1 } else { last + 1 };
            }
            _ => at += 1,
        }
    }
    out
}

/// In mid-sentence a hedge has no capital; `May have` at its beginning has.
fn is_name(s: &Sentence, at: usize) -> bool {
    s.capital(at) && at > 0 && s.gap(at) == Gap::Blank && s.quoted(at) == s.quoted(at - 1)
}

fn matched(s: &Sentence, start: usize, words: &[&str]) -> Option<usize> {
    let mut at = start;
    let mut last = start;
    let mut far = false;
    for word in words {
        if *word == "…" {
            far = true;
            continue;
        }
        if far {
            at = (at..s.words.len().min(at + FAR))
                .take_while(|i| s.gap(*i) != Gap::Wall)
                .find(|i| s.lower(*i) == *word)?;
        }
        if s.lower(at) != *word || (at > start && !far && s.gap(at) != Gap::Blank) {
            return None;
        }
        last = at;
        far = false;
        at += 1;
    }
    Some(last)
}

/// Phrases with a subjunctive that tell nothing of what others said.
const SET: &[(&str, &str)] = &[("es", "sei"), ("sei", "es"), ("wie", "sei"), ("auch", "sei")];

/// True if a sentence outside its quotations stands in the subjunctive of what
/// others said (`er sei krank`).
pub(super) fn is_told(s: &Sentence) -> bool {
    (0..s.words.len()).any(|at| {
        let real = s.is(at, TOLD) && !s.quoted(at) && is_first(s.lower(at));
        let set = at > 0 && SET.contains(&(s.lower(at - 1), s.lower(at)))
            || s.lower(at + 1) == "es" && s.lower(at) == "sei";
        // `ich habe`, `als habe er`, `damit es gehe`: not what others said.
        let own = at > 0 && matches!(s.lower(at - 1), "ich" | "als" | "und");
        let opened =
            s.is(s.clause(at), CLAUSE) && matches!(s.lower(s.clause(at)), "als" | "wenn" | "damit");
        real && !set && !own && !opened && !s.capital(at)
    })
}

/// The forms of the first subjunctive; `hätte` and `würde` are as often a wish.
fn is_first(lower: &str) -> bool {
    !matches!(
        lower,
        "wäre" | "hätten" | "würden" | "hätte" | "würde" | "müssten" | "könnten" | "gehe" | "lasse"
    )
}

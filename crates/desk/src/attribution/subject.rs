//! Who the subject of a verb of saying is, by the order of a language's clauses.

use super::phrase::{Range, Sentence};
use super::tongue::*;
use super::words::Gap;

/// Where the auxiliary of a participle stands.
pub(super) fn auxiliary(s: &Sentence, participle: usize) -> Option<usize> {
    if s.tongue.lists.order == Order::Free {
        let aux = participle.checked_sub(1)?;
        return (s.is(aux, HAVE) && s.gap(participle) == Gap::Blank).then_some(aux);
    }
    // `wie die Polizei mitgeteilt hat`
    if s.is(participle + 1, HAVE) && s.gap(participle + 1) == Gap::Blank {
        return Some(participle);
    }
    let clause = s.clause(participle);
    (clause..participle).find(|i| s.is(*i, HAVE))
}

/// True if the second piece of a verb follows in its clause.
pub(super) fn piece_follows(s: &Sentence, verb: usize, pieces: &[&str]) -> bool {
    for at in verb + 1..s.words.len().min(verb + 25) {
        if s.quoted(at) {
            return false;
        }
        let last = s.gap(at + 1) != Gap::Blank || at + 1 == s.words.len() || s.quoted(at + 1);
        if pieces.contains(&s.lower(at))
            && (last || !matches!(s.lower(at), "an" | "aus" | "mit" | "zu" | "vor"))
        {
            return true;
        }
    }
    false
}

/// Who the subject of a verb is.
pub(super) fn subject(s: &Sentence, finite: usize, verb: usize) -> Option<Range> {
    let all = s.words.len();
    let behind_quote = finite > 0 && s.quoted(finite - 1);
    match s.tongue.lists.order {
        Order::SubjectFirst => {
            let right = || s.behind(finite + 1, all);
            if behind_quote {
                return right().or_else(|| s.before(finite));
            }
            if finite > 0 && (s.is(finite - 1, AND) || s.lower(finite - 1) == "but") {
                return s.opening(finite);
            }
            s.before(finite)
                .or_else(|| (finite > 0 && s.gap(finite) == Gap::Comma).then(right).flatten())
        }
        Order::Free => {
            let right = || {
                let at = s.past_asides(verb + 1, all);
                let found = (s.gap(at) == Gap::Blank && !s.is(at, THAT)).then(|| s.behind(at, all));
                // `Rechazó otras demandas`: what was rejected.
                found.flatten().filter(|r| s.is(verb, SAYS | PARTICIPLE) || can_speak(s, *r))
            };
            let led = finite > 0 && s.is(finite - 1, CLAUSE | PREP | AND) && !s.is(finite - 1, WHO);
            if behind_quote || led {
                return right();
            }
            s.before(finite).filter(|r| can_begin(s, *r)).or_else(right)
        }
        Order::VerbSecond => german_subject(s, finite, verb),
    }
}

fn can_begin(s: &Sentence, (start, _): Range) -> bool {
    s.may_begin(start)
}

fn german_subject(s: &Sentence, finite: usize, verb: usize) -> Option<Range> {
    let all = s.words.len();
    // `hieß es aus Kreisen der Regierung`; `Aus der Partei hieß es`.
    if matches!(s.lower(verb), "hieß" | "heißt") {
        if s.lower(verb + 1) != "es" && (verb == 0 || s.lower(verb - 1) != "es") {
            return None;
        }
        let at =
            (verb + 1..all.min(verb + 5)).find(|i| s.is(*i, PREP | LINK) && !s.is(*i, ARTICLE));
        let led = at.and_then(|at| s.behind(at + 1, all));
        let start = s.clause(verb);
        let before = || {
            (s.is(start, PREP | LINK) && start + 1 < verb)
                .then(|| s.behind(start + 1, verb))
                .flatten()
        };
        return led.or_else(before);
    }
    let right = || {
        s.behind(finite + 1, all).filter(|(start, _)| !s.is(*start, LINK) || s.is(*start, ARTICLE))
    };
    let mut start = s.clause(finite);
    if start == finite {
        let led = finite > 0
            && s.gap(finite) == Gap::Comma
            && (s.word(finite).is_some_and(|w| w.closes) || s.opens_with_apposition(finite));
        return if led { s.before(finite) } else { right() };
    }
    if s.is(start, CLAUSE) {
        // `wie die Polizei am Montag mitteilte`; `Wie sagte Ruiz`.
        return s.behind(start + 1, finite).or_else(right);
    }
    if s.is(start, AND) {
        start += 1;
    }
    if start == finite || s.is(start, PREP | ADVERB | TIME) {
        return right();
    }
    // `Das sagte Ruiz`: what was said comes first.
    if start + 1 == finite && matches!(s.lower(start), "das" | "dies" | "dem" | "es") {
        return right();
    }
    if s.is(start, PRONOUN) {
        return Some((start, start + 1));
    }
    s.behind(start, finite)
}

/// True if a phrase names somebody who can speak.
pub(super) fn can_speak(s: &Sentence, (start, end): Range) -> bool {
    let german = s.tongue.lists.order == Order::VerbSecond;
    (start..end).any(|i| {
        s.is(i, ROLE | UNNAMED | PRONOUN)
            || s.capital(i)
                && !s.is(i, TIME | ARTICLE)
                && (!german || i + 1 == end && (i == start || s.capital(i - 1)))
                && (i > 0 || german || end > 1 || !s.lower(i).ends_with("ing"))
    })
}

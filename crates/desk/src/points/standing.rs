//! How many independent voices carry a point, and which of its figures holds.

use super::candidate::{Candidate, Stem};
use super::same::bears_out;
use super::{Figure, PointStanding};
use std::collections::BTreeMap;

/// The figures of a point's sentences: the newest of each thing holds, the
/// others are superseded. Gives who has none but the newest, and the others
/// with their times, the newest first.
pub(super) fn figures<'c, 'a>(
    members: &[&'c Candidate<'a>],
) -> (Vec<&'c Candidate<'a>>, Vec<Figure>) {
    let mut newest: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    // By time: the last to speak of a thing has the word.
    for (at, c) in members.iter().enumerate() {
        for f in c.figures.iter().filter(|f| f.counts_a_thing() && is_shared(&f.of, members)) {
            newest.insert(&f.of, (at, f.value));
        }
    }
    let holds = |c: &Candidate| {
        c.figures.iter().all(|f| newest.get(f.of.as_str()).is_none_or(|(_, v)| *v == f.value))
    };
    let mut old: Vec<Figure> = Vec::new();
    for c in members.iter().rev().filter(|c| !holds(c)) {
        for f in &c.figures {
            let Some((_, value)) = newest.get(f.of.as_str()) else { continue };
            let known = old.iter().any(|o| o.of == f.of && o.value == f.value);
            if *value != f.value && !known {
                old.push(Figure {
                    value: f.value,
                    of: f.of.clone(),
                    span: f.span,
                    story: c.source.story,
                    version: c.source.version,
                    when: c.source.when,
                });
            }
        }
    }
    (members.iter().filter(|c| holds(c)).copied().collect(), old)
}

fn is_shared(of: &str, members: &[&Candidate]) -> bool {
    members.iter().filter(|c| c.figures.iter().any(|f| f.of == of)).nth(1).is_some()
}

/// Known where two independent voices bear out the sentence shown (itself one
/// of them), else whose word it is.
pub(super) fn standing(members: &[&Candidate], shown: &Candidate) -> PointStanding {
    let sure: Vec<&&Candidate> =
        members.iter().filter(|c| !c.hedged && bears_out(shown, c)).collect();
    let independent = sure.iter().enumerate().any(|(at, a)| {
        sure.iter().skip(at + 1).any(|b| a.source.group != b.source.group && !is_one_voice(a, b))
    });
    if independent {
        return PointStanding::Known;
    }
    let voice = shown.voice.as_ref().map(|(name, _)| *name);
    PointStanding::AccordingTo(voice.unwrap_or(shown.source.source_name).to_owned())
}

/// True if two sentences rest on one speaker. A speaker who is not named may
/// be the other's.
fn is_one_voice(a: &Candidate, b: &Candidate) -> bool {
    match (&a.voice, &b.voice) {
        (Some((x, stems)), Some((y, others))) => {
            a.nameless || b.nameless || x == y || meet(stems, others)
        }
        // Somebody is said to say it, and the other only tells so too.
        _ => a.told && b.told && (a.voice.is_none() || b.voice.is_none()),
    }
}

/// True if two rising lists share something.
fn meet(a: &[Stem], b: &[Stem]) -> bool {
    a.iter().any(|stem| b.binary_search(stem).is_ok())
}

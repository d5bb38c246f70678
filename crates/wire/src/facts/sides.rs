//! Which sentence of the one version stands beside which of the other, and
//! which words of the two differ.

use super::Line;
use serde::Serialize;
use similar::{Algorithm, ChangeTag, DiffTag, TextDiff, capture_diff_slices};

/// Two sentences that share so much of their words are one, changed.
const ALIKE: f64 = 0.45;

/// A run of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The words, with the spaces between them.
    pub text: String,
    /// They do not stand in the other sentence.
    pub differs: bool,
}

/// The sentences that differ, in the newer one's order: `(older, newer)`. A
/// sentence that only moved does not differ.
pub(super) fn pairs(old: &[Line], new: &[Line]) -> Vec<(Option<usize>, Option<usize>)> {
    let norm = |lines: &[Line]| lines.iter().map(|l| l.norm.clone()).collect::<Vec<_>>();
    let (a, b) = (norm(old), norm(new));
    let (mut gone, mut come): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Patience, &a, &b) {
        if op.tag() != DiffTag::Equal {
            gone.extend(op.old_range());
            come.extend(op.new_range());
        }
    }
    gone.retain(|g| match come.iter().position(|c| b[*c] == a[*g]) {
        Some(at) => {
            come.remove(at);
            false
        }
        None => true,
    });
    let mut out: Vec<(Option<usize>, Option<usize>)> = Vec::new();
    for c in come {
        let best = gone
            .iter()
            .enumerate()
            .map(|(at, g)| (likeness(&old[*g], &new[c]), at))
            .filter(|(likeness, _)| *likeness >= ALIKE)
            // The first of equals.
            .reduce(|best, one| if one.0 > best.0 { one } else { best });
        let partner = best.map(|(_, at)| gone.remove(at));
        out.push((partner, Some(c)));
    }
    // What is gone stands where it stood.
    for g in gone {
        let at = out
            .iter()
            .position(|(o, n)| o.or(*n).is_some_and(|line| line > g))
            .unwrap_or(out.len());
        out.insert(at, (Some(g), None));
    }
    out
}

/// Shared words over all words of both, 0 to 1; the one headline is always the
/// other headline's partner.
fn likeness(a: &Line, b: &Line) -> f64 {
    if a.part == "headline" && b.part == "headline" {
        return 1.0;
    }
    let mut others = b.norm.clone();
    let shared = a
        .norm
        .iter()
        .filter(|w| match others.iter().position(|o| o == *w) {
            Some(at) => {
                others.swap_remove(at);
                true
            }
            None => false,
        })
        .count();
    #[allow(clippy::cast_precision_loss)]
    let share = 2.0 * shared as f64 / (a.norm.len() + b.norm.len()).max(1) as f64;
    share
}

/// Both sentences in runs that are kept and runs that are not.
pub(super) fn spans(was: Option<&str>, now: Option<&str>) -> (Vec<Span>, Vec<Span>) {
    let whole = |text: &str| vec![Span { text: text.to_owned(), differs: true }];
    let (was, now) = match (was, now) {
        (Some(was), Some(now)) => (was, now),
        (was, now) => {
            return (was.map(whole).unwrap_or_default(), now.map(whole).unwrap_or_default());
        }
    };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for change in TextDiff::from_words(was, now).iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                push(&mut left, change.value(), false);
                push(&mut right, change.value(), false);
            }
            ChangeTag::Delete => push(&mut left, change.value(), true),
            ChangeTag::Insert => push(&mut right, change.value(), true),
        }
    }
    (left, right)
}

fn push(spans: &mut Vec<Span>, text: &str, differs: bool) {
    match spans.last_mut() {
        Some(last) if last.differs == differs => last.text.push_str(text),
        _ => spans.push(Span { text: text.to_owned(), differs }),
    }
}

//! Which sentences carry the same point: most content words of the shorter in
//! the longer, and no figure against it but an older one of the same thing.

use super::candidate::{Candidate, Stem};
use rustc_hash::FxHashMap;

/// Content words of the shorter sentence that must stand in the longer.
const SAME: f32 = 0.6;
/// So many where both have the same figure, or tell one toll.
const SAME_FIGURE: f32 = 0.3;
const SAME_TOLL: f32 = 0.15;
/// So many of the sentence that is shown must stand in one that bears it out.
const BEARS_OUT: f32 = 0.5;
/// Two words in common are too few, whatever their share.
const LEAST: usize = 3;

/// Points as indexes into the candidates, rising; by first candidate.
pub(super) fn gather(candidates: &[Candidate]) -> Vec<Vec<usize>> {
    let mut points: Vec<Vec<usize>> = Vec::new();
    let mut point_of: Vec<usize> = Vec::with_capacity(candidates.len());
    let mut holders: FxHashMap<Stem, Vec<usize>> = FxHashMap::default();
    let mut shared: Vec<usize> = vec![0; candidates.len()];
    for (at, c) in candidates.iter().enumerate() {
        let mut touched: Vec<usize> = Vec::new();
        for stem in &c.stems {
            for other in holders.get(stem).into_iter().flatten() {
                if let Some(n) = shared.get_mut(*other) {
                    if *n == 0 {
                        touched.push(*other);
                    }
                    *n += 1;
                }
            }
        }
        // Nearest first; of equals the earliest.
        let mut best: Option<(f32, usize)> = None;
        touched.sort_unstable();
        for other in touched {
            let n = shared.get_mut(other).map_or(0, std::mem::take);
            let Some(o) = candidates.get(other) else { continue };
            let share = n as f32 / c.stems.len().min(o.stems.len()).max(1) as f32;
            if is_same(c, o, n, share) && best.is_none_or(|(b, _)| share > b) {
                best = Some((share, other));
            }
        }
        let joined = best.and_then(|(_, other)| point_of.get(other).copied());
        let point = joined.unwrap_or(points.len());
        match points.get_mut(point) {
            Some(members) => members.push(at),
            None => points.push(vec![at]),
        }
        point_of.push(point);
        for stem in &c.stems {
            holders.entry(*stem).or_default().push(at);
        }
    }
    points
}

/// True if one sentence bears out the other: says most of it, with a figure of
/// it where it has any.
pub(super) fn bears_out(shown: &Candidate, other: &Candidate) -> bool {
    let shared = shown.stems.iter().filter(|s| other.stems.binary_search(s).is_ok()).count();
    let agree = agree(shown, other);
    if agree.same && agree.toll {
        return true;
    }
    let share = shared as f32 / shown.stems.len().max(1) as f32;
    share >= BEARS_OUT && (agree.same || shown.figures.is_empty())
}

/// How the figures of two sentences stand to each other.
struct Agreement {
    /// One figure is in both.
    same: bool,
    /// One thing is counted in both, be it with different figures.
    counts: bool,
    /// That thing is people killed, hurt, missing.
    toll: bool,
}

fn agree(a: &Candidate, b: &Candidate) -> Agreement {
    let mut out = Agreement { same: false, counts: false, toll: false };
    for (x, y) in a.figures.iter().flat_map(|x| b.figures.iter().map(move |y| (x, y))) {
        if x.of == y.of && (x.counts_a_thing() || x.value == y.value) {
            out.counts = true;
            out.toll |= x.is_toll();
            out.same |= x.value == y.value;
        }
    }
    out
}

fn is_same(a: &Candidate, b: &Candidate, shared: usize, share: f32) -> bool {
    let agree = agree(a, b);
    if agree.toll {
        return shared >= 1 && share >= SAME_TOLL;
    }
    if a.negated != b.negated {
        return false;
    }
    if agree.same {
        return shared >= 2 && share >= SAME_FIGURE;
    }
    // One tells a figure and the other a different one: two points, unless it
    // is the same thing counted anew.
    let against = !a.figures.is_empty() && !b.figures.is_empty() && !agree.counts;
    !against && shared >= LEAST && share >= SAME
}

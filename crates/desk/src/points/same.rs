//! Which sentences carry the same point: most content words of the shorter in
//! the longer, and no figure against it but an older one of the same thing.

use super::candidate::{Candidate, Stem};
use rustc_hash::FxHashMap;

/// Content words of the shorter sentence that must stand in the longer.
const SAME: f32 = 0.6;
/// So many where both count the same thing.
const SAME_FIGURE: f32 = 0.3;
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

fn is_same(a: &Candidate, b: &Candidate, shared: usize, share: f32) -> bool {
    let common = || a.figures.iter().flat_map(|x| b.figures.iter().map(move |y| (x, y)));
    let counts = common().any(|(x, y)| x.of == y.of);
    let toll = common().any(|(x, y)| x.of == y.of && x.is_toll());
    if toll {
        return shared >= 1 && share >= SAME_FIGURE / 2.0;
    }
    if counts {
        return shared >= 2 && share >= SAME_FIGURE;
    }
    // One tells a figure and the other a different one: two points.
    if !a.figures.is_empty() && !b.figures.is_empty() {
        return false;
    }
    shared >= LEAST && share >= SAME
}

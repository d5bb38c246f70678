//! How near a grouping is to the right one: B-cubed (Bagga and Baldwin 1998),
//! precision and recall of pairs, the adjusted Rand index (Hubert and Arabie
//! 1985), and the share of groups that mix or split what belongs apart or
//! together.

use serde::Serialize;
use std::collections::BTreeMap;

/// The figures of a grouping; shares are of 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    pub docs: usize,
    pub gold: usize,
    pub predicted: usize,
    pub b3_p: f64,
    pub b3_r: f64,
    pub b3_f1: f64,
    pub pair_p: f64,
    pub pair_r: f64,
    pub pair_f1: f64,
    pub ari: f64,
    /// Of the found groups of two or more, those that hold two right ones.
    pub wrong_merge_rate: f64,
    /// Of the right groups of two or more, those found in two or more.
    pub split_rate: f64,
}

/// Scores (right group, found group) of each document.
pub fn score<G: Ord, P: Ord>(documents: impl IntoIterator<Item = (G, P)>) -> Figures {
    let mut gold: BTreeMap<G, usize> = BTreeMap::new();
    let mut found: BTreeMap<P, usize> = BTreeMap::new();
    // (right, found) -> documents, by the numbers of first appearance.
    let mut cells: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (g, p) in documents {
        let next = gold.len();
        let g = *gold.entry(g).or_insert(next);
        let next = found.len();
        let p = *found.entry(p).or_insert(next);
        *cells.entry((g, p)).or_default() += 1.0;
    }
    let mut of_gold = vec![(0.0, 0); gold.len()];
    let mut of_found = vec![(0.0, 0); found.len()];
    for ((g, p), n) in &cells {
        // Both were numbered above.
        of_gold[*g].0 += n;
        of_gold[*g].1 += 1;
        of_found[*p].0 += n;
        of_found[*p].1 += 1;
    }
    let docs: f64 = cells.values().sum();
    if docs == 0.0 {
        return Figures::default();
    }
    let pairs = |n: f64| n * (n - 1.0) / 2.0;
    let b3_p = cells.iter().map(|((_, p), n)| n * n / of_found[*p].0).sum::<f64>() / docs;
    let b3_r = cells.iter().map(|((g, _), n)| n * n / of_gold[*g].0).sum::<f64>() / docs;
    let both: f64 = cells.values().copied().map(pairs).sum();
    let in_found: f64 = of_found.iter().map(|(n, _)| pairs(*n)).sum();
    let in_gold: f64 = of_gold.iter().map(|(n, _)| pairs(*n)).sum();
    let pair_p = if in_found > 0.0 { both / in_found } else { 1.0 };
    let pair_r = if in_gold > 0.0 { both / in_gold } else { 1.0 };
    let all = pairs(docs);
    let by_chance = if all > 0.0 { in_found * in_gold / all } else { 0.0 };
    let most = (in_found + in_gold) / 2.0;
    let torn = |groups: &[(f64, usize)]| {
        let many = groups.iter().filter(|(n, _)| *n > 1.0);
        let torn = many.clone().filter(|(_, parts)| *parts > 1).count();
        torn as f64 / many.count().max(1) as f64
    };
    let r = super::rounded;
    Figures {
        docs: docs as usize,
        gold: gold.len(),
        predicted: found.len(),
        b3_p: r(b3_p),
        b3_r: r(b3_r),
        b3_f1: r(f1(b3_p, b3_r)),
        pair_p: r(pair_p),
        pair_r: r(pair_r),
        pair_f1: r(f1(pair_p, pair_r)),
        ari: r(if most == by_chance { 1.0 } else { (both - by_chance) / (most - by_chance) }),
        wrong_merge_rate: r(torn(&of_found)),
        split_rate: r(torn(&of_gold)),
    }
}

/// The harmonic mean.
pub fn f1(p: f64, r: f64) -> f64 {
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

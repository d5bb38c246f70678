//! Weights by term, rising by term, and the few sums that are taken of them.

/// A word's number: a hash of its language and stem, so that two readers agree
/// without a common table.
pub(crate) type Term = u32;

/// Terms with their counts or weights, rising by term, no two alike.
pub(crate) type Weights = Vec<(Term, f32)>;

/// A sum's weight below which nothing is left of it.
const NOTHING: f32 = 1e-5;

/// The dot product.
pub(crate) fn dot(a: &[(Term, f32)], b: &[(Term, f32)]) -> f32 {
    let mut sum = 0.0;
    shared(a, b, |_, product| sum += product);
    sum
}

/// Calls `each` with every shared term and the product of its weights.
pub(crate) fn shared(a: &[(Term, f32)], b: &[(Term, f32)], mut each: impl FnMut(Term, f32)) {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // A long sum is searched, not walked through.
    if long.len() > 8 * short.len() {
        for (t, w) in short {
            if let Some(v) = weight(long, *t) {
                each(*t, w * v);
            }
        }
        return;
    }
    let (mut i, mut j) = (0, 0);
    while let (Some((ta, wa)), Some((tb, wb))) = (short.get(i), long.get(j)) {
        match ta.cmp(tb) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                each(*ta, wa * wb);
                i += 1;
                j += 1;
            }
        }
    }
}

/// The weight of a term.
pub(crate) fn weight(of: &[(Term, f32)], term: Term) -> Option<f32> {
    of.binary_search_by_key(&term, |(t, _)| *t).ok().and_then(|at| of.get(at)).map(|(_, w)| *w)
}

/// To length one; nothing stays nothing.
pub(crate) fn unit(mut weights: Weights) -> Weights {
    let length = weights.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, w) in &mut weights {
            *w /= length;
        }
    }
    weights
}

/// The heaviest of them, rising by term again.
pub(crate) fn heaviest(mut weights: Weights, most: usize) -> Weights {
    if weights.len() > most {
        weights.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        weights.truncate(most);
        weights.sort_unstable_by_key(|(t, _)| *t);
    }
    weights
}

/// `sum + times × other`; what comes to nothing is dropped.
pub(crate) fn add(sum: &[(Term, f32)], other: &[(Term, f32)], times: f32) -> Weights {
    let mut out = Vec::with_capacity(sum.len() + other.len());
    let (mut i, mut j) = (0, 0);
    loop {
        let next = match (sum.get(i), other.get(j)) {
            (Some(a), Some(b)) if a.0 == b.0 => {
                i += 1;
                j += 1;
                (a.0, a.1 + times * b.1)
            }
            (Some(a), b) if b.is_none_or(|b| a.0 < b.0) => {
                i += 1;
                *a
            }
            (_, Some(b)) => {
                j += 1;
                (b.0, times * b.1)
            }
            _ => break,
        };
        if next.1 > NOTHING {
            out.push(next);
        }
    }
    out
}

/// Counts of the same term made one; rising.
pub(crate) fn gathered(mut counts: Weights) -> Weights {
    counts.sort_unstable_by_key(|(t, _)| *t);
    counts.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    counts
}

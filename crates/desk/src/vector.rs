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

/// A vector laid out so that many others are held against it quickly: a table
/// by the low bits of a term says where it stands, if it does.
pub(crate) struct Probe<'a> {
    of: &'a [(Term, f32)],
    /// Places in `of`, counted from one; zero where there is none. Of a size
    /// that is a power of two, and never full.
    places: Vec<u32>,
}

impl<'a> Probe<'a> {
    pub(crate) fn new(of: &'a [(Term, f32)]) -> Self {
        let size = (8 * of.len()).next_power_of_two().max(8);
        let mut places = vec![0; size];
        for (place, (term, _)) in (1..).zip(of) {
            let mut at = *term as usize & (size - 1);
            while places.get(at).is_some_and(|p| *p != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(free) = places.get_mut(at) {
                *free = place;
            }
        }
        Self { of, places }
    }

    /// The dot product; the same to the last bit as [`dot`] gives.
    pub(crate) fn dot(&self, other: &[(Term, f32)]) -> f32 {
        // A long sum is searched, not walked through.
        if other.len() > 8 * self.of.len() {
            return dot(self.of, other);
        }
        other.iter().fold(0.0, |sum, (t, w)| self.weight(*t).map_or(sum, |v| sum + v * w))
    }

    /// The weight of a term.
    #[inline]
    pub(crate) fn weight(&self, term: Term) -> Option<f32> {
        let mask = self.places.len() - 1;
        let mut at = term as usize & mask;
        loop {
            let place = self.places.get(at)?.checked_sub(1)?;
            let (found, weight) = self.of.get(place as usize)?;
            if *found == term {
                return Some(*weight);
            }
            at = (at + 1) & mask;
        }
    }
}

/// Sums by place, for places that are few at a time of many.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Tally {
    /// One with room for so many places.
    pub(crate) fn of(places: usize) -> Self {
        Self { sums: vec![0.0; places], touched: Vec::new() }
    }

    /// Adds a weight; one of zero is nothing.
    #[inline]
    pub(crate) fn add(&mut self, place: u32, weight: f32) {
        if weight <= 0.0 {
            return;
        }
        let at = place as usize;
        if at >= self.sums.len() {
            self.sums.resize(at + 1, 0.0);
        }
        if let Some(sum) = self.sums.get_mut(at) {
            if *sum == 0.0 {
                self.touched.push(place);
            }
            *sum += weight;
        }
    }

    /// The places with a sum of at least `least`, in the order of their first
    /// time; begins anew.
    pub(crate) fn take(&mut self, least: f32) -> Vec<(u32, f32)> {
        let sums = &mut self.sums;
        self.touched
            .drain(..)
            .map(|place| (place, sums.get_mut(place as usize).map_or(0.0, std::mem::take)))
            .filter(|(_, sum)| *sum >= least)
            .collect()
    }
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
        weights.select_nth_unstable_by(most, heavier);
        weights.truncate(most);
        weights.sort_unstable_by_key(|(t, _)| *t);
    }
    weights
}

/// The heaviest of them, the heaviest first.
pub(crate) fn head(weights: &[(Term, f32)], most: usize) -> Weights {
    let mut head = weights.to_vec();
    if head.len() > most {
        head.select_nth_unstable_by(most, heavier);
        head.truncate(most);
    }
    head.sort_unstable_by(heavier);
    head
}

/// The heavier first; of equals the smaller place.
pub(crate) fn heavier(a: &(u32, f32), b: &(u32, f32)) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
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

//! What of a story's words an edition does not have yet: the gain of a sum of
//! square roots over words, so that the second story of one theme adds less
//! than the first (Lin & Bilmes 2011, the diversity reward).

use crate::vector::Term;
use std::collections::HashMap;

/// The words that an edition has so far.
#[derive(Debug, Default)]
pub(crate) struct Variety {
    /// Squared weights, summed.
    taken: HashMap<Term, f32>,
}

impl Variety {
    /// The most that a story can add. Less than one more independent source is
    /// worth, so that it decides between stories of about equal worth.
    pub(crate) const MOST: f64 = 0.6;
    /// The sum of the weights of a vector of 100 even ones, of length one.
    const FULL: f64 = 10.0;

    /// What these words would add, 0 to [`Variety::MOST`].
    pub(crate) fn gain(&self, words: &[(Term, f32)]) -> f64 {
        let sum: f64 = words
            .iter()
            .map(|(t, w)| {
                let before = self.taken.get(t).copied().unwrap_or_default();
                f64::from((before + w * w).sqrt() - before.sqrt())
            })
            .sum();
        Self::MOST * (sum / Self::FULL).min(1.0)
    }

    /// Takes a story's words in.
    pub(crate) fn take(&mut self, words: &[(Term, f32)]) {
        for (t, w) in words {
            *self.taken.entry(*t).or_default() += w * w;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_add_less_the_second_time_and_others_as_much() {
        let strike = [(1, 0.6_f32), (2, 0.8)];
        let comet = [(3, 0.6_f32), (4, 0.8)];
        let mut edition = Variety::default();
        let first = edition.gain(&strike);
        edition.take(&strike);
        assert!(edition.gain(&strike) < 0.5 * first);
        assert_eq!(edition.gain(&comet), first);
        assert!(first <= Variety::MOST);
    }
}

//! How rare a word is among the stories so far, and with that the weights of a
//! story's words: 1 + ln of the count, times the logarithm of rarity, the 150
//! heaviest, to length one.
//!
//! Only the story at hand and earlier ones count, so an answer never depends
//! on what comes later.

use crate::features::Features;
use crate::vector::{Term, Weights, head, heaviest, unit};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use story::Lang;

/// Words that are kept of a story, and names.
const WORDS: usize = 150;
const NAMES: usize = 40;
/// At so many stories of a language all its counts are halved: what was last
/// said long ago is forgotten, and the table stays of one size.
const FULL: u32 = 100_000;

/// Counts of stories by term.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rarity {
    stories: BTreeMap<Lang, u32>,
    /// Stories by term; apart from the words, so that counting stays quick.
    spread: FxHashMap<Term, u32>,
    /// How a term was first written.
    words: FxHashMap<Term, Box<str>>,
}

/// A story's words and names by weight.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Vector {
    pub words: Weights,
    pub names: Weights,
}

/// How many stories hold each word and each name of one story, in their order.
pub(crate) struct Spread {
    words: Vec<u32>,
    names: Vec<u32>,
}

impl Rarity {
    /// Counts a new story, and says how its words are spread with it.
    pub(crate) fn count(&mut self, features: &Features) -> Spread {
        let stories = self.stories.entry(features.language.clone()).or_default();
        *stories += 1;
        if *stories >= FULL {
            self.fade();
        }
        let mut count = |terms: &Weights| {
            let counted = terms.iter().map(|(term, _)| match self.spread.get_mut(term) {
                Some(stories) => {
                    *stories += 1;
                    *stories
                }
                None => {
                    self.words.insert(*term, features.spelling(*term).into());
                    self.spread.insert(*term, 1);
                    1
                }
            });
            counted.collect()
        };
        Spread { words: count(&features.words), names: count(&features.names) }
    }

    /// How the words of a story are spread that has been counted.
    pub(crate) fn spread(&self, features: &Features) -> Spread {
        let look = |terms: &Weights| {
            terms.iter().map(|(t, _)| self.spread.get(t).copied().unwrap_or(1)).collect()
        };
        Spread { words: look(&features.words), names: look(&features.names) }
    }

    /// The weights of a story, as if so many more stories were there that share
    /// no word.
    pub(crate) fn weigh(&self, features: &Features, spread: &Spread, more: f32) -> Vector {
        let stories = self.stories.get(&features.language).copied().unwrap_or(0) as f32 + more;
        let weigh = |counts: &Weights, spread: &[u32], most| {
            let weights = counts.iter().zip(spread).map(|((term, count), spread)| {
                (*term, (1.0 + count.ln()) * (stories / *spread as f32).ln().max(0.0))
            });
            unit(heaviest(weights.collect(), most))
        };
        Vector {
            words: weigh(&features.words, &spread.words, WORDS),
            names: weigh(&features.names, &spread.names, NAMES),
        }
    }

    /// How to write a term.
    pub(crate) fn word(&self, term: Term) -> &str {
        self.words.get(&term).map_or("", |w| w)
    }

    fn fade(&mut self) {
        for n in self.stories.values_mut() {
            *n /= 2;
        }
        self.spread.retain(|_, n| {
            *n /= 2;
            *n > 0
        });
        let spread = &self.spread;
        self.words.retain(|term, _| spread.contains_key(term));
    }
}

/// The heaviest of shared terms as words, a word and a name that are written
/// alike made one. Only the head of the list is looked through: the tail is
/// long.
pub(crate) fn heaviest_words<'a>(
    parts: &[(Term, f32)],
    most: usize,
    word: impl Fn(Term) -> &'a str,
) -> Vec<(&'a str, f32)> {
    let mut out: Vec<(&str, f32)> = Vec::new();
    for (term, part) in head(parts, 4 * most) {
        let word = word(term);
        match out.iter_mut().find(|(w, _)| is_same(w, word)) {
            _ if word.is_empty() => {}
            Some(same) => same.1 += part,
            None => out.push((word, part)),
        }
    }
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    out.truncate(most);
    out
}

/// The same letters, whatever their capitals.
fn is_same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
        || !(a.is_ascii() && b.is_ascii())
            && a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
}

//! Which text of a pile is a copy of which, all looked at together: containment
//! of hashed runs of eight words. [`crate::copies`] does it for a stream; this
//! goes when the pile is judged as one.
//! Long texts are sampled (one hash in four), short ones kept whole, so that
//! a cut or lengthened agency text is still found.
//!
//! Only texts are compared here; what a copy means for an edition is decided
//! elsewhere.

use crate::copies::COPY;
use crate::words::split;
use std::collections::{BTreeMap, HashMap};

const RUN: usize = 8;
const SAMPLE: u64 = 4;
const WHOLE: usize = 120;
/// Words of a text that are looked at.
const MOST_WORDS: usize = 1_000;
const FEWEST: usize = 5;
/// A run that stands in more texts than this is boilerplate.
const BOILERPLATE: usize = 60;

/// A text's runs of words, as hashes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    /// Rising, no two alike.
    hashes: Vec<u64>,
    /// How many of them are of the sample.
    sampled: usize,
    /// True where all runs are kept.
    whole: bool,
}

impl Runs {
    pub(crate) fn of(text: &str) -> Self {
        let words: Vec<u64> = split(text).take(MOST_WORDS).map(|w| fnv(w.as_bytes())).collect();
        let whole = words.len() < WHOLE;
        let mut hashes: Vec<u64> = words
            .windows(RUN)
            .map(|run| run.iter().fold(0xcbf2_9ce4_8422_2325, |h, w| mix(h ^ w)))
            .filter(|h| whole || h % SAMPLE == 0)
            .collect();
        hashes.sort_unstable();
        hashes.dedup();
        let sampled = hashes.iter().filter(|h| *h % SAMPLE == 0).count();
        Self { hashes, sampled, whole }
    }

    /// The shared runs over the runs of the shorter text, 0 to 1. `shared`
    /// counts hashes in both; against a sampled text only the sample counts.
    fn share(&self, other: &Self, shared: usize) -> f32 {
        let least = if self.whole && other.whole {
            self.hashes.len().min(other.hashes.len())
        } else {
            self.sampled.min(other.sampled)
        };
        if least < FEWEST { 0.0 } else { shared as f32 / least as f32 }
    }
}

/// For each text the earliest text it is a copy of, if any. An original is
/// never itself a copy: copies of copies lead to the first of them.
pub(crate) fn originals(texts: &[Runs]) -> Vec<Option<usize>> {
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut of: Vec<Option<usize>> = Vec::with_capacity(texts.len());
    for (at, runs) in texts.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for hash in &runs.hashes {
            if let Some(earlier) = holders.get(hash).filter(|e| e.len() <= BOILERPLATE) {
                for e in earlier {
                    *shared.entry(*e).or_default() += 1;
                }
            }
        }
        let found = shared
            .into_iter()
            .find(|(e, n)| texts.get(*e).is_some_and(|t| runs.share(t, *n) >= COPY))
            .map(|(e, _)| of.get(e).copied().flatten().unwrap_or(e));
        of.push(found);
        for hash in &runs.hashes {
            let list = holders.entry(*hash).or_default();
            if list.len() <= BOILERPLATE {
                list.push(at);
            }
        }
    }
    of
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

/// The finaliser of splitmix64: spreads neighbouring values over all bits.
fn mix(h: u64) -> u64 {
    let h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

//! Which text is a copy of which: containment of hashed runs of eight words.
//! Where two texts are compared all runs count; in the window of a wire long
//! texts are sampled (one hash in four), short ones kept whole, so that a cut
//! or lengthened agency text is still found.
//!
//! Only texts are compared here; what a copy means for an event or an edition
//! is decided elsewhere.

use crate::tokens::tokens;
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use story::StoryId;

const RUN: usize = 8;
const SAMPLE: u32 = 4;
const WHOLE: usize = 120;
/// Words of a text that are looked at.
const MOST_WORDS: usize = 1_000;
const FEWEST: u32 = 5;
/// What a hash is multiplied by for each word that comes in.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
/// A run that stands in more texts than this is boilerplate.
const BOILERPLATE: usize = 60;

/// The share at which one text is a copy of another.
pub const COPY: f32 = 0.36;

/// A text's runs of words, as hashes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    /// Rising, no two alike.
    hashes: Vec<u32>,
    size: Size,
}

/// How much of a text its runs stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Size {
    all: u32,
    /// How many of them are of the sample.
    sampled: u32,
    /// True where all runs are kept.
    whole: bool,
}

impl Size {
    /// The shared runs over the runs of the shorter text, 0 to 1. `shared`
    /// counts hashes in both; against a sampled text only the sample counts.
    fn share(self, other: Self, shared: u32) -> f32 {
        let least = if self.whole && other.whole {
            self.all.min(other.all)
        } else {
            self.sampled.min(other.sampled)
        };
        if least < FEWEST { 0.0 } else { shared as f32 / least as f32 }
    }
}

impl Runs {
    /// All runs of a text.
    fn all_of(text: &str) -> Self {
        Self::over(tokens(text).take(MOST_WORDS).map(|t| lower_hash(t.word)).collect(), true)
    }

    /// The runs of words that are known by their [`lower_hash`]; a sample of
    /// them where they are many.
    pub(crate) fn of(mut words: Vec<u64>) -> Self {
        words.truncate(MOST_WORDS);
        let whole = words.len() < WHOLE;
        Self::over(words, whole)
    }

    fn over(words: Vec<u64>, whole: bool) -> Self {
        // One hash rolls over the words: the first of a run leaves it, the next
        // comes in.
        let mut rolled = 0u64;
        let mut hashes: Vec<u32> = Vec::with_capacity(words.len());
        for (at, word) in words.iter().enumerate() {
            let first = at.checked_sub(RUN).and_then(|first| words.get(first));
            let leaves = first.map_or(0, |w| w.wrapping_mul(BASE.wrapping_pow(RUN as u32)));
            rolled = rolled.wrapping_mul(BASE).wrapping_add(*word).wrapping_sub(leaves);
            let hash = mix(rolled) as u32;
            if at + 1 >= RUN && (whole || hash.is_multiple_of(SAMPLE)) {
                hashes.push(hash);
            }
        }
        hashes.sort_unstable();
        hashes.dedup();
        let size = Size {
            all: hashes.len() as u32,
            sampled: hashes.iter().filter(|h| *h % SAMPLE == 0).count() as u32,
            whole,
        };
        Self { hashes, size }
    }

    /// As an archive of very many texts keeps them: of a long text one hash in
    /// eight. Such are compared with their like only.
    pub(crate) fn thin(&self) -> Self {
        let is_kept = |h: &u32| h.is_multiple_of(2 * SAMPLE);
        let kept = self.hashes.iter().copied().filter(|h| self.size.whole || is_kept(h));
        let hashes: Vec<u32> = kept.collect();
        let sampled = hashes.iter().filter(|h| is_kept(h)).count() as u32;
        Self { hashes, size: Size { sampled, ..self.size } }
    }

    /// The share of the shorter text's runs that stand in the other too.
    pub(crate) fn share(&self, other: &Self) -> f32 {
        let shared = self.hashes.iter().filter(|h| other.hashes.binary_search(h).is_ok()).count();
        self.size.share(other.size, shared as u32)
    }
}

/// The share of the shorter text's runs of eight words that stand in the other
/// too, 0 to 1; 0 where a text is too short to tell.
pub fn containment(a: &str, b: &str) -> f32 {
    Runs::all_of(a).share(&Runs::all_of(b))
}

/// All pairs of texts (earlier, later) of which one is a copy of the other,
/// with their containment, in the order of the later.
pub fn copies<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<(usize, usize, f32)> {
    let mut holders: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    let mut sizes: Vec<Size> = Vec::new();
    let mut found = Vec::new();
    for (at, text) in texts.into_iter().enumerate() {
        let runs = Runs::all_of(text);
        let mut shared: BTreeMap<usize, u32> = BTreeMap::new();
        for hash in &runs.hashes {
            let list = holders.entry(*hash).or_default();
            if list.len() > BOILERPLATE {
                continue;
            }
            for earlier in list.iter() {
                *shared.entry(*earlier).or_default() += 1;
            }
            list.push(at);
        }
        found.extend(shared.into_iter().filter_map(|(earlier, n)| {
            let share = sizes.get(earlier)?.share(runs.size, n);
            (share >= COPY).then_some((earlier, at, share))
        }));
        sizes.push(runs.size);
    }
    found
}

/// The runs of the stories of the last days, by day. A run is kept with the
/// first story of the day that held it: copies lead to the first of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct CopyWindow {
    days: VecDeque<Day>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Day {
    day: i64,
    /// Run -> place of its first holder, and how many hold it.
    runs: FxHashMap<u32, (u32, u16)>,
    held: Vec<(StoryId, Size)>,
}

impl CopyWindow {
    /// The earliest story of the window that this one is a copy of, with the
    /// containment.
    pub(crate) fn original(&self, story: StoryId, runs: &Runs) -> Option<(StoryId, f32)> {
        for day in &self.days {
            let mut shared: BTreeMap<u32, u32> = BTreeMap::new();
            for hash in &runs.hashes {
                if let Some((holder, n)) = day.runs.get(hash)
                    && usize::from(*n) <= BOILERPLATE
                {
                    *shared.entry(*holder).or_default() += 1;
                }
            }
            let found = shared.into_iter().find_map(|(holder, n)| {
                let (id, size) = day.held.get(holder as usize)?;
                let share = size.share(runs.size, n);
                (*id != story && share >= COPY).then_some((*id, share))
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Keeps a story's runs under its day; days before `since` are dropped.
    pub(crate) fn keep(&mut self, story: StoryId, runs: &Runs, day: i64, since: i64) {
        while self.days.front().is_some_and(|d| d.day < since) {
            self.days.pop_front();
        }
        // A story that comes late goes under the newest day.
        if self.days.back().is_none_or(|d| d.day < day) {
            // As much room as the day before took, so that no story waits for
            // the table to grow.
            let room = self.days.back().map_or(0, |d| d.runs.len());
            let runs = FxHashMap::with_capacity_and_hasher(room, FxBuildHasher);
            self.days.push_back(Day { day, runs, held: Vec::new() });
        }
        let Some(newest) = self.days.back_mut() else { return };
        let place = newest.held.len() as u32;
        newest.held.push((story, runs.size));
        for hash in &runs.hashes {
            let entry = newest.runs.entry(*hash).or_insert((place, 0));
            entry.1 = entry.1.saturating_add(1);
        }
    }
}

/// A word's number whatever its capitals (FNV-1a, then spread).
pub(crate) fn lower_hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut letter = [0; 4];
    for c in word.chars().flat_map(char::to_lowercase) {
        for byte in c.encode_utf8(&mut letter).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    mix(hash)
}

/// The finaliser of splitmix64: spreads neighbouring values over all bits.
pub(crate) fn mix(h: u64) -> u64 {
    let h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

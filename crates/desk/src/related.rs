//! What came before: earlier stories of an archive that are about the matter
//! of a story, but don't tell the same happening. Found by a story's heaviest
//! words, ranked by all of them with a mild leaning to what is recent, and
//! spread over the history of the matter. Names have no say of their own: two
//! happenings of one kind rarely share them.
//!
//! No teaser, no date in words here; only which stories, how near, and why.

use crate::features::Features;
use crate::rarity::{Rarity, heaviest_words};
use crate::stream::days_between;
use crate::vector::{Term, Weights, dot, shared};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use story::StoryId;

/// Stories are found by so many of the heaviest words; the best by these are
/// compared in full. A word that more stories hold finds none.
const LOOKED_UP: usize = 25;
const COMPARED: usize = 200;
const COMMON: usize = 50_000;
/// Days after which a story counts half.
const HALF: f32 = 180.0;
/// What is left of a score where a better one came out in the same days.
const SAME_DAYS: f32 = 0.7;
const DAYS: f32 = 3.0;
/// Less likeness than this is chance.
const LEAST: f32 = 0.02;
const SHOWN: usize = 4;
/// As in the stream: stories that a young archive is taken to hold besides.
const SUPPOSED: f32 = 300.0;

/// A story of the archive that belongs to another's background.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// The story.
    pub story: StoryId,
    /// When it came out.
    pub when: Option<Timestamp>,
    /// Likeness of words, less what age takes off: 0 to 1.
    pub score: f32,
    /// The words that weigh most in it, at most four.
    pub shared: Vec<String>,
}

struct Kept {
    story: StoryId,
    when: Option<Timestamp>,
    words: Weights,
    runs: crate::copies::Runs,
}

/// A story that may still come into the list.
struct Open {
    at: usize,
    score: f32,
    /// One of the list came out in the same days.
    beside: bool,
}

/// Stories to look back into.
#[derive(Default)]
pub struct Archive {
    rarity: Rarity,
    stories: Vec<Kept>,
    index: FxHashMap<Term, Vec<(u32, f32)>>,
}

impl Archive {
    /// An archive of these stories.
    pub fn of(stories: &[Features]) -> Self {
        let mut archive = Self::default();
        for story in stories {
            let _ = archive.rarity.count(story);
        }
        for story in stories {
            let words = archive.weigh(story);
            let at = archive.stories.len() as u32;
            for (term, weight) in &words {
                archive.index.entry(*term).or_default().push((at, *weight));
            }
            let (story, when, runs) = (story.id, story.when, story.runs.clone());
            archive.stories.push(Kept { story, when, words, runs });
        }
        archive
    }

    fn weigh(&self, story: &Features) -> Weights {
        self.rarity.weigh(story, &self.rarity.spread(story), SUPPOSED).words
    }

    /// The background of a story: at most so many stories, the nearest first.
    /// Where both have a time, only what came out before it; never the story
    /// itself, a copy of it, or one that tells the `same` event.
    pub fn related(
        &self,
        to: &Features,
        most: usize,
        same: impl Fn(StoryId) -> bool,
    ) -> Vec<Related> {
        let words = self.weigh(to);
        let mut pool: Vec<(usize, f32)> = self
            .near(&words)
            .into_iter()
            .filter_map(|at| {
                let kept = self.stories.get(at)?;
                (self.admits(to, kept) && !same(kept.story)).then(|| {
                    let age = match (to.when, kept.when) {
                        (Some(a), Some(b)) => days_between(a, b),
                        _ => 0.0,
                    };
                    (at, dot(&words, &kept.words) / (1.0 + age / HALF))
                })
            })
            .filter(|(_, score)| *score >= LEAST)
            .collect();
        pool.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut pool: Vec<Open> =
            pool.into_iter().map(|(at, score)| Open { at, score, beside: false }).collect();
        let mut out: Vec<(usize, f32)> = Vec::new();
        while out.len() < most && !pool.is_empty() {
            let worth = |o: &Open| if o.beside { o.score * SAME_DAYS } else { o.score };
            let mut best = 0;
            for (place, open) in pool.iter().enumerate().skip(1) {
                if pool.get(best).is_none_or(|b| worth(open) > worth(b)) {
                    best = place;
                }
            }
            let Open { at, score, .. } = pool.remove(best);
            let Some(this) = self.stories.get(at) else { continue };
            out.push((at, score));
            pool.retain_mut(|open| {
                let Some(other) = self.stories.get(open.at) else { return false };
                open.beside |= match (this.when, other.when) {
                    (Some(a), Some(b)) => days_between(a, b) < DAYS,
                    _ => false,
                };
                this.runs.share(&other.runs) < crate::copies::COPY
            });
        }
        out.into_iter()
            .filter_map(|(at, score)| {
                let kept = self.stories.get(at)?;
                let shared = self.shared(&words, &kept.words);
                Some(Related { story: kept.story, when: kept.when, score, shared })
            })
            .collect()
    }

    /// Stories that share most of the heaviest words.
    fn near(&self, words: &[(Term, f32)]) -> Vec<usize> {
        let mut heavy = words.to_vec();
        heavy.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut partial: FxHashMap<u32, f32> = FxHashMap::default();
        for (term, weight) in heavy.iter().take(LOOKED_UP) {
            let list = self.index.get(term).map(Vec::as_slice).unwrap_or_default();
            if list.len() <= COMMON {
                for (at, w) in list {
                    *partial.entry(*at).or_default() += weight * w;
                }
            }
        }
        let mut found: Vec<(u32, f32)> = partial.into_iter().collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if found.len() > COMPARED {
            found.select_nth_unstable_by(COMPARED, order);
            found.truncate(COMPARED);
        }
        found.sort_unstable_by(order);
        found.into_iter().map(|(at, _)| at as usize).collect()
    }

    fn admits(&self, to: &Features, kept: &Kept) -> bool {
        let earlier = match (to.when, kept.when) {
            (Some(now), Some(then)) => then < now,
            _ => true,
        };
        kept.story != to.id && earlier && to.runs.share(&kept.runs) < crate::copies::COPY
    }

    fn shared(&self, a: &[(Term, f32)], b: &[(Term, f32)]) -> Vec<String> {
        let mut parts: Vec<(Term, f32)> = Vec::new();
        shared(a, b, |term, product| parts.push((term, product)));
        heaviest_words(&self.rarity, &parts, SHOWN).into_iter().map(|(w, _)| w.to_owned()).collect()
    }
}

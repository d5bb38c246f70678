//! What came before: earlier stories of an archive that are about the matter
//! of a story, but don't tell the same happening. Found by a story's heaviest
//! words, ranked by all of them with a mild leaning to what is recent, and
//! spread over the history of the matter. Names have no say of their own: two
//! happenings of one kind rarely share them.
//!
//! An archive grows story by story and is kept small, about a kilobyte a story:
//! words are numbers of its own vocabulary, and what weight they have is asked
//! only when two stories are compared, so that it rests on all of the archive.
//!
//! No teaser, no date in words here; only which stories, how near, and why.

use crate::copies::{COPY, Runs};
use crate::features::Features;
use crate::rarity::heaviest_words;
use crate::stream::days_between;
use crate::vector::{Probe, Tally, Weights, head, heavier, heaviest, shared, unit};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use story::{Lang, StoryId};

/// Stories are found by so many of the heaviest words; the best by these are
/// compared in full. A word that more stories hold finds none.
const LOOKED_UP: usize = 25;
const COMPARED: usize = 200;
/// Words that are kept of a story, and by how many of them it is found.
const KEPT: usize = 256;
const INDEXED: usize = 80;
/// Words that weigh in a likeness.
const WORDS: usize = 150;
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

impl Related {
    /// The likeness of words alone, 0 to 1, whatever the age: the score with
    /// what age took off it, for who asked at that time.
    pub(crate) fn likeness(&self, asked: Timestamp) -> f32 {
        let age = self.when.map_or(0.0, |then| days_between(asked, then));
        self.score * (1.0 + age / HALF)
    }

    /// What both share, and how long before the story of that time it came.
    pub fn reason(&self, asked: Option<Timestamp>) -> String {
        let shares = if self.shared.is_empty() {
            "alike in words that are common".to_owned()
        } else {
            format!("shares {}", self.shared.join(", "))
        };
        let (Some(now), Some(then)) = (asked, self.when) else { return shares };
        let hours = now.duration_since(then).as_hours();
        match hours {
            ..48 => format!("{shares}; {hours} hours before"),
            _ => format!("{shares}; {} days before", hours / 24),
        }
    }
}

/// A story that may still come into the list.
struct Open {
    at: u32,
    score: f32,
    /// One of the list came out in the same days.
    beside: bool,
}

/// A story of the archive.
struct Kept {
    story: StoryId,
    when: Option<Timestamp>,
    language: u16,
    /// About the length of its weights, when it came in.
    length: f32,
    words: Box<[Packed]>,
    runs: Runs,
}

/// A number of up to 24 bits, and how much a word counts in a text.
#[derive(Clone, Copy)]
struct Packed(u32);

impl Packed {
    /// The largest number.
    const MOST: u32 = (1 << 24) - 1;
    /// Steps of the logarithm of a count.
    const STEPS: f32 = 32.0;

    fn new(number: u32, count: f32) -> Self {
        let steps = ((1.0 + count.ln()) * Self::STEPS).round().clamp(1.0, 255.0);
        Self(number << 8 | steps as u32)
    }

    fn number(self) -> u32 {
        self.0 >> 8
    }

    /// 1 + ln of the count.
    fn counts(self) -> f32 {
        (self.0 & 0xff) as f32 / Self::STEPS
    }
}

/// A word of the archive's vocabulary.
struct Word {
    /// As it was first written.
    written: Box<str>,
    /// Stories that hold it.
    stories: u32,
    /// Places of the stories that are found by it.
    holders: Vec<Packed>,
}

/// Stories to look back into.
#[derive(Default)]
pub struct Archive {
    numbers: FxHashMap<u32, u32>,
    words: Vec<Word>,
    languages: BTreeMap<Lang, u16>,
    /// Stories by language.
    told: Vec<u32>,
    stories: Vec<Kept>,
}

impl Archive {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many stories there are.
    pub fn len(&self) -> usize {
        self.stories.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.stories.is_empty()
    }

    /// Takes a story. Beyond sixteen million stories or words, what is new is
    /// left out.
    pub fn add(&mut self, story: &Features) {
        let place = self.stories.len() as u32;
        if place >= Packed::MOST {
            return;
        }
        let language = self.language(story.language());
        if let Some(told) = self.told.get_mut(usize::from(language)) {
            *told += 1;
        }
        let mut counts: Vec<(u32, f32)> = Vec::with_capacity(story.words.len());
        for (term, count) in &story.words {
            let next = self.words.len() as u32;
            if next >= Packed::MOST && !self.numbers.contains_key(term) {
                continue;
            }
            let number = *self.numbers.entry(*term).or_insert(next);
            if number == next {
                let written = story.spelling(*term).into();
                self.words.push(Word { written, stories: 0, holders: Vec::new() });
            }
            if let Some(word) = self.words.get_mut(number as usize) {
                word.stories += 1;
            }
            counts.push((number, *count));
        }
        counts.sort_unstable_by_key(|(number, _)| *number);
        let weigh = |(number, count): (u32, f32)| {
            (number, self.weight(Packed::new(number, count), language))
        };
        let weights = heaviest(counts.iter().copied().map(weigh).collect(), KEPT);
        let length = weights.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        let count = |number: u32| {
            let at = counts.binary_search_by_key(&number, |(n, _)| *n);
            at.ok().and_then(|at| counts.get(at)).map_or(1.0, |(_, count)| *count)
        };
        let words = weights.iter().map(|(n, _)| Packed::new(*n, count(*n))).collect();
        for (number, _) in head(&weights, INDEXED) {
            let holder = Packed::new(place, count(number));
            if let Some(word) = self.words.get_mut(number as usize) {
                word.holders.push(holder);
            }
        }
        let (story, when, runs) = (story.id, story.when, story.runs.thin());
        self.stories.push(Kept { story, when, language, length, words, runs });
    }

    fn language(&mut self, language: &Lang) -> u16 {
        if let Some(known) = self.languages.get(language) {
            return *known;
        }
        // More languages than a number has room for share the last one.
        let next = u16::try_from(self.told.len()).unwrap_or(u16::MAX);
        self.languages.insert(language.clone(), next);
        self.told.push(0);
        next
    }

    /// What a word weighs in a story.
    fn weight(&self, word: Packed, language: u16) -> f32 {
        let told = self.told.get(usize::from(language)).copied().unwrap_or(0) as f32 + SUPPOSED;
        let spread = self.words.get(word.number() as usize).map_or(1, |w| w.stories.max(1));
        word.counts() * (told / spread as f32).ln().max(0.0)
    }

    fn weights(&self, words: &[Packed], language: u16) -> Weights {
        let weights = words.iter().map(|w| (w.number(), self.weight(*w, language))).collect();
        unit(heaviest(weights, WORDS))
    }

    /// The words of a story that the archive knows.
    fn read(&self, story: &Features) -> Weights {
        let language = self.languages.get(story.language()).copied().unwrap_or(u16::MAX);
        let mut words: Vec<Packed> = story
            .words
            .iter()
            .filter_map(|(term, count)| Some(Packed::new(*self.numbers.get(term)?, *count)))
            .collect();
        words.sort_unstable_by_key(|w| w.number());
        self.weights(&words, language)
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
        let words = self.read(to);
        let probe = Probe::new(&words);
        let runs = to.runs.thin();
        let mut pool: Vec<(u32, f32)> = self
            .near(&words)
            .into_iter()
            .filter_map(|(place, _)| {
                let kept = self.stories.get(place as usize)?;
                let earlier = match (to.when, kept.when) {
                    (Some(now), Some(then)) => then < now,
                    _ => true,
                };
                let admitted = earlier
                    && kept.story != to.id
                    && !same(kept.story)
                    && runs.share(&kept.runs) < COPY;
                admitted.then(|| {
                    let age = match (to.when, kept.when) {
                        (Some(a), Some(b)) => days_between(a, b),
                        _ => 0.0,
                    };
                    let likeness = probe.dot(&self.weights(&kept.words, kept.language));
                    (place, likeness / (1.0 + age / HALF))
                })
            })
            .filter(|(_, score)| *score >= LEAST)
            .collect();
        pool.sort_by(heavier);
        let mut pool: Vec<Open> =
            pool.into_iter().map(|(at, score)| Open { at, score, beside: false }).collect();
        let mut out: Vec<Related> = Vec::new();
        while out.len() < most && !pool.is_empty() {
            let worth = |o: &Open| if o.beside { o.score * SAME_DAYS } else { o.score };
            let mut best = 0;
            for (place, open) in pool.iter().enumerate().skip(1) {
                if pool.get(best).is_none_or(|b| worth(open) > worth(b)) {
                    best = place;
                }
            }
            let Open { at, score, .. } = pool.remove(best);
            let Some(this) = self.stories.get(at as usize) else { continue };
            let shared = self.shared(&words, &self.weights(&this.words, this.language));
            out.push(Related { story: this.story, when: this.when, score, shared });
            pool.retain_mut(|open| {
                let Some(other) = self.stories.get(open.at as usize) else { return false };
                open.beside |= match (this.when, other.when) {
                    (Some(a), Some(b)) => days_between(a, b) < DAYS,
                    _ => false,
                };
                this.runs.share(&other.runs) < COPY
            });
        }
        out
    }

    /// The places of stories that share most of the heaviest words.
    fn near(&self, words: &[(u32, f32)]) -> Vec<(u32, f32)> {
        let mut tally = Tally::of(self.stories.len());
        for (number, weight) in head(words, LOOKED_UP) {
            let Some(word) = self.words.get(number as usize) else { continue };
            if word.holders.len() <= COMMON {
                // Rarity is the same for all of them.
                let told: u32 = self.told.iter().sum();
                let rarity = ((told as f32 + SUPPOSED) / word.stories.max(1) as f32).ln();
                for holder in &word.holders {
                    tally.add(holder.number(), weight * rarity * holder.counts());
                }
            }
        }
        let mut found = tally.take(0.0);
        for (place, sum) in &mut found {
            *sum /= self.stories.get(*place as usize).map_or(1.0, |k| k.length.max(1e-6));
        }
        head(&found, COMPARED)
    }

    fn shared(&self, a: &[(u32, f32)], b: &[(u32, f32)]) -> Vec<String> {
        let mut parts: Vec<(u32, f32)> = Vec::new();
        shared(a, b, |number, product| parts.push((number, product)));
        let written = |number| self.words.get(number as usize).map_or("", |w| &w.written);
        heaviest_words(&parts, SHOWN, written).into_iter().map(|(w, _)| w.to_owned()).collect()
    }
}

//! What came before: earlier stories of an archive that are about the matter
//! of a story, but don't tell the same happening. Found by a story's heaviest
//! words, ranked by all of them with a mild leaning to what is recent, and
//! spread over the history of the matter. Names have no say of their own: two
//! happenings of one kind rarely share them.
//!
//! An archive grows story by story and is kept small, under two kilobytes a story:
//! words are numbers of its own vocabulary, and what weight they have is asked
//! only when two stories are compared, so that it rests on all of the archive.
//! Which of a long text's words are kept, and by which it is found, rests on what
//! was there when it came.
//!
//! No teaser, no date in words here; only which stories, how near, and why.

use crate::copies::{COPY, Runs};
use crate::features::Features;
use crate::rarity::heaviest_words;
use crate::stream::days_between;
use crate::vector::{Probe, Tally, Weights, head, heavier, heaviest, unit};
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
    words: Box<[Packed]>,
    runs: Runs,
}

/// A number of up to 24 bits, and in a byte how much a word counts in a text.
#[derive(Clone, Copy)]
struct Packed(u32);

impl Packed {
    /// The largest number.
    const MOST: u32 = (1 << 24) - 1;
    /// Steps of what a word counts.
    const STEPS: f32 = 32.0;

    /// With 1 + ln of how often the word is there.
    fn new(number: u32, count: f32) -> Self {
        Self::with(number, 1.0 + count.ln())
    }

    fn with(number: u32, counts: f32) -> Self {
        Self(number << 8 | (counts * Self::STEPS).round().clamp(1.0, 255.0) as u32)
    }

    fn number(self) -> u32 {
        self.0 >> 8
    }

    fn counts(self) -> f32 {
        (self.0 & 0xff) as f32 / Self::STEPS
    }
}

/// A word of the archive's vocabulary.
struct Word {
    /// As it was first written.
    written: Box<str>,
    /// Places of the stories that are found by it, with what it counts in
    /// each, as a part of the story's length when it came in.
    holders: Vec<Packed>,
}

/// A usual length: parts of it fill a byte well.
const LENGTH: f32 = 100.0;

/// How many stories hold a word, and the logarithm of it.
#[derive(Clone, Copy)]
struct Spread {
    stories: u32,
    ln: f32,
}

/// Stories to look back into.
#[derive(Default)]
pub struct Archive {
    numbers: FxHashMap<u32, u32>,
    words: Vec<Word>,
    /// By word; apart from them, as it is asked for most.
    spread: Vec<Spread>,
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
                self.words.push(Word { written, holders: Vec::new() });
                self.spread.push(Spread { stories: 0, ln: 0.0 });
            }
            if let Some(spread) = self.spread.get_mut(number as usize) {
                spread.stories += 1;
                spread.ln = (spread.stories as f32).ln();
            }
            counts.push((number, *count));
        }
        counts.sort_unstable_by_key(|(number, _)| *number);
        let told = self.told(language);
        let weigh =
            |(number, count): (u32, f32)| (number, self.weight(Packed::new(number, count), told));
        let weights = heaviest(counts.iter().copied().map(weigh).collect(), KEPT);
        let length = weights.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        let count = |number: u32| {
            let at = counts.binary_search_by_key(&number, |(n, _)| *n);
            at.ok().and_then(|at| counts.get(at)).map_or(1.0, |(_, count)| *count)
        };
        let words = weights.iter().map(|(n, _)| Packed::new(*n, count(*n))).collect();
        for (number, _) in head(&weights, INDEXED) {
            let counts = (1.0 + count(number).ln()) * LENGTH / length.max(1.0);
            let holder = Packed::with(place, counts);
            if let Some(word) = self.words.get_mut(number as usize) {
                word.holders.push(holder);
            }
        }
        let (story, when, runs) = (story.id, story.when, story.runs.thin());
        self.stories.push(Kept { story, when, language, words, runs });
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

    /// The logarithm of how many stories of a language there are, for the
    /// rarity of its words.
    fn told(&self, language: u16) -> f32 {
        let told = self.told.get(usize::from(language)).copied().unwrap_or(0);
        (told as f32 + SUPPOSED).ln()
    }

    /// What a word weighs in a story.
    #[inline]
    fn weight(&self, word: Packed, told: f32) -> f32 {
        let spread = self.spread.get(word.number() as usize).map_or(0.0, |s| s.ln);
        word.counts() * (told - spread).max(0.0)
    }

    /// The words of a story that the archive knows.
    fn read(&self, story: &Features, told: f32) -> Weights {
        let known = |term: &u32, count: &f32| {
            let word = Packed::new(*self.numbers.get(term)?, *count);
            Some((word.number(), self.weight(word, told)))
        };
        let mut words: Weights =
            story.words.iter().filter_map(|(term, count)| known(term, count)).collect();
        words.sort_unstable_by_key(|(number, _)| *number);
        unit(heaviest(words, WORDS))
    }

    /// The cosine of a story's words and an earlier one's.
    fn likeness(&self, words: &Probe, kept: &Kept) -> f32 {
        let told = self.told(kept.language);
        let (mut dot, mut length) = (0.0, 0.0);
        for word in &kept.words {
            let weight = self.weight(*word, told);
            length += weight * weight;
            dot += weight * words.weight(word.number()).unwrap_or(0.0);
        }
        if length > 0.0 { dot / length.sqrt() } else { 0.0 }
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
        let language = self.languages.get(to.language()).copied().unwrap_or(u16::MAX);
        let told = self.told(language);
        let words = self.read(to, told);
        let probe = Probe::new(&words);
        let runs = to.runs.thin();
        let mut pool: Vec<(u32, f32)> = self
            .near(&words, told)
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
                    (place, self.likeness(&probe, kept) / (1.0 + age / HALF))
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
            let shared = self.shared(&probe, this);
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
    fn near(&self, words: &[(u32, f32)], told: f32) -> Vec<(u32, f32)> {
        let mut tally = Tally::of(self.stories.len());
        for (number, weight) in head(words, LOOKED_UP) {
            let Some(word) = self.words.get(number as usize) else { continue };
            let once = self.weight(Packed::new(number, 1.0), told);
            if word.holders.len() <= COMMON {
                // A word's weight in a story is its count times what it weighs
                // once, which is the same for all of them.
                for holder in &word.holders {
                    tally.add(holder.number(), weight * once * holder.counts());
                }
            }
        }
        head(&tally.take(0.0), COMPARED)
    }

    fn shared(&self, words: &Probe, kept: &Kept) -> Vec<String> {
        let told = self.told(kept.language);
        let part = |word: &Packed| {
            let weight = words.weight(word.number())?;
            Some((word.number(), weight * self.weight(*word, told)))
        };
        let parts: Vec<(u32, f32)> = kept.words.iter().filter_map(part).collect();
        let written = |number| self.words.get(number as usize).map_or("", |w| &w.written);
        heaviest_words(&parts, SHOWN, written).into_iter().map(|(w, _)| w.to_owned()).collect()
    }
}

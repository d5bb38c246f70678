//! Which events may be steps of one running story: each new event is held
//! against what the running stories so far were about, over months instead of
//! days. A proposal: editors confirm, part and merge.
//!
//! A running story goes by the number of its first event.

use super::days_between;
use super::joined::EventId;
use super::live::Likened;
use crate::rarity::Vector;
use crate::vector::{Tally, Term, Weights, add, head, heaviest};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Days in which the likeness of an event to a running story falls to 1/e.
const FADE_DAYS: f32 = 90.0;
/// How much names count beside words.
const NAMES: f32 = 0.4;
/// The likeness an event needs.
const LINK: f32 = 0.12;
/// What is kept of a running story.
const WORDS: usize = 200;
const NAMED: usize = 80;
/// It is looked for by so many of its heaviest words; a word of more running
/// stories than this finds none; the best by these are compared in full, if
/// these alone give so much of the likeness needed.
const INDEXED: usize = 60;
const LOOKED_UP: usize = 30;
const COMMON: usize = 200;
const FAINT: f32 = 0.1;
const COMPARED: usize = 10;
/// Running stories that are remembered; the longest silent go first.
const MOST: usize = 30_000;

/// What one running story was about.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Profile {
    thread: EventId,
    sum: Vector,
    /// The lengths of the sum's words and names.
    lengths: (f32, f32),
    last: Timestamp,
    /// The words it is found by, rising.
    indexed: Vec<Term>,
}

/// All running stories of the last months; most hold one event.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Threads {
    /// Place by place; one that is found by no word may be free.
    profiles: Vec<Profile>,
    free: Vec<u32>,
    places: FxHashMap<EventId, u32>,
    /// The places of the running stories that are found by a word, rising, with
    /// its weight in each, a part of the length.
    index: FxHashMap<Term, SmallVec<[(u32, f32); 2]>>,
    of: FxHashMap<EventId, EventId>,
    #[serde(skip)]
    tally: Tally,
}

impl Threads {
    /// The running story of an event.
    pub(crate) fn of(&self, event: EventId) -> EventId {
        self.of.get(&event).copied().unwrap_or(event)
    }

    /// Puts a new event, known by its first story, into the running story it
    /// is most like, or begins one with it.
    pub(crate) fn open(&mut self, event: EventId, vector: &Vector, when: Option<Timestamp>) {
        let mut best: Option<(EventId, f32)> = None;
        let likened = Likened::new(vector);
        for place in self.near(vector) {
            let Some(profile) = self.profiles.get(place as usize) else { continue };
            let fading = when.map_or(1.0, |w| (-days_between(profile.last, w) / FADE_DAYS).exp());
            let score = profile.likeness(&likened) * fading;
            if score >= LINK && best.is_none_or(|(_, s)| score > s) {
                best = Some((profile.thread, score));
            }
        }
        let thread = best.map_or(event, |(t, _)| t);
        if thread != event {
            self.of.insert(event, thread);
        }
        self.tell(event, vector, when);
    }

    /// A story was put into an event: its running story learns its words.
    pub(crate) fn tell(&mut self, event: EventId, vector: &Vector, when: Option<Timestamp>) {
        let place = self.place(self.of(event));
        let Some(profile) = self.profiles.get_mut(place as usize) else { return };
        profile.sum.words = heaviest(add(&profile.sum.words, &vector.words, 1.0), WORDS);
        profile.sum.names = heaviest(add(&profile.sum.names, &vector.names, 1.0), NAMED);
        profile.lengths = (length(&profile.sum.words), length(&profile.sum.names));
        if let Some(when) = when {
            profile.last = profile.last.max(when);
        }
        let now = heaviest(profile.sum.words.clone(), INDEXED);
        let terms = now.iter().map(|(t, _)| *t).collect();
        let before = std::mem::replace(&mut profile.indexed, terms);
        let length = profile.lengths.0;
        for term in before.iter().filter(|t| now.binary_search_by_key(*t, |(t, _)| *t).is_err()) {
            self.forget(*term, place);
        }
        for (term, weight) in now {
            let list = self.index.entry(term).or_default();
            let entry = (place, weight / length);
            match list.binary_search_by_key(&place, |(p, _)| *p) {
                Ok(at) => list.get_mut(at).into_iter().for_each(|kept| *kept = entry),
                Err(at) => list.insert(at, entry),
            }
        }
        if self.places.len() > MOST {
            self.thin_out();
        }
    }

    /// The place of a running story, a free one if it is new.
    fn place(&mut self, thread: EventId) -> u32 {
        if let Some(place) = self.places.get(&thread) {
            return *place;
        }
        let place = self.free.pop().unwrap_or(self.profiles.len() as u32);
        let profile = Profile {
            thread,
            sum: Vector::default(),
            lengths: (0.0, 0.0),
            last: Timestamp::default(),
            indexed: Vec::new(),
        };
        match self.profiles.get_mut(place as usize) {
            Some(free) => *free = profile,
            None => self.profiles.push(profile),
        }
        self.places.insert(thread, place);
        place
    }

    /// An event came apart: its parts stay with its running story.
    pub(crate) fn split(&mut self, from: EventId, to: EventId) {
        if !self.of.contains_key(&to) && !self.places.contains_key(&to) {
            let thread = self.of(from);
            self.of.insert(to, thread);
        }
    }

    /// The running stories most like a vector by its heaviest words.
    fn near(&mut self, vector: &Vector) -> Vec<u32> {
        for (term, weight) in head(&vector.words, LOOKED_UP) {
            let list = self.index.get(&term).map(SmallVec::as_slice).unwrap_or_default();
            if list.len() <= COMMON {
                for (place, w) in list {
                    self.tally.add(*place, weight * w);
                }
            }
        }
        let found = self.tally.take(FAINT * LINK);
        head(&found, COMPARED).into_iter().map(|(place, _)| place).collect()
    }

    fn forget(&mut self, term: Term, place: u32) {
        if let Some(list) = self.index.get_mut(&term) {
            if let Ok(at) = list.binary_search_by_key(&place, |(p, _)| *p) {
                list.remove(at);
            }
            if list.is_empty() {
                self.index.remove(&term);
            }
        }
    }

    /// Drops a tenth, the longest silent.
    fn thin_out(&mut self) {
        let mut by_age: Vec<(Timestamp, EventId)> = self
            .places
            .iter()
            .filter_map(|(id, place)| Some((self.profiles.get(*place as usize)?.last, *id)))
            .collect();
        by_age.sort_unstable();
        for (_, id) in by_age.into_iter().take(MOST / 10) {
            let Some(place) = self.places.remove(&id) else { continue };
            let profile = self.profiles.get_mut(place as usize);
            for term in profile.map(|p| std::mem::take(&mut p.indexed)).unwrap_or_default() {
                self.forget(term, place);
            }
            self.free.push(place);
        }
        let places = &self.places;
        self.of.retain(|_, thread| places.contains_key(thread));
    }
}

fn length(of: &Weights) -> f32 {
    of.iter().map(|(_, w)| w * w).sum::<f32>().sqrt()
}

impl Profile {
    /// The cosine with what was told so far, words and names apart.
    fn likeness(&self, likened: &Likened) -> f32 {
        let (words, names) = likened.with(&self.sum);
        let cosine = |dot: f32, length: f32| if length > 0.0 { dot / length } else { 0.0 };
        (1.0 - NAMES) * cosine(words, self.lengths.0) + NAMES * cosine(names, self.lengths.1)
    }
}

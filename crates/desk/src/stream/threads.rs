//! Which events may be steps of one running story: each new event is held
//! against what the running stories so far were about, over months instead of
//! days. A proposal: editors confirm, part and merge.
//!
//! A running story goes by the number of its first event.

use super::days_between;
use super::joined::EventId;
use super::live::Likened;
use crate::rarity::Vector;
use crate::vector::{Term, Weights, add, head, heaviest};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days in which the likeness of an event to a running story falls to 1/e.
const FADE_DAYS: f32 = 90.0;
/// How much names count beside words.
const NAMES: f32 = 0.4;
/// The likeness an event needs.
const LINK: f32 = 0.12;
/// What is kept of a running story.
const WORDS: usize = 200;
const NAMED: usize = 80;
/// It is looked for by so many of its heaviest words.
const INDEXED: usize = 60;
const LOOKED_UP: usize = 15;
const COMMON: usize = 200;
const COMPARED: usize = 30;
/// Running stories that are remembered; the longest silent go first.
const MOST: usize = 30_000;

/// What one running story was about.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Profile {
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
    profiles: BTreeMap<EventId, Profile>,
    /// Rising.
    index: FxHashMap<Term, Vec<EventId>>,
    of: BTreeMap<EventId, EventId>,
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
        for thread in self.near(vector) {
            let Some(profile) = self.profiles.get(&thread) else { continue };
            let fading = when.map_or(1.0, |w| (-days_between(profile.last, w) / FADE_DAYS).exp());
            let score = profile.likeness(&likened) * fading;
            if score >= LINK && best.is_none_or(|(_, s)| score > s) {
                best = Some((thread, score));
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
        let thread = self.of(event);
        let profile = self.profiles.entry(thread).or_default();
        profile.sum.words = heaviest(add(&profile.sum.words, &vector.words, 1.0), WORDS);
        profile.sum.names = heaviest(add(&profile.sum.names, &vector.names, 1.0), NAMED);
        let length = |of: &Weights| of.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        profile.lengths = (length(&profile.sum.words), length(&profile.sum.names));
        if let Some(when) = when {
            profile.last = profile.last.max(when);
        }
        let terms: Vec<Term> =
            heaviest(profile.sum.words.clone(), INDEXED).into_iter().map(|(t, _)| t).collect();
        let before = std::mem::replace(&mut profile.indexed, terms.clone());
        for term in before.iter().filter(|t| terms.binary_search(t).is_err()) {
            self.forget(*term, thread);
        }
        for term in terms.iter().filter(|t| before.binary_search(t).is_err()) {
            let list = self.index.entry(*term).or_default();
            if let Err(at) = list.binary_search(&thread) {
                list.insert(at, thread);
            }
        }
        if self.profiles.len() > MOST {
            self.thin_out();
        }
    }

    /// An event came apart: its parts stay with its running story.
    pub(crate) fn split(&mut self, from: EventId, to: EventId) {
        if !self.of.contains_key(&to) && !self.profiles.contains_key(&to) {
            let thread = self.of(from);
            self.of.insert(to, thread);
        }
    }

    /// The running stories that share most of the heaviest words.
    fn near(&self, vector: &Vector) -> Vec<EventId> {
        let mut partial: FxHashMap<EventId, f32> = FxHashMap::default();
        for (term, weight) in head(&vector.words, LOOKED_UP) {
            let list = self.index.get(&term).map(Vec::as_slice).unwrap_or_default();
            if list.len() <= COMMON {
                for thread in list {
                    *partial.entry(*thread).or_default() += weight;
                }
            }
        }
        let mut found: Vec<(EventId, f32)> = partial.into_iter().collect();
        let order =
            |a: &(EventId, f32), b: &(EventId, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if found.len() > COMPARED {
            found.select_nth_unstable_by(COMPARED, order);
            found.truncate(COMPARED);
        }
        found.sort_unstable_by(order);
        found.into_iter().map(|(t, _)| t).collect()
    }

    fn forget(&mut self, term: Term, thread: EventId) {
        if let Some(list) = self.index.get_mut(&term) {
            if let Ok(at) = list.binary_search(&thread) {
                list.remove(at);
            }
            if list.is_empty() {
                self.index.remove(&term);
            }
        }
    }

    /// Drops a tenth, the longest silent.
    fn thin_out(&mut self) {
        let mut by_age: Vec<(Timestamp, EventId)> =
            self.profiles.iter().map(|(id, p)| (p.last, *id)).collect();
        by_age.sort_unstable();
        for (_, id) in by_age.into_iter().take(MOST / 10) {
            for term in self.profiles.remove(&id).map(|p| p.indexed).unwrap_or_default() {
                self.forget(term, id);
            }
        }
        let profiles = &self.profiles;
        self.of.retain(|_, thread| profiles.contains_key(thread));
    }
}

impl Profile {
    /// The cosine with what was told so far, words and names apart.
    fn likeness(&self, likened: &Likened) -> f32 {
        let (words, names) = likened.with(&self.sum);
        let cosine = |dot: f32, length: f32| if length > 0.0 { dot / length } else { 0.0 };
        (1.0 - NAMES) * cosine(words, self.lengths.0) + NAMES * cosine(names, self.lengths.1)
    }
}

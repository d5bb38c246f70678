//! The stories and events of the window, and the index from words to events:
//! how a story is put into an event and taken out again.
//!
//! No decision here.

use super::joined::EventId;
use crate::rarity::Vector;
use crate::vector::{Term, Weights, add};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use story::StoryId;

/// A story of the window.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Held {
    pub event: EventId,
    pub when: Timestamp,
    pub vector: Vector,
    pub copy_of: Option<(StoryId, f32)>,
    /// A live blog or a round-up: it may join, but none joins for its sake.
    pub mixed: bool,
    /// Counted in its event's sum.
    votes: bool,
}

/// An event of the window.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Live {
    /// In the order of arrival.
    pub stories: Vec<StoryId>,
    /// The vectors of its voters, summed.
    pub sum: Vector,
    pub voters: u32,
    /// When its newest story came out.
    pub last: Timestamp,
}

/// Stories, events, index.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Window {
    pub stories: FxHashMap<StoryId, Held>,
    pub events: FxHashMap<EventId, Live>,
    /// Term -> (event, weight in its sum), rising by event.
    index: FxHashMap<Term, Vec<(EventId, f32)>>,
    by_time: BTreeSet<(Timestamp, StoryId)>,
}

impl Window {
    /// Puts a story into an event, which may be new.
    pub(crate) fn put(
        &mut self,
        story: StoryId,
        event: EventId,
        when: Timestamp,
        vector: Vector,
        copy_of: Option<(StoryId, f32)>,
        mixed: bool,
    ) {
        let original = copy_of.and_then(|(o, _)| self.stories.get(&o));
        // One text has one vote: the event would drift to the words of a
        // copy that ten papers print.
        let votes = !mixed && original.is_none_or(|o| o.event != event);
        let live = self.events.entry(event).or_default();
        live.last = if live.stories.is_empty() { when } else { live.last.max(when) };
        live.stories.push(story);
        self.by_time.insert((when, story));
        if votes {
            self.vote(event, &vector, 1.0);
        }
        self.stories.insert(story, Held { event, when, vector, copy_of, mixed, votes });
    }

    /// Takes a story out; an event that is left with none is gone.
    pub(crate) fn take(&mut self, story: StoryId) -> Option<Held> {
        let held = self.stories.remove(&story)?;
        self.by_time.remove(&(held.when, story));
        if held.votes {
            self.vote(held.event, &held.vector, -1.0);
        }
        let Some(live) = self.events.get_mut(&held.event) else { return Some(held) };
        live.stories.retain(|s| *s != story);
        let left = live.stories.clone();
        live.last = left
            .iter()
            .filter_map(|s| self.stories.get(s))
            .map(|h| h.when)
            .max()
            .unwrap_or(held.when);
        if left.is_empty() {
            self.events.remove(&held.event);
        } else if held.votes {
            self.hand_down(story, &left, held.event);
        }
        Some(held)
    }

    /// The vote of a text goes to its next print in the event.
    fn hand_down(&mut self, story: StoryId, left: &[StoryId], event: EventId) {
        let heir = left.iter().copied().find(|s| {
            self.stories
                .get(s)
                .is_some_and(|h| !h.votes && h.copy_of.is_some_and(|(o, _)| o == story))
        });
        let Some(heir) = heir.and_then(|h| self.stories.get_mut(&h)) else { return };
        heir.votes = true;
        let vector = heir.vector.clone();
        self.vote(event, &vector, 1.0);
    }

    /// The oldest stories from before `since`, at most so many.
    pub(crate) fn old(&self, since: Timestamp, most: usize) -> Vec<StoryId> {
        self.by_time.iter().take_while(|(w, _)| *w < since).take(most).map(|(_, s)| *s).collect()
    }

    /// The events that hold a word, with its weight in their sums.
    pub(crate) fn holders(&self, term: Term) -> &[(EventId, f32)] {
        self.index.get(&term).map(Vec::as_slice).unwrap_or_default()
    }

    fn vote(&mut self, event: EventId, vector: &Vector, times: f32) {
        let Some(live) = self.events.get_mut(&event) else { return };
        live.voters = if times > 0.0 { live.voters + 1 } else { live.voters.saturating_sub(1) };
        if live.voters == 0 {
            // Exactly nothing, whatever rounding would leave.
            for (term, _) in std::mem::take(&mut live.sum).words {
                drop_holder(&mut self.index, term, event);
            }
            return;
        }
        live.sum.words = add(&live.sum.words, &vector.words, times);
        live.sum.names = add(&live.sum.names, &vector.names, times);
        for (term, _) in &vector.words {
            match crate::vector::weight(&live.sum.words, *term) {
                Some(weight) => {
                    let list = self.index.entry(*term).or_default();
                    match list.binary_search_by_key(&event, |(e, _)| *e) {
                        Ok(at) => {
                            if let Some(entry) = list.get_mut(at) {
                                entry.1 = weight;
                            }
                        }
                        Err(at) => list.insert(at, (event, weight)),
                    }
                }
                None => drop_holder(&mut self.index, *term, event),
            }
        }
    }
}

fn drop_holder(index: &mut FxHashMap<Term, Vec<(EventId, f32)>>, term: Term, event: EventId) {
    if let Some(list) = index.get_mut(&term) {
        if let Ok(at) = list.binary_search_by_key(&event, |(e, _)| *e) {
            list.remove(at);
        }
        if list.is_empty() {
            index.remove(&term);
        }
    }
}

/// A sum's mean likeness to a vector, words and names apart.
pub(crate) fn means(vector: &Vector, live: &Live) -> (f32, f32) {
    let n = live.voters.max(1) as f32;
    let dot = |a: &Weights, b: &Weights| crate::vector::dot(a, b) / n;
    (dot(&vector.words, &live.sum.words), dot(&vector.names, &live.sum.names))
}

//! The stories and events of the window, and the index from words to stories:
//! how a story is put into an event and taken out again.
//!
//! No decision here.

use super::joined::EventId;
use crate::rarity::Vector;
use crate::vector::{Probe, Tally, Term, add, head};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use std::collections::BTreeSet;
use story::StoryId;

/// A story is found by so many of its heaviest words.
const INDEXED: usize = 60;

/// A story of the window.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Held {
    pub event: EventId,
    pub when: Timestamp,
    pub vector: Vector,
    pub copy_of: Option<(StoryId, f32)>,
    /// A live blog or a round-up: it may join, but none joins for its sake.
    pub mixed: bool,
    /// Its seat in the index; one that has none isn't counted in its event's
    /// sum either.
    seat: Option<u32>,
}

/// An event of the window.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Live {
    pub event: EventId,
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
    /// Place by place; one without stories is free.
    events: Vec<Live>,
    free: Vec<u32>,
    places: FxHashMap<EventId, u32>,
    seats: Seats,
    index: FxHashMap<Term, Holders>,
    by_time: BTreeSet<(Timestamp, StoryId)>,
    #[serde(skip)]
    tally: Tally,
}

/// The stories that hold a word, with its weight in each, in the order of
/// their seats. Seats that were left stay until they are as many as the others.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Holders {
    taken: u32,
    /// Few, as a rule: these need no room elsewhere.
    all: SmallVec<[(u32, f32); 2]>,
}

/// Seats given out one after the other, never again: the place of the event
/// that the story in it votes for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Seats {
    /// Seats before the first that is remembered.
    gone: u32,
    /// Seats at the front that were left since.
    left: usize,
    places: Vec<u32>,
}

/// A seat that was left.
const LEFT: u32 = u32::MAX;

impl Seats {
    fn give(&mut self, place: u32) -> u32 {
        self.places.push(place);
        self.gone + self.places.len() as u32 - 1
    }

    fn leave(&mut self, seat: u32) {
        if let Some(place) = self.places.get_mut(seat.wrapping_sub(self.gone) as usize) {
            *place = LEFT;
        }
        while self.places.get(self.left) == Some(&LEFT) {
            self.left += 1;
        }
        if self.left > self.places.len() / 2 {
            self.places.drain(..self.left);
            self.gone += self.left as u32;
            self.left = 0;
        }
    }

    #[inline]
    fn place(&self, seat: u32) -> Option<u32> {
        // Below `gone` it wraps, and is far beyond the last.
        let place = self.places.get(seat.wrapping_sub(self.gone) as usize)?;
        (*place != LEFT).then_some(*place)
    }
}

impl Window {
    /// An event of the window.
    pub(crate) fn event(&self, event: EventId) -> Option<&Live> {
        self.at(*self.places.get(&event)?)
    }

    /// The event at a place.
    pub(crate) fn at(&self, place: u32) -> Option<&Live> {
        self.events.get(place as usize)
    }

    /// All events of the window, in no order.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Live> {
        self.events.iter().filter(|live| !live.stories.is_empty())
    }

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
        let place = self.open(event);
        let Some(live) = self.events.get_mut(place as usize) else { return };
        live.last = if live.stories.is_empty() { when } else { live.last.max(when) };
        live.stories.push(story);
        self.by_time.insert((when, story));
        let seat = votes.then(|| self.vote(place, &vector));
        self.stories.insert(story, Held { event, when, vector, copy_of, mixed, seat });
    }

    /// The place of an event, a free one if it is new.
    fn open(&mut self, event: EventId) -> u32 {
        if let Some(place) = self.places.get(&event) {
            return *place;
        }
        let place = self.free.pop().unwrap_or(self.events.len() as u32);
        let live = Live {
            event,
            stories: Vec::new(),
            sum: Vector::default(),
            voters: 0,
            last: Timestamp::MIN,
        };
        match self.events.get_mut(place as usize) {
            Some(free) => *free = live,
            None => self.events.push(live),
        }
        self.places.insert(event, place);
        place
    }

    /// Takes a story out; an event that is left with none is gone.
    pub(crate) fn take(&mut self, story: StoryId) -> Option<Held> {
        let held = self.stories.remove(&story)?;
        self.by_time.remove(&(held.when, story));
        let place = *self.places.get(&held.event)?;
        if let Some(seat) = held.seat {
            self.unvote(place, seat, &held.vector);
        }
        let Some(live) = self.events.get_mut(place as usize) else { return Some(held) };
        live.stories.retain(|s| *s != story);
        let times = live.stories.iter().filter_map(|s| self.stories.get(s)).map(|h| h.when);
        live.last = times.max().unwrap_or(held.when);
        if live.stories.is_empty() {
            self.places.remove(&held.event);
            self.free.push(place);
        } else if held.seat.is_some() {
            self.hand_down(story, place);
        }
        Some(held)
    }

    /// The vote of a text goes to its next print in the event.
    fn hand_down(&mut self, story: StoryId, place: u32) {
        let left = self.at(place).map(|live| live.stories.as_slice()).unwrap_or_default();
        let heir = left.iter().copied().find(|s| {
            self.stories
                .get(s)
                .is_some_and(|h| h.seat.is_none() && h.copy_of.is_some_and(|(o, _)| o == story))
        });
        let Some(heir) = heir else { return };
        let Some(vector) = self.stories.get(&heir).map(|h| h.vector.clone()) else { return };
        let seat = self.vote(place, &vector);
        if let Some(heir) = self.stories.get_mut(&heir) {
            heir.seat = Some(seat);
        }
    }

    /// The oldest stories from before `since`, at most so many.
    pub(crate) fn old(&self, since: Timestamp, most: usize) -> Vec<StoryId> {
        self.by_time.iter().take_while(|(w, _)| *w < since).take(most).map(|(_, s)| *s).collect()
    }

    /// The places of events that share some of the heaviest of these words, with
    /// what they share in sum, if that is `least` or more. They are looked for
    /// by so many words that somebody else has, too; one that more stories than
    /// `common` hold finds none.
    pub(crate) fn near(
        &mut self,
        words: &[(Term, f32)],
        looked_up: usize,
        common: usize,
        least: f32,
    ) -> Vec<(u32, f32)> {
        let words = head(words, words.len());
        let held = words.iter().filter_map(|(term, weight)| Some((self.index.get(term)?, weight)));
        for (holders, weight) in held.take(looked_up) {
            if holders.taken as usize <= common {
                for (seat, w) in &holders.all {
                    if let Some(place) = self.seats.place(*seat) {
                        self.tally.add(place, weight * w);
                    }
                }
            }
        }
        self.tally.take(least)
    }

    fn vote(&mut self, place: u32, vector: &Vector) -> u32 {
        let seat = self.seats.give(place);
        if let Some(live) = self.events.get_mut(place as usize) {
            live.voters += 1;
            live.sum.words = add(&live.sum.words, &vector.words, 1.0);
            live.sum.names = add(&live.sum.names, &vector.names, 1.0);
        }
        for (term, weight) in head(&vector.words, INDEXED) {
            let holders = self.index.entry(term).or_default();
            holders.taken += 1;
            holders.all.push((seat, weight));
        }
        seat
    }

    fn unvote(&mut self, place: u32, seat: u32, vector: &Vector) {
        self.seats.leave(seat);
        if let Some(live) = self.events.get_mut(place as usize) {
            live.voters = live.voters.saturating_sub(1);
            // Exactly nothing, whatever rounding would leave.
            live.sum = match live.voters {
                0 => Vector::default(),
                _ => Vector {
                    words: add(&live.sum.words, &vector.words, -1.0),
                    names: add(&live.sum.names, &vector.names, -1.0),
                },
            };
        }
        for (term, _) in head(&vector.words, INDEXED) {
            let Some(holders) = self.index.get_mut(&term) else { continue };
            holders.taken = holders.taken.saturating_sub(1);
            if holders.taken == 0 {
                self.index.remove(&term);
            } else if holders.all.len() > 2 * holders.taken as usize {
                holders.all.retain(|&mut (seat, _)| self.seats.place(seat).is_some());
            }
        }
    }
}

/// A vector that is held against many events.
pub(crate) struct Likened<'a> {
    words: Probe<'a>,
    names: Probe<'a>,
}

impl<'a> Likened<'a> {
    pub(crate) fn new(vector: &'a Vector) -> Self {
        Self { words: Probe::new(&vector.words), names: Probe::new(&vector.names) }
    }

    /// The mean likeness to an event's voters, words and names apart.
    pub(crate) fn means(&self, live: &Live) -> (f32, f32) {
        let n = live.voters.max(1) as f32;
        (self.words.dot(&live.sum.words) / n, self.names.dot(&live.sum.names) / n)
    }

    /// The dot products with another vector, words and names apart.
    pub(crate) fn with(&self, other: &Vector) -> (f32, f32) {
        (self.words.dot(&other.words), self.names.dot(&other.names))
    }
}

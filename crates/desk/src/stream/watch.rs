//! A stream from its first story to the last: it looks again whenever a day
//! begins, and remembers where each story stands after it left the window.

use super::{EventId, Joined, Stream, day};
use crate::features::Features;
use std::collections::BTreeMap;
use story::StoryId;

/// A stream with its second looks.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    stream: Stream,
    looks_again: bool,
    day: Option<i64>,
    event_of: BTreeMap<StoryId, EventId>,
}

impl Watch {
    /// Watches a stream from now on; with second looks or without.
    pub fn new(stream: Stream, looks_again: bool) -> Self {
        Self { stream, looks_again, ..Self::default() }
    }

    /// Takes a story. Where it opens a day, the days before are looked at again
    /// first.
    pub fn push(&mut self, story: &Features) -> Joined {
        let today = story.when.map(day);
        if today > self.day {
            if self.day.is_some() {
                self.look_again();
            }
            self.day = today;
        }
        let joined = self.stream.push(story);
        self.event_of.insert(story.id, joined.event);
        joined
    }

    /// Looks again at the last days.
    pub fn look_again(&mut self) {
        if self.looks_again {
            for m in self.stream.repair() {
                self.event_of.insert(m.story, m.to);
            }
        }
    }

    /// The event a story stands in, however long ago it came.
    pub fn event_of(&self, story: StoryId) -> Option<EventId> {
        self.event_of.get(&story).copied()
    }

    /// The running story an event may belong to, by its first event.
    pub fn thread_of(&self, event: EventId) -> EventId {
        self.stream.thread_of(event)
    }

    /// All stories with their events, by number.
    pub fn stories(&self) -> impl Iterator<Item = (StoryId, EventId)> {
        self.event_of.iter().map(|(s, e)| (*s, *e))
    }

    /// The words of a story that is still in the window, by weight.
    pub(crate) fn words_of(&self, story: StoryId) -> Option<&[(u32, f32)]> {
        self.stream.window.stories.get(&story).map(|h| h.vector.words.as_slice())
    }
}

//! What editors decided: hard facts that no likeness outweighs. Two stories
//! tell one event, or don't.
//!
//! Facts speak of stories, never of the numbers the desk gives to events, so
//! they outlive every new judgement. Of two facts about one pair the later
//! holds.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use story::StoryId;

/// One fact. An event is named by any story in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Both tell one event.
    Same(StoryId, StoryId),
    /// They tell two events.
    Apart(StoryId, StoryId),
    /// The event of this story is right as it stands.
    Confirmed(StoryId),
}

/// All facts that hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    events: Pairs,
    confirmed: BTreeSet<StoryId>,
}

impl Decisions {
    /// Takes a fact; one that it contradicts no longer holds.
    pub fn take(&mut self, decision: Decision) {
        match decision {
            Decision::Same(a, b) => self.events.set(a, b, true),
            Decision::Apart(a, b) => self.events.set(a, b, false),
            Decision::Confirmed(story) => {
                self.confirmed.insert(story);
            }
        }
    }

    /// Stories that must stand in the event of this one.
    pub(crate) fn same(&self, story: StoryId) -> impl Iterator<Item = StoryId> {
        self.events.of(story, true)
    }

    /// True if an editor looked at the event of this story and let it stand.
    pub(crate) fn is_confirmed(&self, story: StoryId) -> bool {
        self.confirmed.contains(&story)
    }

    /// Stories that must not.
    pub(crate) fn apart(&self, story: StoryId) -> impl Iterator<Item = StoryId> {
        self.events.of(story, false)
    }
}

impl FromIterator<Decision> for Decisions {
    fn from_iter<T: IntoIterator<Item = Decision>>(decisions: T) -> Self {
        let mut all = Self::default();
        decisions.into_iter().for_each(|d| all.take(d));
        all
    }
}

/// Pairs of stories, each with yes or no, from either side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Pairs(BTreeMap<StoryId, BTreeMap<StoryId, bool>>);

impl Pairs {
    fn set(&mut self, a: StoryId, b: StoryId, together: bool) {
        if a != b {
            self.0.entry(a).or_default().insert(b, together);
            self.0.entry(b).or_default().insert(a, together);
        }
    }

    fn of(&self, story: StoryId, together: bool) -> impl Iterator<Item = StoryId> {
        self.0
            .get(&story)
            .into_iter()
            .flatten()
            .filter(move |(_, t)| **t == together)
            .map(|(other, _)| *other)
    }
}

//! What editors decided, as the desk looks it up: hard facts that no likeness
//! outweighs. Of two facts about one thing the later holds.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use story::{Decision, StoryId};

/// A fact about running matters; these build on each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Step {
    Belongs(StoryId, StoryId),
    Outside(StoryId),
    Merged(StoryId, StoryId),
}

/// All facts that hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    events: Pairs,
    confirmed: BTreeSet<StoryId>,
    steps: Vec<Step>,
    names: BTreeMap<StoryId, String>,
    /// Of the threshold as delivered, in percent; none is as delivered.
    percent: Option<u16>,
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
            Decision::Reopened(story) => {
                self.confirmed.remove(&story);
            }
            Decision::Belongs(a, b) => self.steps.push(Step::Belongs(a, b)),
            Decision::Outside(story) => self.steps.push(Step::Outside(story)),
            Decision::Merged(a, b) => self.steps.push(Step::Merged(a, b)),
            Decision::Named(story, name) if name.trim().is_empty() => {
                self.names.remove(&story);
            }
            Decision::Named(story, name) => {
                self.names.insert(story, name.trim().to_owned());
            }
        }
    }

    /// Turns the threshold of events to so many percent of what it is as
    /// delivered: what the desk learnt from all that was decided.
    pub fn turn(&mut self, percent: u16) {
        self.percent = Some(percent);
    }

    /// What the threshold is multiplied by.
    pub(crate) fn factor(&self) -> f32 {
        self.percent.map_or(1.0, |p| f32::from(p) / 100.0)
    }

    /// True if an editor looked at the event of this story and let it stand.
    pub(crate) fn is_confirmed(&self, story: StoryId) -> bool {
        self.confirmed.contains(&story)
    }

    /// True if editors hold a story of one set and one of the other together.
    pub fn holds_across(&self, one: &[StoryId], other: &[StoryId]) -> bool {
        one.iter().any(|a| self.same(*a).any(|b| other.contains(&b)))
    }

    /// Stories that must stand in the event of this one.
    pub(crate) fn same(&self, story: StoryId) -> impl Iterator<Item = StoryId> {
        self.events.of(story, true)
    }

    /// Stories that must not.
    pub(crate) fn apart(&self, story: StoryId) -> impl Iterator<Item = StoryId> {
        self.events.of(story, false)
    }

    /// Pairs that must stand in one event, each once.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (StoryId, StoryId)> {
        let all = self.events.0.iter();
        all.flat_map(|(a, with)| with.iter().filter(|(_, t)| **t).map(|(b, _)| (*a, *b)))
            .filter(|(a, b)| a < b)
    }

    /// What was decided of running matters, in order.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The name given to the matter of a story.
    pub(crate) fn name(&self, story: StoryId) -> Option<&str> {
        self.names.get(&story).map(String::as_str)
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

//! The limits of one edition: one story of an event, so many of a running
//! matter, a source, a desk, a place. What a story is worth is not asked here.

use crate::cutting::Cutting;
use crate::events::Judgement;
use std::collections::BTreeMap;
use story::{Rules, StoryId};

/// What an edition has taken so far.
pub(crate) struct Limits<'a> {
    judgement: &'a Judgement,
    rules: &'a Rules,
    events: BTreeMap<usize, StoryId>,
    counts: BTreeMap<(&'static str, String), usize>,
}

impl<'a> Limits<'a> {
    pub(crate) fn new(judgement: &'a Judgement, rules: &'a Rules) -> Self {
        Self { judgement, rules, events: BTreeMap::new(), counts: BTreeMap::new() }
    }

    /// Counts a story that was taken.
    pub(crate) fn take(&mut self, c: &Cutting) {
        if let Some(event) = self.judgement.event_of(c.story) {
            self.events.insert(event.id, c.story);
        }
        for (what, name, _) in self.groups(c) {
            *self.counts.entry((what, name)).or_default() += 1;
        }
    }

    /// Why a story may not come in as well, if so.
    pub(crate) fn refuse(&self, c: &Cutting, all: &[&Cutting]) -> Option<String> {
        if let Some(told) = self
            .judgement
            .event_of(c.story)
            .and_then(|e| self.events.get(&e.id))
            .filter(|told| **told != c.story)
        {
            if self.judgement.original_of(c.story) == Some(*told) {
                return Some(format!("copy of story {told}"));
            }
            let title = all.iter().find(|o| o.story == *told).map(|o| o.text.title());
            return Some(format!("same event as “{}”", title.unwrap_or_else(|| told.to_string())));
        }
        self.groups(c).into_iter().find_map(|(what, name, most)| {
            let taken = self.counts.get(&(what, name.clone())).copied().unwrap_or_default();
            (most > 0 && taken >= most).then(|| match what {
                "matter" => format!("the running matter has its {most} already"),
                "desk" => format!("the desk {name} has its {most} already"),
                "place" => format!("{name} has its {most} already"),
                _ => format!("the source {name} has its {most} already"),
            })
        })
    }

    /// The groups a story counts for, with their limits (0: none).
    fn groups(&self, c: &Cutting) -> Vec<(&'static str, String, usize)> {
        let mut groups = vec![("source", c.source_name.to_owned(), self.rules.per_source.into())];
        if let Some(matter) =
            self.judgement.event_of(c.story).and_then(|e| self.judgement.matter_index(e.id))
        {
            groups.push(("matter", matter.to_string(), self.rules.per_thread.into()));
        }
        if let Some(desk) = c.desk {
            groups.push(("desk", desk.to_owned(), self.rules.per_desk.into()));
        }
        if let Some(place) = c.text.places.first() {
            groups.push(("place", place.clone(), self.rules.per_place.into()));
        }
        groups
    }
}

//! Which stories tell one event: each joins, in the order of time, the event
//! it is most like on average, if that, faded by the hours between, reaches
//! the threshold; else it opens one.
//!
//! What an edition makes of it is not decided here.

use crate::cutting::{Cutting, in_order};
use crate::originals::{self as copies, Runs};
use crate::words::{Term, Vector, vectors};
use crate::{matters, sources};
use jiff::Timestamp;
use std::collections::HashMap;
use story::StoryId;

/// Days in which the likeness of a story to an event falls to 1/e.
const FADE_DAYS: f32 = 1.5;
/// An event silent for longer takes no more stories.
const OPEN_DAYS: f32 = 7.0;
/// The threshold of a sparse desk, and of one with 500 stories a day.
const SPARSE: f32 = 0.12;
const DENSE: f32 = 0.20;
const DENSE_PER_DAY: f32 = 500.0;

/// Stories that tell one happening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place in [`Judgement::events`]; the same for the same cuttings.
    pub id: usize,
    /// In the order of time.
    pub stories: Vec<StoryId>,
    /// The headline of its first story.
    pub title: String,
    /// When its first story came out.
    pub first: Timestamp,
    /// When its newest story came out.
    pub last: Timestamp,
    /// When each independent report of it came out: copies are left out.
    pub times: Vec<Timestamp>,
    /// How many independent sources carry it: copies and papers that rest on
    /// the same agency count once, stopped stories not at all.
    pub sources: usize,
    /// Who they are, in order of first report.
    pub source_names: Vec<String>,
}

/// Events that are steps of one running matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Indexes into [`Judgement::events`], in the order of time; two at least.
    pub events: Vec<usize>,
}

/// What the desk makes of a pile of cuttings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    /// By first story.
    pub events: Vec<Event>,
    /// By first event. Most events belong to none.
    pub matters: Vec<Matter>,
    /// (copy, the earliest story it is a copy of), in the order of time.
    pub copies: Vec<(StoryId, StoryId)>,
    event_by_story: HashMap<StoryId, usize>,
    matter_by_event: HashMap<usize, usize>,
    original_by_copy: HashMap<StoryId, StoryId>,
    words_by_story: HashMap<StoryId, Vec<(Term, f32)>>,
}

impl Judgement {
    /// The event a story belongs to.
    pub fn event_of(&self, story: StoryId) -> Option<&Event> {
        self.events.get(*self.event_by_story.get(&story)?)
    }

    /// The running matter an event belongs to, by the event's id.
    pub fn matter_of(&self, event: usize) -> Option<&Matter> {
        self.matters.get(self.matter_index(event)?)
    }

    /// The story that this one is a copy of.
    pub fn original_of(&self, copy: StoryId) -> Option<StoryId> {
        self.original_by_copy.get(&copy).copied()
    }

    /// A story's words by weight, rising by word; of length one, or none.
    pub(crate) fn words_of(&self, story: StoryId) -> &[(Term, f32)] {
        self.words_by_story.get(&story).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn matter_index(&self, event: usize) -> Option<usize> {
        self.matter_by_event.get(&event).copied()
    }
}

/// Judges the cuttings: events, running matters, copies.
///
/// Costs about the sum, over stories, of the stories of one week that share a
/// word; 3,000 stories take well under a second in a release build.
pub fn judge(cuttings: &[Cutting]) -> Judgement {
    let cuttings = in_order(cuttings);
    let words = vectors(&cuttings);
    let runs: Vec<Runs> = cuttings.iter().map(|c| Runs::of(&c.text.full_text())).collect();
    let originals = copies::originals(&runs);
    let groups = group(&cuttings, &words, &originals);
    let mut judgement = Judgement::default();
    for (at, original) in originals.iter().enumerate() {
        if let (Some(copy), Some(of)) = (cuttings.get(at), original.and_then(|o| cuttings.get(o))) {
            judgement.copies.push((copy.story, of.story));
            judgement.original_by_copy.insert(copy.story, of.story);
        }
    }
    for (id, members) in groups.iter().enumerate() {
        let of = |m: &usize| cuttings.get(*m).copied();
        let all: Vec<&Cutting> = members.iter().filter_map(of).collect();
        let (Some(first), Some(last)) = (all.first(), all.last()) else { continue };
        let voices: Vec<&Cutting> = members
            .iter()
            .filter(|m| !matches!(originals.get(**m), Some(Some(o)) if members.contains(o)))
            .filter_map(of)
            .collect();
        let source_names = sources::independent(&voices);
        for c in &all {
            judgement.event_by_story.insert(c.story, id);
        }
        judgement.events.push(Event {
            id,
            stories: all.iter().map(|c| c.story).collect(),
            title: first.text.title(),
            first: first.when,
            last: last.when,
            times: voices.iter().map(|c| c.when).collect(),
            sources: source_names.len(),
            source_names,
        });
    }
    judgement.matters = matters::matters(&judgement.events, &groups, &words);
    for (c, vector) in cuttings.iter().zip(words) {
        judgement.words_by_story.insert(c.story, vector.weights);
    }
    for (m, matter) in judgement.matters.iter().enumerate() {
        for e in &matter.events {
            judgement.matter_by_event.insert(*e, m);
        }
    }
    judgement
}

/// The threshold for so many stories over such a time.
fn threshold(cuttings: &[&Cutting]) -> f32 {
    let days = match (cuttings.first(), cuttings.last()) {
        (Some(a), Some(b)) => days_between(a.when, b.when).max(1.0),
        _ => 1.0,
    };
    let density = (cuttings.len() as f32 / days / DENSE_PER_DAY).clamp(0.0, 1.0);
    SPARSE + (DENSE - SPARSE) * density
}

pub(crate) fn days_between(a: Timestamp, b: Timestamp) -> f32 {
    (b.as_second().saturating_sub(a.as_second())).unsigned_abs() as f32 / 86_400.0
}

/// Members of each event (indexes into the cuttings, rising), by first member.
fn group(cuttings: &[&Cutting], words: &[Vector], originals: &[Option<usize>]) -> Vec<Vec<usize>> {
    let threshold = threshold(cuttings);
    let mut events: Vec<Vec<usize>> = Vec::new();
    let mut size: Vec<f32> = Vec::new();
    // Likeness of the story at hand to each event, summed; zero between stories.
    let mut sums: Vec<f32> = Vec::new();
    let mut last: Vec<Timestamp> = Vec::new();
    let mut event_of: Vec<usize> = Vec::with_capacity(cuttings.len());
    // term -> (story, weight) of the last days
    let mut index: HashMap<Term, Vec<(usize, f32)>> = HashMap::new();
    for (at, (cutting, vector)) in cuttings.iter().zip(words).enumerate() {
        let mut touched: Vec<usize> = Vec::new();
        for (term, weight) in &vector.weights {
            let Some(list) = index.get_mut(term) else { continue };
            let stale = list.partition_point(|(s, _)| {
                cuttings
                    .get(*s)
                    .is_none_or(|c| days_between(c.when, cutting.when) > 2.0 * OPEN_DAYS)
            });
            list.drain(..stale);
            for (s, w) in list.iter() {
                if let Some(e) = event_of.get(*s)
                    && let Some(sum) = sums.get_mut(*e)
                {
                    if *sum == 0.0 {
                        touched.push(*e);
                    }
                    *sum += weight * w;
                }
            }
        }
        let copied = originals.get(at).copied().flatten();
        let by_copy = copied
            .and_then(|o| event_of.get(o).copied())
            .filter(|e| last.get(*e).is_some_and(|l| days_between(*l, cutting.when) <= OPEN_DAYS));
        let mut best: Option<(f32, usize)> = None;
        // By number, so that equal scores fall to the older event.
        touched.sort_unstable();
        touched.dedup();
        for e in touched {
            let (Some(sum), Some(n), Some(l)) =
                (sums.get_mut(e).map(std::mem::take), size.get(e), last.get(e))
            else {
                continue;
            };
            let days = days_between(*l, cutting.when);
            if days > OPEN_DAYS || *n < 1.0 {
                continue;
            }
            let score = sum / n * (-days / FADE_DAYS).exp();
            if score >= threshold && best.is_none_or(|(b, _)| score > b) {
                best = Some((score, e));
            }
        }
        let joined = by_copy.or(best.map(|(_, e)| e));
        let event = joined.unwrap_or(events.len());
        if joined.is_none() {
            events.push(Vec::new());
            size.push(0.0);
            sums.push(0.0);
            last.push(cutting.when);
        }
        if let Some(members) = events.get_mut(event) {
            members.push(at);
        }
        if let Some(l) = last.get_mut(event) {
            *l = cutting.when;
        }
        event_of.push(event);
        // A copy has no vote of its own: the event would drift to its words.
        if by_copy.is_none() {
            if let Some(n) = size.get_mut(event) {
                *n += 1.0;
            }
            for (term, weight) in &vector.weights {
                index.entry(*term).or_default().push((at, *weight));
            }
        }
    }
    events
}

//! What the desk makes of a pile of cuttings: what became of them in the stream,
//! with its second looks and the editors' decisions, told as events, running
//! matters and copies.
//!
//! What an edition makes of it is not decided here.

use crate::cutting::Cutting;
use crate::decisions::Decisions;
use crate::judge::Told;
use crate::stream::{EventId, Joined, Watch};
use crate::vector::{Term, Weights};
use crate::{matters, sources};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use story::StoryId;

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
    /// An editor looked at it and let it stand.
    pub confirmed: bool,
}

/// Events that are steps of one running matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Indexes into [`Judgement::events`], in the order of time; two at least.
    pub events: Vec<usize>,
    /// The name editors gave it, else the headline of its first event.
    pub title: String,
    /// It comes back at regular times (weekly figures, match days): a series,
    /// not a story that runs.
    pub series: bool,
    /// Editors named it or put events into it.
    pub confirmed: bool,
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
    words_by_story: HashMap<StoryId, Weights>,
    joined_by_story: HashMap<StoryId, Joined>,
    moved: BTreeSet<StoryId>,
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

    /// Why a story went where it first went; a second look may have moved it.
    pub fn joined(&self, story: StoryId) -> Option<&Joined> {
        self.joined_by_story.get(&story)
    }

    /// True if a second look or an editor moved the story from the event it
    /// first joined.
    pub fn was_moved(&self, story: StoryId) -> bool {
        self.moved.contains(&story)
    }

    /// A story's words by weight, rising by word; of length one, or none.
    pub(crate) fn words_of(&self, story: StoryId) -> &[(u32, f32)] {
        self.words_by_story.get(&story).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn matter_index(&self, event: usize) -> Option<usize> {
        self.matter_by_event.get(&event).copied()
    }
}

/// What the stream made of the cuttings, each of which it was told in this
/// order.
pub(crate) fn put_in_order(
    cuttings: &[&Cutting],
    told: &[Told],
    watch: &Watch,
    decisions: &Decisions,
) -> Judgement {
    let mut judgement = Judgement::default();
    let mut headlines: HashMap<StoryId, &[Term]> = HashMap::new();
    for (c, told) in cuttings.iter().zip(told) {
        if let Some((of, _)) = told.joined.copy_of {
            judgement.copies.push((c.story, of));
            judgement.original_by_copy.insert(c.story, of);
        }
        judgement.words_by_story.insert(c.story, told.words.clone());
        judgement.joined_by_story.insert(c.story, told.joined.clone());
        headlines.insert(c.story, &told.headline);
    }

    let event_of = united(watch, decisions);
    // By first story, so that an event's number is its place in time.
    let mut places: BTreeMap<EventId, usize> = BTreeMap::new();
    let mut groups: Vec<(EventId, Vec<&Cutting>)> = Vec::new();
    for c in cuttings {
        let Some(event) = event_of.get(&c.story).copied() else { continue };
        if judgement.joined(c.story).is_some_and(|j| j.event != event) {
            judgement.moved.insert(c.story);
        }
        let place = *places.entry(event).or_insert_with(|| {
            groups.push((event, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, members)) = groups.get_mut(place) {
            members.push(c);
        }
        judgement.event_by_story.insert(c.story, place);
    }
    let mut threads: Vec<EventId> = Vec::new();
    let mut titles: Vec<Vec<Term>> = Vec::new();
    for (id, (event, members)) in groups.iter().enumerate() {
        let (Some(first), Some(last)) = (members.first(), members.last()) else { continue };
        let here = |s: StoryId| members.iter().any(|m| m.story == s);
        let voices: Vec<&Cutting> = members
            .iter()
            .filter(|m| !judgement.original_of(m.story).is_some_and(here))
            .copied()
            .collect();
        let source_names = sources::independent(&voices);
        judgement.events.push(Event {
            id,
            stories: members.iter().map(|c| c.story).collect(),
            title: first.text.title(),
            first: first.when,
            last: last.when,
            times: voices.iter().map(|c| c.when).collect(),
            sources: source_names.len(),
            source_names,
            confirmed: members.iter().any(|m| decisions.is_confirmed(m.story)),
        });
        threads.push(watch.thread_of(*event));
        let headlines = members.iter().filter_map(|c| headlines.get(&c.story));
        let mut words: Vec<Term> = headlines.copied().flatten().copied().collect();
        words.sort_unstable();
        words.dedup();
        titles.push(words);
    }
    judgement.matters = matters::matters(&judgement, &threads, &titles, decisions);
    for (m, matter) in judgement.matters.iter().enumerate() {
        for e in &matter.events {
            judgement.matter_by_event.insert(*e, m);
        }
    }
    judgement
}

/// Where each story stands once events that editors made one are one, however
/// long the stream had parted them.
fn united(watch: &Watch, decisions: &Decisions) -> BTreeMap<StoryId, EventId> {
    let mut event_of: BTreeMap<StoryId, EventId> = watch.stories().collect();
    for (a, b) in decisions.pairs() {
        let (Some(a), Some(b)) = (event_of.get(&a).copied(), event_of.get(&b).copied()) else {
            continue;
        };
        if a != b {
            event_of.values_mut().filter(|e| **e == a.max(b)).for_each(|e| *e = a.min(b));
        }
    }
    event_of
}

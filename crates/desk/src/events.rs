//! A pile of cuttings judged at once: the stream run over all of them, and
//! what it said gathered by event and by running matter.
//!
//! What an edition makes of it is not decided here.

use crate::cutting::{Cutting, in_order};
use crate::decisions::Decisions;
use crate::features::Lexicon;
use crate::piece::Piece;
use crate::sources;
use crate::stream::{EventId, Joined, Stream};
use jiff::Timestamp;
use std::collections::HashMap;
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

    pub(crate) fn matter_index(&self, event: usize) -> Option<usize> {
        self.matter_by_event.get(&event).copied()
    }
}

/// Judges the cuttings: events, running matters, copies.
pub fn judge(cuttings: &[Cutting]) -> Judgement {
    judge_with(cuttings, &Decisions::default())
}

/// Judges the cuttings under what editors decided.
pub fn judge_with(cuttings: &[Cutting], decisions: &Decisions) -> Judgement {
    let cuttings = in_order(cuttings);
    let mut lexicon = Lexicon::new();
    let mut stream = Stream::new();
    stream.decide_all(decisions.clone());
    let joined: Vec<Joined> =
        cuttings.iter().map(|c| stream.push(&lexicon.read(&Piece::from(*c)))).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut place: HashMap<EventId, usize> = HashMap::new();
    for (at, j) in joined.iter().enumerate() {
        let group = *place.entry(j.event).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(members) = groups.get_mut(group) {
            members.push(at);
        }
    }
    let mut judgement = Judgement::default();
    for j in &joined {
        if let Some((original, _)) = j.copy_of {
            judgement.copies.push((j.story, original));
            judgement.original_by_copy.insert(j.story, original);
        }
    }
    for (id, members) in groups.iter().enumerate() {
        let all: Vec<&Cutting> = members.iter().filter_map(|m| cuttings.get(*m).copied()).collect();
        let (Some(first), Some(last)) = (all.first(), all.last()) else { continue };
        let told = |s: StoryId| all.iter().any(|c| c.story == s);
        let voices: Vec<&Cutting> = all
            .iter()
            .copied()
            .filter(|c| !judgement.original_by_copy.get(&c.story).is_some_and(|o| told(*o)))
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
            sources: source_names.len(),
            source_names,
        });
    }
    judgement
}

//! Late news: whether the draft, made anew, would lead with what came in after
//! a chief had approved the edition. It only says so; what is done about it is
//! an editor's word.

use crate::cutting::{Cutting, in_order};
use crate::decisions::Decisions;
use crate::draft::{Draft, DraftInput, draft};
use crate::events::Judgement;
use crate::judge::judge;
use jiff::Timestamp;
use story::{Section, SectionRole, StoryId};

/// All that the question rests on.
#[derive(Clone, Debug)]
pub struct LateInput<'a> {
    /// What the draft made anew rests on: no slot kept, none of the edition's
    /// own stories taken.
    pub draft: DraftInput<'a>,
    /// The editors' decisions that the judgement was made under.
    pub decisions: &'a Decisions,
    /// The approved edition, in its order: (section, story).
    pub slots: &'a [(u8, StoryId)],
    /// When it was approved: what came by then was there to be chosen.
    pub approved_at: Timestamp,
    /// Late stories that an editor has dismissed for this edition. Their events
    /// are not asked about again.
    pub dismissed: &'a [StoryId],
}

/// News that would have led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// The story that the draft would lead with.
    pub story: StoryId,
    /// What came after the approval: that story, else the first of its event
    /// that did.
    pub came: StoryId,
    /// The story that leads now, and would move down.
    pub replaces: StoryId,
    /// Why it would lead.
    pub reason: String,
}

/// The late news of an approved edition, if there is any.
pub fn late(input: &LateInput) -> Option<Late> {
    let judgement = input.draft.judgement;
    let leads = lead(input.draft.sections, input.slots.iter().copied())?;
    // One that has come to tell the lead's own event is no reason to do without
    // the lead.
    let passed: Vec<StoryId> = input
        .dismissed
        .iter()
        .map(|s| event_of(judgement, *s))
        .filter(|event| !event.contains(&leads))
        .flatten()
        .collect();
    let open: Vec<Cutting> =
        input.draft.cuttings.iter().filter(|c| !passed.contains(&c.story)).copied().collect();
    let anew = draft(&DraftInput { cuttings: &open, ..input.draft.clone() });
    let would = drafted_lead(input.draft.sections, &anew)?;
    let event = event_of(judgement, would);
    if event.contains(&leads) {
        return None;
    }
    let is_late = |c: &&Cutting| c.first_seen > input.approved_at;
    let told: Vec<&Cutting> = in_order(&open)
        .into_iter()
        .filter(|c| event.contains(&c.story) && !c.is_stopped())
        .collect();
    let came = told
        .iter()
        .find(|c| c.story == would && is_late(c))
        .or_else(|| told.iter().filter(|c| is_late(c)).min_by_key(|c| (c.first_seen, c.story)))?;
    // It was there before, and would have led without what came since: the
    // editors have passed it over.
    if told.iter().any(|c| !is_late(c)) {
        let before: Vec<Cutting> = open.iter().filter(|c| !is_late(c)).copied().collect();
        let judged = judge(&before, input.decisions);
        let then =
            draft(&DraftInput { judgement: &judged, cuttings: &before, ..input.draft.clone() });
        if drafted_lead(input.draft.sections, &then).is_some_and(|s| event.contains(&s)) {
            return None;
        }
    }
    let reason = anew.slots.iter().find(|s| s.story == would).map(|s| s.reason.clone());
    Some(Late {
        story: would,
        came: came.story,
        replaces: leads,
        reason: reason.unwrap_or_default(),
    })
}

/// The stories of a story's event; at least that story.
fn event_of(judgement: &Judgement, story: StoryId) -> Vec<StoryId> {
    judgement.event_of(story).map_or_else(|| vec![story], |e| e.stories.clone())
}

/// The first story of the first section for leads, else the first of all.
fn lead(
    sections: &[Section],
    slots: impl Iterator<Item = (u8, StoryId)> + Clone,
) -> Option<StoryId> {
    let leads = |at: u8| sections.get(usize::from(at)).is_some_and(|s| s.role == SectionRole::Lead);
    slots.clone().find(|(at, _)| leads(*at)).or_else(|| slots.clone().next()).map(|(_, s)| s)
}

fn drafted_lead(sections: &[Section], draft: &Draft) -> Option<StoryId> {
    lead(sections, draft.slots.iter().map(|s| (s.section, s.story)))
}

//! Late news: between an edition's approval and its hour, what came in is held
//! against it, in idle time. Whether it would have led is the desk's judgement;
//! what is done about it is an editor's.

use super::{House, HouseError, drafting::Ground, judging::cuttings};
use desk::{DraftInput, LateInput};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::{LateOutcome, NewLate, StoreError};
use story::{EditionId, StoryId};

/// How long after a look the next one may be: a busy wire changes with every
/// second, and a look takes a processor.
const REST: SignedDuration = SignedDuration::from_secs(10);

/// What a look at an edition rested on: its revision, stories, decisions.
type Marks = (i64, i64, i64);

/// A look: when the next one may be (none while it is under way), and what it
/// rested on.
type Look = (Option<Timestamp>, Option<Marks>);

/// The last look at each approved edition.
#[derive(Default)]
pub(super) struct Looks(Mutex<HashMap<EditionId, Look>>);

impl Looks {
    fn begin(&self, id: EditionId, now: Timestamp) -> Option<Option<Marks>> {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (next, last) = looks.get(&id).copied().unwrap_or((Some(now), None));
        if next.is_none_or(|next| next > now) {
            return None;
        }
        looks.insert(id, (None, last));
        Some(last)
    }

    fn end(&self, id: EditionId, next: Timestamp, ground: Option<Marks>) {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.insert(id, (Some(next), ground));
    }
}

impl House {
    /// Begins a look at an approved edition, in a task of its own, unless one
    /// is under way or was lately.
    pub(super) fn look_for_late(self: &Arc<Self>, id: EditionId, now: Timestamp) {
        let Some(last) = self.looks.begin(id, now) else { return };
        let house = self.clone();
        self.tasks.spawn(async move {
            let ground = match house.late_of(id, last).await {
                Ok(ground) => ground,
                Err(e) => {
                    tracing::warn!(edition = %id, error = %e, "late news were not looked for");
                    None
                }
            };
            let next = super::now().saturating_add(REST).unwrap_or(Timestamp::MAX);
            house.looks.end(id, next, ground);
        });
    }

    /// Looks, if anything has changed since the look that rested on `last`, and
    /// keeps what is found; gives what this one rests on.
    async fn late_of(
        &self,
        id: EditionId,
        last: Option<Marks>,
    ) -> Result<Option<Marks>, HouseError> {
        let edition = self.loaded(id).await?;
        let Some((_, approved_at)) = edition.approval() else { return Ok(None) };
        let (stories, decided) =
            (self.store.story_mark().await?, self.store.decision_mark().await?);
        let ground = (edition.revision, stories, decided);
        if last == Some(ground) {
            return Ok(last);
        }
        let newsletter = self.newsletter(edition.newsletter).await?;
        let rests = self.ground(&newsletter, edition.date, edition.send_at).await?;
        let slots: Vec<(u8, StoryId)> =
            edition.slots.iter().map(|s| (s.section, s.story)).collect();
        let refused = self.store.refused(id).await?;
        let dismissed: Vec<StoryId> = self
            .store
            .late_news(id)
            .await?
            .into_iter()
            .filter(|l| l.outcome.is_some_and(|(o, _)| o == LateOutcome::Dismissed))
            .map(|l| l.late.story)
            .collect();
        let decisions = self.decided().await?;
        let bench = self.bench().await?;
        let found = tokio::task::spawn_blocking(move || {
            let Ground { since, first, taken, send_at } = &rests;
            let zone = newsletter.time_zone();
            desk::late(&LateInput {
                draft: DraftInput {
                    judgement: &bench.judgement,
                    cuttings: &cuttings(&bench.stories, *send_at),
                    sections: &newsletter.sections,
                    language: &newsletter.language,
                    // What comes after the newsletter's cut-off is late news, too.
                    until: *send_at,
                    send_at: *send_at,
                    since: if *first { Timestamp::MIN } else { *since },
                    zone: &zone,
                    rules: &newsletter.rules,
                    taken,
                    kept: &[],
                    refused: &refused,
                },
                decisions: &decisions,
                slots: &slots,
                approved_at,
                dismissed: &dismissed,
            })
        })
        .await
        .map_err(|e| HouseError::Press(format!("the judgement failed: {e}")))?;
        let found = found.map(|late| NewLate {
            story: late.story,
            came: late.came,
            replaces: late.replaces,
            reason: late.reason,
        });
        match self.store.set_late(id, edition.revision, found, super::now()).await {
            // Gone meanwhile: there is nothing to flag.
            Err(StoreError::Missing(_)) => Ok(None),
            done => Ok(done.map(|()| Some(ground))?),
        }
    }
}

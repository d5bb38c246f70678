//! All stories of the store, to look back into: read in the background after
//! the start and kept up as stories come in. What belongs to a story's
//! background is judged in `desk`; this fetches and hands on, and no page ever
//! waits until all is read: it gets what there is.
//!
//! Only first versions are taken in: what a story is about does not change with
//! its versions. What is shown of it, and whether, is asked of the store.

use super::judging::{Bench, cutting, cuttings};
use super::{House, HouseError, now};
use desk::{Archive, BACKGROUND, Draft, Found, Lexicon, Piece, Related};
use jiff::tz::TimeZone;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use store::StoredStory;
use story::{Newsletter, SectionRole, SlotPart, StoryId};

/// Stories looked back into: at about a kilobyte each that is some 200 MB of
/// memory, and some years of a newsroom's wire.
const MOST: usize = 200_000;
/// Beyond so many, the oldest are let go by reading anew.
const TOO_MANY: usize = MOST + MOST / 4;
/// Stories read at once.
const BATCH: usize = 500;
/// How often it is looked for new ones.
const LOOK: Duration = Duration::from_secs(5);
/// Stories of the past that are thought about for one story.
const FOUND: usize = 16;
/// Earlier stories shown on a story's page.
const SHOWN: usize = 6;

/// The archive, shared by who reads it and who adds to it.
#[derive(Clone, Default)]
pub(super) struct Past(Arc<RwLock<Archive>>);

impl Past {
    /// Takes stories in. Reading them takes the time, and locks nobody out.
    fn take(&self, stories: &[StoredStory], lexicon: &mut Lexicon) {
        for story in cuttings(stories, now()) {
            let features = lexicon.read(&Piece::from(&story));
            self.0.write().unwrap_or_else(PoisonError::into_inner).add(&features);
        }
    }

    fn len(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn look_back(&self, bench: &Bench, story: &StoredStory) -> Vec<Related> {
        let archive = self.0.read().unwrap_or_else(PoisonError::into_inner);
        desk::look_back(&archive, &bench.judgement, &cutting(story, now()), FOUND)
    }
}

impl House {
    /// Reads the stories there are, then those that come in, for as long as
    /// the house stands.
    pub(super) async fn watch_stories(self: Arc<Self>) {
        let mut after = None;
        let mut lexicon = Lexicon::new();
        loop {
            match self.read_on(&mut after, &mut lexicon).await {
                Ok(true) => {}
                Ok(false) => tokio::select! {
                    () = self.stop.cancelled() => return,
                    () = tokio::time::sleep(LOOK) => {}
                },
                Err(e) => {
                    tracing::warn!(error = %e, "the archive could not be read on");
                    tokio::select! {
                        () = self.stop.cancelled() => return,
                        () = tokio::time::sleep(LOOK * 12) => {}
                    }
                }
            }
            if self.stop.is_cancelled() {
                return;
            }
        }
    }

    /// Reads one batch behind that story; false if there was none.
    async fn read_on(
        &self,
        after: &mut Option<StoryId>,
        lexicon: &mut Lexicon,
    ) -> Result<bool, HouseError> {
        if self.past.len() > TOO_MANY {
            *self.past.0.write().unwrap_or_else(PoisonError::into_inner) = Archive::new();
            *after = None;
        }
        let from = match *after {
            Some(story) => story,
            None => self.store.story_before_latest(MOST).await?,
        };
        *after = Some(from);
        let batch = self.store.stories_after(from, BATCH).await?;
        let Some(last) = batch.last().map(|s| s.id) else { return Ok(false) };
        let past = self.past.clone();
        let mut words = std::mem::take(lexicon);
        let read = tokio::task::spawn_blocking(move || {
            past.take(&batch, &mut words);
            words
        });
        *lexicon = read.await.map_err(|e| HouseError::Press(format!("reading failed: {e}")))?;
        *after = Some(last);
        Ok(true)
    }

    /// What came before a story, newest first: what it brings along, steps of
    /// its running matter, and what the archive has.
    pub(super) async fn background(&self, story: StoryId) -> Result<Vec<SlotPart>, HouseError> {
        let bench = self.bench().await?;
        let newsletters = self.store.newsletters().await?;
        let zone = newsletters.first().map_or(TimeZone::UTC, Newsletter::time_zone);
        self.background_of(&bench, story, &zone, SHOWN).await
    }

    /// Gives the slots of a draft a background out of the archive, too. Briefs
    /// have none.
    pub(super) async fn look_back_for(
        &self,
        bench: &Arc<Bench>,
        newsletter: &Newsletter,
        draft: &mut Draft,
    ) -> Result<(), HouseError> {
        let zone = newsletter.time_zone();
        for slot in &mut draft.slots {
            let section = newsletter.sections.get(usize::from(slot.section));
            if section.is_some_and(|s| s.role != SectionRole::Briefs) {
                slot.background = self.background_of(bench, slot.story, &zone, BACKGROUND).await?;
            }
        }
        Ok(())
    }

    async fn background_of(
        &self,
        bench: &Arc<Bench>,
        story: StoryId,
        zone: &TimeZone,
        limit: usize,
    ) -> Result<Vec<SlotPart>, HouseError> {
        let Some(story) = self.store.story(story).await? else { return Ok(Vec::new()) };
        let (past, at_bench, asked) = (self.past.clone(), bench.clone(), story.clone());
        let found = tokio::task::spawn_blocking(move || past.look_back(&at_bench, &asked))
            .await
            .map_err(|e| HouseError::Press(format!("looking back failed: {e}")))?;
        let mut earlier: Vec<(Related, StoredStory)> = Vec::new();
        for related in found {
            if let Some(stored) = self.store.story(related.story).await? {
                earlier.push((related, stored));
            }
        }
        let (bench, zone, at) = (bench.clone(), zone.clone(), now());
        tokio::task::spawn_blocking(move || {
            let found: Vec<Found> = earlier
                .iter()
                .map(|(related, stored)| Found { cutting: cutting(stored, at), related })
                .collect();
            let (cuttings, this) = (cuttings(&bench.stories, at), cutting(&story, at));
            desk::background(&bench.judgement, &cuttings, &this, &found, &zone, limit)
        })
        .await
        .map_err(|e| HouseError::Press(format!("looking back failed: {e}")))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::trial::Trial;
    use super::*;

    const DAY: i64 = 24;

    #[tokio::test]
    async fn a_page_gets_what_is_read_and_what_came_since() {
        let trial = Trial::open().await;
        let plan = Trial::told(
            "plan",
            120 * DAY,
            "Port Calder plans crane shifts at night",
            "Cranes at the container terminal of Port Calder are to run in night shifts from autumn. The dock workers' union spoke of a strike.\nThe harbour board wants new crane shifts for the terminal.",
        );
        let bees = Trial::told(
            "bees",
            100 * DAY,
            "Beekeepers of the plain count their hives",
            "Beekeepers counted their hives after a mild winter. A league of farmers lent a hand.",
        );
        let strike = Trial::told(
            "strike",
            2,
            "Port Calder strike: dock workers leave container terminal",
            "Hundreds of dock workers left the container terminal at Port Calder at noon, in a strike over crane shifts. The harbour board spoke of a premature step.\nThe union said talks had broken down in the night. Eleven ships waited outside the breakwater.",
        );
        let plan = trial.file(0, plan).await;
        trial.file(1, bees).await;
        let strike = trial.file(0, strike).await;
        let house = &trial.house;
        // So that the running story, which so small a store is judged for
        // whole, says nothing.
        let alone = vec![story::Decision::Outside(strike)];
        house.store.decide(String::new(), alone, trial.editor, String::new(), now()).await.unwrap();
        assert_eq!(house.background(strike).await.unwrap(), [], "nothing is read yet");

        let (mut after, mut lexicon) = (None, Lexicon::new());
        while house.read_on(&mut after, &mut lexicon).await.unwrap() {}
        assert_eq!(house.past.len(), 3);
        let found = house.background(strike).await.unwrap();
        assert_eq!(found.iter().map(|p| p.story).collect::<Vec<_>>(), [plan]);
        let plan = found.first().unwrap();
        assert!(plan.reason.starts_with("shares "), "{plan:?}");
        assert!(plan.reason.ends_with("; 119 days before"), "{plan:?}");

        // Another version is no other story; a new story is.
        let again = "The dock workers' union and the harbour board of Port Calder settled how cranes of the container terminal run.";
        trial
            .file(
                2,
                Trial::told(
                    "deal",
                    60 * DAY,
                    "Union and board settle crane shifts at Port Calder",
                    again,
                ),
            )
            .await;
        let mended = format!("{again} They shook hands. Nobody spoke of a strike.");
        trial
            .file(2, Trial::told("deal", 59 * DAY, "Crane shifts at Port Calder settled", &mended))
            .await;
        while house.read_on(&mut after, &mut lexicon).await.unwrap() {}
        assert_eq!(house.past.len(), 4);
        let found = house.background(strike).await.unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        // The newest version is what is shown.
        assert!(found.iter().any(|p| p.date > plan.date), "{found:?}");
    }
}

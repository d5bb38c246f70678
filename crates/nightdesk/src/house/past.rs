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
        let at = now();
        let found: Vec<Found> = earlier
            .iter()
            .map(|(related, stored)| Found { cutting: cutting(stored, at), related })
            .collect();
        let (cuttings, this) = (cuttings(&bench.stories, at), cutting(&story, at));
        Ok(desk::background(&bench.judgement, &cuttings, &this, &found, zone, limit))
    }
}

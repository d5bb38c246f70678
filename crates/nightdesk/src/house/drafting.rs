//! Laying the draft of a day on the desk; and, beside an edition that editors
//! are at, the offer of a draft made anew. An edition that is there is never
//! changed here.

use super::judging::{Bench, cuttings};
use super::{House, HouseError};
use desk::{Draft, DraftInput, Redraft, Shown};
use jiff::{SignedDuration, Timestamp, civil::Date};
use std::sync::Arc;
use store::{EditionStep, NewEdition, NewSlot, StoreError};
use story::{EditionId, EditorId, Newsletter, Rules, SlotOrigin, StoryId, Thin};

impl House {
    /// Drafts the edition of a date if there is none; gives the date's edition.
    pub async fn draft(
        &self,
        newsletter: &Newsletter,
        date: Date,
        now: Timestamp,
    ) -> Result<EditionId, HouseError> {
        if let Some(there) = self.store.edition_of(newsletter.id, date).await? {
            return Ok(there.id);
        }
        let appointment = newsletter.appointment(date).ok_or_else(|| {
            HouseError::Press(format!("{date} has no {} in {}", newsletter.hour, newsletter.zone))
        })?;
        let send_at = appointment.send_at.max(now);
        let ground = self.ground(newsletter, date, send_at).await?;
        let rules = &newsletter.rules;
        let bench = self.bench().await?;
        let draft = self.drafted(&bench, newsletter, ground, Vec::new(), Vec::new()).await?;
        let shown: Vec<Shown> = draft
            .slots
            .iter()
            .map(|s| Shown { section: s.section, headline: &s.headline, text: &s.text })
            .collect();
        let proposed = desk::proposals(&newsletter.sections, &shown);
        let subject = proposed.subjects.into_iter().next();
        let subject = subject.unwrap_or_else(|| newsletter.title.clone());
        let slots = draft.slots.into_iter().map(|s| NewSlot {
            section: s.section,
            story: s.story,
            version: s.version,
            headline: s.headline,
            text: s.text,
            reason: s.reason,
            origin: SlotOrigin::Draft,
            background: s.background,
        });
        let edition = NewEdition {
            newsletter: newsletter.id,
            date,
            send_at,
            subject,
            slots: slots.collect(),
        };
        match self.store.lay_edition(edition, now).await? {
            Some(id) => {
                if draft.thin {
                    self.thin_day(id, rules, now).await?;
                }
                tracing::info!(edition = %id, %date, newsletter = %newsletter.slug, "drafted");
                Ok(id)
            }
            // Somebody was quicker.
            None => {
                let there = self.store.edition_of(newsletter.id, date).await?;
                Ok(there.ok_or(StoreError::Missing("such edition"))?.id)
            }
        }
    }

    /// The draft on that ground around what is kept, with its background.
    async fn drafted(
        &self,
        bench: &Arc<Bench>,
        newsletter: &Newsletter,
        ground: Ground,
        kept: Vec<(u8, StoryId)>,
        refused: Vec<StoryId>,
    ) -> Result<Draft, HouseError> {
        let drafting = tokio::task::spawn_blocking({
            let (bench, newsletter) = (bench.clone(), newsletter.clone());
            move || ground.draft(&bench, &newsletter, &kept, &refused)
        });
        let mut draft =
            drafting.await.map_err(|e| HouseError::Press(format!("the draft failed: {e}")))?;
        self.look_back_for(bench, newsletter, &mut draft).await?;
        Ok(draft)
    }

    /// Drafts an edition anew around what editors laid hands on, and lays that
    /// beside it as an offer; gives how many changes it has. An older offer
    /// goes.
    pub(super) async fn draft_anew(
        &self,
        id: EditionId,
        editor: EditorId,
        now: Timestamp,
    ) -> Result<usize, HouseError> {
        let edition = self.loaded(id).await?;
        let newsletter = self.newsletter(edition.newsletter).await?;
        let sections = newsletter.sections.len();
        let ground = self.ground(&newsletter, edition.date, edition.send_at).await?;
        let refused = self.store.refused(id).await?;
        let bench = self.bench().await?;
        let kept = edition.slots.iter().filter(|s| s.is_kept());
        let kept = kept.map(|s| (s.section, s.story)).collect();
        let draft = self.drafted(&bench, &newsletter, ground, kept, refused.clone()).await?;
        let offer = desk::offer(draft, &bench.judgement, &edition.slots);
        let changes = Redraft::new(&edition.slots, &offer, sections, &refused).changes().len();
        let laid = self.store.keep_offer(id, offer, editor, now).await?;
        if changes == 0 {
            self.store.drop_offer(laid).await?;
        }
        Ok(changes)
    }

    /// Why each story of the day is not in an edition, or what it would be
    /// taken for where a slot is still open.
    pub(super) async fn why_not(
        &self,
        id: EditionId,
    ) -> Result<Vec<(StoryId, String)>, HouseError> {
        let edition = self.loaded(id).await?;
        let newsletter = self.newsletter(edition.newsletter).await?;
        let ground = self.ground(&newsletter, edition.date, edition.send_at).await?;
        let refused = self.store.refused(id).await?;
        let bench = self.bench().await?;
        let kept: Vec<(u8, StoryId)> = edition.slots.iter().map(|s| (s.section, s.story)).collect();
        let judged = tokio::task::spawn_blocking(move || {
            let draft = ground.draft(&bench, &newsletter, &kept, &refused);
            let fits = draft.slots.into_iter().filter_map(|s| {
                let section = newsletter.sections.get(usize::from(s.section))?;
                Some((s.story, format!("“{}” has room for it: {}", section.title, s.reason)))
            });
            fits.chain(draft.left_out).collect()
        });
        judged.await.map_err(|e| HouseError::Press(format!("the judgement failed: {e}")))
    }

    /// What a draft of that day rests on besides the stories.
    pub(super) async fn ground(
        &self,
        newsletter: &Newsletter,
        date: Date,
        send_at: Timestamp,
    ) -> Result<Ground, HouseError> {
        let rules = &newsletter.rules;
        let told = usize::from(rules.remember);
        let taken = self.store.told_lately(newsletter.id, date, told).await?;
        let last = self.store.archive(newsletter.id, 1).await?.into_iter().next();
        let window = SignedDuration::from_hours(i64::from(rules.window));
        let back = send_at.saturating_sub(window).unwrap_or(Timestamp::MIN);
        let since = last.map(|last| newsletter.closes(last.send_at).max(back));
        Ok(Ground { since: since.unwrap_or(back), first: since.is_none(), taken, send_at })
    }

    /// Does with a thin day as the newsletter's rules say.
    async fn thin_day(
        &self,
        id: EditionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<(), HouseError> {
        let words = format!("a thin day: fewer than {} stories to tell", rules.least);
        self.store.note_edition(id, "desk", words, now).await?;
        match rules.thin {
            // What is asked is said for as long as the edition is thin.
            Thin::Short | Thin::Ask => {}
            Thin::Skip => {
                if let Some(edition) = self.store.edition(id).await? {
                    let step = EditionStep::Skip;
                    self.store.step_edition(id, edition.revision, step, None, now).await?;
                }
            }
        }
        Ok(())
    }
}

/// What a draft rests on besides the stories and the newsletter.
pub(super) struct Ground {
    pub(super) since: Timestamp,
    /// No edition went out yet.
    pub(super) first: bool,
    pub(super) taken: Vec<StoryId>,
    pub(super) send_at: Timestamp,
}

impl Ground {
    fn draft(
        &self,
        bench: &Bench,
        newsletter: &Newsletter,
        kept: &[(u8, StoryId)],
        refused: &[StoryId],
    ) -> Draft {
        let cuttings = cuttings(&bench.stories, self.send_at);
        let zone = newsletter.time_zone();
        let input = DraftInput {
            judgement: &bench.judgement,
            cuttings: &cuttings,
            sections: &newsletter.sections,
            language: &newsletter.language,
            since: self.since,
            send_at: self.send_at,
            until: newsletter.closes(self.send_at),
            zone: &zone,
            rules: &newsletter.rules,
            taken: &self.taken,
            kept,
            refused,
        };
        let draft = desk::draft(&input);
        let wanted: usize = newsletter.sections.iter().map(|s| usize::from(s.slots)).sum();
        // A first edition has no yesterday: it may reach back as far as it needs.
        if self.first && (draft.slots.len() + kept.len()) * 2 < wanted {
            return desk::draft(&DraftInput { since: Timestamp::MIN, ..input });
        }
        draft
    }
}

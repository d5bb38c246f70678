//! Laying the draft of a day on the desk.

use super::{House, HouseError, judging::cuttings};
use desk::DraftInput;
use jiff::{SignedDuration, Timestamp, civil::Date};
use store::{EditionStep, NewEdition, NewSlot, StoreError};
use story::{EditionId, Newsletter, Rules, SlotOrigin, Thin};

/// A draft looks back so far where no edition went out lately.
const WINDOW: SignedDuration = SignedDuration::from_hours(36);

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
        let rules = &newsletter.rules;
        let told = self.store.archive(newsletter.id, usize::from(rules.remember.max(1))).await?;
        let last = told.first();
        let back = send_at.saturating_sub(WINDOW).unwrap_or(Timestamp::MIN);
        // A first edition has no yesterday: it may reach back as far as it needs.
        let first = last.is_none();
        let since = last.map_or(back, |l| newsletter.closes(l.send_at).max(back));
        let remembered = told.last().map_or(date, |oldest| oldest.date);
        let taken = self.store.printed_since(newsletter.id, remembered).await?;

        let bench = self.bench().await?;
        let cuttings = cuttings(&bench.stories, send_at);
        let zone = newsletter.time_zone();
        let input = DraftInput {
            judgement: &bench.judgement,
            cuttings: &cuttings,
            sections: &newsletter.sections,
            language: &newsletter.language,
            since,
            send_at,
            until: newsletter.closes(send_at),
            zone: &zone,
            rules,
            taken: &taken,
            kept: &[],
        };
        let mut draft = desk::draft(&input);
        let wanted: usize = newsletter.sections.iter().map(|s| usize::from(s.slots)).sum();
        if first && draft.slots.len() * 2 < wanted {
            draft = desk::draft(&DraftInput { since: Timestamp::MIN, ..input });
        }
        let subject = draft.subject.unwrap_or_else(|| newsletter.title.clone());
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
            Thin::Short => {}
            Thin::Skip => {
                if let Some(edition) = self.store.edition(id).await? {
                    let step = EditionStep::Skip;
                    self.store.step_edition(id, edition.revision, step, None, now).await?;
                }
            }
            Thin::Ask => self.troubles.raise(
                &format!("thin-{id}"),
                &format!("The day is thin: fewer than {} stories for the edition.", rules.least),
                "Add stories, or skip the day.",
                Some(format!("/desk/edition/{id}")),
            ),
        }
        Ok(())
    }
}

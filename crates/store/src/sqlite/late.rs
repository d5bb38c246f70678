//! Late news. Flagging it touches no approval.

use super::{
    Sqlite,
    editions::{load, log, name},
    row::{micros, time, time_opt, word},
};
use crate::{LateNews, LateOutcome, NewLate, Result, StoreError, StoredLate};
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;
use story::{EditionId, EditionState, EditorId, StoryId};

/// Ends what is open of an edition's late news (of one story, or of all but
/// it) with that outcome. Gives how many.
fn end(
    db: &Connection,
    edition: EditionId,
    (story, but): (Option<StoryId>, bool),
    outcome: LateOutcome,
    who: Option<EditorId>,
    now: Timestamp,
) -> Result<usize> {
    Ok(db.execute(
        "UPDATE late_news SET outcome = ?4, editor = ?5, decided = ?6
         WHERE edition = ?1 AND outcome IS NULL AND (?2 IS NULL OR (story = ?2) <> ?3)",
        (edition.0, story.map(|s| s.0), but, outcome.as_str(), who.map(|w| w.0), micros(now)),
    )?)
}

/// An editor makes it the lead.
pub(super) fn taken(
    db: &Connection,
    edition: EditionId,
    story: StoryId,
    who: EditorId,
    now: Timestamp,
) -> Result<()> {
    match end(db, edition, (Some(story), false), LateOutcome::Taken, Some(who), now)? {
        0 => Err(StoreError::Refused("the late news was decided already".into())),
        _ => Ok(()),
    }
}

/// The headline of a story's newest version, for the log.
fn headline(db: &Connection, story: StoryId) -> Result<String> {
    Ok(db.query_row(
        "SELECT coalesce(v.words ->> 'headline', '') FROM story s
         JOIN story_version v ON v.id = s.newest WHERE s.id = ?1",
        [story.0],
        |r| r.get(0),
    )?)
}

#[async_trait]
impl LateNews for Sqlite {
    async fn set_late(
        &self,
        edition: EditionId,
        revision: i64,
        found: Option<NewLate>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |db| {
            let there = load(db, edition)?.ok_or(StoreError::Missing("such edition"))?;
            if there.revision != revision || there.state() != EditionState::Approved {
                return Ok(());
            }
            let story = found.as_ref().map(|f| f.story);
            end(db, edition, (story, true), LateOutcome::Passed, None, now)?;
            let Some(late) = found else { return Ok(()) };
            let fresh = db.execute(
                "INSERT INTO late_news (edition, story, came, replaces, reason, found)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6
                 WHERE NOT EXISTS (SELECT 1 FROM late_news WHERE edition = ?1 AND story = ?2
                                   AND outcome IS NOT 'passed')",
                (edition.0, late.story.0, late.came.0, late.replaces.0, late.reason, micros(now)),
            )?;
            if fresh > 0 {
                let act = format!(
                    "flagged late news that would have led: “{}”",
                    headline(db, late.story)?
                );
                log(db, edition, "desk", &act, now)?;
            }
            Ok(())
        })
        .await
    }

    async fn late_news(&self, edition: EditionId) -> Result<Vec<StoredLate>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT l.story, l.came, l.replaces, l.reason, l.found, l.outcome, l.decided,
                        coalesce(nullif(e.name, ''), e.email)
                 FROM late_news l LEFT JOIN editor e ON e.id = l.editor
                 WHERE l.edition = ?1 ORDER BY l.id",
            )?;
            let rows = rows.query_map([edition.0], |r| {
                let outcome: Option<String> = r.get(5)?;
                let outcome = outcome
                    .map(|w| word(&w, |w| LateOutcome::ALL.into_iter().find(|o| o.as_str() == w)));
                Ok(StoredLate {
                    late: NewLate {
                        story: StoryId(r.get(0)?),
                        came: StoryId(r.get(1)?),
                        replaces: StoryId(r.get(2)?),
                        reason: r.get(3)?,
                    },
                    found: time(r.get(4)?)?,
                    outcome: outcome.transpose()?.zip(time_opt(r.get(6)?)?),
                    by: r.get(7)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn dismiss_late(
        &self,
        edition: EditionId,
        story: StoryId,
        who: EditorId,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |db| {
            let one = (Some(story), false);
            if end(db, edition, one, LateOutcome::Dismissed, Some(who), now)? == 0 {
                return Err(StoreError::Refused("the late news was decided already".into()));
            }
            let act = format!("dismissed the late news “{}”", headline(db, story)?);
            log(db, edition, &name(db, Some(who))?, &act, now)
        })
        .await
    }
}

//! Editions: laid, looked at, handed to those who change them and take steps.

use super::{
    Sqlite,
    changes::{change, put_slot},
    corrections,
    fallen::{self, FELL},
    ledger,
    mended::{self, PLATES},
    pictures, points,
    row::{date, maybe, micros, most, time, time_opt, value, word},
    steps,
};
use crate::{
    EditionChange, EditionLine, EditionStep, Editions, KeptPlate, LogLine, NewEdition, NewPlate,
    Result, Sending, StalePoints, StaleSlot, StoreError,
};
use async_trait::async_trait;
use jiff::{Timestamp, civil};
use rusqlite::{Connection, Row};
use story::{
    Approved, CorrectionId, Drafted, Edition, EditionId, EditionKind, EditionState, EditorId,
    Frozen, NewsletterId, Slot, SlotId, SlotOrigin, StoryId, VersionId,
};

/// The beginning of what reads lines: `WHERE` may follow, of an edition `e`.
fn lines() -> String {
    format!(
        "SELECT e.id, newsletter, date, subject, state, send_at, corrects, {FELL} FROM edition e"
    )
}

fn kind(corrects: Option<i64>) -> EditionKind {
    corrects.map_or(EditionKind::Regular, |c| EditionKind::Correction(CorrectionId(c)))
}

fn line(r: &Row<'_>) -> rusqlite::Result<EditionLine> {
    Ok(EditionLine {
        id: EditionId(r.get(0)?),
        newsletter: NewsletterId(r.get(1)?),
        kind: kind(r.get(6)?),
        date: date(&r.get::<_, String>(2)?)?,
        subject: r.get(3)?,
        state: word(&r.get::<_, String>(4)?, EditionState::parse)?,
        send_at: time(r.get(5)?)?,
        fell: r.get(7)?,
    })
}

fn slot(r: &Row<'_>) -> rusqlite::Result<Slot> {
    Ok(Slot {
        id: SlotId(r.get(0)?),
        section: r.get(1)?,
        story: StoryId(r.get(2)?),
        version: VersionId(r.get(3)?),
        headline: r.get(4)?,
        text: r.get(5)?,
        reason: r.get(6)?,
        origin: word(&r.get::<_, String>(7)?, |w| match w {
            "draft" => Some(SlotOrigin::Draft),
            "editor" => Some(SlotOrigin::Editor),
            _ => None,
        })?,
        background: value(&r.get::<_, String>(8)?)?,
        points: None,
        picture: None,
        hands: value(&r.get::<_, String>(9)?)?,
        left_out: r.get(10)?,
    })
}

/// One edition with its slots, whatever its state.
pub(super) fn load(db: &Connection, id: EditionId) -> Result<Option<Edition<Drafted>>> {
    let mut slots = db
        .prepare_cached(
            "SELECT id, section, story, version, headline, text, reason, origin, background,
                    hands, left_out
             FROM slot WHERE edition = ?1 ORDER BY section, place, id",
        )?
        .query_map([id.0], slot)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for (slot, given) in points::of_slots(db, id)? {
        slots.iter_mut().filter(|s| s.id == slot).for_each(|s| s.points = Some(given.clone()));
    }
    for (slot, shown) in pictures::of_slots(db, id)? {
        slots.iter_mut().filter(|s| s.id == slot).for_each(|s| s.picture = Some(shown.clone()));
    }
    let corrections = corrections::items(db, id)?;
    maybe(
        db.prepare_cached(
            "SELECT newsletter, date, subject, preface, send_at, revision, state,
                    approved_by, approved_at, corrects
             FROM edition WHERE id = ?1",
        )?
        .query_row([id.0], |r| {
            let approval = match (r.get::<_, Option<i64>>(7)?, time_opt(r.get(8)?)?) {
                (Some(who), Some(at)) => Some((EditorId(who), at)),
                _ => None,
            };
            Ok(Edition::load(
                id,
                NewsletterId(r.get(0)?),
                date(&r.get::<_, String>(1)?)?,
                r.get(2)?,
                r.get(3)?,
                slots,
                time(r.get(4)?)?,
                r.get(5)?,
                word(&r.get::<_, String>(6)?, EditionState::parse)?,
                approval,
            )
            .with(kind(r.get(9)?), corrections))
        }),
    )
}

/// Writes a line into an edition's log.
pub(super) fn log(
    db: &Connection,
    id: EditionId,
    who: &str,
    act: &str,
    now: Timestamp,
) -> Result<()> {
    db.prepare_cached("INSERT INTO edition_log (edition, at, who, act) VALUES (?1, ?2, ?3, ?4)")?
        .execute((id.0, micros(now), who, act))?;
    Ok(())
}

/// Refuses whoever is no chief.
pub(super) fn chief(db: &Connection, who: EditorId, may: &str) -> Result<()> {
    let role: String =
        db.query_row("SELECT role FROM editor WHERE id = ?1", [who.0], |r| r.get(0))?;
    match role.as_str() {
        "chief" => Ok(()),
        _ => Err(StoreError::Refused(format!("only a chief can {may}"))),
    }
}

/// The name of who did it, for the log.
pub(super) fn name(db: &Connection, who: Option<EditorId>) -> Result<String> {
    let Some(who) = who else { return Ok("desk".to_owned()) };
    let name = maybe(db.query_row(
        "SELECT coalesce(nullif(name, ''), email) FROM editor WHERE id = ?1",
        [who.0],
        |r| r.get(0),
    ))?;
    name.ok_or(StoreError::Missing("such editor"))
}

#[async_trait]
impl Editions for Sqlite {
    async fn lay_edition(&self, new: NewEdition, now: Timestamp) -> Result<Option<EditionId>> {
        self.write(move |db| {
            let laid = db.execute(
                "INSERT INTO edition (newsletter, date, state, subject, send_at)
                 VALUES (?1, ?2, 'drafted', ?3, ?4) 
                 ON CONFLICT (newsletter, date) WHERE corrects IS NULL DO NOTHING",
                (new.newsletter.0, new.date.to_string(), new.subject, micros(new.send_at)),
            )?;
            if laid == 0 {
                return Ok(None);
            }
            let id = EditionId(db.last_insert_rowid());
            for (place, slot) in new.slots.iter().enumerate() {
                put_slot(db, id, place as i64, slot)?;
            }
            log(db, id, "desk", &format!("drafted with {} slots", new.slots.len()), now)?;
            corrections::hand_on(db, new.newsletter, id, now)?;
            Ok(Some(id))
        })
        .await
    }

    async fn edition(&self, id: EditionId) -> Result<Option<Edition<Drafted>>> {
        self.read(move |db| load(db, id)).await
    }

    async fn edition_of(
        &self,
        newsletter: NewsletterId,
        date: civil::Date,
    ) -> Result<Option<Edition<Drafted>>> {
        self.read(move |db| {
            let id = maybe(db.query_row(
                "SELECT id FROM edition
                 WHERE newsletter = ?1 AND date = ?2 AND corrects IS NULL",
                (newsletter.0, date.to_string()),
                |r| r.get(0),
            ))?;
            match id {
                Some(id) => load(db, EditionId(id)),
                None => Ok(None),
            }
        })
        .await
    }

    async fn editions(
        &self,
        newsletter: Option<NewsletterId>,
        limit: usize,
    ) -> Result<Vec<EditionLine>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(&format!(
                "{} WHERE ?1 IS NULL OR newsletter = ?1 ORDER BY date DESC, e.id DESC LIMIT ?2",
                lines()
            ))?;
            let rows = rows.query_map((newsletter.map(|n| n.0), most(limit)), line)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn change_edition(
        &self,
        id: EditionId,
        revision: i64,
        wanted: EditionChange,
        who: EditorId,
        now: Timestamp,
    ) -> Result<i64> {
        self.write(move |db| {
            let edition = load(db, id)?.ok_or(StoreError::Missing("such edition"))?;
            if edition.revision != revision {
                return Err(StoreError::Changed);
            }
            if !edition.state().is_editable() {
                return Err(StoreError::Refused(format!(
                    "the edition is {}: it can't be changed any more",
                    edition.state().as_str()
                )));
            }
            let is_mail = edition.kind != EditionKind::Regular;
            if is_mail && !matches!(wanted, EditionChange::Words { .. }) {
                return Err(StoreError::Refused(
                    "a correction mail carries its correction alone: change its subject or preface, or the note"
                        .into(),
                ));
            }
            let mut act = change(db, &edition, wanted, who, now)?;
            if edition.state() == EditionState::Approved {
                act.push_str("; the approval is taken back");
            }
            let revision = db.query_row(
                "UPDATE edition SET revision = revision + 1, approved_by = NULL, approved_at = NULL,
                     state = CASE state WHEN 'held' THEN 'held' ELSE 'in-review' END
                 WHERE id = ?1 RETURNING revision",
                [id.0],
                |r| r.get(0),
            )?;
            log(db, id, &name(db, Some(who))?, &act, now)?;
            Ok(revision)
        })
        .await
    }

    async fn step_edition(
        &self,
        id: EditionId,
        revision: i64,
        step: EditionStep,
        who: Option<EditorId>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |db| steps::take(db, id, revision, step, who, now)).await
    }

    async fn has_fallen(&self, id: EditionId) -> Result<bool> {
        self.read(move |db| fallen::has_fallen(db, id)).await
    }

    async fn leave_out_withdrawn(&self, id: EditionId, least: u8, now: Timestamp) -> Result<()> {
        self.write(move |db| fallen::leave_out_withdrawn(db, id, least, now)).await
    }

    async fn stale_slots(&self, id: EditionId) -> Result<Vec<StaleSlot>> {
        self.read(move |db| steps::stale(db, id, None)).await
    }

    async fn stale_points(&self, id: EditionId) -> Result<Vec<StalePoints>> {
        self.read(move |db| match load(db, id)? {
            Some(edition) => points::stale(db, &edition, edition.send_at),
            None => Ok(Vec::new()),
        })
        .await
    }

    async fn freeze(
        &self,
        edition: &Edition<Approved>,
        plate: NewPlate,
        now: Timestamp,
    ) -> Result<u64> {
        let (id, revision) = (edition.id, edition.revision);
        self.write(move |db| steps::freeze(db, id, revision, plate, now)).await
    }

    async fn plate(&self, id: EditionId) -> Result<Option<KeptPlate>> {
        self.read(move |db| {
            maybe(db.query_row(
                "SELECT bytes, selector FROM plate WHERE edition = ?1",
                [id.0],
                |r| Ok(KeptPlate { bytes: r.get(0)?, selector: r.get(1)? }),
            ))
        })
        .await
    }

    async fn sending(&self, id: EditionId) -> Result<Sending> {
        self.read(move |db| {
            let found = maybe(
                db.prepare_cached(&format!(
                    "SELECT stopped, ended, {PLATES} FROM edition e WHERE id = ?1"
                ))?
                .query_row([id.0], |r| {
                    Ok(Sending {
                        stopped: r.get(0)?,
                        ended: time_opt(r.get(1)?)?,
                        plates: r.get(2)?,
                    })
                }),
            )?;
            Ok(found.unwrap_or_default())
        })
        .await
    }

    async fn go_on(&self, id: EditionId, who: EditorId, now: Timestamp) -> Result<()> {
        self.write(move |db| {
            chief(db, who, "let a sending go on")?;
            let went = db.execute(
                "UPDATE edition SET stopped = NULL WHERE id = ?1 AND stopped IS NOT NULL",
                [id.0],
            )?;
            if went == 0 {
                return Err(StoreError::Refused("the sending does not stand still".into()));
            }
            log(db, id, &name(db, Some(who))?, "let the sending go on as it was", now)
        })
        .await
    }

    async fn go_on_mended(
        &self,
        mended: &Edition<Frozen>,
        seen: String,
        plate: NewPlate,
        who: EditorId,
        now: Timestamp,
    ) -> Result<()> {
        let edition = mended.clone();
        self.write(move |db| mended::go_on(db, &edition, &seen, plate, who, now)).await
    }

    async fn end_here(&self, id: EditionId, who: EditorId, now: Timestamp) -> Result<()> {
        self.write(move |db| {
            chief(db, who, "end a sending")?;
            let ended = db.execute(
                "UPDATE edition SET stopped = NULL, ended = ?2
                 WHERE id = ?1 AND state IN ('frozen', 'printing') AND ended IS NULL",
                (id.0, micros(now)),
            )?;
            if ended == 0 {
                return Err(StoreError::Refused("the edition is not being sent".into()));
            }
            log(db, id, &name(db, Some(who))?, "ended the sending here", now)
        })
        .await
    }

    async fn start_printing(&self, id: EditionId, now: Timestamp) -> Result<()> {
        self.write(move |db| {
            let started = db.execute(
                "UPDATE edition SET state = 'printing' WHERE id = ?1 AND state = 'frozen'",
                [id.0],
            )?;
            if started > 0 {
                log(db, id, "desk", "began to print", now)?;
            }
            Ok(())
        })
        .await
    }

    async fn finish_printing(&self, id: EditionId, now: Timestamp) -> Result<bool> {
        let sent = self.write(move |db| steps::finish(db, id, now)).await?;
        if sent {
            self.drop_seals(id).await?;
        }
        Ok(sent)
    }

    async fn unfinished(&self) -> Result<Vec<EditionId>> {
        self.read(|db| {
            let mut rows = db.prepare_cached(
                "SELECT id FROM edition WHERE state IN ('frozen', 'printing') ORDER BY send_at, id",
            )?;
            let rows = rows.query_map([], |r| Ok(EditionId(r.get(0)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn edition_log(&self, id: EditionId) -> Result<Vec<LogLine>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT at, who, act FROM edition_log WHERE edition = ?1 ORDER BY id",
            )?;
            let rows = rows.query_map([id.0], |r| {
                Ok(LogLine { at: time(r.get(0)?)?, who: r.get(1)?, act: r.get(2)? })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn note_edition(
        &self,
        id: EditionId,
        who: &str,
        act: String,
        now: Timestamp,
    ) -> Result<()> {
        let who = who.to_owned();
        self.write(move |db| log(db, id, &who, &act, now)).await
    }

    async fn archive(&self, newsletter: NewsletterId, limit: usize) -> Result<Vec<EditionLine>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(&format!(
                "{} WHERE newsletter = ?1 AND frozen_at IS NOT NULL AND corrects IS NULL
                 ORDER BY date DESC LIMIT ?2",
                lines()
            ))?;
            let rows = rows.query_map((newsletter.0, most(limit)), line)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn lost_subjects(
        &self,
        newsletter: NewsletterId,
        now: Timestamp,
    ) -> Result<Vec<EditionId>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT DISTINCT e.id FROM edition e JOIN slot t ON t.edition = e.id
                 JOIN story s ON s.id = t.story JOIN story_version v ON v.id = s.newest
                 WHERE e.newsletter = ?1 AND e.frozen_at IS NOT NULL
                   AND (v.signal IN ('withdrawal', 'hold', 'advisory') OR v.embargo > ?2)
                   AND (instr(e.subject, nullif(t.headline, '')) > 0
                        OR EXISTS (SELECT 1 FROM story_version w WHERE w.story = s.id
                                   AND instr(e.subject, nullif(w.words ->> 'headline', '')) > 0))
                 ORDER BY e.id",
            )?;
            let rows = rows.query_map((newsletter.0, micros(now)), |r| Ok(EditionId(r.get(0)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn told_lately(
        &self,
        newsletter: NewsletterId,
        date: civil::Date,
        editions: usize,
    ) -> Result<Vec<StoryId>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT DISTINCT story FROM slot WHERE edition IN
                     (SELECT id FROM edition WHERE newsletter = ?1 AND date < ?2 AND corrects IS NULL
                      AND (frozen_at IS NOT NULL OR state = 'approved')
                      ORDER BY date DESC LIMIT ?3)
                 ORDER BY story",
            )?;
            let rows = rows.query_map((newsletter.0, date.to_string(), most(editions)), |r| {
                Ok(StoryId(r.get(0)?))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn refused(&self, id: EditionId) -> Result<Vec<StoryId>> {
        self.read(move |db| {
            let mut rows =
                db.prepare_cached("SELECT story FROM refused WHERE edition = ?1 ORDER BY story")?;
            let rows = rows.query_map([id.0], |r| Ok(StoryId(r.get(0)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn in_doubt(&self, id: EditionId) -> Result<Vec<String>> {
        self.read(move |db| ledger::in_doubt(db, id)).await
    }

    async fn resend_in_doubt(&self, id: EditionId, who: &str, now: Timestamp) -> Result<u64> {
        let who = who.to_owned();
        self.write(move |db| {
            let again = db.execute(
                "UPDATE delivery SET state = 'pending' WHERE edition = ?1 AND state = 'uncertain'",
                [id.0],
            )?;
            if again > 0 {
                db.execute(
                    "UPDATE edition SET state = 'printing' WHERE id = ?1 AND state = 'sent'",
                    [id.0],
                )?;
                let act = format!("had {again} deliveries in doubt sent again");
                log(db, id, &who, &act, now)?;
            }
            Ok(again as u64)
        })
        .await
    }

    async fn delivery_troubles(
        &self,
        id: EditionId,
        limit: usize,
    ) -> Result<Vec<(String, String, String, String)>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT address, state, coalesce(class, ''), coalesce(reply, '') FROM delivery
                 WHERE edition = ?1 AND (state IN ('deferred', 'rejected', 'expired', 'uncertain')
                                         OR once_uncertain > 0)
                 ORDER BY state, reader LIMIT ?2",
            )?;
            let rows = rows.query_map((id.0, most(limit)), |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

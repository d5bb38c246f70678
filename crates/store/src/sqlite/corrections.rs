//! Corrections: opened by a version that mends what an edition went out with,
//! decided by editors, carried by editions.

use super::{
    Sqlite, alerts,
    editions::{chief, log, name},
    points::RESTS,
    row::{date, maybe, micros, time, time_opt, word},
};
use crate::{
    CorrectionAct, CorrectionDesk, CorrectionState, Corrections, LogLine, NewCorrectionMail,
    Result, StoreError, StoredCorrection,
};
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Connection, Row};
use story::{
    CorrectionId, CorrectionItem, EditionId, EditorId, NewsletterId, SlotId, StoryId, Turn,
    VersionId,
};

/// Deliveries `d` whose reader was sent a copy with the error of a correction
/// `c`, or may have been: one that was in doubt and then refused may have come
/// the first time, and an edition that went on mended has copies without it.
pub(super) const WAS_SENT: &str = "((d.state IN ('accepted', 'uncertain') OR d.once_uncertain > 0)
      AND (c.plate IS NULL OR d.plate <= c.plate))";

/// Editions that a person can still change.
const EDITABLE: &str = "('drafted', 'in-review', 'approved', 'held')";

/// Writes a line into a correction's log.
fn note(db: &Connection, id: CorrectionId, who: &str, act: &str, now: Timestamp) -> Result<()> {
    db.execute(
        "INSERT INTO correction_log (correction, at, who, act) VALUES (?1, ?2, ?3, ?4)",
        (id.0, micros(now), who, act),
    )?;
    Ok(())
}

/// A version came that mends what editions went out with: opens a correction
/// for each, or moves an open one on. What is about to go out about the error
/// in older words stops.
pub(super) fn open(
    db: &Connection,
    story: i64,
    version: i64,
    why: &str,
    now: Timestamp,
) -> Result<()> {
    let mut faulty = db.prepare_cached(&format!(
        "SELECT t.edition, max(t.version),
                CASE WHEN min(t.gone) THEN
                    (SELECT max(number) FROM plate_before p WHERE p.edition = t.edition) END
         FROM {RESTS} t JOIN edition e ON e.id = t.edition
         WHERE t.story = ?1 AND e.frozen_at IS NOT NULL GROUP BY t.edition",
    ))?;
    let faulty: Vec<(i64, i64, Option<i64>)> = faulty
        .query_map([story], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (edition, was, plate) in faulty {
        let moved = maybe(db.query_row(
            "UPDATE correction SET version = ?3, plate = ?4
             WHERE edition = ?1 AND story = ?2 AND state = 'open' RETURNING id",
            (edition, story, version, plate),
            |r| r.get(0),
        ))?;
        if let Some(id) = moved {
            note(db, CorrectionId(id), "desk", &format!("moved it on: {why}"), now)?;
            stop_older_words(db, EditionId(edition), StoryId(story), why, now)?;
            continue;
        }
        db.execute(
            "INSERT INTO correction (edition, story, was, version, opened, plate)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (edition, story, was, version, micros(now), plate),
        )?;
        let id = CorrectionId(db.last_insert_rowid());
        note(db, id, "desk", &format!("opened it: {why}"), now)?;
        log(db, EditionId(edition), "desk", &format!("opened a correction: {why}"), now)?;
        alerts::raise(db, EditionId(edition), &format!("A correction was opened: {why}."))?;
        stop_older_words(db, EditionId(edition), StoryId(story), why, now)?;
    }
    Ok(())
}

/// What says something about the same error in the words of before: approvals
/// fall, sendings stand still.
fn stop_older_words(
    db: &Connection,
    edition: EditionId,
    story: StoryId,
    why: &str,
    now: Timestamp,
) -> Result<()> {
    let carrying = "id IN (SELECT i.edition FROM correction_item i
                           JOIN correction c ON c.id = i.correction
                           WHERE c.edition = ?1 AND c.story = ?2)";
    let touched = |db: &Connection, sql: &str, by: &[&dyn rusqlite::ToSql]| -> Result<Vec<i64>> {
        let mut rows = db.prepare(sql)?;
        Ok(rows.query_map(by, |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
    };
    let sql = format!(
        "UPDATE edition SET state = 'in-review', approved_by = NULL, approved_at = NULL,
                revision = revision + 1
         WHERE state = 'approved' AND {carrying} RETURNING id"
    );
    for id in touched(db, &sql, &[&edition.0, &story.0])? {
        log(db, EditionId(id), "desk", &format!("took the approval back: {why}"), now)?;
        alerts::raise(db, EditionId(id), &format!("The approval was taken back: {why}."))?;
    }
    let sql = format!(
        "UPDATE edition SET stopped = coalesce(stopped || '; ', '') || ?3, stopped_at = ?4
         WHERE state IN ('frozen', 'printing') AND {carrying} RETURNING id"
    );
    for id in touched(db, &sql, &[&edition.0, &story.0, &why, &micros(now)])? {
        log(db, EditionId(id), "desk", &format!("stopped the sending: {why}"), now)?;
        alerts::raise(db, EditionId(id), &format!("The sending was stopped: {why}."))?;
    }
    Ok(())
}

/// What an edition carries.
pub(super) fn items(db: &Connection, edition: EditionId) -> Result<Vec<CorrectionItem>> {
    let mut rows = db.prepare_cached(&format!(
        "SELECT c.id, c.edition, e.date,
                (SELECT t.slot FROM {RESTS} t WHERE t.edition = c.edition AND t.story = c.story
                 ORDER BY t.far, t.slot LIMIT 1),
                i.text
         FROM correction_item i JOIN correction c ON c.id = i.correction
              JOIN edition e ON e.id = c.edition
         WHERE i.edition = ?1 ORDER BY e.date, c.id",
    ))?;
    let rows = rows.query_map([edition.0], |r| {
        Ok(CorrectionItem {
            correction: CorrectionId(r.get(0)?),
            edition: EditionId(r.get(1)?),
            date: date(&r.get::<_, String>(2)?)?,
            slot: r.get::<_, Option<i64>>(3)?.map(SlotId),
            text: r.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What stands in the way of the items of an edition, in words.
pub(super) fn obstacles(db: &Connection, edition: EditionId) -> Result<Vec<String>> {
    let mut rows = db.prepare_cached(
        "SELECT c.edition, e.corrects IS NULL
         FROM correction_item i JOIN correction c ON c.id = i.correction
              JOIN edition e ON e.id = i.edition
         WHERE i.edition = ?1
           AND EXISTS (SELECT 1 FROM correction n
                       WHERE n.edition = c.edition AND n.story = c.story AND n.id > c.id
                         AND n.state <> 'dismissed')",
    )?;
    let rows = rows.query_map([edition.0], |r| {
        let of: i64 = r.get(0)?;
        let mend = match r.get(1)? {
            true => "decide that, and leave this one out",
            false => "decide that, skip this mail, and lay that one’s",
        };
        Ok(format!("the correction of edition {of}: its story was corrected again since: {mend}"))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Gives a regular edition what waits for the next one, and what editions that
/// were held would have carried; gives how many items.
pub(super) fn hand_on(
    db: &Connection,
    newsletter: NewsletterId,
    edition: EditionId,
    now: Timestamp,
) -> Result<usize> {
    let mut giving = db.prepare_cached(
        "SELECT DISTINCT i.edition FROM correction_item i JOIN edition e ON e.id = i.edition
         WHERE e.newsletter = ?1 AND e.corrects IS NULL AND e.state = 'held' AND e.id <> ?2",
    )?;
    let giving: Vec<i64> = giving
        .query_map((newsletter.0, edition.0), |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    // Whoever has seen it with the item must not approve it without.
    for held in giving {
        touch(db, held, "desk", &format!("handed its corrections on to edition {edition}"), now)?;
    }
    let mut held = db.prepare_cached(
        "UPDATE OR REPLACE correction_item SET edition = ?2
         WHERE edition IN (SELECT id FROM edition WHERE newsletter = ?1 AND corrects IS NULL
                           AND state = 'held' AND id <> ?2)
         RETURNING correction",
    )?;
    let held: Vec<i64> = held
        .query_map((newsletter.0, edition.0), |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut waiting = db.prepare_cached(
        "INSERT INTO correction_item (edition, correction, text)
         SELECT ?2, c.id, c.wording FROM correction c JOIN edition e ON e.id = c.edition
         WHERE e.newsletter = ?1 AND c.waits = 1 AND c.state = 'noted'
         RETURNING correction",
    )?;
    let waiting: Vec<i64> = waiting
        .query_map((newsletter.0, edition.0), |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let items = held.len() + waiting.len();
    for id in held.into_iter().chain(waiting) {
        db.execute("UPDATE correction SET waits = 0 WHERE id = ?1", [id])?;
        note(db, CorrectionId(id), "desk", &format!("put an item into edition {edition}"), now)?;
    }
    Ok(items)
}

/// The next draft that is on the desk; what is approved stays as it is.
fn next_draft(db: &Connection, newsletter: NewsletterId) -> Result<Option<i64>> {
    maybe(db.query_row(
        "SELECT id FROM edition
         WHERE newsletter = ?1 AND corrects IS NULL AND state IN ('drafted', 'in-review')
         ORDER BY date LIMIT 1",
        [newsletter.0],
        |r| r.get(0),
    ))
}

/// A regular edition was held or skipped: a draft that lies on the desk takes
/// what it would have carried, else the next that is laid.
pub(super) fn pass_on(db: &Connection, edition: EditionId, now: Timestamp) -> Result<()> {
    let of = "SELECT newsletter FROM edition WHERE id = ?1";
    let newsletter = NewsletterId(db.query_row(of, [edition.0], |r| r.get(0))?);
    let Some(draft) = next_draft(db, newsletter)? else { return Ok(()) };
    if hand_on(db, newsletter, EditionId(draft), now)? > 0 {
        touch(db, draft, "desk", "took corrections over from another day", now)?;
    }
    Ok(())
}

/// There is no edition that day: what it would have carried waits for the next.
pub(super) fn release(db: &Connection, edition: EditionId) -> Result<()> {
    db.execute(
        "UPDATE correction SET waits = 1 WHERE id IN (
             SELECT i.correction FROM correction_item i JOIN edition e ON e.id = i.edition
             WHERE i.edition = ?1 AND e.corrects IS NULL)",
        [edition.0],
    )?;
    db.execute("DELETE FROM correction_item WHERE edition = ?1", [edition.0])?;
    Ok(())
}

/// An editor leaves an item out of an edition; gives the words for its log.
pub(super) fn leave_out(
    db: &Connection,
    edition: EditionId,
    id: CorrectionId,
    who: EditorId,
    now: Timestamp,
) -> Result<String> {
    let left = db.execute(
        "DELETE FROM correction_item WHERE edition = ?1 AND correction = ?2
           AND EXISTS (SELECT 1 FROM edition WHERE id = ?1 AND corrects IS NULL)",
        (edition.0, id.0),
    )?;
    if left == 0 {
        return Err(StoreError::Missing("such correction in this edition"));
    }
    let act = format!("left its item out of edition {edition}");
    note(db, id, &name(db, Some(who))?, &act, now)?;
    Ok(format!("left out the item of correction {id}"))
}

/// An edition's corrections are others now: an approval of it falls.
fn touch(db: &Connection, edition: i64, who: &str, act: &str, now: Timestamp) -> Result<()> {
    let approved: bool =
        db.query_row("SELECT state = 'approved' FROM edition WHERE id = ?1", [edition], |r| {
            r.get(0)
        })?;
    db.execute(
        "UPDATE edition SET revision = revision + 1, approved_by = NULL, approved_at = NULL,
                state = CASE state WHEN 'approved' THEN 'in-review' ELSE state END
         WHERE id = ?1",
        [edition],
    )?;
    let act = if approved { format!("{act}; the approval is taken back") } else { act.to_owned() };
    log(db, EditionId(edition), who, &act, now)
}

/// Puts a correction's words where they are carried, or takes them out.
fn carry(
    db: &Connection,
    found: &StoredCorrection,
    (wording, next): (&str, bool),
    who: &str,
    now: Timestamp,
) -> Result<()> {
    let id = found.id.0;
    let mut open = db.prepare(&format!(
        "SELECT i.edition, e.corrects IS NULL FROM correction_item i
         JOIN edition e ON e.id = i.edition WHERE i.correction = ?1 AND e.state IN {EDITABLE}"
    ))?;
    let open: Vec<(i64, bool)> =
        open.query_map([id], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    for (edition, regular) in &open {
        if *regular && !next {
            db.execute(
                "DELETE FROM correction_item WHERE edition = ?1 AND correction = ?2",
                (edition, id),
            )?;
            touch(db, *edition, who, "took a correction out", now)?;
        } else if db.execute(
            "UPDATE correction_item SET text = ?3
             WHERE edition = ?1 AND correction = ?2 AND text <> ?3",
            (edition, id, wording),
        )? > 0
        {
            touch(db, *edition, who, "changed the words of a correction", now)?;
        }
    }
    let carried = found.carried.is_some();
    if !next || carried {
        db.execute("UPDATE correction SET waits = 0 WHERE id = ?1", [id])?;
        return Ok(());
    }
    let draft = next_draft(db, found.newsletter)?;
    db.execute("UPDATE correction SET waits = ?2 WHERE id = ?1", (id, draft.is_none()))?;
    if let Some(edition) = draft {
        db.execute(
            "INSERT INTO correction_item (edition, correction, text) VALUES (?1, ?2, ?3)",
            (edition, id, wording),
        )?;
        touch(db, edition, who, "put a correction in", now)?;
    }
    Ok(())
}

fn find(db: &Connection, which: &str, by: impl rusqlite::Params) -> Result<Vec<StoredCorrection>> {
    let mut rows = db.prepare_cached(&format!(
        "SELECT c.id, c.edition, e.newsletter, e.date, t.id, coalesce(t.headline, ''), c.story,
                c.was, c.version, c.opened, c.state, c.wording, c.noted, c.waits,
                g.id, g.date, m.id, v.turn
         FROM correction c JOIN edition e ON e.id = c.edition
              JOIN story_version v ON v.id = c.version
              LEFT JOIN slot t ON t.id = (
                  SELECT r.slot FROM {RESTS} r WHERE r.edition = c.edition AND r.story = c.story
                  ORDER BY r.far, r.slot LIMIT 1)
              LEFT JOIN edition g ON g.corrects IS NULL AND g.id = (
                  SELECT max(i.edition) FROM correction_item i JOIN edition x ON x.id = i.edition
                  WHERE i.correction = c.id AND x.corrects IS NULL)
              LEFT JOIN edition m ON m.corrects = c.id AND m.state <> 'skipped'
         WHERE {which} GROUP BY c.id ORDER BY c.id"
    ))?;
    let rows = rows.query_map(by, stored)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn stored(r: &Row<'_>) -> rusqlite::Result<StoredCorrection> {
    let carried = match (r.get::<_, Option<i64>>(14)?, r.get::<_, Option<String>>(15)?) {
        (Some(id), Some(day)) => Some((EditionId(id), date(&day)?)),
        _ => None,
    };
    Ok(StoredCorrection {
        id: CorrectionId(r.get(0)?),
        edition: EditionId(r.get(1)?),
        newsletter: NewsletterId(r.get(2)?),
        date: date(&r.get::<_, String>(3)?)?,
        slot: r.get::<_, Option<i64>>(4)?.map(SlotId),
        headline: r.get(5)?,
        story: StoryId(r.get(6)?),
        was: VersionId(r.get(7)?),
        version: VersionId(r.get(8)?),
        turn: word(&r.get::<_, String>(17)?, |w| Turn::ALL.into_iter().find(|t| t.as_str() == w))?,
        opened: time(r.get(9)?)?,
        state: word(&r.get::<_, String>(10)?, |w| {
            CorrectionState::ALL.into_iter().find(|s| s.as_str() == w)
        })?,
        wording: r.get(11)?,
        noted: time_opt(r.get(12)?)?,
        waits: r.get(13)?,
        carried,
        mail: r.get::<_, Option<i64>>(16)?.map(EditionId),
    })
}

fn was_sent(db: &Connection, id: CorrectionId) -> Result<u64> {
    let count = format!(
        "SELECT count(*) FROM correction c JOIN delivery d ON d.edition = c.edition
         WHERE c.id = ?1 AND {WAS_SENT}"
    );
    let readers: i64 = db.prepare_cached(&count)?.query_row([id.0], |r| r.get(0))?;
    Ok(readers.max(0).cast_unsigned())
}

fn one(db: &Connection, id: CorrectionId) -> Result<Option<StoredCorrection>> {
    Ok(find(db, "c.id = ?1", [id.0])?.into_iter().next())
}

fn filled(what: &str, text: &str) -> Result<()> {
    match text.trim().is_empty() {
        true => Err(StoreError::Refused(format!("the {what} is empty: write it"))),
        false => Ok(()),
    }
}

#[async_trait]
impl CorrectionDesk for Sqlite {
    async fn corrections(&self, which: Corrections) -> Result<Vec<StoredCorrection>> {
        self.read(move |db| match which {
            Corrections::Open => find(db, "c.state = 'open'", []),
            Corrections::Of(edition) => find(db, "c.edition = ?1", [edition.0]),
            Corrections::About(story) => find(db, "c.story = ?1", [story.0]),
            Corrections::Noted(None) => find(db, "c.state = 'noted'", []),
            Corrections::Noted(Some(of)) => {
                find(db, "c.state = 'noted' AND e.newsletter = ?1", [of.0])
            }
            Corrections::Decided => find(db, "c.state <> 'open'", []),
        })
        .await
    }

    async fn correction(&self, id: CorrectionId) -> Result<Option<StoredCorrection>> {
        self.read(move |db| one(db, id)).await
    }

    async fn was_sent(&self, id: CorrectionId) -> Result<u64> {
        self.read(move |db| was_sent(db, id)).await
    }

    async fn correction_log(&self, id: CorrectionId) -> Result<Vec<LogLine>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT at, who, act FROM correction_log WHERE correction = ?1 ORDER BY id",
            )?;
            let rows = rows.query_map([id.0], |r| {
                Ok(LogLine { at: time(r.get(0)?)?, who: r.get(1)?, act: r.get(2)? })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn decide_correction(
        &self,
        id: CorrectionId,
        seen: VersionId,
        act: CorrectionAct,
        who: EditorId,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |db| {
            let found = one(db, id)?.ok_or(StoreError::Missing("such correction"))?;
            if found.version != seen {
                return Err(StoreError::Changed);
            }
            let who = name(db, Some(who))?;
            match act {
                CorrectionAct::Note { wording, next } => {
                    filled("note", &wording)?;
                    db.execute(
                        "UPDATE correction SET state = 'noted', wording = ?2,
                                noted = CASE WHEN wording = ?2 THEN coalesce(noted, ?3) ELSE ?3 END
                         WHERE id = ?1",
                        (id.0, &wording, micros(now)),
                    )?;
                    carry(db, &found, (&wording, next), &who, now)?;
                    let told = if next { "with" } else { "without" };
                    let act = format!("noted it, {told} an item in the next edition: {wording}");
                    note(db, id, &who, &act, now)
                }
                CorrectionAct::Dismiss { why } => {
                    filled("reason", &why)?;
                    if found.state != CorrectionState::Open {
                        return Err(StoreError::Refused(format!(
                            "the correction is {}: it can't be dismissed any more",
                            found.state.as_str()
                        )));
                    }
                    db.execute("UPDATE correction SET state = 'dismissed' WHERE id = ?1", [id.0])?;
                    note(db, id, &who, &format!("decided that none is needed: {why}"), now)
                }
            }
        })
        .await
    }

    async fn lay_correction_mail(
        &self,
        id: CorrectionId,
        mail: NewCorrectionMail,
        who: EditorId,
        now: Timestamp,
    ) -> Result<EditionId> {
        self.write(move |db| {
            let refused = |why: &str| Err(StoreError::Refused(why.to_owned()));
            let found = one(db, id)?.ok_or(StoreError::Missing("such correction"))?;
            chief(db, who, "have a correction mailed")?;
            filled("subject", &mail.subject)?;
            if found.state != CorrectionState::Noted {
                return refused("the correction has no note yet: write it first");
            }
            if found.mail.is_some() {
                return refused("the correction has its mail already");
            }
            let sent: bool = db.query_row(
                "SELECT state = 'sent' FROM edition WHERE id = ?1",
                [found.edition.0],
                |r| r.get(0),
            )?;
            if !sent {
                return refused(
                    "the faulty edition is still being sent: end it, or let it go on to its end, then those who got it are known",
                );
            }
            if was_sent(db, id)? == 0 {
                return refused("nobody was sent the faulty edition");
            }
            db.execute(
                "INSERT INTO edition (newsletter, date, state, subject, send_at, corrects)
                 VALUES (?1, ?2, 'drafted', ?3, ?4, ?5)",
                (
                    found.newsletter.0,
                    mail.date.to_string(),
                    mail.subject,
                    micros(now),
                    id.0,
                ),
            )?;
            let edition = EditionId(db.last_insert_rowid());
            db.execute(
                "INSERT INTO correction_item (edition, correction, text) VALUES (?1, ?2, ?3)",
                (edition.0, id.0, &found.wording),
            )?;
            let who = name(db, Some(who))?;
            log(db, edition, &who, &format!("laid the mail of correction {id}"), now)?;
            note(db, id, &who, &format!("laid its mail, edition {edition}"), now)?;
            Ok(edition)
        })
        .await
    }
}

//! A sending that stood still and goes on mended: who has not been sent a copy
//! yet gets one from a new plate. What went out stays as it went out, and the
//! ledger knows which copies those are.

use super::{
    editions::{chief, log, name},
    points::{self, RESTS},
    row::micros,
    steps::gate,
};
use crate::{NewPlate, Result, StoreError};
use jiff::Timestamp;
use rusqlite::Connection;
use story::{Edition, EditorId, Frozen};

/// A run has heard that it stands still by then, in microseconds: it looks twice a
/// second.
const HEARD: i64 = 2_000_000;

/// How many plates of an edition were given up.
pub(super) const PLATES: &str = "(SELECT count(*) FROM plate_before p WHERE p.edition = e.id)";

pub(super) fn go_on(
    db: &Connection,
    mended: &Edition<Frozen>,
    seen: &str,
    plate: NewPlate,
    who: EditorId,
    now: Timestamp,
) -> Result<()> {
    let id = mended.id;
    chief(db, who, "let a sending go on")?;
    let sql = format!("SELECT stopped, stopped_at, 1 + {PLATES} FROM edition e WHERE e.id = ?1");
    let (stopped, since, number): (Option<String>, Option<i64>, i64) =
        db.query_row(&sql, [id.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    match stopped {
        None => return Err(StoreError::Refused("the sending does not stand still".into())),
        Some(now) if now != seen => return Err(StoreError::Changed),
        Some(_) => {}
    }
    if since.is_some_and(|since| micros(now) - since < HEARD) {
        return Err(StoreError::Refused(
            "the sending is coming to a stand: try again in a moment".into(),
        ));
    }
    let under_way: i64 = db.query_row(
        "SELECT count(*) FROM delivery WHERE edition = ?1 AND state = 'intent'",
        [id.0],
        |r| r.get(0),
    )?;
    if under_way > 0 {
        return Err(StoreError::Refused(format!(
            "mails are still on their way with the old words ({under_way}): try again in a moment"
        )));
    }
    for slot in &mended.slots {
        db.execute(
            "UPDATE slot SET version = ?3, headline = ?4, text = ?5, left_out = ?6
             WHERE id = ?1 AND edition = ?2",
            (slot.id.0, id.0, slot.version.0, &slot.headline, &slot.text, slot.left_out),
        )?;
        if let Some(points) = &slot.points {
            points::leave(db, slot.id, points)?;
        }
    }
    gate(db, id, now)?;
    // Whoever may have been sent a copy so far was sent the old plate's.
    let old = db.execute(
        "UPDATE delivery SET plate = ?2
         WHERE edition = ?1 AND plate IS NULL
           AND (state IN ('accepted', 'uncertain') OR once_uncertain > 0)",
        (id.0, number),
    )?;
    db.execute(
        "UPDATE slot_background SET lost = 2
         WHERE lost = 1 AND slot IN (SELECT id FROM slot WHERE edition = ?1)",
        [id.0],
    )?;
    // Errors that the new plate has not.
    db.execute(
        &format!(
            "UPDATE correction SET plate = ?2
             WHERE edition = ?1 AND plate IS NULL
               AND NOT EXISTS (SELECT 1 FROM {RESTS} r
                               WHERE r.edition = ?1 AND r.story = correction.story
                                 AND NOT r.gone AND r.version < correction.version)"
        ),
        (id.0, number),
    )?;
    db.execute(
        "INSERT INTO plate_before (edition, number, sha256, bytes, selector)
         SELECT edition, ?2, sha256, bytes, selector FROM plate WHERE edition = ?1",
        (id.0, number),
    )?;
    db.execute(
        "UPDATE plate SET sha256 = ?2, bytes = ?3, selector = ?4 WHERE edition = ?1",
        (id.0, &plate.sha256, plate.bytes, plate.selector),
    )?;
    db.execute("DELETE FROM sealing WHERE edition = ?1", [id.0])?;
    db.execute(
        "UPDATE edition SET stopped = NULL, subject = ?2, preface = ?3, revision = revision + 1
         WHERE id = ?1",
        (id.0, &mended.subject, &mended.preface),
    )?;
    let act = format!(
        "let the sending go on mended: {old} copies bear the words of before, the others are printed from plate {}",
        plate.sha256
    );
    log(db, id, &name(db, Some(who))?, &act, now)
}

//! The steps of an edition's way that have a gate before them: approval,
//! freezing, the end.

use super::{
    corrections,
    editions::{chief, load, log, name},
    offers::forget,
    points,
    row::{micros, time, time_opt},
    stories::{change, signal},
};
use crate::{EditionStep, NewPlate, Result, StaleSlot, StoreError};
use jiff::Timestamp;
use rusqlite::Connection;
use story::{
    Change, EditionId, EditionKind, EditionState, EditorId, Signal, SlotId, Standing, StoryId,
    VersionId,
};

/// What stands in the way of an edition that would go out at that time, in
/// words: one a slot, and one a story behind a slot's points.
fn obstacles(db: &Connection, id: EditionId, at: Timestamp) -> Result<Vec<String>> {
    let edition = load(db, id)?.ok_or(StoreError::Missing("such edition"))?;
    let missing = match edition.kind {
        EditionKind::Regular if edition.slots.is_empty() => Some("it has no story: add one"),
        EditionKind::Correction(_) if edition.corrections.is_empty() => {
            Some("it corrects nothing: skip it")
        }
        _ => None,
    };
    if let Some(missing) = missing {
        return Ok(vec![missing.to_owned()]);
    }
    let headline = |slot: SlotId| {
        let slot = edition.slots.iter().find(|s| s.id == slot);
        slot.map(|s| s.headline.as_str()).unwrap_or_default()
    };
    let mut found = corrections::obstacles(db, id)?;
    for slot in stale(db, id, Some(at))? {
        let why = match slot.standing {
            Standing::Withdrawn => "its source has withdrawn it: take it out",
            Standing::Held => "its source has put it on hold: take it out or wait",
            Standing::Embargoed => "it is under embargo beyond the send hour: take it out or wait",
            Standing::Usable if slot.signal == Signal::Correction => {
                "a correction came in: take the new version, keep the words with a reason, or take it out"
            }
            Standing::Usable if slot.is_grave() => {
                "a new version has other facts: take it, keep the words with a reason, or take it out"
            }
            Standing::Usable => continue,
        };
        found.push(format!("“{}”: {why}", headline(slot.slot)));
    }
    for stale in points::stale(db, &edition, at)? {
        let became = match stale.standing {
            Standing::Withdrawn => "was withdrawn by its source",
            Standing::Held => "was put on hold by its source",
            Standing::Embargoed => "is under embargo beyond the send hour",
            Standing::Usable => "was corrected or has other facts since",
        };
        found.push(format!(
            "“{}”: story {} behind {} {became}: take its event’s points anew, or let it show its story’s own",
            headline(stale.slot),
            stale.story,
            stale.named()
        ));
    }
    Ok(found)
}

/// Whether a story may be used at that time.
pub(super) fn standing(db: &Connection, story: StoryId, at: Timestamp) -> Result<Standing> {
    let (word, embargo): (String, Option<i64>) = db.query_row(
        "SELECT v.signal, v.embargo FROM story s JOIN story_version v ON v.id = s.newest
         WHERE s.id = ?1",
        [story.0],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    Ok(Standing::at(at, signal(&word)?, time_opt(embargo)?))
}

/// Slots that need a look: the story has a newer version, or may not be used at
/// that time; without one, at the send hour.
pub(super) fn stale(
    db: &Connection,
    id: EditionId,
    at: Option<Timestamp>,
) -> Result<Vec<StaleSlot>> {
    let mut rows = db.prepare_cached(
        "SELECT t.id, t.story, s.newest, e.send_at, v.signal, v.embargo, s.newest > t.version,
                EXISTS (SELECT 1 FROM story_version n
                        WHERE n.story = t.story AND n.id > t.version AND n.signal = 'correction'),
                (SELECT group_concat(n.change) FROM story_version n
                 WHERE n.story = t.story AND n.id > t.version)
         FROM slot t JOIN edition e ON e.id = t.edition
              JOIN story s ON s.id = t.story JOIN story_version v ON v.id = s.newest
         WHERE t.edition = ?1 AND NOT t.left_out ORDER BY t.section, t.place",
    )?;
    let mut rows = rows.query([id.0])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let newest = signal(&r.get::<_, String>(4)?)?;
        let at = at.map_or_else(|| time(r.get(3)?), Ok)?;
        let standing = Standing::at(at, newest, time_opt(r.get(5)?)?);
        let (moved, corrected): (bool, bool) = (r.get(6)?, r.get(7)?);
        let changes: Option<String> = r.get(8)?;
        let changes = changes.iter().flat_map(|all| all.split(',')).map(change);
        let farthest = changes.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().max();
        let farthest = farthest.unwrap_or(Change::Same);
        // The same words in other dress are no reason to look.
        let moved = moved && (farthest > Change::Refile || newest.is_grave() || corrected);
        if !moved && standing == Standing::Usable {
            continue;
        }
        let grave = newest.is_grave() && newest != Signal::Correction;
        found.push(StaleSlot {
            slot: SlotId(r.get(0)?),
            story: StoryId(r.get(1)?),
            version: VersionId(r.get(2)?),
            signal: if corrected && !grave { Signal::Correction } else { newest },
            change: farthest,
            standing,
        });
    }
    Ok(found)
}

pub(super) fn gate(db: &Connection, id: EditionId, at: Timestamp) -> Result<()> {
    let obstacles = obstacles(db, id, at)?;
    if obstacles.is_empty() {
        return Ok(());
    }
    Err(StoreError::Refused(format!("the edition can't go out: {}", obstacles.join("; "))))
}

/// Takes a step, if the edition is still as the editor saw it.
pub(super) fn take(
    db: &Connection,
    id: EditionId,
    revision: i64,
    step: EditionStep,
    who: Option<EditorId>,
    now: Timestamp,
) -> Result<()> {
    let edition = load(db, id)?.ok_or(StoreError::Missing("such edition"))?;
    if edition.revision != revision {
        return Err(StoreError::Changed);
    }
    let state = edition.state();
    let refused =
        |why: &str| Err(StoreError::Refused(format!("the edition is {}: {why}", state.as_str())));
    let act = match step {
        EditionStep::Approve => {
            let Some(who) = who else { return refused("only a chief can approve it") };
            if !matches!(state, EditionState::Drafted | EditionState::InReview | EditionState::Held)
            {
                return refused("it can't be approved in this state");
            }
            chief(db, who, "approve an edition")?;
            gate(db, id, edition.send_at.max(now))?;
            db.execute(
                // Approved after its hour, its hour is now: lateness counts from
                // the moment a person could last decide.
                "UPDATE edition SET state = 'approved', approved_by = ?2, approved_at = ?3,
                        send_at = max(send_at, ?3)
                 WHERE id = ?1",
                (id.0, who.0, micros(now)),
            )?;
            "approved it".to_owned()
        }
        EditionStep::TakeBack => {
            if state != EditionState::Approved {
                return refused("there is no approval to take back");
            }
            set(db, id, "in-review")?;
            "took the approval back".to_owned()
        }
        EditionStep::Reschedule(at) => {
            if !state.is_editable() {
                return refused("its hour can't be changed any more");
            }
            if state == EditionState::Approved {
                gate(db, id, at.max(now))?;
            }
            db.execute("UPDATE edition SET send_at = ?2 WHERE id = ?1", (id.0, micros(at)))?;
            if state == EditionState::Held {
                set(db, id, "in-review")?;
            }
            if at <= now {
                "told it to go out at once".to_owned()
            } else {
                format!("set the hour to {}", at.strftime("%Y-%m-%d %H:%M UTC"))
            }
        }
        EditionStep::Skip => {
            if !state.is_editable() {
                return refused("it can't be skipped any more");
            }
            set(db, id, "skipped")?;
            corrections::release(db, id)?;
            corrections::pass_on(db, id, now)?;
            db.execute("DELETE FROM sealing WHERE edition = ?1", [id.0])?;
            forget(db, id)?;
            "decided that there is no edition this day".to_owned()
        }
        EditionStep::Hold => {
            let act = match state {
                EditionState::Drafted | EditionState::InReview => {
                    "held it: its hour came and nobody had approved it"
                }
                EditionState::Approved => "held it: its hour is long past, so a person decides",
                _ => return refused("it can't be held"),
            };
            set(db, id, "held")?;
            corrections::pass_on(db, id, now)?;
            act.to_owned()
        }
    };
    db.execute("UPDATE edition SET revision = revision + 1 WHERE id = ?1", [id.0])?;
    log(db, id, &name(db, who)?, &act, now)
}

fn set(db: &Connection, id: EditionId, state: &str) -> Result<()> {
    db.execute(
        "UPDATE edition SET state = ?2, approved_by = NULL, approved_at = NULL WHERE id = ?1",
        (id.0, state),
    )?;
    Ok(())
}

/// Fixes recipients and plate. The one door to print (a chief may have the rest of
/// a sending go on from another plate, `mended`): it opens for an approved
/// edition, in the revision that was approved, whose stories may all be used.
pub(super) fn freeze(
    db: &Connection,
    id: EditionId,
    revision: i64,
    plate: NewPlate,
    now: Timestamp,
) -> Result<u64> {
    let edition = load(db, id)?.ok_or(StoreError::Missing("such edition"))?;
    if edition.revision != revision {
        return Err(StoreError::Changed);
    }
    let edition = edition.approved().map_err(|e| StoreError::Refused(e.to_string()))?;
    if edition.send_at > now {
        return Err(StoreError::Refused("the edition's hour is still to come".into()));
    }
    gate(db, id, now)?;
    db.execute(
        "INSERT INTO plate (edition, sha256, bytes, selector) VALUES (?1, ?2, ?3, ?4)",
        (id.0, &plate.sha256, plate.bytes, plate.selector),
    )?;
    let frozen = match edition.kind {
        EditionKind::Regular => db.execute(
            "INSERT INTO delivery (edition, reader, address, name, state)
             SELECT ?1, r.id, r.address, r.name, 'pending'
             FROM subscription s JOIN reader r ON r.id = s.reader
             WHERE s.newsletter = ?2 AND s.state = 'confirmed'",
            (id.0, edition.newsletter.0),
        )?,
        // Whoever has left since is refused the intent, and stands in the
        // account as suppressed.
        EditionKind::Correction(correction) => db.execute(
            &format!(
                "INSERT INTO delivery (edition, reader, address, name, state)
                 SELECT ?1, r.id, r.address, r.name, 'pending'
                 FROM delivery d JOIN reader r ON r.id = d.reader
                      JOIN correction c ON c.id = ?2 AND c.edition = d.edition
                 WHERE {}",
                corrections::WAS_SENT
            ),
            (id.0, correction.0),
        )?,
    };
    forget(db, id)?;
    db.execute(
        "UPDATE edition SET state = 'frozen', frozen_at = ?2, revision = revision + 1
         WHERE id = ?1",
        (id.0, micros(now)),
    )?;
    log(db, id, "desk", &format!("froze it for {frozen} readers; plate {}", plate.sha256), now)?;
    Ok(frozen as u64)
}

/// Ends the printing if nothing is open.
pub(super) fn finish(db: &Connection, id: EditionId, now: Timestamp) -> Result<bool> {
    let open: bool = db.query_row(
        "SELECT EXISTS (SELECT 1 FROM delivery WHERE edition = ?1
                        AND state IN ('pending', 'claimed', 'intent', 'deferred'))",
        [id.0],
        |r| r.get(0),
    )?;
    if open {
        return Ok(false);
    }
    let ended = db.execute(
        "UPDATE edition SET state = 'sent' WHERE id = ?1 AND state = 'printing'",
        [id.0],
    )?;
    if ended > 0 {
        log(db, id, "desk", "sent it: every delivery has ended", now)?;
    }
    let state: String =
        db.query_row("SELECT state FROM edition WHERE id = ?1", [id.0], |r| r.get(0))?;
    Ok(state == "sent")
}

//! The lines of background that slots show. Each is a sentence of an earlier
//! story, and falls with it: out of a draft and off the web without a word of
//! anybody's, since a line less tells nothing wrong. Where it has gone out, the
//! edition rests on that story from then on.
//!
//! Never here: taking up another sentence. That is a person's choice.

use super::{
    chains::{Step, says},
    editions::log,
    fallen,
    row::{json, value},
};
use crate::Result;
use rusqlite::Connection;
use story::{EditionId, SlotPart, Story};

/// The lines that their stories still say: a draft, and more so an offer, may have
/// lain a while since they were chosen.
pub(super) fn current(db: &Connection, parts: &[SlotPart]) -> Result<Vec<SlotPart>> {
    let mut versions =
        db.prepare_cached("SELECT words FROM story_version WHERE story = ?1 ORDER BY id DESC")?;
    let mut left = Vec::new();
    for part in parts {
        let told = versions.query_map([part.story.0], |r| value(&r.get::<_, String>(0)?))?;
        let told: Vec<Story> = told.collect::<rusqlite::Result<_>>()?;
        let says = |s: &Story| says(s, &part.text);
        if told.first().is_some_and(says) || !told.iter().any(says) {
            left.push(part.clone());
        }
    }
    Ok(left)
}

/// Keeps which versions a slot's background is of.
pub(super) fn keep(db: &Connection, slot: i64, parts: &[SlotPart]) -> Result<()> {
    let mut put = db.prepare_cached(
        "INSERT OR IGNORE INTO slot_background (slot, story, version)
         SELECT ?1, id, newest FROM story WHERE id = ?2",
    )?;
    for part in parts {
        put.execute((slot, part.story.0))?;
    }
    Ok(())
}

/// Carries a version to the lines that quote the one before it.
pub(super) fn carry(db: &Connection, step: &Step<'_>) -> Result<()> {
    let mut rows = db.prepare_cached(
        "SELECT b.slot, t.edition, t.background, e.frozen_at IS NOT NULL
         FROM slot_background b JOIN slot t ON t.id = b.slot JOIN edition e ON e.id = t.edition
         WHERE b.story = ?1",
    )?;
    let rows: Vec<(i64, i64, String, bool)> = rows
        .query_map([step.story], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (slot, edition, parts, went_out) in rows {
        let parts: Vec<SlotPart> = value(&parts)?;
        let unsaid =
            |p: &SlotPart| (p.story.0 == step.story).then(|| step.unsays(&p.text)).flatten();
        let Some(why) = parts.iter().find_map(unsaid) else {
            if !went_out {
                db.execute(
                    "UPDATE slot_background SET version = ?3 WHERE slot = ?1 AND story = ?2",
                    (slot, step.story, step.version),
                )?;
            }
            continue;
        };
        let left: Vec<SlotPart> = parts.into_iter().filter(|p| unsaid(p).is_none()).collect();
        db.execute("UPDATE slot SET background = ?2 WHERE id = ?1", (slot, json(&left)?))?;
        if went_out {
            db.execute(
                "UPDATE slot_background SET lost = max(lost, 1) WHERE slot = ?1 AND story = ?2",
                (slot, step.story),
            )?;
        } else {
            fallen::pass_by(db, edition)?;
        }
        let act = format!("took a line of background out: {why}");
        log(db, EditionId(edition), "desk", &act, step.now)?;
    }
    Ok(())
}

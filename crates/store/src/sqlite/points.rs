//! Edits of an event's points, and the points that slots carry.

use super::Sqlite;
use super::row::{json, micros, time, time_opt, value};
use super::stories::{change, signal};
use crate::{PointEdits, Result, StalePoints, StoredPointEdit};
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;
use story::{
    Drafted, Edition, EditionId, EditorId, PointEdit, SlotId, SlotPoint, Standing, StoryId,
};

/// The points that slots of an edition carry.
pub(super) fn of_slots(db: &Connection, id: EditionId) -> Result<Vec<(SlotId, Vec<SlotPoint>)>> {
    let mut rows = db.prepare_cached(
        "SELECT p.slot, p.points FROM slot_points p JOIN slot s ON s.id = p.slot
         WHERE s.edition = ?1",
    )?;
    let rows =
        rows.query_map([id.0], |r| Ok((SlotId(r.get(0)?), value(&r.get::<_, String>(1)?)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// All that slots rest on: their own story, then those of the points they carry,
/// then those of lines of background that went out and hold no longer.
/// A table of (edition, slot, story, version, far, gone); what is gone stands in
/// copies of earlier plates only.
pub(super) const RESTS: &str =
    "(SELECT edition, id AS slot, story, version, 0 AS far, left_out AS gone FROM slot
     UNION ALL
     SELECT t.edition, p.slot, p.story, p.version, 1, p.left_out OR t.left_out
     FROM slot_source p JOIN slot t ON t.id = p.slot
     UNION ALL
     SELECT t.edition, b.slot, b.story, b.version, 2, b.lost > 1 OR t.left_out
     FROM slot_background b JOIN slot t ON t.id = b.slot WHERE b.lost)";

/// Gives a slot points of its own, or takes them away.
pub(super) fn give(db: &Connection, slot: SlotId, points: Option<&[SlotPoint]>) -> Result<()> {
    db.execute("DELETE FROM slot_points WHERE slot = ?1", [slot.0])?;
    db.execute("DELETE FROM slot_source WHERE slot = ?1", [slot.0])?;
    let Some(points) = points else { return Ok(()) };
    db.execute("INSERT INTO slot_points (slot, points) VALUES (?1, ?2)", (slot.0, json(&points)?))?;
    let mut rest = db.prepare_cached(
        "INSERT INTO slot_source (slot, story, version) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET version = min(version, excluded.version)",
    )?;
    for on in points.iter().flat_map(SlotPoint::rests_on) {
        rest.execute((slot.0, on.story.0, on.version.0))?;
    }
    Ok(())
}

/// Leaves a slot with these of its points while its edition goes out; what the
/// others rest on stays known, for the copies that have them.
pub(super) fn leave(db: &Connection, slot: SlotId, points: &[SlotPoint]) -> Result<()> {
    db.execute("UPDATE slot_points SET points = ?2 WHERE slot = ?1", (slot.0, json(&points)?))?;
    let stories: Vec<i64> =
        points.iter().flat_map(SlotPoint::rests_on).map(|on| on.story.0).collect();
    db.execute(
        "UPDATE slot_source SET left_out = 1
         WHERE slot = ?1 AND story NOT IN (SELECT value FROM json_each(?2))",
        (slot.0, json(&stories)?),
    )?;
    Ok(())
}

/// Slots whose points need a look before they go out at that time, one a story
/// that they rest on.
pub(super) fn stale(
    db: &Connection,
    edition: &Edition<Drafted>,
    at: Timestamp,
) -> Result<Vec<StalePoints>> {
    let mut rows = db.prepare_cached(
        "SELECT p.slot, p.story, v.signal, v.embargo,
                (SELECT json_group_array(json_array(n.signal, n.change)) FROM story_version n
                 WHERE n.story = p.story AND n.id > p.version)
         FROM slot_source p JOIN slot t ON t.id = p.slot
              JOIN story s ON s.id = p.story JOIN story_version v ON v.id = s.newest
         WHERE t.edition = ?1 AND NOT t.left_out AND NOT p.left_out
         ORDER BY t.section, t.place, p.story",
    )?;
    let mut rows = rows.query([edition.id.0])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let newest = signal(&r.get::<_, String>(2)?)?;
        let standing = Standing::at(at, newest, time_opt(r.get(3)?)?);
        let since: Vec<(String, String)> = value(&r.get::<_, String>(4)?)?;
        let mut unsettled = false;
        for (word, far) in &since {
            unsettled |= signal(word)?.unsettles(change(far)?);
        }
        if unsettled || standing != Standing::Usable {
            let (slot, story) = (SlotId(r.get(0)?), StoryId(r.get(1)?));
            let carries = |p: &&SlotPoint| p.rests_on().any(|on| on.story == story);
            let of = edition.slots.iter().filter(|s| s.id == slot);
            let points = of.flat_map(|s| s.points.iter().flatten()).filter(carries);
            let points = points.map(|p| p.text.clone()).collect();
            found.push(StalePoints { slot, story, points, standing });
        }
    }
    Ok(found)
}

#[async_trait]
impl PointEdits for Sqlite {
    async fn edit_point(
        &self,
        story: StoryId,
        edit: PointEdit,
        editor: EditorId,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |db| {
            db.execute(
                "INSERT INTO point_edit (story, edit, editor, at) VALUES (?1, ?2, ?3, ?4)",
                (story.0, json(&edit)?, editor.0, micros(now)),
            )?;
            Ok(())
        })
        .await
    }

    async fn point_edits(&self, stories: &[StoryId]) -> Result<Vec<StoredPointEdit>> {
        let stories: Vec<i64> = stories.iter().map(|s| s.0).collect();
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT p.id, p.story, p.edit, p.editor, coalesce(nullif(e.name, ''), e.email), p.at
                 FROM point_edit p JOIN editor e ON e.id = p.editor
                 WHERE p.story IN (SELECT value FROM json_each(?1)) ORDER BY p.id",
            )?;
            let rows = rows.query_map([json(&stories)?], |r| {
                Ok(StoredPointEdit {
                    id: r.get(0)?,
                    story: StoryId(r.get(1)?),
                    edit: value(&r.get::<_, String>(2)?)?,
                    editor: EditorId(r.get(3)?),
                    editor_name: r.get(4)?,
                    at: time(r.get(5)?)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

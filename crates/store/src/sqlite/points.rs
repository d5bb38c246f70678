//! Edits of an event's points, and the points that slots carry.

use super::Sqlite;
use super::row::{json, micros, time, value};
use crate::{PointEdits, Result, StoredPointEdit};
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;
use story::{EditionId, EditorId, PointEdit, SlotId, SlotPoint, StoryId};

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

/// Gives a slot points of its own, or takes them away.
pub(super) fn give(db: &Connection, slot: SlotId, points: Option<&[SlotPoint]>) -> Result<()> {
    match points {
        Some(points) => db.execute(
            "INSERT OR REPLACE INTO slot_points (slot, points) VALUES (?1, ?2)",
            (slot.0, json(&points)?),
        )?,
        None => db.execute("DELETE FROM slot_points WHERE slot = ?1", [slot.0])?,
    };
    Ok(())
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

//! Hosted pictures, and which slots show them.

use super::{
    Sqlite,
    row::{maybe, micros, word},
    steps::standing,
};
use crate::{Pictures, Result, StoreError};
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;
use story::{EditionId, PictureName, Slot, SlotId, SlotPicture, Standing, StoryId};

/// The pictures that slots of an edition show.
pub(super) fn of_slots(db: &Connection, id: EditionId) -> Result<Vec<(SlotId, SlotPicture)>> {
    let mut rows = db.prepare_cached(
        "SELECT c.slot, c.name, p.width, p.height, p.url, c.alt, c.credit
         FROM slot s JOIN slot_picture c ON c.slot = s.id
              JOIN picture p ON p.story = c.story AND p.name = c.name
         WHERE s.edition = ?1",
    )?;
    let rows = rows.query_map([id.0], |r| {
        let picture = SlotPicture {
            name: word(&r.get::<_, String>(1)?, PictureName::parse)?,
            width: r.get(2)?,
            height: r.get(3)?,
            url: r.get(4)?,
            alt: r.get(5)?,
            credit: r.get(6)?,
        };
        Ok((SlotId(r.get(0)?), picture))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Gives a slot a picture, with its bytes where it is not here yet, or takes it
/// away. What no slot shows any more is dropped.
pub(super) fn give(
    db: &Connection,
    slot: &Slot,
    picture: Option<&SlotPicture>,
    bytes: Option<Vec<u8>>,
    now: Timestamp,
) -> Result<()> {
    let story = slot.story.0;
    match picture {
        Some(p) => {
            if p.alt.trim().is_empty() {
                let why = "the picture has no alternative text: say what it shows";
                return Err(StoreError::Refused(why.into()));
            }
            if let Some(bytes) = bytes {
                db.execute(
                    "INSERT INTO picture (story, name, bytes, width, height, url, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                     ON CONFLICT (story, name) DO UPDATE SET url = excluded.url",
                    (story, p.name.as_str(), bytes, p.width, p.height, &p.url, micros(now)),
                )?;
            }
            let here: bool = db.query_row(
                "SELECT EXISTS (SELECT 1 FROM picture WHERE story = ?1 AND name = ?2)",
                (story, p.name.as_str()),
                |r| r.get(0),
            )?;
            if !here {
                return Err(StoreError::Missing("such picture any more"));
            }
            db.execute(
                "INSERT OR REPLACE INTO slot_picture (slot, story, name, alt, credit)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                (slot.id.0, story, p.name.as_str(), &p.alt, &p.credit),
            )?;
        }
        None => {
            db.execute("DELETE FROM slot_picture WHERE slot = ?1", [slot.id.0])?;
        }
    }
    drop_unseen(db, slot.story)
}

/// Drops pictures of a story that no slot shows.
pub(super) fn drop_unseen(db: &Connection, story: StoryId) -> Result<()> {
    db.execute(
        "DELETE FROM picture WHERE story = ?1
           AND NOT EXISTS (SELECT 1 FROM slot_picture c
                           WHERE c.story = picture.story AND c.name = picture.name)",
        [story.0],
    )?;
    Ok(())
}

/// Drops all pictures of a story that was withdrawn, from every edition. Its
/// coming back brings none: somebody has to choose them again.
pub(super) fn withdraw(db: &Connection, story: StoryId) -> Result<()> {
    db.execute("DELETE FROM picture WHERE story = ?1", [story.0])?;
    Ok(())
}

#[async_trait]
impl Pictures for Sqlite {
    async fn picture(&self, story: StoryId, name: PictureName) -> Result<Option<Vec<u8>>> {
        self.read(move |db| {
            maybe(db.query_row(
                "SELECT bytes FROM picture WHERE story = ?1 AND name = ?2",
                (story.0, name.as_str()),
                |r| r.get(0),
            ))
        })
        .await
    }

    async fn public_picture(&self, name: PictureName, now: Timestamp) -> Result<Option<Vec<u8>>> {
        self.read(move |db| {
            let mut shown = db.prepare_cached(
                "SELECT DISTINCT t.story FROM slot_picture c JOIN slot t ON t.id = c.slot
                      JOIN edition e ON e.id = t.edition
                 WHERE c.name = ?1 AND e.frozen_at IS NOT NULL",
            )?;
            let shown = shown.query_map([name.as_str()], |r| r.get(0).map(StoryId))?;
            for story in shown.collect::<rusqlite::Result<Vec<_>>>()? {
                if standing(db, story, now)? == Standing::Usable {
                    return maybe(db.query_row(
                        "SELECT bytes FROM picture WHERE story = ?1 AND name = ?2",
                        (story.0, name.as_str()),
                        |r| r.get(0),
                    ));
                }
            }
            Ok(None)
        })
        .await
    }
}

//! Sources and their documents.

use super::{
    Sqlite,
    row::{count, json, maybe, micros, most, time, value},
};
use crate::{KeptDocument, NewSource, Result, Sources, StoreError};
use async_trait::async_trait;
use rusqlite::Row;
use story::{DocumentId, Format, Lang, Push, Source, SourceId, SourceState};

pub(super) const COLUMNS: &str =
    "SELECT id, name, place, format, own, language, paused, state, defaults, push,
            hurries
     FROM source";

pub(super) fn source(r: &Row<'_>) -> rusqlite::Result<Source> {
    Ok(Source {
        id: SourceId(r.get(0)?),
        name: r.get(1)?,
        place: value(&r.get::<_, String>(2)?)?,
        format: r.get::<_, Option<String>>(3)?.as_deref().and_then(Format::parse),
        own: r.get(4)?,
        language: r.get::<_, Option<String>>(5)?.as_deref().map(Lang::of),
        paused: r.get(6)?,
        state: SourceState { hurries: r.get(10)?, ..value(&r.get::<_, String>(7)?)? },
        defaults: value(&r.get::<_, String>(8)?)?,
        push: r.get::<_, Option<String>>(9)?.as_deref().map(value).transpose()?,
    })
}

#[async_trait]
impl Sources for Sqlite {
    async fn add_source(&self, new: NewSource) -> Result<SourceId> {
        self.write(move |db| {
            let place = json(&new.place)?;
            let there = maybe(db.query_row(
                "SELECT id FROM source WHERE place = ?1 AND name = ?2",
                (&place, &new.name),
                |r| r.get(0),
            ))?;
            if let Some(id) = there {
                return Ok(SourceId(id));
            }
            db.execute(
                "INSERT INTO source (name, place, format, own, language, state, defaults)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (
                    new.name,
                    place,
                    new.format.map(Format::as_str),
                    new.own,
                    new.language.as_ref().map(Lang::as_str),
                    json(&SourceState::default())?,
                    json(&new.defaults)?,
                ),
            )?;
            Ok(SourceId(db.last_insert_rowid()))
        })
        .await
    }

    async fn change_source(&self, id: SourceId, new: NewSource) -> Result<()> {
        self.write(move |db| {
            let old = maybe(db.query_row(&format!("{COLUMNS} WHERE id = ?1"), [id.0], source))?
                .ok_or(StoreError::Missing("such source"))?;
            let (state, push) = if old.place == new.place {
                (old.state, old.push)
            } else {
                (SourceState::default(), None)
            };
            db.execute(
                "UPDATE source SET name = ?2, place = ?3, format = ?4, own = ?5, language = ?6,
                        state = ?7, defaults = ?8, next = ?9, push = ?10
                 WHERE id = ?1",
                (
                    id.0,
                    new.name,
                    json(&new.place)?,
                    new.format.map(Format::as_str),
                    new.own,
                    new.language.as_ref().map(Lang::as_str),
                    json(&state)?,
                    json(&new.defaults)?,
                    state.next.map(micros),
                    push.as_ref().map(json).transpose()?,
                ),
            )?;
            Ok(())
        })
        .await
    }

    async fn forget_answers(&self, id: SourceId) -> Result<()> {
        self.write(move |db| {
            let old = maybe(db.query_row(&format!("{COLUMNS} WHERE id = ?1"), [id.0], source))?
                .ok_or(StoreError::Missing("such source"))?;
            let state = SourceState {
                etag: None,
                last_modified: None,
                body_hash: None,
                next: None,
                ..old.state
            };
            db.execute(
                "UPDATE source SET state = ?2, next = NULL, hurries = hurries + 1 WHERE id = ?1",
                (id.0, json(&state)?),
            )?;
            Ok(())
        })
        .await
    }

    async fn sources(&self) -> Result<Vec<Source>> {
        self.read(|db| {
            let mut rows = db.prepare_cached(&format!("{COLUMNS} ORDER BY name, id"))?;
            let rows = rows.query_map([], source)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn source(&self, id: SourceId) -> Result<Option<Source>> {
        self.read(move |db| {
            maybe(db.query_row(&format!("{COLUMNS} WHERE id = ?1"), [id.0], source))
        })
        .await
    }

    async fn pause_source(&self, id: SourceId, paused: bool) -> Result<()> {
        self.write(move |db| {
            let changed =
                db.execute("UPDATE source SET paused = ?2 WHERE id = ?1", (id.0, paused))?;
            if changed == 0 { Err(StoreError::Missing("such source")) } else { Ok(()) }
        })
        .await
    }

    async fn hurry_source(&self, id: SourceId) -> Result<()> {
        self.write(move |db| {
            db.execute(
                "UPDATE source SET next = NULL, hurries = hurries + 1 WHERE id = ?1",
                [id.0],
            )?;
            Ok(())
        })
        .await
    }

    async fn set_push(&self, id: SourceId, push: Option<Push>) -> Result<()> {
        self.write(move |db| {
            let push = push.as_ref().map(json).transpose()?;
            let changed = db.execute("UPDATE source SET push = ?2 WHERE id = ?1", (id.0, push))?;
            if changed == 0 { Err(StoreError::Missing("such source")) } else { Ok(()) }
        })
        .await
    }

    async fn documents(&self, source: SourceId, limit: usize) -> Result<Vec<KeptDocument>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT id, name, received, length(bytes), stories, trouble FROM document
                 WHERE source = ?1 ORDER BY id DESC LIMIT ?2",
            )?;
            let rows = rows.query_map((source.0, most(limit)), |r| {
                Ok(KeptDocument {
                    id: DocumentId(r.get(0)?),
                    name: r.get(1)?,
                    received: time(r.get(2)?)?,
                    size: r.get::<_, i64>(3)?.max(0) as u64,
                    stories: r.get(4)?,
                    trouble: r.get(5)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn document_bytes(&self, id: DocumentId) -> Result<Option<Vec<u8>>> {
        self.read(move |db| {
            maybe(db.query_row("SELECT bytes FROM document WHERE id = ?1", [id.0], |r| r.get(0)))
        })
        .await
    }

    async fn count_documents(&self) -> Result<u64> {
        self.read(|db| Ok(count(db, "document")?)).await
    }
}

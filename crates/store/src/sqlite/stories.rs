//! Stories in their newest version, and their chains.

use super::{
    Sqlite,
    row::{count, maybe, micros, most, time, time_opt, value, word},
};
use crate::{Result, StoredStory, StoredVersion, Stories, StoryFilter};
use async_trait::async_trait;
use rusqlite::Row;
use story::{Change, NonPublic, Signal, SourceId, StoryId, Turn, VersionId};

const COLUMNS: &str = "SELECT s.id, v.id, s.versions, s.source, o.name, o.own, s.first_seen,
            v.seen, v.signal, v.embargo, v.urgency, v.words, o.defaults
     FROM story s JOIN story_version v ON v.id = s.newest JOIN source o ON o.id = s.source";

pub(super) fn signal(word_: &str) -> rusqlite::Result<Signal> {
    word(word_, |w| Signal::ALL.into_iter().find(|s| s.as_str() == w))
}

pub(super) fn change(word_: &str) -> rusqlite::Result<Change> {
    word(word_, |w| Change::ALL.into_iter().find(|c| c.as_str() == w))
}

fn stored(r: &Row<'_>) -> rusqlite::Result<StoredStory> {
    Ok(StoredStory {
        id: StoryId(r.get(0)?),
        version: VersionId(r.get(1)?),
        versions: r.get(2)?,
        source: SourceId(r.get(3)?),
        source_name: r.get(4)?,
        own: r.get(5)?,
        first_seen: time(r.get(6)?)?,
        seen: time(r.get(7)?)?,
        signal: signal(&r.get::<_, String>(8)?)?,
        embargo: time_opt(r.get(9)?)?,
        urgency: r.get(10)?,
        story: value(&r.get::<_, String>(11)?)?,
        defaults: value(&r.get::<_, String>(12)?)?,
    })
}

#[async_trait]
impl Stories for Sqlite {
    async fn stories(&self, filter: StoryFilter) -> Result<Vec<StoredStory>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(&format!(
                "{COLUMNS}
                 WHERE (?1 IS NULL OR s.came >= ?1)
                   AND (?2 IS NULL OR s.came < ?2)
                   AND (?3 IS NULL OR s.source = ?3)
                   AND (?4 IS NULL
                        OR instr(lower(coalesce(v.words ->> 'headline', '') || ' '
                                 || (v.words ->> 'teaser') || ' ' || (v.words ->> 'lead')), ?4) > 0)
                 ORDER BY s.came DESC, s.id DESC LIMIT ?5"
            ))?;
            let search = filter.search.map(|s| s.trim().to_lowercase()).filter(|s| !s.is_empty());
            let limit = if filter.limit == 0 { 200 } else { filter.limit };
            let rows = rows.query_map(
                (
                    filter.since.map(micros),
                    filter.until.map(micros),
                    filter.source.map(|s| s.0),
                    search,
                    most(limit),
                ),
                stored,
            )?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn story(&self, id: StoryId) -> Result<Option<StoredStory>> {
        self.read(move |db| {
            maybe(db.query_row(&format!("{COLUMNS} WHERE s.id = ?1"), [id.0], stored))
        })
        .await
    }

    async fn story_versions(&self, id: StoryId) -> Result<Vec<StoredVersion>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT id, seen, signal, notes, words, turn, change, number, embargo, joined
                 FROM story_version WHERE story = ?1 ORDER BY id",
            )?;
            let rows = rows.query_map([id.0], |r| {
                Ok(StoredVersion {
                    id: VersionId(r.get(0)?),
                    seen: time(r.get(1)?)?,
                    signal: signal(&r.get::<_, String>(2)?)?,
                    notes: NonPublic::new(r.get::<_, String>(3)?),
                    story: value(&r.get::<_, String>(4)?)?,
                    turn: word(&r.get::<_, String>(5)?, |w| {
                        Turn::ALL.into_iter().find(|t| t.as_str() == w)
                    })?,
                    change: change(&r.get::<_, String>(6)?)?,
                    number: r.get(7)?,
                    embargo: time_opt(r.get(8)?)?,
                    joined: r.get(9)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn story_document(&self, id: StoryId) -> Result<Option<(String, Vec<u8>)>> {
        self.read(move |db| {
            maybe(db.query_row(
                "SELECT d.name, d.bytes FROM story s JOIN story_version v ON v.id = s.newest
                 JOIN document d ON d.id = v.document WHERE s.id = ?1",
                [id.0],
                |r| Ok((r.get(0)?, r.get(1)?)),
            ))
        })
        .await
    }

    async fn is_public(&self, id: StoryId) -> Result<bool> {
        self.read(move |db| {
            Ok(db.query_row(
                "SELECT EXISTS (SELECT 1 FROM slot t JOIN edition e ON e.id = t.edition
                                WHERE t.story = ?1 AND e.frozen_at IS NOT NULL)
                     OR EXISTS (SELECT 1 FROM slot_background b JOIN slot t ON t.id = b.slot
                                JOIN edition e ON e.id = t.edition
                                WHERE b.story = ?1 AND e.frozen_at IS NOT NULL)",
                [id.0],
                |r| r.get(0),
            )?)
        })
        .await
    }

    async fn stories_after(&self, after: StoryId, limit: usize) -> Result<Vec<StoredStory>> {
        self.read(move |db| {
            let mut rows =
                db.prepare_cached(&format!("{COLUMNS} WHERE s.id > ?1 ORDER BY s.id LIMIT ?2"))?;
            let rows = rows.query_map((after.0, most(limit)), stored)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn story_before_latest(&self, limit: usize) -> Result<StoryId> {
        self.read(move |db| {
            let id: i64 = db.query_row(
                "SELECT coalesce((SELECT id FROM story ORDER BY id DESC LIMIT 1 OFFSET ?1), 0)",
                [most(limit)],
                |r| r.get(0),
            )?;
            Ok(StoryId(id))
        })
        .await
    }

    async fn count_stories(&self) -> Result<u64> {
        self.read(|db| Ok(count(db, "story")?)).await
    }

    async fn story_mark(&self) -> Result<i64> {
        self.read(|db| {
            Ok(db.query_row("SELECT coalesce(max(id), 0) FROM story_version", [], |r| r.get(0))?)
        })
        .await
    }
}

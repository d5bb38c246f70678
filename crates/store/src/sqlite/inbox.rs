//! Filing what came in: documents, and stories with their chains of versions.
//!
//! A version that is there already, or older than what is there, changes
//! nothing. A withdrawal stands until its source sends a version that it
//! numbers higher.

use super::{
    Sqlite,
    editions::log,
    row::{json, maybe, micros, most},
    sources::{COLUMNS, source},
    stories::signal,
};
use crate::{Result, StoreError};
use async_trait::async_trait;
use aws_lc_rs::digest;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use rusqlite::Connection;
use story::{
    Document, DocumentId, EditionId, Key, Received, Signal, Source, SourceId, SourceState,
};
use wire::inbox::{Filed, Inbox, InboxError, Reading};

fn inbox_error(e: StoreError) -> InboxError {
    InboxError(Box::new(e))
}

fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

#[async_trait]
impl Inbox for Sqlite {
    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Source>, InboxError> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(&format!(
                "{COLUMNS} WHERE paused = 0 AND (next IS NULL OR next <= ?1)
                 ORDER BY next, id LIMIT ?2"
            ))?;
            let rows = rows.query_map((micros(now), most(limit)), source)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
        .map_err(inbox_error)
    }

    async fn file(
        &self,
        document: Document,
        reading: Reading,
        state: SourceState,
    ) -> Result<Filed, InboxError> {
        self.write(move |db| {
            let (stories, trouble) = match reading {
                Reading::Stories { stories, troubles } => (stories, troubles.join("\n")),
                Reading::Broken { trouble } => (Vec::new(), trouble),
            };
            db.execute(
                "INSERT INTO document (source, name, media, received, sha256, bytes, stories, trouble)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, nullif(?8, ''))",
                (
                    document.source.0,
                    document.name,
                    document.media,
                    micros(document.received),
                    sha256(&document.bytes),
                    document.bytes,
                    stories.len() as i64,
                    trouble,
                ),
            )?;
            let id = DocumentId(db.last_insert_rowid());
            let mut filed = Filed { document: Some(id), ..Filed::default() };
            for received in stories {
                match file_story(db, document.source, id, document.received, received)? {
                    Came::Fresh => filed.fresh += 1,
                    Came::Changed => filed.changed += 1,
                    Came::Same => filed.same += 1,
                }
            }
            set_state(db, document.source, &state)?;
            Ok(filed)
        })
        .await
        .map_err(inbox_error)
    }

    async fn settle(&self, source: SourceId, state: SourceState) -> Result<(), InboxError> {
        self.write(move |db| set_state(db, source, &state)).await.map_err(inbox_error)
    }

    async fn has(&self, source: SourceId, name: &str, sha256: &str) -> Result<bool, InboxError> {
        let (name, sha256) = (name.to_owned(), sha256.to_owned());
        self.read(move |db| {
            Ok(db.query_row(
                "SELECT EXISTS (SELECT 1 FROM document
                                WHERE source = ?1 AND name = ?2 AND sha256 = ?3)",
                (source.0, name, sha256),
                |r| r.get(0),
            )?)
        })
        .await
        .map_err(inbox_error)
    }
}

fn set_state(db: &Connection, source: SourceId, state: &SourceState) -> Result<()> {
    db.prepare_cached("UPDATE source SET state = ?2, next = ?3 WHERE id = ?1")?.execute((
        source.0,
        json(state)?,
        state.next.map(micros),
    ))?;
    Ok(())
}

enum Came {
    Fresh,
    Changed,
    Same,
}

/// Guids and text hashes are a source's own; urns and addresses are the world's.
fn scope(key: &Key, source: SourceId) -> i64 {
    match key {
        Key::Urn(_) | Key::Url(_) => 0,
        Key::Guid(_) | Key::Text(_) => source.0,
    }
}

fn file_story(
    db: &Connection,
    source: SourceId,
    document: DocumentId,
    now: Timestamp,
    received: Received,
) -> Result<Came> {
    let words = json(&received.story)?;
    let embargo = received.embargo.map(micros);
    let print = sha256(format!("{}\n{embargo:?}\n{words}", received.signal.as_str()).as_bytes());
    let came = received.story.when().map_or(now, |t| t.min(now));

    let known = find(db, source, &received.keys)?;
    let (story, fresh) = match known {
        Some(story) => (story, false),
        None => {
            db.prepare_cached("INSERT INTO story (source, first_seen, came) VALUES (?1, ?2, ?3)")?
                .execute((source.0, micros(now), micros(came)))?;
            (db.last_insert_rowid(), true)
        }
    };
    for key in &received.keys {
        db.prepare_cached(
            "INSERT INTO story_key (kind, scope, value, story) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO NOTHING",
        )?
        .execute((key.kind(), scope(key, source), key.value(), story))?;
    }
    if !fresh && !is_newer(db, story, &received, &print)? {
        return Ok(Came::Same);
    }
    db.prepare_cached(
        "INSERT INTO story_version
             (story, document, seen, signal, number, embargo, urgency, notes, print, words)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        story,
        document.0,
        micros(now),
        received.signal.as_str(),
        received.version,
        embargo,
        received.urgency,
        received.notes.for_editors(),
        print,
        words,
    ))?;
    let version = db.last_insert_rowid();
    db.prepare_cached("UPDATE story SET newest = ?2, versions = versions + 1 WHERE id = ?1")?
        .execute((story, version))?;
    if fresh {
        return Ok(Came::Fresh);
    }
    take_approvals_back(db, story, received.signal, embargo, now)?;
    Ok(Came::Changed)
}

/// The story that any of the keys names, the most trusted first.
fn find(db: &Connection, source: SourceId, keys: &[Key]) -> Result<Option<i64>> {
    let mut named = db.prepare_cached(
        "SELECT story FROM story_key WHERE kind = ?1 AND scope = ?2 AND value = ?3",
    )?;
    for key in keys {
        let found =
            maybe(named.query_row((key.kind(), scope(key, source), key.value()), |r| r.get(0)))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn is_newer(db: &Connection, story: i64, received: &Received, print: &str) -> Result<bool> {
    let there: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM story_version WHERE story = ?1 AND print = ?2)",
        )?
        .query_row((story, print), |r| r.get(0))?;
    if there {
        return Ok(false);
    }
    let (standing, number, updated): (String, Option<u32>, Option<String>) = db
        .prepare_cached(
            "SELECT v.signal, v.number, v.words ->> 'updated'
             FROM story s JOIN story_version v ON v.id = s.newest WHERE s.id = ?1",
        )?
        .query_row([story], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    if let (Some(had), Some(comes)) = (number, received.version)
        && comes < had
    {
        return Ok(false);
    }
    if signal(&standing)? == Signal::Withdrawal && received.signal != Signal::Withdrawal {
        return Ok(matches!((number, received.version), (Some(had), Some(comes)) if comes > had));
    }
    let had: Option<Timestamp> = updated.and_then(|t| t.parse().ok());
    Ok(match (had, received.story.updated) {
        (Some(had), Some(comes)) => comes >= had,
        _ => true,
    })
}

/// A correction, hold, withdrawal or embargo in a story of an approved edition
/// takes the approval back, so that a person looks before anything goes out.
fn take_approvals_back(
    db: &Connection,
    story: i64,
    signal: Signal,
    embargo: Option<i64>,
    now: Timestamp,
) -> Result<()> {
    let grave = signal != Signal::Update || embargo.is_some_and(|until| until > micros(now));
    if !grave {
        return Ok(());
    }
    let mut touched = db.prepare_cached(
        "UPDATE edition SET state = 'in-review', approved_by = NULL, approved_at = NULL,
                revision = revision + 1
         WHERE state = 'approved' AND id IN (SELECT edition FROM slot WHERE story = ?1)
         RETURNING id",
    )?;
    let touched: Vec<i64> =
        touched.query_map([story], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    for edition in touched {
        let why = match signal {
            Signal::Update => "embargo",
            other => other.as_str(),
        };
        let act = format!("took the approval back: {why} of story {story} came in");
        log(db, EditionId(edition), "desk", &act, now)?;
    }
    Ok(())
}

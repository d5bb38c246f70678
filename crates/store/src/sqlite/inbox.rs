//! Filing what came in: documents, and stories with their chains of versions.
//!
//! A version that is there already, or older than what is there, changes
//! nothing. A withdrawal stands until its source sends a version that it
//! numbers higher.

use super::{
    Sqlite,
    chains::{Step, newest, remember, remember_path, told_before},
    row::{json, maybe, micros, most, time_opt},
    sources::{COLUMNS, source},
    stories::signal,
};
use crate::{Result, StoreError};
use async_trait::async_trait;
use aws_lc_rs::digest;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use rusqlite::Connection;
use std::{cmp::Ordering, collections::BTreeSet};
use story::{
    Change, Document, DocumentId, Key, Place, Received, Signal, Source, SourceId, SourceState,
    Story, Turn,
};
use wire::{
    chains::Runs,
    facts,
    inbox::{Filed, Inbox, InboxError, Reading},
    keys::untracked,
};

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
                "{COLUMNS} WHERE paused = 0 AND (next IS NULL OR next <= ?1) AND place != ?3
                 ORDER BY next, id LIMIT ?2"
            ))?;
            // Where editors paste there is nothing to ask.
            let asked = (micros(now), most(limit), json(&Place::Paste)?);
            let rows = rows.query_map(asked, source)?;
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
            let desk = Desk { db, source: document.source, document: id, now: document.received };
            let mut beside = BTreeSet::new();
            for received in &stories {
                beside.extend(find(db, document.source, &received.keys)?);
            }
            for received in stories {
                match desk.file(received, &mut beside)? {
                    Came::Fresh => filed.fresh += 1,
                    Came::Changed => filed.changed += 1,
                    Came::Same => filed.same += 1,
                }
            }
            let mut state = state;
            if let Some(fetch) = state.fetches.last_mut() {
                (fetch.fresh, fetch.changed) = (filed.fresh, filed.changed);
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
    db.prepare_cached(
        "UPDATE source SET state = ?2, next = CASE WHEN hurries > ?4 THEN NULL ELSE ?3 END
         WHERE id = ?1",
    )?
    .execute((source.0, json(state)?, state.next.map(micros), state.hurries))?;
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

/// Where stories of one document are filed.
struct Desk<'a> {
    db: &'a Connection,
    source: SourceId,
    document: DocumentId,
    now: Timestamp,
}

impl Desk<'_> {
    /// Files one story; `beside` are those that the document tells of.
    fn file(&self, received: Received, beside: &mut BTreeSet<i64>) -> Result<Came> {
        let Self { db, source, now, .. } = *self;
        let words = json(&received.story)?;
        let embargo = received.embargo.map(micros);
        let told = match without_tracking(&received.story) {
            Some(story) => &json(&story)?,
            None => &words,
        };
        let print = sha256(format!("{}\n{embargo:?}\n{told}", received.signal.as_str()).as_bytes());
        let runs = Runs::of(&received.story);
        let mut joined = None;
        let known = match find(db, source, &received.keys)? {
            Some(story) => Some(story),
            None => told_before(db, source, beside, &received, &runs, now)?.map(|(story, why)| {
                joined = Some(why);
                story
            }),
        };
        let (story, fresh) = match known {
            Some(story) => (story, false),
            None => (self.open(&received)?, true),
        };
        beside.insert(story);
        for key in &received.keys {
            db.prepare_cached(
                "INSERT INTO story_key (kind, scope, value, story) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING",
            )?
            .execute((key.kind(), scope(key, source), key.value(), story))?;
        }
        remember_path(db, source, story, &received.keys)?;
        let print = match fresh {
            true => print,
            false => match newer(db, story, &received, print)? {
                Some(print) => print,
                None => return Ok(Came::Same),
            },
        };
        let before = newest(db, story)?;
        let diff = before.as_ref().map(|b| facts::diff(&b.story, &received.story));
        let turn = Turn::of(
            received.signal,
            diff.as_ref().map(|d| d.change),
            time_opt(before.as_ref().and_then(|b| b.embargo))?,
            received.embargo,
        );
        db.prepare_cached(
            "INSERT INTO story_version (story, document, seen, signal, number, embargo, urgency,
                                        notes, print, words, change, turn, joined)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute((
            story,
            self.document.0,
            micros(now),
            received.signal.as_str(),
            received.version,
            embargo,
            received.urgency,
            received.notes.for_editors(),
            print,
            words,
            diff.as_ref().map_or(Change::Update, |d| d.change).as_str(),
            turn.as_str(),
            joined,
        ))?;
        let version = db.last_insert_rowid();
        db.prepare_cached("UPDATE story SET newest = ?2, versions = versions + 1 WHERE id = ?1")?
            .execute((story, version))?;
        remember(db, source, story, &runs, now)?;
        let (Some(before), Some(diff)) = (before, diff) else { return Ok(Came::Fresh) };
        let (before, diff, received) = (&before, &diff, &received);
        Step { story, version, before, received, diff, now }.carry(db)?;
        Ok(Came::Changed)
    }

    fn open(&self, received: &Received) -> Result<i64> {
        let came = received.story.when().map_or(self.now, |t| t.min(self.now));
        self.db
            .prepare_cached("INSERT INTO story (source, first_seen, came) VALUES (?1, ?2, ?3)")?
            .execute((self.source.0, micros(self.now), micros(came)))?;
        Ok(self.db.last_insert_rowid())
    }
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

/// The story as it tells itself from its other versions, if that is not as it
/// came: links that count where readers come from differ from poll to poll, and
/// say nothing.
fn without_tracking(story: &Story) -> Option<Story> {
    let links = std::iter::once(&story.url)
        .chain(story.read_more.iter().map(|r| &r.url))
        .chain(story.background.iter().map(|b| &b.url));
    if !links.flatten().any(|url| untracked(url) != *url) {
        return None;
    }
    let mut story = story.clone();
    let links = std::iter::once(&mut story.url)
        .chain(story.read_more.iter_mut().map(|r| &mut r.url))
        .chain(story.background.iter_mut().map(|b| &mut b.url));
    for url in links.flatten() {
        *url = untracked(url);
    }
    Some(story)
}

/// Whether a version is newer than what is there; gives the print it is kept
/// under. Text that was there already counts again only if its source numbers
/// it higher than the newest.
fn newer(
    db: &Connection,
    story: i64,
    received: &Received,
    print: String,
) -> Result<Option<String>> {
    let there: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM story_version WHERE story = ?1 AND print = ?2)",
        )?
        .query_row((story, &print), |r| r.get(0))?;
    let (standing, number, updated): (String, Option<u32>, Option<String>) = db
        .prepare_cached(
            "SELECT v.signal, v.number, v.words ->> 'updated'
             FROM story s JOIN story_version v ON v.id = s.newest WHERE s.id = ?1",
        )?
        .query_row([story], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    let numbered = match (number, received.version) {
        (Some(had), Some(comes)) => Some(comes.cmp(&had)),
        _ => None,
    };
    let higher = numbered == Some(Ordering::Greater);
    if there {
        let again = received.version.filter(|_| higher);
        return Ok(again.map(|number| format!("{print}#{number}")));
    }
    let killed = signal(&standing)? == Signal::Withdrawal;
    let fine = if numbered == Some(Ordering::Less) {
        false
    } else if killed && received.signal != Signal::Withdrawal {
        higher
    } else {
        let had: Option<Timestamp> = updated.and_then(|t| t.parse().ok());
        match (had, received.story.updated) {
            (Some(had), Some(comes)) => comes >= had,
            _ => true,
        }
    };
    Ok(fine.then_some(print))
}

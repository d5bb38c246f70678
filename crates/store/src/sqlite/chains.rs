//! What a new version of a story means for what rests on the one before it:
//! drafts follow, approvals fall, sending stops. And how a story is known
//! again that comes back under another name.
//!
//! Everything here happens in the transaction that files the version.

use super::{
    alerts, background, corrections,
    editions::log,
    fallen::{self, FELL},
    pictures,
    points::RESTS,
    row::{maybe, micros, value},
};
use crate::Result;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use std::collections::BTreeSet;
use story::{Change, EditionId, Key, Received, Signal, SourceId, Story, StoryId, one_line};
use wire::{
    anatomy::sentences::sentences,
    chains::{Runs, SAME_STORY, headlines_alike},
    facts::FactDiff,
};

/// A story comes back under another name within this time, or it is another.
const COMES_BACK: SignedDuration = SignedDuration::from_hours(24);

/// A text whose runs stand in more stories than this is boilerplate.
const NEAR: usize = 50;

/// A version as it stood when the next one came.
pub(super) struct Before {
    pub id: i64,
    pub story: Story,
    pub embargo: Option<i64>,
}

/// The newest version of a story.
pub(super) fn newest(db: &Connection, story: i64) -> Result<Option<Before>> {
    maybe(
        db.prepare_cached(
            "SELECT v.id, v.words, v.embargo FROM story s JOIN story_version v ON v.id = s.newest
             WHERE s.id = ?1",
        )?
        .query_row([story], |r| {
            Ok(Before { id: r.get(0)?, story: value(&r.get::<_, String>(1)?)?, embargo: r.get(2)? })
        }),
    )
}

/// What came, beside what was there.
pub(super) struct Step<'a> {
    pub story: i64,
    pub version: i64,
    pub before: &'a Before,
    pub received: &'a Received,
    pub diff: &'a FactDiff,
    pub now: Timestamp,
}

impl Step<'_> {
    fn is_embargoed(&self) -> bool {
        self.received.embargo.is_some_and(|until| until > self.now)
    }

    /// Why a person has to look before the story goes out.
    fn grave(&self) -> Option<String> {
        let signal = self.received.signal;
        if signal.is_grave() {
            Some(format!("a {} of story {} came in", signal.as_str(), self.story))
        } else if self.is_embargoed() {
            Some(format!("an embargo of story {} came in", self.story))
        } else {
            None
        }
    }

    /// Why what went out with the version before was wrong: its source says
    /// so, or says that nothing has changed while facts have.
    fn mends(&self) -> Option<String> {
        let (story, signal) = (self.story, self.received.signal);
        match signal {
            Signal::Correction | Signal::Withdrawal => {
                Some(format!("a {} of story {story} came in", signal.as_str()))
            }
            Signal::Repeat | Signal::Refile if self.diff.change == Change::Fact => {
                let words = self.diff.in_words();
                Some(format!("a {} of story {story} has other facts ({words})", signal.as_str()))
            }
            _ => None,
        }
    }

    /// Why words that were quoted from the version before can't be shown any
    /// longer; none where the story still says them.
    pub(super) fn unsays(&self, words: &str) -> Option<String> {
        let stops = [Signal::Withdrawal, Signal::Hold, Signal::Advisory];
        if stops.contains(&self.received.signal) || self.is_embargoed() {
            return self.grave();
        }
        let stands = if says(&self.before.story, words) {
            says(&self.received.story, words)
        } else {
            self.diff.change != Change::Fact
        };
        (!stands).then(|| format!("story {} says it in other words now", self.story))
    }

    /// Carries the version to all that rest on the one before.
    pub(super) fn carry(&self, db: &Connection) -> Result<()> {
        background::carry(db, self)?;
        let grave = self.grave();
        let facts = (self.diff.change == Change::Fact).then(|| {
            format!("facts of story {} are others now ({})", self.story, self.diff.in_words())
        });
        if let Some(why) = grave.as_ref().or(facts.as_ref()) {
            self.take_approvals_back(db, why)?;
        }
        if let Some(why) = self.mends() {
            corrections::open(db, self.story, self.version, &why, self.now)?;
        }
        if self.is_embargoed() && self.before.embargo.is_none_or(|until| until <= micros(self.now))
        {
            self.tell_breach(db)?;
        }
        if self.received.signal == Signal::Withdrawal {
            pictures::withdraw(db, StoryId(self.story))?;
        }
        match grave {
            Some(why) => self.stop_sending(db, &why)?,
            None if self.diff.change <= Change::Refile => self.let_drafts_follow(db)?,
            None => {}
        }
        Ok(())
    }

    /// An embargo that comes after its story has gone out can't be kept any
    /// more: chiefs are told, since they answer for it.
    fn tell_breach(&self, db: &Connection) -> Result<()> {
        let mut sent = db.prepare_cached(&format!(
            "SELECT DISTINCT e.id FROM {RESTS} r JOIN edition e ON e.id = r.edition
             WHERE r.story = ?1 AND e.state = 'sent'",
        ))?;
        let sent: Vec<i64> =
            sent.query_map([self.story], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        for edition in sent {
            let why = format!("an embargo of story {} came in after it had gone out", self.story);
            log(db, EditionId(edition), "desk", &format!("found a breach: {why}"), self.now)?;
            let why = format!("A breach: {why}. Its words are off the web until it ends.");
            alerts::raise(db, EditionId(edition), &why)?;
        }
        Ok(())
    }

    fn take_approvals_back(&self, db: &Connection, why: &str) -> Result<()> {
        let which = format!("SELECT edition FROM {RESTS} WHERE story = ?1");
        let touched = fallen::fell(db, &which, self.story)?;
        for edition in touched {
            let act = format!("took the approval back: {why}");
            log(db, EditionId(edition), "desk", &act, self.now)?;
            alerts::raise(db, EditionId(edition), &format!("The approval was taken back: {why}."))?;
        }
        Ok(())
    }

    /// What is being sent waits for a person; what is sent already can't be
    /// called back.
    fn stop_sending(&self, db: &Connection, why: &str) -> Result<()> {
        let mut stopped = db.prepare_cached(&format!(
            "UPDATE edition SET stopped = coalesce(stopped || '; ', '') || ?2, stopped_at = ?3
             WHERE state IN ('frozen', 'printing')
               AND id IN (SELECT edition FROM {RESTS} WHERE story = ?1 AND NOT gone)
             RETURNING id",
        ))?;
        let stopped: Vec<i64> = stopped
            .query_map((self.story, why, micros(self.now)), |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for edition in stopped {
            let act = format!("stopped the sending: {why}");
            log(db, EditionId(edition), "desk", &act, self.now)?;
            alerts::raise(db, EditionId(edition), &format!("The sending was stopped: {why}."))?;
        }
        Ok(())
    }

    /// The same words, better written: drafts that nobody has rewritten take
    /// them without a word.
    fn let_drafts_follow(&self, db: &Connection) -> Result<()> {
        let mut rest = db.prepare_cached(&format!(
            "SELECT t.id, t.headline, t.text FROM slot t JOIN edition e ON e.id = t.edition
             WHERE t.story = ?1 AND t.version = ?2 AND e.state IN ('drafted', 'in-review', 'held')
               AND NOT {FELL}",
        ))?;
        let rest: Vec<(i64, String, String)> = rest
            .query_map((self.story, self.before.id), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (slot, headline, text) in rest {
            let (was, now) = (&self.before.story, &self.received.story);
            if headline != one_line(&was.title()) {
                continue;
            }
            let Some(text) = followed(&text, was.summary(), now.summary()) else { continue };
            db.execute(
                "UPDATE slot SET version = ?2, headline = ?3, text = ?4 WHERE id = ?1",
                (slot, self.version, one_line(&now.title()), text),
            )?;
        }
        Ok(())
    }
}

/// True if these words stand in the story, or are its headline.
pub(super) fn says(story: &Story, words: &str) -> bool {
    let words = &one_line(words);
    let brought = story.background.iter().map(|b| b.teaser.as_str());
    let text = [&story.teaser, &story.lead].into_iter().chain(&story.body).map(String::as_str);
    one_line(&story.title()) == *words
        || text.chain(brought).any(|part| one_line(part).contains(words.as_str()))
}

/// The words of a slot that showed the first sentences of `was`, out of `now`.
fn followed(text: &str, was: &str, now: &str) -> Option<String> {
    if text == was {
        return Some(now.to_owned());
    }
    let shown = sentences(text).len();
    let first = |all: &str| sentences(all).into_iter().take(shown).collect::<Vec<_>>().join(" ");
    (first(was) == text).then(|| first(now))
}

/// Where a page lies on its site; none for a front page.
fn path_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    let path = rest.get(rest.find('/')?..)?;
    (path.len() > 8).then_some(path)
}

fn host_of(address: &str) -> &str {
    address.strip_prefix("https://").and_then(|r| r.split('/').next()).unwrap_or_default()
}

fn url_of(keys: &[Key]) -> Option<&str> {
    keys.iter().find_map(|k| match k {
        Key::Url(url) => Some(url.as_str()),
        _ => None,
    })
}

/// The addresses a story is known by.
fn addresses(db: &Connection, story: i64) -> Result<Vec<String>> {
    let mut rows =
        db.prepare_cached("SELECT value FROM story_key WHERE story = ?1 AND kind = 'url'")?;
    let rows = rows.query_map([story], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The story of that source that came from another host under the same path
/// and headline: a site that has moved.
fn from_another_host(
    db: &Connection,
    source: SourceId,
    beside: &BTreeSet<i64>,
    received: &Received,
) -> Result<Option<(i64, String)>> {
    let Some(url) = url_of(&received.keys) else { return Ok(None) };
    let Some(path) = path_of(url) else { return Ok(None) };
    let mut rows = db.prepare_cached(
        "SELECT k.story FROM story_key k JOIN story s ON s.id = k.story
         WHERE k.kind = 'path' AND k.scope = ?1 AND k.value = ?2 AND s.source = ?1",
    )?;
    let found: Vec<i64> =
        rows.query_map((source.0, path), |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    for story in found.into_iter().filter(|s| !beside.contains(s)) {
        let known = addresses(db, story)?;
        let elsewhere = known.iter().all(|a| host_of(a) != host_of(url));
        let before = newest(db, story)?;
        if elsewhere && before.is_some_and(|b| b.story.title() == received.story.title()) {
            let host = known.first().map_or("", |a| host_of(a)).to_owned();
            return Ok(Some((story, format!("came from {host} before"))));
        }
    }
    Ok(None)
}

/// Keeps the path of a story's address, by which it is known on another host.
pub(super) fn remember_path(
    db: &Connection,
    source: SourceId,
    story: i64,
    keys: &[Key],
) -> Result<()> {
    let Some(path) = url_of(keys).and_then(path_of) else { return Ok(()) };
    db.prepare_cached(
        "INSERT INTO story_key (kind, scope, value, story) VALUES ('path', ?1, ?2, ?3)
         ON CONFLICT DO NOTHING",
    )?
    .execute((source.0, path, story))?;
    Ok(())
}

/// The story of that source that says the same under another name, and why it
/// is taken for the same. `beside` are stories that the same document tells of:
/// its source tells both at once, so they are others. Two pages of one site are
/// two stories, whatever their words.
pub(super) fn told_before(
    db: &Connection,
    source: SourceId,
    beside: &BTreeSet<i64>,
    received: &Received,
    runs: &Runs,
    now: Timestamp,
) -> Result<Option<(i64, String)>> {
    if let Some(found) = from_another_host(db, source, beside, received)? {
        return Ok(Some(found));
    }
    let url = url_of(&received.keys);
    let since = now.checked_sub(COMES_BACK).unwrap_or(Timestamp::MIN);
    let mut holders = db.prepare_cached(
        "SELECT story FROM story_run WHERE source = ?1 AND run = ?2 AND seen >= ?3",
    )?;
    let mut near: BTreeSet<i64> = BTreeSet::new();
    for run in runs.all() {
        let rows = holders.query_map((source.0, run.cast_signed(), micros(since)), |r| r.get(0))?;
        near.extend(rows.collect::<rusqlite::Result<Vec<i64>>>()?);
        // A phrase that stands in everything says nothing.
        if near.len() > NEAR {
            return Ok(None);
        }
    }
    let mut best: Option<(i64, f64)> = None;
    for story in near {
        let share = runs.share(&kept(db, source, story)?);
        if share >= SAME_STORY
            && best.is_none_or(|(_, most)| share > most)
            && !beside.contains(&story)
            && url.is_none_or(|url| on_no_page_of(db, story, host_of(url)).unwrap_or(false))
            && newest(db, story)?.is_some_and(|b| headlines_alike(&b.story, &received.story))
        {
            best = Some((story, share));
        }
    }
    Ok(best.map(|(story, share)| {
        (story, format!("came under another name; {:.0} % of its text is the same", share * 100.0))
    }))
}

/// True if the story is known by no page of that host.
fn on_no_page_of(db: &Connection, story: i64, host: &str) -> Result<bool> {
    Ok(addresses(db, story)?.iter().all(|a| host_of(a) != host))
}

fn kept(db: &Connection, source: SourceId, story: i64) -> Result<Runs> {
    let mut runs =
        db.prepare_cached("SELECT run FROM story_run WHERE source = ?1 AND story = ?2")?;
    let runs = runs.query_map((source.0, story), |r| r.get::<_, i64>(0))?;
    let runs: Vec<i64> = runs.collect::<rusqlite::Result<_>>()?;
    Ok(Runs::from_hashes(runs.into_iter().map(i64::cast_unsigned).collect()))
}

/// Keeps a version's runs for those that come later, and lets old ones go.
pub(super) fn remember(
    db: &Connection,
    source: SourceId,
    story: i64,
    runs: &Runs,
    now: Timestamp,
) -> Result<()> {
    let since = now.checked_sub(COMES_BACK).unwrap_or(Timestamp::MIN);
    db.prepare_cached("DELETE FROM story_run WHERE seen < ?1")?.execute([micros(since)])?;
    db.prepare_cached("DELETE FROM story_run WHERE source = ?1 AND story = ?2")?
        .execute((source.0, story))?;
    let mut put = db.prepare_cached(
        "INSERT OR IGNORE INTO story_run (source, run, story, seen) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for run in runs.all() {
        put.execute((source.0, run.cast_signed(), story, micros(now)))?;
    }
    Ok(())
}

//! Asks the sources that are due, reads what came and files it. `run` is the
//! only place of this crate with a clock; `poll_once` is handed the time.

use crate::{
    FeedFacts, Hint, NamedFeed, Read, ReadError, feeds_of,
    fetch::{Fetched, Fetcher, Page, Way},
    inbox::{Filed, Inbox, InboxError, Reading},
    keys, read,
    schedule::{self, Outcome, Pace, Told},
    turns::{End, Turns},
};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    path::Path,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};
use story::{Document, Fetch, Format, Key, Moved, Place, Received, Source, SourceState, Wishes};
use tokio::task::{self, JoinSet};
use tokio_util::sync::CancellationToken;

/// How the poller works.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Seconds between two looks at which sources are due.
    pub rest: u64,
    /// Sources asked at a time; never two of one host.
    pub at_once: usize,
    /// How often the newsroom's own sources are asked.
    pub own: Pace,
    /// How often others are.
    pub others: Pace,
}

impl Default for Options {
    fn default() -> Self {
        Self { rest: 2, at_once: 16, own: Pace::OWN, others: Pace::OTHERS }
    }
}

/// Sources looked up at a time.
const BATCH: usize = 1000;

/// A permanent redirect is believed once it was seen so often, over so long.
const MOVED_TIMES: u32 = 3;
const MOVED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// What became of one poll.
#[derive(Clone, Debug)]
pub struct PollReport {
    /// In one line, for editors.
    pub words: String,
    /// True if the source answered and could be read.
    pub good: bool,
    /// Stories in what came.
    pub stories: usize,
    /// What the inbox made of it, summed over all documents.
    pub filed: Filed,
    /// Entries that could not be read.
    pub troubles: Vec<String>,
    /// The source's state from now on.
    pub state: SourceState,
}

/// Polls until `stop`. An inbox that fails is asked again after a rest.
pub async fn run(
    inbox: Arc<dyn Inbox>,
    fetcher: Fetcher,
    stop: CancellationToken,
    options: Options,
) {
    let rest = Duration::from_secs(options.rest.max(1));
    let mut at_work = JoinSet::new();
    let mut ends: HashMap<task::Id, End> = HashMap::new();
    let mut turns = Turns::default();
    let mut look = Instant::now();
    loop {
        if look <= Instant::now() {
            match inbox.due(Timestamp::now(), BATCH).await {
                Ok(due) => {
                    // There may be more than were looked up.
                    let all = due.len() < BATCH;
                    look = Instant::now() + if all { rest } else { rest / 4 };
                    turns.offer(due);
                }
                Err(e) => {
                    tracing::error!("sources can't be polled: {e}");
                    look = Instant::now() + rest;
                }
            }
        }
        while at_work.len() < options.at_once.max(1)
            && let Some(turn) = turns.take(Instant::now())
        {
            let (inbox, fetcher, end) = (inbox.clone(), fetcher.clone(), turn.end());
            let task = at_work.spawn(ask(inbox, fetcher, turn.source, options));
            ends.insert(task.id(), end);
        }
        let wake = match turns.next() {
            Some(next) if !turns.is_empty() => look.min(next),
            _ => look,
        };
        let ended = tokio::select! {
            () = stop.cancelled() => break,
            Some(done) = at_work.join_next_with_id(), if !at_work.is_empty() => done,
            () = tokio::time::sleep_until(wake.into()) => continue,
        };
        // One that panicked has had its turn as well.
        let id = ended.map_or_else(|e| e.id(), |(id, ())| id);
        if let Some(end) = ends.remove(&id) {
            turns.ended(end, Instant::now());
        }
    }
    // A document on its way is finished and filed; asking takes 20 s at most.
    while at_work.join_next().await.is_some() {}
}

async fn ask(inbox: Arc<dyn Inbox>, fetcher: Fetcher, source: Source, options: Options) {
    let now = Timestamp::now();
    let jitter = jitter(&source, now);
    match poll_with(&*inbox, &fetcher, &source, now, jitter, options).await {
        Ok(r) if r.good => tracing::debug!(source = %source.name, "{}", r.words),
        Ok(r) => tracing::warn!(source = %source.name, "{}", r.words),
        Err(e) => tracing::error!(source = %source.name, "{e}"),
    }
}

/// A number from 0 to 1 that differs from source to source and poll to poll;
/// it need not be unguessable.
fn jitter(source: &Source, now: Timestamp) -> f64 {
    let seed = keys::sha256(format!("{}{}", source.id, now.as_nanosecond()).as_bytes());
    let n = u32::from_str_radix(&seed[..8], 16).unwrap_or(0);
    f64::from(n) / f64::from(u32::MAX)
}

/// Polls one source now.
///
/// # Errors
/// If the inbox can't be used; everything else is in the report.
pub async fn poll_once(
    inbox: &dyn Inbox,
    fetcher: &Fetcher,
    source: &Source,
    now: Timestamp,
    jitter: f64,
) -> Result<PollReport, InboxError> {
    poll_with(inbox, fetcher, source, now, jitter, Options::default()).await
}

/// [`poll_once`] with a pace of one's own.
///
/// # Errors
/// If the inbox can't be used.
pub async fn poll_with(
    inbox: &dyn Inbox,
    fetcher: &Fetcher,
    source: &Source,
    now: Timestamp,
    jitter: f64,
    options: Options,
) -> Result<PollReport, InboxError> {
    let began = Instant::now();
    let poll = Poll { inbox, fetcher, source, now, jitter, options, began };
    match &source.place {
        Place::Url(url) => poll.url(source.state.address.as_deref().unwrap_or(url)).await,
        Place::Folder(folder) => poll.folder(Path::new(folder)).await,
        Place::Paste => Ok(PollReport {
            words: "nothing to ask: editors paste here".into(),
            good: true,
            stories: 0,
            filed: Filed::default(),
            troubles: Vec::new(),
            state: source.state.clone(),
        }),
    }
}

/// What a look at an address found.
#[derive(Clone, Debug)]
pub struct Look {
    /// What was read there, or why nothing was.
    pub read: Result<Read, ReadError>,
    /// The feeds that the page there names: for somebody who gave a site's
    /// address.
    pub feeds: Vec<NamedFeed>,
}

/// Fetches and reads a source without filing anything: for a look before it is
/// added.
///
/// # Errors
/// In words for editors.
pub async fn look(fetcher: &Fetcher, source: &Source) -> Result<Look, String> {
    let Place::Url(url) = &source.place else {
        return Err("only addresses can be looked at".into());
    };
    match fetcher.fetch(url, None, None).await.map_err(|e| e.to_string())? {
        Fetched::Document(page) => {
            let read = read(&page.bytes, &hint(source, &page.url, page.media.clone(), None));
            let a_page = !matches!(&read, Ok(read) if read.format != Format::Html);
            let feeds = if a_page { feeds_of(&page.bytes, Some(&page.url)) } else { Vec::new() };
            Ok(Look { read, feeds })
        }
        Fetched::NotModified { .. } => {
            Err("the server says nothing changed, though nothing was asked before".into())
        }
        Fetched::Later { status, .. } => {
            Err(format!("the server answered {status}: it asks to come later"))
        }
        Fetched::Gone => Err("the server says this is gone for good (410)".into()),
    }
}

/// Reads a text that an editor pasted: the document and its reading, to be
/// filed by the caller.
///
/// # Errors
/// If there are no words in it.
pub fn read_pasted(
    text: &str,
    source: &Source,
    now: Timestamp,
) -> Result<(Document, Reading), ReadError> {
    let name = format!("pasted {now}");
    let mut hint = hint(source, &name, None, Some(now));
    hint.format = source.format.or(Some(story::Format::Text));
    let read = read(text.as_bytes(), &hint)?;
    let document = document(
        source,
        name,
        Some("text/plain; charset=utf-8".into()),
        now,
        text.as_bytes().to_vec(),
    );
    Ok((document, stories(read, source)))
}

fn hint(source: &Source, name: &str, media: Option<String>, received: Option<Timestamp>) -> Hint {
    Hint {
        format: source.format,
        media,
        name: Some(name.to_owned()),
        language: source.language.clone(),
        received,
    }
}

fn document(
    source: &Source,
    name: String,
    media: Option<String>,
    received: Timestamp,
    bytes: Vec<u8>,
) -> Document {
    Document { id: None, source: source.id, name, media, received, bytes }
}

fn stories(mut read: Read, source: &Source) -> Reading {
    for received in &mut read.stories {
        source.defaults.fill(&mut received.story);
    }
    Reading::Stories {
        stories: read.stories,
        troubles: read.troubles.iter().map(ToString::to_string).collect(),
    }
}

struct Poll<'a> {
    inbox: &'a dyn Inbox,
    fetcher: &'a Fetcher,
    source: &'a Source,
    now: Timestamp,
    jitter: f64,
    options: Options,
    began: Instant,
}

impl Poll<'_> {
    fn pace(&self) -> Pace {
        match self.source.place {
            Place::Folder(_) => Pace::FOLDER,
            _ if self.source.own => self.options.own,
            _ => self.options.others,
        }
    }

    /// The state after an outcome; `trouble` only where it failed.
    fn state(&self, outcome: Outcome, trouble: Option<String>) -> SourceState {
        let mut state = self.source.state.clone();
        state.asked = Some(self.now);
        let good = matches!(outcome, Outcome::News | Outcome::Quiet);
        if good {
            state.good = Some(self.now);
            state.failing_since = None;
            state.failures = 0;
            state.trouble = None;
            if outcome == Outcome::News {
                state.news = Some(self.now);
            }
        } else {
            state.failures = state.failures.saturating_add(1);
            state.failing_since = state.failing_since.or(Some(self.now));
            state.trouble = trouble;
        }
        self.plan(&mut state, outcome, None);
        state
    }

    /// When it is asked next.
    fn plan(&self, state: &mut SourceState, outcome: Outcome, fresh: Option<u64>) {
        let outcome = match outcome {
            Outcome::Failed(_) => Outcome::Failed(state.failures),
            other => other,
        };
        let told =
            Told { interval: state.interval, rate: state.rate, fresh, wishes: Some(&state.wishes) };
        let next = schedule::next(self.now, outcome, told, self.pace(), self.jitter);
        state.next = Some(next.at);
        state.next_because = Some(next.because);
        state.interval = Some(next.interval);
    }

    /// Notes the poll for the editors to see.
    fn note(&self, state: &mut SourceState, good: bool, words: &str, octets: usize) {
        state.remember(Fetch {
            at: self.now,
            good,
            words: words.to_owned(),
            octets: octets as u64,
            millis: u32::try_from(self.began.elapsed().as_millis()).unwrap_or(u32::MAX),
            fresh: 0,
            changed: 0,
        });
    }

    /// Believes a permanent redirect once it was seen often enough.
    fn follow(&self, state: &mut SourceState, way: &Way) {
        let Some(to) = &way.moved else {
            state.moved = None;
            return;
        };
        let seen = match state.moved.take().filter(|m| m.to == *to) {
            Some(seen) => Moved { times: seen.times.saturating_add(1), ..seen },
            None => Moved { to: to.clone(), since: self.now, times: 1 },
        };
        if seen.times >= MOVED_TIMES && self.now.duration_since(seen.since) >= MOVED_FOR {
            state.address = Some(seen.to);
        } else {
            state.moved = Some(seen);
        }
    }

    /// A page is asked for only where the site lets programs in.
    fn is_page(&self) -> bool {
        self.source.format.or(self.source.state.format) == Some(Format::Html)
    }

    async fn settled(
        &self,
        words: String,
        good: bool,
        mut state: SourceState,
    ) -> Result<PollReport, InboxError> {
        self.note(&mut state, good, &words, 0);
        self.inbox.settle(self.source.id, state.clone()).await?;
        Ok(PollReport {
            words,
            good,
            stories: 0,
            filed: Filed::default(),
            troubles: Vec::new(),
            state,
        })
    }

    async fn failed(&self, outcome: Outcome, words: String) -> Result<PollReport, InboxError> {
        let state = self.state(outcome, Some(words.clone()));
        self.settled(words, false, state).await
    }

    async fn url(&self, url: &str) -> Result<PollReport, InboxError> {
        let old = &self.source.state;
        let (etag, modified) = (old.etag.as_deref(), old.last_modified.as_deref());
        let fetched = if self.is_page() {
            self.fetcher.page(url, etag, modified).await
        } else {
            self.fetcher.fetch(url, etag, modified).await
        };
        let page = match fetched {
            Ok(Fetched::Document(page)) => page,
            Ok(Fetched::NotModified { etag, last_modified, way }) => {
                let mut state = self.state(Outcome::Quiet, None);
                self.plan(&mut state, Outcome::Quiet, way.fresh);
                self.follow(&mut state, &way);
                state.etag = etag.or(state.etag);
                state.last_modified = last_modified.or(state.last_modified);
                return self.settled("not modified".into(), true, state).await;
            }
            Ok(Fetched::Later { status, wait }) => {
                return self
                    .failed(
                        Outcome::Later(wait),
                        format!("the server answered {status}: it asks to come later"),
                    )
                    .await;
            }
            Ok(Fetched::Gone) => {
                return self.failed(Outcome::Gone, "the server says this is gone for good (410); remove the source or change its address".into()).await;
            }
            Err(e) => return self.failed(Outcome::Failed(0), e.to_string()).await,
        };
        let hash = keys::sha256(&page.bytes);
        if old.body_hash.as_deref() == Some(hash.as_str()) {
            if old.failures > 0
                && old.etag.is_none()
                && let Some(trouble) = old.trouble.clone()
                && read(
                    &page.bytes,
                    &hint(self.source, &page.url, page.media.clone(), Some(self.now)),
                )
                .is_err()
            {
                // The same broken document: it is kept already.
                return self.failed(Outcome::Failed(0), trouble).await;
            }
            let mut state = self.state(Outcome::Quiet, None);
            self.plan(&mut state, Outcome::Quiet, page.way.fresh);
            self.follow(&mut state, &page.way);
            state.etag = page.etag;
            state.last_modified = page.last_modified;
            return self.settled("the same as before".into(), true, state).await;
        }
        self.read(page, hash).await
    }

    async fn read(&self, page: Page, hash: String) -> Result<PollReport, InboxError> {
        let media = page.media.clone();
        let document = document(self.source, page.url.clone(), media.clone(), self.now, page.bytes);
        match read(&document.bytes, &hint(self.source, &page.url, media, Some(self.now))) {
            Ok(read) => {
                if read.format == Format::Html
                    && !self.is_page()
                    && let Err(e) = self.fetcher.may_fetch(&page.url).await
                {
                    return self.failed(Outcome::Failed(0), e.to_string()).await;
                }
                let count = read.stories.len();
                // Whether anything is news only the inbox can tell; a changed
                // body is the best sign there is before it is filed.
                let outcome = if count > 0 { Outcome::News } else { Outcome::Quiet };
                let mut state = self.state(outcome, None);
                state.format = Some(read.format);
                state.wishes = read.feed.as_ref().map(wishes).unwrap_or_default();
                state.rate = rate(&read.stories, self.now);
                self.plan(&mut state, outcome, page.way.fresh);
                self.follow(&mut state, &page.way);
                state.etag = page.etag;
                state.last_modified = page.last_modified;
                state.body_hash = Some(hash);
                self.file(document, stories(read, self.source), count, state).await
            }
            Err(e) => {
                let mut state = self.state(Outcome::Failed(0), Some(e.to_string()));
                // Without validators the next answer is whole again.
                state.etag = None;
                state.last_modified = None;
                state.body_hash = Some(hash);
                self.file(document, Reading::Broken { trouble: e.to_string() }, 0, state).await
            }
        }
    }

    async fn file(
        &self,
        document: Document,
        reading: Reading,
        count: usize,
        state: SourceState,
    ) -> Result<PollReport, InboxError> {
        let (good, troubles) = match &reading {
            Reading::Stories { troubles, .. } => (true, troubles.clone()),
            Reading::Broken { trouble } => (false, vec![trouble.clone()]),
        };
        let mut state = state;
        let read = if good { format!("{count} stories") } else { troubles.join("; ") };
        self.note(&mut state, good, &read, document.bytes.len());
        let filed = self.inbox.file(document, reading, state.clone()).await?;
        let words = if good {
            format!(
                "{count} stories: {} new, {} changed, {} known",
                filed.fresh, filed.changed, filed.same
            )
        } else {
            troubles.join("; ")
        };
        Ok(PollReport { words, good, stories: count, filed, troubles, state })
    }

    async fn folder(&self, folder: &Path) -> Result<PollReport, InboxError> {
        let files = match stable_files(folder).await {
            Ok(f) => f,
            Err(e) => {
                return self
                    .failed(Outcome::Failed(0), format!("the folder {} can't be read ({e}); check that it exists and that Nightdesk may read it", folder.display()))
                    .await;
            }
        };
        let (mut filed, mut count, mut troubles, mut any) =
            (Filed::default(), 0, Vec::new(), false);
        let mut good = true;
        for (name, written) in files {
            let path = folder.join(&name);
            let bytes = match tokio::fs::read(&path).await {
                Ok(b) => b,
                Err(e) => {
                    troubles.push(format!("{name}: it can't be read ({e}); check its permissions"));
                    good = false;
                    continue;
                }
            };
            if self.inbox.has(self.source.id, &name, &keys::sha256(&bytes)).await? {
                continue;
            }
            any = true;
            let reading = match read(&bytes, &hint(self.source, &name, None, Some(self.now))) {
                Ok(mut read) => {
                    if let [only] = &mut read.stories[..] {
                        name_by_file(only, &name, written);
                    }
                    count += read.stories.len();
                    troubles.extend(read.troubles.iter().map(|t| format!("{name}: {t}")));
                    stories(read, self.source)
                }
                Err(e) => {
                    troubles.push(format!("{name}: {e}"));
                    Reading::Broken { trouble: e.to_string() }
                }
            };
            let document = document(self.source, name, None, self.now, bytes);
            let one = self.inbox.file(document, reading, self.state(Outcome::News, None)).await?;
            filed.fresh += one.fresh;
            filed.changed += one.changed;
            filed.same += one.same;
            filed.document = one.document;
        }
        let outcome = if any { Outcome::News } else { Outcome::Quiet };
        let mut state = self.state(outcome, None);
        // A file that could not be read is the source's trouble until another
        // file is read well; the folder itself is fine.
        state.trouble = troubles
            .first()
            .cloned()
            .or_else(|| if any { None } else { self.source.state.trouble.clone() });
        let words = format!(
            "{count} stories: {} new, {} changed, {} known",
            filed.fresh, filed.changed, filed.same
        );
        // A folder is looked at every few seconds: only what came is told of.
        if any {
            self.note(&mut state, good, &words, 0);
            if let Some(fetch) = state.fetches.last_mut() {
                (fetch.fresh, fetch.changed) = (filed.fresh, filed.changed);
            }
        }
        self.inbox.settle(self.source.id, state.clone()).await?;
        Ok(PollReport { words, good, stories: count, filed, troubles, state })
    }
}

/// What a feed asks of those who poll it.
fn wishes(facts: &FeedFacts) -> Wishes {
    Wishes {
        every: facts.ttl_minutes.map(|m| m.saturating_mul(60)),
        skip_hours: facts.skip_hours.clone(),
        skip_days: facts
            .skip_days
            .iter()
            .filter_map(|d| u8::try_from(d.to_monday_one_offset()).ok())
            .collect(),
        hub: facts.hubs.first().cloned(),
        topic: facts.own.clone(),
    }
}

/// Stories an hour that a source publishes, by their dates: of the last day, or
/// of the week if that was livelier. None where they bear none.
fn rate(stories: &[Received], now: Timestamp) -> Option<f64> {
    let within = |hours: i64| {
        let since = now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN);
        let dates = stories.iter().filter_map(|r| r.story.when());
        dates.filter(|t| *t > since && *t <= now).count()
    };
    #[allow(clippy::cast_precision_loss)]
    let rate = (within(24) as f64 / 24.0).max(within(168) as f64 / 168.0);
    stories.iter().any(|r| r.story.when().is_some()).then_some(rate)
}

/// The regular files of a folder whose size and time stood still for a moment,
/// by name, with the time they were written. Names that begin with a dot or end
/// in `.tmp` or `.part` are still being written.
async fn stable_files(folder: &Path) -> std::io::Result<Vec<(String, Option<SystemTime>)>> {
    let before = listing(folder).await?;
    if before.is_empty() {
        return Ok(Vec::new());
    }
    tokio::time::sleep(Duration::from_millis(250)).await;
    let after = listing(folder).await?;
    let mut files: Vec<_> = before
        .into_iter()
        .filter(|f| after.contains(f))
        .map(|(name, _, written)| (name, written))
        .collect();
    files.sort();
    Ok(files)
}

/// A story that has no name or date of its own goes by those of its file: the
/// same name with other words is a new version, and an old file is old news.
fn name_by_file(story: &mut Received, file: &str, written: Option<SystemTime>) {
    if story.keys.iter().all(|key| matches!(key, Key::Text(_))) {
        story.keys = vec![Key::Guid(file.to_owned())];
    }
    if story.story.published.is_none() && story.story.updated.is_none() {
        story.story.published = written.and_then(|at| Timestamp::try_from(at).ok());
    }
}

/// The endings of files that hold stories; others (a licence, a picture, a
/// list) may lie beside them.
const ENDINGS: [&str; 20] = [
    "xml", "rss", "rdf", "atom", "json", "ninjs", "html", "htm", "xhtml", "txt", "text", "md",
    "nitf", "newsml", "g2", "iptc", "anpa", "ansi", "tst", "dpa",
];

async fn listing(folder: &Path) -> std::io::Result<Vec<(String, u64, Option<SystemTime>)>> {
    let mut entries = tokio::fs::read_dir(folder).await?;
    let mut out = Vec::new();
    while let Some(entry) = entries.next_entry().await? {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let lower = name.to_lowercase();
        if lower.starts_with('.')
            || lower.ends_with(".tmp")
            || lower.ends_with(".part")
            || lower.ends_with('~')
            || !lower.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
        {
            continue;
        }
        // A file that vanishes between the two looks is no error.
        let Ok(meta) = entry.metadata().await else { continue };
        if meta.is_file() && meta.len() > 0 && meta.len() <= crate::fetch::LARGEST as u64 {
            out.push((name, meta.len(), meta.modified().ok()));
        }
    }
    Ok(out)
}

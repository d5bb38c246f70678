//! How a story comes in: its source, its document, its keys and its signal.

use crate::{DocumentId, Kind, Lang, SourceId, Story};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The forms a document can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RSS 0.9x, 1.0 and 2.0.
    Rss,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.x.
    Jsonfeed,
    /// IPTC ninjs 1.x, 2.x, 3.x, and the agencies' JSON of its kind.
    Ninjs,
    /// IPTC NewsML-G2: items, packages, messages.
    #[serde(rename = "newsml-g2")]
    NewsmlG2,
    /// NewsML 1.2.
    Newsml1,
    /// NITF 3.x.
    Nitf,
    /// IPTC 7901 and ANPA 1312: text with control characters.
    Iptc7901,
    /// A site map with Google's news extension.
    Sitemap,
    /// A web page.
    Html,
    /// Plain text, as copied from a page.
    Text,
}

impl Format {
    /// All of them, in the order they are documented.
    pub const ALL: [Self; 11] = [
        Self::Rss,
        Self::Atom,
        Self::Jsonfeed,
        Self::Ninjs,
        Self::NewsmlG2,
        Self::Newsml1,
        Self::Nitf,
        Self::Iptc7901,
        Self::Sitemap,
        Self::Html,
        Self::Text,
    ];

    /// The word used on the command line and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Jsonfeed => "jsonfeed",
            Self::Ninjs => "ninjs",
            Self::NewsmlG2 => "newsml-g2",
            Self::Newsml1 => "newsml1",
            Self::Nitf => "nitf",
            Self::Iptc7901 => "iptc7901",
            Self::Sitemap => "sitemap",
            Self::Html => "html",
            Self::Text => "text",
        }
    }

    /// The format of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.as_str() == word)
    }
}

/// Where a source delivers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "place", content = "at", rename_all = "lowercase")]
pub enum Place {
    /// A feed or page that is polled.
    Url(String),
    /// A folder on this machine that is watched for files.
    Folder(String),
    /// Text that editors paste at the desk.
    Paste,
}

/// A feed, folder or site that stories come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its row.
    pub id: SourceId,
    /// The name editors and readers see: the outlet or agency.
    pub name: String,
    /// Where it delivers.
    pub place: Place,
    /// What it delivers, if it must not be guessed.
    pub format: Option<Format>,
    /// The newsroom's own journalism.
    pub own: bool,
    /// The language where the documents do not say.
    pub language: Option<Lang>,
    /// What the newsroom says of it.
    pub defaults: Defaults,
    /// Switched off by an editor.
    pub paused: bool,
    /// How it is doing.
    pub state: SourceState,
    /// The hub that was asked to tell of its news.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub push: Option<Push>,
}

/// A hub that was asked to tell of a source's news (WebSub). It hurries polls
/// and never replaces them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// The hub's address.
    pub hub: String,
    /// The name under which it knows the feed.
    pub topic: String,
    /// When it was asked last.
    pub asked: Timestamp,
    /// Until when it said it would tell of news; none while it has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Why it does not, in words for editors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

impl Push {
    /// A hub that has not answered is asked again after so many seconds.
    const SILENT: i64 = 3600;
    /// One that refused, or could not be reached, after so many.
    const REFUSED: i64 = 6 * 3600;

    /// True if it is time to ask the hub (again): a fifth of its lease is left
    /// or less, or there is none and the last question lies some time back.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let since_asked = now.as_second().saturating_sub(self.asked.as_second());
        match self.until {
            Some(until) if until > now => {
                let lease = until.as_second().saturating_sub(self.asked.as_second());
                let left = until.as_second().saturating_sub(now.as_second());
                left.saturating_mul(5) <= lease
            }
            _ if self.trouble.is_some() => since_asked >= Self::REFUSED,
            _ => since_asked >= Self::SILENT,
        }
    }
}

/// What a newsroom says of a source's stories where they do not say it
/// themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Defaults {
    /// What sort of journalism they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Which of the newsroom's desks looks after them: `Politics`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk: Option<String>,
    /// What may be done with them, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    /// What is added to a story's score in a draft, -2 to 2.
    pub weight: f64,
}

impl Defaults {
    /// The most and the least that a source may weigh.
    pub const WEIGHT: f64 = 2.0;

    /// Puts them where the document was silent.
    pub fn fill(&self, story: &mut Story) {
        if let Some(kind) = self.kind
            && story.kind == Kind::default()
            && story.genre.is_none()
        {
            story.kind = kind;
        }
        if let Some(terms) = &self.rights {
            story.rights.get_or_insert_default().terms.get_or_insert_with(|| terms.clone());
        }
    }
}

/// How a source is doing, and when it is asked again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceState {
    /// Validator of the last answer, byte for byte.
    pub etag: Option<String>,
    /// The other validator of the last answer, byte for byte.
    pub last_modified: Option<String>,
    /// SHA-256 of the last body that was read, in hex.
    pub body_hash: Option<String>,
    /// The last time anything was asked.
    pub asked: Option<Timestamp>,
    /// The last time the answer was good (read, or not modified).
    pub good: Option<Timestamp>,
    /// The last time a new story or version came.
    pub news: Option<Timestamp>,
    /// Since when it fails without a break.
    pub failing_since: Option<Timestamp>,
    /// Failures in a row.
    pub failures: u32,
    /// The last failure in words an editor can act on.
    pub trouble: Option<String>,
    /// When it is asked next; at once where absent.
    pub next: Option<Timestamp>,
    /// Why then, in words.
    pub next_because: Option<String>,
    /// Seconds between two polls as learnt so far.
    pub interval: Option<u32>,
    /// Stories an hour that it publishes, by the dates of its stories.
    pub rate: Option<f64>,
    /// What it asks of those who poll it.
    pub wishes: Wishes,
    /// Where it says for good that it has gone, and how often it said so.
    pub moved: Option<Moved>,
    /// Where it is asked since that was believed; else where it was added.
    pub address: Option<String>,
    /// What it delivered last.
    pub format: Option<Format>,
    /// The last polls, the newest last; at most [`SourceState::REMEMBERED`].
    pub fetches: Vec<Fetch>,
}

impl SourceState {
    /// How many polls are remembered.
    pub const REMEMBERED: usize = 20;

    /// Remembers a poll.
    pub fn remember(&mut self, fetch: Fetch) {
        self.fetches.push(fetch);
        let more = self.fetches.len().saturating_sub(Self::REMEMBERED);
        self.fetches.drain(..more);
    }
}

/// What a feed asks of those who poll it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// Seconds for which what was read stays as it is (RSS `ttl`,
    /// `sy:updatePeriod`).
    pub every: Option<u32>,
    /// Hours (UTC) at which nothing is to be asked (RSS `skipHours`).
    pub skip_hours: Vec<u8>,
    /// Days (UTC; 1 is Monday) on which nothing is to be asked (`skipDays`).
    pub skip_days: Vec<u8>,
    /// The hub that tells of news (WebSub §4).
    pub hub: Option<String>,
    /// The name by which the hub knows the feed.
    pub topic: Option<String>,
}

/// A permanent redirect that is not believed yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Where to.
    pub to: String,
    /// Since when without a break.
    pub since: Timestamp,
    /// How often.
    pub times: u32,
}

/// One poll of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetch {
    /// When.
    pub at: Timestamp,
    /// It answered and could be read.
    pub good: bool,
    /// What came of it, in words.
    pub words: String,
    /// Octets of the document; 0 where none came.
    pub octets: u64,
    /// How long it took, in milliseconds.
    pub millis: u32,
    /// Stories not seen before.
    #[serde(default)]
    pub fresh: u32,
    /// New versions of known stories.
    #[serde(default)]
    pub changed: u32,
}

/// A name under which a source will know a story again, in order of trust
/// (`docs/architecture.md`, "identity").
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "key", content = "value", rename_all = "lowercase")]
pub enum Key {
    /// The agency's urn or uri without its version.
    Urn(String),
    /// The feed's guid or Atom id.
    Guid(String),
    /// The canonical address of the story's page.
    Url(String),
    /// SHA-256 of the text in hex: for texts that have no name at all.
    Text(String),
}

impl Key {
    /// The kind of key, as stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Urn(_) => "urn",
            Self::Guid(_) => "guid",
            Self::Url(_) => "url",
            Self::Text(_) => "text",
        }
    }

    /// The name itself.
    pub fn value(&self) -> &str {
        match self {
            Self::Urn(v) | Self::Guid(v) | Self::Url(v) | Self::Text(v) => v,
        }
    }
}

/// How far a version is from the one before it, as measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Its words are the same, letter by letter.
    Same,
    /// The same words: case, punctuation or order differ.
    Refile,
    /// It tells more, or less, or in other words.
    Update,
    /// A figure, day, name, negation or quote is another.
    Fact,
}

impl Change {
    /// All of them, the slightest first.
    pub const ALL: [Self; 4] = [Self::Same, Self::Refile, Self::Update, Self::Fact];

    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Refile => "refile",
            Self::Update => "update",
            Self::Fact => "fact",
        }
    }
}

/// What a version says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Signal {
    /// First seen, or silently changed.
    #[default]
    Update,
    /// The same again, without any change.
    Repeat,
    /// The same with slight faults of writing mended.
    Refile,
    /// Declared to mend an error.
    Correction,
    /// Stop, wait: not to be used for now.
    Hold,
    /// Never to be used (kill, cancelled, withdrawn).
    Withdrawal,
    /// A word to editors and no story: never for readers.
    Advisory,
}

impl Signal {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Update,
        Self::Repeat,
        Self::Refile,
        Self::Correction,
        Self::Hold,
        Self::Withdrawal,
        Self::Advisory,
    ];

    /// True for what a person must look at before the story goes out.
    pub fn is_grave(self) -> bool {
        matches!(self, Self::Correction | Self::Hold | Self::Withdrawal | Self::Advisory)
    }

    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Repeat => "repeat",
            Self::Refile => "refile",
            Self::Correction => "correction",
            Self::Hold => "hold",
            Self::Withdrawal => "withdrawal",
            Self::Advisory => "advisory",
        }
    }
}

/// What a version is in its story's chain: what its source says of it, held
/// against what was measured. A "repeat" whose facts are others is an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// The first version.
    New,
    /// It tells more, or other.
    Update,
    /// Declared to mend an error.
    Correction,
    /// The same words, slight faults mended.
    Refile,
    /// The same words again.
    Repeat,
    /// Stop, wait.
    Hold,
    /// Never to be used.
    Withdrawal,
    /// The embargo is new, or another.
    EmbargoMoved,
    /// The embargo is gone.
    EmbargoLifted,
    /// A word to editors.
    Advisory,
}

impl Turn {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::Update,
        Self::Correction,
        Self::Refile,
        Self::Repeat,
        Self::Hold,
        Self::Withdrawal,
        Self::EmbargoMoved,
        Self::EmbargoLifted,
        Self::Advisory,
    ];

    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Update => "update",
            Self::Correction => "correction",
            Self::Refile => "refile",
            Self::Repeat => "repeat",
            Self::Hold => "hold",
            Self::Withdrawal => "withdrawal",
            Self::EmbargoMoved => "embargo-moved",
            Self::EmbargoLifted => "embargo-lifted",
            Self::Advisory => "advisory",
        }
    }

    /// What a version is that says `signal` of itself, is `change` away from
    /// the one before it (none for the first) and has these embargoes.
    pub fn of(
        signal: Signal,
        change: Option<Change>,
        was: Option<Timestamp>,
        now: Option<Timestamp>,
    ) -> Self {
        match (signal, change) {
            (Signal::Withdrawal, _) => Self::Withdrawal,
            (Signal::Hold, _) => Self::Hold,
            (Signal::Correction, _) => Self::Correction,
            (Signal::Advisory, _) => Self::Advisory,
            (_, None) => Self::New,
            (_, Some(_)) if was.is_some() && now.is_none() => Self::EmbargoLifted,
            (_, Some(_)) if was != now => Self::EmbargoMoved,
            (_, Some(Change::Same)) => Self::Repeat,
            (_, Some(Change::Refile)) => Self::Refile,
            (_, Some(Change::Update | Change::Fact)) => Self::Update,
        }
    }
}

/// Whether a story may be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Free to use.
    Usable,
    /// Not before its embargo ends.
    Embargoed,
    /// On hold at its source.
    Held,
    /// Withdrawn for good.
    Withdrawn,
}

impl Standing {
    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Embargoed => "embargoed",
            Self::Held => "held",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The standing of a story whose newest signal and embargo are these.
    pub fn at(now: Timestamp, signal: Signal, embargo: Option<Timestamp>) -> Self {
        match signal {
            Signal::Withdrawal => Self::Withdrawn,
            Signal::Hold | Signal::Advisory => Self::Held,
            _ if embargo.is_some_and(|until| now < until) => Self::Embargoed,
            _ => Self::Usable,
        }
    }
}

/// Words of an agency to editors that no reader may ever see: notepads,
/// editorial notes. It can't be printed or serialised by accident; only
/// [`NonPublic::for_editors`] gives it out.
///
/// ```
/// let note = story::NonPublic::new("Call the desk before use.");
/// assert_eq!(format!("{note:?}"), "NonPublic(25 bytes)");
/// ```
///
/// It has no `Display`:
///
/// ```compile_fail,E0277
/// let note = story::NonPublic::new("Call the desk before use.");
/// let shown = format!("{note}");
/// ```
///
/// It does not serialise, and so nothing that holds it can:
///
/// ```compile_fail,E0277
/// fn publish<T: serde::Serialize>(_: &T) {}
/// publish(&story::NonPublic::new("Call the desk before use."));
/// ```
///
/// And it passes for no text:
///
/// ```compile_fail,E0277
/// fn print(_: impl AsRef<str>) {}
/// print(story::NonPublic::new("Call the desk before use."));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NonPublic(String);

impl NonPublic {
    /// Takes a note in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The note, for the desk's own pages and the database only.
    pub fn for_editors(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for NonPublic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NonPublic({} bytes)", self.0.len())
    }
}

/// Bytes as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its row, once stored.
    pub id: Option<DocumentId>,
    /// Which source it came from.
    pub source: SourceId,
    /// The address or file name it was found under.
    pub name: String,
    /// The media type it was served with, if any.
    pub media: Option<String>,
    /// When it came.
    pub received: Timestamp,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// One story as one document tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Received {
    /// The names it can be known again by, the most trusted first. Never empty.
    pub keys: Vec<Key>,
    /// What it says of itself.
    pub signal: Signal,
    /// Its own count of versions, where the format has one.
    pub version: Option<u32>,
    /// Not to be published before.
    pub embargo: Option<Timestamp>,
    /// 1 (highest) to 9, where the source says.
    pub urgency: Option<u8>,
    /// Not for readers.
    pub notes: NonPublic,
    /// The story.
    pub story: Story,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hub_is_asked_again_before_its_lease_ends() {
        let at = |hours: i64| Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(hours);
        for (name, until, trouble, now, due) in [
            ("just asked", None, None, 0, false),
            ("no answer for an hour", None, None, 1, true),
            ("refused", None, Some("no"), 5, false),
            ("refused long ago", None, Some("no"), 6, true),
            ("a fresh lease", Some(100), None, 79, false),
            ("a fifth left", Some(100), None, 80, true),
            ("a fifth left, a try failed", Some(100), Some("no"), 80, true),
            ("over", Some(100), None, 100, true),
        ] {
            let push = Push {
                hub: "https://hub.example".into(),
                topic: "t".into(),
                asked: at(0),
                until: until.map(at),
                trouble: trouble.map(str::to_owned),
            };
            assert_eq!(push.is_due(at(now)), due, "{name}");
        }
        // Asked again at 80 of 100, and no answer: not every minute from then on.
        let push = Push {
            hub: "https://hub.example".into(),
            topic: "t".into(),
            asked: at(80),
            until: Some(at(100)),
            trouble: None,
        };
        assert!(!push.is_due(at(81)) && push.is_due(at(96)));
    }

    #[test]
    fn a_flag_is_held_against_what_was_measured() {
        let at = Some(Timestamp::UNIX_EPOCH);
        for (name, signal, change, was, now, turn) in [
            ("first", Signal::Update, None, None, None, Turn::New),
            (
                "first, and a correction of another",
                Signal::Correction,
                None,
                None,
                None,
                Turn::Correction,
            ),
            ("a repeat that is one", Signal::Repeat, Some(Change::Same), None, None, Turn::Repeat),
            (
                "a repeat with other facts",
                Signal::Repeat,
                Some(Change::Fact),
                None,
                None,
                Turn::Update,
            ),
            (
                "an update with the same words",
                Signal::Update,
                Some(Change::Same),
                None,
                None,
                Turn::Repeat,
            ),
            ("a refile", Signal::Refile, Some(Change::Refile), None, None, Turn::Refile),
            (
                "an embargo that is gone",
                Signal::Update,
                Some(Change::Update),
                at,
                None,
                Turn::EmbargoLifted,
            ),
            (
                "an embargo that came",
                Signal::Update,
                Some(Change::Same),
                None,
                at,
                Turn::EmbargoMoved,
            ),
            ("a kill", Signal::Withdrawal, Some(Change::Update), None, None, Turn::Withdrawal),
        ] {
            assert_eq!(Turn::of(signal, change, was, now), turn, "{name}");
        }
    }
}

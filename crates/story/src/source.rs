//! Where stories come from: a source, what the newsroom says of it, and how it
//! is doing.

use crate::{Format, Kind, Lang, SourceId, Story};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// How often it was hurried when it was looked up; kept beside this.
    #[serde(skip)]
    pub hurries: i64,
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
}

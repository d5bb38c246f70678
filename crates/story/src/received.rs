//! How a story comes in: its document, its keys, its signal, its turn in the
//! chain.

use crate::{DocumentId, SourceId, Story};
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

    /// True where a person has to decide before words that rest on the version
    /// before go out: it is grave, or a fact is another.
    pub fn unsettles(self, change: Change) -> bool {
        self.is_grave() || change == Change::Fact
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

/// So many words in a row are no chance.
const QUOTED: usize = 6;

impl NonPublic {
    /// Takes a note in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if a text for readers says what the note says: a run of six words of
    /// it (of a shorter note all), or nothing but two words or more of it. Capitals,
    /// points and spaces don't count.
    pub fn is_quoted_by(&self, text: &str) -> bool {
        let words = |text: &str| -> Vec<String> {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            words.map(str::to_lowercase).collect()
        };
        let (note, text) = (words(&self.0), words(text));
        let stands_in = |run: &[String], all: &[String]| {
            !run.is_empty() && all.windows(run.len()).any(|w| w == run)
        };
        let run = note.len().min(QUOTED);
        (text.len() > 1 && stands_in(&text, &note))
            || (run > 0 && note.windows(run).any(|run| stands_in(run, &text)))
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
    fn who_quotes_a_note_to_editors() {
        let note =
            NonPublic::new("Corrects speed in paragraph 2: 110 km/h, not 130.\nCall Ana, 555.");
        for (text, quotes) in [
            ("Corrects speed in paragraph 2: 110 km/h, not 130.", true),
            ("CORRECTS  speed in paragraph 2 – 110 km/h; not 130. We regret it.", true),
            ("not 130. Call Ana", true),
            ("Ana", false),
            ("The train went at 110 km/h, not at 130.", false),
            ("", false),
        ] {
            assert_eq!(note.is_quoted_by(text), quotes, "{text}");
        }
        assert!(!NonPublic::default().is_quoted_by("The train went at 110 km/h."));
        assert!(NonPublic::new("Call Ana.").is_quoted_by("If in doubt, call Ana."));
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

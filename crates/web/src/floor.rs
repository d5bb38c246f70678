//! What the pages ask of the house beyond the store: to draft, to print, to
//! poll, to judge. The binary fulfils it.

use crate::settings::RelaySettings;
use crate::words::MailWords;
use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use story::{
    Account, Address, EditionId, EditorId, Format, NewsletterId, Place, SlotPart, SourceId, StoryId,
};

/// Why the house could not do as asked, in words for an editor, with the mend.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct Refusal(pub String);

/// Stories about one happening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventView {
    /// What it is known by: a headline of one of its stories.
    pub title: String,
    /// Its stories, the one to read first in front.
    pub stories: Vec<StoryId>,
    /// How many sources tell it independently.
    pub sources: usize,
    /// Which of `stories` print another one's text.
    pub copies: Vec<StoryId>,
    /// The running matter it belongs to, if any.
    pub matter: Option<String>,
}

/// How an edition's printing stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Every frozen delivery, by state.
    pub account: Account,
    /// Mails a second at the moment; absent while nothing goes out.
    pub rate: Option<f64>,
    /// What is happening, in words.
    pub words: String,
    /// What stands in the way, with the mend.
    pub trouble: Option<String>,
}

/// Something the editors have to know, shown on top of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// What is wrong, and where.
    pub what: String,
    /// What mends it.
    pub mend: String,
    /// A page of the desk where it is mended.
    pub link: Option<String>,
}

/// What a source would deliver.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// The name it gives itself, if any.
    pub name: Option<String>,
    /// How many stories could be read.
    pub stories: usize,
    /// The first headlines.
    pub headlines: Vec<String>,
    /// What could not be read.
    pub troubles: Vec<String>,
    /// The feeds that the page there names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub feeds: Vec<FoundFeed>,
}

/// A feed that a page names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FoundFeed {
    /// What the page calls it.
    pub title: Option<String>,
    /// Where it lies.
    pub url: String,
}

/// What a signing key is for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyRole {
    /// It signs.
    Signing,
    /// Made and to be published; it signs nothing yet.
    Next,
    /// It signed before; mails of it may be under way.
    Old,
    /// Its Ed25519 signature stands beside the first one.
    Second,
}

/// A signing key, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyView {
    /// Its selector.
    pub selector: String,
    /// The name of its DNS record.
    pub name: String,
    /// The text of its DNS record (TXT).
    pub text: String,
    /// What it is for now.
    pub role: KeyRole,
    /// When it was made.
    pub made: Timestamp,
}

/// What is done with a signing key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyAct {
    /// Make the next one.
    Next,
    /// Let that one sign.
    Use(String),
    /// Make one for a second signature.
    Second,
    /// Drop that one.
    Drop(String),
}

/// The two halves of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreviewForm {
    /// As HTML.
    Html,
    /// As plain text.
    Text,
}

/// What web asks of the binary.
#[async_trait]
pub trait Floor: Send + Sync {
    /// Lays the draft of the current local day if there is none; gives the
    /// day's edition.
    async fn redraft(&self, newsletter: NewsletterId) -> Result<EditionId, Refusal>;

    /// Events of stories that came out or in since then, the most important
    /// first. Every such story is in exactly one of them.
    async fn events(&self, since: Timestamp) -> Result<Vec<EventView>, Refusal>;

    /// Earlier stories of a story's matter, oldest first.
    async fn background(&self, story: StoryId) -> Result<Vec<SlotPart>, Refusal>;

    /// The edition's mail as an invented reader would get it.
    async fn preview(&self, edition: EditionId, form: PreviewForm) -> Result<String, Refusal>;

    /// Sends the edition's mail to one address, marked as a test.
    async fn send_test(
        &self,
        edition: EditionId,
        to: Address,
        editor: EditorId,
    ) -> Result<(), Refusal>;

    /// Freezes an approved edition and begins to print it at once.
    async fn send_now(&self, edition: EditionId, editor: EditorId) -> Result<(), Refusal>;

    /// Sends again what stands uncertain, while the edition is news; gives how
    /// many deliveries that is.
    async fn resend(&self, edition: EditionId, editor: EditorId) -> Result<u64, Refusal>;

    /// How its printing stands.
    async fn progress(&self, edition: EditionId) -> Result<Progress, Refusal>;

    /// Polls a source at once; says in words what came.
    async fn poll(&self, source: SourceId) -> Result<String, Refusal>;

    /// Reads a place without filing anything.
    async fn try_source(&self, place: Place, format: Option<Format>) -> Result<Tried, Refusal>;

    /// Reads pasted text as one story of a paste source, and files it.
    async fn paste(&self, source: SourceId, text: String) -> Result<StoryId, Refusal>;

    /// Refuses relay settings, and limits by readers' domains, that can't be.
    async fn check_relay(&self, relay: &RelaySettings, domains: &[String]) -> Result<(), Refusal>;

    /// Connects to a relay, greets, authenticates, and says what it answered.
    async fn test_relay(&self, relay: RelaySettings) -> Result<String, Refusal>;

    /// Settings, sources or newsletters were changed at the desk: take them up.
    async fn settings_changed(&self);

    /// The signing keys of a sender's domain.
    async fn keys(&self, domain: &str) -> Result<Vec<KeyView>, Refusal>;

    /// Makes, turns or drops a signing key; says in words what was done.
    async fn turn_key(&self, domain: &str, act: KeyAct) -> Result<String, Refusal>;

    /// What the editors have to know now.
    async fn troubles(&self) -> Vec<Trouble>;

    /// Puts a single mail in a newsletter's name into the outbox; it is safe
    /// when this returns.
    async fn post_mail(
        &self,
        newsletter: NewsletterId,
        to: Address,
        mail: MailWords,
    ) -> Result<(), Refusal>;
}

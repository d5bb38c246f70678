//! What the pages ask of the house beyond the store: to draft, to print, to
//! poll, to judge. The binary fulfils it.

use crate::settings::RelaySettings;
use crate::words::MailWords;
use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use story::{
    Account, Address, EditionId, EditorId, Format, NewsletterId, PictureName, Place, PointKey,
    SlotPart, SlotPoint, SourceId, StoryId, VersionId,
};

/// Why the house could not do as asked, in words for an editor, with the mend.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct Refusal(pub String);

/// A stretch of a text as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedPart {
    /// What it became: `headline`, `body`, `left_out` …
    pub part: &'static str,
    /// Its words.
    pub text: String,
}

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
    /// An editor looked at it and let it stand.
    pub confirmed: bool,
}

/// An event with all that the desk knows of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventPage {
    /// What it is known by.
    pub title: String,
    /// Its stories, the newest first.
    pub stories: Vec<EventStory>,
    /// Who tells it independently, in order of first report.
    pub source_names: Vec<String>,
    /// An editor looked at it and let it stand.
    pub confirmed: bool,
    /// What is known so far, as editors put it in order, else the weightiest
    /// first; what they hid is there, too.
    pub points: Vec<EventPoint>,
    /// The running matter it is a step of.
    pub matter: Option<MatterView>,
    /// Events that it may be one with.
    pub others: Vec<EventChoice>,
    /// Running matters that it may belong to.
    pub matters: Vec<EventChoice>,
    /// What was decided of it, the newest first.
    pub log: Vec<DecisionLine>,
}

/// A story of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventStory {
    /// The story.
    pub story: StoryId,
    /// Why it stands here, in a sentence.
    pub why: String,
    /// It was a close call.
    pub check: bool,
    /// The story whose text it prints.
    pub copy_of: Option<StoryId>,
}

/// A point of an event, with what editors did with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPoint {
    /// What it is named by in a further edit.
    pub key: PointKey,
    /// The version of the key's story that is to be seen now.
    pub version: VersionId,
    /// The sentence that the desk found; none where editors added the point,
    /// and where the desk does not find it any more.
    pub found: Option<PointView>,
    /// The editors' words, which stand instead.
    pub words: Option<EditorWords>,
    /// Who hid it from readers, and when.
    pub hidden: Option<(String, Timestamp)>,
    /// What has become of the story that the editors' words were drawn from.
    pub warning: Option<PointWarning>,
}

/// Words of an editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorWords {
    /// The words.
    pub text: String,
    /// Whose.
    pub by: String,
    /// When they were written.
    pub at: Timestamp,
}

/// Why an editor's words may be wrong by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointWarning {
    /// Its source has corrected the story, or told other facts.
    Corrected,
    /// Its source has withdrawn it, or put it on hold.
    Stopped,
    /// The sentence does not stand in the story any more.
    Gone,
}

/// What an editor does with the points of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PointAct {
    /// One more, in these words.
    Add(String),
    /// These words stand instead; they were drawn from that version.
    Rewrite(PointKey, VersionId, String),
    /// Readers are not to see it.
    Hide(PointKey),
    /// As the desk has it; of the editors' own: shown again.
    Restore(PointKey),
    /// One place up.
    Up(PointKey),
    /// One place down.
    Down(PointKey),
}

/// One thing the stories say: a sentence of one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointView {
    /// `happened`, `figures`, `where_when`, `said`, `next`, where it is plain.
    pub label: Option<&'static str>,
    /// The sentence as it stands.
    pub text: String,
    /// Where it stands.
    pub story: StoryId,
    /// That story's source.
    pub source: String,
    /// When that came out.
    pub at: Timestamp,
    /// Two independent sources bear it out.
    pub known: bool,
    /// Of what is not known, whose word it is.
    pub standing: String,
    /// The independent sources that carry it, in order of first report; a
    /// single one is what it rests on.
    pub sources: Vec<String>,
    /// The sentence itself puts it in doubt.
    pub hedged: bool,
    /// It stands in a correction.
    pub corrected: bool,
    /// Figures that held before, the newest first.
    pub was: Vec<WasView>,
}

/// A figure that a newer one superseded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WasView {
    /// The number and its noun as they stood.
    pub text: String,
    /// When that came out.
    pub at: Timestamp,
}

/// A running matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterView {
    /// What it is called.
    pub title: String,
    /// It comes back at regular times.
    pub series: bool,
    /// Editors named it or put events into it.
    pub confirmed: bool,
    /// Its events, in the order of time.
    pub steps: Vec<MatterStep>,
    /// The days that matter most in it, in the order of time.
    pub days: Vec<DayView>,
    /// What is known of it besides what the event itself says, the weightiest
    /// first.
    pub points: Vec<PointView>,
}

impl MatterView {
    /// The stories that its sentences stand in.
    pub fn stories(&self) -> impl Iterator<Item = StoryId> {
        let told = self.days.iter().flat_map(|d| &d.told).map(|t| t.story);
        told.chain(self.points.iter().map(|p| p.story))
    }
}

/// A day of a running matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayView {
    /// The day.
    pub day: Date,
    /// What is told of it.
    pub told: Vec<ToldView>,
}

/// A sentence that tells a day, as it stands in its story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldView {
    /// The sentence.
    pub text: String,
    /// Where it stands.
    pub story: StoryId,
    /// That story's source.
    pub source: String,
}

/// An event of a running matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterStep {
    /// Its first story.
    pub story: StoryId,
    /// What it is known by.
    pub title: String,
    /// When its first story came out.
    pub at: Timestamp,
    /// How many sources tell it independently.
    pub sources: usize,
    /// It is the event of the page.
    pub here: bool,
}

/// An event or a matter to choose, by a story of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventChoice {
    /// A story of it.
    pub story: StoryId,
    /// What it is known by.
    pub title: String,
}

/// Something that was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionLine {
    /// What, in words.
    pub act: String,
    /// Who.
    pub by: String,
    /// Why; may be empty.
    pub why: String,
    /// When.
    pub at: Timestamp,
}

/// What an editor does with the event of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventAct {
    /// These of its stories are an event of their own.
    Split(Vec<StoryId>),
    /// These of its stories belong to the event of that one; all of them: the
    /// two are one.
    Move(Vec<StoryId>, StoryId),
    /// It is right as it stands.
    Confirm,
    /// It may be looked at again.
    Reopen,
    /// It is a step of that story's matter.
    JoinMatter(StoryId),
    /// It is no step of its matter.
    LeaveMatter,
    /// Its matter and that story's are one.
    MergeMatter(StoryId),
    /// Its matter is called so; empty: by its first headline again.
    NameMatter(String),
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

/// A picture that was fetched and written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenPicture {
    /// What it is called.
    pub name: PictureName,
    /// A JPEG without metadata.
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
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

    /// Drafts an edition anew around what editors laid hands on, and keeps that
    /// beside it as an offer; gives how many changes it has. The edition itself
    /// stays as it is.
    async fn draft_anew(&self, edition: EditionId, editor: EditorId) -> Result<usize, Refusal>;

    /// Events of stories that came out or in since then, the most important
    /// first. Every such story is in exactly one of them.
    async fn events(&self, since: Timestamp) -> Result<Vec<EventView>, Refusal>;

    /// Stories of the day that are not in an edition, by time, each with why.
    async fn why_not(&self, edition: EditionId) -> Result<Vec<(StoryId, String)>, Refusal>;

    /// The event that a story tells; none where the story is too old to be
    /// judged.
    async fn event(&self, story: StoryId) -> Result<Option<EventPage>, Refusal>;

    /// Decides something of the event that a story tells.
    async fn decide(
        &self,
        story: StoryId,
        act: EventAct,
        why: String,
        editor: EditorId,
    ) -> Result<(), Refusal>;

    /// Looks whether another threshold of events would agree with more of what
    /// editors decided, and turns to it if so; says in words what came of it.
    async fn learn(&self) -> Result<String, Refusal>;

    /// Does something with a point of the event that a story tells.
    async fn edit_point(
        &self,
        story: StoryId,
        act: PointAct,
        editor: EditorId,
    ) -> Result<(), Refusal>;

    /// The points of the event that a story tells, as a slot may carry them now:
    /// none that is hidden, stopped, under embargo or in doubt since it was
    /// edited.
    async fn slot_points(&self, story: StoryId) -> Result<Vec<SlotPoint>, Refusal>;

    /// A story's text as it came, each stretch with what it became; none where
    /// the document was no plain text.
    async fn as_received(&self, story: StoryId) -> Result<Vec<ReceivedPart>, Refusal>;

    /// Fetches a picture and writes it anew, within the limits of size. Nothing
    /// is kept by it.
    async fn take_picture(&self, url: &str) -> Result<TakenPicture, Refusal>;

    /// What came before a story, newest first, each with its reason.
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

    /// What a sending that stands still would go on with, mended: a mark of all of
    /// it, and one line a change in words for editors.
    async fn mending(&self, edition: EditionId) -> Result<(String, Vec<String>), Refusal>;

    /// A chief has it go on so, having seen what bears that mark; refused if it
    /// would be something else by now.
    async fn go_on_mended(
        &self,
        edition: EditionId,
        editor: EditorId,
        seen: &str,
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

//! Corrections: errors in editions that went out, what is said about them, and
//! the mails that say it.

use crate::{LogLine, Result};
use async_trait::async_trait;
use jiff::{Timestamp, civil};
use story::{CorrectionId, EditionId, EditorId, NewsletterId, SlotId, StoryId, Turn, VersionId};

/// Where a correction is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectionState {
    /// Nobody has decided.
    Open,
    /// Its note stands on the edition's page.
    Noted,
    /// An editor decided that none is needed.
    Dismissed,
}

impl CorrectionState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Noted, Self::Dismissed];

    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Noted => "noted",
            Self::Dismissed => "dismissed",
        }
    }
}

/// An error in an edition that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCorrection {
    /// Its row.
    pub id: CorrectionId,
    /// The edition that the error stood in.
    pub edition: EditionId,
    /// The title it was an issue of.
    pub newsletter: NewsletterId,
    /// That edition's local date.
    pub date: civil::Date,
    /// The place of the error: the story's own slot, else one with a point
    /// that rests on the story.
    pub slot: Option<SlotId>,
    /// That slot's headline as it went out.
    pub headline: String,
    /// The story.
    pub story: StoryId,
    /// The version that went out.
    pub was: VersionId,
    /// The version that mends it.
    pub version: VersionId,
    /// What that version is in the story's chain.
    pub turn: Turn,
    /// When that came in.
    pub opened: Timestamp,
    /// Where it is.
    pub state: CorrectionState,
    /// The words of its note.
    pub wording: String,
    /// When the note was put up in these words.
    pub noted: Option<Timestamp>,
    /// An item of it goes into the next edition that is drafted.
    pub waits: bool,
    /// The regular edition that carries an item of it.
    pub carried: Option<(EditionId, civil::Date)>,
    /// Its correction mail.
    pub mail: Option<EditionId>,
}

/// Which corrections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrections {
    /// Those that nobody has decided.
    Open,
    /// All of an edition.
    Of(EditionId),
    /// All about a story.
    About(StoryId),
    /// Those whose note is up, of a title or of all.
    Noted(Option<NewsletterId>),
    /// Those that somebody has decided.
    Decided,
}

/// What an editor decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorrectionAct {
    /// Its note is put up in these words. Editions that carry it and are not
    /// frozen take them; an approval falls by that.
    Note {
        /// The words; not empty.
        wording: String,
        /// An item of it stands in the next edition.
        next: bool,
    },
    /// None is needed. Refused once its note is up.
    Dismiss {
        /// Why; not empty.
        why: String,
    },
}

/// A correction mail to be laid on the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCorrectionMail {
    /// The local date.
    pub date: civil::Date,
    /// Its subject.
    pub subject: String,
}

/// Corrections. They are opened where a version is filed that mends what an
/// edition went out with, in that transaction.
#[async_trait]
pub trait CorrectionDesk: Send + Sync {
    /// Corrections, the oldest first.
    async fn corrections(&self, which: Corrections) -> Result<Vec<StoredCorrection>>;

    /// One of them.
    async fn correction(&self, id: CorrectionId) -> Result<Option<StoredCorrection>>;

    /// How many readers were sent a copy with that error, or may have been. It
    /// counts deliveries: to be asked for one at a time.
    async fn was_sent(&self, id: CorrectionId) -> Result<u64>;

    /// What was done about it, oldest first.
    async fn correction_log(&self, id: CorrectionId) -> Result<Vec<LogLine>>;

    /// An editor decides, having seen that version.
    async fn decide_correction(
        &self,
        id: CorrectionId,
        seen: VersionId,
        act: CorrectionAct,
        who: EditorId,
        now: Timestamp,
    ) -> Result<()>;

    /// Lays the correction mail: an edition of its own kind, drafted, in the
    /// words of the note. Freezing fixes as its recipients those who were sent
    /// the faulty edition, or may have been. Refused for whoever is no chief,
    /// before the note is up, while the faulty edition is still being sent, and
    /// if there is one.
    async fn lay_correction_mail(
        &self,
        id: CorrectionId,
        mail: NewCorrectionMail,
        who: EditorId,
        now: Timestamp,
    ) -> Result<EditionId>;
}

//! Editions on their way from draft to archive.

use crate::Result;
use async_trait::async_trait;
use jiff::{Timestamp, civil};
use story::{
    Approved, Change, CorrectionId, Drafted, Edition, EditionId, EditionKind, EditionState,
    EditorId, Frozen, NewsletterId, OfferId, Placed, Signal, SlotId, SlotOrigin, SlotPart,
    SlotPicture, SlotPoint, Standing, StoryId, VersionId,
};

/// An edition to be drafted.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEdition {
    /// The title.
    pub newsletter: NewsletterId,
    /// The local date.
    pub date: civil::Date,
    /// When it goes out.
    pub send_at: Timestamp,
    /// The mail's subject.
    pub subject: String,
    /// Its slots, in order.
    pub slots: Vec<NewSlot>,
}

/// A slot to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewSlot {
    /// Index into the newsletter's sections.
    pub section: u8,
    /// The story.
    pub story: StoryId,
    /// The version the words rest on.
    pub version: VersionId,
    /// The headline.
    pub headline: String,
    /// The text.
    pub text: String,
    /// Why it is here.
    pub reason: String,
    /// Who put it here.
    pub origin: SlotOrigin,
    /// Earlier stories of the matter.
    pub background: Vec<SlotPart>,
}

/// A change that an editor makes. Any of them takes an approval back. What was
/// done to a slot is kept with it ([`story::Hand`]), and a story that was taken
/// out is remembered ([`Editions::refused`]).
#[derive(Clone, Debug, PartialEq)]
pub enum EditionChange {
    /// The whole order: every slot of the edition once, with its section.
    Order(Vec<(SlotId, u8)>),
    /// New words for a slot.
    Rewrite {
        /// Which.
        slot: SlotId,
        /// The headline; not empty.
        headline: String,
        /// The text.
        text: String,
    },
    /// Takes the newest version of the slot's story as read: words are as
    /// given, and the slot rests on that version from now on.
    Renew {
        /// Which.
        slot: SlotId,
        /// The version.
        version: VersionId,
        /// The headline.
        headline: String,
        /// The text.
        text: String,
    },
    /// The slot keeps its words although its story has this newer version; the
    /// log names who decided so, and why.
    Keep {
        /// Which.
        slot: SlotId,
        /// The version that was seen.
        version: VersionId,
        /// Why; not empty.
        reason: String,
    },
    /// The slot carries these points of its event instead of its story's own;
    /// none: its story's own again.
    Points {
        /// Which.
        slot: SlotId,
        /// In order.
        points: Option<Vec<SlotPoint>>,
    },
    /// The slot shows this picture; none: none.
    Picture {
        /// Which.
        slot: SlotId,
        /// The picture with its words; the alternative text is not empty.
        picture: Option<SlotPicture>,
        /// Its JPEG; none where the slot's story has it already and only the
        /// words are others.
        bytes: Option<Vec<u8>>,
    },
    /// One more slot, at the end of its section.
    Add(NewSlot),
    /// Late news leads: its story is put in front, the others stand as the
    /// order says, all words are kept.
    TakeLate {
        /// The story that leads from now on.
        story: StoryId,
        /// Its slot, where it is not in the edition yet.
        new: Option<NewSlot>,
        /// Every slot that is there, once, with its section.
        order: Vec<(SlotId, u8)>,
    },
    /// One slot less.
    Remove(SlotId),
    /// The slot stays whatever a redraft would do; or it need not any more.
    Pin {
        /// Which.
        slot: SlotId,
        /// Whether it stays.
        stays: bool,
    },
    /// The whole edition as it stands once changes of an offer are taken.
    /// Refused where a slot that an editor laid hands on would go or move, and
    /// where a story has moved on since the offer was made.
    Redraft {
        /// The offer, which must still be the newest one.
        offer: OfferId,
        /// Every slot, in order.
        places: Vec<Placed>,
    },
    /// The item of a correction stays out; the correction's log says who
    /// decided so.
    LeaveOut(CorrectionId),
    /// Subject and preface.
    Words {
        /// The mail's subject; not empty.
        subject: String,
        /// The words at the top; may be empty.
        preface: String,
    },
}

/// A step on an edition's way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EditionStep {
    /// A chief approves this revision. Refused while a story that a slot or a
    /// point of it rests on is withdrawn, held, under embargo at the send hour,
    /// or corrected or of other facts since.
    Approve,
    /// Back to review.
    TakeBack,
    /// Approved or not, it goes out at that time instead.
    Reschedule(Timestamp),
    /// No edition that day.
    Skip,
    /// Its hour came without approval, or is long past: it waits for a person.
    Hold,
}

/// A slot whose story moved on since the slot was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleSlot {
    /// The slot.
    pub slot: SlotId,
    /// Its story.
    pub story: StoryId,
    /// The newest version.
    pub version: VersionId,
    /// What that version says of itself, or of an earlier one the slot has not
    /// seen: the gravest.
    pub signal: Signal,
    /// How far the versions that the slot has not seen are from it: the
    /// farthest.
    pub change: Change,
    /// Whether the story may be used at the send hour.
    pub standing: Standing,
}

impl StaleSlot {
    /// True if a person has to decide before the edition goes out: an error was
    /// mended, or a fact is another.
    pub fn is_grave(&self) -> bool {
        self.signal.unsettles(self.change)
    }
}

/// A slot with points that rest on a story that was corrected, has other facts
/// since, or may not be used at the send hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StalePoints {
    /// The slot.
    pub slot: SlotId,
    /// The story.
    pub story: StoryId,
    /// The words of the slot's points that rest on it, in their order; never
    /// empty.
    pub points: Vec<String>,
    /// Whether it may be used at the send hour.
    pub standing: Standing,
}

impl StalePoints {
    /// The points in a few words: the first one's, and how many more.
    pub fn named(&self) -> String {
        let first = self.points.first().map(String::as_str).unwrap_or_default();
        match self.points.len().saturating_sub(1) {
            0 => format!("the point “{first}”"),
            1 => format!("the point “{first}” and one more"),
            more => format!("the point “{first}” and {more} more"),
        }
    }
}

/// What an approved edition is frozen with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPlate {
    /// The plate as the press serialises it.
    pub bytes: Vec<u8>,
    /// SHA-256 of it in hex.
    pub sha256: String,
    /// The DKIM selector whose key signs its mails.
    pub selector: String,
}

/// What a frozen edition is printed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPlate {
    /// The plate as the press serialises it.
    pub bytes: Vec<u8>,
    /// The DKIM selector whose key signs its mails.
    pub selector: String,
}

/// Whether an edition's sending stands still.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sending {
    /// Something came in about a story that it rests on, and a person has to
    /// decide.
    pub stopped: Option<String>,
    /// When a chief ended it.
    pub ended: Option<Timestamp>,
    /// How many plates were given up for a mended one.
    pub plates: u32,
}

/// A line of an edition's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// Who: an editor's name, or `desk` for the machine.
    pub who: String,
    /// What was done.
    pub act: String,
}

/// An edition in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionLine {
    /// Its row.
    pub id: EditionId,
    /// The title.
    pub newsletter: NewsletterId,
    /// What it is.
    pub kind: EditionKind,
    /// The local date.
    pub date: civil::Date,
    /// The mail's subject.
    pub subject: String,
    /// Where it is.
    pub state: EditionState,
    /// When it goes or went out.
    pub send_at: Timestamp,
    /// Its approval fell by what came in about its stories, and nobody has
    /// touched it since.
    pub fell: bool,
}

/// Editions.
#[async_trait]
pub trait Editions: Send + Sync {
    /// Lays a new regular edition on the desk, with the items of corrections
    /// that wait for it. `None` if there is one for that title and date
    /// already: then nothing is changed.
    async fn lay_edition(&self, edition: NewEdition, now: Timestamp) -> Result<Option<EditionId>>;

    /// One edition.
    async fn edition(&self, id: EditionId) -> Result<Option<Edition<Drafted>>>;

    /// The regular edition of a title and date.
    async fn edition_of(
        &self,
        newsletter: NewsletterId,
        date: civil::Date,
    ) -> Result<Option<Edition<Drafted>>>;

    /// Editions of a title (or of all), of every kind, newest date first.
    async fn editions(
        &self,
        newsletter: Option<NewsletterId>,
        limit: usize,
    ) -> Result<Vec<EditionLine>>;

    /// Changes an edition of that revision; gives the new revision. An
    /// approval is taken back by it. Refused once frozen.
    async fn change_edition(
        &self,
        id: EditionId,
        revision: i64,
        change: EditionChange,
        who: EditorId,
        now: Timestamp,
    ) -> Result<i64>;

    /// Takes a step with an edition of that revision. `who` is absent where
    /// the scheduler does it (`Hold` only).
    async fn step_edition(
        &self,
        id: EditionId,
        revision: i64,
        step: EditionStep,
        who: Option<EditorId>,
        now: Timestamp,
    ) -> Result<()>;

    /// True if the edition's approval fell by what came in about its stories,
    /// and nobody has touched it since.
    async fn has_fallen(&self, id: EditionId) -> Result<bool>;

    /// Leaves out of such an edition what rests on withdrawn stories, points,
    /// subject and preface included, and lets the approval hold for the rest:
    /// its newsletter's rule (`Unanswered`), of which the log tells. Refused
    /// where fewer than `least` stories would be left, or none at all, and
    /// where anything else stands in the way; `Changed` where it has not
    /// fallen, or somebody has touched it.
    async fn leave_out_withdrawn(&self, id: EditionId, least: u8, now: Timestamp) -> Result<()>;

    /// Slots whose story moved on.
    async fn stale_slots(&self, id: EditionId) -> Result<Vec<StaleSlot>>;

    /// Slots whose points can't go out as they were taken, one a story that
    /// they rest on.
    async fn stale_points(&self, id: EditionId) -> Result<Vec<StalePoints>>;

    /// Fixes recipients and plate in one transaction: one `pending` delivery
    /// for each confirmed reader; of a correction mail, for each who was sent
    /// the faulty edition, or may have been. Refused if the edition is no longer of that
    /// revision and approved, or a story that a slot or a point of it rests on
    /// may not be used now. Gives the number of deliveries.
    async fn freeze(
        &self,
        edition: &Edition<Approved>,
        plate: NewPlate,
        now: Timestamp,
    ) -> Result<u64>;

    /// The frozen plate.
    async fn plate(&self, id: EditionId) -> Result<Option<KeptPlate>>;

    /// Whether the sending of an edition stands still, or was ended.
    async fn sending(&self, id: EditionId) -> Result<Sending>;

    /// A chief lets it go on as it was frozen, in spite of what came in.
    async fn go_on(&self, id: EditionId, who: EditorId, now: Timestamp) -> Result<()>;

    /// A chief lets it go on mended: with the slots' new words and without those
    /// left out, printed from this plate. Who may have been sent a copy so far
    /// is kept apart, and so is the plate of before. `seen` is why it stood
    /// still. Refused while mails are on their way, and where anything still
    /// stands against the edition; `Changed` where more came in.
    async fn go_on_mended(
        &self,
        mended: &Edition<Frozen>,
        seen: String,
        plate: NewPlate,
        who: EditorId,
        now: Timestamp,
    ) -> Result<()>;

    /// A chief ends it here: who has not been sent a copy gets none.
    async fn end_here(&self, id: EditionId, who: EditorId, now: Timestamp) -> Result<()>;

    /// From frozen to printing.
    async fn start_printing(&self, id: EditionId, now: Timestamp) -> Result<()>;

    /// From printing to sent, if nothing is open. Gives whether it is sent.
    async fn finish_printing(&self, id: EditionId, now: Timestamp) -> Result<bool>;

    /// Editions that are frozen or printing: what a start has to take up again.
    async fn unfinished(&self) -> Result<Vec<EditionId>>;

    /// The log of an edition, oldest first.
    async fn edition_log(&self, id: EditionId) -> Result<Vec<LogLine>>;

    /// Writes a line into an edition's log.
    async fn note_edition(
        &self,
        id: EditionId,
        who: &str,
        act: String,
        now: Timestamp,
    ) -> Result<()>;

    /// Regular editions of a title that went out, newest first.
    async fn archive(&self, newsletter: NewsletterId, limit: usize) -> Result<Vec<EditionLine>>;

    /// Editions of a title that went out whose subject quotes the headline of a
    /// story that may not be used at that time: withdrawn, on hold, or under
    /// embargo since.
    async fn lost_subjects(
        &self,
        newsletter: NewsletterId,
        now: Timestamp,
    ) -> Result<Vec<EditionId>>;

    /// Stories of the last so many editions of a title that went out, or are
    /// approved to, before that date.
    async fn told_lately(
        &self,
        newsletter: NewsletterId,
        date: civil::Date,
        editions: usize,
    ) -> Result<Vec<StoryId>>;

    /// Stories that an editor took out of an edition, and nobody has put back.
    async fn refused(&self, id: EditionId) -> Result<Vec<StoryId>>;

    /// The addresses of deliveries that stand uncertain.
    async fn in_doubt(&self, id: EditionId) -> Result<Vec<String>>;

    /// Puts deliveries that stand uncertain back to `pending`, and a sent
    /// edition back to printing. Gives how many.
    async fn resend_in_doubt(&self, id: EditionId, who: &str, now: Timestamp) -> Result<u64>;

    /// Deliveries that ended badly or may have doubled:
    /// `(address, state word, class or empty, reply)`.
    async fn delivery_troubles(
        &self,
        id: EditionId,
        limit: usize,
    ) -> Result<Vec<(String, String, String, String)>>;
}

//! The edition and its states. Only an approved edition can be frozen, and
//! only a frozen one can be printed: the types say so.

use crate::{
    CorrectionId, EditionId, EditorId, Kind, NewsletterId, SlotId, SlotPicture, SlotPoint, StoryId,
    VersionId,
};
use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// Where an edition is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditionState {
    /// Made by the desk, not touched by anybody.
    Drafted,
    /// An editor has laid hands on it.
    InReview,
    /// A chief has approved it; it goes out at its hour.
    Approved,
    /// Recipients and plate are fixed.
    Frozen,
    /// Mails are going out.
    Printing,
    /// Every delivery has ended.
    Sent,
    /// Its hour came without approval.
    Held,
    /// An editor decided that there is none that day.
    Skipped,
}

impl EditionState {
    /// All states, in the order of the way.
    pub const ALL: [Self; 8] = [
        Self::Drafted,
        Self::InReview,
        Self::Approved,
        Self::Frozen,
        Self::Printing,
        Self::Sent,
        Self::Held,
        Self::Skipped,
    ];

    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::InReview => "in-review",
            Self::Approved => "approved",
            Self::Frozen => "frozen",
            Self::Printing => "printing",
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Skipped => "skipped",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }

    /// True while editors may change slots and words. Changing an approved
    /// edition takes the approval back.
    pub fn is_editable(self) -> bool {
        matches!(self, Self::Drafted | Self::InReview | Self::Approved | Self::Held)
    }

    /// True once recipients and plate are fixed.
    pub fn is_frozen(self) -> bool {
        matches!(self, Self::Frozen | Self::Printing | Self::Sent)
    }
}

/// What an edition is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EditionKind {
    /// The issue of a day.
    #[default]
    Regular,
    /// A correction mail: it goes to those who were sent the faulty edition,
    /// and has no stories.
    Correction(CorrectionId),
}

impl EditionKind {
    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Correction(_) => "correction",
        }
    }
}

/// What an edition says about an error of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionItem {
    /// The correction.
    pub correction: CorrectionId,
    /// The edition that the error stood in.
    pub edition: EditionId,
    /// That edition's local date.
    pub date: civil::Date,
    /// The place of the error in it.
    pub slot: Option<SlotId>,
    /// The words as they go out.
    pub text: String,
}

/// Who put a slot where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SlotOrigin {
    /// The draft.
    Draft,
    /// An editor.
    Editor,
}

/// What an editor did with a slot. The desk moves no such slot, and takes none
/// of them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hand {
    /// Said that it stays.
    Pinned,
    /// Gave it its place.
    Moved,
    /// Wrote its words, or chose its points or picture.
    Rewritten,
    /// Held it against a newer version, and decided.
    Compared,
}

/// An earlier story shown with a slot, with its date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotPart {
    /// The earlier story.
    pub story: StoryId,
    /// The day it came out, in the newsletter's zone.
    pub date: civil::Date,
    /// A sentence of it.
    pub text: String,
    /// Who published it.
    pub source: String,
    /// What sort of journalism it is.
    #[serde(default)]
    pub kind: Kind,
    /// Why it belongs there, in words for editors.
    #[serde(default)]
    pub reason: String,
}

/// A place in an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Its row.
    pub id: SlotId,
    /// Index into the newsletter's sections.
    pub section: u8,
    /// The story.
    pub story: StoryId,
    /// The version the words rest on.
    pub version: VersionId,
    /// The headline as it goes out.
    pub headline: String,
    /// The text as it goes out.
    pub text: String,
    /// Why the draft, or who of the editors, put it here.
    pub reason: String,
    /// Who put it here.
    pub origin: SlotOrigin,
    /// Earlier stories of the matter.
    pub background: Vec<SlotPart>,
    /// Points of its event that it carries; none: those of its story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Vec<SlotPoint>>,
    /// The picture that an editor chose; the desk takes none by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<SlotPicture>,
    /// What editors did with it, each once.
    pub hands: Vec<Hand>,
    /// Copies printed after its sending stood still and went on mended do
    /// without it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_out: bool,
}

impl Slot {
    /// True if an editor put it here or laid hands on it: no redraft touches it.
    pub fn is_kept(&self) -> bool {
        self.origin == SlotOrigin::Editor || !self.hands.is_empty()
    }
}

/// An edition in the state `S`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition<S> {
    /// Its row.
    pub id: EditionId,
    /// The title it is an issue of.
    pub newsletter: NewsletterId,
    /// The local date it is for.
    pub date: civil::Date,
    /// The mail's subject.
    pub subject: String,
    /// The editors' words at the top, if any.
    pub preface: String,
    /// Its slots, in order of section and place.
    pub slots: Vec<Slot>,
    /// What it says at its end about errors of earlier editions; the whole of a
    /// correction mail.
    pub corrections: Vec<CorrectionItem>,
    /// When it goes out.
    pub send_at: Timestamp,
    /// Counts every change; an approval is of one revision.
    pub revision: i64,
    /// What it is.
    pub kind: EditionKind,
    state: EditionState,
    approval: Option<(EditorId, Timestamp)>,
    typed: PhantomData<S>,
}

/// Type state: in any state at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafted {}
/// Type state: a chief has approved this revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approved {}
/// Type state: recipients and plate are fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frozen {}

/// Why an edition can't go on.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("edition {edition} of {date} is {state:?}, not approved: a chief has to approve it first")]
pub struct NotApproved {
    /// Which.
    pub edition: EditionId,
    /// Its date.
    pub date: civil::Date,
    /// Its state.
    pub state: EditionState,
}

impl Edition<Drafted> {
    /// Puts an edition together from what is stored.
    #[allow(clippy::too_many_arguments)]
    pub fn load(
        id: EditionId,
        newsletter: NewsletterId,
        date: civil::Date,
        subject: String,
        preface: String,
        slots: Vec<Slot>,
        send_at: Timestamp,
        revision: i64,
        state: EditionState,
        approval: Option<(EditorId, Timestamp)>,
    ) -> Self {
        Self {
            id,
            newsletter,
            date,
            subject,
            preface,
            slots,
            corrections: Vec::new(),
            send_at,
            revision,
            kind: EditionKind::Regular,
            state,
            approval,
            typed: PhantomData,
        }
    }

    /// The same, of that kind and with these corrections.
    #[must_use]
    pub fn with(self, kind: EditionKind, corrections: Vec<CorrectionItem>) -> Self {
        Self { kind, corrections, ..self }
    }

    /// The only way to an approved edition: it is in that state, and somebody
    /// is named for it.
    pub fn approved(self) -> Result<Edition<Approved>, NotApproved> {
        if self.state == EditionState::Approved && self.approval.is_some() {
            Ok(self.turn())
        } else {
            Err(NotApproved { edition: self.id, date: self.date, state: self.state })
        }
    }

    /// The frozen edition, if it has come that far.
    pub fn frozen(self) -> Option<Edition<Frozen>> {
        self.state.is_frozen().then(|| self.turn())
    }
}

impl<S> Edition<S> {
    fn turn<T>(self) -> Edition<T> {
        Edition {
            id: self.id,
            newsletter: self.newsletter,
            date: self.date,
            subject: self.subject,
            preface: self.preface,
            slots: self.slots,
            corrections: self.corrections,
            send_at: self.send_at,
            revision: self.revision,
            kind: self.kind,
            state: self.state,
            approval: self.approval,
            typed: PhantomData,
        }
    }

    /// Where it is on its way.
    pub fn state(&self) -> EditionState {
        self.state
    }

    /// Who approved it, and when.
    pub fn approval(&self) -> Option<(EditorId, Timestamp)> {
        self.approval
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(state: EditionState, approval: Option<(EditorId, Timestamp)>) -> Edition<Drafted> {
        Edition::load(
            EditionId(1),
            NewsletterId(1),
            civil::date(2026, 3, 1),
            "Subject".into(),
            String::new(),
            vec![],
            Timestamp::UNIX_EPOCH,
            1,
            state,
            approval,
        )
    }

    #[test]
    fn only_the_approved_state_with_a_name_is_approved() {
        let name = Some((EditorId(1), Timestamp::UNIX_EPOCH));
        for state in EditionState::ALL {
            assert_eq!(
                edition(state, name).approved().is_ok(),
                state == EditionState::Approved,
                "{state:?}"
            );
            assert!(edition(state, None).approved().is_err(), "{state:?} without a name");
        }
    }

    #[test]
    fn words_and_states_match() {
        for state in EditionState::ALL {
            assert_eq!(EditionState::parse(state.as_str()), Some(state));
        }
    }
}

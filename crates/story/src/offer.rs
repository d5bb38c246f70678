//! What the desk offers for an edition that editors are at: a draft made anew,
//! laid beside the edition until somebody takes of it or leaves it. An offer
//! changes nothing by itself.

use crate::{EditionId, OfferId, SlotId, SlotPart, StoryId, VersionId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A draft made anew, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What the desk would have stand besides the kept slots, by section and
    /// place.
    pub slots: Vec<OfferSlot>,
    /// Why stories that stood in the edition have no place in it.
    pub left_out: Vec<(StoryId, String)>,
    /// Fewer stories than the newsletter's rules call an edition.
    pub thin: bool,
}

/// One story of an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferSlot {
    /// Index into the newsletter's sections.
    pub section: u8,
    /// The story.
    pub story: StoryId,
    /// The version the words rest on.
    pub version: VersionId,
    /// Its headline.
    pub headline: String,
    /// Its text.
    pub text: String,
    /// Why it would stand here.
    pub reason: String,
    /// Earlier stories of the matter.
    pub background: Vec<SlotPart>,
    /// Other stories that tell its event: none of them may stand beside it.
    pub event: Vec<StoryId>,
}

/// An offer with where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOffer {
    /// Its row. A newer offer has another.
    pub id: OfferId,
    /// The edition it is for.
    pub edition: EditionId,
    /// When it was made.
    pub at: Timestamp,
    /// Who asked for it.
    pub by: String,
    /// The draft.
    pub offer: Offer,
}

/// A slot of an edition once changes of an offer are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// One that was there.
    There {
        /// Which.
        slot: SlotId,
        /// Index into the newsletter's sections.
        section: u8,
        /// Why it stands there now; the old reason holds where it has not moved.
        reason: Option<String>,
    },
    /// One that comes in.
    New(OfferSlot),
}

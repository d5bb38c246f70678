//! The words of the house as types with their rules.
//!
//! Everything that more than one room speaks of lives here: a story and its
//! parts, where it came from, the newsletter and its hour, the edition and its
//! states, the reader and the delivery. Values are parsed once, at the door,
//! and are right from then on.
//!
//! Never here: a clock, randomness, a file, a socket, SQL or HTML. Whoever
//! needs the time hands it in.

mod address;
mod anatomy;
mod decision;
mod delivery;
mod edition;
mod editor;
mod ids;
mod kind;
mod newsletter;
mod offer;
mod order;
mod picture;
mod point;
mod reader;
mod received;
mod rules;
mod source;
mod text;
mod topics;

pub use address::{Address, AddressError};
pub use anatomy::{
    Attribution, Background, Credit, Lang, Link, Media, Point, Points, ReadMore, Rights, Story,
    Topic,
};
pub use decision::Decision;
pub use delivery::{Account, DeliveryState, RejectClass};
pub use edition::{
    Approved, CorrectionItem, Drafted, Edition, EditionKind, EditionState, Frozen, Hand,
    NotApproved, Slot, SlotOrigin, SlotPart,
};
pub use editor::{Editor, Role};
pub use ids::{
    CorrectionId, DocumentId, EditionId, EditorId, NewsletterId, OfferId, ReaderId, SlotId,
    SourceId, StoryId, VersionId,
};
pub use kind::Kind;
pub use newsletter::{
    Appointment, Day, Fallback, Hour, HourError, Newsletter, Section, SectionRole, Sender,
    UncertainPolicy,
};
pub use offer::{KeptOffer, Offer, OfferSlot, Placed};
pub use order::moved;
pub use picture::{NoPictureName, PictureName, SlotPicture};
pub use point::{PointEdit, PointKey, PointSource, SlotPoint};
pub use reader::{ConsentAct, Reader, SubscriptionState};
pub use received::{Change, Document, Format, Key, NonPublic, Received, Signal, Standing, Turn};
pub use rules::{Rules, Thin, Unanswered};
pub use source::{Defaults, Fetch, Moved, Place, Push, Source, SourceState, Wishes};
pub use text::{Slug, one_line, plain};

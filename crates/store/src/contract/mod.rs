//! What the rest of the house may ask of the store, one file a room.
//!
//! Engines fulfil [`Store`]; callers hold an `Arc<dyn Store>` and never learn
//! which engine it is. Every call that changes something is one transaction,
//! and is durable when it returns.

mod alerts;
mod corrections;
mod decisions;
mod editions;
mod editors;
mod late;
mod newsletters;
mod offers;
mod pictures;
mod points;
mod readers;
mod settings;
mod sources;
mod stories;

pub use alerts::*;
pub use corrections::*;
pub use decisions::*;
pub use editions::*;
pub use editors::*;
pub use late::*;
pub use newsletters::*;
pub use offers::*;
pub use pictures::*;
pub use points::*;
pub use readers::*;
pub use settings::*;
pub use sources::*;
pub use stories::*;

/// Everything, for whoever wires the house together.
pub trait Store:
    Sources
    + Stories
    + Newsletters
    + Editions
    + Offers
    + LateNews
    + Alerts
    + CorrectionDesk
    + Decisions
    + PointEdits
    + Pictures
    + Readers
    + Editors
    + Settings
    + wire::inbox::Inbox
    + press::ledger::Ledger
    + press::ledger::Seals
    + press::ledger::Outbox
{
}

impl<T> Store for T where
    T: Sources
        + Stories
        + Newsletters
        + Editions
        + Offers
        + LateNews
        + Alerts
        + Alerts
        + CorrectionDesk
        + Decisions
        + PointEdits
        + Pictures
        + Pictures
        + Readers
        + Editors
        + Settings
        + wire::inbox::Inbox
        + press::ledger::Ledger
        + press::ledger::Seals
        + press::ledger::Seals
        + press::ledger::Outbox
{
}

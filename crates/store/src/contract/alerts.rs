//! What chiefs have to be told of although they are not at the desk.

use super::NewNotice;
use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use story::EditionId;

/// Something that came in about an edition and asks for a chief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its row.
    pub id: i64,
    /// The edition.
    pub edition: EditionId,
    /// What happened, in words that quote no story.
    pub why: String,
}

/// Alerts are raised in the transaction of what they tell.
#[async_trait]
pub trait Alerts: Send + Sync {
    /// Those that nobody was told of yet, the oldest first.
    async fn alerts(&self) -> Result<Vec<Alert>>;

    /// Puts the mails that tell of them into the outbox, and ends them. Does
    /// nothing if one of them has ended already: somebody else has told.
    async fn alerted(&self, ids: Vec<i64>, mails: Vec<NewNotice>, now: Timestamp) -> Result<()>;
}

//! What editors decided of events and running matters: facts that are only
//! ever added, each with who, when and why.

use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use story::{Decision, EditorId};

/// One decision as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDecision {
    /// Rising in the order of deciding.
    pub id: i64,
    /// What was done, in words; the same for all facts of one act.
    pub act: String,
    /// The fact.
    pub fact: Decision,
    /// Who decided.
    pub editor: EditorId,
    /// That editor's name, else address.
    pub editor_name: String,
    /// Why, in the editor's words; may be empty.
    pub why: String,
    /// When.
    pub at: Timestamp,
}

/// Decisions.
#[async_trait]
pub trait Decisions: Send + Sync {
    /// Keeps the facts of one act, all or none.
    async fn decide(
        &self,
        act: String,
        facts: Vec<Decision>,
        editor: EditorId,
        why: String,
        now: Timestamp,
    ) -> Result<()>;

    /// All decisions, in the order they were made.
    async fn decisions(&self) -> Result<Vec<StoredDecision>>;

    /// A number that changes whenever something is decided.
    async fn decision_mark(&self) -> Result<i64>;
}

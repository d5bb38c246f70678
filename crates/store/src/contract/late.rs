//! Late news: what came in after an edition's approval and would have led.

use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use story::{EditionId, EditorId, StoryId};

/// What the desk has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLate {
    /// The story that would lead.
    pub story: StoryId,
    /// The story that came after the approval: that one, or another of its
    /// event.
    pub came: StoryId,
    /// The story that leads now.
    pub replaces: StoryId,
    /// Why it would lead.
    pub reason: String,
}

/// What became of late news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LateOutcome {
    /// An editor made it the lead.
    Taken,
    /// An editor decided that the edition goes out without it.
    Dismissed,
    /// It would lead no longer.
    Passed,
}

impl LateOutcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Taken, Self::Dismissed, Self::Passed];

    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Dismissed => "dismissed",
            Self::Passed => "passed",
        }
    }
}

/// Late news as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLate {
    /// What was found.
    pub late: NewLate,
    /// When.
    pub found: Timestamp,
    /// What became of it, and when; nobody has decided while absent.
    pub outcome: Option<(LateOutcome, Timestamp)>,
    /// Who decided; absent where the desk did.
    pub by: Option<String>,
}

/// Late news.
#[async_trait]
pub trait LateNews: Send + Sync {
    /// Keeps what the desk finds for an approved edition of that revision;
    /// nothing where there is none. What was open and is not found again has
    /// passed. Does nothing where the edition has moved on, and never touches
    /// the approval.
    async fn set_late(
        &self,
        edition: EditionId,
        revision: i64,
        found: Option<NewLate>,
        now: Timestamp,
    ) -> Result<()>;

    /// All late news of an edition, oldest first.
    async fn late_news(&self, edition: EditionId) -> Result<Vec<StoredLate>>;

    /// An editor decides that the edition goes out without it.
    async fn dismiss_late(
        &self,
        edition: EditionId,
        story: StoryId,
        who: EditorId,
        now: Timestamp,
    ) -> Result<()>;
}

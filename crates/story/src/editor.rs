//! Who works at the desk.

use crate::{Address, EditorId};
use serde::{Deserialize, Serialize};

/// What somebody may do at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Drafts and edits.
    Editor,
    /// Also approves, sends, and sets the house up.
    Chief,
}

impl Role {
    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Editor => "editor",
            Self::Chief => "chief",
        }
    }

    /// The role of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Editor, Self::Chief].into_iter().find(|r| r.as_str() == word)
    }
}

/// Somebody who works at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Editor {
    /// Their row.
    pub id: EditorId,
    /// What they log in with.
    pub email: Address,
    /// Their name in logs and approvals.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

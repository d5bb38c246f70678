//! A reader, their tie to a newsletter, and the proof of it.

use crate::{Address, Lang, ReaderId};
use serde::{Deserialize, Serialize};

/// Somebody with an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Their row.
    pub id: ReaderId,
    /// Where their mail goes.
    pub address: Address,
    /// What they want to be called; may be empty.
    pub name: String,
    /// The language of the pages and mails they see.
    pub language: Lang,
}

/// A reader's tie to a newsletter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubscriptionState {
    /// Asked for, not yet confirmed.
    Pending,
    /// Confirmed: gets editions.
    Confirmed,
    /// Left.
    Unsubscribed,
}

impl SubscriptionState {
    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Unsubscribed => "unsubscribed",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pending, Self::Confirmed, Self::Unsubscribed]
            .into_iter()
            .find(|s| s.as_str() == word)
    }
}

/// An act that proves what a reader agreed to, or took back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsentAct {
    /// Filled in the form.
    Asked,
    /// Pressed the button in the page behind the mail.
    Confirmed,
    /// Brought in by an import, with the importer's word for it.
    Imported,
    /// Unsubscribed by one click, page or mail.
    Left,
}

impl ConsentAct {
    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Confirmed => "confirmed",
            Self::Imported => "imported",
            Self::Left => "left",
        }
    }
}

//! One reader's copy of one edition, and the account of all of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a delivery is. `pending → claimed → intent →` one of the ends, or
/// `deferred` and round again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// Frozen, not yet taken up.
    Pending,
    /// Taken up by a press.
    Claimed,
    /// The final dot may be sent from now on.
    Intent,
    /// The server answered for it (250).
    Accepted,
    /// The server asked for another try (4yz).
    Deferred,
    /// The server refused it for good (5yz).
    Rejected,
    /// Not sent: the reader left, was erased, or complained.
    Suppressed,
    /// Not sent in time.
    Expired,
    /// A crash came between the dot and the answer.
    Uncertain,
}

impl DeliveryState {
    /// All states, in the order of the account.
    pub const ALL: [Self; 9] = [
        Self::Pending,
        Self::Claimed,
        Self::Intent,
        Self::Accepted,
        Self::Deferred,
        Self::Rejected,
        Self::Suppressed,
        Self::Expired,
        Self::Uncertain,
    ];

    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Claimed => "claimed",
            Self::Intent => "intent",
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Rejected => "rejected",
            Self::Suppressed => "suppressed",
            Self::Expired => "expired",
            Self::Uncertain => "uncertain",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }

    /// True once nothing more will happen by itself.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Accepted | Self::Rejected | Self::Suppressed | Self::Expired)
    }
}

/// Whose fault a refusal is. Only the first speaks against the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RejectClass {
    /// No such mailbox or host.
    Address,
    /// The mailbox is there but does not take this mail.
    Mailbox,
    /// Us: policy, authentication, reputation, content.
    Sender,
}

impl RejectClass {
    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Mailbox => "mailbox",
            Self::Sender => "sender",
        }
    }

    /// The class of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Address, Self::Mailbox, Self::Sender].into_iter().find(|c| c.as_str() == word)
    }
}

/// The account of an edition: every frozen delivery stands in one line of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// How many deliveries were frozen.
    pub frozen: u64,
    /// Not yet taken up.
    pub pending: u64,
    /// Taken up, not yet sent.
    pub claimed: u64,
    /// On the wire at this moment.
    pub intent: u64,
    /// Answered for by the server.
    pub accepted: u64,
    /// Waiting for another try.
    pub deferred: u64,
    /// Refused for good.
    pub rejected: u64,
    /// The refusals by their class ([`RejectClass::as_str`]); together
    /// `rejected`.
    #[serde(default)]
    pub rejected_by: BTreeMap<String, u64>,
    /// Left out because the reader left.
    pub suppressed: u64,
    /// Not sent in time.
    pub expired: u64,
    /// Between dot and answer at a crash, not sent again.
    pub uncertain: u64,
    /// The addresses of those.
    #[serde(default)]
    pub in_doubt: Vec<String>,
    /// Deliveries that a crash once left between dot and answer, however they
    /// ended: those that are no longer uncertain may have come twice.
    pub once_uncertain: Vec<String>,
    /// The first acceptance.
    pub first: Option<Timestamp>,
    /// The last acceptance.
    pub last: Option<Timestamp>,
}

impl Account {
    /// The sum of all lines; equals `frozen`, or the ledger is broken.
    pub fn sum(&self) -> u64 {
        self.pending
            + self.claimed
            + self.intent
            + self.accepted
            + self.deferred
            + self.rejected
            + self.suppressed
            + self.expired
            + self.uncertain
    }

    /// What has not ended yet.
    pub fn open(&self) -> u64 {
        self.pending + self.claimed + self.intent + self.deferred
    }

    /// The addresses that a mail may have come to twice.
    pub fn maybe_twice(&self) -> impl Iterator<Item = &str> {
        let in_doubt: BTreeSet<&str> = self.in_doubt.iter().map(String::as_str).collect();
        self.once_uncertain.iter().map(String::as_str).filter(move |a| !in_doubt.contains(a))
    }

    /// Mails per second between the first and the last acceptance.
    pub fn rate(&self) -> Option<f64> {
        let (first, last) = (self.first?, self.last?);
        let seconds = last.duration_since(first).as_secs_f64();
        (seconds > 0.0).then(|| self.accepted as f64 / seconds)
    }
}

//! What the press asks of a database: the ledger of an edition, and the
//! outbox of single mails.
//!
//! `store` fulfils both. The press holds no list of its own of who got what;
//! what a commit of the ledger says is true, and nothing else.

use crate::dkim::Seal;
use async_trait::async_trait;
use jiff::Timestamp;
pub use story::UncertainPolicy;
use story::{Account, Address, EditionId, ReaderId, RejectClass};

/// Why the ledger could not be read or written. The press stops at once: a
/// mail that can't be written down must not be sent.
#[derive(Debug, thiserror::Error)]
#[error("the ledger could not be {act}: {source}")]
pub struct LedgerError {
    /// `read` or `written`.
    pub act: &'static str,
    /// What the database said.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// A delivery taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose copy.
    pub reader: ReaderId,
    /// Where it goes.
    pub address: Address,
    /// What they want to be called; may be empty.
    pub name: String,
    /// How many tries have been answered so far; 0 for the first.
    pub attempt: u32,
    /// A signature that was made before the hour.
    pub sealed: Option<Sealed>,
}

/// A signature made before the hour, and for exactly which copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The mark of everything that went into the copy; see
    /// [`crate::ahead`]. A copy of another mark is signed anew.
    pub mark: [u8; 16],
    /// The signature.
    pub seal: Seal,
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered for the mail (250 to the final dot).
    Accepted {
        /// Its words.
        reply: String,
    },
    /// Another try at that time.
    Deferred {
        /// The server's words, or ours where there was no answer.
        reply: String,
        /// Not before.
        not_before: Timestamp,
    },
    /// Refused for good.
    Rejected {
        /// Whose fault it is.
        class: RejectClass,
        /// The server's words.
        reply: String,
    },
    /// Its freshness limit passed.
    Expired {
        /// The last words heard.
        reply: String,
    },
    /// The connection died between the dot and its answer.
    Uncertain {
        /// What happened.
        reply: String,
    },
    /// Nothing was sent: back to `pending`, the try does not count.
    Released,
}

/// The answer to an intent that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// Written down; the final dot may go.
    Granted,
    /// The reader has left meanwhile; the delivery is now `suppressed`, and
    /// the dot must not be sent.
    Suppressed,
}

/// What was found at a restart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Claimed and put back.
    pub released: u64,
    /// Found between dot and answer, by address.
    pub uncertain: Vec<String>,
}

/// One row per (edition, reader).
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Takes up to `limit` deliveries that are pending, or deferred to a time
    /// that has come. They are `claimed` when this returns.
    async fn claim(
        &self,
        edition: EditionId,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Claim>, LedgerError>;

    /// In one durable transaction: writes how tries ended, then the intents of
    /// the next mails, looking once more whether their readers are still
    /// there. Returns a permit for each of `intents`, in order.
    async fn commit(
        &self,
        edition: EditionId,
        ended: Vec<(ReaderId, Outcome)>,
        intents: Vec<ReaderId>,
        now: Timestamp,
    ) -> Result<Vec<Permit>, LedgerError>;

    /// So many connections more (or fewer) commit from now on: an engine may
    /// let one wait for the others, so that several share a flush of the disk.
    fn at_work(&self, _connections: isize) {}

    /// After a stop: `claimed` back to `pending`; `intent` noted as once
    /// uncertain, then by policy back to `pending` or left `uncertain`.
    async fn recover(
        &self,
        edition: EditionId,
        policy: UncertainPolicy,
        now: Timestamp,
    ) -> Result<Recovered, LedgerError>;

    /// When the earliest deferred delivery comes due, if there is one.
    async fn next_due(&self, edition: EditionId) -> Result<Option<Timestamp>, LedgerError>;

    /// Ends all deliveries that are pending or deferred as expired.
    async fn expire(&self, edition: EditionId, now: Timestamp) -> Result<u64, LedgerError>;

    /// The account as committed.
    async fn account(&self, edition: EditionId) -> Result<Account, LedgerError>;
}

/// Signatures made before the hour: one per (edition, reader), kept until the
/// edition is sent.
#[async_trait]
pub trait Seals: Send + Sync {
    /// Up to `limit` readers after that number, in order, who would get the
    /// edition now and have no signature for that plate yet. Nobody unless the
    /// edition is approved and of that revision.
    async fn unsealed(
        &self,
        edition: EditionId,
        revision: i64,
        plate: &str,
        after: Option<ReaderId>,
        limit: usize,
    ) -> Result<Vec<Claim>, LedgerError>;

    /// Keeps signatures for that plate; those for another one go.
    async fn seal(
        &self,
        edition: EditionId,
        plate: &str,
        sealed: Vec<(ReaderId, Sealed)>,
    ) -> Result<(), LedgerError>;
}

/// A single mail that is not part of an edition: a confirmation, a notice to
/// the editors. Whole and signed; at least once, never lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its row.
    pub id: i64,
    /// Envelope sender (the return path).
    pub from: Address,
    /// Envelope recipient.
    pub to: Address,
    /// The whole message: CRLF line ends, not dot-stuffed.
    pub message: Vec<u8>,
    /// Tries answered so far.
    pub attempt: u32,
}

/// The queue of single mails.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Notices whose time has come, oldest first.
    async fn due(&self, limit: usize, now: Timestamp) -> Result<Vec<Notice>, LedgerError>;

    /// Writes how a try ended.
    async fn settle(&self, id: i64, outcome: Outcome, now: Timestamp) -> Result<(), LedgerError>;
}

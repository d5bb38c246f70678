//! Readers, their subscriptions, and the proof of what they agreed to.

use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use story::{Address, ConsentAct, Lang, NewsletterId, Reader, ReaderId, SubscriptionState};

/// The proof of an act: written with it, never changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// How it was done: `form`, `page`, `one-click`, `mail`, `import FILE`.
    pub how: String,
    /// The words the reader saw and agreed to.
    pub wording: String,
    /// The network it came from, cut to /24 or /48; empty where there is none.
    pub network: String,
}

/// How a sign-up was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignUp {
    /// A confirmation mail should go out.
    Asked(Reader),
    /// Already confirmed: they may be told so by mail.
    There(Reader),
    /// Asked for lately, or too often: no mail should go out.
    TooSoon,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New subscriptions.
    pub added: u64,
    /// Already subscribed.
    pub known: u64,
    /// Left before, so not brought back.
    pub left: u64,
}

/// How many readers a title has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReaderCounts {
    /// Asked, not confirmed.
    pub pending: u64,
    /// Get editions.
    pub confirmed: u64,
    /// Left.
    pub unsubscribed: u64,
}

/// A line of the consent log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// When.
    pub at: Timestamp,
    /// For which title.
    pub newsletter: NewsletterId,
    /// What.
    pub act: ConsentAct,
    /// The proof.
    pub evidence: Evidence,
}

/// Readers.
#[async_trait]
pub trait Readers: Send + Sync {
    /// Takes a sign-up. At most one confirmation mail a day and three a month
    /// to an address, over all titles, however it is spelled (case, `+tag`).
    async fn sign_up(
        &self,
        newsletter: NewsletterId,
        address: Address,
        name: String,
        language: Lang,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<SignUp>;

    /// Confirms a sign-up. `false` if there is none to confirm: somebody who
    /// left meanwhile is not brought back by an old link.
    async fn confirm(
        &self,
        reader: ReaderId,
        newsletter: NewsletterId,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<bool>;

    /// Brings back a reader who left and thought better of it. `false` if they
    /// did not leave; a pending sign-up still needs its mail's button.
    async fn rejoin(
        &self,
        reader: ReaderId,
        newsletter: NewsletterId,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<bool>;

    /// Ends a subscription; once more changes nothing. `false` if there never
    /// was one. When this returns, no further mail of the title is begun.
    async fn leave(
        &self,
        reader: ReaderId,
        newsletter: NewsletterId,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<bool>;

    /// Brings in readers who are known to have agreed. Who left stays away.
    async fn import_readers(
        &self,
        newsletter: NewsletterId,
        readers: Vec<(Address, String, Lang)>,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<Imported>;

    /// One reader.
    async fn reader(&self, id: ReaderId) -> Result<Option<Reader>>;

    /// The reader of an address.
    async fn reader_by_address(&self, address: &Address) -> Result<Option<Reader>>;

    /// A reader's subscriptions.
    async fn subscriptions(
        &self,
        reader: ReaderId,
    ) -> Result<Vec<(NewsletterId, SubscriptionState)>>;

    /// How many readers a title has.
    async fn count_readers(&self, newsletter: NewsletterId) -> Result<ReaderCounts>;

    /// Readers of a title, newest first, with their state; `search` is part of
    /// an address or name.
    async fn readers(
        &self,
        newsletter: NewsletterId,
        search: &str,
        limit: usize,
    ) -> Result<Vec<(Reader, SubscriptionState, Timestamp)>>;

    /// The consent log of a reader, oldest first.
    async fn consents(&self, reader: ReaderId) -> Result<Vec<Consent>>;
}

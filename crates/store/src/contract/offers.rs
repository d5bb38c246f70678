//! Drafts made anew, kept beside an edition until an editor has decided. There
//! is one at most for each edition, and none once it is frozen or skipped.

use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use story::{EditionId, EditorId, KeptOffer, Offer, OfferId};

/// Offers. Taking of one is a change of the edition
/// ([`crate::EditionChange::Redraft`]).
#[async_trait]
pub trait Offers: Send + Sync {
    /// Keeps an offer in place of an older one. The edition itself stays as it
    /// is. Refused where it can't be changed any more.
    async fn keep_offer(
        &self,
        edition: EditionId,
        offer: Offer,
        who: EditorId,
        now: Timestamp,
    ) -> Result<OfferId>;

    /// The offer that lies beside an edition.
    async fn offer(&self, edition: EditionId) -> Result<Option<KeptOffer>>;

    /// Lets an offer be: nothing more of it is taken. Gone already is fine.
    async fn drop_offer(&self, offer: OfferId) -> Result<()>;
}

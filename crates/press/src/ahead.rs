//! Signing ahead: between approval and the hour, the copies of an edition are
//! imprinted and signed, and the signatures kept, so that at the hour the most
//! costly part of the work is done.
//!
//! A signature is kept with the mark of its copy. If plate, key, address, name
//! or links are others at the hour, the mark does not fit and the copy is
//! signed then: signing ahead can save time and can not change a mail.

use crate::copy::Words;
use crate::dkim::Signer;
use crate::ledger::{Claim, Sealed, Seals};
use crate::plate::Plate;
use crate::run::{Links, PressError};
use jiff::Timestamp;
use std::sync::Arc;
use story::{EditionId, ReaderId};
use tokio_util::sync::CancellationToken;

/// How many copies are signed between two looks at the ledger.
const BATCH: usize = 500;

/// What signing ahead needs.
pub struct Ahead {
    /// Which edition.
    pub edition: EditionId,
    /// Its revision when it was approved.
    pub revision: i64,
    /// The plate it will have if nothing changes.
    pub plate: Arc<Plate>,
    /// Who signs.
    pub signer: Arc<Signer>,
    /// Makes the readers' links.
    pub links: Arc<dyn Links>,
    /// Where the signatures are kept.
    pub seals: Arc<dyn Seals>,
    /// How many processors may be kept busy.
    pub hands: usize,
    /// Ends it at once; what is signed is kept.
    pub stop: CancellationToken,
}

/// Signs for everybody who would get the edition now and has no signature yet.
/// Returns how many signatures were made. Ends early when the edition is no
/// longer approved as it was.
pub async fn sign(ahead: Ahead) -> Result<u64, PressError> {
    let ahead = Arc::new(ahead);
    let plate = ahead.plate.hash();
    let (mut after, mut signed) = (None, 0);
    while !ahead.stop.is_cancelled() {
        let claims =
            ahead.seals.unsealed(ahead.edition, ahead.revision, &plate, after, BATCH).await?;
        let Some(last) = claims.last() else { break };
        after = Some(last.reader);
        let share = claims.len().div_ceil(ahead.hands.max(1));
        let mut shares = tokio::task::JoinSet::new();
        let mut claims = claims.into_iter();
        loop {
            let part: Vec<Claim> = claims.by_ref().take(share).collect();
            if part.is_empty() {
                break;
            }
            let ahead = Arc::clone(&ahead);
            shares.spawn_blocking(move || seal_all(&ahead, &part));
        }
        let mut sealed = Vec::with_capacity(BATCH);
        while let Some(part) = shares.join_next().await {
            sealed.extend(part.map_err(PressError::from).flatten()?);
        }
        signed += sealed.len() as u64;
        ahead.seals.seal(ahead.edition, &plate, sealed).await?;
    }
    Ok(signed)
}

fn seal_all(ahead: &Ahead, claims: &[Claim]) -> Result<Vec<(ReaderId, Sealed)>, PressError> {
    let mut sealed = Vec::with_capacity(claims.len());
    let mut message = Vec::new();
    for claim in claims {
        let words = Words::of(&ahead.plate, ahead.links.as_ref(), claim.reader);
        // A reader whose values can not stand in a mail is told of at the hour.
        if ahead.plate.imprint(&words.imprint(claim), &mut message).is_err() {
            continue;
        }
        let seal = ahead.signer.seal(&message, |b| ahead.plate.body_hash(b), Timestamp::now())?;
        let mark = words.mark(&ahead.plate, &ahead.signer, claim);
        sealed.push((claim.reader, Sealed { mark, seal }));
    }
    Ok(sealed)
}

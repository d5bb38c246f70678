//! Signing ahead: between approval and the hour, in idle time, so that at the
//! hour the mails only have to be sent.
//!
//! The plate is set as freezing will set it. Where something changes after
//! all, the signatures do not fit and the press signs anew; nothing here
//! decides what goes out.

use super::{House, HouseError};
use jiff::{SignedDuration, Timestamp};
use press::plate::Plate;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::StoreError;
use story::EditionId;

/// How long after a pass those who signed up meanwhile are looked for.
const AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// When each edition's next pass may begin; `None` while one is under way.
#[derive(Default)]
pub(super) struct Passes(Mutex<HashMap<EditionId, Option<Timestamp>>>);

impl Passes {
    fn begin(&self, id: EditionId, now: Timestamp) -> bool {
        let mut passes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free = passes.get(&id).is_none_or(|next| next.is_some_and(|next| next <= now));
        if free {
            passes.insert(id, None);
        }
        free
    }

    fn end(&self, id: EditionId, next: Timestamp) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Some(next));
    }
}

impl House {
    /// Begins a pass over an approved edition whose hour is to come, in a task
    /// of its own, unless one is under way or was lately.
    pub(super) fn sign_ahead(self: &Arc<Self>, id: EditionId, send_at: Timestamp, now: Timestamp) {
        let Some(passes) = &self.ahead else { return };
        if send_at <= now || !passes.begin(id, now) {
            return;
        }
        let house = self.clone();
        self.tasks.spawn(async move {
            match house.sign_all(id).await {
                Ok(0) => {}
                Ok(signed) => tracing::info!(edition = %id, signed, "signed ahead"),
                // The press signs at the hour what is not signed by then.
                Err(e) => tracing::warn!(edition = %id, error = %e, "not signed ahead"),
            }
            let next = super::now().saturating_add(AGAIN);
            if let Some(passes) = &house.ahead {
                passes.end(id, next.unwrap_or(Timestamp::MAX));
            }
        });
    }

    async fn sign_all(&self, id: EditionId) -> Result<u64, HouseError> {
        let edition = self.store.edition(id).await?.ok_or(StoreError::Missing("such edition"))?;
        let Ok(edition) = edition.approved() else { return Ok(0) };
        let newsletter = self.newsletter(edition.newsletter).await?;
        let sheet = self.sheet(&newsletter, &edition).await?;
        let envelope = self.envelope(&newsletter, &edition, edition.send_at);
        let failed = |e: String| HouseError::Press(e);
        let plate = Plate::set(&sheet, &envelope).map_err(|e| failed(e.to_string()))?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let ahead = press::ahead::Ahead {
            edition: id,
            revision: edition.revision,
            plate: Arc::new(plate),
            signer: self.signer(newsletter.sender.address.domain()).await?,
            links: self.ties(newsletter.id, id),
            seals: self.store.clone(),
            // One is left to the desk and its readers.
            hands: processors.saturating_sub(1).max(1),
            stop: self.stop.clone(),
        };
        press::ahead::sign(ahead).await.map_err(|e| failed(e.to_string()))
    }
}

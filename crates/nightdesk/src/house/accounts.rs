//! The account as the desk watches it: many eyes on it each second must cost
//! the ledger little.
//!
//! Never here: a count of our own. What is shown was counted in the ledger,
//! some moments ago.

use press::ledger::LedgerError;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};
use store::Store;
use story::{Account, EditionId, EditionState};
use tokio::sync::Mutex;

/// So many times longer than a count took, it is shown before the next one: a
/// million rows take a second or so, and the press needs the disk.
const REST: u32 = 10;
/// Counts older than this are forgotten.
const OLD: Duration = Duration::from_secs(600);

struct Counted {
    account: Account,
    state: EditionState,
    at: Instant,
    took: Duration,
}

/// The last count of each edition that is looked at.
#[derive(Default)]
pub(super) struct Accounts(Mutex<HashMap<EditionId, Counted>>);

impl Accounts {
    /// The account of an edition in that state, at most a few seconds old. Those who ask at once wait for
    /// one count.
    pub(super) async fn of(
        &self,
        store: &dyn Store,
        id: EditionId,
        state: EditionState,
    ) -> Result<Account, LedgerError> {
        let mut counts = self.0.lock().await;
        counts.retain(|_, c| c.at.elapsed() < OLD);
        if let Some(known) = counts.get(&id)
            && known.state == state
            && known.at.elapsed() < known.took * REST
        {
            return Ok(known.account.clone());
        }
        let begun = Instant::now();
        let account = store.account(id).await?;
        let counted =
            Counted { account: account.clone(), state, at: Instant::now(), took: begun.elapsed() };
        counts.insert(id, counted);
        Ok(account)
    }
}

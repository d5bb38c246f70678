//! The run: an edition's mails go out over a few connections until every
//! delivery has ended.
//!
//! A connection streams a mail up to its final dot, and sends the dot only
//! once the ledger has written down `{how the mail before ended, the intent of
//! this one}`. So after a crash at most one mail a connection is uncertain.
//! While a mail's answer travels, the next one is imprinted and signed.
//!
//! Never here: SQL, HTML, a rule of SMTP.

mod connection;
mod fleet;
mod floor;
mod rate;
mod ready;
mod retry;
mod site;

use crate::dkim::{DkimError, Signer};
use crate::ledger::{Ledger, LedgerError, UncertainPolicy};
use crate::plate::Plate;
pub(crate) use fleet::Door;
pub use fleet::{Fleet, Tally};
use floor::Floor;
use jiff::Timestamp;
pub use retry::Retry;
use std::sync::Arc;
use story::{Address, EditionId, ReaderId};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The links of a reader's copy. They hold signed tokens, so whoever knows the
/// key makes them.
pub trait Links: Send + Sync {
    /// The https address that takes the one-click POST (RFC 8058) and shows a
    /// page to GET.
    fn unsubscribe(&self, reader: ReaderId) -> String;
    /// The reader's own page.
    fn manage(&self, reader: ReaderId) -> String;
    /// A mailto address that unsubscribes, if somebody reads it.
    fn unsubscribe_mail(&self, _reader: ReaderId) -> Option<String> {
        None
    }
    /// A return path of the reader's own (VERP), if bounces are read.
    fn return_path(&self, _reader: ReaderId) -> Option<Address> {
        None
    }
}

/// Everything a run needs.
pub struct Run {
    /// Which edition.
    pub edition: EditionId,
    /// Its plate, as frozen.
    pub plate: Arc<Plate>,
    /// What is true about its deliveries.
    pub ledger: Arc<dyn Ledger>,
    /// Where the mails go.
    pub fleet: Arc<Fleet>,
    /// Signs them, if the relay does not.
    pub signer: Option<Arc<Signer>>,
    /// Makes the readers' links.
    pub links: Arc<dyn Links>,
    /// After this the edition is waste: what is open then expires.
    pub fresh_until: Timestamp,
    /// How long to wait between tries.
    pub retry: Retry,
    /// What becomes of a mail whose answer was lost.
    pub uncertain: UncertainPolicy,
    /// Ends the run in good order: mails whose dot went out get their answer.
    pub stop: CancellationToken,
    /// True while an editor holds the run.
    pub pause: watch::Receiver<bool>,
    /// Told what happens.
    pub progress: watch::Sender<Progress>,
}

/// What this run has done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Answered for by the relay.
    pub accepted: u64,
    /// Asked for another try (counted at each try).
    pub deferred: u64,
    /// Refused for good.
    pub rejected: u64,
    /// The reader had left.
    pub suppressed: u64,
    /// Between dot and answer when a connection died.
    pub uncertain: u64,
    /// Not sent in time.
    pub expired: u64,
    /// Connections open now.
    pub connections: usize,
    /// What is wrong now, in words for an editor.
    pub trouble: Option<String>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// Every delivery has ended.
    Done,
    /// It was told to stop; what is left is pending.
    Stopped,
    /// It stopped itself because going on would do harm; what is left is
    /// pending. Printing again goes on.
    Halted {
        /// Why, in words for an editor.
        why: String,
    },
}

/// Why a run could not go on.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// A mail that can't be written down must not be sent.
    #[error("the press stopped: {0}")]
    Ledger(#[from] LedgerError),
    /// The key does not sign.
    #[error("the press stopped: {0}")]
    Sign(#[from] DkimError),
    /// A fault in the press itself.
    #[error("the press stopped: a connection's task failed: {0}")]
    Task(#[from] tokio::task::JoinError),
}

/// Prints an edition: sends what is open until nothing is. After a crash call
/// [`Ledger::recover`] first.
pub async fn print(run: Run) -> Result<RunEnd, PressError> {
    let floor = Arc::new(Floor::new(run));
    loop {
        if floor.stopping() {
            return floor.leave().await;
        }
        if floor.is_stale() {
            floor.put_down().await?;
            let expired = floor.run.ledger.expire(floor.run.edition, Timestamp::now()).await?;
            floor.tell(|p| p.expired += expired);
            return Ok(RunEnd::Done);
        }
        let waiting = floor.fill().await?;
        if waiting == 0 {
            match floor.run.ledger.next_due(floor.run.edition).await? {
                None => return Ok(RunEnd::Done),
                Some(due) => floor.sleep_until(due.min(floor.run.fresh_until)).await,
            }
            continue;
        }
        let mut connections = JoinSet::new();
        for (at, lane) in floor.fleet.lanes().iter().enumerate() {
            for _ in 0..lane.relay.connections.max(1).min(waiting) {
                connections.spawn(connection::work(Arc::clone(&floor), at));
            }
        }
        let mut failed = None;
        while let Some(end) = connections.join_next().await {
            if let Err(e) = end.map_err(PressError::from).flatten() {
                // The others end what is on the wire; nothing new begins.
                floor.halt.cancel();
                failed.get_or_insert(e);
            }
        }
        if let Some(e) = failed {
            return Err(e);
        }
    }
}

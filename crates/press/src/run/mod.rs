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
mod retry;

use crate::dkim::{DkimError, Signer};
use crate::driver::Way;
use crate::ledger::{Claim, Ledger, LedgerError, Outcome, UncertainPolicy};
use crate::plate::Plate;
use crate::relay::Relay;
use crate::session::Trouble;
use jiff::Timestamp;
pub use retry::Retry;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
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
    pub relay: Relay,
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

/// How many deliveries are claimed at once.
const BATCH: usize = 200;
/// The run halts if so many of the last [`LOOK_BACK`] ends were refusals for
/// our own fault.
const TOO_MANY: usize = 20;
const LOOK_BACK: usize = 25;
/// A reader at whose mail a fresh connection broke so often waits like one who
/// was deferred, so that one mail can not stop the run.
const LOSSES: u32 = 3;

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
        for _ in 0..floor.run.relay.connections.max(1).min(waiting) {
            connections.spawn(connection::work(Arc::clone(&floor)));
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

/// What all connections share.
struct Floor {
    run: Run,
    relay: Relay,
    way: Arc<Way>,
    batch: String,
    /// Claimed deliveries that no connection has taken yet.
    ready: tokio::sync::Mutex<Ready>,
    /// Stops all connections in good order.
    halt: CancellationToken,
    why: Mutex<Option<String>>,
    weather: Mutex<Weather>,
    losses: Mutex<HashMap<ReaderId, u32>>,
}

#[derive(Default)]
struct Ready {
    claims: VecDeque<Claim>,
    /// The ledger had nothing more in this round.
    dry: bool,
}

/// How the relay is doing.
struct Weather {
    troubles: u32,
    not_before: Instant,
    /// For each of the last ends: was it our fault?
    faults: VecDeque<bool>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Floor {
    fn new(run: Run) -> Self {
        Self {
            relay: run.relay.clone(),
            way: Way::to(run.relay.clone()),
            batch: format!("e{}", run.edition),
            ready: tokio::sync::Mutex::new(Ready::default()),
            halt: run.stop.child_token(),
            why: Mutex::new(None),
            weather: Mutex::new(Weather {
                troubles: 0,
                not_before: Instant::now(),
                faults: VecDeque::new(),
            }),
            losses: Mutex::new(HashMap::new()),
            run,
        }
    }

    fn tell(&self, change: impl FnOnce(&mut Progress)) {
        self.run.progress.send_modify(change);
    }

    fn stopping(&self) -> bool {
        self.halt.is_cancelled()
    }

    fn paused(&self) -> bool {
        *self.run.pause.borrow()
    }

    fn is_stale(&self) -> bool {
        Timestamp::now() >= self.run.fresh_until
    }

    /// True if another mail may begin now.
    fn may_begin(&self) -> bool {
        !(self.stopping() || self.paused() || self.is_stale())
    }

    /// Begins a round: claims a batch if nothing is at hand.
    async fn fill(&self) -> Result<usize, LedgerError> {
        let mut ready = self.ready.lock().await;
        ready.dry = false;
        self.claim_into(&mut ready).await?;
        Ok(ready.claims.len())
    }

    async fn claim_into(&self, ready: &mut Ready) -> Result<(), LedgerError> {
        if ready.claims.is_empty() && !ready.dry {
            let claims = self.run.ledger.claim(self.run.edition, BATCH, Timestamp::now()).await?;
            ready.dry = claims.is_empty();
            ready.claims.extend(claims);
        }
        Ok(())
    }

    /// The next delivery, or `None` when the round is over.
    async fn take(&self) -> Result<Option<Claim>, LedgerError> {
        let mut ready = self.ready.lock().await;
        self.claim_into(&mut ready).await?;
        Ok(ready.claims.pop_front())
    }

    async fn put_back(&self, claim: Claim) {
        self.ready.lock().await.claims.push_front(claim);
    }

    /// Gives claimed deliveries back to the ledger.
    async fn put_down(&self) -> Result<(), LedgerError> {
        let claims = std::mem::take(&mut self.ready.lock().await.claims);
        if claims.is_empty() {
            return Ok(());
        }
        let ended = claims.into_iter().map(|c| (c.reader, Outcome::Released)).collect();
        self.run.ledger.commit(self.run.edition, ended, vec![], Timestamp::now()).await?;
        Ok(())
    }

    async fn leave(&self) -> Result<RunEnd, PressError> {
        self.put_down().await?;
        Ok(match lock(&self.why).take() {
            Some(why) => RunEnd::Halted { why },
            None => RunEnd::Stopped,
        })
    }

    fn halt(&self, why: String) {
        tracing::warn!(edition = self.run.edition.0, "the press halts: {why}");
        self.tell(|p| p.trouble = Some(why.clone()));
        lock(&self.why).get_or_insert(why);
        self.halt.cancel();
    }

    /// Waits for a pause to end and for a relay in trouble. False if nothing
    /// may begin any more.
    async fn gate(&self) -> bool {
        loop {
            if self.stopping() || self.is_stale() {
                return false;
            }
            if self.paused() {
                let mut pause = self.run.pause.clone();
                let stale = self.until(self.run.fresh_until);
                let lifted = async move {
                    // If nobody is left who could lift it, it stays.
                    if pause.wait_for(|paused| !paused).await.map(drop).is_err() {
                        std::future::pending::<()>().await;
                    }
                };
                tokio::select! {
                    () = self.halt.cancelled() => {}
                    () = tokio::time::sleep(stale) => {}
                    () = lifted => {}
                }
                continue;
            }
            let not_before = lock(&self.weather).not_before;
            let wait = not_before.saturating_duration_since(Instant::now());
            if wait.is_zero() {
                return true;
            }
            tokio::select! {
                () = self.halt.cancelled() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    fn until(&self, at: Timestamp) -> Duration {
        Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or(Duration::ZERO)
    }

    async fn sleep_until(&self, at: Timestamp) {
        // Never without a pause: clocks have coarser steps than databases.
        let wait = self.until(at).max(Duration::from_millis(20));
        tokio::select! {
            () = self.halt.cancelled() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }

    /// The relay failed: it is left alone for a while, by all connections.
    fn trouble(&self, trouble: &Trouble) {
        if trouble.needs_a_human() {
            return self.halt(format!("{trouble}. Mend the relay's settings and send again"));
        }
        let mut weather = lock(&self.weather);
        let now = Instant::now();
        // Connections that fail together are one trouble.
        if weather.not_before <= now {
            weather.troubles = weather.troubles.saturating_add(1);
            weather.not_before = now + self.run.retry.relay(weather.troubles);
        }
        let wait = weather.not_before.saturating_duration_since(now).as_secs();
        drop(weather);
        tracing::warn!(edition = self.run.edition.0, "the relay is in trouble: {trouble}");
        self.tell(|p| {
            p.trouble = Some(format!("the relay is in trouble: {trouble}; next try in {wait} s"));
        });
    }

    /// The relay answered for a mail, or refused one: it works. `our_fault`
    /// counts towards the halt.
    fn answered(&self, our_fault: bool, reply: &str) {
        let mut weather = lock(&self.weather);
        let was_in_trouble = std::mem::take(&mut weather.troubles) > 0;
        weather.faults.push_back(our_fault);
        if weather.faults.len() > LOOK_BACK {
            weather.faults.pop_front();
        }
        let faults = weather.faults.iter().filter(|f| **f).count();
        drop(weather);
        if was_in_trouble {
            self.tell(|p| p.trouble = None);
        }
        if faults >= TOO_MANY && !self.stopping() {
            self.halt(format!(
                "{faults} of the last {LOOK_BACK} mails were refused because of us, not of the readers; the last answer was: {reply}. Mend that, then send again"
            ));
        }
    }

    /// A connection broke at this reader's mail. True if it broke too often.
    fn lost_too_often(&self, reader: ReaderId) -> bool {
        let mut losses = lock(&self.losses);
        let count = losses.entry(reader).or_default();
        *count += 1;
        *count >= LOSSES
    }

    /// A number in 0..1 that is always the same for this reader and try.
    fn chance(&self, reader: ReaderId, attempt: u32) -> f64 {
        // splitmix64; the readers' numbers are its only entropy.
        let mut z = (reader.0 as u64)
            .wrapping_add(u64::from(attempt) << 48)
            .wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

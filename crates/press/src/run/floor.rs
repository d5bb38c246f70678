//! What all connections of a run share.

use super::fleet::Fleet;
use super::ready::Ready;
use super::site::Entry;
use super::{PressError, Run, RunEnd};
use crate::ledger::{Claim, LedgerError, Outcome};
use crate::session::{Pace, Trouble, pace};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use story::ReaderId;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::Progress;

/// How many deliveries are claimed at once.
const BATCH: usize = 200;
/// A relay is given up if so many of the last [`LOOK_BACK`] ends over it were
/// refusals for our own fault.
const TOO_MANY: u32 = 20;
const LOOK_BACK: u32 = 25;
/// So many refusals for our own fault one after the other, and they are no
/// longer taken for a reader's end.
const IN_A_ROW: u32 = 3;
/// A reader at whose mail a fresh connection broke so often waits like one who
/// was deferred, so that one mail can not stop the run.
const LOSSES: u32 = 3;
/// How long a relay waits that is ahead of its share.
const AHEAD: Duration = Duration::from_millis(10);

/// A limit that holds the mails for longer than this is told of.
const LONG: Duration = Duration::from_secs(120);

/// The next thing for a connection to do.
pub(super) enum Taken {
    /// This mail.
    Claim(Claim),
    /// Nothing before that time.
    Later(Instant),
    /// The round is over.
    Over,
}

/// What all connections share.
pub(super) struct Floor {
    pub(super) run: Run,
    pub(super) fleet: Arc<Fleet>,
    /// Names this edition in notices; see [`crate::session::Manners::batch`].
    pub(super) batch: String,
    ready: Mutex<Ready>,
    /// Held by the one who claims. Never across it is `ready` locked: a lock
    /// that is handed on to a connection which is busy signing would hold up
    /// all others.
    claiming: tokio::sync::Mutex<()>,
    /// Nothing is left in this round; told to who waits.
    spent: AtomicBool,
    over: Notify,
    /// It was told that a limit holds the mails.
    held: AtomicBool,
    /// Stops all connections in good order.
    pub(super) halt: CancellationToken,
    why: Mutex<Option<String>>,
    /// For each relay how it fares in this run.
    fares: Vec<Mutex<Fare>>,
    losses: Mutex<HashMap<ReaderId, u32>>,
}

/// How a relay fares in a run.
#[derive(Default)]
struct Fare {
    /// A bit for each of the last ends, the newest lowest: was it our fault?
    faults: u32,
    /// Why this run does not send over it any more.
    out: Option<String>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Floor {
    pub(super) fn new(run: Run) -> Self {
        let fleet = Arc::clone(&run.fleet);
        Self {
            batch: format!("e{}", run.edition),
            ready: Mutex::new(Ready::new(&fleet)),
            claiming: tokio::sync::Mutex::default(),
            spent: AtomicBool::new(false),
            over: Notify::new(),
            held: AtomicBool::new(false),
            halt: run.stop.child_token(),
            why: Mutex::new(None),
            fares: fleet.lanes().iter().map(|_| Mutex::default()).collect(),
            losses: Mutex::new(HashMap::new()),
            fleet,
            run,
        }
    }

    pub(super) fn tell(&self, change: impl FnOnce(&mut Progress)) {
        self.run.progress.send_modify(change);
    }

    pub(super) fn stopping(&self) -> bool {
        self.halt.is_cancelled()
    }

    pub(super) fn paused(&self) -> bool {
        *self.run.pause.borrow()
    }

    pub(super) fn is_stale(&self) -> bool {
        Timestamp::now() >= self.run.fresh_until
    }

    /// True if another mail may begin now.
    pub(super) fn may_begin(&self) -> bool {
        !(self.stopping() || self.paused() || self.is_stale())
    }

    /// Begins a round: claims a batch if nothing is at hand.
    pub(super) async fn fill(&self) -> Result<usize, LedgerError> {
        lock(&self.ready).dry = false;
        self.spent.store(false, Ordering::Relaxed);
        self.claim_more(Ready::is_hungry).await?;
        let ready = lock(&self.ready);
        Ok(ready.claims.len() + ready.aside())
    }

    /// Claims a batch, unless somebody else has made that needless meanwhile.
    async fn claim_more(&self, needed: impl Fn(&Ready) -> bool) -> Result<(), LedgerError> {
        let _one_at_a_time = self.claiming.lock().await;
        let needed = needed(&lock(&self.ready));
        if needed {
            let claims = self.run.ledger.claim(self.run.edition, BATCH, Timestamp::now()).await?;
            let mut ready = lock(&self.ready);
            ready.dry = claims.is_empty();
            ready.claims.extend(claims);
        }
        Ok(())
    }

    /// The next delivery for a relay.
    pub(super) async fn take(self: &Arc<Self>, at: usize) -> Result<Taken, LedgerError> {
        let taken = loop {
            if let Some(taken) = self.try_take(at) {
                break taken;
            }
            self.claim_more(Ready::is_hungry).await?;
        };
        match &taken {
            Taken::Claim(_) => {
                self.claim_in_time();
                if self.held.load(Ordering::Relaxed) && self.held.swap(false, Ordering::Relaxed) {
                    self.tell(|p| p.trouble = None);
                }
            }
            Taken::Over => {
                self.spent.store(true, Ordering::Relaxed);
                self.over.notify_waiters();
            }
            Taken::Later(_) => {}
        }
        Ok(taken)
    }

    /// Claims the next batch while there is still one at hand, so that nobody
    /// waits for it.
    fn claim_in_time(self: &Arc<Self>) {
        if !lock(&self.ready).is_low(BATCH / 2) || self.claiming.try_lock().is_err() {
            return;
        }
        let floor = Arc::clone(self);
        tokio::spawn(async move {
            // A ledger that fails here fails those who then have to claim; what
            // is claimed after the end would lie about.
            let low = |ready: &Ready| floor.may_begin() && ready.is_low(BATCH / 2);
            let _ = floor.claim_more(low).await;
        });
    }

    /// The next delivery of those at hand; `None` if more must be claimed.
    fn try_take(&self, at: usize) -> Option<Taken> {
        let lane = &self.fleet.lanes()[at];
        let mut ready = lock(&self.ready);
        let now = Instant::now();
        if self.fares.len() > 1 && ready.is_ahead(&self.fleet, at, now) {
            return Some(Taken::Later(now + AHEAD));
        }
        if ready.is_hungry() {
            return None;
        }
        if let Err(wait) = lane.begin() {
            ready.hold(at, now + wait);
            drop(ready);
            self.tell_held(at, wait);
            return Some(Taken::Later(now + wait));
        }
        match ready.next(&self.fleet) {
            Ok(claim) => {
                ready.count(at);
                Some(Taken::Claim(claim))
            }
            Err(wait) => {
                lane.unbegin();
                if ready.is_hungry() {
                    // All at hand wait for their domain; perhaps others do not.
                    return None;
                }
                Some(if wait.is_zero() { Taken::Over } else { Taken::Later(now + wait) })
            }
        }
    }

    /// A limit holds the mails for long: the editors should know why.
    fn tell_held(&self, at: usize, wait: Duration) {
        if wait < LONG {
            return;
        }
        let host = &self.fleet.lanes()[at].relay.host;
        let minutes = wait.as_secs() / 60;
        let words = format!(
            "the relay {host} has taken as many mails as its limits and its warm-up plan allow; the next may go in {minutes} min"
        );
        self.held.store(true, Ordering::Relaxed);
        self.tell(|p| p.trouble = Some(words));
    }

    /// Gives a delivery back that was not begun. If the others have gone home
    /// meanwhile, the next round takes it.
    pub(super) fn put_back(&self, at: usize, claim: Claim) {
        self.fleet.lanes()[at].unbegin();
        lock(&self.ready).claims.push_front(claim);
    }

    /// A connection over this relay takes mails until what is returned is
    /// dropped.
    pub(super) fn begin_work(&self, at: usize) -> AtWork<'_> {
        self.tell(|p| p.connections += 1);
        self.run.ledger.at_work(1);
        if self.fares.len() > 1 {
            lock(&self.ready).begin(at, Instant::now());
        }
        AtWork { floor: self, at }
    }

    /// Gives claimed deliveries back to the ledger.
    pub(super) async fn put_down(&self) -> Result<(), LedgerError> {
        // Whoever is claiming now adds to what is put down.
        let _one_at_a_time = self.claiming.lock().await;
        let claims = lock(&self.ready).clear();
        if claims.is_empty() {
            return Ok(());
        }
        let ended = claims.into_iter().map(|c| (c.reader, Outcome::Released)).collect();
        self.run.ledger.commit(self.run.edition, ended, vec![], Timestamp::now()).await?;
        Ok(())
    }

    pub(super) async fn leave(&self) -> Result<RunEnd, PressError> {
        self.put_down().await?;
        Ok(match lock(&self.why).take() {
            Some(why) => RunEnd::Halted { why },
            None => RunEnd::Stopped,
        })
    }

    /// This run sends nothing over this relay any more; if none is left, it
    /// halts.
    fn out(&self, at: usize, why: String) {
        let mut fare = lock(&self.fares[at]);
        if fare.out.is_some() {
            return;
        }
        fare.out = Some(why.clone());
        drop(fare);
        self.over.notify_waiters();
        let edition = self.run.edition.0;
        if self.fares.iter().any(|f| lock(f).out.is_none()) {
            let host = &self.fleet.lanes()[at].relay.host;
            tracing::warn!(edition, "no more mails go over {host}: {why}");
            let why = format!("no more mails of this edition go over {host}: {why}");
            return self.tell(|p| p.trouble = Some(why));
        }
        tracing::warn!(edition, "the press halts: {why}");
        self.tell(|p| p.trouble = Some(why.clone()));
        lock(&self.why).get_or_insert(why);
        self.halt.cancel();
    }

    fn is_out(&self, at: usize) -> bool {
        lock(&self.fares[at]).out.is_some()
    }

    /// True if a connection should end after what is on the wire.
    pub(super) fn is_crowded(&self, at: usize) -> bool {
        self.fleet.lanes()[at].is_crowded() || self.is_out(at)
    }

    /// Waits for a pause to end, for a relay in trouble, and for a place among
    /// its connections. `None` if nothing may begin there any more.
    pub(super) async fn gate(&self, at: usize) -> Option<Seat<'_>> {
        let lane = &self.fleet.lanes()[at];
        loop {
            if self.stopping() || self.is_stale() || self.is_out(at) {
                return None;
            }
            if self.paused() {
                self.sit_out_the_pause().await;
                continue;
            }
            let (room, over) = (lane.room.notified(), self.over.notified());
            tokio::pin!(room, over);
            // From here on nothing that is told is missed.
            room.as_mut().enable();
            over.as_mut().enable();
            let until = match lane.enter() {
                Entry::Enter => return Some(Seat { floor: self, at }),
                _ if self.spent.load(Ordering::Relaxed) => return None,
                Entry::Wait(until) => until,
                Entry::Full => Instant::now() + Duration::from_secs(5),
            };
            let wait = until.saturating_duration_since(Instant::now());
            tokio::select! {
                () = self.halt.cancelled() => {}
                () = room => {}
                () = over => {}
                () = tokio::time::sleep(wait.min(self.until(self.run.fresh_until))) => {}
            }
        }
    }

    async fn sit_out_the_pause(&self) {
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
    }

    fn until(&self, at: Timestamp) -> Duration {
        Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or(Duration::ZERO)
    }

    pub(super) async fn sleep_until(&self, at: Timestamp) {
        // Never without a pause: clocks have coarser steps than databases.
        let wait = self.until(at).max(Duration::from_millis(20));
        tokio::select! {
            () = self.halt.cancelled() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }

    /// Waits for a relay's turn, but not longer than the round lasts. False if
    /// the round is over.
    pub(super) async fn rest(&self, until: Instant) -> bool {
        let over = self.over.notified();
        tokio::pin!(over);
        over.as_mut().enable();
        if self.spent.load(Ordering::Relaxed) {
            return false;
        }
        let wait = until.saturating_duration_since(Instant::now());
        tokio::select! {
            () = self.halt.cancelled() => {}
            () = over => {}
            () = tokio::time::sleep(wait.min(self.until(self.run.fresh_until))) => {}
        }
        !self.spent.load(Ordering::Relaxed)
    }

    /// The relay failed: it is left alone for a while, by all connections.
    /// Others take over its share meanwhile.
    pub(super) fn trouble(&self, at: usize, trouble: &Trouble) {
        if trouble.needs_a_human() {
            return self.out(at, format!("{trouble}. Mend the relay's settings and send again"));
        }
        let lane = &self.fleet.lanes()[at];
        let wait = match trouble {
            Trouble::Unavailable(words) if pace(words) == Some(Pace::Silence) => {
                lane.silence(self.run.retry.silence)
            }
            _ => lane.trouble(|times| self.run.retry.relay(times)),
        };
        self.tell_trouble(at, trouble, wait);
    }

    fn tell_trouble(&self, at: usize, trouble: &dyn std::fmt::Display, wait: Duration) {
        let host = &self.fleet.lanes()[at].relay.host;
        let edition = self.run.edition.0;
        tracing::warn!(edition, "the relay {host} is in trouble: {trouble}");
        let wait = wait.as_secs();
        let words = format!("the relay {host} is in trouble: {trouble}; next try in {wait} s");
        self.tell(|p| p.trouble = Some(words));
    }

    /// The relay answered for a mail, or refused one: it works. `our_fault`
    /// counts towards giving it up.
    pub(super) fn answered(&self, at: usize, our_fault: bool, reply: &str) {
        let lane = &self.fleet.lanes()[at];
        match pace(reply) {
            Some(Pace::Silence) => return self.hush(at, reply),
            Some(Pace::Slower) => lane.blow(),
            None if lane.well() => self.tell(|p| p.trouble = None),
            None => {}
        }
        let mut fare = lock(&self.fares[at]);
        fare.faults = (fare.faults << 1 | u32::from(our_fault)) & ((1 << LOOK_BACK) - 1);
        let faults = fare.faults.count_ones();
        drop(fare);
        if faults >= TOO_MANY && !self.stopping() {
            self.out(at, format!(
                "{faults} of the last {LOOK_BACK} mails were refused because of us, not of the readers; the last answer was: {reply}. Mend that, then send again"
            ));
        }
    }

    /// True if the last answers of this relay, several in a row, were all
    /// refusals because of us: then they say nothing about the readers.
    pub(super) fn refuses_us(&self, at: usize) -> bool {
        lock(&self.fares[at]).faults.trailing_ones() >= IN_A_ROW
    }

    /// The relay asks for silence.
    pub(super) fn hush(&self, at: usize, reply: &str) {
        let wait = self.fleet.lanes()[at].silence(self.run.retry.silence);
        self.tell_trouble(at, &reply, wait);
    }

    /// A connection broke at this reader's mail. True if it broke too often.
    pub(super) fn lost_too_often(&self, reader: ReaderId) -> bool {
        let mut losses = lock(&self.losses);
        let count = losses.entry(reader).or_default();
        *count += 1;
        *count >= LOSSES
    }

    /// A number in 0..1 that is always the same for this reader and try.
    pub(super) fn chance(&self, reader: ReaderId, attempt: u32) -> f64 {
        // splitmix64; the readers' numbers are its only entropy.
        let mut z = (reader.0 as u64)
            .wrapping_add(u64::from(attempt) << 48)
            .wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A connection that takes mails.
pub(super) struct AtWork<'a> {
    floor: &'a Floor,
    at: usize,
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        if self.floor.fares.len() > 1 {
            lock(&self.floor.ready).end(self.at);
        }
        self.floor.run.ledger.at_work(-1);
        self.floor.tell(|p| p.connections = p.connections.saturating_sub(1));
    }
}

/// A place among a relay's connections, given back when dropped.
pub(super) struct Seat<'a> {
    floor: &'a Floor,
    at: usize,
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.floor.fleet.lanes()[self.at].leave();
    }
}

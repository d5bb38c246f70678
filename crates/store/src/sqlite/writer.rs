//! The one writer: a thread that owns the writing connection and commits what
//! waits together (natural group commit).
//!
//! Each piece of work runs in a savepoint, so one that fails takes nothing of
//! its neighbours with it; but for the press's own steps, which fail only with
//! the disk: a savepoint would cost them more than the step. Where one of them
//! fails, the whole transaction does. Answers go out only after the commit.
//! While many connections send, their steps wait a little for each other.

use crate::{Result, StoreError};
use rusqlite::Connection;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Most pieces of work in one transaction: bounds how long the first waits.
const MOST_TOGETHER: usize = 256;
/// The longest that patient work waits for company.
const LINGER: Duration = Duration::from_millis(4);
/// No transaction waits for more pieces than that.
const COMPANY: usize = 32;
/// What a piece that must not wait counts for.
const AT_ONCE: usize = 1 << 16;

type Answer = Box<dyn FnOnce(Option<&StoreError>) + Send>;
type Work = Box<dyn FnOnce(&Connection) -> Done + Send>;

/// A piece of work that was done.
struct Done {
    /// Tells whoever asked, once it is known whether the transaction stands.
    answer: Answer,
    /// It failed half-way without a savepoint: nothing of the transaction may
    /// stand.
    spoilt: Option<StoreError>,
}

pub(super) struct Writer {
    queue: Mutex<mpsc::Sender<Piece>>,
    thread: Thread,
    crowd: Arc<Crowd>,
}

/// A piece of work in the queue, and what it counts for.
struct Piece {
    work: Work,
    counts: usize,
}

/// Who waits, and how many work beside the writer.
///
/// While many connections of the press are at work, a commit for each of them
/// alone would cost more than what is written. A quarter of them may wait for
/// each other; the others keep the processors busy meanwhile.
#[derive(Default)]
struct Crowd {
    waiting: AtomicUsize,
    at_work: AtomicUsize,
}

impl Crowd {
    fn enough(&self) -> usize {
        (self.at_work.load(Ordering::Relaxed) / 4).clamp(1, COMPANY)
    }

    /// Holds the writer until enough have come, or one that must not wait.
    fn gather(&self) {
        let began = Instant::now();
        while self.waiting.load(Ordering::SeqCst) < self.enough() {
            match LINGER.checked_sub(began.elapsed()) {
                Some(left) if !left.is_zero() => thread::park_timeout(left),
                _ => return,
            }
        }
    }
}

impl Writer {
    pub(super) fn start(db: Connection) -> Result<Self> {
        let (queue, work) = mpsc::channel::<Piece>();
        let crowd = Arc::new(Crowd::default());
        let seen = Arc::clone(&crowd);
        let writer = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || write(&db, &work, &seen))
            .map_err(|e| StoreError::Database(format!("no thread for the writer: {e}")))?;
        Ok(Self { queue: Mutex::new(queue), thread: writer.thread().clone(), crowd })
    }

    /// So many connections of the press more (or fewer) are at work.
    pub(super) fn at_work(&self, connections: isize) {
        self.crowd.at_work.fetch_add(connections.cast_unsigned(), Ordering::Relaxed);
    }

    /// In a savepoint of its own.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.queue(|db| in_savepoint(db, work), false, AT_ONCE).await
    }

    /// As a part of the transaction that can't fail without it.
    pub(super) async fn run_bare<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.queue(|db| open(db).and_then(|()| work(db)), true, AT_ONCE).await
    }

    /// The same, and it may wait a little for others of its kind.
    pub(super) async fn run_together<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.queue(|db| open(db).and_then(|()| work(db)), true, 1).await
    }

    async fn queue<T, F>(&self, work: F, bare: bool, counts: usize) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let (tell, told) = oneshot::channel::<Result<T>>();
        let work: Work = Box::new(move |db| {
            let done = work(db);
            let spoilt = done.as_ref().err().filter(|_| bare).map(again);
            let answer = Box::new(move |failed: Option<&StoreError>| {
                let answer = match failed {
                    None => done,
                    Some(e) => Err(again(e)),
                };
                // Whoever asked may have gone away; the work stands all the same.
                let _ = tell.send(answer);
            });
            Done { answer, spoilt }
        });
        let queue = match self.queue.lock() {
            Ok(queue) => queue.clone(),
            Err(broken) => broken.into_inner().clone(),
        };
        let gone = || StoreError::Database("the writer has stopped".into());
        let before = self.crowd.waiting.fetch_add(counts, Ordering::SeqCst);
        queue.send(Piece { work, counts }).map_err(|_| gone())?;
        let enough = self.crowd.enough();
        if before < enough && before + counts >= enough {
            self.thread.unpark();
        }
        told.await.map_err(|_| gone())?
    }
}

fn write(db: &Connection, queue: &mpsc::Receiver<Piece>, crowd: &Crowd) {
    let take = |piece: Piece| {
        crowd.waiting.fetch_sub(piece.counts, Ordering::SeqCst);
        piece.work
    };
    while let Ok(first) = queue.recv() {
        crowd.gather();
        let first = take(first);
        let begun = say(db, "BEGIN IMMEDIATE");
        if let Err(e) = begun {
            fail(db, first, &e);
            continue;
        }
        let mut answers = Vec::new();
        let mut next = Some(first);
        let mut spoilt = None;
        while let Some(work) = next {
            let done = work(db);
            answers.push(done.answer);
            spoilt = done.spoilt;
            let on = spoilt.is_none() && answers.len() < MOST_TOGETHER;
            next = if on { queue.try_recv().ok().map(take) } else { None };
        }
        // A full disk may have rolled the transaction back under our hands:
        // then COMMIT fails, and everybody is told that nothing was kept.
        let failed = spoilt.or_else(|| say(db, "COMMIT").err());
        if let Some(e) = &failed {
            tracing::error!(error = %e, "nothing of the last transaction was kept");
            if !db.is_autocommit() {
                let _ = db.execute_batch("ROLLBACK");
            }
        }
        for answer in answers {
            answer(failed.as_ref());
        }
    }
}

/// A statement that is said many thousand times a second is parsed once.
fn say(db: &Connection, statement: &str) -> Result<()> {
    db.prepare_cached(statement)?.execute([])?;
    Ok(())
}

/// Lets a piece of work know that its transaction could not begin. It runs
/// against a savepoint that is thrown away, since only it can make its answer.
fn fail(db: &Connection, work: Work, e: &StoreError) {
    let done = work(db);
    if !db.is_autocommit() {
        let _ = db.execute_batch("ROLLBACK");
    }
    (done.answer)(Some(e));
}

/// Nothing is written outside a transaction.
fn open(db: &Connection) -> Result<()> {
    if db.is_autocommit() {
        return Err(StoreError::Database("the transaction could not go on".into()));
    }
    Ok(())
}

fn in_savepoint<T>(db: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    open(db)?;
    say(db, "SAVEPOINT piece")?;
    let done = work(db);
    if done.is_ok() {
        say(db, "RELEASE piece")?;
    } else if !db.is_autocommit() {
        db.execute_batch("ROLLBACK TO piece; RELEASE piece")?;
    }
    done
}

/// The same failure for one more asker.
fn again(e: &StoreError) -> StoreError {
    match e {
        StoreError::Full => StoreError::Full,
        other => StoreError::Database(other.to_string()),
    }
}

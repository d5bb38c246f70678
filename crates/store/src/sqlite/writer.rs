//! The one writer: a thread that owns the writing connection and commits what
//! waits together (natural group commit).
//!
//! Each piece of work runs in a savepoint, so one that fails takes nothing of
//! its neighbours with it; but for the press's own steps, which fail only with
//! the disk: a savepoint would cost them more than the step. Where one of them
//! fails, the whole transaction does. Answers go out only after the commit.

use crate::{Result, StoreError};
use rusqlite::Connection;
use std::sync::{Mutex, mpsc};
use tokio::sync::oneshot;

/// Most pieces of work in one transaction: bounds how long the first waits.
const MOST_TOGETHER: usize = 256;

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
    queue: Mutex<mpsc::Sender<Work>>,
}

impl Writer {
    pub(super) fn start(db: Connection) -> Result<Self> {
        let (queue, work) = mpsc::channel::<Work>();
        std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || write(&db, &work))
            .map_err(|e| StoreError::Database(format!("no thread for the writer: {e}")))?;
        Ok(Self { queue: Mutex::new(queue) })
    }

    /// In a savepoint of its own.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.queue(|db| in_savepoint(db, work), false).await
    }

    /// As a part of the transaction that can't fail without it.
    pub(super) async fn run_bare<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.queue(|db| open(db).and_then(|()| work(db)), true).await
    }

    async fn queue<T, F>(&self, work: F, bare: bool) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let (tell, told) = oneshot::channel::<Result<T>>();
        let piece: Work = Box::new(move |db| {
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
        queue.send(piece).map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }
}

fn write(db: &Connection, queue: &mpsc::Receiver<Work>) {
    while let Ok(first) = queue.recv() {
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
            next = if on { queue.try_recv().ok() } else { None };
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

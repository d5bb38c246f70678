//! The one writer: a thread that owns the writing connection and commits what
//! waits together (natural group commit).
//!
//! Each piece of work runs in a savepoint, so one that fails takes nothing of
//! its neighbours with it. Answers go out only after the commit.

use crate::{Result, StoreError};
use rusqlite::Connection;
use std::sync::{Mutex, mpsc};
use tokio::sync::oneshot;

/// Most pieces of work in one transaction: bounds how long the first waits.
const MOST_TOGETHER: usize = 256;

type Answer = Box<dyn FnOnce(Option<&StoreError>) + Send>;
type Work = Box<dyn FnOnce(&Connection) -> Answer + Send>;

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

    pub(super) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let (tell, told) = oneshot::channel::<Result<T>>();
        let piece: Work = Box::new(move |db| {
            let done = in_savepoint(db, work);
            Box::new(move |failed| {
                let answer = match failed {
                    None => done,
                    Some(e) => Err(again(e)),
                };
                // Whoever asked may have gone away; the work stands all the same.
                let _ = tell.send(answer);
            })
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
        let mut answers = vec![first(db)];
        while answers.len() < MOST_TOGETHER {
            match queue.try_recv() {
                Ok(next) => answers.push(next(db)),
                Err(_) => break,
            }
        }
        // A full disk may have rolled the transaction back under our hands:
        // then COMMIT fails, and everybody is told that nothing was kept.
        let failed = say(db, "COMMIT").err();
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
    let answer = work(db);
    if !db.is_autocommit() {
        let _ = db.execute_batch("ROLLBACK");
    }
    answer(Some(e));
}

fn in_savepoint<T>(db: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    if db.is_autocommit() {
        return Err(StoreError::Database("the transaction could not go on".into()));
    }
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

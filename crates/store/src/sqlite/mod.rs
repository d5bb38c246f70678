//! The embedded engine: SQLite, one writer, several readers.
//!
//! The database runs in WAL mode with `synchronous=FULL` and foreign keys on:
//! what a call has returned is on the disk. Reading never waits for writing.

mod alerts;
mod background;
mod chains;
mod changes;
mod corrections;
mod decisions;
mod editions;
mod editors;
mod fallen;
mod inbox;
mod late;
mod ledger;
mod mended;
mod migrate;
mod newsletters;
mod offers;
mod outbox;
mod pictures;
mod points;
mod pool;
mod readers;
mod row;
mod seals;
mod settings;
mod sources;
mod steps;
mod stories;
mod writer;

use crate::{Result, StoreError, Vault};
use pool::Pool;
use rusqlite::{Connection, Transaction};
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};
use writer::Writer;

/// The embedded engine on one database file. Cheap to clone.
#[derive(Clone)]
pub struct Sqlite {
    writer: Arc<Writer>,
    pool: Arc<Pool>,
    vault: Arc<Vault>,
}

/// The right to serve from a folder; given back when dropped or when the
/// process dies in whatever way.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the right to serve from that folder.
    pub fn take(folder: &Path) -> Result<Self> {
        let path = folder.join("nightdesk.lock");
        let failed = |e: std::io::Error| {
            StoreError::Database(format!("{} can't be opened: {e}", path.display()))
        };
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => {
                Err(StoreError::InUse { path: folder.to_owned() })
            }
            Err(std::fs::TryLockError::Error(e)) => Err(failed(e)),
        }
    }
}

impl Sqlite {
    /// Opens the database in a folder (`nightdesk.db`), making folder and file
    /// where they are not there, and brings it up to this version's layout. The
    /// key of its secrets lies beside it (`nightdesk.key`).
    pub fn open(folder: &Path) -> Result<Self> {
        Self::open_with_key(folder, &folder.join("nightdesk.key"))
    }

    /// The same, with the key elsewhere.
    pub fn open_with_key(folder: &Path, key: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|e| {
            StoreError::Database(format!("the folder {} can't be made: {e}", folder.display()))
        })?;
        let path = folder.join("nightdesk.db");
        let mut first = connect(&path)?;
        first.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        private(&path)?;
        migrate::bring_up(&mut first, &path)?;
        let readers = (0..4).map(|_| connect(&path)).collect::<Result<Vec<_>>>()?;
        for reader in &readers {
            reader.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
            reader.pragma_update(None, "query_only", true)?;
        }
        Ok(Self {
            vault: Arc::new(Vault::open(key)?),
            writer: Arc::new(Writer::start(first)?),
            pool: Arc::new(Pool::new(readers)),
        })
    }

    /// Runs `work` in a transaction of its own; durable when this returns.
    /// Several calls that wait at the same moment share one flush of the disk.
    async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.writer.run(work).await
    }

    /// The same for a step of the press, which fails only with the disk; what
    /// waits at the same moment then fails with it.
    async fn write_bare<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.writer.run_bare(work).await
    }

    /// The same for a step that many connections take at about the same time:
    /// it may wait a few milliseconds for theirs.
    async fn write_together<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.writer.run_together(work).await
    }

    /// Runs `work` on a reading connection, over one state of the data.
    async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        self.pool.run(work).await
    }
}

/// Pages of the log after which it is copied into the database: a page that a
/// run of the press writes many times is copied once.
const CHECKPOINT_PAGES: i64 = 4_000;
const WRITER_CACHE_KIB: i64 = 4_000;
/// The readers have the system's cache behind them.
const READER_CACHE_KIB: i64 = 2_000;

fn connect(path: &PathBuf) -> Result<Connection> {
    let db = Connection::open(path)?;
    db.busy_timeout(std::time::Duration::from_secs(30))?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    db.set_prepared_statement_cache_capacity(128);
    Ok(db)
}

/// Only the account that runs Nightdesk may read the readers' addresses.
#[cfg(unix)]
fn private(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .map_err(|e| StoreError::Database(format!("{} can't be made private: {e}", path.display())))
}

#[cfg(not(unix))]
fn private(_: &Path) -> Result<()> {
    Ok(())
}

//! What can go wrong with what is kept, in words that name the mend.

use std::path::PathBuf;

/// The result of asking the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another Nightdesk serves from the same folder.
    #[error(
        "another Nightdesk is already running on {path}: stop it first, or give this one a folder of its own"
    )]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// No room left on the disk.
    #[error(
        "the disk is full: free some space where the data lies; nothing that was saved is lost, and work goes on by itself"
    )]
    Full,
    /// The data was written by a newer Nightdesk.
    #[error(
        "the data in {path} is of version {found}, and this Nightdesk knows up to {known}: start a newer one"
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// A secret was sealed with another key.
    #[error(
        "the secret {name:?} does not open with the key that is here: put the file nightdesk.key back from a backup, or drop what can't be opened with `nightdesk secrets drop {name}` and set it anew"
    )]
    Sealed {
        /// Its name.
        name: String,
    },
    /// What was asked for is not there.
    #[error("there is no {0}")]
    Missing(&'static str),
    /// Somebody else changed it meanwhile.
    #[error("somebody changed the edition meanwhile: look at it again, then repeat the step")]
    Changed,
    /// The step is not allowed in this state.
    #[error("{0}")]
    Refused(String),
    /// The database or the disk failed.
    #[error("the database failed: {0}")]
    Database(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(e: rusqlite::Error) -> Self {
        match e.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            _ => Self::Database(e.to_string()),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(e: serde_json::Error) -> Self {
        Self::Database(format!("a stored value can't be read: {e}"))
    }
}

//! What the wire asks of a database: which sources are due, and a place to
//! file what came. `store` fulfils it.

use async_trait::async_trait;
use jiff::Timestamp;
use story::{Document, DocumentId, Received, Source, SourceId, SourceState};

/// Why something could not be filed. The document is asked for again later.
#[derive(Debug, thiserror::Error)]
#[error("the inbox could not be used: {0}")]
pub struct InboxError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// What reading a document gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// Its stories; what single entries could not be read for stands in
    /// `troubles`, one line each with place and mend.
    Stories {
        /// In the document's order.
        stories: Vec<Received>,
        /// One line for each entry that was left out.
        troubles: Vec<String>,
    },
    /// Nothing could be read; the bytes are kept for the editors to see.
    Broken {
        /// What, where, and the mend.
        trouble: String,
    },
}

/// What became of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// Its row.
    pub document: Option<DocumentId>,
    /// Stories not seen before.
    pub fresh: u32,
    /// New versions of known stories.
    pub changed: u32,
    /// Stories that were there already, word for word, or older than what is there.
    pub same: u32,
}

/// The desk's letter-box.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Sources that are not paused and whose time has come, longest due first;
    /// never those where editors paste.
    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Source>, InboxError>;

    /// Files a document, what was read from it, and the source's new state, all
    /// or nothing. The same stories again change nothing.
    async fn file(
        &self,
        document: Document,
        reading: Reading,
        state: SourceState,
    ) -> Result<Filed, InboxError>;

    /// Writes a source's new state where there was no document: not modified,
    /// or not reached.
    async fn settle(&self, source: SourceId, state: SourceState) -> Result<(), InboxError>;

    /// True if this very document (same source, name and SHA-256) is filed: a
    /// watched folder asks before it reads a file again.
    async fn has(&self, source: SourceId, name: &str, sha256: &str) -> Result<bool, InboxError>;
}

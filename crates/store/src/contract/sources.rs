//! Sources and what they sent.

use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use story::{Defaults, DocumentId, Format, Lang, Place, Push, Source, SourceId};

/// A source to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewSource {
    /// The outlet or agency.
    pub name: String,
    /// Where it delivers.
    pub place: Place,
    /// What it delivers, if it must not be guessed.
    pub format: Option<Format>,
    /// The newsroom's own journalism.
    pub own: bool,
    /// The language where the documents do not say.
    pub language: Option<Lang>,
    /// What the newsroom says of its stories.
    pub defaults: Defaults,
}

/// A document that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDocument {
    /// Its row.
    pub id: DocumentId,
    /// The address or file name it was found under.
    pub name: String,
    /// When it came.
    pub received: Timestamp,
    /// Its size in bytes.
    pub size: u64,
    /// How many stories were read from it.
    pub stories: u32,
    /// What could not be read, if anything.
    pub trouble: Option<String>,
}

/// Sources and documents.
#[async_trait]
pub trait Sources: Send + Sync {
    /// Adds a source; the same place again gives the source that is there.
    async fn add_source(&self, source: NewSource) -> Result<SourceId>;
    /// Changes what is said of a source, and where it is asked; what was learnt
    /// of its old place is forgotten.
    async fn change_source(&self, id: SourceId, source: NewSource) -> Result<()>;
    /// Has a source's next answer read whole, even if nothing has changed.
    async fn forget_answers(&self, id: SourceId) -> Result<()>;
    /// All sources, by name.
    async fn sources(&self) -> Result<Vec<Source>>;
    /// One source.
    async fn source(&self, id: SourceId) -> Result<Option<Source>>;
    /// Pauses or resumes a source.
    async fn pause_source(&self, id: SourceId, paused: bool) -> Result<()>;
    /// Makes a source due at once.
    async fn hurry_source(&self, id: SourceId) -> Result<()>;
    /// Notes what became of asking a hub for a source's news; a poll changes
    /// nothing of it, another place forgets it.
    async fn set_push(&self, id: SourceId, push: Option<Push>) -> Result<()>;
    /// The last documents of a source, newest first.
    async fn documents(&self, source: SourceId, limit: usize) -> Result<Vec<KeptDocument>>;
    /// The bytes of a document.
    async fn document_bytes(&self, id: DocumentId) -> Result<Option<Vec<u8>>>;
    /// How many documents were filed in all.
    async fn count_documents(&self) -> Result<u64>;
}

//! Stories as they stand, with all their versions.

use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use story::{
    Change, Defaults, NonPublic, Signal, SourceId, Standing, Story, StoryId, Turn, VersionId,
};

/// A story in its newest version.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredStory {
    /// The story.
    pub id: StoryId,
    /// Its newest version.
    pub version: VersionId,
    /// How many versions came so far.
    pub versions: u32,
    /// Whose it is.
    pub source: SourceId,
    /// That source's name.
    pub source_name: String,
    /// The newsroom's own.
    pub own: bool,
    /// What the newsroom says of that source.
    pub defaults: Defaults,
    /// When its first version came in.
    pub first_seen: Timestamp,
    /// When its newest version came in.
    pub seen: Timestamp,
    /// The newest version's signal.
    pub signal: Signal,
    /// Not to be published before.
    pub embargo: Option<Timestamp>,
    /// 1 (highest) to 9.
    pub urgency: Option<u8>,
    /// The words.
    pub story: Story,
}

impl StoredStory {
    /// Whether it may be used at that time.
    pub fn standing(&self, now: Timestamp) -> Standing {
        Standing::at(now, self.signal, self.embargo)
    }

    /// When it came out, or came in where it does not say. A date in the
    /// future is not believed.
    pub fn when(&self) -> Timestamp {
        self.story.when().map_or(self.first_seen, |t| t.min(self.seen))
    }
}

/// One version of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredVersion {
    /// Its row.
    pub id: VersionId,
    /// When it came in.
    pub seen: Timestamp,
    /// What it said of itself.
    pub signal: Signal,
    /// What it is in the chain.
    pub turn: Turn,
    /// How far it is from the one before it.
    pub change: Change,
    /// Its source's own count.
    pub number: Option<u32>,
    /// Not to be published before.
    pub embargo: Option<Timestamp>,
    /// Why it was put to this story though it came under another name.
    pub joined: Option<String>,
    /// Words of the source to editors.
    pub notes: NonPublic,
    /// The words.
    pub story: Story,
}

/// Which stories.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoryFilter {
    /// Came out or in at or after.
    pub since: Option<Timestamp>,
    /// Came out or in before.
    pub until: Option<Timestamp>,
    /// Of one source only.
    pub source: Option<SourceId>,
    /// Words that headline, teaser or lead hold (case folded).
    pub search: Option<String>,
    /// At most so many, newest first; 0 means 200.
    pub limit: usize,
}

/// Stories and versions.
#[async_trait]
pub trait Stories: Send + Sync {
    /// Stories in their newest version, newest first.
    async fn stories(&self, filter: StoryFilter) -> Result<Vec<StoredStory>>;
    /// One story in its newest version.
    async fn story(&self, id: StoryId) -> Result<Option<StoredStory>>;
    /// All versions of a story, oldest first.
    async fn story_versions(&self, id: StoryId) -> Result<Vec<StoredVersion>>;
    /// The name and the bytes of the document that the story's newest version
    /// came in.
    async fn story_document(&self, id: StoryId) -> Result<Option<(String, Vec<u8>)>>;
    /// True if the story stands, or stood as background, in an edition that
    /// went out: then, and only then, it has a public page.
    async fn is_public(&self, id: StoryId) -> Result<bool>;
    /// Stories in their newest version that were first filed after that one, in
    /// the order of filing, at most so many.
    async fn stories_after(&self, after: StoryId, most: usize) -> Result<Vec<StoredStory>>;
    /// The story after which exactly so many were filed; one before all where
    /// there are not that many.
    async fn story_before_latest(&self, most: usize) -> Result<StoryId>;
    /// How many stories there are.
    async fn count_stories(&self) -> Result<u64>;
    /// A number that changes whenever a story or version is added: what was
    /// judged before may be kept as long as it stays.
    async fn story_mark(&self) -> Result<i64>;
}

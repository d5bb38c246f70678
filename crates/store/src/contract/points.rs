//! What editors did with the points of events: facts that are only ever added,
//! each with who and when.

use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use story::{EditorId, PointEdit, StoryId};

/// One edit as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPointEdit {
    /// Rising in the order of editing.
    pub id: i64,
    /// A story of the event, by which the edit is found.
    pub story: StoryId,
    /// The edit.
    pub edit: PointEdit,
    /// Who made it.
    pub editor: EditorId,
    /// That editor's name, else address.
    pub editor_name: String,
    /// When.
    pub at: Timestamp,
}

/// Edits of points.
#[async_trait]
pub trait PointEdits: Send + Sync {
    /// Keeps an edit of an event that this story belongs to.
    async fn edit_point(
        &self,
        story: StoryId,
        edit: PointEdit,
        editor: EditorId,
        now: Timestamp,
    ) -> Result<()>;

    /// The edits of an event of these stories, in the order they were made.
    async fn point_edits(&self, stories: &[StoryId]) -> Result<Vec<StoredPointEdit>>;
}

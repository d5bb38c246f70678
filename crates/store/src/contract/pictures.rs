//! Pictures that slots show. They come in with the change of an edition that
//! shows them ([`crate::EditionChange::Picture`]), and go when nobody does, or
//! when their story is withdrawn.

use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use story::{PictureName, StoryId};

/// Hosted pictures.
#[async_trait]
pub trait Pictures: Send + Sync {
    /// The JPEG that was taken for a story, for editors.
    async fn picture(&self, story: StoryId, name: PictureName) -> Result<Option<Vec<u8>>>;

    /// The JPEG, if anybody may see it at that time: a slot of an edition that
    /// is frozen, being sent or sent shows it, and the slot's story may be used.
    async fn public_picture(&self, name: PictureName, now: Timestamp) -> Result<Option<Vec<u8>>>;
}

//! Newsletter titles.

use crate::Result;
use async_trait::async_trait;
use story::{Newsletter, NewsletterId};

/// Newsletter titles.
#[async_trait]
pub trait Newsletters: Send + Sync {
    /// Adds a title; its `id` is not looked at. A slug that is taken is refused.
    async fn add_newsletter(&self, newsletter: Newsletter) -> Result<NewsletterId>;
    /// Changes a title.
    async fn change_newsletter(&self, newsletter: Newsletter) -> Result<()>;
    /// All titles, oldest first.
    async fn newsletters(&self) -> Result<Vec<Newsletter>>;
    /// One title.
    async fn newsletter(&self, id: NewsletterId) -> Result<Option<Newsletter>>;
    /// The title of that name in addresses.
    async fn newsletter_by_slug(&self, slug: &str) -> Result<Option<Newsletter>>;
}

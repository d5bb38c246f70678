//! Who may come to the desk.

use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use story::{Address, Editor, EditorId, Role};

/// What a one-time link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Making the first chief's account.
    Setup,
    /// Logging in without a password, once.
    Login(EditorId),
}

/// Editors, their sessions, and one-time links. Tokens are known here by their
/// SHA-256 only.
#[async_trait]
pub trait Editors: Send + Sync {
    /// Adds an editor. `password` is an argon2 hash in PHC form, or empty for
    /// somebody who only comes by link.
    async fn add_editor(
        &self,
        email: Address,
        name: String,
        role: Role,
        password: String,
        now: Timestamp,
    ) -> Result<EditorId>;

    /// All editors, oldest first.
    async fn editors(&self) -> Result<Vec<Editor>>;

    /// One editor.
    async fn editor(&self, id: EditorId) -> Result<Option<Editor>>;

    /// The editor of an address, with the password's hash.
    async fn editor_by_email(&self, email: &Address) -> Result<Option<(Editor, String)>>;

    /// Sets a password hash and ends all the editor's sessions.
    async fn set_password(&self, id: EditorId, password: String) -> Result<()>;

    /// Opens a session.
    async fn open_session(
        &self,
        token: [u8; 32],
        editor: EditorId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<()>;

    /// Whose session it is, if it is open.
    async fn session(&self, token: [u8; 32], now: Timestamp) -> Result<Option<Editor>>;

    /// Ends a session.
    async fn close_session(&self, token: [u8; 32]) -> Result<()>;

    /// Writes a one-time link down.
    async fn add_pass(&self, token: [u8; 32], pass: Pass, until: Timestamp) -> Result<()>;

    /// Looks at a one-time link without using it.
    async fn look_at_pass(&self, token: [u8; 32], now: Timestamp) -> Result<Option<Pass>>;

    /// Uses a one-time link up.
    async fn use_pass(&self, token: [u8; 32], now: Timestamp) -> Result<Option<Pass>>;
}

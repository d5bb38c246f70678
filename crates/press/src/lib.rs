//! From an approved sheet to a reader's inbox.
//!
//! - [`sheet`]: what an edition says, as plain data.
//! - [`plate`]: the edition rendered once into a mail with gaps; the imprint
//!   fills them for a reader.
//! - [`dkim`]: keys and signatures.
//! - [`ahead`]: signatures made between approval and the hour.
//! - [`session`]: the SMTP client as a state machine without a socket.
//! - [`run`]: sends an edition over a few connections, with the [`ledger`]
//!   always one step ahead of what may have been accepted.
//! - [`outbox`] and [`notice`]: single mails.
//!
//! What the press needs of a database it states as traits in [`ledger`].
//! Never here: SQL, a web page, who may send what.

pub mod ahead;
mod copy;
pub mod dkim;
mod driver;
pub mod ledger;
mod mime;
pub mod notice;
pub mod outbox;
pub mod plate;
pub mod relay;
pub mod run;
pub mod session;
pub mod sheet;

pub use outbox::test_relay;
pub use plate::{preview, preview_text};

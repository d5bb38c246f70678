//! All that is kept: stories, editions, readers, and the ledger.
//!
//! `contract` says what the rest of the house may ask; an engine (`sqlite`
//! now) answers. Every statement of SQL in the house stands below this crate,
//! beside the function that runs it, and every engine passes the same suite
//! (`tests/it/contract.rs`).
//!
//! Never here: judgement, HTML, the network, a clock. Times are handed in.

mod contract;
mod error;
mod sqlite;
mod vault;

pub use contract::*;
pub use error::{Result, StoreError};
pub use sqlite::{Lock, Sqlite};
pub use vault::Vault;

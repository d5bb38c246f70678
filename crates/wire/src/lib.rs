//! From documents to stories: one module a format, and the guarded fetcher.
//!
//! `read` is the way in for bytes of any kind; `anatomy` takes a flattened
//! text apart; `fetch` gets documents past the guard; `poller` asks sources
//! when `schedule` says so and files what came through `inbox`.
//!
//! Never here: SQL, a page of ours, a judgement on what a story is worth. The
//! clock is read in `poller::run` alone.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod agency;
pub mod anatomy;
pub mod chains;
mod decode;
mod depth;
pub mod discover;
mod entry;
pub mod facts;
mod feed;
pub mod fetch;
mod g2;
pub mod inbox;
mod jsonfeed;
pub mod keys;
mod line;
mod loose_json;
pub mod markup;
mod newsml1;
mod ninjs;
mod nitf;
pub mod opml;
mod page;
mod pasted;
mod pictures;
pub mod poller;
pub mod quoted;
mod read;
pub mod schedule;
pub mod signals;
mod sitemap;
mod spaces;
pub mod stamps;
mod textwire;
mod tidy;
mod turns;
pub mod websub;
mod xhtml;
mod xml;

pub use anatomy::outline::{Part, Stretch, outline};
pub use discover::{NamedFeed, feeds_of};
pub use feed::FeedFacts;
pub use line::json_line;
pub use read::{Hint, Read, ReadError, Trouble, plain_text, read, sniff};

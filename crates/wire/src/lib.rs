//! From documents to stories: one module a format, and the guarded fetcher.

pub mod anatomy;
pub mod inbox;

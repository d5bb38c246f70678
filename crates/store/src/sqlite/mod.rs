//! The embedded engine.
/// x
pub struct Lock;
/// x
pub struct Sqlite;

//! Brings a database up to this version's layout, one numbered file a step.

use crate::{Result, StoreError};
use rusqlite::Connection;
use std::path::Path;

const STEPS: &[&str] = &[
    include_str!("migrations/0001_spine.sql"),
    include_str!("migrations/0002_press.sql"),
    include_str!("migrations/0003_keys_and_doubts.sql"),
    include_str!("migrations/0004_chains.sql"),
    include_str!("migrations/0005_sources.sql"),
    include_str!("migrations/0006_push.sql"),
    include_str!("migrations/0007_decisions.sql"),
    include_str!("migrations/0009_offers.sql"),
];

/// Runs the steps that the database has not seen, each with its number in one
/// transaction, so that a crash between two leaves a database of some version.
pub(super) fn bring_up(db: &mut Connection, path: &Path) -> Result<()> {
    let known = STEPS.len() as i64;
    loop {
        let step = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let found: i64 = step.pragma_query_value(None, "user_version", |r| r.get(0))?;
        if found > known {
            return Err(StoreError::Newer { path: path.to_owned(), found, known });
        }
        let Some(sql) = usize::try_from(found).ok().and_then(|n| STEPS.get(n)) else {
            return Ok(());
        };
        step.execute_batch(sql)?;
        if found == 0 {
            let mut secret = [0u8; 32];
            aws_lc_rs::rand::fill(&mut secret)
                .map_err(|_| StoreError::Database("no randomness to be had".into()))?;
            step.execute("INSERT INTO secret (name, value) VALUES ('links', ?1)", [&secret[..]])?;
        }
        step.pragma_update(None, "user_version", found + 1)?;
        step.commit()?;
    }
}

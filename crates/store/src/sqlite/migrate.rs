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
    include_str!("migrations/0008_corrections.sql"),
    include_str!("migrations/0009_points.sql"),
    include_str!("migrations/0010_offers.sql"),
    include_str!("migrations/0011_point_sources.sql"),
    include_str!("migrations/0012_pictures.sql"),
    include_str!("migrations/0013_background.sql"),
    include_str!("migrations/0014_fallen.sql"),
    include_str!("migrations/0015_alerts.sql"),
    include_str!("migrations/0016_mended.sql"),
];

/// Runs the steps that the database has not seen. A step may make a table anew:
/// with foreign keys on, that would take the rows that hang on it.
pub(super) fn bring_up(db: &mut Connection, path: &Path) -> Result<()> {
    db.pragma_update(None, "foreign_keys", false)?;
    let done = steps(db, path);
    db.pragma_update(None, "foreign_keys", true)?;
    done
}

/// Each step with its number in one transaction, so that a crash between two
/// leaves a database of some version.
fn steps(db: &mut Connection, path: &Path) -> Result<()> {
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
        let torn: i64 =
            step.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0))?;
        if torn > 0 {
            return Err(StoreError::Database(format!(
                "{torn} rows would hang on nothing in version {}: nothing was changed",
                found + 1
            )));
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_keep_all_that_hangs_on_them() {
        let mut db = Connection::open_in_memory().unwrap();
        db.pragma_update(None, "foreign_keys", true).unwrap();
        for (n, sql) in STEPS.iter().take(7).enumerate() {
            db.execute_batch(sql).unwrap();
            db.pragma_update(None, "user_version", n as i64 + 1).unwrap();
        }
        db.execute_batch(
            "INSERT INTO newsletter VALUES (1, 'morning', '{}');
             INSERT INTO source VALUES (1, 'S', '{}', NULL, 1, NULL, 0, NULL, '{}', '{}', NULL);
             INSERT INTO document VALUES (1, 1, 'd', NULL, 0, '', x'00', 1, NULL);
             INSERT INTO story VALUES (1, 1, 0, 0, 1, 1);
             INSERT INTO story_version (id, story, document, seen, signal, notes, print, words)
                 VALUES (1, 1, 1, 0, 'update', '', 'p', '{}');
             INSERT INTO edition (id, newsletter, date, state, subject, send_at, stopped)
                 VALUES (7, 1, '2026-03-02', 'sent', 'S', 0, 'why');
             INSERT INTO slot VALUES (1, 7, 0, 0, 1, 1, 'H', 'T', 'R', 'draft', '[]');
             INSERT INTO edition_log (edition, at, who, act) VALUES (7, 0, 'desk', 'drafted');
             INSERT INTO delivery (edition, reader, address, name, state)
                 VALUES (7, 1, 'a@example.org', 'A', 'accepted');",
        )
        .unwrap();
        bring_up(&mut db, Path::new("here")).unwrap();
        for (table, count) in [("edition", 1), ("slot", 1), ("edition_log", 1), ("delivery", 1)] {
            let there: i64 =
                db.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0)).unwrap();
            assert_eq!(there, count, "{table}");
        }
        let (id, stopped, corrects): (i64, String, Option<i64>) = db
            .query_row("SELECT id, stopped, corrects FROM edition", [], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?))
            })
            .unwrap();
        assert_eq!((id, stopped.as_str(), corrects), (7, "why", None));
        // Keys hold again: on the table made anew, and one a day.
        let orphan = "INSERT INTO edition_log (edition, at, who, act) VALUES (8, 0, '', '')";
        assert!(db.execute(orphan, []).is_err());
        let twice = "INSERT INTO edition (newsletter, date, state, subject, send_at)
                     VALUES (1, '2026-03-02', 'drafted', '', 0)";
        assert!(db.execute(twice, []).is_err());
        bring_up(&mut db, Path::new("here")).unwrap();
    }
}

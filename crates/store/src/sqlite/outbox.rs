//! The queue of single mails.

use super::{
    Sqlite,
    ledger::ledger_error,
    row::{address, micros, most},
};
use crate::{NewNotice, Result};
use async_trait::async_trait;
use jiff::Timestamp;
use press::ledger::{LedgerError, Notice, Outbox, Outcome};
use rusqlite::Connection;

/// Puts a mail into the queue.
pub(super) fn put(db: &Connection, mail: &NewNotice, now: Timestamp) -> Result<i64> {
    db.prepare_cached(
        "INSERT INTO notice (sender, recipient, message, made, not_before)
         VALUES (?1, ?2, ?3, ?4, ?4)",
    )?
    .execute((mail.from.as_str(), mail.to.as_str(), &mail.message, micros(now)))?;
    Ok(db.last_insert_rowid())
}

#[async_trait]
impl Outbox for Sqlite {
    async fn due(&self, limit: usize, now: Timestamp) -> Result<Vec<Notice>, LedgerError> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT id, sender, recipient, message, attempt FROM notice
                 WHERE state = 'pending' AND not_before <= ?1 ORDER BY id LIMIT ?2",
            )?;
            let rows = rows.query_map((micros(now), most(limit)), |r| {
                Ok(Notice {
                    id: r.get(0)?,
                    from: address(r.get(1)?)?,
                    to: address(r.get(2)?)?,
                    message: r.get(3)?,
                    attempt: r.get(4)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
        .map_err(ledger_error("read"))
    }

    async fn settle(&self, id: i64, outcome: Outcome, now: Timestamp) -> Result<(), LedgerError> {
        let (state, reply, not_before) = match outcome {
            Outcome::Accepted { reply } => ("accepted", reply, None),
            // Told apart from an edition: a single mail may come twice rather
            // than not at all.
            Outcome::Uncertain { reply } => ("pending", reply, None),
            Outcome::Deferred { reply, not_before } => ("pending", reply, Some(not_before)),
            Outcome::Rejected { reply, .. } => ("rejected", reply, None),
            Outcome::Expired { reply } => ("expired", reply, None),
            Outcome::Released => return Ok(()),
        };
        self.write(move |db| {
            // An accepted mail's words are not needed any more.
            db.execute(
                "UPDATE notice SET state = ?2, reply = ?3, attempt = attempt + 1,
                     not_before = coalesce(?4, ?5),
                     message = CASE WHEN ?2 = 'accepted' THEN zeroblob(0) ELSE message END
                 WHERE id = ?1",
                (id, state, reply, not_before.map(micros), micros(now)),
            )?;
            Ok(())
        })
        .await
        .map_err(ledger_error("written"))
    }
}

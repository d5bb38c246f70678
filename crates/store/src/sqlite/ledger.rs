//! The ledger: one row per (edition, reader).

use super::{
    Sqlite,
    row::{address, micros, most, time, time_opt},
    seals,
};
use crate::StoreError;
use async_trait::async_trait;
use jiff::Timestamp;
use press::ledger::{Claim, Ledger, LedgerError, Outcome, Permit, Recovered, UncertainPolicy};
use rusqlite::Connection;
use story::{Account, EditionId, ReaderId};

pub(super) fn ledger_error(act: &'static str) -> impl FnOnce(StoreError) -> LedgerError {
    move |e| LedgerError { act, source: Box::new(e) }
}

fn end(
    db: &Connection,
    edition: EditionId,
    reader: ReaderId,
    outcome: Outcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tried = 1;
    let (state, tried, not_before, class, reply) = match outcome {
        Outcome::Accepted { reply } => ("accepted", tried, None, None, Some(reply)),
        Outcome::Deferred { reply, not_before } => {
            ("deferred", tried, Some(not_before), None, Some(reply))
        }
        Outcome::Rejected { class, reply } => ("rejected", tried, None, Some(class), Some(reply)),
        Outcome::Expired { reply } => ("expired", 0, None, None, Some(reply)),
        Outcome::Uncertain { reply } => ("uncertain", tried, None, None, Some(reply)),
        Outcome::Released => ("pending", 0, None, None, None),
    };
    // What has ended stays ended, whatever a late connection reports. A doubt
    // may still be opened again, for the next try.
    db.prepare_cached(
        "UPDATE delivery SET state = ?3, attempt = attempt + ?4, not_before = ?5, class = ?6,
             reply = coalesce(?7, reply), ended = ?8,
             once_uncertain = once_uncertain + (?3 = 'uncertain')
         WHERE edition = ?1 AND reader = ?2 AND state IN ('claimed', 'intent', 'uncertain')",
    )?
    .execute((
        edition.0,
        reader.0,
        state,
        tried,
        not_before.map(micros),
        class.map(story::RejectClass::as_str),
        reply,
        micros(now),
    ))?;
    Ok(())
}

fn intend(db: &Connection, edition: EditionId, reader: ReaderId) -> Result<Permit, StoreError> {
    let granted = db
        .prepare_cached(
            "UPDATE delivery SET state = 'intent'
             WHERE edition = ?1 AND reader = ?2 AND state = 'claimed'
               AND EXISTS (SELECT 1 FROM subscription s
                           WHERE s.newsletter = (SELECT newsletter FROM edition WHERE id = ?1)
                             AND s.reader = ?2 AND s.state = 'confirmed')",
        )?
        .execute((edition.0, reader.0))?;
    if granted == 1 {
        return Ok(Permit::Granted);
    }
    db.prepare_cached(
        "UPDATE delivery SET state = 'suppressed'
         WHERE edition = ?1 AND reader = ?2 AND state = 'claimed'",
    )?
    .execute((edition.0, reader.0))?;
    Ok(Permit::Suppressed)
}

fn take_up(
    mut rows: rusqlite::CachedStatement<'_>,
    which: impl rusqlite::Params,
) -> rusqlite::Result<Vec<Claim>> {
    rows.query_map(which, |r| {
        Ok(Claim {
            reader: ReaderId(r.get(0)?),
            address: address(r.get(1)?)?,
            name: r.get(2)?,
            attempt: r.get(3)?,
            sealed: None,
        })
    })?
    .collect()
}

/// The addresses of deliveries that stand uncertain.
pub(super) fn in_doubt(db: &Connection, edition: EditionId) -> Result<Vec<String>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT address FROM delivery WHERE edition = ?1 AND state = 'uncertain' ORDER BY reader",
    )?;
    let rows = rows.query_map([edition.0], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[async_trait]
impl Ledger for Sqlite {
    async fn claim(
        &self,
        edition: EditionId,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Claim>, LedgerError> {
        self.write_bare(move |db| {
            // Those that were put off wait longer than those that were not
            // tried yet, so they come first once their time is there.
            let mut claims = take_up(
                db.prepare_cached(
                    "UPDATE delivery SET state = 'claimed'
                     WHERE edition = ?1 AND reader IN (
                         SELECT reader FROM delivery
                         WHERE edition = ?1 AND state = 'deferred' AND not_before <= ?2
                         ORDER BY not_before LIMIT ?3)
                     RETURNING reader, address, name, attempt",
                )?,
                (edition.0, micros(now), most(limit)),
            )?;
            let left = limit.saturating_sub(claims.len());
            claims.extend(take_up(
                db.prepare_cached(
                    "UPDATE delivery SET state = 'claimed'
                     WHERE edition = ?1 AND reader IN (
                         SELECT reader FROM delivery
                         WHERE edition = ?1 AND state = 'pending' LIMIT ?2)
                     RETURNING reader, address, name, attempt",
                )?,
                (edition.0, most(left)),
            )?);
            if seals::any(db, edition)? {
                for claim in &mut claims {
                    claim.sealed = seals::find(db, edition, claim.reader)?;
                }
            }
            Ok(claims)
        })
        .await
        .map_err(ledger_error("written"))
    }

    async fn commit(
        &self,
        edition: EditionId,
        ended: Vec<(ReaderId, Outcome)>,
        intents: Vec<ReaderId>,
        now: Timestamp,
    ) -> Result<Vec<Permit>, LedgerError> {
        self.write_together(move |db| {
            for (reader, outcome) in ended {
                end(db, edition, reader, outcome, now)?;
            }
            intents.into_iter().map(|reader| intend(db, edition, reader)).collect()
        })
        .await
        .map_err(ledger_error("written"))
    }

    fn at_work(&self, connections: isize) {
        self.writer.at_work(connections);
    }

    async fn recover(
        &self,
        edition: EditionId,
        policy: UncertainPolicy,
        _now: Timestamp,
    ) -> Result<Recovered, LedgerError> {
        self.write(move |db| {
            let released = db.execute(
                "UPDATE delivery SET state = 'pending' WHERE edition = ?1 AND state = 'claimed'",
                [edition.0],
            )?;
            let state = match policy {
                UncertainPolicy::Resend => "pending",
                UncertainPolicy::Hold | UncertainPolicy::Skip => "uncertain",
            };
            // Also those that a dead connection left uncertain while we lived.
            let mut rows = db.prepare_cached(
                "UPDATE delivery SET state = ?2,
                     once_uncertain = once_uncertain + (state = 'intent')
                 WHERE edition = ?1 AND state IN ('intent', 'uncertain')
                 RETURNING address",
            )?;
            let uncertain = rows
                .query_map((edition.0, state), |r| r.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Recovered { released: released as u64, uncertain })
        })
        .await
        .map_err(ledger_error("written"))
    }

    async fn next_due(&self, edition: EditionId) -> Result<Option<Timestamp>, LedgerError> {
        self.read(move |db| {
            let due: Option<i64> = db.query_row(
                "SELECT min(not_before) FROM delivery WHERE edition = ?1 AND state = 'deferred'",
                [edition.0],
                |r| r.get(0),
            )?;
            Ok(time_opt(due)?)
        })
        .await
        .map_err(ledger_error("read"))
    }

    async fn expire(&self, edition: EditionId, now: Timestamp) -> Result<u64, LedgerError> {
        self.write(move |db| {
            let expired = db.execute(
                "UPDATE delivery SET state = 'expired', ended = ?2
                 WHERE edition = ?1 AND state IN ('pending', 'deferred')",
                (edition.0, micros(now)),
            )?;
            Ok(expired as u64)
        })
        .await
        .map_err(ledger_error("written"))
    }

    async fn account(&self, edition: EditionId) -> Result<Account, LedgerError> {
        self.read(move |db| {
            let mut account = Account::default();
            let mut rows = db.prepare_cached(
                "SELECT state, count(*), class FROM delivery WHERE edition = ?1
                 GROUP BY state, class",
            )?;
            let mut rows = rows.query([edition.0])?;
            while let Some(r) = rows.next()? {
                let n = r.get::<_, i64>(1)?.max(0) as u64;
                account.frozen += n;
                let line = match r.get_ref(0)?.as_str().unwrap_or_default() {
                    "pending" => &mut account.pending,
                    "claimed" => &mut account.claimed,
                    "intent" => &mut account.intent,
                    "accepted" => &mut account.accepted,
                    "deferred" => &mut account.deferred,
                    "rejected" => {
                        let class: Option<String> = r.get(2)?;
                        *account.rejected_by.entry(class.unwrap_or_default()).or_default() += n;
                        &mut account.rejected
                    }
                    "suppressed" => &mut account.suppressed,
                    "expired" => &mut account.expired,
                    "uncertain" => &mut account.uncertain,
                    _ => continue,
                };
                *line += n;
            }
            account.in_doubt = in_doubt(db, edition)?;
            let mut doubted = db.prepare_cached(
                "SELECT address FROM delivery WHERE edition = ?1 AND once_uncertain > 0
                 ORDER BY reader",
            )?;
            account.once_uncertain =
                doubted.query_map([edition.0], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
            (account.first, account.last) = db.query_row(
                "SELECT min(ended), max(ended) FROM delivery
                 WHERE edition = ?1 AND state = 'accepted'",
                [edition.0],
                |r| {
                    let ends: (Option<i64>, Option<i64>) = (r.get(0)?, r.get(1)?);
                    Ok((ends.0.map(time).transpose()?, ends.1.map(time).transpose()?))
                },
            )?;
            Ok(account)
        })
        .await
        .map_err(ledger_error("read"))
    }
}

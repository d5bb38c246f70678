//! Signatures made before the hour.

use super::{
    Sqlite,
    ledger::ledger_error,
    row::{address, most},
};
use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use press::dkim::Seal;
use press::ledger::{Claim, LedgerError, Sealed, Seals};
use rusqlite::{Connection, OptionalExtension};
use story::{EditionId, ReaderId};

/// How many rows go at once, so that nobody waits long behind them.
const PIECE: usize = 20_000;

/// The signature of a reader's copy, if one was made.
pub(super) fn find(
    db: &Connection,
    edition: EditionId,
    reader: ReaderId,
) -> rusqlite::Result<Option<Sealed>> {
    db.prepare_cached(
        "SELECT mark, at, body, signature FROM seal WHERE edition = ?1 AND reader = ?2",
    )?
    .query_row((edition.0, reader.0), |r| {
        let at = Timestamp::from_second(r.get(1)?).unwrap_or(Timestamp::UNIX_EPOCH);
        let seal = Seal { at, body: r.get(2)?, signature: r.get(3)? };
        Ok(Sealed { mark: r.get(0)?, seal })
    })
    .optional()
}

/// True if anything was signed ahead for this edition.
pub(super) fn any(db: &Connection, edition: EditionId) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM seal WHERE edition = ?1)")?
        .query_row([edition.0], |r| r.get(0))
}

fn drop_piece(db: &Connection, edition: EditionId) -> Result<usize> {
    Ok(db
        .prepare_cached(
            "DELETE FROM seal WHERE edition = ?1 AND reader IN (
                 SELECT reader FROM seal WHERE edition = ?1 LIMIT ?2)",
        )?
        .execute((edition.0, most(PIECE)))?)
}

impl Sqlite {
    /// Throws away what was signed ahead, a piece at a time.
    pub(super) async fn drop_seals(&self, edition: EditionId) -> Result<()> {
        while self.write(move |db| drop_piece(db, edition)).await? == PIECE {}
        Ok(())
    }
}

#[async_trait]
impl Seals for Sqlite {
    async fn unsealed(
        &self,
        edition: EditionId,
        revision: i64,
        plate: &str,
        after: Option<ReaderId>,
        limit: usize,
    ) -> std::result::Result<Vec<Claim>, LedgerError> {
        let plate = plate.to_owned();
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT r.id, r.address, r.name
                 FROM edition e JOIN subscription s ON s.newsletter = e.newsletter
                      JOIN reader r ON r.id = s.reader
                 WHERE e.id = ?1 AND e.revision = ?2 AND e.state = 'approved'
                   AND s.state = 'confirmed' AND s.reader > ?3
                   AND NOT EXISTS (SELECT 1 FROM seal l JOIN sealing g ON g.edition = l.edition
                                   WHERE l.edition = ?1 AND l.reader = s.reader
                                     AND g.plate = ?4)
                 ORDER BY s.reader LIMIT ?5",
            )?;
            let after = after.map_or(i64::MIN, |r| r.0);
            let claims = rows
                .query_map((edition.0, revision, after, plate, most(limit)), |r| {
                    Ok(Claim {
                        reader: ReaderId(r.get(0)?),
                        address: address(r.get(1)?)?,
                        name: r.get(2)?,
                        attempt: 0,
                        sealed: None,
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(claims)
        })
        .await
        .map_err(ledger_error("read"))
    }

    async fn seal(
        &self,
        edition: EditionId,
        plate: &str,
        sealed: Vec<(ReaderId, Sealed)>,
    ) -> std::result::Result<(), LedgerError> {
        let plate = plate.to_owned();
        let known = plate.clone();
        let other = self
            .read(move |db| {
                Ok(db.query_row(
                    "SELECT EXISTS (SELECT 1 FROM sealing WHERE edition = ?1 AND plate <> ?2)",
                    (edition.0, known),
                    |r| r.get::<_, bool>(0),
                )?)
            })
            .await
            .map_err(ledger_error("read"))?;
        if other {
            self.drop_seals(edition).await.map_err(ledger_error("written"))?;
        }
        self.write(move |db| {
            db.execute(
                "INSERT INTO sealing (edition, plate) VALUES (?1, ?2)
                 ON CONFLICT (edition) DO UPDATE SET plate = excluded.plate",
                (edition.0, plate),
            )?;
            let mut put = db.prepare_cached(
                "INSERT OR REPLACE INTO seal (edition, reader, mark, at, body, signature)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for (reader, Sealed { mark, seal }) in sealed {
                put.execute((
                    edition.0,
                    reader.0,
                    mark,
                    seal.at.as_second(),
                    seal.body,
                    seal.signature,
                ))?;
            }
            Ok(())
        })
        .await
        .map_err(ledger_error("written"))
    }
}

//! What chiefs are told of by mail.

use super::{Sqlite, outbox::put};
use crate::{Alert, Alerts, NewNotice, Result};
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;
use story::EditionId;

/// Something happened to an edition that a chief has to know. What stands in
/// brackets are a story's own figures and names: these stay in the log.
pub(super) fn raise(db: &Connection, edition: EditionId, why: &str) -> Result<()> {
    let why = match (why.find(" ("), why.rfind(')')) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &why[..from], &why[to + 1..]),
        _ => why.to_owned(),
    };
    db.prepare_cached("INSERT INTO alert (edition, why) VALUES (?1, ?2)")?
        .execute((edition.0, why))?;
    Ok(())
}

#[async_trait]
impl Alerts for Sqlite {
    async fn alerts(&self) -> Result<Vec<Alert>> {
        self.read(|db| {
            let mut rows = db.prepare_cached("SELECT id, edition, why FROM alert ORDER BY id")?;
            let rows = rows.query_map([], |r| {
                Ok(Alert { id: r.get(0)?, edition: EditionId(r.get(1)?), why: r.get(2)? })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn alerted(&self, ids: Vec<i64>, mails: Vec<NewNotice>, now: Timestamp) -> Result<()> {
        self.write(move |db| {
            let mut left =
                db.prepare_cached("SELECT EXISTS (SELECT 1 FROM alert WHERE id = ?1)")?;
            for id in &ids {
                if !left.query_row([id], |r| r.get::<_, bool>(0))? {
                    return Ok(());
                }
            }
            for id in &ids {
                db.execute("DELETE FROM alert WHERE id = ?1", [id])?;
            }
            for mail in &mails {
                put(db, mail, now)?;
            }
            Ok(())
        })
        .await
    }
}

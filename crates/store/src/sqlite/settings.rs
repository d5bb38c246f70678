//! Settings and the installation's secret.

use super::{Sqlite, outbox, row::maybe};
use crate::{NewNotice, Result, Settings, StoreError, Vault};
use async_trait::async_trait;
use jiff::Timestamp;

#[async_trait]
impl Settings for Sqlite {
    async fn setting_text(&self, name: &str) -> Result<Option<String>> {
        let name = name.to_owned();
        self.read(move |db| {
            maybe(db.query_row("SELECT value FROM setting WHERE name = ?1", [name], |r| r.get(0)))
        })
        .await
    }

    async fn set_setting_text(&self, name: &str, json: String) -> Result<()> {
        let name = name.to_owned();
        self.write(move |db| {
            db.execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, json),
            )?;
            Ok(())
        })
        .await
    }

    async fn drop_setting(&self, name: &str) -> Result<bool> {
        let name = name.to_owned();
        self.write(move |db| Ok(db.execute("DELETE FROM setting WHERE name = ?1", [name])? > 0))
            .await
    }

    fn vault(&self) -> &Vault {
        &self.vault
    }

    async fn secret(&self) -> Result<[u8; 32]> {
        self.read(|db| {
            let bytes: Vec<u8> =
                db.query_row("SELECT value FROM secret WHERE name = 'links'", [], |r| r.get(0))?;
            bytes.try_into().map_err(|_| StoreError::Database("the secret is damaged".into()))
        })
        .await
    }

    async fn post(&self, notice: NewNotice, now: Timestamp) -> Result<i64> {
        self.write(move |db| outbox::put(db, &notice, now)).await
    }

    async fn outbox_troubles(&self) -> Result<Vec<(String, u32, String)>> {
        self.read(|db| {
            let mut rows = db.prepare_cached(
                "SELECT recipient, attempt, coalesce(reply, '') FROM notice
                 WHERE state <> 'accepted' AND (attempt > 0 OR state = 'rejected')
                 ORDER BY id DESC LIMIT 100",
            )?;
            let rows = rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

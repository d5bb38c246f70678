//! Editors, sessions and one-time links.

use super::{
    Sqlite,
    row::{address, maybe, micros, word},
};
use crate::{Editors, Pass, Result, StoreError};
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Connection, Row};
use story::{Address, Editor, EditorId, Role};

fn editor(r: &Row<'_>) -> rusqlite::Result<Editor> {
    Ok(Editor {
        id: EditorId(r.get(0)?),
        email: address(r.get(1)?)?,
        name: r.get(2)?,
        role: word(&r.get::<_, String>(3)?, Role::parse)?,
    })
}

fn pass(db: &Connection, token: &[u8], now: i64) -> Result<Option<Pass>> {
    maybe(db.query_row(
        // A link for the set-up is dead once somebody has set up.
        "SELECT editor FROM pass WHERE token = ?1 AND until > ?2
           AND (editor IS NOT NULL OR NOT EXISTS (SELECT 1 FROM editor))",
        (token, now),
        |r| {
            let editor: Option<i64> = r.get(0)?;
            Ok(editor.map_or(Pass::Setup, |id| Pass::Login(EditorId(id))))
        },
    ))
}

#[async_trait]
impl Editors for Sqlite {
    async fn add_editor(
        &self,
        email: Address,
        name: String,
        role: Role,
        password: String,
        now: Timestamp,
    ) -> Result<EditorId> {
        self.write(move |db| {
            let added = db.execute(
                "INSERT INTO editor (email, folded, name, role, password, made)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (folded) DO NOTHING",
                (email.as_str(), email.folded(), name, role.as_str(), password, micros(now)),
            )?;
            if added == 0 {
                return Err(StoreError::Refused(format!("{email} is an editor already")));
            }
            Ok(EditorId(db.last_insert_rowid()))
        })
        .await
    }

    async fn editors(&self) -> Result<Vec<Editor>> {
        self.read(|db| {
            let mut rows =
                db.prepare_cached("SELECT id, email, name, role FROM editor ORDER BY id")?;
            let rows = rows.query_map([], editor)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn editor(&self, id: EditorId) -> Result<Option<Editor>> {
        self.read(move |db| {
            maybe(db.query_row(
                "SELECT id, email, name, role FROM editor WHERE id = ?1",
                [id.0],
                editor,
            ))
        })
        .await
    }

    async fn editor_by_email(&self, email: &Address) -> Result<Option<(Editor, String)>> {
        let folded = email.folded();
        self.read(move |db| {
            maybe(db.query_row(
                "SELECT id, email, name, role, password FROM editor WHERE folded = ?1",
                [folded],
                |r| Ok((editor(r)?, r.get(4)?)),
            ))
        })
        .await
    }

    async fn set_password(&self, id: EditorId, password: String) -> Result<()> {
        self.write(move |db| {
            db.execute("UPDATE editor SET password = ?2 WHERE id = ?1", (id.0, password))?;
            db.execute("DELETE FROM session WHERE editor = ?1", [id.0])?;
            Ok(())
        })
        .await
    }

    async fn open_session(
        &self,
        token: [u8; 32],
        editor: EditorId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<()> {
        self.write(move |db| {
            db.execute("DELETE FROM session WHERE until <= ?1", [micros(now)])?;
            db.execute(
                "INSERT INTO session (token, editor, opened, until) VALUES (?1, ?2, ?3, ?4)",
                (&token[..], editor.0, micros(now), micros(until)),
            )?;
            Ok(())
        })
        .await
    }

    async fn session(&self, token: [u8; 32], now: Timestamp) -> Result<Option<Editor>> {
        self.read(move |db| {
            maybe(db.query_row(
                "SELECT e.id, e.email, e.name, e.role
                 FROM session s JOIN editor e ON e.id = s.editor
                 WHERE s.token = ?1 AND s.until > ?2",
                (&token[..], micros(now)),
                editor,
            ))
        })
        .await
    }

    async fn close_session(&self, token: [u8; 32]) -> Result<()> {
        self.write(move |db| {
            db.execute("DELETE FROM session WHERE token = ?1", [&token[..]])?;
            Ok(())
        })
        .await
    }

    async fn add_pass(&self, token: [u8; 32], pass: Pass, until: Timestamp) -> Result<()> {
        let editor = match pass {
            Pass::Setup => None,
            Pass::Login(id) => Some(id.0),
        };
        self.write(move |db| {
            db.execute(
                "INSERT INTO pass (token, editor, until) VALUES (?1, ?2, ?3)",
                (&token[..], editor, micros(until)),
            )?;
            Ok(())
        })
        .await
    }

    async fn look_at_pass(&self, token: [u8; 32], now: Timestamp) -> Result<Option<Pass>> {
        self.read(move |db| pass(db, &token, micros(now))).await
    }

    async fn use_pass(&self, token: [u8; 32], now: Timestamp) -> Result<Option<Pass>> {
        self.write(move |db| {
            let found = pass(db, &token, micros(now))?;
            db.execute(
                "DELETE FROM pass WHERE token = ?1 OR until <= ?2",
                (&token[..], micros(now)),
            )?;
            Ok(found)
        })
        .await
    }
}

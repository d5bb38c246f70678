//! Editors' decisions of events and running matters.

use super::Sqlite;
use super::row::{json, micros, time, value};
use crate::{Decisions, Result, StoredDecision};
use async_trait::async_trait;
use jiff::Timestamp;
use story::{Decision, EditorId};

#[async_trait]
impl Decisions for Sqlite {
    async fn decide(
        &self,
        act: String,
        facts: Vec<Decision>,
        editor: EditorId,
        why: String,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |db| {
            let mut add = db.prepare_cached(
                "INSERT INTO decision (act, fact, editor, why, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for fact in &facts {
                add.execute((&act, json(fact)?, editor.0, &why, micros(now)))?;
            }
            Ok(())
        })
        .await
    }

    async fn decisions(&self) -> Result<Vec<StoredDecision>> {
        self.read(|db| {
            let mut rows = db.prepare_cached(
                "SELECT d.id, d.act, d.fact, d.editor, coalesce(nullif(e.name, ''), e.email),
                        d.why, d.at
                 FROM decision d JOIN editor e ON e.id = d.editor ORDER BY d.id",
            )?;
            let rows = rows.query_map([], |r| {
                Ok(StoredDecision {
                    id: r.get(0)?,
                    act: r.get(1)?,
                    fact: value(&r.get::<_, String>(2)?)?,
                    editor: EditorId(r.get(3)?),
                    editor_name: r.get(4)?,
                    why: r.get(5)?,
                    at: time(r.get(6)?)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn decision_mark(&self) -> Result<i64> {
        self.read(|db| {
            Ok(db.query_row("SELECT coalesce(max(id), 0) FROM decision", [], |r| r.get(0))?)
        })
        .await
    }
}

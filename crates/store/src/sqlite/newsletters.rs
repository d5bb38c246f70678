//! Newsletter titles.

use super::{
    Sqlite,
    row::{json, maybe, value},
};
use crate::{Newsletters, Result, StoreError};
use async_trait::async_trait;
use rusqlite::Row;
use story::{Newsletter, NewsletterId};

const COLUMNS: &str = "SELECT id, value FROM newsletter";

fn newsletter(r: &Row<'_>) -> rusqlite::Result<Newsletter> {
    let mut title: Newsletter = value(&r.get::<_, String>(1)?)?;
    title.id = NewsletterId(r.get(0)?);
    Ok(title)
}

#[async_trait]
impl Newsletters for Sqlite {
    async fn add_newsletter(&self, newsletter: Newsletter) -> Result<NewsletterId> {
        self.write(move |db| {
            let taken: bool = db.query_row(
                "SELECT EXISTS (SELECT 1 FROM newsletter WHERE slug = ?1)",
                [newsletter.slug.as_str()],
                |r| r.get(0),
            )?;
            if taken {
                return Err(StoreError::Refused(format!(
                    "there is a newsletter named {} already: choose another name",
                    newsletter.slug
                )));
            }
            db.execute(
                "INSERT INTO newsletter (slug, value) VALUES (?1, ?2)",
                (newsletter.slug.as_str(), json(&newsletter)?),
            )?;
            Ok(NewsletterId(db.last_insert_rowid()))
        })
        .await
    }

    async fn change_newsletter(&self, newsletter: Newsletter) -> Result<()> {
        self.write(move |db| {
            let changed = db.execute(
                "UPDATE newsletter SET slug = ?2, value = ?3 WHERE id = ?1",
                (newsletter.id.0, newsletter.slug.as_str(), json(&newsletter)?),
            )?;
            if changed == 0 { Err(StoreError::Missing("such newsletter")) } else { Ok(()) }
        })
        .await
    }

    async fn newsletters(&self) -> Result<Vec<Newsletter>> {
        self.read(|db| {
            let mut rows = db.prepare_cached(&format!("{COLUMNS} ORDER BY id"))?;
            let rows = rows.query_map([], newsletter)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn newsletter(&self, id: NewsletterId) -> Result<Option<Newsletter>> {
        self.read(move |db| {
            maybe(db.query_row(&format!("{COLUMNS} WHERE id = ?1"), [id.0], newsletter))
        })
        .await
    }

    async fn newsletter_by_slug(&self, slug: &str) -> Result<Option<Newsletter>> {
        let slug = slug.to_owned();
        self.read(move |db| {
            maybe(db.query_row(&format!("{COLUMNS} WHERE slug = ?1"), [slug], newsletter))
        })
        .await
    }
}

//! JSON Feed 1.1.

use super::{Head, body, label, rfc3339};
use crate::piece::Piece;
use serde_json::{Value, json};

/// A feed of these pieces, in their order.
pub fn jsonfeed(head: &Head<'_>, pieces: &[&Piece]) -> String {
    let items: Vec<Value> = pieces
        .iter()
        .map(|p| {
            let tags: Vec<&str> = label(p.kind, p.lang.as_str())
                .into_iter()
                .chain(p.subjects.iter().map(String::as_str))
                .collect();
            let mut item = json!({
                "id": format!("{}:{}", p.outlet.folder(), p.slug),
                "url": format!("{}{}", head.base_url, p.path()),
                "title": p.headline,
                "summary": p.teaser,
                "content_html": body::html(p, head.base_url),
                "date_published": rfc3339(p.published),
                "language": p.lang.as_str(),
                "tags": tags,
            });
            if p.updated > p.published {
                item["date_modified"] = json!(rfc3339(p.updated));
            }
            if let Some(by) = &p.byline {
                item["authors"] = json!([{ "name": by }]);
            }
            item
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "description": head.about,
        "home_page_url": format!("{}/", head.base_url),
        "feed_url": format!("{}{}", head.base_url, head.path),
        "language": head.lang,
        "items": items,
    });
    format!("{feed:#}\n")
}

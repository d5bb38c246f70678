//! ninjs, the agencies' form: an array of 1.x documents, or one 2.x document.

use super::{body, rfc3339};
use crate::piece::Piece;
use serde_json::{Value, json};
use story::Kind;

/// The wire as an array of ninjs 1.x documents, in the pieces' order.
pub fn ninjs(pieces: &[&Piece], base_url: &str) -> String {
    let items: Vec<Value> = pieces.iter().map(|p| one(p, base_url)).collect();
    format!("{:#}\n", Value::Array(items))
}

/// The uri a story keeps over all its versions.
fn uri(piece: &Piece) -> String {
    format!("urn:newsml:stu.example:{}", piece.slug)
}

fn genre(kind: Kind) -> &'static str {
    match kind {
        Kind::Feature => "Feature",
        Kind::Analysis => "Analysis",
        Kind::Opinion => "Opinion",
        Kind::Brief => "Brief",
        _ => "News",
    }
}

fn one(p: &Piece, base_url: &str) -> Value {
    let subjects: Vec<Value> =
        p.subjects.iter().map(|s| json!({ "name": s, "rel": "about" })).collect();
    let mut item = json!({
        "uri": uri(p),
        "type": "text",
        "representationtype": "complete",
        "profile": "text",
        "version": p.version.to_string(),
        "firstcreated": rfc3339(p.published),
        "versioncreated": rfc3339(p.updated),
        "pubstatus": if p.canceled { "canceled" } else { "usable" },
        "urgency": p.urgency,
        "language": p.lang.as_str(),
        "headline": p.headline,
        "slugline": p.slug,
        "description_text": p.teaser,
        "body_html": body::html(p, base_url),
        "subject": subjects,
        "genre": [{ "name": genre(p.kind) }],
        "copyrightholder": "Sallandrian Telegraph Union",
        "copyrightnotice": "(c) STU. An invented agency; free to use as sample text.",
        "infosource": [{ "name": "STU" }],
    });
    for (name, value) in [("located", &p.place), ("byline", &p.byline), ("ednote", &p.ednote)] {
        if let Some(value) = value {
            item[name] = json!(value);
        }
    }
    if let Some(until) = p.embargo {
        item["embargoed"] = json!(rfc3339(until));
    }
    item
}

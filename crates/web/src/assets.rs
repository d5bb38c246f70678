//! Style sheets and scripts: our own, embedded, each under a name that changes
//! with its content, so that browsers may keep it for good.

use aws_lc_rs::digest;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use std::sync::LazyLock;

const FILES: &[(&str, &str, &str)] = &[
    ("icon.svg", "image/svg+xml", include_str!("../assets/icon.svg")),
    ("public.css", "text/css; charset=utf-8", include_str!("../assets/public.css")),
    ("desk.css", "text/css; charset=utf-8", include_str!("../assets/desk.css")),
    ("edition.js", "text/javascript; charset=utf-8", include_str!("../assets/edition.js")),
    ("progress.js", "text/javascript; charset=utf-8", include_str!("../assets/progress.js")),
];

static MARKS: LazyLock<Vec<String>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(_, _, text)| {
            HEXLOWER.encode(&digest::digest(&digest::SHA256, text.as_bytes()).as_ref()[..6])
        })
        .collect()
});

/// The address of a file, with its content's mark.
pub fn url(name: &str) -> String {
    let at = FILES.iter().position(|(n, _, _)| *n == name);
    let mark = at.and_then(|i| MARKS.get(i)).map_or("0", String::as_str);
    format!("/assets/{mark}/{name}")
}

/// `GET /assets/{mark}/{name}`.
pub async fn serve(Path((_, name)): Path<(String, String)>) -> Response {
    match FILES.iter().find(|(n, _, _)| *n == name) {
        Some((_, kind, text)) => (
            [
                (header::CONTENT_TYPE, *kind),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            *text,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

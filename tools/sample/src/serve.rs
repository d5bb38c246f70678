//! The sample wire on a router: feeds, story pages, validators.
//!
//! The agencies' wire has two stages: the second brings what changed since, a
//! correction and a withdrawal among it. [`Wire::advance`] (or `POST /advance`)
//! moves on; nothing moves back.

use crate::piece::{Piece, render};
use crate::print::{self, Head};
use crate::script::Outlet;
use crate::shelf::SampleError;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use story::{Format, Lang, Place};

/// How far the wire has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// All first versions.
    First,
    /// Also what came later: corrected and withdrawn versions.
    Later,
}

/// The wire, dated once. Clones share their stage.
#[derive(Clone, Debug)]
pub struct Wire {
    pieces: Arc<Vec<Piece>>,
    later: Arc<AtomicBool>,
}

impl Wire {
    /// A wire dated back from `base`, at its first stage.
    pub fn new(base: Timestamp) -> Result<Self, SampleError> {
        Ok(Self { pieces: Arc::new(render(base)?), later: Arc::default() })
    }

    /// Moves on to the later stage.
    pub fn advance(&self) {
        self.later.store(true, Ordering::Release);
    }

    /// How far it has come.
    pub fn stage(&self) -> Stage {
        if self.later.load(Ordering::Acquire) { Stage::Later } else { Stage::First }
    }

    /// The pieces of one delivery at the present stage, newest first.
    fn delivery(&self, outlet: Outlet, lang: Option<&str>) -> Vec<&Piece> {
        let stage = self.stage();
        self.pieces
            .iter()
            .filter(|p| p.outlet == outlet && lang.is_none_or(|l| p.lang.as_str() == l))
            .filter(|p| stage == Stage::Later || !p.later)
            .filter(|p| !print::is_pasted(p))
            .collect()
    }

    /// The newest version of a story that may be shown now.
    fn newest(&self, folder: &str, slug: &str) -> Option<&Piece> {
        let stage = self.stage();
        self.pieces
            .iter()
            .filter(|p| p.outlet.folder() == folder && p.slug == slug)
            .filter(|p| (stage == Stage::Later || !p.later) && p.embargo.is_none())
            .max_by_key(|p| p.version)
    }

    /// The router that serves it.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(front))
            .route("/courier/rss.xml", get(courier_english))
            .route("/courier/de.atom", get(courier_german))
            .route("/courier/es.xml", get(courier_spanish))
            .route("/agency1/wire.ninjs.json", get(agency_one))
            .route("/agency2/feed.json", get(agency_two))
            .route("/pictures/{file}", get(picture))
            .route("/{folder}/{slug}", get(story_page))
            .route("/advance", post(advance))
            .with_state(self.clone())
    }
}

/// The router of a fresh wire; `POST /advance` moves it on.
pub fn router(base: Timestamp) -> Result<Router, SampleError> {
    Ok(Wire::new(base)?.router())
}

/// The sources of a demo newsroom that reads this wire at `base_url`: name,
/// place, format, own, language.
pub fn sources(base_url: &str) -> Vec<(String, Place, Option<Format>, bool, Lang)> {
    let base = base_url.trim_end_matches('/');
    [
        ("The Harbour Courier", "/courier/rss.xml", Format::Rss, true, "en"),
        ("Harbour Courier, Deutsche Redaktion", "/courier/de.atom", Format::Atom, true, "de"),
        ("Harbour Courier, Redacción en español", "/courier/es.xml", Format::Rss, true, "es"),
        (Outlet::Stu.name(), "/agency1/wire.ninjs.json", Format::Ninjs, false, "en"),
        (Outlet::Ows.name(), "/agency2/feed.json", Format::Jsonfeed, false, "en"),
    ]
    .into_iter()
    .map(|(name, path, format, own, lang)| {
        let place = Place::Url(format!("{base}{path}"));
        (name.to_owned(), place, Some(format), own, Lang::of(lang))
    })
    .collect()
}

async fn front(headers: HeaderMap) -> Response {
    let links: String = sources(&base_url(&headers))
        .into_iter()
        .filter_map(|(name, place, ..)| match place {
            Place::Url(url) => {
                let (url, name) = (print::escape(&url), print::escape(&name));
                Some(format!("<li><a href=\"{url}\">{name}</a></li>\n"))
            }
            _ => None,
        })
        .collect();
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <title>The sample wire</title></head><body><h1>The sample wire</h1>\n\
         <p>Invented stories from an invented place.</p>\n<ul>\n{links}</ul></body></html>\n"
    );
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

async fn courier_english(State(wire): State<Wire>, headers: HeaderMap) -> Response {
    let base_url = base_url(&headers);
    let pieces = wire.delivery(Outlet::Courier, Some("en"));
    let head = Head {
        title: "The Harbour Courier",
        about: "News from Port Aldis and the Orle delta.",
        lang: "en",
        path: "/courier/rss.xml",
        base_url: &base_url,
    };
    answer(&headers, "application/rss+xml; charset=utf-8", print::rss(&head, &pieces), &pieces)
}

async fn courier_german(State(wire): State<Wire>, headers: HeaderMap) -> Response {
    let base_url = base_url(&headers);
    let pieces = wire.delivery(Outlet::Courier, Some("de"));
    let head = Head {
        title: "Harbour Courier, Deutsche Redaktion",
        about: "Nachrichten aus Port Aldis und dem Orle-Delta.",
        lang: "de",
        path: "/courier/de.atom",
        base_url: &base_url,
    };
    answer(&headers, "application/atom+xml; charset=utf-8", print::atom(&head, &pieces), &pieces)
}

async fn courier_spanish(State(wire): State<Wire>, headers: HeaderMap) -> Response {
    let base_url = base_url(&headers);
    let pieces = wire.delivery(Outlet::Courier, Some("es"));
    let head = Head {
        title: "Harbour Courier, Redacción en español",
        about: "Noticias de Port Aldis y del delta del Orle.",
        lang: "es",
        path: "/courier/es.xml",
        base_url: &base_url,
    };
    answer(&headers, "application/rss+xml; charset=utf-8", print::rss(&head, &pieces), &pieces)
}

async fn agency_one(State(wire): State<Wire>, headers: HeaderMap) -> Response {
    let pieces = wire.delivery(Outlet::Stu, None);
    let body = print::ninjs(&pieces, &base_url(&headers));
    answer(&headers, "application/json; charset=utf-8", body, &pieces)
}

async fn agency_two(State(wire): State<Wire>, headers: HeaderMap) -> Response {
    let base_url = base_url(&headers);
    let pieces = wire.delivery(Outlet::Ows, None);
    let head = Head {
        title: "Oskan Wire Service",
        about: "Reports from Oskania, Tervia and Sallandria.",
        lang: "en",
        path: "/agency2/feed.json",
        base_url: &base_url,
    };
    let body = print::jsonfeed(&head, &pieces);
    answer(&headers, "application/feed+json; charset=utf-8", body, &pieces)
}

async fn story_page(
    State(wire): State<Wire>,
    Path((folder, slug)): Path<(String, String)>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    match wire.newest(&folder, &slug) {
        Some(p) if p.canceled => {
            (StatusCode::GONE, "This story has been withdrawn.\n").into_response()
        }
        Some(p) => {
            let page = print::page(p, &base_url(&headers));
            answer(&headers, "text/html; charset=utf-8", page, &[p])
        }
        None => (StatusCode::NOT_FOUND, format!("No story at {}.\n", uri.path())).into_response(),
    }
}

async fn picture(State(wire): State<Wire>, Path(file): Path<String>) -> Response {
    let slug = file.strip_suffix(".png").unwrap_or_default();
    if wire.pieces.iter().any(|p| p.slug == slug && p.picture.is_some()) {
        return ([(header::CONTENT_TYPE, "image/png")], crate::drawing::png(slug)).into_response();
    }
    StatusCode::NOT_FOUND.into_response()
}

async fn advance(State(wire): State<Wire>) -> StatusCode {
    wire.advance();
    StatusCode::NO_CONTENT
}

/// Scheme and authority the request came under; only characters of an
/// authority are taken from its Host field.
fn base_url(headers: &HeaderMap) -> String {
    let host: String = headers
        .get(header::HOST)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".:-[]".contains(*c))
        .take(255)
        .collect();
    format!("http://{}", if host.is_empty() { "localhost" } else { &host })
}

/// The document, or 304 where the asker's validator still holds: If-None-Match
/// goes before If-Modified-Since (RFC 9110 §13.2.2).
fn answer(asked: &HeaderMap, media: &'static str, body: String, pieces: &[&Piece]) -> Response {
    let mut hash = DefaultHasher::new();
    body.hash(&mut hash);
    let etag = format!("\"{:016x}\"", hash.finish());
    let modified = pieces.iter().map(|p| p.updated).max().unwrap_or_default();
    let field = |name| asked.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    let same = match field(header::IF_NONE_MATCH) {
        Some(tags) => tags
            .split(',')
            .map(|t| t.trim().trim_start_matches("W/"))
            .any(|t| t == etag || t == "*"),
        None => field(header::IF_MODIFIED_SINCE)
            .and_then(|since| jiff::fmt::rfc2822::parse(since).ok())
            .is_some_and(|since| modified.as_second() <= since.timestamp().as_second()),
    };
    let mut answer = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, media)], body).into_response()
    };
    let fields = [(header::ETAG, etag), (header::LAST_MODIFIED, print::rfc822(modified))];
    for (name, value) in fields {
        if let Ok(value) = HeaderValue::from_str(&value) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

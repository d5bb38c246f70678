//! The catcher's pages. A mail is a stranger's HTML: it is shown in a frame of
//! its own, without script, and its links open outside.

use super::{Catcher, Caught, links_of, open};
use crate::guard::{self, CAUGHT_POLICY};
use crate::pages::Pages;
use crate::pages::values;
use crate::{assets, pages};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

/// How many mails a page lists.
const PAGE: usize = 100;
/// How many mails the API gives at most.
const MOST: usize = 5000;

/// The catcher's pages and its small JSON API.
pub fn router(catcher: Catcher) -> Router {
    Router::new()
        .route("/", get(list))
        .route("/m/{id}", get(mail))
        .route("/m/{id}/html", get(html))
        .route("/m/{id}/text", get(text))
        .route("/m/{id}/source", get(source))
        .route("/api/mails", get(api_list))
        .route("/api/mails/{id}", get(api_mail))
        .route("/api/mails/{id}/source", get(source))
        .route("/assets/{mark}/{name}", get(assets::serve))
        .layer(from_fn(guard::headers))
        .layer(from_fn(guard::unkept))
        .with_state(catcher)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    to: String,
    only: String,
    page: usize,
    limit: Option<usize>,
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such mail, or not any more.\n").into_response()
}

async fn list(State(catcher): State<Catcher>, Query(asked): Query<Asked>) -> Response {
    let only = asked.only == "confirm";
    let page = asked.page.min(100_000);
    let (all, mails) = catcher.mails(&asked.to, only, page * PAGE, PAGE);
    let rows: Vec<_> = mails
        .iter()
        .map(|m| {
            values! {
                id => m.id, to => m.to, subject => m.subject, at => hour(m), asks => m.asks,
                size => m.bytes.len().div_ceil(1024),
            }
        })
        .collect();
    let values = values! {
        rows, all, kept => catcher.len(), to => asked.to, only, page, count => catcher.count(),
        newer => page > 0, older => (page + 1) * PAGE < all,
    };
    Pages::html(StatusCode::OK, "catcher/list.html", values)
}

fn hour(m: &Caught) -> String {
    m.at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

async fn mail(State(catcher): State<Catcher>, Path(id): Path<u64>) -> Response {
    let Some(m) = catcher.mail(id) else { return missing() };
    let opened = open(&m);
    let links: Vec<_> =
        links_of(&opened.text).into_iter().filter_map(|l| pages::web_link(&l)).collect();
    let values = values! {
        id => m.id, from => m.from, to => m.to, subject => m.subject, at => hour(&m),
        has_html => opened.html.is_some(), text => opened.text, headers => opened.headers,
        attachments => opened.attachments, links, size => m.bytes.len(), asks => m.asks,
        list_unsubscribe => m.list_unsubscribe,
    };
    Pages::html(StatusCode::OK, "catcher/mail.html", values)
}

async fn html(State(catcher): State<Catcher>, Path(id): Path<u64>) -> Response {
    let Some(html) = catcher.mail(id).and_then(|m| open(&m).html) else { return missing() };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, CAUGHT_POLICY),
    ];
    // Links have to leave the frame; a mail's own <base> would not be obeyed.
    let html = format!("<base target=\"_blank\">{html}");
    (headers, html).into_response()
}

async fn text(State(catcher): State<Catcher>, Path(id): Path<u64>) -> Response {
    let Some(m) = catcher.mail(id) else { return missing() };
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], open(&m).text).into_response()
}

async fn source(State(catcher): State<Catcher>, Path(id): Path<u64>) -> Response {
    let Some(m) = catcher.mail(id) else { return missing() };
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (kind, m.bytes.as_ref().clone()).into_response()
}

/// A mail as the API gives it.
#[derive(Debug, Serialize)]
struct Line {
    id: u64,
    from: String,
    to: String,
    subject: String,
    at: String,
    size: usize,
    asks: bool,
    list_unsubscribe: Option<String>,
    list_unsubscribe_post: Option<String>,
}

fn line(m: &Caught) -> Line {
    Line {
        id: m.id,
        from: m.from.clone(),
        to: m.to.clone(),
        subject: m.subject.clone(),
        at: m.at.to_string(),
        size: m.bytes.len(),
        asks: m.asks,
        list_unsubscribe: m.list_unsubscribe.clone(),
        list_unsubscribe_post: m.list_unsubscribe_post.clone(),
    }
}

async fn api_list(State(catcher): State<Catcher>, Query(asked): Query<Asked>) -> Response {
    let limit = asked.limit.unwrap_or(MOST).min(MOST);
    let (_, mails) = catcher.mails(&asked.to, asked.only == "confirm", 0, limit);
    Json(mails.iter().map(line).collect::<Vec<_>>()).into_response()
}

/// One mail with its parts and the links of its text.
async fn api_mail(State(catcher): State<Catcher>, Path(id): Path<u64>) -> Response {
    let Some(m) = catcher.mail(id) else { return missing() };
    let opened = open(&m);
    let links = links_of(&opened.text);
    let values = serde_json::json!({
        "mail": line(&m), "text": opened.text, "html": opened.html, "links": links,
        "headers": opened.headers,
    });
    Json(values).into_response()
}

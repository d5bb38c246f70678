//! What surrounds every page: the headers that keep a browser from being used
//! against its owner, and the dressing of failures as pages.

use crate::app::App;
use crate::oops::Oops;
use crate::pages::Pages;
use crate::pages::values;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use story::Lang;

/// The policy of our own pages: nothing from elsewhere, no inline script or
/// style, no framing.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'";

/// The policy of a mail shown inside a page: no script at all, its own inline
/// styles, framed by us only, links open outside.
pub const MAIL_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; \
    default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; \
    frame-ancestors 'self'; base-uri 'none'";

/// The same for a mail in the catcher, which stands for a reader's mail
/// program: it loads the pictures of the site that the mail is from.
pub const CAUGHT_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; \
    default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; form-action 'none'; \
    frame-ancestors 'self'; base-uri 'none'";

/// Sets what a response has not set itself.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("permissions-policy"), "interest-cohort=()"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Where the house is reached over https, it is from now on reached over https
/// only (RFC 6797).
pub async fn https_only(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if app.site().public_url.starts_with("https://") {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// Nothing of the desk is kept by a browser or a proxy.
pub async fn unkept(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        let no = HeaderValue::from_static("no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, no);
    }
    response
}

/// A failure that is still bare: our own [`Oops`], or what a router or
/// extractor answered in plain text.
fn bare(response: &Response) -> Option<Oops> {
    if let Some(oops) = response.extensions().get::<Oops>() {
        return Some(oops.clone());
    }
    let status = response.status();
    let plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|v| v.as_bytes().starts_with(b"text/plain"));
    ((status.is_client_error() || status.is_server_error()) && plain)
        .then(|| Oops::new(status, String::new()))
}

/// Which fixed words a status has.
fn words_of(status: StatusCode) -> u16 {
    match status.as_u16() {
        403 | 404 | 405 | 413 | 429 => status.as_u16(),
        410 => 404,
        s if s >= 500 => 500,
        _ => 400,
    }
}

/// Dresses failures of public pages.
pub async fn dress_public(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let lang = preferred(&app, request.headers());
    let mut response = next.run(request).await;
    if let Some(oops) = bare(&response) {
        let status = oops.status;
        let key = format!("error-{}", words_of(status));
        let title = app.locales.text(&lang, &format!("{key}-title"), &[]);
        let text = app.locales.text(&lang, &key, &[]);
        let site = app.site();
        let mut page = Pages::html(
            status,
            "public/say.html",
            values! { lang => lang.as_str(), site_name => site.name, title, paragraphs => [text] },
        );
        page.headers_mut().extend(allow_of(&mut response));
        return page;
    }
    response
}

/// Dresses failures of the desk.
pub async fn dress_desk(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let back = back_of(request.headers(), request.uri());
    let wants_json = wants_json(request.headers());
    let mut response = next.run(request).await;
    let Some(oops) = bare(&response) else { return response };
    let status = oops.status;
    let words = if oops.words.is_empty() {
        app.locales.text(&Lang::of("en"), &format!("error-{}", words_of(status)), &[])
    } else {
        oops.words
    };
    if wants_json {
        let body = serde_json::json!({ "trouble": words }).to_string();
        let mut page = Response::new(body.into());
        *page.status_mut() = status;
        let kind = HeaderValue::from_static("application/json");
        page.headers_mut().insert(header::CONTENT_TYPE, kind);
        return page;
    }
    let title = match status {
        StatusCode::NOT_FOUND => "There is nothing here",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::UNPROCESSABLE_ENTITY => "Not quite",
        StatusCode::CONFLICT => "That can't be done now",
        StatusCode::TOO_MANY_REQUESTS => "Too often",
        StatusCode::INSUFFICIENT_STORAGE => "The disk is full",
        _ if status.is_server_error() => "Something failed here",
        _ => "That did not work",
    };
    let mut page = Pages::html(
        status,
        "desk/say.html",
        values! { site_name => app.site().name, title, words, back },
    );
    page.headers_mut().extend(allow_of(&mut response));
    page
}

/// RFC 9110 §15.5.6: a 405 says what is allowed.
fn allow_of(response: &mut Response) -> HeaderMap {
    let mut kept = HeaderMap::new();
    if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
        kept.insert(header::ALLOW, allow);
    }
    kept
}

/// True if a script of ours asks and wants values, not a page.
pub fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|v| v.as_bytes().starts_with(b"application/json"))
}

/// Where the page came from, if it is a page of our desk; else the desk.
fn back_of(headers: &HeaderMap, here: &Uri) -> String {
    let from = headers
        .get(header::REFERER)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse::<Uri>().ok())
        .map(|u| u.path().to_owned());
    match from {
        Some(path) if path.starts_with("/desk") && path != here.path() => path,
        _ => "/desk".to_owned(),
    }
}

/// The language a browser likes best among ours (RFC 9110 §12.5.4).
pub fn preferred(app: &App, headers: &HeaderMap) -> Lang {
    let Some(wish) = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()) else {
        return Lang::of("en");
    };
    let mut best = (Lang::of("en"), -1.0f32);
    for part in wish.split(',').take(20) {
        let mut bits = part.split(';');
        let lang = Lang::of(bits.next().unwrap_or_default());
        let weight = bits
            .find_map(|b| b.trim().strip_prefix("q=").map(|q| q.parse().unwrap_or(0.0)))
            .unwrap_or(1.0);
        if app.locales.nearest(&lang) == lang && weight > best.1 && weight > 0.0 {
            best = (lang, weight);
        }
    }
    best.0
}

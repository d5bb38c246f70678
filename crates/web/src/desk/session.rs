//! Who sits at the desk: the session cookie, and the one layer that every
//! page of the desk passes. It looks who asks, whether the request comes from
//! our own page, and whether the role may; a handler that is reached has all
//! that behind it.

use super::secrets;
use crate::app::App;
use crate::guard::wants_json;
use crate::oops::Oops;
use ::story::{Editor, Role};
use axum::extract::{Form, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use std::sync::Arc;

/// A session ends after so long.
const SESSION: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Who asks, behind the layer.
#[derive(Clone, Debug)]
pub struct Who {
    /// The editor.
    pub editor: Editor,
    /// The word that every form of the session carries.
    pub word: String,
    /// What the store keeps of the session's token.
    pub kept: [u8; 32],
}

impl Who {
    /// True for a chief.
    pub fn is_chief(&self) -> bool {
        self.editor.role >= Role::Chief
    }
}

/// The fields of a form, checked to come from our own page.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// A field's value; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// A field as one line without unprintable characters.
    pub fn line(&self, name: &str) -> String {
        ::story::one_line(self.get(name))
    }

    /// A field that has to be a value of that kind.
    pub fn value<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Oops> {
        self.get(name)
            .trim()
            .parse()
            .map_err(|_| Oops::form(format!("The field “{name}” is missing or can't be read.")))
    }
}

/// `__Host-` binds the cookie to this very host (RFC 6265bis §4.1.3.2); it
/// needs https.
fn cookie_name(app: &App) -> &'static str {
    if is_https(app) { "__Host-nightdesk" } else { "nightdesk" }
}

fn is_https(app: &App) -> bool {
    app.site().desk_url.starts_with("https://")
}

fn cookie(app: &App, value: &str, seconds: i64) -> HeaderValue {
    let secure = if is_https(app) { "; Secure" } else { "" };
    let text = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
        cookie_name(app)
    );
    // Made of base64url and fixed words, so it is always a header value.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

fn token_of(app: &App, headers: &HeaderMap) -> Option<String> {
    let name = cookie_name(app);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v.to_owned())
        .filter(|v| v.len() <= 64)
}

/// Opens a new session and leads on with its cookie.
pub async fn open(app: &App, editor: &Editor, to: &str) -> Result<Response, Oops> {
    let (token, kept) = secrets::new_token()
        .map_err(|e| Oops::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))?;
    let now = app.now();
    let until = now.checked_add(SESSION).unwrap_or(now);
    app.store.open_session(kept, editor.id, now, until).await?;
    let mut response = Redirect::to(to).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie(app, &token, SESSION.as_secs()));
    Ok(response)
}

/// Ends the session.
pub async fn close(app: &App, who: &Who) -> Result<Response, Oops> {
    app.store.close_session(who.kept).await?;
    let mut response = Redirect::to("/desk/login").into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie(app, "", 0));
    Ok(response)
}

/// Who asks, if it is somebody.
pub async fn who(app: &App, headers: &HeaderMap) -> Result<Option<Who>, Oops> {
    let Some(token) = token_of(app, headers) else { return Ok(None) };
    let kept = secrets::kept(&token);
    let editor = app.store.session(kept, app.now()).await?;
    Ok(editor.map(|editor| Who { editor, word: app.links.session_word(&token), kept }))
}

/// Whether a change is asked for by a page of this very host. Browsers send
/// `Origin` with each POST; what is no browser can't be led by another page.
pub fn is_own_origin(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_some_and(|s| s != b"same-origin" && s != b"none") {
        return false;
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let origin = origin.to_str().ok().and_then(|o| o.parse::<Uri>().ok());
    match (origin.as_ref().and_then(Uri::authority), host) {
        (Some(ours), Some(host)) => ours.as_str().eq_ignore_ascii_case(host),
        _ => false,
    }
}

/// The layer of pages for editors and chiefs.
pub async fn editors(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    pass(&app, request, next, Role::Editor).await
}

/// The layer of pages for chiefs.
pub async fn chiefs(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    pass(&app, request, next, Role::Chief).await
}

async fn pass(app: &App, request: Request, next: Next, role: Role) -> Response {
    match admit(app, request, role).await {
        Ok(request) => next.run(request).await,
        Err(response) => response,
    }
}

async fn admit(app: &App, mut request: Request, role: Role) -> Result<Request, Response> {
    let who = match who(app, request.headers()).await {
        Ok(Some(who)) => who,
        Ok(None) if request.method() == Method::GET && !wants_json(request.headers()) => {
            return Err(Redirect::to("/desk/login").into_response());
        }
        Ok(None) => {
            let words = "Your session has ended. Log in again, then repeat the step.";
            return Err(Oops::new(StatusCode::FORBIDDEN, words).into_response());
        }
        Err(e) => return Err(e.into_response()),
    };
    if who.editor.role < role {
        let words = "Only a chief may do this. Ask one of them.";
        return Err(Oops::new(StatusCode::FORBIDDEN, words).into_response());
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let foreign = || Oops::new(StatusCode::FORBIDDEN, String::new()).into_response();
        if !is_own_origin(request.headers()) {
            return Err(foreign());
        }
        let token = token_of(app, request.headers()).unwrap_or_default();
        let (parts, body) = request.into_parts();
        let whole = Request::from_parts(parts.clone(), body);
        let fields = match Form::<Vec<(String, String)>>::from_request(whole, &()).await {
            Ok(Form(fields)) => Fields(fields),
            Err(e) => return Err(Oops::new(e.status(), e.body_text()).into_response()),
        };
        if !app.links.is_session_word(&token, fields.get("word")) {
            return Err(foreign());
        }
        request = Request::from_parts(parts, axum::body::Body::empty());
        request.extensions_mut().insert(fields);
    }
    request.extensions_mut().insert(who);
    Ok(request)
}

//! Coming in and going out: by address and password, or by a one-time link.

use super::secrets::{self, LEAST_PASSWORD, MOST_PASSWORD};
use super::session::{self, Who};
use crate::app::App;
use crate::gates::network;
use crate::oops::Oops;
use crate::pages::Pages;
use crate::pages::values;
use crate::settings::{SITE, SiteSettings};
use ::story::{Address, Role};
use axum::extract::{Extension, Form, FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use store::Pass;

/// The subject that tokens of login forms are for.
const LOGIN_FORM: i64 = -1;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filled {
    email: String,
    password: String,
    name: String,
    newsroom: String,
    form: String,
}

fn busy() -> Oops {
    Oops::new(
        StatusCode::TOO_MANY_REQUESTS,
        "There were too many tries. Wait a quarter of an hour, then try again.",
    )
}

async fn filled(request: Request) -> Result<Filled, Oops> {
    if !session::is_own_origin(request.headers()) {
        return Err(Oops::new(StatusCode::FORBIDDEN, ""));
    }
    let Form(filled) = Form::<Filled>::from_request(request, &())
        .await
        .map_err(|e| Oops::new(e.status(), e.body_text()))?;
    Ok(filled)
}

fn login_page(app: &App, status: StatusCode, email: &str, wrong: bool) -> Response {
    let form = app.links.form(LOGIN_FORM, app.now());
    let values = values! { site_name => app.site().name, email, wrong, form };
    Pages::html(status, "desk/login.html", values)
}

/// `GET /desk/login`.
pub async fn ask(State(app): State<Arc<App>>, request: Request) -> Result<Response, Oops> {
    if session::who(&app, request.headers()).await?.is_some() {
        return Ok(Redirect::to("/desk").into_response());
    }
    Ok(login_page(&app, StatusCode::OK, "", false))
}

/// `POST /desk/login`.
pub async fn log_in(State(app): State<Arc<App>>, request: Request) -> Result<Response, Oops> {
    let network = network(request.extensions(), request.headers(), &app.limits.proxies);
    let filled = filled(request).await?;
    if app.links.form_age(LOGIN_FORM, &filled.form, app.now()).is_err() {
        return Ok(login_page(&app, StatusCode::UNPROCESSABLE_ENTITY, &filled.email, false));
    }
    let address = Address::parse(&filled.email).ok();
    let account = address.as_ref().map(Address::folded).unwrap_or_default();
    if !app.gates.logins.lets(&network) || !app.gates.accounts.lets(&account) {
        return Err(busy());
    }
    let found = match &address {
        Some(address) => app.store.editor_by_email(address).await?,
        None => None,
    };
    let (editor, hash) = match found {
        Some((editor, hash)) => (Some(editor), hash),
        None => (None, String::new()),
    };
    let password: String = filled.password.chars().take(MOST_PASSWORD + 1).collect();
    let fits = off_thread(move || secrets::is_password(&password, &hash)).await?;
    match editor {
        Some(editor) if fits => session::open(&app, &editor, "/desk").await,
        _ => Ok(login_page(&app, StatusCode::FORBIDDEN, &filled.email, true)),
    }
}

/// Hashing is slow on purpose: off the threads that serve.
pub async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Oops> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Oops::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))
}

/// `POST /desk/logout`.
pub async fn log_out(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Result<Response, Oops> {
    session::close(&app, &who).await
}

/// What a one-time link that is used up, too old or made up is answered with.
fn spent() -> Oops {
    Oops::new(
        StatusCode::GONE,
        "This link was used already, or is too old. Each one serves once. Ask a chief for a new \
         one, or start Nightdesk again: it prints a fresh one while nobody has an account.",
    )
}

/// `GET /desk/pass/{token}`: shows a button, for scanners follow links.
pub async fn ask_pass(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
) -> Result<Response, Oops> {
    let pass = app.store.look_at_pass(secrets::kept(&token), app.now()).await?;
    let pass = pass.ok_or_else(spent)?;
    pass_page(&app, &token, pass, StatusCode::OK, None, &Filled::default()).await
}

async fn pass_page(
    app: &App,
    token: &str,
    pass: Pass,
    status: StatusCode,
    wrong: Option<&str>,
    filled: &Filled,
) -> Result<Response, Oops> {
    let name = match pass {
        Pass::Setup => None,
        Pass::Login(id) => app.store.editor(id).await?.map(|e| e.name),
    };
    let values = values! {
        site_name => app.site().name, token, setup => pass == Pass::Setup, name, wrong,
        least => LEAST_PASSWORD, filled => values! {
            name => filled.name, email => filled.email, newsroom => filled.newsroom,
        },
    };
    Ok(Pages::html(status, "desk/pass.html", values))
}

/// `POST /desk/pass/{token}`.
pub async fn use_pass(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Oops> {
    let filled = filled(request).await?;
    let (kept, now) = (secrets::kept(&token), app.now());
    let pass = app.store.look_at_pass(kept, now).await?.ok_or_else(spent)?;
    match pass {
        Pass::Login(_) => {
            // Only who uses it up comes in: two presses at once are one.
            let Some(Pass::Login(id)) = app.store.use_pass(kept, now).await? else {
                return Err(spent());
            };
            let editor = app.store.editor(id).await?.ok_or_else(spent)?;
            session::open(&app, &editor, "/desk").await
        }
        Pass::Setup => {
            let name = ::story::one_line(&filled.name);
            let newsroom = ::story::one_line(&filled.newsroom);
            let wrong = check(&filled, &name);
            let address = Address::parse(&filled.email).map_err(|e| e.to_string());
            let address = match (wrong, address) {
                (None, Ok(address)) => address,
                (Some(words), _) | (None, Err(words)) => {
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    return pass_page(&app, &token, pass, status, Some(&words), &filled).await;
                }
            };
            let password = filled.password.clone();
            let hash = off_thread(move || secrets::hash_password(&password))
                .await?
                .map_err(|e| Oops::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))?;
            if app.store.use_pass(kept, now).await? != Some(Pass::Setup) {
                return Err(spent());
            }
            let id = app.store.add_editor(address, name, Role::Chief, hash, now).await?;
            if !newsroom.is_empty() {
                let mut site: SiteSettings = app.store.setting(SITE).await?.unwrap_or_default();
                site.name = newsroom;
                app.store.set_setting(SITE, &site).await?;
                app.set_site(&site.name, "");
                app.floor.settings_changed().await;
            }
            let editor = app.store.editor(id).await?.ok_or_else(spent)?;
            session::open(&app, &editor, "/desk").await
        }
    }
}

fn check(filled: &Filled, name: &str) -> Option<String> {
    let long = filled.password.chars().count();
    if name.is_empty() {
        Some("Say your name: it stands beside what you approve.".to_owned())
    } else if long < LEAST_PASSWORD {
        Some(format!("The password has {long} characters; it needs at least {LEAST_PASSWORD}."))
    } else if long > MOST_PASSWORD {
        Some(format!("The password is longer than {MOST_PASSWORD} characters."))
    } else {
        None
    }
}

//! The pages behind the links in mails: confirm, leave, come back, manage. A
//! GET only shows a button, for scanners follow links; the POST acts.

use crate::app::App;
use crate::gates::network;
use crate::links::{LinkError, Purpose, Target};
use crate::oops::Oops;
use crate::pages::Pages;
use crate::pages::values;
use ::story::{Lang, Newsletter, SubscriptionState};
use axum::extract::{Form, FromRequest, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::Value;
use std::sync::Arc;
use store::Evidence;

/// A page about one reader: never kept, never told to the next site.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

fn page(app: &App, lang: &Lang, status: StatusCode, name: &str, values: Value) -> Response {
    let shared = values! { lang => lang.as_str(), site_name => app.site().name, ..values };
    private(Pages::html(status, name, shared))
}

/// What became of a link that does nothing.
fn dead(app: &App, error: LinkError) -> Response {
    let lang = Lang::of("en");
    let key = match error {
        LinkError::Broken => "link-broken",
        LinkError::Expired => "link-expired",
    };
    let status = match error {
        LinkError::Broken => StatusCode::NOT_FOUND,
        LinkError::Expired => StatusCode::GONE,
    };
    let values = values! {
        title => app.locales.text(&lang, "link-title", &[]),
        paragraphs => [app.locales.text(&lang, key, &[])],
    };
    page(app, &lang, status, "public/say.html", values)
}

/// A reader's link, read and looked up.
struct Visit {
    target: Target,
    newsletter: Newsletter,
    lang: Lang,
    state: Option<SubscriptionState>,
}

async fn visit(app: &App, purpose: Purpose, token: &str) -> Result<Result<Visit, Response>, Oops> {
    let target = match app.links.parse(purpose, token, app.now()) {
        Ok(target) => target,
        Err(e) => return Ok(Err(dead(app, e))),
    };
    // The reader may have been erased, the title given up: same words.
    let Some(newsletter) = app.store.newsletter(target.newsletter).await? else {
        return Ok(Err(dead(app, LinkError::Expired)));
    };
    let lang = app.locales.nearest(&newsletter.language);
    let all = app.store.subscriptions(target.reader).await?;
    let state = all.into_iter().find(|(n, _)| *n == target.newsletter).map(|(_, s)| s);
    Ok(Ok(Visit { target, newsletter, lang, state }))
}

impl Visit {
    fn say(&self, app: &App, key: &str) -> String {
        app.locales.text(&self.lang, key, &[("title", &self.newsletter.title)])
    }

    fn told(&self, app: &App, title: &str, text: &[&str]) -> Response {
        let paragraphs: Vec<String> = text.iter().map(|key| self.say(app, key)).collect();
        let values = values! {
            title => self.say(app, title), paragraphs,
            on => format!("/n/{}", self.newsletter.slug), on_words => self.newsletter.title,
        };
        page(app, &self.lang, StatusCode::OK, "public/say.html", values)
    }

    fn asked(&self, app: &App, title: &str, ask: &str, buttons: &[Button]) -> Response {
        let values = values! {
            title => self.say(app, title), ask => self.say(app, ask),
            buttons => buttons.iter().map(|b| values! {
                action => b.action, words => self.say(app, b.words), act => b.act,
                hint => b.hint.map(|h| self.say(app, h)), quiet => b.quiet,
            }).collect::<Vec<_>>(),
        };
        page(app, &self.lang, StatusCode::OK, "public/ask.html", values)
    }
}

/// A button of an asking page.
#[derive(Default)]
struct Button {
    action: String,
    words: &'static str,
    act: &'static str,
    hint: Option<&'static str>,
    quiet: bool,
}

/// `GET /confirm/{token}`.
pub async fn ask_confirm(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
) -> Result<Response, Oops> {
    let visit = match visit(&app, Purpose::Confirm, &token).await? {
        Ok(visit) => visit,
        Err(page) => return Ok(page),
    };
    Ok(match visit.state {
        Some(SubscriptionState::Pending) => {
            let action = format!("/confirm/{token}");
            let button = Button { action, words: "confirm-button", ..Button::default() };
            visit.asked(&app, "confirm-title", "confirm-ask", &[button])
        }
        Some(SubscriptionState::Confirmed) => {
            visit.told(&app, "confirm-done-title", &["confirm-done"])
        }
        _ => visit.told(&app, "link-title", &["confirm-none"]),
    })
}

/// `POST /confirm/{token}`.
pub async fn confirm(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Oops> {
    let visit = match visit(&app, Purpose::Confirm, &token).await? {
        Ok(visit) => visit,
        Err(page) => return Ok(page),
    };
    let evidence = evidence(&app, &request, "page", visit.say(&app, "confirm-ask"));
    let (r, n) = (visit.target.reader, visit.target.newsletter);
    let done = app.store.confirm(r, n, evidence, app.now()).await?;
    Ok(if done {
        visit.told(&app, "confirm-done-title", &["confirm-done"])
    } else {
        visit.told(&app, "link-title", &["confirm-none"])
    })
}

fn evidence(app: &App, request: &Request, how: &str, wording: String) -> Evidence {
    let network = network(request.extensions(), request.headers(), &app.limits.proxies);
    Evidence { how: how.to_owned(), wording, network }
}

/// `GET /u/{token}`.
pub async fn ask_leave(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
) -> Result<Response, Oops> {
    let visit = match visit(&app, Purpose::Unsubscribe, &token).await? {
        Ok(visit) => visit,
        Err(page) => return Ok(page),
    };
    if visit.state == Some(SubscriptionState::Unsubscribed) {
        return Ok(left(&app, &visit));
    }
    let button =
        Button { action: format!("/u/{token}"), words: "leave-button", ..Button::default() };
    Ok(visit.asked(&app, "leave-title", "leave-ask", &[button]))
}

/// `POST /u/{token}`: from the page's button, or by a mail program as RFC 8058
/// has it (`List-Unsubscribe=One-Click`: no cookie, no redirect, a plain 200).
pub async fn leave(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Oops> {
    let visit = match visit(&app, Purpose::Unsubscribe, &token).await? {
        Ok(visit) => visit,
        Err(page) => return Ok(page),
    };
    let mut evidence = evidence(&app, &request, "page", visit.say(&app, "leave-ask"));
    let one_click = is_one_click(request).await;
    if one_click {
        evidence.how = "one-click".to_owned();
    }
    let (r, n) = (visit.target.reader, visit.target.newsletter);
    app.store.leave(r, n, evidence, app.now()).await?;
    if one_click {
        return Ok(private((StatusCode::OK, "unsubscribed\n").into_response()));
    }
    Ok(left(&app, &visit))
}

/// RFC 8058 §3.2 lets a mail program send the pair as a form of either kind.
/// A body that can't be read is taken for the page's button: leaving works in
/// any case.
async fn is_one_click(request: Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).cloned();
    let multipart =
        kind.is_some_and(|v| v.as_bytes().to_ascii_lowercase().starts_with(b"multipart/"));
    if multipart {
        let Ok(body) = axum::body::to_bytes(request.into_body(), 16 * 1024).await else {
            return false;
        };
        let text = String::from_utf8_lossy(&body);
        return text.contains("List-Unsubscribe") && text.contains("One-Click");
    }
    match Form::<Vec<(String, String)>>::from_request(request, &()).await {
        Ok(Form(pairs)) => pairs.iter().any(|(k, v)| k == "List-Unsubscribe" && v == "One-Click"),
        Err(_) => false,
    }
}

/// They have left, and may come back.
fn left(app: &App, visit: &Visit) -> Response {
    let token = app.links.rejoin(visit.target, app.now());
    let button = Button {
        action: format!("/back/{token}"),
        words: "leave-undo",
        hint: Some("leave-undo-hint"),
        quiet: true,
        ..Button::default()
    };
    visit.asked(app, "leave-done-title", "leave-done", &[button])
}

/// `POST /back/{token}`.
pub async fn rejoin(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Oops> {
    let visit = match visit(&app, Purpose::Rejoin, &token).await? {
        Ok(visit) => visit,
        Err(page) => return Ok(page),
    };
    let evidence = evidence(&app, &request, "page", visit.say(&app, "leave-undo"));
    put_back(&app, &visit, evidence).await
}

async fn put_back(app: &App, visit: &Visit, evidence: Evidence) -> Result<Response, Oops> {
    let (r, n) = (visit.target.reader, visit.target.newsletter);
    let done = app.store.rejoin(r, n, evidence, app.now()).await?;
    Ok(if done {
        visit.told(app, "rejoin-done-title", &["rejoin-done"])
    } else {
        visit.told(app, "link-title", &["confirm-none"])
    })
}

/// `GET /m/{token}`.
pub async fn manage(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
) -> Result<Response, Oops> {
    let visit = match visit(&app, Purpose::Manage, &token).await? {
        Ok(visit) => visit,
        Err(page) => return Ok(page),
    };
    let action = format!("/m/{token}");
    let leave =
        Button { action: action.clone(), words: "leave-button", act: "leave", ..Button::default() };
    let back = Button { action, words: "manage-rejoin", act: "rejoin", ..Button::default() };
    Ok(match visit.state {
        Some(SubscriptionState::Confirmed) => {
            visit.asked(&app, "manage-title", "manage-state-confirmed", &[leave])
        }
        Some(SubscriptionState::Pending) => {
            visit.asked(&app, "manage-title", "manage-state-pending", &[leave])
        }
        Some(SubscriptionState::Unsubscribed) => {
            visit.asked(&app, "manage-title", "manage-state-unsubscribed", &[back])
        }
        None => dead(&app, LinkError::Expired),
    })
}

/// `POST /m/{token}` with `act=leave` or `act=rejoin`.
pub async fn manage_act(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Oops> {
    let visit = match visit(&app, Purpose::Manage, &token).await? {
        Ok(visit) => visit,
        Err(page) => return Ok(page),
    };
    let mut evidence = evidence(&app, &request, "page", String::new());
    let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, &())
        .await
        .map_err(|e| Oops::new(e.status(), e.body_text()))?;
    let act = pairs.iter().find(|(k, _)| k == "act").map(|(_, v)| v.as_str());
    match act {
        Some("leave") => {
            evidence.wording = visit.say(&app, "leave-ask");
            let (r, n) = (visit.target.reader, visit.target.newsletter);
            app.store.leave(r, n, evidence, app.now()).await?;
            Ok(left(&app, &visit))
        }
        Some("rejoin") => {
            evidence.wording = visit.say(&app, "manage-rejoin");
            put_back(&app, &visit, evidence).await
        }
        _ => Err(Oops::new(StatusCode::BAD_REQUEST, "")),
    }
}

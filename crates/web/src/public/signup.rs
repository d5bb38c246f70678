//! Taking a sign-up. Whatever the address is to us, the answer is the same,
//! and takes the same time.

use super::archive::{Again, title_page};
use super::{show, title_of};
use crate::app::App;
use crate::gates::network;
use crate::oops::Oops;
use crate::pages::Pages;
use crate::pages::values;
use crate::words;
use ::story::{Address, Newsletter};
use axum::extract::FromRequest;
use axum::extract::{Form, Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;
use std::sync::Arc;
use store::{Evidence, SignUp};

/// A form older than that is served anew.
const STALE: SignedDuration = SignedDuration::from_hours(24);

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Filled {
    email: String,
    name: String,
    /// Nobody sees this field; what fills it is a machine.
    website: String,
    form: String,
}

/// `POST /n/{slug}/sign-up`.
pub async fn take(
    State(app): State<Arc<App>>,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, Oops> {
    let started = tokio::time::Instant::now();
    let network = network(request.extensions(), request.headers(), &app.limits.proxies);
    let Form(filled) = Form::<Filled>::from_request(request, &())
        .await
        .map_err(|e| Oops::new(e.status(), e.body_text()))?;
    let (n, lang) = title_of(&app, &slug).await?;

    let again = |words: &str, wrong: bool| Again {
        words: app.locales.text(&lang, words, &[]),
        email: filled.email.chars().take(254).collect(),
        name: filled.name.chars().take(80).collect(),
        wrong,
    };
    let least = SignedDuration::try_from(app.limits.least_filling).unwrap_or(SignedDuration::ZERO);
    let age = app.links.form_age(n.id.0, &filled.form, app.now());
    // Seconds are compared with seconds: the form's time has no fraction.
    let fine = age.is_ok_and(|age| age.as_secs() >= least.as_secs() && age <= STALE);
    if !fine {
        let again = again("signup-again", false);
        return title_page(&app, &n, StatusCode::UNPROCESSABLE_ENTITY, Some(again)).await;
    }
    let Ok(address) = Address::parse(&filled.email) else {
        let again = again("signup-wrong", true);
        return title_page(&app, &n, StatusCode::UNPROCESSABLE_ENTITY, Some(again)).await;
    };
    if !app.gates.signups.lets(&network) {
        let say = |key: &str| app.locales.text(&lang, key, &[]);
        let values = values! {
            lang => lang.as_str(), site_name => app.site().name,
            title => say("signup-busy-title"), paragraphs => [say("signup-busy")],
        };
        return Ok(Pages::html(StatusCode::TOO_MANY_REQUESTS, "public/say.html", values));
    }
    if filled.website.is_empty() {
        let name = ::story::one_line(&filled.name).chars().take(80).collect();
        let evidence =
            Evidence { how: "form".into(), wording: show::consent(&app, &n, &lang), network };
        enter(&app, &n, address, name, evidence).await?;
    }
    tokio::time::sleep_until(started + app.limits.answer_after).await;
    let say = |key: &str| app.locales.text(&lang, key, &[]);
    let values = values! {
        lang => lang.as_str(), site_name => app.site().name, title => say("signup-done-title"),
        paragraphs => [say("signup-done"), say("signup-done-hint")], look => "mail",
    };
    Ok(Pages::html(StatusCode::OK, "public/say.html", values))
}

/// Writes the sign-up down and puts the mail it asks for into the outbox.
async fn enter(
    app: &App,
    n: &Newsletter,
    address: Address,
    name: String,
    evidence: Evidence,
) -> Result<(), Oops> {
    let now = app.now();
    let language = n.language.clone();
    match app.store.sign_up(n.id, address, name, language, evidence, now).await? {
        SignUp::Asked(reader) => {
            let mail = words::confirmation_words(app.locales, &app.links, n, &reader, now);
            app.floor.post_mail(n.id, reader.address, mail).await?;
        }
        SignUp::There(reader) => {
            if app.gates.told.lets(&reader.address.folded()) {
                let mail = words::already_words(app.locales, &app.links, n, &reader);
                app.floor.post_mail(n.id, reader.address, mail).await?;
            }
        }
        SignUp::TooSoon => {}
    }
    Ok(())
}

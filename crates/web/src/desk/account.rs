//! An editor's own account: setting a password, which ends all sessions.

use super::login::off_thread;
use super::page;
use super::secrets::{self, LEAST_PASSWORD, MOST_PASSWORD};
use super::session::{Fields, Who};
use crate::app::App;
use crate::oops::Oops;
use crate::pages::values;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

async fn hash_of(app: &App, who: &Who) -> Result<String, Oops> {
    let found = app.store.editor_by_email(&who.editor.email).await?;
    Ok(found.map(|(_, hash)| hash).unwrap_or_default())
}

/// `GET /desk/account`.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Result<Response, Oops> {
    let has_password = !hash_of(&app, &who).await?.is_empty();
    let values = values! {
        name => who.editor.name, email => who.editor.email.as_str(),
        role => who.editor.role.as_str(), has_password, least => LEAST_PASSWORD,
    };
    Ok(page(&app, &who, "desk/account.html", values).await)
}

/// `POST /desk/account`.
pub async fn set_password(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let new = fields.get("new").to_owned();
    let long = new.chars().count();
    if !(LEAST_PASSWORD..=MOST_PASSWORD).contains(&long) {
        return Err(Oops::form(format!(
            "The new password has {long} characters; it needs {LEAST_PASSWORD} to {MOST_PASSWORD}."
        )));
    }
    let old = fields.get("old").to_owned();
    let before = hash_of(&app, &who).await?;
    if !before.is_empty() {
        if !app.gates.accounts.lets(&who.editor.email.folded()) {
            return Err(Oops::new(
                StatusCode::TOO_MANY_REQUESTS,
                "There were too many tries. Wait a quarter of an hour, then try again.",
            ));
        }
        if !off_thread(move || secrets::is_password(&old, &before)).await? {
            return Err(Oops::form("The present password is not the right one."));
        }
    }
    let hash = off_thread(move || secrets::hash_password(&new))
        .await?
        .map_err(|e| Oops::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))?;
    app.store.set_password(who.editor.id, hash).await?;
    Ok(Redirect::to("/desk/login").into_response())
}

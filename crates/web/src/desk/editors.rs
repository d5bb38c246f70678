//! Who may come to the desk. A new editor gets a one-time link that a chief
//! hands over.

use super::edition::Asked;
use super::secrets;
use super::session::{Fields, Who};
use super::{did, page};
use crate::app::App;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{Address, EditorId, Role};
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::SignedDuration;
use minijinja::Value;
use std::sync::Arc;
use store::Pass;

/// A link is good for so long.
const LINK: SignedDuration = SignedDuration::from_hours(72);

/// `GET /desk/editors`.
pub async fn list(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    list_page(&app, &who, values! { did => did(&asked.did) }).await
}

async fn list_page(app: &App, who: &Who, more: Value) -> Result<Response, Oops> {
    let editors: Vec<_> = app
        .store
        .editors()
        .await?
        .iter()
        .map(|e| {
            values! {
                id => e.id.0, name => e.name, email => e.email.as_str(), role => e.role.as_str(),
                me => e.id == who.editor.id,
            }
        })
        .collect();
    let values = values! { here => "editors", editors, ..more };
    Ok(page(app, who, "desk/editors.html", values).await)
}

/// `POST /desk/editors/add`: adds somebody and shows their link, this once.
pub async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let name = fields.line("name");
    if name.is_empty() {
        return Err(Oops::form("Say the editor's name: it stands beside what they do."));
    }
    let email = Address::parse(fields.get("email"))
        .map_err(|e| Oops::form(crate::oops::sentence(&e.to_string())))?;
    let role = Role::parse(fields.get("role")).ok_or_else(|| Oops::form("Choose a role."))?;
    if app.store.editor_by_email(&email).await?.is_some() {
        return Err(Oops::form("Somebody with that address is an editor already."));
    }
    let id = app.store.add_editor(email, name, role, String::new(), app.now()).await?;
    show_link(&app, &who, id).await
}

/// `POST /desk/editors/{id}/link`: a new link for somebody.
pub async fn link(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<EditorId>,
) -> Result<Response, Oops> {
    show_link(&app, &who, id).await
}

async fn show_link(app: &App, who: &Who, id: EditorId) -> Result<Response, Oops> {
    let editor = app.store.editor(id).await?.ok_or_else(Oops::missing)?;
    let (token, kept) = secrets::new_token()
        .map_err(|e| Oops::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))?;
    let now = app.now();
    let until = now.checked_add(LINK).unwrap_or(now);
    app.store.add_pass(kept, Pass::Login(id), until).await?;
    let link = format!("{}/desk/pass/{token}", app.site().desk_url);
    list_page(app, who, values! { link, link_for => editor.name }).await
}

//! The public pages. Each works without script, sets no cookie, and shows
//! nothing that did not go out.

mod archive;
mod feed;
mod notes;
mod picture;
mod push;
mod reader;
mod show;
mod signup;
mod story;

use crate::app::App;
use crate::{assets, guard};
use ::story::{Lang, Newsletter};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use std::sync::Arc;

use crate::oops::Oops;

/// Public forms are small.
const FORM_BYTES: usize = 16 * 1024;

/// Everything readers reach: `/`, `/n/…`, `/s/…`, `/corrections`, `/confirm/…`,
/// `/u/…`, `/m/…`, the feed, pictures, where hubs tell of news (`/wire/push/…`),
/// `/robots.txt`, `/healthz`, and the assets. It has the fallback for unknown
/// addresses, so merge other routers into it.
pub fn public_router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(archive::home))
        .route("/n/{slug}", get(archive::title))
        .route("/n/{slug}/sign-up", post(signup::take))
        .route("/n/{slug}/archive", get(archive::list))
        .route("/n/{slug}/feed.atom", get(feed::feed))
        .route("/n/{slug}/corrections", get(notes::of_title))
        .route("/n/{slug}/{date}", get(archive::edition))
        .route("/corrections", get(notes::all))
        .route("/pictures/{file}", get(picture::show))
        .route("/s/{id}", get(story::bare))
        .route("/s/{id}/{slug}", get(story::show))
        .route("/confirm/{token}", get(reader::ask_confirm).post(reader::confirm))
        .route("/u/{token}", get(reader::ask_leave).post(reader::leave))
        .route("/m/{token}", get(reader::manage).post(reader::manage_act))
        .route("/back/{token}", post(reader::rejoin))
        .route("/wire/push/{token}", push::routes())
        .route("/robots.txt", get(robots))
        .route("/healthz", get(health))
        .route("/assets/{mark}/{name}", get(assets::serve))
        .fallback(|| async { Oops::missing() })
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn_with_state(app.clone(), guard::dress_public))
        .layer(from_fn(guard::headers))
        .layer(from_fn_with_state(app.clone(), guard::https_only))
        .with_state(app)
}

/// Readers' own pages and the desk are nobody's business.
async fn robots() -> impl IntoResponse {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (
        kind,
        "User-agent: *\nDisallow: /desk\nDisallow: /u/\nDisallow: /m/\nDisallow: /confirm/\nDisallow: /wire/\n",
    )
}

/// 200 while the database answers.
async fn health(axum::extract::State(app): axum::extract::State<Arc<App>>) -> impl IntoResponse {
    match app.store.newsletters().await {
        Ok(_) => (StatusCode::OK, "ok\n"),
        Err(e) => {
            tracing::error!("not healthy: {e}");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

/// The title of that name, or nothing there.
async fn title_of(app: &App, slug: &str) -> Result<(Newsletter, Lang), Oops> {
    let newsletter = app.store.newsletter_by_slug(slug).await?.ok_or_else(Oops::missing)?;
    let lang = app.locales.nearest(&newsletter.language);
    Ok((newsletter, lang))
}

pub(crate) use archive::text_lang as show_text_lang;

//! Where hubs tell of a source's news (WebSub). What they deliver is never
//! read: a hub's rightly signed word has the source polled now, past the guard
//! and with all its limits, and any other word does nothing.

use crate::app::App;
use crate::oops::Oops;
use ::story::{Push, Source};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use jiff::SignedDuration;
use std::sync::Arc;
use wire::websub::{self, Asked};

/// What a hub may deliver: whole feeds, some of them with all their texts.
const DELIVERY: usize = 1024 * 1024;

/// The callback's methods.
pub fn routes() -> MethodRouter<Arc<App>> {
    get(confirm).post(hear).layer(DefaultBodyLimit::max(DELIVERY))
}

/// The source of a token and what its hub was asked.
async fn source_of(app: &App, token: &str) -> Result<(Source, Option<Push>), Oops> {
    let id = app.links.pushed(token).ok_or_else(Oops::missing)?;
    let mut source = app.store.source(id).await?.ok_or_else(Oops::missing)?;
    let push = source.push.take();
    Ok((source, push))
}

/// `GET /wire/push/{token}`: whether we meant to be told (§5.3), or the hub's
/// word that it will not (§5.2).
async fn confirm(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Oops> {
    let (source, push) = source_of(&app, &token).await?;
    let mut push = push.ok_or_else(Oops::missing)?;
    let asked = websub::asked(&query.unwrap_or_default(), &push.topic).map_err(|e| {
        tracing::info!(source = %source.name, "{e}");
        Oops::missing()
    })?;
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    match asked {
        // Who was paused since is not to be told of: the hub drops us.
        Asked::Intent { .. } if source.paused => Err(Oops::missing()),
        Asked::Intent { challenge, lease } => {
            let lease = SignedDuration::from_secs(i64::try_from(lease).unwrap_or(i64::MAX));
            push.until = app.now().checked_add(lease).ok();
            push.trouble = None;
            app.store.set_push(source.id, Some(push)).await?;
            Ok((kind, challenge).into_response())
        }
        Asked::Denied { reason } => {
            push.until = None;
            let reason = reason.unwrap_or_else(|| "it does not say why".to_owned());
            push.trouble = Some(format!("it refused: {reason}"));
            app.store.set_push(source.id, Some(push)).await?;
            Ok((kind, "").into_response())
        }
    }
}

/// `POST /wire/push/{token}`: news. The answer tells nobody whether they were
/// believed (§7.1).
async fn hear(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Oops> {
    let (source, push) = source_of(&app, &token).await?;
    let signature = headers.get("x-hub-signature").and_then(|v| v.to_str().ok());
    let (Some(push), Some(signature), Ok(body)) = (push, signature, body) else {
        tracing::debug!(source = %source.name, "a hub's word without a usable signature");
        return Ok(StatusCode::ACCEPTED);
    };
    if !websub::signed(signature, &app.links.push_secret(source.id, &push), &body) {
        tracing::debug!(source = %source.name, "a hub's word that was not rightly signed");
        return Ok(StatusCode::ACCEPTED);
    }
    // One that is switched off, or fails and is given time, is left in peace.
    if !source.paused && source.state.failing_since.is_none() {
        app.store.hurry_source(source.id).await?;
    }
    Ok(StatusCode::ACCEPTED)
}

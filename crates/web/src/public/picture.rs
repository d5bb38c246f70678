//! Pictures that went out with an edition, from our own site, under an address
//! that is the same for all readers.

use crate::app::App;
use crate::oops::Oops;
use ::story::PictureName;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The bytes under a name never change, but a withdrawal has to be felt within
/// the hour.
const KEPT: &str = "public, max-age=3600";

/// `GET /pictures/{name}.jpg`: while a slot of an edition that is going out or
/// went out shows it, and the slot's story may be used.
pub async fn show(State(app): State<Arc<App>>, Path(file): Path<String>) -> Result<Response, Oops> {
    let name = file.strip_suffix(".jpg").and_then(PictureName::parse);
    let name = name.ok_or_else(Oops::missing)?;
    let bytes = app.store.public_picture(name, app.now()).await?.ok_or_else(Oops::missing)?;
    let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, KEPT)];
    Ok((headers, bytes).into_response())
}

//! What went wrong, as a page with words and the mend.

use crate::floor::Refusal;
use crate::links::LinkError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use store::StoreError;

/// A failure on its way to a page. The layer around the pages dresses it
/// ([`crate::guard`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oops {
    /// The HTTP status.
    pub status: StatusCode,
    /// What happened and the mend, for the desk; readers get the fixed words
    /// of the status.
    pub words: String,
}

impl Oops {
    /// A failure with words.
    pub fn new(status: StatusCode, words: impl Into<String>) -> Self {
        Self { status, words: words.into() }
    }

    /// Nothing there.
    pub fn missing() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is nothing here. It may have been removed.")
    }

    /// A form was filled in wrongly.
    pub fn form(words: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, words)
    }
}

impl From<StoreError> for Oops {
    fn from(e: StoreError) -> Self {
        let status = match &e {
            StoreError::Missing(_) => StatusCode::NOT_FOUND,
            StoreError::Changed | StoreError::Refused(_) => StatusCode::CONFLICT,
            StoreError::Full => StatusCode::INSUFFICIENT_STORAGE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status.is_server_error() {
            tracing::error!("a page failed: {e}");
        }
        Self::new(status, sentence(&e.to_string()))
    }
}

impl From<Refusal> for Oops {
    fn from(e: Refusal) -> Self {
        Self::new(StatusCode::CONFLICT, sentence(&e.0))
    }
}

impl From<LinkError> for Oops {
    fn from(e: LinkError) -> Self {
        Self::new(StatusCode::NOT_FOUND, sentence(&e.to_string()))
    }
}

/// The words with a capital and a full stop.
pub fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    let Some(first) = chars.next() else { return String::new() };
    let mut out: String = first.to_uppercase().chain(chars).collect();
    if !out.ends_with(['.', '!', '?', '…']) {
        out.push('.');
    }
    out
}

impl IntoResponse for Oops {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.words.clone()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

//! Who reads: counts and a search. Addresses are shown to editors here, and
//! nowhere else.

use super::page;
use super::session::Who;
use crate::app::App;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{Lang, NewsletterId};
use axum::extract::{Extension, Query, State};
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// How many readers a page shows.
const SHOWN: usize = 200;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    newsletter: String,
    search: String,
}

/// `GET /desk/readers?newsletter=&search=`.
pub async fn list(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    let newsletters = app.store.newsletters().await?;
    let wanted = asked.newsletter.parse().ok().map(NewsletterId);
    let n = newsletters.iter().find(|n| Some(n.id) == wanted).or(newsletters.first());
    let search: String = ::story::one_line(&asked.search).chars().take(100).collect();
    let titles: Vec<_> =
        newsletters.iter().map(|n| values! { id => n.id.0, title => n.title }).collect();
    let mut values = values! { here => "readers", titles, search, shown => SHOWN };
    if let Some(n) = n {
        let counts = app.store.count_readers(n.id).await?;
        let rows: Vec<_> = app
            .store
            .readers(n.id, &search, SHOWN)
            .await?
            .iter()
            .map(|(r, state, since)| {
                values! {
                    address => r.address.as_str(), name => r.name, state => state.as_str(),
                    since => app.locales.moment(&Lang::of("en"), *since, &n.time_zone()),
                }
            })
            .collect();
        values = values! {
            title => n.title, newsletter => n.id.0, rows, confirmed => counts.confirmed,
            pending => counts.pending, unsubscribed => counts.unsubscribed, ..values
        };
    }
    Ok(page(&app, &who, "desk/readers.html", values).await)
}

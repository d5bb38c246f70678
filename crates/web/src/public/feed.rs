//! The Atom feed of a title's editions (RFC 4287).

use super::{show, title_of};
use crate::app::App;
use crate::oops::Oops;
use crate::pages::Pages;
use crate::pages::values;
use ::story::Standing;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use std::sync::Arc;

/// `GET /n/{slug}/feed.atom`.
pub async fn feed(State(app): State<Arc<App>>, Path(slug): Path<String>) -> Result<Response, Oops> {
    let (n, lang) = title_of(&app, &slug).await?;
    let mut entries = Vec::new();
    let mut newest: Option<Timestamp> = None;
    for line in show::archive(&app, &n, 30).await?.iter().filter(|e| show::went_out(e.state)) {
        let Some(edition) = app.store.edition(line.id).await? else { continue };
        let mut headlines = Vec::new();
        for slot in &edition.slots {
            let story = app.store.story(slot.story).await?;
            if story.is_some_and(|s| s.standing(app.now()) == Standing::Usable) {
                headlines.push(slot.headline.clone());
            }
        }
        // A correction is a change of the entry, so that readers are shown it.
        let mut changed = line.send_at;
        let mut corrections = Vec::new();
        for c in app.store.corrections(store::Corrections::Of(line.id)).await? {
            let Some(at) = c.noted.filter(|_| c.state == store::CorrectionState::Noted) else {
                continue;
            };
            changed = changed.max(at);
            let when = app.locales.moment(&lang, at, &n.time_zone());
            let noted = app.locales.text(&lang, "correction-noted", &[("when", &when)]);
            corrections.push(format!("{noted}: {}", c.wording));
        }
        newest = newest.max(Some(changed));
        entries.push(values! {
            path => format!("/n/{}/{}", n.slug, line.date), subject => line.subject,
            updated => whole(changed), headlines, corrections,
            preface => show::preface(&app, &edition).await?,
        });
    }
    // A feed has to carry a time of its last change, even without entries.
    let updated = whole(newest.unwrap_or(Timestamp::UNIX_EPOCH));
    let values = values! {
        lang => lang.as_str(), title => n.title, promise => n.promise, author => n.sender.name,
        base => app.links.public_url(), slug => n.slug.as_str(), updated, entries,
    };
    let xml = Pages::text("public/feed.xml", values)
        .map_err(|e| Oops::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, e.to_string()))?;
    let kind = [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
    Ok((kind, xml).into_response())
}

/// RFC 3339 without fractions.
fn whole(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

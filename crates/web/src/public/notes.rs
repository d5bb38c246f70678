//! The editors' notes on errors in what went out: at the item of an edition, on
//! the story's own page, and all of them on a page that stays. Only notes that
//! were put up are here; what was dismissed, and why, is the desk's business.

use super::archive::standing_of;
use super::title_of;
use crate::app::App;
use crate::guard::preferred;
use crate::oops::Oops;
use crate::pages::{Pages, values};
use ::story::{Lang, Newsletter, Standing, StoryId};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{CorrectionState, Corrections, StoredCorrection};

/// An editors' note on an error.
#[derive(Debug, Serialize)]
pub struct Note {
    /// When it was put up, in words.
    when: String,
    /// The same as a machine reads it.
    iso: String,
    text: String,
    /// The title's language and direction: it is in the editors' words.
    lang: String,
    dir: &'static str,
    title: String,
    /// The day of the edition that the error stood in, in words.
    date: String,
    /// The item on that edition's page.
    path: String,
}

/// The note as it is shown on a page in that language, if it is put up.
pub fn note(app: &App, n: &Newsletter, c: &StoredCorrection, lang: &Lang) -> Option<Note> {
    let at = c.noted.filter(|_| c.state == CorrectionState::Noted)?;
    let place = c.slot.map(|s| format!("#s{s}")).unwrap_or_default();
    Some(Note {
        when: app.locales.moment(lang, at, &n.time_zone()),
        iso: at.to_string(),
        text: c.wording.clone(),
        lang: n.language.to_string(),
        dir: n.language.direction(),
        title: n.title.clone(),
        date: app.locales.day(lang, c.date),
        path: format!("/n/{}/{}{place}", n.slug, c.date),
    })
}

/// All notes on a story, the newest first.
pub async fn about(app: &App, story: StoryId, lang: &Lang) -> Result<Vec<Note>, Oops> {
    let mut out = Vec::new();
    for c in app.store.corrections(Corrections::About(story)).await?.iter().rev() {
        if let Some(n) = app.store.newsletter(c.newsletter).await? {
            out.extend(note(app, &n, c, lang));
        }
    }
    Ok(out)
}

/// Which year's notes are asked for; the newest there are if that is no year.
#[derive(Debug, Deserialize)]
pub struct Asked {
    year: Option<String>,
}

/// `GET /corrections`: of all titles.
pub async fn all(
    State(app): State<Arc<App>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Oops> {
    let newsletters = app.store.newsletters().await?;
    let lang = match newsletters.as_slice() {
        [one] => app.locales.nearest(&one.language),
        _ => preferred(&app, &headers),
    };
    page(&app, None, &asked, &lang).await
}

/// `GET /n/{slug}/corrections`: of one title.
pub async fn of_title(
    State(app): State<Arc<App>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    let (n, lang) = title_of(&app, &slug).await?;
    page(&app, Some(n), &asked, &lang).await
}

/// A note with the headline of its item, as that may be shown now.
#[derive(Debug, Serialize)]
struct Line {
    headline: String,
    note: Note,
}

async fn page(
    app: &App,
    of: Option<Newsletter>,
    asked: &Asked,
    lang: &Lang,
) -> Result<Response, Oops> {
    let newsletters = app.store.newsletters().await?;
    let noted = Corrections::Noted(of.as_ref().map(|n| n.id));
    let mut found = Vec::new();
    for c in app.store.corrections(noted).await? {
        let n = newsletters.iter().find(|n| n.id == c.newsletter);
        if let Some((n, at)) = n.zip(c.noted) {
            found.push((at.to_zoned_datetime(n.time_zone()), n, c));
        }
    }
    found.sort_by_key(|(at, _, c)| Reverse((at.timestamp(), c.id)));
    let years: BTreeSet<i16> = found.iter().map(|(at, ..)| at.year()).collect();
    let wanted = asked.year.as_deref().and_then(|year| year.parse().ok());
    let year = wanted.or(years.last().copied());
    let mut lines = Vec::new();
    for (_, n, c) in found.iter().filter(|(at, ..)| Some(at.year()) == year) {
        if let Some(note) = note(app, n, c, lang) {
            lines.push(Line { headline: headline(app, c, lang).await?, note });
        }
    }
    let nothing_there = lines.is_empty() && wanted.is_some();
    let status = if nothing_there { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let here = of.as_ref().map_or("/corrections".into(), |n| format!("/n/{}/corrections", n.slug));
    let values = values! {
        lang => lang.as_str(), page_dir => lang.direction(), site_name => app.site().name,
        title => of.map(|n| values! { title => n.title, slug => n.slug.as_str() }), here, year, lines,
        years => years.iter().rev().collect::<Vec<_>>(), several => newsletters.len() > 1,
    };
    Ok(Pages::html(status, "public/corrections.html", values))
}

/// The item's headline in the edition, unless its story may not be shown now.
async fn headline(app: &App, c: &StoredCorrection, lang: &Lang) -> Result<String, Oops> {
    let edition = app.store.edition(c.edition).await?;
    let slot = edition.and_then(|e| e.slots.into_iter().find(|s| Some(s.id) == c.slot));
    let story = match &slot {
        Some(slot) => app.store.story(slot.story).await?,
        None => None,
    };
    let standing = story.map_or(Standing::Held, |s| s.standing(app.now()));
    Ok(match slot {
        Some(slot) if standing == Standing::Usable => slot.headline,
        _ => standing_of(app, lang, standing),
    })
}

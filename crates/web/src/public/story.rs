//! A story's own page, in the form its journalists gave it, with the editors'
//! notes on errors in it. There is one only for stories of editions that went
//! out; one that was withdrawn or is on hold leaves a notice, and one under
//! embargo is not there at all.

use super::archive::{PartView, notice_path, parts, standing_of, story_path, text_lang};
use super::notes;
use crate::app::App;
use crate::guard::preferred;
use crate::oops::Oops;
use crate::pages::Pages;
use crate::pages::values;
use ::story::{Lang, Signal, Slug, Standing, StoryId};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use serde::Serialize;
use std::sync::Arc;
use store::StoredStory;

async fn public_story(app: &App, id: &str) -> Result<StoredStory, Oops> {
    let id: StoryId = id.parse().map_err(|_| Oops::missing())?;
    if !app.store.is_public(id).await? {
        return Err(Oops::missing());
    }
    let story = app.store.story(id).await?.ok_or_else(Oops::missing)?;
    match story.standing(app.now()) {
        Standing::Usable | Standing::Withdrawn | Standing::Held => Ok(story),
        Standing::Embargoed => Err(Oops::missing()),
    }
}

/// `GET /s/{id}`: on to the page under its name.
pub async fn bare(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response, Oops> {
    let story = public_story(&app, &id).await?;
    let path = match story.standing(app.now()) {
        Standing::Withdrawn => notice_path(story.id, "withdrawn"),
        Standing::Held => notice_path(story.id, "review"),
        _ => story_path(story.id, &story.story.title()),
    };
    // Not for good: a correction may change the headline, and so the name.
    Ok(Redirect::to(&path).into_response())
}

/// One block of the text.
#[derive(Debug, Serialize)]
struct Block {
    text: String,
    head: bool,
}

/// `GET /s/{id}/{slug}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Path((id, slug)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Oops> {
    let stored = public_story(&app, &id).await?;
    let s = &stored.story;
    let lang = if s.language.is_unknown() {
        preferred(&app, &headers)
    } else {
        app.locales.nearest(&s.language)
    };
    let zone = zone_of(&app).await?;
    let moment = |at| app.locales.moment(&lang, at, &zone);
    let notes = notes::about(&app, stored.id, &lang).await?;
    let standing = stored.standing(app.now());
    if standing != Standing::Usable {
        let (status, key) = match standing {
            Standing::Withdrawn => (StatusCode::GONE, "story-withdrawn"),
            _ => (StatusCode::OK, "story-review"),
        };
        let words = app.locales.text(&lang, key, &[("when", &moment(stored.seen))]);
        let values = values! {
            lang => lang.as_str(), page_dir => lang.direction(), site_name => app.site().name,
            title => standing_of(&app, &lang, standing), paragraphs => [words], notes,
        };
        return Ok(Pages::html(status, "public/say.html", values));
    }
    if slug != Slug::of(&s.title()).as_str() {
        return Ok(Redirect::to(&story_path(stored.id, &s.title())).into_response());
    }
    let corrections: Vec<String> = app
        .store
        .story_versions(stored.id)
        .await?
        .iter()
        .filter(|v| v.signal == Signal::Correction)
        .map(|v| moment(v.seen))
        .collect();
    let background = background(&app, stored.id, &lang).await?;
    let body: Vec<Block> = s
        .body
        .iter()
        .enumerate()
        .map(|(at, text)| Block { text: text.clone(), head: s.is_subhead(at) })
        .collect();
    let related: Vec<_> = s
        .background
        .iter()
        .map(|b| {
            values! {
                text => b.teaser, title => b.title, url => b.url,
                date => app.locales.day(&lang, b.date), iso => b.date.to_string(),
            }
        })
        .collect();
    let updated = s.updated.filter(|u| s.published.is_none_or(|p| *u > p));
    let values = values! {
        lang => lang.as_str(), page_dir => lang.direction(), site_name => app.site().name, notes,
        text_lang => text_lang(&s.language, &lang), dir => s.language.direction(),
        story => s, headline => s.title(), body, corrections, background, related,
        source => stored.source_name, own => stored.own,
        published => s.published.map(|at| values! { words => moment(at), iso => at.to_string() }),
        updated => updated.map(|at| values! { words => moment(at), iso => at.to_string() }),
    };
    Ok(Pages::html(StatusCode::OK, "public/story.html", values))
}

/// Times on story pages are those of the first title.
async fn zone_of(app: &App) -> Result<TimeZone, Oops> {
    let first = app.store.newsletters().await?.into_iter().next();
    Ok(first.map_or(TimeZone::UTC, |n| n.time_zone()))
}

/// What came before, as the desk knows it now. If it can't say, the page does
/// without.
async fn background(app: &App, id: StoryId, lang: &Lang) -> Result<Vec<PartView>, Oops> {
    match app.floor.background(id).await {
        Ok(found) => parts(app, &found, lang).await,
        Err(e) => {
            tracing::warn!("no background for story {id}: {e}");
            Ok(Vec::new())
        }
    }
}

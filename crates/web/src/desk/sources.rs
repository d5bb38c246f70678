//! Where stories come from: the list, a source's last documents, pasting.

use super::edition::Asked;
use super::session::{Fields, Who};
use super::{did, done, page};
use crate::app::App;
use crate::floor::Tried;
use crate::lists;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{
    Defaults, DocumentId, Format, Kind, Lang, Newsletter, Place, Push, Source, SourceId,
};
use axum::extract::{Extension, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::Value;
use std::sync::Arc;
use store::{NewSource, StoryFilter};
use wire::opml;

/// A document is shown up to so many bytes.
const SHOWN: usize = 512 * 1024;

async fn zone(app: &App) -> Result<TimeZone, Oops> {
    let first = app.store.newsletters().await?.into_iter().next();
    Ok(first.as_ref().map_or(TimeZone::UTC, Newsletter::time_zone))
}

/// Since when a source is silent that usually is not: three times as long as
/// ten of its stories take, and a day at least.
fn quiet(s: &Source, now: Timestamp) -> Option<Timestamp> {
    let news = s.state.news?;
    let rate = s.state.rate.filter(|r| *r > 0.0)?;
    let hours = (now.as_second() - news.as_second()) as f64 / 3600.0;
    (!s.paused && s.state.failing_since.is_none() && hours > (30.0 / rate).max(24.0))
        .then_some(news)
}

fn view(app: &App, s: &Source, zone: &TimeZone, now: Timestamp) -> Value {
    let say = |at: Timestamp| app.locales.moment(&Lang::of("en"), at, zone);
    let (kind, at) = match &s.place {
        Place::Url(url) => ("feed or page", url.as_str()),
        Place::Folder(path) => ("folder", path.as_str()),
        Place::Paste => ("pasted text", ""),
    };
    let state = if s.paused {
        ("paused", "Paused".to_owned())
    } else if let Some(since) = s.state.failing_since {
        let words = format!("Failing since {} ({} tries)", say(since), s.state.failures);
        ("failing", words)
    } else if matches!(s.place, Place::Paste) {
        ("good", "Ready to paste into".to_owned())
    } else if let Some(good) = s.state.good {
        ("good", format!("Good; last answer {}", say(good)))
    } else {
        ("new", "Not asked yet".to_owned())
    };
    let next = match s.state.next {
        _ if s.paused || matches!(s.place, Place::Paste) => None,
        Some(next) if next > now => Some(say(next)),
        _ => Some("at once".to_owned()),
    };
    values! {
        id => s.id.0, name => s.name, kind, at, own => s.own, paused => s.paused,
        format => s.format.map(Format::as_str), language => s.language.as_ref().map(Lang::as_str),
        state => state.0, state_words => state.1, trouble => s.state.trouble,
        news => s.state.news.map(say), next, next_because => s.state.next_because,
        paste => matches!(s.place, Place::Paste), quiet => quiet(s, now).map(say),
        push => s.push.as_ref().map(|p| pushed(app, p, zone, now)),
        moved => s.state.address, desk => s.defaults.desk,
        reads => s.format.or(s.state.format).map(Format::as_str),
    }
}

/// Whether a hub tells of its news, in words.
fn pushed(app: &App, push: &Push, zone: &TimeZone, now: Timestamp) -> String {
    let host = url::Url::parse(&push.hub).ok().and_then(|u| u.host_str().map(str::to_owned));
    let hub = host.unwrap_or_else(|| push.hub.clone());
    let say = |at: Timestamp| app.locales.moment(&Lang::of("en"), at, zone);
    match (push.until.filter(|until| *until > now), &push.trouble) {
        (Some(until), None) => format!("Told of news by {hub} until {}.", say(until)),
        (Some(until), Some(trouble)) => {
            format!("Told of news by {hub} until {}; it was asked again: {trouble}.", say(until))
        }
        (None, Some(trouble)) => {
            format!("Not told of news by {hub}: {trouble}. It is polled as ever.")
        }
        (None, None) => format!(
            "{hub} was asked {} to tell of news, and has not answered yet. It is polled as ever.",
            say(push.asked)
        ),
    }
}

/// `GET /desk/sources`.
pub async fn list(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    list_page(&app, &who, did(&asked.did), None, None).await
}

async fn list_page(
    app: &App,
    who: &Who,
    did: Option<&str>,
    tried: Option<Tried>,
    filled: Option<Value>,
) -> Result<Response, Oops> {
    let (zone, now) = (zone(app).await?, app.now());
    let filled = filled.unwrap_or_else(|| self::filled(&Fields::default(), ""));
    let sources: Vec<_> =
        app.store.sources().await?.iter().map(|s| view(app, s, &zone, now)).collect();
    let values = values! {
        here => "sources", sources, did, tried, filled,
        formats => Format::ALL.map(Format::as_str), kinds => Kind::ALL.map(Kind::as_str),
        documents => app.store.count_documents().await?, stories => app.store.count_stories().await?,
    };
    Ok(page(app, who, "desk/sources.html", values).await)
}

/// What the form says of a source.
fn described(fields: &Fields) -> Result<NewSource, Oops> {
    let at = fields.line("at");
    let place = match fields.get("place") {
        "url" => {
            let url = crate::pages::web_link(&at).ok_or_else(|| {
                Oops::form("That is not a web address. It begins with https:// or http://.")
            })?;
            Place::Url(url)
        }
        "folder" if at.is_empty() => return Err(Oops::form("Say which folder is to be watched.")),
        "folder" => Place::Folder(at),
        "paste" => Place::Paste,
        _ => return Err(Oops::form("Choose where the source delivers.")),
    };
    let format = match fields.get("format") {
        "" => None,
        word => Some(Format::parse(word).ok_or_else(|| Oops::form("There is no such format."))?),
    };
    let kind = match fields.get("kind") {
        "" => None,
        word => {
            let kind = Kind::ALL.into_iter().find(|k| k.as_str() == word);
            Some(kind.ok_or_else(|| Oops::form("There is no such kind of story."))?)
        }
    };
    let weight = match fields.line("weight").as_str() {
        "" => 0.0,
        words => words
            .parse::<f64>()
            .ok()
            .filter(|w| w.abs() <= Defaults::WEIGHT)
            .ok_or_else(|| Oops::form("A weight is a number from -2 to 2, such as 0.5."))?,
    };
    let filled = |name: &str| Some(fields.line(name)).filter(|words| !words.is_empty());
    Ok(NewSource {
        name: fields.line("name"),
        place,
        format,
        own: !fields.get("own").is_empty(),
        language: Some(Lang::of(fields.get("language"))).filter(|l| !l.is_unknown()),
        defaults: Defaults { kind, desk: filled("desk"), rights: filled("rights"), weight },
    })
}

/// What was filled in, for the form to show again.
fn filled(fields: &Fields, name: &str) -> Value {
    values! {
        at => fields.line("at"), place => fields.get("place"), format => fields.get("format"), name,
        own => !fields.get("own").is_empty(), language => fields.get("language"),
        kind => fields.get("kind"), desk => fields.line("desk"), rights => fields.line("rights"),
        weight => fields.line("weight"),
    }
}

/// `POST /desk/sources/add`; with `try` it is read, not added.
pub async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let new = described(&fields)?;
    if !fields.get("try").is_empty() {
        let tried = app.floor.try_source(new.place, new.format).await?;
        let name = if new.name.is_empty() { tried.name.clone() } else { Some(new.name) };
        let filled = filled(&fields, &name.unwrap_or_default());
        return list_page(&app, &who, None, Some(tried), Some(filled)).await;
    }
    if new.name.is_empty() {
        return Err(Oops::form("Name the outlet or agency; readers see the name."));
    }
    let id = app.store.add_source(new).await?;
    app.floor.settings_changed().await;
    Ok(done(&format!("/desk/sources/{id}"), "source-added"))
}

/// `GET /desk/sources.opml`: the feeds as a list.
pub async fn export(State(app): State<Arc<App>>) -> Result<Response, Oops> {
    let list = opml::write(&app.site().name, &lists::outlines(&app.store.sources().await?));
    let headers = [
        (header::CONTENT_TYPE, "text/x-opml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sources.opml\""),
    ];
    Ok((headers, list).into_response())
}

/// `POST /desk/sources/opml`: the feeds of a list become sources.
pub async fn import(
    State(app): State<Arc<App>>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let list = opml::read(fields.get("opml").as_bytes())
        .map_err(|e| Oops::form(format!("The list can't be read: {e}.")))?;
    lists::add(&*app.store, list.feeds).await?;
    app.floor.settings_changed().await;
    Ok(done("/desk/sources", "list-added"))
}

/// `POST /desk/sources/{id}/change`.
pub async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<SourceId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let new = described(&fields)?;
    if new.name.is_empty() {
        return Err(Oops::form("Name the outlet or agency; readers see the name."));
    }
    app.store.change_source(id, new).await?;
    app.floor.settings_changed().await;
    Ok(done(&format!("/desk/sources/{id}"), "saved"))
}

/// `POST /desk/sources/{id}/again`: its next answer is read whole, whatever
/// the server says of it.
pub async fn again(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<SourceId>,
) -> Result<Response, Oops> {
    app.store.forget_answers(id).await?;
    let words = app.floor.poll(id).await?;
    source_page(&app, &who, id, Some(words)).await
}

async fn source_of(app: &App, id: SourceId) -> Result<Source, Oops> {
    app.store.source(id).await?.ok_or_else(Oops::missing)
}

/// `GET /desk/sources/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<SourceId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    source_page(&app, &who, id, did(&asked.did).map(str::to_owned)).await
}

async fn source_page(
    app: &App,
    who: &Who,
    id: SourceId,
    said: Option<String>,
) -> Result<Response, Oops> {
    let source = source_of(app, id).await?;
    let zone = zone(app).await?;
    let say = |at| app.locales.moment(&Lang::of("en"), at, &zone);
    let documents: Vec<_> = app
        .store
        .documents(id, 30)
        .await?
        .iter()
        .map(|d| {
            values! {
                id => d.id.0, name => d.name, when => say(d.received), size => d.size,
                stories => d.stories, trouble => d.trouble,
            }
        })
        .collect();
    let filter = StoryFilter { source: Some(id), limit: 20, ..StoryFilter::default() };
    let stories: Vec<_> = app
        .store
        .stories(filter)
        .await?
        .iter()
        .map(|s| values! { id => s.id.0, headline => s.story.title(), when => say(s.when()) })
        .collect();
    let fetches: Vec<_> = source
        .state
        .fetches
        .iter()
        .rev()
        .map(|f| {
            values! {
                when => say(f.at), good => f.good, words => f.words, octets => f.octets,
                millis => f.millis, fresh => f.fresh, changed => f.changed,
            }
        })
        .collect();
    let (place, at) = match &source.place {
        Place::Url(url) => ("url", url.as_str()),
        Place::Folder(path) => ("folder", path.as_str()),
        Place::Paste => ("paste", ""),
    };
    let d = &source.defaults;
    let form = values! {
        place, at, name => source.name, own => source.own,
        format => source.format.map(Format::as_str), language => source.language.as_ref().map(Lang::as_str),
        kind => d.kind.map(Kind::as_str), desk => d.desk, rights => d.rights,
        weight => if d.weight == 0.0 { String::new() } else { d.weight.to_string() },
    };
    let values = values! {
        here => "sources", source => view(app, &source, &zone, app.now()), documents, stories,
        fetches, form, did => said, formats => Format::ALL.map(Format::as_str),
        kinds => Kind::ALL.map(Kind::as_str),
    };
    Ok(page(app, who, "desk/source.html", values).await)
}

/// `GET /desk/sources/{id}/document/{document}`: the bytes, as plain text and
/// shut off, whatever they are.
pub async fn raw(
    State(app): State<Arc<App>>,
    Path((_, document)): Path<(SourceId, DocumentId)>,
) -> Result<Response, Oops> {
    let bytes = app.store.document_bytes(document).await?.ok_or_else(Oops::missing)?;
    let cut = bytes.get(..SHOWN).unwrap_or(&bytes);
    let text = String::from_utf8_lossy(cut).into_owned();
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'"),
    ];
    Ok((headers, text).into_response())
}

/// `POST /desk/sources/{id}/poll`.
pub async fn poll(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<SourceId>,
) -> Result<Response, Oops> {
    let words = app.floor.poll(id).await?;
    source_page(&app, &who, id, Some(words)).await
}

/// `POST /desk/sources/{id}/pause` with `paused` set or empty.
pub async fn pause(
    State(app): State<Arc<App>>,
    Path(id): Path<SourceId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let paused = !fields.get("paused").is_empty();
    app.store.pause_source(id, paused).await?;
    if !paused {
        app.store.hurry_source(id).await?;
    }
    app.floor.settings_changed().await;
    Ok(done(&format!("/desk/sources/{id}"), if paused { "paused" } else { "resumed" }))
}

/// `POST /desk/sources/{id}/paste`.
pub async fn paste(
    State(app): State<Arc<App>>,
    Path(id): Path<SourceId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let text = fields.get("text").to_owned();
    if text.trim().is_empty() {
        return Err(Oops::form("There is no text. Paste the whole page's text."));
    }
    if source_of(&app, id).await?.place != Place::Paste {
        return Err(Oops::form("Text can be pasted only into a source made for it."));
    }
    let story = app.floor.paste(id, text).await?;
    Ok(Redirect::to(&format!("/desk/story/{story}")).into_response())
}

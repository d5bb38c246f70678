//! One event: who tells it and why it stands together, what is known so far,
//! the running story it is a step of, and what editors decide of all that.

use super::edition::Asked;
use super::points::{counted, found, point};
use super::session::{Fields, Who};
use super::{did, done, page};
use crate::app::App;
use crate::floor::{EventAct, EventChoice, MatterView};
use crate::oops::Oops;
use crate::pages::values;
use ::story::{Lang, Newsletter, StoryId};
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::tz::TimeZone;
use minijinja::Value;
use std::sync::Arc;

/// `GET /desk/event/{story}`: the event that a story tells.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<StoryId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    let Some(event) = app.floor.event(id).await? else {
        app.store.story(id).await?.ok_or_else(Oops::missing)?;
        let words = "The desk groups the stories of the last thirty days; this one is older. Its own page still stands.";
        return Err(Oops::new(StatusCode::NOT_FOUND, words));
    };
    let newsletters = app.store.newsletters().await?;
    let zone = newsletters.first().map_or(TimeZone::UTC, Newsletter::time_zone);
    let en = Lang::of("en");
    let say = |at| app.locales.moment(&en, at, &zone);
    let mut rows = Vec::new();
    let mut langs = std::collections::HashMap::new();
    for told in &event.stories {
        let Some(s) = app.store.story(told.story).await? else { continue };
        let lang = crate::public::show_text_lang(&s.story.language, &en);
        langs.insert(told.story, (lang.clone(), s.story.language.direction()));
        rows.push(values! {
            id => s.id.0, headline => s.story.title(), source => s.source_name, own => s.own,
            when => say(s.when()), kind => s.story.kind.as_str(), why => told.why,
            check => told.check, copy => told.copy_of.is_some(), lang,
            dir => s.story.language.direction(), standing => s.standing(app.now()).as_str(),
        });
    }
    for story in event.matter.iter().flat_map(MatterView::stories) {
        if let Some(s) = app.store.story(story).await?.filter(|_| !langs.contains_key(&story)) {
            let lang = crate::public::show_text_lang(&s.story.language, &en);
            langs.insert(story, (lang, s.story.language.direction()));
        }
    }
    let lang = |story: &StoryId| langs.get(story).cloned().unwrap_or_else(|| ("en".into(), "ltr"));
    let points: Vec<Value> = event.points.iter().map(|p| point(p, &lang, &say)).collect();
    let (shown, on_one) = counted(&event.points);
    let matter = event.matter.as_ref().map(|m| {
        let steps: Vec<Value> = m
            .steps
            .iter()
            .rev()
            .map(|s| {
                let date = app.locales.day(&en, s.at.to_zoned_datetime(zone.clone()).date());
                values! {
                    story => s.story.0, title => s.title, date, sources => s.sources,
                    here => s.here,
                }
            })
            .collect();
        let days: Vec<Value> = m
            .days
            .iter()
            .map(|d| {
                let told = d.told.iter().map(|t| {
                    let (lang, dir) = lang(&t.story);
                    values! { text => t.text, story => t.story.0, source => t.source, lang, dir }
                });
                let date = app.locales.day(&en, d.day);
                values! { date, iso => d.day.to_string(), told => told.collect::<Vec<_>>() }
            })
            .collect();
        let points: Vec<Value> = m.points.iter().map(|p| found(p, &lang, &say)).collect();
        values! {
            title => m.title, series => m.series, confirmed => m.confirmed, steps, days, points,
        }
    });
    let log: Vec<Value> = event
        .log
        .iter()
        .map(|d| values! { act => d.act, by => d.by, why => d.why, when => say(d.at) })
        .collect();
    let values = values! {
        id => id.0, title => event.title, rows, points, shown, on_one, matter, log,
        sources => event.source_names, confirmed => event.confirmed,
        others => choices(&event.others), matters => choices(&event.matters),
        did => did(&asked.did),
    };
    Ok(page(&app, &who, "desk/event.html", values).await)
}

fn choices(all: &[EventChoice]) -> Vec<Value> {
    all.iter().map(|c| values! { story => c.story.0, title => c.title }).collect()
}

/// `POST /desk/event/{story}`: decides something of it.
pub async fn decide(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<StoryId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let chosen = || -> Vec<StoryId> {
        fields.all("story").filter_map(|s| s.parse().ok()).map(StoryId).collect()
    };
    let to = || fields.value("to").map(StoryId);
    let act = match fields.get("act") {
        "split" => EventAct::Split(chosen()),
        "move" => EventAct::Move(chosen(), to()?),
        "confirm" => EventAct::Confirm,
        "reopen" => EventAct::Reopen,
        "join" => EventAct::JoinMatter(to()?),
        "leave" => EventAct::LeaveMatter,
        "merge" => EventAct::MergeMatter(to()?),
        "name" => EventAct::NameMatter(fields.line("name")),
        _ => return Err(Oops::form("Choose what is to be done with the event.")),
    };
    app.floor.decide(id, act, fields.line("why"), who.editor.id).await?;
    Ok(done(&format!("/desk/event/{id}"), "decided"))
}

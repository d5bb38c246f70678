//! The desk's first page: where each title's edition stands, what is wrong,
//! and what came in, grouped by event.

use super::correction;
use super::edition::{Asked, state_words};
use super::edition_view::moment;
use super::late::late_views;
use super::session::Who;
use super::{did, done, page};
use crate::app::App;
use crate::floor::EventView;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{Lang, Newsletter, NewsletterId, Signal, Standing, StoryId};
use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use minijinja::Value;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use store::{StoredStory, StoryFilter};

/// How far back today's page reaches.
const WINDOW: SignedDuration = SignedDuration::from_hours(30);
/// How many stories it shows at most.
const MOST: usize = 600;

#[derive(Debug, Serialize)]
struct Row {
    id: i64,
    headline: String,
    summary: String,
    source: String,
    own: bool,
    copy: bool,
    when: String,
    kind: &'static str,
    lang: String,
    dir: &'static str,
    versions: u32,
    mark: Option<&'static str>,
    mark_words: String,
    placed: Vec<String>,
}

/// `GET /desk`.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    let now = app.now();
    let newsletters = app.store.newsletters().await?;
    let zone = newsletters.first().map_or(TimeZone::UTC, Newsletter::time_zone);
    let mut editions = Vec::new();
    let mut placed: HashMap<StoryId, Vec<String>> = HashMap::new();
    for n in &newsletters {
        editions.push(desk_of(&app, n, now, &mut placed).await?);
    }

    let since = now.checked_sub(WINDOW).unwrap_or(Timestamp::MIN);
    let filter = StoryFilter { since: Some(since), limit: MOST, ..StoryFilter::default() };
    let stories = app.store.stories(filter).await?;
    let by_id: HashMap<StoryId, &StoredStory> = stories.iter().map(|s| (s.id, s)).collect();
    let (events, apart) = match app.floor.events(since).await {
        Ok(events) => (events, None),
        Err(e) => (one_each(&stories), Some(format!("Stories are not grouped: {e}."))),
    };
    let mut groups: Vec<Value> = Vec::new();
    let mut shown = 0;
    for event in &events {
        let rows: Vec<Row> = event
            .stories
            .iter()
            .filter_map(|id| by_id.get(id))
            .map(|s| row(&app, s, event, &placed, now, &zone))
            .collect();
        if rows.is_empty() {
            continue;
        }
        shown += rows.len();
        groups.push(values! {
            title => event.title, sources => event.sources, matter => event.matter, rows,
            confirmed => event.confirmed,
        });
    }
    let values = values! {
        corrections => correction::lines(&app, store::Corrections::Open).await?,
        here => "today", editions, groups, shown, apart, did => did(&asked.did),
        date => app.locales.date(&Lang::of("en"), now.to_zoned_datetime(zone.clone()).date()),
        none => app.store.sources().await?.is_empty(),
    };
    Ok(page(&app, &who, "desk/today.html", values).await)
}

/// The editions of a title that are under way: yesterday's if still open,
/// today's, tomorrow's if drafted.
async fn desk_of(
    app: &App,
    n: &Newsletter,
    now: Timestamp,
    placed: &mut HashMap<StoryId, Vec<String>>,
) -> Result<Value, Oops> {
    let today = n.local_date(now);
    let mut lines = Vec::new();
    for line in app.store.editions(Some(n.id), 8).await? {
        let open =
            !matches!(line.state, ::story::EditionState::Sent | ::story::EditionState::Skipped);
        if line.date < today && !open {
            continue;
        }
        let edition = app.store.edition(line.id).await?;
        let late = match &edition {
            Some(edition) => late_views(app, n, edition).await?,
            None => Vec::new(),
        };
        let slots = edition.map(|e| e.slots).unwrap_or_default();
        for slot in &slots {
            let titles = placed.entry(slot.story).or_default();
            if !titles.contains(&n.title) {
                titles.push(n.title.clone());
            }
        }
        lines.push(values! {
            id => line.id.0, subject => line.subject, state => line.state.as_str(),
            state_words => state_words(line.state), slots => slots.len(),
            date => app.locales.date(&Lang::of("en"), line.date),
            send_at => moment(app, n, line.send_at), past => line.send_at <= now,
            frozen => line.state.is_frozen(), kind => line.kind.as_str(), late,
        });
    }
    let has_today = app.store.edition_of(n.id, today).await?.is_some();
    let next = n.appointments_near(now).into_iter().find(|a| a.send_at > now);
    Ok(values! {
        id => n.id.0, title => n.title, lines, has_today,
        next => next.map(|a| moment(app, n, a.draft_at.max(now))),
    })
}

fn one_each(stories: &[StoredStory]) -> Vec<EventView> {
    stories
        .iter()
        .map(|s| EventView {
            title: s.story.title(),
            stories: vec![s.id],
            sources: 1,
            copies: vec![],
            matter: None,
            confirmed: false,
        })
        .collect()
}

fn row(
    app: &App,
    s: &StoredStory,
    event: &EventView,
    placed: &HashMap<StoryId, Vec<String>>,
    now: Timestamp,
    zone: &TimeZone,
) -> Row {
    let say = |at: Timestamp| app.locales.moment(&Lang::of("en"), at, zone);
    let (mark, mark_words) = match s.standing(now) {
        Standing::Withdrawn => (Some("withdrawn"), format!("Withdrawn, {}", say(s.seen))),
        Standing::Held => (Some("held"), format!("On hold, {}", say(s.seen))),
        Standing::Embargoed => {
            let until = s.embargo.map(say).unwrap_or_default();
            (Some("embargoed"), format!("Embargo until {until}"))
        }
        Standing::Usable if s.signal == Signal::Correction => {
            (Some("correction"), format!("Corrected, {}", say(s.seen)))
        }
        Standing::Usable => (None, String::new()),
    };
    Row {
        id: s.id.0,
        headline: s.story.title(),
        // What was withdrawn is not read by the way.
        summary: match s.standing(now) {
            Standing::Withdrawn => String::new(),
            _ => s.story.summary().to_owned(),
        },
        source: s.source_name.clone(),
        own: s.own,
        copy: event.copies.contains(&s.id),
        when: say(s.when()),
        kind: s.story.kind.as_str(),
        lang: crate::public::show_text_lang(&s.story.language, &Lang::of("en")),
        dir: s.story.language.direction(),
        versions: s.versions,
        mark,
        mark_words,
        placed: placed.get(&s.id).cloned().unwrap_or_default(),
    }
}

/// `POST /desk/draft/{newsletter}`: lays today's draft if there is none.
pub async fn draft(
    State(app): State<Arc<App>>,
    Path(id): Path<NewsletterId>,
) -> Result<Response, Oops> {
    let edition = app.floor.redraft(id).await?;
    Ok(done(&format!("/desk/edition/{edition}"), "drafted"))
}

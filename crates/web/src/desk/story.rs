//! One story in full, with its versions and its source's words to editors.

use super::edition::{Asked, state_words};
use super::facts::compared;
use super::session::Who;
use super::{did, page};
use crate::app::App;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{EditionKind, Lang, Newsletter, Standing, Story, StoryId};
use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// `GET /desk/story/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<StoryId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    let mut s = app.store.story(id).await?.ok_or_else(Oops::missing)?;
    // What was withdrawn is quoted by accident, so few see it.
    let shut = s.standing(app.now()) == Standing::Withdrawn && !who.is_chief();
    if shut {
        s.story = Story { language: s.story.language, kind: s.story.kind, ..Story::default() };
    }
    let newsletters = app.store.newsletters().await?;
    let zone = newsletters.first().map_or(TimeZone::UTC, Newsletter::time_zone);
    let en = Lang::of("en");
    let say = |at| app.locales.moment(&en, at, &zone);
    let chain = app.store.story_versions(id).await?;
    let versions: Vec<_> = chain
        .iter()
        .enumerate()
        .rev()
        .map(|(at, v)| {
            let before = at.checked_sub(1).and_then(|b| chain.get(b)).filter(|_| !shut);
            let (headline, text) = match shut {
                true => Default::default(),
                false => (v.story.title(), v.story.full_text()),
            };
            values! {
                compared => before.map(|b| compared(&b.story, &v.story)),
                number => v.number, joined => v.joined, embargo => v.embargo.map(say),
                when => say(v.seen), signal => v.turn.as_str(), headline, text, notes => v.notes.for_editors(),
                newest => v.id == s.version,
            }
        })
        .collect();
    let background = if shut { Ok(Vec::new()) } else { app.floor.background(id).await };
    let (background, apart) = match background {
        Ok(parts) => (parts, None),
        Err(e) => (Vec::new(), Some(e.to_string())),
    };
    let received: Vec<_> = app
        .floor
        .as_received(id)
        .await
        .unwrap_or_default()
        .into_iter()
        .filter(|_| !shut)
        .map(|p| values! { words => p.part.replace('_', " "), part => p.part, text => p.text })
        .collect();
    let background: Vec<_> = background
        .iter()
        .map(|p| {
            let date = app.locales.day(&en, p.date);
            values! {
                story => p.story.0, text => p.text, source => p.source, date, reason => p.reason,
                kind => p.kind.as_str(),
            }
        })
        .collect();
    // Editions it could still be added to.
    let mut open = Vec::new();
    for n in &newsletters {
        for line in app.store.editions(Some(n.id), 6).await? {
            if !line.state.is_editable() || line.kind != EditionKind::Regular {
                continue;
            }
            let Some(edition) = app.store.edition(line.id).await? else { continue };
            open.push(values! {
                id => line.id.0, newsletter => n.title, revision => edition.revision,
                date => app.locales.day(&en, line.date), state_words => state_words(line.state),
                inside => edition.slots.iter().any(|slot| slot.story == id),
                sections => n.sections.iter().map(|s| s.title.clone()).collect::<Vec<_>>(),
            });
        }
    }
    let standing = s.standing(app.now());
    let headline = if shut { "A story that was withdrawn".to_owned() } else { s.story.title() };
    let related: Vec<_> = s
        .story
        .background
        .iter()
        .map(|b| values! { text => b.teaser, title => b.title, date => app.locales.day(&en, b.date) })
        .collect();
    let body: Vec<_> = s
        .story
        .body
        .iter()
        .enumerate()
        .map(|(at, text)| values! { text, head => s.story.is_subhead(at) })
        .collect();
    let topics: Vec<_> = s
        .story
        .topics
        .iter()
        .map(|t| {
            let code = format!("{}:{}", t.scheme, t.code);
            values! { name => t.shown(&en).unwrap_or(&code), code }
        })
        .collect();
    let values = values! {
        topics, received, desk => s.defaults.desk,
        id => id.0, story => s.story, headline, shut, body, related, background, apart,
        versions, open, source => s.source_name, source_id => s.source.0, own => s.own,
        first_seen => say(s.first_seen), seen => say(s.seen),
        published => s.story.published.map(say), updated => s.story.updated.map(say),
        urgency => s.urgency, kind => s.story.kind.as_str(), standing => standing.as_str(),
        usable => standing == Standing::Usable, embargo => s.embargo.map(say),
        signal => s.signal.as_str(), did => did(&asked.did),
        text_lang => crate::public::show_text_lang(&s.story.language, &en),
        dir => s.story.language.direction(), public => app.store.is_public(id).await?,
    };
    Ok(page(&app, &who, "desk/story.html", values).await)
}

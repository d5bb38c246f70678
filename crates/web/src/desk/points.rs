//! The points of an event: how they are shown, what editors do with them, and
//! how an edition's slot comes by them.

use super::done;
use super::edition::edition_of;
use super::edition_acts::change;
use super::session::{Fields, Who};
use crate::app::App;
use crate::floor::{EventPoint, PointAct, PointView, PointWarning};
use crate::oops::Oops;
use crate::pages::values;
use ::story::{EditionId, PointKey, SlotId, StoryId, VersionId};
use axum::extract::{Extension, Path, State};
use axum::response::Response;
use jiff::Timestamp;
use minijinja::Value;
use std::sync::Arc;
use store::EditionChange;

/// The longest point, in characters.
const LONGEST: usize = 600;

/// What a story is written in, and which way that runs.
pub(super) type Written<'a> = dyn Fn(&StoryId) -> (String, &'static str) + 'a;

/// A sentence that the desk found, as templates take it.
pub(super) fn found(p: &PointView, lang: &Written, say: &dyn Fn(Timestamp) -> String) -> Value {
    let (lang, dir) = lang(&p.story);
    let was: Vec<Value> =
        p.was.iter().map(|w| values! { text => w.text, when => say(w.at) }).collect();
    values! {
        label => p.label, text => p.text, story => p.story.0, source => p.source,
        when => say(p.at), known => p.known, standing => p.standing, sources => p.sources,
        hedged => p.hedged, corrected => p.corrected, was, lang, dir,
    }
}

/// A point with what editors did with it.
pub(super) fn point(p: &EventPoint, lang: &Written, say: &dyn Fn(Timestamp) -> String) -> Value {
    let words = p.words.as_ref().map(|w| values! { text => w.text, by => w.by, when => say(w.at) });
    let hidden = p.hidden.as_ref().map(|(by, at)| values! { by, when => say(*at) });
    let warning = p.warning.map(|w| match w {
        PointWarning::Corrected => {
            "Its source has corrected the story that these words were drawn from, or tells other facts now."
        }
        PointWarning::Stopped => {
            "Its source has withdrawn the story that these words were drawn from, or put it on hold."
        }
        PointWarning::Gone => "The sentence that these words were drawn from is not in its story any more.",
    });
    let (lang_of_key, dir) = lang(&p.key.story);
    let text = match (&p.words, &p.found) {
        (Some(words), _) => &words.text,
        (None, Some(found)) => &found.text,
        (None, None) => &p.key.words,
    };
    values! {
        story => p.key.story.0, key => p.key.words, own => p.key.own, version => p.version.0,
        found => p.found.as_ref().map(|f| found(f, lang, say)), words, hidden, warning, text,
        lang => lang_of_key, dir,
    }
}

/// How many points readers may see, and how many of them rest on one source.
pub(super) fn counted(points: &[EventPoint]) -> (usize, usize) {
    let shown = || points.iter().filter(|p| p.hidden.is_none());
    let on_one = |p: &&EventPoint| p.found.as_ref().is_some_and(|f| f.sources.len() == 1);
    (shown().count(), shown().filter(on_one).count())
}

/// `POST /desk/event/{story}/point`: does something with a point.
pub async fn edit(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<StoryId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let key = || -> Result<PointKey, Oops> {
        let story = StoryId(fields.value("of")?);
        let own = fields.get("own") == "yes";
        Ok(PointKey { story, words: fields.get("key").to_owned(), own })
    };
    let text = fields.line("text");
    let long = text.chars().count();
    if long > LONGEST {
        let words = format!("A point has {LONGEST} characters at most; this one has {long}.");
        return Err(Oops::form(words));
    }
    let act = match fields.get("act") {
        "add" => PointAct::Add(text),
        "rewrite" => PointAct::Rewrite(key()?, VersionId(fields.value("version")?), text),
        "hide" => PointAct::Hide(key()?),
        "restore" => PointAct::Restore(key()?),
        "up" => PointAct::Up(key()?),
        "down" => PointAct::Down(key()?),
        _ => return Err(Oops::form("Choose what is to be done with the point.")),
    };
    app.floor.edit_point(id, act, who.editor.id).await?;
    Ok(done(&format!("/desk/event/{id}#known"), "point-kept"))
}

/// `POST /desk/edition/{id}/slot/{slot}/points`: the slot takes the points of
/// its event, or gives them back.
pub async fn carry(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, slot)): Path<(EditionId, SlotId)>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let (edition, _) = edition_of(&app, id).await?;
    let there = edition.slots.iter().find(|s| s.id == slot).ok_or_else(Oops::missing)?;
    let points = match fields.get("act") {
        "take" => {
            let points = app.floor.slot_points(there.story).await?;
            if points.is_empty() {
                let words = "Nothing is known of its event that readers could be told. Write a point on the event’s page.";
                return Err(Oops::form(words));
            }
            Some(points)
        }
        "back" => None,
        _ => return Err(Oops::form("Choose whether the slot takes the points.")),
    };
    let carried = EditionChange::Points { slot, points };
    let (_, approved) = change(&app, &who, id, &fields, carried).await?;
    let word = if approved { "saved-review" } else { "saved" };
    Ok(done(&format!("/desk/edition/{id}#slot-{slot}"), word))
}

//! The new version of a slot's story beside the old one, and the words that the
//! slot could have from now on: the source's, or the editor's own with what the
//! source changed. Reading only; the acts stand in `edition_acts`.

use super::edition::edition_of;
use super::edition_view::moment;
use super::facts::compared;
use super::page;
use super::session::Who;
use crate::app::App;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{EditionId, Slot, SlotId, Standing, Story, one_line};
use axum::extract::{Extension, Path, State};
use axum::response::Response;
use desk::merge;
use minijinja::Value;
use std::sync::Arc;
use wire::anatomy::sentences::sentences;

/// The slot's words with what its source changed in them; none where nobody
/// has written any, or the source left its own as they were.
fn merged(slot: &Slot, was: &Story, now: &Story) -> Option<Value> {
    let shown = sentences(&slot.text).len();
    // A slot may show only the first sentences.
    let first = |all: &str| match sentences(all) {
        all if all.len() > shown => all.into_iter().take(shown).collect::<Vec<_>>().join(" "),
        _ => all.to_owned(),
    };
    let (old, new) = (first(was.summary()), first(now.summary()));
    let written = slot.headline != one_line(&was.title()) || slot.text != old;
    let moved = was.title() != now.title() || old != new;
    if !(written && moved) {
        return None;
    }
    let headline = merge(&one_line(&was.title()), &slot.headline, &one_line(&now.title()));
    let text = merge(&old, &slot.text, &new);
    let conflicts: Vec<Value> = (headline.conflicts.iter().map(|c| ("headline", c)))
        .chain(text.conflicts.iter().map(|c| ("text", c)))
        .map(|(part, c)| values! { part, base => c.base, mine => c.mine, theirs => c.theirs })
        .collect();
    Some(values! { headline => headline.text, text => text.text, conflicts })
}

/// `GET /desk/edition/{id}/slot/{slot}/renew`: the slot's words beside those of
/// the newest version.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, slot)): Path<(EditionId, SlotId)>,
) -> Result<Response, Oops> {
    let (edition, n) = edition_of(&app, id).await?;
    let slot = edition.slots.iter().find(|s| s.id == slot).ok_or_else(Oops::missing)?;
    let story = app.store.story(slot.story).await?.ok_or_else(Oops::missing)?;
    let versions = app.store.story_versions(slot.story).await?;
    let old = versions.iter().find(|v| v.id == slot.version);
    let notes: Vec<_> = versions
        .iter()
        .skip_while(|v| v.id != slot.version)
        .skip(1)
        .map(|v| {
            values! {
                when => moment(&app, &n, v.seen), signal => v.turn.as_str(),
                notes => v.notes.for_editors(),
            }
        })
        .collect();
    // The text of what was withdrawn is for chiefs only.
    let shut = story.standing(app.now()) == Standing::Withdrawn && !who.is_chief();
    let full = |s: &Story| if shut { String::new() } else { s.full_text() };
    let merged = old.filter(|_| !shut).and_then(|old| merged(slot, &old.story, &story.story));
    let values = values! {
        id => id.0, slot => slot.id.0, revision => edition.revision, story => slot.story.0, merged,
        version => story.version.0, headline => slot.headline, text => slot.text,
        old => old.map(|v| values! { headline => v.story.title(), text => v.story.summary(), full => full(&v.story) }),
        new_headline => story.story.title(), new_text => story.story.summary(),
        compared => old.filter(|_| !shut).map(|v| compared(&v.story, &story.story)),
        new_full => full(&story.story), notes, source => story.source_name,
        lang => story.story.language.as_str(), dir => story.story.language.direction(),
    };
    Ok(page(&app, &who, "desk/renew.html", values).await)
}

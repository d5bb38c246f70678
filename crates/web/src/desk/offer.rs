//! The draft made anew beside an edition: asked for, shown as changes, taken
//! one by one or all, or left. Nothing of the edition changes before a change
//! is taken; what the changes are is told by [`::desk::Redraft`].

use super::done;
use super::edition::edition_of;
use super::edition_view::{hands_words, moment};
use super::session::{Fields, Who};
use crate::app::App;
use crate::oops::Oops;
use crate::public::show_text_lang;
use ::desk::{Offered, Redraft};
use ::story::{Drafted, Edition, EditionId, EditionState, Lang, Newsletter, OfferId, Slot, SlotId};
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::EditionChange;

/// An offer as editors see it.
#[derive(Debug, Serialize)]
pub struct OfferView {
    pub id: i64,
    pub when: String,
    pub by: String,
    pub count: usize,
    /// Sections that something would change in.
    pub sections: Vec<SectionChanges>,
    /// Slots that are no part of it, each with why.
    pub kept: Vec<Kept>,
    pub thin: bool,
}

/// The changes of a section.
#[derive(Debug, Serialize)]
pub struct SectionChanges {
    pub title: String,
    pub changes: Vec<ChangeView>,
}

/// A change that is offered.
#[derive(Debug, Serialize)]
pub struct ChangeView {
    pub key: String,
    /// `in`, `out`, `move`.
    pub act: &'static str,
    pub story: i64,
    pub headline: String,
    pub source: String,
    pub when: String,
    pub lang: String,
    pub dir: &'static str,
    pub why: String,
    /// Headlines that go out with its coming.
    pub instead: Vec<String>,
    /// Where it would stand, counted from 1; where it stands now.
    pub to: usize,
    pub from: Option<String>,
}

/// A slot that stays.
#[derive(Debug, Serialize)]
pub struct Kept {
    pub headline: String,
    pub why: String,
}

/// What is offered for an edition; none where there is no offer, or nothing of
/// it is left.
pub async fn offered(
    app: &App,
    n: &Newsletter,
    edition: &Edition<Drafted>,
) -> Result<Option<OfferView>, Oops> {
    let Some(laid) = app.store.offer(edition.id).await? else { return Ok(None) };
    let refused = app.store.refused(edition.id).await?;
    let redraft = Redraft::new(&edition.slots, &laid.offer, n.sections.len(), &refused);
    let changes = redraft.changes();
    if changes.is_empty() {
        return Ok(None);
    }
    let count = changes.len();
    let mut sections: Vec<SectionChanges> = n
        .sections
        .iter()
        .map(|s| SectionChanges { title: s.title.clone(), changes: Vec::new() })
        .collect();
    let last = sections.len().saturating_sub(1);
    for change in changes {
        let Some((at, view)) = change_view(app, n, edition, change).await? else { continue };
        if let Some(section) = sections.get_mut(at.min(last)) {
            section.changes.push(view);
        }
    }
    sections.retain(|s| !s.changes.is_empty());
    let kept = edition
        .slots
        .iter()
        .filter(|s| s.is_kept())
        .map(|s| Kept { headline: s.headline.clone(), why: hands_words(s).join(", ") })
        .collect();
    Ok(Some(OfferView {
        id: laid.id.0,
        when: moment(app, n, laid.at),
        by: laid.by,
        count,
        sections,
        kept,
        thin: laid.offer.thin,
    }))
}

/// A change with the section that it is shown in.
async fn change_view(
    app: &App,
    n: &Newsletter,
    edition: &Edition<Drafted>,
    change: Offered,
) -> Result<Option<(usize, ChangeView)>, Oops> {
    let slot_of = |id: SlotId| edition.slots.iter().find(|s| s.id == id);
    let key = change.key();
    let section_title = |s: &Slot| {
        let last = n.sections.len().saturating_sub(1);
        n.sections.get(usize::from(s.section).min(last)).map(|x| x.title.clone())
    };
    let (act, section, story, headline, why, instead, to, from) = match change {
        Offered::In { slot, instead } => {
            let out = instead.into_iter().filter_map(slot_of).map(|s| s.headline.clone());
            let place = 0;
            ("in", slot.section, slot.story, slot.headline, slot.reason, out.collect(), place, None)
        }
        Offered::Out { slot, why } => {
            let Some(s) = slot_of(slot) else { return Ok(None) };
            ("out", s.section, s.story, s.headline.clone(), why, Vec::new(), 0, None)
        }
        Offered::Move { slot, section, place, why } => {
            let Some(s) = slot_of(slot) else { return Ok(None) };
            let from = section_title(s).filter(|_| s.section != section);
            ("move", section, s.story, s.headline.clone(), why, Vec::new(), place + 1, from)
        }
    };
    let Some(stored) = app.store.story(story).await? else { return Ok(None) };
    let view = ChangeView {
        key,
        act,
        story: story.0,
        headline,
        source: stored.source_name.clone(),
        when: moment(app, n, stored.when()),
        lang: show_text_lang(&stored.story.language, &Lang::of("en")),
        dir: stored.story.language.direction(),
        why,
        instead,
        to,
        from,
    };
    Ok(Some((usize::from(section), view)))
}

/// `POST …/redraft`: asks the desk for a draft made anew.
pub async fn ask(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
) -> Result<Response, Oops> {
    let changes = app.floor.draft_anew(id, who.editor.id).await?;
    if changes == 0 {
        return Ok(done(&format!("/desk/edition/{id}"), "no-offer"));
    }
    Ok(done(&format!("/desk/edition/{id}#offer"), "offered"))
}

/// `POST …/offer/take`: the changes that were chosen, or all.
pub async fn take(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let revision: i64 = fields.value("revision")?;
    let shown: OfferId = fields.value("offer")?;
    let (edition, n) = edition_of(&app, id).await?;
    let laid = app.store.offer(id).await?.filter(|o| o.id == shown);
    let Some(laid) = laid.filter(|_| edition.revision == revision) else {
        return Err(store::StoreError::Changed.into());
    };
    let refused = app.store.refused(id).await?;
    let redraft = Redraft::new(&edition.slots, &laid.offer, n.sections.len(), &refused);
    let every: BTreeSet<String> = redraft.changes().iter().map(Offered::key).collect();
    let chosen: BTreeSet<String> = match fields.get("all") {
        "yes" => every.clone(),
        _ => fields.all("change").map(str::to_owned).collect(),
    };
    if chosen.is_empty() {
        return Err(Oops::form("Choose at least one change, or take all of them."));
    }
    if !chosen.is_subset(&every) {
        let words = "A change that you chose is not offered any more. Look at the edition again, \
                     then choose.";
        return Err(Oops::new(StatusCode::CONFLICT, words));
    }
    let places = redraft.taken(&chosen);
    let change = EditionChange::Redraft { offer: laid.id, places };
    app.store.change_edition(id, revision, change, who.editor.id, app.now()).await?;
    if chosen == every {
        app.store.drop_offer(laid.id).await?;
    }
    let approved = edition.state() == EditionState::Approved;
    let word = if approved { "offer-taken-review" } else { "offer-taken" };
    Ok(done(&format!("/desk/edition/{id}"), word))
}

/// `POST …/offer/leave`: the edition stays as it is.
pub async fn leave(
    State(app): State<Arc<App>>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let shown: OfferId = fields.value("offer")?;
    if app.store.offer(id).await?.is_some_and(|o| o.id == shown) {
        app.store.drop_offer(shown).await?;
    }
    Ok(done(&format!("/desk/edition/{id}"), "offer-left"))
}

//! The edition's page and its preview. Reading only; the acts stand in
//! `edition_acts`.

use super::correction;
use super::edition_view::{candidates, moment, proposed, sections};
use super::late::late_views;
use super::offer::offered;
use super::session::Who;
use super::{did, page};
use crate::app::App;
use crate::floor::PreviewForm;
use crate::guard::MAIL_POLICY;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{
    Drafted, Edition, EditionId, EditionKind, EditionState, Lang, Newsletter, Unanswered,
};
use axum::extract::{Extension, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;

/// What a page is asked with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What was done just now.
    pub did: String,
}

/// The edition and its title.
pub async fn edition_of(app: &App, id: EditionId) -> Result<(Edition<Drafted>, Newsletter), Oops> {
    let edition = app.store.edition(id).await?.ok_or_else(Oops::missing)?;
    let n = app.store.newsletter(edition.newsletter).await?.ok_or_else(Oops::missing)?;
    Ok((edition, n))
}

/// A state in words.
pub fn state_words(state: EditionState) -> &'static str {
    match state {
        EditionState::Drafted => "Drafted, not touched yet",
        EditionState::InReview => "In review",
        EditionState::Approved => "Approved",
        EditionState::Frozen => "About to go out",
        EditionState::Printing => "Going out now",
        EditionState::Sent => "Sent",
        EditionState::Held => "Held: its hour came without approval",
        EditionState::Skipped => "Skipped",
    }
}

/// `GET /desk/edition/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    let (edition, n) = edition_of(&app, id).await?;
    let state = edition.state();
    let sections = sections(&app, &n, &edition).await?;
    let editable = state.is_editable();
    let corrects = match edition.kind {
        EditionKind::Regular => None,
        EditionKind::Correction(id) => app.store.correction(id).await?,
    };
    let (candidates, left_out) = if editable && corrects.is_none() {
        candidates(&app, &n, &edition).await?
    } else {
        Default::default()
    };
    let drafted = editable && corrects.is_none();
    let offer = if drafted { offered(&app, &n, &edition).await? } else { None };
    let (subjects, prefaces) =
        if drafted { proposed(&app, &n, &edition) } else { Default::default() };
    let blocked: Vec<String> = sections
        .iter()
        .flat_map(|s| &s.slots)
        .flat_map(|s| {
            let own = s.blocks.then(|| format!("“{}”: {}", s.headline, s.mark_words));
            let points = s.points_stale.iter();
            own.into_iter().chain(points.map(|p| {
                format!(
                    "“{}”: “{}”, behind {}, {}. Take its event’s points anew, or its story’s own.",
                    s.headline, p.headline, p.points, p.became
                )
            }))
        })
        .collect();
    let unanswered = match n.rules.unanswered {
        Unanswered::LeaveOut if editable && app.store.has_fallen(id).await? => {
            let speaks = edition.send_at.saturating_sub(Unanswered::BEFORE);
            Some(moment(&app, &n, speaks.unwrap_or(edition.send_at)))
        }
        _ => None,
    };
    let approval = match edition.approval() {
        Some((by, at)) => {
            let name =
                app.store.editor(by).await?.map_or_else(|| "somebody".to_owned(), |e| e.name);
            Some(values! { name, when => moment(&app, &n, at) })
        }
        None => None,
    };
    let log: Vec<_> = app
        .store
        .edition_log(id)
        .await?
        .iter()
        .rev()
        .map(|l| values! { when => moment(&app, &n, l.at), who => l.who, act => l.act })
        .collect();
    let readers = match &corrects {
        Some(c) => app.store.was_sent(c.id).await?,
        None => app.store.count_readers(n.id).await?.confirmed,
    };
    let carried: Vec<_> = edition
        .corrections
        .iter()
        .map(|c| {
            let date = app.locales.day(&Lang::of("en"), c.date);
            values! { id => c.correction.0, date, text => c.text }
        })
        .collect();
    let late = late_views(&app, &n, &edition).await?;
    let faults = correction::lines(&app, store::Corrections::Of(id)).await?;
    let local = edition.send_at.to_zoned_datetime(n.time_zone());
    let values = values! {
        id => id.0, newsletter => n.title, zone => n.zone, subject => edition.subject,
        preface => edition.preface, revision => edition.revision,
        date => app.locales.date(&Lang::of("en"), edition.date), iso => edition.date.to_string(),
        state => state.as_str(), state_words => state_words(state), editable,
        frozen => state.is_frozen(), approved => state == EditionState::Approved,
        skipped => state == EditionState::Skipped, held => state == EditionState::Held,
        send_at => moment(&app, &n, edition.send_at), due => edition.send_at <= app.now(),
        send_local => local.strftime("%Y-%m-%dT%H:%M").to_string(),
        offer, subjects, prefaces, content_lang => n.language.as_str(), content_dir => n.language.direction(),
        sections, candidates, left_out, blocked, unanswered, approval, log, readers, carried, late, faults,
        corrects => corrects.as_ref().map(|c| c.id.0),
        public => (state.is_frozen() && corrects.is_none()).then(|| format!("{}/n/{}/{}", app.links.public_url(), n.slug, edition.date)),
        did => did(&asked.did), empty => edition.slots.is_empty(),
    };
    Ok(page(&app, &who, "desk/edition.html", values).await)
}

/// `GET /desk/edition/{id}/preview/html` and `…/text`: the mail, shut off from
/// the desk around it.
pub async fn preview(
    State(app): State<Arc<App>>,
    Path((id, form)): Path<(EditionId, String)>,
) -> Result<Response, Oops> {
    let (form, kind) = match form.as_str() {
        "html" => (PreviewForm::Html, "text/html; charset=utf-8"),
        "text" => (PreviewForm::Text, "text/plain; charset=utf-8"),
        _ => return Err(Oops::missing()),
    };
    let mail = app.floor.preview(id, form).await?;
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, MAIL_POLICY)];
    Ok((headers, mail).into_response())
}

//! A correction: what went out beside what its source says now, and what an
//! editor decides about it.

use super::edition::{Asked, edition_of};
use super::edition_view::moment;
use super::facts::compared;
use super::session::{Fields, Who};
use super::{did, done, page};
use crate::app::App;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{CorrectionId, EditionId, Lang, Newsletter, Signal, plain};
use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use minijinja::Value;
use std::sync::Arc;
use store::{
    CorrectionAct, CorrectionState, Corrections, NewCorrectionMail, StoredCorrection, StoredVersion,
};
use wire::anatomy::sentences::sentences;
use wire::signals;

/// A state in words.
fn state_words(state: CorrectionState) -> &'static str {
    match state {
        CorrectionState::Open => "To be decided",
        CorrectionState::Noted => "Noted on the edition’s page",
        CorrectionState::Dismissed => "None needed",
    }
}

/// Corrections as lists show them.
pub async fn lines(app: &App, which: Corrections) -> Result<Vec<Value>, Oops> {
    let mut out = Vec::new();
    for c in app.store.corrections(which).await? {
        let Some(n) = app.store.newsletter(c.newsletter).await? else { continue };
        out.push(values! {
            id => c.id.0, headline => c.headline, newsletter => n.title, turn => c.turn.as_str(),
            lang => n.language.as_str(), dir => n.language.direction(),
            date => app.locales.day(&Lang::of("en"), c.date), when => moment(app, &n, c.opened),
            state => c.state.as_str(), state_words => state_words(c.state),
        });
    }
    Ok(out)
}

/// `GET /desk/corrections`: those to be decided, and all that were.
pub async fn list(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Result<Response, Oops> {
    let open = lines(&app, Corrections::Open).await?;
    let mut decided = lines(&app, Corrections::Decided).await?;
    decided.reverse();
    let public = format!("{}/corrections", app.links.public_url());
    let values = values! { open, decided, public };
    Ok(page(&app, &who, "desk/correction_list.html", values).await)
}

/// The source's own words on the error, if it has any: its line in the text,
/// else (true) the sentence in its note to editors. No more of a note than
/// that: it may hold names and telephone numbers.
fn own_words(since: &[&StoredVersion]) -> Option<(String, bool)> {
    let newest = since.last()?;
    let mends = |line: &&str| signals::of_title(line) == Some(Signal::Correction);
    let story = &newest.story;
    let text = [story.teaser.as_str(), story.lead.as_str()];
    let public = text.into_iter().chain(story.body.iter().map(String::as_str)).find(mends);
    if let Some(line) = public {
        return Some((line.to_owned(), false));
    }
    since.iter().rev().find_map(|v| {
        let mut sentences = v.notes.for_editors().lines().flat_map(sentences);
        let found = sentences.find(|l| signals::of_note(l) == Some(Signal::Correction));
        found.map(|line| (line.to_owned(), true))
    })
}

/// The subject that a correction mail is proposed with. What was withdrawn is
/// not quoted once more.
fn subject(app: &App, n: &Newsletter, c: &StoredCorrection, now: &StoredVersion) -> String {
    let lang = &n.language;
    if now.signal == Signal::Withdrawal || now.story.title().is_empty() {
        let date = app.locales.day(lang, c.date);
        return app.locales.text(lang, "correction-subject-day", &[("date", &date)]);
    }
    // Some sources put the word in front themselves.
    if signals::of_title(&now.story.title()) == Some(Signal::Correction) {
        return now.story.title();
    }
    app.locales.text(lang, "correction-subject", &[("headline", &now.story.title())])
}

async fn found(app: &App, id: CorrectionId) -> Result<StoredCorrection, Oops> {
    app.store.correction(id).await?.ok_or_else(Oops::missing)
}

/// `GET /desk/correction/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<CorrectionId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    let c = found(&app, id).await?;
    let (edition, n) = edition_of(&app, c.edition).await?;
    let versions = app.store.story_versions(c.story).await?;
    let old = versions.iter().find(|v| v.id == c.was).ok_or_else(Oops::missing)?;
    let new = versions.iter().find(|v| v.id == c.version).ok_or_else(Oops::missing)?;
    let since: Vec<_> = versions.iter().filter(|v| v.id > c.was && v.id <= c.version).collect();
    let notes: Vec<_> = since
        .iter()
        .map(|v| {
            values! {
                when => moment(&app, &n, v.seen), signal => v.turn.as_str(),
                notes => v.notes.for_editors(),
            }
        })
        .collect();
    let slot = edition.slots.iter().find(|s| Some(s.id) == c.slot);
    // What readers have of the story: its slot's words, and what points of it say.
    let own_slot = slot.filter(|s| s.story == c.story);
    let points: Vec<&str> = edition
        .slots
        .iter()
        .flat_map(|s| s.points.iter().flatten())
        .filter(|p| p.rests_on().any(|on| on.story == c.story))
        .map(|p| p.text.as_str())
        .collect();
    let of = match (own_slot, points.is_empty()) {
        (Some(_), _) => "story",
        (None, false) => "points",
        (None, true) => "background",
    };
    // The text of what was withdrawn is for chiefs only.
    let shut = new.signal == Signal::Withdrawal && !who.is_chief();
    let full = |v: &StoredVersion| if shut { String::new() } else { v.story.full_text() };
    let own = if c.state == CorrectionState::Open { own_words(&since) } else { None };
    let log: Vec<_> = app
        .store
        .correction_log(id)
        .await?
        .iter()
        .rev()
        .map(|l| values! { when => moment(&app, &n, l.at), who => l.who, act => l.act })
        .collect();
    let source = app.store.story(c.story).await?.map(|s| s.source_name).unwrap_or_default();
    let mail = match c.mail {
        Some(id) => app.store.edition(id).await?,
        None => None,
    };
    let carried = c.carried.map(|(id, date)| {
        values! { id => id.0, date => app.locales.day(&Lang::of("en"), date) }
    });
    let wording = own.as_ref().map_or_else(|| c.wording.clone(), |(line, _)| line.clone());
    let noted = c.state == CorrectionState::Noted;
    let values = values! {
        id => id.0, version => c.version.0, edition => c.edition.0, newsletter => n.title,
        date => app.locales.date(&Lang::of("en"), c.date), story => c.story.0, source,
        headline => c.headline, text => own_slot.map(|s| s.text.clone()), points, of, slot => c.slot.map(|s| s.0),
        state => c.state.as_str(), state_words => state_words(c.state), open => c.state == CorrectionState::Open,
        noted, noted_at => c.noted.map(|t| moment(&app, &n, t)), wording,
        has_notes => versions.iter().any(|v| !v.notes.is_empty()),
        proposed => own.as_ref().map(|(_, note)| if *note { "note" } else { "text" }),
        // Decided without an item in the next edition stays so unless changed.
        next => !noted || c.waits || c.carried.is_some(), waits => c.waits, carried,
        sent_to => app.store.was_sent(c.id).await?, sent => edition.state() == ::story::EditionState::Sent,
        withdrawn => new.signal == Signal::Withdrawal,
        old_headline => old.story.title(), old_full => full(old),
        new_headline => new.story.title(), new_full => full(new),
        compared => (!shut).then(|| compared(&old.story, &new.story)), notes, log,
        lang => new.story.language.as_str(), dir => new.story.language.direction(),
        mail_lang => n.language.as_str(), mail_dir => n.language.direction(),
        subject => subject(&app, &n, &c, new),
        mail => mail.map(|m| values! { id => m.id.0, state => m.state().as_str(),
            state_words => super::edition::state_words(m.state()) }),
        public => format!("{}/n/{}/{}", app.links.public_url(), n.slug, c.date),
        did => did(&asked.did),
    };
    Ok(page(&app, &who, "desk/correction.html", values).await)
}

async fn decide(
    app: &App,
    who: &Who,
    id: CorrectionId,
    fields: &Fields,
    act: CorrectionAct,
) -> Result<(), Oops> {
    let seen = ::story::VersionId(fields.value("version")?);
    Ok(app.store.decide_correction(id, seen, act, who.editor.id, app.now()).await?)
}

fn back(id: CorrectionId, did: &str) -> Response {
    done(&format!("/desk/correction/{id}"), did)
}

/// `POST …/note`: its note is put up, in the editor's words.
pub async fn note(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<CorrectionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let wording = plain(fields.get("wording"));
    if wording.trim().is_empty() {
        return Err(Oops::form("Say what was wrong and what is right. Go back and write it."));
    }
    let c = found(&app, id).await?;
    let versions = app.store.story_versions(c.story).await?;
    let quotes = versions.iter().any(|v| v.notes.is_quoted_by(&wording));
    if quotes && fields.get("looked") != "yes" {
        return Err(Oops::form(
            "Words of it stand in the source’s note to editors. Go back and write your own, or tick that readers may read them.",
        ));
    }
    let next = fields.get("next") == "yes";
    decide(&app, &who, id, &fields, CorrectionAct::Note { wording, next }).await?;
    Ok(back(id, "noted"))
}

/// `POST …/dismiss`: none is needed.
pub async fn dismiss(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<CorrectionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let why = fields.line("why");
    if why.is_empty() {
        return Err(Oops::form("Say why none is needed. The reason is kept with your name."));
    }
    decide(&app, &who, id, &fields, CorrectionAct::Dismiss { why }).await?;
    Ok(back(id, "no-correction"))
}

/// `POST …/mail`: a chief has the correction mail laid on the desk. It goes out
/// as any edition: previewed, approved.
pub async fn mail(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<CorrectionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let c = found(&app, id).await?;
    let (_, n) = edition_of(&app, c.edition).await?;
    let subject = fields.line("subject");
    if subject.is_empty() {
        return Err(Oops::form("A mail needs a subject. Go back and write one."));
    }
    let now = app.now();
    let mail = NewCorrectionMail { date: n.local_date(now), subject };
    let edition: EditionId = app.store.lay_correction_mail(id, mail, who.editor.id, now).await?;
    Ok(done(&format!("/desk/edition/{edition}"), "mail-laid"))
}

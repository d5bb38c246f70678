//! What editors do with an edition. Each act names the revision it was made
//! on; if somebody was faster, the store says so and nothing is lost.

use super::done;
use super::edition::edition_of;
use super::session::{Fields, Who};
use crate::app::App;
use crate::guard::wants_json;
use crate::oops::Oops;
use ::story::{
    CorrectionId, Drafted, Edition, EditionId, EditionKind, EditionState, SlotId, SlotOrigin,
    StoryId, VersionId, one_line, plain,
};
use axum::Json;
use axum::extract::{Extension, Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use jiff::civil;
use std::sync::Arc;
use store::{EditionChange, EditionStep, NewSlot};

type Shared = State<Arc<App>>;

fn back(id: EditionId, did: &str) -> Response {
    done(&format!("/desk/edition/{id}"), did)
}

/// Makes a change, and says whether an approval fell by it.
pub(super) async fn change(
    app: &App,
    who: &Who,
    id: EditionId,
    fields: &Fields,
    change: EditionChange,
) -> Result<(i64, bool), Oops> {
    let revision = fields.value("revision")?;
    let before = app.store.edition(id).await?.ok_or_else(Oops::missing)?;
    let approved = before.state() == EditionState::Approved;
    let now = app.now();
    let revision = app.store.change_edition(id, revision, change, who.editor.id, now).await?;
    Ok((revision, approved))
}

pub(super) fn saved(approved: bool) -> &'static str {
    if approved { "saved-review" } else { "saved" }
}

/// `POST …/order`: the whole order, as `slot:section` parted by commas. A
/// script gets the new revision as JSON.
pub async fn order(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    headers: HeaderMap,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let order = fields
        .get("order")
        .split(',')
        .map(|pair| {
            let (slot, section) = pair.trim().split_once(':')?;
            Some((slot.parse::<SlotId>().ok()?, section.parse::<u8>().ok()?))
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| Oops::form("The order can't be read. Load the page again."))?;
    let (revision, approved) = change(&app, &who, id, &fields, EditionChange::Order(order)).await?;
    if wants_json(&headers) {
        let answer = serde_json::json!({ "revision": revision, "taken_back": approved });
        return Ok(Json(answer).into_response());
    }
    Ok(back(id, saved(approved)))
}

/// `POST …/move`: one slot one place up or down, or to the end of a section.
/// For hands without script.
pub async fn shift(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let (edition, n) = edition_of(&app, id).await?;
    let slot: SlotId = fields.value("slot")?;
    let to = fields.get("to");
    let order = moved(&edition, n.sections.len(), slot, to)
        .ok_or_else(|| Oops::form("The slot can't be moved there."))?;
    let (_, approved) = change(&app, &who, id, &fields, EditionChange::Order(order)).await?;
    let word = if approved { "saved-review" } else { "moved" };
    Ok(done(&format!("/desk/edition/{id}#slot-{slot}"), word))
}

/// The order after a move; `to` is `up`, `down`, or a section's index. Up from
/// the top of a section leads to the end of the one before it.
fn moved(
    edition: &Edition<Drafted>,
    sections: usize,
    slot: SlotId,
    to: &str,
) -> Option<Vec<(SlotId, u8)>> {
    let mut rows: Vec<Vec<SlotId>> = vec![Vec::new(); sections];
    for s in &edition.slots {
        let at = usize::from(s.section).min(sections.checked_sub(1)?);
        rows.get_mut(at)?.push(s.id);
    }
    let (section, place) = rows
        .iter()
        .enumerate()
        .find_map(|(at, row)| row.iter().position(|s| *s == slot).map(|place| (at, place)))?;
    match to {
        "up" if place > 0 => rows.get_mut(section)?.swap(place, place - 1),
        "up" => {
            let above = section.checked_sub(1)?;
            rows.get_mut(section)?.remove(place);
            rows.get_mut(above)?.push(slot);
        }
        "down" if place + 1 < rows.get(section)?.len() => {
            rows.get_mut(section)?.swap(place, place + 1);
        }
        "down" => {
            rows.get(section + 1)?;
            rows.get_mut(section)?.remove(place);
            rows.get_mut(section + 1)?.insert(0, slot);
        }
        other => {
            let target: usize = other.parse().ok()?;
            rows.get(target)?;
            rows.get_mut(section)?.remove(place);
            rows.get_mut(target)?.push(slot);
        }
    }
    let mut out = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        let at = u8::try_from(at).ok()?;
        out.extend(row.into_iter().map(|s| (s, at)));
    }
    Some(out)
}

/// `POST …/words`: subject and preface; a proposal that was taken stands for
/// what was in its field.
pub async fn words(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let taken = |name: &str, proposal: &str| {
        let proposal = fields.get(proposal);
        if proposal.is_empty() { fields.get(name) } else { proposal }.to_owned()
    };
    let subject = one_line(&taken("subject", "take_subject"));
    if subject.is_empty() {
        return Err(Oops::form("A mail needs a subject. Go back and write one."));
    }
    let words = EditionChange::Words { subject, preface: plain(&taken("preface", "take_preface")) };
    let (_, approved) = change(&app, &who, id, &fields, words).await?;
    Ok(back(id, saved(approved)))
}

fn headline_and_text(fields: &Fields) -> Result<(String, String), Oops> {
    let headline = fields.line("headline");
    if headline.is_empty() {
        return Err(Oops::form("A slot needs a headline. Go back and write one."));
    }
    Ok((headline, plain(fields.get("text"))))
}

/// `POST …/slot/{slot}`: new words.
pub async fn rewrite(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path((id, slot)): Path<(EditionId, SlotId)>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let (headline, text) = headline_and_text(&fields)?;
    let rewrite = EditionChange::Rewrite { slot, headline, text };
    let (_, approved) = change(&app, &who, id, &fields, rewrite).await?;
    Ok(done(&format!("/desk/edition/{id}#slot-{slot}"), saved(approved)))
}

/// `POST …/slot/{slot}/renew`: takes the version that was shown.
pub async fn renew(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path((id, slot)): Path<(EditionId, SlotId)>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let (headline, text) = headline_and_text(&fields)?;
    let version = VersionId(fields.value("version")?);
    let renew = EditionChange::Renew { slot, version, headline, text };
    change(&app, &who, id, &fields, renew).await?;
    Ok(done(&format!("/desk/edition/{id}#slot-{slot}"), "renewed"))
}

/// `POST …/slot/{slot}/keep`: the words stay, although the story moved on.
pub async fn keep(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path((id, slot)): Path<(EditionId, SlotId)>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let reason = fields.line("reason");
    if reason.is_empty() {
        return Err(Oops::form("Say why the words may stay. The reason is kept with your name."));
    }
    let version = VersionId(fields.value("version")?);
    change(&app, &who, id, &fields, EditionChange::Keep { slot, version, reason }).await?;
    Ok(done(&format!("/desk/edition/{id}#slot-{slot}"), "kept"))
}

/// `POST …/slot/{slot}/pin`: the slot stays in a redraft, or need not.
pub async fn pin(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path((id, slot)): Path<(EditionId, SlotId)>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let stays = fields.get("stays") == "yes";
    change(&app, &who, id, &fields, EditionChange::Pin { slot, stays }).await?;
    let word = if stays { "pinned" } else { "unpinned" };
    Ok(done(&format!("/desk/edition/{id}#slot-{slot}"), word))
}

/// `POST …/slot/{slot}/remove`.
pub async fn remove(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path((id, slot)): Path<(EditionId, SlotId)>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    change(&app, &who, id, &fields, EditionChange::Remove(slot)).await?;
    Ok(back(id, "removed"))
}

/// `POST …/add`: a story at the end of a section.
pub async fn add(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let (edition, n) = edition_of(&app, id).await?;
    let story: StoryId = fields.value("story")?;
    let section: u8 = fields.value("section")?;
    if usize::from(section) >= n.sections.len() {
        return Err(Oops::form("The newsletter has no such section."));
    }
    if edition.slots.iter().any(|s| s.story == story) {
        return Err(Oops::form("That story is in the edition already."));
    }
    let slot = new_slot(&app, &who, story, section).await?;
    change(&app, &who, id, &fields, EditionChange::Add(slot)).await?;
    Ok(back(id, "added"))
}

/// The slot of a story that an editor puts in.
pub(super) async fn new_slot(
    app: &App,
    who: &Who,
    story: StoryId,
    section: u8,
) -> Result<NewSlot, Oops> {
    let stored = app.store.story(story).await?.ok_or_else(Oops::missing)?;
    let background = match app.floor.background(story).await {
        Ok(parts) => parts,
        Err(e) => {
            tracing::warn!("story {story} was added without background: {e}");
            Vec::new()
        }
    };
    Ok(NewSlot {
        section,
        story,
        version: stored.version,
        headline: one_line(&stored.story.title()),
        text: stored.story.summary().to_owned(),
        reason: format!("Added by {}", who.editor.name),
        origin: SlotOrigin::Editor,
        background,
    })
}

/// `POST …/correction/{correction}/leave-out`: an item that the edition would
/// carry.
pub async fn leave_out(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path((id, correction)): Path<(EditionId, CorrectionId)>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    change(&app, &who, id, &fields, EditionChange::LeaveOut(correction)).await?;
    Ok(back(id, "left-out"))
}

/// Takes a step.
async fn step(
    app: &App,
    who: &Who,
    id: EditionId,
    fields: &Fields,
    step: EditionStep,
) -> Result<(), Oops> {
    let revision = fields.value("revision")?;
    Ok(app.store.step_edition(id, revision, step, Some(who.editor.id), app.now()).await?)
}

/// `POST …/approve`.
pub async fn approve(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let (edition, _) = edition_of(&app, id).await?;
    if edition.kind == EditionKind::Regular && edition.slots.is_empty() {
        return Err(Oops::form("The edition has no story. Add one, or skip the day."));
    }
    step(&app, &who, id, &fields, EditionStep::Approve).await?;
    Ok(back(id, "approved"))
}

/// `POST …/take-back`.
pub async fn take_back(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    step(&app, &who, id, &fields, EditionStep::TakeBack).await?;
    Ok(back(id, "taken-back"))
}

/// `POST …/send-at`: another time, local to the title's zone.
pub async fn send_at(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let (_, n) = edition_of(&app, id).await?;
    let at: civil::DateTime = fields.value("at")?;
    let at = at
        .to_zoned_datetime(n.time_zone())
        .map_err(|e| Oops::form(format!("That time can't be: {e}.")))?
        .timestamp();
    if at <= app.now() {
        return Err(Oops::form("That time has passed. Choose a later one, or send it now."));
    }
    step(&app, &who, id, &fields, EditionStep::Reschedule(at)).await?;
    Ok(back(id, "rescheduled"))
}

/// `POST …/skip`.
pub async fn skip(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    step(&app, &who, id, &fields, EditionStep::Skip).await?;
    Ok(back(id, "skipped"))
}

/// `POST …/send-now`: an approved edition of the revision that was shown.
pub async fn send_now(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let (edition, _) = edition_of(&app, id).await?;
    if edition.revision != fields.value::<i64>("revision")? {
        return Err(store::StoreError::Changed.into());
    }
    app.floor.send_now(id, who.editor.id).await?;
    Ok(axum::response::Redirect::to(&format!("/desk/edition/{id}/progress")).into_response())
}

/// `POST …/go-on`: what stands still goes on as it was frozen.
pub async fn go_on(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
) -> Result<Response, Oops> {
    app.store.go_on(id, who.editor.id, app.now()).await?;
    Ok(done(&format!("/desk/edition/{id}/progress"), "goes-on"))
}

/// `POST …/go-on-mended`: the rest goes on with what holds now.
pub async fn go_on_mended(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    app.floor.go_on_mended(id, who.editor.id, fields.get("seen")).await?;
    Ok(done(&format!("/desk/edition/{id}/progress"), "goes-on"))
}

/// `POST …/end-here`: who has not been sent a copy gets none.
pub async fn end_here(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
) -> Result<Response, Oops> {
    app.store.end_here(id, who.editor.id, app.now()).await?;
    Ok(done(&format!("/desk/edition/{id}/progress"), "ended"))
}

/// `POST …/resend`: what stands in doubt goes out again.
pub async fn resend(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
) -> Result<Response, Oops> {
    app.floor.resend(id, who.editor.id).await?;
    Ok(axum::response::Redirect::to(&format!("/desk/edition/{id}/progress")).into_response())
}

/// `POST …/test`: the mail to whoever asks.
pub async fn test(
    State(app): Shared,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
) -> Result<Response, Oops> {
    app.floor.send_test(id, who.editor.email.clone(), who.editor.id).await?;
    Ok(back(id, "tested"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::story::{NewsletterId, Slot};
    use jiff::Timestamp;

    fn edition(slots: &[(i64, u8)]) -> Edition<Drafted> {
        let slots = slots
            .iter()
            .map(|(id, section)| Slot {
                id: SlotId(*id),
                section: *section,
                story: StoryId(*id),
                version: VersionId(*id),
                headline: String::new(),
                text: String::new(),
                reason: String::new(),
                origin: SlotOrigin::Draft,
                background: vec![],
                points: None,
                picture: None,
                hands: vec![],
                left_out: false,
            })
            .collect();
        Edition::load(
            EditionId(1),
            NewsletterId(1),
            civil::date(2026, 3, 1),
            String::new(),
            String::new(),
            slots,
            Timestamp::UNIX_EPOCH,
            1,
            EditionState::Drafted,
            None,
        )
    }

    #[test]
    fn moves_across_sections() {
        let e = edition(&[(1, 0), (2, 1), (3, 1), (4, 2)]);
        for (case, slot, to, want) in [
            ("up within", 3, "up", Some("1:0 3:1 2:1 4:2")),
            ("up over the border", 2, "up", Some("1:0 2:0 3:1 4:2")),
            ("down within", 2, "down", Some("1:0 3:1 2:1 4:2")),
            ("down over the border", 3, "down", Some("1:0 2:1 3:2 4:2")),
            ("to a section's end", 1, "2", Some("2:1 3:1 4:2 1:2")),
            ("nothing above", 1, "up", None),
            ("nothing below", 4, "down", None),
            ("no such section", 4, "9", None),
            ("no such slot", 9, "up", None),
            ("nonsense", 1, "sideways", None),
        ] {
            let got = moved(&e, 3, SlotId(slot), to).map(|rows| {
                rows.iter().map(|(s, at)| format!("{s}:{at}")).collect::<Vec<_>>().join(" ")
            });
            assert_eq!(got.as_deref(), want, "{case}");
        }
    }
}

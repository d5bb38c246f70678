//! Late news of an approved edition: what it would replace, and what an editor
//! does about it.

use super::done;
use super::edition::edition_of;
use super::edition_acts::{change, new_slot};
use super::edition_view::moment;
use super::session::{Fields, Who};
use crate::app::App;
use crate::oops::Oops;
use crate::public::show_text_lang;
use ::story::{
    Drafted, Edition, EditionId, EditionState, Lang, Newsletter, Section, SectionRole, SlotId,
    Standing, StoryId,
};
use axum::extract::{Extension, Path, State};
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use store::EditionChange;

/// Late news that nobody has decided about.
#[derive(Debug, Serialize)]
pub struct LateView {
    story: i64,
    headline: String,
    lang: String,
    dir: &'static str,
    source: String,
    came: String,
    /// Why it would lead.
    reason: String,
    /// The headline and the section of the slot it would replace.
    replaces: String,
    section: String,
    /// It is in the edition already, further down.
    inside: bool,
    /// The story of its event that came late, if that is another one.
    by: Option<String>,
}

/// The open late news of an approved edition.
pub async fn late_views(
    app: &App,
    n: &Newsletter,
    edition: &Edition<Drafted>,
) -> Result<Vec<LateView>, Oops> {
    if edition.state() != EditionState::Approved {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for open in app.store.late_news(edition.id).await? {
        if open.outcome.is_some() {
            continue;
        }
        let late = open.late;
        let Some(story) = app.store.story(late.story).await? else { continue };
        let Some(came) = app.store.story(late.came).await? else { continue };
        let Some(slot) = edition.slots.iter().find(|s| s.story == late.replaces) else { continue };
        if story.standing(edition.send_at) != Standing::Usable {
            continue;
        }
        let section = n.sections.get(usize::from(slot.section));
        out.push(LateView {
            story: late.story.0,
            headline: story.story.title(),
            lang: show_text_lang(&story.story.language, &Lang::of("en")),
            dir: story.story.language.direction(),
            source: story.source_name.clone(),
            came: moment(app, n, came.first_seen),
            reason: late.reason,
            replaces: slot.headline.clone(),
            section: section.map(|s| s.title.clone()).unwrap_or_default(),
            inside: edition.slots.iter().any(|s| s.story == late.story),
            by: (late.came != late.story).then(|| came.story.title()),
        });
    }
    Ok(out)
}

/// `POST …/late/{story}/take`: it leads, and the former lead moves down.
pub async fn take(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, story)): Path<(EditionId, StoryId)>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let (edition, n) = edition_of(&app, id).await?;
    let there = edition.slots.iter().find(|s| s.story == story).map(|s| s.id);
    let (at, order) = led(&edition, &n.sections, there)
        .ok_or_else(|| Oops::form("The newsletter has no section to lead in."))?;
    let new = match there {
        Some(_) => None,
        None => Some(new_slot(&app, &who, story, at).await?),
    };
    change(&app, &who, id, &fields, EditionChange::TakeLate { story, new, order }).await?;
    Ok(done(&format!("/desk/edition/{id}"), "late-taken"))
}

/// `POST …/late/{story}/dismiss`: the edition goes out without it.
pub async fn dismiss(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, story)): Path<(EditionId, StoryId)>,
) -> Result<Response, Oops> {
    app.store.dismiss_late(id, story, who.editor.id, app.now()).await?;
    Ok(done(&format!("/desk/edition/{id}"), "late-dismissed"))
}

/// The section for leads, and the order of the slots that are there once
/// something is put in front of it: `there`, or a slot that is still to come. A
/// lead that has no room any more goes to the top of the next section.
fn led(
    edition: &Edition<Drafted>,
    sections: &[Section],
    there: Option<SlotId>,
) -> Option<(u8, Vec<(SlotId, u8)>)> {
    let lead = sections.iter().position(|s| s.role == SectionRole::Lead).unwrap_or(0);
    let mut rows: Vec<Vec<SlotId>> = vec![Vec::new(); sections.len()];
    for slot in edition.slots.iter().filter(|s| Some(s.id) != there) {
        let at = usize::from(slot.section).min(sections.len().checked_sub(1)?);
        rows.get_mut(at)?.push(slot.id);
    }
    let room = usize::from(sections.get(lead)?.slots.max(1)) - 1;
    let row = rows.get_mut(lead)?;
    let down = row.split_off(room.min(row.len()));
    let below = if lead + 1 < rows.len() { lead + 1 } else { lead };
    let row = rows.get_mut(below)?;
    let place = if below == lead { row.len() } else { 0 };
    row.splice(place..place, down);
    let mut order: Vec<(SlotId, u8)> = Vec::new();
    let lead_at = u8::try_from(lead).ok()?;
    for (at, row) in rows.into_iter().enumerate() {
        if at == lead {
            order.extend(there.map(|s| (s, lead_at)));
        }
        let at = u8::try_from(at).ok()?;
        order.extend(row.into_iter().map(|s| (s, at)));
    }
    Some((lead_at, order))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::story::{NewsletterId, Slot, SlotOrigin, VersionId};
    use jiff::{Timestamp, civil};

    fn edition(slots: &[(i64, u8)]) -> Edition<Drafted> {
        let slot = |(id, section): &(i64, u8)| Slot {
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
        };
        Edition::load(
            EditionId(1),
            NewsletterId(1),
            civil::date(2026, 3, 1),
            String::new(),
            String::new(),
            slots.iter().map(slot).collect(),
            Timestamp::UNIX_EPOCH,
            1,
            EditionState::Approved,
            None,
        )
    }

    fn sections(of: &[(SectionRole, u8)]) -> Vec<Section> {
        of.iter()
            .map(|(role, slots)| Section { role: *role, title: String::new(), slots: *slots })
            .collect()
    }

    #[test]
    fn the_former_lead_moves_down() {
        use SectionRole::{Briefs, Lead, News};
        let usual = [(Lead, 1), (News, 5), (Briefs, 4)];
        let two_leads = [(Lead, 2), (News, 5)];
        let lead_last = [(News, 5), (Lead, 1)];
        for (case, sections_of, slots, there, want) in [
            ("a new one", &usual[..], &[(1, 0), (2, 1), (3, 2)][..], None, "0 1:1 2:1 3:2"),
            ("one from below", &usual, &[(1, 0), (2, 1), (3, 2)], Some(3), "0 3:0 1:1 2:1"),
            ("no lead was there", &usual, &[(2, 1)], None, "0 2:1"),
            ("room for two", &two_leads, &[(1, 0), (2, 1)], None, "0 1:0 2:1"),
            ("two, and one too many", &two_leads, &[(1, 0), (2, 0), (3, 1)], None, "0 1:0 2:1 3:1"),
            ("nothing below", &lead_last, &[(1, 0), (2, 1)], None, "1 1:0 2:1"),
        ] {
            let got = led(&edition(slots), &sections(sections_of), there.map(SlotId));
            let (at, order) = got.unwrap();
            let words = order.iter().map(|(s, at)| format!(" {s}:{at}")).collect::<String>();
            assert_eq!(format!("{at}{words}"), want, "{case}");
        }
        assert_eq!(led(&edition(&[]), &[], None), None, "no section at all");
    }
}

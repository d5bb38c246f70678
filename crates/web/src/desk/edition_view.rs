//! What the edition's page shows: slots in their sections, what moved on since
//! the draft, and the stories that could still come in.

use super::picture;
use crate::app::App;
use crate::oops::Oops;
use crate::public::show_text_lang;
use ::desk::{Shown, proposals};
use ::story::{
    Drafted, Edition, Hand, Lang, Newsletter, Signal, Slot, SlotId, SlotOrigin, Standing, StoryId,
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::HashSet;
use store::{StalePoints, StaleSlot, StoredStory, StoryFilter};

/// How far back the list of candidates reaches.
const WINDOW: SignedDuration = SignedDuration::from_hours(48);
/// How many candidates are shown.
const CANDIDATES: usize = 40;

/// A section with its slots.
#[derive(Debug, Serialize)]
pub struct SectionView {
    /// Its index.
    pub at: usize,
    /// What it is for: `lead`, `news`, `features`, `briefs`.
    pub role: &'static str,
    /// What readers see above it.
    pub title: String,
    /// How many slots the draft fills.
    pub wanted: u8,
    /// Its slots.
    pub slots: Vec<SlotView>,
}

/// A slot as editors see it.
#[derive(Debug, Serialize)]
pub struct SlotView {
    pub id: i64,
    pub story: i64,
    pub headline: String,
    pub text: String,
    pub reason: String,
    pub by_editor: bool,
    pub pinned: bool,
    /// Why no redraft touches it; empty where one may.
    pub stays: String,
    pub source: String,
    pub own: bool,
    pub when: String,
    pub kind: &'static str,
    pub lang: String,
    pub dir: &'static str,
    pub background: Vec<PartView>,
    /// Points of its event that it carries.
    pub points: Option<Vec<::story::SlotPoint>>,
    /// What became of the stories that its points rest on.
    pub points_stale: Vec<StaleView>,
    /// The picture that an editor chose.
    pub picture: Option<PictureView>,
    /// Its story brings pictures to choose from.
    pub has_pictures: bool,
    /// What moved on: `correction`, `facts`, `update`, `withdrawn`, `held`, `embargoed`.
    pub mark: Option<&'static str>,
    /// That in words.
    pub mark_words: String,
    /// There is a newer version to be taken.
    pub renewable: bool,
    /// It keeps the edition from being approved.
    pub blocks: bool,
    pub first: bool,
    pub last: bool,
}

/// A picture as editors see it.
#[derive(Debug, Serialize)]
pub struct PictureView {
    pub path: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
    pub credit: String,
    /// Its source does not bring it with the story any more.
    pub gone: bool,
}

/// A dated earlier story.
#[derive(Debug, Serialize)]
pub struct PartView {
    pub story: i64,
    pub date: String,
    pub text: String,
    pub source: String,
    pub kind: &'static str,
    /// Why it belongs there.
    pub reason: String,
}

/// A story that is not in the edition.
#[derive(Debug, Serialize)]
pub struct Candidate {
    pub story: i64,
    pub headline: String,
    pub source: String,
    pub own: bool,
    pub when: String,
    pub kind: &'static str,
    pub others: usize,
    /// Why it is not in, or what it would be taken for.
    pub why: String,
}

/// A story of the day that could not come in.
#[derive(Debug, Serialize)]
pub struct LeftOut {
    pub story: i64,
    pub headline: String,
    pub source: String,
    pub why: String,
}

/// A story that a slot's points rest on, and why they can't go out so.
#[derive(Debug, Serialize)]
pub struct StaleView {
    pub story: i64,
    pub headline: String,
    pub why: &'static str,
}

/// What became of the stories that a slot's points rest on.
async fn stale_views(
    app: &App,
    slot: SlotId,
    stale: &[StalePoints],
) -> Result<Vec<StaleView>, Oops> {
    let mut out = Vec::new();
    for of in stale.iter().filter(|s| s.slot == slot) {
        let story = app.store.story(of.story).await?;
        let why = match of.standing {
            Standing::Withdrawn => "its source has withdrawn it",
            Standing::Held => "its source has put it on hold",
            Standing::Embargoed => "it is under embargo beyond the send hour",
            Standing::Usable => "it was corrected, or has other facts since they were taken",
        };
        let headline = story.map(|s| s.story.title()).unwrap_or_default();
        out.push(StaleView { story: of.story.0, headline, why });
    }
    Ok(out)
}

/// The sections of an edition. A slot whose section is gone from the title
/// stands in the last one.
pub async fn sections(
    app: &App,
    n: &Newsletter,
    edition: &Edition<Drafted>,
) -> Result<Vec<SectionView>, Oops> {
    let stale = app.store.stale_slots(edition.id).await?;
    let stale_points = app.store.stale_points(edition.id).await?;
    let last_section = n.sections.len().saturating_sub(1);
    let mut out = Vec::new();
    for (at, section) in n.sections.iter().enumerate() {
        let here: Vec<&Slot> = edition
            .slots
            .iter()
            .filter(|s| usize::from(s.section).min(last_section) == at)
            .collect();
        let mut slots = Vec::new();
        for (place, slot) in here.iter().enumerate() {
            let Some(story) = app.store.story(slot.story).await? else { continue };
            let moved = stale.iter().find(|s| s.slot == slot.id);
            let mut view = slot_view(app, n, edition.send_at, slot, &story, moved);
            view.points_stale = stale_views(app, slot.id, &stale_points).await?;
            view.first = at == 0 && place == 0;
            view.last = at == last_section && place + 1 == here.len();
            slots.push(view);
        }
        let title = section.title.clone();
        out.push(SectionView {
            at,
            role: section.role.as_str(),
            title,
            wanted: section.slots,
            slots,
        });
    }
    Ok(out)
}

fn slot_view(
    app: &App,
    n: &Newsletter,
    send_at: Timestamp,
    slot: &Slot,
    story: &StoredStory,
    moved: Option<&StaleSlot>,
) -> SlotView {
    let standing = story.standing(send_at);
    let (mark, mark_words, blocks) = mark(standing, moved, story, n, app);
    SlotView {
        id: slot.id.0,
        story: slot.story.0,
        headline: slot.headline.clone(),
        text: slot.text.clone(),
        reason: slot.reason.clone(),
        by_editor: slot.origin == SlotOrigin::Editor,
        pinned: slot.hands.contains(&Hand::Pinned),
        stays: hands_words(slot).join(", "),
        source: story.source_name.clone(),
        own: story.own,
        when: moment(app, n, story.when()),
        kind: story.story.kind.as_str(),
        lang: show_text_lang(&story.story.language, &Lang::of("en")),
        dir: story.story.language.direction(),
        background: slot
            .background
            .iter()
            .map(|p| PartView {
                story: p.story.0,
                date: app.locales.day(&Lang::of("en"), p.date),
                text: p.text.clone(),
                source: p.source.clone(),
                kind: p.kind.as_str(),
                reason: p.reason.clone(),
            })
            .collect(),
        points: slot.points.clone(),
        points_stale: Vec::new(),
        picture: slot.picture.as_ref().map(|p| PictureView {
            path: picture::path(slot.story, &p.name),
            width: p.width,
            height: p.height,
            alt: p.alt.clone(),
            credit: p.credit.clone(),
            gone: picture::is_gone(story, p),
        }),
        has_pictures: picture::has_pictures(story),
        renewable: standing == Standing::Usable && story.version != slot.version,
        mark,
        mark_words,
        blocks,
        first: false,
        last: false,
    }
}

/// What editors did with a slot, in words; nothing where a redraft may touch it.
pub fn hands_words(slot: &Slot) -> Vec<&'static str> {
    let put_in = (slot.origin == SlotOrigin::Editor).then_some("put in by hand");
    let hands = slot.hands.iter().map(|hand| match hand {
        Hand::Pinned => "pinned",
        Hand::Moved => "moved by hand",
        Hand::Rewritten => "words by hand",
        Hand::Compared => "compared with a newer version",
    });
    put_in.into_iter().chain(hands).collect()
}

/// A proposal, and whether it is there already.
pub type Proposal = (String, bool);

/// Proposals for subject and preface, made of the slots as they stand.
pub fn proposed(
    app: &App,
    n: &Newsletter,
    edition: &Edition<Drafted>,
) -> (Vec<Proposal>, Vec<Proposal>) {
    let shown: Vec<Shown> = edition
        .slots
        .iter()
        .map(|s| Shown { section: s.section, headline: &s.headline, text: &s.text })
        .collect();
    let found = proposals(&n.sections, &shown);
    let also = (!found.also.is_empty()).then(|| {
        let headlines = found.also.join(" · ");
        app.locales.text(&n.language, "preface-also", &[("headlines", &headlines)])
    });
    let mark = |text: String, now: &str| {
        let there = text == now;
        (text, there)
    };
    let subjects = found.subjects.into_iter().map(|s| mark(s, &edition.subject)).collect();
    let prefaces = also.into_iter().chain(found.sentence);
    (subjects, prefaces.map(|p| mark(p, &edition.preface)).collect())
}

/// What stands against a slot, its word and its words, and whether it blocks
/// approval.
fn mark(
    standing: Standing,
    moved: Option<&StaleSlot>,
    story: &StoredStory,
    n: &Newsletter,
    app: &App,
) -> (Option<&'static str>, String, bool) {
    let seen = moment(app, n, story.seen);
    match standing {
        Standing::Withdrawn => {
            let words = format!("Withdrawn by {} ({seen}). Remove it.", story.source_name);
            (Some("withdrawn"), words, true)
        }
        Standing::Held => {
            let words = format!(
                "Put on hold by {} ({seen}). Remove it, or wait until it is released.",
                story.source_name
            );
            (Some("held"), words, true)
        }
        Standing::Embargoed => {
            let until = story.embargo.map(|e| moment(app, n, e)).unwrap_or_default();
            let words =
                format!("Under embargo until {until}. Remove it, or send the edition later.");
            (Some("embargoed"), words, true)
        }
        Standing::Usable => match moved.map(|m| m.signal) {
            Some(Signal::Correction) => {
                let words =
                    format!("Corrected by {} ({seen}). Take the new version.", story.source_name);
                (Some("correction"), words, true)
            }
            Some(_) if moved.is_some_and(StaleSlot::is_grave) => {
                let words = format!(
                    "{} sent a new version with other facts ({seen}). Compare, then take it or keep the words.",
                    story.source_name
                );
                (Some("facts"), words, true)
            }
            Some(_) => (Some("update"), format!("There is a newer version ({seen})."), false),
            None => (None, String::new(), false),
        },
    }
}

/// Day and hour in the title's zone, in the desk's words.
pub fn moment(app: &App, n: &Newsletter, at: Timestamp) -> String {
    app.locales.moment(&Lang::of("en"), at, &n.time_zone())
}

/// Stories of the last two days that are not in the edition, one of each
/// event, the most important event first; and the others of the day, each with
/// why it is not in.
pub async fn candidates(
    app: &App,
    n: &Newsletter,
    edition: &Edition<Drafted>,
) -> Result<(Vec<Candidate>, Vec<LeftOut>), Oops> {
    let since = app.now().checked_sub(WINDOW).unwrap_or(Timestamp::MIN);
    let inside: HashSet<StoryId> = edition.slots.iter().map(|s| s.story).collect();
    let filter = StoryFilter { since: Some(since), limit: 2000, ..StoryFilter::default() };
    let stories = app.store.stories(filter).await?;
    let order = match app.floor.events(since).await {
        Ok(events) => events.into_iter().map(|e| e.stories).collect(),
        Err(e) => {
            tracing::warn!("candidates stand by time only: {e}");
            stories.iter().map(|s| vec![s.id]).collect::<Vec<_>>()
        }
    };
    let why: Vec<(StoryId, String)> = match app.floor.why_not(edition.id).await {
        Ok(why) => why,
        Err(e) => {
            tracing::warn!("nothing is said of why stories are not in: {e}");
            Vec::new()
        }
    };
    let reason = |id: StoryId| why.iter().find(|(s, _)| *s == id).map(|(_, w)| w.clone());
    let mut out: Vec<Candidate> = Vec::new();
    for event in order {
        if event.iter().any(|id| inside.contains(id)) {
            continue;
        }
        let fit = event.iter().filter_map(|id| stories.iter().find(|s| s.id == *id)).find(|s| {
            let language = &s.story.language;
            s.standing(edition.send_at) == Standing::Usable
                && (language.is_unknown() || *language == n.language)
        });
        let Some(s) = fit else { continue };
        out.push(Candidate {
            story: s.id.0,
            headline: s.story.title(),
            source: s.source_name.clone(),
            own: s.own,
            when: moment(app, n, s.when()),
            kind: s.story.kind.as_str(),
            others: event.len() - 1,
            why: reason(s.id).unwrap_or_default(),
        });
        if out.len() == CANDIDATES {
            break;
        }
    }
    let offered: HashSet<i64> = out.iter().map(|c| c.story).collect();
    let left = why
        .iter()
        .filter(|(id, _)| !offered.contains(&id.0) && !inside.contains(id))
        .filter_map(|(id, why)| {
            let s = stories.iter().find(|s| s.id == *id)?;
            Some(LeftOut {
                story: id.0,
                headline: s.story.title(),
                source: s.source_name.clone(),
                why: why.clone(),
            })
        })
        .collect();
    Ok((out, left))
}

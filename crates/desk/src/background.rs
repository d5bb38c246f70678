//! What came before: the related coverage that a story brings along, dated
//! earlier steps of its running matter, and what an archive of all stories has
//! of it. One sentence each, in the words of the story it comes from, with the
//! reason why it stands there.
//!
//! The search itself is `related`'s; no store and no clock here.

use crate::cutting::{Cutting, in_order};
use crate::events::Judgement;
use crate::features::Lexicon;
use crate::piece::Piece;
use crate::related::{Archive, Related};
use crate::sentences::first_sentence;
use crate::stream::days_between;
use jiff::tz::TimeZone;
use story::{Background, Kind, SlotPart, Standing, StoryId};

/// Two stories that are not both judged may tell one event if they came out
/// within so many days.
const PERHAPS_ONE_EVENT: f32 = 3.0;

/// What is shown unasked has to be right: on labelled stories (`nightdesk eval`)
/// of those that are less alike than this, or share fewer weighty words, more
/// than half belong to another matter; of those above, about one in five.
const LIKE_ENOUGH: f32 = 0.12;
const SHARED: usize = 3;

/// A story of the archive that was found for another, as it stands now.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The story, newest version.
    pub cutting: Cutting<'a>,
    /// Why it was found.
    pub related: &'a Related,
}

/// What an archive has of a story's background, the nearest first, `most` at
/// most: nothing of the event it tells, and nothing that may be of it where the
/// judgement does not reach back to both.
pub fn look_back(
    archive: &Archive,
    judgement: &Judgement,
    story: &Cutting,
    most: usize,
) -> Vec<Related> {
    let event_of = |s: StoryId| judgement.event_of(s).map(|e| e.id);
    let here = event_of(story.story);
    let features = Lexicon::new().read(&Piece::from(story));
    let same = |s: StoryId| here.is_some() && event_of(s) == here;
    let mut found = archive.related(&features, most, same);
    found.retain(|r| {
        let judged = here.is_some() && event_of(r.story).is_some();
        let apart = |when| days_between(when, story.when) >= PERHAPS_ONE_EVENT;
        let alike = r.likeness(story.when) >= LIKE_ENOUGH && r.shared.len() >= SHARED;
        alike && (judged || r.when.is_some_and(apart))
    });
    found
}

/// The background of a story: newest first, one entry for an event and one for
/// a day, at most `limit`. `found` is what an archive has, by [`look_back`].
///
/// What the story brings along comes first, then in turn steps of its running
/// matter (the newest, the first, the others) and what was found. Entries of
/// its own `background` carry the earlier story's number where it lies among
/// the cuttings (same address or same title), else the number of the story
/// that brings them. Nothing held, withdrawn or embargoed, nothing in another
/// language, no copy, nothing of the same event and nothing that is not
/// earlier.
pub fn background(
    judgement: &Judgement,
    cuttings: &[Cutting],
    story: &Cutting,
    found: &[Found],
    zone: &TimeZone,
    limit: usize,
) -> Vec<SlotPart> {
    let all = in_order(cuttings);
    let event_of = |s: StoryId| judgement.event_of(s).map(|e| e.id);
    let day = |c: &Cutting| c.when.to_zoned_datetime(zone.clone()).date();
    let fits = |c: &Cutting| {
        c.when < story.when
            && !c.is_stopped()
            && c.standing == Standing::Usable
            && c.language() == story.language()
            && judgement.original_of(c.story).is_none()
    };
    let told = |c: &Cutting, reason: String| {
        let text = first_sentence(c.text.summary());
        let text = if text.is_empty() { c.text.title() } else { text };
        let (date, source) = (day(c), c.source_name.to_owned());
        SlotPart { story: c.story, date, text, source, kind: c.text.kind, reason }
    };

    let mut brought: Vec<SlotPart> = Vec::new();
    for entry in &story.text.background {
        let text = first_sentence(if entry.teaser.is_empty() {
            entry.title.as_deref().unwrap_or_default()
        } else {
            &entry.teaser
        });
        if text.is_empty() || entry.date > day(story) {
            continue;
        }
        let there = all.iter().find(|c| {
            c.story != story.story
                && ((entry.url.is_some() && c.text.url == entry.url)
                    || (entry.title.is_some() && c.text.headline == entry.title))
        });
        let event = event_of(story.story);
        let barred = |c: &Cutting| {
            c.is_stopped()
                || c.standing != Standing::Usable
                || (event.is_some() && event_of(c.story) == event)
        };
        let from = match there {
            Some(c) if barred(c) => continue,
            Some(c) => c,
            None => story,
        };
        brought.push(SlotPart {
            story: from.story,
            date: entry.date,
            text,
            source: from.source_name.to_owned(),
            kind: there.map_or_else(|| kind_of(entry), |c| c.text.kind),
            reason: "brought along by the story".to_owned(),
        });
    }
    brought.sort_by_key(|p| std::cmp::Reverse(p.date));

    let event = judgement.event_of(story.story);
    let matter = event.and_then(|e| judgement.matter_of(e.id));
    let mut steps: Vec<SlotPart> = Vec::new();
    for step in matter.iter().flat_map(|m| m.events.iter().rev()) {
        let Some(step) = judgement.events.get(*step) else { continue };
        if event.is_some_and(|e| e.id == step.id) || step.first >= story.when {
            continue;
        }
        // The event's own story of the house, else its newest that is earlier.
        let best = all
            .iter()
            .filter(|c| step.stories.contains(&c.story) && fits(c))
            .max_by_key(|c| (c.own, c.when, c.story));
        let title = matter.map_or("", |m| &m.title);
        steps.extend(best.map(|c| told(c, format!("an earlier step of “{title}”"))));
    }
    // How it began says more than what was between.
    if let Some(first) = steps.pop() {
        steps.insert(steps.len().min(1), first);
    }

    let found = found.iter().filter(|f| fits(&f.cutting)).map(|f| {
        let reason = f.related.reason(Some(story.when));
        told(&f.cutting, reason)
    });

    let mut kept: Vec<SlotPart> = Vec::new();
    for part in brought.into_iter().chain(in_turn(steps, found)) {
        let repeats = part.text.is_empty()
            || kept.iter().any(|k| {
                let one_event = event_of(k.story).is_some()
                    && event_of(k.story) == event_of(part.story)
                    && k.story != story.story;
                k.date == part.date || k.text == part.text || one_event
            });
        if !repeats && kept.len() < limit {
            kept.push(part);
        }
    }
    kept.sort_by_key(|p| std::cmp::Reverse(p.date));
    kept
}

/// One of each in turn, the rest at the end.
fn in_turn(
    a: impl IntoIterator<Item = SlotPart>,
    b: impl IntoIterator<Item = SlotPart>,
) -> Vec<SlotPart> {
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    let mut out = Vec::new();
    loop {
        let (one, other) = (a.next(), b.next());
        if one.is_none() && other.is_none() {
            return out;
        }
        out.extend(one.into_iter().chain(other));
    }
}

/// What sort of journalism an entry is that lies nowhere: by its title's label
/// or its address.
fn kind_of(entry: &Background) -> Kind {
    let title = entry.title.as_deref().and_then(Kind::of_headline).map(|(kind, _)| kind);
    title.or_else(|| Kind::of_address(entry.url.as_deref()?)).unwrap_or_default()
}

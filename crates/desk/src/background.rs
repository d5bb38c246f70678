//! What came before: dated earlier stories of the same running matter, and the
//! related coverage that the story itself brings along. One sentence each, in
//! the words of the story it comes from.

use crate::cutting::{Cutting, in_order};
use crate::events::Judgement;
use crate::sentences::first_sentence;
use jiff::tz::TimeZone;
use story::{SlotPart, Standing, StoryId};

/// The background of a story: newest first, one entry for an event and one for
/// a day, at most `limit`.
///
/// Entries that the story brings along in its own `background` carry the
/// earlier story's number where it lies among the cuttings (same address or
/// same title), else the number of the story that brings them. Nothing held,
/// withdrawn or embargoed, nothing in another language, nothing of the same
/// event and nothing that is not earlier.
pub fn background(
    judgement: &Judgement,
    cuttings: &[Cutting],
    story: StoryId,
    zone: &TimeZone,
    limit: usize,
) -> Vec<SlotPart> {
    let all = in_order(cuttings);
    let Some(this) = all.iter().find(|c| c.story == story) else { return Vec::new() };
    let Some(event) = judgement.event_of(story) else { return Vec::new() };
    let day = |c: &Cutting| c.when.to_zoned_datetime(zone.clone()).date();
    let usable = |c: &Cutting| !c.is_stopped() && c.standing == Standing::Usable;
    let mut found: Vec<SlotPart> = Vec::new();

    for entry in &this.text.background {
        let text = first_sentence(if entry.teaser.is_empty() {
            entry.title.as_deref().unwrap_or_default()
        } else {
            &entry.teaser
        });
        if text.is_empty() || entry.date > day(this) {
            continue;
        }
        let there = all.iter().find(|c| {
            c.story != story
                && ((entry.url.is_some() && c.text.url == entry.url)
                    || (entry.title.is_some() && c.text.headline == entry.title))
        });
        match there {
            Some(c) if !usable(c) => {}
            Some(c) => found.push(SlotPart {
                story: c.story,
                date: entry.date,
                text,
                source: c.source_name.to_owned(),
            }),
            None => found.push(SlotPart {
                story,
                date: entry.date,
                text,
                source: this.source_name.to_owned(),
            }),
        }
    }

    let steps = judgement.matter_of(event.id).map(|m| m.events.as_slice()).unwrap_or_default();
    for step in steps.iter().rev().filter_map(|e| judgement.events.get(*e)) {
        if step.id == event.id || step.first >= this.when {
            continue;
        }
        // The event's own story of the house, else its newest that is earlier.
        let told = all
            .iter()
            .filter(|c| {
                step.stories.contains(&c.story)
                    && c.when < this.when
                    && usable(c)
                    && c.language() == this.language()
                    && judgement.original_of(c.story).is_none()
            })
            .max_by_key(|c| (c.own, c.when, c.story));
        if let Some(c) = told {
            let text = first_sentence(c.text.summary());
            let text = if text.is_empty() { c.text.title() } else { text };
            if !text.is_empty() {
                found.push(SlotPart {
                    story: c.story,
                    date: day(c),
                    text,
                    source: c.source_name.to_owned(),
                });
            }
        }
    }

    // Stable: what the story itself brings stands before what the desk found.
    found.sort_by_key(|p| std::cmp::Reverse(p.date));
    let mut kept: Vec<SlotPart> = Vec::new();
    for part in found {
        let event_of = |s: StoryId| judgement.event_of(s).map(|e| e.id);
        let told = kept.iter().any(|k| {
            k.date == part.date
                || k.text == part.text
                || (k.story != story
                    && part.story != story
                    && event_of(k.story) == event_of(part.story))
        });
        if !told && kept.len() < limit {
            kept.push(part);
        }
    }
    kept
}

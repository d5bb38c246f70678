//! What a story is worth to an edition, part by part, and the sentence that
//! says so. Every number in a reason is counted from the judgement, so that an
//! editor can check it.

use crate::cutting::Cutting;
use crate::events::{Event, Judgement};
use jiff::{Timestamp, tz::TimeZone};
use story::Rules;

/// The parts of a story's score; the sum decides its place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Worth {
    /// log2(1 + independent sources of its event).
    pub sources: f64,
    /// 1.5 for the newsroom's own journalism.
    pub own: f64,
    /// 1.5, 1 and 0.5 for urgency 1, 2, 3.
    pub urgency: f64,
    /// 0.3 times ln(1 + reports of its event in the last six hours, but one).
    pub speed: f64,
    /// 1 now, falling to 1/e in twelve hours.
    pub recency: f64,
    /// 0.3 for the newest step of a running matter.
    pub matter: f64,
    /// What the newsroom gives to all stories of the source.
    pub weight: f64,
}

impl Worth {
    pub(crate) fn of(c: &Cutting, judgement: &Judgement, now: Timestamp, rules: &Rules) -> Self {
        let event = judgement.event_of(c.story);
        let sources = event.map_or(1, |e| e.sources.max(1));
        let hours = now.as_second().saturating_sub(c.when.as_second()).max(0) as f64 / 3600.0;
        Self {
            sources: (1.0 + sources as f64).log2(),
            own: if c.own && rules.own_first { 1.5 } else { 0.0 },
            speed: event.map_or(0.0, |e| speed(e, now)),
            urgency: match c.urgency {
                Some(1) => 1.5,
                Some(2) => 1.0,
                Some(3) => 0.5,
                _ => 0.0,
            },
            recency: (-hours / 12.0).exp(),
            matter: if newest_step(c, judgement).is_some() { 0.3 } else { 0.0 },
            weight: if c.weight.is_finite() { c.weight } else { 0.0 },
        }
    }

    pub(crate) fn sum(&self) -> f64 {
        self.sources
            + self.own
            + self.urgency
            + self.speed
            + self.recency
            + self.matter
            + self.weight
    }
}

/// How fast an event is told: one report alone has no speed.
fn speed(event: &Event, now: Timestamp) -> f64 {
    let fresh = event
        .times
        .iter()
        .filter(|t| **t <= now && now.as_second().saturating_sub(t.as_second()) <= 6 * 3600)
        .count();
    0.3 * (fresh.max(1) as f64).ln()
}

/// (number of events, start) of the matter whose newest event the story tells.
fn newest_step(c: &Cutting, judgement: &Judgement) -> Option<(usize, Timestamp)> {
    let event = judgement.event_of(c.story)?;
    let matter = judgement.matter_of(event.id)?;
    let steps = || matter.events.iter().filter_map(|e| judgement.events.get(*e));
    let newest = steps().max_by_key(|e| (e.last, e.id))?;
    (newest.id == event.id).then(|| Some((steps().count(), steps().map(|e| e.first).min()?)))?
}

/// Why a story stands in the edition, in words.
pub(crate) fn reason(
    c: &Cutting,
    judgement: &Judgement,
    worth: &Worth,
    send_at: Timestamp,
    zone: &TimeZone,
) -> String {
    let local = |t: Timestamp| t.to_zoned_datetime(zone.clone());
    let at = local(c.when);
    // A year is said only where it is another one.
    let day = |t: Timestamp| {
        let t = local(t);
        let this_year = t.year() == local(send_at).year();
        t.strftime(if this_year { "%-d %b" } else { "%-d %b %Y" }).to_string()
    };
    let hour = if at.date() == local(send_at).date() {
        at.strftime("%H:%M").to_string()
    } else {
        format!("{} {}", day(c.when), at.strftime("%H:%M"))
    };
    let mut parts = vec![if c.own {
        format!("Own story of {hour}")
    } else {
        format!("{}, {hour}", c.source_name)
    }];
    if let Some(event) = judgement.event_of(c.story) {
        parts.push(match event.sources {
            0 | 1 => "one source reports the event".to_owned(),
            n => {
                let mut names = event.source_names.iter().take(4).cloned().collect::<Vec<_>>();
                if n > 4 {
                    names.push(format!("{} more", n - 4));
                }
                format!("{n} independent sources report the event ({})", names.join(", "))
            }
        });
        if let Some((steps, since)) = newest_step(c, judgement) {
            parts.push(format!(
                "newest development of a running matter ({steps} events since {})",
                day(since)
            ));
        } else if let Some(matter) = judgement.matter_of(event.id) {
            parts.push(format!("part of a running matter ({} events)", matter.events.len()));
        }
    }
    if let Some(u) = c.urgency.filter(|u| *u <= 3) {
        parts.push(format!("urgency {u}"));
    }
    if let Some(until) = c.embargo.filter(|e| *e > c.when) {
        parts.push(format!("free from {} {}", day(until), local(until).strftime("%H:%M")));
    }
    let mut sum = vec![format!("sources {:.1}", worth.sources)];
    for (name, part) in [
        ("own", worth.own),
        ("urgency", worth.urgency),
        ("speed", worth.speed),
        ("recency", worth.recency),
        ("running matter", worth.matter),
        ("the source's weight", worth.weight),
    ] {
        if part.abs() >= 0.05 {
            sum.push(format!("{name} {part:.1}"));
        }
    }
    format!("{}. Score {:.1}: {}.", parts.join("; "), worth.sum(), sum.join(", "))
}

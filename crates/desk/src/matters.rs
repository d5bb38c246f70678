//! Which events are steps of one running matter: as the stream proposed over
//! months, and as editors decided, whose word is final. What comes back at
//! regular times is a series.
//!
//! Of what the stream proposes only events are shown together whose headlines
//! share words too: where all news is of one place, likeness alone runs
//! everything into one, and a wrong link costs an editor more than a missing.

use crate::decisions::{Decisions, Step};
use crate::events::{Judgement, Matter};
use crate::stream::EventId;
use crate::vector::Term;
use jiff::{Timestamp, tz::TimeZone};
use std::collections::BTreeMap;
use story::StoryId;

/// Words of the headlines that two steps share.
const SHARED: usize = 2;
/// A word that stands in more headlines than this share of them tells nothing.
const COMMON: f32 = 0.15;
/// Below so many events every word may tell something.
const FEW: usize = 20;
/// Events that a series needs, and how far its gaps may be from their middle,
/// as a share of it.
const SERIES: usize = 4;
const REGULAR: f64 = 0.1;
/// A series has a day or more between its events.
const LEAST_GAP: f64 = 20.0;

/// The running matters of two events or more, by first event. `threads` has
/// the proposal for each event, `titles` the words of its headlines, rising.
pub(crate) fn matters(
    judgement: &Judgement,
    threads: &[EventId],
    titles: &[Vec<Term>],
    decisions: &Decisions,
) -> Vec<Matter> {
    // Events by matter; matters by a number of their own, which decisions
    // may make new.
    let mut of = proposed(threads, titles);
    let mut next = of.len();
    let mut confirmed: Vec<usize> = Vec::new();
    let event = |s: StoryId| judgement.event_of(s).map(|e| e.id);
    for step in decisions.steps() {
        match step {
            Step::Belongs(a, b) => {
                let (Some(a), Some(b)) = (event(*a), event(*b)) else { continue };
                if let Some(matter) = of.get(b).copied()
                    && let Some(own) = of.get_mut(a)
                {
                    *own = matter;
                    confirmed.push(matter);
                }
            }
            Step::Outside(story) => {
                if let Some(own) = event(*story).and_then(|e| of.get_mut(e)) {
                    *own = next;
                    next += 1;
                }
            }
            Step::Merged(a, b) => {
                let (Some(a), Some(b)) = (event(*a), event(*b)) else { continue };
                if let (Some(from), Some(to)) = (of.get(a).copied(), of.get(b).copied()) {
                    of.iter_mut().filter(|m| **m == from).for_each(|m| *m = to);
                    confirmed.push(to);
                }
            }
        }
    }
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (event, matter) in of.iter().enumerate() {
        found.entry(*matter).or_default().push(event);
    }
    let mut matters: Vec<Matter> = found
        .into_iter()
        .filter(|(_, events)| events.len() > 1)
        .map(|(number, events)| {
            let all = || events.iter().filter_map(|e| judgement.events.get(*e));
            let name = all().flat_map(|e| &e.stories).find_map(|s| decisions.name(*s));
            let first = all().next().map(|e| e.title.clone()).unwrap_or_default();
            Matter {
                title: name.map_or(first, str::to_owned),
                series: is_series(all().map(|e| e.first)),
                confirmed: name.is_some() || confirmed.contains(&number),
                events,
            }
        })
        .collect();
    matters.sort_by_key(|m| m.events.first().copied());
    matters
}

/// A matter for each event: that of the first event that it hangs together
/// with, over events of one thread whose headlines share words.
fn proposed(threads: &[EventId], titles: &[Vec<Term>]) -> Vec<usize> {
    let mut spread: BTreeMap<Term, usize> = BTreeMap::new();
    for term in titles.iter().flatten() {
        *spread.entry(*term).or_default() += 1;
    }
    let most = match titles.len() {
        n if n < FEW => n,
        n => (n as f32 * COMMON) as usize,
    };
    let telling = |t: &&Term| spread.get(t).is_none_or(|n| *n <= most);
    let mut by_thread: BTreeMap<EventId, Vec<usize>> = BTreeMap::new();
    for (event, thread) in threads.iter().enumerate() {
        by_thread.entry(*thread).or_default().push(event);
    }
    let mut of: Vec<usize> = (0..threads.len()).collect();
    for events in by_thread.into_values() {
        for (n, a) in events.iter().enumerate() {
            let Some(words) = titles.get(*a) else { continue };
            for b in events.iter().take(n) {
                let shared = words
                    .iter()
                    .filter(telling)
                    .filter(|t| titles.get(*b).is_some_and(|o| o.binary_search(t).is_ok()));
                if let (Some(one), Some(other)) = (of.get(*a).copied(), of.get(*b).copied())
                    && one != other
                    && shared.count() >= SHARED
                {
                    let (from, to) = (one.max(other), one.min(other));
                    of.iter_mut().filter(|m| **m == from).for_each(|m| *m = to);
                }
            }
        }
    }
    of
}

/// True where the times are alike far apart and, a week or more apart, fall on
/// one day of the week (or of the month).
fn is_series(times: impl Iterator<Item = Timestamp>) -> bool {
    let times: Vec<Timestamp> = times.collect();
    if times.len() < SERIES {
        return false;
    }
    let mut gaps: Vec<f64> = times
        .windows(2)
        .filter_map(|w| Some(w.get(1)?.duration_since(*w.first()?).as_secs_f64() / 3_600.0))
        .collect();
    gaps.sort_by(f64::total_cmp);
    let Some(middle) = gaps.get(gaps.len() / 2).copied() else { return false };
    let regular = gaps.iter().all(|g| (g - middle).abs() <= REGULAR * middle);
    let day = |t: &Timestamp| TimeZone::UTC.to_datetime(*t).date();
    let same = |of: &dyn Fn(&Timestamp) -> i8| {
        times.windows(2).all(|w| w.first().map(of) == w.get(1).map(of))
    };
    middle >= LEAST_GAP
        && (regular
            || same(&|t| day(t).weekday().to_monday_one_offset())
            || same(&|t| day(t).day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(times: &[&str]) -> bool {
        is_series(times.iter().map(|t| t.parse().unwrap()))
    }

    #[test]
    fn what_comes_back_at_regular_times_is_a_series() {
        assert!(series(&[
            "2026-11-05T09:00:00Z",
            "2026-11-12T09:30:00Z",
            "2026-11-19T08:00:00Z",
            "2026-12-03T09:00:00Z",
        ]));
        assert!(series(&[
            "2026-08-15T09:00:00Z",
            "2026-09-15T09:00:00Z",
            "2026-10-15T09:00:00Z",
            "2026-11-15T09:00:00Z",
        ]));
        assert!(!series(&[
            "2026-11-05T09:00:00Z",
            "2026-11-06T09:30:00Z",
            "2026-11-10T08:00:00Z",
            "2026-12-03T09:00:00Z",
        ]));
        assert!(!series(&["2026-11-05T09:00:00Z", "2026-11-12T09:00:00Z"]));
        assert!(!series(&[]));
    }
}

//! The desk's judgement of a stream: one story after the other, each put into
//! the event it is most like on average, if that, faded by the time between,
//! reaches the threshold; else it opens one. An answer rests on the story, on
//! earlier ones and on editors' decisions, never on what comes later.
//!
//! What is older than the window is dropped, so memory stays flat. Everything
//! can be saved and restored in mid-stream.

mod joined;
mod live;
mod repair;
mod threads;
mod watch;

pub use joined::{By, EventId, Joined, Match, Shared};
pub use repair::Move;
pub use watch::Watch;

use crate::copies::CopyWindow;
use crate::decisions::Decisions;
use crate::features::Features;
use crate::rarity::{Rarity, Spread, Vector, heaviest_words};
use crate::vector::{heavier, shared};
use jiff::{SignedDuration, Timestamp};
use live::{Likened, Window};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use story::StoryId;
use threads::Threads;

/// Days in which the likeness of a story to an event falls to 1/e.
const FADE_DAYS: f32 = 1.5;
/// How much names and numbers count beside words; more where no time helps.
const NAMES: f32 = 0.05;
const UNTIMED_NAMES: f32 = 0.3;
/// The threshold of a sparse desk, and of one with 500 stories a day.
const SPARSE: f32 = 0.13;
const DENSE: f32 = 0.20;
const DENSE_PER_DAY: f32 = 500.0;
/// The threshold where there are no times to help.
const UNTIMED: f32 = 0.22;
/// Days that a story can be joined; fewer on a heavy wire.
const WINDOW_DAYS: i64 = 7;
const HEAVY_WINDOW_DAYS: i64 = 3;
const HEAVY_PER_DAY: f32 = 2_000.0;
/// What a live blog or a round-up needs of the threshold.
const MIXED: f32 = 1.5;
/// Stories that a young archive is taken to hold besides its own, so that the
/// words of a matter that fills half of it still count as rare: few to tell
/// events apart, many to see what they have in common over months.
const SUPPOSED: f32 = 300.0;
const SUPPOSED_FOR_MONTHS: f32 = 5_000.0;
/// Events are looked for by a story's heaviest words; words that stand in more
/// stories than this find none; the best by these are compared in full, if
/// these alone give so much of the threshold.
const LOOKED_UP: usize = 25;
const FAINT: f32 = 0.15;
const COMMON: usize = 4_000;
const LOOKED_AT: usize = 400;
const COMPARED: usize = 40;
/// A call is close if the next best is so near, or the score so near the
/// threshold.
const NEAR: f32 = 0.03;
const DOUBTFUL: std::ops::RangeInclusive<f32> = 0.8..=1.2;
/// So many stories of an event tell what it is about.
const TELLING: u32 = 5;
/// Stories dropped with each that comes, so that a new day costs no pause.
const DROPPED: usize = 8;
/// Shared words shown.
const SHOWN: usize = 6;

/// A stream of stories and what became of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stream {
    /// Times say nothing.
    untimed: bool,
    rarity: Rarity,
    copies: CopyWindow,
    window: Window,
    decisions: Decisions,
    threads: Threads,
    next: u32,
    now: Timestamp,
    /// Stories by day of the window.
    arrivals: BTreeMap<i64, u32>,
}

impl Stream {
    /// A stream of dated stories.
    pub fn new() -> Self {
        Self::default()
    }

    /// A stream whose times say nothing: likeness never fades, nothing is
    /// dropped.
    pub fn untimed() -> Self {
        Self { untimed: true, ..Self::default() }
    }

    /// Takes a story and says where it went. One that is there already is a
    /// new version: its words are replaced, it keeps its event.
    pub fn push(&mut self, story: &Features) -> Joined {
        let when = self.turn_to(story);
        let copy_of = self.copy_of(story);
        let known = self.window.stories.get(&story.id).map(|h| h.event);
        let spread = match known {
            Some(_) => self.rarity.spread(story),
            None => self.rarity.count(story),
        };
        let vector = self.rarity.weigh(story, &spread, SUPPOSED);
        let threshold = self.threshold();
        let ranked = self.ranked(&vector, when, story.id);
        let need = if story.mixed { threshold * MIXED } else { threshold };
        let best = ranked.first().copied();
        let liked = best.filter(|(_, score)| *score >= need).map(|(e, _)| e);
        let (event, by) = if let Some(event) = known {
            (event, By::Version)
        } else if let Some(event) = self.decided(story.id) {
            (event, By::Editor)
        } else if let Some(event) = copy_of
            .and_then(|(o, _)| self.window.stories.get(&o))
            .map(|h| h.event)
            .filter(|e| !self.barred(story.id).contains(e))
        {
            (event, By::Copy)
        } else if let Some(event) = liked {
            (event, By::Likeness)
        } else {
            self.next += 1;
            (EventId(self.next - 1), By::Opened)
        };
        let compared = if by == By::Opened { best.map(|(e, _)| e) } else { Some(event) };
        let runner_up = ranked.iter().copied().find(|(e, _)| Some(*e) != compared);
        let top = best.map_or(0.0, |(_, s)| s);
        let joined = Joined {
            story: story.id,
            event,
            by,
            best: compared.and_then(|e| self.compare(&vector, when, e)),
            runner_up,
            threshold: need,
            check: matches!(by, By::Likeness | By::Opened)
                && (DOUBTFUL.contains(&(top / need))
                    || (by == By::Likeness && runner_up.is_some_and(|(_, s)| top - s < NEAR))),
            copy_of,
        };
        if known.is_some() {
            self.window.take(story.id);
        }
        self.thread(story, &spread, event, by);
        self.window.put(story.id, event, when, vector, copy_of, story.mixed);
        joined
    }

    /// The event a story of the window is in.
    pub fn event_of(&self, story: StoryId) -> Option<EventId> {
        self.window.stories.get(&story).map(|h| h.event)
    }

    /// The running story that an event may belong to, by its first event; most
    /// events stand alone.
    pub fn thread_of(&self, event: EventId) -> EventId {
        self.threads.of(event)
    }

    /// Tells the running stories of a new story. One that says nothing new, or
    /// is one of many of its event, says nothing of what it runs about either.
    fn thread(&mut self, story: &Features, spread: &Spread, event: EventId, by: By) {
        let when = story.when.filter(|_| !self.untimed);
        let told = self.window.event(event).map_or(0, |live| live.voters);
        if matches!(by, By::Version | By::Copy) || told >= TELLING {
            return;
        }
        let vector = self.rarity.weigh(story, spread, SUPPOSED_FOR_MONTHS);
        match by {
            By::Opened => self.threads.open(event, &vector, when),
            _ => self.threads.tell(event, &vector, when),
        }
    }

    /// Takes over all that was decided before the first story came.
    pub fn decide_all(&mut self, decisions: Decisions) {
        self.decisions = decisions;
    }

    /// The threshold of the moment.
    pub fn threshold(&self) -> f32 {
        let usual = if self.untimed {
            UNTIMED
        } else {
            SPARSE + (DENSE - SPARSE) * (self.per_day() / DENSE_PER_DAY).clamp(0.0, 1.0)
        };
        usual * self.decisions.factor()
    }

    /// Turns the clock to the story's time and drops what has grown old.
    fn turn_to(&mut self, story: &Features) -> Timestamp {
        if self.untimed {
            self.copies.keep(story.id, &story.runs, 0, 0);
            return self.now;
        }
        let when = story.when.unwrap_or(self.now);
        self.now = if self.arrivals.is_empty() { when } else { self.now.max(when) };
        let today = day(self.now);
        let days = if self.per_day() > HEAVY_PER_DAY { HEAVY_WINDOW_DAYS } else { WINDOW_DAYS };
        *self.arrivals.entry(day(when)).or_default() += 1;
        self.arrivals.retain(|d, _| *d > today - WINDOW_DAYS);
        self.copies.keep(story.id, &story.runs, today, today - days);
        let since = self.now.saturating_sub(SignedDuration::from_hours(24 * days));
        for old in self.window.old(since.unwrap_or(Timestamp::MIN), DROPPED) {
            if old != story.id {
                self.window.take(old);
            }
        }
        when
    }

    /// Stories a day over the last week.
    fn per_day(&self) -> f32 {
        let (Some((first, _)), Some((last, _))) =
            (self.arrivals.first_key_value(), self.arrivals.last_key_value())
        else {
            return 0.0;
        };
        self.arrivals.values().sum::<u32>() as f32 / (last - first + 1) as f32
    }

    /// The first print of the story's text in the window.
    fn copy_of(&self, story: &Features) -> Option<(StoryId, f32)> {
        let (found, share) = self.copies.original(story.id, &story.runs)?;
        match self.window.stories.get(&found).and_then(|h| h.copy_of) {
            Some((first, _)) if first != story.id => Some((first, share)),
            Some(_) => None,
            None => Some((found, share)),
        }
    }

    /// The event that editors put the story into.
    fn decided(&self, story: StoryId) -> Option<EventId> {
        self.decisions.same(story).find_map(|other| self.event_of(other))
    }

    /// The events that editors keep the story out of.
    fn barred(&self, story: StoryId) -> Vec<EventId> {
        self.decisions.apart(story).filter_map(|other| self.event_of(other)).collect()
    }

    /// The events most like a vector, scored in full, the best first.
    fn ranked(&mut self, vector: &Vector, when: Timestamp, story: StoryId) -> Vec<(EventId, f32)> {
        let least = FAINT * self.threshold();
        let mut partial = self.window.near(&vector.words, LOOKED_UP, COMMON, least);
        if partial.len() > LOOKED_AT {
            partial.select_nth_unstable_by(LOOKED_AT, heavier);
            partial.truncate(LOOKED_AT);
        }
        for (place, sum) in &mut partial {
            *sum = self.window.at(*place).map_or(0.0, |live| {
                *sum / live.voters.max(1) as f32 * self.fading(live.last, when)
            });
        }
        partial.retain(|(_, score)| *score >= least);
        if partial.len() > COMPARED {
            partial.select_nth_unstable_by(COMPARED, heavier);
            partial.truncate(COMPARED);
        }
        let likened = Likened::new(vector);
        let barred = self.barred(story);
        let mut found: Vec<(EventId, f32)> = partial
            .into_iter()
            .filter_map(|(place, _)| self.window.at(place))
            .filter(|live| !barred.contains(&live.event))
            .map(|live| {
                let likeness = self.weighed(likened.means(live));
                (live.event, likeness * self.fading(live.last, when))
            })
            .collect();
        found.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    /// What the time between leaves of the likeness, 0 to 1.
    fn fading(&self, one: Timestamp, other: Timestamp) -> f32 {
        if self.untimed { 1.0 } else { (-days_between(one, other) / FADE_DAYS).exp() }
    }

    fn names(&self) -> f32 {
        if self.untimed { UNTIMED_NAMES } else { NAMES }
    }

    /// Words and names made one likeness.
    fn weighed(&self, (words, names): (f32, f32)) -> f32 {
        (1.0 - self.names()) * words + self.names() * names
    }

    fn compare(&self, vector: &Vector, when: Timestamp, event: EventId) -> Option<Match> {
        let live = self.window.event(event)?;
        let likeness = self.weighed(Likened::new(vector).means(live));
        let mut parts: Vec<(u32, f32)> = Vec::new();
        let n = live.voters.max(1) as f32;
        for (a, b, times) in [
            (&vector.words, &live.sum.words, 1.0 - self.names()),
            (&vector.names, &live.sum.names, self.names()),
        ] {
            shared(a, b, |term, product| parts.push((term, times * product / n)));
        }
        let sum: f32 = parts.iter().map(|(_, part)| part).sum();
        Some(Match {
            event,
            score: likeness * self.fading(live.last, when),
            likeness,
            hours_apart: (!self.untimed).then(|| days_between(live.last, when) * 24.0),
            shared: heaviest_words(&parts, SHOWN, |term| self.rarity.word(term))
                .into_iter()
                .map(|(word, part)| Shared { word: word.to_owned(), share: part / sum })
                .collect(),
        })
    }
}

/// The day of an instant, in UTC.
pub(crate) fn day(when: Timestamp) -> i64 {
    when.as_second().div_euclid(86_400)
}

pub(crate) fn days_between(a: Timestamp, b: Timestamp) -> f32 {
    (b.as_second().saturating_sub(a.as_second())).unsigned_abs() as f32 / 86_400.0
}

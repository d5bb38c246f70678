//! Which days matter: what the stories name, and when they came out.
//!
//! A story names a day or does not; how often says little (a page of readers'
//! letters names one a hundred times). What is named days later is worth more
//! than what is named at once: much happens, little is remembered. What is
//! only announced is worth less. A story near to what all are about counts for
//! more than one that brushes it. A day counts once for one text, whoever
//! prints it.

use super::reading::Matter;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What it is worth to be named by a story of the same day, of the next day,
/// of a later day, of an earlier day.
const SAME_DAY: f32 = 0.7;
const NEXT_DAY: f32 = 1.0;
const LATER: f32 = 2.0;
const AHEAD: f32 = 0.7;
/// What it is worth that a story came out that day, or the day behind it: a
/// morning paper tells of the day before.
const CAME_OUT: f32 = 0.5;
/// Days before the first story in which the worth of a day falls to half.
const BEFORE: f32 = 30.0;

/// The days by worth, greatest first; of equals the earlier. None lies behind
/// the day of the last story: what is still to come has not happened.
pub(super) fn ranked(matter: &Matter) -> Vec<(Date, f32)> {
    let published = || matter.stories.iter().map(|s| s.published);
    let (Some(first), Some(last)) = (published().min(), published().max()) else {
        return Vec::new();
    };
    // (text, day) -> worth: copies of a text are one.
    let mut named: BTreeMap<(usize, Date), f32> = BTreeMap::new();
    let mut came_out: BTreeMap<(usize, Date), f32> = BTreeMap::new();
    for story in &matter.stories {
        for day in story.lines.iter().flat_map(|l| &l.days) {
            let worth = story.nearness * of_naming(days_between(*day, story.published));
            raise(named.entry((story.original, *day)).or_default(), worth);
        }
        let before = story.published.checked_sub(1.days()).ok();
        for day in [Some(story.published), before].into_iter().flatten() {
            let worth = story.nearness * CAME_OUT;
            raise(came_out.entry((story.original, day)).or_default(), worth);
        }
    }
    let mut worth: BTreeMap<Date, f32> = BTreeMap::new();
    for ((_, day), w) in named.into_iter().chain(came_out) {
        *worth.entry(day).or_default() += w;
    }
    let mut ranked: Vec<(Date, f32)> = worth
        .into_iter()
        .filter(|(day, _)| *day <= last)
        .map(|(day, w)| {
            let before = days_between(day, first).max(0) as f32;
            (day, w * (-before / BEFORE).exp2())
        })
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ranked
}

/// What it is worth to be named by a story of so many days later.
fn of_naming(later: i32) -> f32 {
    match later {
        ..0 => AHEAD,
        0 => SAME_DAY,
        1 => NEXT_DAY,
        2.. => LATER,
    }
}

fn raise(worth: &mut f32, to: f32) {
    *worth = worth.max(to);
}

/// Days from one to another.
fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |s| s.get_days())
}

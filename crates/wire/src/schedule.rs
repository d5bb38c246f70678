//! When a source is asked next, and why then. Pure: the time and the jitter
//! are handed in.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use story::Wishes;

/// What came of asking a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something new came.
    News,
    /// It answered, with nothing new.
    Quiet,
    /// It asks to wait this many seconds, if it says how long.
    Later(Option<u64>),
    /// It failed; this was the n-th failure in a row (from 1).
    Failed(u32),
    /// It says it is gone for good.
    Gone,
}

/// How often sources are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Never sooner than this many seconds.
    pub floor: u32,
    /// A quiet source is still asked at least this often, in seconds.
    pub ceiling: u32,
}

impl Pace {
    /// The newsroom's own site: every five minutes at the soonest.
    pub const OWN: Self = Self { floor: 300, ceiling: 1800 };
    /// Others: every quarter of an hour at the soonest.
    pub const OTHERS: Self = Self { floor: 900, ceiling: 3600 };
    /// A folder on this machine costs nothing to look at.
    pub const FOLDER: Self = Self { floor: 15, ceiling: 15 };
}

/// The next time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// When.
    pub at: Timestamp,
    /// Why then, for editors.
    pub because: String,
    /// The interval as learnt, in seconds.
    pub interval: u32,
}

/// What a source tells of itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told<'a> {
    /// Seconds between two polls as learnt before.
    pub interval: Option<u32>,
    /// Stories an hour that it publishes.
    pub rate: Option<f64>,
    /// Seconds for which its server takes the answer as fresh.
    pub fresh: Option<u64>,
    /// What its feed asks for.
    pub wishes: Option<&'a Wishes>,
}

/// News servers send a freshness of a day by habit; longer than this it is not
/// obeyed.
const FRESH: u64 = 3600;

/// A poll should find half a new story.
const WORTH: f64 = 0.5;

/// When to ask next.
///
/// `jitter` from 0 to 1 spreads the polls by ±10 %, but never before a time
/// the server asked for.
pub fn next(now: Timestamp, outcome: Outcome, told: Told<'_>, pace: Pace, jitter: f64) -> Next {
    let mut next = at_interval(now, outcome, told, pace, jitter);
    if let Some(wishes) = told.wishes
        && let Some(at) = after_skipped(next.at, wishes)
    {
        next.at = at;
        next.because.push_str("; the feed asks not to be asked before");
    }
    next
}

/// The first full hour after `at` that the feed does not ask to be spared in
/// (RSS 2.0, `skipHours` and `skipDays`, both in UTC); none if `at` is fine, or
/// if every hour of the week is ruled out.
fn after_skipped(at: Timestamp, wishes: &Wishes) -> Option<Timestamp> {
    let skipped = |t: Timestamp| {
        let t = TimeZone::UTC.to_datetime(t);
        wishes.skip_hours.iter().any(|h| i16::from(*h) == i16::from(t.hour()))
            || wishes
                .skip_days
                .iter()
                .any(|d| i16::from(*d) == i16::from(t.weekday().to_monday_one_offset()))
    };
    if !skipped(at) {
        return None;
    }
    let full = at.as_second() - at.as_second().rem_euclid(3600);
    (1..=168)
        .filter_map(|hours| Timestamp::from_second(full + hours * 3600).ok())
        .find(|t| !skipped(*t))
}

fn at_interval(now: Timestamp, outcome: Outcome, told: Told<'_>, pace: Pace, jitter: f64) -> Next {
    let Told { interval, rate, fresh, wishes } = told;
    let ceiling = pace.ceiling.max(pace.floor);
    let known = interval.unwrap_or(pace.floor).clamp(pace.floor, ceiling);
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 0.5 };
    // By what it publishes, if that is known; else by trying.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let by_rate = rate
        .filter(|r| r.is_finite() && *r > 0.0)
        .map(|r| ((WORTH / r * 3600.0) as u32).clamp(pace.floor, ceiling));
    let wish = fresh
        .map(|f| f.min(FRESH))
        .into_iter()
        .chain(wishes.and_then(|w| w.every).map(|e| u64::from(e).min(24 * 3600)))
        .max()
        .unwrap_or(0);
    let answered = |what: &str, i: u32| {
        let seconds = u64::from(i).max(wish);
        let why = if seconds > u64::from(i) { ", as it asks" } else { "" };
        (seconds, i, format!("{what}; again in about {}{why}", words(seconds)), seconds == wish)
    };
    let (seconds, interval, because, obeyed) = match outcome {
        Outcome::News => {
            let i = by_rate.unwrap_or_else(|| scaled(known, 2, 3).clamp(pace.floor, ceiling));
            answered("something new came", i)
        }
        Outcome::Quiet => {
            let i = by_rate.unwrap_or_else(|| scaled(known, 5, 4).clamp(pace.floor, ceiling));
            answered("nothing new", i)
        }
        Outcome::Later(wait) => {
            let s = wait.unwrap_or(600).max(u64::from(pace.floor));
            (s, known, format!("the server asks to wait; again in {}", words(s)), true)
        }
        Outcome::Failed(n) => {
            let minutes = 1u64 << n.saturating_sub(1).min(6);
            let s = minutes.min(60) * 60;
            (
                s,
                known,
                format!("it failed {} in a row; again in about {}", times(n), words(s)),
                false,
            )
        }
        Outcome::Gone => (
            400 * 24 * 3600,
            known,
            "the server says it is gone for good; it is not asked again unless you say so".into(),
            true,
        ),
    };
    // Half of the spread lies behind the time in every case; before it only
    // where nobody asked us to wait.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    let spread = {
        let tenth = seconds as f64 * 0.1;
        if obeyed { jitter * tenth.min(60.0) } else { (jitter * 2.0 - 1.0) * tenth }
    } as i64;
    let seconds =
        i64::try_from(seconds.min(400 * 24 * 3600)).unwrap_or(i64::MAX).saturating_add(spread);
    let at = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
    Next { at, because, interval }
}

fn scaled(n: u32, by: u32, of: u32) -> u32 {
    n.saturating_mul(by) / of
}

fn times(n: u32) -> String {
    if n <= 1 { "once".into() } else { format!("{n} times") }
}

fn words(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wait(outcome: Outcome, interval: Option<u32>, jitter: f64) -> i64 {
        let now = Timestamp::UNIX_EPOCH;
        let told = Told { interval, ..Told::default() };
        next(now, outcome, told, Pace::OTHERS, jitter).at.as_second()
    }

    #[test]
    fn how_long_it_waits() {
        for (name, outcome, interval, seconds) in [
            ("first answer with news: the floor", Outcome::News, None, 900),
            ("quiet: a quarter longer", Outcome::Quiet, Some(1200), 1500),
            ("quiet for long: the ceiling", Outcome::Quiet, Some(3600), 3600),
            ("first failure", Outcome::Failed(1), None, 60),
            ("third failure", Outcome::Failed(3), None, 240),
            ("for ever hourly", Outcome::Failed(900), None, 3600),
        ] {
            assert_eq!(wait(outcome, interval, 0.5), seconds, "{name}");
        }
        assert!(wait(Outcome::Gone, None, 0.5) > 300 * 86_400, "gone for good stops");
    }

    #[test]
    fn what_a_source_tells_of_itself_counts() {
        let wishes = |every: Option<u32>, skip_hours: Vec<u8>, skip_days: Vec<u8>| Wishes {
            every,
            skip_hours,
            skip_days,
            ..Wishes::default()
        };
        let none = wishes(None, vec![], vec![]);
        for (name, rate, fresh, wishes, seconds) in [
            ("two stories an hour: every quarter", Some(2.0), None, none.clone(), 900),
            ("one a day: the ceiling", Some(0.04), None, none.clone(), 3600),
            ("a server's freshness", Some(2.0), Some(1800), none.clone(), 1800),
            ("a freshness of a day is a habit", Some(2.0), Some(86_400), none, 3600),
            ("a ttl of two hours", Some(2.0), None, wishes(Some(7200), vec![], vec![]), 7200),
            // The epoch is a Thursday.
            ("skipped hours", Some(2.0), None, wishes(None, vec![0, 1, 2], vec![]), 3 * 3600),
            ("a skipped day", Some(2.0), None, wishes(None, vec![], vec![4]), 24 * 3600),
            ("all of the week", Some(2.0), None, wishes(None, (0..24).collect(), vec![]), 900),
        ] {
            let told = Told { interval: None, rate, fresh, wishes: Some(&wishes) };
            let next = next(Timestamp::UNIX_EPOCH, Outcome::Quiet, told, Pace::OTHERS, 0.5);
            let spread =
                if seconds == 900 || fresh.is_none() && wishes.every.is_none() { 0 } else { 60 };
            let at = next.at.as_second();
            assert!((seconds..=seconds + spread).contains(&at), "{name}: {at} {}", next.because);
        }
    }

    proptest! {
        #[test]
        fn a_wish_to_wait_is_always_obeyed(seconds in 0u64..200_000, jitter in 0.0f64..=1.0) {
            prop_assert!(wait(Outcome::Later(Some(seconds)), None, jitter) >= i64::try_from(seconds).unwrap());
        }

        #[test]
        fn never_at_once_and_never_for_ever(n in 0u32.., jitter in any::<f64>(), interval in any::<Option<u32>>()) {
            for outcome in [Outcome::News, Outcome::Quiet, Outcome::Failed(n), Outcome::Later(Some(u64::MAX)), Outcome::Gone] {
                let s = wait(outcome, interval, jitter);
                prop_assert!(s >= 50, "{outcome:?} {s}");
            }
            prop_assert!(wait(Outcome::Failed(n), interval, jitter) <= 4000);
        }
    }
}

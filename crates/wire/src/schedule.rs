//! When a source is asked next, and why then. Pure: the time and the jitter
//! are handed in.

use jiff::{SignedDuration, Timestamp};

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

/// When to ask next.
///
/// `interval` is what was learnt before; `jitter` from 0 to 1 spreads the
/// polls by ±10 %, but never before a time the server asked for.
pub fn next(
    now: Timestamp,
    outcome: Outcome,
    interval: Option<u32>,
    pace: Pace,
    jitter: f64,
) -> Next {
    let ceiling = pace.ceiling.max(pace.floor);
    let known = interval.unwrap_or(pace.floor).clamp(pace.floor, ceiling);
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 0.5 };
    let (seconds, interval, because, obeyed) = match outcome {
        Outcome::News => {
            let i = scaled(known, 2, 3).clamp(pace.floor, ceiling);
            (
                u64::from(i),
                i,
                format!("something new came; again in about {}", words(u64::from(i))),
                false,
            )
        }
        Outcome::Quiet => {
            let i = scaled(known, 5, 4).clamp(pace.floor, ceiling);
            (u64::from(i), i, format!("nothing new; again in about {}", words(u64::from(i))), false)
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
            24 * 3600,
            known,
            "the server says it is gone for good; again in a day, unless you remove it".into(),
            false,
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
        next(now, outcome, interval, Pace::OTHERS, jitter).at.as_second()
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
            ("gone", Outcome::Gone, None, 86400),
        ] {
            assert_eq!(wait(outcome, interval, 0.5), seconds, "{name}");
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

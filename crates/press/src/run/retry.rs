//! When a deferred mail, and a relay in trouble, are tried again. Pure.

use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// How long to wait between tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// After the first answer of "not now" to a reader's mail; doubles.
    pub first: Duration,
    /// The longest wait for a reader.
    pub longest: Duration,
    /// After the first trouble with the relay; doubles.
    pub relay_first: Duration,
    /// The longest wait for the relay.
    pub relay_longest: Duration,
    /// How long nothing is sent to a relay that says 4.7.28.
    pub silence: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(5 * 60),
            longest: Duration::from_secs(60 * 60),
            relay_first: Duration::from_secs(2),
            relay_longest: Duration::from_secs(5 * 60),
            silence: Duration::from_secs(10 * 60),
        }
    }
}

impl Retry {
    /// Waits of fractions of a second, for a demo or a test.
    pub fn quick() -> Self {
        Self {
            first: Duration::from_millis(200),
            longest: Duration::from_secs(2),
            relay_first: Duration::from_millis(50),
            relay_longest: Duration::from_secs(1),
            silence: Duration::from_secs(5),
        }
    }

    /// When a reader's mail is tried again after `attempt` answered tries
    /// (counted from 1). `chance` in 0..1 spreads it by 20 % either way, so
    /// that mails that were deferred together do not come back together.
    pub fn reader(&self, attempt: u32, chance: f64, now: Timestamp) -> Timestamp {
        let wait = doubled(self.first, self.longest, attempt);
        let wait = wait.mul_f64(0.8 + 0.4 * chance.clamp(0.0, 1.0));
        let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::ZERO);
        now.checked_add(wait).unwrap_or(now)
    }

    /// How long the relay is left alone after so many troubles in a row
    /// (counted from 1).
    pub fn relay(&self, troubles: u32) -> Duration {
        doubled(self.relay_first, self.relay_longest, troubles)
    }
}

fn doubled(first: Duration, longest: Duration, times: u32) -> Duration {
    let factor = 1_u32.checked_shl(times.saturating_sub(1)).filter(|f| *f > 0).unwrap_or(u32::MAX);
    first.saturating_mul(factor).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let retry = Retry::default();
        let minutes = |attempt| retry.reader(attempt, 0.5, Timestamp::UNIX_EPOCH).as_second() / 60;
        assert_eq!([1, 2, 3, 4, 5, 40].map(minutes), [5, 10, 20, 40, 60, 60]);
        assert_eq!([1, 2, 3, 100].map(|n| retry.relay(n).as_secs()), [2, 4, 8, 300]);
    }

    proptest! {
        #[test]
        fn spread_by_a_fifth(attempt in 0_u32..100, chance in 0.0..1.0_f64) {
            let retry = Retry::default();
            let middle = retry.reader(attempt, 0.5, Timestamp::UNIX_EPOCH).as_second() as f64;
            let got = retry.reader(attempt, chance, Timestamp::UNIX_EPOCH).as_second() as f64;
            prop_assert!((got / middle - 1.0).abs() <= 0.21);
        }
    }
}

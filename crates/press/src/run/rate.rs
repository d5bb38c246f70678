//! How many mails may begin in a second, a minute, an hour, a day. Pure: the
//! time is handed in.
//!
//! Seconds and minutes are smoothed by token buckets: a tenth may go at once,
//! the rest evenly. Hours and days are quotas, as providers count them: they
//! may be used up in one go, and no window of that length ever holds more.

use crate::relay::Rates;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// A token bucket. In no window of its period more than its number begin.
#[derive(Clone, Debug)]
struct Bucket {
    capacity: f64,
    per_second: f64,
    tokens: f64,
    at: Instant,
}

impl Bucket {
    fn new(number: u32, period: Duration, now: Instant) -> Self {
        let number = f64::from(number.max(1));
        // capacity + what flows in during a period is one more than the
        // number, and the last of them comes only with the period's end.
        let capacity = (number / 10.0).floor().max(1.0);
        let per_second = (number + 1.0 - capacity) / period.as_secs_f64();
        Self { capacity, per_second, tokens: capacity, at: now }
    }

    /// How long until one may go.
    fn wait(&mut self, now: Instant) -> Duration {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + passed * self.per_second).min(self.capacity);
        self.at = self.at.max(now);
        if self.tokens >= 1.0 {
            return Duration::ZERO;
        }
        // Rounded up, so that who waits as told is not sent away again.
        Duration::from_secs_f64((1.0 - self.tokens) / self.per_second) + Duration::from_millis(1)
    }
}

const SLOTS: usize = 25;

/// Mails of the last hour or day, in 24 parts and the one that has begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Quota {
    /// The number of the newest slot since 1970.
    newest: i64,
    /// Newest first.
    slots: Vec<u32>,
}

impl Quota {
    fn roll(&mut self, slot: Duration, now: Timestamp) {
        self.slots.resize(SLOTS, 0);
        let number = now.as_second() / slot.as_secs().max(1) as i64;
        // A clock that was set back adds to the newest slot.
        let passed = (number - self.newest).clamp(0, SLOTS as i64) as usize;
        self.slots.rotate_right(passed);
        self.slots[..passed].fill(0);
        self.newest = self.newest.max(number);
    }

    fn wait(&mut self, limit: u32, slot: Duration, now: Timestamp) -> Duration {
        self.roll(slot, now);
        let mut sum: u64 = self.slots.iter().map(|n| u64::from(*n)).sum();
        if sum < u64::from(limit) {
            return Duration::ZERO;
        }
        // The oldest slots go first; the next mail waits for enough of them.
        let mut old = SLOTS;
        while old > 0 && sum >= u64::from(limit) && limit > 0 {
            old -= 1;
            sum -= u64::from(self.slots[old]);
        }
        let slots = (SLOTS - old.min(SLOTS)) as i64;
        let at = (self.newest + slots.max(1)) * slot.as_secs().max(1) as i64;
        Duration::from_secs((at - now.as_second()).max(1) as u64)
    }

    fn count(&mut self, slot: Duration, now: Timestamp) {
        self.roll(slot, now);
        self.slots[0] = self.slots[0].saturating_add(1);
    }
}

const HOUR_SLOT: Duration = Duration::from_secs(3600 / 24);
const DAY_SLOT: Duration = Duration::from_secs(86_400 / 24);

/// All limits of one relay or group of domains, and how far they are used.
#[derive(Clone, Debug)]
pub(crate) struct Gauge {
    rates: Rates,
    second: Option<Bucket>,
    minute: Option<Bucket>,
    hour: Quota,
    pub(crate) day: Quota,
}

impl Gauge {
    pub(crate) fn new(rates: Rates, now: Instant) -> Self {
        let bucket =
            |n: Option<u32>, secs| n.map(|n| Bucket::new(n, Duration::from_secs(secs), now));
        Self {
            rates,
            second: bucket(rates.second, 1),
            minute: bucket(rates.minute, 60),
            hour: Quota::default(),
            day: Quota::default(),
        }
    }

    /// How long until a mail may begin; zero for now. `today` is the most that
    /// may go in a day, where something besides the rates limits that.
    pub(crate) fn wait(&mut self, today: Option<u32>, now: Instant, at: Timestamp) -> Duration {
        let day = match (self.rates.day, today) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let mut wait = Duration::ZERO;
        for bucket in [&mut self.second, &mut self.minute].into_iter().flatten() {
            wait = wait.max(bucket.wait(now));
        }
        if let Some(limit) = self.rates.hour {
            wait = wait.max(self.hour.wait(limit, HOUR_SLOT, at));
        }
        if let Some(limit) = day {
            wait = wait.max(self.day.wait(limit, DAY_SLOT, at));
        }
        wait
    }

    /// A mail begins.
    pub(crate) fn count(&mut self, at: Timestamp) {
        for bucket in [&mut self.second, &mut self.minute].into_iter().flatten() {
            bucket.tokens -= 1.0;
        }
        if self.rates.hour.is_some() {
            self.hour.count(HOUR_SLOT, at);
        }
        self.day.count(DAY_SLOT, at);
    }

    /// It did not begin after all.
    pub(crate) fn uncount(&mut self) {
        for bucket in [&mut self.second, &mut self.minute].into_iter().flatten() {
            bucket.tokens = (bucket.tokens + 1.0).min(bucket.capacity);
        }
        for quota in [&mut self.hour, &mut self.day] {
            if let Some(newest) = quota.slots.first_mut() {
                *newest = newest.saturating_sub(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// When mails begin if as many as possible do, in milliseconds.
    fn begin(rates: Rates, today: Option<u32>, mails: usize, steps: &[u64]) -> Vec<u64> {
        let (start, epoch) = (Instant::now(), Timestamp::from_second(1_790_000_000).unwrap());
        let mut gauge = Gauge::new(rates, start);
        let mut at = 0;
        let mut out = Vec::new();
        let mut steps = steps.iter().cycle();
        while out.len() < mails {
            let now = start + Duration::from_millis(at);
            let wall = epoch + jiff::SignedDuration::from_millis(at as i64);
            let wait = gauge.wait(today, now, wall);
            if wait.is_zero() {
                gauge.count(wall);
                out.push(at);
                at += steps.next().unwrap();
            } else {
                at += wait.as_millis() as u64;
            }
        }
        out
    }

    fn most_in(window: u64, at: &[u64]) -> usize {
        (0..at.len())
            .map(|i| at[i..].iter().take_while(|t| **t < at[i] + window).count())
            .max()
            .unwrap_or(0)
    }

    #[test]
    fn a_tenth_at_once_and_the_rest_evenly() {
        let rates = Rates { second: Some(100), ..Rates::default() };
        let at = begin(rates, None, 300, &[0]);
        assert_eq!(at.iter().filter(|t| **t == 0).count(), 10);
        assert!((3_000..3_400).contains(at.last().unwrap()), "{:?}", at.last());
    }

    #[test]
    fn a_day_may_be_used_up_in_one_go_and_then_waits_for_the_next() {
        let rates = Rates { day: Some(1000), ..Rates::default() };
        let at = begin(rates, None, 1001, &[0]);
        assert_eq!(at[999], 0);
        let hours = at[1000] / 3_600_000;
        assert!((24..=25).contains(&hours), "{hours} h");
        // What a plan allows for today counts where it is less.
        let at = begin(rates, Some(10), 11, &[0]);
        assert!(at[9] == 0 && at[10] > 86_400_000);
    }

    proptest! {
        #[test]
        fn no_window_holds_more(
            second in proptest::option::of(1_u32..50),
            minute in proptest::option::of(1_u32..80),
            hour in proptest::option::of(1_u32..120),
            steps in proptest::collection::vec(0_u64..3000, 1..20),
        ) {
            let rates = Rates { second, minute, hour, day: None };
            let at = begin(rates, None, 250, &steps);
            for (limit, window) in [(second, 1000), (minute, 60_000), (hour, 3_600_000)] {
                if let Some(limit) = limit {
                    prop_assert!(most_in(window, &at) <= limit as usize, "{limit} in {window} ms");
                }
            }
        }

        #[test]
        fn a_clock_set_back_or_far_ahead_does_no_harm(jumps in proptest::collection::vec(-200_000_i64..200_000, 1..50)) {
            let start = Instant::now();
            let mut gauge = Gauge::new(Rates { day: Some(5), ..Rates::default() }, start);
            let mut second = 1_790_000_000_i64;
            for jump in jumps {
                second += jump;
                let at = Timestamp::from_second(second).unwrap();
                let wait = gauge.wait(None, start, at);
                if wait.is_zero() { gauge.count(at); }
                prop_assert!(gauge.day.slots.iter().sum::<u32>() <= 5);
            }
        }
    }
}

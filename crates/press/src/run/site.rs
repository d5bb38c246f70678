//! How many connections a relay bears, found out by trying: one more after a
//! clean stretch, half of them after a blow. Pure: the time is handed in.
//!
//! A relay that is told off is a fact about it and us, never about the reader
//! whose mail was on the wire.

use std::time::{Duration, Instant};

/// So many clean answers for each connection make the stretch after which one
/// more is tried.
const STRETCH: u32 = 50;
/// Blows so close together are one blow: they hit connections that were open
/// at the same time.
const TOGETHER: Duration = Duration::from_secs(1);

/// Whether a connection may be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Yes; it counts as open from now on.
    Enter,
    /// Not before one of the others has ended.
    Full,
    /// Not before that time.
    Wait(Instant),
}

/// How one relay is doing.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    limit: usize,
    allowed: usize,
    open: usize,
    clean: u32,
    /// Troubles in a row.
    troubles: u32,
    not_before: Option<Instant>,
    /// Until then even what is open has to end.
    hush: Option<Instant>,
    last_blow: Option<Instant>,
}

impl Site {
    /// A relay nothing bad is known of, with the most connections it may get.
    pub(crate) fn new(limit: usize) -> Self {
        let limit = limit.max(1);
        Self {
            limit,
            allowed: limit,
            open: 0,
            clean: 0,
            troubles: 0,
            not_before: None,
            hush: None,
            last_blow: None,
        }
    }

    /// Asks for a connection more.
    pub(crate) fn enter(&mut self, now: Instant) -> Entry {
        if let Some(until) = self.not_before.filter(|t| *t > now) {
            return Entry::Wait(until);
        }
        if self.open >= self.allowed {
            return Entry::Full;
        }
        self.open += 1;
        Entry::Enter
    }

    /// A connection has ended, or was never made.
    pub(crate) fn leave(&mut self) {
        self.open = self.open.saturating_sub(1);
    }

    /// True if a connection that is open should end after its mail.
    pub(crate) fn is_crowded(&self, now: Instant) -> bool {
        self.open > self.allowed || self.is_hushed(now)
    }

    /// True if it bears less than was set.
    pub(crate) fn is_curbed(&self) -> bool {
        self.allowed < self.limit
    }

    /// True while it asks for silence.
    pub(crate) fn is_hushed(&self, now: Instant) -> bool {
        self.hush.is_some_and(|t| t > now)
    }

    /// How many connections it bears now.
    pub(crate) fn room(&self) -> usize {
        self.allowed
    }

    /// The relay answered without a complaint. True if it was in trouble until
    /// now.
    pub(crate) fn well(&mut self) -> bool {
        if self.allowed < self.limit {
            self.clean += 1;
            if self.clean >= STRETCH.saturating_mul(self.allowed as u32) {
                self.clean = 0;
                self.allowed += 1;
            }
        }
        std::mem::take(&mut self.troubles) > 0
    }

    /// The relay said that we ask too much, or a connection broke: half the
    /// connections.
    pub(crate) fn blow(&mut self, now: Instant) {
        if self.last_blow.is_none_or(|t| now.saturating_duration_since(t) >= TOGETHER) {
            self.allowed = (self.allowed / 2).max(1);
            self.last_blow = Some(now);
        }
        self.clean = 0;
    }

    /// A connection could not be made or broke: a blow, and no new connection
    /// for as long as `wait` says of so many troubles in a row. Gives the time
    /// until then.
    pub(crate) fn trouble(&mut self, now: Instant, wait: impl Fn(u32) -> Duration) -> Duration {
        self.blow(now);
        // Connections that fail together are one trouble.
        if self.not_before.is_none_or(|t| t <= now) {
            self.troubles = self.troubles.saturating_add(1);
            self.not_before = Some(now + wait(self.troubles));
        }
        self.not_before.map_or(Duration::ZERO, |t| t.saturating_duration_since(now))
    }

    /// Silence for that long, then one connection, then one more at a time:
    /// what Gmail asks for with 4.7.28.
    pub(crate) fn silence(&mut self, now: Instant, wait: Duration) -> Duration {
        let until = self.hush.filter(|t| *t > now).unwrap_or(now + wait);
        self.hush = Some(until);
        self.not_before = Some(self.not_before.map_or(until, |t| t.max(until)));
        self.last_blow = Some(now);
        self.allowed = 1;
        self.clean = 0;
        until.saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn secs(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    fn well(site: &mut Site, answers: std::ops::Range<u32>) {
        for _ in answers {
            site.well();
        }
    }

    fn fill(site: &mut Site, now: Instant) -> usize {
        let before = site.open;
        while site.enter(now) == Entry::Enter {}
        site.open - before
    }

    #[test]
    fn half_after_a_blow_and_one_more_after_a_clean_stretch() {
        let now = Instant::now();
        let mut site = Site::new(8);
        assert_eq!(fill(&mut site, now), 8);
        site.blow(now);
        site.blow(now + Duration::from_millis(5));
        assert_eq!(site.allowed, 4, "two blows together are one");
        assert!(site.is_crowded(now));
        site.blow(now + secs(2));
        site.blow(now + secs(4));
        site.blow(now + secs(6));
        assert_eq!(site.allowed, 1, "never under one");
        for (answers, allowed) in [(49, 1), (1, 2), (99, 2), (1, 3), (150, 4)] {
            well(&mut site, 0..answers);
            assert_eq!(site.allowed, allowed);
        }
        well(&mut site, 0..5000);
        assert_eq!(site.allowed, 8, "never over what was set");
    }

    #[test]
    fn troubles_wait_longer_until_it_is_well_again() {
        let now = Instant::now();
        let wait = |n| secs(2_u64.pow(n));
        let mut site = Site::new(4);
        assert_eq!(site.trouble(now, wait), secs(2));
        assert_eq!(site.trouble(now + secs(1), wait), secs(1), "together they are one");
        assert_eq!(site.enter(now + secs(1)), Entry::Wait(now + secs(2)));
        assert_eq!(site.trouble(now + secs(2), wait), secs(4));
        assert!(site.well());
        assert!(!site.well());
        assert_eq!(site.trouble(now + secs(60), wait), secs(2));
    }

    #[test]
    fn ten_minutes_of_silence_then_one_then_one_more_at_a_time() {
        let now = Instant::now();
        let mut site = Site::new(8);
        assert_eq!(fill(&mut site, now), 8);
        assert_eq!(site.silence(now, secs(600)), secs(600));
        assert_eq!(site.silence(now + secs(60), secs(600)), secs(540), "it does not begin again");
        assert!(site.is_crowded(now + secs(599)), "what is open ends too");
        (0..8).for_each(|_| site.leave());
        assert_eq!(site.enter(now + secs(599)), Entry::Wait(now + secs(600)));
        assert_eq!(fill(&mut site, now + secs(600)), 1);
        assert_eq!(site.enter(now + secs(600)), Entry::Full);
        assert!(!site.is_crowded(now + secs(600)));
        well(&mut site, 0..50);
        assert_eq!(fill(&mut site, now + secs(601)), 1);
    }

    #[derive(Clone, Debug)]
    enum Act {
        Enter,
        Leave,
        Well(u32),
        Blow,
        Trouble,
        Silence,
        Time(u64),
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            4 => Just(Act::Enter),
            2 => Just(Act::Leave),
            3 => (1_u32..400).prop_map(Act::Well),
            1 => Just(Act::Blow),
            1 => Just(Act::Trouble),
            1 => Just(Act::Silence),
            3 => (0_u64..2000).prop_map(Act::Time),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happens(limit in 0_usize..40, acts in proptest::collection::vec(act(), 0..200)) {
            let mut now = Instant::now();
            let mut site = Site::new(limit);
            let mut silent_until = now;
            for act in acts {
                let before = site.allowed;
                match act {
                    Act::Enter => if site.enter(now) == Entry::Enter {
                        prop_assert!(site.open <= site.allowed);
                        prop_assert!(now >= silent_until, "a connection into the silence");
                    },
                    Act::Leave => site.leave(),
                    Act::Well(n) => for _ in 0..n {
                        let was = site.allowed;
                        site.well();
                        prop_assert!(site.allowed <= was + 1);
                    },
                    Act::Blow => { site.blow(now); prop_assert!(site.allowed >= before / 2); }
                    Act::Trouble => { site.trouble(now, |n| secs(u64::from(n))); }
                    Act::Silence => {
                        silent_until = now + site.silence(now, secs(600));
                        prop_assert_eq!(site.allowed, 1);
                    }
                    Act::Time(n) => now += secs(n),
                }
                prop_assert!((1..=limit.max(1)).contains(&site.allowed));
            }
            // And after a long calm everything is as it was.
            now += secs(100_000);
            (0..site.open).for_each(|_| site.leave());
            well(&mut site, 0..200_000);
            prop_assert_eq!(fill(&mut site, now), limit.max(1));
        }
    }
}

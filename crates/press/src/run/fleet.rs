//! The relays of a newsroom together: what is shared by all runs that send
//! over them, so that two editions at once keep one relay's limits.

use super::rate::{Gauge, Quota};
use super::site::{Entry, Site};
use crate::driver::Way;
use crate::relay::{DomainLimit, Relay, RelayError, check};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// What carries mails onward. An HTTP interface of a provider would be another
/// variant beside SMTP: it gets claims and tells outcomes as
/// [`super::connection`] does, and everything else of a lane (weight, rates,
/// site, warm-up) holds for it as it is.
pub(crate) enum Door {
    /// An SMTP server.
    Smtp(Arc<Way>),
}

/// One relay and how it is doing.
pub(crate) struct Lane {
    pub(crate) relay: Relay,
    pub(crate) door: Door,
    state: Mutex<State>,
    /// Told when there is room for a connection more.
    pub(crate) room: Notify,
    /// There is nothing to ask the gauge for.
    free: bool,
}

struct State {
    site: Site,
    gauge: Gauge,
}

/// The relays of a newsroom.
pub struct Fleet {
    lanes: Vec<Lane>,
    /// For each limited domain which of `gauges` counts it.
    domains: HashMap<String, usize>,
    gauges: Mutex<Vec<Gauge>>,
}

/// How many mails each relay has begun lately, to be kept over a restart: a
/// day's limit must not begin anew with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally(BTreeMap<String, Quota>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Fleet {
    /// Relays as set; refuses settings that can't be.
    pub fn new(relays: Vec<Relay>, limits: Vec<DomainLimit>) -> Result<Arc<Self>, RelayError> {
        check(&relays, &limits)?;
        Ok(Self::built(relays, limits))
    }

    /// One relay, without limits.
    pub fn of(relay: Relay) -> Arc<Self> {
        Self::built(vec![relay], Vec::new())
    }

    fn built(relays: Vec<Relay>, limits: Vec<DomainLimit>) -> Arc<Self> {
        let now = Instant::now();
        let lanes = relays.into_iter().map(|relay| Lane {
            door: Door::Smtp(Way::to(relay.clone())),
            state: Mutex::new(State {
                site: Site::new(relay.connections),
                gauge: Gauge::new(relay.rates, now),
            }),
            room: Notify::new(),
            free: relay.rates.is_free() && relay.warm_up.is_none(),
            relay,
        });
        let mut domains = HashMap::new();
        for (at, limit) in limits.iter().enumerate() {
            domains.extend(limit.domains.iter().map(|d| (d.clone(), at)));
        }
        let gauges = limits.iter().map(|l| Gauge::new(l.rates, now)).collect();
        Arc::new(Self { lanes: lanes.collect(), domains, gauges: Mutex::new(gauges) })
    }

    /// The relays as set.
    pub fn relays(&self) -> impl Iterator<Item = &Relay> {
        self.lanes.iter().map(|l| &l.relay)
    }

    /// What each relay has begun in the last day.
    pub fn tally(&self) -> Tally {
        let day = |l: &Lane| (l.name(), lock(&l.state).gauge.day.clone());
        Tally(self.lanes.iter().filter(|l| !l.free).map(day).collect())
    }

    /// Goes on counting from there.
    pub fn resume(&self, tally: &Tally) {
        for lane in &self.lanes {
            if let Some(day) = tally.0.get(&lane.name()) {
                lock(&lane.state).gauge.day = day.clone();
            }
        }
    }

    pub(crate) fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// Which limit holds for a domain, if any.
    pub(super) fn limit_of(&self, domain: &str) -> Option<usize> {
        if self.domains.is_empty() {
            return None;
        }
        self.domains.get(&domain.to_ascii_lowercase()).copied()
    }

    /// Begins a mail under a domain's limit, or says how long it has to wait.
    pub(super) fn begin_under(&self, limit: usize) -> Result<(), Duration> {
        let (now, at) = (Instant::now(), Timestamp::now());
        let mut gauges = lock(&self.gauges);
        let Some(gauge) = gauges.get_mut(limit) else { return Ok(()) };
        let wait = gauge.wait(None, now, at);
        if !wait.is_zero() {
            return Err(wait);
        }
        gauge.count(at);
        Ok(())
    }
}

impl Lane {
    fn name(&self) -> String {
        format!("{}:{}", self.relay.host, self.relay.port)
    }

    /// Asks for a connection.
    pub(crate) fn enter(&self) -> Entry {
        lock(&self.state).site.enter(Instant::now())
    }

    /// A connection has ended.
    pub(crate) fn leave(&self) {
        lock(&self.state).site.leave();
        self.room.notify_one();
    }

    /// True if a connection has to end after its mail.
    pub(crate) fn is_crowded(&self) -> bool {
        lock(&self.state).site.is_crowded(Instant::now())
    }

    /// The relay answered without a complaint. True if that ends a trouble.
    pub(crate) fn well(&self) -> bool {
        let mut state = lock(&self.state);
        let before = state.site.room();
        let was_in_trouble = state.site.well();
        let more = state.site.room() > before;
        drop(state);
        if more {
            self.room.notify_one();
        }
        was_in_trouble
    }

    pub(crate) fn blow(&self) {
        lock(&self.state).site.blow(Instant::now());
    }

    pub(crate) fn trouble(&self, wait: impl Fn(u32) -> Duration) -> Duration {
        lock(&self.state).site.trouble(Instant::now(), wait)
    }

    /// True if it bears less than was set: it holds up no other then.
    pub(super) fn is_curbed(&self) -> bool {
        lock(&self.state).site.is_curbed()
    }

    /// True while it asks for silence.
    pub(crate) fn is_hushed(&self) -> bool {
        lock(&self.state).site.is_hushed(Instant::now())
    }

    pub(crate) fn silence(&self, wait: Duration) -> Duration {
        lock(&self.state).site.silence(Instant::now(), wait)
    }

    /// Begins a mail within the relay's rates and plan, or says how long it
    /// has to wait.
    pub(crate) fn begin(&self) -> Result<(), Duration> {
        if self.free {
            return Ok(());
        }
        let (now, at) = (Instant::now(), Timestamp::now());
        let today = self.today(at);
        let mut state = lock(&self.state);
        let wait = state.gauge.wait(today, now, at);
        if !wait.is_zero() {
            return Err(wait);
        }
        state.gauge.count(at);
        Ok(())
    }

    /// Counts a single mail: it does not wait, but it is one of the day's.
    pub(crate) fn count(&self) {
        if !self.free {
            lock(&self.state).gauge.count(Timestamp::now());
        }
    }

    /// A mail that was begun was not sent after all.
    pub(crate) fn unbegin(&self) {
        if !self.free {
            lock(&self.state).gauge.uncount();
        }
    }

    fn today(&self, at: Timestamp) -> Option<u32> {
        let plan = self.relay.warm_up.as_ref()?;
        plan.on(at.to_zoned_datetime(TimeZone::UTC).date())
    }
}

//! What is at hand: claimed deliveries that no connection has taken, and whose
//! turn it is.

use super::fleet::Fleet;
use crate::ledger::Claim;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// So many claimed deliveries wait for their domain's turn at most; while they
/// do, nothing more is claimed.
const ASIDE: usize = 10_000;
/// A relay may be so many mails ahead of its share.
const SLACK: f64 = 16.0;

/// Claimed deliveries.
#[derive(Default)]
pub(super) struct Ready {
    pub(super) claims: VecDeque<Claim>,
    /// The ledger had nothing more in this round.
    pub(super) dry: bool,
    /// Those that wait for their domain's turn: the limit, and who.
    aside: Vec<(usize, VecDeque<Claim>)>,
    shares: Vec<Share>,
}

/// A relay's part of the work so far, divided by its weight.
#[derive(Clone, Debug)]
struct Share {
    weight: f64,
    done: f64,
    /// Connections that are taking mails now.
    working: usize,
    /// Its rates hold it until then.
    held: Option<Instant>,
}

impl Ready {
    pub(super) fn new(fleet: &Fleet) -> Self {
        let share = |weight: u32| Share {
            weight: f64::from(weight.max(1)),
            done: 0.0,
            working: 0,
            held: None,
        };
        Self { shares: fleet.relays().map(|r| share(r.weight)).collect(), ..Self::default() }
    }

    /// How many wait for their domain's turn.
    pub(super) fn aside(&self) -> usize {
        self.aside.iter().map(|(_, claims)| claims.len()).sum()
    }

    /// True if more may be claimed.
    pub(super) fn is_hungry(&self) -> bool {
        self.claims.is_empty() && !self.dry && self.aside() < ASIDE
    }

    /// True if more should be claimed soon.
    pub(super) fn is_low(&self, mark: usize) -> bool {
        self.claims.len() < mark && !self.dry && self.aside() < ASIDE
    }

    /// Takes everything out.
    pub(super) fn clear(&mut self) -> Vec<Claim> {
        let mut all: Vec<Claim> = self.claims.drain(..).collect();
        all.extend(self.aside.drain(..).flat_map(|(_, claims)| claims));
        all
    }

    /// The next of those at hand whose domain allows it. The error says how
    /// long none does; zero if there are none.
    pub(super) fn next(&mut self, fleet: &Fleet) -> Result<Claim, Duration> {
        let mut soonest = Duration::ZERO;
        for (limit, claims) in &mut self.aside {
            if claims.is_empty() {
                continue;
            }
            match fleet.begin_under(*limit) {
                Ok(()) => {
                    if let Some(claim) = claims.pop_front() {
                        return Ok(claim);
                    }
                }
                Err(wait) if soonest.is_zero() => soonest = wait,
                Err(wait) => soonest = soonest.min(wait),
            }
        }
        while let Some(claim) = self.claims.pop_front() {
            let Some(limit) = fleet.limit_of(claim.address.domain()) else { return Ok(claim) };
            let at = match self.aside.iter().position(|(l, _)| *l == limit) {
                Some(at) => at,
                None => {
                    self.aside.push((limit, VecDeque::new()));
                    self.aside.len() - 1
                }
            };
            // Who came first goes first.
            if self.aside[at].1.is_empty() {
                match fleet.begin_under(limit) {
                    Ok(()) => return Ok(claim),
                    Err(wait) if soonest.is_zero() => soonest = wait,
                    Err(wait) => soonest = soonest.min(wait),
                }
            }
            self.aside[at].1.push_back(claim);
        }
        Err(soonest)
    }

    /// True if this relay has had more than its share, beside others that are
    /// working as they should.
    pub(super) fn is_ahead(&self, fleet: &Fleet, lane: usize, now: Instant) -> bool {
        let least = self.least(lane, now, |at| !fleet.lanes()[at].is_curbed());
        least.is_some_and(|least| {
            let share = &self.shares[lane];
            share.done > least + SLACK / share.weight
        })
    }

    /// A mail was taken for this relay.
    pub(super) fn count(&mut self, lane: usize) {
        let share = &mut self.shares[lane];
        share.done += 1.0 / share.weight;
    }

    /// The relay's rates hold it.
    pub(super) fn hold(&mut self, lane: usize, until: Instant) {
        self.shares[lane].held = Some(until);
    }

    /// A connection begins to take mails. A relay that was away does not get
    /// what it has missed.
    pub(super) fn begin(&mut self, lane: usize, now: Instant) {
        if self.shares[lane].working == 0
            && let Some(least) = self.least(lane, now, |_| true)
        {
            self.shares[lane].done = self.shares[lane].done.max(least);
        }
        self.shares[lane].working += 1;
    }

    /// It ends.
    pub(super) fn end(&mut self, lane: usize) {
        self.shares[lane].working = self.shares[lane].working.saturating_sub(1);
    }

    fn least(&self, but: usize, now: Instant, counts: impl Fn(usize) -> bool) -> Option<f64> {
        let others = self.shares.iter().enumerate().filter(|(at, s)| {
            *at != but && s.working > 0 && s.held.is_none_or(|t| t <= now) && counts(*at)
        });
        others.map(|(_, s)| s.done).reduce(f64::min)
    }
}

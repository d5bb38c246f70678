//! What the desk learns from editors: once a day it asks whether another
//! threshold would have agreed with more of what they decided of events, and
//! turns to it if so. Each turn is kept with its reason, and a chief can take
//! it back; what a chief has turned, the desk leaves alone for a week.
//!
//! Whether a threshold is better is `desk::refit`'s judgement.

use super::judging::cuttings;
use super::{House, HouseError};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};
use web::settings::{THRESHOLD, Threshold};

/// From one look to the next, and from the start to the first. The hours before
/// an edition are for the edition.
const DAY: SignedDuration = SignedDuration::from_hours(24);
const FIRST: SignedDuration = SignedDuration::from_mins(30);
/// So long the desk leaves alone what a chief has turned.
const CHIEFS: SignedDuration = SignedDuration::from_hours(24 * 7);

/// When the desk looks next.
#[derive(Default)]
pub(super) struct Lessons(Mutex<Option<Timestamp>>);

impl Lessons {
    /// True once a day, and not before half an hour has gone.
    fn are_due(&self, now: Timestamp) -> bool {
        let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = next.is_some_and(|next| next <= now);
        if due || next.is_none() {
            let wait = if due { DAY } else { FIRST };
            *next = Some(now.saturating_add(wait).unwrap_or(Timestamp::MAX));
        }
        due
    }
}

impl House {
    /// The threshold in force, in percent of the one delivered.
    pub(super) async fn threshold(&self) -> Result<u16, HouseError> {
        let turns: Vec<Threshold> = self.store.setting(THRESHOLD).await?.unwrap_or_default();
        Ok(turns.last().map_or(100, |t| t.percent))
    }

    /// What editors decided, with the threshold in force.
    pub(super) async fn decided(&self) -> Result<desk::Decisions, HouseError> {
        let mut decisions: desk::Decisions =
            self.store.decisions().await?.into_iter().map(|d| d.fact).collect();
        decisions.turn(self.threshold().await?);
        Ok(decisions)
    }

    /// Looks once a day, in a task of its own.
    pub(super) fn learn_daily(self: &Arc<Self>, now: Timestamp) {
        if !self.lessons.are_due(now) {
            return;
        }
        let house = self.clone();
        self.tasks.spawn(async move {
            match house.learn(now).await {
                Ok(said) => tracing::info!(said, "looked at what editors decided"),
                Err(e) => tracing::warn!(error = %e, "could not learn from what was decided"),
            }
        });
    }

    /// Looks for a better threshold, turns to it if there is one, and says in
    /// words what came of it.
    pub(super) async fn learn(&self, now: Timestamp) -> Result<String, HouseError> {
        let turns: Vec<Threshold> = self.store.setting(THRESHOLD).await?.unwrap_or_default();
        if let Some(until) = chiefs_word(&turns).filter(|until| now < *until) {
            return Ok(format!(
                "A chief turned it less than a week ago; it stays until {until:.0}."
            ));
        }
        let (seen, in_force) = (turns.len(), turns.last().map_or(100, |t| t.percent));
        let decided: Vec<_> =
            self.store.decisions().await?.into_iter().map(|d| (d.at, d.fact)).collect();
        let bench = self.bench().await?;
        let found = tokio::task::spawn_blocking(move || {
            desk::refit(&cuttings(&bench.stories, now), &decided, in_force, now)
        })
        .await
        .map_err(|e| HouseError::Press(format!("the judgement failed: {e}")))?;
        let Some(found) = found else {
            return Ok("No other threshold does better, or too little was decided to tell.".into());
        };
        let why = format!(
            "agrees with {} of {} decisions of the last week; before, with {}",
            found.with.agreed, found.with.of, found.before.agreed
        );
        let said = format!("Turned from {in_force} to {} %: {why}.", found.percent);
        let turn = Threshold { percent: found.percent, at: now, by: None, why };
        // Somebody may have turned it while the desk was looking.
        let mut turns: Vec<Threshold> = self.store.setting(THRESHOLD).await?.unwrap_or_default();
        if turns.len() != seen {
            return Ok("A chief turned it meanwhile; it is left alone.".to_owned());
        }
        turns.push(turn);
        self.store.set_setting(THRESHOLD, &turns).await?;
        Ok(said)
    }
}

/// Until when the last turn is a chief's word.
fn chiefs_word(turns: &[Threshold]) -> Option<Timestamp> {
    let last = turns.last().filter(|t| t.by.is_some())?;
    Some(last.at.saturating_add(CHIEFS).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn once_a_day_and_not_at_the_start() {
        let lessons = Lessons::default();
        assert!(!lessons.are_due(at("2026-11-25T05:00:00Z")));
        assert!(!lessons.are_due(at("2026-11-25T05:29:59Z")));
        assert!(lessons.are_due(at("2026-11-25T05:30:00Z")));
        assert!(!lessons.are_due(at("2026-11-25T05:30:05Z")));
        assert!(!lessons.are_due(at("2026-11-26T05:29:59Z")));
        assert!(lessons.are_due(at("2026-11-26T05:30:00Z")));
    }

    #[test]
    fn what_a_chief_turned_holds_for_a_week_and_what_the_desk_did_does_not() {
        let turn = |by: Option<&str>| Threshold {
            percent: 90,
            at: at("2026-11-25T05:00:00Z"),
            by: by.map(str::to_owned),
            why: String::new(),
        };
        assert_eq!(chiefs_word(&[]), None);
        assert_eq!(chiefs_word(&[turn(Some("Ada"))]), Some(at("2026-12-02T05:00:00Z")));
        assert_eq!(chiefs_word(&[turn(Some("Ada")), turn(None)]), None);
    }
}

//! Which events are steps of one running matter: events weeks apart that share
//! words of their titles and are like each other on the whole. Chosen with
//! care: a wrong link costs an editor more than a missing one.

use crate::events::{Event, Matter, days_between};
use crate::words::{Term, Vector, dot, unit};
use std::collections::{BTreeMap, HashMap};

/// Days in which the likeness of two events falls to 1/e.
const FADE_DAYS: f32 = 45.0;
/// A matter silent for longer is over.
const OPEN_DAYS: f32 = 90.0;
/// The likeness, faded, that an event needs on average to join.
const LINK: f32 = 0.14;
/// Words of both titles that the two must share.
const TITLE_WORDS: usize = 2;
const KEPT: usize = 60;

struct Profile {
    weights: Vec<(Term, f32)>,
    title: Vec<Term>,
}

/// The running matters of two events or more, by first event.
pub(crate) fn matters(events: &[Event], groups: &[Vec<usize>], words: &[Vector]) -> Vec<Matter> {
    let profiles: Vec<Profile> = groups.iter().map(|g| profile(g, words)).collect();
    let mut chains: Vec<Vec<usize>> = Vec::new();
    let mut chain_of: Vec<usize> = Vec::new();
    let mut index: HashMap<Term, Vec<usize>> = HashMap::new();
    for (at, (event, own)) in events.iter().zip(&profiles).enumerate() {
        // Events that share a word of the title: term of theirs in ours.
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for term in &own.title {
            for e in index.get(term).into_iter().flatten() {
                *common.entry(*e).or_default() += 1;
            }
        }
        let mut best: Option<(f32, usize)> = None;
        let mut tried: Vec<usize> = Vec::new();
        for (e, n) in &common {
            let Some(chain) = chain_of.get(*e).copied() else { continue };
            if *n < TITLE_WORDS || tried.contains(&chain) {
                continue;
            }
            tried.push(chain);
            let Some(members) = chains.get(chain) else { continue };
            let Some(newest) = members.last().and_then(|m| events.get(*m)) else { continue };
            let days = days_between(newest.last, event.first);
            if days > OPEN_DAYS && newest.last < event.first {
                continue;
            }
            // The newest steps count: a matter moves on.
            let recent: Vec<f32> = members
                .iter()
                .rev()
                .take(5)
                .filter_map(|m| profiles.get(*m))
                .map(|p| dot(&p.weights, &own.weights))
                .collect();
            let mean = recent.iter().sum::<f32>() / recent.len().max(1) as f32;
            let score = mean * (-days / FADE_DAYS).exp();
            if score >= LINK && best.is_none_or(|(b, _)| score > b) {
                best = Some((score, chain));
            }
        }
        let chain = best.map_or(chains.len(), |(_, c)| c);
        if best.is_none() {
            chains.push(Vec::new());
        }
        if let Some(members) = chains.get_mut(chain) {
            members.push(at);
        }
        chain_of.push(chain);
        for term in &own.title {
            index.entry(*term).or_default().push(at);
        }
    }
    chains.into_iter().filter(|c| c.len() > 1).map(|events| Matter { events }).collect()
}

/// An event's words: the mean of its stories, the heaviest of them; and all
/// words of its titles that weigh anything.
fn profile(members: &[usize], words: &[Vector]) -> Profile {
    let mut sum: BTreeMap<Term, f32> = BTreeMap::new();
    let mut title: Vec<Term> = Vec::new();
    for v in members.iter().filter_map(|m| words.get(*m)) {
        for (t, w) in &v.weights {
            *sum.entry(*t).or_default() += w;
        }
        title.extend(
            v.title.iter().filter(|t| v.weights.binary_search_by_key(*t, |(x, _)| *x).is_ok()),
        );
    }
    title.sort_unstable();
    title.dedup();
    let mut weights: Vec<(Term, f32)> = sum.into_iter().collect();
    weights.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    weights.truncate(KEPT);
    weights.sort_unstable_by_key(|(t, _)| *t);
    Profile { weights: unit(weights), title }
}

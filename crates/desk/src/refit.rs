//! What editors' decisions say of the desk's threshold: whether a stricter or a
//! laxer one would have put their stories together, and kept them apart, as
//! they did. It is learnt from what was decided before the last week and tried
//! on that week; only one that does better there is worth having.
//!
//! Nothing is changed here; the house keeps what is in force, and who turned it.

use crate::cutting::{Cutting, in_order};
use crate::decisions::Decisions;
use crate::features::{Features, Lexicon};
use crate::piece::Piece;
use crate::stream::{Stream, Watch};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use story::{Decision, StoryId};

/// What is tried, in percent of the threshold as delivered.
const TRIED: [u16; 9] = [60, 70, 80, 90, 100, 115, 130, 150, 175];
/// Decisions tell nothing if there are fewer of them: of the time before, of the
/// last week.
const LEARNT_FROM: usize = 20;
const TRIED_ON: usize = 8;
const LAST: SignedDuration = SignedDuration::from_hours(24 * 7);

/// With how many decisions of editors a threshold agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Pairs of stories that it puts together, or keeps apart, as editors did.
    pub agreed: usize,
    /// Pairs that editors decided.
    pub of: usize,
}

/// A threshold that agrees with more decisions of the last week than the one in
/// force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refit {
    /// In percent of the threshold as delivered.
    pub percent: u16,
    /// On the last week, with it.
    pub with: Agreement,
    /// On the last week, with the one in force.
    pub before: Agreement,
}

/// Looks for a better threshold in what editors decided up to `now`. None where
/// there is none, or where too little was decided to tell.
///
/// Decisions about stories that are not among the cuttings are left aside. Each
/// threshold is tried without any of the decisions: it has to find by itself
/// what editors had to say. About two seconds a thousand stories.
pub fn refit(
    cuttings: &[Cutting],
    decided: &[(Timestamp, Decision)],
    in_force: u16,
    now: Timestamp,
) -> Option<Refit> {
    let cuttings = in_order(cuttings);
    let there: BTreeSet<StoryId> = cuttings.iter().map(|c| c.story).collect();
    let week = now.saturating_sub(LAST).unwrap_or(Timestamp::MIN);
    let mut pairs: BTreeMap<(StoryId, StoryId), (Timestamp, bool)> = BTreeMap::new();
    for (at, decision) in decided {
        // Of two decisions about one pair the later holds.
        match decision {
            Decision::Same(a, b) if a != b => pairs.insert(ordered(*a, *b), (*at, true)),
            Decision::Apart(a, b) if a != b => pairs.insert(ordered(*a, *b), (*at, false)),
            _ => None,
        };
    }
    pairs.retain(|(a, b), _| there.contains(a) && there.contains(b));
    let (late, early): (Vec<_>, Vec<_>) =
        pairs.into_iter().map(|(pair, (at, same))| (pair, at, same)).partition(|p| p.1 >= week);
    if early.len() < LEARNT_FROM || late.len() < TRIED_ON {
        return None;
    }
    let mut lexicon = Lexicon::new();
    let read: Vec<Features> = cuttings.iter().map(|c| lexicon.read(&Piece::from(*c))).collect();
    // The one in force last.
    let tried: Vec<(u16, Agreement, Agreement)> = TRIED
        .into_iter()
        .filter(|percent| *percent != in_force)
        .chain([in_force])
        .map(|percent| {
            let watch = watched(&read, percent);
            let agreement = |pairs: &[((StoryId, StoryId), Timestamp, bool)]| Agreement {
                agreed: pairs
                    .iter()
                    .filter(|((a, b), _, same)| (watch.event_of(*a) == watch.event_of(*b)) == *same)
                    .count(),
                of: pairs.len(),
            };
            (percent, agreement(&early), agreement(&late))
        })
        .collect();
    let (_, learnt, before) = tried.last().copied()?;
    // Of equals the one that changes least.
    let best = tried
        .iter()
        .max_by_key(|(percent, early, _)| (early.agreed, u16::MAX - percent.abs_diff(in_force)))?;
    let wins = best.1.agreed > learnt.agreed && best.2.agreed > before.agreed;
    wins.then_some(Refit { percent: best.0, with: best.2, before })
}

fn ordered(a: StoryId, b: StoryId) -> (StoryId, StoryId) {
    (a.min(b), a.max(b))
}

/// The stream over all stories under a threshold, with its second looks.
fn watched(stories: &[Features], percent: u16) -> Watch {
    let mut decisions = Decisions::default();
    decisions.turn(percent);
    let mut stream = Stream::new();
    stream.decide_all(decisions);
    let mut watch = Watch::new(stream, true);
    for story in stories {
        watch.push(story);
    }
    watch.look_again();
    watch
}

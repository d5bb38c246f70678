//! A judgement that goes on: stories that were read once are not read again.
//! What comes is the same as if all had been judged anew; where something
//! changed in the past, the stream goes back to the last morning before it.
//!
//! No rule of its own: the stream decides, `events` puts in order.

use crate::cutting::{Cutting, in_order};
use crate::decisions::Decisions;
use crate::events::{Judgement, put_in_order};
use crate::features::Lexicon;
use crate::piece::Piece;
use crate::stream::{Joined, Stream, Watch, day};
use crate::vector::{Term, Weights};
use jiff::Timestamp;
use story::{StoryId, VersionId};

/// Mornings that can be gone back to.
const MORNINGS: i64 = 3;

/// Judges the cuttings of a newsroom again and again.
#[derive(Default)]
pub struct Judge {
    lexicon: Lexicon,
    decisions: Decisions,
    watch: Option<Watch>,
    told: Vec<Told>,
    mornings: Vec<Morning>,
}

/// A story that the stream has taken.
pub(crate) struct Told {
    version: (StoryId, VersionId, Timestamp),
    pub joined: Joined,
    /// Its words by weight.
    pub words: Weights,
    /// Those of its headline.
    pub headline: Vec<Term>,
}

/// The stream as it stood before the first story of a day.
struct Morning {
    told: usize,
    watch: Watch,
}

/// Judges cuttings once: see [`Judge::judge`].
pub fn judge(cuttings: &[Cutting], decisions: &Decisions) -> Judgement {
    Judge::default().judge(cuttings, decisions)
}

impl Judge {
    /// Judges the cuttings under what editors decided: events, running
    /// matters, copies. About 4,000 stories a second are read for the first
    /// time (`cargo bench -p desk`).
    pub fn judge(&mut self, cuttings: &[Cutting], decisions: &Decisions) -> Judgement {
        let cuttings = in_order(cuttings);
        self.go_back(&cuttings, decisions);
        let recent = cuttings.last().map_or(0, |c| day(c.when) - MORNINGS);
        for c in cuttings.iter().skip(self.told.len()) {
            let watch = self.watch.get_or_insert_with(|| {
                let mut stream = Stream::new();
                stream.decide_all(decisions.clone());
                Watch::new(stream, true)
            });
            let last = self.told.last().map(|t| day(t.version.2));
            let kept = self.mornings.last().is_some_and(|m| m.told == self.told.len());
            if !kept && day(c.when) > recent && last.is_some_and(|last| last < day(c.when)) {
                self.mornings.push(Morning { told: self.told.len(), watch: watch.clone() });
            }
            let piece = Piece::from(*c);
            let joined = watch.push(&self.lexicon.read(&piece));
            self.told.push(Told {
                version: version(c),
                joined,
                words: watch.words_of(c.story).map(<[_]>::to_vec).unwrap_or_default(),
                headline: self.lexicon.headline(&piece),
            });
        }
        let surplus = self.mornings.len().saturating_sub(MORNINGS as usize);
        self.mornings.drain(..surplus);
        // The last look is for this judgement only: tomorrow's stories come to
        // a stream that has not seen it.
        let mut watch = self.watch.clone().unwrap_or_default();
        watch.look_again();
        put_in_order(&cuttings, &self.told, &watch, decisions)
    }

    /// To where all that was told is told still.
    fn go_back(&mut self, cuttings: &[&Cutting], decisions: &Decisions) {
        let mut same =
            self.told.iter().zip(cuttings).take_while(|(t, c)| t.version == version(c)).count();
        if *decisions != self.decisions {
            self.decisions = decisions.clone();
            self.mornings.clear();
            same = 0;
        }
        if same == self.told.len() {
            return;
        }
        self.mornings.retain(|m| m.told <= same);
        let morning = self.mornings.last();
        self.told.truncate(morning.map_or(0, |m| m.told));
        self.watch = morning.map(|m| m.watch.clone());
    }
}

fn version(c: &Cutting) -> (StoryId, VersionId, Timestamp) {
    (c.story, c.version, c.when)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use story::{Signal, SourceId, Standing, Story};

    fn cutting<'a>(id: i64, when: &str, text: &'a Story) -> Cutting<'a> {
        let when = when.parse().unwrap();
        Cutting {
            story: StoryId(id),
            version: VersionId(id),
            source: SourceId(1),
            source_name: "NPA",
            own: false,
            desk: None,
            weight: 0.0,
            standing: Standing::Usable,
            embargo: None,
            first_seen: when,
            when,
            urgency: None,
            signal: Signal::Update,
            text,
        }
    }

    #[test]
    fn what_comes_out_of_order_is_told_from_the_morning_on_and_no_morning_is_kept_twice() {
        let text = Story { lead: "The ferry stays in port.".into(), ..Story::default() };
        let mut judge = Judge::default();
        let mut all = Vec::new();
        for day in 1..=5 {
            all.push(cutting(day, &format!("2026-11-0{day}T08:00:00Z"), &text));
        }
        judge.judge(&all, &Decisions::default());
        // Each out before all of today's that came so far.
        for (id, hour) in [(6, "07"), (7, "06"), (8, "05"), (9, "04")] {
            all.push(cutting(id, &format!("2026-11-05T{hour}:00:00Z"), &text));
            judge.judge(&all, &Decisions::default());
        }
        let told: Vec<usize> = judge.mornings.iter().map(|m| m.told).collect();
        assert_eq!(told, [2, 3, 4], "the mornings of three days, each once");
    }
}

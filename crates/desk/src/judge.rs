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
    /// matters, copies. About 5,000 stories a second are read for the first
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
            if day(c.when) > recent && last.is_some_and(|last| last < day(c.when)) {
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

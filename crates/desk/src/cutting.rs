//! What the desk is handed: one story in its newest version, cut out of the
//! wire. No judgement lives here, only the order that all judgement rests on.

use jiff::Timestamp;
use story::{Lang, Signal, SourceId, Standing, Story, StoryId, VersionId};

/// One story, newest version, with what the house knows of it.
#[derive(Clone, Copy, Debug)]
pub struct Cutting<'a> {
    /// The story.
    pub story: StoryId,
    /// Its newest version.
    pub version: VersionId,
    /// Where it came from.
    pub source: SourceId,
    /// The name of that source as readers see it.
    pub source_name: &'a str,
    /// Of the newsroom's own making.
    pub own: bool,
    /// Which of the newsroom's desks looks after that source.
    pub desk: Option<&'a str>,
    /// What the newsroom adds to the score of its source's stories.
    pub weight: f64,
    /// Whether it may be used at the moment of asking.
    pub standing: Standing,
    /// The end of its embargo, if it has one. An embargoed story without an
    /// end is never used.
    pub embargo: Option<Timestamp>,
    /// When the house first saw it.
    pub first_seen: Timestamp,
    /// When it was published, else first seen.
    pub when: Timestamp,
    /// 1 (highest) to 9, where the source says.
    pub urgency: Option<u8>,
    /// What its newest version says of itself.
    pub signal: Signal,
    /// The story, taken apart.
    pub text: &'a Story,
}

impl Cutting<'_> {
    /// Held or withdrawn by its source.
    pub(crate) fn is_stopped(&self) -> bool {
        matches!(self.standing, Standing::Held | Standing::Withdrawn)
            || matches!(self.signal, Signal::Hold | Signal::Withdrawal)
    }

    /// Under embargo at that instant (a lapsed embargo binds nobody, whatever
    /// the standing was when the cutting was made).
    pub(crate) fn is_embargoed(&self, at: Timestamp) -> bool {
        match self.embargo {
            Some(until) => at < until,
            None => self.standing == Standing::Embargoed,
        }
    }

    /// The language to read it in: as it says, else told from its words.
    pub(crate) fn language(&self) -> Lang {
        if self.text.language.is_unknown() {
            crate::stops::detect(&self.text.title(), self.text.summary())
        } else {
            self.text.language.clone()
        }
    }
}

/// One cutting per story (its highest version), by time, then number.
pub(crate) fn in_order<'c, 'a>(cuttings: &'c [Cutting<'a>]) -> Vec<&'c Cutting<'a>> {
    let mut all: Vec<&Cutting<'a>> = cuttings.iter().collect();
    all.sort_by_key(|c| (c.story, std::cmp::Reverse(c.version)));
    all.dedup_by_key(|c| c.story);
    all.sort_by_key(|c| (c.when, c.story));
    all
}

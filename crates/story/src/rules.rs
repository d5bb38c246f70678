//! What a newsletter asks of its draft beyond its sections: limits, the day's
//! window, how long a matter counts as told, what a thin day means.

use crate::Hour;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// A newsletter's rules. A limit of 0 is no limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Stories of one running story in one edition.
    pub per_thread: u8,
    /// Stories of one source.
    pub per_source: u8,
    /// Stories of one of the newsroom's desks.
    pub per_desk: u8,
    /// Stories from one place.
    pub per_place: u8,
    /// The newsroom's own stories stand before others of equal worth.
    pub own_first: bool,
    /// What the last so many editions told is told again only with new facts; 0
    /// lets everything be told again.
    pub remember: u8,
    /// Stories that came out so many hours before the edition's hour, and no
    /// earlier, belong to its day; of these, those since the last edition.
    pub window: u8,
    /// Stories that come out later than this local hour wait for the next
    /// edition.
    pub cut_off: Option<Hour>,
    /// With fewer stories than this, the day is thin.
    pub least: u8,
    /// What becomes of a thin day.
    pub thin: Thin,
    /// What becomes of an approved edition that a story of was withdrawn, and
    /// nobody answers.
    pub unanswered: Unanswered,
}

impl Rules {
    /// Most stories that a limit can speak of.
    pub const MOST: u8 = 99;
    /// Longest window, in hours: a week.
    pub const LONGEST: u8 = 168;
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            per_thread: 2,
            per_source: 0,
            per_desk: 0,
            per_place: 0,
            own_first: true,
            remember: 10,
            window: 36,
            cut_off: None,
            least: 3,
            thin: Thin::Short,
            unanswered: Unanswered::LeaveOut,
        }
    }
}

/// What becomes of a day with too few stories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Thin {
    /// A short edition is drafted, like any other.
    #[default]
    Short,
    /// There is no edition that day.
    Skip,
    /// A short edition is drafted, and the editors are asked.
    Ask,
}

impl Thin {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::Short, Self::Skip, Self::Ask];

    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Skip => "skip",
            Self::Ask => "ask",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == word)
    }
}

/// What becomes of an approved edition that a story of was withdrawn, when
/// nobody has answered shortly before its hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unanswered {
    /// It goes out without that story, as long as enough are left and nothing
    /// else stands in the way.
    #[default]
    LeaveOut,
    /// It waits for a person.
    Wait,
}

impl Unanswered {
    /// Both, the usual one first.
    pub const ALL: [Self; 2] = [Self::LeaveOut, Self::Wait];

    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeaveOut => "leave-out",
            Self::Wait => "wait",
        }
    }

    /// The rule speaks so long before the hour: time to set the plate anew, and
    /// for somebody to see what it did.
    pub const BEFORE: SignedDuration = SignedDuration::from_mins(5);

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|u| u.as_str() == word)
    }
}

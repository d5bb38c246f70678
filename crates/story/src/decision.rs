//! What editors decide of events and running matters.
//!
//! Decisions speak of stories, never of numbers that the desk gives to events,
//! so they outlive every new judgement. How they are honoured is the desk's
//! business.

use crate::StoryId;
use serde::{Deserialize, Serialize};

/// One decision. An event is named by any story in it, a running matter by any
/// story of any of its events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Both tell one event.
    Same(StoryId, StoryId),
    /// They tell two events.
    Apart(StoryId, StoryId),
    /// The event of this story is right as it stands.
    Confirmed(StoryId),
    /// It is not: what was confirmed may be looked at again.
    Reopened(StoryId),
    /// The first one's event is a step of the second one's matter.
    Belongs(StoryId, StoryId),
    /// The event of this story is no step of the matter it is in.
    Outside(StoryId),
    /// Both matters are one.
    Merged(StoryId, StoryId),
    /// The matter is called so; an empty name gives it back its own.
    Named(StoryId, String),
}

impl Decision {
    /// The stories it speaks of.
    pub fn stories(&self) -> impl Iterator<Item = StoryId> {
        let (a, b) = match self {
            Self::Same(a, b) | Self::Apart(a, b) | Self::Belongs(a, b) | Self::Merged(a, b) => {
                (*a, Some(*b))
            }
            Self::Confirmed(a) | Self::Reopened(a) | Self::Outside(a) | Self::Named(a, _) => {
                (*a, None)
            }
        };
        std::iter::once(a).chain(b)
    }
}

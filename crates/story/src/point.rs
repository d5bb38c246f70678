//! What editors do with the points of an event.
//!
//! A point is named by a sentence of a story, never by a number that the desk
//! gives, so that edits outlive every new judgement: whatever point that
//! sentence comes to carry is the point that was meant. How edits are honoured
//! is the desk's business.

use crate::{StoryId, VersionId};
use serde::{Deserialize, Serialize};

/// Which point.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PointKey {
    /// The story that the sentence stands in; of a point that editors added, a
    /// story of its event.
    pub story: StoryId,
    /// The sentence as it stood; of a point that editors added, its first words.
    pub words: String,
    /// Editors added it.
    #[serde(default)]
    pub own: bool,
}

/// One edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointEdit {
    /// The editors' own point, in their words.
    Added(PointKey),
    /// These words stand instead.
    Rewritten {
        /// Which.
        point: PointKey,
        /// The version of the story that they were drawn from.
        version: VersionId,
        /// The editors' words.
        text: String,
    },
    /// It is not to be shown to readers.
    Hidden(PointKey),
    /// It stands again as it was before editors laid hands on it.
    Restored(PointKey),
    /// These stand first, in this order.
    Ordered(Vec<PointKey>),
}

/// A point of an event as an edition's slot carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotPoint {
    /// What it tells, as `happened` or `figures`; may be empty.
    pub label: String,
    /// The words as they go out.
    pub text: String,
    /// The story they stand in, or were drawn from.
    pub story: StoryId,
    /// The version of it.
    pub version: VersionId,
    /// That story's source, or all that carry it.
    pub source: String,
    /// They are the editors' own words.
    pub edited: bool,
    /// All stories that are named as its sources, with the versions that carry
    /// it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carriers: Vec<PointSource>,
}

/// A story that carries a point, in the version that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PointSource {
    /// The story.
    pub story: StoryId,
    /// The version.
    pub version: VersionId,
}

impl SlotPoint {
    /// What it rests on: where its words stand, and all that carry it.
    pub fn rests_on(&self) -> impl Iterator<Item = PointSource> {
        let own = PointSource { story: self.story, version: self.version };
        let others = self.carriers.iter().copied().filter(move |c| c.story != own.story);
        std::iter::once(own).chain(others)
    }
}

//! A place in a text. Everything the desk shows is a place in a story, so that
//! it can be found again and nothing is reworded on the way.

use serde::{Deserialize, Serialize};

/// From `start` up to, not with, `end`: bytes of the UTF-8 text it belongs to,
/// always on the bounds of characters.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The span between two bytes.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// What stands there; nothing if the text is another one.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// True if the other lies inside.
    pub const fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True if they share a byte.
    pub const fn meets(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Without the white space at its ends.
    pub(crate) fn trimmed(self, text: &str) -> Self {
        let inside = self.of(text);
        let start = self.start + (inside.len() - inside.trim_start().len());
        Self { start, end: start + inside.trim().len() }
    }

    /// Moved on by some bytes.
    pub(crate) const fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}

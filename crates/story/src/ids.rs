//! Row numbers as types, so that a reader is never taken for an edition.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A place stories come from.
    SourceId,
    /// Bytes as received.
    DocumentId,
    /// One piece of journalism, over all its versions.
    StoryId,
    /// One version of a story, never changed once stored.
    VersionId,
    /// A newsletter title.
    NewsletterId,
    /// One issue of a newsletter for one local date.
    EditionId,
    /// A draft made anew, laid beside an edition.
    OfferId,
    /// A place in an edition.
    SlotId,
    /// One error in one edition that went out, and what is done about it.
    CorrectionId,
    /// A person's address.
    ReaderId,
    /// Somebody who works at the desk.
    EditorId,
}

//! What the stream answers about a story: where it went, and why.

use serde::{Deserialize, Serialize};
use story::StoryId;

/// An event's number: given once, in the order of opening, never again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub u32);

/// What decided where a story went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Nothing was like it enough: it opened an event.
    Opened,
    /// Its words and names, faded by the hours between.
    Likeness,
    /// It is a copy of a story of the event.
    Copy,
    /// An editor.
    Editor,
    /// It is a later version of a story of the event.
    Version,
}

/// A word or name that two texts share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    /// As it was first written.
    pub word: String,
    /// Its share of the likeness, 0 to 1.
    pub share: f32,
}

/// How a story and an event compare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The event.
    pub event: EventId,
    /// Likeness to its stories on average, faded by time: 0 to 1.
    pub score: f32,
    /// Likeness before fading.
    pub likeness: f32,
    /// Hours to its nearest story in time; none where there are no times.
    pub hours_apart: Option<f32>,
    /// The words and names that weigh most, at most six.
    pub shared: Vec<Shared>,
}

/// Where a story went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Joined {
    /// The story.
    pub story: StoryId,
    /// Its event.
    pub event: EventId,
    /// What decided it.
    pub by: By,
    /// How it compares with the event it joined; for one that opened an event,
    /// with the best that it did not join.
    pub best: Option<Match>,
    /// The next best: (event, score).
    pub runner_up: Option<(EventId, f32)>,
    /// The score that was needed.
    pub threshold: f32,
    /// A close call, which an editor may want to look at.
    pub check: bool,
    /// The first print of the same text, with the share of its runs of words.
    pub copy_of: Option<(StoryId, f32)>,
}

impl Joined {
    /// Why it went there, in words that an editor can check.
    pub fn sentence(&self) -> String {
        let of = |m: &Match| {
            let words: Vec<&str> = m.shared.iter().map(|s| s.word.as_str()).collect();
            let shares = match words.as_slice() {
                [] => String::new(),
                words => format!(": shares {}", words.join(", ")),
            };
            let apart = match m.hours_apart {
                Some(h) if h < 1.0 => "; within the hour".to_owned(),
                Some(h) if h < 48.0 => format!("; {h:.0} h apart"),
                Some(h) => format!("; {:.0} days apart", h / 24.0),
                None => String::new(),
            };
            format!("{shares}{apart}")
        };
        match (self.by, &self.best) {
            (By::Copy, _) => match self.copy_of {
                Some((of, share)) => {
                    format!("Prints the text of story {of}: {:.0} % of it", share * 100.0)
                }
                None => "Prints another story’s text".to_owned(),
            },
            (By::Editor, _) => "Put here by an editor".to_owned(),
            (By::Likeness | By::Version, Some(m)) => {
                format!("Joined at {:.2} (needs {:.2}){}", m.score, self.threshold, of(m))
            }
            (By::Likeness | By::Version, None) => "Joined by its words".to_owned(),
            (By::Opened, Some(m)) => format!(
                "Opened an event; the nearest other one was like it at {:.2} (needs {:.2})",
                m.score, self.threshold
            ),
            (By::Opened, None) => "Opened an event; nothing was like it".to_owned(),
        }
    }

    /// The score it joined with; 0 where it opened an event.
    pub fn score(&self) -> f32 {
        match (&self.best, self.by) {
            (Some(m), by) if by != By::Opened => m.score,
            _ => 0.0,
        }
    }
}

//! What kind of thing a point tells, by cues in its sentence. Few kinds, and
//! none where no cue stands: a wrong label is worse than no label.

use super::figures::Reading;
use crate::attribution::{Speech, Statement, Who};
use crate::dates::{Dated, Grain};
use crate::tokens::tokens;
use jiff::civil::Date;
use serde::Serialize;
use story::Lang;

/// What a point tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// What happened.
    Happened,
    /// How many: killed, hurt, paid, counted.
    Figures,
    /// Where and when.
    WhereWhen,
    /// What somebody with a name or an office says.
    Said,
    /// What comes next.
    Next,
}

impl Label {
    /// A key for the pages' words: `happened`, `figures`, `where_when`,
    /// `said`, `next`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Happened => "happened",
            Self::Figures => "figures",
            Self::WhereWhen => "where_when",
            Self::Said => "said",
            Self::Next => "next",
        }
    }
}

/// Smaller figures (`two bridges`) are not what a sentence is about.
const TELLING: f64 = 10.0;
/// Sentences that tell what happened stand at a story's beginning.
const OPENING: usize = 2;

pub(super) fn label(
    text: &str,
    statement: &Statement,
    language: &Lang,
    figures: &[Reading],
    days: &[Dated],
    published: Date,
    index: usize,
) -> Option<Label> {
    let speaker = statement.source.map(|s| s.who);
    let ahead = days.iter().any(|d| d.day > published);
    if figures.iter().any(Reading::is_toll) {
        return Some(Label::Figures);
    }
    if (ahead || speaker.is_none()) && is_ahead(statement.sentence.of(text), language) {
        return Some(Label::Next);
    }
    if statement.speech == Speech::Direct && speaker.is_some()
        || matches!(speaker, Some(Who::Named)) && index > OPENING
    {
        return Some(Label::Said);
    }
    if figures.iter().any(|f| f.value >= TELLING || !f.counts_a_thing()) {
        return Some(Label::Figures);
    }
    let dated = days.iter().any(|d| d.grain == Grain::Day && d.day <= published);
    if index <= OPENING {
        return Some(Label::Happened);
    }
    (dated && speaker.is_none()).then_some(Label::WhereWhen)
}

/// True if a sentence speaks of what is to come.
fn is_ahead(sentence: &str, language: &Lang) -> bool {
    let mut before = String::new();
    tokens(sentence).any(|t| {
        let word = t.word.to_lowercase();
        let found = match language.as_str() {
            "en" => {
                matches!(word.as_str(), "will" | "scheduled" | "upcoming")
                    || before == "due" && word == "to"
                    || before == "expected" && word == "to"
            }
            "de" => {
                matches!(word.as_str(), "künftig" | "geplant" | "demnächst" | "soll" | "sollen")
            }
            "es" => {
                matches!(word.as_str(), "prevé" | "prevén" | "previsto" | "prevista" | "próximo")
                    || ["ará", "erá", "irá", "arán", "erán", "irán"]
                        .iter()
                        .any(|e| word.ends_with(e) && word.chars().count() > 5)
            }
            _ => false,
        };
        before = word;
        found
    })
}

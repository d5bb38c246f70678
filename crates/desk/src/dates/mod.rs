//! Days that a text names, resolved against the day it came out: `on Tuesday`,
//! `3. Mai`, `hace tres días`. Languages: en, de, es; others read only ISO and
//! dotted dates.
//!
//! What names no day (`last week`, `recently`) is left out: a timeline with a
//! guessed day is worse than one without. No clock here: the day of the story
//! is the only "today".

mod reader;
mod tense;
mod words;

use crate::span::Span;
use jiff::civil::Date;
use story::Lang;

/// How fine the expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// One day.
    Day,
    /// A month; the day is its first.
    Month,
}

/// A day named in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The words that name it (bytes of the text).
    pub span: Span,
    /// The day they mean.
    pub day: Date,
    /// How finely they mean it.
    pub grain: Grain,
}

/// The days that a text names, in the order of the text.
///
/// `published` is the day the text came out: a weekday without more is the
/// last one up to that day, in a sentence about the future the next one; a day
/// and month without a year is the nearest.
pub fn dates(text: &str, language: &Lang, published: Date) -> Vec<Dated> {
    reader::Reader::new(text, language, published).read()
}

#[cfg(test)]
mod tests;

//! What the engine reads of a story: its words, its time, its language. The
//! house's [`Cutting`]s and a filter's lines both turn into it.
//!
//! No judgement here.

use crate::cutting::Cutting;
use jiff::Timestamp;
use std::borrow::Cow;
use story::{Lang, StoryId};

/// One story in its newest version, borrowed from whoever holds it.
#[derive(Clone, Debug)]
pub struct Piece<'a> {
    /// The story. A later version comes under the same number.
    pub id: StoryId,
    /// When it came out; none where nobody says.
    pub when: Option<Timestamp>,
    /// As its source says; where unknown, it is told from the words.
    pub language: Lang,
    /// Its headline.
    pub title: Cow<'a, str>,
    /// All of its text.
    pub text: Cow<'a, str>,
    /// Subject codes of its source, as `scheme:code`.
    pub codes: Vec<Cow<'a, str>>,
}

impl<'a> From<&Cutting<'a>> for Piece<'a> {
    fn from(c: &Cutting<'a>) -> Self {
        Self {
            id: c.story,
            when: Some(c.when),
            language: c.text.language.clone(),
            title: c.text.title().into(),
            text: c.text.full_text().into(),
            codes: c
                .text
                .topics
                .iter()
                .filter(|t| !t.code.is_empty())
                .map(|t| format!("{}:{}", t.scheme, t.code).into())
                .collect(),
        }
    }
}

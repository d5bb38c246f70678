//! Stories as the filters take them, one JSON object a line.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use story::{Lang, StoryId};

/// One story. Ids are strings or numbers; what is not known is left out.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    pub id: Value,
    #[serde(default)]
    pub published: Option<When>,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub text: String,
    #[serde(default, alias = "language")]
    pub lang: Option<String>,
    /// Subject codes, as `scheme:code`.
    #[serde(default)]
    pub codes: Vec<String>,
}

/// A day (its midnight, UTC) or an instant.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct When(pub Timestamp);

impl TryFrom<String> for When {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Ok(instant) = text.parse() {
            return Ok(Self(instant));
        }
        text.parse::<Date>()
            .and_then(|day| day.to_datetime(Time::midnight()).to_zoned_datetime(TimeZone::UTC))
            .map(|day| Self(day.timestamp()))
            .map_err(|_| {
                format!(
                    "published: \"{text}\" is neither a day (2026-11-25) nor an instant (RFC 3339)"
                )
            })
    }
}

impl Line {
    /// What the desk reads of it, under that number.
    pub fn piece(&self, id: StoryId) -> desk::Piece<'_> {
        desk::Piece {
            id,
            when: self.published.map(|w| w.0),
            language: Lang::of(self.lang.as_deref().unwrap_or_default()),
            title: (&self.title).into(),
            text: (&self.text).into(),
            codes: self.codes.iter().map(Into::into).collect(),
        }
    }
}

/// Ids of lines as numbers, in the order of first appearance, and back.
#[derive(Debug, Default)]
pub struct Ids {
    numbers: HashMap<String, i64>,
    names: Vec<String>,
}

impl Ids {
    /// The number of an id; strings and numbers that read alike are one.
    pub fn number(&mut self, id: &Value) -> StoryId {
        let name = name(id);
        let next = self.names.len() as i64;
        let number = *self.numbers.entry(name).or_insert_with_key(|name| {
            self.names.push(name.clone());
            next
        });
        StoryId(number)
    }

    /// The id of a number.
    pub fn name(&self, story: StoryId) -> &str {
        usize::try_from(story.0).ok().and_then(|at| self.names.get(at)).map_or("", String::as_str)
    }
}

/// An id as text.
pub fn name(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

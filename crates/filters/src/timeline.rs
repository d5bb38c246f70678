//! `nightdesk desk timeline`: the stories of one running matter in, its days
//! out, in the order of time, each told by sentences of the stories. Places
//! are told in characters (Unicode scalar values) of `text` as given.

use crate::stories::name;
use crate::{Failed, lines};
use desk::{Chars, Entry, Span, TimelineSource, Told};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::ExitCode;
use story::{Lang, StoryId};

#[derive(clap::Args)]
pub struct Args {
    /// Days at most.
    #[arg(long, value_name = "N", default_value_t = 20)]
    entries: usize,
    /// Sentences a day, at most.
    #[arg(long, value_name = "M", default_value_t = 2)]
    per_entry: usize,
    #[command(flatten)]
    input: lines::Input,
}

/// One story. Its text comes whole or as sentences, which are then lines of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Given")]
pub struct Line {
    pub id: Value,
    pub published: Published,
    pub source: Option<String>,
    title: String,
    pub text: String,
    language: Lang,
}

#[derive(Deserialize)]
struct Given {
    id: Value,
    published: Published,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    sentences: Option<Vec<String>>,
    #[serde(default, alias = "language")]
    lang: Option<String>,
}

impl TryFrom<Given> for Line {
    type Error = &'static str;

    fn try_from(given: Given) -> Result<Self, &'static str> {
        let text = match (given.text, given.sentences) {
            (Some(text), _) => text,
            (None, Some(sentences)) => sentences.join("\n"),
            (None, None) => return Err("it has neither \"text\" nor \"sentences\""),
        };
        Ok(Self {
            id: given.id,
            published: given.published,
            source: given.source,
            title: given.title,
            text,
            language: Lang::of(given.lang.as_deref().unwrap_or_default()),
        })
    }
}

/// A day, or an instant: its day is the one that the clocks there showed.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Published {
    day: Date,
    given: String,
}

impl TryFrom<String> for Published {
    type Error = String;

    fn try_from(given: String) -> Result<Self, String> {
        let (day, rest) = given.split_at_checked(10).unwrap_or((&given, ""));
        let hour = rest.is_empty() || rest.starts_with(['T', 't', ' ']);
        let day = day.parse().ok().filter(|_| hour).ok_or_else(|| {
            format!(
                "published: \"{given}\" is neither a day (2026-11-25) nor an instant (RFC 3339)"
            )
        })?;
        Ok(Self { day, given })
    }
}

/// One day's line.
#[derive(Debug, PartialEq, Serialize)]
pub struct Answer<'a> {
    pub date: Date,
    pub sentences: Vec<Sentence<'a>>,
}

/// A sentence with where it stands and when that came out.
#[derive(Debug, PartialEq, Serialize)]
pub struct Sentence<'a> {
    pub text: &'a str,
    story: &'a Value,
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    published: &'a str,
}

pub fn run(args: &Args) -> Result<ExitCode, Failed> {
    let (stories, broken) = args.input.all::<Line>()?;
    let mut out = lines::Output::new();
    for answer in &timeline(&stories, args.entries, args.per_entry) {
        out.put(answer)?;
    }
    out.end()?;
    Ok(ExitCode::from(u8::from(broken > 0)))
}

/// The timeline of those stories. A later line of an id replaces an earlier.
pub fn timeline<'a>(
    stories: impl IntoIterator<Item = &'a Line>,
    entries: usize,
    per_entry: usize,
) -> Vec<Answer<'a>> {
    // By id, so that the order of the lines decides nothing.
    let stories: BTreeMap<String, &Line> =
        stories.into_iter().map(|line| (name(&line.id), line)).collect();
    let stories: Vec<&Line> = stories.into_values().collect();
    let sources: Vec<TimelineSource> = (0..)
        .zip(&stories)
        .map(|(number, line)| TimelineSource {
            story: StoryId(number),
            published: line.published.day,
            language: &line.language,
            title: &line.title,
            text: &line.text,
        })
        .collect();
    // Counting characters reads a text from its start: once is enough.
    let mut chars: BTreeMap<usize, Chars> = BTreeMap::new();
    let mut sentence = |told: Told| {
        let at = usize::try_from(told.story.0).ok()?;
        let line = *stories.get(at)?;
        let chars = chars.entry(at).or_insert_with(|| Chars::new(&line.text));
        let Span { start, end } = chars.of(told.span);
        Some(Sentence {
            text: told.span.of(&line.text),
            story: &line.id,
            start,
            end,
            source: line.source.as_deref(),
            published: &line.published.given,
        })
    };
    desk::timeline(&sources, entries, per_entry)
        .into_iter()
        .map(|Entry { day, sentences }| Answer {
            date: day,
            sentences: sentences.into_iter().filter_map(&mut sentence).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn lines(rows: Value) -> Vec<Line> {
        serde_json::from_value(rows).unwrap()
    }

    #[test]
    fn places_are_characters_of_the_text_or_of_the_joined_sentences() {
        let sentences = [
            "Die Fähre „Märta“ lag – noch – im Hafen .",
            "Die Fähre ist am Montagabend vor Kalden mit 40 Menschen gesunken .",
        ];
        for (text, row) in [
            (sentences.join("\n"), json!({"sentences": sentences})),
            (sentences.join(" "), json!({"text": sentences.join(" ")})),
        ] {
            let mut row = row;
            row["id"] = json!("a/1");
            row["published"] = json!("2026-11-10T23:30:00+01:00");
            row["source"] = json!("Courier");
            let lines = lines(json!([row]));
            let told = serde_json::to_value(timeline(&lines, 1, 1)).unwrap();
            let at = |pointer: &str| told.pointer(pointer).cloned().unwrap();
            assert_eq!(at("/0/date"), "2026-11-09");
            assert_eq!(at("/0/sentences/0/story"), "a/1");
            assert_eq!(at("/0/sentences/0/source"), "Courier");
            assert_eq!(at("/0/sentences/0/published"), "2026-11-10T23:30:00+01:00");
            let n = |end: &str| at(end).as_u64().unwrap() as usize;
            let (start, end) = (n("/0/sentences/0/start"), n("/0/sentences/0/end"));
            let cut: String = text.chars().skip(start).take(end - start).collect();
            assert_eq!(at("/0/sentences/0/text"), cut);
            assert_eq!(cut, sentences[1]);
        }
    }

    #[test]
    fn the_order_of_lines_decides_nothing_and_a_later_one_replaces() {
        let rows = json!([
            {"id": 7, "published": "2026-11-10", "text":
                "The ferry Marea sank off Kalden on Monday evening with 40 people on board."},
            {"id": 8, "published": "2026-11-12", "text":
                "Divers reached the wreck of the ferry Marea yesterday and found its door open."},
        ]);
        let forth = lines(rows.clone());
        let told = timeline(&forth, 5, 5);
        assert_eq!(told, timeline(forth.iter().rev(), 5, 5));
        let mut rows = rows;
        rows.as_array_mut().unwrap().push(json!({"id": 8, "published": "2026-11-12", "text": ""}));
        let told = serde_json::to_value(timeline(&lines(rows), 5, 5)).unwrap();
        assert_eq!(told.pointer("/0/sentences/0/story"), Some(&json!(7)));
        assert_eq!(told.as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn what_a_line_must_have() {
        for (row, word) in [
            (json!({"id": 1, "text": "A."}), "published"),
            (json!({"id": 1, "published": "last May", "text": "A."}), "last May"),
            (json!({"id": 1, "published": "2026-05-0312", "text": "A."}), "2026-05-0312"),
            (json!({"id": 1, "published": "2026-05-03"}), "sentences"),
            (json!({"published": "2026-05-03", "text": "A."}), "id"),
        ] {
            let told = serde_json::from_value::<Line>(row).unwrap_err().to_string();
            assert!(told.contains(word), "{told}");
        }
    }
}

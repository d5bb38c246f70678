//! `nightdesk desk attribution`: stories in, who says what in each sentence out.
//! Places are told in characters (Unicode scalar values) of `text` as given.

use crate::{Failed, lines};
use desk::{Chars, Source, Span, Speech, Who, attribution};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::process::ExitCode;
use story::Lang;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: lines::Input,
}

/// One story. Its title is not read: what a headline claims stands in the text.
#[derive(Deserialize)]
struct Line {
    id: Value,
    #[serde(default)]
    text: String,
    #[serde(default, alias = "language")]
    lang: Option<String>,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    statements: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Said<'a> {
    sentence: Span,
    source: Option<Speaker<'a>>,
    verb: Option<Place<'a>>,
    hedges: Vec<Place<'a>>,
    quotes: Vec<Place<'a>>,
    kind: Speech,
}

#[derive(Serialize)]
struct Place<'a> {
    text: &'a str,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Speaker<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    who: Who,
    /// It stands in another sentence.
    carried: bool,
    resolved: Option<Place<'a>>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failed> {
    let mut out = lines::Output::new();
    let broken = args.input.each(|line: Line| out.put(&answer(&line)))?;
    out.end()?;
    Ok(ExitCode::from(u8::from(broken > 0)))
}

fn answer(line: &Line) -> Answer<'_> {
    let text = line.text.as_str();
    let chars = Chars::new(text);
    let place = |span: Span| {
        let Span { start, end } = chars.of(span);
        Place { text: span.of(text), start, end }
    };
    let language = Lang::of(line.lang.as_deref().unwrap_or_default());
    let statements = attribution(text, &language)
        .into_iter()
        .map(|s| Said {
            sentence: chars.of(s.sentence),
            source: s.source.map(|Source { span, who, carried, resolved }| Speaker {
                place: place(span),
                who,
                carried,
                resolved: resolved.map(place),
            }),
            verb: s.verb.map(place),
            hedges: s.hedges.into_iter().map(place).collect(),
            quotes: s.quotes.into_iter().map(place).collect(),
            kind: s.speech,
        })
        .collect();
    Answer { id: &line.id, statements }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_characters_of_the_text() {
        let text = "Es wurde spät – sehr spät. „Die Brücke ist offen“, sagte Ministerin Ruiz.";
        let line = Line { id: "a".into(), text: text.into(), lang: Some("de".into()) };
        let told = serde_json::to_value(answer(&line)).unwrap();
        let at = |pointer: &str| told.pointer(pointer).cloned().unwrap_or_default();
        assert_eq!(at("/statements/0/kind"), "none");
        assert_eq!(at("/statements/0/source"), Value::Null);
        assert_eq!(at("/statements/1/kind"), "direct");
        let cut = |pointer: &str| -> String {
            let n = |end: &str| at(&format!("{pointer}/{end}")).as_u64().unwrap() as usize;
            text.chars().skip(n("start")).take(n("end") - n("start")).collect()
        };
        for pointer in ["/statements/1/source", "/statements/1/verb", "/statements/1/quotes/0"] {
            assert_eq!(at(&format!("{pointer}/text")), cut(pointer), "{pointer}");
        }
        assert_eq!(cut("/statements/1/source"), "Ministerin Ruiz");
        assert_eq!(at("/statements/1/source/who"), "named");
    }
}

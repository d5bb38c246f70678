//! `nightdesk desk kinds`: stories in, what sort of journalism each is out, with
//! how likely it is somebody's view and why.

use crate::{Failed, lines};
use desk::{KindBy, KindGuess, KindPiece};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::process::ExitCode;
use story::{Kind, Lang};

#[derive(clap::Args)]
pub struct Args {
    /// By its style alone: labels, sections and addresses say nothing.
    #[arg(long)]
    by_style: bool,
    #[command(flatten)]
    input: lines::Input,
}

/// One story; what is not known is left out.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    pub id: Value,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub text: String,
    #[serde(default, alias = "language")]
    pub lang: Option<String>,
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    /// The genre as its source calls it, or a kind of ours.
    #[serde(default, alias = "kind")]
    pub genre: Option<String>,
    #[serde(default, alias = "kicker")]
    pub section: Option<String>,
}

impl Line {
    /// What the desk asks of it.
    pub fn piece<'a>(&'a self, language: &'a Lang) -> KindPiece<'a> {
        KindPiece {
            title: &self.title,
            text: &self.text,
            language,
            stated: self.genre.as_deref().and_then(stated),
            source: self.source.as_deref(),
            section: self.section.as_deref(),
            url: self.url.as_deref(),
            dateline: false,
        }
    }

    /// The language it says it is in.
    pub fn language(&self) -> Lang {
        Lang::of(self.lang.as_deref().unwrap_or_default())
    }
}

/// The kind a genre means; none for one that says nothing of it.
fn stated(genre: &str) -> Option<Kind> {
    Kind::of_label(genre).or_else(|| Kind::is_report(genre).then_some(Kind::News))
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    kind: &'static str,
    p_opinion: f64,
    unsure: bool,
    by: &'static str,
    reasons: Vec<String>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failed> {
    let mut out = lines::Output::new();
    let broken = args.input.each(|line: Line| out.put(&answer(&line, args.by_style)))?;
    out.end()?;
    Ok(ExitCode::from(u8::from(broken > 0)))
}

fn answer(line: &Line, by_style: bool) -> Answer<'_> {
    let language = line.language();
    let piece = line.piece(&language);
    let guess = if by_style { desk::Kinds::house().by_style(&piece) } else { desk::kind(&piece) };
    let KindGuess { kind, p_opinion, unsure, by, reasons } = guess;
    let by = match by {
        KindBy::Said => "said",
        KindBy::Style => "style",
        KindBy::Nothing => "nothing",
    };
    let p_opinion = (f64::from(p_opinion) * 1e3).round() / 1e3;
    Answer { id: &line.id, kind: kind.as_str(), p_opinion, unsure, by, reasons }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: Value) -> Line {
        serde_json::from_value(line).unwrap()
    }

    #[test]
    fn what_is_said_wins_and_is_named() {
        let text = "The dike broke on Monday, the warden said.";
        for (line, kind, reason) in [
            (
                serde_json::json!({"id": 1, "text": text, "genre": "Kommentar"}),
                "opinion",
                "its source says so: opinion",
            ),
            (
                serde_json::json!({"id": 2, "text": text, "section": "Meinung"}),
                "opinion",
                "it stands under “Meinung”",
            ),
            (
                serde_json::json!({"id": 3, "text": text, "title": "Analysis: The dike"}),
                "analysis",
                "its headline says analysis",
            ),
            (
                serde_json::json!({"id": 4, "text": text, "url": "https://a.example/opinion/1"}),
                "opinion",
                "its address says opinion",
            ),
            (
                serde_json::json!({"id": 5, "text": text, "kind": "news"}),
                "news",
                "its source says so: news",
            ),
        ] {
            let line = read(line);
            let told = answer(&line, false);
            assert_eq!((told.kind, told.reasons[0].as_str()), (kind, reason), "{:?}", line.id);
            assert_eq!(told.by, "said");
        }
    }

    #[test]
    fn a_genre_that_means_no_kind_leaves_it_to_the_text() {
        let line = read(serde_json::json!({"id": 1, "text": "Rain fell.", "genre": "Politics"}));
        assert_eq!(answer(&line, false).by, "nothing");
    }
}

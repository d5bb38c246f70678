//! Kinds: comments against reports. The weights are learned anew without each
//! outlet and tried on it, so that no house's habits help.

use super::{read, rounded};
use crate::Failed;
use crate::kinds::Line;
use desk::{KindGuess, Kinds, Lesson, UNSURE};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use story::Kind;

/// A text with its outlet and what it is. `genre` is the answer here, so the
/// line is never asked for it; nor for its address, which gives it away.
#[derive(Deserialize)]
#[serde(transparent)]
struct Labelled {
    line: Line,
}

impl Labelled {
    fn is_opinion(&self) -> bool {
        self.line.genre.as_deref().and_then(Kind::of_label) == Some(Kind::Opinion)
    }

    fn outlet(&self) -> &str {
        self.line.source.as_deref().unwrap_or_default()
    }

    fn lesson(&self) -> Option<Lesson> {
        let Line { title, text, .. } = &self.line;
        Lesson::new(title, text, &self.line.language(), self.outlet(), self.is_opinion())
    }
}

/// Each outlet by what the others teach: by style alone, and with what the
/// headline and the text say of themselves.
pub fn unseen(data: &Path) -> Result<Value, Failed> {
    let rows: Vec<Labelled> = read(data, "kinds/dev.jsonl")?;
    let lessons: Vec<Option<Lesson>> = rows.iter().map(Labelled::lesson).collect();
    let outlets: BTreeSet<&str> = rows.iter().map(Labelled::outlet).collect();
    let mut by_style = Vec::new();
    let mut with_labels = Vec::new();
    for outlet in outlets {
        let others: Vec<&Lesson> = rows
            .iter()
            .zip(&lessons)
            .filter(|(r, _)| r.outlet() != outlet)
            .filter_map(|(_, l)| l.as_ref())
            .collect();
        let kinds = Kinds::train(&others);
        for row in rows.iter().filter(|r| r.outlet() == outlet) {
            let language = row.line.language();
            let piece = desk::KindPiece { stated: None, url: None, ..row.line.piece(&language) };
            by_style.push(Tried::new(row, &kinds.by_style(&piece)));
            with_labels.push(Tried::new(row, &kinds.kind(&piece)));
        }
    }
    Ok(json!({"by_style": figures(&by_style), "with_labels": figures(&with_labels)}))
}

/// The weights learned from all of a folder's texts.
pub fn house(data: &Path) -> Result<Kinds, Failed> {
    #[derive(Deserialize)]
    struct Pair {
        lang1: String,
        text1: String,
        lang2: String,
        text2: String,
    }
    let rows: Vec<Labelled> = read(data, "kinds/dev.jsonl")?;
    let lessons: Vec<Lesson> = rows.iter().filter_map(Labelled::lesson).collect();
    let pairs: Vec<Pair> = read(data, "similarity/dev.jsonl")?;
    let plain: Vec<(&str, story::Lang)> = pairs
        .iter()
        .flat_map(|p| [(&*p.text1, &p.lang1), (&*p.text2, &p.lang2)])
        .map(|(text, tag)| (text, story::Lang::of(tag)))
        .collect();
    Ok(Kinds::train(&lessons.iter().collect::<Vec<_>>()).shifted(&plain))
}

/// One text's answer beside the true one.
struct Tried<'a> {
    outlet: &'a str,
    opinion: bool,
    p: f32,
    right: bool,
    unsure: bool,
}

impl<'a> Tried<'a> {
    fn new(row: &'a Labelled, guess: &KindGuess) -> Self {
        let opinion = row.is_opinion();
        Self {
            outlet: row.outlet(),
            opinion,
            p: guess.p_opinion,
            right: (guess.p_opinion >= 0.5) == opinion,
            unsure: UNSURE.contains(&guess.p_opinion),
        }
    }
}

#[derive(Serialize)]
struct Figures {
    accuracy: f64,
    auc: f64,
    /// The means of the outlets' figures.
    mean_accuracy: f64,
    mean_auc: f64,
    /// The share between the bounds, and how many of the others are right.
    unsure: f64,
    sure_accuracy: f64,
    /// Comments that pass for reports for sure, and the other way round.
    missed: f64,
    false_alarms: f64,
    outlets: BTreeMap<String, Outlet>,
}

#[derive(Serialize)]
struct Outlet {
    texts: usize,
    accuracy: f64,
    auc: f64,
    unsure: f64,
}

fn figures(all: &[Tried]) -> Figures {
    let mut by: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
    for t in all {
        by.entry(t.outlet).or_default().push(t);
    }
    let outlets: BTreeMap<String, Outlet> = by
        .into_iter()
        .map(|(name, tried)| {
            let outlet = Outlet {
                texts: tried.len(),
                accuracy: share(&tried, |_| true, |t| t.right),
                auc: auc(&tried),
                unsure: share(&tried, |_| true, |t| t.unsure),
            };
            (name.to_owned(), outlet)
        })
        .collect();
    let mean = |f: fn(&Outlet) -> f64| {
        rounded(outlets.values().map(f).sum::<f64>() / outlets.len().max(1) as f64)
    };
    let all: Vec<&Tried> = all.iter().collect();
    Figures {
        accuracy: share(&all, |_| true, |t| t.right),
        auc: auc(&all),
        mean_accuracy: mean(|o| o.accuracy),
        mean_auc: mean(|o| o.auc),
        unsure: share(&all, |_| true, |t| t.unsure),
        sure_accuracy: share(&all, |t| !t.unsure, |t| t.right),
        missed: share(&all, |t| t.opinion, |t| t.p < *UNSURE.start()),
        false_alarms: share(&all, |t| !t.opinion, |t| t.p > *UNSURE.end()),
        outlets,
    }
}

fn share(all: &[&Tried], of: fn(&Tried) -> bool, what: fn(&Tried) -> bool) -> f64 {
    let of: Vec<&&Tried> = all.iter().filter(|t| of(t)).collect();
    rounded(of.iter().filter(|t| what(t)).count() as f64 / of.len().max(1) as f64)
}

/// How often a comment has the higher number of a comment and a report.
fn auc(all: &[&Tried]) -> f64 {
    let (mut won, mut pairs) = (0.0, 0.0);
    for view in all.iter().filter(|t| t.opinion) {
        for news in all.iter().filter(|t| !t.opinion) {
            pairs += 1.0;
            won += match view.p.total_cmp(&news.p) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    if pairs > 0.0 { rounded(won / pairs) } else { 0.0 }
}

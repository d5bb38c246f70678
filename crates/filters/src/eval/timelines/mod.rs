//! Timelines: days and sentences against those that journalists wrote, given
//! as many days as they have and as many sentences a day as they have on
//! average.

mod score;

use super::{grouping::f1, read, rounded};
use crate::Failed;
use crate::timeline::{Answer, Line, timeline};
use jiff::civil::Date;
use score::{Figures, Share};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;

#[derive(Deserialize)]
struct Story {
    #[serde(flatten)]
    line: Line,
    topic: String,
}

#[derive(Deserialize)]
struct Timeline {
    timeline: String,
    topic: String,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    date: Date,
    sentences: Vec<String>,
}

/// Each timeline from the stories of its outlet, and from those of all outlets
/// on the matter; figures are means over the timelines.
pub fn dated(data: &Path) -> Result<Value, Failed> {
    let stories: Vec<Story> = read(data, "timelines/docs.jsonl")?;
    let gold: Vec<Timeline> = read(data, "timelines/gold.jsonl")?;
    let outlet = |story: &Story, gold: &Timeline| {
        let folder = |name: &str| name.split('/').next().map(str::to_owned);
        folder(&crate::stories::name(&story.line.id)) == folder(&gold.timeline)
    };
    let matter = |story: &Story, gold: &Timeline| story.topic == gold.topic;
    Ok(json!({
        "timelines": gold.len(),
        "outlet": over(&stories, &gold, outlet),
        "matter": over(&stories, &gold, matter),
    }))
}

fn over(stories: &[Story], gold: &[Timeline], of: impl Fn(&Story, &Timeline) -> bool) -> Value {
    let figures: Vec<Figures> = gold
        .iter()
        .map(|gold| {
            let entries = gold.entries.iter().filter(|e| !e.sentences.is_empty());
            let sentences: usize = entries.clone().map(|e| e.sentences.len()).sum();
            let days = entries.clone().count();
            let per_day = (sentences as f64 / days.max(1) as f64).round().max(1.0) as usize;
            let lines = stories.iter().filter(|s| of(s, gold)).map(|s| &s.line);
            let found = timeline(lines, days, per_day);
            score::score(
                &entries.map(|e| (e.date, texts(&e.sentences))).collect(),
                &found.iter().map(|a| (a.date, of_answer(a))).collect(),
            )
        })
        .collect();
    let each: Vec<Value> = gold
        .iter()
        .zip(&figures)
        .map(|(gold, f)| json!({"timeline": gold.timeline, "date_f1": rounded(f1(f.date.p, f.date.r))}))
        .collect();
    let mean = |share: fn(&Figures) -> Share| {
        let n = figures.len().max(1) as f64;
        let mean =
            |side: fn(&Share) -> f64| figures.iter().map(|f| side(&share(f))).sum::<f64>() / n;
        let (p, r) = (mean(|s| s.p), mean(|s| s.r));
        json!({"p": rounded(p), "r": rounded(r), "f1": rounded(f1(p, r))})
    };
    json!({
        "date": mean(|f| f.date),
        "within_a_day": mean(|f| f.near),
        "ar1": mean(|f| f.ar1),
        "ar2": mean(|f| f.ar2),
        "each": each,
    })
}

fn texts(sentences: &[String]) -> Vec<&str> {
    sentences.iter().map(String::as_str).collect()
}

fn of_answer<'a>(answer: &Answer<'a>) -> Vec<&'a str> {
    answer.sentences.iter().map(|s| s.text).collect()
}

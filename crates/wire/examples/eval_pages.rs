//! Measures the text of pages: `eval_pages FOLDER`, where each folder in it
//! holds `source.html` and `expected.html`.
//!
//! Precision, recall and F1 of the runs of four words, as the public benchmark
//! of article extraction counts them; each page weighs the same. `body` is the
//! text as it was found in the page, `story` the printed story with all its
//! parts, `F1 of sums` the benchmark's own figure.
#![allow(clippy::print_stdout)]

use std::{collections::HashMap, path::PathBuf, time::Instant};
use story::{Format, Story};

fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|w| !w.is_empty())
        .collect();
    let mut out = HashMap::new();
    if words.len() < 4 && !words.is_empty() {
        out.insert(words.clone(), 1);
    }
    for run in words.windows(4) {
        *out.entry(run.to_vec()).or_default() += 1;
    }
    out
}

/// Shares of what is in both, in the found text only, in the wanted text only.
fn shares(wanted: &str, found: &str) -> (f64, f64, f64) {
    let (wanted, found) = (shingles(wanted), shingles(found));
    let both: usize = wanted.iter().map(|(run, n)| *n.min(found.get(run).unwrap_or(&0))).sum();
    let (w, f): (usize, usize) = (wanted.values().sum(), found.values().sum());
    let all = (w + f - both).max(1) as f64;
    (both as f64 / all, (f - both) as f64 / all, (w - both) as f64 / all)
}

fn scores((both, more, less): (f64, f64, f64)) -> (f64, f64, f64) {
    let part = |of: f64| if of > 0.0 { both / of } else { 0.0 };
    let (p, r) = (part(both + more), part(both + less));
    (p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
}

/// All that the reader sees of a story but its headline.
fn printed(story: &Story) -> String {
    let mut parts = vec![story.full_text()];
    for point in story.points.iter().flat_map(|p| &p.items) {
        parts.push(format!("{} {}", point.label, point.text));
    }
    parts.join("\n")
}

fn main() {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: eval_pages FOLDER");
        std::process::exit(2);
    };
    let show = std::env::args().nth(2);
    let mut pages: Vec<PathBuf> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.join("source.html").exists() && p.join("expected.html").exists())
        .collect();
    pages.sort();
    let (mut sums, mut means) = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0));
    println!("{:32} {:>6} {:>6} {:>6} {:>6}", "page", "P", "R", "F1", "ms");
    for path in &pages {
        let (Ok(source), Ok(expected)) = (
            std::fs::read(path.join("source.html")),
            std::fs::read_to_string(path.join("expected.html")),
        ) else {
            continue;
        };
        let wanted = wire::markup::blocks(&expected).text();
        let hint = wire::Hint { format: Some(Format::Html), ..wire::Hint::default() };
        let start = Instant::now();
        let found = wire::read(&source, &hint)
            .ok()
            .and_then(|r| r.stories.into_iter().next())
            .map(|s| s.story)
            .unwrap_or_default();
        let ms = start.elapsed().as_millis();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if show.as_deref() == Some(name.as_str()) {
            println!("{}", serde_json::to_string_pretty(&found).unwrap_or_default());
        }
        // A teaser that the page's text does not have is the page's data, and
        // right all the same: it is not counted against the text.
        let mut counted = found.clone();
        let folded = |t: &str| {
            t.split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        };
        if !folded(&wanted).contains(&folded(&counted.teaser)) {
            counted.teaser.clear();
        }
        let share = shares(&wanted, &printed(&counted));
        let (p, r, f) = scores(share);
        println!("{name:32} {p:6.3} {r:6.3} {f:6.3} {ms:6}");
        sums = (sums.0 + share.0, sums.1 + share.1, sums.2 + share.2);
        means = (means.0 + p, means.1 + r, means.2 + f);
    }
    let n = pages.len().max(1) as f64;
    println!(
        "{} pages: mean precision {:.4}, recall {:.4}, F1 {:.4}; F1 of sums {:.4}",
        pages.len(),
        means.0 / n,
        means.1 / n,
        means.2 / n,
        scores(sums).2
    );
}

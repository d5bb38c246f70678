//! Related coverage: stories of the same matter but another event, by nDCG@5
//! (Järvelin and Kekäläinen 2002), gain 1 or 0.

use super::{read, rounded};
use crate::Failed;
use crate::background::Past;
use crate::stories::{Line, name};
use desk::Related;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

const AT: usize = 5;

#[derive(Deserialize)]
struct Labelled {
    #[serde(flatten)]
    line: Line,
    event: Value,
    thread: Value,
}

/// Against an archive that holds no other telling of the same event, which is
/// how such figures are published, and against the whole, where the desk has
/// to tell itself what is the same event.
pub fn related(data: &Path) -> Result<Value, Failed> {
    let rows: Vec<Labelled> = read(data, "related/dev.jsonl")?;
    let lines: Vec<Line> = rows.iter().map(|r| r.line.clone()).collect();
    let mut past = Past::of(&lines, []);
    let (mut without, mut whole) = (0.0, 0.0);
    let by_id: HashMap<String, &Labelled> = rows.iter().map(|r| (name(&r.line.id), r)).collect();
    for row in &rows {
        let relevant =
            rows.iter().filter(|o| o.thread == row.thread && o.event != row.event).count();
        let gains = |answers: Vec<Related>, past: &Past| {
            let gain = |(at, a): (usize, &Related)| {
                let is = by_id
                    .get(past.name(a.story))
                    .is_some_and(|a| a.thread == row.thread && a.event != row.event);
                if is { 1.0 / (at as f64 + 2.0).log2() } else { 0.0 }
            };
            answers.iter().enumerate().map(gain).sum::<f64>()
        };
        let ideal: f64 = (0..relevant.min(AT)).map(|at| 1.0 / (at as f64 + 2.0).log2()).sum();
        let told = past.related_unless(&row.line, AT, |run, other| {
            by_id.get(run.id(other)).is_some_and(|o| o.event == row.event)
        });
        without += gains(told, &past) / ideal;
        let found = past.related(&row.line, AT);
        whole += gains(found, &past) / ideal;
    }
    let n = rows.len() as f64;
    Ok(json!({
        "stories": rows.len(),
        "ndcg5": rounded(without / n),
        "ndcg5_own_events": rounded(whole / n),
    }))
}

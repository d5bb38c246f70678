//! Events and running stories: the stream's groups against labelled ones.

use super::{grouping, read};
use crate::Failed;
use crate::events::Run;
use crate::stories::{Line, name};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;

#[derive(Deserialize)]
struct Labelled {
    #[serde(flatten)]
    line: Line,
    event: Value,
    #[serde(default)]
    thread: Value,
}

/// An article of the labelled timelines, in sentences.
#[derive(Deserialize)]
struct Article {
    id: Value,
    published: Value,
    topic: Value,
    sentences: Vec<String>,
}

/// Dated stories: decided as they come, with second looks, and without times.
pub fn dated(data: &Path) -> Result<Value, Failed> {
    let rows: Vec<Labelled> = read(data, "events/dev.jsonl")?;
    Ok(json!({
        "online": measured(&rows, false, false).events,
        "repaired": measured(&rows, false, true).events,
        "no_time": measured(&rows, true, false).events,
    }))
}

/// Stories without dates, in groups of ten to twenty, two groups much alike.
pub fn undated(data: &Path) -> Result<Value, Failed> {
    let rows: Vec<Labelled> = read(data, "related/dev.jsonl")?;
    let online = measured(&rows, true, false);
    Ok(json!({
        "online": online.events,
        "repaired": measured(&rows, true, true).events,
        "threads": online.threads,
    }))
}

/// Months of articles about a few long matters: which belong to one.
pub fn threads(data: &Path) -> Result<Value, Failed> {
    let mut rows: Vec<Labelled> = Vec::new();
    for a in read::<Article>(data, "timelines/docs.jsonl")? {
        let line = json!({"id": a.id, "published": a.published, "text": a.sentences.join("\n")});
        let line = serde_json::from_value(line)?;
        rows.push(Labelled { line, event: Value::Null, thread: a.topic });
    }
    rows.sort_by_key(|r| r.line.published.map(|p| p.0));
    Ok(json!({"threads": measured(&rows, false, false).threads}))
}

struct Measured {
    events: grouping::Figures,
    threads: grouping::Figures,
}

fn measured(rows: &[Labelled], no_time: bool, repair: bool) -> Measured {
    let mut run = Run::new(no_time, repair);
    let stories: Vec<_> = rows.iter().map(|r| run.push(&r.line).story).collect();
    run.end();
    let events = || stories.iter().map(|s| run.event_of(*s));
    Measured {
        events: grouping::score(rows.iter().map(|r| name(&r.event)).zip(events())),
        threads: grouping::score(
            rows.iter().map(|r| name(&r.thread)).zip(events().map(|e| run.thread(e))),
        ),
    }
}

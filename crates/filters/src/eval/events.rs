//! Events: the stream's groups against labelled ones.

use super::{grouping, read};
use crate::Failed;
use crate::events::Run;
use crate::stories::Line;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;

#[derive(Deserialize)]
struct Labelled {
    #[serde(flatten)]
    line: Line,
    event: Value,
}

/// Dated stories, decided as they come.
pub fn dated(data: &Path) -> Result<Value, Failed> {
    let rows: Vec<Labelled> = read(data, "events/dev.jsonl")?;
    Ok(json!({"online": online(&rows, false), "no_time": online(&rows, true)}))
}

fn online(rows: &[Labelled], no_time: bool) -> grouping::Figures {
    let mut run = Run::new(no_time);
    grouping::score(rows.iter().map(|r| (crate::stories::name(&r.event), run.push(&r.line).event)))
}

//! Copies: containment against labelled pairs.

use super::{grouping::f1, read, rounded};
use crate::Failed;
use desk::{COPY, containment};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;

#[derive(Deserialize)]
struct Pair {
    text1: String,
    text2: String,
    gold: u8,
}

/// Precision, recall and F1 at the house's threshold.
pub fn copies(data: &Path) -> Result<Value, Failed> {
    let pairs: Vec<Pair> = read(data, "copies/dev.jsonl")?;
    let (mut right, mut found, mut gold) = (0.0, 0.0, 0.0);
    for p in &pairs {
        let is = containment(&p.text1, &p.text2) >= COPY;
        right += f64::from(u8::from(is && p.gold == 1));
        found += f64::from(u8::from(is));
        gold += f64::from(u8::from(p.gold == 1));
    }
    let (p, r) = (right / f64::max(found, 1.0), right / f64::max(gold, 1.0));
    Ok(json!({"pairs": pairs.len(), "p": rounded(p), "r": rounded(r), "f1": rounded(f1(p, r))}))
}

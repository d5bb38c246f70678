//! Two versions of a story side by side, sentence by sentence, with the facts
//! that differ.

use crate::pages::values;
use ::story::{Change, Story};
use minijinja::Value;
use wire::facts::{FactDiff, FactKind, diff};

/// What a page shows of the way from one version to the next.
pub fn compared(was: &Story, now: &Story) -> Value {
    let diff = diff(was, now);
    let rows: Vec<_> = diff
        .rows
        .iter()
        .map(|row| {
            let facts: Vec<_> = row.facts.iter().map(|f| kind(f.kind)).collect();
            values! { part => row.part, was => row.was, now => row.now, facts }
        })
        .collect();
    values! { words => words(&diff), fact => diff.change == Change::Fact, rows }
}

fn kind(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Number => "figure",
        FactKind::Date => "day",
        FactKind::Name => "name",
        FactKind::Negation => "negation",
        FactKind::Quote => "quote",
    }
}

fn words(diff: &FactDiff) -> String {
    match diff.change {
        Change::Same => "The words are the same.".to_owned(),
        Change::Refile => "The words are the same; case, punctuation or order differ.".to_owned(),
        Change::Update => "No figure, day, name, negation or quote of it has changed.".to_owned(),
        Change::Fact => format!("Facts are others: {}.", diff.in_words()),
    }
}

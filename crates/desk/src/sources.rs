//! How many independent sources carry an event: copies count once, and papers
//! that rest on one agency are one source.

use crate::cutting::Cutting;
use std::collections::BTreeMap;

/// The names of the independent sources of these originals (copies are left
/// out by the caller), each once, in order of first report.
///
/// A story speaks with the voice of the agencies in its credit line; without
/// any, with its source's. A source whose name holds a credited agency's name
/// as a word is that agency. Stories that were stopped have no voice.
pub(crate) fn independent(originals: &[&Cutting]) -> Vec<String> {
    let mut agencies: BTreeMap<String, String> = BTreeMap::new();
    for c in originals.iter().filter(|c| !c.is_stopped()) {
        for a in credited(c) {
            agencies.entry(a.to_lowercase()).or_insert_with(|| a.to_owned());
        }
    }
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if !names.iter().any(|n| n.to_lowercase() == name.to_lowercase()) {
            names.push(name.to_owned());
        }
    };
    for c in originals.iter().filter(|c| !c.is_stopped()) {
        let mut by_credit = false;
        for a in credited(c) {
            by_credit = true;
            add(a);
        }
        if !by_credit {
            let words = c.source_name.to_lowercase();
            let agency =
                words.split(|ch: char| !ch.is_alphanumeric()).find_map(|w| agencies.get(w));
            add(agency.map_or(c.source_name, String::as_str));
        }
    }
    names
}

/// Whose voice a story speaks with, for telling who is independent: the first
/// agency of its credit line, else its source.
pub(crate) fn voice(c: &Cutting) -> String {
    credited(c).next().unwrap_or(c.source_name).to_lowercase()
}

fn credited<'a>(c: &Cutting<'a>) -> impl Iterator<Item = &'a str> {
    c.text
        .credit
        .iter()
        .flat_map(|k| k.agencies.iter().map(String::as_str))
        .filter(|a| !a.is_empty())
}

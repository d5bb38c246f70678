//! What a story has that an earlier edition did not tell: figures and names
//! that stand in no story of the event that was printed. Only what can be
//! pointed at counts; other words for the same are no news.

use crate::copies::containment;
use crate::cutting::Cutting;
use std::collections::BTreeSet;
use story::Story;

/// New facts that a told event needs to be told again.
const LEAST: usize = 2;
/// A text that repeats more of an earlier one than this has nothing new.
const REPEATED: f32 = 0.5;
/// New facts that are named.
const NAMED: usize = 4;

/// New facts, as they stand in the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct News(Vec<String>);

impl News {
    /// The first of them in words.
    pub(crate) fn words(&self) -> String {
        self.0.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ")
    }
}

/// What is new in `c` against the told stories of its event. None where that is
/// too little to tell the event again, or where none of them is at hand.
pub(crate) fn news_since(c: &Cutting, told: &[&Cutting]) -> Option<News> {
    let newest = told.iter().map(|t| t.when).max()?;
    if c.when <= newest {
        return None;
    }
    let text = c.text.full_text();
    if told.iter().any(|t| containment(&text, &t.text.full_text()) > REPEATED) {
        return None;
    }
    let known: BTreeSet<String> =
        told.iter().flat_map(|t| facts(t.text)).map(|f| f.to_lowercase()).collect();
    let mut new: Vec<String> = Vec::new();
    for fact in facts(c.text) {
        if !known.contains(&fact.to_lowercase()) && !new.contains(&fact) {
            new.push(fact);
        }
    }
    (new.len() >= LEAST).then_some(News(new))
}

/// Figures, and names of two words and more, in order.
fn facts(story: &Story) -> Vec<String> {
    let text = format!("{}\n{}", story.title(), story.full_text());
    let mut out = Vec::new();
    let mut name: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let capital = bare.chars().next().is_some_and(char::is_uppercase);
        if bare.chars().any(|c| c.is_ascii_digit()) {
            out.push(bare.to_owned());
        }
        if capital && !bare.chars().any(|c| c.is_ascii_digit()) {
            name.push(bare);
        }
        // A name ends with a small word or any mark behind it.
        if !capital || !word.ends_with(bare) {
            if name.len() > 1 {
                out.push(name.join(" "));
            }
            name.clear();
        }
    }
    if name.len() > 1 {
        out.push(name.join(" "));
    }
    out
}

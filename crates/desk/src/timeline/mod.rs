//! "What happened when": the days of a running story that matter most, in the
//! order of time, each told by sentences of the stories as they stand.
//!
//! Two questions, asked apart: which days matter (`days`), and which sentences
//! tell a day (`telling`). Both rest on one reading of the stories (`reading`).
//!
//! Never here: a word that stands in no story, a sentence without the words
//! that attribute or doubt it, a clock, a guess at a day that no story names.

mod days;
mod reading;
mod telling;

use crate::span::Span;
use jiff::civil::Date;
use story::{Lang, StoryId};

/// One story of the running matter, in its newest version.
#[derive(Clone, Copy, Debug)]
pub struct TimelineSource<'a> {
    /// The story. Of two under one number the one that came out later counts.
    pub story: StoryId,
    /// The day it came out, where it came out: what its `today` means.
    pub published: Date,
    /// As its source says; where unknown, it is told from the words.
    pub language: &'a Lang,
    /// Its headline: it tells what the story is about and is never quoted.
    pub title: &'a str,
    /// Its text without the headline; spans count its bytes. A line's end ends
    /// a sentence.
    pub text: &'a str,
}

/// A sentence that tells a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The story it stands in.
    pub story: StoryId,
    /// Its bytes in that story's text.
    pub span: Span,
}

/// A day of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The day.
    pub day: Date,
    /// What is told of it, the best first; never empty.
    pub sentences: Vec<Told>,
}

/// The timeline of a running matter: its weightiest days, `entries` at most, in
/// the order of time, each with `per_entry` sentences at most.
///
/// A day without a sentence worth showing is left out for the next best. The
/// order of the stories does not matter. Costs about the words of the stories:
/// a thousand of them take about a second.
pub fn timeline(stories: &[TimelineSource], entries: usize, per_entry: usize) -> Vec<Entry> {
    let matter = reading::read(stories);
    let mut telling = telling::Telling::new(&matter);
    let mut out: Vec<Entry> = Vec::new();
    // The weightiest day chooses first: what two days could show goes to it.
    for (day, _) in days::ranked(&matter) {
        if out.len() >= entries {
            break;
        }
        let sentences = telling.tell(day, per_entry);
        if !sentences.is_empty() {
            out.push(Entry { day, sentences });
        }
    }
    out.sort_by_key(|e| e.day);
    out
}

#[cfg(test)]
mod tests;

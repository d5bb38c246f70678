//! "What we know so far": sentences of the stories of one event, as they
//! stand, each with source, time and place. What several say is one point;
//! two independent voices make it known, else it is told as whose word it is.
//!
//! Never here: a word that stands in no story, a sentence without the words
//! that attribute or doubt it, a clock. The caller says which stories are one
//! event and which sources are independent.

mod candidate;
mod figures;
mod labels;
mod same;
mod standing;

pub(crate) use candidate::leans;
pub use labels::Label;

use crate::dates::Dated;
use crate::span::Span;
use candidate::{Candidate, Reader};
use jiff::Timestamp;
use story::{Lang, StoryId, VersionId};

/// One version of one story of the event.
#[derive(Clone, Copy, Debug)]
pub struct PointSource<'a> {
    /// The story.
    pub story: StoryId,
    /// The version whose text this is. Of several, the highest counts.
    pub version: VersionId,
    /// When it came out.
    pub when: Timestamp,
    /// As its source says; where unknown, it is told from the words.
    pub language: &'a Lang,
    /// Copies, and papers that rest on one agency, share this number: together
    /// they are one source.
    pub group: usize,
    /// The name of its source as readers see it.
    pub source_name: &'a str,
    /// All of its text, without the headline; spans count its bytes.
    pub text: &'a str,
    /// Opinion or analysis: the last to be quoted for facts.
    pub opinion: bool,
    /// Held or withdrawn: nothing of it is shown.
    pub stopped: bool,
    /// This version corrects an earlier one.
    pub corrected: bool,
}

/// A sentence that carries a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The story it stands in.
    pub story: StoryId,
    /// The version it stands in.
    pub version: VersionId,
    /// Its bytes in that version's text. With the sentence before, where it
    /// can't be understood without.
    pub span: Span,
    /// The name of its source as readers see it.
    pub source_name: String,
    /// When that version came out.
    pub when: Timestamp,
    /// Whose word it is by its own text, where it says so and names somebody.
    pub attribution: Option<String>,
    /// The sentence itself puts it in doubt.
    pub hedged: bool,
    /// It stands in a version that corrects an earlier one.
    pub corrected: bool,
    /// The days it names, resolved against the day the version came out (UTC).
    pub days: Vec<Dated>,
}

/// How well a point stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PointStanding {
    /// Two independent sources carry it, unhedged, and not from one mouth.
    Known,
    /// One voice does: a speaker of the text, else the name of the source.
    AccordingTo(String),
}

/// A figure that a newer one has superseded.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// So many.
    pub value: f64,
    /// What is counted: a stemmed word, `%`, a currency's sign, or a toll
    /// (`:dead`, `:hurt`, `:missing`, `:held`, `:saved`, `:fled`). For
    /// comparing, not for showing.
    pub of: String,
    /// The number and its noun as they stand (bytes of the version's text).
    pub span: Span,
    /// The story that has it.
    pub story: StoryId,
    /// The version that has it.
    pub version: VersionId,
    /// When that came out.
    pub when: Timestamp,
}

/// One thing the stories say.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The sentences that carry it, one a story at most; the first is the one
    /// to show, the others follow by time. Those whose figures are superseded
    /// come last. Never empty.
    pub sentences: Vec<Said>,
    /// How well it stands.
    pub standing: PointStanding,
    /// What it tells, where its sentence says so.
    pub label: Option<Label>,
    /// Figures that held before, the newest first.
    pub superseded: Vec<Figure>,
}

/// The points of an event, the weightiest first, `most` of them at most.
///
/// The order of the stories does not matter. Of a story only its highest
/// version speaks; if that is stopped, none does. Sentences of two languages
/// never carry one point. Costs about the sum, over sentences, of those that
/// share a word; an event of 100 stories takes well under a second.
pub fn points(stories: &[PointSource], most: usize) -> Vec<Point> {
    let stories = newest(stories);
    let mut reader = Reader::default();
    let candidates: Vec<Candidate> = stories.iter().flat_map(|s| reader.read(s)).collect();
    let latest = stories.iter().map(|s| s.when).max().unwrap_or_default();
    let mut weighed: Vec<(f32, Point, &Candidate)> = same::gather(&candidates)
        .into_iter()
        .filter_map(|members| {
            let members: Vec<&Candidate> =
                members.into_iter().filter_map(|m| candidates.get(m)).collect();
            point(&members, latest)
        })
        .collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut shown: Vec<&Candidate> = Vec::new();
    let mut out = Vec::new();
    for (_, point, candidate) in weighed {
        if out.len() >= most {
            break;
        }
        // A sentence that says little beyond one that is shown already.
        if shown.iter().any(|s| overlap(s, candidate) >= TOLD_ALREADY || meets(s, candidate)) {
            continue;
        }
        shown.push(candidate);
        out.push(point);
    }
    out
}

/// The share of a sentence's content words that another has, from which it is
/// not shown beside it.
const TOLD_ALREADY: f32 = 0.6;
/// Hours in which the weight of being new falls to 1/e.
const NEW_HOURS: f32 = 24.0;

/// Highest versions of stories that are not stopped, by time, then number.
fn newest<'a>(stories: &[PointSource<'a>]) -> Vec<PointSource<'a>> {
    let mut all = stories.to_vec();
    all.sort_by_key(|s| (s.story, std::cmp::Reverse(s.version)));
    all.dedup_by_key(|s| s.story);
    all.retain(|s| !s.stopped);
    all.sort_by_key(|s| (s.when, s.story));
    all
}

/// A point of its sentences (by time), with its weight and the sentence shown.
fn point<'c, 'a>(
    members: &[&'c Candidate<'a>],
    latest: Timestamp,
) -> Option<(f32, Point, &'c Candidate<'a>)> {
    let mut once: Vec<&'c Candidate<'a>> = Vec::new();
    for m in members {
        if !once.iter().any(|o| o.source.story == m.source.story) {
            once.push(m);
        }
    }
    let (current, superseded) = standing::figures(&once);
    let groups = |list: &[&Candidate]| {
        let mut groups: Vec<usize> = list.iter().map(|c| c.source.group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups.len() as f32
    };
    let shown = current
        .iter()
        .copied()
        .max_by(|a, b| merit(a, latest).total_cmp(&merit(b, latest)).then_with(|| later(b, a)))?;
    let weight = merit(shown, latest) + groups(&once).log2();
    let mut sentences = vec![shown.said()];
    let rest = |c: &&&Candidate| c.source.story != shown.source.story;
    sentences.extend(current.iter().filter(rest).map(|c| c.said()));
    let is_current = |c: &Candidate| current.iter().any(|x| x.source.story == c.source.story);
    sentences.extend(once.iter().filter(|c| !is_current(c)).map(|c| c.said()));
    let point = Point {
        sentences,
        standing: standing::standing(&current, shown),
        label: shown.label,
        superseded,
    };
    Some((weight, point, shown))
}

fn later(a: &Candidate, b: &Candidate) -> std::cmp::Ordering {
    (a.source.when, a.source.story, a.index).cmp(&(b.source.when, b.source.story, b.index))
}

/// How good a sentence is for showing a point: new, early in its story, of
/// substance, standing by itself.
fn merit(c: &Candidate, latest: Timestamp) -> f32 {
    let hours = (latest.as_second() - c.source.when.as_second()) as f32 / 3600.0;
    let mut merit = (-hours / NEW_HOURS).exp() + 1.0 / (1.0 + c.index as f32 / 3.0);
    merit += if c.figures.is_empty() { 0.0 } else { 0.3 };
    merit -= if c.hedged { 0.2 } else { 0.0 };
    merit -= if c.poor { 0.8 } else { 0.0 };
    merit - if c.source.opinion { 1.5 } else { 0.0 }
}

/// The share of the shorter sentence's content words in the other.
fn overlap(a: &Candidate, b: &Candidate) -> f32 {
    let shared = a.stems.iter().filter(|s| b.stems.binary_search(s).is_ok()).count();
    shared as f32 / a.stems.len().min(b.stems.len()).max(1) as f32
}

/// True if one shows the other's sentence with it.
fn meets(a: &Candidate, b: &Candidate) -> bool {
    a.source.story == b.source.story && a.span.meets(b.span)
}

#[cfg(test)]
mod tests;

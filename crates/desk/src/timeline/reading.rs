//! The stories of a matter as the timeline reads them: their sentences, the
//! days these name, their weighted words, and how near each story is to what
//! all are about. No day and no sentence is chosen here.

use super::TimelineSource;
use crate::copies::copies;
use crate::dates::{Dated, Grain, dates};
use crate::features::Lexicon;
use crate::sentences::sentences;
use crate::span::Span;
use crate::stops;
use crate::vector::{Term, Weights, add, dot, gathered, unit};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use story::{Lang, StoryId};

/// Stories that a small matter is taken to hold besides its own, so that words
/// that stand in most of them still count as rare.
const FLOOR: f32 = 100.0;
/// A word of the title counts so often.
const TITLE: f32 = 3.0;

/// All that is known of a matter.
pub(super) struct Matter<'a> {
    /// By the day they came out, then by number.
    pub stories: Vec<Read<'a>>,
}

/// One story.
pub(super) struct Read<'a> {
    pub story: StoryId,
    pub text: &'a str,
    pub language: Lang,
    pub published: Date,
    pub lines: Vec<Line>,
    /// The first story that has the same text, by its place in
    /// [`Matter::stories`]; its own where it is the first.
    pub original: usize,
    /// How near it is to what the stories of its language are about: 1 on
    /// average, 0 and more.
    pub nearness: f32,
}

/// One sentence.
pub(super) struct Line {
    pub span: Span,
    /// The days it names, rising, no two alike. Months are none.
    pub days: Vec<Date>,
    /// Its words by weight, of length one; nothing where it has none.
    pub words: Weights,
    /// Its likeness to what all stories are about.
    pub nearness: f32,
}

/// Reads the stories, one a number.
pub(super) fn read<'a>(stories: &[TimelineSource<'a>]) -> Matter<'a> {
    let mut sources = stories.to_vec();
    sources.sort_by_key(|s| (s.story, std::cmp::Reverse((s.published, s.text, s.title))));
    sources.dedup_by_key(|s| s.story);
    sources.sort_by_key(|s| (s.published, s.story));
    let mut lexicon = Lexicon::new();
    let mut counts: Vec<Weights> = Vec::with_capacity(sources.len());
    let mut reads: Vec<Read> = Vec::with_capacity(sources.len());
    for (at, source) in sources.iter().enumerate() {
        let language = if source.language.is_unknown() {
            stops::detect(source.title, source.text)
        } else {
            source.language.clone()
        };
        let lines = lines(source, &language, &mut lexicon);
        let mut all: Weights = lines.iter().flat_map(|l| l.words.iter().copied()).collect();
        all.extend(lexicon.words(source.title, &language).into_iter().map(|(t, n)| (t, n * TITLE)));
        counts.push(gathered(all));
        reads.push(Read {
            story: source.story,
            text: source.text,
            language,
            published: source.published,
            lines,
            original: at,
            nearness: 0.0,
        });
    }
    for (earlier, later, _) in copies(sources.iter().map(|s| s.text)) {
        let first = reads.get(earlier).map_or(earlier, |r| r.original);
        if let Some(copy) = reads.get_mut(later) {
            copy.original = copy.original.min(first);
        }
    }
    weigh(&mut reads, &counts);
    Matter { stories: reads }
}

/// The sentences with the counts of their words.
fn lines(source: &TimelineSource, language: &Lang, lexicon: &mut Lexicon) -> Vec<Line> {
    let days = dates(source.text, language, source.published);
    let mut days = days.iter().peekable();
    sentences(source.text)
        .into_iter()
        .map(|span| {
            let mut named = Vec::new();
            while let Some(d) = days.next_if(|d| d.span.start < span.end) {
                if d.grain == Grain::Day && span.start <= d.span.start && !is_stamp(d, source) {
                    named.push(d.day);
                }
            }
            named.sort_unstable();
            named.dedup();
            let words = lexicon.words(span.of(source.text), language);
            Line { span, days: named, words, nearness: 0.0 }
        })
        .collect()
}

/// A story calls its own day `today` or by its weekday; with the year it is the
/// line that says when the page was made.
fn is_stamp(named: &Dated, source: &TimelineSource) -> bool {
    let year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    named.day == source.published
        && named.span.of(source.text).split(|c: char| !c.is_alphanumeric()).any(year)
}

/// How many stories of a language hold a word.
#[derive(Default)]
struct Spread {
    stories: f32,
    terms: FxHashMap<Term, f32>,
}

impl Spread {
    /// Counts of words by weight, of length one.
    fn weigh(&self, counts: &Weights) -> Weights {
        let weights = counts.iter().map(|(t, n)| {
            let holders = self.terms.get(t).copied().unwrap_or(1.0);
            (*t, (1.0 + n.ln()) * ((self.stories + FLOOR) / holders).ln())
        });
        unit(weights.collect())
    }
}

/// Turns counts into weights and tells how near everything is to the matter.
fn weigh(reads: &mut [Read], counts: &[Weights]) {
    let mut spreads: BTreeMap<Lang, Spread> = BTreeMap::new();
    for (read, counts) in reads.iter().zip(counts) {
        let spread = spreads.entry(read.language.clone()).or_default();
        spread.stories += 1.0;
        for (term, _) in counts {
            *spread.terms.entry(*term).or_default() += 1.0;
        }
    }
    let mut sums: BTreeMap<Lang, Vec<Weights>> = BTreeMap::new();
    let mut vectors: Vec<Weights> = Vec::with_capacity(reads.len());
    for (at, (read, counts)) in reads.iter().zip(counts).enumerate() {
        let vector = spreads.get(&read.language).map(|s| s.weigh(counts)).unwrap_or_default();
        // One text has one vote on what the matter is.
        if read.original == at {
            sums.entry(read.language.clone()).or_default().push(vector.clone());
        }
        vectors.push(vector);
    }
    let centres: BTreeMap<Lang, Weights> =
        sums.into_iter().map(|(language, all)| (language, unit(sum(all)))).collect();
    let mut means: BTreeMap<Lang, (f32, f32)> = BTreeMap::new();
    for (read, vector) in reads.iter_mut().zip(&vectors) {
        let (Some(centre), Some(spread)) =
            (centres.get(&read.language), spreads.get(&read.language))
        else {
            continue;
        };
        read.nearness = dot(vector, centre);
        let mean = means.entry(read.language.clone()).or_default();
        *mean = (mean.0 + read.nearness, mean.1 + 1.0);
        for line in &mut read.lines {
            line.words = spread.weigh(&line.words);
            line.nearness = dot(&line.words, centre);
        }
    }
    for read in reads {
        if let Some((sum, n)) = means.get(&read.language)
            && *sum > 0.0
        {
            read.nearness *= n / sum;
        }
    }
}

/// The sum of many, added in pairs so that none is walked through too often.
pub(super) fn sum(mut all: Vec<Weights>) -> Weights {
    while all.len() > 1 {
        all = all
            .chunks(2)
            .map(|pair| match pair {
                [a, b] => add(a, b, 1.0),
                [a, ..] => a.clone(),
                [] => Weights::new(),
            })
            .collect();
    }
    all.pop().unwrap_or_default()
}

//! Which sentences tell a day: those that name it, and the opening ones, which
//! name no day, of stories of that day and of the next, as a morning paper
//! tells of the day before. The best are most like all that is said of the day
//! and of the matter; none says again what another day shows.

use super::Told;
use super::reading::{Line, Matter, Read, sum};
use crate::points::leans;
use crate::quotes::quotes;
use crate::vector::{Weights, dot, unit};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// So many sentences open a story.
const OPENING: usize = 5;
/// What likeness to the matter is worth beside likeness to the day.
const MATTER: f32 = 0.3;
/// What it is worth to name the day.
const NAMES: f32 = 0.3;
/// What it costs to be written before the day.
const AHEAD: f32 = 0.2;
/// What it costs to point to the sentence before: `He`, `But`, `Dort`.
const LEANS: f32 = 0.2;
/// What the first sentence of a story has ahead of a late one.
const FIRST: f32 = 0.05;
/// Likeness from which a sentence repeats another.
const REPEATS: f32 = 0.5;
/// Characters of a sentence that can stand alone and is read to its end.
const LENGTH: std::ops::RangeInclusive<usize> = 40..=400;
/// Sentences with fewer words that say something say too little.
const FEWEST: usize = 4;
/// A sentence that is a quotation to this share tells what was said, not what
/// happened.
const SPEECH: f32 = 0.6;

/// Tells one day after the other and remembers what it has told.
pub(super) struct Telling<'m, 'a> {
    days: BTreeMap<Date, Vec<Candidate<'m, 'a>>>,
    told: Vec<&'m Line>,
}

/// A sentence that may tell a day.
#[derive(Clone, Copy)]
struct Candidate<'m, 'a> {
    story: &'m Read<'a>,
    line: &'m Line,
    /// Its place among the sentences of its story.
    place: usize,
    /// It points to the sentence before.
    leans: bool,
}

impl<'m, 'a> Telling<'m, 'a> {
    /// Nothing is told yet.
    pub(super) fn new(matter: &'m Matter<'a>) -> Self {
        let mut days: BTreeMap<Date, Vec<Candidate>> = BTreeMap::new();
        for story in &matter.stories {
            let before = story.published.checked_sub(1.days()).ok();
            let own = [Some(story.published), before];
            for (place, line) in story.lines.iter().enumerate() {
                let opens = place < OPENING && line.days.is_empty();
                if (!opens && line.days.is_empty()) || !is_fit(line, story) {
                    continue;
                }
                let leans = leans(line.span.of(story.text), &story.language);
                let candidate = Candidate { story, line, place, leans };
                let opens = own.iter().flatten().filter(|_| opens);
                for day in line.days.iter().chain(opens) {
                    days.entry(*day).or_default().push(candidate);
                }
            }
        }
        Self { days, told: Vec::new() }
    }

    /// The sentences that tell a day, the best first, `most` at most.
    pub(super) fn tell(&mut self, day: Date, most: usize) -> Vec<Told> {
        let candidates = self.days.get(&day).map(Vec::as_slice).unwrap_or_default();
        let centre = centre(candidates);
        let mut ranked: Vec<(f32, &Candidate)> =
            candidates.iter().map(|c| (c.merit(day, &centre), c)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.order().cmp(&b.1.order())));
        let mut out = Vec::new();
        for (_, Candidate { story, line, .. }) in ranked {
            if out.len() >= most {
                break;
            }
            if self.told.iter().all(|told| dot(&told.words, &line.words) < REPEATS) {
                self.told.push(line);
                out.push(Told { story: story.story, span: line.span });
            }
        }
        out
    }
}

impl Candidate<'_, '_> {
    /// How well it tells the day, whose sentences are about `centre`.
    fn merit(&self, day: Date, centre: &Weights) -> f32 {
        let mut merit = dot(&self.line.words, centre) + MATTER * self.line.nearness;
        merit += FIRST / (1.0 + self.place as f32);
        merit += if self.line.days.contains(&day) { NAMES } else { 0.0 };
        merit -= if self.leans { LEANS } else { 0.0 };
        merit - if self.story.published < day { AHEAD } else { 0.0 }
    }

    fn order(&self) -> impl Ord {
        (self.story.published, self.story.story, self.place)
    }
}

/// What the sentences are about, those of stories near to the matter more.
fn centre(candidates: &[Candidate]) -> Weights {
    let all = candidates.iter().map(|c| {
        let times = c.story.nearness * c.story.nearness;
        c.line.words.iter().map(|(term, w)| (*term, w * times)).collect()
    });
    unit(sum(all.collect()))
}

/// True for a whole sentence that tells something and can stand alone.
fn is_fit(line: &Line, story: &Read) -> bool {
    let sentence = line.span.of(story.text);
    let ends = sentence.trim_end_matches([' ', '"', '”', '“', '»', '«', '’', '\'', ')']);
    line.words.len() >= FEWEST
        && LENGTH.contains(&sentence.chars().count())
        && ends.ends_with(['.', '!'])
        && begins(sentence)
        && !is_speech(sentence)
}

/// A lower-case word begins no sentence but the rest of one.
fn begins(sentence: &str) -> bool {
    sentence.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
}

fn is_speech(sentence: &str) -> bool {
    let spoken: usize =
        quotes(sentence).iter().filter(|q| q.depth == 0).map(|q| q.span.end - q.span.start).sum();
    spoken as f32 >= sentence.len() as f32 * SPEECH
}

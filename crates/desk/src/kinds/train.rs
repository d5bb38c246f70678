//! How the weights are found: two logistic regressions with L2, one over the
//! signs, one over the words, each text three times (whole, its first 120 and
//! its first 30 words) so that short ones are judged with the doubt they
//! deserve. Outlets and classes weigh alike by the root of their number, so
//! that no outlet's share of comments is learned.
//!
//! A word is kept if many texts of two outlets or more have it and it leans the
//! same way in all: then it is no house's own, and no matter of the day.
//! Deterministic: the same lessons give the same weights.

use super::model::{Kinds, Weighed, length, times};
use super::sign::{SIGNS, Sign};
use super::style::style;
use crate::sentences::sentences;
use std::collections::{BTreeMap, BTreeSet};
use story::Lang;

/// The first so many words, beside the whole.
const CUTS: [usize; 2] = [120, 30];
/// L2 on signs and on words.
const SIGN_L2: f64 = 33.0;
const WORD_L2: f64 = 0.25;
/// A word is in so many texts at least.
const TEXTS: usize = 20;
/// A word that weighs less is left out of the file.
const LIGHT: f32 = 0.05;

/// A text whose kind is known, read.
#[derive(Clone, Debug)]
pub struct Lesson {
    outlet: String,
    opinion: bool,
    readings: Vec<Reading>,
}

#[derive(Clone, Debug)]
struct Reading {
    /// Roots of the shares.
    shares: [Option<f32>; SIGNS],
    sentences: usize,
    /// Words, how often, and whether they stand inside a sentence.
    bag: BTreeMap<String, (u32, bool)>,
}

impl Lesson {
    /// Reads a text of that outlet; none in a language that is not read.
    pub fn new(
        title: &str,
        text: &str,
        language: &Lang,
        outlet: &str,
        opinion: bool,
    ) -> Option<Self> {
        let title = super::unlabelled(title);
        let readings = std::iter::once(text)
            .chain(CUTS.iter().map(|n| start(text, *n)))
            .map(|text| Reading::new(title, text, language))
            .collect::<Option<Vec<_>>>()?;
        Some(Self { outlet: outlet.to_owned(), opinion, readings })
    }

    fn whole(&self) -> Option<&Reading> {
        self.readings.first()
    }
}

impl Reading {
    fn new(title: &str, text: &str, language: &Lang) -> Option<Self> {
        let style = style(title, text, false, language)?;
        Some(Self {
            shares: Sign::ALL.map(|sign| style.share(sign).map(f32::sqrt)),
            sentences: style.sentences,
            bag: style
                .bag
                .iter()
                .map(|(word, used)| (word.to_string(), (used.times, used.inner)))
                .collect(),
        })
    }
}

/// The first sentences, until they have so many words.
fn start(text: &str, words: usize) -> &str {
    let mut seen = 0;
    for sentence in sentences(text) {
        seen += sentence.of(text).split_whitespace().count();
        if seen >= words {
            return text.get(..sentence.end).unwrap_or(text);
        }
    }
    text
}

impl Kinds {
    /// Finds the weights from lessons.
    pub fn train(lessons: &[&Lesson]) -> Self {
        let en = Lang::of("en");
        let mut out = Self::default();
        for sign in Sign::ALL {
            let of = |l: &&&Lesson| l.whole().and_then(|r| r.shares[sign as usize]);
            let shares: Vec<f64> = lessons.iter().filter_map(|l| of(&l)).map(f64::from).collect();
            let (mean, spread) = spread(&shares);
            out.signs[sign as usize] = Weighed {
                mean: written(mean as f32, 3),
                spread: written(spread as f32, 3),
                ..Weighed::default()
            };
        }
        let weights = balanced(lessons);
        let rows: Vec<(&Reading, bool, f64)> = lessons
            .iter()
            .zip(&weights)
            .flat_map(|(l, w)| l.readings.iter().map(|r| (r, l.opinion, *w)))
            .collect();

        let features = |r: &Reading| -> Vec<(usize, f64)> {
            Sign::ALL
                .into_iter()
                .map(|s| (s as usize, out.z(s, r.shares[s as usize], r.sentences, &en).into()))
                .collect()
        };
        let (bias, found) = fit(rows.iter().map(|(r, y, w)| (features(r), *y, *w)), SIGNS, SIGN_L2);
        let vocabulary: BTreeMap<String, usize> =
            vocabulary(lessons).into_iter().enumerate().map(|(at, word)| (word, at)).collect();
        let features = |r: &Reading| -> Vec<(usize, f64)> {
            let uses: Vec<(usize, f32)> = r
                .bag
                .iter()
                .filter_map(|(word, (n, _))| Some((*vocabulary.get(word)?, times(*n))))
                .collect();
            let length = length(uses.iter().map(|(_, x)| *x));
            uses.into_iter().map(|(at, x)| (at, f64::from(x / length))).collect()
        };
        let (words_bias, words) =
            fit(rows.iter().map(|(r, y, w)| (features(r), *y, *w)), vocabulary.len(), WORD_L2);

        out.bias = written(bias as f32, 3);
        for (weighed, weight) in out.signs.iter_mut().zip(found) {
            weighed.weight = written(weight as f32, 3);
        }
        out.words_bias = written(words_bias as f32, 3);
        out.words = vocabulary
            .into_iter()
            .filter_map(|(word, at)| {
                let weight = words.get(at).copied()? as f32;
                (weight.abs() >= LIGHT).then(|| (word.into(), written(weight, 2)))
            })
            .collect();
        out
    }

    /// Takes from plain news of each language how much more or less of each
    /// sign is usual there than in English; the texts should be of one sort.
    pub fn shifted(mut self, plain: &[(&str, Lang)]) -> Self {
        let mut shares: BTreeMap<&str, Vec<Reading>> = BTreeMap::new();
        for (text, language) in plain {
            if let Some(reading) = Reading::new("", text, language) {
                shares.entry(language.as_str()).or_default().push(reading);
            }
        }
        let mean = |language: &str, sign: Sign| {
            let all: Vec<f64> = shares
                .get(language)
                .into_iter()
                .flatten()
                .filter_map(|r| r.shares[sign as usize].map(f64::from))
                .collect();
            spread(&all).0
        };
        for sign in Sign::ALL {
            let shift = |language| written((mean(language, sign) - mean("en", sign)) as f32, 3);
            let (de, es) = (shift("de"), shift("es"));
            let weighed = &mut self.signs[sign as usize];
            (weighed.de, weighed.es) = (de, es);
        }
        self
    }
}

/// A number as the file has it, so that reading it gives the same weights.
fn written(x: f32, places: i32) -> f32 {
    let scale = 10f32.powi(places);
    (x * scale).round() / scale
}

/// The mean, and how far apart the numbers are.
fn spread(all: &[f64]) -> (f64, f64) {
    let n = all.len().max(1) as f64;
    let mean = all.iter().sum::<f64>() / n;
    let square = all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    (mean, square.sqrt())
}

/// A weight for each lesson, 1 in the mean.
fn balanced(lessons: &[&Lesson]) -> Vec<f64> {
    let mut counts: BTreeMap<(&str, bool), f64> = BTreeMap::new();
    for l in lessons {
        *counts.entry((&l.outlet, l.opinion)).or_default() += 1.0;
    }
    let weight = |l: &Lesson| 1.0 / counts.get(&(&*l.outlet, l.opinion)).map_or(1.0, |n| n.sqrt());
    let sum: f64 = lessons.iter().map(|l| weight(l)).sum();
    lessons.iter().map(|l| weight(l) * lessons.len() as f64 / sum).collect()
}

/// The words that are weighed, by the alphabet.
fn vocabulary(lessons: &[&Lesson]) -> BTreeSet<String> {
    let outlets: BTreeSet<&str> = lessons.iter().map(|l| &*l.outlet).collect();
    let total = |outlet: &str, opinion: bool| {
        lessons.iter().filter(|l| l.outlet == outlet && l.opinion == opinion).count().max(1) as f64
    };
    let totals: BTreeMap<&str, [f64; 2]> =
        outlets.iter().map(|o| (*o, [total(o, false), total(o, true)])).collect();
    let mut texts: BTreeMap<&str, BTreeMap<&str, [f64; 2]>> = BTreeMap::new();
    for l in lessons {
        for (word, _) in l.whole().iter().flat_map(|r| &r.bag).filter(|(_, (_, inner))| *inner) {
            let counts = texts.entry(word).or_default().entry(&l.outlet).or_default();
            counts[usize::from(l.opinion)] += 1.0;
        }
    }
    texts
        .into_iter()
        .filter(|(_, by)| {
            let seen: f64 = by.values().flatten().sum();
            let leans = |outlet: &&str| {
                let [news, views] = by.get(outlet).copied().unwrap_or_default();
                let [all_news, all_views] = totals.get(outlet).copied().unwrap_or([1.0; 2]);
                views / all_views - news / all_news
            };
            seen >= TEXTS as f64
                && by.len() > 1
                && (outlets.iter().all(|o| leans(o) >= 0.0)
                    || outlets.iter().all(|o| leans(o) <= 0.0))
        })
        .map(|(word, _)| word.to_owned())
        .collect()
}

/// Logistic regression by coordinates: each weight in turn takes the step that
/// is safe for any curvature, until none moves any more. Gives the bias (which
/// costs nothing) and the weights.
fn fit(
    rows: impl Iterator<Item = (Vec<(usize, f64)>, bool, f64)>,
    width: usize,
    l2: f64,
) -> (f64, Vec<f64>) {
    let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); width];
    // Which class, what it weighs, where the sum stands.
    let mut all: Vec<(f64, f64, f64)> = Vec::new();
    for (row, (features, view, weight)) in rows.enumerate() {
        for (at, x) in features {
            if let Some(column) = columns.get_mut(at) {
                column.push((row, x));
            }
        }
        all.push((f64::from(view), weight, 0.0));
    }
    let ones: Vec<(usize, f64)> = (0..all.len()).map(|row| (row, 1.0)).collect();
    let mut bias = 0.0;
    let mut weights = vec![0.0; width];
    for _ in 0..SWEEPS {
        let step = step(&ones, &mut all, 0.0, 0.0);
        bias += step;
        let mut most = step.abs();
        for (column, weight) in columns.iter().zip(&mut weights) {
            let step = self::step(column, &mut all, *weight, l2);
            *weight += step;
            most = most.max(step.abs());
        }
        if most < 1e-4 {
            break;
        }
    }
    (bias, weights)
}

const SWEEPS: usize = 400;

fn step(column: &[(usize, f64)], all: &mut [(f64, f64, f64)], weight: f64, l2: f64) -> f64 {
    let (mut slope, mut bend) = (l2 * weight, l2);
    for (row, x) in column {
        if let Some((view, w, sum)) = all.get(*row) {
            let p = 1.0 / (1.0 + (-sum).exp());
            slope += w * (p - view) * x;
            // p (1 - p) is a quarter at most.
            bend += w * x * x / 4.0;
        }
    }
    if bend <= 0.0 {
        return 0.0;
    }
    let step = -slope / bend;
    for (row, x) in column {
        if let Some((_, _, sum)) = all.get_mut(*row) {
            *sum += step * x;
        }
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_gets_the_weight() {
        // The first feature decides, the second is noise, the third never there.
        let rows = (0..40).map(|i| {
            let view = i % 2 == 0;
            (vec![(0, f64::from(view)), (1, f64::from(i % 3 == 0))], view, 1.0)
        });
        let (_, weights) = fit(rows, 3, 0.1);
        assert!(weights[0] > 3.0, "{weights:?}");
        assert!(weights[1].abs() < 0.5, "{weights:?}");
        assert_eq!(weights[2], 0.0);
    }

    #[test]
    fn a_text_starts_with_whole_sentences() {
        assert_eq!(start("One two three. Four five.\nSix.", 4), "One two three. Four five.");
        assert_eq!(start("One two.", 9), "One two.");
    }
}

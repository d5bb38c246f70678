//! The weights of signs and words: what a reading adds up to, and how they are
//! written down so that a person can read them. How they are found is `train`'s
//! business.

use super::sign::{Of, SIGNS, Sign};
use super::style::Style;
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::LazyLock;
use story::Lang;

/// The weights that tell a comment from a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kinds {
    pub(super) signs: [Weighed; SIGNS],
    pub(super) bias: f32,
    pub(super) words: FxHashMap<Box<str>, f32>,
    pub(super) words_bias: f32,
}

/// One sign: what is usual, and what it weighs to have more.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Weighed {
    pub mean: f32,
    pub spread: f32,
    pub weight: f32,
    /// How much more of it plain news has in these languages than in English.
    pub de: f32,
    pub es: f32,
}

/// Sentences after which a share counts half: in a short text it says little.
const FEW: f32 = 4.0;
/// As many words of middling use as a short text is taken to have besides.
const FEW_WORDS: f32 = 30.0;
/// A sign never counts for more than so many spreads.
const MOST: f32 = 3.0;
/// How far the two sums together, and the one of the signs alone, are to be
/// believed: by these, unseen outlets' texts are as likely as can be.
const BOTH: f32 = 0.8;
const ALONE: f32 = 1.2;

/// What one sign or all words add to the sum.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Sign(Sign),
    /// The heaviest words, for and against.
    Words {
        most: Vec<String>,
        least: Vec<String>,
    },
}

/// A reading, weighed.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    /// Between 0 and 1: how likely it is somebody's view, if half of all were.
    pub p: f32,
    /// What speaks for a view (above 0) or against, the heaviest first.
    pub parts: Vec<(Part, f32)>,
}

/// Words named with a reason.
const NAMED: usize = 4;

impl Kinds {
    /// The weights that come with the program.
    pub fn house() -> &'static Self {
        static HOUSE: LazyLock<Kinds> =
            LazyLock::new(|| Kinds::parse(include_str!("weights.txt")).unwrap_or_default());
        &HOUSE
    }

    pub(super) fn weigh(&self, style: &Style, language: &Lang) -> Sum {
        let mut parts: Vec<(Part, f32)> = Sign::ALL
            .into_iter()
            .map(|sign| {
                let share = style.share(sign).map(f32::sqrt);
                let z = self.z(sign, share, style.sentences, language);
                (Part::Sign(sign), z * self.signs[sign as usize].weight)
            })
            .collect();
        let mut sum = self.bias + parts.iter().map(|(_, x)| x).sum::<f32>();
        if language.as_str() == "en" && !self.words.is_empty() {
            let mut found: Vec<(&str, f32, f32)> = style
                .bag
                .iter()
                .filter_map(|(word, used)| {
                    let weight = self.words.get(&**word)?;
                    Some((&**word, times(used.times), *weight))
                })
                .collect();
            // In one order, so that sums agree to the bit.
            found.sort_unstable_by_key(|(word, ..)| *word);
            let length = length(found.iter().map(|(_, x, _)| *x));
            let words = found.iter().map(|(_, x, weight)| x / length * weight).sum::<f32>();
            sum = (sum + self.words_bias + words) * BOTH;
            found.sort_by(|a, b| (b.1 * b.2).total_cmp(&(a.1 * a.2)).then(a.0.cmp(b.0)));
            let named = |rest: &mut dyn Iterator<Item = &(&str, f32, f32)>| -> Vec<String> {
                rest.take(NAMED).map(|(word, ..)| (*word).to_owned()).collect()
            };
            let most = named(&mut found.iter().filter(|(_, _, w)| *w > 0.0));
            let least = named(&mut found.iter().rev().filter(|(_, _, w)| *w < 0.0));
            parts.push((Part::Words { most, least }, words));
        } else {
            sum *= ALONE;
        }
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        Sum { p: 1.0 / (1.0 + (-sum).exp()), parts }
    }

    /// How far a sign is from what is usual, in spreads; `share` as its root.
    pub(super) fn z(
        &self,
        sign: Sign,
        share: Option<f32>,
        sentences: usize,
        language: &Lang,
    ) -> f32 {
        let Some(share) = share else { return 0.0 };
        let w = &self.signs[sign as usize];
        let shift = match language.as_str() {
            "de" => w.de,
            "es" => w.es,
            _ => 0.0,
        };
        let z = ((share - w.mean - shift) / w.spread.max(1e-3)).clamp(-MOST, MOST);
        match sign.of() {
            Of::Headline => z,
            _ => z * sentences as f32 / (sentences as f32 + FEW),
        }
    }

    /// Reads weights as [`Kinds`] writes them; the error names the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut out = Self::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = || format!("line {}: {line}: is no weight", at + 1);
            let mut fields = line.split_whitespace();
            let mut field = || fields.next().ok_or_else(bad);
            let (what, name) = (field()?, field()?);
            let mut number =
                || field()?.parse::<f32>().ok().filter(|x| x.is_finite()).ok_or_else(bad);
            match what {
                "bias" if name == "style" => out.bias = number()?,
                "bias" if name == "words" => out.words_bias = number()?,
                "word" => {
                    out.words.insert(name.into(), number()?);
                }
                "sign" => {
                    let sign = Sign::ALL.into_iter().find(|s| s.name() == name).ok_or_else(bad)?;
                    let [weight, mean, spread, de, es] =
                        [number()?, number()?, number()?, number()?, number()?];
                    out.signs[sign as usize] = Weighed { mean, spread, weight, de, es };
                }
                _ => return Err(bad()),
            }
        }
        Ok(out)
    }
}

/// What so many uses of a word count.
pub(super) fn times(n: u32) -> f32 {
    1.0 + (n.max(1) as f32).ln()
}

/// What a word's use is measured by: the length of all of them.
pub(super) fn length(uses: impl Iterator<Item = f32>) -> f32 {
    (uses.map(|x| x * x).sum::<f32>() + FEW_WORDS).sqrt()
}

impl fmt::Display for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# What tells somebody's view from a report, found by counting: weights above 0"
        )?;
        writeln!(f, "# speak for a view. Made by `cargo run -p filters --example kinds`.")?;
        writeln!(f, "# sign NAME weight mean spread de es (roots of shares; how much more of it")?;
        writeln!(f, "# plain news has in German and Spanish than in English)")?;
        writeln!(f, "bias style {:.3}", self.bias)?;
        for sign in Sign::ALL {
            let Weighed { mean, spread, weight, de, es } = self.signs[sign as usize];
            writeln!(f, "sign {} {weight:.3} {mean:.3} {spread:.3} {de:.3} {es:.3}", sign.name())?;
        }
        writeln!(f, "bias words {:.3}", self.words_bias)?;
        let mut words: Vec<(&str, f32)> = self.words.iter().map(|(w, x)| (&**w, *x)).collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        for (word, weight) in words {
            writeln!(f, "word {word} {weight:.2}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_of_the_house_can_be_read() {
        let house = Kinds::parse(include_str!("weights.txt")).unwrap();
        assert!(house.words.len() > 100, "{}", house.words.len());
        assert!(house.signs[Sign::Sourced as usize].weight < 0.0, "sources speak for a report");
        assert!(house.signs[Sign::Value as usize].weight > 0.0, "judgements for a view");
        assert!(house.to_string() == include_str!("weights.txt"), "written as read");
    }

    #[test]
    fn a_bad_line_is_told_by_its_number() {
        assert_eq!(
            Kinds::parse("# a\nword must x").unwrap_err(),
            "line 2: word must x: is no weight"
        );
        assert!(Kinds::parse("sign unheard 1 1 1 0 0").is_err());
    }
}

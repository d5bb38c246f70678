//! How near one timeline is to another: its days, exactly and within a day;
//! the words and pairs of words of its sentences, each day held against the
//! one it is most like and nearest to, and counted less the further off that
//! is (after Martschat and Markert 2017, `align+ m:1`). Words are not stemmed.

use super::super::grouping::f1;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// Precision and recall, of 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    pub p: f64,
    pub r: f64,
}

/// What one timeline scores.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    pub date: Share,
    pub near: Share,
    pub ar1: Share,
    pub ar2: Share,
}

/// Days with their sentences.
pub type Days<'a> = BTreeMap<Date, Vec<&'a str>>;

/// Scores a timeline against the right one. Days without sentences count for
/// nothing.
pub fn score(gold: &Days, found: &Days) -> Figures {
    let full = |days: &Days| -> Vec<Day> {
        days.iter().filter(|(_, s)| !s.is_empty()).map(|(day, s)| Day::new(*day, s)).collect()
    };
    let (gold, found) = (full(gold), full(found));
    let within = |a: &[Day], b: &[Day], most: i32| {
        let hit = a.iter().filter(|a| b.iter().any(|b| a.apart(b) <= most)).count();
        hit as f64 / a.len().max(1) as f64
    };
    let near = |most| Share { p: within(&found, &gold, most), r: within(&gold, &found, most) };
    let like = |grams: fn(&Day) -> &Counts| Share {
        p: aligned(&found, &gold, grams),
        r: aligned(&gold, &found, grams),
    };
    Figures { date: near(0), near: near(1), ar1: like(|d| &d.words), ar2: like(|d| &d.pairs) }
}

type Counts = HashMap<String, usize>;

/// One day of a timeline.
struct Day {
    day: Date,
    /// All words as written: what days are held against each other by.
    raw: Counts,
    /// Words in lower case without the small ones.
    words: Counts,
    /// Two of these in a row.
    pairs: Counts,
}

impl Day {
    fn new(day: Date, sentences: &[&str]) -> Self {
        let raw: Vec<&str> = sentences.iter().flat_map(|s| words(s)).collect();
        let telling: Vec<String> =
            raw.iter().map(|w| w.to_lowercase()).filter(|w| !is_small(w)).collect();
        Self {
            day,
            raw: counts(raw.iter().map(|w| (*w).to_owned())),
            pairs: counts(telling.windows(2).map(|pair| pair.join(" "))),
            words: counts(telling.into_iter()),
        }
    }

    fn apart(&self, other: &Self) -> i32 {
        self.day.until(other.day).map_or(i32::MAX - 1, |s| s.get_days().abs())
    }

    /// By how much an overlap with the other counts.
    fn weight(&self, other: &Self) -> f64 {
        1.0 / f64::from(self.apart(other) + 1)
    }
}

/// The share of one timeline's words that the days of the other have, which
/// each is held against.
fn aligned(these: &[Day], those: &[Day], grams: fn(&Day) -> &Counts) -> f64 {
    let mut shared = 0.0;
    let mut all = 0;
    for this in these {
        let cost = |that: &Day| {
            let overlap = overlap(&this.raw, &that.raw) as f64;
            let part = |counts: &Counts| overlap / total(counts).max(1) as f64;
            (1.0 - this.weight(that)) * (1.0 - f1(part(&this.raw), part(&that.raw)))
        };
        // The first of equals, as both are in the order of time.
        let nearest = those.iter().min_by(|a, b| cost(a).total_cmp(&cost(b)));
        if let Some(that) = nearest {
            shared += overlap(grams(this), grams(that)) as f64 * this.weight(that);
        }
        all += total(grams(this));
    }
    if all > 0 { shared / all as f64 } else { 0.0 }
}

fn counts(words: impl Iterator<Item = String>) -> Counts {
    let mut counts = Counts::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn total(counts: &Counts) -> usize {
    counts.values().sum()
}

fn overlap(a: &Counts, b: &Counts) -> usize {
    a.iter().map(|(word, n)| b.get(word).map_or(0, |m| *n.min(m))).sum()
}

/// Runs of letters, digits and `_`; every other mark but the common ones by
/// itself.
fn words(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_word(c), open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                out.extend(text.get(start..at));
                open = None;
            }
            _ => {}
        }
        if !is_word(c) && !c.is_whitespace() && !MARKS.contains(&c) {
            out.extend(text.get(at..at + c.len_utf8()));
        }
    }
    out
}

const MARKS: [char; 16] =
    ['.', ',', ':', ';', '!', '?', '"', '\'', '`', '(', ')', '[', ']', '-', '–', '—'];

fn is_small(word: &str) -> bool {
    SMALL.split_ascii_whitespace().any(|w| w == word)
}

const SMALL: &str = "a about above after again all also am an and any are as at be because been \
    before being below between both but by can could did do does doing down during each few for \
    from further had has have having he her here hers herself him himself his how i if in into is \
    it its itself just me more most my myself no nor not now of off on once only or other our out \
    over own s same she should so some such t than that the their theirs them themselves then \
    there these they this those through to too under until up very was we were what when where \
    which while who whom why will with would you your i said says";

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: &str, sentences: &[&'static str]) -> (Date, Vec<&'static str>) {
        (day.parse().unwrap(), sentences.to_vec())
    }

    #[test]
    fn the_same_timeline_scores_one() {
        let one: Days = [day("2026-05-03", &["The ferry sank off Kalden ."])].into();
        let full = Share { p: 1.0, r: 1.0 };
        let all = Figures { date: full, near: full, ar1: full, ar2: full };
        assert_eq!(score(&one, &one), all);
    }

    #[test]
    fn a_day_off_counts_half_and_an_empty_day_for_nothing() {
        let gold: Days = [day("2026-05-03", &["The ferry sank."])].into();
        let found: Days = [day("2026-05-04", &["A ferry sank!"]), day("2026-05-09", &[])].into();
        let figures = score(&gold, &found);
        assert_eq!(figures.date, Share { p: 0.0, r: 0.0 });
        assert_eq!(figures.near, Share { p: 1.0, r: 1.0 });
        assert_eq!(figures.ar1, Share { p: 0.5, r: 0.5 });
        assert_eq!(figures.ar2, Share { p: 0.5, r: 0.5 });
    }

    #[test]
    fn words_as_they_are_counted() {
        assert_eq!(
            words("It's 5% (of_all) — “yes”."),
            ["It", "s", "5", "%", "of_all", "“", "yes", "”"]
        );
    }
}

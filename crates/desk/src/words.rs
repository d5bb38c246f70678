//! Stories as weighted words: stemmed by language, the title three times, the
//! first 400 characters twice, 1 + ln of the count, times rarity, the 100
//! heaviest, to length one. Words of two languages never meet.
//!
//! No threshold and no decision here.

use crate::cutting::Cutting;
use crate::stops;
use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use story::Lang;

/// A word's number within one judgement.
pub(crate) type Term = u32;

/// Terms with their counts or weights, rising by term.
type Bag = Vec<(Term, f32)>;

const TITLE: f32 = 3.0;
const OPENING: f32 = 2.0;
const OPENING_CHARS: usize = 400;
const MOST_WORDS: usize = 700;
const KEPT: usize = 100;
/// Stories that a young archive is taken to hold besides its own, so that the
/// words of a matter that fills half of it still count as rare.
const FLOOR: f32 = 100.0;

/// One story's words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vector {
    /// (term, weight), rising by term; of length one, or empty.
    pub weights: Vec<(Term, f32)>,
    /// The terms of its title, rising.
    pub title: Vec<Term>,
}

/// The vectors of the cuttings, in their order, and the words by number.
pub(crate) fn vectors(cuttings: &[&Cutting]) -> Vec<Vector> {
    let mut tongues: BTreeMap<Lang, Tongue> = BTreeMap::new();
    let mut next: Term = 0;
    let mut counts: Vec<(Lang, Bag, Vec<Term>)> = Vec::with_capacity(cuttings.len());
    for c in cuttings {
        let language = c.language();
        let tongue = tongues.entry(language.clone()).or_insert_with(|| Tongue::new(&language));
        tongue.stories += 1;
        let mut bag: HashMap<Term, f32> = HashMap::new();
        let mut title = Vec::new();
        for word in split(&c.text.title()) {
            if let Some(t) = tongue.term(&word, &mut next) {
                *bag.entry(t).or_default() += TITLE;
                title.push(t);
            }
        }
        let mut seen_chars = 0;
        let full = c.text.full_text();
        for word in split(&full).take(MOST_WORDS) {
            let weight = if seen_chars < OPENING_CHARS { OPENING } else { 1.0 };
            if seen_chars < OPENING_CHARS {
                seen_chars += word.chars().count() + 1;
            }
            if let Some(t) = tongue.term(&word, &mut next) {
                *bag.entry(t).or_default() += weight;
            }
        }
        let mut bag: Bag = bag.into_iter().collect();
        bag.sort_unstable_by_key(|(t, _)| *t);
        for (t, _) in &bag {
            *tongue.spread.entry(*t).or_default() += 1;
        }
        title.sort_unstable();
        title.dedup();
        counts.push((language, bag, title));
    }
    counts
        .into_iter()
        .map(|(language, bag, title)| match tongues.get(&language) {
            Some(tongue) => Vector { weights: tongue.weigh(bag), title },
            None => Vector::default(),
        })
        .collect()
}

/// The dot product of two vectors that rise by term.
pub(crate) fn dot(a: &[(Term, f32)], b: &[(Term, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some((ta, wa)), Some((tb, wb))) = (a.get(i), b.get(j)) {
        match ta.cmp(tb) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += wa * wb;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// To length one; nothing stays nothing.
pub(crate) fn unit(mut weights: Vec<(Term, f32)>) -> Vec<(Term, f32)> {
    let length = weights.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, w) in &mut weights {
            *w /= length;
        }
    }
    weights
}

/// Words in lower case; letters and digits only.
pub(crate) fn split(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| {
        // Most words are in lower case already: no need to copy them.
        if w.bytes().all(|b| b.is_ascii_lowercase()) { w.into() } else { w.to_lowercase().into() }
    })
}

/// One language's stemmer and what it has read.
struct Tongue {
    stemmer: Option<Stemmer>,
    language: Lang,
    words: HashMap<String, Option<Term>>,
    stems: HashMap<String, Term>,
    spread: HashMap<Term, u32>,
    stories: u32,
}

impl Tongue {
    fn new(language: &Lang) -> Self {
        Self {
            stemmer: algorithm(language).map(Stemmer::create),
            language: language.clone(),
            words: HashMap::new(),
            stems: HashMap::new(),
            spread: HashMap::new(),
            stories: 0,
        }
    }

    /// The number of a word's stem; none for small words and single letters.
    fn term(&mut self, word: &str, next: &mut Term) -> Option<Term> {
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        let single = word.chars().nth(1).is_none() && word.is_ascii();
        let term = if single || stops::is_small(&self.language, word) {
            None
        } else {
            let stem = match &self.stemmer {
                Some(s) => s.stem(word).into_owned(),
                None => word.to_owned(),
            };
            Some(*self.stems.entry(stem).or_insert_with(|| {
                *next += 1;
                *next - 1
            }))
        };
        self.words.insert(word.to_owned(), term);
        term
    }

    fn weigh(&self, bag: Vec<(Term, f32)>) -> Vec<(Term, f32)> {
        let stories = self.stories as f32;
        let mut weights: Vec<(Term, f32)> = bag
            .into_iter()
            .map(|(t, count)| {
                let spread = self.spread.get(&t).copied().unwrap_or(1) as f32;
                (t, (1.0 + count.ln()) * ((stories + FLOOR) / spread).ln())
            })
            .collect();
        weights.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        weights.truncate(KEPT);
        weights.sort_unstable_by_key(|(t, _)| *t);
        unit(weights)
    }
}

fn algorithm(language: &Lang) -> Option<Algorithm> {
    Some(match language.as_str() {
        "en" => Algorithm::English,
        "de" => Algorithm::German,
        "es" => Algorithm::Spanish,
        "ru" => Algorithm::Russian,
        "fr" => Algorithm::French,
        "it" => Algorithm::Italian,
        "pt" => Algorithm::Portuguese,
        "nl" => Algorithm::Dutch,
        "sv" => Algorithm::Swedish,
        "da" => Algorithm::Danish,
        "fi" => Algorithm::Finnish,
        _ => return None,
    })
}

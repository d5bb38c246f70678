//! A story as the engine sees it: its stemmed words by count, its names and
//! numbers, its codes, its runs of eight words. Made once a version, without
//! any knowledge of other stories, so that many can be read at a time.
//!
//! Weights by rarity are the stream's business; no threshold and no decision
//! here.

use crate::copies::Runs;
use crate::piece::Piece;
use crate::stops;
use crate::tokens::{Token, tokens};
use crate::vector::{Term, Weights, gathered};
use jiff::Timestamp;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::hash::Hasher;
use story::{Lang, StoryId};

/// A word of the title counts so much, one of the opening so much.
const TITLE: f32 = 4.0;
const OPENING: f32 = 1.5;
const OPENING_BYTES: usize = 400;
/// Words of a text that are looked at.
const MOST_WORDS: usize = 1_500;
/// A text of more words is a round-up or reads like one.
const LONG: usize = 3_000;
/// Known words kept for speed; beyond, a lexicon begins anew.
const MOST_KNOWN: usize = 300_000;

/// What is known of one version of a story.
#[derive(Clone, Debug)]
pub struct Features {
    pub(crate) id: StoryId,
    pub(crate) when: Option<Timestamp>,
    pub(crate) language: Lang,
    /// Counts of words and of codes.
    pub(crate) words: Weights,
    /// Counts of names and numbers.
    pub(crate) names: Weights,
    /// A way to write each term, rising by term: where its word ends in
    /// `letters`.
    spelled: Vec<(Term, u32)>,
    letters: Box<str>,
    pub(crate) runs: Runs,
    /// A live blog, a round-up: many matters in one text.
    pub(crate) mixed: bool,
}

impl Features {
    /// The language it was read in.
    pub fn language(&self) -> &Lang {
        &self.language
    }

    /// A way to write a term; empty for one that isn't in the text.
    pub(crate) fn spelling(&self, term: Term) -> &str {
        let Ok(at) = self.spelled.binary_search_by_key(&term, |(t, _)| *t) else { return "" };
        let end = |at: usize| self.spelled.get(at).map_or(0, |(_, end)| *end as usize);
        let start = at.checked_sub(1).map_or(0, end);
        self.letters.get(start..end(at)).unwrap_or_default()
    }
}

/// Reads pieces. It remembers words only to be quick: what it makes of a piece
/// never depends on what it read before.
#[derive(Default)]
pub struct Lexicon {
    tongues: BTreeMap<Lang, Tongue>,
}

impl Lexicon {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// The words of a text that say something, stemmed, by count.
    pub(crate) fn words(&mut self, text: &str, language: &Lang) -> Weights {
        let tongue = self.tongues.entry(language.clone()).or_insert_with(|| Tongue::new(language));
        let terms = tokens(text).filter_map(|t| tongue.terms(t.word)).map(|(word, _)| (word, 1.0));
        gathered(terms.collect())
    }

    /// The words of a piece's headline.
    pub(crate) fn headline(&mut self, piece: &Piece) -> Vec<Term> {
        let (_, tongue) = self.tongue(piece);
        tokens(&piece.title).filter_map(|t| tongue.terms(t.word)).map(|(word, _)| word).collect()
    }

    fn tongue(&mut self, piece: &Piece) -> (Lang, &mut Tongue) {
        let language = if piece.language.is_unknown() {
            stops::detect(&piece.title, &piece.text)
        } else {
            piece.language.clone()
        };
        let tongue = self.tongues.entry(language.clone()).or_insert_with(|| Tongue::new(&language));
        (language, tongue)
    }

    /// Reads a piece.
    pub fn read(&mut self, piece: &Piece) -> Features {
        let (language, tongue) = self.tongue(piece);
        let mut words = Vec::new();
        let mut names = Vec::new();
        let mut spelled: Vec<(Term, &str)> = Vec::new();
        let mut runs = NameRuns::new(language.as_str() == "de");
        let keep = |token: Token, times: f32, words: &mut Weights, tongue: &mut Tongue| {
            let (word, name) = tongue.terms(token.word)?;
            words.push((word, times));
            Some((word, name))
        };
        let title_case = is_title_case(&piece.title);
        for token in tokens(&piece.title) {
            if let Some((word, name)) = keep(token, TITLE, &mut words, tongue) {
                spelled.extend([(word, token.word), (name, token.word)]);
                if !title_case && token.is_capital() && !token.opens || token.is_number() {
                    names.push((name, TITLE));
                }
            }
        }
        let mut length = 0;
        for token in tokens(&piece.text) {
            length += 1;
            if length > MOST_WORDS {
                continue;
            }
            let times = if token.at < OPENING_BYTES { OPENING } else { 1.0 };
            match keep(token, times, &mut words, tongue) {
                Some((word, name)) => {
                    spelled.push((word, token.word));
                    if token.is_capital() || token.is_number() {
                        spelled.push((name, token.word));
                    }
                    runs.push(token, Some((name, times)), &mut names);
                }
                None => runs.push(token, None, &mut names),
            }
        }
        runs.close(&mut names);
        for code in &piece.codes {
            words.push((hash("#", code), 1.0));
        }
        spelled.sort_by_key(|(t, _)| *t);
        spelled.dedup_by_key(|(t, _)| *t);
        let mut letters = String::with_capacity(8 * spelled.len());
        let spelled = spelled
            .into_iter()
            .map(|(term, word)| {
                letters.push_str(word);
                (term, letters.len() as u32)
            })
            .collect();
        Features {
            id: piece.id,
            when: piece.when,
            words: gathered(words),
            names: gathered(names),
            spelled,
            letters: letters.into(),
            runs: Runs::of(&piece.text),
            mixed: length > LONG || stops::is_round_up(&piece.title),
            language,
        }
    }
}

/// Headline Case Tells Nothing of Names.
fn is_title_case(title: &str) -> bool {
    let long = || tokens(title).filter(|t| t.word.chars().nth(3).is_some());
    long().count() > 2 && long().all(|t| t.is_capital() || t.is_number())
}

/// Capitalised words in a row.
struct NameRuns {
    /// German writes every noun with a capital: only two in a row or an
    /// acronym are a name.
    pairs_only: bool,
    open: Vec<(Term, f32)>,
    sure: bool,
}

impl NameRuns {
    fn new(pairs_only: bool) -> Self {
        Self { pairs_only, open: Vec::new(), sure: false }
    }

    fn push(&mut self, token: Token, name: Option<(Term, f32)>, names: &mut Weights) {
        let capital = token.is_capital();
        if !(capital && token.follows) {
            self.close(names);
        }
        let Some((name, times)) = name else { return };
        if token.is_number() {
            names.push((name, times));
        } else if capital {
            self.sure |= token.is_acronym() || (!self.pairs_only && !token.opens);
            self.open.push((name, times));
        }
    }

    fn close(&mut self, names: &mut Weights) {
        if self.sure || self.open.len() > 1 {
            names.append(&mut self.open);
        }
        self.open.clear();
        self.sure = false;
    }
}

/// One language's stemmer and the words it has seen.
struct Tongue {
    language: Lang,
    stemmer: Option<Stemmer>,
    /// As written: the numbers of its stem and of it as a name.
    known: FxHashMap<Box<str>, Option<(Term, Term)>>,
}

impl Tongue {
    fn new(language: &Lang) -> Self {
        Self {
            language: language.clone(),
            stemmer: algorithm(language).map(Stemmer::create),
            known: FxHashMap::default(),
        }
    }

    /// None for small words and single letters.
    fn terms(&mut self, word: &str) -> Option<(Term, Term)> {
        if let Some(known) = self.known.get(word) {
            return *known;
        }
        let lower = word.to_lowercase();
        let single = lower.chars().nth(1).is_none() && lower.is_ascii();
        let terms = (!single && !stops::is_small(&self.language, &lower)).then(|| {
            let stem = match &self.stemmer {
                Some(s) => s.stem(&lower),
                None => lower.as_str().into(),
            };
            (hash(self.language.as_str(), &stem), hash("@", &lower))
        });
        if self.known.len() >= MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(word.into(), terms);
        terms
    }
}

fn hash(space: &str, word: &str) -> Term {
    let mut h = rustc_hash::FxHasher::default();
    h.write(space.as_bytes());
    h.write_u8(0);
    h.write(word.as_bytes());
    crate::copies::mix(h.finish()) as Term
}

pub(crate) fn algorithm(language: &Lang) -> Option<Algorithm> {
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

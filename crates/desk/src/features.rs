//! A story as the engine sees it: its stemmed words by count, its names and
//! numbers, its codes, its runs of eight words. Made once a version, without
//! any knowledge of other stories, so that many can be read at a time.
//!
//! Weights by rarity are the stream's business; no threshold and no decision
//! here.

use crate::copies::{Runs, lower_hash};
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
    spelled: Spelled,
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
        self.spelled.of(term).unwrap_or_default()
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
        let terms =
            tokens(text).filter_map(|t| tongue.known(t.word).terms).map(|(word, _)| (word, 1.0));
        gathered(terms.collect())
    }

    /// The words of a piece's headline.
    pub(crate) fn headline(&mut self, piece: &Piece) -> Vec<Term> {
        let (_, tongue) = self.tongue(piece);
        tokens(&piece.title).filter_map(|t| tongue.known(t.word).terms).map(|(w, _)| w).collect()
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
        let mut words = Counts::default();
        let mut names = Counts::default();
        let mut runs = NameRuns::new(language.as_str() == "de");
        let mut text: Vec<u64> = Vec::new();
        let title_case = is_title_case(&piece.title);
        for token in tokens(&piece.title) {
            let Some((word, name)) = tongue.known(token.word).terms else { continue };
            words.add(word, TITLE, token.word);
            if !title_case && token.is_capital() && !token.opens || token.is_number() {
                names.add(name, TITLE, token.word);
            }
        }
        let mut length = 0;
        for token in tokens(&piece.text) {
            length += 1;
            if length > MOST_WORDS {
                continue;
            }
            let known = tongue.known(token.word);
            text.push(known.lower);
            let times = if token.at < OPENING_BYTES { OPENING } else { 1.0 };
            if let Some((word, _)) = known.terms {
                words.add(word, times, token.word);
            }
            runs.push(token, known.terms.map(|(_, name)| name), times, &mut names);
        }
        runs.close(&mut names);
        for code in &piece.codes {
            words.add(hash("#", code), 1.0, "");
        }
        let mut spelled = Spelled::default();
        Features {
            id: piece.id,
            when: piece.when,
            words: words.gathered(&mut spelled),
            names: names.gathered(&mut spelled),
            spelled,
            runs: Runs::of(text),
            mixed: length > LONG || stops::is_round_up(&piece.title),
            language,
        }
    }
}

/// Terms as they come, each with its weight and the word that stood there.
#[derive(Default)]
struct Counts<'a> {
    all: Vec<(Term, u32, f32)>,
    words: Vec<&'a str>,
}

impl<'a> Counts<'a> {
    fn add(&mut self, term: Term, times: f32, word: &'a str) {
        self.all.push((term, self.words.len() as u32, times));
        self.words.push(word);
    }

    /// What came of each term, rising by term; how it was first written goes
    /// to `spelled`.
    fn gathered(mut self, spelled: &mut Spelled) -> Weights {
        self.all.sort_unstable_by_key(|(term, at, _)| (*term, *at));
        let mut out: Weights = Vec::with_capacity(self.all.len());
        let mut ends: Vec<(Term, u32)> = Vec::with_capacity(self.all.len());
        for (term, at, times) in self.all {
            match out.last_mut() {
                Some(last) if last.0 == term => last.1 += times,
                _ => {
                    out.push((term, times));
                    spelled.letters.push_str(self.words.get(at as usize).unwrap_or(&""));
                    ends.push((term, spelled.letters.len() as u32));
                }
            }
        }
        spelled.ends.push(ends);
        out
    }
}

/// A way to write each term: where its word ends in the letters, words and
/// names apart, each rising by term.
#[derive(Clone, Debug, Default)]
struct Spelled {
    letters: String,
    ends: Vec<Vec<(Term, u32)>>,
}

impl Spelled {
    fn of(&self, term: Term) -> Option<&str> {
        let mut from = 0;
        for ends in &self.ends {
            if let Ok(at) = ends.binary_search_by_key(&term, |(t, _)| *t) {
                let start = at.checked_sub(1).and_then(|at| ends.get(at)).map_or(from, |e| e.1);
                return self.letters.get(start as usize..ends.get(at)?.1 as usize);
            }
            from = ends.last().map_or(from, |e| e.1);
        }
        None
    }
}

/// Headline Case Tells Nothing of Names.
fn is_title_case(title: &str) -> bool {
    let long = || tokens(title).filter(|t| t.word.chars().nth(3).is_some());
    long().count() > 2 && long().all(|t| t.is_capital() || t.is_number())
}

/// Capitalised words in a row.
struct NameRuns<'a> {
    /// German writes every noun with a capital: only two in a row or an
    /// acronym are a name.
    pairs_only: bool,
    open: Vec<(Term, f32, &'a str)>,
    sure: bool,
}

impl<'a> NameRuns<'a> {
    fn new(pairs_only: bool) -> Self {
        Self { pairs_only, open: Vec::new(), sure: false }
    }

    fn push(&mut self, token: Token<'a>, name: Option<Term>, times: f32, names: &mut Counts<'a>) {
        let capital = token.is_capital();
        if !(capital && token.follows) {
            self.close(names);
        }
        let Some(name) = name else { return };
        if token.is_number() {
            names.add(name, times, token.word);
        } else if capital {
            self.sure |= token.is_acronym() || (!self.pairs_only && !token.opens);
            self.open.push((name, times, token.word));
        }
    }

    fn close(&mut self, names: &mut Counts<'a>) {
        if self.sure || self.open.len() > 1 {
            for (name, times, word) in &self.open {
                names.add(*name, *times, word);
            }
        }
        self.open.clear();
        self.sure = false;
    }
}

/// One language's stemmer and the words it has seen.
struct Tongue {
    language: Lang,
    stemmer: Option<Stemmer>,
    seen: FxHashMap<Short, Known>,
}

/// What is known of a word as written.
#[derive(Clone, Copy)]
struct Known {
    /// The numbers of its stem and of it as a name; none for small words and
    /// single letters.
    terms: Option<(Term, Term)>,
    /// Its number whatever its capitals.
    lower: u64,
}

impl Tongue {
    fn new(language: &Lang) -> Self {
        Self {
            language: language.clone(),
            stemmer: algorithm(language).map(Stemmer::create),
            seen: FxHashMap::default(),
        }
    }

    fn known(&mut self, word: &str) -> Known {
        let Some(short) = Short::of(word) else { return self.look_up(word) };
        if let Some(known) = self.seen.get(&short) {
            return *known;
        }
        let known = self.look_up(word);
        if self.seen.len() >= MOST_KNOWN {
            self.seen.clear();
        }
        self.seen.insert(short, known);
        known
    }

    fn look_up(&self, word: &str) -> Known {
        let lower = word.to_lowercase();
        let single = lower.chars().nth(1).is_none() && lower.is_ascii();
        let terms = (!single && !stops::is_small(&self.language, &lower)).then(|| {
            let stem = match &self.stemmer {
                Some(s) => s.stem(&lower),
                None => lower.as_str().into(),
            };
            (hash(self.language.as_str(), &stem), hash("@", &lower))
        });
        Known { terms, lower: lower_hash(word) }
    }
}

/// A word of few letters, kept where it is looked for: most of the time of
/// reading goes into fetching words from memory.
#[derive(PartialEq, Eq)]
struct Short([u64; 3]);

impl Short {
    /// None for a longer word.
    fn of(word: &str) -> Option<Self> {
        let mut bytes = [0; 24];
        bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
        // No word holds a zero byte: its length needn't be kept.
        let part = |at: usize| {
            bytes.get(at..).and_then(|b| b.first_chunk()).map_or(0, |b| u64::from_le_bytes(*b))
        };
        Some(Self([part(0), part(8), part(16)]))
    }
}

impl std::hash::Hash for Short {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.into_iter().for_each(|part| state.write_u64(part));
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

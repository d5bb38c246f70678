//! What a word is to attribution, by language: a verb of saying, an article, a
//! word that ends a phrase. One look-up a word; lists in `en`, `de`, `es`.
//!
//! No rule of reading is here, and no word of a newsroom's own.

mod de;
mod en;
mod es;

pub(super) use crate::classes::Class;

use crate::classes::classes;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use story::Lang;

/// A verb that is always one of saying: `said`.
pub(super) const SAYS: Class = 1;
/// A verb that is one only in the right company: `added`, `reports`.
pub(super) const CLAIMS: Class = 1 << 1;
/// A form that takes its subject from the clause before: `saying`.
pub(super) const SAYING: Class = 1 << 2;
/// A participle that needs an auxiliary: `mitgeteilt`, `dicho`.
pub(super) const PARTICIPLE: Class = 1 << 3;
/// A bare form, not meant behind `to` or `will`: `say`.
pub(super) const BARE: Class = 1 << 4;
/// `the`, `her`, `einem`, `los`.
pub(super) const ARTICLE: Class = 1 << 5;
/// A preposition that begins a phrase of its own: `in`, `am`, `durante`.
pub(super) const PREP: Class = 1 << 6;
/// A preposition that goes on with the phrase: `of`, `von`, `de`.
pub(super) const LINK: Class = 1 << 7;
/// `and`, `or`.
pub(super) const AND: Class = 1 << 8;
/// What opens another clause: `but`, `that`, `weil`, `aunque`.
pub(super) const CLAUSE: Class = 1 << 9;
/// `that`, `dass`, `que`: what is said begins.
pub(super) const THAT: Class = 1 << 10;
/// `has`, `had`, `hat`, `ha`.
pub(super) const HAVE: Class = 1 << 11;
/// `is`, `was`, `wurde`, `fue`: a passive is no speaker.
pub(super) const BE: Class = 1 << 12;
/// `to`, `would`, `not`: what follows was not said.
pub(super) const UNSAID: Class = 1 << 13;
/// A day or an hour: `Monday`, `gestern`, `ayer`.
pub(super) const TIME: Class = 1 << 14;
/// A word that may stand between a speaker and the verb: `also`, `später`.
pub(super) const ADVERB: Class = 1 << 15;
/// A speaker by pronoun.
pub(super) const PRONOUN: Class = 1 << 16;
/// Who speaks by office or as a body: `spokesman`, `Polizei`, `ministerio`.
pub(super) const ROLE: Class = 1 << 17;
/// Speakers without a name: `officials`, `Kreise`, `fuentes`.
pub(super) const UNNAMED: Class = 1 << 18;
/// `who`, `which`.
pub(super) const WHO: Class = 1 << 19;
/// The subjunctive by which German tells what others said.
pub(super) const TOLD: Class = 1 << 20;
/// Whom something is told: `reporters`, `Zeitung`, `periodistas`.
pub(super) const HEARERS: Class = 1 << 21;
/// A short form that ends in a full stop: `Mr`, `Dr`.
pub(super) const TITLE: Class = 1 << 22;
/// `my`, `our`, `ich`, `yo`: the sentence is the writer's own.
pub(super) const WRITER: Class = 1 << 23;

/// A verb of saying wherever its subject can speak: `denied`.
pub(super) const ASSERTS: Class = 1 << 24;

/// Any verb of saying.
pub(super) const VERB: Class = SAYS | CLAIMS | SAYING | PARTICIPLE;

/// How the clauses of a language are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The subject stands before the verb, behind it only after a quotation.
    SubjectFirst,
    /// The verb is second: what comes first decides.
    VerbSecond,
    /// Either, and the subject may be left out.
    Free,
}

/// The lists of one language.
pub(super) struct Lists {
    pub order: Order,
    /// Classes and their words, parted by blanks.
    pub words: &'static [(Class, &'static str)],
    /// Phrases with the speaker behind them: `according to`.
    pub before: &'static [&'static str],
    /// Words with the speaker before them: `zufolge`.
    pub behind: &'static [&'static str],
    /// Words that say by themselves who spoke, with `nach` before them:
    /// endings such as `angaben`.
    pub endings: &'static [&'static str],
    /// Verbs in two pieces, and their second pieces.
    pub split: &'static [(&'static str, &'static [&'static str])],
    /// Phrases that put the truth of a sentence in doubt; `…` stands for up
    /// to six words, `*` at an end of a word for any.
    pub hedges: &'static [&'static str],
}

/// A language's words, ready for asking.
pub(super) struct Tongue {
    pub lists: &'static Lists,
    classes: FxHashMap<&'static str, Class>,
    /// Hedges by first word, each as its words.
    pub hedges: FxHashMap<&'static str, Vec<Vec<&'static str>>>,
    /// Phrases before a speaker by first word.
    pub before: FxHashMap<&'static str, Vec<Vec<&'static str>>>,
}

impl Tongue {
    fn new(lists: &'static Lists) -> Self {
        Self {
            lists,
            classes: classes(lists.words),
            hedges: by_first(lists.hedges),
            before: by_first(lists.before),
        }
    }

    /// The words of a language; none where we have no lists.
    pub(super) fn of(language: &Lang) -> Option<&'static Self> {
        match language.as_str() {
            "en" => Some(&EN),
            "de" => Some(&DE),
            "es" => Some(&ES),
            _ => None,
        }
    }

    /// What a word in lower case can be.
    pub(super) fn class(&self, lower: &str) -> Class {
        self.classes.get(lower).copied().unwrap_or_default()
    }

    /// The second pieces of a verb in two, if it is one.
    pub(super) fn pieces(&self, lower: &str) -> Option<&'static [&'static str]> {
        self.lists.split.iter().find(|(verb, _)| *verb == lower).map(|(_, pieces)| *pieces)
    }
}

fn by_first(phrases: &'static [&'static str]) -> FxHashMap<&'static str, Vec<Vec<&'static str>>> {
    let mut out: FxHashMap<&'static str, Vec<Vec<&'static str>>> = FxHashMap::default();
    for phrase in phrases {
        let words: Vec<&'static str> = phrase.split(' ').collect();
        if let Some(first) = words.first() {
            out.entry(first).or_default().push(words);
        }
    }
    // The longest first, so that `may have been` is not cut to `may have`.
    for phrases in out.values_mut() {
        phrases.sort_by_key(|words| std::cmp::Reverse(words.len()));
    }
    out
}

static EN: LazyLock<Tongue> = LazyLock::new(|| Tongue::new(&en::LISTS));
static DE: LazyLock<Tongue> = LazyLock::new(|| Tongue::new(&de::LISTS));
static ES: LazyLock<Tongue> = LazyLock::new(|| Tongue::new(&es::LISTS));

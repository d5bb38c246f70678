//! What a word is to the style of a text, by language: the writer's own voice,
//! a duty, a judgement, a day. One look-up a word; lists in `en`, `de`, `es`.
//!
//! No weight is here, and no word of a newsroom's own.

mod de;
mod en;
mod es;

pub(super) use crate::classes::Class;

use crate::classes::classes;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use story::Lang;

/// `I`, `my`.
pub(super) const ME: Class = 1;
/// `we`, `our`.
pub(super) const US: Class = 1 << 1;
/// `you`.
pub(super) const YOU: Class = 1 << 2;
/// What ought to be: `should`, `must`.
pub(super) const DUTY: Class = 1 << 3;
/// A judgement: `shameful`, `wise`.
pub(super) const VALUE: Class = 1 << 4;
/// How sure the writer is: `surely`, `of course`.
pub(super) const SURE: Class = 1 << 5;
/// `perhaps`, `seems`.
pub(super) const PERHAPS: Class = 1 << 6;
/// A thought that turns on another: `but`, `yet`, `because`.
pub(super) const TURN: Class = 1 << 7;
/// `not`, `never`.
pub(super) const NOT: Class = 1 << 8;
/// Verbs of the present that every text has: `is`, `has`.
pub(super) const IS: Class = 1 << 9;
/// `every`, `always`.
pub(super) const ALL: Class = 1 << 10;
/// `because`, `reason`.
pub(super) const WHY: Class = 1 << 11;
/// `Tuesday`, `yesterday`.
pub(super) const DAY: Class = 1 << 12;
/// `March`.
pub(super) const MONTH: Class = 1 << 13;
/// What opens a question: `why`, `how`.
pub(super) const ASK: Class = 1 << 14;
/// `this`, `it`.
pub(super) const THIS: Class = 1 << 15;
/// Words for matters as such: `problem`, `question`.
pub(super) const THING: Class = 1 << 16;
/// Who writes comments: `professor`, `columnist`.
pub(super) const WRITER: Class = 1 << 17;
/// What stands between a writer's name and who that is: `is`.
pub(super) const BEING: Class = 1 << 18;
/// Whom reports rest on: `spokesman`, `police`.
pub(super) const BODY: Class = 1 << 19;
/// The house speaks of itself: `newsletter`, `follow us`.
pub(super) const HOUSE: Class = 1 << 20;
/// The text says what it is: `commentary`, `columnist`.
pub(super) const SELF: Class = 1 << 21;

/// The lists of one language.
pub(super) struct Lists {
    /// Classes and their words, parted by blanks.
    pub words: &'static [(Class, &'static str)],
    /// Phrases of several words.
    pub phrases: &'static [(Class, &'static [&'static str])],
}

/// A language's words, ready for asking.
pub(super) struct Tongue {
    classes: FxHashMap<&'static str, Class>,
    /// Phrases by first word: the words behind it.
    phrases: FxHashMap<&'static str, Vec<(Class, Vec<&'static str>)>>,
}

impl Tongue {
    fn new(lists: &'static Lists) -> Self {
        let mut phrases: FxHashMap<&'static str, Vec<(Class, Vec<&'static str>)>> =
            FxHashMap::default();
        for (class, list) in lists.phrases {
            for phrase in *list {
                let mut words = phrase.split(' ');
                if let Some(first) = words.next() {
                    phrases.entry(first).or_default().push((*class, words.collect()));
                }
            }
        }
        Self { classes: classes(lists.words), phrases }
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

    /// Phrases that a word may begin.
    pub(super) fn phrases(&self, lower: &str) -> &[(Class, Vec<&'static str>)] {
        self.phrases.get(lower).map(Vec::as_slice).unwrap_or_default()
    }
}

static EN: LazyLock<Tongue> = LazyLock::new(|| Tongue::new(&en::LISTS));
static DE: LazyLock<Tongue> = LazyLock::new(|| Tongue::new(&de::LISTS));
static ES: LazyLock<Tongue> = LazyLock::new(|| Tongue::new(&es::LISTS));

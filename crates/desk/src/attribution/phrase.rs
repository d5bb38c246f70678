//! The phrase that names a speaker: the one before a verb, the one behind it,
//! the one a sentence opens with. Told from small words, capitals and commas;
//! there is no grammar of whole sentences here.

use super::tongue::*;
use super::words::{Gap, Word};

/// Words from, up to and not with.
pub(super) type Range = (usize, usize);

/// A phrase with more words than this is a clause that was misread.
pub(super) const LONGEST: usize = 14;

/// One sentence, read for phrases.
pub(super) struct Sentence<'s, 't> {
    pub words: &'s [Word<'t>],
    pub tongue: &'static Tongue,
}

impl<'t> Sentence<'_, 't> {
    pub(super) fn word(&self, at: usize) -> Option<&Word<'t>> {
        self.words.get(at)
    }

    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.word(at).is_some_and(|w| w.is(class))
    }

    pub(super) fn lower(&self, at: usize) -> &str {
        self.word(at).map_or("", |w| &w.lower)
    }

    pub(super) fn gap(&self, at: usize) -> Gap {
        self.word(at).map_or(Gap::Wall, |w| w.gap)
    }

    pub(super) fn capital(&self, at: usize) -> bool {
        self.word(at).is_some_and(|w| w.capital)
    }

    pub(super) fn quoted(&self, at: usize) -> bool {
        self.word(at).is_some_and(|w| w.speech.is_some())
    }

    /// A word for what somebody said: `Angaben`, `Medienberichten`.
    pub(super) fn is_ending(&self, at: usize) -> bool {
        self.capital(at) && self.tongue.lists.endings.iter().any(|e| self.lower(at).ends_with(e))
    }

    fn order(&self) -> Order {
        self.tongue.lists.order
    }

    /// The beginning of the clause that holds a word: behind the last comma,
    /// wall or speech.
    pub(super) fn clause(&self, at: usize) -> usize {
        let mut start = at;
        while start > 0 && self.gap(start) == Gap::Blank && !self.quoted(start - 1) {
            start -= 1;
        }
        start
    }

    /// Past what may stand between a verb and its subject: `later`, `on
    /// Monday`, `a los periodistas`, `in a statement`.
    pub(super) fn past_asides(&self, mut at: usize, end: usize) -> usize {
        while at < end {
            let next = if self.is(at, ADVERB | TIME) && !self.is(at, ROLE | UNNAMED | HEARERS) {
                at + 1
            } else if self.is(at, ARTICLE) && self.is(at + 1, TIME) {
                at + 2
            } else if self.is(at, PREP) {
                let noun = at + 1 + usize::from(self.is(at + 1, ARTICLE));
                let aside = self.is(noun, TIME | HEARERS)
                    || matches!(
                        self.lower(noun),
                        "statement"
                            | "interview"
                            | "news"
                            | "comunicado"
                            | "entrevista"
                            | "rueda"
                            | "mitteilung"
                            | "interview-"
                    );
                if !aside || noun >= end {
                    return at;
                }
                noun + 1
            } else {
                return at;
            };
            if next < end && self.gap(next) != Gap::Blank {
                return at;
            }
            at = next;
        }
        at
    }

    /// True if a phrase that names somebody may begin with this word.
    pub(super) fn may_begin(&self, at: usize) -> bool {
        self.word(at).is_some_and(|w| {
            w.speech.is_none()
                && !w.is(TIME)
                && (w.is(ARTICLE | PRONOUN | ROLE | UNNAMED)
                    || (w.capital && !w.is(PREP | CLAUSE | ADVERB | AND)))
        })
    }

    /// The phrase that begins at a word, if one does, up to `end`.
    pub(super) fn behind(&self, start: usize, end: usize) -> Option<Range> {
        let end = end.min(self.words.len());
        let start = self.past_asides(start, end);
        if start >= end || !self.may_begin(start) {
            return None;
        }
        if self.is(start, PRONOUN) && !self.capital_name(start) {
            return Some((start, start + 1));
        }
        self.from(start, end)
    }

    /// The phrase that begins with a bare noun: `half a dozen people`.
    pub(super) fn noun_behind(&self, start: usize) -> Option<Range> {
        let noun = self.word(start)?;
        let fine = !noun.is(TIME | PREP | ADVERB | CLAUSE | VERB | BE | HAVE | UNSAID | LINK);
        (fine && noun.speech.is_none()).then(|| self.from(start, self.words.len())).flatten()
    }

    fn from(&self, start: usize, end: usize) -> Option<Range> {
        let german = self.order() == Order::VerbSecond;
        let mut at = start + 1;
        while at < end && at - start < LONGEST && !self.quoted(at) {
            match self.gap(at) {
                Gap::Wall => break,
                Gap::Comma => {
                    at = self.appositions(start, at, end);
                    break;
                }
                // `sagte Ruiz „Morgen“`: whom she told it.
                Gap::Blank if self.word(at).is_some_and(|w| w.mark) && self.is_name(at - 1) => {
                    break;
                }
                Gap::Blank => {}
            }
            let goes_on = if german { self.german(start, at) } else { self.romance(start, at) };
            if !goes_on {
                break;
            }
            at += 1;
        }
        // `the head of` names nobody.
        while at > start + 1
            && self.is(at - 1, LINK | ARTICLE | AND | PREP)
            && !self.is(at - 1, ROLE)
        {
            at -= 1;
        }
        (!(self.is(start, ARTICLE) && at == start + 1) || self.lower(start).len() > 4)
            .then_some((start, at))
    }

    pub(super) fn is_name(&self, at: usize) -> bool {
        self.capital(at) && !self.is(at, ROLE | UNNAMED | ARTICLE)
    }

    fn capital_name(&self, at: usize) -> bool {
        self.capital(at) && self.capital(at + 1) && self.gap(at + 1) == Gap::Blank
    }

    /// English and Spanish: does the phrase take this word too?
    fn romance(&self, start: usize, at: usize) -> bool {
        let named = self.capital(at - 1) && !self.is(at - 1, ROLE | ARTICLE);
        let Some(w) = self.word(at) else { return false };
        if w.capital && !w.is(TIME) {
            return true;
        }
        // `the Meridian newspaper`, `Calder officials`
        if w.is(ROLE | UNNAMED) && !w.is(CLAUSE | PREP) {
            return true;
        }
        if w.is(AND) {
            return self.capital(at + 1) || self.is(at + 1, ROLE | UNNAMED);
        }
        if w.is(LINK) {
            return match &*w.lower {
                "at" => self.is(at - 1, ROLE),
                "with" => {
                    matches!(self.lower(at - 1), "familiar" | "people" | "official" | "sources")
                }
                _ => !self.is(at + 1, TIME),
            };
        }
        if &*w.lower == "in" {
            // `an article in the Meridian`
            if matches!(self.lower(at - 1), "article" | "editorial" | "commentary" | "interview") {
                return self.capital(at + 1) || self.is(at + 1, ARTICLE) && self.capital(at + 2);
            }
            return self.is(at - 1, UNNAMED) && self.capital(at + 1) && !self.is(at + 1, TIME);
        }
        if w.is(TIME | PREP | CLAUSE | UNSAID | BE | HAVE | ADVERB | WHO | PRONOUN)
            || (w.is(VERB) && !self.is(at - 1, ARTICLE | LINK))
        {
            // Only `people close to her` and `briefed on it` name somebody.
            return matches!(
                (self.lower(at - 1), &*w.lower),
                ("close", "to") | ("briefed", "on") | ("knowledge", "of")
            );
        }
        // A noun or an adjective: part of it while no name has been said.
        !named || self.is(at - 1, LINK) || self.is(start, ARTICLE) && self.is(at - 1, ARTICLE)
    }

    /// German, where every noun has a capital.
    fn german(&self, start: usize, at: usize) -> bool {
        let Some(w) = self.word(at) else { return false };
        if w.capital {
            return !w.is(TIME | HEARERS) || self.is(at - 1, ARTICLE | LINK) && !w.is(TIME);
        }
        if w.is(AND) {
            return self.capital(at + 1) || self.is(at + 1, ARTICLE) && self.capital(at + 2);
        }
        let name = |i: usize| self.capital(i) && !self.is(i, ROLE | UNNAMED);
        if matches!(&*w.lower, "der" | "des" | "von" | "vom" | "für" | "aus" | "im" | "beim") {
            let follows_name =
                name(at - 1) && (at - 1 == start || self.capital(at - 2) || self.is(at - 2, ROLE));
            let adjective = usize::from(!self.capital(at + 1) && !self.is(at + 1, ARTICLE));
            let article = usize::from(self.is(at + 1, ARTICLE));
            let noun = at + 1 + adjective.max(article);
            let genitive = !self.is(noun, HEARERS | TIME) && self.capital(noun);
            return genitive
                && !(follows_name && w.is(ARTICLE))
                && (self.is(at - 1, ROLE | UNNAMED)
                    || !matches!(&*w.lower, "im" | "beim" | "aus"));
        }
        if w.is(ARTICLE) {
            return self.is(at - 1, LINK) && !self.capital(at - 1);
        }
        if w.is(PREP | ADVERB | TIME | CLAUSE | BE | HAVE | VERB | TOLD | PRONOUN | UNSAID) {
            return false;
        }
        // An adjective before its noun: `der frühere Minister`.
        self.is(at - 1, ARTICLE | LINK) && !self.capital(at - 1)
            || at - 1 == start && self.is(start, ARTICLE)
            || !self.capital(at - 1) && self.capital(at + 1)
    }

    /// The end of a phrase with what follows it between commas, an age first.
    fn appositions(&self, start: usize, at: usize, end: usize) -> usize {
        // `According to police, the driver fled`: behind an opening phrase the
        // sentence itself begins.
        let opens = self.clause(start) == 0 && !self.quoted(0);
        let closed = |stop: usize| !opens || stop < end && self.gap(stop) == Gap::Comma;
        let Some(stop) = self.apposition(at, end).filter(|stop| closed(*stop)) else { return at };
        let age = self.is_age(at) && stop < end && self.gap(stop) == Gap::Comma;
        let more = age.then(|| self.apposition(stop, end)).flatten();
        more.filter(|stop| closed(*stop)).unwrap_or(stop)
    }

    pub(super) fn is_age(&self, at: usize) -> bool {
        self.word(at).is_some_and(|w| w.lower.bytes().all(|b| b.is_ascii_digit()))
    }

    /// What is said of somebody between commas, from the word behind the
    /// comma: where it ends. None if it is something else.
    fn apposition(&self, at: usize, end: usize) -> Option<usize> {
        let first = self.word(at)?;
        if first.speech.is_some() || !(first.is(ARTICLE | WHO | ROLE) || self.is_age(at)) {
            return None;
        }
        let mut stop = at + 1;
        while stop < end && self.gap(stop) == Gap::Blank && !self.quoted(stop) {
            stop += 1;
        }
        let clause = (at..stop).any(|i| self.is(i, BE | HAVE | UNSAID | SAYS | SAYING | TOLD));
        let own = first.is(WHO) && !first.is(ARTICLE);
        (stop - at <= LONGEST && (own || !clause)).then_some(stop)
    }
}

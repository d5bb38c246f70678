//! The phrase before a verb, read from its end, and the one a sentence opens
//! with: the subjects that stand left of their verbs.

use super::phrase::{LONGEST, Range, Sentence};
use super::tongue::*;
use super::words::Gap;

impl Sentence<'_, '_> {
    /// The phrase that ends right before a word, as the subject of the verb
    /// there. Steps over `has`, `also`, `on Monday`.
    pub(super) fn before(&self, verb: usize) -> Option<Range> {
        let mut end = verb;
        while end > 0 && self.gap(end) == Gap::Blank && !self.quoted(end - 1) {
            let w = end - 1;
            if self.is(w, HAVE | ADVERB) && !self.is(w, ROLE) {
                end -= 1;
            } else if self.is(w, TIME) && !self.is(w, ROLE) {
                end -= 1;
                if end > 0 && self.is(end - 1, PREP | ARTICLE) && self.gap(end) == Gap::Blank {
                    end -= 1;
                }
            } else {
                break;
            }
        }
        if end == 0 || self.quoted(end - 1) {
            return None;
        }
        if self.is(end - 1, WHO) && end >= 2 {
            return self.phrase_to(end - 1);
        }
        if self.gap(end) == Gap::Comma {
            // `The groups, however, say`; `Ruiz, in her own words, said`.
            let aside = self.clause(end - 1);
            let lead = self.is(aside, ADVERB | PREP) && !self.is(aside, LINK | ARTICLE)
                || self.lower(aside) == "however";
            if lead && aside > 0 && self.gap(aside) == Gap::Comma && !self.quoted(aside - 1) {
                let found = self.phrase_to(aside)?;
                return (!self.has_clause(found)).then_some(found);
            }
            return self.with_apposition(end);
        }
        (self.gap(end) == Gap::Blank).then(|| self.phrase_to(end)).flatten()
    }

    /// `Ana Ruiz, the interior minister,` before a verb.
    fn with_apposition(&self, end: usize) -> Option<Range> {
        let second = self.clause(end - 1);
        let first = self.word(second)?;
        // `Vera, que vive cerca, dijo`
        let who = first.is(WHO) || &*first.lower == "que";
        let fits = who || first.is(ARTICLE | ROLE | LINK) || first.capital || self.is_age(second);
        if second == 0 || self.gap(second) != Gap::Comma || self.quoted(second - 1) || !fits {
            return None;
        }
        let clause = (second..end).any(|i| self.is(i, BE | HAVE | UNSAID | SAYS | TOLD));
        if clause && !who {
            return None;
        }
        let (mut start, _) = self.phrase_to(second)?;
        // `Tom Hale, 43, a docker,`; `Ana Ruiz, D-Calder., the speaker,`
        if second - start == 1 && start > 0 && self.gap(start) == Gap::Comma {
            start = self.phrase_to(start).map_or(start, |(start, _)| start);
        }
        let main = self.has_clause((start, second));
        (!main && end - start <= 2 * LONGEST).then_some((start, end))
    }

    /// True if a sentence of German opens with a phrase and its apposition
    /// right before a word: nouns and what belongs to them, nothing else.
    pub(super) fn opens_with_apposition(&self, end: usize) -> bool {
        let second = self.clause(end - 1);
        second > 0
            && !self.quoted(second - 1)
            && self.clause(second - 1) == 0
            && (0..second).all(|i| self.capital(i) || self.is(i, ARTICLE | LINK))
            && !self.has_clause((second, end))
    }

    /// True if a phrase holds a verb, and so is none.
    fn has_clause(&self, (start, end): Range) -> bool {
        (start..end).any(|i| self.is(i, BE | HAVE | UNSAID | VERB | TOLD) && !self.is(i, ROLE))
    }

    /// The phrase whose last word is the one before `end`.
    fn phrase_to(&self, end: usize) -> Option<Range> {
        let mut start = end;
        while start > 0 {
            let at = start - 1;
            if self.quoted(at)
                || self.is(at, CLAUSE | UNSAID | BE | SAYS | SAYING) && !self.is(at, WHO | LINK)
                || self.is(at, TOLD | HAVE)
                || self.is(at, CLAIMS | PARTICIPLE)
                    && !self.is(at, ROLE | UNNAMED)
                    && at + 1 < end
                    && !self.capital(at)
                || self.is(at, AND) && !self.joins(at)
            {
                break;
            }
            start = at;
            if self.gap(at) != Gap::Blank {
                break;
            }
        }
        // `to interview two men who said`: the verb is none of them.
        let infinitive = start > 0 && self.is(start - 1, UNSAID) && !self.capital(start);
        let start = self.trimmed(start + usize::from(infinitive && start + 1 < end), end)?;
        let pronoun = (start..end).rev().find(|i| self.is(*i, PRONOUN));
        match pronoun {
            // `After the storm he` without its comma.
            Some(p) if p + 1 == end => Some((p, end)),
            _ => (end - start <= LONGEST).then_some((start, end)),
        }
    }

    /// True if an `and` joins two speakers, not two clauses.
    fn joins(&self, and: usize) -> bool {
        let speaker = |i: usize| self.capital(i) || self.is(i, ROLE | UNNAMED);
        and > 0
            && speaker(and - 1)
            && (speaker(and + 1) || self.is(and + 1, ARTICLE) && speaker(and + 2))
    }

    /// A phrase's beginning without `On Monday`, `But`, `In Leeds`.
    fn trimmed(&self, mut start: usize, end: usize) -> Option<usize> {
        while start < end {
            if self.is(start, ADVERB | TIME | CLAUSE | AND) && !self.is(start, ROLE | UNNAMED | WHO)
            {
                start += 1;
            } else if self.is(start, PREP | LINK) && !self.is(start, ARTICLE) {
                start += 1;
                while start < end && (self.capital(start) || self.is(start, TIME | ARTICLE)) {
                    // `In Leeds officials`, but not `In the ministry`.
                    if self.is(start, ARTICLE) && !self.is(start + 1, TIME) {
                        return None;
                    }
                    start += 1;
                }
            } else {
                return Some(start);
            }
        }
        None
    }

    /// The phrase a sentence opens with: the subject of `…, saying that`.
    pub(super) fn opening(&self, end: usize) -> Option<Range> {
        let mut start = 0;
        while start < end && (self.quoted(start) || self.is(start, ADVERB | AND | CLAUSE)) {
            start += 1;
        }
        if self.is(start, PREP) && !self.is(start, ARTICLE) {
            start += 1;
            while start < end && self.gap(start) != Gap::Comma {
                start += 1;
            }
        }
        if start >= end || !self.may_begin(start) {
            return None;
        }
        if self.is(start, PRONOUN) {
            return Some((start, start + 1));
        }
        let mut at = start + 1;
        while at < end
            && self.gap(at) == Gap::Blank
            && !self.quoted(at)
            && !self.is(at, BE | HAVE | UNSAID | VERB | ADVERB | CLAUSE | TOLD)
            && !self.word(at).is_some_and(|w| !w.capital && w.lower.ends_with("ed"))
            // Behind a name only `of` and `and` go on with it.
            && (self.capital(at) || self.is(at, LINK | AND) || !self.is_name(at - 1))
        {
            at += 1;
        }
        (at < end && at - start <= 8 && !self.is(at - 1, ARTICLE)).then_some((start, at))
    }
}

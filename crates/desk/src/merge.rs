//! An editor's words and a source's new ones, merged word by word over the words
//! that both began with (a three-way merge, as `diff3` makes it of lines).
//!
//! Where only one of them changed something, the change stands. Where both
//! changed the same place otherwise, the editor's words stand and the place is
//! told: a person decides. Never here: a word of neither.

use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::ops::Range;

/// Both texts in one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The editor's words with the source's changes.
    pub text: String,
    /// Places that both changed, in order; in `text` the editor's words stand.
    pub conflicts: Vec<Conflict>,
}

/// A place that both changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What both began with.
    pub base: String,
    /// The editor's words; empty where they took them out.
    pub mine: String,
    /// The source's words; empty where it took them out.
    pub theirs: String,
}

/// Merges `mine` and `theirs`, which both began as `base`. White space is the
/// editor's and tells no difference.
pub fn merge(base: &str, mine: &str, theirs: &str) -> Merged {
    let (base, mine, theirs) = (Words::of(base), Words::of(mine), Words::of(theirs));
    let (ours, others) = (mine.changes(&base), theirs.changes(&base));
    let (mut ours, mut others) = (ours.as_slice(), others.as_slice());
    let mut out = Merged::default();
    let mut at = 0;
    while let Some(mut place) = first(ours, others) {
        // Both sides' changes that meet are one place.
        let (mut our_count, mut other_count) = (0, 0);
        loop {
            let more = (meeting(ours, &place), meeting(others, &place));
            if more == (our_count, other_count) {
                break;
            }
            (our_count, other_count) = more;
            for change in ours.iter().take(our_count).chain(others.iter().take(other_count)) {
                place = place.start.min(change.base.start)..place.end.max(change.base.end);
            }
        }
        let (our, rest_ours) = ours.split_at(our_count);
        let (other, rest_others) = others.split_at(other_count);
        (ours, others) = (rest_ours, rest_others);
        put(&mut out.text, &base.text(at..place.start));
        at = place.end;
        let (my, their) = (mine.over(&base, our, &place), theirs.over(&base, other, &place));
        if our.is_empty() {
            put(&mut out.text, &their);
        } else {
            put(&mut out.text, &my);
            let same = my.split_whitespace().eq(their.split_whitespace());
            if !other.is_empty() && !same {
                let base = base.text(place);
                let told = |words: String| words.trim().to_owned();
                out.conflicts.push(Conflict {
                    base: told(base),
                    mine: told(my),
                    theirs: told(their),
                });
            }
        }
    }
    put(&mut out.text, &base.text(at..base.0.len()));
    out.text.truncate(out.text.trim_end().len());
    out
}

/// Words, each with the white space behind it.
struct Words<'t>(Vec<&'t str>);

/// A stretch of the base that is other words on one side.
struct Change {
    base: Range<usize>,
    new: Range<usize>,
}

impl<'t> Words<'t> {
    fn of(text: &'t str) -> Self {
        let mut out = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let behind = rest[word..].find(|c: char| !c.is_whitespace());
            let (this, next) = rest.split_at(behind.map_or(rest.len(), |b| word + b));
            out.push(this);
            rest = next;
        }
        Self(out)
    }

    fn bare(&self) -> Vec<&'t str> {
        self.0.iter().map(|w| w.trim_end()).collect()
    }

    fn text(&self, words: Range<usize>) -> String {
        self.0.get(words).unwrap_or_default().concat()
    }

    /// What this side made of the base, in order.
    fn changes(&self, base: &Self) -> Vec<Change> {
        let (mut old, mut new) = (0, 0);
        let mut out = Vec::new();
        // The library moves changes about after it found them, and leaves the
        // places of some where they were: only the lengths are sure.
        for op in capture_diff_slices(Algorithm::Myers, &base.bare(), &self.bare()) {
            let (tag, was, now) = op.as_tag_tuple();
            let change = Change { base: old..old + was.len(), new: new..new + now.len() };
            (old, new) = (change.base.end, change.new.end);
            if tag != DiffTag::Equal {
                out.push(change);
            }
        }
        out
    }

    /// This side's words for a place of the base, in which it changed that.
    fn over(&self, base: &Self, changes: &[Change], place: &Range<usize>) -> String {
        let mut out = String::new();
        let mut at = place.start;
        for change in changes {
            put(&mut out, &base.text(at..change.base.start));
            put(&mut out, &self.text(change.new.clone()));
            at = change.base.end;
        }
        put(&mut out, &base.text(at..place.end));
        out
    }
}

/// The place of the change that comes first.
fn first(ours: &[Change], others: &[Change]) -> Option<Range<usize>> {
    let next = |changes: &[Change]| changes.first().map(|c| c.base.clone());
    match (next(ours), next(others)) {
        (Some(a), Some(b)) => Some(if (b.start, b.end) < (a.start, a.end) { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// How many of the next changes meet a place: they share a word of the base, or
/// words come in at its edge.
fn meeting(changes: &[Change], place: &Range<usize>) -> usize {
    let meets = |c: &&Change| {
        let edge = c.base.is_empty() || place.is_empty();
        c.base.start < place.end + usize::from(edge) && place.start < c.base.end + usize::from(edge)
    };
    changes.iter().take_while(meets).count()
}

/// Puts words behind others, with a space between where there is none.
fn put(text: &mut String, words: &str) {
    if !words.is_empty() && text.ends_with(|c: char| !c.is_whitespace()) {
        text.push(' ');
    }
    text.push_str(words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changes_of_both_stand() {
        for (base, mine, theirs, merged) in [
            (
                "The storm has torn away 20 metres of the pier.",
                "Last night the storm has torn away 20 metres of the pier.",
                "The storm has torn away 12 metres of the pier.",
                "Last night the storm has torn away 12 metres of the pier.",
            ),
            (
                "Nobody was hurt, the office said. Divers look at the piles. Ferries wait.",
                "Nobody was hurt, the office said. Ferries wait.",
                "Two people were hurt, the office said. Divers look at the piles. Ferries wait.",
                "Two people were hurt, the office said. Ferries wait.",
            ),
            ("a b c", "a b c", "a x c", "a x c"),
            ("a b c", "a x c", "a b c", "a x c"),
            ("a b c", "a x c", "a x c", "a x c"),
            ("a b c", "a b c d", "z a b c", "z a b c d"),
            ("a b c", "b c", "a b", "b"),
            (
                "First.\n\nThen rain.",
                "First.\n\nThen hail.",
                "Firstly.\n\nThen rain.",
                "Firstly. Then hail.",
            ),
            ("", "a", "", "a"),
            ("a", "", "a", ""),
        ] {
            let got = merge(base, mine, theirs);
            assert_eq!(got.conflicts, [], "{base} | {mine} | {theirs}");
            assert_eq!(
                got.text.split_whitespace().collect::<Vec<_>>(),
                merged.split_whitespace().collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn a_place_that_both_changed_is_told() {
        let base = "The storm has torn away 20 metres of the northern pier.";
        let mine = "The storm has torn away a good 20 metres of the northern pier.";
        let theirs = "The storm has torn away 12 metres of the old northern pier.";
        let got = merge(base, mine, theirs);
        assert_eq!(got.text, "The storm has torn away a good 20 metres of the old northern pier.");
        let told = Conflict { base: "20".into(), mine: "a good 20".into(), theirs: "12".into() };
        assert_eq!(got.conflicts, [told]);
        // Both put something in at one place.
        let got = merge("a b", "a x b", "a y b");
        assert_eq!((got.text.as_str(), got.conflicts.len()), ("a x b", 1));
        // One took out what the other changed.
        let got = merge("a b c d", "a d", "a b x d");
        assert_eq!(got.text, "a d");
        assert_eq!(got.conflicts[0].theirs, "b x");
    }

    #[test]
    fn white_space_is_the_editors() {
        let got =
            merge("One two.\n\nThree four.", "One two.\n\nThree five.", "Zero two. Three four.");
        assert_eq!((got.text.as_str(), got.conflicts.len()), ("Zero two.\n\nThree five.", 0));
    }

    proptest! {
        #[test]
        fn who_changed_nothing_takes_all(base in "([a-d] ?){0,9}", other in "([a-d] ?){0,9}") {
            let bare = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            for got in [merge(&base, &base, &other), merge(&base, &other, &base), merge(&base, &other, &other)] {
                prop_assert_eq!(bare(&got.text), bare(&other));
                prop_assert!(got.conflicts.is_empty());
            }
        }

        #[test]
        fn apart_they_never_meet(
            [a, b, c, d] in ["[a-d ]{0,8}", "[a-d ]{0,8}", "[a-d ]{0,8}", "[a-d ]{0,8}"]
        ) {
            // Words between that nobody touches.
            let text = |first: &str, last: &str| format!("{first} ONE TWO THREE {last}");
            let got = merge(&text(&a, &b), &text(&c, &b), &text(&a, &d));
            prop_assert_eq!(&got.conflicts, &[]);
            let wanted = text(&c, &d);
            prop_assert!(got.text.split_whitespace().eq(wanted.split_whitespace()), "{:?}", got.text);
        }

        #[test]
        fn no_word_of_neither(base in "([a-d] ){0,6}", mine in "([a-f] ){0,6}", theirs in "([a-h] ){0,6}") {
            let got = merge(&base, &mine, &theirs);
            for word in got.text.split_whitespace() {
                prop_assert!([&base, &mine, &theirs].iter().any(|t| t.contains(word)));
            }
        }
    }
}

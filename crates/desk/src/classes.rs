//! Lists of words by class, made ready for one look-up a word. The lists
//! themselves lie with who reads by them.

use rustc_hash::FxHashMap;

/// What a word can be; several at once, a bit each.
pub(crate) type Class = u32;

/// The classes of each word of lists whose words are parted by blanks.
pub(crate) fn classes(lists: &'static [(Class, &'static str)]) -> FxHashMap<&'static str, Class> {
    let mut out: FxHashMap<&'static str, Class> = FxHashMap::default();
    for (class, words) in lists {
        for word in words.split_ascii_whitespace() {
            *out.entry(word).or_default() |= class;
        }
    }
    out
}

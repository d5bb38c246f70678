//! The writer's own words of a sentence, with their places in it. Which words
//! say what is not known here.

use crate::span::Span;
use std::borrow::Cow;

/// One word.
pub(super) struct Word<'t> {
    /// In lower case, an apostrophe always as `'`.
    pub lower: Cow<'t, str>,
    /// A sentence or a part of one begins with it.
    pub opens: bool,
    /// It has a capital.
    pub capital: bool,
    /// It has a capital where no sentence begins, or nothing but capitals.
    pub name: bool,
    /// It holds a digit.
    pub number: bool,
}

/// Calls `each` with the words of a span, without those inside of `skip`.
pub(super) fn words<'t>(text: &'t str, span: Span, skip: &[Span], mut each: impl FnMut(Word<'t>)) {
    let mut at = span.start;
    let mut opens = true;
    while let Some(found) =
        text.get(at..span.end).and_then(|t| t.find(|c: char| c.is_alphanumeric()))
    {
        let start = at + found;
        if let Some(speech) = skip.iter().find(|s| s.start <= start && start < s.end) {
            at = speech.end.min(span.end);
            opens = false;
            continue;
        }
        let gap = text.get(at..start).unwrap_or_default();
        opens |= gap.contains([':', '!', '?', '\n']) || gap.contains('.') && gap.len() > 1;
        let end = start + length(text.get(start..span.end).unwrap_or_default());
        let word = text.get(start..end).unwrap_or_default();
        let capital = word.starts_with(char::is_uppercase);
        let lower = lowered(word);
        let i = matches!(&*lower, "i" | "i'm" | "i've" | "i'd" | "i'll");
        let number = word.bytes().any(|b| b.is_ascii_digit());
        let shouted =
            word.len() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
        let name = !i && (capital && !opens || shouted && !number);
        each(Word { lower, opens, capital, name, number });
        opens = false;
        at = end;
    }
}

/// How long the word is that a text begins with: `don't` is one.
fn length(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inner =
            matches!(c, '\'' | '’') && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !c.is_alphanumeric() && !inner {
            return at;
        }
    }
    text.len()
}

fn lowered(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.into();
    }
    let lower: Cow<str> =
        if word.chars().any(char::is_uppercase) { word.to_lowercase().into() } else { word.into() };
    if lower.contains('’') { lower.replace('’', "'").into() } else { lower }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_speech_are_told() {
        let text = "He said \"we must go now\" to Ada Quill. I don’t see 40 of them, UNESCO says.";
        let start = text.find('"').unwrap();
        let speech = Span::new(start, start + "\"we must go now\"".len());
        let mut own = Vec::new();
        let mut names = Vec::new();
        words(text, Span::new(0, text.len()), &[speech], |w| {
            if w.name { &mut names } else { &mut own }.push(w.lower);
        });
        assert_eq!(names, ["ada", "quill", "unesco"]);
        assert_eq!(own, ["he", "said", "to", "i", "don't", "see", "40", "of", "them", "says"]);
    }
}

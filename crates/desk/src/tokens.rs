//! A text as its words, with what their letters and places say of them: which
//! stand in a row, which begin a sentence. Nothing is looked up here.

use std::borrow::Cow;

/// One word of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    /// As written: letters and digits only.
    pub word: &'a str,
    /// Where it begins, in bytes.
    pub at: usize,
    /// True if a sentence, a line or a quotation begins with it.
    pub opens: bool,
    /// True if only a space or a hyphen parts it from the word before.
    pub follows: bool,
}

impl Token<'_> {
    /// Begins with a capital letter.
    pub(crate) fn is_capital(&self) -> bool {
        self.word.chars().next().is_some_and(char::is_uppercase)
    }

    /// Two letters or more, all of them capitals: `NPA`, `UNESCO`.
    pub(crate) fn is_acronym(&self) -> bool {
        self.word.len() > 1 && self.word.chars().all(char::is_uppercase)
    }

    /// Holds a digit.
    pub(crate) fn is_number(&self) -> bool {
        self.word.bytes().any(|b| b.is_ascii_digit())
    }
}

/// The words of a text, in order.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = 0;
    let mut first = true;
    std::iter::from_fn(move || {
        let start = find(text, rest, true)?;
        let end = find(text, start, false).unwrap_or(text.len());
        let gap = text.get(rest..start)?;
        let word = text.get(start..end)?;
        rest = end;
        let space = gap == " ";
        let opens = std::mem::take(&mut first) || (!space && gap.contains(OPENS));
        let follows = space || matches!(gap, "-" | "\u{a0}");
        Some(Token { word, at: start, opens, follows })
    })
}

/// The first place from here on where a letter or digit stands, or where none
/// does.
fn find(text: &str, from: usize, alphanumeric: bool) -> Option<usize> {
    let mut at = from;
    loop {
        let byte = *text.as_bytes().get(at)?;
        let (is, length) = if byte.is_ascii() {
            (byte.is_ascii_alphanumeric(), 1)
        } else {
            let c = text.get(at..)?.chars().next()?;
            (c.is_alphanumeric(), c.len_utf8())
        };
        if is == alphanumeric {
            return Some(at);
        }
        at += length;
    }
}

/// The words of a text in lower case, in order.
pub(crate) fn lower_words(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    tokens(text).map(|t| {
        // Most words are in lower case already: no need to copy them.
        match t.word.bytes().all(|b| b.is_ascii_lowercase()) {
            true => t.word.into(),
            false => t.word.to_lowercase().into(),
        }
    })
}

const OPENS: [char; 14] = ['.', '!', '?', ':', '\n', '"', '“', '„', '»', '«', '¿', '¡', '‘', '‹'];

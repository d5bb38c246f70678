//! Small rules of text that every room relies on.

use serde::{Deserialize, Serialize};

/// The name of a thing in an address bar: lower-case ASCII letters, digits and
/// single hyphens, 1 to 80 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// What is wrong with a would-be slug.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is no slug: use 1 to 80 lower-case letters, digits and single hyphens")]
pub struct SlugError(String);

impl Slug {
    /// Makes a slug of any text; what has no letters at all becomes `item`.
    pub fn of(text: &str) -> Self {
        let mut s = slug::slugify(text);
        if s.len() > 80 {
            let cut = s[..80].rfind('-').filter(|at| *at > 20).unwrap_or(80);
            s.truncate(cut);
        }
        if s.is_empty() {
            s.push_str("item");
        }
        Self(s)
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;
    fn try_from(s: String) -> Result<Self, SlugError> {
        let fine = !s.is_empty()
            && s.len() <= 80
            && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !s.starts_with('-')
            && !s.ends_with('-')
            && !s.contains("--");
        if fine { Ok(Self(s)) } else { Err(SlugError(s)) }
    }
}

impl From<Slug> for String {
    fn from(s: Slug) -> String {
        s.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// True for what must not stand in text that is shown, mailed or put in a
/// header: controls, and the marks that turn the direction of the line around
/// (they let a text look like another one).
fn unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// The text on one line: every run of white space and unprintable characters
/// becomes one space, none at the ends.
pub fn one_line(text: &str) -> String {
    if is_one_line(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || unprintable(c)) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// True for text that is on one line already, as most is; it looks at bytes, and
/// says no to some that is.
fn is_one_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut after_space = true;
    for (at, byte) in bytes.iter().enumerate() {
        let next = |n: usize| bytes.get(at + n).copied().unwrap_or_default();
        let plain = match byte {
            b' ' => !after_space,
            0..0x20 | 0x7f => false,
            // C1 controls and the no-break space.
            0xc2 => next(1) > 0xa0,
            // General punctuation but for quotation marks and dashes.
            0xe2 => next(1) > 0x81 || next(1) == 0x80 && matches!(next(2), 0x90..=0xa7),
            // Spaces of other scripts, and marks of byte order.
            0xe1 | 0xe3 | 0xef => false,
            _ => true,
        };
        if !plain {
            return false;
        }
        after_space = *byte == b' ';
    }
    bytes.is_empty() || !after_space
}

/// Text over several lines without unprintable characters: line ends become
/// `\n`, each line is trimmed and its white space folded, and more than one
/// empty line in a row becomes one.
pub fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.split('\n') {
        let line = one_line(line);
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(&line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs_come_of_any_text() {
        for (text, slug) in [
            ("Storm hits Harbour City", "storm-hits-harbour-city"),
            ("Überraschung: Ämter zu!", "uberraschung-amter-zu"),
            ("¿Qué pasó?", "que-paso"),
            ("", "item"),
            ("***", "item"),
        ] {
            assert_eq!(Slug::of(text).as_str(), slug);
        }
    }

    #[test]
    fn a_header_can_not_be_split() {
        assert_eq!(one_line("Ann\r\nBcc: all@example.org\0"), "Ann Bcc: all@example.org");
        assert_eq!(one_line("  a\u{202E}b\u{a0} c "), "a b c");
    }

    #[test]
    fn paragraphs_stay_apart() {
        assert_eq!(plain("a\r\n\r\n\r\nb\rc"), "a\n\nb\nc");
    }

    proptest! {
        #[test]
        fn every_made_slug_parses(text in "\\PC{0,200}") {
            let s = Slug::of(&text);
            prop_assert_eq!(Slug::try_from(s.as_str().to_owned()), Ok(s));
        }

        #[test]
        fn one_line_is_one_line(text in any::<String>()) {
            let line = one_line(&text);
            prop_assert!(!line.contains(|c: char| c.is_control()));
            prop_assert_eq!(one_line(&line), line.clone());
        }

        #[test]
        fn a_text_is_left_alone_only_if_nothing_is_to_be_done(
            text in "[a .\u{85}\u{a0}»\u{1680}\u{2003}\u{200b}–“…\u{2028}\u{202e}\u{202f}\u{205f}\u{2066}€\u{3000}、\u{feff}\u{ffff}\n]{0,6}"
        ) {
            let folded: Vec<&str> = text
                .split(|c: char| c.is_whitespace() || unprintable(c))
                .filter(|w| !w.is_empty())
                .collect();
            prop_assert_eq!(one_line(&text), folded.join(" "));
        }
    }
}

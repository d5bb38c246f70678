//! Places of one text in characters, for who reads our spans in a language that
//! counts so. Only counting is here.

use crate::span::Span;

/// Bytes of one text as characters, for many spans of it: each look-up counts
/// no more than a few dozen bytes, never the text from its start.
#[derive(Clone, Debug)]
pub struct Chars<'t> {
    text: &'t str,
    /// The character at each STEPth byte (or at the next that begins one).
    marks: Vec<usize>,
}

/// Bytes from one mark to the next.
const STEP: usize = 64;

impl<'t> Chars<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        for (n, (at, _)) in text.char_indices().enumerate() {
            while marks.len() * STEP <= at {
                marks.push(n);
            }
        }
        Self { text, marks }
    }

    /// The same place counted in characters (Unicode scalar values).
    pub fn of(&self, span: Span) -> Span {
        Span::new(self.at(span.start), self.at(span.end))
    }

    fn at(&self, byte: usize) -> usize {
        let mark = byte / STEP;
        let Some(n) = self.marks.get(mark).copied() else {
            let all = self.marks.len().saturating_sub(1);
            return self.count(all * STEP, self.marks.last().copied().unwrap_or_default(), byte);
        };
        self.count(mark * STEP, n, byte)
    }

    /// `n` is the character at `from`, or the first behind it.
    fn count(&self, from: usize, n: usize, to: usize) -> usize {
        let mut from = from;
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        n + self.text.get(from..to).map_or(0, |t| t.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_counting_from_the_start() {
        let text = "Ana Ruiz – «El puente está cerrado», dijo. 🌉 Brücke ".repeat(9);
        let chars = Chars::new(&text);
        let bounds: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for pair in bounds.windows(4) {
            if let [start, .., end] = pair {
                let span = Span::new(*start, *end);
                let upto = |byte: usize| text.get(..byte).unwrap().chars().count();
                assert_eq!(chars.of(span), Span::new(upto(*start), upto(*end)));
            }
        }
        assert_eq!(Chars::new("").of(Span::new(0, 0)), Span::new(0, 0));
    }
}

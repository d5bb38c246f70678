//! Quotations by their marks: “ ”, „ “, « », » «, " ", and single ones inside
//! or alone. Marks only: who speaks is asked in `attribution`.

use crate::span::Span;

/// A quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// With its marks.
    pub span: Span,
    /// How many quotations it stands in; 0 for one in running text.
    pub depth: u8,
    /// It has no closing mark because the speaker goes on in the next
    /// paragraph, which opens with a mark again.
    pub goes_on: bool,
}

/// The quotations of a text in the order in which they open. A mark without
/// its fellow in the paragraph makes none.
pub fn quotes(text: &str) -> Vec<Quote> {
    let mut found = Vec::new();
    let mut at = 0;
    for paragraph in text.split_inclusive('\n') {
        let next = text.get(at + paragraph.len()..).unwrap_or_default().trim_start();
        of_paragraph(paragraph, at, next, &mut found);
        at += paragraph.len();
    }
    found.sort_by_key(|q| (q.span.start, std::cmp::Reverse(q.span.end)));
    found
}

fn of_paragraph(paragraph: &str, offset: usize, next_paragraph: &str, found: &mut Vec<Quote>) {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut before = ' ';
    let mut chars = paragraph.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        // A single mark that nobody closed was an apostrophe.
        let outer = open.iter().rposition(|(mark, _)| !is_single(*mark));
        let top = if is_single(c) { open.len().checked_sub(1) } else { outer };
        let fellow = top.and_then(|t| open.get(t)).map(|(mark, _)| *mark);
        if fellow.is_some_and(|mark| closes(mark, c, before, after)) {
            if let Some((_, start)) = top.and_then(|t| open.get(t).copied()) {
                open.truncate(top.unwrap_or(0));
                found.push(Quote {
                    span: Span::new(offset + start, offset + at + c.len_utf8()),
                    depth: u8::try_from(open.len()).unwrap_or(u8::MAX),
                    goes_on: false,
                });
            }
        } else if opens(c, before, after) {
            open.push((c, at));
        }
        before = c;
    }
    // A speech of several paragraphs: each opens, only the last closes.
    if let Some((mark, start)) = open.first().copied()
        && !is_single(mark)
        && next_paragraph.starts_with(mark)
    {
        let end = offset + paragraph.trim_end().len();
        found.push(Quote { span: Span::new(offset + start, end), depth: 0, goes_on: true });
    }
}

fn is_single(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | '‚' | '‹' | '›')
}

fn opens(c: char, before: char, after: char) -> bool {
    let free = !before.is_alphanumeric();
    match c {
        '“' | '„' | '«' | '‹' => true,
        '"' => !after.is_whitespace() || before.is_whitespace(),
        '»' | '›' | '”' => free && before != '.' && after.is_alphanumeric(),
        '‘' | '‚' => free && !after.is_whitespace(),
        // `'90s` is a year.
        '\'' => free && after.is_alphabetic(),
        _ => false,
    }
}

fn closes(mark: char, c: char, before: char, after: char) -> bool {
    match (mark, c) {
        ('"', '"')
        | ('“' | '”', '”')
        | ('„', '“' | '”' | '"')
        | ('«', '»')
        | ('»', '«')
        | ('‹', '›')
        | ('›', '‹') => true,
        ('‘', '’') | ('‚', '‘' | '’') | ('\'', '\'') => {
            !after.is_alphanumeric() && !before.is_whitespace()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, u8)> {
        quotes(text).into_iter().map(|q| (q.span.of(text), q.depth)).collect()
    }

    #[test]
    fn marks_of_three_languages() {
        for (text, quoted) in [
            ("“It is over,” she said.", "“It is over,”"),
            ("\"It is over,\" she said.", "\"It is over,\""),
            ("Er sagte: „Es ist vorbei.“ Dann ging er.", "„Es ist vorbei.“"),
            ("Er sagte: »Es ist vorbei.« Dann ging er.", "»Es ist vorbei.«"),
            ("Dijo: «Se acabó». Luego se fue.", "«Se acabó»"),
            ("They call it 'the last boat' here.", "'the last boat'"),
            ("They call it ‘the workers’ boat’ here.", "‘the workers’"),
        ] {
            assert_eq!(read(text).first(), Some(&(quoted, 0)), "{text}");
        }
    }

    #[test]
    fn one_inside_another() {
        let text = "“She told me: ‘Don’t go.’ I went,” he said.";
        assert_eq!(read(text), [("“She told me: ‘Don’t go.’ I went,”", 0), ("‘Don’t go.’", 1)]);
        let text = "„Er rief ‚Halt‘ und lief“, sagte sie.";
        assert_eq!(read(text), [("„Er rief ‚Halt‘ und lief“", 0), ("‚Halt‘", 1)]);
    }

    #[test]
    fn a_speech_over_paragraphs() {
        let text = "“We waited.\n“Nobody came,” he said.";
        let found = quotes(text);
        assert_eq!(read(text), [("“We waited.", 0), ("“Nobody came,”", 0)]);
        assert!(found.first().is_some_and(|q| q.goes_on));
        assert!(found.get(1).is_some_and(|q| !q.goes_on));
    }

    #[test]
    fn what_is_no_quotation() {
        for text in [
            "The sailors' union met.",
            "It was the '90s.",
            "He didn't say. She couldn't.",
            "6\" wide",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}

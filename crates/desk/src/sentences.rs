//! The sentences of a text, and cutting it at the end of one. Words are never
//! changed and never added, but for the mark of a sentence too long to show.

use crate::quotes::quotes;
use crate::span::Span;
use unicode_segmentation::UnicodeSegmentation;

/// Words with a full stop that ends no sentence (en, de, es).
const SHORT: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "sen", "rep", "gov", "st", "jr", "sr", "vs", "inc",
    "ltd", "co", "corp", "lt", "col", "sgt", "capt", "cmdr", "maj", "rev", "hon", "dept", "jan",
    "feb", "aug", "sept", "oct", "nov", "dec", "bzw", "ca", "etc", "nr", "str", "sog", "mio",
    "mrd", "tsd", "usw", "vgl", "ggf", "evtl", "inkl", "bspw", "hl", "dipl", "ing", "sra", "srta",
    "dra", "ud", "uds", "pág", "núm", "art", "abs", "ee", "uu", "av", "gral", "cnel", "lic", "dña",
];

/// No sentence is shown beyond this many characters.
const LONGEST: usize = 600;

/// A quotation of several sentences stays one with the words that name its
/// speaker up to this many bytes.
const LONGEST_SPEECH: usize = 500;

/// The sentences of a text in order, each without the white space round it. A
/// line's end ends a sentence. A quotation is not cut inside, but for speeches
/// of more than 500 bytes.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        of_line(line, at, &mut out);
        at += line.len();
    }
    out
}

fn of_line(line: &str, offset: usize, out: &mut Vec<Span>) {
    let speeches: Vec<Span> = quotes(line)
        .into_iter()
        .filter(|q| q.depth == 0 && q.span.end - q.span.start <= LONGEST_SPEECH)
        .map(|q| q.span)
        .collect();
    let mut open: Option<usize> = None;
    let mut pieces = line.split_sentence_bound_indices().peekable();
    while let Some((at, piece)) = pieces.next() {
        let start = *open.get_or_insert(at);
        let end = at + piece.len();
        let behind = line.get(end..).unwrap_or_default();
        let inside = speeches.iter().any(|q| q.start < end && end < q.end);
        // `“Is it over?” she asked.`: the words behind belong to it.
        let tag = speeches.iter().any(|q| q.end == start + line[start..end].trim_end().len())
            && behind.starts_with(char::is_lowercase);
        if pieces.peek().is_some() && (inside || tag || goes_on(piece, behind)) {
            continue;
        }
        let span = Span::new(start, end).trimmed(line);
        if span.start < span.end {
            out.push(span.shifted(offset));
        }
        open = None;
    }
}

/// True if the full stop at the end of a piece belongs to its last word: an
/// abbreviation, an initial, a German day (`3. Mai`).
fn goes_on(piece: &str, behind: &str) -> bool {
    let Some(body) = piece.trim_end().strip_suffix('.') else { return false };
    let last = body.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let letters = last.chars().count();
    let lower = last.to_lowercase();
    if lower == "no" {
        // `No. 5`, but `He said no. Then …`
        return behind.starts_with(|c: char| c.is_ascii_digit());
    }
    (letters == 1 && last.chars().all(char::is_alphabetic))
        || (matches!(letters, 1 | 2)
            && last.chars().all(|c| c.is_ascii_digit())
            && behind.starts_with(char::is_alphabetic))
        || SHORT.contains(&lower.as_str())
}

/// As many whole sentences from the start as fit into `most` characters, one
/// at least. A first sentence of more than 600 characters is cut at a word and
/// ends in ` …`.
pub fn shortened(text: &str, most: usize) -> String {
    let text = story::one_line(text);
    let mut out = String::new();
    let mut length = 0;
    for s in sentences(&text).into_iter().map(|s| s.of(&text)) {
        let n = s.chars().count();
        if !out.is_empty() && length + 1 + n > most {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
            length += 1;
        }
        out.push_str(s);
        length += n;
    }
    if length > LONGEST {
        let cut: String = out.chars().take(LONGEST).collect();
        let end = cut.rfind(' ').unwrap_or(cut.len());
        return format!("{} …", cut.get(..end).unwrap_or_default().trim_end());
    }
    out
}

/// The first sentence of a text.
pub fn first_sentence(text: &str) -> String {
    shortened(text, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_stops_that_end_and_that_do_not() {
        for (text, n) in [
            ("Mr. Smith met Dr. Jones. They spoke.", 2),
            ("Growth was 3.5 percent. Prices fell.", 2),
            ("The U.S. Senate voted. It passed.", 2),
            ("He said no. Then he left.", 2),
            ("It is No. 5 of ten. It is old.", 2),
            ("Es gilt z. B. für Äpfel. Das ist neu.", 2),
            ("Am 3. März begann es. Dann kam Regen.", 2),
            ("Es kostet rund 3 Mio. Euro. Das ist viel.", 2),
            ("El Sr. Pérez llegó. ¿Qué pasó? Nada.", 3),
            ("EE. UU. envió ayuda. Llegó tarde.", 2),
            ("\"It is over.\" He left.", 2),
            ("“We lost it all. We have nothing left,” said Ina Sorel. She wept.", 2),
            ("“Is it over?” she asked. Nobody knew.", 2),
            ("„Wir bleiben. Das ist sicher“, sagte er. Dann ging er.", 2),
            ("A headline\nThe text. More text.", 3),
            ("One sentence without end", 1),
            ("", 0),
        ] {
            let found: Vec<&str> = sentences(text).into_iter().map(|s| s.of(text)).collect();
            assert_eq!(found.len(), n, "{text}: {found:?}");
        }
    }
}

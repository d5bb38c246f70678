//! Cutting a text at the end of a sentence. Words are never changed and never
//! added, but for the mark of a sentence too long to show.

use unicode_segmentation::UnicodeSegmentation;

/// Words with a full stop that ends no sentence.
const SHORT: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "sen", "rep", "gov", "st", "jr", "sr", "no", "vs",
    "inc", "ltd", "co", "corp", "lt", "col", "sgt", "jan", "feb", "aug", "sept", "oct", "nov",
    "dec", "bzw", "ca", "etc", "nr", "str", "sog", "mio", "mrd", "usw", "vgl", "sra", "srta",
    "dra", "ud", "uds", "pág", "núm", "art", "abs",
];

/// No sentence is shown beyond this many characters.
const LONGEST: usize = 600;

/// The sentences of a text in order, each trimmed.
fn sentences(text: &str) -> Vec<&str> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    let mut open: Option<usize> = None;
    for (at, piece) in text.split_sentence_bound_indices() {
        let start = *open.get_or_insert(at);
        let end = at + piece.len();
        if !goes_on(piece) {
            out.push((start, end));
            open = None;
        }
    }
    if let Some(start) = open {
        out.push((start, text.len()));
    }
    out.into_iter()
        .filter_map(|(a, b)| text.get(a..b))
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .collect()
}

/// True if the full stop at the end of a piece belongs to its last word: an
/// abbreviation, an initial, a German day (`3. Mai`).
fn goes_on(piece: &str) -> bool {
    if piece.ends_with('\n') {
        return false;
    }
    let Some(body) = piece.trim_end().strip_suffix('.') else { return false };
    let last = body.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let letters = last.chars().count();
    (letters == 1 && last.chars().all(char::is_alphabetic))
        || (matches!(letters, 1 | 2) && last.chars().all(|c| c.is_ascii_digit()))
        || SHORT.contains(&last.to_lowercase().as_str())
}

/// As many whole sentences from the start as fit into `most` characters, one
/// at least. A first sentence of more than 600 characters is cut at a word and
/// ends in ` …`.
pub fn shortened(text: &str, most: usize) -> String {
    let text = story::one_line(text);
    let mut out = String::new();
    let mut length = 0;
    for s in sentences(&text) {
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

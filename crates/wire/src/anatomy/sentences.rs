//! Sentences of a paragraph. A full stop ends one unless it belongs to an
//! abbreviation, an initial, a number or an ordinal.

const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "sra", "srta", "jr", "gen", "col", "lt", "sgt",
    "gov", "sen", "rep", "rev", "hon", "capt", "cmdr", "maj", "no", "vs", "inc", "ltd", "corp",
    "co", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "approx", "dept", "fig", "e.g", "i.e", "a.m", "p.m", "u.s", "u.k", "u.n", "e.u", "d.c", "z.b",
    "d.h", "u.a", "bzw", "ca", "etwa.", "evtl", "ggf", "inkl", "nr", "str", "abs", "art", "bspw",
    "usw", "hl", "ing", "dipl", "mio", "mrd", "tsd", "vgl", "sog", "ee.uu", "ee", "uu", "ud",
    "uds", "d", "dña", "núm", "pág", "av", "gral", "cnel", "lic", "г", "гг", "ул", "им", "руб",
    "тыс", "млн", "млрд", "т.е", "т.д", "т.п", "др", "св", "стр", "проф",
];

/// The sentences, trimmed, in order; joined by spaces they are the paragraph
/// with its white space folded.
pub fn sentences(paragraph: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let chars: Vec<(usize, char)> = paragraph.char_indices().collect();
    let mut i = 0;
    while i < chars.len() {
        let (at, c) = chars[i];
        if !matches!(c, '.' | '!' | '?' | '…') {
            i += 1;
            continue;
        }
        let mut j = i + 1;
        while j < chars.len()
            && matches!(
                chars[j].1,
                '.' | '!' | '?' | '…' | '"' | '”' | '“' | '»' | '«' | '’' | '\'' | ')' | ']'
            )
        {
            j += 1;
        }
        let space = chars.get(j).is_some_and(|(_, c)| c.is_whitespace());
        let mut k = j;
        while chars.get(k).is_some_and(|(_, c)| c.is_whitespace()) {
            k += 1;
        }
        let next = chars.get(k).map(|(_, c)| *c);
        let end = chars.get(j).map_or(paragraph.len(), |(b, _)| *b);
        let opens = next.is_some_and(|c| {
            c.is_uppercase()
                || c.is_numeric()
                || "\"“„«»‘'¿¡([–—-".contains(c)
                || !c.is_lowercase() && c.is_alphabetic()
        });
        if space && opens && !(c == '.' && j == i + 1 && abbreviated(&paragraph[start..at], next)) {
            let s = paragraph[start..end].trim();
            if !s.is_empty() {
                out.push(s);
            }
            start = end;
        }
        i = j;
    }
    let rest = paragraph[start..].trim();
    if !rest.is_empty() {
        out.push(rest);
    }
    out
}

/// True if the full stop after this text does not end the sentence.
fn abbreviated(before: &str, next: Option<char>) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || "(\"“„«-–".contains(c))
        .next()
        .unwrap_or_default();
    if word.is_empty() {
        return false;
    }
    let lower = word.to_lowercase();
    if lower == "no" {
        // `No. 5`, but `He said no. Then …`
        return next.is_some_and(|c| c.is_ascii_digit());
    }
    if [
        "u.s", "u.k", "u.n", "e.u", "a.m", "p.m", "d.c", "usw", "г", "ee.uu", "inc", "ltd", "corp",
        "co",
    ]
    .contains(&lower.as_str())
    {
        // These also end sentences; a small following word or a known noun would
        // be needed to be sure. A capital after them most often starts a name.
        return !matches!(lower.as_str(), "a.m" | "p.m" | "usw");
    }
    if ABBREVIATIONS.contains(&lower.as_str()) {
        return true;
    }
    let mut letters = word.chars();
    let single = letters.next().is_some_and(|c| c.is_alphabetic()) && letters.next().is_none();
    // `J. Smith`, the `B.` of `z. B.`; and the German ordinal `3. März`.
    single
        || (word.len() <= 2
            && word.chars().all(|c| c.is_ascii_digit())
            && next.is_some_and(char::is_alphabetic))
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
            ("Es gilt z. B. für Äpfel. Das ist neu.", 2),
            ("Am 3. März begann es. Dann kam Regen.", 2),
            ("El Sr. Pérez llegó. ¿Qué pasó? Nada.", 3),
            ("\"It is over.\" He left.", 2),
            ("One sentence without end", 1),
            ("В 2019 г. Москва ждала. Потом пришли.", 2),
            ("", 0),
        ] {
            assert_eq!(sentences(text).len(), n, "{text}: {:?}", sentences(text));
        }
    }
}

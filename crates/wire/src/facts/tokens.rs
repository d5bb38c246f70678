//! The facts of one sentence: figures, days, names, negations, quotes, in
//! English, German and Spanish. What the lists do not know is no fact, so that
//! a sentence in another language is still compared by its figures and quotes.

/// What can be checked in a sentence.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Facts {
    /// Figures in one form: `1200`, `3.5`, `5 million`.
    pub numbers: Vec<String>,
    /// Months, weekdays, and days told from today.
    pub dates: Vec<String>,
    /// Parts of names.
    pub names: Vec<String>,
    /// The words that negate.
    pub negations: Vec<String>,
    /// Quoted words in lower case.
    pub quotes: Vec<String>,
}

const NEGATIONS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "not", "no", "never", "without", "neither", "nor", "none", "nobody", "nothing",
            "nowhere", "cannot", "unable", "denied", "denies", "deny",
        ],
    ),
    (
        "de",
        &[
            "nicht", "kein", "keine", "keinen", "keiner", "keinem", "keines", "nie", "niemals",
            "ohne", "weder", "noch nie", "niemand", "nichts", "nirgends", "bestritt",
        ],
    ),
    (
        "es",
        &[
            "no", "nunca", "jamás", "sin", "ni", "ningún", "ninguna", "ninguno", "nadie", "nada",
            "tampoco", "negó",
        ],
    ),
];

const DATES: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "today",
            "yesterday",
            "tomorrow",
        ],
    ),
    (
        "de",
        &[
            "montag",
            "dienstag",
            "mittwoch",
            "donnerstag",
            "freitag",
            "samstag",
            "sonnabend",
            "sonntag",
            "januar",
            "jänner",
            "februar",
            "märz",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "dezember",
            "heute",
            "gestern",
            "vorgestern",
            "übermorgen",
        ],
    ),
    (
        "es",
        &[
            "lunes",
            "martes",
            "miércoles",
            "jueves",
            "viernes",
            "sábado",
            "domingo",
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "setiembre",
            "octubre",
            "noviembre",
            "diciembre",
            "hoy",
            "ayer",
            "anteayer",
        ],
    ),
];

/// One is left out: it is an article in all three languages.
const NUMBERS: &[(&str, &[(&str, &str)])] = &[
    (
        "en",
        &[
            ("two", "2"),
            ("three", "3"),
            ("four", "4"),
            ("five", "5"),
            ("six", "6"),
            ("seven", "7"),
            ("eight", "8"),
            ("nine", "9"),
            ("ten", "10"),
            ("eleven", "11"),
            ("twelve", "12"),
            ("dozen", "12"),
            ("twenty", "20"),
            ("thirty", "30"),
            ("forty", "40"),
            ("fifty", "50"),
            ("hundred", "100"),
            ("thousand", "1000"),
            ("half", "1/2"),
        ],
    ),
    (
        "de",
        &[
            ("zwei", "2"),
            ("drei", "3"),
            ("vier", "4"),
            ("fünf", "5"),
            ("sechs", "6"),
            ("sieben", "7"),
            ("acht", "8"),
            ("neun", "9"),
            ("zehn", "10"),
            ("elf", "11"),
            ("zwölf", "12"),
            ("dutzend", "12"),
            ("zwanzig", "20"),
            ("dreißig", "30"),
            ("hundert", "100"),
            ("tausend", "1000"),
        ],
    ),
    (
        "es",
        &[
            ("dos", "2"),
            ("tres", "3"),
            ("cuatro", "4"),
            ("cinco", "5"),
            ("seis", "6"),
            ("siete", "7"),
            ("ocho", "8"),
            ("nueve", "9"),
            ("diez", "10"),
            ("once", "11"),
            ("doce", "12"),
            ("docena", "12"),
            ("veinte", "20"),
            ("treinta", "30"),
            ("cien", "100"),
            ("mil", "1000"),
        ],
    ),
];

/// Words that make a figure a thousand times larger.
const MAGNITUDES: &[&str] = &[
    "million",
    "millions",
    "billion",
    "billions",
    "trillion",
    "millionen",
    "milliarde",
    "milliarden",
    "billionen",
    "mio",
    "mrd",
    "bn",
    "millón",
    "millones",
    "billón",
    "billones",
];

fn of<'a, T>(lists: &'a [(&str, &'a [T])], lang: &str) -> &'a [T] {
    lists.iter().find(|(l, _)| *l == lang).map_or(&[], |(_, list)| list)
}

/// A word and whether it opens its sentence (or a quotation in it).
struct Word<'a> {
    text: &'a str,
    opens: bool,
}

/// Runs of letters and figures; marks between two figures and apostrophes
/// between two letters belong to them.
fn split(sentence: &str) -> Vec<Word<'_>> {
    let chars: Vec<(usize, char)> = sentence.char_indices().collect();
    let mut out = Vec::new();
    let (mut at, mut opens) = (0, true);
    while at < chars.len() {
        if !chars[at].1.is_alphanumeric() {
            opens |=
                matches!(chars[at].1, '“' | '„' | '«' | '"' | ':' | '¿' | '¡' | '.' | '!' | '?');
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len() {
            let (c, next) = (chars[at].1, chars.get(at + 1).map(|n| n.1));
            let before = chars[at.saturating_sub(1)].1;
            let joins = match c {
                '.' | ',' | ':' | '/' => {
                    before.is_ascii_digit() && next.is_some_and(|n| n.is_ascii_digit())
                }
                '\'' | '’' => next.is_some_and(char::is_alphabetic),
                _ => false,
            };
            if !(c.is_alphanumeric() || joins) {
                break;
            }
            at += 1;
        }
        let end = chars.get(at).map_or(sentence.len(), |c| c.0);
        out.push(Word { text: &sentence[chars[start].0..end], opens });
        opens = false;
    }
    out
}

/// The words of a sentence in lower case, without its punctuation.
pub(super) fn words(sentence: &str) -> Vec<String> {
    split(sentence).iter().map(|w| w.text.to_lowercase().replace('’', "'")).collect()
}

impl Facts {
    pub(super) fn of(sentence: &str, lang: &str) -> Self {
        let all = split(sentence);
        let mut facts = Self { quotes: quotes(sentence), ..Self::default() };
        for (at, word) in all.iter().enumerate() {
            let low = word.text.to_lowercase().replace('’', "'");
            let next = all.get(at + 1).map(|w| w.text.to_lowercase());
            if let Some(number) = number(&low, lang) {
                match next.filter(|n| MAGNITUDES.contains(&n.as_str())) {
                    Some(size) => facts.numbers.push(format!("{number} {size}")),
                    None => facts.numbers.push(number),
                }
            } else if of(DATES, lang).contains(&low.as_str())
                // "may" is a month only where it is written like one.
                && (low != "may" || word.text.starts_with('M') && !word.opens)
            {
                facts.dates.push(low);
            } else if of(NEGATIONS, lang).contains(&low.as_str())
                || lang == "en" && low.ends_with("n't")
            {
                facts.negations.push(low);
            } else if is_name(&all, at, lang) {
                facts
                    .names
                    .push(word.text.trim_end_matches("’s").trim_end_matches("'s").to_owned());
            }
        }
        facts
    }
}

/// The figure a word stands for.
fn number(low: &str, lang: &str) -> Option<String> {
    if let Some((_, n)) = of(NUMBERS, lang).iter().find(|(w, _)| *w == low) {
        return Some((*n).to_owned());
    }
    let digits = low.find(|c: char| c.is_alphabetic()).map_or(low, |at| &low[..at]);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let groups: Vec<&str> = digits.split(['.', ',']).collect();
    let thousands = groups.len() > 1
        && matches!(groups[0].len(), 1..=3)
        && groups[0] != "0"
        && groups[1..].iter().all(|g| g.len() == 3);
    Some(if thousands { groups.concat() } else { digits.replace(',', ".") })
}

/// A capital where the language would not set one by itself. German writes all
/// its nouns so: there two capitals in a row, or a word of capitals, are needed.
fn is_name(all: &[Word<'_>], at: usize, lang: &str) -> bool {
    let capital = |w: &Word<'_>| {
        let mut chars = w.text.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_some()
    };
    let word = &all[at];
    if !capital(word) {
        return false;
    }
    let shouts = word.text.chars().count() > 1 && word.text.chars().all(|c| c.is_uppercase());
    if lang != "de" {
        return shouts || !word.opens;
    }
    let after = all.get(at + 1).is_some_and(|w| capital(w) && !w.opens);
    let before = at > 0 && capital(&all[at - 1]) && !word.opens;
    shouts || before || after && !word.opens
}

/// The words between quotation marks, in lower case and without punctuation.
fn quotes(sentence: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in sentence.char_indices() {
        match (c, open) {
            ('“' | '„' | '«' | '"' | '»' | '”', None) => open = Some(at + c.len_utf8()),
            ('”' | '“' | '»' | '"' | '«', Some(start)) => {
                let inner = words(&sentence[start..at]).join(" ");
                if !inner.is_empty() {
                    out.push(inner);
                }
                open = None;
            }
            _ => {}
        }
    }
    out
}

//! Figures of a sentence: so many of what. Two figures of one thing are the
//! same figure at two times; which of them holds is not decided here.

use crate::numbers::{number, times};
use crate::span::Span;
use crate::stops;
use rust_stemmers::Stemmer;
use story::Lang;

/// So many of what.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    pub value: f64,
    /// What is counted: a word's stem, `%`, a currency's sign, or one of the
    /// tolls (`:dead`), which texts count in many words.
    pub of: String,
    /// The number, and the word for what is counted where it stands behind.
    pub span: Span,
}

impl Reading {
    /// People killed, hurt, missing.
    pub(super) fn is_toll(&self) -> bool {
        self.of.starts_with(':')
    }

    /// It says what it counts, so that another figure for it is a newer count.
    /// Of two shares or sums nobody knows that they are of one thing.
    pub(super) fn counts_a_thing(&self) -> bool {
        !matches!(self.of.as_str(), "%" | "$" | "€" | "£" | "¥")
    }
}

struct Word<'t> {
    span: Span,
    lower: String,
    text: &'t str,
}

impl Word<'_> {
    fn is_people(&self) -> bool {
        PEOPLE.contains(&self.lower.as_str())
    }
}

/// The figures of a sentence, in order. `stem` cuts the words for what is
/// counted.
pub(super) fn figures(
    text: &str,
    sentence: Span,
    language: &Lang,
    stem: Option<&Stemmer>,
) -> Vec<Reading> {
    let words = words(text, sentence);
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(w) = words.get(at) {
        let Some(mut value) = number(&w.lower, language) else {
            at += 1;
            continue;
        };
        let mut next = at + 1;
        // `treinta y dos`
        if language.as_str() == "es"
            && words.get(next).is_some_and(|w| w.lower == "y")
            && (30.0..100.0).contains(&value)
            && let Some(ones) = words.get(next + 1).and_then(|w| number(&w.lower, language))
            && ones < 10.0
        {
            value += ones;
            next += 2;
        }
        while let Some(factor) = words.get(next).and_then(|w| times(&w.lower)) {
            value *= factor;
            next += 1;
        }
        if let Some((of, upto)) = counted(text, &words, at, next, value, language, stem) {
            let end = words.get(upto).map_or(w.span.end, |w| w.span.end);
            out.push(Reading { value, of, span: Span::new(w.span.start, end) });
        }
        at = next.max(at + 1);
    }
    out
}

fn words(text: &str, sentence: Span) -> Vec<Word<'_>> {
    let body = sentence.of(text);
    let mut out: Vec<Word> = Vec::new();
    let mut open: Option<usize> = None;
    let mut chars = body.char_indices().chain([(body.len(), ' ')]).peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        let digit_before =
            body.get(..at).is_some_and(|b| b.ends_with(|c: char| c.is_ascii_digit()));
        // `1,200` and `twenty-one` are one word.
        let inner = matches!(c, ',' | '.') && digit_before && after.is_ascii_digit()
            || c == '-' && after.is_alphanumeric();
        match (c.is_alphanumeric() || (inner && open.is_some()), open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                let span = Span::new(start, at).shifted(sentence.start);
                let word = span.of(text);
                out.push(Word { span, lower: word.to_lowercase(), text: word });
                open = None;
            }
            _ => {}
        }
    }
    out
}

/// What a number counts, and the last word that belongs to it. None for days,
/// years, ages, and numbers that count nothing that is named.
fn counted(
    text: &str,
    words: &[Word],
    at: usize,
    next: usize,
    value: f64,
    language: &Lang,
    stem: Option<&Stemmer>,
) -> Option<(String, usize)> {
    let first = words.get(at)?;
    let before = text.get(..first.span.start).unwrap_or_default();
    let last = words.get(next - 1)?;
    let behind = text.get(last.span.end..).unwrap_or_default();
    if let Some(sign) = before.chars().next_back().filter(|c| matches!(c, '$' | '€' | '£' | '¥'))
    {
        return Some((sign.to_string(), next - 1));
    }
    // `10:30`, `2/3`, `Boeing 737`, `No. 5`
    if before.ends_with([':', '/', '-']) || behind.starts_with([':', '/']) {
        return None;
    }
    // `S&P 500`, `April 15`: part of a name, of a date.
    let led = at
        .checked_sub(1)
        .and_then(|i| words.get(i))
        .filter(|w| text.get(w.span.end..first.span.start).is_some_and(|gap| gap == " "));
    let german = language.as_str() == "de";
    if led.is_some_and(|w| {
        is_month(&w.lower) || at > 1 && !german && w.text.starts_with(char::is_uppercase)
    }) {
        return None;
    }
    let noun = words.get(next);
    let near = noun.is_some_and(|n| {
        text.get(last.span.end..n.span.start)
            .is_some_and(|gap| gap.chars().all(|c| matches!(c, ' ' | '\u{a0}')))
    });
    let lower = noun.map_or("", |n| n.lower.as_str());
    if behind.trim_start().starts_with('%')
        || near && (matches!(lower, "percent" | "prozent") || lower == "per" || lower == "por")
    {
        return Some(("%".to_owned(), next - 1 + usize::from(near && lower.starts_with('p'))));
    }
    if near && stops_a_date(lower) || behind.starts_with('.') && near_month(words, next) {
        return None;
    }
    let year = first.text.len() == 4 && (1800.0..=2100.0).contains(&value);
    // `15 rescue workers`
    let people = (near && !stops::is_small(language, lower))
        .then(|| (next..next + 3).find(|i| words.get(*i).is_some_and(Word::is_people)))
        .flatten();
    let small = !near || stops::is_small(language, lower) || lower.chars().nth(1).is_none();
    if people.is_some() || small || toll_word(lower).is_some() {
        // The words round it tell what became of them.
        let from = people.map_or(next, |p| p + 1);
        let toll = (from..words.len().min(from + 7))
            .find_map(|i| toll_word(words.get(i)?.lower.as_str()))
            .or_else(|| {
                (at.saturating_sub(8)..at)
                    .rev()
                    .find_map(|i| toll_word(words.get(i)?.lower.as_str()))
            });
        if let (Some(toll), false) = (toll, year) {
            return Some((toll.to_owned(), people.unwrap_or(next - 1)));
        }
        if small {
            return None;
        }
    }
    if number(lower, language).is_some() {
        return None;
    }
    let stem = stem.map_or_else(|| lower.to_owned(), |s| s.stem(lower).into_owned());
    Some((stem, next))
}

fn near_month(words: &[Word], next: usize) -> bool {
    words.get(next).is_some_and(|w| stops_a_date(&w.lower))
}

/// Months and what else makes a number part of a date, an hour or an age.
fn stops_a_date(lower: &str) -> bool {
    const WORDS: &str =
        "de am pm a uhr horas year-old jahre years años jährige jähriger jährigen o'clock";
    is_month(lower) || WORDS.split_ascii_whitespace().any(|w| w == lower)
}

fn is_month(lower: &str) -> bool {
    const WORDS: &str = "january february march april may june july august september october \
        november december jan feb aug sept oct nov dec januar februar märz mai juni juli \
        oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre \
        noviembre diciembre";
    WORDS.split_ascii_whitespace().any(|w| w == lower)
}

const PEOPLE: &[&str] = &[
    "people",
    "persons",
    "men",
    "women",
    "children",
    "passengers",
    "workers",
    "residents",
    "civilians",
    "victims",
    "others",
    "menschen",
    "personen",
    "männer",
    "frauen",
    "kinder",
    "passagiere",
    "arbeiter",
    "bewohner",
    "zivilisten",
    "opfer",
    "weitere",
    "personas",
    "hombres",
    "mujeres",
    "niños",
    "pasajeros",
    "trabajadores",
    "civiles",
    "víctimas",
    "otras",
    "otros",
    "sailors",
    "fishermen",
    "soldiers",
    "seeleute",
    "soldaten",
    "marineros",
    "soldados",
];

/// Which toll a word speaks of.
fn toll_word(lower: &str) -> Option<&'static str> {
    const TOLLS: &[(&str, &str)] = &[
        (
            ":dead",
            "killed dead died deaths death fatalities bodies tote toten todesopfer getötet \
             gestorben starben ums tot leichen muertos muertas muerto murieron fallecidos \
             fallecidas fallecieron muertes muerte cadáveres",
        ),
        (
            ":hurt",
            "injured wounded hurt injuries verletzt verletzte verletzten verwundet heridos heridas \
             resultaron lesionados",
        ),
        (
            ":missing",
            "missing unaccounted vermisst vermisste vermissten vermißt desaparecidos desaparecidas",
        ),
        (":held", "arrested detained festgenommen verhaftet detenidos detenidas arrestados"),
        (":saved", "rescued gerettet rescatados rescatadas"),
        (":fled", "evacuated displaced evakuiert evacuados evacuadas desplazados"),
    ];
    TOLLS
        .iter()
        .find(|(_, words)| words.split_ascii_whitespace().any(|w| w == lower))
        .map(|(toll, _)| *toll)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_of_what() {
        for (tag, text, expected) in [
            ("en", "At least 12 people were killed when the ferry sank.", vec![(12.0, ":dead")]),
            ("en", "The death toll rose to fifteen.", vec![(15.0, ":dead")]),
            ("en", "Twelve died and 40 were injured.", vec![(12.0, ":dead"), (40.0, ":hurt")]),
            ("en", "It cost 3.5 million crowns.", vec![(3_500_000.0, "crowns")]),
            ("en", "It cost $3 million, 40 percent more.", vec![(3_000_000.0, "$"), (40.0, "%")]),
            ("en", "On May 3, 2026 at 10:30 it began; on 4 May it ended.", vec![]),
            ("en", "Fifteen rescue workers were hurt.", vec![(15.0, ":hurt")]),
            ("en", "The Calder 500 fell before the April 15 military parade.", vec![]),
            ("de", "Mindestens zwölf Menschen starben.", vec![(12.0, ":dead")]),
            ("de", "Die Zahl der Toten stieg auf 15.", vec![(15.0, ":dead")]),
            ("de", "Am 3. Mai wurden 1.200 Boote gezählt.", vec![(1200.0, "boote")]),
            ("es", "Al menos doce personas murieron.", vec![(12.0, ":dead")]),
            ("es", "La cifra de muertos subió a treinta y dos.", vec![(32.0, ":dead")]),
            ("es", "El 3 de mayo hubo 40 barcos.", vec![(40.0, "barcos")]),
        ] {
            let found = figures(text, Span::new(0, text.len()), &Lang::of(tag), None);
            let found: Vec<(f64, &str)> = found.iter().map(|f| (f.value, f.of.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}

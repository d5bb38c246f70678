//! Numbers as texts write them, in digits and in words (en, de, es).

use story::Lang;

/// The number a word or a run of digits means: `1,200`, `3,5`, `zwölf`. Words
/// for one are left out: they are articles more often than figures.
pub(crate) fn number(word: &str, language: &Lang) -> Option<f64> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return digits(word, language);
    }
    let n = match language.as_str() {
        "de" => german(word),
        "es" => listed(word, ES),
        "en" | "und" => english(word),
        _ => None,
    };
    n.map(f64::from)
}

/// By how much a word behind a number multiplies it.
pub(crate) fn times(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" | "hundert" => 1e2,
        "thousand" | "tausend" | "mil" => 1e3,
        "million" | "millionen" | "mio" | "millón" | "millones" => 1e6,
        "billion" | "milliarde" | "milliarden" | "mrd" => 1e9,
        _ => return None,
    })
}

/// Digits with the marks that part them, as that language sets them.
fn digits(word: &str, language: &Lang) -> Option<f64> {
    let english = matches!(language.as_str(), "en" | "und");
    let (group, point) = if english { (',', '.') } else { ('.', ',') };
    let mut plain = String::with_capacity(word.len());
    let mut parts = word.split(group);
    plain.push_str(parts.next()?);
    let last = word.split(group).count() - 1;
    for (at, part) in parts.enumerate() {
        let whole = part.split(point).next().unwrap_or_default();
        // `3.5` in a German text is no three thousand.
        if whole.len() != 3 || (part.len() != 3 && at + 1 != last) {
            return None;
        }
        plain.push_str(part);
    }
    plain.replace(point, ".").parse().ok().filter(|n: &f64| n.is_finite())
}

fn listed(word: &str, list: &[(&str, u32)]) -> Option<u32> {
    list.iter().find(|(name, _)| *name == word).map(|(_, n)| *n)
}

fn english(word: &str) -> Option<u32> {
    if let Some((tens, ones)) = word.split_once('-') {
        let (tens, ones) = (listed(tens, EN)?, listed(ones, EN).or((ones == "one").then_some(1))?);
        return (tens >= 20 && ones < 10).then_some(tens + ones);
    }
    listed(word, EN)
}

fn german(word: &str) -> Option<u32> {
    if let Some(n) = listed(word, DE) {
        return Some(n);
    }
    let (ones, tens) = word.split_once("und")?;
    let ones = if ones == "ein" { 1 } else { listed(ones, DE)? };
    let tens = listed(tens, DE)?;
    (ones < 10 && tens >= 20).then_some(tens + ones)
}

const EN: &[(&str, u32)] = &[
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("dozen", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

const DE: &[(&str, u32)] = &[
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("fünf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwölf", 12),
    ("dutzend", 12),
    ("dreizehn", 13),
    ("vierzehn", 14),
    ("fünfzehn", 15),
    ("sechzehn", 16),
    ("siebzehn", 17),
    ("achtzehn", 18),
    ("neunzehn", 19),
    ("zwanzig", 20),
    ("dreißig", 30),
    ("vierzig", 40),
    ("fünfzig", 50),
    ("sechzig", 60),
    ("siebzig", 70),
    ("achtzig", 80),
    ("neunzig", 90),
];

const ES: &[(&str, u32)] = &[
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("docena", 12),
    ("trece", 13),
    ("catorce", 14),
    ("quince", 15),
    ("dieciséis", 16),
    ("diecisiete", 17),
    ("dieciocho", 18),
    ("diecinueve", 19),
    ("veinte", 20),
    ("veintiuno", 21),
    ("veintiún", 21),
    ("veintidós", 22),
    ("veintitrés", 23),
    ("veinticuatro", 24),
    ("veinticinco", 25),
    ("veintiséis", 26),
    ("veintisiete", 27),
    ("veintiocho", 28),
    ("veintinueve", 29),
    ("treinta", 30),
    ("cuarenta", 40),
    ("cincuenta", 50),
    ("sesenta", 60),
    ("setenta", 70),
    ("ochenta", 80),
    ("noventa", 90),
    ("cien", 100),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_words() {
        for (tag, word, n) in [
            ("en", "1,200", Some(1200.0)),
            ("en", "3.5", Some(3.5)),
            ("en", "twelve", Some(12.0)),
            ("en", "twenty-one", Some(21.0)),
            ("en", "one", None),
            ("en", "1,20", None),
            ("de", "1.200", Some(1200.0)),
            ("de", "3,5", Some(3.5)),
            ("de", "fünfzehn", Some(15.0)),
            ("de", "einundzwanzig", Some(21.0)),
            ("de", "fundus", None),
            ("es", "1.200.000", Some(1_200_000.0)),
            ("es", "quince", Some(15.0)),
            ("es", "veintidós", Some(22.0)),
            ("fr", "douze", None),
            ("en", "12th", None),
        ] {
            assert_eq!(number(word, &Lang::of(tag)), n, "{tag} {word}");
        }
    }
}

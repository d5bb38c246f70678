//! Dates as people write them in en, de, es and ru. A date whose day and month
//! can't be told apart (`03/04/2019` in English) is not read at all.

use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

#[allow(clippy::expect_used)] // the patterns are constants, held by the tests
fn pattern(p: &str) -> Regex {
    Regex::new(p).expect("a constant pattern")
}

/// A date in brackets at the end of a line, with a time or not.
static ENDING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(.*?)\s*[(\[]\s*([^()\[\]]{6,45}?)\s*[)\]]\s*\.?$"));
static DOTTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})$"));
static ISO: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{4})-(\d{1,2})-(\d{1,2})$"));
static SLASHED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{1,2})/(\d{1,2})/(\d{4})$"));
static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(\d{1,2})(?:\.|st|nd|rd|th|º)?\s*(?:of\s+|de\s+)?(\p{L}{3,12})\.?,?\s+(?:de[l]?\s+)?(\d{4})(?:\s?г(?:\.|ода)?)?$",
    )
});
static MONTH_FIRST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$"));
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[,\sT]+(?:um\s+|at\s+|a las\s+|в\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?(?:Uhr|h|hs|UTC|GMT|CET|CEST|MEZ|MESZ|Z|a\.?m\.?|p\.?m\.?))*$",
    )
});
static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\.?,?\s+",
    )
});

/// The beginnings by which a month is known, in four languages.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "ene", "янв"],
    &["feb", "фев"],
    &["mar", "mär", "mrz", "maer", "мар"],
    &["apr", "abr", "апр"],
    &["may", "mai", "мая", "май"],
    &["jun", "июн"],
    &["jul", "июл"],
    &["aug", "ago", "авг"],
    &["sep", "set", "сен"],
    &["oct", "okt", "окт"],
    &["nov", "ноя"],
    &["dec", "dez", "dic", "дек"],
];

const FULL: &[&str] = &[
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
    "januar",
    "jänner",
    "februar",
    "feber",
    "märz",
    "maerz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
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
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
    "sept",
    "juin",
];

fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    if word.chars().count() > 4 && !FULL.contains(&word.as_str()) {
        return None;
    }
    let at = MONTHS.iter().position(|names| names.iter().any(|n| word.starts_with(n)))?;
    i8::try_from(at + 1).ok()
}

fn day(y: &str, m: i8, d: &str) -> Option<Date> {
    let mut year: i16 = y.parse().ok()?;
    if y.len() == 2 {
        year += if year < 70 { 2000 } else { 1900 };
    }
    (1800..=2200).contains(&year).then_some(())?;
    Date::new(year, m, d.parse().ok()?).ok()
}

/// No date is longer, in bytes.
const LONGEST: usize = 200;

/// The day that the whole text names, with a time of day after it or not.
///
/// `language` decides `3/4/2019` (day first in de, es, ru; unread elsewhere
/// unless one number is over 12).
pub fn date(text: &str, language: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let text = TIME.find(text).map_or(text, |m| text[..m.start()].trim_end());
    let text = WEEKDAY.find(text).map_or(text, |m| &text[m.end()..]);
    if let Some(c) = DOTTED.captures(text) {
        return day(&c[3], c[2].parse().ok()?, &c[1]);
    }
    if let Some(c) = ISO.captures(text) {
        return day(&c[1], c[2].parse().ok()?, &c[3]);
    }
    if let Some(c) = DAY_FIRST.captures(text) {
        return day(&c[3], month(&c[2])?, &c[1]);
    }
    if let Some(c) = MONTH_FIRST.captures(text) {
        return day(&c[3], month(&c[1])?, &c[2]);
    }
    if let Some(c) = SLASHED.captures(text) {
        let (a, b): (i8, i8) = (c[1].parse().ok()?, c[2].parse().ok()?);
        return match (a > 12, b > 12, language) {
            (true, false, _) => day(&c[3], b, &c[1]),
            (false, true, _) => day(&c[3], a, &c[2]),
            (false, false, "de" | "es" | "ru" | "pt" | "fr" | "it") => day(&c[3], b, &c[1]),
            (false, false, _) if a == b => day(&c[3], a, &c[2]),
            _ => None,
        };
    }
    None
}

/// A line that ends in a date in brackets: what stands before it, and the day.
pub fn ending<'a>(line: &'a str, language: &str) -> Option<(&'a str, Date)> {
    let line = line.trim();
    if !line.strip_suffix('.').unwrap_or(line).trim_end().ends_with([')', ']']) {
        return None;
    }
    let c = ENDING.captures(line)?;
    let found = date(c.get(2)?.as_str(), language)?;
    Some((c.get(1)?.as_str(), found))
}

/// A line that is a date and nothing else, in brackets or not.
pub fn alone(line: &str, language: &str) -> Option<Date> {
    date(line.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']', '.']), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_brackets() {
        for (line, day) in [
            ("Text. (01.03.2019)", "2019-03-01"),
            ("Text (1.3.19)", "2019-03-01"),
            ("Text (01.03.2019, 14:30 Uhr)", "2019-03-01"),
            ("Text (2019-03-01)", "2019-03-01"),
            ("Text (March 1, 2019)", "2019-03-01"),
            ("Text (1 March 2019)", "2019-03-01"),
            ("Text (Mar. 1, 2019)", "2019-03-01"),
            ("Text (1. März 2019)", "2019-03-01"),
            ("Text (1 de marzo de 2019)", "2019-03-01"),
            ("Text (1 марта 2019 г.)", "2019-03-01"),
            ("Text (Sept 9, 2020)", "2020-09-09"),
            ("Text (Friday, 1 March 2019)", "2019-03-01"),
            ("Text (13/05/2019)", "2019-05-13"),
        ] {
            let (before, found) = ending(line, "en").unwrap_or_else(|| panic!("{line}"));
            assert_eq!(found.to_string(), day, "{line}");
            assert!(before.starts_with("Text"), "{line}");
        }
        assert_eq!(
            ending("Text (3/4/2019)", "es").map(|d| d.1.to_string()),
            Some("2019-04-03".into())
        );
    }

    #[test]
    fn what_is_no_date() {
        for line in [
            "Text (3/4/2019)",
            "Text (2019)",
            "Text (AP)",
            "Text (31.02.2019)",
            "Text (marching 1, 2019)",
        ] {
            assert_eq!(ending(line, "en"), None, "{line}");
        }
    }
}

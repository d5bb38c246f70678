//! Timestamps as feeds and agencies write them: RFC 3339, RFC 822 with its
//! usual faults, ISO 8601 and W3CDTF in all lengths, and words in the languages
//! of our sources. A time without a zone is read as UTC, a day alone as its
//! midnight. `3 hours ago` is no time, and is not guessed.

use crate::anatomy::cues_pattern as pattern;
use jiff::{Timestamp, civil, tz::TimeZone};
use regex::Regex;
use std::sync::LazyLock;

/// ISO 8601, extended and basic, with whatever stands for its zone.
static ISO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T\s_]+(\d{1,2}):?(\d{2})(?::?(\d{2}))?(?:[.,:]\d+)?)?\s*([+-]\d{1,2}:?\d{0,2}|[A-Za-z]{1,5})?(?:\s*\(.*\))?$",
    )
});
/// A year's day by number: `2004-117`.
static ORDINAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{4})-?(\d{3})$"));
/// W3CDTF allows a month or a year alone.
static MONTH_ONLY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{4})(?:-(\d{2}))?Z?$"));
static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?:(am|pm|a\.m\.|p\.m\.)|uhr|h)?$",
    )
});
static OFFSET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:GMT|UTC|UT)?([+-])(\d{1,2}):?(\d{2})?$"));

/// The beginnings by which a month is known: en, de, es, fr, it, pt, nl, ru.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "ene", "gen", "янв"],
    &["feb", "fév", "fev", "фев"],
    &["mar", "mär", "mrz", "maer", "mrt", "maa", "мар"],
    &["apr", "abr", "avr", "апр"],
    &["may", "mai", "mei", "mag", "мая", "май"],
    &["jun", "juin", "giu", "июн"],
    &["jul", "juil", "lug", "июл"],
    &["aug", "ago", "aoû", "aou", "авг"],
    &["sep", "set", "сен"],
    &["oct", "okt", "ott", "out", "окт"],
    &["nov", "ноя"],
    &["dec", "dez", "dic", "déc", "дек"],
];

/// The moment a text names, or none.
pub fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > 80 {
        return None;
    }
    if let Ok(t) = text.parse::<Timestamp>() {
        return Some(t);
    }
    if let Ok(z) = jiff::fmt::rfc2822::parse(text) {
        return Some(z.timestamp());
    }
    let text = story::one_line(text);
    iso(&text).or_else(|| words(&text)).or_else(|| short(&text))
}

fn iso(text: &str) -> Option<Timestamp> {
    let c = ISO.captures(text)?;
    let n = |i: usize| c.get(i).map_or(Some(0), |m| m.as_str().parse::<i16>().ok());
    let (hour, minute, second) = (n(4)?, n(5)?, n(6)?);
    let day = civil::Date::new(n(1)?, i8::try_from(n(2)?).ok()?, i8::try_from(n(3)?).ok()?).ok()?;
    let zone = c.get(7).map_or(0, |z| zone_minutes(z.as_str()).unwrap_or(0));
    moment(day, hour, minute, second, zone)
}

/// A day by number, a month, a year, a count of seconds.
fn short(text: &str) -> Option<Timestamp> {
    let midnight = |d: civil::Date| moment(d, 0, 0, 0, 0);
    if let Some(c) = ORDINAL.captures(text) {
        let first = civil::Date::new(c[1].parse().ok()?, 1, 1).ok()?;
        let n: i64 = c[2].parse().ok()?;
        (1..=i64::from(first.days_in_year())).contains(&n).then_some(())?;
        return midnight(first.checked_add(jiff::Span::new().days(n - 1)).ok()?);
    }
    if let Some(c) = MONTH_ONLY.captures(text) {
        let year: i16 = c[1].parse().ok()?;
        (1900..2200).contains(&year).then_some(())?;
        let month = c.get(2).map_or(Ok(1), |m| m.as_str().parse()).ok()?;
        return midnight(civil::Date::new(year, month, 1).ok()?);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let n: i64 = text.parse().ok()?;
        return match text.len() {
            10 => Timestamp::from_second(n).ok(),
            13 => Timestamp::from_millisecond(n).ok(),
            _ => None,
        };
    }
    None
}

fn moment(day: civil::Date, hour: i16, minute: i16, second: i16, zone: i32) -> Option<Timestamp> {
    // 24:00 is the next day's midnight (ISO 8601), :60 a leap second.
    let (day, hour) =
        if hour == 24 && minute == 0 { (day.tomorrow().ok()?, 0) } else { (day, hour) };
    let small = |n: i16| i8::try_from(n).ok();
    let time = civil::Time::new(small(hour)?, small(minute)?, small(second.min(59))?, 0).ok()?;
    let utc = day.to_datetime(time).to_zoned_datetime(TimeZone::UTC).ok()?.timestamp();
    Timestamp::from_second(utc.as_second() - i64::from(zone) * 60).ok()
}

/// Dates in words and mail dates with a wrong weekday, a missing zone or a zone
/// by name, in any order of their parts: each part is told by its form.
fn words(text: &str) -> Option<Timestamp> {
    let text = text.split('(').next().unwrap_or_default();
    let mut clock: Option<(i16, i16, i16)> = None;
    let mut afternoon: Option<bool> = None;
    let mut zone = None;
    let mut month: Option<i8> = None;
    let mut numbers: Vec<&str> = Vec::new();
    let mut day: Vec<&str> = Vec::new();
    for part in text.split([' ', ',', ';', '·', '|', '\u{a0}']).filter(|p| !p.is_empty()) {
        if clock.is_none()
            && part.contains([':', 'h', 'H']) | part.to_ascii_lowercase().ends_with('m')
            && let Some(c) = CLOCK.captures(part)
        {
            let n = |i: usize| c.get(i).map_or(Some(0), |m| m.as_str().parse::<i16>().ok());
            clock = Some((n(1)?, n(2)?, n(3)?));
            afternoon = c.get(4).map(|m| m.as_str().to_ascii_lowercase().starts_with('p'));
            continue;
        }
        match part.to_ascii_lowercase().as_str() {
            "am" | "a.m." => afternoon = Some(false),
            "pm" | "p.m." => afternoon = Some(true),
            _ => {
                if clock.is_some()
                    && let Some(minutes) = zone_minutes(part)
                {
                    // `UTC +0200`: the number says it better than the name.
                    zone = Some(if minutes == 0 { zone.unwrap_or(0) } else { minutes });
                    continue;
                }
                day.push(part);
                for piece in part.split('-').filter(|p| !p.is_empty()) {
                    if let Some(m) = month_of(piece) {
                        // `mar, 3 dic`: a weekday can look like a month, and
                        // the month stands nearer to the year.
                        month = Some(m);
                    } else if piece.bytes().any(|b| b.is_ascii_digit()) {
                        numbers.push(piece);
                    }
                }
            }
        }
    }
    let day = in_words(month, &numbers).or_else(|| {
        // `2.11.2026`, `11/14/2026`: by the rules of printed dates.
        let at = day.iter().find(|p| p.bytes().any(|b| b.is_ascii_digit()))?;
        crate::anatomy::dates::date(at, "und")
    })?;
    let (mut hour, minute, second) = clock.unwrap_or((0, 0, 0));
    match afternoon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    moment(day, hour, minute, second, zone.unwrap_or(0))
}

/// The day from its month's name and the numbers around it.
fn in_words(month: Option<i8>, numbers: &[&str]) -> Option<civil::Date> {
    let month = month?;
    let bare: Vec<&str> = numbers
        .iter()
        .map(|n| n.trim_end_matches(|c: char| !c.is_ascii_digit()).trim_start_matches('\''))
        .filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    let [first, second] = bare.as_slice() else { return None };
    let (day, year) = if first.len() == 4 { (second, first) } else { (first, second) };
    let mut y: i16 = year.parse().ok()?;
    match year.len() {
        // RFC 2822, 4.3: two digits below 50 are this century's.
        2 => y += if y < 50 { 2000 } else { 1900 },
        4 => {}
        _ => return None,
    }
    civil::Date::new(y, month, day.parse().ok()?).ok()
}

fn month_of(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    if word.chars().count() < 3 || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    // Months and weekdays that begin alike: `marzo` and `martes`, `jeudi` no
    // month at all; `août` and `aout` are.
    if ["martes", "mardi", "martedì", "martedi", "maandag", "marti"].contains(&word.as_str()) {
        return None;
    }
    let at = MONTHS.iter().position(|names| names.iter().any(|n| word.starts_with(n)))?;
    i8::try_from(at + 1).ok()
}

pub(crate) fn zone_minutes(zone: &str) -> Option<i32> {
    if let Some(c) = OFFSET.captures(zone) {
        let hours: i32 = c[2].parse().ok()?;
        let minutes: i32 = c.get(3).map_or(Ok(0), |m| m.as_str().parse()).ok()?;
        let sign = if &c[1] == "-" { -1 } else { 1 };
        return (hours <= 18).then_some(sign * (hours * 60 + minutes));
    }
    // RFC 822's names, and those of our sources. `IST` is India's.
    Some(match zone.to_ascii_uppercase().as_str() {
        "GMT" | "UT" | "UTC" | "Z" | "WET" => 0,
        "EST" => -300,
        "EDT" | "AST" => -240,
        "ET" => -300,
        "ADT" | "ART" | "BRT" => -180,
        "CST" => -360,
        "CDT" => -300,
        "MST" => -420,
        "MDT" => -360,
        "PST" | "AKDT" => -480,
        "PDT" => -420,
        "AKST" => -540,
        "HST" => -600,
        "CET" | "MEZ" | "BST" | "WEST" | "MET" => 60,
        "CEST" | "MESZ" | "EET" | "SAST" => 120,
        "EEST" | "MSK" => 180,
        "IST" => 330,
        "HKT" | "SGT" | "AWST" => 480,
        "JST" | "KST" => 540,
        "AEST" => 600,
        "AEDT" => 660,
        "NZST" => 720,
        "NZDT" => 780,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_as_sources_write_them() {
        for (text, utc) in [
            ("2019-05-10T16:02:28+02:00", "2019-05-10T14:02:28Z"),
            ("2019-05-10T16:02:28+0200", "2019-05-10T14:02:28Z"),
            ("2019-05-10T16:02:28Z", "2019-05-10T16:02:28Z"),
            ("2019-05-10T16:02:28", "2019-05-10T16:02:28Z"),
            ("2019-05-10T16:02+01:00", "2019-05-10T15:02:00Z"),
            ("2019-05-10 16:02:28.0", "2019-05-10T16:02:28Z"),
            ("2019-05-10 16:02:28 +0200", "2019-05-10T14:02:28Z"),
            ("2019-05-10 16:02:28 CEST", "2019-05-10T14:02:28Z"),
            ("20190510T160228Z", "2019-05-10T16:02:28Z"),
            ("20190510T160228+0200", "2019-05-10T14:02:28Z"),
            ("20190510T1602", "2019-05-10T16:02:00Z"),
            ("20190510", "2019-05-10T00:00:00Z"),
            ("2019-05-10T24:00:00Z", "2019-05-11T00:00:00Z"),
            ("2019-05-10", "2019-05-10T00:00:00Z"),
            ("2019-130", "2019-05-10T00:00:00Z"),
            ("2019-05", "2019-05-01T00:00:00Z"),
            ("2019", "2019-01-01T00:00:00Z"),
            ("1557504148", "2019-05-10T16:02:28Z"),
            ("Fri, 10 May 2019 16:02:28 +0200", "2019-05-10T14:02:28Z"),
            ("Mon, 10 May 2019 16:02:28 EST", "2019-05-10T21:02:28Z"),
            ("Fri, 10 May 19 16:02:28 GMT", "2019-05-10T16:02:28Z"),
            ("10 May 2019 16:02", "2019-05-10T16:02:00Z"),
            ("Fri, 10 May 2019 16:02:28 GMT", "2019-05-10T16:02:28Z"),
            ("Fri, 10 May 2019 16:02:28", "2019-05-10T16:02:28Z"),
            ("Fri, 10 May 2019 16:02:28 GMT+02:00", "2019-05-10T14:02:28Z"),
            ("Fri, 10-May-2019 16:02:28 GMT", "2019-05-10T16:02:28Z"),
            ("Fri May 10 16:02:28 2019", "2019-05-10T16:02:28Z"),
            ("Fri May 10 16:02:28 PDT 2019", "2019-05-10T23:02:28Z"),
            ("Fri May 10 2019 16:02:28 GMT+0200 (MESZ)", "2019-05-10T14:02:28Z"),
            ("May 10, 2019 4:02 PM EDT", "2019-05-10T20:02:00Z"),
            ("May 10, 2019, 12:02 a.m.", "2019-05-10T00:02:00Z"),
            ("Fr, 10 Mai 2019 16:02:28 +0200", "2019-05-10T14:02:28Z"),
            ("Do, 10. Okt 2019 16:02:28 MESZ", "2019-10-10T14:02:28Z"),
            ("10. März 2019 16:02 Uhr", "2019-03-10T16:02:00Z"),
            ("10.05.2019, 16:02 Uhr", "2019-05-10T16:02:00Z"),
            ("mar, 03 dic 2019 16:02:28 +0100", "2019-12-03T15:02:28Z"),
            ("mié., 10 abr. 2019 16:02:28 GMT", "2019-04-10T16:02:28Z"),
            ("10 de mayo de 2019 16:02", "2019-05-10T16:02:00Z"),
        ] {
            assert_eq!(timestamp(text).map(|t| t.to_string()).as_deref(), Some(utc), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "0000-00-00",
            "99:99",
            "vor 3 Stunden",
            "3 hours ago",
            "16:02",
            "03/04/2019",
            "May 2019",
            "32 May 2019",
            "2019-13-01",
            "20191399",
            "20190510T99",
        ] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }
}

//! The clock of text wires: trailers without a zone, embargoes in words.

use crate::{agency::Embargo, anatomy::cues_pattern as pattern, anatomy::dates, stamps};
use jiff::{Timestamp, civil, tz::TimeZone};
use regex::Regex;
use std::sync::LazyLock;

/// `251037 Sep 24`, `212322 GMT Nov 18`.
static TRAILER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(\d{2})(\d{2})(\d{2})\s*([A-Za-z]{1,5})?\s+(\p{L}{3,9})\.?\s+(\d{2}|\d{4})$")
});
/// `AP-WF-02-20-16 0337GMT`, month first.
static ANPA: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^([A-Z]{2,6})-[A-Z]{2,3}-(\d{2})-(\d{2})-(\d{2})\s+(\d{2})(\d{2})([A-Z]{1,4})?<?$")
});
static EMBARGO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:sperrfrist|embargo(?:ed)?|эмбарго|hold for release|advance for|for release)\b|حظر للنشر",
    )
});
static NO_EMBARGO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:for immediate release|embargo (?:is |has been )?(?:lifted|off)|sperrfrist (?:ist |wurde )?aufgehoben|ohne sperrfrist|no embargo|(?:trade|arms|oil|gas|grain)[ -]embargo|embargo (?:gegen|against|on|contra|sur|auf))\b",
    )
});
/// `23. Januar 2025, 19.00 Uhr`, `23 January 19:00 GMT`.
static DAY_CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(\d{1,2})\.?\s*(?:de\s+)?(\p{L}{3,})\.?,?\s*(?:de\s+)?(\d{4})?,?\s*(?:um|at|a las|в)?\s*(\d{1,2})[.:](\d{2})\s*(?:Uhr|hrs?|h)?\s*\(?([A-Z]{2,5})?\b",
    )
});
/// `1900 GMT on 23 January 2025`.
static CLOCK_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(\d{1,2})[.:]?(\d{2})\s*(?:Uhr|hrs?|h)?\s*([A-Z]{2,5})?,?\s*(?:on|am|,)?\s+(?:\p{L}+day,?\s+)?(\d{1,2})\.?\s+(\p{L}{3,})\.?,?\s*(\d{4})?",
    )
});

/// `0001 Tuesday June 03`.
static CLOCK_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(\d{2})[.:]?(\d{2})\s*(?:\p{L}+day,?\s+)?(\p{L}{3,})\s+(\d{1,2})(?:,?\s+(\d{4}))?\b",
    )
});

/// True for the last line of a message.
pub(super) fn is_trailer(line: &str) -> bool {
    TRAILER.is_match(line.trim()) || ANPA.is_match(line.trim())
}

/// The moment of a 7901 trailer (`DDHHMM`, month, year); without a zone in the
/// agency's own.
pub(super) fn trailer(line: &str, zone: &TimeZone) -> Option<Timestamp> {
    let c = TRAILER.captures(line.trim())?;
    let year = if c[6].len() == 2 { format!("20{}", &c[6]) } else { c[6].to_owned() };
    let day = dates::date(&format!("{} {} {year}", &c[1], &c[5]), "en")?;
    at(day, &c[2], &c[3], c.get(4).map(|m| m.as_str()), zone)
}

/// Agency and moment of an ANPA trailer.
pub(super) fn anpa(line: &str) -> Option<(String, Option<Timestamp>)> {
    let c = ANPA.captures(line.trim())?;
    let number = |n: usize| c[n].parse::<i8>().ok();
    let year = c[4].parse::<i16>().ok().map(|y| if y < 70 { 2000 + y } else { 1900 + y });
    let when = || {
        let day = civil::Date::new(year?, number(2)?, number(3)?).ok()?;
        at(day, &c[5], &c[6], c.get(7).map(|m| m.as_str()), &TimeZone::UTC)
    };
    Some((c[1].to_owned(), when()))
}

fn at(
    day: civil::Date,
    hour: &str,
    minute: &str,
    named: Option<&str>,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let time = civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
    let civil = day.to_datetime(time);
    match named.and_then(stamps::zone_minutes) {
        Some(offset) => {
            let utc = civil.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp();
            Timestamp::from_second(utc.as_second() - i64::from(offset) * 60).ok()
        }
        None => civil.to_zoned_datetime(zone.clone()).ok().map(|z| z.timestamp()),
    }
}

/// The zone of an agency's wall clock.
pub(super) fn zone(agency: &str) -> TimeZone {
    let agency = agency.to_lowercase();
    let german = [
        "lsw", "lby", "lbn", "lhe", "lmv", "lni", "lno", "lnw", "lrs", "lsn", "lah", "lth", "afx",
        "epd", "kna", "sid",
    ];
    let name = if agency.starts_with("dpa") || german.contains(&agency.as_str()) {
        "Europe/Berlin"
    } else {
        match agency.as_str() {
            "apa" => "Europe/Vienna",
            "sda" | "ats" | "awp" => "Europe/Zurich",
            "ansa" => "Europe/Rome",
            "efe" => "Europe/Madrid",
            "pa" | "press association" => "Europe/London",
            _ => return TimeZone::UTC,
        }
    };
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// The embargo that a line of a header or notepad speaks of. One whose end
/// can't be told is open.
pub(super) fn embargo(line: &str, sent: Option<Timestamp>, zone: &TimeZone) -> Embargo {
    let Some(found) = EMBARGO.find(line).filter(|_| !NO_EMBARGO.is_match(line)) else {
        return Embargo::None;
    };
    let rest = &line[found.end()..];
    let local = sent.map(|s| s.to_zoned_datetime(zone.clone()).date());
    let when = DAY_CLOCK
        .captures(rest)
        .and_then(|c| {
            let day = on(&c[1], &c[2], c.get(3).map(|m| m.as_str()), local)?;
            at(day, &c[4], &c[5], c.get(6).map(|m| m.as_str()), zone)
        })
        .or_else(|| {
            let c = CLOCK_DAY.captures(rest)?;
            let day = on(&c[4], &c[5], c.get(6).map(|m| m.as_str()), local)?;
            at(day, &c[1], &c[2], c.get(3).map(|m| m.as_str()), zone)
        });
    let when = when.or_else(|| {
        let c = CLOCK_MONTH.captures(rest)?;
        let day = on(&c[4], &c[3], c.get(5).map(|m| m.as_str()), local)?;
        at(day, &c[1], &c[2], None, zone)
    });
    when.map_or(Embargo::Open, Embargo::Until)
}

/// The embargo of a notepad: only of lines that begin with the word, because a
/// notepad may well speak of an embargo on oil. A heading goes with its line.
pub(super) fn embargo_of_pad(pad: &[String], sent: Option<Timestamp>, zone: &TimeZone) -> Embargo {
    for (n, line) in pad.iter().enumerate() {
        let bare = line.trim_start_matches(['#', '-', '*', '(', ' ']);
        if EMBARGO.find(bare).is_none_or(|m| m.start() > 0) {
            continue;
        }
        let next = pad.get(n + 1).map(String::as_str).unwrap_or_default();
        match embargo(bare, sent, zone) {
            Embargo::Open => return embargo(&format!("{bare} {next}"), sent, zone),
            Embargo::None => {}
            until => return until,
        }
    }
    Embargo::None
}

/// A day and month; without a year the one nearest after the message.
fn on(
    day: &str,
    month: &str,
    year: Option<&str>,
    sent: Option<civil::Date>,
) -> Option<civil::Date> {
    if let Some(year) = year {
        return dates::date(&format!("{day} {month} {year}"), "und");
    }
    let sent = sent?;
    let this = dates::date(&format!("{day} {month} {}", sent.year()), "und")?;
    // In December an embargo until January is next year's.
    if this < sent.saturating_sub(jiff::Span::new().days(180)) {
        return dates::date(&format!("{day} {month} {}", sent.year() + 1), "und");
    }
    Some(this)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks() {
        let berlin = zone("dpa");
        for (line, utc) in [
            ("251037 Sep 24", "2024-09-25T08:37:00Z"),
            ("212322 GMT Nov 18", "2018-11-21T23:22:00Z"),
        ] {
            assert_eq!(
                trailer(line, &berlin).map(|t| t.to_string()).as_deref(),
                Some(utc),
                "{line}"
            );
        }
        let (agency, at) = anpa("AP-WF-02-20-16 0337GMT<").unwrap();
        assert_eq!(
            (agency.as_str(), at.unwrap().to_string().as_str()),
            ("AP", "2016-02-20T03:37:00Z")
        );
        for line in ["991037 Sep 24", "251037", "AP-WF-13-20-16 0337GMT"] {
            assert!(trailer(line, &berlin).is_none(), "{line}");
        }
    }

    #[test]
    fn embargoes_in_words() {
        let berlin = zone("dpa");
        let sent: Timestamp = "2025-01-23T12:00:00Z".parse().unwrap();
        for (line, until) in [
            ("(Sperrfrist 23. Januar 19.00 Uhr - Bitte beachten)", "2025-01-23T18:00:00Z"),
            ("EMBARGOED for publication until 23 January 2025 19:00 GMT", "2025-01-23T19:00:00Z"),
            ("Embargo: 1900 GMT on 23 January 2025", "2025-01-23T19:00:00Z"),
        ] {
            let got = embargo(line, Some(sent), &berlin).until().map(|t| t.to_string());
            assert_eq!(got.as_deref(), Some(until), "{line}");
        }
        let london = zone("PA");
        assert_eq!(
            embargo("Embargoed to 0001 Tuesday June 03", Some(sent), &london)
                .until()
                .unwrap()
                .to_string(),
            "2025-06-02T23:01:00Z"
        );
        assert_eq!(embargo("(Sperrfrist bis zur Rede)", Some(sent), &berlin), Embargo::Open);
        assert_eq!(
            embargo_of_pad(
                &["## Embargo".into(), "- 23. Januar 2025, 19.00 Uhr".into()],
                None,
                &berlin
            )
            .until()
            .map(|t| t.to_string())
            .as_deref(),
            Some("2025-01-23T18:00:00Z")
        );
        let pad = ["- Fakten zum EU-Embargo".to_owned()];
        assert_eq!(embargo_of_pad(&pad, None, &berlin), Embargo::None);
        for line in ["For immediate release", "The oil embargo ended", "Sperrfrist aufgehoben"] {
            assert_eq!(embargo(line, Some(sent), &berlin), Embargo::None, "{line}");
        }
    }
}

//! Timestamps as feeds and agencies write them: RFC 3339, RFC 822 with its
//! usual faults, ISO 8601 in its long and its basic form (`20260109T091444Z`,
//! as NITF and NewsML 1 have it), without a zone read as UTC, a bare day.

use jiff::{Timestamp, civil, tz::TimeZone};

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
    if let Some(t) = basic(text) {
        return Some(t);
    }
    // `2019-05-10T16:02:28+0200`, `2019-05-10 16:02:28`, `2019-05-10`.
    for form in ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M%:z"] {
        if let Ok(t) = Timestamp::strptime(form, text) {
            return Some(t);
        }
    }
    if let Ok(d) = text.parse::<civil::DateTime>() {
        return d.to_zoned_datetime(TimeZone::UTC).ok().map(|z| z.timestamp());
    }
    if let Some(t) = mail_date(text) {
        return Some(t);
    }
    let day = crate::anatomy::dates::date(text, "und")?;
    day.to_zoned_datetime(TimeZone::UTC).ok().map(|z| z.timestamp())
}

/// ISO 8601's basic form: `20190510`, `20190510T1602`, `20190510T160228+0200`.
fn basic(text: &str) -> Option<Timestamp> {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (day, rest) = (text.get(..8)?, text.get(8..)?);
    if !digits(day) {
        return None;
    }
    let date = civil::Date::strptime("%Y%m%d", day).ok()?;
    let rest = rest.strip_prefix(['T', 't', ' ']).unwrap_or(rest);
    let (clock, zone) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
    let number = |at: usize| clock.get(at..at + 2).map_or(Some(0), |n| n.parse::<i8>().ok());
    if !matches!(clock.len(), 0 | 4 | 6) {
        return None;
    }
    let time = civil::Time::new(number(0)?, number(2)?, number(4)?.min(59), 0).ok()?;
    let offset = if zone.is_empty() { 0 } else { zone_minutes(zone.trim())? };
    let utc = date.to_datetime(time).to_zoned_datetime(TimeZone::UTC).ok()?.timestamp();
    Timestamp::from_second(utc.as_second() - i64::from(offset) * 60).ok()
}

/// RFC 822 dates with a wrong weekday, a missing zone, or a zone by name.
fn mail_date(text: &str) -> Option<Timestamp> {
    let text = text
        .split_once(',')
        .map_or(text, |(day, rest)| if day.chars().all(char::is_alphabetic) { rest } else { text });
    let parts: Vec<&str> = text.split_whitespace().collect();
    let at = parts.iter().position(|p| p.contains(':'))?;
    let day = crate::anatomy::dates::date(&parts[..at].join(" "), "und")?;
    let mut hms = parts[at].split(':').map(|n| n.parse::<i8>());
    let hour = hms.next()?.ok()?;
    let minute = hms.next()?.ok()?;
    let second = hms.next().and_then(Result::ok).unwrap_or(0).min(59);
    let time = civil::Time::new(hour, minute, second, 0).ok()?;
    let offset = parts.get(at + 1).map_or(0, |z| zone_minutes(z).unwrap_or(0));
    let utc = day.to_datetime(time).to_zoned_datetime(TimeZone::UTC).ok()?.timestamp();
    Timestamp::from_second(utc.as_second() - i64::from(offset) * 60).ok()
}

pub(crate) fn zone_minutes(zone: &str) -> Option<i32> {
    let named = match zone.to_ascii_uppercase().as_str() {
        "GMT" | "UT" | "UTC" | "Z" | "WET" => 0,
        "EST" => -300,
        "EDT" | "AST" => -240,
        "CST" => -360,
        "CDT" => -300,
        "MST" => -420,
        "MDT" => -360,
        "PST" => -480,
        "PDT" => -420,
        "CET" | "MEZ" | "BST" | "WEST" => 60,
        "CEST" | "MESZ" | "EET" => 120,
        "EEST" | "MSK" => 180,
        _ => i32::MAX,
    };
    if named != i32::MAX {
        return Some(named);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 4).then_some(())?;
    let n: i32 = digits.parse().ok()?;
    Some(sign * (n / 100 * 60 + n % 100))
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
            ("2019-05-10", "2019-05-10T00:00:00Z"),
            ("Fri, 10 May 2019 16:02:28 +0200", "2019-05-10T14:02:28Z"),
            ("Mon, 10 May 2019 16:02:28 EST", "2019-05-10T21:02:28Z"),
            ("10 May 2019 16:02", "2019-05-10T16:02:00Z"),
            ("Fri, 10 May 2019 16:02:28 GMT", "2019-05-10T16:02:28Z"),
            ("20190510T160228+0200", "2019-05-10T14:02:28Z"),
            ("20190510T160228Z", "2019-05-10T16:02:28Z"),
            ("20190510T1602", "2019-05-10T16:02:00Z"),
            ("20190510", "2019-05-10T00:00:00Z"),
        ] {
            assert_eq!(timestamp(text).map(|t| t.to_string()).as_deref(), Some(utc), "{text}");
        }
        for text in ["", "yesterday", "0000-00-00", "99:99", "20191399", "20190510T99"] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }
}

//! Days counted back from a base instant, and how a story writes them.
//!
//! Day 0 is the date six hours before the base, so that a demo started at night
//! still speaks of the day that was. Stories of day 0 carry hours from 04:00 to
//! 18:00, which are laid out over the last 14 hours before the base; older days
//! keep their hours as written (UTC).

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use story::Lang;

/// The calendar of one rendering.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    base: Timestamp,
    today: Date,
}

const HOUR: i64 = 3600;

impl Calendar {
    /// The calendar whose newest story is at most as new as `base`.
    pub fn new(base: Timestamp) -> Self {
        let today = date_of(earlier(base, 6 * HOUR));
        Self { base, today }
    }

    /// The instant all is counted back from.
    pub fn base(&self) -> Timestamp {
        self.base
    }

    /// The date that many days back (negative: ahead); the edge of the
    /// calendar where there is none.
    pub fn date(&self, days_back: i32) -> Date {
        self.today.saturating_sub(days_back.days())
    }

    /// When a story of that day and minute of the day came out; never after the base.
    pub fn instant(&self, day: u8, minute: u16) -> Timestamp {
        if day > 0 {
            let midnight = midnight(self.date(i32::from(day)));
            return later(midnight, i64::from(minute) * 60).min(self.base);
        }
        // 04:00 to 18:00 is laid over the window that ends at the base.
        let start = earlier(self.base, 14 * HOUR).max(midnight(self.today));
        let window = self.base.as_second() - start.as_second();
        let part = (i64::from(minute) - 4 * 60).clamp(0, 14 * 60);
        later(start, window * part / (14 * 60)).min(self.base)
    }

    /// That many hours after the base, to the full hour.
    pub fn ahead(&self, hours: u8) -> Timestamp {
        let full = self.base.as_second() - self.base.as_second().rem_euclid(HOUR);
        later(self.base, full - self.base.as_second() + i64::from(hours) * HOUR)
    }

    /// Resolves `{day-3:weekday}` and its like; `Err` holds what was not understood.
    ///
    /// Forms: `weekday` (Monday, Montag, lunes), `date` (3 March, 3. März, 3 de
    /// marzo), `dd.mm.yyyy`, `iso`, `year`.
    pub fn resolve(&self, text: &str, lang: &Lang) -> Result<String, String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((inside, tail)) = after.split_once('}') else {
                return Err(format!("{{{after}"));
            };
            let date = self.placeholder(inside, lang).ok_or_else(|| format!("{{{inside}}}"))?;
            out.push_str(&date);
            rest = tail;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn placeholder(&self, inside: &str, lang: &Lang) -> Option<String> {
        let (day, form) = inside.split_once(':')?;
        let day = day.strip_prefix("day")?;
        let ahead: i32 = day.parse().ok()?;
        let date = self.date(ahead.checked_neg()?);
        let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
        let (weekdays, months) = match lang.as_str() {
            "de" => (WEEKDAYS_DE, MONTHS_DE),
            "es" => (WEEKDAYS_ES, MONTHS_ES),
            _ => (WEEKDAYS_EN, MONTHS_EN),
        };
        Some(match form {
            "weekday" => (*weekdays.get(weekday)?).to_owned(),
            "date" => {
                let (day, month) = (date.day(), months.get(month)?);
                match lang.as_str() {
                    "de" => format!("{day}. {month}"),
                    "es" => format!("{day} de {month}"),
                    _ => format!("{day} {month}"),
                }
            }
            "dd.mm.yyyy" => format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year()),
            "iso" => date.to_string(),
            "year" => date.year().to_string(),
            _ => return None,
        })
    }
}

fn date_of(t: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(t).date()
}

fn midnight(date: Date) -> Timestamp {
    TimeZone::UTC
        .to_zoned_datetime(date.at(0, 0, 0, 0))
        .map_or(Timestamp::UNIX_EPOCH, |z| z.timestamp())
}

fn later(t: Timestamp, seconds: i64) -> Timestamp {
    t.checked_add(seconds.seconds()).unwrap_or(t)
}

fn earlier(t: Timestamp, seconds: i64) -> Timestamp {
    t.checked_sub(seconds.seconds()).unwrap_or(t)
}

const WEEKDAYS_EN: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WEEKDAYS_DE: [&str; 7] =
    ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
const WEEKDAYS_ES: [&str; 7] =
    ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Calendar {
        Calendar::new(text.parse().unwrap())
    }

    #[test]
    fn placeholders_in_three_languages() {
        let c = at("2026-03-04T15:00:00Z");
        for (lang, text, want) in [
            ("en", "on {day-1:weekday}", "on Tuesday"),
            ("en", "{day-3:date} and ({day-3:dd.mm.yyyy})", "1 March and (01.03.2026)"),
            ("de", "am {day-3:weekday}abend, {day-3:date}", "am Sonntagabend, 1. März"),
            ("es", "el {day+1:weekday} {day+1:date}", "el jueves 5 de marzo"),
            ("en", "{day-0:iso} {day-0:year}", "2026-03-04 2026"),
        ] {
            assert_eq!(c.resolve(text, &Lang::of(lang)).unwrap(), want, "{text}");
        }
        for bad in ["{day-1}", "{day-1:moon}", "{yesterday:date}", "{day-1:date"] {
            assert!(c.resolve(bad, &Lang::of("en")).is_err(), "{bad}");
        }
    }

    #[test]
    fn day_zero_lies_in_the_hours_before_the_base_whatever_the_hour() {
        for hour in 0..24 {
            let base: Timestamp = format!("2026-03-04T{hour:02}:30:00Z").parse().unwrap();
            let c = Calendar::new(base);
            let (first, last) = (c.instant(0, 4 * 60), c.instant(0, 18 * 60));
            assert_eq!(last, base, "{hour}");
            assert!(base.as_second() - first.as_second() <= 14 * HOUR, "{hour}");
            assert!(first < last && c.instant(1, 23 * 60 + 59) <= first, "{hour}");
            assert!(c.ahead(6) > base, "{hour}");
        }
    }
}

//! A newsletter title, and the rule of its hour.

use crate::{Address, Lang, NewsletterId, Rules, Slug};
use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A local hour, to the minute: `06:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hour {
    hour: i8,
    minute: i8,
}

/// Why a text is no hour.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is no hour: write it as 06:30")]
pub struct HourError(String);

impl Hour {
    /// Parses `HH:MM`, 00:00 to 23:59.
    pub fn parse(text: &str) -> Result<Self, HourError> {
        let wrong = || HourError(text.to_owned());
        let (h, m) = text.trim().split_once(':').ok_or_else(wrong)?;
        let number = |s: &str| {
            (s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit()))
                .then(|| s.parse::<i8>().ok())
                .flatten()
        };
        match (number(h), number(m)) {
            (Some(hour @ 0..=23), Some(minute @ 0..=59)) => Ok(Self { hour, minute }),
            _ => Err(wrong()),
        }
    }

    /// The hour as a civil time.
    pub fn time(self) -> civil::Time {
        civil::time(self.hour, self.minute, 0, 0)
    }
}

impl TryFrom<String> for Hour {
    type Error = HourError;
    fn try_from(s: String) -> Result<Self, HourError> {
        Self::parse(&s)
    }
}

impl From<Hour> for String {
    fn from(h: Hour) -> String {
        h.to_string()
    }
}

impl std::fmt::Display for Hour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// A day of the week that an edition goes out on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    /// The week from Monday.
    pub const WEEK: [Self; 7] =
        [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    fn of(date: civil::Date) -> Self {
        // Monday is 0 here, so the offset is always 0 to 6.
        Self::WEEK[date.weekday().to_monday_zero_offset().rem_euclid(7) as usize]
    }
}

/// What a section is for; the draft fills it by this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionRole {
    /// The story of the day.
    Lead,
    /// Hard news.
    News,
    /// Features, analysis, opinion.
    Features,
    /// One line each.
    Briefs,
}

impl SectionRole {
    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::News => "news",
            Self::Features => "features",
            Self::Briefs => "briefs",
        }
    }
}

/// A part of the edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What it is for.
    pub role: SectionRole,
    /// What readers see above it.
    pub title: String,
    /// How many slots the draft fills.
    pub slots: u8,
}

/// Who a newsletter is from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The name readers see.
    pub name: String,
    /// The From address.
    pub address: Address,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<Address>,
    /// The postal address printed at the foot, as law asks in many places.
    pub imprint: String,
}

/// What happens when nobody has approved the edition at its hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fallback {
    /// It waits, and the editors are told.
    #[default]
    Hold,
}

/// What becomes of a mail that a crash, or a line that broke, left between its
/// final dot and the answer: nobody knows whether it was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UncertainPolicy {
    /// It is sent again: rather two papers for a reader than none.
    #[default]
    Resend,
    /// It waits for an editor, who is shown the names.
    Hold,
    /// It is let be: rather none than two.
    Skip,
}

impl UncertainPolicy {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::Resend, Self::Hold, Self::Skip];

    /// The word used in code, database and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Hold => "hold",
            Self::Skip => "skip",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == word)
    }
}

/// A newsletter title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Newsletter {
    /// Its row.
    pub id: NewsletterId,
    /// Its name in addresses.
    pub slug: Slug,
    /// Its name.
    pub title: String,
    /// The promise under the title, on the sign-up page.
    pub promise: String,
    /// The language of its fixed words; stories in other languages are not drafted.
    pub language: Lang,
    /// IANA name of its time zone.
    pub zone: String,
    /// The local hour it goes out.
    pub hour: Hour,
    /// The days it goes out.
    pub days: Vec<Day>,
    /// Minutes before the hour at which the draft is made.
    pub draft_minutes: u16,
    /// Minutes after the hour within which a late start still sends by itself.
    pub late_minutes: u16,
    /// Its parts, in order.
    pub sections: Vec<Section>,
    /// Who it is from.
    pub sender: Sender,
    /// What happens when nobody approved.
    pub fallback: Fallback,
    /// What becomes of mails in doubt.
    #[serde(default)]
    pub uncertain: UncertainPolicy,
    /// What it asks of its draft.
    #[serde(default)]
    pub rules: Rules,
}

/// An edition's place in the day: which date, and which instants belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The local date the edition is for.
    pub date: civil::Date,
    /// When its draft is made.
    pub draft_at: Timestamp,
    /// When it goes out.
    pub send_at: Timestamp,
}

impl Newsletter {
    /// The sections a new title starts with, named in its language.
    pub fn usual_sections(language: &Lang) -> Vec<Section> {
        let names = match language.as_str() {
            "de" => {
                ["Das Thema des Tages", "Nachrichten", "Hintergrund und Reportage", "Kurz gemeldet"]
            }
            "es" => ["El tema del día", "Noticias", "Reportajes y análisis", "En breve"],
            _ => ["The lead", "Hard news", "Features", "In brief"],
        };
        let roles = [
            (SectionRole::Lead, 1),
            (SectionRole::News, 5),
            (SectionRole::Features, 3),
            (SectionRole::Briefs, 4),
        ];
        std::iter::zip(roles, names)
            .map(|((role, slots), title)| Section { role, title: title.to_owned(), slots })
            .collect()
    }

    /// The time zone; UTC where the name is unknown on this machine (the name
    /// is checked when it is set).
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// The appointment of a local date, whether or not it is a day of issue.
    ///
    /// An hour that a clock change skips goes out the length of the gap later;
    /// one that comes twice goes out the first time (RFC 5545's reading, jiff's
    /// `compatible`).
    pub fn appointment(&self, date: civil::Date) -> Option<Appointment> {
        let send_at = date
            .to_datetime(self.hour.time())
            .to_zoned_datetime(self.time_zone())
            .ok()?
            .timestamp();
        let draft_at = send_at - jiff::SignedDuration::from_mins(i64::from(self.draft_minutes));
        Some(Appointment { date, draft_at, send_at })
    }

    /// When the edition that goes out then takes no more stories: the last
    /// cut-off hour before it, or its own hour.
    pub fn closes(&self, send_at: Timestamp) -> Timestamp {
        let Some(hour) = self.rules.cut_off else { return send_at };
        let today = self.local_date(send_at);
        [Some(today), today.yesterday().ok()]
            .into_iter()
            .flatten()
            .filter_map(|d| d.to_datetime(hour.time()).to_zoned_datetime(self.time_zone()).ok())
            .map(|z| z.timestamp())
            .find(|at| *at <= send_at)
            .unwrap_or(send_at)
    }

    /// True if an edition goes out on that local date.
    pub fn issues_on(&self, date: civil::Date) -> bool {
        self.days.contains(&Day::of(date))
    }

    /// The local date at an instant.
    pub fn local_date(&self, now: Timestamp) -> civil::Date {
        now.to_zoned_datetime(self.time_zone()).date()
    }

    /// The appointments that are open at `now`: drafts are due for those whose
    /// `draft_at` has passed. Looks at yesterday (a late evening's edition may
    /// still be under way), today and tomorrow (an edition of 00:10 is drafted
    /// the evening before).
    pub fn appointments_near(&self, now: Timestamp) -> Vec<Appointment> {
        let today = self.local_date(now);
        [today.yesterday().ok(), Some(today), today.tomorrow().ok()]
            .into_iter()
            .flatten()
            .filter(|d| self.issues_on(*d))
            .filter_map(|d| self.appointment(d))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn newsletter(zone: &str, hour: &str) -> Newsletter {
        Newsletter {
            id: NewsletterId(1),
            slug: Slug::of("morning"),
            title: "Morning".into(),
            promise: String::new(),
            language: Lang::of("en"),
            zone: zone.into(),
            hour: Hour::parse(hour).unwrap(),
            days: Day::WEEK.to_vec(),
            draft_minutes: 60,
            late_minutes: 180,
            sections: Newsletter::usual_sections(&Lang::of("en")),
            sender: Sender {
                name: "Desk".into(),
                address: Address::parse("desk@example.org").unwrap(),
                reply_to: None,
                imprint: String::new(),
            },
            fallback: Fallback::Hold,
            uncertain: UncertainPolicy::default(),
            rules: Rules::default(),
        }
    }

    #[test]
    fn the_hour_over_clock_changes() {
        for (case, hour, day, utc) in [
            ("winter", "06:30", date(2026, 1, 15), "2026-01-15T05:30:00Z"),
            ("summer", "06:30", date(2026, 7, 15), "2026-07-15T04:30:00Z"),
            (
                "skipped: the length of the gap later",
                "02:30",
                date(2026, 3, 29),
                "2026-03-29T01:30:00Z",
            ),
            ("twice: the first time", "02:30", date(2026, 10, 25), "2026-10-25T00:30:00Z"),
        ] {
            let at = newsletter("Europe/Berlin", hour).appointment(day).unwrap();
            assert_eq!(at.send_at.to_string(), utc, "{case}");
            assert_eq!(at.date, day, "{case}");
        }
    }

    #[test]
    fn the_cut_off_is_the_last_one_before_the_hour() {
        let mut n = newsletter("Europe/Berlin", "06:30");
        let send_at = "2026-01-15T05:30:00Z".parse().unwrap();
        for (cut_off, closes) in [
            (None, "2026-01-15T05:30:00Z"),
            (Some("05:45"), "2026-01-15T04:45:00Z"),
            (Some("22:00"), "2026-01-14T21:00:00Z"),
        ] {
            n.rules.cut_off = cut_off.map(|h| Hour::parse(h).unwrap());
            assert_eq!(n.closes(send_at).to_string(), closes, "{cut_off:?}");
        }
    }

    #[test]
    fn an_edition_just_after_midnight_is_drafted_the_evening_before() {
        let n = newsletter("UTC", "00:10");
        let now = "2026-03-01T23:30:00Z".parse().unwrap();
        let due: Vec<_> =
            n.appointments_near(now).into_iter().filter(|a| a.draft_at <= now).collect();
        assert_eq!(due.last().map(|a| a.date), Some(date(2026, 3, 2)));
    }

    #[test]
    fn hours_as_people_write_them() {
        assert_eq!(Hour::parse("6:05").map(|h| h.to_string()), Ok("06:05".into()));
        for bad in ["24:00", "6", "06:60", "+6:00", "06:00:00", "six"] {
            assert!(Hour::parse(bad).is_err(), "{bad}");
        }
    }
}

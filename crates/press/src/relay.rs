//! The servers that take our mails onward, as the newsroom sets them.

use crate::session::{Auth, Login, Patience, Tls};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt::{Display, Formatter};
use std::str::FromStr;

/// A relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relay {
    /// Host name or address.
    pub host: String,
    /// 587 for STARTTLS, 465 for TLS, 25 for a server of one's own.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Name and password, if it asks for them.
    pub login: Option<Login>,
    /// Which way to log in.
    pub auth: Auth,
    /// The name we greet with; our own host's name.
    pub helo: String,
    /// How many connections are used at once, at most.
    pub connections: usize,
    /// After so many mails a connection is closed and made anew.
    pub mails_per_connection: u32,
    /// Certificates (PEM) that are trusted besides the public ones: for a
    /// relay with a certificate of its own.
    pub extra_root_pem: Option<String>,
    /// How long answers are waited for.
    pub patience: Patience,
    /// Its share of the mails beside other relays: twice the weight, twice the
    /// mails.
    pub weight: u32,
    /// How many mails may begin there.
    pub rates: Rates,
    /// How a new address of ours is made known to receivers.
    pub warm_up: Option<WarmUp>,
}

impl Default for Relay {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 25,
            tls: Tls::None,
            login: None,
            auth: Auth::Password,
            helo: "localhost".to_owned(),
            connections: 4,
            mails_per_connection: 1000,
            extra_root_pem: None,
            patience: Patience::default(),
            weight: 1,
            rates: Rates::default(),
            warm_up: None,
        }
    }
}

/// How many mails may begin in a time; no limit where absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rates {
    /// In a second.
    pub second: Option<u32>,
    /// In a minute.
    pub minute: Option<u32>,
    /// In an hour.
    pub hour: Option<u32>,
    /// In 24 hours.
    pub day: Option<u32>,
}

impl Rates {
    /// True if there is no limit at all.
    pub fn is_free(&self) -> bool {
        *self == Self::default()
    }

    fn check(&self, whose: &str) -> Result<(), RelayError> {
        let rates = [
            ("a second", self.second),
            ("a minute", self.minute),
            ("an hour", self.hour),
            ("a day", self.day),
        ];
        for (period, rate) in rates {
            if rate == Some(0) {
                return Err(RelayError::Zero { whose: whose.to_owned(), period });
            }
        }
        let set: Vec<_> = rates.iter().filter_map(|(p, n)| n.map(|n| (*p, n))).collect();
        for pair in set.windows(2) {
            let [(short, few), (long, many)] = pair else { continue };
            if few > many {
                return Err(RelayError::Upside {
                    whose: whose.to_owned(),
                    short,
                    few: *few,
                    long,
                    many: *many,
                });
            }
        }
        Ok(())
    }
}

/// So many mails on the first day, so many on the second, and so on; after the
/// last step there is no limit by the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarmUp {
    /// The first day, UTC.
    pub since: Date,
    /// Mails in 24 hours, day by day.
    pub steps: Vec<u32>,
}

impl WarmUp {
    /// The most that may go on that day; `None` after the plan's end. Before
    /// its first day the first step holds.
    pub fn on(&self, day: Date) -> Option<u32> {
        let days = self.since.until(day).map_or(0, |span| span.get_days());
        self.steps.get(usize::try_from(days).unwrap_or(0)).copied()
    }
}

/// A limit for all readers whose addresses are at some domains, over all
/// relays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainLimit {
    /// Domains that share the limit, such as gmail.com and googlemail.com.
    pub domains: Vec<String>,
    /// How many mails may begin to them.
    pub rates: Rates,
}

/// Settings that can't be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// Nowhere to send.
    #[error("no relay is set: enter one first")]
    None,
    /// No host.
    #[error("a relay has no host: name it, like smtp.example.org")]
    NoHost,
    /// No share of nothing.
    #[error("the relay {0} has weight 0: give it 1 or more, or take the relay out")]
    Weight(String),
    /// No connection.
    #[error("the relay {0} has {1} connections: between 1 and 64")]
    Connections(String, usize),
    /// A rate that stops everything.
    #[error("{whose}: 0 mails {period} would send nothing: leave the limit empty for none")]
    Zero {
        /// The relay or domain.
        whose: String,
        /// Of which rate.
        period: &'static str,
    },
    /// More in a short time than in a long one.
    #[error(
        "{whose}: {few} mails {short} are more than {many} {long}: lower the first or raise the second"
    )]
    Upside {
        /// The relay or domain.
        whose: String,
        /// The short time.
        short: &'static str,
        /// Its number.
        few: u32,
        /// The long time.
        long: &'static str,
        /// Its number.
        many: u32,
    },
    /// A plan without steps, or with a step of nothing.
    #[error(
        "the relay {0} has a warm-up plan with a day of 0 mails, or with no day: write the mails of each day, like 500, 1000, 2000"
    )]
    WarmUp(String),
    /// Words that say no limits.
    #[error("{0:?} can not be read as limits: write them like 10/s 600/min 20000/h 100000/day")]
    Rates(String),
    /// Words that say no plan.
    #[error(
        "{0:?} can not be read as a warm-up plan: write its first day and the mails of each day, like 2026-11-24: 500 1000 2000"
    )]
    Plan(String),
    /// A domain that is none, or is limited twice.
    #[error("{0:?} can not be limited: {1}")]
    Domain(String, &'static str),
}

/// `10/s 600/min 20000/h 100000/day`, in any order, commas allowed.
impl FromStr for Rates {
    type Err = RelayError;

    fn from_str(text: &str) -> Result<Self, RelayError> {
        let wrong = || RelayError::Rates(text.to_owned());
        let mut rates = Self::default();
        for word in text.split([' ', ',', '\n', '\t']).filter(|w| !w.is_empty()) {
            let (number, period) = word.split_once('/').ok_or_else(wrong)?;
            let place = match period {
                "s" | "second" => &mut rates.second,
                "min" | "minute" => &mut rates.minute,
                "h" | "hour" => &mut rates.hour,
                "day" => &mut rates.day,
                _ => return Err(wrong()),
            };
            if place.replace(number.parse().map_err(|_| wrong())?).is_some() {
                return Err(wrong());
            }
        }
        Ok(rates)
    }
}

impl Display for Rates {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let all = [(self.second, "s"), (self.minute, "min"), (self.hour, "h"), (self.day, "day")];
        let words: Vec<_> = all.iter().filter_map(|(n, p)| n.map(|n| format!("{n}/{p}"))).collect();
        f.write_str(&words.join(" "))
    }
}

/// `2026-11-24: 500 1000 2000`.
impl FromStr for WarmUp {
    type Err = RelayError;

    fn from_str(text: &str) -> Result<Self, RelayError> {
        let wrong = || RelayError::Plan(text.to_owned());
        let (since, steps) = text.split_once(':').ok_or_else(wrong)?;
        let since = since.trim().parse().map_err(|_| wrong())?;
        let words = steps.split([' ', ',']).filter(|w| !w.is_empty());
        let steps: Vec<u32> =
            words.map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
        if steps.is_empty() { Err(wrong()) } else { Ok(Self { since, steps }) }
    }
}

/// `gmail.com googlemail.com: 600/min`.
impl FromStr for DomainLimit {
    type Err = RelayError;

    fn from_str(text: &str) -> Result<Self, RelayError> {
        let mend = "write the domains, a colon, and the limits, like gmail.com: 600/min";
        let wrong = || RelayError::Domain(text.trim().to_owned(), mend);
        let (domains, rates) = text.split_once(':').ok_or_else(wrong)?;
        let rates: Rates = rates.parse()?;
        let words = domains.split([' ', ',']).filter(|w| !w.is_empty());
        let domains: Vec<_> = words.map(str::to_ascii_lowercase).collect();
        if domains.is_empty() || rates.is_free() {
            return Err(wrong());
        }
        Ok(Self { domains, rates })
    }
}

/// Checks settings before they are kept.
pub fn check(relays: &[Relay], domains: &[DomainLimit]) -> Result<(), RelayError> {
    if relays.is_empty() {
        return Err(RelayError::None);
    }
    for relay in relays {
        let host = &relay.host;
        if host.trim().is_empty() {
            return Err(RelayError::NoHost);
        }
        if relay.weight == 0 {
            return Err(RelayError::Weight(host.clone()));
        }
        if !(1..=64).contains(&relay.connections) {
            return Err(RelayError::Connections(host.clone(), relay.connections));
        }
        relay.rates.check(host)?;
        if relay.warm_up.as_ref().is_some_and(|w| w.steps.is_empty() || w.steps.contains(&0)) {
            return Err(RelayError::WarmUp(host.clone()));
        }
    }
    let mut seen = Vec::new();
    for domain in domains.iter().flat_map(|d| &d.domains) {
        let fits = domain.contains('.')
            && !domain.contains(|c: char| c.is_whitespace() || c == '@' || c.is_uppercase());
        if !fits {
            let mend = "write a domain in small letters, like example.org";
            return Err(RelayError::Domain(domain.clone(), mend));
        }
        if seen.contains(&domain) {
            return Err(RelayError::Domain(domain.clone(), "it has a limit already"));
        }
        seen.push(domain);
    }
    for limit in domains {
        limit.rates.check(&limit.domains.join(", "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_can_not_be_is_said_clearly() {
        let fine = Relay::default;
        let rates = |second, minute| Rates { second, minute, ..Rates::default() };
        let warm = |steps: &[u32]| WarmUp { since: date(2026, 11, 1), steps: steps.to_vec() };
        let gmail = |d: &str| DomainLimit { domains: vec![d.into()], rates: rates(None, Some(9)) };
        for (relays, domains, words) in [
            (vec![fine()], vec![gmail("gmail.com")], ""),
            (vec![], vec![], "no relay is set"),
            (vec![Relay { host: " ".into(), ..fine() }], vec![], "no host"),
            (vec![Relay { weight: 0, ..fine() }], vec![], "weight 0"),
            (vec![Relay { connections: 65, ..fine() }], vec![], "between 1 and 64"),
            (vec![Relay { rates: rates(Some(0), None), ..fine() }], vec![], "0 mails a second"),
            (
                vec![Relay { rates: rates(Some(10), Some(9)), ..fine() }],
                vec![],
                "10 mails a second are more than 9 a minute",
            ),
            (vec![Relay { warm_up: Some(warm(&[5, 0])), ..fine() }], vec![], "warm-up"),
            (vec![fine()], vec![gmail("gmail")], "small letters"),
            (vec![fine()], vec![gmail("gmail.com"), gmail("gmail.com")], "already"),
        ] {
            let said = check(&relays, &domains).map_or_else(|e| e.to_string(), |()| String::new());
            assert!(said.contains(words) && said.is_empty() == words.is_empty(), "{words}: {said}");
        }
    }

    #[test]
    fn settings_as_they_are_written() {
        for (text, read) in [
            ("", Some("")),
            ("10/s, 600/min", Some("10/s 600/min")),
            ("100000/day 20000/h", Some("20000/h 100000/day")),
            ("10", None),
            ("10/week", None),
            ("-1/s", None),
            ("1/s 2/s", None),
        ] {
            let got = text.parse::<Rates>().map(|r| r.to_string()).ok();
            assert_eq!(got.as_deref(), read, "{text:?}");
        }
        let plan: WarmUp = "2026-11-24: 500, 1000 2000".parse().unwrap();
        assert_eq!(plan, WarmUp { since: date(2026, 11, 24), steps: vec![500, 1000, 2000] });
        for wrong in ["500 1000", "24.11.2026: 500", "2026-11-24:", "2026-11-24: many"] {
            assert!(wrong.parse::<WarmUp>().is_err(), "{wrong}");
        }
        let limit: DomainLimit = "Gmail.com, googlemail.com: 600/min".parse().unwrap();
        assert_eq!(limit.domains, ["gmail.com", "googlemail.com"]);
        for wrong in ["gmail.com", "gmail.com:", ": 5/s", "gmail.com: fast"] {
            assert!(wrong.parse::<DomainLimit>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_plan_day_by_day() {
        let plan = WarmUp { since: date(2026, 11, 30), steps: vec![500, 1000, 2000] };
        for (day, most) in [
            (date(2026, 11, 29), Some(500)),
            (date(2026, 11, 30), Some(500)),
            (date(2026, 12, 1), Some(1000)),
            (date(2026, 12, 2), Some(2000)),
            (date(2026, 12, 3), None),
            (date(2027, 12, 3), None),
        ] {
            assert_eq!(plan.on(day), most, "{day}");
        }
    }
}

//! What is set at the desk and kept in the store, by name.

use serde::{Deserialize, Serialize};

/// The name of [`RelaySettings`] in the store.
pub const RELAY: &str = "relay";
/// The name of further relays in the store, a list of [`RelaySettings`].
pub const MORE_RELAYS: &str = "more-relays";
/// The name of the limits by readers' domains in the store: a list of lines
/// like `gmail.com googlemail.com: 600/min`.
pub const DOMAIN_LIMITS: &str = "domain-limits";
/// The name of [`SiteSettings`] in the store.
pub const SITE: &str = "site";

/// The name of the turns of the threshold in the store, a list of
/// [`Threshold`]; the last is in force.
pub const THRESHOLD: &str = "event-threshold";

/// A turn of how alike two stories must be to tell one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// In percent of the threshold as delivered.
    pub percent: u16,
    /// When.
    pub at: jiff::Timestamp,
    /// The chief who turned it; none where the desk learnt it.
    pub by: Option<String>,
    /// Why, in words.
    pub why: String,
}

/// How the line to the relay is kept private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// In the clear; for a relay on this machine only.
    None,
    /// STARTTLS, insisted on (RFC 3207).
    #[default]
    Starttls,
    /// TLS from the first byte (RFC 8314 §3).
    Implicit,
}

impl Tls {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Starttls, Self::Implicit];

    /// The word used in settings and forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Starttls => "starttls",
            Self::Implicit => "implicit",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == word)
    }
}

/// The server that mails are handed to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RelaySettings {
    /// Its name or address.
    pub host: String,
    /// Its port: 587 for submission, 465 with implicit TLS, 25 for a relay.
    pub port: u16,
    /// How the line is kept private.
    pub tls: Tls,
    /// The user to log in as; empty for none.
    pub user: String,
    /// That user's password.
    pub password: String,
    /// How many connections at most at once, 1 to 64.
    pub connections: u8,
    /// The password is an OAuth 2 access token (XOAUTH2).
    pub token: bool,
    /// Its share of the mails beside other relays.
    pub weight: u32,
    /// After so many mails a connection is made anew.
    pub mails_per_connection: u32,
    /// How many mails may begin, like `10/s 600/min 20000/h 100000/day`; empty
    /// for no limit.
    pub limits: String,
    /// The warm-up plan, like `2026-11-24: 500 1000 2000`; empty for none.
    pub warm_up: String,
    /// A certificate (PEM) that is trusted besides the public ones.
    pub certificate: String,
}

impl Default for RelaySettings {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            tls: Tls::Starttls,
            user: String::new(),
            password: String::new(),
            connections: 8,
            token: false,
            weight: 1,
            mails_per_connection: 1000,
            limits: String::new(),
            warm_up: String::new(),
            certificate: String::new(),
        }
    }
}

impl std::fmt::Debug for RelaySettings {
    /// Without the password, so that it never reaches a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RelaySettings({}:{} {} ", self.host, self.port, self.tls.as_str())?;
        write!(f, "user {:?}, {} connections)", self.user, self.connections)
    }
}

/// The newsroom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteSettings {
    /// The newsroom's name.
    pub name: String,
    /// Where readers reach the public pages; empty to use what the
    /// configuration says. Without a slash at the end.
    pub public_url: String,
}

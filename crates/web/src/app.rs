//! What every page may use.

use crate::floor::Floor;
use crate::gates::{Gate, Gates};
use crate::links::Links;
use crate::locale::Locales;
use crate::pages::Pages;
use jiff::Timestamp;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use store::Store;

/// The newsroom as its pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The newsroom's name.
    pub name: String,
    /// Where readers reach the public pages, without a slash at the end.
    pub public_url: String,
    /// Where editors reach the desk, without `/desk`: what one-time links
    /// begin with.
    pub desk_url: String,
}

/// How often, how much, how fast.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Sign-ups from one network in an hour.
    pub signups_an_hour: u32,
    /// Tries to log in from one network, and to one account, in a quarter of
    /// an hour.
    pub logins_a_quarter: u32,
    /// A form that comes back sooner was not filled in by a person.
    pub least_filling: Duration,
    /// Every sign-up is answered so long after it came, whatever was done with
    /// it, so that the time tells nothing.
    pub answer_after: Duration,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            signups_an_hour: 30,
            logins_a_quarter: 10,
            least_filling: Duration::from_millis(1500),
            answer_after: Duration::from_millis(150),
            proxies: Vec::new(),
        }
    }
}

/// What every page may use.
pub struct App {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// What is done beyond keeping.
    pub floor: Arc<dyn Floor>,
    /// The signed links.
    pub links: Links,
    /// The words of all languages.
    pub locales: &'static Locales,
    /// How often, how much, how fast.
    pub limits: Limits,
    /// The time.
    pub now: fn() -> Timestamp,
    pub(crate) gates: Gates,
    site: RwLock<Arc<Site>>,
    /// Where the configuration says the public pages are.
    pub(crate) configured_url: String,
}

impl App {
    /// Puts a house's web side together.
    pub fn new(
        store: Arc<dyn Store>,
        floor: Arc<dyn Floor>,
        links: Links,
        site: Site,
        limits: Limits,
        now: fn() -> Timestamp,
    ) -> Self {
        let (hour, day) = (Duration::from_secs(3600), Duration::from_secs(86_400));
        let gates = Gates {
            signups: Gate::new(limits.signups_an_hour, hour),
            told: Gate::new(1, day),
            logins: Gate::new(limits.logins_a_quarter, hour / 4),
            accounts: Gate::new(limits.logins_a_quarter, hour / 4),
        };
        let configured_url = site.public_url.trim_end_matches('/').to_owned();
        let site = RwLock::new(Arc::new(site));
        Self {
            store,
            floor,
            links,
            locales: Pages::locales(),
            limits,
            now,
            gates,
            site,
            configured_url,
        }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// The newsroom as it is now.
    pub fn site(&self) -> Arc<Site> {
        self.site.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newsroom has another name or address from now on.
    pub fn set_site(&self, name: &str, public_url: &str) {
        let mut site = self.site.write().unwrap_or_else(PoisonError::into_inner);
        let mut new = (**site).clone();
        if !name.is_empty() {
            new.name = name.to_owned();
        }
        if !public_url.is_empty() {
            new.public_url = public_url.trim_end_matches('/').to_owned();
            self.links.move_to(public_url);
        }
        *site = Arc::new(new);
    }
}

//! What a site's robots.txt lets programs fetch (RFC 9309). Asked for pages,
//! not for feeds: a feed is there to be fetched.

use super::{FetchError, Fetched, Fetcher};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use texting_robots::Robot;

/// The name that rules are looked up under (§2.2.1).
const AGENT: &str = "Nightdesk";
/// How long rules are believed (§2.4).
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// A site that could not be asked is asked again after this.
const RETRY: Duration = Duration::from_secs(600);
/// Octets of rules that are read (§2.5).
const MOST: usize = 500 * 1024;
/// Sites whose rules are kept.
const SITES: usize = 2_000;

/// The rules of a site.
#[derive(Clone)]
enum Rules {
    /// There are none (4xx, §2.3.1.3).
    None,
    /// These.
    Some(Arc<Robot>),
    /// The site could not be asked: nothing may be fetched (§2.3.1.4).
    Unknown,
}

/// The rules of the sites that were asked lately.
#[derive(Default)]
pub(super) struct Robots(Mutex<HashMap<String, (Instant, Rules)>>);

impl std::fmt::Debug for Robots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Robots")
    }
}

impl Robots {
    pub(super) async fn allow(&self, fetcher: &Fetcher, address: &str) -> Result<bool, FetchError> {
        let url =
            url::Url::parse(address.trim()).map_err(|_| FetchError::Address(address.to_owned()))?;
        let origin = url.origin().ascii_serialization();
        let rules = match self.kept(&origin) {
            Some(rules) => rules,
            None => {
                let rules = ask(fetcher, &origin).await?;
                self.keep(origin, rules.clone());
                rules
            }
        };
        Ok(match rules {
            Rules::None => true,
            Rules::Some(robot) => robot.allowed(url.as_str()),
            Rules::Unknown => false,
        })
    }

    fn kept(&self, origin: &str) -> Option<Rules> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(origin).filter(|(until, _)| *until > Instant::now()).map(|(_, r)| r.clone())
    }

    fn keep(&self, origin: String, rules: Rules) {
        let time = if matches!(rules, Rules::Unknown) { RETRY } else { KEPT };
        let now = Instant::now();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= SITES {
            all.retain(|_, (until, _)| *until > now);
            if all.len() >= SITES {
                all.clear();
            }
        }
        all.insert(origin, (now + time, rules));
    }
}

/// The rules of a robots.txt. A parser that can't make sense of them has found
/// no rule.
fn robot(text: &[u8]) -> Option<Robot> {
    Robot::new(AGENT, text.get(..MOST).unwrap_or(text)).ok()
}

/// True if a robots.txt of these bytes lets us fetch the address.
pub fn allowed(text: &[u8], address: &str) -> bool {
    robot(text).is_none_or(|r| r.allowed(address))
}

async fn ask(fetcher: &Fetcher, origin: &str) -> Result<Rules, FetchError> {
    match fetcher.fetch(&format!("{origin}/robots.txt"), None, None).await {
        Ok(Fetched::Document(page)) => {
            Ok(robot(&page.bytes).map_or(Rules::None, |r| Rules::Some(Arc::new(r))))
        }
        Ok(Fetched::Gone | Fetched::NotModified { .. }) => Ok(Rules::None),
        Ok(Fetched::Later { .. }) => Ok(Rules::Unknown),
        Err(FetchError::Status { code, .. }) if (400..500).contains(&code) => Ok(Rules::None),
        Err(e @ (FetchError::Refused(_) | FetchError::Address(_))) => Err(e),
        Err(_) => Ok(Rules::Unknown),
    }
}

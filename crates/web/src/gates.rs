//! How often somebody may knock: sign-ups from a network, tries to log in.
//! Kept in memory only; what must hold over a restart stands in the store.

use axum::http::{Extensions, HeaderMap};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

/// Beyond so many keys, those that have not been seen lately are dropped.
const MANY: usize = 50_000;

/// One limit, by key.
pub struct Gate(DefaultKeyedRateLimiter<String>);

impl Gate {
    /// At most `times` within `span`, then evenly.
    pub fn new(times: u32, span: Duration) -> Self {
        let times = NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(span / times.get())
            .unwrap_or_else(|| Quota::per_second(times))
            .allow_burst(times);
        Self(RateLimiter::keyed(quota))
    }

    /// True if that key may pass once more.
    pub fn lets(&self, key: &str) -> bool {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        self.0.check_key(&key.to_owned()).is_ok()
    }
}

/// All limits of a house.
pub struct Gates {
    /// Sign-ups, by network.
    pub signups: Gate,
    /// Telling somebody that they are signed up already, by address.
    pub told: Gate,
    /// Tries to log in, by network.
    pub logins: Gate,
    /// Tries to log in, by the account that is tried.
    pub accounts: Gate,
}

/// The network somebody comes from, cut to /24 or /48; empty if not known.
/// `X-Forwarded-For` is believed only from a proxy that was named.
pub fn network(extensions: &Extensions, headers: &HeaderMap, proxies: &[IpAddr]) -> String {
    let Some(axum::extract::ConnectInfo(peer)) =
        extensions.get::<axum::extract::ConnectInfo<SocketAddr>>()
    else {
        return String::new();
    };
    let mut ip = peer.ip().to_canonical();
    if proxies.contains(&ip) {
        let forwarded = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|v| v.to_str().ok())
            .flat_map(|v| v.split(','))
            .filter_map(|v| v.trim().parse::<IpAddr>().ok())
            .map(|a| a.to_canonical())
            .rfind(|a| !proxies.contains(a));
        ip = forwarded.unwrap_or(ip);
    }
    cut(ip)
}

fn cut(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::ConnectInfo;

    #[test]
    fn networks_are_cut_and_strangers_headers_not_believed() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        for (case, peer, forwarded, is) in [
            ("v4", "198.51.100.7:9", None, "198.51.100.0/24"),
            ("v6", "[2001:db8:1:2::7]:9", None, "2001:db8:1::/48"),
            ("v4 in v6", "[::ffff:198.51.100.7]:9", None, "198.51.100.0/24"),
            ("a stranger says", "198.51.100.7:9", Some("203.0.113.5"), "198.51.100.0/24"),
            ("our proxy says", "10.0.0.1:9", Some("203.0.113.5"), "203.0.113.0/24"),
            ("the last one counts", "10.0.0.1:9", Some("1.2.3.4, 203.0.113.5"), "203.0.113.0/24"),
        ] {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
            let mut headers = HeaderMap::new();
            if let Some(f) = forwarded {
                headers.insert("x-forwarded-for", f.parse().unwrap());
            }
            assert_eq!(network(&extensions, &headers, &[proxy]), is, "{case}");
        }
    }

    #[test]
    fn a_gate_closes_for_one_key_only() {
        let gate = Gate::new(2, Duration::from_secs(3600));
        assert!(gate.lets("a") && gate.lets("a") && !gate.lets("a"));
        assert!(gate.lets("b"));
    }
}

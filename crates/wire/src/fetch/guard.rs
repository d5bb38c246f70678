//! Which addresses a document may be fetched from. An editor may type any
//! address, and a feed may redirect anywhere, so nothing inside the house is
//! reachable unless the operator's own file allows it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What the operator allows beyond the public net on ports 80 and 443.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    /// This machine's own addresses: for the demo and for tests only.
    pub allow_loopback: bool,
    /// Hosts that may be asked whatever their address and port, for an agency's
    /// private line: names or addresses, lower case, without port.
    pub hosts: Vec<String>,
    /// Ports besides 80 and 443.
    pub ports: Vec<u16>,
}

/// Why an address may not be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Neither http nor https.
    #[error("{0:?} is not an http or https address; give one that begins with https://")]
    Scheme(String),
    /// A port that is not allowed.
    #[error("port {0} is not allowed; use 80 or 443, or allow it in the operator's settings")]
    Port(u16),
    /// No address, or one with a password.
    #[error("{0:?} is not a usable address; check its spelling")]
    Address(String),
    /// A private, local or reserved address.
    #[error(
        "{0} is not on the public net; if it is an agency's private line, the operator can allow its host"
    )]
    Private(String),
}

impl Guard {
    /// True for a host that the operator named.
    pub fn names(&self, host: &str) -> bool {
        let host = host.trim_matches(['[', ']']).trim_end_matches('.').to_lowercase();
        self.hosts.contains(&host)
    }

    /// True if a connection to this address may be made for this host.
    pub fn allows(&self, host: &str, ip: IpAddr) -> bool {
        self.names(host) || is_public(ip) || (self.allow_loopback && plain(ip).is_loopback())
    }

    /// Checks an address before it is asked: scheme, port, password, and an IP
    /// written out. Names are checked when they are resolved.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self, url: &url::Url) -> Result<(), Refused> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refused::Scheme(url.to_string()));
        }
        let Some(host) = url.host_str().filter(|h| !h.is_empty()) else {
            return Err(Refused::Address(url.to_string()));
        };
        let ip = match url.host() {
            Some(url::Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
            Some(url::Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
            _ => None,
        };
        let port = url.port_or_known_default().unwrap_or(0);
        let local = self.allow_loopback
            && (ip.is_some_and(|ip| plain(ip).is_loopback())
                || host.eq_ignore_ascii_case("localhost"));
        if !(matches!(port, 80 | 443) || self.ports.contains(&port) || self.names(host) || local) {
            return Err(Refused::Port(port));
        }
        match ip {
            Some(ip) if !self.allows(host, ip) => Err(Refused::Private(ip.to_string())),
            _ => Ok(()),
        }
    }
}

/// An IPv6 address that carries an IPv4 one, as that one: mapped
/// (`::ffff:0:0/96`, RFC 4291), NAT64 (`64:ff9b::/96`, RFC 6052), 6to4
/// (`2002::/16`, RFC 3056).
fn plain(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip else { return ip };
    let s = v6.segments();
    let low = |a: u16, b: u16| {
        let [w, x] = a.to_be_bytes();
        let [y, z] = b.to_be_bytes();
        IpAddr::V4(Ipv4Addr::new(w, x, y, z))
    };
    match s {
        [0, 0, 0, 0, 0, 0xffff, a, b] | [0x64, 0xff9b, 0, 0, 0, 0, a, b] => low(a, b),
        [0x2002, a, b, ..] => low(a, b),
        _ => ip,
    }
}

/// True for an address of the public net: not private, local, shared,
/// reserved, for documentation, or multicast (the registries of RFC 6890).
pub fn is_public(ip: IpAddr) -> bool {
    match plain(ip) {
        IpAddr::V4(v4) => public_v4(v4),
        IpAddr::V6(v6) => public_v6(v6),
    }
}

fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224..=255, _, _)
    )
}

fn public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    // Only 2000::/3 is given out as global unicast; of it, not Teredo, ORCHID,
    // benchmarking (2001::/23) and the two documentation ranges.
    (0x2000..=0x3fff).contains(&s[0])
        && !(s[0] == 0x2001 && s[1] < 0x0200)
        && !(s[0] == 0x2001 && s[1] == 0x0db8)
        && !(s[0] == 0x3fff && s[1] < 0x1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_addresses_are_public() {
        for (ip, public) in [
            ("93.184.216.34", true),
            ("2606:2800:220:1::1", true),
            ("64:ff9b::5db8:d822", true),
            ("127.0.0.1", false),
            ("0.0.0.0", false),
            ("10.1.2.3", false),
            ("100.64.0.1", false),
            ("169.254.169.254", false),
            ("172.31.255.255", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("192.0.0.8", false),
            ("198.18.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:10.0.0.1", false),
            ("64:ff9b::a00:1", false),
            ("2002:7f00:1::1", false),
            ("2002:a9fe:a9fe::", false),
            ("fc00::1", false),
            ("fe80::1", false),
            ("ff02::1", false),
            ("2001:db8::1", false),
            ("2001::1", false),
        ] {
            assert_eq!(is_public(ip.parse().unwrap()), public, "{ip}");
        }
    }

    #[test]
    fn which_addresses_may_be_asked() {
        let shut = Guard::default();
        let demo = Guard { allow_loopback: true, ..Guard::default() };
        let agency = Guard { hosts: vec!["10.0.0.7".into()], ..Guard::default() };
        for (guard, url, fine) in [
            (&shut, "https://example.org/feed", true),
            (&shut, "http://example.org:80/", true),
            (&shut, "http://example.org:8080/", false),
            (&shut, "ftp://example.org/", false),
            (&shut, "file:///etc/passwd", false),
            (&shut, "http://127.0.0.1/", false),
            (&shut, "http://2130706433/", false),
            (&shut, "http://0x7f.1/", false),
            (&shut, "http://[::1]/", false),
            (&shut, "http://[::ffff:10.0.0.1]/", false),
            (&demo, "http://127.0.0.1:9999/feed", true),
            (&demo, "http://10.0.0.1/feed", false),
            (&agency, "http://10.0.0.7:8080/feed", true),
            (&agency, "http://10.0.0.8/feed", false),
        ] {
            assert_eq!(guard.check(&url.parse().unwrap()).is_ok(), fine, "{url}");
        }
    }
}

//! What a server offers in its answer to EHLO.

use super::reply::Reply;

/// What the server offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Commands may be sent in one go (RFC 2920).
    pub pipelining: bool,
    /// Octets with the high bit (RFC 6152).
    pub eight_bit: bool,
    /// Addresses beyond ASCII (RFC 6531).
    pub smtputf8: bool,
    /// STARTTLS (RFC 3207).
    pub starttls: bool,
    /// Notices of what becomes of a mail (RFC 3461).
    pub dsn: bool,
    /// Replies begin with codes like 5.1.1 (RFC 2034).
    pub enhanced: bool,
    /// The largest mail; `None` if not said, 0 for no limit (RFC 1870).
    pub size: Option<u64>,
    /// Ways to log in, upper case (RFC 4954).
    pub auth: Vec<String>,
}

impl Offer {
    pub(super) fn read(reply: &Reply) -> Self {
        let mut offer = Self::default();
        for line in reply.lines.iter().skip(1) {
            let mut words = line.split_ascii_whitespace();
            match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
                "PIPELINING" => offer.pipelining = true,
                "8BITMIME" => offer.eight_bit = true,
                "SMTPUTF8" => offer.smtputf8 = true,
                "STARTTLS" => offer.starttls = true,
                "DSN" => offer.dsn = true,
                "ENHANCEDSTATUSCODES" => offer.enhanced = true,
                "SIZE" => offer.size = Some(words.next().and_then(|n| n.parse().ok()).unwrap_or(0)),
                "AUTH" => offer.auth = words.map(str::to_ascii_uppercase).collect(),
                // Old servers; seen in the wild still.
                old if old.starts_with("AUTH=") => {
                    let first = old.trim_start_matches("AUTH=").to_owned();
                    offer.auth.push(first);
                    offer.auth.extend(words.map(str::to_ascii_uppercase));
                }
                _ => {}
            }
        }
        offer
    }
}

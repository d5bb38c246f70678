//! WebSub (W3C Recommendation, 23 January 2018): what a subscriber says to a
//! hub, and what it believes of one. A hub's word is a hint to ask the feed
//! now, nothing more.
//!
//! Never here: a socket, a secret that is kept, or a story taken from what a
//! hub delivers.

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER_PERMISSIVE;
use std::fmt;

/// For how long news is asked for, in seconds (§5.1, `hub.lease_seconds`): ten
/// days, as most hubs do where nobody says.
pub const LEASE: u64 = 10 * 86_400;
/// The longest lease that is believed: a year.
const LONGEST: u64 = 365 * 86_400;
/// The shortest: a hub that says less would be asked without end.
const SHORTEST: u64 = 300;
/// A challenge is some random characters.
const CHALLENGE: usize = 1024;
/// The longest query that is taken apart.
const QUERY: usize = 16 * 1024;

/// The form that asks a hub to tell of news (§5.1).
pub fn subscription(topic: &str, callback: &str, secret: &str) -> [(&'static str, String); 5] {
    [
        ("hub.mode", "subscribe".to_owned()),
        ("hub.topic", topic.to_owned()),
        ("hub.callback", callback.to_owned()),
        ("hub.secret", secret.to_owned()),
        ("hub.lease_seconds", LEASE.to_string()),
    ]
}

/// What a hub asks at the callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Whether we meant it (§5.3): the challenge is to be sent back.
    Intent {
        /// What to answer with, byte for byte.
        challenge: String,
        /// Seconds for which the hub will tell of news.
        lease: u64,
    },
    /// Nothing: it tells that it will not, or no longer, serve us (§5.2).
    Denied {
        /// Why, if it says.
        reason: Option<String>,
    },
}

/// Why a hub's question is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    /// Nothing was asked of a hub under that name.
    #[error("the hub asks about another topic; subscribe to that one, or mend the hub's topic")]
    Topic,
    /// Neither a subscription nor its refusal.
    #[error(
        "the hub asks about {0}, which was not asked for; only a subscription is to be confirmed"
    )]
    Mode(Mode),
    /// A field is missing, or too long to be one.
    #[error("the hub's question has no usable {0}; the hub is to send it (WebSub §5.3.1)")]
    Field(&'static str),
}

/// A mode that is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To be told no more; we let leases run out instead.
    Unsubscribe,
    /// Something else.
    Other,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsubscribe => "an end of the subscription",
            Self::Other => "something unknown",
        })
    }
}

/// Takes a hub's question apart: the query of its GET to the callback, held
/// against the topic that was asked for (§5.2, §5.3.1).
///
/// # Errors
/// If it is about something that we did not ask for.
pub fn asked(query: &str, topic: &str) -> Result<Asked, NotOurs> {
    if query.len() > QUERY {
        return Err(NotOurs::Field("length"));
    }
    let field = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let mode = field("hub.mode").ok_or(NotOurs::Field("hub.mode"))?;
    // Byte for byte: the topic is a name, not an address to be compared.
    if field("hub.topic").as_deref() != Some(topic) {
        return Err(NotOurs::Topic);
    }
    match mode.as_str() {
        "denied" => {
            let reason = field("hub.reason").map(|r| story::one_line(&r));
            let reason = reason.map(|r| r.chars().take(200).collect::<String>());
            Ok(Asked::Denied { reason: reason.filter(|r| !r.is_empty()) })
        }
        "subscribe" => {
            let challenge = field("hub.challenge")
                .filter(|c| !c.is_empty() && c.len() <= CHALLENGE)
                .ok_or(NotOurs::Field("hub.challenge"))?;
            // It has to be there; a hub that forgets it is taken by our own word.
            let lease = field("hub.lease_seconds").and_then(|l| l.trim().parse().ok());
            Ok(Asked::Intent { challenge, lease: lease.unwrap_or(LEASE).clamp(SHORTEST, LONGEST) })
        }
        "unsubscribe" => Err(NotOurs::Mode(Mode::Unsubscribe)),
        _ => Err(NotOurs::Mode(Mode::Other)),
    }
}

/// True if `X-Hub-Signature` is that of the body under the secret (§7.1):
/// `METHOD=HEX` with one of the methods the Recommendation names. Compared in
/// constant time.
pub fn signed(header: &str, secret: &str, body: &[u8]) -> bool {
    let Some((method, hex)) = header.trim().split_once('=') else { return false };
    let algorithm = match method.trim().to_ascii_lowercase().as_str() {
        "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => hmac::HMAC_SHA256,
        "sha384" => hmac::HMAC_SHA384,
        "sha512" => hmac::HMAC_SHA512,
        _ => return false,
    };
    // The longest tag has 64 octets.
    if hex.len() > 128 {
        return false;
    }
    let Ok(tag) = HEXLOWER_PERMISSIVE.decode(hex.trim().as_bytes()) else { return false };
    hmac::verify(&hmac::Key::new(algorithm, secret.as_bytes()), body, &tag).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str = "https://post.example.org/feed?a=1&b=ü";

    fn query(fields: &[(&str, &str)]) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
    }

    #[test]
    fn only_what_was_asked_for_is_confirmed() {
        let ask = |mode: &str, topic: &str, more: &[(&str, &str)]| {
            let fields = [&[("hub.mode", mode), ("hub.topic", topic)][..], more].concat();
            asked(&query(&fields), TOPIC)
        };
        let challenge = ("hub.challenge", "x<y>&=+ \u{1F30A}");
        let intent = |lease| Asked::Intent { challenge: challenge.1.into(), lease };
        for (lease, believed) in
            [("3600", 3600), ("0", 300), ("-5", LEASE), ("", LEASE), ("99999999999", LONGEST)]
        {
            let got = ask("subscribe", TOPIC, &[challenge, ("hub.lease_seconds", lease)]);
            assert_eq!(got, Ok(intent(believed)), "{lease:?}");
        }
        assert_eq!(ask("subscribe", TOPIC, &[challenge]), Ok(intent(LEASE)));
        let reason = Some("too many of you".to_owned());
        assert_eq!(
            ask("denied", TOPIC, &[("hub.reason", "too\nmany of you")]),
            Ok(Asked::Denied { reason })
        );
        assert_eq!(ask("denied", TOPIC, &[]), Ok(Asked::Denied { reason: None }));
        for other in ["https://post.example.org/feed?a=1", "", "HTTPS://post.example.org/feed"] {
            assert_eq!(ask("subscribe", other, &[challenge]), Err(NotOurs::Topic), "{other}");
            assert_eq!(ask("denied", other, &[]), Err(NotOurs::Topic), "{other}");
        }
        assert_eq!(ask("unsubscribe", TOPIC, &[challenge]), Err(NotOurs::Mode(Mode::Unsubscribe)));
        assert_eq!(ask("x", TOPIC, &[challenge]), Err(NotOurs::Mode(Mode::Other)));
        let long = "c".repeat(CHALLENGE + 1);
        for more in [&[][..], &[("hub.challenge", "")], &[("hub.challenge", &long)]] {
            assert_eq!(ask("subscribe", TOPIC, more), Err(NotOurs::Field("hub.challenge")));
        }
        for broken in ["", "hub.mode", "&&&=", "%ff%fe=%", &"a".repeat(QUERY + 1)] {
            assert!(asked(broken, TOPIC).is_err());
        }
    }

    #[test]
    fn a_signature_is_of_this_body_under_this_secret() {
        // The second case of RFC 2202 and RFC 4231.
        let (key, body) = ("Jefe", b"what do ya want for nothing?");
        let known = [
            ("sha1", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            ("sha256", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (
                "sha384",
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
            ),
            (
                "sha512",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            ),
        ];
        for (method, hex) in known {
            let header = format!("{method}={hex}");
            assert!(signed(&header, key, body), "{method}");
            assert!(signed(&header.to_uppercase(), key, body), "{method} in capitals");
            assert!(!signed(&header, "jefe", body), "{method}: another secret");
            assert!(!signed(&header, key, b"what do ya want for nothing!"), "{method}: body");
            assert!(!signed(&header[..header.len() - 2], key, body), "{method}: cut short");
            assert!(!signed(&format!("md5={hex}"), key, body));
            assert!(!signed(hex, key, body));
        }
        for broken in ["", "=", "sha256=", "sha256=zz", "sha256=é", &"sha256=a".repeat(99)] {
            assert!(!signed(broken, key, body), "{broken}");
        }
    }
}

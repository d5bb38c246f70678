//! The links in mails: signed, so that nobody can make one up, and made for
//! one purpose, so that none serves for another.
//!
//! A token is `purpose (1) ‖ subject (8) ‖ object (8) ‖ time (8) ‖ MAC (16)`,
//! big-endian, in base64url without padding. The MAC is HMAC-SHA256 over what
//! stands before it, cut to 128 bits (RFC 2104 §5), and compared in constant
//! time. There is no address in any link.

mod push;
mod returns;

use aws_lc_rs::{constant_time, hmac};
use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
pub use returns::{Returned, Returns, ReturnsError};
use std::sync::{Arc, PoisonError, RwLock};
use story::{NewsletterId, ReaderId};

/// How long a confirmation link is good for.
pub const CONFIRM_HOURS: i64 = 48;
/// How long somebody may be put back who did not mean to leave.
pub const REJOIN_DAYS: i64 = 30;

const BODY: usize = 25;
const MAC: usize = 16;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Confirming a sign-up, for 48 hours.
    Confirm,
    /// Leaving a newsletter; never ends.
    Unsubscribe,
    /// The reader's own page; never ends.
    Manage,
    /// Coming back after leaving, for 30 days.
    Rejoin,
    /// A form that was served: its time says when.
    Form,
    /// Where a hub tells of a source's news; never ends. (6 and 7 are the
    /// addresses that mail comes back to.)
    Push,
}

impl Purpose {
    fn byte(self) -> u8 {
        match self {
            Self::Confirm => 1,
            Self::Unsubscribe => 2,
            Self::Manage => 3,
            Self::Rejoin => 4,
            Self::Form => 5,
            Self::Push => 8,
        }
    }
}

/// Whom and what a link is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The reader.
    pub reader: ReaderId,
    /// The title.
    pub newsletter: NewsletterId,
}

/// Why a link does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Cut short, made up, or made for something else.
    #[error("the link is not whole: copy all of it from the mail")]
    Broken,
    /// Good once, but no more.
    #[error("the link is too old: ask for a new one")]
    Expired,
}

/// Makes and reads the links of one installation. Clones share the secret and
/// the public address.
#[derive(Clone)]
pub struct Links {
    key: Arc<hmac::Key>,
    public_url: Arc<RwLock<String>>,
}

impl Links {
    /// Links signed with the installation's secret, leading to the public site.
    pub fn new(secret: [u8; 32], public_url: &str) -> Self {
        Self {
            key: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &secret)),
            public_url: Arc::new(RwLock::new(public_url.trim_end_matches('/').to_owned())),
        }
    }

    /// From now on, links lead there; for all clones.
    pub fn move_to(&self, public_url: &str) {
        *self.public_url.write().unwrap_or_else(PoisonError::into_inner) =
            public_url.trim_end_matches('/').to_owned();
    }

    /// The public site's address, without a slash at the end.
    pub fn public_url(&self) -> String {
        self.public_url.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The link that ends a subscription; its POST is the one-click of RFC 8058.
    pub fn unsubscribe(&self, reader: ReaderId, newsletter: NewsletterId) -> String {
        let token = self.token(Purpose::Unsubscribe, reader.0, newsletter.0, 0);
        format!("{}/u/{token}", self.public_url())
    }

    /// The link to the reader's own page.
    pub fn manage(&self, reader: ReaderId, newsletter: NewsletterId) -> String {
        let token = self.token(Purpose::Manage, reader.0, newsletter.0, 0);
        format!("{}/m/{token}", self.public_url())
    }

    /// The link that confirms a sign-up.
    pub fn confirm(&self, reader: ReaderId, newsletter: NewsletterId, now: Timestamp) -> String {
        let until = now.as_second().saturating_add(CONFIRM_HOURS * 3600);
        let token = self.token(Purpose::Confirm, reader.0, newsletter.0, until);
        format!("{}/confirm/{token}", self.public_url())
    }

    /// The token with which somebody who just left may come back.
    pub fn rejoin(&self, target: Target, now: Timestamp) -> String {
        let until = now.as_second().saturating_add(REJOIN_DAYS * 86_400);
        self.token(Purpose::Rejoin, target.reader.0, target.newsletter.0, until)
    }

    /// Reads a token that has to be for that purpose.
    pub fn parse(
        &self,
        purpose: Purpose,
        token: &str,
        now: Timestamp,
    ) -> Result<Target, LinkError> {
        let (reader, newsletter, until) = self.open(purpose, token)?;
        if until != 0 && now.as_second() >= until {
            return Err(LinkError::Expired);
        }
        Ok(Target { reader: ReaderId(reader), newsletter: NewsletterId(newsletter) })
    }

    /// The token of a form that is served now, for a subject of its own.
    pub fn form(&self, subject: i64, now: Timestamp) -> String {
        self.token(Purpose::Form, subject, 0, now.as_second())
    }

    /// How long ago the form was served.
    pub fn form_age(
        &self,
        subject: i64,
        token: &str,
        now: Timestamp,
    ) -> Result<SignedDuration, LinkError> {
        let (was_for, _, served) = self.open(Purpose::Form, token)?;
        if was_for != subject {
            return Err(LinkError::Broken);
        }
        Ok(SignedDuration::from_secs(now.as_second().saturating_sub(served)))
    }

    /// The secret word that every form of a session carries.
    pub fn session_word(&self, session: &str) -> String {
        let tag = hmac::sign(&self.key, format!("csrf\0{session}").as_bytes());
        BASE64URL_NOPAD.encode(tag.as_ref())
    }

    /// True if that is the session's word; in constant time.
    pub fn is_session_word(&self, session: &str, word: &str) -> bool {
        let ours = self.session_word(session);
        constant_time::verify_slices_are_equal(ours.as_bytes(), word.as_bytes()).is_ok()
    }

    fn token(&self, purpose: Purpose, subject: i64, object: i64, time: i64) -> String {
        let mut bytes = Vec::with_capacity(BODY + MAC);
        bytes.push(purpose.byte());
        for part in [subject, object, time] {
            bytes.extend_from_slice(&part.to_be_bytes());
        }
        let tag = hmac::sign(&self.key, &bytes);
        bytes.extend_from_slice(&tag.as_ref()[..MAC]);
        BASE64URL_NOPAD.encode(&bytes)
    }

    fn open(&self, purpose: Purpose, token: &str) -> Result<(i64, i64, i64), LinkError> {
        if token.len() > 80 {
            return Err(LinkError::Broken);
        }
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| LinkError::Broken)?;
        if bytes.len() != BODY + MAC {
            return Err(LinkError::Broken);
        }
        let (body, mac) = bytes.split_at(BODY);
        let tag = hmac::sign(&self.key, body);
        constant_time::verify_slices_are_equal(&tag.as_ref()[..MAC], mac)
            .map_err(|_| LinkError::Broken)?;
        if body[0] != purpose.byte() {
            return Err(LinkError::Broken);
        }
        let number = |at: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&body[at..at + 8]);
            i64::from_be_bytes(eight)
        };
        Ok((number(1), number(9), number(17)))
    }
}

impl std::fmt::Debug for Links {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Links({})", self.public_url())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Purpose; 6] = [
        Purpose::Confirm,
        Purpose::Unsubscribe,
        Purpose::Manage,
        Purpose::Rejoin,
        Purpose::Form,
        Purpose::Push,
    ];

    fn links() -> Links {
        Links::new([7; 32], "https://news.example.org/")
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_token_serves_one_purpose_only() {
        let (links, now) = (links(), at("2026-03-01T06:00:00Z"));
        for made in ALL {
            let token = links.token(made, 5, 6, 0);
            for asked in ALL {
                assert_eq!(links.parse(asked, &token, now).is_ok(), made == asked);
            }
        }
    }

    #[test]
    fn a_confirmation_ends_after_two_days() {
        let links = links();
        let url = links.confirm(ReaderId(1), NewsletterId(2), at("2026-03-01T06:00:00Z"));
        let token = url.strip_prefix("https://news.example.org/confirm/").unwrap();
        let parse = |now| links.parse(Purpose::Confirm, token, at(now));
        assert!(parse("2026-03-03T05:59:59Z").is_ok());
        assert_eq!(parse("2026-03-03T06:00:00Z"), Err(LinkError::Expired));
    }

    #[test]
    fn another_installation_does_not_accept_it() {
        let now = at("2026-03-01T06:00:00Z");
        let token = Links::new([8; 32], "").token(Purpose::Manage, 1, 2, 0);
        assert_eq!(links().parse(Purpose::Manage, &token, now), Err(LinkError::Broken));
    }

    proptest! {
        #[test]
        fn one_changed_byte_breaks_it(place in 0usize..41, flip in 1u8..=255, reader: i64) {
            let (links, now) = (links(), at("2026-03-01T06:00:00Z"));
            let token = links.token(Purpose::Unsubscribe, reader, 2, 0);
            let mut bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
            bytes[place] ^= flip;
            let forged = BASE64URL_NOPAD.encode(&bytes);
            prop_assert_eq!(links.parse(Purpose::Unsubscribe, &forged, now), Err(LinkError::Broken));
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let now = at("2026-03-01T06:00:00Z");
            prop_assert!(links().parse(Purpose::Manage, &text, now).is_err());
        }
    }
}

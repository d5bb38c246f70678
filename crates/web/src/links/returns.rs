//! Addresses that mail comes back to: a return path of each copy's own (VERP),
//! and one that ends a subscription by any mail to it (RFC 2369 §3.2).
//!
//! They are sub-addresses of one mailbox, `returns+TOKEN@news.example.org`. A
//! token is `purpose (1) ‖ reader ‖ object ‖ MAC (10)`, both numbers in LEB128,
//! in base32 without padding and without regard to case, for mailers fold it.
//! The MAC is HMAC-SHA256 cut to 80 bits: nobody can end a reader's
//! subscription, or have them taken for gone, with a forged bounce.

use super::{Links, Target};
use aws_lc_rs::{constant_time, hmac};
use data_encoding::BASE32_NOPAD;
use story::{Address, EditionId, NewsletterId, ReaderId};

const MAC: usize = 10;
const LEAVE: u8 = 6;
const BOUNCE: u8 = 7;
/// The longest token: purpose, two numbers of ten octets, MAC.
const LONGEST: usize = 1 + 10 + 10 + MAC;
/// So that mailbox, `+` and the longest token fit into 64 octets (RFC 5321
/// §4.5.3.1.1).
const LONGEST_MAILBOX: usize = 13;

/// The mailbox that mail comes back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returns {
    mailbox: Address,
}

/// Why an address can't be the mailbox.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} can't take the mail that comes back: {1}")]
pub struct ReturnsError(Address, &'static str);

impl Returns {
    /// The mailbox; mail to `mailbox+anything` must reach it too.
    pub fn at(mailbox: Address) -> Result<Self, ReturnsError> {
        let local = mailbox.as_str().split('@').next().unwrap_or_default();
        if local.len() > LONGEST_MAILBOX {
            let why = "the part before the @ may have 13 characters at most, since a token follows";
            return Err(ReturnsError(mailbox, why));
        }
        if local.contains('+') || !mailbox.is_ascii() {
            let why = "the part before the @ must be plain letters, digits, dots and hyphens";
            return Err(ReturnsError(mailbox, why));
        }
        Ok(Self { mailbox })
    }

    fn with(&self, token: &str) -> Option<Address> {
        let (local, domain) = self.mailbox.as_str().split_once('@')?;
        Address::parse(&format!("{local}+{token}@{domain}")).ok()
    }
}

/// What an address that mail came back to was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// The reader wants to leave.
    Leave(Target),
    /// A copy of that edition came back, or a word about it.
    Bounce {
        /// Whose copy.
        reader: ReaderId,
        /// Of what.
        edition: EditionId,
    },
}

impl Links {
    /// The return path of one copy (VERP).
    pub fn return_path(
        &self,
        returns: &Returns,
        reader: ReaderId,
        edition: EditionId,
    ) -> Option<Address> {
        returns.with(&self.short_token(BOUNCE, reader.0, edition.0))
    }

    /// The `mailto:` that ends a subscription.
    pub fn leave_by_mail(
        &self,
        returns: &Returns,
        reader: ReaderId,
        newsletter: NewsletterId,
    ) -> Option<String> {
        let to = returns.with(&self.short_token(LEAVE, reader.0, newsletter.0))?;
        Some(format!("mailto:{to}?subject=unsubscribe"))
    }

    /// What mail to that address is about; nothing if we did not make it.
    pub fn returned(&self, to: &str) -> Option<Returned> {
        let token = to.split('@').next()?.rsplit('+').next()?;
        if token.len() > LONGEST * 8 / 5 + 1 {
            return None;
        }
        let bytes = BASE32_NOPAD.decode(token.to_ascii_uppercase().as_bytes()).ok()?;
        let (body, mac) = bytes.split_at_checked(bytes.len().checked_sub(MAC)?)?;
        let tag = hmac::sign(&self.key, body);
        constant_time::verify_slices_are_equal(&tag.as_ref()[..MAC], mac).ok()?;
        let (purpose, rest) = body.split_first()?;
        let (reader, rest) = number(rest)?;
        let (object, rest) = number(rest)?;
        match (*purpose, rest) {
            (LEAVE, []) => Some(Returned::Leave(Target {
                reader: ReaderId(reader),
                newsletter: NewsletterId(object),
            })),
            (BOUNCE, []) => {
                Some(Returned::Bounce { reader: ReaderId(reader), edition: EditionId(object) })
            }
            _ => None,
        }
    }

    fn short_token(&self, purpose: u8, reader: i64, object: i64) -> String {
        let mut bytes = Vec::with_capacity(LONGEST);
        bytes.push(purpose);
        put_number(reader, &mut bytes);
        put_number(object, &mut bytes);
        let tag = hmac::sign(&self.key, &bytes);
        bytes.extend_from_slice(&tag.as_ref()[..MAC]);
        let mut token = BASE32_NOPAD.encode(&bytes);
        token.make_ascii_lowercase();
        token
    }
}

/// Appends a number in unsigned LEB128, seven bits an octet, the low ones first.
fn put_number(number: i64, out: &mut Vec<u8>) {
    let mut rest = number.cast_unsigned();
    while rest > 0x7f {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

fn number(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let mut value = 0u64;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value.cast_signed(), &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn links(secret: u8) -> Links {
        Links::new([secret; 32], "https://news.example.org")
    }

    fn returns() -> Returns {
        Returns::at(Address::parse("returns@news.example.org").unwrap()).unwrap()
    }

    #[test]
    fn mailboxes_that_have_no_room_are_refused() {
        for bad in
            ["a-very-long-name@example.org", "news+letters@example.org", "nüchtern@example.org"]
        {
            assert!(Returns::at(Address::parse(bad).unwrap()).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_was_made_is_read_back_in_any_case(reader: i64, object: i64, upper: bool) {
            let (links, returns) = (links(7), returns());
            let path = links.return_path(&returns, ReaderId(reader), EditionId(object)).unwrap();
            let seen = if upper { path.as_str().to_uppercase() } else { path.to_string() };
            let bounce = Returned::Bounce { reader: ReaderId(reader), edition: EditionId(object) };
            prop_assert_eq!(links.returned(&seen), Some(bounce));
            prop_assert!(path.as_str().split('@').next().unwrap().len() <= 64);
            let mail = links.leave_by_mail(&returns, ReaderId(reader), NewsletterId(object));
            let mail = mail.unwrap();
            let to = mail.strip_prefix("mailto:").unwrap().split('?').next().unwrap();
            let target = Target { reader: ReaderId(reader), newsletter: NewsletterId(object) };
            prop_assert_eq!(links.returned(to), Some(Returned::Leave(target)));
            prop_assert_eq!(super::tests::links(8).returned(to), None, "another installation");
        }

        #[test]
        fn a_changed_letter_or_any_other_text_is_nothing(
            place in 8usize..30, letter in "[a-z2-7]", text in any::<String>()
        ) {
            let (links, returns) = (links(7), returns());
            let path = links.return_path(&returns, ReaderId(70_000), EditionId(9)).unwrap();
            let mut forged = path.to_string();
            prop_assume!(forged[place..=place] != letter);
            forged.replace_range(place..=place, &letter);
            // The last letter's low bits carry nothing.
            prop_assume!(forged.as_bytes()[place + 1] != b'@');
            prop_assert_eq!(links.returned(&forged), None);
            prop_assert_eq!(links.returned(&text), None);
        }
    }
}

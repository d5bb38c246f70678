//! Secret words: how they are made, and what is kept of them.
//!
//! A session's or a one-time link's token is 256 random bits in base64url; the
//! store only ever sees its SHA-256. Passwords are kept as argon2id hashes.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use aws_lc_rs::{digest, rand};
use data_encoding::BASE64URL_NOPAD;

/// A password has at least so many characters.
pub const LEAST_PASSWORD: usize = 12;
/// And at most so many, so that nobody lets us hash a book.
pub const MOST_PASSWORD: usize = 256;

/// Why no secret word could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the machine gives no randomness, so no secret can be made: see that it has an entropy source"
)]
pub struct NoSecret;

/// A new token, and what the store keeps of it.
pub fn new_token() -> Result<(String, [u8; 32]), NoSecret> {
    let mut bytes = [0u8; 32];
    rand::fill(&mut bytes).map_err(|_| NoSecret)?;
    let token = BASE64URL_NOPAD.encode(&bytes);
    let kept = kept(&token);
    Ok((token, kept))
}

/// What the store keeps of a token: its SHA-256.
pub fn kept(token: &str) -> [u8; 32] {
    let mut out = [0u8; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    out
}

/// The argon2id hash of a password in PHC form. Takes some ten milliseconds of
/// a core: call it off the async threads.
pub fn hash_password(password: &str) -> Result<String, NoSecret> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|_| NoSecret)?;
    Ok(hash.to_string())
}

/// The hash of a word nobody knows, so that time does not tell an account that
/// is not there from a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bmlnaHRkZXNrbmlnaHQ$\
    Ry8bFZ1fW0hPXn0l7l2m4qJmXo4nqkZ8v0r1b2c3d4U";

/// True if that is the password. An account without a password takes as long
/// and is never opened by one.
pub fn is_password(password: &str, hash: &str) -> bool {
    let there = PasswordHash::new(hash).ok();
    let Some(parsed) = there.clone().or_else(|| PasswordHash::new(NOBODY).ok()) else {
        return false;
    };
    let fits = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    fits && there.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_its_own_hash_only() {
        let hash = hash_password("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(is_password("correct horse battery", &hash));
        assert!(!is_password("correct horse batterx", &hash));
        assert!(!is_password("", ""));
        assert!(!is_password("anything", "no hash at all"));
    }

    #[test]
    fn the_stand_in_hash_is_a_real_one() {
        // Else a missing account would be answered faster.
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!is_password("nightdesk", ""));
    }

    #[test]
    fn tokens_differ_and_are_not_kept_as_they_are() {
        let (a, kept_a) = new_token().unwrap();
        let (b, _) = new_token().unwrap();
        assert_ne!(a, b);
        assert_eq!(a.len(), 43);
        assert_eq!(kept(&a), kept_a);
    }
}

//! A picture as an edition's slot shows it. Its pixels are elsewhere: the
//! `picture` crate makes them, the store keeps them.

use serde::{Deserialize, Serialize};

/// What a hosted picture is called: the SHA-256 of its bytes in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PictureName(String);

/// Not a name of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a picture's name has 64 digits of lower-case hex")]
pub struct NoPictureName;

impl PictureName {
    /// The name in a text of 64 hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let fine = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        fine.then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where readers get it, below the site's address.
    pub fn path(&self) -> String {
        format!("/pictures/{}.jpg", self.0)
    }
}

impl TryFrom<String> for PictureName {
    type Error = NoPictureName;

    fn try_from(text: String) -> Result<Self, NoPictureName> {
        Self::parse(&text).ok_or(NoPictureName)
    }
}

impl From<PictureName> for String {
    fn from(name: PictureName) -> String {
        name.0
    }
}

impl std::fmt::Display for PictureName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The picture that an editor chose for a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotPicture {
    /// Its name.
    pub name: PictureName,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Where it was fetched from.
    pub url: String,
    /// What it shows, for those who do not see it; never empty.
    pub alt: String,
    /// Who made it, as it has to be printed; empty if nobody has to be named.
    pub credit: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_name() {
        for (text, fine) in [
            ("0123456789abcdef".repeat(4), true),
            ("0123456789ABCDEF".repeat(4), false),
            ("0123456789abcdef".repeat(3), false),
            (format!("{}/", "a".repeat(63)), false),
            (String::new(), false),
        ] {
            assert_eq!(PictureName::parse(&text).is_some(), fine, "{text}");
        }
    }
}

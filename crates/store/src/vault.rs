//! What is kept secret at rest: signing keys, the relays' passwords.
//!
//! Each value is sealed with AES-256-GCM under a key that lies in a file of
//! its own (`nightdesk.key`), apart from the database: a copy of the database
//! alone gives no password away and signs no mail. The value's name is part of
//! what is sealed, so that none can be put in another's place.

use crate::{Result, StoreError};
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use data_encoding::BASE64;
use std::{io::Write, path::Path};

const MARK: &str = "sealed:1:";
const NONCE: usize = 12;

/// The key, ready to seal and open.
pub struct Vault(RandomizedNonceKey);

impl Vault {
    /// Reads the key; makes it where there is none.
    pub fn open(path: &Path) -> Result<Self> {
        let failed = |why: &dyn std::fmt::Display| {
            StoreError::Database(format!("the key in {}: {why}", path.display()))
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                make(path).map_err(|e| failed(&e))?
            }
            Err(e) => return Err(failed(&e)),
        };
        let bytes = BASE64
            .decode(text.trim().as_bytes())
            .map_err(|_| failed(&"it is damaged; put it back from a backup"))?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, &bytes)
            .map_err(|_| failed(&"it is not of 32 octets; put it back from a backup"))?;
        Ok(Self(key))
    }

    /// Seals a value under its name.
    pub fn seal(&self, name: &str, value: &str) -> Result<String> {
        let mut bytes = value.as_bytes().to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(name), &mut bytes)
            .map_err(|_| StoreError::Database("a secret could not be sealed".into()))?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.extend_from_slice(&bytes);
        Ok(format!("{MARK}{}", BASE64.encode(&sealed)))
    }

    /// Opens what was sealed under that name; `None` where it is not sealed.
    pub fn unseal(&self, name: &str, sealed: &str) -> Result<Option<String>> {
        let Some(text) = sealed.strip_prefix(MARK) else { return Ok(None) };
        let open = || {
            let mut bytes = BASE64.decode(text.as_bytes()).ok()?;
            let (nonce, rest) = bytes.split_at_mut_checked(NONCE)?;
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let value = self.0.open_in_place(nonce, Aad::from(name), rest).ok()?;
            String::from_utf8(value.to_vec()).ok()
        };
        open().map(Some).ok_or_else(|| StoreError::Sealed { name: name.to_owned() })
    }
}

/// Makes a key that only this account may read. Of two that make one at once,
/// both get the first one's.
fn make(path: &Path) -> std::io::Result<String> {
    let mut key = [0u8; 32];
    aws_lc_rs::rand::fill(&mut key).map_err(|_| std::io::Error::other("no randomness"))?;
    let text = format!("{}\n", BASE64.encode(&key));
    let made = path.with_extension(format!("key.{}", std::process::id()));
    let mut options = std::fs::File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&made)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // A link, unlike a renaming, never takes the place of one that is there.
    let linked = std::fs::hard_link(&made, path);
    std::fs::remove_file(&made)?;
    match linked {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => Err(e),
        _ => std::fs::read_to_string(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_under_its_name_and_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let vault = Vault::open(&path("a.key")).unwrap();
        let sealed = vault.seal("relay", "\"pässword\"").unwrap();
        assert!(!sealed.contains("ssword"));
        let again = Vault::open(&path("a.key")).unwrap();
        assert_eq!(again.unseal("relay", &sealed).unwrap().as_deref(), Some("\"pässword\""));
        assert!(matches!(again.unseal("dkim", &sealed), Err(StoreError::Sealed { .. })));
        let other = Vault::open(&path("b.key")).unwrap();
        assert!(matches!(other.unseal("relay", &sealed), Err(StoreError::Sealed { .. })));
        for cut in [MARK.len(), MARK.len() + 4, sealed.len() - 4] {
            assert!(again.unseal("relay", &sealed[..cut]).is_err(), "{cut}");
        }
        assert_eq!(again.unseal("relay", "{}").unwrap(), None, "not sealed");
        assert_ne!(vault.seal("relay", "x").unwrap(), vault.seal("relay", "x").unwrap());
    }

    #[test]
    fn a_damaged_key_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nightdesk.key");
        std::fs::write(&path, "hello").unwrap();
        assert!(Vault::open(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "hello");
    }
}

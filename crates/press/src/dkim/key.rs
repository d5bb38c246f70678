//! Private keys: made, read, written, and their public halves as DNS records.

use super::DkimError;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256};
use data_encoding::BASE64;
use std::sync::Arc;

/// A private key of one of the two kinds that DKIM knows.
#[derive(Clone)]
pub struct Key(Kind);

#[derive(Clone)]
enum Kind {
    Rsa(Arc<KeyPair>),
    Ed25519(Arc<Ed25519KeyPair>),
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Makes a new RSA key of 2,048 bits: every receiver knows it.
    pub fn generate() -> Result<Self, DkimError> {
        let key = KeyPair::generate(KeySize::Rsa2048)
            .map_err(|_| DkimError::Sign("no key could be made".to_owned()))?;
        Ok(Self(Kind::Rsa(Arc::new(key))))
    }

    /// Makes a new Ed25519 key (RFC 8463): for a second signature beside the
    /// first, since many receivers do not know it yet.
    pub fn generate_ed25519() -> Result<Self, DkimError> {
        let key = Ed25519KeyPair::generate()
            .map_err(|_| DkimError::Sign("no key could be made".to_owned()))?;
        Ok(Self(Kind::Ed25519(Arc::new(key))))
    }

    /// Reads a key as [`Key::to_pem`] writes it (PKCS#8), or as
    /// `openssl genrsa` does.
    pub fn from_pem(pem: &str) -> Result<Self, DkimError> {
        let wrong = |why: &str| DkimError::Key(why.to_owned());
        let begin = pem.find("-----BEGIN ").ok_or_else(|| wrong("it has no BEGIN line"))?;
        let body = &pem[begin..];
        let end = body.find("-----END ").ok_or_else(|| wrong("it has no END line"))?;
        let (label, text) =
            body[..end].split_once('\n').ok_or_else(|| wrong("it has only one line"))?;
        let text: String = text.split_ascii_whitespace().collect();
        let der = BASE64.decode(text.as_bytes()).map_err(|e| DkimError::Key(e.to_string()))?;
        if let Ok(key) = Ed25519KeyPair::from_pkcs8(&der) {
            return Ok(Self(Kind::Ed25519(Arc::new(key))));
        }
        let key = if label.contains("BEGIN RSA PRIVATE KEY") {
            KeyPair::from_der(&der)
        } else {
            KeyPair::from_pkcs8(&der)
        };
        key.map(|k| Self(Kind::Rsa(Arc::new(k)))).map_err(|e| DkimError::Key(e.to_string()))
    }

    /// The key as PKCS#8 in PEM. Keep it secret.
    pub fn to_pem(&self) -> Result<String, DkimError> {
        let none = |_| DkimError::Sign("the key has no PKCS#8 form".into());
        let der: Pkcs8V1Der<'_> = match &self.0 {
            Kind::Rsa(key) => key.as_der().map_err(none)?,
            Kind::Ed25519(key) => key.as_der().map_err(none)?,
        };
        let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
        for line in BASE64.encode(der.as_ref()).as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END PRIVATE KEY-----\n");
        Ok(pem)
    }

    /// The text of the TXT record at `SELECTOR._domainkey.DOMAIN` (RFC 6376
    /// §3.6.1, RFC 8463 §4).
    pub fn dns_record(&self) -> Result<String, DkimError> {
        match &self.0 {
            Kind::Rsa(key) => {
                let der: PublicKeyX509Der<'_> = key
                    .public_key()
                    .as_der()
                    .map_err(|_| DkimError::Sign("the key has no public form".into()))?;
                Ok(format!("v=DKIM1; k=rsa; p={}", BASE64.encode(der.as_ref())))
            }
            Kind::Ed25519(key) => {
                Ok(format!("v=DKIM1; k=ed25519; p={}", BASE64.encode(key.public_key().as_ref())))
            }
        }
    }

    /// The word for it in the `a=` tag.
    pub(super) fn algorithm(&self) -> &'static str {
        match &self.0 {
            Kind::Rsa(_) => "rsa-sha256",
            Kind::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// Signs the relaxed header.
    pub(super) fn sign(&self, header: &[u8]) -> Result<Vec<u8>, DkimError> {
        match &self.0 {
            Kind::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), header, &mut signature)
                    .map_err(|_| DkimError::Sign("the key does not sign".to_owned()))?;
                Ok(signature)
            }
            // The hash of the header is signed, not the header (RFC 8463 §3).
            Kind::Ed25519(key) => {
                let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, header);
                Ok(key.sign(hash.as_ref()).as_ref().to_vec())
            }
        }
    }
}

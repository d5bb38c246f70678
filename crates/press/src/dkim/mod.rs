//! DKIM: rsa-sha256 with 2,048 bits, relaxed/relaxed (RFC 6376, RFC 8301), and
//! beside it, where wished, ed25519-sha256 (RFC 8463).
//!
//! The fields a reader judges a mail by are signed once more than they occur,
//! so that none can be added on the way (RFC 6376 §5.4.2). The RSA signature is
//! most of what a mail costs; aws-lc is by far the fastest at it, and a
//! [`Seal`] lets it be made before the hour.

mod key;
mod relaxed;

use data_encoding::BASE64;
use jiff::Timestamp;
pub use key::Key;
use memchr::memmem::Finder;
pub use relaxed::body_hash;
use relaxed::{fields, relaxed_field};
use std::sync::LazyLock;

static EMPTY_LINE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\r\n\r\n"));

/// Fields that are signed, and how often more than they occur.
const SIGNED: [(&str, usize); 14] = [
    ("From", 1),
    ("To", 1),
    ("Subject", 1),
    ("Date", 1),
    ("Reply-To", 1),
    ("Message-ID", 0),
    ("MIME-Version", 0),
    ("Content-Type", 0),
    ("List-Id", 0),
    ("List-Unsubscribe", 0),
    ("List-Unsubscribe-Post", 0),
    ("List-Archive", 0),
    ("Feedback-ID", 0),
    ("Auto-Submitted", 0),
];

/// SHA-256 of a body in relaxed form.
pub type BodyHash = [u8; 32];

/// What went wrong with a key or a signature.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DkimError {
    /// Not a private key.
    #[error("this is no RSA or Ed25519 key in PEM form (PKCS#8): {0}")]
    Key(String),
    /// A domain or selector that can't stand in a DNS name.
    #[error("{0:?} can not be part of a DKIM DNS name; use letters, digits, dots and hyphens")]
    Name(String),
    /// The message has no end of its header.
    #[error("the message has no empty line after its header fields")]
    NoBody,
    /// The library failed.
    #[error("the signature could not be made: {0}")]
    Sign(String),
}

/// An RSA signature apart from its mail: enough to sign that mail later
/// without the key, and useless for any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// When it was made: the `t=` tag, in whole seconds.
    pub at: Timestamp,
    /// SHA-256 of the relaxed body.
    pub body: BodyHash,
    /// The signature of the relaxed header.
    pub signature: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Named {
    key: Key,
    selector: String,
}

/// Signs mails of one domain.
#[derive(Clone, Debug)]
pub struct Signer {
    domain: String,
    first: Named,
    second: Option<Named>,
}

/// A message taken apart for signing.
struct Parts {
    /// The `h=` tag.
    names: String,
    /// The signed fields in relaxed form.
    header: Vec<u8>,
}

impl Signer {
    /// A signer; the domain should be that of the From address (DMARC).
    pub fn new(key: &Key, domain: &str, selector: &str) -> Result<Self, DkimError> {
        let first = Named { key: key.clone(), selector: name(selector)? };
        Ok(Self { domain: name(domain)?, first, second: None })
    }

    /// Adds a second signature by another key.
    pub fn and(mut self, key: &Key, selector: &str) -> Result<Self, DkimError> {
        self.second = Some(Named { key: key.clone(), selector: name(selector)? });
        Ok(self)
    }

    /// The domain that signs.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The selector of the first signature.
    pub fn selector(&self) -> &str {
        &self.first.selector
    }

    /// Puts DKIM-Signature fields in front of the message (CRLF line ends).
    pub fn sign(&self, message: &mut Vec<u8>, at: Timestamp) -> Result<(), DkimError> {
        let seal = self.seal(message, body_hash, at)?;
        self.attach(message, &seal)
    }

    /// Makes the first signature, but leaves the message as it is. `hash` tells
    /// what [`body_hash`] would of the body.
    pub fn seal(
        &self,
        message: &[u8],
        hash: impl Fn(&[u8]) -> BodyHash,
        at: Timestamp,
    ) -> Result<Seal, DkimError> {
        let (head, body) = halves(message)?;
        let body = hash(body);
        let signature = self.mark(&self.first, &Parts::of(head), at, &body)?;
        Ok(Seal { at, body, signature })
    }

    /// Puts a signature that was made before in front of its message, and
    /// makes the second one, which costs little.
    pub fn attach(&self, message: &mut Vec<u8>, seal: &Seal) -> Result<(), DkimError> {
        let (head, _) = halves(message)?;
        let mut field = Vec::with_capacity(1536);
        let names = match &self.second {
            Some(second) => {
                let parts = Parts::of(head);
                let signature = self.mark(second, &parts, seal.at, &seal.body)?;
                self.write(second, &parts.names, seal.at, &seal.body, &signature, &mut field);
                parts.names
            }
            None => names(&fields(head)),
        };
        self.write(&self.first, &names, seal.at, &seal.body, &seal.signature, &mut field);
        message.splice(..0, field);
        Ok(())
    }

    fn mark(
        &self,
        by: &Named,
        parts: &Parts,
        at: Timestamp,
        body: &BodyHash,
    ) -> Result<Vec<u8>, DkimError> {
        let mut hashed = parts.header.clone();
        // The signature's own field is hashed without its end (§3.7).
        let value = self.value(by, &parts.names, at, body);
        relaxed_field(b"dkim-signature", value.as_bytes(), &mut hashed);
        hashed.truncate(hashed.len() - 2);
        by.key.sign(&hashed)
    }

    /// The field's value up to its signature.
    fn value(&self, by: &Named, names: &str, at: Timestamp, body: &[u8; 32]) -> String {
        let mut value = format!(
            " v=1; a={}; c=relaxed/relaxed; d={};\r\n\ts={}; t={};\r\n\th=",
            by.key.algorithm(),
            self.domain,
            by.selector,
            at.as_second()
        );
        let mut column = 3;
        for (i, name) in names.split(':').enumerate() {
            if i > 0 {
                value.push(':');
                column += 1;
                if column + name.len() > 74 {
                    value.push_str("\r\n\t ");
                    column = 2;
                }
            }
            value.push_str(name);
            column += name.len();
        }
        value.push_str(";\r\n\tbh=");
        BASE64.encode_append(body, &mut value);
        value.push_str(";\r\n\tb=");
        value
    }

    fn write(
        &self,
        by: &Named,
        names: &str,
        at: Timestamp,
        body: &BodyHash,
        signature: &[u8],
        out: &mut Vec<u8>,
    ) {
        out.extend_from_slice(b"DKIM-Signature:");
        out.extend_from_slice(self.value(by, names, at, body).as_bytes());
        for (i, part) in BASE64.encode(signature).as_bytes().chunks(72).enumerate() {
            if i > 0 {
                out.extend_from_slice(b"\r\n\t");
            }
            out.extend_from_slice(part);
        }
        out.extend_from_slice(b"\r\n");
    }
}

impl Parts {
    fn of(head: &[u8]) -> Self {
        let fields = fields(head);
        let mut header = Vec::with_capacity(3072);
        for (name, _) in SIGNED {
            // The last of equal fields is signed first (RFC 6376 §5.4.2).
            for field in fields.iter().rev().filter(|f| f.0.eq_ignore_ascii_case(name.as_bytes())) {
                relaxed_field(field.0, field.1, &mut header);
            }
        }
        Self { names: names(&fields), header }
    }
}

/// The `h=` tag: each field as often as it occurs, and some once more.
fn names(fields: &[(&[u8], &[u8])]) -> String {
    let mut names = String::with_capacity(256);
    for (name, more) in SIGNED {
        let there = fields.iter().filter(|f| f.0.eq_ignore_ascii_case(name.as_bytes())).count();
        for _ in 0..there + more {
            if !names.is_empty() {
                names.push(':');
            }
            names.push_str(name);
        }
    }
    names
}

/// Header (with its last line end) and body.
fn halves(message: &[u8]) -> Result<(&[u8], &[u8]), DkimError> {
    let end = EMPTY_LINE.find(message).ok_or(DkimError::NoBody)?;
    Ok((&message[..end + 2], &message[end + 4..]))
}

fn name(name: &str) -> Result<String, DkimError> {
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.';
    if name.is_empty() || name.len() > 253 || !name.chars().all(fine) {
        return Err(DkimError::Name(name.to_owned()));
    }
    Ok(name.to_owned())
}

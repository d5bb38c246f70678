//! DKIM: rsa-sha256 with 2,048 bits, relaxed/relaxed (RFC 6376, RFC 8301).
//!
//! The fields a reader judges a mail by are signed once more than they occur,
//! so that none can be added on the way (RFC 6376 §5.4.2). Signing is most of
//! what a mail costs; aws-lc is by far the fastest at it.

use aws_lc_rs::digest::{self, SHA256};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use data_encoding::BASE64;
use jiff::Timestamp;
use std::sync::Arc;

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

/// What went wrong with a key or a signature.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DkimError {
    /// Not a private key.
    #[error("this is no RSA key in PEM form (PKCS#8): {0}")]
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

/// A private key.
#[derive(Clone)]
pub struct Key(Arc<KeyPair>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Makes a new key of 2,048 bits.
    pub fn generate() -> Result<Self, DkimError> {
        let key = KeyPair::generate(KeySize::Rsa2048)
            .map_err(|_| DkimError::Sign("no key could be made".to_owned()))?;
        Ok(Self(Arc::new(key)))
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
        let key = if label.contains("BEGIN RSA PRIVATE KEY") {
            KeyPair::from_der(&der)
        } else {
            KeyPair::from_pkcs8(&der)
        };
        key.map(|k| Self(Arc::new(k))).map_err(|e| DkimError::Key(e.to_string()))
    }

    /// The key as PKCS#8 in PEM. Keep it secret.
    pub fn to_pem(&self) -> Result<String, DkimError> {
        let der: Pkcs8V1Der<'_> =
            self.0.as_der().map_err(|_| DkimError::Sign("the key has no PKCS#8 form".into()))?;
        let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
        for line in BASE64.encode(der.as_ref()).as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END PRIVATE KEY-----\n");
        Ok(pem)
    }

    /// The text of the TXT record at `SELECTOR._domainkey.DOMAIN`.
    pub fn dns_record(&self) -> Result<String, DkimError> {
        let der: PublicKeyX509Der<'_> = self
            .0
            .public_key()
            .as_der()
            .map_err(|_| DkimError::Sign("the key has no public form".into()))?;
        Ok(format!("v=DKIM1; k=rsa; p={}", BASE64.encode(der.as_ref())))
    }
}

/// Signs mails of one domain.
#[derive(Clone, Debug)]
pub struct Signer {
    key: Key,
    domain: String,
    selector: String,
}

impl Signer {
    /// A signer; the domain should be that of the From address (DMARC).
    pub fn new(key: &Key, domain: &str, selector: &str) -> Result<Self, DkimError> {
        for name in [domain, selector] {
            let fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.';
            if name.is_empty() || name.len() > 253 || !name.chars().all(fine) {
                return Err(DkimError::Name(name.to_owned()));
            }
        }
        Ok(Self { key: key.clone(), domain: domain.to_owned(), selector: selector.to_owned() })
    }

    /// The DNS name of the record.
    pub fn dns_name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// Puts a DKIM-Signature field in front of the message (CRLF line ends).
    pub fn sign(&self, message: &mut Vec<u8>, at: Timestamp) -> Result<(), DkimError> {
        let end = memchr::memmem::find(message, b"\r\n\r\n").ok_or(DkimError::NoBody)?;
        let (head, body) = (&message[..end + 2], &message[end + 4..]);
        let fields = fields(head);
        let mut names = String::new();
        let mut hashed = Vec::with_capacity(2048);
        for (name, more) in SIGNED {
            // The last of equal fields is signed first (RFC 6376 §5.4.2).
            for field in fields.iter().rev().filter(|f| f.0.eq_ignore_ascii_case(name.as_bytes())) {
                relaxed_field(field.0, field.1, &mut hashed);
                push_name(&mut names, name);
            }
            (0..more).for_each(|_| push_name(&mut names, name));
        }
        let mut value = format!(
            " v=1; a=rsa-sha256; c=relaxed/relaxed; d={};\r\n\ts={}; t={};\r\n\th=",
            self.domain,
            self.selector,
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
        value.push_str(&format!(";\r\n\tbh={};\r\n\tb=", BASE64.encode(body_hash(body).as_ref())));
        // The signature's own field is hashed without its end (§3.7).
        relaxed_field(b"dkim-signature", value.as_bytes(), &mut hashed);
        hashed.truncate(hashed.len() - 2);
        let mut signature = vec![0; self.key.0.public_modulus_len()];
        self.key
            .0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &hashed, &mut signature)
            .map_err(|_| DkimError::Sign("the key does not sign".to_owned()))?;
        let mut field = format!("DKIM-Signature:{value}").into_bytes();
        for (i, part) in BASE64.encode(&signature).as_bytes().chunks(72).enumerate() {
            if i > 0 {
                field.extend_from_slice(b"\r\n\t");
            }
            field.extend_from_slice(part);
        }
        field.extend_from_slice(b"\r\n");
        message.splice(..0, field);
        Ok(())
    }
}

fn push_name(names: &mut String, name: &str) {
    if !names.is_empty() {
        names.push(':');
    }
    names.push_str(name);
}

/// Name and value (folds and all, without the last line end) of each field.
fn fields(head: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut out = Vec::with_capacity(24);
    let mut rest = head;
    while !rest.is_empty() {
        let mut end = 0;
        loop {
            match memchr::memmem::find(&rest[end..], b"\r\n") {
                Some(at) => end += at + 2,
                None => end = rest.len(),
            }
            if end >= rest.len() || !matches!(rest[end], b' ' | b'\t') {
                break;
            }
        }
        let field = &rest[..end];
        let field = field.strip_suffix(b"\r\n").unwrap_or(field);
        if let Some(colon) = memchr::memchr(b':', field) {
            out.push((&field[..colon], &field[colon + 1..]));
        }
        rest = &rest[end..];
    }
    out
}

/// RFC 6376 §3.4.2.
fn relaxed_field(name: &[u8], value: &[u8], out: &mut Vec<u8>) {
    out.extend(name.trim_ascii().iter().map(u8::to_ascii_lowercase));
    out.push(b':');
    let start = out.len();
    let mut space = false;
    for &b in value {
        match b {
            b'\r' | b'\n' => {}
            b' ' | b'\t' => space = true,
            _ => {
                if space && out.len() > start {
                    out.push(b' ');
                }
                space = false;
                out.push(b);
            }
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// The hash of the body in relaxed form (RFC 6376 §3.4.4).
fn body_hash(body: &[u8]) -> digest::Digest {
    let mut hash = digest::Context::new(&SHA256);
    let mut empty_lines = 0_usize;
    // Runs of octets that are the same in relaxed form go in at once.
    let mut run = 0..0;
    let mut rest = 0;
    while rest < body.len() {
        let end = memchr::memmem::find(&body[rest..], b"\r\n").map_or(body.len(), |at| rest + at);
        let next = (end + 2).min(body.len());
        let line = &body[rest..end];
        let trimmed = line.trim_suffix_wsp();
        if trimmed.is_empty() {
            empty_lines += 1;
            hash.update(&body[std::mem::replace(&mut run, next..next)]);
            rest = next;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty_lines) {
            hash.update(b"\r\n");
        }
        let as_is = trimmed.len() == line.len()
            && next == end + 2
            && memchr::memchr(b'\t', line).is_none()
            && memchr::memmem::find(line, b"  ").is_none();
        if as_is {
            if run.end != rest {
                run = rest..rest;
            }
            run.end = next;
        } else {
            hash.update(&body[std::mem::replace(&mut run, next..next)]);
            let mut relaxed = Vec::with_capacity(line.len() + 2);
            let mut space = false;
            for &b in trimmed {
                if matches!(b, b' ' | b'\t') {
                    space = true;
                } else {
                    if std::mem::take(&mut space) {
                        relaxed.push(b' ');
                    }
                    relaxed.push(b);
                }
            }
            relaxed.extend_from_slice(b"\r\n");
            hash.update(&relaxed);
        }
        rest = next;
    }
    hash.update(&body[run]);
    hash.finish()
}

trait TrimWsp {
    fn trim_suffix_wsp(&self) -> &[u8];
}

impl TrimWsp for [u8] {
    fn trim_suffix_wsp(&self) -> &[u8] {
        let end = self.iter().rposition(|b| !matches!(b, b' ' | b'\t')).map_or(0, |at| at + 1);
        &self[..end]
    }
}

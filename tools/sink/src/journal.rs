//! The log of acceptances: one JSON object a line, appended in one write
//! before the mail is answered for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// One acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts from 1 since the sink's start.
    pub id: u64,
    /// When the final dot was read.
    pub at: Timestamp,
    /// Envelope sender.
    pub from: String,
    /// Envelope recipients.
    pub to: Vec<String>,
    /// Its Message-ID field, or empty.
    pub message_id: String,
    /// SHA-256 in hex of the mail without its DKIM-Signature fields: equal for
    /// two copies that were signed at different times.
    pub sha256: String,
    /// Octets, without the final dot and without dot-stuffing.
    pub size: usize,
}

/// An open log.
#[derive(Debug)]
pub struct Journal(Mutex<File>);

impl Journal {
    /// Opens for appending; made if it is not there.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        Ok(Self(Mutex::new(File::options().append(true).create(true).open(path)?)))
    }

    /// Appends one line in one write. Not synced: it outlives the sender's
    /// death and the sink's, not the machine's.
    pub fn write(&self, entry: &Entry) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
    }

    /// Reads a log; a last line that was cut off is left out.
    pub fn read(path: &Path) -> std::io::Result<Vec<Entry>> {
        let text = std::fs::read_to_string(path)?;
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        whole.lines().map(|l| serde_json::from_str(l).map_err(std::io::Error::other)).collect()
    }
}

/// The Message-ID of a mail and the SHA-256 of what is not its DKIM signature.
pub(crate) fn digest(mail: &[u8]) -> (String, String) {
    let end = memchr::memmem::find(mail, b"\r\n\r\n").map_or(mail.len(), |at| at + 2);
    let (head, rest) = mail.split_at(end);
    let mut hash = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    let mut message_id = String::new();
    let mut skipping = false;
    for line in head.split_inclusive(|b| *b == b'\n') {
        let continues = matches!(line.first(), Some(b' ' | b'\t'));
        if !continues {
            let name: &[u8] = line.split(|b| *b == b':').next().unwrap_or_default();
            skipping = name.eq_ignore_ascii_case(b"DKIM-Signature");
            if name.eq_ignore_ascii_case(b"Message-ID") {
                let value = line.get(name.len() + 1..).unwrap_or_default();
                message_id = String::from_utf8_lossy(value).trim().to_owned();
            }
        }
        if !skipping {
            hash.update(line);
        }
    }
    hash.update(rest);
    (message_id, data_encoding::HEXLOWER.encode(hash.finish().as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_does_not_count() {
        let one = b"DKIM-Signature: v=1; t=1;\r\n\tb=abc\r\nMessage-ID: <a@b>\r\n\r\nHello\r\n";
        let two = b"DKIM-Signature: v=1; t=2;\r\n\tb=xyz\r\nMessage-ID: <a@b>\r\n\r\nHello\r\n";
        let other = b"Message-ID: <a@b>\r\n\r\nHallo\r\n";
        assert_eq!(digest(one), digest(two));
        assert_eq!(digest(one).0, "<a@b>");
        assert_ne!(digest(one).1, digest(other).1);
    }
}

//! The plate: an edition rendered once into a whole mail with gaps, and the
//! imprint that fills them for one reader.
//!
//! Everything is encoded when the plate is set: an imprint only puts octets
//! one after the other. The same plate and reader give the same octets at
//! every try.
//!
//! Never here: a ledger, a socket, a clock.

mod colour;
mod gap;
mod html;
mod text;

use crate::dkim::{self, BodyHash};
use crate::mime::{self, Field};
use crate::sheet::Sheet;
use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use gap::{Gap, Marks};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use story::{Address, EditionId, ReaderId};

/// HTML beyond this many octets is warned of: some mail programs cut it off at
/// about 102,000.
pub const HTML_WARN: usize = 80_000;
/// HTML beyond this many octets is refused.
pub const HTML_MAX: usize = 100_000;
/// The longest address of a page that may stand in a header field.
const URL_MAX: usize = 900;
const MAGIC: &[u8] = b"nightdesk plate 1\n";

/// Why no plate, or no imprint of it, can be made.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PlateError {
    /// The HTML is too large.
    #[error(
        "the mail's HTML has {0} octets; mail programs cut it off beyond {HTML_MAX}. Take stories out or shorten them"
    )]
    TooLarge(usize),
    /// The template failed.
    #[error("the mail could not be rendered: {0}")]
    Template(String),
    /// A value has characters that can't stand in a mail.
    #[error("{what} can not stand in a mail: {value:?}")]
    Unfit {
        /// Which value.
        what: &'static str,
        /// The value, cut short.
        value: String,
    },
    /// Bytes that are no plate of this version.
    #[error("this is no plate this version can read: {0}")]
    Stored(String),
    /// The mail could not be signed.
    #[error(transparent)]
    Dkim(#[from] crate::dkim::DkimError),
}

/// What stands on the outside of every mail of an edition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Which edition.
    pub edition: EditionId,
    /// The name readers see.
    pub from_name: String,
    /// The From address.
    pub from: Address,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<Address>,
    /// Where bounces go; the From address if nothing better is known.
    pub return_path: Address,
    /// The list's name for ever, as a host name (RFC 2919): `morning.example.org`.
    pub list_id: String,
    /// The list's name for people.
    pub list_name: String,
    /// The Date of all copies.
    pub date: Timestamp,
    /// IANA name of the zone the Date is written in.
    pub zone: String,
    /// The host in Message-IDs.
    pub message_domain: String,
    /// Gmail's Feedback-ID: `edition:list:newsroom:sender`.
    pub feedback: Option<String>,
}

/// One reader's words.
#[derive(Clone, Copy, Debug)]
pub struct Imprint<'a> {
    /// What they want to be called; may be empty.
    pub name: &'a str,
    /// Where the mail goes.
    pub address: &'a Address,
    /// The https address that unsubscribes them, by POST at one click.
    pub unsubscribe: &'a str,
    /// The mailto address that does so too.
    pub unsubscribe_mail: Option<&'a str>,
    /// The address of their page.
    pub manage: &'a str,
    /// The Message-ID, with brackets.
    pub message_id: &'a str,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Piece {
    /// Octets as they go out.
    Words(String),
    /// A gap in the text part.
    Text(Gap),
    /// A gap in the HTML part, where some characters must be escaped.
    Html(Gap),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Set {
    edition: EditionId,
    return_path: Address,
    message_domain: String,
    /// Fields that are the same for all, each with its line end.
    head: String,
    body: Vec<Piece>,
    warnings: Vec<String>,
}

/// A rendered edition with gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Plate {
    set: Set,
    hash: [u8; 32],
    /// Octets of an imprint, about.
    weight: usize,
    /// Every body is its own relaxed form.
    relaxed: bool,
}

impl Plate {
    /// Renders an edition. Once: whatever is changed in the sheet afterwards
    /// is another plate.
    pub fn set(sheet: &Sheet, envelope: &Envelope) -> Result<Self, PlateError> {
        let source = serde_json::to_vec(&(sheet, envelope))
            .map_err(|e| PlateError::Template(e.to_string()))?;
        let marks = Marks::of(&source);
        let html = html::render(sheet, &marks)?;
        let text = text::write(sheet, &marks);
        let mut warnings = Vec::new();
        if html.len() > HTML_MAX {
            return Err(PlateError::TooLarge(html.len()));
        }
        if html.len() > HTML_WARN {
            warnings.push(format!(
                "the mail's HTML has {} octets; mail programs cut it off beyond {HTML_MAX}",
                html.len()
            ));
        }
        // `=_` can not occur in quoted-printable (RFC 2045 §6.7), so the
        // boundary is never part of a body.
        let boundary =
            format!("=_nd_{}", HEXLOWER.encode(&digest(&SHA256, &source).as_ref()[..12]));
        let mut body = Vec::new();
        words(
            &mut body,
            format!(
                "--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            ),
        );
        for (part, gap) in marks.cut(&text) {
            encode(&mut body, part);
            body.extend(gap.map(Piece::Text));
        }
        words(
            &mut body,
            format!(
                "\r\n--{boundary}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            ),
        );
        for (part, gap) in marks.cut(&html) {
            encode(&mut body, part);
            body.extend(gap.map(Piece::Html));
        }
        words(&mut body, format!("\r\n--{boundary}--\r\n"));
        let set = Set {
            edition: envelope.edition,
            return_path: envelope.return_path.clone(),
            message_domain: envelope.message_domain.clone(),
            head: head(sheet, envelope, &boundary)?,
            body,
            warnings,
        };
        Ok(Self::ready(set))
    }

    fn ready(set: Set) -> Self {
        let relaxed = is_relaxed(&set.body);
        let mut plate = Self { set, hash: [0; 32], weight: 0, relaxed };
        let bytes = plate.to_bytes();
        plate.hash.copy_from_slice(digest(&SHA256, &bytes).as_ref());
        plate.weight = bytes.len() + 2048;
        plate
    }

    /// The plate as it is kept in the ledger.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        // Serialising plain strings and numbers to memory does not fail.
        out.extend(serde_json::to_vec(&self.set).unwrap_or_default());
        out
    }

    /// Reads a kept plate.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PlateError> {
        let json = bytes
            .strip_prefix(MAGIC)
            .ok_or_else(|| PlateError::Stored("it does not begin as one".to_owned()))?;
        let set = serde_json::from_slice(json).map_err(|e| PlateError::Stored(e.to_string()))?;
        Ok(Self::ready(set))
    }

    /// SHA-256 of the kept form.
    pub fn digest(&self) -> &[u8; 32] {
        &self.hash
    }

    /// SHA-256 of the kept form, in hex.
    pub fn hash(&self) -> String {
        HEXLOWER.encode(&self.hash)
    }

    /// What an editor should know before sending.
    pub fn warnings(&self) -> &[String] {
        &self.set.warnings
    }

    /// Which edition it is.
    pub fn edition(&self) -> EditionId {
        self.set.edition
    }

    /// Where bounces go.
    pub fn return_path(&self) -> &Address {
        &self.set.return_path
    }

    /// The host in its Message-IDs, which is the sender's domain.
    pub fn message_domain(&self) -> &str {
        &self.set.message_domain
    }

    /// The Message-ID of a reader's copy: the same at every try, never the
    /// same for two readers.
    pub fn message_id(&self, reader: ReaderId) -> String {
        let mut input = self.hash.to_vec();
        input.extend_from_slice(&reader.0.to_be_bytes());
        let hash = digest(&SHA256, &input);
        let name = BASE32_NOPAD.encode(&hash.as_ref()[..20]).to_lowercase();
        format!("<{name}@{}>", self.set.message_domain)
    }

    /// The hash that DKIM takes of the body of an imprint of this plate.
    /// (Every body has a gap near its top, so there is no beginning worth
    /// hashing once for all.)
    pub fn body_hash(&self, body: &[u8]) -> BodyHash {
        if !self.relaxed {
            return dkim::body_hash(body);
        }
        let mut out = [0; 32];
        out.copy_from_slice(digest(&SHA256, body).as_ref());
        debug_assert_eq!(out, dkim::body_hash(body), "this is no imprint of the plate");
        out
    }

    /// Writes a reader's mail to `out`, which is emptied before.
    pub fn imprint(&self, reader: &Imprint<'_>, out: &mut Vec<u8>) -> Result<(), PlateError> {
        out.clear();
        out.reserve(self.weight);
        check("the reader's name", reader.name, 400)?;
        check_url("the unsubscribe address", reader.unsubscribe)?;
        check_url("the address of the reader's page", reader.manage)?;
        check_url("the Message-ID", reader.message_id)?;
        out.extend_from_slice(self.set.head.as_bytes());
        let mut to = Field::begin("To", out);
        to.mailbox(reader.name, reader.address.as_str());
        to.end();
        mime::plain_field("Message-ID", reader.message_id, out);
        let mut leave = Field::begin("List-Unsubscribe", out);
        match reader.unsubscribe_mail {
            Some(mail) => {
                check_url("the unsubscribe address", mail)?;
                leave.token(&format!("<{}>,", reader.unsubscribe));
                leave.token(&format!("<{mail}>"));
            }
            None => leave.token(&format!("<{}>", reader.unsubscribe)),
        }
        leave.end();
        out.extend_from_slice(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\n");
        for piece in &self.set.body {
            let value = |gap: Gap| match gap {
                Gap::Address => reader.address.as_str(),
                Gap::Unsubscribe => reader.unsubscribe,
                Gap::Manage => reader.manage,
            };
            match piece {
                Piece::Words(w) => out.extend_from_slice(w.as_bytes()),
                Piece::Text(gap) => mime::quoted_printable(value(*gap), out),
                Piece::Html(gap) => mime::quoted_printable(&html::escape(value(*gap)), out),
            }
        }
        Ok(())
    }
}

/// True if every body is its own relaxed form (RFC 6376 §3.4.4), as all are
/// that [`Plate::set`] makes: what goes into the gaps is by its encoding.
fn is_relaxed(body: &[Piece]) -> bool {
    let ends = matches!(body.last(), Some(Piece::Words(w)) if w.ends_with("--\r\n"));
    ends && body.iter().all(|piece| match piece {
        Piece::Words(w) => {
            let bad = ["  ", " \r\n", "\t"].iter().any(|bad| w.contains(bad));
            !(bad || w.starts_with(' ') || w.ends_with(' '))
        }
        Piece::Text(_) | Piece::Html(_) => true,
    })
}

/// The mail's HTML with an invented reader's words in its gaps, as the desk
/// shows it.
pub fn preview(sheet: &Sheet) -> Result<String, PlateError> {
    let marks = sample_marks(sheet);
    Ok(filled(&marks, &html::render(sheet, &marks)?))
}

/// The mail's text part, likewise.
pub fn preview_text(sheet: &Sheet) -> String {
    let marks = sample_marks(sheet);
    filled(&marks, &text::write(sheet, &marks))
}

fn sample_marks(sheet: &Sheet) -> Marks {
    Marks::of(&serde_json::to_vec(sheet).unwrap_or_default())
}

fn filled(marks: &Marks, part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for (words, gap) in marks.cut(part) {
        out.push_str(words);
        out.push_str(match gap {
            Some(Gap::Address) => "reader@example.org",
            Some(Gap::Unsubscribe | Gap::Manage) => "#",
            None => "",
        });
    }
    out
}

fn head(sheet: &Sheet, envelope: &Envelope, boundary: &str) -> Result<String, PlateError> {
    check("the sender's name", &envelope.from_name, 200)?;
    check("the subject", &sheet.subject, 900)?;
    check("the list's name", &envelope.list_name, 200)?;
    check_url("the list's id", &envelope.list_id)?;
    check_url("the host of Message-IDs", &envelope.message_domain)?;
    let zone = TimeZone::get(&envelope.zone).unwrap_or(TimeZone::UTC);
    let mut out = Vec::with_capacity(1024);
    let mut from = Field::begin("From", &mut out);
    from.mailbox(&envelope.from_name, envelope.from.as_str());
    from.end();
    if let Some(address) = &envelope.reply_to {
        mime::plain_field("Reply-To", address.as_str(), &mut out);
    }
    mime::text_field("Subject", &sheet.subject, &mut out);
    mime::plain_field("Date", &mime::date(envelope.date, &zone), &mut out);
    let mut list = Field::begin("List-Id", &mut out);
    list.mailbox(&envelope.list_name, &envelope.list_id);
    list.end();
    let archive = html::web_url(&sheet.archive_url);
    if !archive.is_empty() && archive.is_ascii() && archive.len() <= URL_MAX {
        mime::plain_field("List-Archive", &format!("<{archive}>"), &mut out);
    }
    if let Some(feedback) = &envelope.feedback {
        check_url("the Feedback-ID", feedback)?;
        mime::plain_field("Feedback-ID", feedback, &mut out);
    }
    // Keeps out-of-office answers away (RFC 3834 §2; the second is Exchange's).
    out.extend_from_slice(b"Precedence: list\r\nX-Auto-Response-Suppress: OOF, AutoReply\r\n");
    out.extend_from_slice(
        b"MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"",
    );
    out.extend_from_slice(boundary.as_bytes());
    out.extend_from_slice(b"\"\r\n");
    String::from_utf8(out).map_err(|e| PlateError::Template(e.to_string()))
}

fn words(body: &mut Vec<Piece>, text: String) {
    match body.last_mut() {
        Some(Piece::Words(before)) => before.push_str(&text),
        _ => body.push(Piece::Words(text)),
    }
}

fn encode(body: &mut Vec<Piece>, text: &str) {
    let mut out = Vec::with_capacity(text.len() + text.len() / 8);
    mime::quoted_printable(text, &mut out);
    // Quoted-printable is ASCII.
    words(body, String::from_utf8_lossy(&out).into_owned());
}

/// Refuses what would break a header field.
fn check(what: &'static str, value: &str, max: usize) -> Result<(), PlateError> {
    if value.len() > max || value.chars().any(char::is_control) {
        return Err(PlateError::Unfit { what, value: value.chars().take(60).collect() });
    }
    Ok(())
}

/// Refuses what is not visible ASCII.
fn check_url(what: &'static str, value: &str) -> Result<(), PlateError> {
    let inner = value.strip_prefix('<').and_then(|v| v.strip_suffix('>')).unwrap_or(value);
    let fine = !inner.is_empty()
        && inner.len() <= URL_MAX
        && inner.bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>' && b != b'"');
    if fine {
        Ok(())
    } else {
        Err(PlateError::Unfit { what, value: value.chars().take(60).collect() })
    }
}

//! Whole single mails: what the outbox sends.

use crate::dkim::Signer;
use crate::mime::{self, Field};
use crate::plate::PlateError;
use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use story::{Address, Lang, one_line};

/// A single mail.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// The name in From.
    pub from_name: String,
    /// The From address.
    pub from: Address,
    /// The name in To; may be empty.
    pub to_name: String,
    /// The To address.
    pub to: Address,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<Address>,
    /// Its subject.
    pub subject: String,
    /// Its words as plain text.
    pub text: String,
    /// Its words as HTML; left out where empty.
    pub html: String,
    /// With brackets; never used for another mail.
    pub message_id: String,
    /// Its date.
    pub date: Timestamp,
    /// The language of its words.
    pub language: Lang,
}

/// Builds the message with CRLF line ends. It says that a machine wrote it
/// (RFC 3834 §5), so that no machine answers.
///
/// Names and the subject are brought onto one line without controls. Fails if
/// the Message-ID is none, or the key does not sign.
pub fn letter(letter: &Letter, signer: Option<&Signer>) -> Result<Vec<u8>, PlateError> {
    let id = &letter.message_id;
    let graphic = id.len() <= 900 && id.bytes().all(|b| b.is_ascii_graphic());
    if !(graphic && id.starts_with('<') && id.ends_with('>') && id.contains('@')) {
        let value = id.chars().take(60).collect();
        return Err(PlateError::Unfit { what: "the Message-ID", value });
    }
    let mut out = Vec::with_capacity(2048 + letter.text.len() + letter.html.len());
    let mut from = Field::begin("From", &mut out);
    from.mailbox(&one_line(&letter.from_name), letter.from.as_str());
    from.end();
    let mut to = Field::begin("To", &mut out);
    to.mailbox(&one_line(&letter.to_name), letter.to.as_str());
    to.end();
    if let Some(address) = &letter.reply_to {
        mime::plain_field("Reply-To", address.as_str(), &mut out);
    }
    mime::text_field("Subject", &one_line(&letter.subject), &mut out);
    mime::plain_field("Date", &mime::date(letter.date, &TimeZone::UTC), &mut out);
    mime::plain_field("Message-ID", id, &mut out);
    mime::plain_field("Content-Language", letter.language.as_str(), &mut out);
    out.extend_from_slice(
        b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nMIME-Version: 1.0\r\n",
    );
    if letter.html.is_empty() {
        write_part("text/plain", &letter.text, &mut out);
    } else {
        // `=_` can not occur in quoted-printable (RFC 2045 §6.7).
        let boundary =
            format!("=_nd_{}", HEXLOWER.encode(&digest(&SHA256, id.as_bytes()).as_ref()[..12]));
        out.extend_from_slice(
            format!("Content-Type: multipart/alternative;\r\n boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n").as_bytes(),
        );
        write_part("text/plain", &letter.text, &mut out);
        out.extend_from_slice(format!("\r\n--{boundary}\r\n").as_bytes());
        write_part("text/html", &letter.html, &mut out);
        out.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    }
    if let Some(signer) = signer {
        signer.sign(&mut out, letter.date)?;
    }
    Ok(out)
}

fn write_part(kind: &str, text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("Content-Type: {kind}; charset=utf-8\r\n").as_bytes());
    out.extend_from_slice(b"Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    let end = if text.ends_with('\n') { "" } else { "\n" };
    mime::quoted_printable(&format!("{text}{end}"), out);
}

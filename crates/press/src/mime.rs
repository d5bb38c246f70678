//! How text is written so that every mail server passes it on unchanged:
//! quoted-printable (RFC 2045 §6.7), encoded words (RFC 2047), folded fields
//! (RFC 5322 §2.2.3), and the Date field.

use data_encoding::BASE64;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The longest line of a quoted-printable part, without its line end.
pub const QP_LINE: usize = 76;
/// Where header fields are folded.
const FOLD: usize = 78;

/// Writes text as quoted-printable. It must be called at the start of a line
/// and ends at the start of a line: after a soft line end unless the text ends
/// with a line end itself. So pieces can be put one after the other.
///
/// `\n` is a line end; a `\r` before it is dropped, one elsewhere is encoded.
/// Dots at the start of a line are encoded, so that nothing needs stuffing;
/// tabs and the second of two spaces too, so that the text is its own relaxed
/// form (RFC 6376 §3.4.4).
pub fn quoted_printable(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut column = 0;
    let mut i = 0;
    while i < bytes.len() {
        let b = bytes[i];
        if b == b'\n' || (b == b'\r' && bytes.get(i + 1) == Some(&b'\n')) {
            out.extend_from_slice(b"\r\n");
            column = 0;
            i += if b == b'\r' { 2 } else { 1 };
            continue;
        }
        let next_ends = matches!(bytes.get(i + 1), Some(b'\n'))
            || (bytes.get(i + 1) == Some(&b'\r') && bytes.get(i + 2) == Some(&b'\n'));
        let plain = match b {
            b'=' => false,
            b' ' => !next_ends && !out.ends_with(b" "),
            b'\t' => false,
            b'.' => column > 0,
            // A line that starts with "From " is changed by old mailboxes.
            b'F' => !(column == 0 && bytes[i..].starts_with(b"From ")),
            0x21..=0x7e => true,
            _ => false,
        };
        let width = if plain { 1 } else { 3 };
        // One column is kept free for the `=` of a soft line end. An octet
        // group of one character is not torn apart where it needn't be.
        let whole = if b >= 0xc0 {
            3 * (1 + bytes[i + 1..].iter().take(3).take_while(|c| (**c & 0xc0) == 0x80).count())
        } else {
            width
        };
        if column + whole > QP_LINE - 1 && column > 0 && (b & 0xc0) != 0x80 {
            out.extend_from_slice(b"=\r\n");
            column = 0;
            // The octet is at the start of a line now; judge it again.
            continue;
        }
        if plain {
            out.push(b);
        } else {
            out.push(b'=');
            out.push(HEX[usize::from(b >> 4)]);
            out.push(HEX[usize::from(b & 15)]);
        }
        column += width;
        i += 1;
    }
    if column > 0 {
        out.extend_from_slice(b"=\r\n");
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// A word that may stand in a phrase without quotes (RFC 5322 §3.2.3).
fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

/// The tokens a text becomes in a header: plain words where it is ASCII,
/// otherwise encoded words of at most 75 characters (RFC 2047 §2) that do not
/// tear a character apart (§5).
fn tokens(text: &str, room_on_first: usize) -> Vec<String> {
    // What looks like an encoded word must be encoded, or it would be read as one.
    if text.is_ascii() && !text.contains("=?") && text.split(' ').all(|w| w.len() <= 75) {
        return text.split(' ').map(str::to_owned).collect();
    }
    // `=?UTF-8?B??=` takes 12 characters of 75; base64 makes 4 of 3 octets.
    let room = |width: usize| (width.saturating_sub(12) / 4 * 3).clamp(4, 45);
    let mut out = Vec::new();
    let mut part = String::new();
    let mut limit = room(room_on_first);
    for c in text.chars() {
        if part.len() + c.len_utf8() > limit {
            out.push(encoded_word(&part));
            part.clear();
            limit = room(75);
        }
        part.push(c);
    }
    if !part.is_empty() {
        out.push(encoded_word(&part));
    }
    out
}

fn encoded_word(text: &str) -> String {
    format!("=?UTF-8?B?{}?=", BASE64.encode(text.as_bytes()))
}

/// A header field being written, folded before the word that would go beyond
/// 78 columns.
pub struct Field<'a> {
    out: &'a mut Vec<u8>,
    column: usize,
    first: bool,
}

impl<'a> Field<'a> {
    /// Begins `Name:`.
    pub fn begin(name: &str, out: &'a mut Vec<u8>) -> Self {
        out.extend_from_slice(name.as_bytes());
        out.push(b':');
        Self { out, column: name.len() + 1, first: true }
    }

    /// Puts a token after a space, on a new line if it does not fit.
    pub fn token(&mut self, token: &str) {
        // The first token stays with its name where the line limit allows:
        // some readers stumble over a field that begins on its second line.
        let fits = self.column + 1 + token.len() <= FOLD || (self.first && token.len() <= 900);
        if !fits {
            self.out.extend_from_slice(b"\r\n");
            self.column = 0;
        }
        self.out.push(b' ');
        self.out.extend_from_slice(token.as_bytes());
        self.column += 1 + token.len();
        self.first = false;
    }

    /// Free text: Subject and the like.
    pub fn text(&mut self, text: &str) {
        for token in tokens(text, FOLD.saturating_sub(self.column + 1)) {
            self.token(&token);
        }
    }

    /// A display name and an address: `Ann Example <ann@example.org>`.
    pub fn mailbox(&mut self, name: &str, address: &str) {
        if name.is_empty() {
            return self.token(address);
        }
        if name.is_ascii() && !name.contains("=?") && name.len() < 60 {
            if name.split(' ').all(|w| !w.is_empty() && w.chars().all(is_atom)) {
                name.split(' ').for_each(|w| self.token(w));
            } else {
                self.token(&format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")));
            }
        } else {
            // An encoded word stands outside quotes (RFC 2047 §5).
            let room = FOLD.saturating_sub(self.column + 1);
            let words = if name.is_ascii() { encoded_all(name, room) } else { tokens(name, room) };
            words.iter().for_each(|w| self.token(w));
        }
        self.token(&format!("<{address}>"));
    }

    /// Ends the field.
    pub fn end(self) {
        self.out.extend_from_slice(b"\r\n");
    }
}

/// Encoded words for an ASCII text that may not stand as it is.
fn encoded_all(text: &str, _room: usize) -> Vec<String> {
    text.as_bytes().chunks(45).map(|c| encoded_word(&String::from_utf8_lossy(c))).collect()
}

/// Writes a field of free text.
pub fn text_field(name: &str, text: &str, out: &mut Vec<u8>) {
    let mut field = Field::begin(name, out);
    field.text(text);
    field.end();
}

/// Writes a field as it stands. The value must be ASCII of fewer than 900
/// octets without line ends.
pub fn plain_field(name: &str, value: &str, out: &mut Vec<u8>) {
    let mut field = Field::begin(name, out);
    value.split(' ').for_each(|w| field.token(w));
    field.end();
}

/// `Tue, 24 Nov 2026 06:30:00 +0100` (RFC 5322 §3.3).
pub fn date(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn qp(text: &str) -> String {
        let mut out = Vec::new();
        quoted_printable(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn field(name: &str, text: &str) -> String {
        let mut out = Vec::new();
        text_field(name, text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn quoted_printable_at_its_edges() {
        for (case, text, expected) in [
            ("plain", "a b\n", "a b\r\n"),
            ("an equals sign", "a=b\n", "a=3Db\r\n"),
            ("a space at the end of a line", "a \nb\n", "a=20\r\nb\r\n"),
            ("a dot at the start", ".a\n..\n", "=2Ea\r\n=2E.\r\n"),
            ("From at the start", "From me\n", "=46rom me\r\n"),
            ("no line end", "a", "a=\r\n"),
            ("a lone carriage return", "a\rb\n", "a=0Db\r\n"),
            ("letters beyond ASCII", "é\n", "=C3=A9\r\n"),
        ] {
            assert_eq!(qp(text), expected, "{case}");
        }
    }

    #[test]
    fn names_as_people_have_them() {
        for (name, expected) in [
            ("", "To: a@example.org\r\n"),
            ("Ann Example", "To: Ann Example <a@example.org>\r\n"),
            ("Ann \"A\" O'Neill, Dr.", "To: \"Ann \\\"A\\\" O'Neill, Dr.\" <a@example.org>\r\n"),
            ("Jürgen", "To: =?UTF-8?B?SsO8cmdlbg==?= <a@example.org>\r\n"),
            ("=?x?q?y?=", "To: =?UTF-8?B?PT94P3E/eT89?= <a@example.org>\r\n"),
        ] {
            let mut out = Vec::new();
            let mut field = Field::begin("To", &mut out);
            field.mailbox(name, "a@example.org");
            field.end();
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{name}");
        }
    }

    #[test]
    fn the_date_field() {
        let at = "2026-03-01T05:30:00Z".parse().unwrap();
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(date(at, &berlin), "Sun, 01 Mar 2026 06:30:00 +0100");
    }

    proptest! {
        #[test]
        fn quoted_printable_keeps_its_lines(text in "(\\PC|[\\n .=]){0,400}") {
            let out = qp(&text);
            for line in out.split("\r\n") {
                prop_assert!(line.len() <= QP_LINE, "{line:?}");
                prop_assert!(!line.contains(['\r', '\n']));
                prop_assert!(!line.starts_with('.'));
                prop_assert!(!line.ends_with([' ', '\t']));
            }
            prop_assert!(out.is_empty() || out.ends_with("\r\n"));
            let back = mail_parser::decoders::quoted_printable::quoted_printable_decode(out.as_bytes());
            let back = String::from_utf8(back.unwrap()).unwrap().replace("\r\n", "\n");
            prop_assert_eq!(back, text);
        }

        #[test]
        fn subjects_come_back(text in "\\PC{1,200}") {
            let text = story::one_line(&text);
            prop_assume!(!text.is_empty());
            let out = field("Subject", &text);
            for line in out.trim_end().split("\r\n") {
                prop_assert!(line.len() <= 78, "{line:?}");
            }
            let mail = format!("{out}\r\n");
            let parsed = mail_parser::MessageParser::default().parse(mail.as_bytes()).unwrap();
            prop_assert_eq!(parsed.subject().unwrap(), text);
        }
    }
}

//! Bytes to text. Valid UTF-8 wins over any declaration, because declarations
//! lie; then a byte order mark, the charset of HTTP, that of the XML or HTML
//! itself, and windows-1252, which every byte string is valid in.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The text, and how many characters could not be decoded.
pub fn decode(bytes: &[u8], media: Option<&str>) -> (String, usize) {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[skip..]);
    }
    if let Some(wide) = without_mark(bytes) {
        return with(wide, bytes);
    }
    let declared = media
        .and_then(charset)
        .or_else(|| declaration(bytes))
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        // A declaration that can be read in ASCII is in no UTF-16.
        .filter(|e| e.is_ascii_compatible());
    // ISO-2022-JP is ASCII and so "valid UTF-8"; its declaration must be heard.
    let escapes = declared.is_some_and(|e| e.name() == "ISO-2022-JP");
    if !escapes && let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), 0);
    }
    match declared {
        Some(e) if e != UTF_8 => with(e, bytes),
        // Said to be UTF-8 and not quite: a few broken bytes, or plainly wrong?
        _ => {
            let (text, lost) = with(UTF_8, bytes);
            let high = bytes.iter().filter(|b| **b >= 0x80).count();
            if lost * 4 > high { with(WINDOWS_1252, bytes) } else { (text, lost) }
        }
    }
}

/// UTF-16 that lacks its byte order mark: `<` and a zero, or the other way.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes.get(..4)? {
        [b'<', 0, c, 0] if *c != 0 => Some(encoding_rs::UTF_16LE),
        [0, b'<', 0, c] if *c != 0 => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> (String, usize) {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let lost = text.matches('\u{FFFD}').count();
    (text.into_owned(), lost)
}

fn charset(media: &str) -> Option<String> {
    let lower = media.to_ascii_lowercase();
    let at = lower.find("charset=")? + "charset=".len();
    let label: String = lower[at..]
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// `encoding="…"` of an XML declaration or `charset=…` of an HTML head.
fn declaration(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    if let Some(at) = head.find("encoding=").filter(|_| head.trim_start().starts_with("<?xml")) {
        let label: String = head[at + "encoding=".len()..]
            .trim_start_matches(['"', '\''])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
            .collect();
        return Some(label);
    }
    charset(&head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_true_and_false() {
        let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe4</a>";
        assert!(decode(latin, None).0.contains('ä'));
        let lie = "<?xml version='1.0' encoding='iso-8859-1'?><a>ä</a>".as_bytes();
        assert!(decode(lie, None).0.contains("<a>ä</a>"));
        assert!(decode(b"caf\xe9", Some("text/plain; charset=ISO-8859-1")).0.contains("café"));
        assert_eq!(decode(b"na\xefve caf\xe9", None).0, "naïve café");
        assert!(decode(b"<?xml version='1.0' encoding='utf-8'?>\x93x\x94", None).0.contains("“x”"));
        assert!(decode(b"\xff\xfea\0b\0", None).0.contains("ab"));
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='windows-1251'?>\xcc\xe8\xf0", None)
                .0
                .chars()
                .last(),
            Some('р')
        );
    }
}

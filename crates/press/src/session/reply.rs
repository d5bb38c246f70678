//! Replies of a server, read from a stream that may be cut anywhere and may
//! be hostile (RFC 5321 §4.2).

/// One whole reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The three digits.
    pub code: u16,
    /// The enhanced status code of the first line (RFC 3463), if it has one.
    pub enhanced: Option<(u8, u16, u16)>,
    /// The words of its lines without codes, each line cleaned of controls.
    pub lines: Vec<String>,
}

impl Reply {
    /// The first digit: 2 yes, 3 go on, 4 not now, 5 no.
    pub fn class(&self) -> u16 {
        self.code / 100
    }

    /// The whole as one line, as shown to people: `550 5.1.1 No such user`.
    pub fn words(&self) -> String {
        let mut out = self.code.to_string();
        for line in self.lines.iter().filter(|l| !l.is_empty()) {
            out.push(' ');
            out.push_str(line);
        }
        // A reply is shown and stored for every reader: not a page each.
        if let Some((at, _)) = out.char_indices().nth(500) {
            out.truncate(at);
        }
        out
    }
}

/// What makes a reply one that must not be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Garbled {
    /// More than [`MAX_REPLY`] octets.
    #[error("the server's reply is longer than {MAX_REPLY} octets")]
    TooLong,
    /// No three digits, or lines with different ones.
    #[error("the server's reply is no SMTP reply: {0:?}")]
    NotSmtp(String),
}

/// The longest reply that is read, over all its lines.
pub const MAX_REPLY: usize = 10 * 1024;

/// Puts replies together.
#[derive(Debug, Default)]
pub struct Replies {
    held: Vec<u8>,
    part: Option<Reply>,
    size: usize,
}

impl Replies {
    /// Takes octets as they came.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
    }

    /// True if nothing is held that was not read as a reply.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty() && self.part.is_none()
    }

    /// The next whole reply, if there is one.
    pub fn take(&mut self) -> Result<Option<Reply>, Garbled> {
        loop {
            let Some(end) = self.held.iter().position(|b| *b == b'\n') else {
                if self.size + self.held.len() > MAX_REPLY {
                    return Err(Garbled::TooLong);
                }
                return Ok(None);
            };
            self.size += end + 1;
            if self.size > MAX_REPLY {
                return Err(Garbled::TooLong);
            }
            let line: Vec<u8> = self.held.drain(..=end).collect();
            let line = &line[..end];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let (code, last, text) = split(line).ok_or_else(|| {
                Garbled::NotSmtp(String::from_utf8_lossy(line).chars().take(80).collect())
            })?;
            let text = story::one_line(&String::from_utf8_lossy(text));
            match &mut self.part {
                None => {
                    self.part =
                        Some(Reply { code, enhanced: enhanced(code, &text), lines: vec![text] });
                }
                Some(part) if part.code == code => part.lines.push(text),
                Some(_) => {
                    return Err(Garbled::NotSmtp("lines with different codes".to_owned()));
                }
            }
            if last {
                self.size = 0;
                return Ok(self.part.take());
            }
        }
    }
}

/// Code, whether it is the last line, and text of `250-text`.
fn split(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    if line.contains(&0) {
        return None;
    }
    let digits = line.get(..3)?;
    if !(b'2'..=b'5').contains(&digits[0]) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = digits.iter().fold(0, |n, d| n * 10 + u16::from(d - b'0'));
    match line.get(3) {
        None => Some((code, true, b"")),
        Some(b' ') => Some((code, true, &line[4..])),
        Some(b'-') => Some((code, false, &line[4..])),
        Some(_) => None,
    }
}

/// The enhanced code at the start of a text, if it agrees with the reply's
/// class (RFC 2034 §4).
fn enhanced(code: u16, text: &str) -> Option<(u8, u16, u16)> {
    let word = text.split([' ', '\t']).next()?;
    let mut parts = word.split('.');
    let class: u8 = parts.next()?.parse().ok()?;
    let subject = parts.next()?.parse().ok()?;
    let detail = parts.next()?.parse().ok()?;
    (parts.next().is_none() && u16::from(class) == code / 100).then_some((class, subject, detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<Vec<Reply>, Garbled> {
        let mut replies = Replies::default();
        replies.feed(bytes);
        let mut out = Vec::new();
        while let Some(r) = replies.take()? {
            out.push(r);
        }
        Ok(out)
    }

    #[test]
    fn replies_as_servers_write_them() {
        for (case, bytes, words) in [
            ("one line", "250 Ok\r\n", vec!["250 Ok"]),
            ("many lines", "250-a\r\n250-b\r\n250 c\r\n", vec!["250 a b c"]),
            ("no text at all", "250\r\n", vec!["250"]),
            ("a bare line feed", "250 Ok\n", vec!["250 Ok"]),
            ("two in one packet", "250 a\r\n354 b\r\n", vec!["250 a", "354 b"]),
            ("not yet whole", "250-a\r\n250", vec![]),
            ("controls in the words", "250 a\x1b[31mb\r\n", vec!["250 a [31mb"]),
        ] {
            let got: Vec<_> = read(bytes.as_bytes()).unwrap().iter().map(Reply::words).collect();
            assert_eq!(got, words, "{case}");
        }
    }

    #[test]
    fn hostile_replies_are_refused() {
        for (case, bytes) in [
            ("no digits", b"hello\r\n".to_vec()),
            ("a code of no class", b"199 x\r\n".to_vec()),
            ("a NUL", b"250 a\0b\r\n".to_vec()),
            ("different codes", b"250-a\r\n550 b\r\n".to_vec()),
            ("no end", vec![b'2'; 11_000]),
            ("endless lines", b"250-aaaaaaaaaaaa\r\n".repeat(1000)),
            ("four digits", b"2500 a\r\n".to_vec()),
        ] {
            assert!(read(&bytes).is_err(), "{case}");
        }
    }

    #[test]
    fn enhanced_codes_must_agree_with_the_code() {
        for (text, expected) in [
            ("550 5.1.1 No", Some((5, 1, 1))),
            ("550 4.1.1 No", None),
            ("550 No", None),
            ("550 5.1 No", None),
            ("550 5.1.1.1 No", None),
        ] {
            let got = read(format!("{text}\r\n").as_bytes()).unwrap();
            assert_eq!(got[0].enhanced, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_cut_reads_the_same(cuts in proptest::collection::vec(1_usize..9, 1..40)) {
            let bytes = b"220 hi\r\n250-x\r\n250-PIPELINING\r\n250 y\r\n550 5.1.1 no\r\n421 bye\r\n";
            let mut replies = Replies::default();
            let mut got = Vec::new();
            let mut rest = &bytes[..];
            for cut in cuts.into_iter().cycle() {
                if rest.is_empty() { break; }
                let (now, later) = rest.split_at(cut.min(rest.len()));
                replies.feed(now);
                rest = later;
                while let Some(r) = replies.take().unwrap() { got.push(r); }
            }
            prop_assert_eq!(got, read(bytes).unwrap());
        }

        #[test]
        fn any_bytes_end_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }
    }
}

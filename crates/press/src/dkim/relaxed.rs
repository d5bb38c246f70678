//! The relaxed forms that are hashed (RFC 6376 §3.4.2 and §3.4.4).

use super::BodyHash;
use aws_lc_rs::digest::{self, SHA256};
use memchr::memmem::Finder;
use std::sync::LazyLock;

// A finder costs more to make than a line to search.
static LINE_END: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\r\n"));
static TWO_SPACES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"  "));
static SPACE_AT_END: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b" \r\n"));

/// Name and value (folds and all, without the last line end) of each field.
pub(super) fn fields(head: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut out = Vec::with_capacity(24);
    let mut rest = head;
    while !rest.is_empty() {
        let mut end = 0;
        loop {
            match LINE_END.find(&rest[end..]) {
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
pub(super) fn relaxed_field(name: &[u8], value: &[u8], out: &mut Vec<u8>) {
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
pub fn body_hash(body: &[u8]) -> BodyHash {
    let digest = match as_it_is(body) {
        Some(relaxed) => digest::digest(&SHA256, relaxed),
        None => relaxed_digest(body),
    };
    let mut out = [0; 32];
    out.copy_from_slice(digest.as_ref());
    out
}

/// The part of a body that is its own relaxed form, as most of ours are: then
/// it is hashed in one go.
fn as_it_is(body: &[u8]) -> Option<&[u8]> {
    let mut end = body.len();
    while body[..end].ends_with(b"\r\n\r\n") {
        end -= 2;
    }
    let body = &body[..end];
    let fine = body.len() > 2
        && body.ends_with(b"\r\n")
        && memchr::memchr(b'\t', body).is_none()
        && TWO_SPACES.find(body).is_none()
        && SPACE_AT_END.find(body).is_none();
    fine.then_some(body)
}

fn relaxed_digest(body: &[u8]) -> digest::Digest {
    let mut hash = digest::Context::new(&SHA256);
    let mut empty_lines = 0_usize;
    // Runs of octets that are the same in relaxed form go in at once.
    let mut run = 0..0;
    let mut rest = 0;
    while rest < body.len() {
        let end = LINE_END.find(&body[rest..]).map_or(body.len(), |at| rest + at);
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
            && TWO_SPACES.find(line).is_none();
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

#[cfg(test)]
mod tests {
    use super::{as_it_is, body_hash, digest, relaxed_digest};

    proptest::proptest! {
        /// Both ways to the hash agree on any body of the octets that matter.
        #[test]
        fn the_short_way_hashes_the_same(body in "([ab.=]| |\t|\r\n|\r|\n){0,24}(\r\n){0,3}") {
            let body = body.as_bytes();
            let long = relaxed_digest(body);
            proptest::prop_assert_eq!(&body_hash(body)[..], long.as_ref());
        }
    }

    #[test]
    fn the_short_way_is_taken_by_a_plain_body() {
        let body = b"a b\r\n\r\n c\r\n\r\n\r\n";
        assert_eq!(as_it_is(body), Some(&b"a b\r\n\r\n c\r\n"[..]));
        assert_eq!(body_hash(body), digest::digest(&digest::SHA256, b"a b\r\n\r\n c\r\n").as_ref());
    }
}

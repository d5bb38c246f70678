//! What a file is, by its first bytes. What it was sent as and what it is
//! called are not asked: both are a stranger's word.

use image::ImageFormat;

/// The format of a picture that can be read, or what the file is instead, in
/// words.
pub(crate) fn kind(bytes: &[u8]) -> Result<ImageFormat, &'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => return Ok(ImageFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            return Ok(ImageFormat::WebP);
        }
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => return Err("a HEIC or AVIF file, or a film"),
        _ => {}
    }
    for (start, format) in [
        (&b"\x89PNG\r\n\x1a\n"[..], ImageFormat::Png),
        (b"GIF87a", ImageFormat::Gif),
        (b"GIF89a", ImageFormat::Gif),
    ] {
        if bytes.starts_with(start) {
            return Ok(format);
        }
    }
    for (start, what) in [
        (&b"%PDF"[..], "a PDF"),
        (b"II*\0", "a TIFF file"),
        (b"MM\0*", "a TIFF file"),
        (b"BM", "a BMP file"),
        (b"\x1f\x8b", "a packed file"),
        (b"PK", "a packed file"),
    ] {
        if bytes.starts_with(start) {
            return Err(what);
        }
    }
    // Markup, after a byte order mark and white space.
    let head = bytes.get(..1024).unwrap_or(bytes);
    let text = String::from_utf8_lossy(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head));
    let text = text.trim_start().to_ascii_lowercase();
    Err(match text {
        _ if text.is_empty() => "an empty file",
        _ if text.starts_with('<') && text.contains("<svg") => "an SVG drawing",
        _ if text.starts_with("<!doctype html") || text.starts_with("<html") => "a web page",
        _ if text.starts_with('<') => "a file of markup",
        _ => "another kind of file",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_their_bytes() {
        for (bytes, words) in [
            (&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], "SVG"),
            (b"\xef\xbb\xbf <?xml version='1.0'?><!-- x --><SVG>", "SVG"),
            (b"<!DOCTYPE html><title>404</title>", "web page"),
            (b"<rss/>", "markup"),
            (b"%PDF-1.7", "PDF"),
            (b"\0\0\0\x1cftypavif", "AVIF"),
            (b"\x1f\x8b\x08\0<svg", "packed"),
            (b"", "empty"),
            (b"  ", "empty"),
            (b"\0", "another"),
        ] {
            let said = kind(bytes).unwrap_err();
            assert!(said.contains(words), "{said}: {words}");
        }
        assert_eq!(kind(b"\xff\xd8\xff\xe0<svg>"), Ok(ImageFormat::Jpeg));
        assert_eq!(kind(b"RIFF\0\0\0\0WEBPVP8 "), Ok(ImageFormat::WebP));
    }
}

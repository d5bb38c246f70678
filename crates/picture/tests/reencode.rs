//! What comes out of `reencode`, and what does not get in. The samples are
//! made here.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use image::codecs::gif::GifEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{
    DynamicImage, ExtendedColorType, Frame, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba,
    RgbaImage,
};
use picture::{BYTES, PictureError, TALLEST, WIDEST, reencode};
use proptest::prelude::*;
use std::io::Cursor;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

const RED: Rgb<u8> = Rgb([220, 20, 20]);
const BLUE: Rgb<u8> = Rgb([20, 20, 220]);

/// Red on the left, blue on the right.
fn halves(width: u32, height: u32) -> DynamicImage {
    let half = |x, _| if x < width / 2 { RED } else { BLUE };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, half))
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn jpeg(picture: &DynamicImage) -> Vec<u8> {
    written(picture, ImageFormat::Jpeg)
}

/// A JPEG with an EXIF block that says how it is to be turned and names a place.
fn turned(picture: &DynamicImage, orientation: u8) -> Vec<u8> {
    let tiff = [
        &b"Exif\0\0MM\0*\0\0\0\x08\0\x01"[..],
        &[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
        b"Secret Harbour 54.3N",
    ]
    .concat();
    let plain = jpeg(picture);
    let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &tiff, &plain[2..]].concat()
}

fn back(bytes: &[u8]) -> RgbImage {
    assert_eq!(image::guess_format(bytes).unwrap(), ImageFormat::Jpeg);
    image::load_from_memory(bytes).unwrap().into_rgb8()
}

/// Near enough for a JPEG.
fn is(found: &Rgb<u8>, wanted: Rgb<u8>) -> bool {
    std::iter::zip(found.0, wanted.0).all(|(a, b)| a.abs_diff(b) < 24)
}

#[test]
fn each_kind_comes_out_as_a_plain_jpeg() {
    let small = halves(64, 40);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let out = reencode(&written(&small, format)).unwrap();
        assert_eq!((out.width, out.height), (64, 40), "{format:?}");
        let seen = back(&out.bytes);
        assert!(is(seen.get_pixel(4, 20), RED) && is(seen.get_pixel(60, 20), BLUE), "{format:?}");
    }
}

#[test]
fn the_name_is_of_the_bytes_and_of_nothing_else() {
    let (a, b) =
        (reencode(&jpeg(&halves(64, 40))).unwrap(), reencode(&jpeg(&halves(64, 40))).unwrap());
    assert_eq!(a, b);
    assert_ne!(a.name, reencode(&jpeg(&halves(64, 41))).unwrap().name);
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &a.bytes);
    assert_eq!(a.name.as_str(), data_encoding::HEXLOWER.encode(hash.as_ref()));
}

#[test]
fn it_stands_upright_and_tells_nothing_of_where_it_was_taken() {
    let bytes = turned(&halves(64, 40), 6);
    assert!(bytes.windows(6).any(|w| w == b"Secret"));
    let out = reencode(&bytes).unwrap();
    assert_eq!((out.width, out.height), (40, 64));
    let seen = back(&out.bytes);
    assert!(
        is(seen.get_pixel(20, 4), RED) && is(seen.get_pixel(20, 60), BLUE),
        "a quarter to the right"
    );
    assert!(!out.bytes.windows(4).any(|w| w == b"Exif" || w == b"Secr"));
    // Where it is both large and lies on its side, it is the width as seen that counts.
    let out = reencode(&turned(&halves(3000, 2000), 8)).unwrap();
    assert_eq!((out.width, out.height), (WIDEST, 1800));
}

#[test]
fn large_ones_shrink_and_small_ones_stay() {
    for (given, wanted) in [
        ((2400, 1600), (1200, 800)),
        ((1300, 100), (1200, 92)),
        ((5000, 100), (1200, 24)),
        ((300, 6000), (120, TALLEST)),
        ((2, 9000), (1, TALLEST)),
        ((1200, 10), (1200, 10)),
        ((1, 1), (1, 1)),
    ] {
        let out = reencode(&jpeg(&halves(given.0, given.1))).unwrap();
        assert_eq!((out.width, out.height), wanted, "{given:?}");
    }
}

#[test]
fn what_can_be_seen_through_is_white() {
    let ghost = |x, _| if x < 20 { Rgba([0, 0, 0, 0]) } else { Rgba([220, 20, 20, 255]) };
    let ghost = DynamicImage::ImageRgba8(RgbaImage::from_fn(40, 40, ghost));
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let seen = back(&reencode(&written(&ghost, format)).unwrap().bytes);
        assert!(is(seen.get_pixel(4, 20), Rgb([255, 255, 255])), "{format:?}");
        assert!(is(seen.get_pixel(36, 20), RED), "{format:?}");
    }
}

#[test]
fn of_an_animation_the_first_frame() {
    let mut bytes = Vec::new();
    let frame = |colour: [u8; 4]| Frame::new(RgbaImage::from_pixel(30, 30, Rgba(colour)));
    GifEncoder::new(&mut bytes)
        .encode_frames([frame([220, 20, 20, 255]), frame([20, 20, 220, 255])])
        .unwrap();
    let seen = back(&reencode(&bytes).unwrap().bytes);
    assert!(is(seen.get_pixel(15, 15), RED));
}

/// The head of a PNG that says it has so many pixels.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&[0; 3], 1, 1, ExtendedColorType::Rgb8).unwrap();
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]).to_be_bytes();
    bytes[29..33].copy_from_slice(&sum);
    bytes
}

/// CRC-32 as PNG wants it (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, b| {
        (0..8).fold(
            sum ^ u32::from(*b),
            |s, _| if s & 1 == 1 { s >> 1 ^ 0xedb8_8320 } else { s >> 1 },
        )
    })
}

#[test]
fn a_bomb_is_refused_at_once() {
    for (width, height) in [(60_000, 60_000), (6_400, 6_400), (u32::MAX / 2, 1), (1, 40_000_001)] {
        let begun = Instant::now();
        let refused = reencode(&bomb(width, height)).unwrap_err();
        assert_eq!(refused, PictureError::Pixels);
        assert!(begun.elapsed() < Duration::from_millis(200), "{:?}", begun.elapsed());
    }
    // One that may be large, but holds nothing: told to be broken.
    assert!(matches!(reencode(&bomb(300, 300)), Err(PictureError::Broken(_))));
}

#[test]
fn what_is_no_picture_is_named() {
    for (bytes, words) in [
        (b"<svg onload='alert(1)'/>".to_vec(), "an SVG drawing"),
        (b"<html>Not found".to_vec(), "a web page"),
        (vec![], "an empty file"),
    ] {
        let said = reencode(&bytes).unwrap_err().to_string();
        assert!(said.contains(words), "{said}");
    }
    let mut long = jpeg(&halves(20, 20));
    long.resize(BYTES + 1, 0);
    assert_eq!(reencode(&long), Err(PictureError::Bytes));
    // Markup behind a picture's head does not come out again.
    let mut two = jpeg(&halves(20, 20));
    two.extend_from_slice(b"<script>alert(1)</script>");
    assert!(!reencode(&two).unwrap().bytes.windows(7).any(|w| w == b"<script"));
}

static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let picture = halves(48, 32);
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp)
        .encode(picture.as_bytes(), 48, 32, ExtendedColorType::Rgb8)
        .unwrap();
    vec![
        jpeg(&picture),
        turned(&picture, 6),
        written(&picture, ImageFormat::Png),
        written(&picture, ImageFormat::Gif),
        webp,
    ]
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever comes, there is a picture within its bounds or a word why not.
    #[test]
    fn broken_files_end_in_words(
        sample in 0usize..5,
        cut in any::<prop::sample::Index>(),
        keep in any::<bool>(),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
    ) {
        let mut bytes = SAMPLES[sample].clone();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !keep {
            bytes.truncate(cut.index(bytes.len()));
        }
        match reencode(&bytes) {
            Ok(out) => {
                prop_assert!(out.width <= WIDEST && out.height <= TALLEST);
                let seen = back(&out.bytes);
                prop_assert_eq!(seen.dimensions(), (out.width, out.height));
            }
            Err(e) => prop_assert!(!e.to_string().is_empty()),
        }
    }

    #[test]
    fn any_bytes_end_in_words(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = reencode(&bytes);
    }
}

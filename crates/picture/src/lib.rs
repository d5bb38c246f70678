//! Pictures of strangers, written anew: bytes in, a plain JPEG of bounded size
//! out. Nothing of the file that came is handed on but its pixels: no metadata,
//! no second format hidden behind the first, no script.
//!
//! Pure: never here a network, a file, a clock. Decoding takes time and memory,
//! so callers give it a thread of its own.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod kind;

use aws_lc_rs::digest;
use data_encoding::HEXLOWER;
use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageReader, Limits, RgbImage,
    imageops::FilterType,
};
use kind::kind;
use std::io::Cursor;
use story::PictureName;

/// The most bytes that are read.
pub const BYTES: usize = 8 * 1024 * 1024;
/// The most pixels that are decoded.
pub const PIXELS: u64 = 40_000_000;
/// The widest and the tallest that is handed out.
pub const WIDEST: u32 = 1200;
pub const TALLEST: u32 = 2400;
/// What one decoder may take beside the pixels; 40 million pixels of four
/// bytes and some room.
const MEMORY: u64 = 256 * 1024 * 1024;
const QUALITY: u8 = 82;

/// A picture as it is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The SHA-256 of its bytes.
    pub name: PictureName,
    /// A JPEG without metadata.
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// Why there is no picture. The words are for editors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Another kind of file, by its bytes.
    #[error("it is {0}, not a JPEG, PNG, WebP or GIF picture")]
    Kind(&'static str),
    /// More than [`BYTES`].
    #[error("it has more than 8 MiB; ask for a smaller rendition")]
    Bytes,
    /// More than [`PIXELS`], or more than the memory that is set aside.
    #[error("it has more pixels than are read here; ask for a smaller rendition")]
    Pixels,
    /// The file does not hold what it says.
    #[error("the file is broken ({0})")]
    Broken(String),
}

/// Reads a picture and writes it anew: upright, on white ground, of an
/// animation the first frame, at most [`WIDEST`] wide and [`TALLEST`] tall, and
/// never larger than it was.
///
/// # Errors
/// Says what is wrong with the bytes. Size and kind are looked at before
/// anything is decoded.
pub fn reencode(bytes: &[u8]) -> Result<Picture, PictureError> {
    if bytes.len() > BYTES {
        return Err(PictureError::Bytes);
    }
    let kind = kind(bytes).map_err(PictureError::Kind)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS {
        return Err(PictureError::Pixels);
    }
    if pixels == 0 {
        return Err(PictureError::Broken("it has no pixels".to_owned()));
    }
    limits.reserve(decoder.total_bytes()).map_err(broken)?;
    decoder.set_limits(limits).map_err(broken)?;
    // A turn that can't be read is none.
    let turn = decoder.orientation().ok();
    let decoded = DynamicImage::from_decoder(decoder).map_err(broken)?;
    // Turned last, when it is small.
    let sideways = turn.is_some_and(|t| matches!(t.to_exif(), 5..=8));
    let most = if sideways { (TALLEST, WIDEST) } else { (WIDEST, TALLEST) };
    let mut small = DynamicImage::ImageRgb8(shrunk(on_white(decoded), most));
    if let Some(turn) = turn {
        small.apply_orientation(turn);
    }
    let rgb = small.into_rgb8();
    let (width, height) = rgb.dimensions();
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .encode(rgb.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(broken)?;
    let hash = HEXLOWER.encode(digest::digest(&digest::SHA256, &out).as_ref());
    let name = PictureName::parse(&hash)
        .ok_or_else(|| PictureError::Broken("it could not be named".to_owned()))?;
    Ok(Picture { name, bytes: out, width, height })
}

/// What can be seen through is white behind.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let mut rgb = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in rgb.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, alpha] = from.0;
        let over = |c: u8| {
            let (c, alpha) = (u32::from(c), u32::from(alpha));
            u8::try_from((c * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        to.0 = [over(r), over(g), over(b)];
    }
    rgb
}

/// Fits it into so many pixels; what fits stays as it is.
fn shrunk(picture: RgbImage, (widest, tallest): (u32, u32)) -> RgbImage {
    let (width, height) = picture.dimensions();
    let scale =
        (f64::from(widest) / f64::from(width)).min(f64::from(tallest) / f64::from(height)).min(1.0);
    if scale >= 1.0 {
        return picture;
    }
    let side = |pixels: u32, most: u32| ((f64::from(pixels) * scale).round() as u32).clamp(1, most);
    let (to_width, to_height) = (side(width, widest), side(height, tallest));
    // The fine filter works in floating point: it gets no more than four times
    // what it is to give.
    let picture = if width > to_width * 2 && height > to_height * 2 {
        image::imageops::thumbnail(&picture, to_width * 2, to_height * 2)
    } else {
        picture
    };
    image::imageops::resize(&picture, to_width, to_height, FilterType::CatmullRom)
}

fn broken(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::Pixels,
        other => PictureError::Broken(other.to_string().chars().take(200).collect()),
    }
}

//! The pictures of the invented newsroom: a sky, a sun, a dike and the water,
//! drawn by arithmetic, a little otherwise for each story, as a PNG.
//!
//! Never here: a photograph of anything that is.

/// In pixels.
pub const WIDTH: u32 = 1600;
/// In pixels.
pub const HEIGHT: u32 = 900;

/// Evening and water, red green blue each.
const COLOURS: [[u8; 3]; 6] =
    [[244, 226, 198], [236, 201, 158], [214, 96, 58], [70, 92, 74], [42, 86, 110], [64, 116, 140]];

/// The picture of the story of that name.
pub fn png(slug: &str) -> Vec<u8> {
    let seed = slug.bytes().fold(7u32, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b)));
    let mut rows = Vec::new();
    for y in 0..HEIGHT {
        rows.push(0); // no filter
        rows.extend((0..WIDTH).map(|x| colour(seed, x, y)));
    }
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let size = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes()].concat();
    chunk(&mut out, b"IHDR", &[&size[..], &[8, 3, 0, 0, 0]].concat());
    chunk(&mut out, b"PLTE", &COLOURS.concat());
    chunk(&mut out, b"IDAT", &zlib(&rows));
    chunk(&mut out, b"IEND", &[]);
    out
}

/// Which of the colours stands there.
fn colour(seed: u32, x: u32, y: u32) -> u8 {
    let horizon = 470 + seed % 120;
    let sun = (300 + seed / 7 % 1000, horizon.saturating_sub(150 + seed / 11 % 120));
    let far = x.abs_diff(sun.0).pow(2) + y.abs_diff(sun.1).pow(2);
    let crest = horizon + 40 + x.abs_diff(200 + seed / 5 % 1200) / 9;
    match y {
        _ if y < horizon && far < 90 * 90 => 2,
        _ if y < horizon => u8::from(y > horizon / 2),
        _ if y < crest => 4 + u8::from((y + x / 40) % 24 < 3),
        _ => 3,
    }
}

/// Deflate's stored blocks in a zlib stream (RFC 1950, RFC 1951 §3.2.4): no
/// packing, so no packer is needed.
fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend((b << 16 | a).to_be_bytes());
    out
}

fn chunk(out: &mut Vec<u8>, name: &[u8; 4], bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let sum = name.iter().chain(bytes).fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |s, _| {
            if s & 1 == 1 { (s >> 1) ^ 0xedb8_8320 } else { s >> 1 }
        })
    });
    out.extend(length.to_be_bytes());
    out.extend(name);
    out.extend(bytes);
    out.extend((!sum).to_be_bytes());
}

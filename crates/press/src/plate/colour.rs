//! Colours that can be read (WCAG 2.2, 1.4.3: contrast 4.5 to 1 or more).

use serde::Serialize;

type Rgb = [u8; 3];

/// The colours of one scheme, as `#rrggbb`.
#[derive(Debug, Serialize)]
pub(super) struct Scheme {
    page: String,
    paper: String,
    ink: String,
    grey: String,
    rule: String,
    #[serde(rename = "box")]
    panel: String,
    accent: String,
}

const LIGHT: [&str; 6] = ["#ebe7de", "#fbf9f4", "#1d1b18", "#5a554d", "#d8d2c6", "#f1ede4"];
const DARK: [&str; 6] = ["#121214", "#1b1b1e", "#e9e5dc", "#b3ada2", "#46443f", "#27272b"];

/// The light and the dark scheme around a newspaper's colour.
pub(super) fn schemes(colour: &str) -> (Scheme, Scheme) {
    let own = parse(colour).unwrap_or([0x7a, 0x1f, 0x1f]);
    (scheme(LIGHT, own, [0, 0, 0]), scheme(DARK, own, [255, 255, 255]))
}

fn scheme(base: [&str; 6], own: Rgb, towards: Rgb) -> Scheme {
    // The accent also stands on the panel, which has less contrast.
    let grounds = [parse(base[1]), parse(base[5])].map(|c| c.unwrap_or([128; 3]));
    let mut accent = own;
    for step in 0..=20 {
        let part = f64::from(step) / 20.0;
        accent = std::array::from_fn(|i| {
            let (from, to) = (f64::from(own[i]), f64::from(towards[i]));
            (from + (to - from) * part).round() as u8
        });
        if grounds.iter().all(|g| contrast(accent, *g) >= 4.6) {
            break;
        }
    }
    let [page, paper, ink, grey, rule, panel] = base.map(str::to_owned);
    let [r, g, b] = accent;
    Scheme { page, paper, ink, grey, rule, panel, accent: format!("#{r:02x}{g:02x}{b:02x}") }
}

fn parse(colour: &str) -> Option<Rgb> {
    let hex = colour.strip_prefix('#')?;
    if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let part = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(c: Rgb) -> f64 {
    let [r, g, b] = c.map(|v| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_can_be_read() {
        for own in ["#7a1f1f", "#ffff00", "#000000", "#ffffff", "#00a0e0", "red", ""] {
            let (light, dark) = schemes(own);
            for s in [light, dark] {
                for ground in [&s.paper, &s.panel] {
                    for text in [&s.ink, &s.grey, &s.accent] {
                        let ratio = contrast(parse(text).unwrap(), parse(ground).unwrap());
                        assert!(ratio >= 4.5, "{own}: {text} on {ground} is {ratio:.2}");
                    }
                }
            }
        }
    }
}

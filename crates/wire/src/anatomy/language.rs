//! Which language a text is in, when the document does not say.

use story::Lang;
use whatlang::{Detector, Lang as Found};

/// The language of a text among those newsrooms here write in; not known for
/// texts under 20 letters or where the guess is no better than a coin.
pub fn detect(text: &str) -> Lang {
    if text.chars().filter(|c| c.is_alphabetic()).count() < 20 {
        return Lang::unknown();
    }
    let detector = Detector::with_allowlist(vec![
        Found::Eng,
        Found::Deu,
        Found::Spa,
        Found::Rus,
        Found::Fra,
        Found::Ita,
        Found::Por,
        Found::Nld,
        Found::Pol,
        Found::Swe,
        Found::Dan,
        Found::Nob,
        Found::Ukr,
        Found::Tur,
        Found::Ara,
        Found::Cmn,
        Found::Ces,
        Found::Slk,
        Found::Hrv,
        Found::Hun,
        Found::Ron,
        Found::Pes,
        Found::Heb,
        Found::Ell,
        Found::Jpn,
        Found::Kor,
        Found::Bul,
        Found::Fin,
    ]);
    let sample: String = text.chars().take(4000).collect();
    let Some(info) = detector.detect(&sample) else { return Lang::unknown() };
    if info.confidence() < 0.1 {
        return Lang::unknown();
    }
    Lang::of(match info.lang() {
        Found::Eng => "en",
        Found::Deu => "de",
        Found::Spa => "es",
        Found::Rus => "ru",
        Found::Fra => "fr",
        Found::Ita => "it",
        Found::Por => "pt",
        Found::Nld => "nl",
        Found::Pol => "pl",
        Found::Swe => "sv",
        Found::Dan => "da",
        Found::Nob => "nb",
        Found::Ukr => "uk",
        Found::Tur => "tr",
        Found::Ara => "ar",
        Found::Cmn => "zh",
        Found::Ces => "cs",
        Found::Slk => "sk",
        Found::Hrv => "hr",
        Found::Hun => "hu",
        Found::Ron => "ro",
        Found::Pes => "fa",
        Found::Heb => "he",
        Found::Ell => "el",
        Found::Jpn => "ja",
        Found::Kor => "ko",
        Found::Bul => "bg",
        Found::Fin => "fi",
        _ => "und",
    })
}

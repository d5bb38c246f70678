//! The words readers see, in their language: public pages, mails of the
//! house, and the fixed words of the edition mail. One Fluent file a language
//! under `locales/`; what a language lacks is said in English.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use story::Lang;

/// The languages there are words for, and their files.
const FILES: [(&str, &str); 3] = [
    ("en", include_str!("../locales/en.ftl")),
    ("de", include_str!("../locales/de.ftl")),
    ("es", include_str!("../locales/es.ftl")),
];

/// The words of all languages.
pub struct Locales {
    bundles: Vec<(&'static str, FluentBundle<FluentResource>)>,
}

impl Default for Locales {
    fn default() -> Self {
        Self::new()
    }
}

impl Locales {
    /// Reads the built-in words. A line that can't be read is left out (a test
    /// holds that there is none).
    pub fn new() -> Self {
        let bundles = FILES
            .iter()
            .map(|(tag, text)| {
                let resource = match FluentResource::try_new((*text).to_owned()) {
                    Ok(resource) | Err((resource, _)) => resource,
                };
                let tags = tag.parse().into_iter().collect();
                let mut bundle = FluentBundle::new_concurrent(tags);
                // The marks would be seen as boxes in some mail programs.
                bundle.set_use_isolating(false);
                bundle.add_resource_overriding(resource);
                (*tag, bundle)
            })
            .collect();
        Self { bundles }
    }

    /// The language of ours that is nearest: itself, or English.
    pub fn nearest(&self, lang: &Lang) -> Lang {
        let known = FILES.iter().any(|(tag, _)| *tag == lang.as_str());
        if known { lang.clone() } else { Lang::of("en") }
    }

    /// The words under a key, with values put in. A key that no language has
    /// gives the key itself.
    pub fn text(&self, lang: &Lang, key: &str, values: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            // Numbers as numbers, so that plural forms are chosen by them.
            match value.parse::<i64>() {
                Ok(number) => args.set(*name, number),
                Err(_) => args.set(*name, *value),
            }
        }
        for tag in [lang.as_str(), "en"] {
            let Some((_, bundle)) = self.bundles.iter().find(|(t, _)| *t == tag) else { continue };
            let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else { continue };
            let mut errors = Vec::new();
            return bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        }
        key.to_owned()
    }

    /// `Monday, 1 March 2026`, `Montag, 1. März 2026`, `lunes, 1 de marzo de 2026`.
    pub fn date(&self, lang: &Lang, date: Date) -> String {
        let weekday =
            self.text(lang, &format!("weekday-{}", date.weekday().to_monday_one_offset()), &[]);
        format!("{weekday}, {}", self.day(lang, date))
    }

    /// `1 March 2026`, `1. März 2026`, `1 de marzo de 2026`.
    pub fn day(&self, lang: &Lang, date: Date) -> String {
        let month = self.text(lang, &format!("month-{}", date.month()), &[]);
        let (day, year) = (date.day().to_string(), date.year());
        match lang.as_str() {
            "de" => format!("{day}. {month} {year}"),
            "es" => format!("{day} de {month} de {year}"),
            _ => format!("{day} {month} {year}"),
        }
    }

    /// The day and the hour in a zone: `1 March 2026, 06:30`.
    pub fn moment(&self, lang: &Lang, at: Timestamp, zone: &TimeZone) -> String {
        let local = at.to_zoned_datetime(zone.clone());
        format!("{}, {:02}:{:02}", self.day(lang, local.date()), local.hour(), local.minute())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    fn keys(text: &str) -> BTreeSet<&str> {
        text.lines()
            .filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|l| l.split_once('=').map(|(k, _)| k.trim()))
            .collect()
    }

    #[test]
    fn every_language_has_every_word_and_every_line_is_read() {
        for (tag, text) in FILES {
            assert!(FluentResource::try_new(text.to_owned()).is_ok(), "{tag}");
            assert_eq!(keys(text), keys(FILES[0].1), "{tag}");
        }
    }

    #[test]
    fn dates_as_newspapers_print_them() {
        let l = Locales::new();
        for (tag, words) in [
            ("en", "Sunday, 1 March 2026"),
            ("de", "Sonntag, 1. März 2026"),
            ("es", "domingo, 1 de marzo de 2026"),
            ("fr", "Sunday, 1 March 2026"),
        ] {
            assert_eq!(l.date(&Lang::of(tag), date(2026, 3, 1)), words, "{tag}");
        }
    }

    #[test]
    fn values_are_put_in_and_plurals_chosen() {
        let l = Locales::new();
        let says = |n| l.text(&Lang::of("en"), "edition-stories", &[("count", n)]);
        assert_eq!(says("1"), "1 story");
        assert_eq!(says("7"), "7 stories");
        assert_eq!(l.text(&Lang::of("de"), "no-such-key", &[]), "no-such-key");
    }
}

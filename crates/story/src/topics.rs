//! The names of IPTC's top subjects, for codes that come without one. The
//! Media Topics (`medtop`) and the older Subject Codes (`subj`) share these
//! seventeen; deeper codes fall back to the one they are under where the number
//! says which (Subject Codes only).

use crate::{Lang, Topic};

/// Code, and its name in English, German, Spanish.
const TOP: [(&str, [&str; 3]); 17] = [
    (
        "01000000",
        [
            "arts, culture, entertainment and media",
            "Kultur, Kunst, Medien, Unterhaltung",
            "arte, cultura, entretenimiento y medios",
        ],
    ),
    ("02000000", ["crime, law and justice", "Kriminalität, Recht, Justiz", "policía y justicia"]),
    (
        "03000000",
        [
            "disaster, accident and emergency incident",
            "Katastrophe, Unglück",
            "catástrofes y accidentes",
        ],
    ),
    (
        "04000000",
        ["economy, business and finance", "Wirtschaft, Finanzen", "economía, negocios y finanzas"],
    ),
    ("05000000", ["education", "Bildung", "educación"]),
    ("06000000", ["environment", "Umwelt", "medio ambiente"]),
    ("07000000", ["health", "Gesundheit", "salud"]),
    ("08000000", ["human interest", "Vermischtes", "interés humano"]),
    ("09000000", ["labour", "Arbeit", "mundo laboral"]),
    ("10000000", ["lifestyle and leisure", "Freizeit, Modernes Leben", "estilo de vida y ocio"]),
    ("11000000", ["politics and government", "Politik", "política"]),
    ("12000000", ["religion", "Religion", "religión"]),
    ("13000000", ["science and technology", "Wissenschaft, Technik", "ciencia y tecnología"]),
    ("14000000", ["society", "Gesellschaft", "sociedad"]),
    ("15000000", ["sport", "Sport", "deporte"]),
    (
        "16000000",
        ["conflict, war and peace", "Konflikte, Krieg, Frieden", "conflictos, guerra y paz"],
    ),
    ("17000000", ["weather", "Wetter", "meteorología"]),
];

impl Topic {
    /// The name to show: what the source says, else IPTC's name of the top
    /// subject in that language (English where we have no other).
    pub fn shown(&self, language: &Lang) -> Option<&str> {
        if let Some(name) = self.name.as_deref().filter(|n| !n.is_empty()) {
            return Some(name);
        }
        let top = match self.scheme.as_str() {
            "medtop" => self.code.as_str(),
            // A Subject Code's first two digits are its top subject.
            "subj" if self.code.len() == 8 && self.code.is_ascii() => &self.code[..2],
            _ => return None,
        };
        let at = match language.as_str() {
            "de" => 1,
            "es" => 2,
            _ => 0,
        };
        TOP.iter().find(|(code, _)| code.starts_with(top) && !top.is_empty()).map(|(_, n)| n[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_without_a_name_has_one_all_the_same() {
        let topic = |scheme: &str, code: &str, name: Option<&str>| Topic {
            scheme: scheme.into(),
            code: code.into(),
            name: name.map(str::to_owned),
        };
        for (topic, lang, shown) in [
            (topic("medtop", "17000000", None), "en", Some("weather")),
            (topic("medtop", "17000000", None), "de", Some("Wetter")),
            (topic("medtop", "17000000", None), "fr", Some("weather")),
            (topic("medtop", "11000000", Some("Politik")), "es", Some("Politik")),
            (topic("subj", "15054000", None), "es", Some("deporte")),
            (topic("medtop", "20000002", None), "en", None),
            (topic("other", "17000000", None), "en", None),
            (topic("medtop", "", None), "en", None),
        ] {
            assert_eq!(topic.shown(&Lang::of(lang)), shown, "{topic:?}");
        }
    }
}

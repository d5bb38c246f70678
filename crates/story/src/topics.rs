//! The names of subjects that come as a code alone: IPTC's Media Topics
//! (`medtop`) and the older Subject Codes (`subj`), in English, German and
//! Spanish.

use crate::{Lang, Topic};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Lines of code, Subject Code of the same meaning, and the three names.
const LIST: &str = include_str!("../data/mediatopics.tsv");

/// A subject's names in English, German, Spanish; empty where there is none.
type Names = [&'static str; 3];

/// Names by code of either scheme.
struct Topics {
    media: HashMap<&'static str, Names>,
    subject: HashMap<&'static str, Names>,
}

static TOPICS: LazyLock<Topics> = LazyLock::new(|| {
    let mut all = Topics { media: HashMap::new(), subject: HashMap::new() };
    for line in LIST.lines().filter(|l| !l.starts_with('#')) {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        let (code, subject) = (next(), next());
        let names = [next(), next(), next()];
        all.media.insert(code, names);
        if !subject.is_empty() {
            all.subject.entry(subject).or_insert(names);
        }
    }
    all
});

impl Topic {
    /// The name to show: what the source says, else IPTC's in that language, in
    /// English where it has no other. A Subject Code that has become no Media
    /// Topic goes by the one it is under (`15054001` by `15054000`, else by
    /// `15000000`: IPTC's Subject Codes are two, three and three digits).
    pub fn shown(&self, language: &Lang) -> Option<&str> {
        if let Some(name) = self.name.as_deref().filter(|n| !n.is_empty()) {
            return Some(name);
        }
        let code = self.code.as_str();
        let names = match self.scheme.as_str() {
            "medtop" => TOPICS.media.get(code),
            "subj" if code.len() == 8 && code.is_ascii() => {
                let matter = format!("{}000", &code[..5]);
                let top = format!("{}000000", &code[..2]);
                let subject = |code: &str| TOPICS.subject.get(code);
                // The seventeen at the top have the same number in both.
                subject(code).or_else(|| subject(&matter)).or_else(|| TOPICS.media.get(&*top))
            }
            _ => None,
        }?;
        let [english, german, spanish] = *names;
        let name = match language.as_str() {
            "de" => german,
            "es" => spanish,
            _ => english,
        };
        Some(if name.is_empty() { english } else { name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(scheme: &str, code: &str, name: Option<&str>) -> Topic {
        Topic { scheme: scheme.into(), code: code.into(), name: name.map(str::to_owned) }
    }

    #[test]
    fn a_code_without_a_name_has_one_all_the_same() {
        for (topic, lang, shown) in [
            (topic("medtop", "17000000", None), "en", Some("weather")),
            (topic("medtop", "17000000", None), "de", Some("Wetter")),
            (topic("medtop", "17000000", None), "fr", Some("weather")),
            (topic("medtop", "20000025", None), "es", Some("Música jazz")),
            (topic("medtop", "11000000", Some("Polit-Ressort")), "es", Some("Polit-Ressort")),
            // Known itself, by the one it is under, by the top.
            (topic("subj", "01011003", None), "de", Some("Jazz")),
            (topic("subj", "01011999", None), "en", Some("music")),
            (topic("subj", "15999000", None), "es", Some("Deporte")),
            (topic("subj", "99999999", None), "es", None),
            (topic("subj", "1ö54000", None), "es", None),
            (topic("medtop", "99999999", None), "en", None),
            (topic("other", "17000000", None), "en", None),
            (topic("medtop", "", None), "en", None),
        ] {
            assert_eq!(topic.shown(&Lang::of(lang)), shown, "{topic:?}");
        }
    }

    #[test]
    fn every_topic_has_an_english_name_and_most_the_others() {
        assert!(TOPICS.media.len() > 1_200);
        assert!(TOPICS.media.iter().all(|(code, n)| code.len() == 8 && !n[0].is_empty()));
        for at in [1, 2] {
            assert!(TOPICS.media.values().filter(|n| !n[at].is_empty()).count() > 1_100);
        }
        let tops = TOPICS.media.keys().filter(|code| code.ends_with("000000"));
        assert_eq!(tops.count(), 17);
    }
}

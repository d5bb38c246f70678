//! What sort of journalism a story is, and the words by which sources and
//! addresses say so (en, de, es, and some ru).
//!
//! Only what is said counts here; what can be read from a story's style is the
//! desk's business.

use serde::{Deserialize, Serialize};

/// What sort of journalism a story is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A report of what happened.
    #[default]
    News,
    /// Reportage, portrait, interview: written to be read at leisure.
    Feature,
    /// What a happening means.
    Analysis,
    /// Somebody's view: comment, column, editorial, letter.
    Opinion,
    /// What one has to know of a matter: questions and answers, background.
    Explainer,
    /// A very short report, or a one-line flash.
    Brief,
    /// A round-up or a page that is written on all day.
    Live,
    /// A film, with a few words beside it.
    Video,
    /// A paid or unedited text from outside (press release).
    Release,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::News,
        Self::Feature,
        Self::Analysis,
        Self::Opinion,
        Self::Explainer,
        Self::Brief,
        Self::Live,
        Self::Video,
        Self::Release,
    ];

    /// The word used in code, data and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Feature => "feature",
            Self::Analysis => "analysis",
            Self::Opinion => "opinion",
            Self::Explainer => "explainer",
            Self::Brief => "brief",
            Self::Live => "live",
            Self::Video => "video",
            Self::Release => "release",
        }
    }

    /// The kind that a genre or a label names, if it names one. Words for plain
    /// news name none: see [`Kind::is_report`].
    pub fn of_label(label: &str) -> Option<Self> {
        let label = label.trim().to_lowercase();
        let label = label.trim_end_matches([':', '.']);
        LABELS.iter().find(|(_, words)| words.contains(&label)).map(|(kind, _)| *kind)
    }

    /// The kind that a headline bears as a label, and the headline without it:
    /// `Opinion: …`, `Analysis | …`, `… – Kommentar`, `…, explained`.
    pub fn of_headline(headline: &str) -> Option<(Self, &str)> {
        let headline = headline.trim();
        let named = |label: &str| {
            let label = label.trim().trim_matches(['[', ']', '(', ')']);
            let lower = label.to_lowercase();
            // `Report: fleet sails` tells of a report.
            let plain = NO_LABELS.contains(&lower.as_str());
            let own = || ["watch"].contains(&lower.as_str()).then_some(Self::Video);
            if plain { None } else { Self::of_label(label).or_else(own) }
        };
        for mark in [":", "|", " – ", " — ", " - ", "] ", ") "] {
            if let Some((label, rest)) = headline.split_once(mark)
                && let Some(kind) = named(label)
            {
                return Some((kind, rest.trim()));
            }
        }
        for mark in ["|", " – ", " — ", " - ", ", ", " (", " ["] {
            if let Some((rest, label)) = headline.rsplit_once(mark)
                && let Some(kind) = named(label)
                // `The dike, explained`; but `The choir, live`.
                && (mark != ", " || kind == Self::Explainer)
            {
                return Some((kind, rest.trim()));
            }
        }
        let lower = headline.to_lowercase();
        let says = |(_, signs): &&(Self, &[&str])| signs.iter().any(|s| lower.contains(s));
        HEADLINES.iter().find(says).map(|(kind, _)| (*kind, headline))
    }

    /// The kind that a page's address names: `/opinion/`, `/kommentar/`.
    pub fn of_address(url: &str) -> Option<Self> {
        let (_, behind) = url.split_once("://")?;
        let path = behind.split(['?', '#']).next()?.to_lowercase();
        path.split('/').skip(1).find_map(|part| match part {
            "" | "news" | "report" | "background" | "letter" => None,
            "commentisfree" | "opeds" => Some(Self::Opinion),
            part => Self::of_label(part),
        })
    }

    /// True for a genre that means a plain report.
    pub fn is_report(genre: &str) -> bool {
        let genre = genre.trim().to_lowercase();
        REPORTS.contains(&genre.as_str())
    }
}

const LABELS: &[(Kind, &[&str])] = &[
    (
        Kind::Opinion,
        &[
            "opinion",
            "opinions",
            "comment",
            "commentary",
            "column",
            "columns",
            "columnist",
            "columnists",
            "editorial",
            "editorials",
            "op-ed",
            "op-eds",
            "oped",
            "letter",
            "letters",
            "letters to the editor",
            "viewpoint",
            "viewpoints",
            "guest essay",
            "guest column",
            "perspective",
            "our view",
            "opposing view",
            "meinung",
            "meinungen",
            "kommentar",
            "kommentare",
            "kolumne",
            "kolumnen",
            "leitartikel",
            "leserbrief",
            "leserbriefe",
            "gastbeitrag",
            "gastkommentar",
            "glosse",
            "standpunkt",
            "opinión",
            "columna",
            "columnas",
            "tribuna",
            "tribunas",
            "editoriales",
            "editorial de",
            "artículo de opinión",
            "cartas al director",
            "мнение",
            "колонка",
            "комментарий",
            "review",
            "rezension",
            "reseña",
            "opinionnewsarticle",
            "reviewnewsarticle",
        ],
    ),
    (
        Kind::Analysis,
        &[
            "analysis",
            "news analysis",
            "analyse",
            "análisis",
            "analisis",
            "анализ",
            "аналитика",
            "analysisnewsarticle",
            "faktencheck",
            "fact check",
            "fact-check",
            "verificación",
        ],
    ),
    (
        Kind::Explainer,
        &[
            "explainer",
            "explainers",
            "explained",
            "q&a",
            "q & a",
            "faq",
            "questions and answers",
            "what we know",
            "what to know",
            "background",
            "hintergrund",
            "erklärt",
            "erklärstück",
            "fragen und antworten",
            "fragen & antworten",
            "was wir wissen",
            "was bekannt ist",
            "claves",
            "las claves",
            "preguntas y respuestas",
            "qué se sabe",
            "lo que se sabe",
            "lo que sabemos",
            "что известно",
            "backgroundnewsarticle",
        ],
    ),
    (
        Kind::Feature,
        &[
            "feature",
            "features",
            "reportage",
            "report",
            "portrait",
            "profile",
            "interview",
            "long read",
            "longread",
            "porträt",
            "reportaje",
            "entrevista",
            "crónica",
            "репортаж",
            "интервью",
        ],
    ),
    (
        Kind::Live,
        &[
            "live",
            "liveblog",
            "live blog",
            "live-blog",
            "live updates",
            "ticker",
            "liveticker",
            "live-ticker",
            "en directo",
            "en vivo",
            "minuto a minuto",
            "онлайн",
            "zusammenfassung",
            "round-up",
            "roundup",
            "liveblogposting",
        ],
    ),
    (Kind::Video, &["video", "videos", "vídeo", "vídeos", "видео", "videobeitrag", "videoobject"]),
    (
        Kind::Release,
        &[
            "press release",
            "pressemitteilung",
            "comunicado de prensa",
            "пресс-релиз",
            "advertorial",
            "sponsored",
        ],
    ),
    (
        Kind::Brief,
        &["brief", "briefs", "flash", "eilmeldung", "kurzmeldung", "breve", "news in brief"],
    ),
];

/// Words that open many a headline of plain news.
const NO_LABELS: &[&str] =
    &["report", "letter", "letters", "background", "feature", "profile", "comment", "flash"];

/// Phrases of a headline that say a kind wherever they stand.
const HEADLINES: &[(Kind, &[&str])] = &[
    (
        Kind::Live,
        &[
            "live updates",
            "live blog",
            "liveblog",
            "liveticker",
            "live-ticker",
            "minuto a minuto",
            "as it happened",
        ],
    ),
    (
        Kind::Explainer,
        &[
            "what we know",
            "what to know",
            "need to know",
            "what you should know",
            "things to know",
            "questions and answers",
            "questions, answered",
            "explained:",
            "was wir wissen",
            "was bekannt ist",
            "was man wissen muss",
            "fragen und antworten",
            "lo que sabemos",
            "lo que se sabe",
            "qué se sabe",
            "preguntas y respuestas",
            "claves para entender",
            "las claves de",
        ],
    ),
];

const REPORTS: &[&str] = &[
    "news",
    "hard news",
    "spot news",
    "breaking news",
    "current",
    "news report",
    "article",
    "nachricht",
    "nachrichten",
    "meldung",
    "bericht",
    "zusammenfassung der meldungen",
    "noticia",
    "noticias",
    "новость",
    "новости",
    "reportagenewsarticle",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_a_kind() {
        for (label, kind) in [
            ("Opinion", Some(Kind::Opinion)),
            ("Kommentar:", Some(Kind::Opinion)),
            (" Tribuna ", Some(Kind::Opinion)),
            ("Explainer", Some(Kind::Explainer)),
            ("Hintergrund", Some(Kind::Explainer)),
            ("Preguntas y respuestas", Some(Kind::Explainer)),
            ("Vídeo", Some(Kind::Video)),
            ("Faktencheck", Some(Kind::Analysis)),
            ("Politics", None),
            ("News", None),
        ] {
            assert_eq!(Kind::of_label(label), kind, "{label}");
        }
        assert!(Kind::is_report("Meldung") && !Kind::is_report("Politics"));
    }

    #[test]
    fn headlines_bear_labels() {
        for (headline, found) in [
            ("OPINION: Open the dike", Some((Kind::Opinion, "Open the dike"))),
            ("Analysis | The dike and the vote", Some((Kind::Analysis, "The dike and the vote"))),
            ("Der Deich muss weg – Kommentar", Some((Kind::Opinion, "Der Deich muss weg"))),
            ("Kommentar: Der Deich muss weg", Some((Kind::Opinion, "Der Deich muss weg"))),
            ("[Opinión] El dique sobra", Some((Kind::Opinion, "El dique sobra"))),
            ("The dike, explained", Some((Kind::Explainer, "The dike"))),
            ("Video: The dike breaks", Some((Kind::Video, "The dike breaks"))),
            ("Watch: The dike breaks", Some((Kind::Video, "The dike breaks"))),
            ("Dike break: what we know", Some((Kind::Explainer, "Dike break: what we know"))),
            ("Report: dike was weak", None),
            ("Dike: the board's opinion counts", None),
            ("Ruiz: Dike must hold", None),
        ] {
            assert_eq!(Kind::of_headline(headline), found, "{headline}");
        }
    }

    #[test]
    fn addresses_say_a_kind() {
        for (url, kind) in [
            ("https://paper.example/2026/opinion/the-dike.html", Some(Kind::Opinion)),
            ("https://paper.example/commentisfree/2026/dike", Some(Kind::Opinion)),
            ("https://paper.example/videos/dike?x=/opinion/", Some(Kind::Video)),
            ("https://paper.example/news/opinion-polls-rise", None),
            ("https://opinion.example/", None),
            ("opinion/dike", None),
        ] {
            assert_eq!(Kind::of_address(url), kind, "{url}");
        }
    }

    #[test]
    fn every_kind_is_listed_once() {
        let mut all = Kind::ALL.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), Kind::ALL.len());
    }
}

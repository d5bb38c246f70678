//! Who says it, and how sure they are: the sentences that carry a reporting
//! cue (`said`, `laut`, `según`, `сообщил`) or a hedge (`reportedly`,
//! `mutmaßlich`). A point may only be printed with its source's words, so the
//! whole sentence is kept.

use super::cues::{Gated, gated, pattern};
use super::sentences::sentences;
use regex::Regex;
use std::sync::LazyLock;
use story::{Attribution, Lang};

/// The patterns of one language.
struct Cues {
    /// A verb or phrase whose source stands beside it; group 1 is the cue.
    verb: Gated,
    /// A phrase whose source follows: group 1 cue, group 2 source.
    before: Gated,
    /// A phrase whose source stands before it: group 1 source, group 2 cue.
    after: Option<Gated>,
    /// Words that make a claim less than certain.
    hedge: Gated,
    /// Words in front of a source that do not belong to it.
    lead: Regex,
}

/// Up to the next clause: what a source phrase may be made of.
const SOURCE: &str = r#"([^,;:.!?"“”„«»()–—]{2,110}?(?:\b\p{Lu}\.[^,;:.!?"“”„«»()–—]{1,60}?)?)"#;
/// What ends a source phrase.
const END: &str = r#"(?:[,;:!?"“”„«»()–—]|\.(?:\s|$|["”“»])|$)"#;

static EN: LazyLock<Cues> = LazyLock::new(|| Cues {
    verb: gated(
        r"(?i)\b(said|says|told|added|adds|stated|announced|confirmed|reported|reports|explained|warned|declared|insisted|argued|denied|acknowledged|admitted|noted|wrote|tweeted|claimed|claims|claim|stressed|emphasi[sz]ed|suggested|estimated|estimates|testified|accused|alleged that|pledged|vowed|urged|predicted|revealed|conceded)\b",
    ),
    before: gated(&format!(
        r"(?i)\b(according to|citing|cited by|quoted by|in the words of|as reported by|as told to|attributed to)\s+{SOURCE}{END}"
    )),
    after: None,
    hedge: gated(
        r"(?i)\b(reportedly|allegedly|alleged|apparently|purportedly|purported|presumably|likely|unlikely|possibly|probably|perhaps|(?-i:may)(?: have| be)?\b|might|could not (?:immediately |yet )?(?:be )?(?:independently )?(?:be )?(?:verified|confirmed|verify|confirm)|could(?: have| be)?|appears? to|appeared to|seems? to|seemed to|suggests?|(?:is|are|was|were) (?:believed|thought|understood|feared|expected|said|alleged|suspected) to|unconfirmed|not (?:yet |been |immediately )?(?:been )?(?:independently )?(?:verified|confirmed|clear)|could not (?:immediately )?(?:be )?(?:independently )?(?:be )?(?:verified|confirmed|verify|confirm)|unclear|(?:initial|preliminary|early) (?:reports?|findings|figures|estimates)|suspected|accused of|rumou?red|(?:at least|up to|as many as|more than|about|around|some|nearly|almost)\s+(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|a dozen|dozens|a hundred|hundreds|thousands|half))\b",
    ),
    lead: pattern(
        r"(?i)^(?:but|and|however|meanwhile|later|earlier|also|then|while|although|though|as|when|because|which|who|that|yet|so|still|on \w+day|(?:on )?(?:sun|mon|tues|wednes|thurs|fri|satur)day|in a (?:statement|post|letter)|at a (?:news|press) conference)\b[,\s]*",
    ),
});

static DE: LazyLock<Cues> = LazyLock::new(|| Cues {
    verb: gated(
        r"(?i)\b(sagt(?:en?)?|behauptet|betont|warnt|fordert|schreibt|teilten?|erklärten?|betonten?|berichteten?|berichtet|meldeten?|meldet|hieß es|heißt es|bestätigten?|kritisierten?|schrieb(?:en)?|warnten?|kündigten?|gab(?:en)? bekannt|gab(?:en)? an|warf(?:en)?|mitteilten?|mitgeteilt|räumten?|forderten?|behaupteten?|versicherten?|sprach(?:en)? von|geht davon aus|gehen davon aus|ging(?:en)? davon aus|verwies(?:en)?|ergänzten?|fügten?|so)\b",
    ),
    before: gated(&format!(
        r"(?i)\b(laut|nach (?:eigenen )?(?:angaben|informationen|einschätzung|darstellung|auskunft|ansicht|erkenntnissen|worten)(?: von| der| des| aus)?|unter berufung auf|gemäß)\s+{SOURCE}{END}"
    )),
    after: Some(gated(
        r#"(?i)(?:^|[,;:–—"“„«»(]\s*|\s)((?:(?:dem|der|den|des|einem|einer|seinem|ihrem|ihren|mehreren)\s+)?[^,;:.!?"“”„«»()–—]{2,80}?)\s+(zufolge)\b"#,
    )),
    hedge: gated(
        r"(?i)\b(soll(?:en)?|angeblich\w*|mutmaßlich\w*|vermutlich|offenbar|anscheinend|wohl|wahrscheinlich|voraussichtlich|möglicherweise|womöglich|könnten?|dürften?|demnach|danach|wonach|seien|habe|werde|müsse|unbestätigt\w*|zunächst unklar|noch unklar|unklar|nicht (?:unabhängig )?(?:überprüfen|überprüft|bestätigen|bestätigt)|verdacht|verdächtigt?\w*|(?:mindestens|bis zu|rund|etwa|knapp|gut|mehr als|fast)\s+(?:\d[\d.,]*|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|ein Dutzend|Dutzende|hundert|hunderte|tausend|tausende)|vorläufig\w*)\b",
    ),
    lead: pattern(
        r"(?i)^(?:aber|und|doch|jedoch|dagegen|zudem|später|zuvor|auch|als|während|wie|dies|das|am (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)|demnach)\b[,\s]*",
    ),
});

static ES: LazyLock<Cues> = LazyLock::new(|| Cues {
    verb: gated(
        r"(?i)\b(dijo|dijeron|dice|afirm(?:ó|aron|a)|señal(?:ó|aron)|asegur(?:ó|aron)|explic(?:ó|aron)|indic(?:ó|aron)|inform(?:ó|aron|a)|añadi(?:ó|eron)|agreg(?:ó|aron)|declar(?:ó|aron)|anunci(?:ó|aron)|sostuv(?:o|ieron)|precis(?:ó|aron)|confirm(?:ó|aron)|advirti(?:ó|eron)|denunci(?:ó|aron)|admiti(?:ó|eron)|neg(?:ó|aron)|subray(?:ó|aron)|manifest(?:ó|aron)|report(?:ó|aron)|escribi(?:ó|eron)|reconoci(?:ó|eron)|coment(?:ó|aron))(?:\b|\s|$)",
    ),
    before: gated(&format!(
        r"(?i)\b(según|segun|de acuerdo (?:con|a)|citado por|citando a|a juicio de|en palabras de)\s+{SOURCE}{END}"
    )),
    after: None,
    hedge: gated(
        r"(?i)\b(habrían? \p{L}+|estarían?|tendrían?|podrían?|serían?|presunt[oa]s?|supuest[oa]s?|presuntamente|supuestamente|al parecer|aparentemente|posiblemente|probablemente|quizás?|tal vez|es posible que|sin confirmar|extraoficial(?:mente)?|preliminar(?:es)?|sospechos[oa]s?|(?:al menos|cerca de|alrededor de|unos|unas|más de|casi)\s+(?:\d[\d.,]*|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|una docena|decenas|cientos|miles))\b",
    ),
    lead: pattern(
        r"(?i)^(?:pero|y|sin embargo|además|mientras|también|luego|después|como|cuando|aunque|que|el (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|este (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo))\b[,\s]*",
    ),
});

static RU: LazyLock<Cues> = LazyLock::new(|| Cues {
    verb: gated(
        r"(?i)\b(сообщ(?:ил|ила|или|ило|ает|ают|ается|алось)|заяв(?:ил|ила|или|ило|ляет)|сказал[аи]?|рассказал[аи]?|отметил[аи]?|добавил[аи]?|подчеркнул[аи]?|уточнил[аи]?|пояснил[аи]?|подтвердил[аи]?|написал[аи]?|объявил[аи]?|предупредил[аи]?|утвержда(?:ет|ют|л|ла|ли)|переда(?:ет|ёт|ют|ла|ло|ли)|пишет|пишут|считает|считают|признал[аи]?|опроверг(?:ла|ли)?)\b",
    ),
    before: gated(&format!(
        r"(?i)\b(по (?:словам|данным|информации|сведениям|мнению|оценкам?|сообщениям?|версии|утверждению|заявлению)|согласно|со ссылкой на|как (?:сообщил[аи]?|сообщило|сообщает|сообщают|заявил[аи]?|передает|передаёт|пишет|рассказал[аи]?))\s+{SOURCE}{END}"
    )),
    after: None,
    hedge: gated(
        r"(?i)\b(предположительно|вероятно|возможно|по-видимому|видимо|якобы|предполагаем\p{L}+|по предварительным данным|предварительн\p{L}+|неподтвержд[её]нн\p{L}+|может быть|могут? быть|мог(?:ла|ли)?|подозрева\p{L}+|неясно|не подтвержден\p{L}*|как минимум|не менее|(?:около|до|более|почти|порядка)\s+\d[\d.,]*)",
    ),
    lead: pattern(
        r"(?i)^(?:но|и|а|однако|также|позже|ранее|при этом|в (?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)|как|что|который|которая)(?:\s|,)+",
    ),
});

/// The patterns of a language; none for those we have none of.
fn cues(language: &Lang) -> Option<&'static Cues> {
    Some(match language.as_str() {
        "de" => &DE,
        "es" => &ES,
        "ru" => &RU,
        "en" | "und" => &EN,
        _ => return None,
    })
}

/// True if a text ends in a reporting verb of any of the languages:
/// `the mayor said`, as it stands before a colon.
pub fn ends_in_reporting(text: &str) -> bool {
    [&EN, &DE, &ES, &RU].into_iter().any(|c| {
        c.verb.find_iter(text).any(|m| {
            text[m.end()..].split_whitespace().count() <= 1
                && text[..m.start()].split_whitespace().count() >= 1
        })
    })
}

/// The sentences of the text that carry a cue or a hedge, in order.
pub fn attributions(text: &str, language: &Lang) -> Vec<Attribution> {
    let Some(cues) = cues(language) else { return Vec::new() };
    text.split('\n').flat_map(sentences).filter_map(|s| attribution(s, cues)).collect()
}

fn attribution(sentence: &str, cues: &Cues) -> Option<Attribution> {
    // A word of doubt says more than a round number.
    let hedge = cues
        .hedge
        .find_iter(sentence)
        .min_by_key(|m| m.as_str().contains(|c: char| c.is_ascii_digit()))
        // The hedge is the word: `rund`, not the number it makes round.
        .map(|m| m.as_str().trim_end_matches(|c: char| !c.is_alphabetic()).to_owned());
    let mut found: Option<(String, Option<String>)> = None;
    if let Some(c) = cues.before.captures(sentence)
        && let (Some(cue), Some(source)) = (c.get(1), c.get(2))
    {
        let german = std::ptr::eq(cues, &raw const *DE);
        let source = if german { noun_phrase(source.as_str()) } else { source.as_str() };
        found = Some((cue.as_str().to_owned(), named(source, cues)));
    }
    if found.is_none()
        && let Some(c) = cues.after.as_ref().and_then(|r| r.captures(sentence))
        && let (Some(source), Some(cue)) = (c.get(1), c.get(2))
    {
        found = Some((cue.as_str().to_owned(), named(source.as_str(), cues)));
    }
    if found.is_none() {
        found = by_verb(sentence, cues);
    }
    let (cue, source) = match (found, &hedge) {
        (Some(f), _) => f,
        (None, Some(h)) => (h.clone(), None),
        (None, None) => return None,
    };
    Some(Attribution { cue, source, hedge, sentence: sentence.to_owned() })
}

/// A verb with its subject: before it (`officials said`), or behind it where a
/// quotation stands before (`"…," said Ann Muster`).
fn by_verb(sentence: &str, cues: &Cues) -> Option<(String, Option<String>)> {
    let german = std::ptr::eq(cues, &raw const *DE);
    for c in cues.verb.captures_iter(sentence) {
        let Some(m) = c.get(1) else { continue };
        let cue = m.as_str();
        let before = &sentence[..m.start()];
        let behind = &sentence[m.end()..];
        if cue.eq_ignore_ascii_case("so") {
            // Only `…, so der Sprecher`.
            let comma = before.trim_end().ends_with([',', '“', '"', '«', '»']);
            let article = behind.split_whitespace().next().is_some_and(|w| {
                matches!(w, "der" | "die" | "das" | "ein" | "eine")
                    || w.chars().next().is_some_and(char::is_uppercase)
            });
            if !(german && comma && article) {
                continue;
            }
            return Some((cue.to_owned(), named(clause_start(behind), cues)));
        }
        if german && cue.to_lowercase().starts_with("teil") && !behind.contains("mit") {
            continue;
        }
        // Only English puts an apposition there; the others turn the verb round
        // (`…, afirmó la ministra`).
        let turned = !std::ptr::eq(cues, &raw const *EN) && before.trim_end().ends_with(',');
        let left = if turned { "" } else { clause_end(before) };
        let clause = behind.split_whitespace().next().is_some_and(|w| {
            matches!(
                w.to_lowercase().as_str(),
                "that" | "dass" | "que" | "что" | "it" | "he" | "she" | "they"
            )
        });
        let source = named(left, cues).or_else(|| {
            // `…, and said that the ships …`: the subject is further off.
            if clause { None } else { named(strip_object(clause_start(behind)), cues) }
        });
        return Some((cue.to_owned(), source));
    }
    None
}

/// The words between the last clause boundary and the end.
fn clause_end(before: &str) -> &str {
    let trimmed = before.trim_end();
    let at = trimmed
        .char_indices()
        .rev()
        .find(|(i, c)| ",;:!?\"“”„«»()–—".contains(*c) && !inside_number(trimmed, *i))
        .map_or(0, |(i, c)| i + c.len_utf8());
    // `Ann Muster, a spokeswoman for the port, said`: nothing between the comma
    // and the verb, so the apposition and the name before it.
    if at == trimmed.len() && trimmed.ends_with(',') {
        let inner = trimmed.trim_end_matches(',');
        // What a quotation before it leaves: `"…," one of them, Ina Sorel, said`.
        let after = inner
            .char_indices()
            .rev()
            .find(|(_, c)| "\"“”„«»".contains(*c))
            .map_or(inner, |(i, c)| &inner[i + c.len_utf8()..])
            .trim_start_matches([',', ' ']);
        if after.matches(',').count() == 1 {
            return after;
        }
        return "";
    }
    &trimmed[at..]
}

/// True for the comma of `56,000`.
fn inside_number(text: &str, at: usize) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text[at..].starts_with(',')
        && digit(text[..at].chars().next_back())
        && digit(text[at + 1..].chars().next())
}

/// The words up to the first clause boundary.
fn clause_start(behind: &str) -> &str {
    let behind = behind.trim_start();
    let end = behind
        .char_indices()
        .find(|(i, c)| {
            (",;:!?\"“”„«»()–—".contains(*c) && !inside_number(behind, *i))
                || (*c == '.' && behind[*i + 1..].chars().next().is_none_or(char::is_whitespace))
        })
        .map_or(behind.len(), |(i, _)| i);
    &behind[..end]
}

/// German puts the verb right behind a source that opens a sentence
/// (`Laut Polizei brach …`): the phrase ends with the noun before the first
/// small word that can't go on with it.
fn noun_phrase(text: &str) -> &str {
    const ON: [&str; 14] = [
        "von", "vom", "der", "des", "den", "dem", "für", "in", "im", "und", "aus", "am", "beim",
        "zu",
    ];
    let mut noun = false;
    let mut at = 0;
    for word in text.split(' ') {
        let capital = word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
        if noun && !capital && !ON.contains(&word) {
            return text[..at].trim_end();
        }
        noun |= capital;
        at += word.len() + 1;
    }
    text
}

/// Cuts `that …`, `on Tuesday`, `to reporters` off a subject behind its verb.
fn strip_object(text: &str) -> &str {
    let stops = [
        " that ",
        " on ",
        " in ",
        " at ",
        " to ",
        " after ",
        " during ",
        " am ",
        " im ",
        " nach ",
        " in einer ",
        " der Nachrichtenagentur ",
        " el ",
        " en ",
        " a ",
        " tras ",
        " durante ",
        " que ",
        " в ",
        " на ",
        " во ",
        " журналистам",
        " что ",
    ];
    let cut = stops.iter().filter_map(|s| text.find(s)).min().unwrap_or(text.len());
    text[..cut].trim_end()
}

/// A source phrase if it names somebody: some letters, not a whole sentence,
/// not a connective alone.
fn named(text: &str, cues: &Cues) -> Option<String> {
    let mut text = text.trim();
    while let Some(m) = cues.lead.find(text) {
        if m.end() == 0 {
            break;
        }
        text = text[m.end()..].trim_start();
    }
    // `We were told`: whom it was told to is no source.
    if text.rsplit(' ').next().is_some_and(|w| {
        matches!(w, "was" | "were" | "been" | "be" | "is" | "are" | "wurde" | "wurden")
    }) {
        return None;
    }
    let text = text
        .trim_end_matches(" but")
        .trim_end_matches(" also")
        .trim_end_matches(" has")
        .trim_end_matches(" have")
        .trim_end_matches(" had");
    let words = text.split_whitespace().count();
    let pronoun = matches!(
        text.to_lowercase().as_str(),
        "that"
            | "it"
            | "which"
            | "who"
            | "dass"
            | "es"
            | "das"
            | "que"
            | "se"
            | "lo"
            | "что"
            | "это"
            | "have"
            | "has"
            | "had"
            | "was"
            | "were"
            | "mit"
            | "am"
            | "on"
            | "in"
    );
    ((1..=16).contains(&words) && !pronoun && text.chars().any(char::is_alphabetic))
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_and_their_sources() {
        for (lang, sentence, cue, source) in [
            ("en", "At least three people died, officials said.", "said", Some("officials")),
            (
                "en",
                "According to the port authority, two ships sank.",
                "According to",
                Some("the port authority"),
            ),
            ("en", "\"It was dark,\" said Ann Muster.", "said", Some("Ann Muster")),
            ("en", "The mayor told reporters that it was over.", "told", Some("The mayor")),
            (
                "en",
                "Ann Muster, a spokeswoman for the port, said it was over.",
                "said",
                Some("Ann Muster, a spokeswoman for the port"),
            ),
            ("en", "The bridge reportedly gave way at noon.", "reportedly", None),
            (
                "en",
                "\"We stay,\" one of them, Ina Sorel, said.",
                "said",
                Some("one of them, Ina Sorel"),
            ),
            (
                "en",
                "The ministry promised a report, and said that the ships would stay.",
                "said",
                None,
            ),
            (
                "de",
                "Die Opposition behauptet, Stimmen seien gekauft worden.",
                "behauptet",
                Some("Die Opposition"),
            ),
            ("de", "Laut Polizei brach das Feuer in der Nacht aus.", "Laut", Some("Polizei")),
            ("de", "Der Polizei zufolge gab es keine Verletzten.", "zufolge", Some("Der Polizei")),
            (
                "de",
                "Nach Angaben der Feuerwehr brennt es noch.",
                "Nach Angaben der",
                Some("Feuerwehr"),
            ),
            ("de", "Die Lage sei ruhig, sagte eine Sprecherin.", "sagte", Some("eine Sprecherin")),
            ("es", "Según la policía, hay tres heridos.", "Según", Some("la policía")),
            ("es", "La ministra dijo que no hay peligro.", "dijo", Some("La ministra")),
            ("ru", "По словам мэра, пожар потушен.", "По словам", Some("мэра")),
            ("ru", "Министерство сообщило о трёх погибших.", "сообщило", Some("Министерство")),
        ] {
            let found = attributions(sentence, &Lang::of(lang));
            assert_eq!(found.len(), 1, "{sentence}: {found:?}");
            assert_eq!(found[0].cue, cue, "{sentence}");
            assert_eq!(found[0].source.as_deref(), source, "{sentence}");
            assert_eq!(found[0].sentence, sentence);
        }
    }

    #[test]
    fn a_plain_fact_has_none() {
        for (lang, s) in [
            ("en", "The bridge opened in 1932."),
            ("de", "Die Brücke wurde 1932 eröffnet."),
            ("es", "El puente abrió en 1932."),
        ] {
            assert_eq!(attributions(s, &Lang::of(lang)), vec![], "{s}");
        }
    }
}

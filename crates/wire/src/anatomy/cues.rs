//! The fixed phrases of news pages in en, de, es and ru: box headings,
//! read-more lines, related headings, promotion. All lists are lower case.

use regex::Regex;
use std::sync::LazyLock;

#[allow(clippy::expect_used)] // the patterns are constants, held by the tests
pub(crate) fn pattern(p: &str) -> Regex {
    Regex::new(p).expect("a constant pattern")
}

/// A pattern with word boundaries behind a gate: the same pattern without
/// them. Where the gate finds nothing the pattern can't either, and the gate is
/// many times faster, as Unicode's word boundaries take the slow road through
/// every text that has a letter or quotation mark beyond ASCII.
pub(crate) struct Gated {
    gate: Regex,
    exact: Regex,
}

pub(crate) fn gated(p: &str) -> Gated {
    Gated { gate: pattern(&p.replace(r"\b", "")), exact: pattern(p) }
}

impl Gated {
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.gate.is_match(text) && self.exact.is_match(text)
    }

    pub(crate) fn captures<'t>(&self, text: &'t str) -> Option<regex::Captures<'t>> {
        self.gate.is_match(text).then(|| self.exact.captures(text)).flatten()
    }

    pub(crate) fn find_iter<'t>(
        &self,
        text: &'t str,
    ) -> impl Iterator<Item = regex::Match<'t>> + use<'_, 't> {
        self.gate.is_match(text).then(|| self.exact.find_iter(text)).into_iter().flatten()
    }

    pub(crate) fn captures_iter<'t>(
        &self,
        text: &'t str,
    ) -> impl Iterator<Item = regex::Captures<'t>> + use<'_, 't> {
        self.gate.is_match(text).then(|| self.exact.captures_iter(text)).into_iter().flatten()
    }
}

/// Beginnings of the heading of a box of known facts.
const BOX_HEADS: &[&str] = &[
    "what we know",
    "what we do know",
    "here's what we know",
    "here is what we know",
    "here's what you need to know",
    "what you need to know",
    "what is known",
    "what's known",
    "what we don't know",
    "what we do not know",
    "key points",
    "key facts",
    "the key points",
    "the key facts",
    "main points",
    "the main points",
    "at a glance",
    "in brief",
    "in short",
    "the latest",
    "the facts",
    "the facts so far",
    "was wir wissen",
    "was wir bisher wissen",
    "was wir bislang wissen",
    "was wir über",
    "das wissen wir",
    "was bisher bekannt ist",
    "was bislang bekannt ist",
    "was bekannt ist",
    "das ist bekannt",
    "das ist bisher bekannt",
    "was wir nicht wissen",
    "das wichtigste in kürze",
    "das wichtigste im überblick",
    "das wichtigste auf einen blick",
    "in kürze",
    "auf einen blick",
    "die wichtigsten punkte",
    "die wichtigsten fakten",
    "die fakten",
    "lo que sabemos",
    "lo que se sabe",
    "esto es lo que sabemos",
    "esto es lo que se sabe",
    "qué sabemos",
    "qué se sabe",
    "que sabemos",
    "lo que no sabemos",
    "claves",
    "las claves",
    "puntos clave",
    "los puntos clave",
    "datos clave",
    "en resumen",
    "lo esencial",
    "que se sabe",
    "что известно",
    "что мы знаем",
    "что нам известно",
    "вот что известно",
    "что известно на данный момент",
    "главное",
    "коротко",
    "ключевые факты",
    "основные факты",
    "чего мы не знаем",
];

/// Heads that are common words too: only a whole line counts.
const WHOLE_ONLY: &[&str] = &[
    "in brief",
    "in short",
    "the latest",
    "the facts",
    "claves",
    "las claves",
    "главное",
    "коротко",
    "en resumen",
    "lo esencial",
    "in kürze",
    "die fakten",
    "at a glance",
    "auf einen blick",
    "was wir über",
];

/// True for the heading line of a box of known facts.
pub fn is_box_head(line: &str) -> bool {
    if line.len() > 500 {
        return false;
    }
    let line = line.to_lowercase().replace('’', "'");
    let line = line.trim().trim_start_matches(['¿', '«', '"', '„', '“', '*', '#', ' ']);
    let bare = line
        .trim_end_matches([':', '?', '.', '!', '»', '"', '”', '“', '*', '-', '–', '—', ' ', '…']);
    // A sentence that starts so is running text.
    if line.ends_with('.') && !line.ends_with("...") || bare.split_whitespace().count() > 11 {
        return false;
    }
    if bare.starts_with("was wir über") {
        return bare.contains("wissen");
    }
    BOX_HEADS.iter().any(|head| {
        bare == *head
            || (!WHOLE_ONLY.contains(head)
                && bare.strip_prefix(head).is_some_and(|rest| {
                    rest.starts_with([' ', ',', ':', '-', '–', '—', '(']) && !rest.contains(": ")
                }))
    })
}

/// `Read more: title` and its kin; the title is the second group.
static READ_MORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[»›>→▶►•*+\-–—\[\s]*(?i:(",
        r"read (?:more|also|on|next|the full story|the whole story)|also read|see also|watch(?: also| more)?|listen|related(?: stories| story| content| coverage| articles?| reading)?|more on (?:this|the) (?:story|topic|subject)|more on this|more here|further reading|don't miss|you may also like|also on this site|from the archive",
        r"|lesen sie (?:auch|mehr|dazu|hier|weiter|mehr dazu|dazu auch|hierzu|hierzu auch|auch dazu)|lies auch|lies mehr|mehr dazu|mehr zum thema|mehr zu diesem thema|mehr lesen|weiterlesen|weitere informationen|zum thema|siehe auch|auch interessant|lesetipp|sehen sie auch|dazu auch",
        r"|le[ae] (?:también|tambien|más|mas)|leer (?:más|mas|también)|(?:puede|puedes) leer(?: también)?|(?:más|mas) información|(?:ver|vea|mira|mire) (?:también|tambien|además)|(?:le|te) puede interesar|también (?:le|te) puede interesar|sobre el tema|(?:más|mas) sobre (?:el|este) tema|relacionad[oa]s?|en profundidad|siga leyendo|sigue leyendo",
        r"|чита(?:йте|ть|й) (?:также|ещё|еще|далее|больше|подробнее)|чита(?:йте|ть) по теме|смотрите также|см\. также|подробнее(?: об этом| по теме)?|по теме|узнать больше|материалы по теме|ещё по теме|еще по теме",
        r"))(?:\s+(?:[\p{L}'’-]+\s*){1,6})?\s*[:：]\s*(.+)$"
    ))
});
/// The same without a colon, for phrases that mean nothing else.
static READ_MORE_BARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^[»›>→▶►\s]*(?:READ MORE|READ ALSO|ALSO READ|SEE ALSO|Read more|Read also|Also read|See also",
        r"|Lesen Sie (?:auch|dazu auch|hierzu)|LESEN SIE AUCH|Mehr dazu|Siehe auch|Le[ae] también|LEA TAMBIÉN|LEE TAMBIÉN|Vea también|Читайте также|ЧИТАЙТЕ ТАКЖЕ|Смотрите также)",
        r"\s*[|–—→»›>-]?\s+(\p{Lu}.+|[«„“\x22].+)$"
    ))
});
static TRAILING_URL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(.*?)\s*[(<\[]?(https?://[^\s)>\]]+)[)>\]]?$"));

/// The title, and the address where there is one, of a read-more line.
pub fn read_more(line: &str) -> Option<(String, Option<String>)> {
    if line.chars().count() > 300 {
        return None;
    }
    let title = if let Some(c) = READ_MORE.captures(line) {
        c.get(2)?.as_str()
    } else {
        let c = READ_MORE_BARE.captures(line)?;
        let title = c.get(1)?.as_str();
        // A sentence that happens to start so ends in a full stop.
        if title.ends_with('.') {
            return None;
        }
        title
    };
    if let Some(c) = TRAILING_URL.captures(title) {
        let (title, url) = (c[1].trim(), c[2].to_owned());
        return Some((if title.is_empty() { url.clone() } else { title.to_owned() }, Some(url)));
    }
    Some((title.trim().to_owned(), None))
}

/// Headings above related coverage: furniture, not text.
pub fn is_related_head(line: &str) -> bool {
    if line.len() > 200 {
        return false;
    }
    let line = line.to_lowercase();
    let bare = line.trim().trim_end_matches([':', '.', '…', ' ', '»', '›']);
    matches!(
        bare,
        "related"
            | "related stories"
            | "related coverage"
            | "related content"
            | "related articles"
            | "related topics"
            | "recommended"
            | "more on this topic"
            | "more on this story"
            | "more on this"
            | "more on the topic"
            | "also on this topic"
            | "read more"
            | "read also"
            | "see also"
            | "background"
            | "more stories"
            | "further reading"
            | "our earlier coverage"
            | "earlier coverage"
            | "previous coverage"
            | "from our archive"
            | "from the archive"
            | "mehr zum thema"
            | "mehr dazu"
            | "zum thema"
            | "lesen sie auch"
            | "lesen sie mehr"
            | "weiterführende artikel"
            | "verwandte themen"
            | "verwandte artikel"
            | "hintergrund"
            | "auch interessant"
            | "das könnte sie auch interessieren"
            | "frühere berichte"
            | "aus dem archiv"
            | "weitere artikel"
            | "weitere berichte"
            | "más sobre el tema"
            | "mas sobre el tema"
            | "relacionado"
            | "relacionados"
            | "noticias relacionadas"
            | "artículos relacionados"
            | "contenido relacionado"
            | "lea también"
            | "lee también"
            | "le puede interesar"
            | "te puede interesar"
            | "antecedentes"
            | "más información"
            | "contexto"
            | "temas relacionados"
            | "по теме"
            | "читайте также"
            | "материалы по теме"
            | "смотрите также"
            | "ещё по теме"
            | "еще по теме"
            | "контекст"
            | "предыстория"
    )
}

/// Lines that can only be promotion, wherever they stand.
static PROMO: LazyLock<Gated> = LazyLock::new(|| {
    gated(concat!(
        r"(?i)(?:",
        r"\bsign(?:ing)?[ -]?up (?:here|now|today|for (?:it|our|the|this|free)\b[^.]*(?:newsletter|e-?mail|briefing|alerts?|inbox))",
        r"|\byou can sign up (?:here\b|for [^.]*newsletter)|\bsends? out a selection\b|\bto sign up,? click\b",
        r"|^while you(?:'|’)?re here\b|^while you are here\b",
        r"|\b(?:subscribe|register) (?:here|now|today|to (?:our|the|this)\b[^.]*(?:newsletter|e-?mail|briefing|channel|podcast))",
        r"|^(?:subscribe to|sign up (?:to|for)) (?:our|the|this)\b",
        r"|^(?:get|receive) (?:our|the|all the|a|your)\b[^.]*\b(?:newsletter|in your inbox|to your inbox|into your inbox|by e-?mail)",
        r"|\b(?:straight|directly|delivered) (?:in)?to your inbox\b|\bin your inbox (?:every|each)\b",
        r"|^follow us on\b|^like us on\b|^join us on\b|^download (?:our|the) app\b|^support (?:our|independent) journalism\b",
        r"|^(?:every|each) (?:morning|evening|day|weekday|week|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend),? [^.]*\b(?:newsletter|our editors|editors round up|sends? (?:out|you)|selection of (?:the day|our)|inbox|by e-?mail|we send)\b",
        r"|\bhier (?:können sie sich )?(?:kostenlos )?(?:anmelden|abonnieren|bestellen)\b|\bmelden sie sich (?:hier|jetzt|für|zu|gleich)\b[^.]*|^(?:abonnieren sie|jetzt abonnieren|jetzt anmelden|newsletter abonnieren|zum newsletter|hier geht es zum newsletter)",
        r"|^(?:jeden|jede|an jedem) (?:morgen|abend|tag|werktag|woche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|wochenende)\b[^.]*\b(?:newsletter|postfach|redaktion|auswahl|per e-?mail|verschickt|schickt|versendet|verschicken|schicken|bekommen sie|erhalten sie)\b",
        r"|\bin ihr (?:e-?mail-)?postfach\b|\bfolgen sie uns\b|^(?:übrigens|wo sie schon (?:mal )?(?:hier|da) sind|wenn sie schon (?:mal )?hier sind|bevor sie gehen)\b[^.]*|\bunser(?:en|em)? newsletter (?:abonnieren|anmelden|bestellen)\b|\babonnieren sie (?:hier )?unseren\b",
        r"|\b(?:suscríb(?:ase|ete)|suscribase|suscribete|inscríb(?:ase|ete)|regístr(?:ese|ate)) (?:aquí|aqui|ahora|gratis|a |al |en |para )|^suscr[ií]b(?:ase|ete)\b",
        r"|^(?:cada|todas las|todos los) (?:mañana|mañanas|tarde|tardes|noche|noches|día|dias|días|semana|lunes|martes|miércoles|jueves|viernes|sábado|sábados|domingo|domingos)\b[^.]*\b(?:bolet[ií]n|selección|seleccion|redacción|correo|envía|enviamos|newsletter|recibirá)\b",
        r"|\ben su (?:correo|bandeja|buzón)\b|\ben tu (?:correo|bandeja|buzón)\b|\bs[ií]ga(?:nos|n) en\b|\bs[ií]guenos en\b|^(?:ya que est[aá]s? aqu[ií]|mientras est[aá]s? aqu[ií]|antes de (?:irse|que te vayas))\b|\bnuestro bolet[ií]n\b[^.]*\b(?:aquí|suscr|regístr)|^reciba\b[^.]*\b(?:bolet[ií]n|correo)\b",
        r"|подпи(?:шитесь|сывайтесь|саться) (?:на|здесь|по)|^подпи(?:шитесь|сывайтесь)\b|\bнаш[ае]?(?:у|ей|а)? рассылк|^кажд(?:ый|ое|ую) (?:день|вечер|утро|неделю|понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)[^.]*(?:рассылк|присыла|отправля|подборк|редакци|на почту|письм)",
        r"|^пока вы (?:здесь|тут)|^раз уж вы (?:здесь|тут)|на вашу почту|следите за нами",
        r")"
    ))
});
/// Lines of the share row and the page's furniture: the whole line.
static FURNITURE: LazyLock<Gated> = LazyLock::new(|| {
    gated(
        r"(?i)^(?:share|send|print|tweet|pin it|copy link|e-?mail|facebook|twitter|x|whatsapp|telegram|messenger|linkedin|reddit|instagram|youtube|advertisement|anzeige|werbung|publicidad|реклама|teilen|drucken|compartir|imprimir|поделиться|newsletter|sign up|sign up here|subscribe|abonnieren|suscribirse|suscríbase|permalink)(?:[\s,|·/]+(?:share|send|print|tweet|e-?mail|facebook|twitter|x|google\+|whatsapp|telegram|messenger|linkedin|reddit|tumblr|digg|newsvine|stumble|permalink|instagram|youtube|teilen|drucken|compartir))*[.:!]?$",
    )
});
/// Words that make a line below the credit a promotion.
static PROMO_BELOW: LazyLock<Gated> = LazyLock::new(|| {
    gated(
        r"(?i)\b(?:newsletter|sign up|subscribe|inbox|e-?mail us|podcast|follow us|our app|abonnieren|anmelden|postfach|bolet[ií]n|suscr[ií]b|correo|рассылк|подпи[сш]|почту)",
    )
});

/// True for a line that advertises. `below` says that it stands after the
/// credit line, where weaker words are enough.
pub fn is_promo(line: &str, below: bool) -> bool {
    if line.chars().count() > 500 {
        return false;
    }
    FURNITURE.is_match(line) || PROMO.is_match(line) || (below && PROMO_BELOW.is_match(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_the_box() {
        for line in [
            "What we know so far",
            "What we know so far:",
            "What we know about the fire",
            "Was wir wissen",
            "Was wir bisher wissen – und was nicht",
            "Was wir über den Brand wissen",
            "Lo que sabemos hasta ahora",
            "¿Qué se sabe?",
            "Что известно",
            "Что известно о пожаре:",
            "Key points",
        ] {
            assert!(is_box_head(line), "{line}");
        }
        for line in [
            "What we know is that the fire began at night and spread through the old town within an hour.",
            "The latest figures are higher",
            "Claves de acceso",
        ] {
            assert!(!is_box_head(line), "{line}");
        }
    }

    #[test]
    fn read_more_in_four_languages() {
        for (line, title) in [
            ("Read more: Why the dam broke", "Why the dam broke"),
            ("READ MORE: Why?", "Why?"),
            ("Read more about the flood: A river returns", "A river returns"),
            ("Lesen Sie auch: Der Damm", "Der Damm"),
            ("Mehr dazu: Der Damm", "Der Damm"),
            ("Lea también: La presa", "La presa"),
            ("Leer más: La presa", "La presa"),
            ("Читайте также: Плотина", "Плотина"),
            ("Подробнее: Плотина", "Плотина"),
            ("Lesen Sie auch Der Damm und der Fluss", "Der Damm und der Fluss"),
        ] {
            assert_eq!(read_more(line).map(|r| r.0).as_deref(), Some(title), "{line}");
        }
        assert_eq!(
            read_more("Read more: The dam https://example.org/dam"),
            Some(("The dam".into(), Some("https://example.org/dam".into())))
        );
        for line in ["Readers want more.", "He said: read more books", "Related costs rose."] {
            assert_eq!(read_more(line), None, "{line}");
        }
    }

    #[test]
    fn promotion() {
        for line in [
            "Every evening, the Harbour Post sends out a selection of the day's news and features. Sign up here.",
            "While you're here: every Tuesday, our editors round up what is happening.",
            "Sign up for our free newsletter",
            "Jeden Abend verschickt die Redaktion eine Auswahl der Nachrichten. Hier anmelden.",
            "Cada noche enviamos una selección de noticias. Suscríbase aquí.",
            "Подпишитесь на нашу рассылку",
            "Share Facebook Twitter",
        ] {
            assert!(is_promo(line, false), "{line}");
        }
        for line in [
            "The ministry wrote in its newsletter that prices rise.",
            "Workers sign up for the army in Harbour.",
            "Every evening the ships leave.",
        ] {
            assert!(!is_promo(line, false), "{line}");
        }
    }
}

//! IPTC 7901: a header line, a slug, a headline that ends in ` =`, the text, a
//! notepad, a closing line, the time.
//!
//! The format has no name for a story. dpa prints one in its copyright line
//! (`dpa:261102-99-12345/2`: the urn's last part and the version); else the
//! agency's number of the day is the key.

use super::{Message, Told, times, unwrap};
use crate::{
    agency::{self, Embargo, Notes},
    anatomy::{agencies, cues_pattern as pattern},
    entry::Entry,
    keys,
    markup::Blocks,
    read::Hint,
    signals,
};
use regex::Regex;
use std::{collections::VecDeque, sync::LazyLock};
use story::{Key, Kind, Signal};

/// Service and number, priority, category, count of words, and what the
/// agency adds: its name and number.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^([A-Za-z]{2,5})(\d{3,5})\s+([1-9])\s+(\p{L}{1,4})\s+(\d{1,5})(?:\s+(\S+(?:\s\p{L}\S*)?))?(?:\s+(\d{1,5}))?(?:\s+.*)?$",
    )
});
static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:By|BY|Von|VON|Por|POR|Par|Di|Автор:?|Od)\s+\p{L}[^.!?=]{2,120}$")
});
static FLAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:\*{3}.*\*{3}|(?:kill ?){2,3}|аннулирование|حظر حظر حظر|hold hold hold|refile|rpt(?: rpt)?|repeat|\d(?:st|nd|rd|th) (?:lead|ld|update|add)|lead|update|correction|corrected|version corrigée|correctif|rectificatif|versión corregida|actualización|mise à jour|aktualizacja|korekta|коррекция|повтор|обновить|تصحيح|إعادة|تحديث|atenci[oó]n redacciones)\s*:?$",
    )
});
static CORRECTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\(?(?:berichtigung|berichtigt|korrektur|richtigstellung|correction|corrected|version corrigée|correctif|rectificatif|versión corregida|corrección|korekta|коррекция|исправление|تصحيح)\b",
    )
});
static KILLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\W*(?:kill kill|eliminar|аннулирование|حظر حظر|annulation|annulliert|storniert)")
});
static URGENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:FLASH|URGENTE?|BULLETIN|D'URGENCE|МОЛНИЯ|СРОЧНО|PILNE|عاجل جدا|عاجل):?\s+")
});
static PAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:#{1,2}\s+\S|(?:\* ){2,}\*$|(?:the following information is )?not (?:intended )?for publication|die folgenden informationen sind nicht zur veröffentlichung|(?:la siguiente información )?no (?:está )?destinad[ao] a (?:la )?publicación|notizblock$|notebook$|notepad$|note to editors:?|note aux rédactions|redaktionelle hinweise:?$|aviso al editor|примечание для редакторов|uwaga dla redaktorów|تنويه للمحررين)",
    )
});
static RIGHTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:©|\([cC]\)|Copyright\b)\s*\S.{0,200}$"));
static DPA_URN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bdpa:(\d{6}-\d{1,4}-\d{1,9})/(\d{1,4})\b"));

pub(super) fn is_header(line: &str) -> bool {
    HEADER.is_match(line.trim())
}

/// What the head between STX and ` =` says.
#[derive(Default)]
struct Head {
    slug: Option<String>,
    headline: Option<String>,
    byline: Option<String>,
    flags: Vec<String>,
}

pub(super) fn read(message: &Message<'_>, hint: &Hint) -> Told {
    let header = message.header.first().and_then(|h| HEADER.captures(h));
    let part = |n: usize| header.as_ref().and_then(|c| c.get(n)).map(|m| m.as_str().to_owned());
    let agency = part(6).unwrap_or_default();
    let urgency = part(3).and_then(|p| agency::urgency(&p));
    let zone = times::zone(agency.split('-').next().unwrap_or_default());
    let sent = message
        .trailer
        .iter()
        .find_map(|l| times::trailer(l, &zone))
        .or_else(|| message.trailer.iter().find_map(|l| times::anpa(l)?.1));
    let end = message.text.iter().take(60).position(|l| l.trim_end().ends_with('='));
    let (top, rest) = match end {
        Some(at) => message.text.split_at(at + 1),
        None => (&message.text[..0], &message.text[..]),
    };
    let head = head(top, urgency);
    let mut notes = Notes::default();
    let mut embargo = Embargo::None;
    let mut signal = None;
    let mut genre = None;
    for flag in &head.flags {
        let said = flag_signal(flag);
        signal = [signal, said].into_iter().flatten().max_by_key(|s| signals::strength(*s));
        let bare = flag.trim_matches(['(', ')', ' ']);
        if embargo == Embargo::None {
            embargo = times::embargo(flag, sent, &zone);
        }
        if genre.is_none() && Kind::of_label(bare).is_some() {
            genre = Some(bare.to_owned());
        }
        notes.file(flag);
    }
    let (paragraphs, pad, rights) = parts(rest);
    let mut keys: Vec<Key> = Vec::new();
    let mut version = None;
    for line in rights.iter().chain(&pad) {
        if let Some(c) = DPA_URN.captures(line).filter(|_| keys.is_empty()) {
            keys.push(Key::Urn(format!("urn:newsml:dpa.com:20090101:{}", &c[1])));
            version = agency::version(&c[2]);
        }
    }
    if embargo == Embargo::None {
        embargo = times::embargo_of_pad(&pad, sent, &zone);
    }
    for line in &pad {
        notes.file(line);
    }
    let number = part(7).filter(|n| n.bytes().any(|b| b != b'0'));
    let day = sent.or(hint.received).map(|t| t.to_zoned_datetime(zone.clone()).date());
    if let (Some(n), Some(day)) = (number, day)
        && keys.is_empty()
    {
        keys.extend(keys::guid(&format!("{}:{day}:{n}", agency.to_lowercase())));
    }
    let mut troubles = Vec::new();
    if let Some(t) = embargo.trouble("") {
        troubles.push((t.what, t.mend));
    }
    if end.is_none() && header.is_some() {
        troubles.push((
            "no line ends the headline (\" =\")".into(),
            "ask the agency whether that is meant; the first line was taken".into(),
        ));
    }
    let entry = Entry {
        keys,
        headline: head.headline,
        text: Blocks { lines: paragraphs, links: Vec::new() },
        byline: head.byline,
        agencies: named(&agency),
        language: hint.language.clone(),
        published: agency::published(None, sent, version),
        updated: sent,
        subjects: head
            .slug
            .iter()
            .flat_map(|s| s.split('/'))
            .map(story::one_line)
            .filter(|s| !s.is_empty())
            .take(agency::MOST)
            .collect(),
        slugline: head.slug,
        kind: genre.as_deref().and_then(Kind::of_label),
        genre,
        rights: agency::rights(None, rights.into_iter().next(), None),
        signal: agency::settle(embargo.hold(), signal, &notes),
        version,
        embargo: embargo.until(),
        urgency,
        notes: notes.text(),
        whole_page: end.is_none(),
        ..Entry::default()
    };
    Told { entry: Some(entry), troubles }
}

/// The agency of a header: `dpa`, `dpa-euro`, `lsw` (a regional service).
fn named(agency: &str) -> Vec<String> {
    let first = agency.split(['-', ' ']).next().unwrap_or_default();
    let regional = agencies::is_mark(first) && first.len() == 3 && first.starts_with('l');
    let name = if regional { "dpa" } else { first };
    agencies::registered(agency)
        .or_else(|| agencies::registered(name))
        .map(str::to_owned)
        .into_iter()
        .collect()
}

fn flag_signal(flag: &str) -> Option<Signal> {
    let bare = flag.trim_matches(['(', ')', ' ', '*']);
    // dpa's German wire says `(Achtung)` and no more over a kill.
    if KILLED.is_match(flag)
        || bare.eq_ignore_ascii_case("achtung")
        || flag.starts_with("(Achtung)")
    {
        return Some(Signal::Withdrawal);
    }
    if bare.to_uppercase().starts_with("HOLD HOLD") {
        return Some(Signal::Hold);
    }
    if CORRECTED.is_match(flag) {
        return Some(Signal::Correction);
    }
    // Words for an update or a repeat say that nothing was wrong.
    FLAG.is_match(bare).then_some(Signal::Update)
}

/// Slug, flags, headline and byline of the head.
fn head(lines: &[&str], urgency: Option<u8>) -> Head {
    let mut out = Head::default();
    let mut lines: Vec<String> = lines
        .iter()
        .map(|l| story::one_line(l.trim_end().trim_end_matches('=')))
        .filter(|l| !l.is_empty())
        .collect();
    let slugs = lines.iter().take_while(|l| l.ends_with('/') && !l.starts_with('(')).count();
    if slugs > 0 {
        let slug: Vec<String> = lines.drain(..slugs).collect();
        out.slug = Some(slug.concat());
    }
    let mut headline: Vec<String> = Vec::new();
    let mut rest: VecDeque<String> = lines.into();
    while let Some(line) = rest.pop_front() {
        if line.starts_with('(')
            && let Some(flag) = bracketed(&line, &mut rest)
        {
            match flag.rfind(')').map(|at| flag.split_at(at + 1)) {
                Some((inside, after)) if !after.trim().is_empty() && headline.is_empty() => {
                    // `(Achtung) note` and `(Eil) Headline` on one line.
                    out.flags.push(inside.to_owned());
                    if inside == "(Achtung)" {
                        out.flags.push(after.trim().to_owned());
                    } else {
                        headline.push(after.trim().to_owned());
                    }
                }
                _ => out.flags.push(flag),
            }
        } else if headline.is_empty()
            && (FLAG.is_match(&line)
                || KILLED.is_match(&line)
                // A genre alone on a line above the headline.
                || !rest.is_empty() && Kind::of_label(&line).is_some())
        {
            out.flags.push(line);
        } else if !headline.is_empty() && BYLINE.is_match(&line) {
            out.byline = Some(line);
        } else if out.byline.is_some() {
            // The byline, too, may run over.
            out.byline = out.byline.map(|b| format!("{b} {line}"));
        } else {
            headline.push(line);
        }
    }
    let text = headline.join(" ");
    let text =
        if urgency.is_some_and(|u| u <= 2) { URGENT.replace(&text, "").into_owned() } else { text };
    out.headline = Some(text).filter(|h| !h.is_empty());
    out
}

/// A note in brackets, which may run over several lines; none where they are
/// never closed.
fn bracketed(line: &str, rest: &mut VecDeque<String>) -> Option<String> {
    let mut flag = line.to_owned();
    let mut more = 0;
    while depth(&flag) > 0 {
        flag = format!("{flag} {}", rest.get(more).filter(|_| more < 8)?);
        more += 1;
    }
    rest.drain(..more);
    Some(flag)
}

fn depth(text: &str) -> i32 {
    text.chars().fold(0, |d, c| match c {
        '(' => d + 1,
        ')' => d - 1,
        _ => d,
    })
}

/// Paragraphs, notepad and closing line, copyright lines.
fn parts(lines: &[&str]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let from = lines.iter().position(|l| PAD.is_match(l.trim())).unwrap_or(lines.len());
    let (text, pad) = lines.split_at(from);
    let mut pad: Vec<String> =
        pad.iter().map(|l| story::one_line(l)).filter(|l| !l.is_empty()).collect();
    let mut text = text.to_vec();
    // `dpa ab/cd yydd n1 ef`: codes of author, office and editor.
    while text.last().is_some_and(|l| l.trim().is_empty() || is_closing(l)) {
        let line = text.pop().unwrap_or_default();
        if !line.trim().is_empty() {
            pad.push(story::one_line(line));
        }
    }
    let (mut paragraphs, mut rights) = (Vec::new(), Vec::new());
    for p in unwrap(&text) {
        if RIGHTS.is_match(&p) { rights.push(p) } else { paragraphs.push(p) }
    }
    (paragraphs, pad, rights)
}

fn is_closing(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    (2..=8).contains(&words.len())
        && words.first().is_some_and(|w| {
            w.chars().all(|c| c.is_lowercase() || c == '-')
                && agencies::registered(w.split('-').next().unwrap_or_default()).is_some()
        })
        && words.iter().all(|w| {
            w.chars().count() <= 8
                && w.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || "/-,".contains(c))
        })
}

#[cfg(test)]
mod tests {
    use super::super::{is, read};
    use crate::read::Hint;
    use story::{Key, Lang, Signal};

    const ITEM: &str = "\u{1}bdt0173 3 vm 60  dpa 0525\r\n\u{2}\r\nWetter/Hafenstadt/\r\n(Berichtigung: Jahr im 2. Absatz\r\nkorrigiert)\r\nEis schließt Brücke über den nördlichen Hafen der Stadt und\r\nhält die Fähren auf\r\nVon Anna Beispiel, dpa\r\n(Foto - Archiv) =\r\n\r\nHafenstadt (dpa) - Die Brücke über den Hafen ist wegen Eis an den\r\nSeilen gesperrt. Das sagte die Stadt.\r\n\r\nDie Fähren fahren öfter.\r\n\r\n# Notizblock\r\n\r\n## Redaktionelle Hinweise\r\n- Kontakt: Tel. 555-0100\r\n\r\n* * * *\r\nDie folgenden Informationen sind nicht zur Veröffentlichung bestimmt\r\n- Autorin: 555-0101\r\n\r\ndpa ab/cd yydd n1 ef\r\n\u{3}\r\n022100 Nov 26\r\n\u{4}";

    #[test]
    fn an_item_with_all_its_parts() {
        assert!(is(ITEM));
        let got = read(ITEM, &Hint::default()).unwrap();
        assert_eq!(got.troubles, []);
        let r = &got.stories[0];
        assert_eq!(
            r.story.headline.as_deref(),
            Some("Eis schließt Brücke über den nördlichen Hafen der Stadt und hält die Fähren auf")
        );
        assert_eq!(r.story.byline.as_deref(), Some("Von Anna Beispiel, dpa"));
        assert_eq!(r.story.dateline.as_deref(), Some("Hafenstadt (dpa)"));
        assert!(r.story.lead.starts_with("Die Brücke über den Hafen ist wegen Eis an den Seilen"));
        assert_eq!(r.story.body, ["Die Fähren fahren öfter."]);
        assert_eq!(r.story.slugline.as_deref(), Some("Wetter/Hafenstadt/"));
        assert_eq!((r.signal, r.urgency), (Signal::Correction, Some(3)));
        assert_eq!(r.story.published.unwrap().to_string(), "2026-11-02T20:00:00Z");
        assert_eq!(r.keys, [Key::Guid("dpa:2026-11-02:0525".into())]);
        assert_eq!(r.story.language, Lang::of("de"));
        assert!(r.notes.for_editors().contains("555-0101"));
        assert!(r.notes.for_editors().contains("ab/cd"));
        let line = crate::json_line(r).to_string();
        assert!(!line.contains("555") && !line.contains("yydd"), "{line}");
    }

    #[test]
    fn words_that_stop_a_story() {
        for (head, signal) in [
            ("Weather/\nKILL KILL KILL =\n", Signal::Withdrawal),
            ("Tiempo/\n*** ELIMINAR - ELIMINAR ***\nATENCION REDACCIONES =\n", Signal::Withdrawal),
            ("Погода/\nАННУЛИРОВАНИЕ =\n", Signal::Withdrawal),
            (
                "Wetter/\n(Achtung) Der Bericht ist falsch\nEis schließt Brücke =\n",
                Signal::Withdrawal,
            ),
            ("Weather/\nHOLD HOLD HOLD\nIce closes bridge =\n", Signal::Hold),
            ("Weather/\nREFILE\n1ST LEAD\nIce closes bridge =\n", Signal::Update),
            ("Wetter/\n(Sperrfrist bis zur Rede)\nEis schließt Brücke =\n", Signal::Hold),
            ("Weather/\n(Ice closes bridge =\n", Signal::Update),
            ("Weather/\nCorrection\nIce closes bridge =\n", Signal::Correction),
        ] {
            let text = format!(
                "eca0003 3 i 380  dpa 0045\n\n{head}\nThe bridge is closed.\n\n022100 GMT Nov 26\n"
            );
            let got = read(&text, &Hint::default()).unwrap();
            assert_eq!(got.stories.first().map(|s| s.signal), Some(signal), "{head}");
        }
    }

    #[test]
    fn several_messages_in_one_file() {
        let got =
            read(&format!("{ITEM}{}", ITEM.replace("0525", "0526")), &Hint::default()).unwrap();
        assert_eq!(got.stories.len(), 2);
        assert_ne!(got.stories[0].keys, got.stories[1].keys);
        let bare: String =
            ITEM.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>() + "\n";
        let got = read(&format!("{bare}{bare}"), &Hint::default()).unwrap();
        assert_eq!(got.stories.len(), 2);
    }
}

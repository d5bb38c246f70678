//! ANPA 1312 as AP sends it: a header of letters and numbers, lines between
//! `^` and `<` for slug, headline, notes and byline, the text indented, a
//! trailer with service and time.
//!
//! The slug is the story's name for its day; `Ld-Writethru` counts its
//! versions. A later version or a kill may come after midnight, so it goes by
//! the day before as well.

use super::{Message, Told, times};
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
use std::sync::LazyLock;
use story::Signal;

static SERVICE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[A-Za-z]\d{3,4}\S{0,12}$"));
/// Priority, category, keyword, date, count of words.
static LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^([a-z])\s+([a-z])\s+(\S.*?)\s+(\d{2})-(\d{2})(?:\s+(\d{3,5})(?:\s.*)?)?$")
});
static COUNT: LazyLock<Regex> = LazyLock::new(|| pattern(r",\s*\d{1,5}$"));
static CYCLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:BC|AM|PM|AP|BX)-+"));
static LEAD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(\d{1,2})(?:st|nd|rd|th)\s?(?:ld|lead)\b"));
static WRITETHRU: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:ld|lead|writethru)\b"));
static ADDITION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b\d{1,2}(?:st|nd|rd|th)?\s?add\b"));
static KILL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\bKILL\b|(?i:\b(?:bulletin|mandatory|urgent) kill\b|^kill$))"));
static HOLD: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\bHOLD\b|(?i:^(?:with)?hold$))"));
static CORRECTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:correction|corrective|correct|correx)\b"));
static GENERAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:newsalert|advisory|digest|budget|headlines|briefs?$|top ?ten|top ?stories|glance$)",
    )
});
static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:eds?[:.,]|editors?['’]?(?: note)?[:,]|ap (?:photos?|video|graphics?|images?|audio|multimedia)\b|with(?::| ap | photos?\b| story\b)|photos?[: ]|multimedia:|attention[: ]+eds?|attn\b|mov(?:ed|ing) on|advance[sd]?(?::| for)|adv\.?\d+\b|for (?:release|immediate release|use)\b|hfr\b|hold for release|embargo(?:ed)?(?::| until| for)|\d+ (?:photos?|images?)\b)",
    )
});
static BYLINE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:By|BY)\s+\p{L}.{1,120}$"));

pub(super) fn is_header(lines: &[&str]) -> bool {
    let two = match lines {
        [first, second, ..] => SERVICE.is_match(first.trim()) && LINE.is_match(second.trim()),
        _ => false,
    };
    two || lines.first().is_some_and(|l| LINE.is_match(l.trim()))
}

pub(super) fn read(message: &Message<'_>, hint: &Hint) -> Told {
    let header = message.header.iter().find_map(|l| LINE.captures(l));
    let part = |n: usize| header.as_ref().and_then(|c| c.get(n)).map(|m| m.as_str().to_owned());
    let trailer = message.trailer.iter().find_map(|l| times::anpa(l));
    let (agency, sent) = trailer.unwrap_or_default();
    let lines: Vec<(bool, String)> = message.text.iter().map(|l| control(l)).collect();
    let mut notes = Notes::default();
    let mut embargo = Embargo::None;
    let (mut slug, mut headline, mut teaser) = (None::<String>, None, None);
    let mut byline: Vec<String> = Vec::new();
    let mut rights = None;
    let mut text: Vec<String> = Vec::new();
    for (framed, line) in &lines {
        if !framed {
            if !line.is_empty() {
                paragraph(&mut text, line);
            }
        } else if !text.is_empty() {
            // A framed line inside the text is set like the text.
            text.push(line.trim().to_owned());
        } else if slug.is_none() {
            slug = Some(line.clone());
        } else if NOTE.is_match(line) {
            if embargo == Embargo::None {
                embargo = times::embargo(line, sent, &jiff::tz::TimeZone::UTC);
            }
            notes.add(line);
        } else if line.starts_with("(c)") || line.starts_with('©') || line.starts_with("Copyright")
        {
            rights = Some(line.clone());
        } else if BYLINE.is_match(line)
            || (!byline.is_empty() && line.split_whitespace().count() <= 6)
        {
            byline.push(line.clone());
        } else if headline.is_none() {
            headline = Some(line.clone());
        } else if line.split_whitespace().count() >= 8 && teaser.is_none() {
            teaser = Some(line.clone());
        } else {
            notes.add(line);
        }
    }
    let named = slug.or_else(|| part(3)).unwrap_or_default();
    let named = COUNT.replace(&named, "").into_owned();
    let (name, qualifiers) = named.split_once(',').unwrap_or((named.as_str(), ""));
    let whole = format!("{named} {}", part(3).unwrap_or_default());
    if ADDITION.is_match(qualifiers) {
        return Told {
            entry: None,
            troubles: vec![(
                format!("this is an addition to a story sent before ({})", story::one_line(&named)),
                "wait for the whole story (Ld-Writethru), or ask the agency for it".into(),
            )],
        };
    }
    let version = LEAD
        .captures(&whole)
        .and_then(|c| c[1].parse::<u32>().ok())
        .map(|n| n + 1)
        .or_else(|| WRITETHRU.is_match(&whole).then_some(2));
    let said = if KILL.is_match(&named) || qualifiers.split(',').any(|q| KILL.is_match(q.trim())) {
        Some(Signal::Withdrawal)
    } else if qualifiers.split(',').any(|q| HOLD.is_match(q.trim())) {
        Some(Signal::Hold)
    } else if CORRECTION.is_match(qualifiers) {
        Some(Signal::Correction)
    } else {
        None
    };
    let signal = agency::settle(embargo.hold(), said, &notes);
    let later = version.is_some() || signal.is_some_and(|s| signals::strength(s) > 0);
    let day = sent.or(hint.received).map(|t| t.to_zoned_datetime(jiff::tz::TimeZone::UTC).date());
    // Some slugs stand for whatever comes next: they name no story.
    let bare = CYCLE.replace(name.trim(), "").to_lowercase();
    let day = day.filter(|_| !GENERAL.is_match(&bare));
    let mut all = Vec::new();
    if let Some(day) = day.filter(|_| !bare.is_empty()) {
        let by = if agency.is_empty() { "anpa".to_owned() } else { agency.to_lowercase() };
        all.extend(keys::guid(&format!("{by}:{day}:{bare}")));
        if later && let Ok(before) = day.yesterday() {
            all.extend(keys::guid(&format!("{by}:{before}:{bare}")));
        }
    }
    let mut troubles = Vec::new();
    if let Some(t) = embargo.trouble("") {
        troubles.push((t.what, t.mend));
    }
    let entry = Entry {
        keys: all,
        headline,
        teaser,
        text: Blocks { lines: text, links: Vec::new() },
        byline: (!byline.is_empty()).then(|| byline.join(", ")),
        agencies: agencies::registered(&agency).map(str::to_owned).into_iter().collect(),
        language: hint.language.clone(),
        published: agency::published(None, sent, version),
        updated: sent,
        slugline: Some(story::one_line(name)).filter(|s| !s.is_empty()),
        rights: agency::rights(None, rights, None),
        signal,
        version,
        embargo: embargo.until(),
        urgency: part(1).and_then(|p| urgency(&p)),
        notes: notes.text(),
        ..Entry::default()
    };
    Told { entry: Some(entry), troubles }
}

/// The priority letters: flash, bulletin, urgent, regular, daily (deferred).
/// The letters of advance copy say nothing of how urgent a story is.
fn urgency(letter: &str) -> Option<u8> {
    match letter {
        "f" => Some(1),
        "b" => Some(2),
        "u" => Some(3),
        "r" => Some(4),
        "d" => Some(5),
        _ => None,
    }
}

/// A line with its frame (`^ … <`, `^ … =`) off, and the characters that the
/// set lacked put back: quotation marks and dashes.
fn control(line: &str) -> (bool, String) {
    let framed = line.trim_start().starts_with('^');
    let end = line.trim_end().trim_end_matches(['<', '=']);
    let bare = end.trim_start().trim_start_matches('^');
    let bare = if framed { bare.trim() } else { end.trim_end() };
    let text = bare.replace("``", "“").replace("''", "”").replace(" _ ", " — ");
    (framed, text)
}

/// An indented line begins a paragraph, others go on with it.
fn paragraph(text: &mut Vec<String>, line: &str) {
    let words = line.trim();
    if words.is_empty() || words.chars().all(|c| matches!(c, '_' | '-' | '—' | '*' | ' ')) {
        return;
    }
    let begins = line.starts_with('\t') || line.starts_with("  ");
    match text.last_mut() {
        Some(last) if !begins => {
            last.push(' ');
            last.push_str(words);
        }
        _ => text.push(words.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{is, read};
    use crate::read::Hint;
    use story::{Key, Signal};

    fn item(slug: &str, top: &str) -> String {
        format!(
            "z6715-----\nr a BC-US--Harbour-Bridge   11-02 0500\n^{slug},416< \n{top}\t   HARBOUR CITY (AP) _ The bridge is closed. ``It is ice,'' said the mayor. \n\t   Ferries run more often. \n\t   ___ \n\t   Nobody was hurt. \n\n\t   AP-WF-11-02-26 2130GMT<\n"
        )
    }

    #[test]
    fn a_writethru_with_all_its_parts() {
        let text = item(
            "BC-US--Harbour-Bridge, 1st Ld-Writethru",
            "^Ice closes bridge over the northern harbour< \n^AP Photo XX101< \n^Eds: Updates. Desk 555-0100.< \n^The bridge over the northern harbour is closed because of ice on its cables.< \n^By ANN EXAMPLE= \n^Associated Press= \n",
        );
        assert!(is(&text));
        let got = read(&text, &Hint::default()).unwrap();
        assert_eq!(got.troubles, []);
        let r = &got.stories[0];
        assert_eq!(
            r.story.headline.as_deref(),
            Some("Ice closes bridge over the northern harbour")
        );
        assert_eq!(r.story.byline.as_deref(), Some("By ANN EXAMPLE, Associated Press"));
        assert_eq!(r.story.dateline.as_deref(), Some("HARBOUR CITY (AP)"));
        assert_eq!(r.story.lead, "The bridge is closed. “It is ice,” said the mayor.");
        assert_eq!(r.story.body, ["Ferries run more often.", "Nobody was hurt."]);
        assert!(r.story.teaser.starts_with("The bridge over the northern harbour"));
        assert_eq!((r.version, r.urgency), (Some(2), Some(4)));
        assert_eq!(
            r.keys,
            [
                Key::Guid("ap:2026-11-02:us--harbour-bridge".into()),
                Key::Guid("ap:2026-11-01:us--harbour-bridge".into()),
            ]
        );
        assert!(!crate::json_line(r).to_string().contains("555"));
    }

    #[test]
    fn words_of_the_slug() {
        for (slug, top, signal) in [
            ("BC-US--Harbour-Bridge, KILL", "^Eds: Kill the story.<\n", Signal::Withdrawal),
            ("BC-US--Harbour-Bridge, Correction", "", Signal::Correction),
            ("BC-US--Harbour-Bridge, 1st Ld", "^Eds: CORRECTS year.<\n", Signal::Correction),
            ("BC-US--Bridge-Kill-Switch", "", Signal::Update),
            ("BC-US--Harbour-Bridge", "^For release 12:01 a.m. Sunday<\n", Signal::Hold),
        ] {
            let got = read(&item(slug, top), &Hint::default()).unwrap();
            assert_eq!(got.stories[0].signal, signal, "{slug}");
        }
        let got = read(&item("BC-US--Harbour-Bridge, 1st Add", ""), &Hint::default()).unwrap();
        assert!(got.stories.is_empty() && got.troubles.len() == 1);
    }
}

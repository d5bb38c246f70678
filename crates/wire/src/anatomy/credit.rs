//! The credit line at a story's foot: `ab/cd (AP, Reuters, AFP)`.
//!
//! Initials before the slash are taken for authors, after it for editors (the
//! usual order, not a law; the line itself is kept as `raw`). At least half of
//! the names in the brackets must be registered agencies: that keeps
//! "take-overs (friendly and hostile)" out.

use super::agencies::{is_mark, registered};
use regex::Regex;
use std::sync::LazyLock;
use story::Credit;

#[allow(clippy::expect_used)] // the patterns are constants, held by the tests
fn pattern(p: &str) -> Regex {
    Regex::new(p).expect("a constant pattern")
}

const INITIAL: &str = r"(?:[\p{Ll}]{1,5}|\p{Lu}{2,3})";

/// Initials and a bracket, or a bracket alone: the whole line.
static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"^(?:({INITIAL}(?:\s?[,/]\s?{INITIAL})*)\s*)?\(([^()]{{2,160}})\)\s*\.?$"))
});
/// Initials alone need a slash.
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(\p{Ll}{1,5}(?:\s?,\s?\p{Ll}{1,5})*\s?/\s?\p{Ll}{1,5}(?:\s?[,/]\s?\p{Ll}{1,5})*)$")
});
/// `ab/cd with AP, Reuters`, `Quelle: dpa, AFP`.
static WITH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^(?:({INITIAL}(?:\s?[,/]\s?{INITIAL})*)\s+)?(?i:(?:with(?: material from| reporting by| information from)?|mit(?: material von| informationen von)?|con(?: información de| informacion de)?|с использованием материалов|по материалам|sources?:|quellen?:|fuentes?:|источники?:|agencies:|agenturen:))\s+(.{{2,160}})$"
    ))
});
/// At the end of a paragraph, after its last sentence.
static ENDING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?:[.!?…]["”“»’')]*)\s+((?:{INITIAL}(?:\s?[,/]\s?{INITIAL})*\s*)?\(([^()]{{2,160}})\))\s*\.?$"#
    ))
});
/// Inside a text that lost its line ends: initials with a slash and a bracket.
static INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|\s)(\p{Ll}{1,5}(?:,\p{Ll}{1,5})*/\p{Ll}{1,5}(?:[,/]\p{Ll}{1,5})*\s*\(([^()]{2,160})\))",
    )
});
static SEPARATOR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\s*[,;/&]\s*|\s+(?:and|und|y|e|et|и)\s+"));
static DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}$"));
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:with(?: material from| information from)?|mit(?: material von| informationen von)?|con(?: información de)?|sources?:|quellen?:|fuentes?:|источники?:|по материалам)\s+",
    )
});
static SUFFIX: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(.*?)\s+(?i:material|materials|reporting|copy)\s*\.?$"));

/// The credit a whole line is, or none.
pub fn line(text: &str) -> Option<Credit> {
    let text = text.trim();
    if text.chars().count() > 200 {
        return None;
    }
    if let Some(c) = BRACKETED.captures(text) {
        let initials = c.get(1).map_or("", |m| m.as_str());
        let list = c.get(2)?.as_str();
        // Author and editor before the bracket leave no doubt, whoever the
        // agencies are.
        let agencies = agencies(list, false).or_else(|| {
            (BARE.is_match(initials) && !is_word(initials)).then(|| names(list)).flatten()
        })?;
        return Some(credit(initials, agencies, text));
    }
    if let Some(c) = BARE.captures(text)
        && text.chars().count() <= 30
    {
        return (!is_word(text)).then(|| credit(&c[1], Vec::new(), text));
    }
    if let Some(c) = WITH.captures(text) {
        let names = c.get(2)?.as_str();
        let names = SUFFIX.captures(names).and_then(|s| s.get(1)).map_or(names, |m| m.as_str());
        let agencies = agencies(names, true)?;
        return Some(credit(c.get(1).map_or("", |m| m.as_str()), agencies, text));
    }
    // `AFP/dpa/jW`, `sak/Reuters`: agencies and initials in one row.
    let parts: Vec<&str> = text.trim_end_matches('.').split('/').map(str::trim).collect();
    if parts.len() >= 2 && parts.iter().all(|p| !p.is_empty() && p.chars().count() <= 15) {
        let named: Vec<String> =
            parts.iter().filter_map(|p| registered(p)).map(str::to_owned).collect();
        let rest: Vec<&str> = parts.iter().copied().filter(|p| registered(p).is_none()).collect();
        let initials = |p: &&str| p.chars().count() <= 5 && p.chars().all(char::is_alphabetic);
        if !named.is_empty() && rest.iter().all(initials) {
            return Some(credit(&rest.join("/"), named, text));
        }
    }
    None
}

/// A credit that ends a paragraph: the paragraph without it, and the credit.
pub fn ending(text: &str) -> Option<(&str, Credit)> {
    let c = ENDING.captures(text)?;
    let whole = c.get(1)?;
    let agencies = agencies(c.get(2)?.as_str(), true)?;
    let initials = whole.as_str().split('(').next().unwrap_or_default();
    Some((text[..whole.start()].trim_end(), credit(initials, agencies, whole.as_str())))
}

/// A credit inside running text: what stands before it, it, what stands after.
pub fn inside(text: &str) -> Option<(&str, Credit, &str)> {
    INSIDE.captures_iter(text).find_map(|c| {
        let whole = c.get(1)?;
        let agencies = agencies(c.get(2)?.as_str(), true)?;
        let initials = whole.as_str().split('(').next().unwrap_or_default();
        Some((
            text[..whole.start()].trim_end(),
            credit(initials, agencies, whole.as_str()),
            text[whole.end()..].trim_start(),
        ))
    })
}

fn agencies(list: &str, all: bool) -> Option<Vec<String>> {
    let list = list.trim();
    let list = PREFIX.find(list).map_or(list, |m| &list[m.end()..]);
    // A name may hold the separator word itself (`dpa-AFX`, `Prensa Latina` do
    // not), so the whole is asked first.
    if let Some(one) = registered(list) {
        return Some(vec![one.to_owned()]);
    }
    let (mut known, mut total, mut out) = (0usize, 0usize, Vec::new());
    for name in SEPARATOR.split(list).map(str::trim).filter(|n| !n.is_empty()) {
        if is_mark(name) || DAY.is_match(name) {
            continue;
        }
        total += 1;
        match registered(name) {
            Some(r) => {
                known += 1;
                if !out.iter().any(|o| o == r) {
                    out.push(r.to_owned());
                }
            }
            None if name.chars().count() <= 30 => out.push(name.to_owned()),
            None => return None,
        }
    }
    let fine = if all { known == total } else { known * 2 >= total };
    (known > 0 && fine).then_some(out)
}

/// `and/or` is no pair of initials; nor is a unit such as `km/h`.
fn is_word(text: &str) -> bool {
    matches!(text, "and/or" | "und/oder" | "y/o" | "km/h" | "w/o" | "и/или")
}

/// Names nobody has registered, as they stand: each a few words that begin
/// with a capital.
fn names(list: &str) -> Option<Vec<String>> {
    let names: Vec<&str> =
        SEPARATOR.split(list.trim()).map(str::trim).filter(|n| !n.is_empty()).collect();
    let fine = |n: &&str| {
        n.chars().next().is_some_and(char::is_uppercase)
            && n.chars().count() <= 30
            && n.split_whitespace().count() <= 3
    };
    (!names.is_empty() && names.iter().all(fine))
        .then(|| names.into_iter().map(str::to_owned).collect())
}

fn credit(initials: &str, agencies: Vec<String>, raw: &str) -> Credit {
    let mut halves = initials.trim().splitn(2, '/');
    let split = |part: Option<&str>| -> Vec<String> {
        part.unwrap_or_default()
            .split([',', '/'])
            .map(str::trim)
            .filter(|p| !p.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let authors = split(halves.next());
    let editors = split(halves.next());
    Credit { authors, editors, agencies, raw: raw.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_lines_as_houses_write_them() {
        for (text, authors, editors, agencies) in [
            ("ab/cd (AP, Reuters, AFP)", "ab", "cd", "AP Reuters AFP"),
            ("ls,aw,rc/sms (AP, Reuters, dpa, AFP)", "ls aw rc", "sms", "AP Reuters dpa AFP"),
            ("kö/bß (dpa, epd, KNA)", "kö", "bß", "dpa epd KNA"),
            ("(AP, dpa)", "", "", "AP dpa"),
            ("ab/cd", "ab", "cd", ""),
            ("ab (EFE)", "ab", "", "EFE"),
            ("ab/cd (dpa-AFX; Xinhua and TASS)", "ab", "cd", "dpa-AFX Xinhua TASS"),
            ("ab/cd (with AP, Reuters)", "ab", "cd", "AP Reuters"),
            ("ab/cd with AP, Reuters", "ab", "cd", "AP Reuters"),
            ("sak/Reuters", "sak", "", "Reuters"),
            ("AFP/dpa/jW", "jW", "", "AFP dpa"),
            ("Quelle: dpa, AFP", "", "", "dpa AFP"),
            ("(APA, red, 12.3.2016)", "", "", "APA"),
            ("mt/ok (STU, OWS)", "mt", "ok", "STU OWS"),
            ("mt,ab/ok (Norddeutsche Depesche)", "mt ab", "ok", "Norddeutsche Depesche"),
            ("mn/op/qr (ТАСС, Интерфакс)", "mn", "op qr", "TASS Interfax"),
        ] {
            let c = line(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(c.authors.join(" "), authors, "{text}");
            assert_eq!(c.editors.join(" "), editors, "{text}");
            assert_eq!(c.agencies.join(" "), agencies, "{text}");
            assert_eq!(c.raw, text);
        }
    }

    #[test]
    fn what_is_no_credit() {
        for text in [
            "take-overs (friendly and hostile)",
            "and/or",
            "He spoke to reporters (AP)  and left.",
            "storm (heavy)",
            "and/or (as they say)",
            "km/h (Miles)",
            "with friends and family",
            "mit Regen und Wind",
            "The end.",
            "(see page 4)",
        ] {
            assert_eq!(line(text), None, "{text}");
        }
    }
}

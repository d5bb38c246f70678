//! Items of the box "What we know so far": `Label: text`.

use regex::Regex;
use std::sync::LazyLock;
use story::Point;

static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    super::cues::pattern(
        r"^([•●▪■◆‣·*\-–—]\s*|\d{1,2}[.)]\s+)?([^:：.!;\x22“”„«»]{1,60}?)\s*[:：]\s+(\S.*)$",
    )
});
static QUESTION: LazyLock<Regex> =
    LazyLock::new(|| super::cues::pattern(r"^([•●▪■◆‣·*\-–—]\s*)?([^?!.]{3,70}\?)\s+(\S.*)$"));
static BULLET: LazyLock<Regex> =
    LazyLock::new(|| super::cues::pattern(r"^(?:[•●▪■◆‣·*\-–—]\s*|\d{1,2}[.)]\s+)(\S.*)$"));
static DASHED: LazyLock<Regex> = LazyLock::new(|| {
    super::cues::pattern(r"^(?:[•●▪■◆‣·*\-–—]\s*|\d{1,2}[.)]\s+)([^:.–—]{1,40}?)\s+[–—]\s+(\S.*)$")
});

/// The statement of a line inside a box, or none: then the box has ended.
pub fn item(line: &str) -> Option<Point> {
    if let Some(c) = ITEM.captures(line) {
        let label = c[2].trim();
        let bulleted = c.get(1).is_some();
        // "Asked about it, the mayor said: …" is running text.
        let words = label.split_whitespace().count();
        if bulleted || (words <= 7 && !super::attribution::ends_in_reporting(label)) {
            return Some(Point { label: label.to_owned(), text: c[3].trim().to_owned() });
        }
    }
    if let Some(c) = QUESTION.captures(line) {
        return Some(Point { label: c[2].trim().to_owned(), text: c[3].trim().to_owned() });
    }
    if let Some(c) = DASHED.captures(line) {
        return Some(Point { label: c[1].trim().to_owned(), text: c[2].trim().to_owned() });
    }
    let c = BULLET.captures(line)?;
    Some(Point { label: String::new(), text: c[1].trim().to_owned() })
}

/// The label that a line is and nothing else: `Label:`.
pub fn label(line: &str) -> Option<String> {
    let label = line.trim().strip_suffix([':', '：'])?.trim();
    let label = label.trim_start_matches(['•', '*', '-', '–', '·', ' ']);
    let fine = (1..=7).contains(&label.split_whitespace().count())
        && label.chars().count() <= 60
        && !label.contains(['.', '!', ';', ':'])
        && !super::attribution::ends_in_reporting(label);
    fine.then(|| label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items() {
        for (line, label) in [
            ("Dead: At least three people, officials said.", "Dead"),
            ("Ursache: Die Polizei ermittelt noch.", "Ursache"),
            ("• Víctimas: tres personas", "Víctimas"),
            ("Кто пострадал: трое", "Кто пострадал"),
            ("Who is behind it? Nobody has claimed it.", "Who is behind it?"),
            ("- The road is closed.", ""),
        ] {
            assert_eq!(item(line).map(|p| p.label).as_deref(), Some(label), "{line}");
        }
        for line in [
            "The mayor of the city said: it will take weeks.",
            "The road is closed. More: tomorrow.",
            "Nothing here",
        ] {
            assert_eq!(item(line), None, "{line}");
        }
    }
}

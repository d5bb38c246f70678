//! A text that says by itself that it is somebody's view, at its beginning or
//! its end: `The views expressed here are the author's own`. Only the words of
//! such lines are known here.

/// Lines in which it may say so.
const FIRST: usize = 3;
const LAST: usize = 5;
/// No such line is longer, in bytes.
const LONGEST: usize = 700;
/// Nor is one that says no more than who writes.
const BYLINE: usize = 60;

const SIGNS: &[&str] = &[
    "opinions expressed",
    "opinion expressed",
    "views expressed",
    "do not necessarily reflect",
    "not necessarily those of",
    "is an opinion columnist",
    "is an opinion contributor",
    "is a syndicated columnist",
    "is a contributing opinion writer",
    "this is an opinion piece",
    "this column is",
    "this op-ed",
    "gibt die meinung",
    "geben die meinung",
    "meinung des autors",
    "meinung der autorin",
    "ein gastbeitrag von",
    "ein kommentar von",
    "eine kolumne von",
    "eine glosse von",
    "opiniones expresadas",
    "la opinión de su autor",
    "artículo de opinión",
    "una columna de",
];

const BYLINES: &[&str] = &[
    "opinion contributor",
    "opinion columnist",
    "contributing columnist",
    "guest columnist",
    "contributing opinion writer",
    "the editorial board",
    "gastkommentar",
    "tribuna de",
];

/// The words by which it says so.
pub(super) fn declared(text: &str) -> Option<&'static str> {
    let first = text.lines().filter(|l| !l.trim().is_empty()).take(FIRST);
    let last = text.lines().rev().filter(|l| !l.trim().is_empty()).take(LAST);
    first.chain(last).filter(|l| l.len() <= LONGEST).find_map(|line| {
        let lower = line.to_lowercase();
        let signs = SIGNS.iter().chain(if line.len() <= BYLINE { BYLINES } else { &[] });
        signs.copied().find(|sign| lower.contains(sign))
    })
}

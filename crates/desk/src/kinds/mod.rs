//! What sort of journalism a story is. What its source, its headline, its
//! address or the text itself says of it counts first. Where nobody says, a
//! small model weighs how it is written: a report or somebody's view, with the
//! three strongest signs as reasons, and *unsure* where a person has to decide.
//!
//! The model knows these two sides only: features, explainers and analyses are
//! told by what is said of them, never by their style. Read are English, German
//! and Spanish; the weights are learned from English. Never here: what becomes
//! of a story.

mod declared;
mod lists;
mod model;
mod reasons;
mod sign;
mod style;
mod train;
mod words;

pub use model::Kinds;
pub use train::Lesson;

use crate::stops;
use story::{Kind, Lang};

/// What is known of a story whose kind is asked.
#[derive(Clone, Copy, Debug)]
pub struct KindPiece<'a> {
    /// Its headline.
    pub title: &'a str,
    /// All of its text.
    pub text: &'a str,
    /// As its source says; where unknown, it is told from the words.
    pub language: &'a Lang,
    /// What its source says it is.
    pub stated: Option<Kind>,
    /// The name of its source, as readers see it.
    pub source: Option<&'a str>,
    /// The section or the label over the headline, as printed.
    pub section: Option<&'a str>,
    /// Its page's address.
    pub url: Option<&'a str>,
    /// A dateline was found and taken out of the text.
    pub dateline: bool,
}

/// What a guess rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindBy {
    /// Its source, its section, its headline, its address or its text says so.
    Said,
    /// How it is written.
    Style,
    /// It is too short or in a language that is not read: taken for news.
    Nothing,
}

/// What sort of journalism a story is taken to be.
#[derive(Clone, Debug, PartialEq)]
pub struct KindGuess {
    /// The kind.
    pub kind: Kind,
    /// How likely it is somebody's view, 0 to 1, if half of all stories were.
    pub p_opinion: f32,
    /// A person has to decide.
    pub unsure: bool,
    /// What it rests on.
    pub by: KindBy,
    /// Why, in short sentences.
    pub reasons: Vec<String>,
}

/// Between these a person decides.
pub const UNSURE: std::ops::RangeInclusive<f32> = 0.35..=0.65;
/// A text of fewer words says too little where it speaks no louder than this.
const SHORT: usize = 60;
const QUIET: std::ops::Range<f32> = 0.2..0.8;
/// What is said outright is true so often.
const SAID: f32 = 0.98;

/// What sort of journalism a story is.
pub fn kind(piece: &KindPiece) -> KindGuess {
    Kinds::house().kind(piece)
}

/// A headline without its label.
pub(crate) fn unlabelled(title: &str) -> &str {
    Kind::of_headline(title).map_or(title, |(_, rest)| rest)
}

impl Kinds {
    /// What sort of journalism a story is, by these weights.
    pub fn kind(&self, piece: &KindPiece) -> KindGuess {
        let Some(said) = said(piece) else { return self.by_style(piece) };
        if said.kind == Kind::Opinion || piece.stated.is_some() {
            return said;
        }
        // An analysis, a film or questions and answers may be a comment as well.
        KindGuess { p_opinion: self.by_style(piece).p_opinion, ..said }
    }

    /// The same by its style alone: whatever it is called, and wherever it
    /// stands.
    pub fn by_style(&self, piece: &KindPiece) -> KindGuess {
        let guessed;
        let language = if piece.language.is_unknown() {
            guessed = stops::detect(piece.title, piece.text);
            &guessed
        } else {
            piece.language
        };
        let title = unlabelled(piece.title);
        let nothing = |p_opinion: f32, why: String| KindGuess {
            kind: Kind::News,
            p_opinion,
            unsure: true,
            by: KindBy::Nothing,
            reasons: vec![why],
        };
        let Some(style) = style::style(title, piece.text, piece.dateline, language) else {
            return nothing(0.5, format!("its language ({language}) is not read for style"));
        };
        let sum = self.weigh(&style, language);
        if style.words < SHORT && QUIET.contains(&sum.p) {
            let why = format!("too short to tell by its style ({} words)", style.words);
            return nothing(sum.p, why);
        }
        let unsure = UNSURE.contains(&sum.p);
        let like = match sum.p {
            _ if unsure => "reads like a report and like a comment: a person has to decide",
            p if p > 0.5 => "reads like a comment",
            _ => "reads like a report",
        };
        let mut reasons = vec![like.to_owned()];
        reasons.extend(reasons::parts(&sum, &style));
        KindGuess {
            kind: if sum.p >= 0.5 { Kind::Opinion } else { Kind::News },
            p_opinion: sum.p,
            unsure,
            by: KindBy::Style,
            reasons,
        }
    }
}

/// Last words of a source's name that give its stories away: `Courier Opinion`.
/// `Tribuna` and the like are names of papers.
const VIEWS: &[&str] =
    &["opinion", "opinions", "editorial", "editorials", "op-ed", "meinung", "opinión"];

/// What is said of a story, the surest first.
fn said(piece: &KindPiece) -> Option<KindGuess> {
    let guess = |kind: Kind, sure: f32, why: String| KindGuess {
        kind,
        p_opinion: if kind == Kind::Opinion { sure } else { 1.0 - sure },
        unsure: false,
        by: KindBy::Said,
        reasons: vec![why],
    };
    if let Some(kind) = piece.stated {
        return Some(guess(kind, 1.0, format!("its source says so: {}", kind.as_str())));
    }
    if let Some(section) = piece.section
        && let Some(kind) = Kind::of_label(section)
    {
        return Some(guess(kind, SAID, format!("it stands under “{}”", section.trim())));
    }
    let last = |name: &str| name.split_whitespace().next_back().map(str::to_lowercase);
    if let Some(source) = piece.source
        && last(source).is_some_and(|word| VIEWS.contains(&word.as_str()))
    {
        return Some(guess(Kind::Opinion, SAID, format!("its source is called “{source}”")));
    }
    if let Some((kind, _)) = Kind::of_headline(piece.title) {
        return Some(guess(kind, SAID, format!("its headline says {}", kind.as_str())));
    }
    if let Some(kind) = piece.url.and_then(Kind::of_address) {
        return Some(guess(kind, SAID, format!("its address says {}", kind.as_str())));
    }
    let words = declared::declared(piece.text)?;
    Some(guess(Kind::Opinion, SAID, format!("its text says so: “{words}”")))
}

#[cfg(test)]
mod tests;

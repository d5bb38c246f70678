//! What changed between two versions of a story, and whether a fact did.
//!
//! Agencies send facts mended as a repeat, and house-keeping as a correction,
//! so no flag is believed alone: the two texts are laid side by side, sentence
//! by sentence, and in each pair numbers, days, names, negations and quotes
//! are compared. A sentence that is new tells more; one whose facts are others
//! tells something else.
//!
//! Never here: what follows from a change (the inbox decides), or a guess at
//! what a sentence means.

mod sides;
mod tokens;

pub use sides::Span;

use serde::Serialize;
use sides::{pairs, spans};
use story::{Change, Story};
use tokens::Facts;

/// What kind of fact differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FactKind {
    /// A figure, in digits or words.
    Number,
    /// A weekday, a month, a day such as *yesterday*.
    Date,
    /// A name.
    Name,
    /// A *not*, *no*, *never*.
    Negation,
    /// Words in quotation marks.
    Quote,
}

/// A fact that differs within a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Of what kind.
    pub kind: FactKind,
    /// What the older sentence has and the newer has not.
    pub was: Vec<String>,
    /// What the newer has and the older has not.
    pub now: Vec<String>,
}

/// A sentence that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Which part of the story: `headline`, `teaser`, `lead`, `body`, `points`.
    pub part: &'static str,
    /// The older sentence, in words kept and words gone; empty if it is new.
    pub was: Vec<Span>,
    /// The newer one, in words kept and words come; empty if it is gone.
    pub now: Vec<Span>,
    /// The facts that differ.
    pub facts: Vec<Fact>,
}

/// Two versions side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactDiff {
    /// How far they are apart.
    pub change: Change,
    /// The sentences that differ, in the newer one's order.
    pub rows: Vec<Row>,
}

impl FactDiff {
    /// The facts in a few words, for a line of a log: `3 → 5; Monday → Tuesday`.
    pub fn in_words(&self) -> String {
        let list = |words: &[String]| match words {
            [] => "–".to_owned(),
            words => words.join(", "),
        };
        let mut out: Vec<String> = Vec::new();
        for fact in self.rows.iter().flat_map(|r| &r.facts) {
            let words = match fact.kind {
                FactKind::Quote => "a quote".to_owned(),
                FactKind::Negation => {
                    format!("negation: {} → {}", list(&fact.was), list(&fact.now))
                }
                _ => format!("{} → {}", list(&fact.was), list(&fact.now)),
            };
            if !out.contains(&words) {
                out.push(words);
            }
        }
        let more = out.len().saturating_sub(6);
        out.truncate(6);
        if more > 0 {
            out.push(format!("and {more} more"));
        }
        out.join("; ")
    }
}

/// One sentence and where it stands.
pub(crate) struct Line {
    part: &'static str,
    text: String,
    /// Its words in lower case: what is the same here differs at most in case
    /// and punctuation.
    norm: Vec<String>,
}

fn lines(story: &Story) -> Vec<Line> {
    let mut out = Vec::new();
    let mut add = |part: &'static str, text: &str| {
        for sentence in crate::anatomy::sentences::sentences(text) {
            let norm = tokens::words(sentence);
            if !norm.is_empty() {
                out.push(Line { part, text: sentence.to_owned(), norm });
            }
        }
    };
    if let Some(headline) = &story.headline {
        add("headline", headline);
    }
    add("teaser", &story.teaser);
    add("lead", &story.lead);
    for paragraph in &story.body {
        add("body", paragraph);
    }
    for point in story.points.iter().flat_map(|p| &p.items) {
        add("points", &format!("{}: {}", point.label, point.text));
    }
    out
}

/// Lays two versions of a story side by side.
pub fn diff(was: &Story, now: &Story) -> FactDiff {
    let (old, new) = (lines(was), lines(now));
    let mut rows = Vec::new();
    for (before, after) in pairs(&old, &new) {
        let (before, after) = (before.map(|at| &old[at]), after.map(|at| &new[at]));
        let facts = match (before, after) {
            (Some(b), Some(a)) => compare(
                &Facts::of(&b.text, was.language.as_str()),
                &Facts::of(&a.text, now.language.as_str()),
            ),
            _ => Vec::new(),
        };
        let (was, now) = spans(before.map(|l| l.text.as_str()), after.map(|l| l.text.as_str()));
        let part = after.or(before).map_or("body", |l| l.part);
        rows.push(Row { part, was, now, facts });
    }
    let change = if rows.iter().any(|r| !r.facts.is_empty()) {
        Change::Fact
    } else if !rows.is_empty() {
        Change::Update
    } else if letters(was) == letters(now) {
        Change::Same
    } else {
        Change::Refile
    };
    FactDiff { change, rows }
}

/// The words as printed.
fn letters(story: &Story) -> (Option<&str>, String, Option<&story::Points>) {
    (story.headline.as_deref(), story.full_text(), story.points.as_ref())
}

fn compare(was: &Facts, now: &Facts) -> Vec<Fact> {
    let mut out = Vec::new();
    let mut add = |kind, gone: Vec<String>, come: Vec<String>, differs: bool| {
        if differs {
            out.push(Fact { kind, was: gone, now: come });
        }
    };
    // A figure or a day that is gone or another differs; one that came beside
    // the others only tells more.
    let (gone, come) = apart(&was.numbers, &now.numbers);
    let differs = !gone.is_empty();
    add(FactKind::Number, gone, come, differs);
    let (gone, come) = apart(&was.dates, &now.dates);
    let differs = !gone.is_empty();
    add(FactKind::Date, gone, come, differs);
    // A name may be cut short or drawn out; another in its place differs.
    let (gone, come) = apart(&was.names, &now.names);
    let differs = !gone.is_empty() && !come.is_empty();
    add(FactKind::Name, gone, come, differs);
    let differs = was.negations.len() != now.negations.len();
    add(FactKind::Negation, was.negations.clone(), now.negations.clone(), differs);
    let (gone, come) = apart(&was.quotes, &now.quotes);
    let differs = !gone.is_empty();
    add(FactKind::Quote, gone, come, differs);
    out
}

/// What the one has and the other has not, each counted as often as it stands.
fn apart(was: &[String], now: &[String]) -> (Vec<String>, Vec<String>) {
    let without = |all: &[String], others: &[String]| {
        let mut others = others.to_vec();
        let mut rest = Vec::new();
        for one in all {
            match others.iter().position(|o| o == one) {
                Some(at) => {
                    others.swap_remove(at);
                }
                None => rest.push(one.clone()),
            }
        }
        rest
    };
    (without(was, now), without(now, was))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use story::Lang;

    fn story(lang: &str, headline: &str, text: &str) -> Story {
        let mut paragraphs = text.split('\n').map(str::to_owned);
        Story {
            headline: Some(headline.into()),
            lead: paragraphs.next().unwrap_or_default(),
            body: paragraphs.collect(),
            language: Lang::of(lang),
            ..Story::default()
        }
    }

    fn change(lang: &str, was: &str, now: &str) -> (Change, Vec<FactKind>) {
        let diff = diff(&story(lang, "Storm hits quay", was), &story(lang, "Storm hits quay", now));
        let kinds = diff.rows.iter().flat_map(|r| &r.facts).map(|f| f.kind).collect();
        (diff.change, kinds)
    }

    #[test]
    fn facts_are_told_from_words() {
        use FactKind::{Date, Name, Negation, Number, Quote};
        for (name, lang, was, now, wanted, kinds) in [
            (
                "the same",
                "en",
                "A quay fell. Ann saw it.",
                "A quay fell. Ann saw it.",
                Change::Same,
                vec![],
            ),
            (
                "case and commas",
                "en",
                "A quay fell, Ann saw it.",
                "A Quay fell; Ann saw it.",
                Change::Refile,
                vec![],
            ),
            (
                "a sentence more",
                "en",
                "A quay fell.",
                "A quay fell.\nNobody was hurt, police said.",
                Change::Update,
                vec![],
            ),
            (
                "a figure",
                "en",
                "The storm killed 3 people.",
                "The storm killed 5 people.",
                Change::Fact,
                vec![Number],
            ),
            (
                "a figure in words",
                "en",
                "The storm killed three people.",
                "The storm killed five people.",
                Change::Fact,
                vec![Number],
            ),
            (
                "digits for words are no change",
                "en",
                "The storm hurt three people.",
                "The storm hurt 3 people.",
                Change::Update,
                vec![],
            ),
            (
                "thousands written otherwise",
                "en",
                "It cost 1,200 crowns.",
                "It cost 1200 crowns.",
                Change::Update,
                vec![],
            ),
            (
                "a figure that is gone",
                "de",
                "Die 28-jährige Frau wurde verletzt.",
                "Die Frau wurde verletzt.",
                Change::Fact,
                vec![Number],
            ),
            (
                "a figure beside it",
                "en",
                "The storm killed 3 people.",
                "The storm killed 3 people and hurt 12.",
                Change::Update,
                vec![],
            ),
            (
                "a day",
                "en",
                "The quay fell on Monday night.",
                "The quay fell on Tuesday night.",
                Change::Fact,
                vec![Date],
            ),
            (
                "a month",
                "de",
                "Das Gesetz gilt ab Januar.",
                "Das Gesetz gilt ab März.",
                Change::Fact,
                vec![Date],
            ),
            (
                "a name",
                "en",
                "The mayor, Ann Example, resigned.",
                "The mayor, Joan Example, resigned.",
                Change::Fact,
                vec![Name],
            ),
            (
                "a name cut short",
                "en",
                "Then President Ann Example spoke.",
                "Then Example spoke.",
                Change::Update,
                vec![],
            ),
            (
                "a name in German",
                "de",
                "Das sagte Bürgermeister Karl Muster am Ort.",
                "Das sagte Bürgermeister Kurt Muster am Ort.",
                Change::Fact,
                vec![Name],
            ),
            (
                "nouns in German are no names",
                "de",
                "Der Sturm traf das Haus am Hafen.",
                "Der Sturm traf das Gebäude am Hafen.",
                Change::Update,
                vec![],
            ),
            (
                "a not",
                "en",
                "The ferry will sail on, the office said.",
                "The ferry will not sail on, the office said.",
                Change::Fact,
                vec![Negation],
            ),
            (
                "a kein",
                "de",
                "Es gab Verletzte, sagte die Polizei.",
                "Es gab keine Verletzten, sagte die Polizei.",
                Change::Fact,
                vec![Negation],
            ),
            (
                "a no",
                "es",
                "El barco salió del puerto ayer.",
                "El barco no salió del puerto ayer.",
                Change::Fact,
                vec![Negation],
            ),
            (
                "a quote",
                "en",
                "“We will rebuild it,” she said.",
                "“We may rebuild it,” she said.",
                Change::Fact,
                vec![Quote],
            ),
            (
                "a month in Spanish",
                "es",
                "La ley rige desde enero.",
                "La ley rige desde mayo.",
                Change::Fact,
                vec![Date],
            ),
        ] {
            assert_eq!(change(lang, was, now), (wanted, kinds), "{name}");
        }
    }

    #[test]
    fn a_row_shows_what_changed() {
        let diff = diff(
            &story(
                "en",
                "Three dead in storm",
                "The storm killed 3 people on Monday.\nFerries stopped.",
            ),
            &story(
                "en",
                "Five dead in storm",
                "The storm killed 5 people on Monday.\nFerries stopped.\nThe quay fell.",
            ),
        );
        assert_eq!(diff.in_words(), "3 → 5");
        let parts: Vec<_> = diff.rows.iter().map(|r| (r.part, r.was.is_empty())).collect();
        assert_eq!(parts, [("headline", false), ("lead", false), ("body", true)]);
        let gone: Vec<_> = diff.rows[1].was.iter().filter(|s| s.differs).collect();
        assert_eq!(gone.len(), 1);
        assert_eq!(gone[0].text, "3");
    }

    #[test]
    fn a_moved_sentence_is_no_change() {
        let a = "The storm killed 3 people.\nFerries stopped.\nThe quay fell.";
        let b = "The quay fell.\nThe storm killed 3 people.\nFerries stopped.";
        assert_eq!(change("en", a, b).0, Change::Refile);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_two_texts_can_be_laid_side_by_side(a in "\\PC{0,200}", b in "\\PC{0,200}") {
            let (a, b) = (story("en", "x", &a), story("en", "x", &b));
            prop_assert_eq!(diff(&a, &a).change, Change::Same);
            let rows = diff(&a, &b).rows;
            prop_assert!(rows.iter().all(|r| !(r.was.is_empty() && r.now.is_empty())));
        }
    }
}

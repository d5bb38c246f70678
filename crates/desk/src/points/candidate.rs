//! A sentence that may be shown as a point, with what it is compared and
//! ranked by. What it agrees with is not decided here.

use super::figures::{Reading, figures};
use super::labels::{self, Label};
use super::{PointSource, Said};
use crate::attribution::{Speech, Statement, Who, attribution};
use crate::dates::{Dated, dates};
use crate::features::algorithm;
use crate::span::Span;
use crate::stops;
use crate::tokens::{lower_words, tokens};
use jiff::tz::TimeZone;
use rust_stemmers::Stemmer;
use rustc_hash::FxHashMap;
use story::Lang;

/// Sentences with fewer content words say too little by themselves.
const FEWEST: usize = 4;
/// Longer ones are lists, tables or broken texts.
const LONGEST: usize = 600;
/// Sentences of a story that are looked at.
const MOST: usize = 60;
/// A day further back makes a sentence one about the past, whose figures say
/// nothing of this event.
const PAST_DAYS: i32 = 30;

/// A word's number, the same for all candidates of one language.
pub(super) type Stem = u32;

/// One sentence of one story.
pub(super) struct Candidate<'a> {
    pub source: &'a PointSource<'a>,
    /// The sentence's place in its story, from 0.
    pub index: usize,
    /// The sentence, with the one before where it leans on it.
    pub span: Span,
    /// Content words without the speaker's, rising.
    pub stems: Vec<Stem>,
    pub figures: Vec<Reading>,
    pub days: Vec<Dated>,
    /// Whose word it is, and content words of that phrase, rising.
    pub voice: Option<(&'a str, Vec<Stem>)>,
    /// It tells what somebody said.
    pub told: bool,
    /// Who says it has no name, or is a pronoun that nobody explains.
    pub nameless: bool,
    pub hedged: bool,
    /// It denies something (`not`, `kein`, `nunca`).
    pub negated: bool,
    pub label: Option<Label>,
    /// It can't be understood without what stands before, or is all speech.
    pub poor: bool,
}

impl Candidate<'_> {
    pub(super) fn said(&self) -> Said {
        Said {
            story: self.source.story,
            version: self.source.version,
            span: self.span,
            source_name: self.source.source_name.to_owned(),
            when: self.source.when,
            attribution: self.voice.as_ref().map(|(name, _)| (*name).to_owned()),
            hedged: self.hedged,
            corrected: self.source.corrected,
            days: self.days.clone(),
        }
    }
}

/// Reads sentences, one language's words under one numbering.
#[derive(Default)]
pub(super) struct Reader {
    stemmers: FxHashMap<Lang, Option<Stemmer>>,
    numbers: FxHashMap<(Lang, String), Stem>,
    /// What words were read as before.
    known: FxHashMap<Lang, FxHashMap<String, Option<Stem>>>,
}

impl Reader {
    /// The sentences of a story that may stand as points.
    pub(super) fn read<'a>(&mut self, source: &'a PointSource<'a>) -> Vec<Candidate<'a>> {
        let guessed = source.language.is_unknown().then(|| stops::detect("", source.text));
        let language = guessed.unwrap_or_else(|| source.language.clone());
        let published = TimeZone::UTC.to_datetime(source.when).date();
        let days = dates(source.text, &language, published);
        let statements = attribution(source.text, &language);
        let mut out = Vec::new();
        for (index, statement) in statements.iter().enumerate().take(MOST) {
            let before = index.checked_sub(1).and_then(|i| statements.get(i));
            let days = days.iter().filter(|d| statement.sentence.holds(d.span)).copied().collect();
            out.extend(self.candidate(source, &language, index, statement, before, days));
        }
        out
    }

    fn candidate<'a>(
        &mut self,
        source: &'a PointSource<'a>,
        language: &Lang,
        index: usize,
        statement: &Statement,
        before: Option<&Statement>,
        days: Vec<Dated>,
    ) -> Option<Candidate<'a>> {
        let text = source.text;
        let body = statement.sentence.of(text);
        // Headlines, bylines and questions tell nothing.
        let ends = body.trim_end_matches(['"', '”', '“', '»', '«', '’', '\'', ')']);
        if !ends.ends_with(['.', '!', ',']) || body.len() > LONGEST {
            return None;
        }
        let speaker = statement.source.as_ref();
        let within =
            |at: usize, span: Option<Span>| span.is_some_and(|s| s.start <= at && at < s.end);
        let spoken = speaker.filter(|s| !s.carried).map(|s| s.span);
        let mut stems: Vec<Stem> = tokens(body)
            .filter(|t| {
                let at = statement.sentence.start + t.at;
                !within(at, spoken) && !within(at, statement.verb)
            })
            .filter_map(|t| self.stem(&t.word.to_lowercase(), language))
            .collect();
        stems.sort_unstable();
        stems.dedup();
        if stems.len() < FEWEST {
            return None;
        }
        let leans = leans(body, language) || speaker.is_some_and(|s| s.carried);
        let mut span = statement.sentence;
        let mut poor = statement.quotes.iter().any(|q| q.end - q.start > body.len() * 6 / 10);
        if leans {
            // What it leans on is shown with it, or it is not shown.
            let lead = before.filter(|b| {
                let between = text.get(b.sentence.end..span.start).unwrap_or("\n");
                !between.contains('\n') && !leans_on(b, text, language)
            })?;
            span.start = lead.sentence.start;
            poor = true;
        }
        let published = TimeZone::UTC.to_datetime(source.when).date();
        let past =
            days.iter().any(|d| published.until(d.day).is_ok_and(|s| s.get_days() < -PAST_DAYS));
        let stemmer = self.stemmer(language);
        let figures =
            if past { Vec::new() } else { figures(text, statement.sentence, language, stemmer) };
        let label = labels::label(text, statement, language, &figures, &days, published, index);
        let voice = statement.voice(text).map(|name| (name, self.stems_of(name, language)));
        Some(Candidate {
            source,
            index,
            span,
            stems,
            figures,
            days,
            told: statement.speech != Speech::None,
            nameless: speaker.is_some_and(|s| matches!(s.who, Who::Unnamed | Who::Pronoun))
                && voice.is_none()
                || speaker.is_some_and(|s| s.who == Who::Unnamed),
            voice,
            hedged: !statement.hedges.is_empty(),
            negated: is_negated(body, language),
            label,
            poor,
        })
    }

    fn stemmer(&mut self, language: &Lang) -> Option<&Stemmer> {
        self.stemmers
            .entry(language.clone())
            .or_insert_with(|| algorithm(language).map(Stemmer::create))
            .as_ref()
    }

    fn stems_of(&mut self, phrase: &str, language: &Lang) -> Vec<Stem> {
        let mut stems: Vec<Stem> =
            lower_words(phrase).filter_map(|w| self.stem(&w, language)).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    /// A word's number; none for small words, numbers and single letters.
    fn stem(&mut self, lower: &str, language: &Lang) -> Option<Stem> {
        if let Some(known) = self.known.get(language).and_then(|words| words.get(lower)) {
            return *known;
        }
        let stem = self.new_stem(lower, language);
        self.known.entry(language.clone()).or_default().insert(lower.to_owned(), stem);
        stem
    }

    fn new_stem(&mut self, lower: &str, language: &Lang) -> Option<Stem> {
        let small = lower.chars().nth(1).is_none()
            || stops::is_small(language, lower)
            || crate::numbers::number(lower, language).is_some();
        if small {
            return None;
        }
        let stem =
            self.stemmer(language).map_or_else(|| lower.to_owned(), |s| s.stem(lower).into_owned());
        let next = Stem::try_from(self.numbers.len()).unwrap_or(Stem::MAX);
        Some(*self.numbers.entry((language.clone(), stem)).or_insert(next))
    }
}

fn leans_on(statement: &Statement, text: &str, language: &Lang) -> bool {
    leans(statement.sentence.of(text), language) || statement.source.is_some_and(|s| s.carried)
}

fn is_negated(sentence: &str, language: &Lang) -> bool {
    let list: &[&str] = match language.as_str() {
        "en" => &["not", "no", "never", "t", "none", "nobody", "without", "neither"],
        "de" => &["nicht", "kein", "keine", "keinen", "keiner", "nie", "niemand", "ohne"],
        "es" => &["no", "nunca", "ningún", "ninguna", "nadie", "sin", "jamás"],
        _ => &[],
    };
    lower_words(sentence).any(|w| list.contains(&w.as_ref()))
}

/// True if a sentence begins with a word that points to the one before.
pub(crate) fn leans(sentence: &str, language: &Lang) -> bool {
    let first = tokens(sentence).next().map_or(String::new(), |t| t.word.to_lowercase());
    let list = match language.as_str() {
        "en" => {
            "he she it they his her its their this that these those but and or also so then \
             however meanwhile moreover furthermore instead there such both neither another \
             others here still yet nevertheless him them afterwards later earlier rather even \
             thus therefore hence otherwise nor"
        }
        "de" => {
            "er sie es ihr ihre ihren ihrem sein seine seinen dies diese dieser dieses dabei damit \
             dazu daher deshalb darum doch aber und oder auch außerdem zudem jedoch allerdings \
             dennoch trotzdem dort da so dann danach zuvor hierzu demnach beide diesem diesen \
             daraufhin zugleich ferner dagegen später anschließend"
        }
        "es" => {
            "él ella ellos ellas su sus este esta estos estas esto eso ese esa pero y o también \
             además así entonces luego sin allí ahí tampoco ambos ambas después posteriormente \
             asimismo aquel aquella"
        }
        _ => "",
    };
    // `This week`, `Diese Woche`, `Esta mañana` stand by themselves.
    let second = tokens(sentence).nth(1).map_or(String::new(), |t| t.word.to_lowercase());
    let time = matches!(
        second.as_str(),
        "week"
            | "year"
            | "month"
            | "morning"
            | "woche"
            | "jahr"
            | "monat"
            | "mañana"
            | "semana"
            | "año"
            | "mes"
            | "lunes"
            | "martes"
            | "miércoles"
            | "jueves"
            | "viernes"
            | "sábado"
            | "domingo"
    );
    !time && list.split_ascii_whitespace().any(|w| w == first)
}

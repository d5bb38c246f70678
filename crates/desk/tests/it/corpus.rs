//! The house's own corpus of invented stories in English, German and Spanish,
//! labelled with event, running story, copy and kind: what the desk makes of it
//! may not fall behind. Published sets measure more (`nightdesk eval`), but
//! belong to their publishers; this one is always here.

use crate::common::{Item, cuttings, item};
use desk::{Decisions, Judgement, KindPiece, judge, kind};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use story::{Kind, Lang, StoryId};

#[derive(Deserialize)]
struct Labelled {
    id: String,
    lang: String,
    published: String,
    source: String,
    title: String,
    text: String,
    event: String,
    thread: String,
    copy_of: Option<String>,
    kind: String,
}

fn corpus() -> Vec<Labelled> {
    let lines = include_str!("../corpus/stories.jsonl").lines();
    lines.map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// Stories go by their place.
fn judged(corpus: &[Labelled]) -> Judgement {
    let wire: Vec<Item> = corpus
        .iter()
        .enumerate()
        .map(|(at, s)| item(at as i64, &s.source, &s.published, &s.title, &s.text).lang(&s.lang))
        .collect();
    judge(&cuttings(&wire), &Decisions::default())
}

/// Precision and recall of B-cubed (Bagga and Baldwin 1998).
fn b_cubed(gold: &[&str], found: &[usize]) -> (f64, f64) {
    let share = |of: &dyn Fn(usize, usize) -> bool, and: &dyn Fn(usize, usize) -> bool| {
        let n = gold.len();
        let each = (0..n).map(|a| {
            let all = (0..n).filter(|b| of(a, *b)).count();
            (0..n).filter(|b| of(a, *b) && and(a, *b)).count() as f64 / all as f64
        });
        each.sum::<f64>() / n as f64
    };
    let right = |a: usize, b: usize| gold[a] == gold[b];
    let same = |a: usize, b: usize| found[a] == found[b];
    (share(&same, &right), share(&right, &same))
}

#[test]
fn events_are_found() {
    let corpus = corpus();
    assert!((60..=80).contains(&corpus.len()), "{}", corpus.len());
    let judged = judged(&corpus);
    let gold: Vec<&str> = corpus.iter().map(|s| s.event.as_str()).collect();
    let found: Vec<usize> =
        (0..corpus.len()).map(|at| judged.event_of(StoryId(at as i64)).unwrap().id).collect();
    let (p, r) = b_cubed(&gold, &found);
    assert!(p >= 0.95 && r >= 0.95, "events: precision {p:.3}, recall {r:.3}");
}

#[test]
fn running_stories_are_proposed_and_what_recurs_is_a_series() {
    let corpus = corpus();
    let judged = judged(&corpus);
    let gold: Vec<&str> = corpus.iter().map(|s| s.thread.as_str()).collect();
    let found: Vec<usize> = (0..corpus.len())
        .map(|at| {
            let event = judged.event_of(StoryId(at as i64)).unwrap().id;
            // A matter goes by its first event.
            judged.matter_of(event).map_or(event, |m| m.events[0])
        })
        .collect();
    let (p, r) = b_cubed(&gold, &found);
    assert!(p >= 0.95 && r >= 0.85, "running stories: precision {p:.3}, recall {r:.3}");
    let series: BTreeSet<&str> = judged
        .matters
        .iter()
        .filter(|m| m.series)
        .flat_map(|m| &m.events)
        .map(|e| gold[judged.events[*e].stories[0].0 as usize])
        .collect();
    assert_eq!(series, BTreeSet::from(["rates"]));
}

#[test]
fn copies_are_found_and_nothing_else_is_one() {
    let corpus = corpus();
    let judged = judged(&corpus);
    let place: BTreeMap<&str, i64> =
        corpus.iter().enumerate().map(|(at, s)| (s.id.as_str(), at as i64)).collect();
    let gold: BTreeSet<(StoryId, StoryId)> = corpus
        .iter()
        .filter_map(|s| Some((StoryId(place[s.id.as_str()]), s.copy_of.as_deref()?)))
        .map(|(copy, of)| (copy, StoryId(place[of])))
        .collect();
    assert_eq!(gold.len(), 4);
    assert_eq!(judged.copies.iter().copied().collect::<BTreeSet<_>>(), gold);
}

#[test]
fn kinds_are_told() {
    // Most of these are too short for a sure word, but none is misjudged.
    let mut wrong = Vec::new();
    for s in corpus() {
        let guess = kind(&KindPiece {
            title: &s.title,
            text: &s.text,
            language: &Lang::of(&s.lang),
            stated: None,
            source: Some(&s.source),
            section: None,
            url: None,
            dateline: false,
        });
        // A feature is told by what its source says, never by its style.
        let want = match s.kind.as_str() {
            "feature" => Kind::News,
            other => Kind::ALL.into_iter().find(|k| k.as_str() == other).unwrap(),
        };
        if guess.kind != want {
            wrong.push(format!("{}: {:?}, p {:.2}", s.title, guess.kind, guess.p_opinion));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

//! An invented ferry sinks in three languages.

use super::*;
use proptest::prelude::*;

/// (number, day it came out, text)
type Row = (i64, &'static str, &'static str);

fn run(rows: &[Row], tag: &str, entries: usize, per_entry: usize) -> Vec<(String, Vec<String>)> {
    let language = Lang::of(tag);
    let sources: Vec<TimelineSource> = rows.iter().map(|r| source(r, &language)).collect();
    let of = |story: StoryId| rows.iter().find(|r| StoryId(r.0) == story).unwrap().2;
    timeline(&sources, entries, per_entry)
        .into_iter()
        .map(|e| {
            let said = e.sentences.iter().map(|s| s.span.of(of(s.story)).to_owned());
            (e.day.to_string(), said.collect())
        })
        .collect()
}

fn source<'a>((story, published, text): &Row, language: &'a Lang) -> TimelineSource<'a> {
    TimelineSource {
        story: StoryId(*story),
        published: published.parse().unwrap(),
        language,
        title: "",
        text,
    }
}

const FERRY: &[Row] = &[
    (
        1,
        "2026-11-10",
        "The ferry Marea sank off Kalden on Monday evening with 40 people on board. \
         Two passengers of the ferry are missing, the coast guard said. \
         What went wrong with the ferry on Monday evening off Kalden?",
    ),
    (
        2,
        "2026-11-12",
        "Divers reached the wreck of the ferry Marea yesterday and found its bow door open. \
         It was never closed on that evening. \
         The ferry line Norvik denies that its crew forgot the door of the Marea.",
    ),
    (
        3,
        "2026-11-20",
        "The captain of the ferry Marea was charged on Thursday with manslaughter. \
         The ferry sank off Kalden on November 9 after its bow door was left open.",
    ),
    (
        4,
        "2026-12-03",
        "A court in Kalden will hear the captain of the Marea in spring, a judge ruled on Wednesday. \
         He was charged on November 19, ten days after the ferry sank on November 9.",
    ),
];

#[test]
fn days_in_order_each_told_by_who_names_it() {
    let told = run(FERRY, "en", 4, 1);
    let days: Vec<&str> = told.iter().map(|(day, _)| day.as_str()).collect();
    assert_eq!(days, ["2026-11-09", "2026-11-11", "2026-11-19", "2026-12-02"]);
    let says = |at: usize, words: &str| {
        let said = told.get(at).unwrap().1.concat();
        assert!(said.contains(words), "{said}");
    };
    says(0, "sank off Kalden");
    says(1, "Divers reached the wreck");
    says(2, "was charged on Thursday");
    says(3, "A court in Kalden");
}

#[test]
fn the_weightiest_day_stays_where_one_is_asked_for() {
    let told = run(FERRY, "en", 1, 3);
    assert_eq!(told.len(), 1);
    let (day, said) = told.first().unwrap();
    assert_eq!(day, "2026-11-09");
    assert!(said.iter().all(|s| !s.ends_with('?')), "{said:?}");
}

#[test]
fn german_and_spanish() {
    let german: &[Row] = &[
        (
            1,
            "2026-11-10",
            "Die Fähre Marea ist am Montagabend vor Kalden mit 40 Menschen gesunken.",
        ),
        (
            2,
            "2026-11-20",
            "Der Kapitän der Fähre Marea ist am Donnerstag wegen Totschlags angeklagt worden. \
             Die Fähre war am 9. November vor Kalden gesunken, weil die Bugklappe offen stand.",
        ),
        (
            3,
            "2026-12-03",
            "Das Gericht in Kalden will den Kapitän der gesunkenen Marea im Frühjahr hören. \
             Angeklagt wurde der Kapitän am 19. November, die Fähre sank am 9. November.",
        ),
    ];
    let told = run(german, "de", 2, 1);
    let days: Vec<&str> = told.iter().map(|(day, _)| day.as_str()).collect();
    assert_eq!(days, ["2026-11-09", "2026-11-19"]);
    let spanish: &[Row] = &[
        (
            1,
            "2026-11-10",
            "El ferri Marea se hundió el lunes frente a Kalden con 40 personas a bordo.",
        ),
        (
            2,
            "2026-11-20",
            "El capitán del ferri Marea fue acusado el jueves de homicidio imprudente. \
             El ferri se hundió el 9 de noviembre frente a Kalden con la compuerta abierta.",
        ),
        (
            3,
            "2026-12-03",
            "El tribunal de Kalden oirá al capitán del ferri Marea en primavera. \
             El capitán fue acusado el 19 de noviembre, tras hundirse el ferri el 9 de noviembre.",
        ),
    ];
    let told = run(spanish, "es", 2, 1);
    let days: Vec<&str> = told.iter().map(|(day, _)| day.as_str()).collect();
    assert_eq!(days, ["2026-11-09", "2026-11-19"]);
}

#[test]
fn no_sentence_is_told_twice() {
    let again: &[Row] = &[
        (1, "2026-11-10", "The ferry Marea sank off Kalden on Monday evening with 40 on board."),
        (2, "2026-11-11", "The ferry Marea sank off Kalden on Monday evening with 40 on board."),
        (3, "2026-11-12", "On Monday evening the ferry Marea sank with 40 on board off Kalden."),
    ];
    let told = run(again, "en", 5, 5);
    let said: Vec<&String> = told.iter().flat_map(|(_, said)| said).collect();
    assert_eq!(said.len(), 1, "{told:?}");
}

#[test]
fn copies_make_no_day_weightier() {
    // Ten papers print one text; two papers write of the other day themselves.
    let printed = "The minister visited the ferry port of Kalden on Tuesday and spoke to \
                   the families of the crew, who asked the minister for a pension and a monument.";
    let mut rows: Vec<Row> = (10..20).map(|n| (n, "2026-11-17", printed)).collect();
    rows.push((
        1,
        "2026-11-19",
        "Divers raised the wreck of the ferry Marea off Kalden on Wednesday with two cranes.",
    ));
    rows.push((
        2,
        "2026-11-19",
        "The Marea was lifted on Wednesday; the bow door of the ferry off Kalden was missing.",
    ));
    let told = run(&rows, "en", 1, 1);
    assert_eq!(told.first().unwrap().0, "2026-11-18");
}

#[test]
fn a_page_says_when_it_was_made() {
    let stamped: &[Row] = &[(
        1,
        "2026-11-12",
        "Last updated on 12 November 2026 with the pictures of our reader Ina Sorel. \
         The ferry Marea sank off Kalden on Monday evening with 40 people on board.",
    )];
    let told = run(stamped, "en", 1, 1);
    assert_eq!(told.first().unwrap().0, "2026-11-09");
}

#[test]
fn nothing_of_nothing() {
    assert_eq!(timeline(&[], 5, 5), []);
    assert!(run(FERRY, "en", 0, 5).is_empty());
    assert!(run(FERRY, "en", 5, 0).is_empty());
    assert!(run(&[(1, "2026-11-10", "")], "en", 5, 5).is_empty());
    let far: &[Row] = &[
        (1, "-009999-01-01", "The ferry Marea sank off Kalden yesterday with 40 people on board."),
        (2, "9999-12-31", "The ferry Marea will sail from Kalden tomorrow with 40 on board."),
    ];
    let _ = run(far, "en", 5, 5);
}

/// Sentences that name days in all ways, that ask, shout, quote and break off.
const PARTS: &[&str] = &[
    "The ferry Marea sank off Kalden on Monday evening with 40 people on board.",
    "Divers found the bow door of the ferry open yesterday .",
    "“We will raise the ferry Marea in spring,” said the minister of Kalden on May 3, 2026.",
    "Who left the bow door of the ferry Marea open on 9 November 2026?",
    "El capitán del ferri fue acusado el 19 de noviembre en el puerto de Kalden.",
    "Die Fähre „Marea“ war am 9. November vor Kalden gesunken – mit 40 Menschen.",
    "He denied it.",
    "\n",
    "…",
    "the rest of a sentence about the ferry that broke off on Tuesday",
];

proptest! {
    #[test]
    fn every_sentence_stands_in_its_story_and_order_decides_nothing(
        stories in proptest::collection::vec(
            (0_i64..30, 0_i64..60, proptest::collection::vec(0..PARTS.len(), 0..8)),
            0..12,
        ),
        entries in 0_usize..6,
        per_entry in 0_usize..4,
        turn in 0_usize..12,
    ) {
        let language = Lang::unknown();
        let begin: Date = "2026-10-01".parse().unwrap();
        let texts: Vec<String> = stories
            .iter()
            .map(|(_, _, parts)| {
                parts.iter().filter_map(|p| PARTS.get(*p)).copied().collect::<Vec<_>>().join(" ")
            })
            .collect();
        let mut sources: Vec<TimelineSource> = stories
            .iter()
            .zip(&texts)
            .map(|((story, day, _), text)| TimelineSource {
                story: StoryId(*story),
                published: begin.checked_add(jiff::Span::new().days(*day)).unwrap(),
                language: &language,
                title: "",
                text,
            })
            .collect();
        let told = timeline(&sources, entries, per_entry);
        prop_assert!(told.len() <= entries);
        prop_assert!(told.windows(2).all(|w| w[0].day < w[1].day));
        for entry in &told {
            prop_assert!((1..=per_entry).contains(&entry.sentences.len()));
            for said in &entry.sentences {
                let stands = sources
                    .iter()
                    .filter(|s| s.story == said.story)
                    .any(|s| !said.span.of(s.text).trim().is_empty());
                prop_assert!(stands);
            }
        }
        if !sources.is_empty() {
            let at = turn % sources.len();
            sources.rotate_left(at);
            sources.swap(0, at);
        }
        prop_assert_eq!(told, timeline(&sources, entries, per_entry));
    }
}

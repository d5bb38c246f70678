//! Whatever a text is made of, reading it ends, and every place that comes out
//! is one of the text, on the bounds of its characters.

use desk::{Chars, Point, PointSource, Span, attribution, dates, points, quotes, sentences};
use proptest::prelude::*;
use story::{Lang, StoryId, VersionId};

/// Pieces of news in three languages, marks, and what breaks parsers.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "said",
        "Ana Ruiz",
        "the minister",
        "according to",
        "police",
        "told reporters",
        "told",
        "that",
        "may have",
        "reportedly",
        "“",
        "”",
        "\"",
        "„",
        "«",
        "»",
        "‘",
        "’",
        "'",
        ",",
        ", ",
        ".",
        ". ",
        ": ",
        "?",
        "!",
        "…",
        "—",
        " - ",
        "(",
        ")",
        "\n",
        "\n\n",
        " ",
        " ",
        " ",
        "sagte",
        "teilte",
        "mit",
        "Die Polizei",
        "wie",
        "zufolge",
        "laut",
        "hieß",
        "es",
        "sei",
        "soll",
        "haben",
        "dijo",
        "según",
        "de acuerdo con",
        "la ministra",
        "habría",
        "que",
        "ha",
        "12",
        "twelve people",
        "were killed",
        "3.",
        "Mai",
        "May",
        "May 3",
        "2026-05-03",
        "3/5/2026",
        "last",
        "Tuesday",
        "hace",
        "dos",
        "días",
        "vor drei Tagen",
        "and",
        "und",
        "y",
        "who",
        "as",
        "saying",
        "quoted",
        "nach",
        "Angaben",
        "eigenen",
        "Den",
        "Demnach",
        "so",
        "🌉",
        "Ä",
        "e\u{301}",
        "\u{a0}",
        "\u{200b}",
        "ß",
        "İ",
        "3,000,000",
        "1.2.3",
        "$",
        "%",
        "percent",
        "million",
        "9999999999",
        "0/0/0000",
        "31",
        "February",
        "he",
        "sie",
        "él",
        "U.S.",
        "D-Calder.",
    ]);
    prop_oneof![
        4 => prop::collection::vec((pieces, prop::sample::select(vec![" ", " ", ""])), 0..60)
            .prop_map(|parts| parts.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect()),
        1 => "\\PC{0,80}",
    ]
}

fn language() -> impl Strategy<Value = Lang> {
    prop::sample::select(vec!["en", "de", "es", "fr", ""]).prop_map(Lang::of)
}

fn fits(text: &str, span: Span) {
    assert!(span.start <= span.end, "{span:?}");
    assert!(text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
    let upto = |byte: usize| text.get(..byte).map(|t| t.chars().count());
    let Span { start, end } = Chars::new(text).of(span);
    assert_eq!((Some(start), Some(end)), (upto(span.start), upto(span.end)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn of_sentences_and_quotations(text in text()) {
        let mut last = 0;
        for sentence in sentences(&text) {
            fits(&text, sentence);
            prop_assert!(sentence.start >= last && sentence.start < sentence.end);
            last = sentence.end;
        }
        for quote in quotes(&text) {
            fits(&text, quote.span);
        }
    }

    #[test]
    fn of_days(text in text(), lang in language(), day in 0i64..80_000) {
        let published = jiff::civil::date(1900, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let mut last = 0;
        for dated in dates(&text, &lang, published) {
            fits(&text, dated.span);
            prop_assert!(dated.span.start >= last && dated.span.start < dated.span.end);
            last = dated.span.end;
        }
    }

    #[test]
    fn of_statements(text in text(), lang in language()) {
        let all = attribution(&text, &lang);
        let cut: Vec<Span> = all.iter().map(|s| s.sentence).collect();
        prop_assert_eq!(&cut, &sentences(&text));
        for s in &all {
            let own = s.source.filter(|x| !x.carried).map(|x| x.span);
            for inside in own.into_iter().chain(s.verb).chain(s.hedges.iter().copied()).chain(s.quotes.iter().copied()) {
                fits(&text, inside);
                prop_assert!(s.sentence.holds(inside), "{inside:?} in {:?}", s.sentence);
            }
            for away in s.source.iter().flat_map(|x| [Some(x.span), x.resolved]).flatten() {
                fits(&text, away);
                prop_assert!(away.start < away.end);
            }
        }
        prop_assert_eq!(attribution(&text, &lang), all);
    }

    #[test]
    fn of_points(texts in prop::collection::vec((text(), 0i64..4, 0usize..3, any::<bool>()), 0..6), lang in language()) {
        let stories: Vec<PointSource> = texts
            .iter()
            .enumerate()
            .map(|(at, (text, story, group, stopped))| PointSource {
                story: StoryId(*story),
                version: VersionId(at as i64),
                when: jiff::Timestamp::from_second(1_780_000_000 + at as i64 * 3_600).unwrap(),
                language: &lang,
                group: *group,
                source_name: "Courier",
                text,
                opinion: false,
                stopped: *stopped,
                corrected: false,
            })
            .collect();
        let all = points(&stories, 8);
        prop_assert!(all.len() <= 8);
        let text_of = |version: VersionId| stories.iter().find(|s| s.version == version).unwrap();
        for Point { sentences, superseded, .. } in &all {
            prop_assert!(!sentences.is_empty());
            for s in sentences {
                let source = text_of(s.version);
                prop_assert!(!source.stopped);
                fits(source.text, s.span);
                for d in &s.days {
                    fits(source.text, d.span);
                }
            }
            for f in superseded {
                fits(text_of(f.version).text, f.span);
            }
        }
        let mut turned = stories.clone();
        turned.reverse();
        prop_assert_eq!(points(&turned, 8), all);
    }
}

//! Whole texts as they are copied from pages, taken apart. All are invented.

use proptest::prelude::*;
use story::{Kind, Lang, Story};
use wire::anatomy::{Known, anatomy};

fn take(text: &str) -> Story {
    anatomy(text, &Known::default())
}

#[test]
fn an_english_page_with_every_part() {
    let s = take(
        "Rescuers in Harbour City are still looking for two sailors after a ferry sank off the coast.\n\
         The ferry Albatross went down on Monday night with 41 people on board, port officials said.\n\
         What we know so far\n\
         The ferry: The Albatross was built in 1988 and passed its last check in May.\n\
         The missing: Two sailors are unaccounted for, according to the coast guard.\n\
         The cause: Investigators have reportedly found a crack in the hull.\n\
         Most passengers were picked up by fishing boats within an hour.\n\
         Read more: Why the northern ferries grow old\n\
         A long night\n\
         \"We heard a bang and then the lights went out,\" said Mara Lind, a teacher.\n\
         The transport ministry promised a full report.\n\
         ab/cd (AP, Reuters, AFP)\n\
         While you're here: every Tuesday, our editors round up what is happening at sea. You can sign up here for the newsletter.\n\
         The northern line lost its licence after a string of faults. (01.03.2019)\n\
         Albatross passes inspection\n\
         The ferry may stay in service for another year. (2019-05-14)\n\
         Two companies compete for the island routes. (June 3, 2019)\n",
    );
    assert_eq!(s.headline, None);
    assert!(s.teaser.starts_with("Rescuers in Harbour City"));
    assert!(s.lead.starts_with("The ferry Albatross"));
    let points = s.points.as_ref().unwrap();
    assert_eq!(points.title, "What we know so far");
    let labels: Vec<&str> = points.items.iter().map(|i| i.label.as_str()).collect();
    assert_eq!(labels, ["The ferry", "The missing", "The cause"]);
    assert_eq!(s.read_more[0].title, "Why the northern ferries grow old");
    let credit = s.credit.as_ref().unwrap();
    assert_eq!((credit.authors.join(" "), credit.editors.join(" ")), ("ab".into(), "cd".into()));
    assert_eq!(credit.agencies, ["AP", "Reuters", "AFP"]);
    assert_eq!(s.promos.len(), 1);
    assert_eq!(s.body.len(), 4);
    assert_eq!(s.subheads, [1]);
    let dates: Vec<String> = s.background.iter().map(|b| b.date.to_string()).collect();
    assert_eq!(dates, ["2019-03-01", "2019-05-14", "2019-06-03"]);
    assert_eq!(s.background[1].title.as_deref(), Some("Albatross passes inspection"));
    assert_eq!(s.language, Lang::of("en"));
    assert_eq!(s.kind, Kind::News);
    let sources: Vec<Option<&str>> = s.attributions.iter().map(|a| a.source.as_deref()).collect();
    assert!(sources.contains(&Some("port officials")), "{sources:?}");
    assert!(sources.contains(&Some("the coast guard")), "{sources:?}");
    assert!(sources.contains(&Some("Mara Lind")), "{sources:?}");
    assert!(s.attributions.iter().any(|a| a.hedge.as_deref() == Some("reportedly")));
}

#[test]
fn a_german_page_with_headline_and_blank_lines() {
    let s = take(
        "Fähre vor Hafenstadt gesunken\n\n\
         Nach dem Untergang der Fähre \"Albatros\" suchen Retter noch immer nach zwei Seeleuten vor der Küste.\n\n\
         Das Schiff sank am Montagabend mit 41 Menschen an Bord, wie die Hafenbehörde mitteilte.\n\n\
         Was wir wissen\n\n\
         Die Fähre: Sie wurde 1988 gebaut.\n\n\
         Die Vermissten: Laut Küstenwache fehlen zwei Seeleute.\n\n\
         Lesen Sie auch: Warum die Fähren alt werden\n\n\
         Die meisten Fahrgäste wurden binnen einer Stunde gerettet.\n\n\
         kö/bß (dpa, epd, KNA)\n\n\
         Jeden Abend verschickt die Redaktion eine Auswahl der Nachrichten des Tages. Hier können Sie sich anmelden.\n\n\
         Die Nordlinie verliert ihre Lizenz (1. März 2019)\n",
    );
    assert_eq!(s.headline.as_deref(), Some("Fähre vor Hafenstadt gesunken"));
    assert!(s.teaser.starts_with("Nach dem Untergang"));
    assert!(s.lead.starts_with("Das Schiff sank"));
    assert_eq!(s.points.as_ref().unwrap().items.len(), 2);
    assert_eq!(s.read_more[0].title, "Warum die Fähren alt werden");
    assert_eq!(s.body, ["Die meisten Fahrgäste wurden binnen einer Stunde gerettet."]);
    assert_eq!(s.credit.as_ref().unwrap().agencies, ["dpa", "epd", "KNA"]);
    assert_eq!(s.promos.len(), 1);
    assert_eq!(s.background[0].teaser, "Die Nordlinie verliert ihre Lizenz");
    assert_eq!(s.language, Lang::of("de"));
}

#[test]
fn a_spanish_and_a_russian_page() {
    let es = take(
        "Los equipos de rescate buscan a dos marineros tras el hundimiento de un transbordador frente a la costa.\n\
         El barco se hundió el lunes por la noche con 41 personas a bordo, según la autoridad portuaria.\n\
         Lo que sabemos\n\
         El barco: Fue construido en 1988.\n\
         Los desaparecidos: Dos marineros, según la guardia costera.\n\
         Lea también: Por qué envejecen los barcos del norte\n\
         La ministra dijo que habrá una investigación.\n\
         mn/op (EFE, AP)\n\
         Cada noche enviamos una selección de las noticias del día. Suscríbase aquí.\n\
         La línea del norte pierde su licencia. (1 de marzo de 2019)\n",
    );
    assert_eq!(es.language, Lang::of("es"));
    assert_eq!(es.points.as_ref().unwrap().items[1].label, "Los desaparecidos");
    assert_eq!(
        (es.read_more.len(), es.promos.len(), es.background.len(), es.body.len()),
        (1, 1, 1, 1)
    );
    assert_eq!(es.credit.as_ref().unwrap().agencies, ["EFE", "AP"]);

    let ru = take(
        "Спасатели продолжают искать двух моряков после крушения парома у побережья.\n\
         Паром затонул в понедельник вечером, сообщили в администрации порта.\n\
         Что известно\n\
         Паром: Построен в 1988 году.\n\
         Пропавшие: Двое моряков, по данным береговой охраны.\n\
         Читайте также: Почему стареют паромы\n\
         Министр пообещал расследование.\n\
         иа/пб (ТАСС, Интерфакс)\n\
         Подпишитесь на нашу рассылку.\n\
         Северная линия лишилась лицензии. (1 марта 2019)\n",
    );
    assert_eq!(ru.language, Lang::of("ru"));
    assert_eq!(ru.points.as_ref().unwrap().items.len(), 2);
    assert_eq!(
        (ru.read_more.len(), ru.promos.len(), ru.background.len(), ru.body.len()),
        (1, 1, 1, 1)
    );
    assert_eq!(ru.credit.as_ref().unwrap().agencies, ["TASS", "Interfax"]);
}

#[test]
fn credits_of_other_shapes_stand_at_the_foot() {
    for (credit, agencies) in [
        ("(AP, dpa)", "AP dpa"),
        ("ab/cd", ""),
        ("ls,aw,rc/sms (AP, Reuters, dpa, AFP)", "AP Reuters dpa AFP"),
        ("ab/cd (with AP, Xinhua)", "AP Xinhua"),
    ] {
        let s = take(&format!(
            "The council met on Tuesday for many hours.\nIt voted for the bridge after a long debate.\nWork begins in May.\n{credit}\n"
        ));
        let found = s.credit.unwrap_or_else(|| panic!("{credit}"));
        assert_eq!(found.agencies.join(" "), agencies, "{credit}");
        assert_eq!(s.body, ["Work begins in May."], "{credit}");
    }
}

#[test]
fn an_agency_nobody_registered_has_its_dateline_too() {
    use wire::anatomy::dateline;
    for (line, place) in [
        ("LOWMERE, Sallandria (STU) - The engineer spoke.", Some("LOWMERE, Sallandria (STU)")),
        ("LOWMERE (AP) — The engineer spoke.", Some("LOWMERE (AP)")),
        ("The Quay (built 1911) - a ruin.", None),
        ("Lowmere (STU) - The engineer spoke.", None),
        ("NATO (see below) - the alliance.", None),
    ] {
        assert_eq!(dateline(line).map(|(place, _)| place), place, "{line}");
    }
}

#[test]
fn an_agency_text_has_a_dateline_and_no_standfirst() {
    let s = take(
        "Council votes for the new bridge\n\
         HARBOUR CITY (AP) — The council voted for a new bridge on Tuesday after a debate of nine hours.\n\
         Work begins in May.\n",
    );
    assert_eq!(s.headline.as_deref(), Some("Council votes for the new bridge"));
    assert_eq!(s.dateline.as_deref(), Some("HARBOUR CITY (AP)"));
    assert!(s.lead.starts_with("The council voted"));
    assert_eq!(s.teaser, "");
}

#[test]
fn a_text_on_one_line_is_divided_at_its_credit() {
    let body = "The council met on Tuesday and voted for the bridge. ".repeat(12);
    let s = take(&format!(
        "{body}ab/cd (AP, dpa) Every evening, the Post sends out a selection of the day's news. Sign up here."
    ));
    assert_eq!(s.credit.unwrap().agencies, ["AP", "dpa"]);
    assert_eq!(s.promos.len(), 1);
    assert!(!s.body.iter().any(|p| p.contains("Sign up")));
}

/// Every text of a story in one string, parts apart.
fn all(s: &Story) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    out.extend(s.headline.clone());
    out.extend(s.kicker.clone());
    out.extend(s.byline.clone());
    // Dateline and lead were one line.
    out.push(format!("{} {}", s.dateline.clone().unwrap_or_default(), s.lead));
    out.push(s.teaser.clone());
    out.extend(s.body.clone());
    if let Some(p) = &s.points {
        out.push(p.title.clone());
        out.extend(p.items.iter().map(|i| format!("{} {}", i.label, i.text)));
    }
    out.extend(s.read_more.iter().map(|r| r.title.clone()));
    out.extend(s.credit.iter().map(|c| c.raw.clone()));
    out.extend(s.promos.clone());
    out.extend(s.media.iter().filter_map(|m| m.caption.clone()));
    out.extend(
        s.background.iter().flat_map(|b| [b.title.clone().unwrap_or_default(), b.teaser.clone()]),
    );
    out
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        "[A-Z][a-z]{2,9}( [a-z]{2,9}){3,20}\\.",
        "[A-Z][a-z]{2,9}( [a-z]{2,9}){0,5}",
        "[A-Z][a-z]{2,9}: [A-Z][a-z]{2,9}( [a-z]{2,9}){1,6}\\.",
        Just("What we know so far".to_owned()),
        Just("Was wir wissen".to_owned()),
        "Read more: [A-Z][a-z]{3,9} [a-z]{3,9}",
        Just("ab/cd (AP, Reuters)".to_owned()),
        Just("Sign up here for our newsletter".to_owned()),
        "[A-Z][a-z]{2,9}( [a-z]{2,9}){2,9}\\. \\(01\\.03\\.2019\\)",
        "[A-Z]{3,8} \\(dpa\\) - [A-Z][a-z]{2,9}( [a-z]{2,9}){3,9}\\.",
        "\\PC{0,60}",
    ];
    proptest::collection::vec(line, 0..14).prop_map(|lines| {
        // Each line is told apart by a number, so that "exactly once" can be seen.
        lines
            .into_iter()
            .enumerate()
            .map(|(n, l)| match l.strip_suffix('.') {
                Some(l) => format!("{l} mark{n}x."),
                None if l.starts_with("Read more") => format!("{l} mark{n}x"),
                None => l,
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_said_twice(lines in lines(), blank in any::<bool>()) {
        let text = lines.join(if blank { "\n\n" } else { "\n" });
        let s = take(&text);
        let parts = all(&s);
        for (n, line) in lines.iter().enumerate() {
            let mark = format!("mark{n}x");
            if line.contains(&mark) {
                let times = parts.iter().filter(|p| p.contains(&mark)).count();
                prop_assert_eq!(times, 1, "{} is in {} places of {:?}", line, times, s);
            }
        }
        // Every word of every line is somewhere, but for a label's bullet, a
        // date in brackets and the words "Read more".
        let whole = parts.join(" ");
        for line in &lines {
            if wire::anatomy::cues::read_more(line).is_some()
                || wire::anatomy::dates::alone(line, "und").is_some() {
                continue;
            }
            for word in line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
                if line.contains("(01.03.2019)") && ["01", "03", "2019"].contains(&word) {
                    continue;
                }
                prop_assert!(whole.contains(word), "{:?} of {:?} is lost: {:?}", word, line, s);
            }
        }
    }

    #[test]
    fn no_text_at_all_is_too_strange(text in any::<String>()) {
        let _ = take(&text);
    }
}

#[test]
fn what_stands_where_a_reader_of_the_page_sees_it() {
    let text = "The council of Wiekmar has stopped the sale of its waterworks after a night of debate.\n\
        Ines Corvald\n\
        The vote was 19 to 18, and the mayor, who had argued for the sale since the spring, left before it was counted.\n\
        Read more: Who owns the water\n\
        What we know so far\n\
        The vote:\n\
        Nineteen members were against the sale, the clerk said.\n\
        The price: Around 40 million crowns had been offered.\n\
        The offer could not be independently verified on Friday.\n\
        mt/ok (STU, OWS)\n\
        Read more: A river and its town\n\
        ab/cd\n\
        Wiekmar had put its waterworks up for sale in spring. (02.04.2026)\n";
    let story = wire::anatomy::anatomy(text, &wire::anatomy::Known::default());
    assert_eq!(story.byline.as_deref(), Some("Ines Corvald"));
    assert!(story.lead.starts_with("The vote was 19 to 18"), "{}", story.lead);
    let titles: Vec<_> = story.read_more.iter().map(|r| r.title.as_str()).collect();
    assert_eq!(titles, ["Who owns the water", "A river and its town"], "in the text's order");
    let points = story.points.unwrap();
    let labels: Vec<_> = points.items.iter().map(|i| i.label.as_str()).collect();
    assert_eq!(labels, ["The vote", "The price"]);
    assert!(points.items[0].text.starts_with("Nineteen"), "a label alone, its text below");
    assert_eq!(story.background.len(), 1);
    assert_eq!(story.background[0].title, None, "a credit is no title");
    let hedges: Vec<_> = story.attributions.iter().filter_map(|a| a.hedge.as_deref()).collect();
    assert!(hedges.contains(&"could not be independently verified"), "{hedges:?}");
    assert!(hedges.iter().all(|h| !h.contains(|c: char| c.is_ascii_digit())), "{hedges:?}");
}

use super::*;

mod speakers;

#[test]
fn hedges_in_three_languages() {
    for (tag, text, hedges) in [
        ("en", "The man reportedly fled.", vec!["reportedly"]),
        ("en", "About 40 people fled.", vec![]),
        ("en", "In May the dam broke.", vec![]),
        ("en", "The dam may have been weakened.", vec!["may have been"]),
        (
            "en",
            "He is believed to be abroad, but it is unclear where.",
            vec!["is believed to", "it is unclear"],
        ),
        ("de", "Der Mann soll das Geld gestohlen haben.", vec!["soll das Geld gestohlen haben"]),
        ("de", "Der mutmaßliche Täter floh offenbar.", vec!["mutmaßliche", "offenbar"]),
        ("de", "Die Brücke soll bis Mai fertig werden.", vec![]),
        ("es", "El presunto autor habría huido.", vec!["presunto", "habría"]),
        ("es", "Al parecer nadie lo vio.", vec!["Al parecer"]),
    ] {
        let all = attribution(text, &Lang::of(tag));
        let found: Vec<&str> = all.iter().flat_map(|s| &s.hedges).map(|h| h.of(text)).collect();
        assert_eq!(found, hedges, "{text}");
    }
}

#[test]
fn a_speech_keeps_its_speaker() {
    for (tag, text, sources) in [
        (
            "en",
            "“We waited for hours,” said Ina Sorel. “Nobody came to us.” It rained.",
            vec!["Ina Sorel", "Ina Sorel", "-"],
        ),
        (
            "en",
            "Ina Sorel spoke first.\n“We waited for hours.\n“Nobody came to us,” she said.",
            vec!["-", "she", "she"],
        ),
        (
            "de",
            "Ina Sorel sagte, die Fähre sei spät gekommen. Niemand habe gewartet. Es regnete.",
            vec!["Ina Sorel", "Ina Sorel", "-"],
        ),
        (
            "es",
            "La ministra dijo que el puente es seguro. Añadió que abrirá en mayo.",
            vec!["La ministra", "La ministra"],
        ),
        (
            "de",
            "Die Polizei teilte mit, dass ein Boot fehle. Den Angaben zufolge war es alt.",
            vec!["Die Polizei", "Die Polizei"],
        ),
        ("en", "Ina Sorel said:\n“We waited for hours.”", vec!["Ina Sorel", "Ina Sorel"]),
    ] {
        let all = attribution(text, &Lang::of(tag));
        let found: Vec<&str> =
            all.iter().map(|s| s.source.map_or("-", |x| x.span.of(text))).collect();
        assert_eq!(found, sources, "{text}");
    }
    let long = "It was a long night for all of us here. ".repeat(30);
    let text = format!("“{long}We will not forget it,” said Ina Sorel. It rained.");
    let all = attribution(&text, &Lang::of("en"));
    assert!(all.len() > 10);
    let (rain, speech) = all.split_last().unwrap();
    assert!(rain.source.is_none());
    assert!(speech.iter().all(|s| s.source.is_some_and(|x| x.span.of(&text) == "Ina Sorel")));
}

#[test]
fn pronouns_stand_for_the_only_one_named() {
    let text = "Mayor Ina Sorel said the ferry was late. She said nobody had waited.\nHe said no.";
    let all = attribution(text, &Lang::of("en"));
    let resolved =
        |at: usize| all.get(at).and_then(|s| s.source).and_then(|s| s.resolved).map(|s| s.of(text));
    assert_eq!(resolved(1), Some("Mayor Ina Sorel"));
    let text = "Ina Sorel said it was late. Tom Hale said it was not. She said nobody had waited.";
    let all = attribution(text, &Lang::of("en"));
    assert_eq!(all.get(2).and_then(|s| s.source).and_then(|s| s.resolved), None);
}

#[test]
fn who_speaks() {
    for (tag, text, expected) in [
        ("en", "Officials said it was late.", Who::Unnamed),
        ("en", "Police said it was late.", Who::Office),
        ("en", "The mayor, Ina Sorel, said it was late.", Who::Named),
        ("en", "She said it was late.", Who::Pronoun),
        ("de", "Der Sprecher der Polizei sagte, es sei spät.", Who::Office),
        ("de", "Ministerin Ruiz sagte, es sei spät.", Who::Named),
        ("de", "Kreise der Regierung bestätigten den Plan.", Who::Unnamed),
        ("es", "Fuentes del caso dijeron que era tarde.", Who::Unnamed),
        ("es", "El alcalde dijo que era tarde.", Who::Office),
    ] {
        let all = attribution(text, &Lang::of(tag));
        let who = all.first().and_then(|s| s.source).map(|s| s.who);
        assert_eq!(who, Some(expected), "{text}");
    }
}

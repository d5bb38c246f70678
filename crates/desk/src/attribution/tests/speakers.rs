//! Invented sentences: whose words they are, and by which verb.

use super::super::*;

/// Language, sentence, source, verb (`-` for none), speech.
type Row = (&'static str, &'static str, &'static str, &'static str);

fn first(text: &str, tag: &str) -> (String, String, Speech) {
    let all = attribution(text, &Lang::of(tag));
    let s = all.first().unwrap();
    let source = s.source.map_or("-", |x| x.span.of(text));
    let verb = s.verb.map_or("-", |v| v.of(text));
    (source.to_owned(), verb.to_owned(), s.speech)
}

fn check(tag: &str, rows: &[Row]) {
    let mut wrong = Vec::new();
    for (text, source, verb, speech) in rows {
        let (s, v, k) = first(text, tag);
        let k = format!("{k:?}").to_lowercase();
        if (s.as_str(), v.as_str(), k.as_str()) != (*source, *verb, *speech) {
            wrong.push(format!(
                "{text}\n   wanted [{source}] [{verb}] {speech}\n   found  [{s}] [{v}] {k}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn english_speakers() {
    check(
        "en",
        &[
            (
                "Interior Minister Ana Ruiz said the bridge was safe.",
                "Interior Minister Ana Ruiz",
                "said",
                "indirect",
            ),
            (
                "“The bridge is safe now,” said Ana Ruiz, the interior minister.",
                "Ana Ruiz, the interior minister",
                "said",
                "direct",
            ),
            (
                "Ana Ruiz, the interior minister, said the bridge was safe.",
                "Ana Ruiz, the interior minister",
                "said",
                "indirect",
            ),
            ("The bridge was shut, officials said.", "officials", "said", "indirect"),
            (
                "The bridge was shut on Friday, the harbour board announced.",
                "the harbour board",
                "announced",
                "indirect",
            ),
            (
                "The bridge was shut, according to the harbour board.",
                "the harbour board",
                "-",
                "indirect",
            ),
            (
                "According to two people familiar with the matter, the bridge will stay shut.",
                "two people familiar with the matter",
                "-",
                "indirect",
            ),
            ("According to police, the driver fled.", "police", "-", "indirect"),
            (
                "The mayor told reporters that the bridge would reopen.",
                "The mayor",
                "told",
                "indirect",
            ),
            (
                "The ministry said in a statement that it was looking into the case.",
                "The ministry",
                "said",
                "indirect",
            ),
            ("“We waited for hours,” she said.", "she", "said", "direct"),
            ("Police on Monday denied the report.", "Police", "denied", "indirect"),
            ("On Monday officials said the road was shut.", "officials", "said", "indirect"),
            ("In Port Calder, the mayor said the road was shut.", "the mayor", "said", "indirect"),
            (
                "But the company has also said that it will appeal.",
                "the company",
                "said",
                "indirect",
            ),
            (
                "Tom Hale, 43, a docker, said he had lost his boat.",
                "Tom Hale, 43, a docker",
                "said",
                "indirect",
            ),
            (
                "“It was dark,” said Tom Hale, 43, who lives nearby.",
                "Tom Hale, 43, who lives nearby",
                "said",
                "direct",
            ),
            ("Ruiz warned that more rain was on its way.", "Ruiz", "warned", "indirect"),
            (
                "The union rejected the offer, saying that it came too late.",
                "The union",
                "saying",
                "indirect",
            ),
            ("Ruiz said: “We will rebuild the pier.”", "Ruiz", "said", "direct"),
            (
                "The head of the dockers' union, Ina Sorel, said on Monday the strike would go on.",
                "The head of the dockers' union, Ina Sorel",
                "said",
                "indirect",
            ),
            ("The storm, Ruiz said, was the worst in years.", "Ruiz", "said", "indirect"),
            ("“The storm,” Ruiz added, “was the worst in years.”", "Ruiz", "added", "direct"),
            (
                "A spokeswoman for the ministry confirmed the arrest.",
                "A spokeswoman for the ministry",
                "confirmed",
                "indirect",
            ),
            (
                "Police and prosecutors said the man had confessed.",
                "Police and prosecutors",
                "said",
                "indirect",
            ),
            ("Dr. Lena Holt said the patient was stable.", "Dr. Lena Holt", "said", "indirect"),
            ("Witnesses reported hearing two blasts.", "Witnesses", "reported", "indirect"),
            (
                "The agency quoted Ruiz as saying that the bridge was safe.",
                "Ruiz",
                "saying",
                "indirect",
            ),
            ("Ruiz was quoted as saying that the bridge was safe.", "Ruiz", "saying", "indirect"),
            ("It was reported that the bridge was shut.", "-", "reported", "indirect"),
            ("Officials say the dam may have been weakened.", "Officials", "say", "indirect"),
            (
                "Three people were killed after a bus left the road, police said on Sunday.",
                "police",
                "said",
                "indirect",
            ),
            ("The groups, however, say the plan came too late.", "The groups", "say", "indirect"),
            ("Ruiz, in her own remarks, said the plan came too late.", "Ruiz", "said", "indirect"),
            (
                "Ana Ruiz, D-Calder., the speaker of the house, told reporters it was late.",
                "Ana Ruiz, D-Calder., the speaker of the house",
                "told",
                "indirect",
            ),
            ("Hale lost his boat but said he would stay.", "Hale", "said", "indirect"),
            (
                "Ruiz — the port's first director — said the pier was sound.",
                "Ruiz — the port's first director",
                "said",
                "indirect",
            ),
            (
                "The bridge was shut, and Ministress May said it was late.",
                "Ministress May",
                "said",
                "indirect",
            ),
            ("AB&C said in a statement that the pier was sound.", "AB&C", "said", "indirect"),
            (
                "The pier is sound, according to half a dozen workers.",
                "half a dozen workers",
                "-",
                "indirect",
            ),
            ("Hale angrily denied the report.", "Hale", "denied", "indirect"),
            (
                "Secretary of State Ina Sorel urged restraint, warning that time was short.",
                "Secretary of State Ina Sorel",
                "warning",
                "indirect",
            ),
            (
                "The pier is sound, according to Caldern newspaper Meridian.",
                "Caldern newspaper Meridian",
                "-",
                "indirect",
            ),
            (
                "The pier is sound, according to two people briefed on the plans.",
                "two people briefed on the plans",
                "-",
                "indirect",
            ),
            (
                "They went to interview two dockers who said it was late.",
                "two dockers",
                "said",
                "indirect",
            ),
            ("The report said that the pilot was tired.", "The report", "said", "indirect"),
        ],
    );
}

#[test]
fn english_sentences_without_a_speaker() {
    check(
        "en",
        &[
            ("The bridge was shut on Friday.", "-", "-", "none"),
            ("The town added two parks last year.", "-", "-", "none"),
            ("The plan announced on Friday costs 3 million crowns.", "-", "-", "none"),
            ("Three people reported missing were found alive.", "-", "-", "none"),
            ("He was denied entry at the border.", "-", "-", "none"),
            ("The mayor declined to say when it would open.", "-", "-", "none"),
            ("The ship “Sea Star” left the port.", "-", "-", "none"),
            ("The United States won the cup.", "-", "-", "none"),
            ("Rising claims cost the insurer dear.", "-", "-", "none"),
            ("I say it is late.", "-", "-", "none"),
            ("The only boat reported to have sunk was old.", "-", "-", "none"),
            ("She spoke on “The Morning Bell.”", "-", "-", "none"),
            ("They used the pier despite the board's claim to it.", "-", "-", "none"),
            ("It looks as if the mayor believed all of it.", "-", "-", "none"),
            ("He will say more next week.", "-", "-", "none"),
        ],
    );
}

#[test]
fn german_speakers() {
    check(
        "de",
        &[
            (
                "Innenministerin Ana Ruiz sagte am Montag, die Brücke sei sicher.",
                "Innenministerin Ana Ruiz",
                "sagte",
                "indirect",
            ),
            (
                "„Die Brücke ist sicher“, sagte Innenministerin Ana Ruiz am Montag.",
                "Innenministerin Ana Ruiz",
                "sagte",
                "direct",
            ),
            (
                "Die Polizei teilte am Abend mit, dass die Straße gesperrt sei.",
                "Die Polizei",
                "teilte",
                "indirect",
            ),
            (
                "Am Montag kündigte die Regierung neue Regeln an.",
                "die Regierung",
                "kündigte",
                "indirect",
            ),
            (
                "Wie die Polizei am Montag mitteilte, flüchtete der Fahrer.",
                "die Polizei",
                "mitteilte",
                "indirect",
            ),
            (
                "Der Fahrer flüchtete, wie die Polizei mitteilte.",
                "die Polizei",
                "mitteilte",
                "indirect",
            ),
            ("Laut Polizei flüchtete der Fahrer.", "Polizei", "-", "indirect"),
            ("Nach Angaben der Polizei flüchtete der Fahrer.", "der Polizei", "-", "indirect"),
            (
                "Nach Angaben von Ministerin Ruiz ist die Brücke sicher.",
                "Ministerin Ruiz",
                "-",
                "indirect",
            ),
            ("Nach Polizeiangaben flüchtete der Fahrer.", "Polizeiangaben", "-", "indirect"),
            ("Medienberichten zufolge flüchtete der Fahrer.", "Medienberichten", "-", "indirect"),
            ("Dem Ministerium zufolge ist die Brücke sicher.", "Dem Ministerium", "-", "indirect"),
            ("„Wir sind in Sorge“, so der Sprecher.", "der Sprecher", "-", "direct"),
            (
                "Aus Kreisen der Regierung hieß es, der Plan sei fertig.",
                "Kreisen der Regierung",
                "hieß",
                "indirect",
            ),
            (
                "Der Plan sei fertig, hieß es aus dem Ministerium.",
                "dem Ministerium",
                "hieß",
                "indirect",
            ),
            (
                "Ana Ruiz, die Innenministerin, sagte, die Brücke sei sicher.",
                "Ana Ruiz, die Innenministerin",
                "sagte",
                "indirect",
            ),
            ("„Wir bleiben hier“, sagte sie der Zeitung „Morgen“.", "sie", "sagte", "direct"),
            (
                "Die Sprecherin der Polizei fügte hinzu, dass niemand verletzt sei.",
                "Die Sprecherin der Polizei",
                "fügte",
                "indirect",
            ),
            (
                "Der Minister hat den Bericht am Freitag bestätigt.",
                "Der Minister",
                "bestätigt",
                "indirect",
            ),
            ("Die Gewerkschaft wies die Vorwürfe zurück.", "Die Gewerkschaft", "wies", "indirect"),
            (
                "Später sagte der frühere Bürgermeister Tom Hale, er gehe.",
                "der frühere Bürgermeister Tom Hale",
                "sagte",
                "indirect",
            ),
            (
                "Das sagte der Vorsitzende des Verbands dem Sender.",
                "der Vorsitzende des Verbands",
                "sagte",
                "indirect",
            ),
            ("Ruiz sagte: „Wir bauen die Brücke wieder auf.“", "Ruiz", "sagte", "direct"),
            ("Die Stadt unternehme alles, um zu helfen, sagte Ruiz.", "Ruiz", "sagte", "indirect"),
            (
                "Tom Hale (Hafenpartei) sagte, er bleibe.",
                "Tom Hale (Hafenpartei)",
                "sagte",
                "indirect",
            ),
            ("„Wir bleiben hier“, sagte Ruiz „Radio Nord“.", "Ruiz", "sagte", "direct"),
            ("Ruiz plant nach eigenen Angaben eine neue Brücke.", "Ruiz", "-", "indirect"),
            (
                "Jeder siebte Befragte (14 Prozent) gab an, nicht zu reisen.",
                "Jeder siebte Befragte (14 Prozent)",
                "gab",
                "indirect",
            ),
            ("Er habe nichts gesehen.", "-", "-", "indirect"),
            (
                "Es habe keine Warnung gegeben, erklärte das Unternehmen.",
                "das Unternehmen",
                "erklärte",
                "indirect",
            ),
        ],
    );
}

#[test]
fn german_sentences_without_a_speaker() {
    check(
        "de",
        &[
            ("Die Brücke ist seit Freitag gesperrt.", "-", "-", "none"),
            ("Er teilte die Beute mit seinem Bruder.", "-", "-", "none"),
            ("Die Stadt gab zwei Millionen Kronen aus.", "-", "-", "none"),
            ("Sei es im Sommer, sei es im Winter: Die Straße ist voll.", "-", "-", "none"),
            ("Das Schiff „Seestern“ lief aus.", "-", "-", "none"),
        ],
    );
}

#[test]
fn spanish_speakers() {
    check(
        "es",
        &[
            (
                "La ministra Ana Ruiz dijo que el puente es seguro.",
                "La ministra Ana Ruiz",
                "dijo",
                "indirect",
            ),
            (
                "«El puente es seguro», dijo Ana Ruiz, la ministra del Interior.",
                "Ana Ruiz, la ministra del Interior",
                "dijo",
                "direct",
            ),
            ("El conductor huyó, según la policía.", "la policía", "-", "indirect"),
            ("Según informó la policía, el conductor huyó.", "la policía", "informó", "indirect"),
            (
                "De acuerdo con el Ministerio de Salud, hay 40 casos.",
                "el Ministerio de Salud",
                "-",
                "indirect",
            ),
            (
                "El conductor huyó, informó este lunes la policía local.",
                "la policía local",
                "informó",
                "indirect",
            ),
            (
                "Fuentes cercanas al caso señalaron que no hay pruebas.",
                "Fuentes cercanas al caso",
                "señalaron",
                "indirect",
            ),
            (
                "El portavoz del Gobierno ha asegurado que no habrá cambios.",
                "El portavoz del Gobierno",
                "asegurado",
                "indirect",
            ),
            ("La empresa negó los hechos.", "La empresa", "negó", "indirect"),
            (
                "En un comunicado, la empresa aseguró que pagará.",
                "la empresa",
                "aseguró",
                "indirect",
            ),
            (
                "«No nos iremos de aquí», afirmó a los periodistas el alcalde.",
                "el alcalde",
                "afirmó",
                "direct",
            ),
            ("Ayer dijo la ministra que el puente es seguro.", "la ministra", "dijo", "indirect"),
            (
                "El alcalde, Tomás Vera, anunció que el puente abrirá en mayo.",
                "El alcalde, Tomás Vera",
                "anunció",
                "indirect",
            ),
            (
                "Tomás Vera, que vive junto al muelle, explicó que no vio nada.",
                "Tomás Vera, que vive junto al muelle",
                "explicó",
                "indirect",
            ),
            ("Ella explicó que todo ocurrió de noche.", "Ella", "explicó", "indirect"),
        ],
    );
}

#[test]
fn spanish_sentences_without_a_speaker() {
    check(
        "es",
        &[
            ("El puente está cerrado desde el viernes.", "-", "-", "none"),
            ("Se han confirmado 40 casos.", "-", "-", "none"),
            ("El plan anunciado el viernes cuesta tres millones.", "-", "-", "none"),
            ("El barco «Estrella» salió del puerto.", "-", "-", "none"),
        ],
    );
}

//! Invented comments and reports, in three languages.

use super::*;

struct Text {
    language: &'static str,
    title: &'static str,
    text: &'static str,
    opinion: bool,
}

const TEXTS: &[Text] = &[
    Text {
        language: "en",
        title: "The harbour deserves better than this board",
        text: "Nobody in Port Calder should be surprised. For ten years we have watched the harbour board talk about the cranes, and for ten years nothing has happened. It is hard to think of a sadder way to waste money.\nOf course cranes are expensive. But so is doing nothing. If the board really believed what it says about jobs, it would stop hiding behind its lawyers and start listening to the people who do the work. They know what is wrong. I asked some of them, and not one had ever seen a member of the board on the quay.\nWhat would a better board do? It would open its books. It would admit its mistakes. And it would understand that a harbour is not a toy for rich men, but the heart of our town. We must not let them forget it.",
        opinion: true,
    },
    Text {
        language: "en",
        title: "Harbour board delays new cranes at Port Calder",
        text: "The harbour board at Port Calder postponed the purchase of two container cranes on Tuesday, citing rising prices.\nThe cranes, which were to be delivered in March, would have cost 38 million crowns, according to a statement released after a meeting of the board.\n\"We will not sign a contract that we cannot pay for,\" chairwoman Ada Quill told reporters. She said a decision was expected by the end of the year.\nThe dock union criticised the delay. \"They promised us these cranes ten years ago,\" said Tom Hale, a spokesman for the union. About 400 people work at the terminal, officials said. The ministry declined to comment on Wednesday.",
        opinion: false,
    },
    Text {
        language: "de",
        title: "Der Hafen hat etwas Besseres verdient",
        text: "Man muss sich nicht wundern. Seit zehn Jahren schauen wir zu, wie der Hafenrat über die Kräne redet, und seit zehn Jahren geschieht nichts. Das ist nicht nur ärgerlich, das ist ein Armutszeugnis.\nNatürlich sind Kräne teuer. Aber Nichtstun ist es auch. Wer wirklich an die Arbeitsplätze glaubt, der sollte endlich aufhören, sich hinter Anwälten zu verstecken. Ich habe mit den Leuten am Kai gesprochen. Sie wissen genau, was falsch läuft. Warum hört ihnen niemand zu?\nEin kluger Hafenrat würde seine Bücher öffnen. Er würde seine Fehler zugeben, so peinlich das auch sein mag. Und er würde begreifen, dass unser Hafen kein Spielzeug ist. Wir dürfen ihm das nicht durchgehen lassen.",
        opinion: true,
    },
    Text {
        language: "de",
        title: "Hafenrat verschiebt Kauf neuer Kräne in Port Calder",
        text: "Der Hafenrat von Port Calder hat am Dienstag den Kauf von zwei Containerkränen verschoben. Grund seien gestiegene Preise, teilte der Rat nach einer Sitzung mit.\nDie Kräne sollten im März geliefert werden und 38 Millionen Kronen kosten. „Wir unterschreiben keinen Vertrag, den wir nicht bezahlen können“, sagte die Vorsitzende Ada Quill vor Journalisten. Eine Entscheidung werde bis Jahresende erwartet.\nDie Gewerkschaft kritisierte den Aufschub. „Man hat uns diese Kräne vor zehn Jahren versprochen“, sagte ihr Sprecher Tom Hale. Nach Angaben der Polizei demonstrierten am Mittwoch rund 400 Menschen vor dem Terminal. Das Ministerium wollte sich nicht äußern.",
        opinion: false,
    },
    Text {
        language: "es",
        title: "El puerto merece algo mejor que esta junta",
        text: "Nadie debería sorprenderse. Llevamos diez años viendo cómo la junta del puerto habla de las grúas, y en diez años no ha pasado nada. Es una vergüenza, y todos lo sabemos.\nClaro que las grúas son caras. Pero no hacer nada también lo es. Si la junta creyera de verdad en el empleo, dejaría de esconderse detrás de sus abogados. Yo he hablado con quienes trabajan en el muelle, y creo que tienen razón. ¿Por qué nadie los escucha?\nUna junta sensata abriría sus libros. Reconocería sus errores, por lamentables que sean. Y entendería que nuestro puerto no es un juguete. No debemos permitir que lo olvide. Quizá sea tarde, pero hay que intentarlo.",
        opinion: true,
    },
    Text {
        language: "es",
        title: "La junta del puerto aplaza la compra de grúas en Port Calder",
        text: "La junta del puerto de Port Calder aplazó el martes la compra de dos grúas de contenedores por la subida de los precios, según informó en un comunicado.\nLas grúas, que debían llegar en marzo, costarían 38 millones de coronas. «No vamos a firmar un contrato que no podemos pagar», dijo la presidenta de la junta, Ada Quill, a los periodistas. La decisión se espera antes de fin de año, añadió.\nEl sindicato criticó el aplazamiento. «Nos prometieron estas grúas hace diez años», afirmó su portavoz, Tom Hale. Unas 400 personas se manifestaron el miércoles ante la terminal, según la policía. El ministerio no quiso hacer declaraciones.",
        opinion: false,
    },
];

fn piece<'a>(title: &'a str, text: &'a str, language: &'a Lang) -> KindPiece<'a> {
    KindPiece {
        title,
        text,
        language,
        stated: None,
        source: None,
        section: None,
        url: None,
        dateline: false,
    }
}

#[test]
fn comments_and_reports_are_told_apart() {
    for Text { language, title, text, opinion } in TEXTS {
        let language = Lang::of(language);
        let guess = kind(&piece(title, text, &language));
        assert_eq!(guess.kind == Kind::Opinion, *opinion, "{language}: {guess:?}");
        assert!(!guess.unsure, "{language}: {guess:?}");
        assert_eq!(guess.by, KindBy::Style);
        assert_eq!(guess.reasons.len(), 4, "{language}: {guess:?}");
        // Nor does it help or hurt to be told the language from the words.
        assert_eq!(kind(&piece(title, text, &Lang::unknown())), guess);
    }
}

#[test]
fn a_report_full_of_others_views_stays_a_report() {
    let text = "The harbour board came under fire on Tuesday over its cranes.\n\"This is a disgrace. We must not let them forget it. I am ashamed of what our town has become,\" said Tom Hale, a spokesman for the dock union, at a meeting in Port Calder.\n\"It is foolish and it is wrong, and we should all say so,\" said Ina Sorel, who owns a ship. \"Why do we put up with it?\"\nChairwoman Ada Quill rejected the criticism. \"You deserve the truth, and the truth is that we have no money,\" she told reporters. The board meets again on Thursday, officials said.";
    let language = Lang::of("en");
    let guess = kind(&piece("Dock union attacks harbour board", text, &language));
    assert_eq!((guess.kind, guess.unsure), (Kind::News, false), "{guess:?}");
}

#[test]
fn what_is_said_outright_counts_first() {
    let report = TEXTS.iter().find(|t| !t.opinion).unwrap();
    let language = Lang::of("en");
    let plain = piece(report.title, report.text, &language);
    let bio = format!("{}\nThe views expressed here are the author's own.", report.text);
    let label = format!("Comment | {}", report.title);
    for (piece, why) in [
        (KindPiece { stated: Some(Kind::Opinion), ..plain }, "its source says so: opinion"),
        (
            KindPiece { source: Some("Courier Opinion"), ..plain },
            "its source is called “Courier Opinion”",
        ),
        (KindPiece { section: Some("Letters"), ..plain }, "it stands under “Letters”"),
        (
            KindPiece { url: Some("https://a.example/kommentar/1"), ..plain },
            "its address says opinion",
        ),
        (KindPiece { text: &bio, ..plain }, "its text says so: “views expressed”"),
    ] {
        let guess = kind(&piece);
        assert_eq!((guess.kind, guess.unsure), (Kind::Opinion, false));
        assert!(guess.p_opinion > 0.9);
        assert_eq!(guess.reasons, [why]);
    }
    // `Comment: the dike` may be a headline like any other; the section is not.
    assert_eq!(kind(&KindPiece { title: &label, ..plain }).kind, Kind::News);
    assert_eq!(kind(&KindPiece { source: Some("La Tribuna"), ..plain }).kind, Kind::News);
    let view = TEXTS.iter().find(|t| t.opinion).unwrap();
    let stated = KindPiece { stated: Some(Kind::News), ..piece(view.title, view.text, &language) };
    assert_eq!(kind(&stated).kind, Kind::News, "no guess overrides what a source says");
}

#[test]
fn an_explainer_or_a_film_may_be_a_view_as_well() {
    let view = TEXTS.iter().find(|t| t.opinion).unwrap();
    let language = Lang::of("en");
    let title = format!("Video: {}", view.title);
    let guess = kind(&piece(&title, view.text, &language));
    assert_eq!(guess.kind, Kind::Video);
    assert!(guess.p_opinion > 0.65);
}

#[test]
fn short_texts_and_other_languages_are_left_to_a_person() {
    let language = Lang::of("en");
    let short = kind(&piece("Rain at Lake Ferrin", "Rain fell at Lake Ferrin.", &language));
    assert_eq!((short.kind, short.unsure, short.by), (Kind::News, true, KindBy::Nothing));
    let language = Lang::of("ru");
    let other = kind(&piece("Дождь", "Шёл дождь.", &language));
    assert_eq!((other.kind, other.unsure, other.by), (Kind::News, true, KindBy::Nothing));
    let empty = kind(&piece("", "", &Lang::unknown()));
    assert!(empty.unsure && empty.p_opinion.is_finite());
}

#[test]
fn a_label_is_no_matter_of_style() {
    let language = Lang::of("en");
    for Text { title, text, .. } in TEXTS.iter().filter(|t| t.language == "en") {
        let labelled = format!("OPINION: {title}");
        let house = Kinds::house();
        let plain = house.by_style(&piece(title, text, &language));
        assert_eq!(house.by_style(&piece(&labelled, text, &language)), plain);
    }
}

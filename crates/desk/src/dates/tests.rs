//! Invented sentences and the days they name. The stories come out on
//! Tuesday, 17 November 2026 where a row says nothing else.

use super::*;

fn read(text: &str, tag: &str, published: &str) -> Vec<String> {
    let found = dates(text, &Lang::of(tag), published.parse().unwrap());
    found
        .into_iter()
        .map(|d| {
            let day = match d.grain {
                Grain::Day => d.day.to_string(),
                Grain::Month => d.day.strftime("%Y-%m").to_string(),
            };
            format!("{} = {day}", d.span.of(text))
        })
        .collect()
}

fn check(tag: &str, published: &str, rows: &[(&str, &[&str])]) {
    let mut wrong = Vec::new();
    for (text, expected) in rows {
        let found = read(text, tag, published);
        if found != *expected {
            wrong.push(format!("{text}\n   wanted {expected:?}\n   found  {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// A Tuesday.
const DAY: &str = "2026-11-17";

#[test]
fn english_weekdays() {
    check(
        "en",
        DAY,
        &[
            ("The ferry sank on Tuesday.", &["Tuesday = 2026-11-17"]),
            ("The ferry sank on Sunday.", &["Sunday = 2026-11-15"]),
            ("The pier will open on Friday.", &["Friday = 2026-11-20"]),
            ("The pier opened last Friday.", &["last Friday = 2026-11-13"]),
            ("It sank last Tuesday.", &["last Tuesday = 2026-11-10"]),
            ("It sails next Tuesday.", &["next Tuesday = 2026-11-24"]),
            ("It sails this coming Friday.", &["coming Friday = 2026-11-20"]),
            ("A vote is due on Thursday.", &["Thursday = 2026-11-19"]),
            (
                "It sank on Monday and divers are to go down on Thursday.",
                &["Monday = 2026-11-16", "Thursday = 2026-11-19"],
            ),
            (
                "It sank on Monday and divers will go down on Thursday.",
                &["Monday = 2026-11-16", "Thursday = 2026-11-19"],
            ),
            ("On Friday, the pier will open.", &["Friday = 2026-11-20"]),
            ("It sank on Friday, and the pier will stay shut.", &["Friday = 2026-11-13"]),
            ("It sank on Thursday of last week.", &["Thursday of last week = 2026-11-12"]),
            ("The last Friday of May was hot.", &[]),
            ("The market is held every Friday.", &[]),
            ("The shop has a Black Friday sale.", &[]),
            ("She told the Sunday Times so.", &[]),
            ("He plays for Sheffield Wednesday.", &[]),
            ("The Monday Club met again.", &[]),
            ("On Sundays the museum is free.", &[]),
            ("It sank on Monday evening.", &["Monday = 2026-11-16"]),
            ("It sank Monday, November 16.", &["Monday, November 16 = 2026-11-16"]),
        ],
    );
}

#[test]
fn english_days_and_months() {
    check(
        "en",
        DAY,
        &[
            ("It sank on May 3.", &["May 3 = 2026-05-03"]),
            ("It sank on May 3, 2024, at noon.", &["May 3, 2024 = 2024-05-03"]),
            ("It sank on 3 May 2024.", &["3 May 2024 = 2024-05-03"]),
            ("It sank on the 3rd of May.", &["3rd of May = 2026-05-03"]),
            ("It may sink. May 40 ships pass?", &[]),
            ("You may 3 times a day.", &[]),
            ("In May 2024 it sank.", &["May 2024 = 2024-05"]),
            ("It sank in May.", &["May = 2026-05"]),
            ("Theresa March said so.", &[]),
            ("The March for Bread drew 3,000.", &[]),
            ("A march of 40 dockers began.", &[]),
            ("He met March, the mayor.", &[]),
            ("It sank on Nov. 3.", &["Nov. 3 = 2026-11-03"]),
            ("It sank on Sept. 3, 2025.", &["Sept. 3, 2025 = 2025-09-03"]),
            ("It sank in early March.", &["March = 2026-03"]),
            ("Work will begin in March.", &["March = 2027-03"]),
            ("Work will begin on March 3.", &["March 3 = 2027-03-03"]),
            ("Prices rose in May 5 percent.", &["May = 2026-05"]),
            ("He was born on February 30, 1980.", &[]),
            ("The August heat was great.", &[]),
            ("The dates are June 3 and 4.", &["June 3 = 2026-06-03"]),
        ],
    );
}

#[test]
fn english_words_for_days() {
    check(
        "en",
        DAY,
        &[
            ("It sank yesterday.", &["yesterday = 2026-11-16"]),
            ("It sails today and tomorrow.", &["today = 2026-11-17", "tomorrow = 2026-11-18"]),
            ("It sank three days ago.", &["three days ago = 2026-11-14"]),
            ("It sank eleven days ago.", &["eleven days ago = 2026-11-06"]),
            ("It sank 10 days ago.", &["10 days ago = 2026-11-07"]),
            ("It sank a day ago.", &["a day ago = 2026-11-16"]),
            ("It took three days.", &[]),
            ("It sank last night.", &["last night = 2026-11-16"]),
            ("It sank the day before yesterday.", &["the day before yesterday = 2026-11-15"]),
            ("It sails the day after tomorrow.", &["the day after tomorrow = 2026-11-19"]),
            ("It sank two weeks ago.", &[]),
        ],
    );
}

#[test]
fn figures_of_days() {
    check(
        "en",
        DAY,
        &[
            ("It sank on 2026-05-03.", &["2026-05-03 = 2026-05-03"]),
            ("At 2026-05-03T10:00Z it sank.", &["2026-05-03T10 = 2026-05-03"]),
            ("It sank on 05/23/2026.", &["05/23/2026 = 2026-05-23"]),
            ("It sank on 23/05/2026.", &["23/05/2026 = 2026-05-23"]),
            // Either may be meant.
            ("It sank on 03/05/2026.", &[]),
            ("It sank on 05/05/2026.", &["05/05/2026 = 2026-05-05"]),
            ("Call 555-20-1234.", &[]),
            ("The score was 3-2-1.", &[]),
            ("Version 1.2.3 is out.", &[]),
            ("It is 2026-13-45.", &[]),
        ],
    );
    check("es", DAY, &[("Fue el 03/05/2026.", &["03/05/2026 = 2026-05-03"])]);
    check(
        "de",
        DAY,
        &[
            ("Am 3.5.2026 sank sie.", &["3.5.2026 = 2026-05-03"]),
            ("Am 3. 5. 2026 sank sie.", &["3. 5. 2026 = 2026-05-03"]),
            ("Am 03.05.26 sank sie.", &["03.05.26 = 2026-05-03"]),
            ("Am 3.5. sank sie.", &["3.5 = 2026-05-03"]),
            ("Es waren 3.5 Meter.", &[]),
            ("Am 2026-05-03 sank sie.", &["2026-05-03 = 2026-05-03"]),
        ],
    );
    check("fr", DAY, &[("Le 3.5.2026, mardi.", &["3.5.2026 = 2026-05-03"])]);
}

#[test]
fn german_days() {
    check(
        "de",
        DAY,
        &[
            ("Die Fähre sank am Dienstag.", &["Dienstag = 2026-11-17"]),
            ("Die Fähre sank am Sonntag.", &["Sonntag = 2026-11-15"]),
            ("Am Freitag wird der Pier geöffnet.", &["Freitag = 2026-11-20"]),
            ("Der Pier soll am Freitag öffnen.", &["Freitag = 2026-11-20"]),
            ("Sie sank am vergangenen Freitag.", &["vergangenen Freitag = 2026-11-13"]),
            (
                "Sie sank am Dienstag vergangener Woche.",
                &["Dienstag vergangener Woche = 2026-11-10"],
            ),
            ("Sie fährt am kommenden Dienstag.", &["kommenden Dienstag = 2026-11-24"]),
            ("Sie sank am Montagabend.", &["Montagabend = 2026-11-16"]),
            (
                "Sie sank am Montag und wird am Freitag gehoben.",
                &["Montag = 2026-11-16", "Freitag = 2026-11-20"],
            ),
            ("Jeden Freitag ist Markt.", &[]),
            ("Es war ein Schwarzer Freitag.", &[]),
            ("Sie sank vor drei Tagen.", &["vor drei Tagen = 2026-11-14"]),
            ("Sie sank vor zwölf Tagen.", &["vor zwölf Tagen = 2026-11-05"]),
            ("Sie sank vor zwei Wochen.", &[]),
            ("Sie sank vor einem Tag.", &["vor einem Tag = 2026-11-16"]),
            ("Es dauerte drei Tage.", &[]),
            (
                "Sie sank gestern, heute wird getaucht.",
                &["gestern = 2026-11-16", "heute = 2026-11-17"],
            ),
            ("Sie fährt morgen.", &["morgen = 2026-11-18"]),
            ("Guten Morgen, Kalden.", &[]),
            ("Sie sank am Morgen.", &[]),
            ("Sie sank heute Morgen.", &["heute = 2026-11-17"]),
            ("Sie fährt übermorgen.", &["übermorgen = 2026-11-19"]),
            ("Sie sank am 3. Mai.", &["3. Mai = 2026-05-03"]),
            ("Sie sank am 3. Mai 2024.", &["3. Mai 2024 = 2024-05-03"]),
            ("Sie sank im Mai.", &["Mai = 2026-05"]),
            ("Sie sank im Mai 2024.", &["Mai 2024 = 2024-05"]),
            (
                "Sie sank am Dienstag, dem 3. November 2026.",
                &["Dienstag, dem 3. November 2026 = 2026-11-03"],
            ),
            ("Der Bauer Mai kam.", &[]),
            ("Sie kommen am Sonntag wieder, wurde gesagt.", &["Sonntag = 2026-11-15"]),
            ("Am 30. Februar sank sie.", &[]),
        ],
    );
}

#[test]
fn spanish_days() {
    check(
        "es",
        DAY,
        &[
            ("El ferri se hundió el martes.", &["martes = 2026-11-17"]),
            ("El ferri se hundió el domingo.", &["domingo = 2026-11-15"]),
            ("El muelle abrirá el viernes.", &["viernes = 2026-11-20"]),
            ("Se hundió el pasado viernes.", &["pasado viernes = 2026-11-13"]),
            ("Se hundió el viernes pasado.", &["viernes pasado = 2026-11-13"]),
            ("Zarpa el próximo martes.", &["próximo martes = 2026-11-24"]),
            ("El viernes, el muelle abrirá.", &["viernes = 2026-11-20"]),
            (
                "Se hundió el lunes de la semana pasada.",
                &["lunes de la semana pasada = 2026-11-09"],
            ),
            ("Los viernes hay mercado.", &[]),
            ("Es Viernes Santo.", &[]),
            ("Se hundió hace dos días.", &["hace dos días = 2026-11-15"]),
            ("Se hundió dos días atrás.", &["dos días atrás = 2026-11-15"]),
            ("Se hundió hace dos semanas.", &[]),
            ("Duró dos días.", &[]),
            ("Se hundió ayer por la mañana.", &["ayer = 2026-11-16"]),
            ("Zarpa mañana.", &["mañana = 2026-11-18"]),
            ("Zarpa pasado mañana.", &["pasado mañana = 2026-11-19"]),
            ("Se hundió esta mañana.", &["esta mañana = 2026-11-17"]),
            ("Se hundió anoche.", &["anoche = 2026-11-16"]),
            ("Se hundió el 3 de mayo.", &["3 de mayo = 2026-05-03"]),
            ("Se hundió el 3 de mayo de 2024.", &["3 de mayo de 2024 = 2024-05-03"]),
            ("Se hundió el 1º de mayo.", &["1º de mayo = 2026-05-01"]),
            ("Se hundió en mayo.", &["mayo = 2026-05"]),
            ("Se hundió en mayo de 2024.", &["mayo de 2024 = 2024-05"]),
            ("Se hundió el martes 3 de noviembre.", &["martes 3 de noviembre = 2026-11-03"]),
            ("Vive en la calle 9 de julio.", &["9 de julio = 2026-07-09"]),
        ],
    );
}

#[test]
fn days_that_are_remembered() {
    check(
        "en",
        DAY,
        &[
            ("Since the September 11 attacks it is shut.", &["September 11 = 2001-09-11"]),
            ("The attacks of September 11 shut it.", &["September 11 = 2001-09-11"]),
            ("After the 7 July bombings it was shut.", &["7 July = 2005-07-07"]),
            ("It was shut on September 11.", &["September 11 = 2026-09-11"]),
            ("The attacks of September 12 shut it.", &["September 12 = 2026-09-12"]),
        ],
    );
    check(
        "en",
        "2001-08-17",
        &[("The September 11 attack drill.", &["September 11 = 2001-09-11"])],
    );
    check(
        "de",
        DAY,
        &[("Seit den Anschlägen vom 11. September.", &["11. September = 2001-09-11"])],
    );
    check("es", DAY, &[("Los atentados del 11 de marzo.", &["11 de marzo = 2004-03-11"])]);
}

#[test]
fn the_end_of_a_year() {
    check(
        "en",
        "2026-01-02",
        &[
            ("It sank on December 30.", &["December 30 = 2025-12-30"]),
            ("It sank on 30 December.", &["30 December = 2025-12-30"]),
            ("It sank in December.", &["December = 2025-12"]),
            ("It sank on Wednesday.", &["Wednesday = 2025-12-31"]),
            ("It will sail on January 30.", &["January 30 = 2026-01-30"]),
            ("It sank yesterday.", &["yesterday = 2026-01-01"]),
        ],
    );
    check(
        "en",
        "2025-12-30",
        &[
            ("It sails on January 3.", &["January 3 = 2026-01-03"]),
            ("It will sail in February.", &["February = 2026-02"]),
            ("It sank on January 20.", &["January 20 = 2026-01-20"]),
        ],
    );
    check("de", "2026-01-02", &[("Sie sank am 30. Dezember.", &["30. Dezember = 2025-12-30"])]);
    check(
        "es",
        "2026-01-02",
        &[("Se hundió el 30 de diciembre.", &["30 de diciembre = 2025-12-30"])],
    );
    check(
        "en",
        "2026-03-02",
        &[
            ("It sank on February 29, 2024.", &["February 29, 2024 = 2024-02-29"]),
            ("It was born on February 29.", &["February 29 = 2024-02-29"]),
        ],
    );
}

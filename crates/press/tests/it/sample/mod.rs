//! An invented edition that has everything an edition can have.
// Invented values that are known to parse.
#![allow(dead_code, clippy::unwrap_used)]

use press::plate::Envelope;
use press::sheet::{Earlier, Item, Labels, Part, Sheet};
use story::{Address, EditionId, Lang, Point, SectionRole};

fn item(headline: &str, text: &str, source: &str) -> Item {
    Item {
        headline: headline.into(),
        text: text.into(),
        source: source.into(),
        url: format!("https://news.example.org/s/{}", headline.len()),
        ..Item::default()
    }
}

pub fn sheet() -> Sheet {
    let lead = Item {
        kicker: "Harbour City".into(),
        headline: "Flood barrier holds, but the old quay is lost for good".into(),
        text: "The new barrier kept the highest tide in sixty years out of the city centre on Monday night. The quay in front of it, built in 1911, did not survive.\n\nAbout four hundred people spent the night in two schools. The harbour office expects the ferries to run again by Thursday at the earliest.".into(),
        credit: "ab/cd (Coastal Press, Meridian)".into(),
        note: "Correction: an earlier edition gave the year of the quay as 1901. It is 1911.".into(),
        points: vec![
            Point { label: "The water".into(), text: "The gauge at the lighthouse read 5.31 metres at 23:40, says the harbour office.".into() },
            Point { label: "The people".into(), text: "Nobody was hurt, according to the fire brigade; four hundred left their homes.".into() },
            Point { label: "Open".into(), text: "Whether the quay is insured is not known.".into() },
        ],
        background: vec![
            Earlier { date: "12 October 2026".into(), text: "The council votes for the barrier by a majority of one.".into(), source: "Harbour Courier".into(), url: "https://news.example.org/s/a".into() },
            Earlier { date: "3 March 2024".into(), text: "Engineers warn that the quay stands on wood.".into(), source: "Coastal Press".into(), url: String::new() },
        ],
        ..item("Flood barrier holds, but the old quay is lost for good", "", "Harbour Courier")
    };
    let news = vec![
        item(
            "Teachers call off their strike after a night of talks",
            "Both sides speak of a result that nobody likes and everybody can bear. Lessons begin again on Wednesday.",
            "Meridian",
        ),
        item(
            "Central bank leaves its rate where it is",
            "The governor says the next step may go either way.",
            "Coastal Press",
        ),
        item(
            "A court lets the northern line be built",
            "The judges found the plan’s hearing “long, but complete”.",
            "Harbour Courier",
        ),
    ];
    let features = vec![Item {
        kicker: "Portrait".into(),
        credit: "ef".into(),
        ..item(
            "The woman who counts the storks",
            "Every spring Ida Rowan climbs 62 church towers. She is 74 and has no plan to stop.",
            "Harbour Courier",
        )
    }];
    let briefs = vec![
        item("Ferry museum opens on Sunday", "", "Harbour Courier"),
        item(
            "Night trains are back on the southern line",
            "From December, twice a week.",
            "Meridian",
        ),
    ];
    let part = |title: &str, role, items| Part { title: title.into(), role, items };
    Sheet {
        language: Lang::of("en"),
        newsletter: "The Morning Ledger".into(),
        date_line: "Tuesday, 24 November 2026".into(),
        subject: "Flood barrier holds – and four stories more".into(),
        preface: "Good morning. The water is going down again; here is what the night left behind."
            .into(),
        sections: vec![
            part("The lead", SectionRole::Lead, vec![lead]),
            part("Hard news", SectionRole::News, news),
            part("Features", SectionRole::Features, features),
            part("In brief", SectionRole::Briefs, briefs),
        ],
        labels: Labels::of(&Lang::of("en")),
        archive_url: "https://news.example.org/morning/2026-11-24".into(),
        imprint: "Harbour Courier, 1 Quay Street, Harbour City".into(),
        colour: "#7a1f1f".into(),
    }
}

pub fn envelope() -> Envelope {
    Envelope {
        edition: EditionId(7),
        from_name: "The Morning Ledger".into(),
        from: Address::parse("desk@news.example.org").unwrap(),
        reply_to: Some(Address::parse("letters@news.example.org").unwrap()),
        return_path: Address::parse("bounces@news.example.org").unwrap(),
        list_id: "morning.news.example.org".into(),
        list_name: "The Morning Ledger".into(),
        date: "2026-11-24T05:30:00Z".parse().unwrap(),
        zone: "Europe/Berlin".into(),
        message_domain: "news.example.org".into(),
        feedback: Some("e7:morning:courier:nightdesk".into()),
    }
}

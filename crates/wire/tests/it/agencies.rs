//! Agencies' wire formats: one invented item in three of them must be one
//! story, each format as it is printed, and no bytes that stop a reader.

use proptest::prelude::*;
use std::path::Path;
use story::{Format, Key, Received, Signal};
use wire::{Hint, Read, json_line, read};

const ALL: &[&str] = &[
    "bridge.dpa.json",
    "bridge.newsml-g2.xml",
    "bridge.iptc7901",
    "package.newsml-g2.xml",
    "ice.nitf.xml",
    "ice.newsml1.xml",
    "ice.anpa",
];

fn bytes(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn of(name: &str) -> Read {
    read(&bytes(name), &Hint::default()).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn one(name: &str) -> Received {
    let mut read = of(name);
    read.stories.remove(0)
}

/// dpa sends the same item as digitalwires JSON, as NewsML-G2 and as IPTC 7901.
#[test]
fn one_item_in_three_formats_is_one_story() {
    let (json, g2, text) =
        (one("bridge.dpa.json"), one("bridge.newsml-g2.xml"), one("bridge.iptc7901"));
    for (name, other) in [("newsml-g2", &g2), ("iptc7901", &text)] {
        assert_eq!(json.keys, other.keys, "{name}");
        assert_eq!(json.version, other.version, "{name}");
        assert_eq!(json.signal, other.signal, "{name}");
        assert_eq!(json.embargo, other.embargo, "{name}");
        assert_eq!(json.urgency, other.urgency, "{name}");
        let (a, b) = (&json.story, &other.story);
        assert_eq!(a.headline, b.headline, "{name}");
        assert_eq!(a.lead, b.lead, "{name}");
        assert_eq!(a.body, b.body, "{name}");
        assert_eq!(a.subheads, b.subheads, "{name}");
        assert_eq!(a.byline, b.byline, "{name}");
        assert_eq!(a.dateline, b.dateline, "{name}");
        assert_eq!(a.language, b.language, "{name}");
        assert_eq!(a.published, b.published, "{name}");
        assert_eq!(a.updated, b.updated, "{name}");
        assert_eq!(a.credit, b.credit, "{name}");
        for note in ["555-0100", "555-0101", "yyef"] {
            assert!(other.notes.for_editors().contains(note), "{note} in {name}");
        }
    }
    assert_eq!(json.keys[0], Key::Urn("urn:newsml:dpa.com:20090101:261102-99-12345".into()));
    assert_eq!((json.version, json.signal), (Some(2), Signal::Correction));
    assert_eq!(json.story.dateline.as_deref(), Some("Hafenstadt (dpa)"));
    assert_eq!(json.story.subheads, [1]);
    assert_eq!(json.embargo.unwrap().to_string(), "2026-11-03T05:00:00Z");
    // IPTC 7901 has no place for these, nor for the length they give a story.
    let (a, b) = (&json.story, &g2.story);
    assert_eq!(a.kind, b.kind);
    assert_eq!(a.kicker, b.kicker);
    assert_eq!(a.teaser, b.teaser);
    assert_eq!(a.points, b.points);
    assert_eq!(a.media, b.media);
    assert_eq!(a.links, b.links);
    assert_eq!(a.topics, b.topics);
    assert_eq!(a.subjects, b.subjects);
    assert_eq!(a.places, b.places);
    assert_eq!(a.genre, b.genre);
    assert_eq!(a.rights, b.rights);
}

/// A kill of that item is a kill of the same story in all three.
#[test]
fn one_kill_in_three_formats() {
    let changed = |name: &str, from: &str, to: &str| {
        let text = String::from_utf8(bytes(name)).unwrap();
        assert!(text.contains(from), "{name}");
        read(text.replace(from, to).as_bytes(), &Hint::default()).unwrap().stories.remove(0)
    };
    let json = changed("bridge.dpa.json", "\"usable\"", "\"canceled\"");
    let g2 = changed("bridge.newsml-g2.xml", "stat:usable", "stat:canceled");
    let text = changed("bridge.iptc7901", "(Berichtigung: ", "(Achtung) (");
    for kill in [&json, &g2, &text] {
        assert_eq!((kill.signal, &kill.keys), (Signal::Withdrawal, &json.keys));
    }
}

#[test]
fn each_agency_format_as_it_is_printed() {
    for name in ALL {
        let read = of(name);
        let shown = serde_json::json!({
            "format": read.format,
            "stories": read.stories.iter().map(json_line).collect::<Vec<_>>(),
            "troubles": read.troubles.iter().map(ToString::to_string).collect::<Vec<_>>(),
        });
        insta::assert_json_snapshot!(*name, shown);
    }
}

#[test]
fn notes_and_markup_never_get_through() {
    for name in ALL {
        for story in &of(name).stories {
            let line = json_line(story).to_string();
            for bad in ["555-", "yyef", "alert(", "<p", "javascript:", "^", "\\u0001"] {
                assert!(!line.contains(bad), "{bad} of {name} in {line}");
            }
        }
    }
}

#[test]
fn the_schema_names_every_field_of_the_agencies() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/story.schema.json");
    let schema: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the schema")).expect("JSON");
    let known = schema["properties"].as_object().expect("properties");
    for name in ALL {
        for story in &of(name).stories {
            for field in json_line(story).as_object().unwrap().keys() {
                assert!(known.contains_key(field), "{field} of {name} is not in the schema");
            }
        }
    }
}

#[test]
fn a_message_with_a_package_a_picture_and_no_stories() {
    let read = of("package.newsml-g2.xml");
    assert_eq!(read.format, Format::NewsmlG2);
    let signals: Vec<Signal> = read.stories.iter().map(|s| s.signal).collect();
    assert_eq!(signals, [Signal::Update, Signal::Hold, Signal::Withdrawal]);
    let members: Vec<&str> = read.stories[0].story.links.iter().map(|l| l.rel.as_str()).collect();
    assert_eq!(members, ["member", "member"]);
    let media = &read.stories[1].story.media;
    assert_eq!(media[0].url.as_deref(), Some("https://agency.example/1200.jpg"));
    assert_eq!(media[0].caption.as_deref(), Some("Ice on the bridge."));
    assert_eq!(media[0].credit.as_deref(), Some("Bo Example"));
    let told: Vec<String> = read.troubles.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter().any(|t| t.contains("concepts")) && told.iter().any(|t| t.contains("planning"))
    );
}

#[test]
fn agencies_charsets() {
    let text = "\u{1}tas0001 3 pol 20  tass 0001\r\n\u{2}\r\nПогода/\r\nЛёд закрыл мост =\r\n\r\nМост закрыт из-за льда, сообщили в городе.\r\n\u{3}\r\n022100 GMT Nov 26\r\n";
    let (coded, _, lost) = encoding(text);
    assert!(!lost);
    let got = read(&coded, &Hint::default()).unwrap();
    assert_eq!(got.stories[0].story.headline.as_deref(), Some("Лёд закрыл мост"));
    assert_eq!(got.stories[0].story.lead, "Мост закрыт из-за льда, сообщили в городе.");
}

/// windows-1251 by hand: the letters of Russian and ASCII.
fn encoding(text: &str) -> (Vec<u8>, (), bool) {
    let mut lost = false;
    let bytes = text
        .chars()
        .map(|c| match c {
            'А'..='я' => u8::try_from(u32::from(c) - 0x410 + 0xC0).unwrap_or(b'?'),
            'Ё' => 0xA8,
            'ё' => 0xB8,
            c if c.is_ascii() => u8::try_from(u32::from(c)).unwrap_or(b'?'),
            _ => {
                lost = true;
                b'?'
            }
        })
        .collect();
    (bytes, (), lost)
}

/// Real wire items. They belong to their publishers and are not in the
/// repository: `NIGHTDESK_DATA` says where they are.
#[test]
fn real_wire_items_are_read() {
    let Ok(data) = std::env::var("NIGHTDESK_DATA") else {
        eprintln!("NIGHTDESK_DATA is not set: real wire items were not read");
        return;
    };
    let mut stories = 0;
    for folder in ["wire/ninjs", "wire/newsml-g2"] {
        for file in std::fs::read_dir(Path::new(&data).join(folder)).expect("a folder").flatten() {
            let bytes = std::fs::read(file.path()).expect("a file");
            if let Ok(read) = read(&bytes, &Hint::default()) {
                stories += read.stories.len();
            }
            for format in Format::ALL {
                let hint = Hint { format: Some(format), ..Hint::default() };
                let _ = wire::read(&bytes, &hint);
            }
        }
    }
    assert!(stories > 12, "only {stories} stories");
}

/// Reuters puts a whole story into one paragraph, with line ends and indents.
#[test]
fn a_story_in_one_paragraph() {
    let text = "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='tag:agency.example,2026:ice' version='1132689232' xml:lang='en'>
        <itemMeta><itemClass qcode='icls:text'/><versionCreated>2026-11-02T20:00:00.000Z</versionCreated><signal qcode='edStat:U'/>
        <link guidref='tag:agency.example,2026:ice' version='1'/></itemMeta>
        <contentMeta><urgency>3</urgency><infoSource literal='Reuters'/><headline>UPDATE 1-Ice closes bridge over harbour</headline></contentMeta>
        <contentSet><inlineXML contenttype='application/xhtml+html'><html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body><p>(Adds comment, detail)
    * Bridge closed until further notice because of ice on cables
    * Ferries run twice as often

    By Ann Example
    Nov 2 (Reuters) - The bridge over the northern harbour was
closed on Monday because of ice, said the mayor&amp;#39;s office.
    Ferries will run twice as often as on other days of the
winter.

 (Reporting by Ann Example; Editing by Bo Example)</p></body></html></inlineXML></contentSet></newsItem>";
    let read = read(text.as_bytes(), &Hint::default()).unwrap();
    let r = &read.stories[0];
    assert_eq!(r.story.headline.as_deref(), Some("Ice closes bridge over harbour"));
    assert_eq!(r.story.byline.as_deref(), Some("By Ann Example"));
    assert_eq!(r.story.dateline.as_deref(), Some("Nov 2 (Reuters)"));
    assert_eq!(
        r.story.lead,
        "The bridge over the northern harbour was closed on Monday because of ice, said the mayor's office."
    );
    assert!(r.story.body[0].ends_with("days of the winter."), "{:?}", r.story.body);
    assert_eq!(r.story.points.as_ref().unwrap().items.len(), 2);
    assert_eq!(r.story.links[0].rel, "previousVersion");
    assert!(r.notes.for_editors().contains("(Adds comment, detail)"));
    assert!(r.notes.for_editors().contains("UPDATE 1"));
}

#[test]
fn what_breaks_off_is_on_hold() {
    for name in ["bridge.newsml-g2.xml", "ice.nitf.xml", "ice.newsml1.xml"] {
        let all = bytes(name);
        let at = String::from_utf8_lossy(&all).rfind("</").unwrap();
        let cut = read(&all[..at - 200], &Hint::default()).unwrap();
        assert_eq!(cut.stories.last().map(|s| s.signal), Some(Signal::Hold), "{name}");
        assert!(cut.troubles.iter().any(|t| t.mend.contains("on hold")), "{name}");
    }
}

/// Deep, wide and repeated shapes end soon and are cut to what a story holds.
#[test]
fn hostile_shapes() {
    let deep = |name: &str| format!("<{name}>{}x", "<p><div>".repeat(30_000));
    let wide = "<itemRef residref='a'/>".repeat(20_000);
    let refs: String = (0..20_000).map(|n| format!("<itemRef residref='a{n}'/>")).collect();
    let notes = "<edNote>x y z</edNote>".repeat(20_000);
    let media =
        "<media media-type='image'><media-reference source='https://a.example/x.jpg'/></media>"
            .repeat(5000);
    let parts = "<NewsComponent><ContentItem><MediaType FormalName='Text'/><DataContent>t</DataContent></ContentItem>".repeat(5000);
    let subjects: String =
        (0..5000).map(|n| format!("{{\"name\":\"s{n}\",\"code\":\"{n:08}\"}},")).collect();
    for text in [
        deep("nitf"),
        deep("newsItem"),
        deep("NewsML"),
        format!("<packageItem guid='p'><contentMeta><headline>h</headline></contentMeta><groupSet>{wide}{refs}</groupSet></packageItem>"),
        format!("<newsItem guid='n'><itemMeta>{notes}</itemMeta><contentMeta><headline>h</headline></contentMeta></newsItem>"),
        format!("<newsMessage><itemSet>{}</itemSet></newsMessage>", "<newsItem guid='n'><contentMeta><headline>h</headline></contentMeta></newsItem>".repeat(3000)),
        format!("<nitf><body><body.content><p>t</p>{media}</body.content></body></nitf>"),
        format!("<NewsML><NewsItem><NewsManagement/>{parts}</NewsItem></NewsML>"),
        format!("{{\"uri\":\"u\",\"headline\":\"h\",\"subject\":[{}{{}}]}}", subjects),
        format!("bdt0173 3 vm 60  dpa 0525\n\nA/\n{}\nh =\n\n{}", "(a".repeat(50_000), "x y\n".repeat(3000)),
        "<!DOCTYPE n [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY x SYSTEM 'file:///etc/passwd'>]><newsItem guid='n'><contentMeta><headline>&b;&x;</headline></contentMeta></newsItem>".to_owned(),
    ] {
        if let Ok(read) = read(text.as_bytes(), &Hint::default()) {
            for s in &read.stories {
                assert!(s.story.links.len() <= 60 && s.story.media.len() <= 60);
                assert!(s.story.topics.len() <= 60 && s.notes.for_editors().len() < 100_000);
                let line = json_line(s).to_string();
                assert!(!line.contains("root:") && !line.contains("haha"), "{line}");
            }
        }
    }
}

const AGENCIES: [Format; 5] =
    [Format::Ninjs, Format::NewsmlG2, Format::Newsml1, Format::Nitf, Format::Iptc7901];

/// An invented item that can be written in three formats.
#[derive(Clone, Debug)]
struct Item {
    headline: String,
    paragraphs: Vec<String>,
    urgency: u8,
    version: u8,
    day: u8,
}

/// Words as they come in German text, some with signs that markup escapes.
const WORDS: &[&str] = &[
    "die",
    "Brücke",
    "über",
    "den",
    "nördlichen",
    "Hafen",
    "bleibt",
    "gesperrt",
    "weil",
    "sich",
    "Eis",
    "gebildet",
    "hat",
    "Fähren",
    "fahren",
    "öfter",
    "Müller",
    "&",
    "Söhne",
    "«sehr»",
    "30",
    "Prozent",
    "Hafenbehörde",
    "Verkehrsministerium",
    "z.B.",
    "heute",
    "rund",
    "1.200",
    "Straßenbauverwaltung",
    "–",
    "mehr",
    "als",
    "erwartet",
    "3,5",
    "Grad",
    "<",
    "5",
    "Meter",
];

fn item() -> impl Strategy<Value = Item> {
    let words = |n| proptest::collection::vec(proptest::sample::select(WORDS), n);
    let paragraph = words(12..60usize).prop_map(|w| format!("Am Montag {}.", w.join(" ")));
    (words(3..16usize), proptest::collection::vec(paragraph, 2..6), 1u8..=8, 1u8..=9, 1u8..=28)
        .prop_map(|(head, paragraphs, urgency, version, day)| Item {
            headline: format!("Eis {} Hafen", head.join(" ")),
            paragraphs,
            urgency,
            version,
            day,
        })
}

impl Item {
    fn html(&self) -> String {
        let all = self.paragraphs.iter().map(|p| format!("<p>{}</p>", escaped(p)));
        all.collect::<Vec<_>>().concat()
    }

    fn json(&self) -> String {
        serde_json::json!({
            "format": "digitalwires@0.9.1", "urn": "urn:newsml:dpa.com:20090101:261102-99-1",
            "version": self.version, "version_created": format!("2026-11-{:02}T21:00:00+01:00", self.day),
            "embargoed": "2026-12-01T06:00:00+01:00", "pubstatus": "usable", "language": "de",
            "urgency": self.urgency, "headline": self.headline, "dateline": "Hafenstadt (dpa) - ",
            "creditline": "dpa", "article_html": format!("<section class=\"main\">{}</section>", self.html()),
        })
        .to_string()
    }

    fn g2(&self) -> String {
        format!(
            "<newsItem guid='urn:newsml:dpa.com:20090101:261102-99-1' version='{}' xml:lang='de'><itemMeta>
            <versionCreated>2026-11-{:02}T21:00:00+01:00</versionCreated><embargoed>2026-12-01T06:00:00+01:00</embargoed>
            </itemMeta><contentMeta><urgency>{}</urgency><headline>{}</headline><dateline>Hafenstadt (dpa) - </dateline>
            </contentMeta><contentSet><inlineXML><html><body>{}</body></html></inlineXML></contentSet></newsItem>",
            self.version,
            self.day,
            self.urgency,
            escaped(&self.headline),
            self.html()
        )
    }

    fn text(&self) -> String {
        let paragraphs: Vec<String> = self
            .paragraphs
            .iter()
            .enumerate()
            .map(|(n, p)| {
                wrapped(&if n == 0 { format!("Hafenstadt (dpa) - {p}") } else { p.clone() })
            })
            .collect();
        format!(
            "bdt0173 {} vm 60  dpa 0525\n\nWetter/\n(Sperrfrist 1. Dezember 2026 06.00 Uhr)\n{} =\n\n{}\n\n© dpa, dpa:261102-99-1/{}\n\ndpa ab n1\n\n{:02}2100 Nov 26\n",
            self.urgency,
            wrapped(&self.headline),
            paragraphs.join("\n\n"),
            self.version,
            self.day
        )
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Lines of at most 69 letters, as the wire sets them.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().unwrap();
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= 69 {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_stop_a_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for format in AGENCIES {
            let _ = read(&bytes, &Hint { format: Some(format), ..Hint::default() });
        }
    }

    #[test]
    fn no_text_stops_a_text_wire(text in "[\u{1}\u{2}\u{3}a-z0-9 ()=/^<\n\té—–_:©#*.]{0,300}", at in 0usize..3) {
        let head = ["bdt0173 3 vm 60  dpa 0525\n", "z6715\nr a BC-X  11-02 0500\n^BC-X,9<\n", ""][at];
        let hint = Hint { format: Some(Format::Iptc7901), ..Hint::default() };
        let _ = read(format!("{head}{text}").as_bytes(), &hint);
    }

    /// Whatever the words are: three encodings, one story.
    #[test]
    fn any_item_in_three_formats_is_one_story(item in item()) {
        let (json, g2, text) = (item.json(), item.g2(), item.text());
        let of = |bytes: &str| read(bytes.as_bytes(), &Hint::default()).unwrap().stories.remove(0);
        let json = of(&json);
        for other in [of(&g2), of(&text)] {
            prop_assert_eq!(&json.keys, &other.keys);
            prop_assert_eq!((json.version, json.urgency, json.embargo), (other.version, other.urgency, other.embargo));
            prop_assert_eq!(&json.story.headline, &other.story.headline);
            prop_assert_eq!(&json.story.dateline, &other.story.dateline);
            prop_assert_eq!(&json.story.lead, &other.story.lead);
            prop_assert_eq!(&json.story.body, &other.story.body);
            prop_assert_eq!(json.story.updated, other.story.updated);
        }
    }

    /// Cut anywhere, with bytes changed, doubled and swapped.
    #[test]
    fn no_damage_stops_a_reader(
        name in 0usize..ALL.len(),
        cut in 0.0f64..1.0,
        hits in proptest::collection::vec((0.0f64..1.0, any::<u8>()), 0..12),
        other in 0usize..AGENCIES.len(),
    ) {
        let mut all = bytes(ALL[name]);
        let len = all.len() as f64;
        for (at, byte) in hits {
            let at = (at * len) as usize;
            if let Some(b) = all.get_mut(at) {
                *b = byte;
            }
        }
        all.truncate((cut * len) as usize);
        let _ = read(&all, &Hint::default());
        let _ = read(&all, &Hint { format: Some(AGENCIES[other]), ..Hint::default() });
    }
}

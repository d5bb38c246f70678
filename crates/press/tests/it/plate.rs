//! A plate and its imprints, read back by another mail parser.

use crate::sample;
use mail_parser::{MessageParser, MimeHeaders};
use press::dkim::{Key, Signer};
use press::notice::{Letter, letter};
use press::plate::{HTML_MAX, Imprint, Plate, PlateError};
use press::sheet::Item;
use press::sheet::Shown;
use proptest::prelude::*;
use story::{Address, Lang, ReaderId};

fn imprint(plate: &Plate, name: &str, address: &str, token: &str) -> Result<Vec<u8>, PlateError> {
    let address = Address::parse(address).unwrap();
    let mut out = Vec::new();
    plate.imprint(
        &Imprint {
            name,
            address: &address,
            unsubscribe: &format!("https://news.example.org/u/{token}"),
            unsubscribe_mail: Some("mailto:leave@news.example.org?subject=x"),
            manage: &format!("https://news.example.org/m/{token}"),
            message_id: &plate.message_id(ReaderId(5)),
        },
        &mut out,
    )?;
    Ok(out)
}

fn plate() -> Plate {
    Plate::set(&sample::sheet(), &sample::envelope()).unwrap()
}

/// Line limits, no bare line ends, nothing to stuff or to relax; returns both
/// parts.
fn judge(mail: &[u8]) -> (String, String) {
    let text = std::str::from_utf8(mail).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(!body.contains("  ") && !body.contains(" \r\n") && !body.contains('\t'));
    assert_eq!(plate().body_hash(body.as_bytes()), press::dkim::body_hash(body.as_bytes()));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "bare line ends");
    for line in head.split("\r\n") {
        assert!(line.len() <= 998 && !line.trim().is_empty(), "{line:?}");
    }
    for line in body.split("\r\n") {
        assert!(line.len() <= 76, "{line:?}");
        assert!(!line.starts_with('.'), "{line:?}");
    }
    for name in ["From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Id"] {
        let starts = format!("{name}:");
        assert_eq!(head.split("\r\n").filter(|l| l.starts_with(&starts)).count(), 1, "{name}");
    }
    let parsed = MessageParser::default().parse(mail).unwrap();
    let part = |at: u32| {
        let part = parsed.part(at).unwrap();
        let kind = part.content_type().unwrap();
        (kind.subtype().unwrap().to_owned(), part.text_contents().unwrap().replace("\r\n", "\n"))
    };
    let ((plain, text), (rich, html)) = (part(1), part(2));
    assert_eq!((plain.as_str(), rich.as_str(), parsed.parts.len()), ("plain", "html", 3));
    (text, html)
}

#[test]
fn a_mail_says_what_the_sheet_says() {
    let mail = imprint(&plate(), "Ann Example", "ann@example.net", "abc").unwrap();
    let (text, html) = judge(&mail);
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Flood barrier holds, but the old quay is lost for good [1]",
        "- The water: The gauge at the lighthouse read 5.31 metres",
        "12 October 2026: The council votes",
        "! Correction: an earlier edition",
        "because ann@example.net subscribed",
        "Unsubscribe: https://news.example.org/u/abc",
        "Manage your subscription: https://news.example.org/m/abc",
    ] {
        assert!(flat.contains(words), "{words}\n{text}");
    }
    let unsubscribe = text.find("https://news.example.org/u/abc").unwrap();
    assert!(unsubscribe < text.find("THE LEAD").unwrap(), "the way out stands near the top");
    for line in text.lines() {
        assert!(line.chars().count() <= 72 || line.contains("https://"), "{line}");
    }
    for words in [
        "<html lang=\"en\" dir=\"ltr\"",
        "<title>The Morning Ledger: ",
        "href=\"https://news.example.org/u/abc\"",
        "ann@example.net",
        "prefers-color-scheme: dark",
        "<meta name=\"color-scheme\" content=\"light dark\"",
    ] {
        assert!(html.contains(words), "{words}");
    }
    let parsed = MessageParser::default().parse(&mail).unwrap();
    assert_eq!(parsed.subject(), Some("Flood barrier holds – and four stories more"));
    let raw = String::from_utf8(mail).unwrap();
    assert!(raw.contains("List-Unsubscribe: <https://news.example.org/u/abc>,\r\n <mailto:"));
    assert!(raw.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

#[test]
fn html_that_everybody_can_use() {
    let html = press::preview(&sample::sheet()).unwrap();
    for table in html.split("<table").skip(1) {
        let tag = table.split('>').next().unwrap();
        assert!(tag.contains("role=\"presentation\"") || tag.contains("role=\"none\""), "{tag}");
    }
    let mut last = 0;
    for heading in html.split("<h").skip(1).filter(|h| h.as_bytes()[0].is_ascii_digit()) {
        let level = heading.as_bytes()[0] - b'0';
        assert!(level <= last + 1, "h{level} after h{last}");
        last = level;
    }
    assert!(!html.contains("display:none"), "nothing is hidden");
    assert!(!html.contains("googleapis") && !html.contains("<img"), "nothing is loaded");
    let mut arabic = sample::sheet();
    arabic.language = Lang::of("ar");
    let html = press::preview(&arabic).unwrap();
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\""));
    assert!(
        html.contains("line-height:1.55;text-align:right")
            && !html.contains("1.55;text-align:left")
    );
}

#[test]
fn a_picture_stands_above_its_story_with_its_words() {
    let mut sheet = sample::sheet();
    sheet.sections[0].items[0].picture = Some(Shown {
        url: "https://news.example.org/pictures/ab.jpg".into(),
        alt: "The quay, \"broken\" <b>".into(),
        credit: "Photo: Ann & Bo".into(),
        width: 1200,
        height: 800,
    });
    sheet.sections[3].items[0].picture = Some(Shown {
        url: "javascript:alert(1)".into(),
        alt: "Not set".into(),
        width: 10,
        ..Shown::default()
    });
    let html = press::preview(&sheet).unwrap();
    let images: Vec<&str> = html.split("<img").skip(1).collect();
    assert_eq!(images.len(), 1, "no other scheme");
    let tag = images[0].split("/>").next().unwrap();
    for words in [
        "src=\"https://news.example.org/pictures/ab.jpg\"",
        "alt=\"The quay, &quot;broken&quot; &lt;b&gt;\"",
        "width=\"552\"",
    ] {
        assert!(tag.contains(words), "{words}: {tag}");
    }
    assert!(html.contains("Photo: Ann &amp; Bo</p>"));
    assert!(html.find("<img").unwrap() < html.find("<h3").unwrap());
    assert!(!html.contains("display:none"), "nothing is hidden");
    let text = press::preview_text(&sheet);
    assert!(text.contains("[Picture: The quay, \"broken\" <b> (Photo: Ann & Bo)]"), "{text}");
    // One that is narrower than the column stays as narrow.
    sheet.sections[0].items[0].picture.as_mut().unwrap().width = 300;
    assert!(press::preview(&sheet).unwrap().contains("width=\"300\""));
}

#[test]
fn words_of_others_stay_words() {
    let evil = "</mj-text><script>alert(1)</script> \"' & {{ sheet }} <!-- ]]> \u{1}";
    let mut sheet = sample::sheet();
    sheet.newsletter = evil.into();
    sheet.subject = "plain".into();
    sheet.preface = evil.into();
    sheet.colour = "red;}".into();
    sheet.sections[0].title = evil.into();
    sheet.sections[0].items[0].headline = evil.into();
    sheet.sections[0].items[0].url = "javascript:alert(1)".into();
    sheet.sections[0].items[0].background[0].url = "https://x.example/\"><script>".into();
    sheet.sections[1].items[0] = Item { text: evil.into(), ..Item::default() };
    let html = press::preview(&sheet).unwrap();
    assert!(!html.contains("<script") && !html.contains("javascript:"));
    assert!(html.contains("&lt;script&gt;alert(1)"));
    assert!(html.contains("{{ sheet }}"));
}

#[test]
fn a_plate_is_kept_and_read_again() {
    let plate = plate();
    let again = Plate::from_bytes(&plate.to_bytes()).unwrap();
    assert_eq!(plate, again);
    assert_eq!(plate.hash(), again.hash());
    assert_eq!(plate.message_id(ReaderId(1)), again.message_id(ReaderId(1)));
    assert_ne!(plate.message_id(ReaderId(1)), plate.message_id(ReaderId(2)));
    assert_eq!(
        imprint(&plate, "Ann", "a@example.net", "t"),
        imprint(&again, "Ann", "a@example.net", "t")
    );
    assert!(matches!(Plate::from_bytes(b"nightdesk plate 9\n{}"), Err(PlateError::Stored(_))));
}

#[test]
fn too_much_is_refused_and_much_is_warned_of() {
    let mut sheet = sample::sheet();
    let filled = |sheet: &mut press::sheet::Sheet, octets: usize| {
        sheet.preface = "words ".repeat(octets / 6);
        Plate::set(sheet, &sample::envelope())
    };
    assert!(filled(&mut sheet, 100).unwrap().warnings().is_empty());
    assert_eq!(filled(&mut sheet, 60_000).unwrap().warnings().len(), 1);
    assert!(matches!(filled(&mut sheet, HTML_MAX), Err(PlateError::TooLarge(_))));
}

#[test]
fn what_can_not_stand_in_a_mail_is_refused() {
    let plate = plate();
    for name in ["Ann\r\nBcc: x@example.org", "a\0b", &"x".repeat(500)] {
        let got = imprint(&plate, name, "a@example.net", "t");
        assert!(matches!(got, Err(PlateError::Unfit { .. })), "{name:?}");
    }
    for token in ["a b", "a\r\nb", "ä", "a>b", &"x".repeat(1000)] {
        let got = imprint(&plate, "Ann", "a@example.net", token);
        assert!(matches!(got, Err(PlateError::Unfit { .. })), "{token:?}");
    }
    let mut sheet = sample::sheet();
    sheet.subject = "a\r\nBcc: x@example.org".into();
    assert!(matches!(Plate::set(&sheet, &sample::envelope()), Err(PlateError::Unfit { .. })));
}

#[test]
fn letters_say_that_a_machine_wrote_them() {
    let key = Key::generate().unwrap();
    let signer = Signer::new(&key, "news.example.org", "nd1").unwrap();
    let mail = Letter {
        from_name: "The Morning Ledger".into(),
        from: Address::parse("desk@news.example.org").unwrap(),
        to_name: String::new(),
        to: Address::parse("ann@example.net").unwrap(),
        reply_to: None,
        subject: "Bitte bestätigen".into(),
        text: "Ein Klick:\nhttps://news.example.org/c/abc\n".into(),
        html: "<p>Ein <a href=\"https://news.example.org/c/abc\">Klick</a></p>".into(),
        message_id: "<c1@news.example.org>".into(),
        date: "2026-11-24T05:30:00Z".parse().unwrap(),
        language: Lang::of("de"),
    };
    let bytes = letter(&mail, Some(&signer)).unwrap();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(parsed.subject(), Some("Bitte bestätigen"));
    assert_eq!(parsed.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n"), mail.text);
    assert!(parsed.body_html(0).unwrap().contains(&mail.html));
    assert!(bytes.starts_with(b"DKIM-Signature:"));
    let plain = letter(&Letter { html: String::new(), ..mail.clone() }, None).unwrap();
    let parsed = MessageParser::default().parse(&plain).unwrap();
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n"), mail.text);
    assert!(letter(&Letter { message_id: "<a\r\nb@c>".into(), ..mail }, None).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_reader_gets_a_sound_mail(
        name in "\\PC{0,60}",
        local in "[a-z0-9&'+=_-]{1,60}",
        token in "[A-Za-z0-9_=&?./~%-]{0,800}",
    ) {
        let plate = plate();
        let address = format!("{local}@example.net");
        let mail = imprint(&plate, &name, &address, &token).unwrap();
        let (text, html) = judge(&mail);
        let url = format!("https://news.example.org/u/{token}");
        prop_assert_eq!(text.matches(&format!("{url}\n")).count(), 2);
        prop_assert!(text.contains(&address));
        let href = format!("href=\"{}\"", url.replace('&', "&amp;"));
        prop_assert!(html.contains(&href));
        let parsed = MessageParser::default().parse(&mail).unwrap();
        let to = parsed.to().unwrap().first().unwrap();
        prop_assert_eq!(to.address().unwrap(), address);
    }
}

//! A thousand mails as they could ever be, before outside judges: three
//! verifiers of DKIM that share no code with us or each other (dkimpy,
//! mailauth, OpenDKIM), and Python's `email`.
//!
//! They run where `NIGHTDESK_JUDGES` names the folder of their scripts
//! (`./test` installs what they need); the Python that has dkimpy is named by
//! `NIGHTDESK_PYTHON`.

#![allow(clippy::print_stdout)]

use crate::sample;
use press::dkim::{Key, Signer};
use press::plate::{Imprint, Plate};
use press::sheet::{Item, Sheet};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use story::{Address, EditionId, Lang, ReaderId};

const MAILS: usize = 1000;
/// Readers of each edition.
const READERS: usize = 20;
/// Another seed, other mails.
const SEED: u64 = 20_261_124;

/// Letters by script, as ranges of code points; whatever is no letter or mark
/// in them is left out.
const SCRIPTS: [(&str, &[(u32, u32)]); 30] = [
    ("Latin", &[(0x41, 0x5a), (0x61, 0x7a)]),
    ("Latin with marks", &[(0xc0, 0x17f), (0x1ea0, 0x1ef9)]),
    ("Greek", &[(0x391, 0x3c9)]),
    ("Cyrillic", &[(0x410, 0x44f)]),
    ("Armenian", &[(0x531, 0x587)]),
    ("Hebrew", &[(0x5d0, 0x5ea)]),
    ("Arabic", &[(0x621, 0x64a), (0x671, 0x6d3)]),
    ("Syriac", &[(0x710, 0x72f)]),
    ("Thaana", &[(0x780, 0x7a5)]),
    ("N'Ko", &[(0x7ca, 0x7ea)]),
    ("Devanagari", &[(0x905, 0x94d)]),
    ("Bengali", &[(0x985, 0x9cd)]),
    ("Gurmukhi", &[(0xa05, 0xa4d)]),
    ("Gujarati", &[(0xa85, 0xacd)]),
    ("Tamil", &[(0xb85, 0xbcd)]),
    ("Telugu", &[(0xc05, 0xc4d)]),
    ("Kannada", &[(0xc85, 0xccd)]),
    ("Malayalam", &[(0xd05, 0xd4d)]),
    ("Sinhala", &[(0xd85, 0xdca)]),
    ("Thai", &[(0xe01, 0xe4c)]),
    ("Lao", &[(0xe81, 0xec6)]),
    ("Tibetan", &[(0xf40, 0xf6c)]),
    ("Burmese", &[(0x1000, 0x1039)]),
    ("Georgian", &[(0x10d0, 0x10fa)]),
    ("Ethiopic", &[(0x1200, 0x135a)]),
    ("Khmer", &[(0x1780, 0x17b3)]),
    ("Han", &[(0x4e00, 0x9fa5)]),
    ("Kana", &[(0x3041, 0x3096), (0x30a1, 0x30fa)]),
    ("Hangul", &[(0xac00, 0xd7a3)]),
    ("beyond the first plane", &[(0x1_0400, 0x1_044f), (0x2_0000, 0x2_00ff)]),
];

const NAMES: [&str; 14] = [
    "",
    "Ann Example",
    "O'Neill, \"Ann\" \\ Dr.",
    "Jürgen Größe",
    "李小龍 🌊",
    "محمد بن سلمى",
    "=?utf-8?q?not_a_word?=",
    "a@b, c@d; <e@f>",
    "(a comment) (",
    "Ana 👩‍👩‍👧‍👦 🏴‍☠️",
    "\u{202e}backwards\u{202c}",
    "e\u{301}\u{301}\u{301}",
    ".",
    "Name-that-never-ends-Name-that-never-ends-Name-that-never-ends-Name-that-never-ends-x",
];

/// xorshift64*: the same mails for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    fn letter(&mut self, script: &[(u32, u32)]) -> char {
        loop {
            let (from, to) = script[self.below(script.len())];
            let point = from + self.below((to - from + 1) as usize) as u32;
            if let Some(c) = char::from_u32(point).filter(|c| c.is_alphabetic()) {
                return c;
            }
        }
    }

    fn word(&mut self, script: &[(u32, u32)]) -> String {
        match self.below(60) {
            0 => "👩‍🚒🌊🧯".to_owned(),
            1 => format!("={:02X}", self.below(256)),
            2 => "<script>&amp;\"'".to_owned(),
            3 => (0..200 + self.below(300)).map(|_| self.letter(script)).collect(),
            4 => "x\u{200b}\u{200f}\u{ad}x".to_owned(),
            5 => format!("{},{}", self.below(900), self.below(100)),
            _ => (0..1 + self.below(9)).map(|_| self.letter(script)).collect(),
        }
    }

    fn line(&mut self, script: &[(u32, u32)], most: usize) -> String {
        let words: Vec<_> = (0..1 + self.below(most)).map(|_| self.word(script)).collect();
        words.join(" ")
    }

    fn text(&mut self, script: &[(u32, u32)]) -> String {
        let paragraph = |dice: &mut Self| {
            let start = [". ", "..", "From ", "-- ", "", "", ""][dice.below(7)];
            format!("{start}{}", dice.line(script, 60))
        };
        (0..1 + self.below(3)).map(|_| paragraph(self)).collect::<Vec<_>>().join("\n\n")
    }

    fn url(&mut self) -> String {
        let mut url = format!("https://news.example.org/s/{}?a=1&b=", self.below(1_000_000));
        let whole = [60, 60, 200, 998][self.below(4)];
        while url.len() < whole {
            url.push(b"abcXYZ019-_~.=&"[self.below(15)] as char);
        }
        url
    }

    fn sheet(&mut self, script: &[(u32, u32)]) -> Sheet {
        let mut sheet = sample::sheet();
        sheet.language = Lang::of(["en", "de", "es", "ar", "he"][self.below(5)]);
        sheet.subject = cut(self.line(script, 14), 900);
        sheet.newsletter = cut(self.line(script, 4), 200);
        sheet.preface = self.text(script);
        for part in &mut sheet.sections {
            part.title = self.line(script, 4);
            for item in &mut part.items {
                *item = Item {
                    headline: self.line(script, 12),
                    kicker: self.line(script, 3),
                    text: self.text(script),
                    url: self.url(),
                    ..item.clone()
                };
            }
        }
        sheet
    }
}

/// The text's beginning, in so many octets.
fn cut(mut text: String, octets: usize) -> String {
    text.truncate(text.floor_char_boundary(octets));
    text
}

/// A folder of mails: `good` as printed, `bad` with one change each.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn print() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |part: &str| folder.path().join(part);
        for part in ["good", "bad"] {
            std::fs::create_dir(at(part)).unwrap();
        }
        let (key, second) = (Key::generate().unwrap(), Key::generate_ed25519().unwrap());
        let records = json!({
            "nd1._domainkey.news.example.org": key.dns_record().unwrap(),
            "nd2._domainkey.news.example.org": second.dns_record().unwrap(),
        });
        std::fs::write(at("records.json"), records.to_string()).unwrap();
        let signer = Signer::new(&key, "news.example.org", "nd1").unwrap();
        let both = signer.clone().and(&second, "nd2").unwrap();
        let (mut dice, mut facts, mut out) = (Dice(SEED), Vec::new(), Vec::new());
        for number in 0..MAILS {
            let edition = number / READERS;
            let (_, script) = SCRIPTS[edition % SCRIPTS.len()];
            let mut envelope = sample::envelope();
            envelope.edition = EditionId(edition as i64);
            let mut fresh = Dice(SEED + 1 + edition as u64);
            let sheet = fresh.sheet(script);
            envelope.from_name = sheet.newsletter.clone();
            let plate = Plate::set(&sheet, &envelope).unwrap();
            let name = match number % 3 {
                0 => NAMES[dice.below(NAMES.len())].to_owned(),
                _ => cut(dice.line(script, 4), 400),
            };
            let address = Address::parse(&format!("r{number}.x+y@mail.example.net")).unwrap();
            let imprint = Imprint {
                name: &name,
                address: &address,
                unsubscribe: &format!("https://news.example.org/u/{number}?a=1&b=2"),
                unsubscribe_mail: (number % 2 == 0).then_some("mailto:r+x@news.example.org?a=b"),
                manage: &format!("https://news.example.org/m/{}", "x".repeat(number % 700)),
                message_id: &plate.message_id(ReaderId(number as i64)),
            };
            plate.imprint(&imprint, &mut out).unwrap();
            let signer = if number % 2 == 0 { &signer } else { &both };
            signer.sign(&mut out, jiff::Timestamp::now()).unwrap();
            let file = format!("{number:04}.eml");
            std::fs::write(at("good").join(&file), &out).unwrap();
            std::fs::write(at("bad").join(&file), changed(&out, number)).unwrap();
            let headlines: Vec<_> =
                sheet.sections.iter().flat_map(|p| &p.items).map(|i| &i.headline).collect();
            facts.push(json!({
                "file": file, "subject": sheet.subject, "from": sheet.newsletter, "name": name,
                "address": address, "headlines": headlines, "message_id": imprint.message_id,
            }));
        }
        std::fs::write(at("facts.json"), Value::from(facts).to_string()).unwrap();
        Self { folder }
    }

    /// What a judge says of each mail of a part.
    fn ask(&self, command: &[&str], part: &str) -> BTreeMap<String, Value> {
        let out = Command::new(command[0])
            .args(&command[1..])
            .arg(self.folder.path())
            .arg(part)
            .output()
            .unwrap_or_else(|e| panic!("{command:?}: {e}"));
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{command:?}: {said}");
        let text = String::from_utf8(out.stdout).unwrap();
        let lines = text.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
        lines.map(|v| (v["file"].as_str().unwrap().to_owned(), v)).collect()
    }
}

/// The mail with one word of its text, or one signed field, changed.
fn changed(mail: &[u8], number: usize) -> Vec<u8> {
    let find = |what: &[u8]| mail.windows(what.len()).position(|w| w == what).unwrap();
    let mut copy = mail.to_vec();
    match number % 4 {
        0 => {
            let at = find(b"\r\nSubject: ") + 11;
            copy.splice(at..at, *b"Re: ");
        }
        1 => {
            let at = find(b"\r\nTo: ") + 2;
            copy.splice(at..at, *b"Reply-To: other@example.org\r\n");
        }
        // A word at the end of the HTML part: the postal address's last one.
        2 => {
            let at = mail.windows(12).rposition(|w| w == b"Harbour City").unwrap();
            copy[at] = b'B';
        }
        _ => {
            let at = find(b"Harbour City");
            copy.splice(at..at + 7, *b"Harbours");
        }
    }
    copy
}

fn scripts() -> Option<(PathBuf, String)> {
    let Some(folder) = std::env::var_os("NIGHTDESK_JUDGES") else {
        println!("left out: NIGHTDESK_JUDGES does not name the judges' folder");
        return None;
    };
    let python = std::env::var("NIGHTDESK_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    Some((folder.into(), python))
}

#[test]
fn three_judges_and_a_parser_find_no_fault_in_a_thousand_mails() {
    let Some((folder, python)) = scripts() else { return };
    let script = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let bench = Bench::print();
    let judges = [
        ("dkimpy", vec![python.clone(), script("dkimpy_judge.py")]),
        ("mailauth", vec!["node".to_owned(), script("mailauth_judge.mjs")]),
        ("OpenDKIM", vec![python.clone(), script("opendkim_judge.py")]),
    ];
    std::thread::scope(|hall| {
        for (name, command) in &judges {
            let command: Vec<_> = command.iter().map(String::as_str).collect();
            for (part, passes) in [("good", true), ("bad", false)] {
                let (bench, command) = (&bench, command.clone());
                hall.spawn(move || {
                    let said = bench.ask(&command, part);
                    assert_eq!(said.len(), MAILS, "{name} over {part}");
                    let wrong: Vec<_> = said.values().filter(|v| v["pass"] != passes).collect();
                    assert!(wrong.is_empty(), "{name}: {} {part}: {:?}", wrong.len(), wrong[0]);
                });
            }
        }
    });
    let said = bench.ask(&[&python, &script("email_judge.py")], "good");
    assert_eq!(said.len(), MAILS);
    let wrong: Vec<_> = said.values().filter(|v| v["faults"] != json!([])).collect();
    assert!(wrong.is_empty(), "{} with faults: {}", wrong.len(), wrong[0]);
}

#[test]
fn a_name_that_would_break_the_header_is_refused() {
    let plate = Plate::set(&sample::sheet(), &sample::envelope()).unwrap();
    let mut out = Vec::new();
    for name in ["Ann\r\nBcc: all@example.org", "Ann\nx", "Ann\rx", "A\0nn", "\u{85}", "A\u{7f}"] {
        let imprint = Imprint {
            name,
            address: &Address::parse("ann@example.net").unwrap(),
            unsubscribe: "https://news.example.org/u/1",
            unsubscribe_mail: None,
            manage: "https://news.example.org/m/1",
            message_id: &plate.message_id(ReaderId(1)),
        };
        assert!(plate.imprint(&imprint, &mut out).is_err(), "{name:?}");
        assert!(!out.windows(4).any(|w| w == b"Bcc:"), "{name:?}");
    }
}

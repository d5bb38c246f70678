//! A short fuzz run that is the same each time: invented documents, broken in
//! all ways that a line, a program or an enemy breaks them, and the documents
//! that enemies write on purpose. No reader may panic, and none may think long.
//! `fuzz/` holds the same readers for a long run.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    time::{Duration, Instant},
};
use story::Format;
use wire::{Hint, anatomy, feeds_of, json_line, opml, read, websub};

/// A document of so many bytes is read within [`QUICK`], even unoptimised.
const LARGE: usize = 256 * 1024;
const QUICK: Duration = Duration::from_secs(2);
/// As long as documents are broken at random.
const WHOLE: Duration = Duration::from_secs(5);

/// SplitMix64: the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to `n`, without `n`.
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % n.max(1) as u64).unwrap()
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// A stretch of a document.
    fn stretch(&mut self, of: &[u8]) -> std::ops::Range<usize> {
        let from = self.below(of.len() + 1);
        from..from + self.below((of.len() - from).min(400) + 1)
    }
}

/// What documents are broken with.
const CRUMBS: [&[u8]; 24] = [
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"&#x110000;",
    b"&amp;amp;lt;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?xml version='1.0' encoding='utf-16'?>",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"\"",
    b"'",
    b"{\"a\":[",
    b"}]",
    b"\\ud800",
    b"\x00",
    b"\x01\x02\x03\x1e\x1f",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    "\u{202e}\u{200d}\u{1F30A}ß\u{0130}".as_bytes(),
    b"2026-02-30T25:61:61+99:99",
    b"-999999999999999999999999",
];

/// A document with one to six faults.
fn broken(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..1 + dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(10) {
            0 => bytes.truncate(at),
            1 => {
                for _ in 0..1 + dice.below(8) {
                    let (len, bit) = (bytes.len(), dice.below(8));
                    if let Some(byte) = bytes.get_mut(dice.below(len)) {
                        *byte ^= 1 << bit;
                    }
                }
            }
            2 => {
                let twice = bytes[dice.stretch(&bytes)].to_vec();
                for _ in 0..1 + dice.below(30) {
                    bytes.splice(at..at, twice.iter().copied());
                }
            }
            3 => drop(bytes.drain(dice.stretch(&bytes))),
            4 => {
                let other = &seeds[dice.below(seeds.len())];
                let part = other[dice.stretch(other)].to_vec();
                bytes.splice(at..at, part);
            }
            5 | 6 => {
                let crumb = dice.of(&CRUMBS);
                bytes.splice(at..at, crumb.iter().copied());
            }
            7 => {
                let open = dice.of(&["<div>", "[", "{\"a\":", "<item>", "<p><b>", "(", "<a b='"]);
                bytes.splice(at..at, open.repeat(1 + dice.below(2000)).into_bytes());
            }
            8 => {
                let word = dice.of(&["x", "&amp;", "é", "x='y' ", " ", "\n", "<"]);
                let fill = format!("<p class=\"{}\">", word.repeat(1 + dice.below(20_000)));
                bytes.splice(at..at, fill.into_bytes());
            }
            _ => {
                let control = u8::try_from(dice.below(32)).unwrap();
                bytes.splice(at..at, std::iter::repeat_n(control, 1 + dice.below(20)));
            }
        }
        bytes.truncate(LARGE);
    }
    bytes
}

/// Has a document read by one reader: 0 to 10 a format, 11 as it looks, then
/// the others.
fn try_reader(reader: usize, bytes: &[u8]) {
    match reader {
        0..=11 => {
            let hint = Hint {
                format: Format::ALL.get(reader).copied(),
                name: Some("https://post.example/feed".to_owned()),
                ..Hint::default()
            };
            match read(bytes, &hint) {
                Ok(read) => {
                    for story in &read.stories {
                        assert!(!story.keys.is_empty(), "a story without a key");
                        json_line(story);
                    }
                }
                Err(e) => {
                    assert!(!e.place.is_empty() && !e.what.is_empty() && !e.mend.is_empty());
                }
            }
        }
        12 => {
            if let Ok(list) = opml::read(bytes) {
                opml::read(opml::write("t", &list.feeds).as_bytes()).ok();
            }
        }
        13 => drop(feeds_of(bytes, Some("https://post.example/"))),
        14 => {
            wire::fetch::allowed(bytes, "https://post.example/a?b");
        }
        15 => {
            let text = String::from_utf8_lossy(bytes);
            websub::asked(&text, "https://post.example/feed").ok();
            websub::signed(&text, "secret", bytes);
        }
        _ => drop(anatomy::anatomy(&String::from_utf8_lossy(bytes), &anatomy::Known::default())),
    }
}

const READERS: usize = 17;

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut all: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect();
    all.sort();
    all
}

#[test]
fn broken_documents_do_not_break_readers() {
    let _alone = alone();
    let mut seeds: Vec<Vec<u8>> = fixtures().into_iter().map(|(_, bytes)| bytes).collect();
    seeds
        .push(b"<opml><body><outline text='a' xmlUrl='https://a.example/f'/></body></opml>".into());
    seeds.push(b"User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 1\n".into());
    seeds.push(b"hub.mode=subscribe&hub.topic=x&hub.challenge=y&hub.lease_seconds=1".into());
    let began = Instant::now();
    let mut tried = 0;
    for seed in 0..4000 {
        if began.elapsed() > WHOLE {
            break;
        }
        let mut dice = Dice(seed);
        let bytes = broken(&mut dice, &seeds);
        // As it looks, and by any one reader.
        for reader in [11, dice.below(READERS)] {
            let (start, before) = (Instant::now(), spent());
            let went = catch_unwind(AssertUnwindSafe(|| try_reader(reader, &bytes)));
            let took = spent().zip(before).map(|(now, before)| now.saturating_sub(before));
            let took = took.unwrap_or_else(|| start.elapsed());
            assert!(went.is_ok(), "seed {seed}, reader {reader}: it panicked");
            assert!(took < QUICK, "seed {seed}, reader {reader}: {took:?} for {}", bytes.len());
        }
        tried += 1;
    }
    assert!(tried > 100, "only {tried} documents were tried");
}

/// Keeps tests that look at the clock apart, and has all that is made at its
/// first use made before.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let guard = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for (_, bytes) in fixtures() {
        (0..READERS).for_each(|reader| try_reader(reader, &bytes));
    }
    guard
}

/// The time this thread has had of a processor, where the system tells it: what
/// else the machine does is not the reader's fault.
fn spent() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Reads on a thread of its own, as deep a stack as the house's have; gives the
/// time it took, or nothing if it is not done in time.
fn timed(reader: usize, bytes: Vec<u8>, patience: Duration) -> Option<Duration> {
    let (done, wait) = mpsc::channel();
    let work = move || {
        let (start, before) = (Instant::now(), spent());
        try_reader(reader, &bytes);
        let took = spent().zip(before).map(|(now, before)| now.saturating_sub(before));
        done.send(took.unwrap_or_else(|| start.elapsed())).ok();
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap();
    wait.recv_timeout(patience).ok()
}

/// Documents that are written to hurt, of about so many bytes.
fn hostile(size: usize) -> Vec<(&'static str, String)> {
    let fill = |part: &str| part.repeat(size / part.len());
    let rss = |inside: String| format!("<rss><channel><item>{inside}</item></channel></rss>");
    vec![
        ("only <", fill("<")),
        ("rss of <", rss(fill("<"))),
        ("only &", rss(format!("<title>{}</title>", fill("&")))),
        ("entities", rss(format!("<description>{}</description>", fill("&amp;lt;b&amp;gt; ")))),
        ("deep xml", format!("<rss><channel>{}", fill("<a>"))),
        ("deep html", format!("<!DOCTYPE html><html><body>{}", fill("<div>"))),
        ("deep inline", format!("<!DOCTYPE html><html><body>{}", fill("<b>"))),
        ("deep html in a feed", rss(format!("<description><![CDATA[{}", fill("<div>x")))),
        ("deep json", format!("{{\"uri\":\"u\",\"a\":{}", fill("["))),
        ("deep json objects", fill("{\"uri\":")),
        ("open comments", rss(fill("<!-- "))),
        ("open sections", rss(fill("<![CDATA["))),
        ("half tags", rss(fill("<a b='"))),
        ("unclosed items", format!("<rss><channel>{}", fill("<item><title>t</title>"))),
        ("closing nothing", rss(fill("</a>"))),
        ("attributes", rss(format!("<title {}>t</title>", fill("a='b' ")))),
        ("one attribute", rss(format!("<title a='{}'>t</title>", fill("x")))),
        ("spaces declared", rss(format!("<x {}/>", fill("xmlns:a='b' ")))),
        ("one line", format!("T\n\n{}", fill("word "))),
        ("short lines", fill("a\n")),
        ("full stops", format!("T\n\n{}", fill(". "))),
        ("brackets", format!("T\n\n{}", fill("((ap)"))),
        ("quotes", format!("T\n\n{}", fill("“a ” "))),
        ("digits", format!("T\n\n{}", fill("1"))),
        ("links", format!("<html><body>{}", fill("<a href=x>a</a>"))),
        ("link ends", format!("<html><body>{}", fill("<a href=x>"))),
        ("feeds", fill("<link rel=alternate type=application/rss+xml href=a>")),
        ("tables", format!("<html><body>{}", fill("<table><tr><td>"))),
        ("outlines", format!("<opml><body>{}", fill("<outline text='a'>"))),
        ("control", fill("\u{1}\u{2}\u{3}\r\n")),
        ("rules", format!("User-agent: *\n{}", fill("Disallow: /*a*b*c*d*e$\n"))),
        ("one rule", format!("User-agent: *\nDisallow: /{}", fill("*a"))),
    ]
}

/// The library for robots.txt makes a pattern of each rule: nearly all of the
/// time it has, unoptimised, so that it is tried at an eighth of the size.
const SLOW: (&str, usize) = ("rules", 14);

#[test]
fn hostile_documents_are_read_in_time() {
    let _alone = alone();
    let mut slow = Vec::new();
    for ((name, text), (_, small)) in hostile(LARGE).into_iter().zip(hostile(LARGE / 8)) {
        for reader in [11, 12, 13, 14, 15, 16] {
            let text = if (name, reader) == SLOW { &small } else { &text };
            let took = timed(reader, text.clone().into_bytes(), QUICK * 6);
            if took.is_none_or(|took| took > QUICK) {
                slow.push(format!("{name} by reader {reader}: {took:?}"));
            }
        }
    }
    assert!(slow.is_empty(), "not within {QUICK:?}: {slow:#?}");
}

#[test]
fn nothing_of_another_file_and_no_laughs_come_in() {
    let laughs: String = (1..30)
        .map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10)))
        .collect();
    let head = format!(
        "<!DOCTYPE r [<!ENTITY l0 'ha'>{laughs}<!ENTITY x SYSTEM 'file:///etc/passwd'>\
         <!ENTITY % p SYSTEM 'http://127.0.0.1/p'>%p;]>"
    );
    for inside in [
        "<rss><channel><item><title>T &l29; &x;</title></item></channel></rss>",
        "<feed><entry><title>T &l29; &x;</title></entry></feed>",
        "<nitf><head><title>T &l29; &x;</title></head><body><body.content><p>T</p></body.content></body></nitf>",
        "<newsItem guid='n'><contentMeta><headline>T &l29; &x;</headline></contentMeta></newsItem>",
        "<opml><body><outline text='T &l29; &x;' xmlUrl='https://a.example/&l29;'/></body></opml>",
    ] {
        let text = format!("<?xml version='1.0'?>{head}{inside}");
        if let Ok(read) = read(text.as_bytes(), &Hint::default()) {
            for story in &read.stories {
                let line = json_line(story).to_string();
                assert!(!line.contains("haha") && !line.contains("root:"), "{line}");
            }
        }
        if let Ok(list) = opml::read(text.as_bytes()) {
            let all = format!("{list:?}");
            assert!(!all.contains("haha") && !all.contains("root:"), "{all}");
        }
    }
}

#[test]
fn a_document_as_large_as_any_is_read_in_the_end() {
    let _alone = alone();
    // What is fetched is 8 MiB at most.
    for (name, text) in hostile(8 << 20).into_iter().take(2) {
        let took = timed(11, text.into_bytes(), Duration::from_secs(20));
        assert!(took.is_some(), "{name}");
    }
}

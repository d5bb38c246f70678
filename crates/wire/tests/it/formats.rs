//! One invented document of each format, read and shown as `nightdesk read`
//! prints it; and all real files of a data folder, which must never panic.

use std::path::{Path, PathBuf};
use story::{Format, Signal};
use wire::{Hint, Read, json_line, read};

fn fixture(name: &str) -> (Vec<u8>, Hint) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    (bytes, Hint { name: Some(name.to_owned()), ..Hint::default() })
}

fn of(name: &str) -> Read {
    let (bytes, hint) = fixture(name);
    read(&bytes, &hint).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn shown(read: &Read) -> serde_json::Value {
    serde_json::json!({
        "format": read.format,
        "stories": read.stories.iter().map(json_line).collect::<Vec<_>>(),
        "troubles": read.troubles.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

#[test]
fn each_format_as_it_is_printed() {
    for name in ["own.rss", "agency.atom", "feed.json", "wire.ninjs.jsonl", "page.html"] {
        insta::assert_json_snapshot!(name, shown(&of(name)));
    }
}

#[test]
fn an_agencys_note_is_never_printed() {
    let read = of("wire.ninjs.jsonl");
    assert_eq!(read.format, Format::Ninjs);
    assert!(read.stories[0].notes.for_editors().contains("555"));
    assert!(!json_line(&read.stories[0]).to_string().contains("555"));
    let signals: Vec<Signal> = read.stories.iter().map(|s| s.signal).collect();
    assert_eq!(signals, [Signal::Correction, Signal::Withdrawal, Signal::Update]);
    assert!(read.stories[2].embargo.is_some());
}

#[test]
fn markup_never_gets_through() {
    let text = json_line(&of("own.rss").stories[0]).to_string();
    for bad in ["<", "alert", "onclick"] {
        assert!(!text.contains(bad), "{bad} in {text}");
    }
}

#[test]
fn what_can_not_be_read_says_where_and_how_to_mend_it() {
    for (bytes, place) in [
        (&b""[..], "byte"),
        (b"<opml version='1.0'><body/></opml>", "opml"),
        (b"{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[", "line 1"),
        (b"<rss version='2.0'><channel><title>x", "line 1"),
        (b"{\"uri\": \"x\", \"headline\": ", "line 1"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0\0\0\0", "byte 0"),
    ] {
        let e = read(bytes, &Hint::default()).expect_err(place);
        assert!(e.to_string().contains(place) && !e.mend.is_empty(), "{e}");
    }
}

#[test]
fn a_cut_off_feed_gives_what_came_before() {
    let (bytes, hint) = fixture("own.rss");
    let at = bytes.windows(10).position(|w| w == b"The vote w").expect("the second item");
    let read = read(&bytes[..at], &hint).expect("the first items");
    assert_eq!(read.stories.len(), 2);
    assert!(read.troubles[0].place.starts_with("line "), "{:?}", read.troubles);
}

#[test]
fn the_schema_names_every_field_that_is_printed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/story.schema.json");
    let schema: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the schema")).expect("JSON");
    let known = schema["properties"].as_object().expect("properties");
    let required: Vec<&str> =
        schema["required"].as_array().unwrap().iter().filter_map(|v| v.as_str()).collect();
    for name in ["own.rss", "agency.atom", "feed.json", "wire.ninjs.jsonl", "page.html"] {
        for story in &of(name).stories {
            let line = json_line(story);
            let fields = line.as_object().unwrap();
            for field in fields.keys() {
                assert!(known.contains_key(field), "{field} of {name} is not in the schema");
            }
            for field in &required {
                assert!(fields.contains_key(*field), "{field} is missing in {name}");
            }
        }
    }
}

fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

/// Real feeds, wire items and pages. They belong to their publishers and are
/// not in the repository: `NIGHTDESK_DATA` says where they are.
#[test]
fn real_documents_are_read() {
    let Ok(data) = std::env::var("NIGHTDESK_DATA") else {
        eprintln!("NIGHTDESK_DATA is not set: real documents were not read");
        return;
    };
    let mut all = Vec::new();
    for folder in ["feeds", "wire/ninjs", "pages"] {
        files(&Path::new(&data).join(folder), &mut all);
    }
    assert!(!all.is_empty(), "NIGHTDESK_DATA has no feeds, wire/ninjs or pages");
    let mut stories = 0;
    for path in all {
        let name = path.to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).expect("a readable file");
        if let Ok(read) = read(&bytes, &Hint { name: Some(name.clone()), ..Hint::default() }) {
            for s in &read.stories {
                assert!(!s.keys.is_empty(), "{name}");
                stories += 1;
            }
        }
        // Cut anywhere, it may fail, but never panic.
        for at in [bytes.len() / 3, bytes.len() / 2] {
            let _ = wire::read(&bytes[..at], &Hint::default());
        }
    }
    assert!(stories > 500, "only {stories} stories");
}

proptest::proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), format in 0usize..7) {
        let hint = Hint { format: Format::ALL.get(format).copied(), ..Hint::default() };
        let _ = read(&bytes, &hint);
    }
}

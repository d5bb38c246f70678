//! The commands as a person or a script calls them: what they print, how they
//! end, and what they say when something is wrong.

use serde_json::Value;
use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

const CHIEF: &str = "chief@courier.example";

struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let config = format!("data = {:?}\nlisten = \"127.0.0.1:0\"\n", data.to_str().unwrap());
        std::fs::write(folder.path().join("nightdesk.toml"), config).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nightdesk"));
        command.arg("--config").arg(self.path("nightdesk.toml")).args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs what has to go well; gives the objects it prints.
    fn tell(&self, args: &[&str]) -> Vec<Value> {
        let out = self.run(args);
        assert!(out.status.success(), "{args:?}: {}", said(&out));
        lines(&out)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A newsroom with a story, a title, a chief and an editor, and a draft.
    fn drafted() -> (Self, String) {
        let room = Self::new();
        room.file("wire/ferry.txt", FERRY);
        room.tell(&["newsletters", "add", "Morning", "--from", "desk@courier.example"]);
        room.tell(&["editors", "add", CHIEF, "Chief", "--chief"]);
        room.tell(&["editors", "add", "ed@courier.example", "Ed"]);
        let wire = room.path("wire");
        room.tell(&[
            "sources",
            "add",
            "Courier",
            wire.to_str().unwrap(),
            "--own",
            "--language",
            "en",
        ]);
        room.tell(&["sources", "poll"]);
        let edition = room.tell(&["edition", "draft", "morning"])[0]["edition"].to_string();
        (room, edition)
    }
}

const FERRY: &str = "Ferry returns to port after engine fire\n\n\
    All 214 passengers are safe, the harbour master said.\n\n\
    The ferry reached the quay under its own power on Sunday night. Officials said the cause was \
    not known.\n";

fn said(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

fn lines(out: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&out.stdout).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn read_prints_a_story_a_line_and_names_what_it_could_not_read() {
    let room = Room::new();
    let good = room.file("good.txt", FERRY);
    let bad =
        room.file("bad.json", "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [");

    let out = room.run(&["read", &good]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let stories = lines(&out);
    assert_eq!(stories.len(), 1);
    assert_eq!(stories[0]["headline"], "Ferry returns to port after engine fire");
    assert_eq!(stories[0]["attributions"][0]["cue"], "said");

    let out = room.run(&["read", &bad, &good]);
    assert_eq!(out.status.code(), Some(1), "some failed");
    assert_eq!(lines(&out).len(), 1, "the rest is read all the same");
    assert!(said(&out).contains("bad.json"), "{}", said(&out));

    for wrong in [vec!["read"], vec!["read", "--format", "docx", &good]] {
        assert_eq!(room.run(&wrong).status.code(), Some(2), "{wrong:?} is a wrong call");
    }
}

#[test]
fn read_shows_where_the_parts_of_a_plain_text_stand() {
    let room = Room::new();
    let text = room
        .file("ü.txt", "Überfahrt gesperrt\n\nDie Brücke ist zu. Sie war alt.\n\nab/cd (dpa)\n");
    let parts = room.tell(&["read", "--parts", &text]);
    let of = |part: &str| parts.iter().find(|p| p["part"] == part).unwrap().clone();
    let credit = of("credit");
    // In characters, not bytes.
    assert_eq!((&credit["start"], &credit["end"]), (&53.into(), &64.into()), "{parts:?}");
    assert_eq!(credit["text"], "ab/cd (dpa)");
    let feed =
        room.file("feed.xml", "<rss><channel><item><title>One</title></item></channel></rss>");
    let out = room.run(&["read", "--parts", &feed]);
    assert!(!out.status.success() && said(&out).contains("leave --parts out"), "{}", said(&out));
}

#[test]
fn read_takes_standard_input() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_nightdesk"))
        .args(["read", "--format", "text", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(FERRY.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success());
    assert_eq!(lines(&out)[0]["language"], "en");
}

#[test]
fn only_a_chief_approves_and_only_the_approved_is_sent() {
    let (room, edition) = Room::drafted();
    let refused = room.run(&["edition", "approve", &edition, "--by", "ed@courier.example"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("only a chief"), "{}", said(&refused));
    let refused = room.run(&["edition", "send", &edition, "--by", CHIEF]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("not approved"), "{}", said(&refused));
    let approved = room.tell(&["edition", "approve", &edition, "--by", CHIEF]);
    assert_eq!(approved[0]["state"], "approved");
}

#[test]
fn a_changed_file_of_a_watched_folder_takes_no_second_slot() {
    let (room, edition) = Room::drafted();
    room.tell(&["sources", "poll"]);
    let shown = room.tell(&["edition", "draft", "morning"]);
    assert_eq!(shown[0]["edition"].to_string(), edition, "one edition a day");
    assert_eq!(shown[0]["slots"].as_array().unwrap().len(), 1);
    assert!(shown[0]["slots"][0]["reason"].as_str().unwrap().starts_with("Own story"));
}

#[test]
fn a_second_start_on_the_same_data_is_refused_in_words() {
    let room = Room::new();
    let mut first = room.command(&["serve"]).stderr(Stdio::null()).spawn().unwrap();
    let lock: PathBuf = room.path("data/nightdesk.db");
    wait_for(|| lock.exists());
    std::thread::sleep(Duration::from_millis(300));
    let second = room.run(&["serve"]);
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(said(&second).contains("already running on"), "{}", said(&second));
}

#[test]
fn serve_stops_cleanly_when_told_to() {
    let room = Room::new();
    let mut child = room.command(&["serve"]).stderr(Stdio::piped()).spawn().unwrap();
    let db: PathBuf = room.path("data/nightdesk.db");
    wait_for(|| db.exists());
    std::thread::sleep(Duration::from_millis(500));
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    let ended = child.wait().unwrap();
    assert_eq!(ended.code(), Some(0));
}

#[test]
fn troubles_are_said_with_their_mend() {
    let room = Room::new();
    for (args, says) in [
        (vec!["newsletters", "add", "X", "--from", "not an address"], "is not an e-mail address"),
        (
            vec!["newsletters", "add", "X", "--from", "a@b.example", "--zone", "Mars/Port"],
            "no time zone",
        ),
        (
            vec!["newsletters", "add", "X", "--from", "a@b.example", "--hour", "25:00"],
            "write it as 06:30",
        ),
        (vec!["sources", "add", "X", "/no/such/folder"], "is no folder"),
        (vec!["sources", "test", "http://127.0.0.1:9/feed"], "port 9 is not allowed"),
        (vec!["relay", "test"], "enter one first"),
        (vec!["edition", "show", "7"], "no edition 7"),
        (vec!["edition", "draft", "none"], "no newsletter named none"),
    ] {
        let out = room.run(&args);
        assert_eq!(out.status.code(), Some(1), "{args:?}");
        assert!(said(&out).contains(says), "{args:?}: {}", said(&out));
    }
    room.tell(&["relay", "set", "127.0.0.1", "--port", "9", "--tls", "none"]);
    let out = room.run(&["relay", "test"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(said(&out).contains("127.0.0.1"), "{}", said(&out));
}

#[test]
fn a_wrong_configuration_names_its_line() {
    let room = Room::new();
    std::fs::write(room.path("nightdesk.toml"), "data = \"x\"\nlisten_on = \"y\"\n").unwrap();
    let out = room.run(&["config", "check"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(said(&out).contains("line 2"), "{}", said(&out));
}

fn wait_for(holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(20), "waited in vain");
        std::thread::sleep(Duration::from_millis(20));
    }
}

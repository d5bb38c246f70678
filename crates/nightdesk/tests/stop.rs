//! The binary is told to stop (SIGTERM) while a slow server holds a mail on
//! every connection. It begins nothing new, hears the answers that are owed,
//! and leaves nothing uncertain; judged by the server's own log.

#![cfg(unix)]
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use serde_json::Value;
use sink::{Journal, Options, Sink};
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const READERS: usize = 80;
const CONNECTIONS: usize = 8;
/// How long the server thinks about each mail.
const SLOW: Duration = Duration::from_millis(500);
/// The stop must come to its end in this time (systemd's own is 90 s).
const STOP: Duration = Duration::from_secs(30);

fn command(config: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nightdesk"));
    command.arg("--config").arg(config);
    command
}

/// Runs a command to its end; gives the first object it prints.
fn tell(config: &Path, args: &[&str]) -> Value {
    let out = command(config).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{args:?}: {said}");
    let text = String::from_utf8(out.stdout).unwrap();
    text.lines().next().map_or(Value::Null, |line| serde_json::from_str(line).unwrap())
}

fn serve(config: &Path) -> Child {
    let mut command = command(config);
    command.arg("serve").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// To whom mails were taken, by the sink's log.
fn taken(log: &Path) -> Vec<String> {
    Journal::read(log).unwrap().into_iter().flat_map(|entry| entry.to).collect()
}

/// Waits for something that must come; not how long it takes is tested.
async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let patience = Instant::now();
    while !holds() {
        assert!(patience.elapsed() < Duration::from_secs(120), "{what} does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_what_is_on_the_wire_and_begins_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("sink.log");
    let options = Options { log: Some(log.clone()), delay: SLOW, ..Options::default() };
    let sink = Sink::bind("127.0.0.1:0", options).await.unwrap();

    let config = folder.path().join("nightdesk.toml");
    let data = folder.path().join("data");
    let text = format!("data = {:?}\nlisten = \"127.0.0.1:0\"\n", data.to_str().unwrap());
    std::fs::write(&config, text).unwrap();
    let wire = folder.path().join("wire");
    std::fs::create_dir(&wire).unwrap();
    let story = "Harbour bridge closes for repairs\n\nThe bridge shuts on Monday, the city said.\n\n\
        Drivers are to use the northern ferry for six weeks. The cost was not named.\n";
    std::fs::write(wire.join("bridge.txt"), story).unwrap();
    let readers = folder.path().join("readers.csv");
    let rows: String = (0..READERS).map(|n| format!("r{n}@example.org,Reader {n}\n")).collect();
    std::fs::write(&readers, format!("address,name\n{rows}")).unwrap();

    let say = |args: &[&str]| tell(&config, args);
    let (port, connections) = (sink.addr().port().to_string(), CONNECTIONS.to_string());
    say(&["newsletters", "add", "Morning", "--from", "desk@courier.example"]);
    say(&["editors", "add", "chief@courier.example", "Chief", "--chief"]);
    let csv = readers.to_str().unwrap();
    say(&["readers", "import", csv, "--newsletter", "morning", "--consent", "test"]);
    let relay = ["relay", "set", "127.0.0.1", "--port", &port, "--tls", "none", "--connections"];
    say(&[&relay[..], &[&connections]].concat());
    say(&["sources", "add", "Courier", wire.to_str().unwrap(), "--own", "--language", "en"]);
    say(&["sources", "poll"]);
    let edition = say(&["edition", "draft", "morning"])["edition"].to_string();
    say(&["edition", "approve", &edition, "--by", "chief@courier.example"]);

    let mut child = serve(&config);
    say(&["edition", "send", &edition, "--by", "chief@courier.example"]);
    until("the first answers", || taken(&log).len() >= 2 * CONNECTIONS).await;

    let told = Instant::now();
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let mut end = None;
    until("the end", || {
        end = child.try_wait().unwrap();
        end.is_some()
    })
    .await;
    assert!(end.unwrap().success(), "{end:?}");
    assert!(told.elapsed() < STOP, "it took {:?}", told.elapsed());

    let account = say(&["edition", "account", &edition, "--json"]);
    let there = taken(&log);
    assert!(there.len() < READERS, "all was sent before the stop: make the server slower");
    assert_eq!(account["accepted"], there.len() as u64, "each answer was heard: {account}");
    assert_eq!(account["uncertain"].as_u64().unwrap_or(0), 0, "{account}");
    assert_eq!(account["once_uncertain"].as_array().map_or(0, Vec::len), 0, "{account}");
    assert_eq!(account["sum"], account["frozen"], "{account}");

    // And it goes on where it ended: everybody one copy.
    let mut child = serve(&config);
    until("the last answer", || {
        say(&["edition", "account", &edition, "--json"])["state"] == "sent"
    })
    .await;
    child.kill().unwrap();
    child.wait().unwrap();
    let mut all = taken(&log);
    all.sort();
    let copies = all.len();
    all.dedup();
    assert_eq!((all.len(), copies), (READERS, READERS));
}

//! The binary is killed with SIGKILL in mid-send, again and again, and what
//! came of it is judged by the log of the server that took the mails, not by
//! our own tables.

#![allow(clippy::unwrap_used)] // helpers of tests are tests

use serde_json::Value;
use sink::{Options, Sink};
use std::{
    collections::BTreeMap,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

const READERS: usize = 2000;
const KILLS: usize = 25;
const CONNECTIONS: usize = 4;
/// Kills come at moments drawn from this; another seed, other moments.
const SEED: u64 = 20_261_123;

struct Newsroom<'a> {
    config: &'a Path,
}

impl Newsroom<'_> {
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nightdesk"));
        command.arg("--config").arg(self.config);
        command
    }

    /// Runs a command to its end; gives the first object it prints.
    fn tell(&self, args: &[&str]) -> Value {
        let out = self.command().args(args).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.success(), "{args:?}: {said}");
        let text = String::from_utf8(out.stdout).unwrap();
        text.lines().next().map_or(Value::Null, |line| serde_json::from_str(line).unwrap())
    }

    fn serve(&self) -> Child {
        let mut command = self.command();
        command.arg("serve").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }
}

/// xorshift64*: enough to draw moments, and the same ones for the same seed.
fn draw(state: &mut u64, below: u64) -> u64 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    state.wrapping_mul(0x2545_F491_4F6C_DD1D) % below
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_mid_send_nobody_is_lost_and_every_doubt_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = taken.clone();
    let on_mail = move |mail: sink::Mail| {
        log.lock().unwrap().extend(mail.to);
        // Slow enough that every kill comes in mid-send.
        std::thread::sleep(Duration::from_millis(2));
    };
    let sink = Sink::bind(
        "127.0.0.1:0",
        Options { on_mail: Some(Arc::new(on_mail)), ..Options::default() },
    )
    .await
    .unwrap();

    let config = folder.path().join("nightdesk.toml");
    let data = folder.path().join("data");
    std::fs::write(
        &config,
        format!("data = {:?}\nlisten = \"127.0.0.1:0\"\n", data.to_str().unwrap()),
    )
    .unwrap();
    let wire = folder.path().join("wire");
    std::fs::create_dir(&wire).unwrap();
    std::fs::write(
        wire.join("ferry.txt"),
        "Ferry returns to port after engine fire\n\nAll 214 passengers are safe, the harbour master said.\n\n\
         The ferry reached the quay under its own power on Sunday night. Officials said the cause was not known.\n",
    )
    .unwrap();
    let readers = folder.path().join("readers.csv");
    let rows: String = (0..READERS).map(|n| format!("r{n}@example.org,Reader {n}\n")).collect();
    std::fs::write(&readers, format!("address,name\n{rows}")).unwrap();

    let room = Newsroom { config: &config };
    let port = sink.addr().port().to_string();
    let connections = CONNECTIONS.to_string();
    room.tell(&["newsletters", "add", "Morning", "--from", "desk@courier.example"]);
    room.tell(&["editors", "add", "chief@courier.example", "Chief", "--chief"]);
    let csv = readers.to_str().unwrap();
    room.tell(&["readers", "import", csv, "--newsletter", "morning", "--consent", "test"]);
    room.tell(&[
        "relay",
        "set",
        "127.0.0.1",
        "--port",
        &port,
        "--tls",
        "none",
        "--connections",
        &connections,
    ]);
    room.tell(&["sources", "add", "Courier", wire.to_str().unwrap(), "--own", "--language", "en"]);
    room.tell(&["sources", "poll"]);
    let edition = room.tell(&["edition", "draft", "morning"])["edition"].to_string();
    room.tell(&["edition", "approve", &edition, "--by", "chief@courier.example"]);

    let mut child = room.serve();
    tokio::time::sleep(Duration::from_millis(500)).await;
    // At some hours of the day it goes out by itself once it is approved; then
    // this is refused.
    let send = ["edition", "send", &edition, "--by", "chief@courier.example"];
    room.command().args(send).output().unwrap();

    let count = || taken.lock().unwrap().len();
    let mut state = SEED;
    let mut killed = 0;
    while killed < KILLS {
        // Some tens of mails on, and then at any moment of the next ones.
        let goal = count() + 10 + draw(&mut state, 50) as usize;
        let patience = std::time::Instant::now();
        while count() < goal && count() < READERS {
            assert!(
                patience.elapsed() < Duration::from_secs(60),
                "nothing goes out after {killed} kills"
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(count() < READERS, "all was sent after {killed} kills: make the server slower");
        tokio::time::sleep(Duration::from_micros(draw(&mut state, 3000))).await;
        child.kill().unwrap(); // SIGKILL
        child.wait().unwrap();
        killed += 1;
        child = room.serve();
    }

    let patience = std::time::Instant::now();
    let account = loop {
        let account = room.tell(&["edition", "account", &edition, "--json"]);
        if account["state"] == "sent" {
            break account;
        }
        assert!(patience.elapsed() < Duration::from_secs(120), "not sent: {account}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    child.kill().unwrap();
    child.wait().unwrap();

    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for address in taken.lock().unwrap().iter() {
        *copies.entry(address.clone()).or_default() += 1;
    }
    let lost = (0..READERS).filter(|n| !copies.contains_key(&format!("r{n}@example.org"))).count();
    let extra: usize = copies.values().map(|n| n - 1).sum();
    println!(
        "kills {killed}, mails {}, lost {lost}, extra copies {extra}, seed {SEED}",
        copies.len()
    );
    assert_eq!(lost, 0, "readers whom no mail reached");
    assert_eq!(account["accepted"], READERS as u64, "{account}");
    assert_eq!(account["sum"], account["frozen"], "{account}");
    assert!(extra <= KILLS * CONNECTIONS, "{extra} extra copies");
    let named: Vec<&str> =
        account["once_uncertain"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()).collect();
    for (address, _) in copies.iter().filter(|(_, n)| **n > 1) {
        assert!(named.contains(&address.as_str()), "{address} came twice and is not named");
    }
}

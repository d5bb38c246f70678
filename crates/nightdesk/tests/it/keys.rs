//! Signing keys with the real binary: turned while an edition goes out, which
//! keeps the key it was frozen with; and nothing secret in the database.

use crate::newsroom::{Newsroom, Post, until};
use sink::Options;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const DOMAIN: &str = "courier.example";

/// The selectors of a mail's signatures.
fn selectors(mail: &str) -> Vec<String> {
    let head = mail.split("\r\n\r\n").next().unwrap().replace("\r\n\t", " ").replace("\r\n ", " ");
    let signatures = head.lines().filter(|l| l.starts_with("DKIM-Signature:"));
    let selector = |l: &str| l.split(" s=").nth(1).unwrap().split(';').next().unwrap().to_owned();
    signatures.map(selector).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_keeps_the_key_it_was_frozen_with() {
    let taken: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = taken.clone();
    let on_mail = move |mail: sink::Mail| {
        log.lock().unwrap().push(String::from_utf8(mail.bytes).unwrap());
    };
    let delay = Duration::from_millis(150);
    let options = Options { delay, on_mail: Some(Arc::new(on_mail)), ..Options::default() };
    let post = Post::open(options).await;
    let room = Newsroom::open();
    let edition = room.approve(40);
    room.relay("set", &post.port(), 1);
    let first = room.tell(&["dkim", "show"]);
    assert_eq!(first["role"], "signing");
    let first = first["selector"].as_str().unwrap().to_owned();
    let mut child = room.serve();
    room.send(&edition);
    until("the first mails", || taken.lock().unwrap().len() >= 2).await;

    let ring = room.lines(&["dkim", "next", DOMAIN]);
    let next = ring.iter().find(|k| k["role"] == "next").unwrap()["selector"].as_str().unwrap();
    assert!(room.refused(&["dkim", "next", DOMAIN]).contains("a next key already"));
    assert!(room.refused(&["dkim", "drop", DOMAIN, &first]).contains("this key signs"));
    room.tell(&["dkim", "use", DOMAIN, next]);
    // Also when another Nightdesk takes the edition up.
    child.kill().unwrap();
    child.wait().unwrap();
    child = room.serve();
    until("the end", || room.account(&edition)["state"] == "sent").await;
    child.kill().unwrap();
    child.wait().unwrap();
    let signed: BTreeSet<_> = taken.lock().unwrap().iter().flat_map(|m| selectors(m)).collect();
    assert_eq!(signed, [first.clone()].into());
    let roles: Vec<_> = room.lines(&["dkim", "show"]).iter().map(|k| k["role"].clone()).collect();
    assert_eq!(roles, ["old", "signing"]);
    let ring = room.lines(&["dkim", "drop", DOMAIN, &first]);
    assert_eq!(ring.len(), 1);
}

#[test]
fn a_copy_of_the_database_gives_no_secret_away() {
    let room = Newsroom::open().with_env("NIGHTDESK_RELAY_PASSWORD", "correct horse");
    room.approve(1);
    room.tell(&["dkim", "second", DOMAIN]);
    let set = ["relay", "set", "smtp.example.org", "--user", "desk"];
    room.tell(&set);
    for file in ["nightdesk.db", "nightdesk.db-wal"] {
        let Ok(bytes) = std::fs::read(room.data().join(file)) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        for secret in ["PRIVATE KEY", "correct horse"] {
            assert!(!text.contains(secret), "{secret} stands in {file}");
        }
    }
    assert_eq!(room.lines(&["dkim", "show"]).len(), 2, "they open again");

    // With another key, what is sealed is named, and can be dropped.
    std::fs::remove_file(room.data().join("nightdesk.key")).unwrap();
    let said = room.refused(&["dkim", "show"]);
    assert!(said.contains("nightdesk secrets drop"), "{said}");
    room.tell(&["secrets", "drop", "relay"]);
    room.tell(&["secrets", "drop", "dkim-keys"]);
    assert_eq!(room.lines(&["dkim", "show"]).len(), 1, "a new one");
    assert!(room.refused(&["secrets", "drop", "dkim-keys"]).contains("it stays"));
}

//! The disk is full, or the database is held by somebody else, in mid-send: the
//! press stops at what was written down, says so, and goes on without a copy
//! lost or one too many that is not named. Judged by the server's own log.

#![cfg(unix)]

use crate::newsroom::{Newsroom, Post, until};
use sink::Options;
use std::collections::BTreeMap;
use std::time::Duration;

const READERS: usize = 400;
const CONNECTIONS: usize = 4;

fn slow() -> Options {
    Options { delay: Duration::from_millis(20), ..Options::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_the_press_without_a_lie() {
    let post = Post::open(slow()).await;
    let room = Newsroom::open();
    let edition = room.approve(READERS);
    room.relay("set", &post.port(), CONNECTIONS);
    // Files can grow so far and no further: a disk that fills in mid-send.
    let size = |name: &str| std::fs::metadata(room.data().join(name)).map_or(0, |m| m.len());
    let most = size("nightdesk.db").max(size("nightdesk.db-wal")) / 1024 + 700;
    let mut child = room.serve_within(most);
    room.send(&edition);
    until("a stop", || {
        let before = post.taken().len();
        std::thread::sleep(Duration::from_millis(1500));
        before > 0 && post.taken().len() == before
    })
    .await;
    let ended = child.try_wait().unwrap();
    assert_eq!(ended, None, "it waits for room, and serves on; it said: {}", room.log());
    assert!(post.taken().len() < READERS, "the disk was never full");
    child.kill().unwrap();
    child.wait().unwrap();
    let account = room.account(&edition);
    assert_eq!(account["sum"], account["frozen"], "{account}");
    assert!(account["accepted"].as_u64().unwrap() <= post.taken().len() as u64, "{account}");

    let mut child = room.serve();
    until("the end", || room.account(&edition)["state"] == "sent").await;
    child.kill().unwrap();
    child.wait().unwrap();
    let account = room.account(&edition);
    assert_eq!(account["accepted"], READERS as u64, "{account}");
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for to in post.taken() {
        *copies.entry(to).or_default() += 1;
    }
    assert_eq!(copies.len(), READERS, "nobody is lost");
    let twice: Vec<_> = copies.iter().filter(|(_, n)| **n > 1).map(|(to, _)| to).collect();
    // One a connection for each time it was tried while the disk was full.
    assert!(twice.len() <= 3 * CONNECTIONS, "{twice:?}");
    let named = account["once_uncertain"].as_array().unwrap();
    assert!(twice.iter().all(|to| named.iter().any(|n| n == to.as_str())), "{twice:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_holds_the_press_and_lets_it_go_on() {
    let post = Post::open(slow()).await;
    let room = Newsroom::open();
    let edition = room.approve(READERS);
    room.relay("set", &post.port(), CONNECTIONS);
    let mut child = room.serve();
    room.send(&edition);
    until("the first mails", || post.taken().len() > 20).await;

    let other = rusqlite::Connection::open(room.data().join("nightdesk.db")).unwrap();
    other.busy_timeout(Duration::from_secs(10)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // What had its permit is still answered for; nothing else gets its dot.
    std::thread::sleep(Duration::from_millis(500));
    let held = post.taken().len();
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(post.taken().len(), held, "no dot without its intent written down");
    assert!(held < READERS);
    other.execute_batch("ROLLBACK").unwrap();

    until("the end", || room.account(&edition)["state"] == "sent").await;
    child.kill().unwrap();
    child.wait().unwrap();
    let account = room.account(&edition);
    assert_eq!(account["accepted"], READERS as u64, "{account}");
    assert_eq!(account["once_uncertain"], serde_json::json!([]), "{account}");
    assert_eq!(post.taken().len(), READERS, "each got one");
}

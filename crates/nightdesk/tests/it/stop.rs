//! The binary is told to stop (SIGTERM) while a slow server holds a mail on
//! every connection. It begins nothing new, hears the answers that are owed,
//! and leaves nothing uncertain; judged by the server's own log.

#![cfg(unix)]

use crate::newsroom::{Newsroom, Post, until};
use sink::Options;
use std::process::Command;
use std::time::{Duration, Instant};

const READERS: usize = 80;
const CONNECTIONS: usize = 8;
/// How long the server thinks about each mail.
const SLOW: Duration = Duration::from_millis(500);
/// The stop must come to its end in this time (systemd's own is 90 s).
const STOP: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_what_is_on_the_wire_and_begins_nothing() {
    let post = Post::open(Options { delay: SLOW, ..Options::default() }).await;
    let room = Newsroom::open();
    let edition = room.approve(READERS);
    room.relay("set", &post.port(), CONNECTIONS);

    let mut child = room.serve();
    room.send(&edition);
    until("the first answers", || post.taken().len() >= 2 * CONNECTIONS).await;

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

    let account = room.account(&edition);
    let taken = post.taken();
    assert!(taken.len() < READERS, "all was sent before the stop: make the server slower");
    assert_eq!(account["accepted"], taken.len() as u64, "each answer was heard: {account}");
    assert_eq!(account["uncertain"].as_u64().unwrap_or(0), 0, "{account}");
    assert_eq!(account["once_uncertain"].as_array().map_or(0, Vec::len), 0, "{account}");
    assert_eq!(account["sum"], account["frozen"], "{account}");

    // And it goes on where it ended: everybody one copy.
    let mut child = room.serve();
    until("the last answer", || room.account(&edition)["state"] == "sent").await;
    child.kill().unwrap();
    child.wait().unwrap();
    let mut all = post.taken();
    all.sort();
    let copies = all.len();
    all.dedup();
    assert_eq!((all.len(), copies), (READERS, READERS));
}

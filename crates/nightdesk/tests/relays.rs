//! Relays are set anew while the real binary prints: it takes them up in
//! mid-run, and nobody gets two copies or none.

#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod newsroom;

use newsroom::{Newsroom, Post, until};
use sink::Options;
use std::time::Duration;

const READERS: usize = 90;

#[tokio::test(flavor = "multi_thread")]
async fn relays_set_in_mid_run_are_taken_up() {
    let slow = Options { delay: Duration::from_millis(500), ..Options::default() };
    let (first, second) = (Post::open(slow.clone()).await, Post::open(slow).await);
    let third = Post::open(Options::default()).await;
    let room = Newsroom::open();
    let edition = room.approve(READERS);
    room.relay("set", &first.port(), 2);
    let mut child = room.serve();
    room.send(&edition);
    until("the first answers", || first.taken().len() >= 3).await;

    // One more, and another instead of the first: they carry the rest.
    room.relay("add", &second.port(), 2);
    room.relay("set", &third.port(), 4);
    until("the end", || room.account(&edition)["state"] == "sent").await;
    child.kill().unwrap();
    child.wait().unwrap();

    assert!(!second.taken().is_empty() && !third.taken().is_empty());
    let mut all = [first.taken(), second.taken(), third.taken()].concat();
    let copies = all.len();
    all.sort();
    all.dedup();
    assert_eq!((all.len(), copies), (READERS, READERS));
    let account = room.account(&edition);
    assert_eq!(account["accepted"], READERS as u64, "{account}");
    assert_eq!(account["once_uncertain"].as_array().map_or(0, Vec::len), 0, "{account}");
}

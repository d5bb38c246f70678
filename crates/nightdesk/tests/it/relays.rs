//! Relays are set anew while the real binary prints: it takes them up in
//! mid-run, and nobody gets two copies or none.

use crate::newsroom::{Newsroom, Post, until};
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

#[test]
fn settings_that_can_not_be_are_refused_in_words() {
    let room = Newsroom::open();
    let set = ["relay", "set", "smtp.example.org"];
    for (more, words) in [
        (vec!["--limits", "fast"], "10/s 600/min"),
        (vec!["--limits", "0/day"], "0 mails a day"),
        (vec!["--limits", "700/min 600/h"], "700 mails a minute are more than 600 an hour"),
        (vec!["--warm-up", "500 1000"], "2026-11-24: 500 1000 2000"),
        (vec!["--weight", "0"], "weight 0"),
        (vec!["--connections", "0"], "between 1 and 64"),
        (vec!["--tls", "perhaps"], "none, starttls or implicit"),
    ] {
        let said = room.refused(&[&set[..], &more].concat());
        assert!(said.contains(words), "{more:?}: {said}");
    }
    assert!(room.refused(&["relay", "add", "a.example.org"]).contains("no first relay"));
    assert!(room.refused(&["relay", "domains", "gmail.com"]).contains("gmail.com: 600/min"));

    room.tell(&[&set[..], &["--limits", "10/s, 600/min"]].concat());
    room.tell(&["relay", "add", "b.example.org", "--weight", "3"]);
    room.tell(&["relay", "domains", "gmail.com googlemail.com: 600/min"]);
    let shown = room.tell(&["relay", "show"]);
    assert_eq!(shown["limits"], "10/s, 600/min");
    assert_eq!(shown["domains"][0], "gmail.com googlemail.com: 600/min");
    room.tell(&["relay", "remove", "b.example.org"]);
    assert!(room.refused(&["relay", "remove", "b.example.org"]).contains("none of the further"));
}

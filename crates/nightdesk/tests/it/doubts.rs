//! A line that breaks between the dot and its answer, where the newsletter
//! waits for an editor's word: the real binary names the reader, sends nothing
//! by itself, and sends again when told to.

use crate::newsroom::{Newsroom, Post, until};
use serde_json::json;
use sink::Options;

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_waits_for_an_editor() {
    let rules = ["r3@=rst-after-dot-1", "r5@=reject", "r6@=full"];
    let rules = rules.map(|rule| rule.parse().unwrap()).to_vec();
    let post = Post::open(Options { rules, ..Options::default() }).await;
    let room = Newsroom::open();
    let edition = room.approve_titled(8, &["--uncertain", "hold"]);
    room.relay("set", &post.port(), 2);
    let mut child = room.serve();
    room.send(&edition);
    until("the end", || room.account(&edition)["state"] == "sent").await;

    let account = room.account(&edition);
    let copies = |who: &str| post.taken().iter().filter(|to| *to == who).count();
    assert_eq!(account["in_doubt"], json!(["r3@example.org"]), "{account}");
    assert_eq!((&account["uncertain"], &account["accepted"]), (&json!(1), &json!(5)));
    assert_eq!(account["rejected_by"], json!({"address": 1, "mailbox": 1}), "{account}");
    assert_eq!(account["sum"], account["frozen"]);
    assert_eq!(copies("r3@example.org"), 1, "nothing is sent again unasked");

    room.tell(&["edition", "resend", &edition, "--by", "chief@courier.example"]);
    until("the second copy", || room.account(&edition)["state"] == "sent").await;
    child.kill().unwrap();
    child.wait().unwrap();
    let account = room.account(&edition);
    assert_eq!((&account["uncertain"], &account["accepted"]), (&json!(0), &json!(6)));
    assert_eq!(account["once_uncertain"], json!(["r3@example.org"]), "{account}");
    assert_eq!((copies("r3@example.org"), post.taken().len()), (2, 7));
}

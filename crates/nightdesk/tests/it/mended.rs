//! A story is withdrawn in mid-sending, with the real binary: who has been sent
//! it has it, all others get the edition without it, each one copy.

use crate::newsroom::{Newsroom, Post, until};
use serde_json::json;
use sink::Options;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

const CHIEF: &str = "chief@courier.example";
const READERS: usize = 60;

fn flood(room: &Newsroom, version: u8, pubstatus: &str) {
    let text = json!({
        "uri": "urn:newsml:agency.example:20261102:flood", "version": version.to_string(),
        "type": "text", "pubstatus": pubstatus, "language": "en",
        "headline": "Flood reaches the lower town",
        "description_text": "The flood killed 3 people on Sunday, the harbour office said.",
        "body_text": "The flood killed 3 people on Sunday, the harbour office said. Ferries stand still.",
    });
    std::fs::write(room.wire().join(format!("flood-{version}.json")), text.to_string()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sending_goes_on_without_what_was_withdrawn() {
    let taken = Arc::new(Mutex::new(Vec::new()));
    let log = taken.clone();
    let on_mail = move |mail: sink::Mail| {
        let text = String::from_utf8_lossy(&mail.bytes).into_owned();
        // Chiefs are told of what comes in; that is no reader's mail.
        if mail.to[0] != CHIEF {
            log.lock().unwrap().push((mail.to[0].clone(), text));
        }
    };
    let delay = Duration::from_millis(40);
    let post =
        Post::open(Options { on_mail: Some(Arc::new(on_mail)), delay, ..Options::default() }).await;
    let room = Newsroom::open();
    flood(&room, 1, "usable");
    let edition = room.approve(READERS);
    room.relay("set", &post.port(), 2);
    let mut child = room.serve();
    room.send(&edition);
    until("the first copies", || taken.lock().unwrap().len() > 5).await;
    flood(&room, 2, "canceled");
    room.lines(&["sources", "poll"]);
    // Refused until the mails that were on their way have ended.
    let go_on = ["edition", "go-on", &edition, "--by", CHIEF];
    until("the new plate", || room.goes(&go_on)).await;
    assert!(taken.lock().unwrap().len() < READERS, "it stood still in the midst of it");
    assert!(room.refused(&go_on).contains("does not stand still"), "once");
    until("the end", || room.account(&edition)["state"] == "sent").await;
    child.kill().unwrap();
    child.wait().unwrap();

    let account = room.account(&edition);
    assert_eq!(
        (&account["accepted"], &account["sum"], &account["uncertain"]),
        (&json!(READERS), &json!(READERS), &json!(0)),
        "{account}"
    );
    let mails = taken.lock().unwrap().clone();
    let copies: BTreeMap<_, _> = mails.iter().cloned().collect();
    assert_eq!((mails.len(), copies.len()), (READERS, READERS), "one copy each");
    let told = |text: &str| text.contains("Flood") || text.contains("killed 3");
    let old = mails.iter().take_while(|(_, text)| told(text)).count();
    assert!(old > 5 && old < READERS, "{old} of before");
    for (to, text) in &mails[old..] {
        assert!(!told(text), "{to} was sent what was withdrawn before: {text}");
        assert!(text.contains("Harbour bridge closes"), "{to}: the rest is as it was: {text}");
    }
    // What corrects it goes to exactly those of before.
    let open = room.tell(&["correction", "list"]);
    assert_eq!(open["sent_to"], json!(old), "{open}");
}

//! Mail that comes back, with the real binary: each copy has a return path of
//! its own, and a reader who answers the mailto of List-Unsubscribe has left.

use crate::newsroom::{Newsroom, Post, until};
use sink::Options;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Envelope sender and message, by recipient.
type Taken = Arc<Mutex<BTreeMap<String, (String, String)>>>;

#[tokio::test(flavor = "multi_thread")]
async fn readers_leave_by_mail_and_bounces_are_known_by_their_address() {
    let taken = Taken::default();
    let log = taken.clone();
    let on_mail = move |mail: sink::Mail| {
        let text = String::from_utf8(mail.bytes).unwrap();
        log.lock().unwrap().insert(mail.to[0].clone(), (mail.from, text));
    };
    let post = Post::open(Options { on_mail: Some(Arc::new(on_mail)), ..Options::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir(folder.path().join(part)).unwrap();
    }
    let room = Newsroom::configured(&format!(
        "[returns]\naddress = \"returns@news.example\"\nmaildir = {:?}\n",
        folder.path().to_str().unwrap()
    ));
    let edition = room.approve(3);
    room.relay("set", &post.port(), 1);
    let mut child = room.serve();
    room.send(&edition);
    until("the end", || room.account(&edition)["state"] == "sent").await;

    let mails = taken.lock().unwrap().clone();
    let (from, text) = &mails["r1@example.org"];
    let paths: Vec<_> = mails.values().map(|(from, _)| from.as_str()).collect();
    assert!(paths.iter().all(|p| p.starts_with("returns+") && p.ends_with("@news.example")));
    assert!(paths.iter().all(|p| paths.iter().filter(|q| p == *q).count() == 1), "each its own");
    let mailto = text.split("<mailto:").nth(1).unwrap().split('>').next().unwrap();
    let to = mailto.strip_suffix("?subject=unsubscribe").unwrap();

    // A bounce to the return path says whose copy it was, and ends nothing.
    let bounce = folder.path().join("bounce");
    let said = format!("Delivered-To: {}\nSubject: Undelivered\n\n550 no\n", from.to_uppercase());
    std::fs::write(&bounce, said).unwrap();
    let about = room.tell(&["returns", "read", bounce.to_str().unwrap()]);
    assert_eq!((about["about"].as_str(), about["edition"].to_string()), (Some("bounce"), edition));
    let state = |who: &str| room.reader(who)["state"].clone();
    assert_eq!(state("r1@example.org"), "confirmed");

    let leave = format!("From: R One <other@example.org>\nTo: <{to}>\nSubject: unsubscribe\n\n");
    std::fs::write(folder.path().join("new/1.leave"), leave).unwrap();
    std::fs::write(folder.path().join("new/2.other"), "To: returns+aaaa@news.example\n\n").unwrap();
    until("the reader's leaving", || state("r1@example.org") == "unsubscribed").await;
    until("the tidying", || folder.path().join("cur/2.other:2,S").exists()).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(state("r2@example.org"), "confirmed");
    assert!(folder.path().join("cur/1.leave:2,S").exists());
}

//! Late news and corrections with the real binary: what comes after the
//! approval is flagged and touches nothing; the mail that corrects an edition
//! goes to exactly those who were sent it, once, even if the press dies.

use crate::newsroom::{Newsroom, Post, until};
use serde_json::{Value, json};
use sink::Options;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const CHIEF: &str = "chief@courier.example";

/// Messages in the order they were taken, with their recipients.
type Taken = Arc<Mutex<Vec<(String, String)>>>;

fn flood(room: &Newsroom, version: u8, killed: u8, note: &str) {
    let text = json!({
        "uri": "urn:newsml:agency.example:20261102:flood", "version": version.to_string(),
        "type": "text", "pubstatus": "usable", "language": "en", "ednote": note,
        "headline": "Flood reaches the lower town",
        "description_text": format!("The flood killed {killed} people on Sunday, the harbour office said."),
        "body_text": format!("The flood killed {killed} people on Sunday, the harbour office said. Ferries stand still."),
    });
    std::fs::write(room.wire().join(format!("flood-{version}.json")), text.to_string()).unwrap();
}

/// A server that keeps what it takes for readers.
async fn post(delay: Duration, rules: &[&str]) -> (Post, Taken) {
    let taken = Taken::default();
    let log = taken.clone();
    let on_mail = move |mail: sink::Mail| {
        let text = String::from_utf8(mail.bytes).unwrap();
        // Chiefs are told of what comes in; that is no reader's mail.
        if mail.to[0] != CHIEF {
            log.lock().unwrap().push((mail.to[0].clone(), text));
        }
    };
    let rules = rules.iter().map(|rule| rule.parse().unwrap()).collect();
    let options = Options { on_mail: Some(Arc::new(on_mail)), delay, rules, ..Options::default() };
    (Post::open(options).await, taken)
}

/// An edition with the flood, sent to so many; the one who is told of by
/// `leaves` has left since, and the agency has corrected itself. Gives the
/// edition's number and that of the correction.
async fn corrected(room: &Newsroom, readers: usize, taken: &Taken, port: &str) -> (String, String) {
    flood(room, 1, 3, "");
    let edition = room.approve(readers);
    room.relay("set", port, 2);
    let mut child = room.serve();
    room.send(&edition);
    until("the end", || room.account(&edition)["state"] == "sent").await;

    let text = {
        let mails = taken.lock().unwrap();
        mails.iter().find(|(to, _)| to == "r5@example.org").unwrap().1.clone()
    };
    assert!(text.contains("killed 3"), "{text}");
    let leave = text.split("<mailto:").nth(1).unwrap().split('?').next().unwrap();
    let leave = format!("From: r5@example.org\nTo: <{leave}>\nSubject: unsubscribe\n\n");
    let folder = room.data().join("../returns/new");
    std::fs::write(folder.join("1.leave"), leave).unwrap();
    until("the leaving", || room.reader("r5@example.org")["state"] == "unsubscribed").await;
    child.kill().unwrap();
    child.wait().unwrap();

    assert_eq!(room.lines(&["correction", "list"]), [Value::Null; 0]);
    flood(room, 2, 5, "Corrects number of dead: 5, not 3. Desk 555-0100");
    room.lines(&["sources", "poll"]);
    let open = room.tell(&["correction", "list"]);
    assert_eq!((&open["edition"].to_string(), &open["state"]), (&edition, &json!("open")));
    (edition, open["correction"].to_string())
}

fn house() -> Newsroom {
    // The returns lie beside the data.
    let room = Newsroom::configured("");
    let folder = room.data().join("../returns");
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(folder.join(part)).unwrap();
    }
    room.configure(&format!(
        "[returns]\naddress = \"returns@news.example\"\nmaildir = {folder:?}\n"
    ));
    room
}

/// Has the note put up and the mail laid; gives the mail's number.
fn laid(room: &Newsroom, correction: &str) -> String {
    let words = "The flood killed 5 people, not 3 as we told.";
    let open = room.lines(&["correction", "list"]);
    let number: i64 = correction.parse().unwrap();
    let seen = open.iter().find(|c| c["correction"] == number).unwrap();
    let seen = seen["version"].to_string();
    let early =
        room.refused(&["correction", "note", correction, words, "--seen", "1", "--by", CHIEF]);
    assert!(early.contains("changed"), "a version that nobody saw: {early}");
    room.tell(&["correction", "note", correction, words, "--next", "--seen", &seen, "--by", CHIEF]);
    let subject = "Correction: Flood reaches the lower town";
    let mail = room.tell(&["correction", "mail", correction, "--subject", subject, "--by", CHIEF]);
    mail["mail"].to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_mailed_to_exactly_those_who_were_sent_the_error() {
    let (post, taken) = post(Duration::ZERO, &["r6@=reject"]).await;
    let room = house();
    let (edition, correction) = corrected(&room, 9, &taken, &post.port()).await;
    assert_eq!(room.account(&edition)["accepted"], 8);
    taken.lock().unwrap().clear();
    let mail = laid(&room, &correction);
    // Somebody who signs up now was sent nothing that was wrong.
    let csv = room.wire().join("../new.csv");
    std::fs::write(&csv, "address,name\nnew@example.org,New\n").unwrap();
    let csv = csv.to_str().unwrap();
    room.tell(&["readers", "import", csv, "--newsletter", "morning", "--consent", "test"]);
    let mut child = room.serve();
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(taken.lock().unwrap().len(), 0, "nothing goes out that no chief approved");
    room.tell(&["edition", "approve", &mail, "--by", CHIEF]);
    until("the mail's end", || room.account(&mail)["state"] == "sent").await;
    child.kill().unwrap();
    child.wait().unwrap();

    let mails = taken.lock().unwrap().clone();
    let mut to: Vec<_> = mails.iter().map(|(to, _)| to.as_str()).collect();
    to.sort_unstable();
    let want: Vec<_> =
        (0..9).filter(|n| ![5, 6].contains(n)).map(|n| format!("r{n}@example.org")).collect();
    assert_eq!(to, want, "not who has left, not who refused it, not who is new");
    let account = room.account(&mail);
    assert_eq!(
        (&account["accepted"], &account["suppressed"], &account["frozen"], &account["sum"]),
        (&json!(7), &json!(1), &json!(8), &json!(8)),
        "{account}"
    );
    let text = &mails[0].1;
    assert!(text.contains("Subject: Correction: Flood reaches the lower town"), "{text}");
    assert!(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{text}");
    assert!(text.contains("5 people, not 3 as we told"), "{text}");
    assert!(!text.contains("555-0100"), "no word to editors gets out");
    // And the next edition is told to say it.
    assert_eq!(room.tell(&["correction", "list", "--edition", &edition])["waits"], true);
    let refused =
        room.refused(&["correction", "mail", &correction, "--subject", "x", "--by", CHIEF]);
    assert!(refused.contains("has its mail already"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_it_nobody_is_lost_and_every_doubt_is_named() {
    let (post, taken) = post(Duration::from_millis(12), &[]).await;
    let room = house();
    let (_, correction) = corrected(&room, 120, &taken, &post.port()).await;
    taken.lock().unwrap().clear();
    let mail = laid(&room, &correction);
    room.tell(&["edition", "approve", &mail, "--by", CHIEF]);
    for some in [15, 45, 80] {
        let mut child = room.serve();
        until("some mails", || taken.lock().unwrap().len() >= some).await;
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(room.account(&mail)["state"] != "sent", "it was killed in its middle");
    let mut child = room.serve();
    until("the mail's end", || room.account(&mail)["state"] == "sent").await;
    child.kill().unwrap();
    child.wait().unwrap();

    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for (to, _) in taken.lock().unwrap().iter() {
        *copies.entry(to.clone()).or_default() += 1;
    }
    let account = room.account(&mail);
    assert_eq!((&account["sum"], &account["frozen"]), (&json!(120), &json!(120)), "{account}");
    assert_eq!((&account["accepted"], &account["suppressed"]), (&json!(119), &json!(1)));
    assert_eq!(copies.len(), 119, "each who is to have it has it");
    assert!(!copies.contains_key("r5@example.org"), "who has left has not");
    let named: BTreeSet<String> =
        serde_json::from_value(account["once_uncertain"].clone()).unwrap();
    for (to, count) in copies {
        assert!(count == 1 || named.contains(&to), "{to} has {count}, and is not named");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn late_news_is_flagged_and_the_approval_stands() {
    let room = Newsroom::open();
    // Where it is about six in the morning now, so that tonight is to come.
    let hour: i32 = jiff::Timestamp::now().strftime("%H").to_string().parse().unwrap();
    let east = (6 - hour + 12).rem_euclid(24) - 12;
    let zone = format!("Etc/GMT{:+}", -east);
    let edition = room.approve_titled(1, &["--zone", &zone, "--hour", "21:00"]);
    let shown = || room.tell(&["edition", "show", &edition]);
    assert_eq!((&shown()["state"], &shown()["late_news"]), (&json!("approved"), &json!([])));
    let mut child = room.serve();
    let dam = "Lowmere dam breaks, valley is cleared\n\nThe Lowmere dam broke at dusk and the valley below it is being cleared, the water board said.\n\n\
        Sirens sounded in Ferrin and in the lower town. The board had called the dam sound a week ago.\n";
    std::fs::write(room.wire().join("dam.txt"), dam).unwrap();
    room.lines(&["sources", "poll"]);
    until("the flag", || shown()["late_news"].as_array().is_some_and(|l| l.len() == 1)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let edition = shown();
    let late = &edition["late_news"][0];
    assert_eq!(edition["state"], "approved", "{edition}");
    assert_eq!((&late["outcome"], &late["story"]), (&Value::Null, &late["came"]), "{late}");
    assert_eq!(late["replaces"], edition["slots"][0]["story"]);
    assert!(late["reason"].as_str().unwrap().starts_with("Own story of"), "{late}");
}

//! A hub that tells of news (WebSub), with the real binary: it is subscribed,
//! confirmed, and its rightly signed word has the feed polled at once.

use crate::newsroom::{Newsroom, until};
use aws_lc_rs::hmac;
use axum::{
    Form, Router,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::Value;
use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

/// A site with a feed and a hub.
#[derive(Default)]
struct Site {
    at: Mutex<String>,
    polls: Mutex<u32>,
    asked: Mutex<Vec<HashMap<String, String>>>,
}

type Shared = State<Arc<Site>>;

async fn feed(State(site): Shared) -> impl IntoResponse {
    let polls = {
        let mut polls = site.polls.lock().unwrap();
        *polls += 1;
        *polls
    };
    let at = site.at.lock().unwrap().clone();
    let text = format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Post</title>\
         <atom:link rel=\"hub\" href=\"{at}/hub\"/><atom:link rel=\"self\" href=\"{at}/feed?a=1&amp;b=2\"/>\
         <item><title>Ferry {polls} is late</title><guid>{polls}</guid>\
         <description>The ferry came an hour late.</description></item></channel></rss>"
    );
    ([(header::CONTENT_TYPE, "application/rss+xml")], text)
}

async fn hub(State(site): Shared, Form(form): Form<HashMap<String, String>>) -> StatusCode {
    site.asked.lock().unwrap().push(form);
    StatusCode::ACCEPTED
}

/// A port that is free now.
fn free() -> u16 {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_hurries_polls_and_does_nothing_else() {
    let site = Arc::new(Site::default());
    let router =
        Router::new().route("/feed", get(feed)).route("/hub", post(hub)).with_state(site.clone());
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    site.at.lock().unwrap().clone_from(&at);
    tokio::spawn(async move { axum::serve(listener, router).await });

    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, free()));
    let room = Newsroom::listening(
        &here.to_string(),
        &format!("public_url = \"http://{here}\"\n[fetch]\nallow_hosts = [\"127.0.0.1\"]\n"),
    );
    room.tell(&["sources", "add", "Post", &format!("{at}/feed?a=1&b=2")]);
    room.tell(&["sources", "poll"]);
    let mut child = room.serve();
    until("the question to the hub", || !site.asked.lock().unwrap().is_empty()).await;
    let asked = site.asked.lock().unwrap()[0].clone();
    let topic = format!("{at}/feed?a=1&b=2");
    assert_eq!((asked["hub.mode"].as_str(), asked["hub.topic"].as_str()), ("subscribe", &*topic));
    assert_eq!(asked["hub.lease_seconds"], "864000");
    let (callback, secret) = (asked["hub.callback"].clone(), asked["hub.secret"].clone());
    assert!(callback.starts_with(&format!("http://{here}/wire/push/")), "{callback}");
    assert_eq!(secret.len(), 64);
    let push = || room.tell(&["sources", "list"])["push"].clone();
    assert_eq!(push()["until"], Value::Null, "nothing is believed before it is confirmed");

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let ask = async |callback: &str, mode: &str, topic: &str| {
        let mut url = url::Url::parse(callback).unwrap();
        url.query_pairs_mut().extend_pairs([
            ("hub.mode", mode),
            ("hub.topic", topic),
            ("hub.challenge", "cha<l>lenge & 1"),
            ("hub.lease_seconds", "3600"),
        ]);
        let answer = client.get(url).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    // Another last letter than the one that is there, which one time in many
    // is an A by itself.
    let other = if callback.ends_with('A') { 'E' } else { 'A' };
    let forged = format!("{}{other}", &callback[..callback.len() - 1]);
    for (callback, mode, topic) in [
        (forged.as_str(), "subscribe", topic.as_str()),
        (&callback, "subscribe", &format!("{at}/other")),
        (&callback, "unsubscribe", &topic),
    ] {
        let (status, text) = ask(callback, mode, topic).await;
        assert!(status == 404 && !text.contains("lenge"), "{mode} {topic}: {status}");
    }
    assert_eq!(push()["until"], Value::Null);
    let confirmed = ask(&callback, "subscribe", &topic).await;
    assert_eq!(confirmed, (200, "cha<l>lenge & 1".to_owned()));
    assert!(push()["until"].is_string(), "the lease is noted");

    let polls = || *site.polls.lock().unwrap();
    let tell = async |callback: &str, signature: Option<String>, body: Vec<u8>| {
        let mut request = client.post(callback).body(body);
        if let Some(signature) = signature {
            request = request.header("X-Hub-Signature", signature);
        }
        request.send().await.unwrap().status().as_u16()
    };
    let sign = |secret: &str, body: &[u8]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, body);
        Some(format!("sha256={}", data_encoding::HEXLOWER.encode(tag.as_ref())))
    };
    let body = b"<rss>whatever the hub says, it is not read</rss>".to_vec();
    let large = vec![b'x'; (1 << 20) + 1];
    let before = polls();
    assert_eq!(tell(&forged, sign(&secret, &body), body.clone()).await, 404);
    for (signature, body) in [
        (None, body.clone()),
        (sign("guessed", &body), body.clone()),
        (sign(&secret, b"other"), body.clone()),
        (sign(&secret, &large), large),
    ] {
        assert_eq!(tell(&callback, signature, body).await, 202, "nobody is told what was believed");
    }
    // The poller looks every two seconds.
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert_eq!(polls(), before, "no word that is not signed hurries a poll");
    assert_eq!(tell(&callback, sign(&secret, &body), body.clone()).await, 202);
    until("the poll", || polls() > before).await;
    let full = vec![b'x'; 1 << 20];
    let before = polls();
    assert_eq!(tell(&callback, sign(&secret, &full), full.clone()).await, 202);
    until("the poll after a large delivery", || polls() > before).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(site.asked.lock().unwrap().len(), 1, "asked once");
    assert!(!room.log().contains(&secret), "no secret in the log");
}

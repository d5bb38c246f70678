//! Single mails over a real server.

use async_trait::async_trait;
use jiff::Timestamp;
use press::ledger::{LedgerError, Notice, Outbox, Outcome};
use press::outbox::post;
use press::relay::Relay;
use press::run::Fleet;
use press::session::{Login, Tls, Trouble};
use sink::{Options, Sink};
use std::sync::{Arc, Mutex};
use story::Address;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

/// Notices in memory; each is due until it was settled once.
#[derive(Default)]
struct Tray {
    due: Mutex<Vec<Notice>>,
    settled: Mutex<Vec<(i64, Outcome)>>,
    news: Notify,
}

#[async_trait]
impl Outbox for Tray {
    async fn due(&self, limit: usize, _: Timestamp) -> Result<Vec<Notice>, LedgerError> {
        Ok(self.due.lock().unwrap().iter().take(limit).cloned().collect())
    }

    async fn settle(&self, id: i64, outcome: Outcome, _: Timestamp) -> Result<(), LedgerError> {
        self.due.lock().unwrap().retain(|n| n.id != id);
        self.settled.lock().unwrap().push((id, outcome));
        self.news.notify_one();
        Ok(())
    }
}

fn relay(sink: &Sink) -> Relay {
    Relay { host: "127.0.0.1".into(), port: sink.addr().port(), ..Relay::default() }
}

#[tokio::test]
async fn each_mail_gets_its_own_end() {
    let sink = Sink::bind("127.0.0.1:0", Options::default()).await.unwrap();
    let outbox = Arc::new(Tray::default());
    for (id, name) in ["ann", "reject-bob", "tempfail-cy", "policy-di", "eve"].iter().enumerate() {
        outbox.due.lock().unwrap().push(Notice {
            id: id as i64,
            from: Address::parse("desk@example.org").unwrap(),
            to: Address::parse(&format!("{name}@example.net")).unwrap(),
            message: b"Subject: x\r\n\r\nHello\r\n".to_vec(),
            attempt: 0,
        });
    }
    let stop = CancellationToken::new();
    let (set, relays) = watch::channel(None);
    let wake = Arc::new(Notify::new());
    let posting = tokio::spawn(post(Arc::clone(&outbox) as _, relays, stop.clone(), wake.clone()));
    // Nothing moves before there is a relay; setting it and waking is enough.
    tokio::task::yield_now().await;
    set.send(Some(Fleet::of(relay(&sink)))).unwrap();
    wake.notify_one();
    while outbox.settled.lock().unwrap().len() < 5 {
        outbox.news.notified().await;
    }
    stop.cancel();
    posting.await.unwrap().unwrap();
    let settled = outbox.settled.lock().unwrap();
    let kinds: Vec<&str> = settled
        .iter()
        .map(|(_, o)| match o {
            Outcome::Accepted { .. } => "accepted",
            Outcome::Rejected { .. } => "rejected",
            Outcome::Deferred { .. } => "deferred",
            _ => "other",
        })
        .collect();
    // Our own fault (policy) is tried again: a human may mend it.
    assert_eq!(kinds, ["accepted", "rejected", "deferred", "deferred", "accepted"]);
    assert_eq!(sink.accepted(), 2);
}

#[tokio::test]
async fn a_relay_is_tested_without_a_mail() {
    let login = Some(("desk".to_owned(), "right".to_owned()));
    let sink = Sink::bind("127.0.0.1:0", Options { login, ..Options::default() }).await.unwrap();
    let with = |password: &str| Relay {
        login: Some(Login { user: "desk".into(), password: password.into() }),
        ..relay(&sink)
    };
    let words = press::test_relay(&with("right")).await.unwrap();
    assert!(words.contains("takes the name and password"), "{words}");
    let wrong = press::test_relay(&with("wrong")).await.unwrap_err();
    assert!(matches!(&wrong, Trouble::Login(w) if w.contains("535")), "{wrong}");
    let tls = press::test_relay(&Relay { tls: Tls::StartTls, ..with("right") }).await.unwrap_err();
    assert!(matches!(tls, Trouble::Tls(_)), "{tls}");
    // A port that is bound but never listened on refuses every call.
    let closed = tokio::net::TcpSocket::new_v4().unwrap();
    closed.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let gone = Relay { port: closed.local_addr().unwrap().port(), ..with("right") };
    assert!(press::test_relay(&gone).await.is_err());
}

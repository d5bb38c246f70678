//! Every fault of the sink, and what becomes of the reader it hits and of
//! those before and behind. The sink's own log is the judge.

use crate::stage::{self, Book, Post, judge, listen, run};
use DeliveryState::{Accepted, Expired, Pending, Rejected};
use press::ledger::Outcome;
use press::relay::Relay;
use press::run::{Fleet, RunEnd, print};
use press::session::{Auth, Login, Tls};
use sink::{Certificate, Lie, Options, Secure};
use std::sync::{Arc, Mutex};
use story::{DeliveryState, RejectClass};
use tokio::task::JoinSet;

/// Whether the reader is named as once uncertain.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Doubt {
    No,
    Yes,
    /// It depends on who is quicker, and both are right.
    Perhaps,
}
use Doubt::{No, Perhaps, Yes};

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

/// What hits one reader: the name that asks for it, how it ends, by whose
/// fault, copies, doubt, and whether the reader's own tries were counted.
type Row = (String, DeliveryState, Option<RejectClass>, usize, Doubt, bool);

fn rows() -> Vec<Row> {
    use RejectClass::{Address, Mailbox, Sender};
    let mut rows: Vec<Row> = Vec::new();
    let mut row = |name: String, state, class, copies, doubt, counted| {
        rows.push((name, state, class, copies, doubt, counted));
    };
    // Not now: the reader waits, and gets one copy in the end.
    for phase in ["mail", "rcpt", "data", "dot"] {
        for code in [450, 451, 452] {
            row(format!("{phase}-{code}-1-x"), Accepted, None, 1, No, true);
        }
    }
    row("tempfail-2-x".into(), Accepted, None, 1, No, true);
    row("greylist-2-x".into(), Accepted, None, 1, No, true);
    row("greylist-60ms-x".into(), Accepted, None, 1, No, true);
    // The server is closing: the connection's trouble, except where it was said
    // to this very mail.
    row("mail-421-2-x".into(), Accepted, None, 1, No, false);
    for phase in ["rcpt", "data", "dot"] {
        row(format!("{phase}-421-2-x"), Accepted, None, 1, No, true);
    }
    // Too fast: never the reader's fault, whatever they were told it at.
    for phase in ["mail", "rcpt", "data", "dot"] {
        row(format!("{phase}-rate-1-x"), Accepted, None, 1, No, false);
    }
    // Never: by whose fault.
    for (name, class) in [
        ("mail-550-x", Sender),
        ("mail-552-x", Sender),
        ("mail-553-x", Sender),
        ("mail-554-x", Sender),
        ("rcpt-550-x", Address),
        ("rcpt-551-x", Address),
        ("rcpt-552-x", Mailbox),
        ("rcpt-553-x", Address),
        ("rcpt-554-x", Sender),
        ("full-x", Mailbox),
        ("policy-x", Sender),
        ("data-550-x", Sender),
        ("data-552-x", Sender),
        ("data-554-x", Sender),
        ("dot-550-x", Sender),
        ("dot-552-x", Sender),
        ("dot-policy-x", Sender),
        ("dot-reject-x", Sender),
    ] {
        row(name.into(), Rejected, Some(class), 0, No, true);
    }
    // The connection breaks, or the server talks nonsense, before the dot: sent
    // again, and the reader's tries do not count.
    for phase in ["mail", "rcpt", "data"] {
        for act in ["reset", "close", "stall", "half", "garbage", "nul", "long"] {
            row(format!("{phase}-{act}-1-x"), Accepted, None, 1, No, false);
        }
    }
    // In the body the dot may be gone before we hear of it.
    for act in ["reset", "close", "stall"] {
        row(format!("body-{act}-1-x"), Accepted, None, 1, Perhaps, false);
    }
    // After the dot nobody can know: sent again, and named.
    for act in ["reset", "close", "stall", "half", "garbage", "nul", "long"] {
        row(format!("dot-{act}-1-x"), Accepted, None, 2, Yes, true);
    }
    row("dot-drop-1-x".into(), Accepted, None, 1, Yes, true);
    // Odd, slow and chatty answers are answers.
    for phase in ["mail", "rcpt", "data", "dot"] {
        for act in ["trickle", "split", "multi", "slow"] {
            row(format!("{phase}-{act}-x"), Accepted, None, 1, No, false);
        }
    }
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hits_one_reader() {
    let mut cases = JoinSet::new();
    for row in rows() {
        for pipelining in [true, false] {
            cases.spawn(hits_one(row.clone(), pipelining));
        }
    }
    while let Some(case) = cases.join_next().await {
        case.unwrap();
    }
}

async fn hits_one((name, state, class, copies, doubt, counted): Row, pipelining: bool) {
    let case = format!("{name}, pipelining {pipelining}");
    let post = Post::open(Options { pipelining, ..Options::default() }).await;
    // Others before and behind, so that replies could be mixed up.
    let book = Book::of(&names(&["a", "b", &name, "c", "d", "e"]));
    let fleet = Fleet::of(Relay { connections: 1, ..post.relay() });
    assert_eq!(print(run(&fleet, &book)).await.unwrap(), RunEnd::Done, "{case}");

    let taken = post.taken();
    judge(&case, &book, &taken);
    let told = book.told(&name);
    assert_eq!(book.state(&name), state, "{case}: {told:?}");
    let named = book.rows.once_uncertain();
    match doubt {
        No => assert_eq!(named, Vec::<String>::new(), "{case}"),
        Yes => assert_eq!(named, [stage::address(&name)], "{case}"),
        Perhaps => assert!(named.iter().all(|n| *n == stage::address(&name)), "{case}"),
    }
    assert_eq!(post.copies(&name), copies, "{case}: {told:?}");
    for other in ["a", "b", "c", "d", "e"] {
        assert_eq!((book.state(other), post.copies(other)), (Accepted, 1), "{other}: {case}");
    }
    let found = told.iter().find_map(|o| match o {
        Outcome::Rejected { class, .. } => Some(*class),
        _ => None,
    });
    assert_eq!(found, class, "{case}: {told:?}");
    if doubt != Perhaps {
        let waited =
            told.iter().any(|o| matches!(o, Outcome::Deferred { .. } | Outcome::Rejected { .. }));
        assert_eq!(waited, counted, "{case}: {told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_and_then_a_reset() {
    let post = Post::open(Options::default()).await;
    let book = Book::of(&names(&["a", "dot-bye-1-x", "b"]));
    let fleet = Fleet::of(Relay { connections: 1, ..post.relay() });
    assert_eq!(print(run(&fleet, &book)).await.unwrap(), RunEnd::Done);
    judge("250, then a reset", &book, &post.taken());
    assert_eq!(book.count(Accepted), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hits_the_site_is_nobodys_try() {
    let mut cases = JoinSet::new();
    for phase in ["connect", "ehlo"] {
        for act in [
            "421-3",
            "450-2",
            "451-2",
            "554-2",
            "rate-1",
            "reset-2",
            "close-2",
            "stall-1",
            "half-1",
            "garbage-1",
            "nul-1",
            "long-1",
            "trickle",
            "split",
            "multi",
            "slow",
        ] {
            cases.spawn(hits_the_site(phase, act));
        }
    }
    while let Some(case) = cases.join_next().await {
        case.unwrap();
    }
}

async fn hits_the_site(phase: &'static str, act: &'static str) {
    let case = format!("{phase}-{act}");
    let rule = format!("*={case}").parse().unwrap();
    let post = Post::open(Options { rules: vec![rule], ..Options::default() }).await;
    let all: Vec<String> = (0..30).map(|n| format!("r{n}")).collect();
    let book = Book::of(&all);
    let run = run(&Fleet::of(post.relay()), &book);
    let troubles = listen(&run);
    assert_eq!(print(run).await.unwrap(), RunEnd::Done, "{case}");
    judge(&case, &book, &post.taken());
    assert_eq!(book.count(Accepted), 30, "{case}");
    assert_eq!(post.taken().len(), 30, "{case}");
    assert!(!book.punished(), "{case}: a reader's try was counted");
    // EHLO may be refused for good: HELO is tried then (RFC 5321 §3.2).
    let harmless = ["trickle", "split", "multi", "slow"].contains(&act) || case == "ehlo-554-2";
    if !harmless {
        let troubles = troubles.await.unwrap();
        assert!(troubles.iter().any(|t| t.contains("127.0.0.1")), "{case}: {troubles:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_only_knows_helo() {
    let rule = "*=ehlo-550".parse().unwrap();
    let post = Post::open(Options { rules: vec![rule], ..Options::default() }).await;
    let book = Book::of(&names(&["a", "b", "reject-x"]));
    assert_eq!(print(run(&Fleet::of(post.relay()), &book)).await.unwrap(), RunEnd::Done);
    judge("HELO", &book, &post.taken());
    assert_eq!((book.count(Accepted), book.count(Rejected)), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lie_about_pipelining_mixes_up_nobody() {
    let mut lies = JoinSet::new();
    for lie in [Lie::Discards, Lie::Repeats, Lie::Swallows] {
        lies.spawn(lies_about_pipelining(lie));
    }
    while let Some(lie) = lies.join_next().await {
        lie.unwrap();
    }
}

async fn lies_about_pipelining(lie: Lie) {
    let case = format!("{lie:?}");
    let post = Post::open(Options { lie: Some(lie), ..Options::default() }).await;
    let all: Vec<String> = (0..40)
        .map(|n| match n % 5 {
            1 => format!("reject-x{n}"),
            2 => format!("tempfail-1-{n}"),
            3 => format!("dot-451-1-{n}"),
            _ => format!("r{n}"),
        })
        .collect();
    let book = Book::of(&all);
    assert_eq!(print(run(&Fleet::of(post.relay()), &book)).await.unwrap(), RunEnd::Done);
    judge(&case, &book, &post.taken());
    for name in &all {
        let end = if name.starts_with("reject") { Rejected } else { Accepted };
        assert_eq!(book.state(name), end, "{case}: {name}");
        assert_eq!(post.copies(name), usize::from(end == Accepted), "{case}: {name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_or_nothing() {
    use Secure::{Broken, Implicit, Injected, Refused, Silent, StartTls};
    let good = Certificate::Good;
    // What the server does, whether its certificate is trusted, what we want,
    // and how it ends: sent, or the words an editor reads.
    for (case, server, certificate, trusted, want, end) in [
        ("STARTTLS", Some(StartTls), good, true, Tls::StartTls, Ok(())),
        ("TLS from the start", Some(Implicit), good, true, Tls::Implicit, Ok(())),
        ("unknown", Some(StartTls), good, false, Tls::StartTls, Err("no TLS")),
        ("unknown", Some(Implicit), good, false, Tls::Implicit, Err("no TLS")),
        ("expired", Some(StartTls), Certificate::Expired, true, Tls::StartTls, Err("xpired")),
        ("another's", Some(StartTls), Certificate::WrongName, true, Tls::StartTls, Err("no TLS")),
        ("not offered", None, good, false, Tls::StartTls, Err("does not offer STARTTLS")),
        ("in clear behind the 220", Some(Injected), good, true, Tls::StartTls, Err("in between")),
        ("no TLS there", None, good, false, Tls::Implicit, Err("no TLS")),
        ("454", Some(Refused), good, true, Tls::StartTls, Err("")),
        ("broken in the handshake", Some(Broken), good, true, Tls::StartTls, Err("")),
        ("silent in the handshake", Some(Silent), good, true, Tls::StartTls, Err("")),
    ] {
        let post = Post::open(Options { tls: server, certificate, ..Options::default() }).await;
        let book = Book::of(&names(&["a", "b"]));
        let pem = post.sink.certificate().filter(|_| trusted).map(str::to_owned);
        let fleet = Fleet::of(Relay { tls: want, extra_root_pem: pem, ..post.relay() });
        let mut run = run(&fleet, &book);
        if end == Err("") {
            run.fresh_until = jiff::Timestamp::now() + jiff::SignedDuration::from_millis(300);
        }
        let came = print(run).await.unwrap();
        match end {
            Ok(()) => {
                assert_eq!((came, post.taken().len()), (RunEnd::Done, 2), "{case}");
                assert_eq!(book.count(Accepted), 2, "{case}");
            }
            Err(words) => {
                match came {
                    RunEnd::Halted { why } => assert!(why.contains(words), "{case}: {why}"),
                    RunEnd::Done if words.is_empty() => {}
                    other => panic!("{case}: {other:?}"),
                }
                assert_eq!(post.taken().len(), 0, "{case}: nothing went in clear");
                let left = if words.is_empty() { Expired } else { Pending };
                assert_eq!(book.count(left), 2, "{case}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_ways_to_log_in() {
    for (offered, auth, password, fine) in [
        ("PLAIN", Auth::Password, "right", true),
        ("LOGIN", Auth::Password, "right", true),
        ("XOAUTH2 PLAIN", Auth::Xoauth2, "right", true),
        ("PLAIN", Auth::Password, "wrong", false),
        ("LOGIN", Auth::Password, "wrong", false),
        ("XOAUTH2", Auth::Xoauth2, "wrong", false),
        ("XOAUTH2", Auth::Password, "right", false),
        ("PLAIN LOGIN", Auth::Xoauth2, "right", false),
        ("CRAM-MD5", Auth::Password, "right", false),
    ] {
        let case = format!("{offered} {auth:?} {password}");
        let options = Options {
            login: Some(("desk".into(), "right".into())),
            mechanisms: offered.into(),
            ..Options::default()
        };
        let post = Post::open(options).await;
        let book = Book::of(&names(&["a"]));
        let login = Some(Login { user: "desk".into(), password: password.into() });
        let fleet = Fleet::of(Relay { login, auth, ..post.relay() });
        match print(run(&fleet, &book)).await.unwrap() {
            RunEnd::Done => assert!(fine, "{case}"),
            RunEnd::Halted { why } => {
                assert!(!fine && why.contains("login"), "{case}: {why}");
                assert_eq!(book.count(Pending), 1, "{case}");
            }
            RunEnd::Stopped => panic!("{case}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_offered_is_used() {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let keep = Arc::clone(&heard);
    let on_mail = Arc::new(move |m: sink::Mail| keep.lock().unwrap().push(m.asked));
    let post =
        Post::open(Options { dsn: true, on_mail: Some(on_mail), ..Options::default() }).await;
    let book = Book::of(&names(&["a"]));
    assert_eq!(print(run(&Fleet::of(post.relay()), &book)).await.unwrap(), RunEnd::Done);
    let asked = heard.lock().unwrap()[0].clone();
    let (size, rest) = asked.split_once(' ').unwrap();
    assert!(size.strip_prefix("SIZE=").unwrap().parse::<usize>().unwrap() > 1000);
    assert_eq!(rest, "RET=HDRS ENVID=e7.0 NOTIFY=FAILURE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_too_big_is_our_fault_said_or_not() {
    for offer_size in [true, false] {
        let post = Post::open(Options { max_size: 500, offer_size, ..Options::default() }).await;
        let book = Book::of(&names(&["a", "b"]));
        assert_eq!(print(run(&Fleet::of(post.relay()), &book)).await.unwrap(), RunEnd::Done);
        let told = book.told("a");
        assert!(
            matches!(&told[..], [Outcome::Rejected { class: RejectClass::Sender, .. }]),
            "{offer_size}: {told:?}"
        );
        assert_eq!(post.taken().len(), 0);
    }
}

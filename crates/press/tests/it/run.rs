//! A run against a real server that misbehaves, with a ledger in memory that
//! keeps the rules of the real one and notes what would break them.

use crate::memory::Memory;
use crate::sample;
use press::dkim::{Key, Signer};
use press::ledger::UncertainPolicy;
use press::plate::Plate;
use press::relay::Relay;
use press::run::{Fleet, Links, PressError, Progress, Retry, Run, RunEnd, print};
use sink::{Mail, Options, Sink};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use story::{DeliveryState, EditionId, ReaderId};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

struct Plain;

impl Links for Plain {
    fn unsubscribe(&self, reader: ReaderId) -> String {
        format!("https://news.example.org/u/{reader}")
    }
    fn manage(&self, reader: ReaderId) -> String {
        format!("https://news.example.org/m/{reader}")
    }
}

/// A sink and what it took.
struct Post {
    sink: Sink,
    mails: Arc<Mutex<Vec<Mail>>>,
}

async fn post(options: Options) -> Post {
    let mails = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&mails);
    let options = Options {
        on_mail: Some(Arc::new(move |m| keep.lock().unwrap().push(m))),
        slow: Duration::from_millis(300),
        ..options
    };
    Post { sink: Sink::bind("127.0.0.1:0", options).await.unwrap(), mails }
}

impl Post {
    fn copies(&self, to: &str) -> usize {
        self.mails.lock().unwrap().iter().filter(|m| m.to == [to]).count()
    }

    fn relay(&self) -> Relay {
        Relay {
            host: "127.0.0.1".into(),
            port: self.sink.addr().port(),
            connections: 4,
            ..Relay::default()
        }
    }

    fn run(&self, ledger: &Arc<Memory>) -> Run {
        let plate = Plate::set(&sample::sheet(), &sample::envelope()).unwrap();
        Run {
            edition: EditionId(7),
            plate: Arc::new(plate),
            ledger: Arc::clone(ledger) as _,
            fleet: Fleet::of(self.relay()),
            signer: None,
            links: Arc::new(Plain),
            fresh_until: jiff::Timestamp::now() + jiff::SignedDuration::from_secs(60),
            retry: Retry {
                first: Duration::from_millis(30),
                longest: Duration::from_millis(100),
                relay_first: Duration::from_millis(10),
                relay_longest: Duration::from_millis(50),
                silence: Duration::from_millis(50),
            },
            uncertain: UncertainPolicy::Resend,
            stop: CancellationToken::new(),
            pause: watch::channel(false).1,
            progress: watch::channel(Progress::default()).0,
        }
    }
}

fn readers(names: &[&str]) -> Arc<Memory> {
    Memory::of(names.iter().map(|n| format!("{n}@example.net")))
}

#[tokio::test]
async fn everybody_gets_one_copy() {
    let post = post(Options::default()).await;
    let ledger = Memory::of((0..300).map(|n| format!("r{n}@example.net")));
    let mut run = post.run(&ledger);
    let key = Key::generate().unwrap();
    run.signer = Some(Arc::new(Signer::new(&key, "news.example.org", "nd1").unwrap()));
    let progress = run.progress.subscribe();
    assert_eq!(print(run).await.unwrap(), RunEnd::Done);
    assert_eq!(ledger.count(DeliveryState::Accepted), 300);
    assert_eq!(progress.borrow().accepted, 300);
    assert_eq!(ledger.broken(), Vec::<String>::new());
    let mails = post.mails.lock().unwrap();
    assert_eq!(mails.len(), 300);
    let mut ids: Vec<String> = mails
        .iter()
        .map(|m| {
            let parsed = mail_parser::MessageParser::default().parse(&m.bytes).unwrap();
            assert_eq!(parsed.to().unwrap().first().unwrap().address().unwrap(), m.to[0]);
            assert!(m.bytes.starts_with(b"DKIM-Signature:"));
            parsed.message_id().unwrap().to_owned()
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 300, "no two readers share a Message-ID");
}

#[tokio::test]
async fn every_fault_has_its_end() {
    use DeliveryState::{Accepted, Rejected};
    for (name, end, copies) in [
        ("plain", Accepted, 1),
        ("tempfail-2-x", Accepted, 1),
        ("dot-tempfail-2-x", Accepted, 1),
        ("reject-x", Rejected, 0),
        ("full-x", Rejected, 0),
        ("policy-x", Rejected, 0),
        ("dot-reject-x", Rejected, 0),
        ("421-2-x", Accepted, 1),
        ("rst-in-body-2-x", Accepted, 1),
        ("rst-in-body-5-x", Accepted, 1),
        ("rst-after-dot-1-x", Accepted, 2),
        ("half-reply-1-x", Accepted, 2),
        ("slow-x", Accepted, 1),
    ] {
        for pipelining in [true, false] {
            let post = post(Options { pipelining, ..Options::default() }).await;
            // Others before and behind, so that replies could be mixed up.
            eprintln!("{name} {pipelining}");
            let ledger = readers(&["a", "b", name, "c", "d", "e"]);
            let mut run = post.run(&ledger);
            run.fleet = Fleet::of(Relay { connections: 1, ..post.relay() });
            assert_eq!(print(run).await.unwrap(), RunEnd::Done, "{name}");
            let case = format!("{name}, pipelining {pipelining}");
            assert_eq!(ledger.state_of(&format!("{name}@example.net")), end, "{case}");
            assert_eq!(post.copies(&format!("{name}@example.net")), copies, "{case}");
            for other in ["a", "b", "c", "d", "e"] {
                let other = format!("{other}@example.net");
                assert_eq!(ledger.state_of(&other), Accepted, "{other} beside {case}");
                assert_eq!(post.copies(&other), 1, "{other} beside {case}");
            }
            let uncertain = if copies == 2 { vec![format!("{name}@example.net")] } else { vec![] };
            assert_eq!(ledger.once_uncertain(), uncertain, "{case}");
            assert_eq!(ledger.broken(), Vec::<String>::new(), "{case}");
        }
    }
}

#[tokio::test]
async fn a_lost_answer_can_be_held_for_the_editors() {
    let post = post(Options::default()).await;
    let ledger = readers(&["a", "rst-after-dot-x", "b"]);
    let run = Run { uncertain: UncertainPolicy::Hold, ..post.run(&ledger) };
    assert_eq!(print(run).await.unwrap(), RunEnd::Done);
    assert_eq!(ledger.state_of("rst-after-dot-x@example.net"), DeliveryState::Uncertain);
    assert_eq!(post.copies("rst-after-dot-x@example.net"), 1);
    assert_eq!(ledger.count(DeliveryState::Accepted), 2);
}

#[tokio::test]
async fn copies_of_one_mail_are_equal() {
    let post = post(Options::default()).await;
    let ledger = readers(&["rst-after-dot-1-x"]);
    assert_eq!(print(post.run(&ledger)).await.unwrap(), RunEnd::Done);
    let mails = post.mails.lock().unwrap();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].bytes, mails[1].bytes);
}

#[tokio::test]
async fn who_left_before_the_dot_gets_nothing() {
    for pipelining in [true, false] {
        let post = post(Options { pipelining, ..Options::default() }).await;
        let ledger = readers(&["a", "gone", "b", "c"]);
        ledger.leave("gone@example.net");
        assert_eq!(print(post.run(&ledger)).await.unwrap(), RunEnd::Done);
        assert_eq!(ledger.state_of("gone@example.net"), DeliveryState::Suppressed);
        assert_eq!(post.copies("gone@example.net"), 0);
        assert_eq!(ledger.count(DeliveryState::Accepted), 3);
        assert_eq!(ledger.broken(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_server_may_close_after_a_few_mails_or_be_away_at_first() {
    let options = Options { close_after: Some(3), refuse: 3, ..Options::default() };
    let post = post(options).await;
    let ledger = Memory::of((0..40).map(|n| format!("r{n}@example.net")));
    assert_eq!(print(post.run(&ledger)).await.unwrap(), RunEnd::Done);
    assert_eq!(post.mails.lock().unwrap().len(), 40);
    assert_eq!(ledger.count(DeliveryState::Accepted), 40);
    assert_eq!(ledger.broken(), Vec::<String>::new());
}

#[tokio::test]
async fn many_refusals_for_our_own_fault_halt_the_run() {
    let rule = "*=policy".parse().unwrap();
    let post = post(Options { rules: vec![rule], ..Options::default() }).await;
    let ledger = Memory::of((0..200).map(|n| format!("r{n}@example.net")));
    let RunEnd::Halted { why } = print(post.run(&ledger)).await.unwrap() else {
        panic!("it went on");
    };
    assert!(why.contains("550 5.7.1 Refused by policy"), "{why}");
    // The first few may have been about those readers; after that it is us,
    // and nobody's delivery ends by it.
    assert!(ledger.count(DeliveryState::Rejected) <= 2);
    assert!(ledger.count(DeliveryState::Deferred) >= 18);
    assert_eq!(ledger.count(DeliveryState::Claimed) + ledger.count(DeliveryState::Intent), 0);
}

#[tokio::test]
async fn a_wrong_password_halts_the_run_and_loses_nobody() {
    let login = Some(("desk".to_owned(), "right".to_owned()));
    let post = post(Options { login, ..Options::default() }).await;
    let ledger = readers(&["a", "b"]);
    let with = |password: &str| {
        let mut run = post.run(&ledger);
        let login =
            press::session::Login { user: "desk".to_owned(), password: password.to_owned() };
        run.fleet = Fleet::of(Relay { login: Some(login), ..post.relay() });
        run
    };
    let RunEnd::Halted { why } = print(with("wrong")).await.unwrap() else { panic!("went on") };
    assert!(why.contains("535"), "{why}");
    assert_eq!(ledger.count(DeliveryState::Pending), 2);
    assert_eq!(print(with("right")).await.unwrap(), RunEnd::Done);
    assert_eq!(ledger.count(DeliveryState::Accepted), 2);
}

#[tokio::test]
async fn a_stop_leaves_nothing_uncertain() {
    let post = post(Options { delay: Duration::from_millis(5), ..Options::default() }).await;
    let ledger = Memory::of((0..400).map(|n| format!("r{n}@example.net")));
    let run = post.run(&ledger);
    let stop = run.stop.clone();
    let mut progress = run.progress.subscribe();
    tokio::spawn(async move {
        progress.wait_for(|p| p.accepted >= 20).await.unwrap();
        stop.cancel();
    });
    assert_eq!(print(run).await.unwrap(), RunEnd::Stopped);
    let accepted = ledger.count(DeliveryState::Accepted);
    assert!((20..400).contains(&accepted), "{accepted}");
    assert_eq!(ledger.count(DeliveryState::Pending), 400 - accepted);
    assert_eq!(post.mails.lock().unwrap().len(), accepted);
    // And it goes on from there.
    assert_eq!(print(post.run(&ledger)).await.unwrap(), RunEnd::Done);
    assert_eq!(post.mails.lock().unwrap().len(), 400);
}

#[tokio::test]
async fn a_pause_holds_and_its_end_goes_on() {
    let post = post(Options { delay: Duration::from_millis(2), ..Options::default() }).await;
    let ledger = Memory::of((0..200).map(|n| format!("r{n}@example.net")));
    let mut run = post.run(&ledger);
    let (pause, paused) = watch::channel(true);
    run.pause = paused;
    let running = tokio::spawn(print(run));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(post.mails.lock().unwrap().len(), 0);
    pause.send(false).unwrap();
    assert_eq!(running.await.unwrap().unwrap(), RunEnd::Done);
    assert_eq!(ledger.count(DeliveryState::Accepted), 200);
}

#[tokio::test]
async fn a_pause_in_the_midst_lets_no_dot_out_and_loses_nobody() {
    let post = post(Options { delay: Duration::from_millis(2), ..Options::default() }).await;
    let ledger = Memory::of((0..300).map(|n| format!("r{n}@example.net")));
    let mut run = post.run(&ledger);
    let (pause, paused) = watch::channel(false);
    run.pause = paused;
    let running = tokio::spawn(print(run));
    let taken = || post.mails.lock().unwrap().len();
    while taken() < 30 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    pause.send(true).unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(ledger.count(DeliveryState::Intent), 0, "all that were under way have ended");
    let still = taken();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(taken(), still);
    assert!(still < 300, "it was in the midst");
    pause.send(false).unwrap();
    assert_eq!(running.await.unwrap().unwrap(), RunEnd::Done);
    assert_eq!((ledger.count(DeliveryState::Accepted), taken()), (300, 300), "one copy each");
}

#[tokio::test]
async fn what_is_not_sent_in_time_expires() {
    let post = post(Options::default()).await;
    let ledger = readers(&["a", "tempfail-x"]);
    let mut run = post.run(&ledger);
    run.fresh_until = jiff::Timestamp::now() + jiff::SignedDuration::from_millis(400);
    assert_eq!(print(run).await.unwrap(), RunEnd::Done);
    assert_eq!(ledger.state_of("a@example.net"), DeliveryState::Accepted);
    assert_eq!(ledger.state_of("tempfail-x@example.net"), DeliveryState::Expired);
}

#[tokio::test]
async fn a_ledger_that_fails_stops_the_press() {
    let post = post(Options::default()).await;
    let ledger = Memory::of((0..200).map(|n| format!("r{n}@example.net")));
    ledger.fail_after(30);
    let end = print(post.run(&ledger)).await;
    assert!(matches!(end, Err(PressError::Ledger(_))), "{end:?}");
    // What the sink took is noted as accepted, or stands as an intent.
    let noted = ledger.count(DeliveryState::Accepted) + ledger.count(DeliveryState::Intent);
    assert!(post.mails.lock().unwrap().len() <= noted);
}

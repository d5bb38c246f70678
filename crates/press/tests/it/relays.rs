//! Several relays, their weights and limits, and what becomes of the mails when
//! one of them fails.

use crate::stage::{Book, Post, judge, listen, run};
use DeliveryState::{Accepted, Expired, Rejected};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use press::relay::{DomainLimit, Rates, Relay, WarmUp};
use press::run::{Fleet, Run, RunEnd, print};
use press::session::Login;
use sink::{Options, Rule};
use std::sync::Arc;
use std::time::Duration;
use story::{DeliveryState, EditionId};

fn readers(count: usize) -> Arc<Book> {
    Book::of(&(0..count).map(|n| format!("r{n}")).collect::<Vec<_>>())
}

fn rule(text: &str) -> Vec<Rule> {
    vec![text.parse().unwrap()]
}

/// A fleet of relays to these servers, changed as told.
fn fleet(relays: Vec<Relay>) -> Arc<Fleet> {
    Fleet::new(relays, Vec::new()).unwrap()
}

/// The same, but what is not sent in that time expires.
fn brief(run: Run, millis: i64) -> Run {
    Run { fresh_until: Timestamp::now() + SignedDuration::from_millis(millis), ..run }
}

/// A relay where nobody listens.
fn nobody(post: &Post) -> Relay {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    Relay { port: listener.local_addr().unwrap().port(), ..post.relay() }
}

#[tokio::test(flavor = "multi_thread")]
async fn shares_by_weight() {
    let slow = || Options { delay: Duration::from_millis(1), ..Options::default() };
    let (one, three) = (Post::open(slow()).await, Post::open(slow()).await);
    let book = readers(400);
    let fleet = fleet(vec![one.relay(), Relay { weight: 3, ..three.relay() }]);
    assert_eq!(print(run(&fleet, &book)).await.unwrap(), RunEnd::Done);
    let (ones, threes) = (one.taken(), three.taken());
    // A relay may be 16 mails ahead of its share, and each connection has one.
    assert!((75..=125).contains(&ones.len()), "{} and {}", ones.len(), threes.len());
    judge("weights", &book, &[ones, threes].concat());
    assert_eq!(book.count(Accepted), 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_fails_hands_its_share_to_the_others() {
    let refusing = |what: &str| Options { rules: rule(what), ..Options::default() };
    for (case, options) in [
        ("nobody listens", None),
        ("421 to everybody", Some(refusing("*=connect-421"))),
        ("421 at EHLO", Some(refusing("*=ehlo-421"))),
        ("it hangs up", Some(refusing("*=connect-close"))),
        ("resets in the body", Some(refusing("*=body-reset"))),
    ] {
        let good = Post::open(Options::default()).await;
        let bad = Post::open(options.clone().unwrap_or_default()).await;
        let bad_relay = if options.is_none() { nobody(&good) } else { bad.relay() };
        let book = readers(200);
        // The bad one has nearly all the weight.
        let fleet = fleet(vec![Relay { weight: 50, ..bad_relay }, good.relay()]);
        let run = run(&fleet, &book);
        let troubles = listen(&run);
        assert_eq!(print(run).await.unwrap(), RunEnd::Done, "{case}");
        judge(case, &book, &[good.taken(), bad.taken()].concat());
        assert_eq!(book.count(Accepted), 200, "{case}");
        assert!(good.taken().len() >= 200, "{case}");
        assert!(!troubles.await.unwrap().is_empty(), "{case}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_refuses_us_is_put_out_of_the_run_and_said() {
    let login = Some(("desk".to_owned(), "right".to_owned()));
    let wrong = Some(Login { user: "desk".into(), password: "wrong".into() });
    for (case, options, words, lost) in [
        ("a wrong password", Options { login, ..Options::default() }, "login", 0),
        (
            "refused by policy",
            Options { rules: rule("*=policy"), ..Options::default() },
            "because of us",
            40,
        ),
    ] {
        let (bad, good) = (Post::open(options).await, Post::open(Options::default()).await);
        let book = readers(300);
        let login = (lost == 0).then(|| wrong.clone()).flatten();
        let run = run(&fleet(vec![Relay { login, ..bad.relay() }, good.relay()]), &book);
        let troubles = listen(&run);
        assert_eq!(print(run).await.unwrap(), RunEnd::Done, "{case}");
        judge(case, &book, &good.taken());
        assert!(book.count(Rejected) <= lost, "{case}: {}", book.count(Rejected));
        assert_eq!(book.count(Accepted) + book.count(Rejected), 300, "{case}");
        let troubles = troubles.await.unwrap();
        assert!(troubles.iter().any(|t| t.contains(words)), "{case}: {troubles:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_not_take_the_other_takes() {
    let (few, many) = (Post::open(Options::default()).await, Post::open(Options::default()).await);
    let rates = Rates { day: Some(20), ..Rates::default() };
    let fleet = fleet(vec![Relay { rates, ..few.relay() }, many.relay()]);
    let book = readers(100);
    assert_eq!(print(run(&fleet, &book)).await.unwrap(), RunEnd::Done);
    assert_eq!((few.taken().len(), many.taken().len()), (20, 80));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_days_limit_holds_over_runs_editions_and_stops() {
    let post = Post::open(Options::default()).await;
    let relay = || Relay { rates: Rates { day: Some(30), ..Rates::default() }, ..post.relay() };
    let one = fleet(vec![relay()]);
    // Two editions at once.
    let (left, right) = (readers(25), readers(25));
    let other = Run { edition: EditionId(8), ..brief(run(&one, &right), 600) };
    let (a, b) = tokio::join!(print(brief(run(&one, &left), 600)), print(other));
    assert_eq!((a.unwrap(), b.unwrap()), (RunEnd::Done, RunEnd::Done));
    assert_eq!(post.taken().len(), 30);
    assert_eq!(left.count(Accepted) + right.count(Accepted), 30);
    assert_eq!(left.count(Expired) + right.count(Expired), 20);
    // And after a stop: the tally was kept.
    let kept = serde_json::to_string(&one.tally()).unwrap();
    let again = fleet(vec![relay()]);
    again.resume(&serde_json::from_str(&kept).unwrap());
    let book = readers(5);
    assert_eq!(print(brief(run(&again, &book), 300)).await.unwrap(), RunEnd::Done);
    assert_eq!((book.count(Expired), post.taken().len()), (5, 30));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_up_plan_holds_its_day() {
    let post = Post::open(Options::default()).await;
    let today = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
    let warm_up = Some(WarmUp { since: today, steps: vec![7, 7, 1000] });
    let fleet = fleet(vec![Relay { warm_up, ..post.relay() }]);
    let book = readers(30);
    let run = brief(run(&fleet, &book), 400);
    let troubles = listen(&run);
    assert_eq!(print(run).await.unwrap(), RunEnd::Done);
    assert_eq!((book.count(Accepted), book.count(Expired)), (7, 23));
    assert!(troubles.await.unwrap().iter().any(|t| t.contains("warm-up plan")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_that_has_to_wait_holds_up_nobody_else() {
    let post = Post::open(Options::default()).await;
    let limit = DomainLimit {
        domains: vec!["slow.example".into(), "also.slow.example".into()],
        rates: Rates { day: Some(9), ..Rates::default() },
    };
    let fleet = Fleet::new(vec![post.relay()], vec![limit]).unwrap();
    let names: Vec<String> = (0..300)
        .map(|n| match n % 3 {
            0 => format!("r{n}@slow.example"),
            1 => format!("r{n}@also.slow.example"),
            _ => format!("r{n}"),
        })
        .collect();
    let book = Book::of(&names);
    assert_eq!(print(brief(run(&fleet, &book), 1500)).await.unwrap(), RunEnd::Done);
    judge("domains", &book, &post.taken());
    let to_slow = post.taken().iter().filter(|to| to.ends_with("slow.example")).count();
    assert_eq!((to_slow, post.taken().len()), (9, 109));
    assert_eq!(book.count(Expired), 191);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_spreads_the_mails_over_kept_connections() {
    let post = Post::open(Options::default()).await;
    let rates = Rates { second: Some(60), ..Rates::default() };
    let fleet = fleet(vec![Relay { rates, ..post.relay() }]);
    let book = readers(40);
    assert_eq!(print(run(&fleet, &book)).await.unwrap(), RunEnd::Done);
    judge("a rate", &book, &post.taken());
    assert_eq!(book.count(Accepted), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_bears_two_connections_gets_no_more_in_the_end() {
    let options = Options { most: Some(2), delay: Duration::from_millis(1), ..Options::default() };
    let post = Post::open(options).await;
    let book = readers(400);
    let fleet = fleet(vec![Relay { connections: 16, ..post.relay() }]);
    let run = run(&fleet, &book);
    let troubles = listen(&run);
    assert_eq!(print(run).await.unwrap(), RunEnd::Done);
    judge("two connections", &book, &post.taken());
    assert_eq!(book.count(Accepted), 400);
    assert!(!book.punished(), "421 at connect is nobody's try");
    assert!(troubles.await.unwrap().iter().any(|t| t.contains("Too many connections")));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_4_7_28_there_is_silence_and_nobodys_try_is_counted() {
    let post = Post::open(Options { rules: rule("r17@=dot-rate-1"), ..Options::default() }).await;
    let book = readers(200);
    let run = run(&fleet(vec![post.relay()]), &book);
    let troubles = listen(&run);
    assert_eq!(print(run).await.unwrap(), RunEnd::Done);
    judge("4.7.28", &book, &post.taken());
    assert_eq!((book.count(Accepted), post.taken().len()), (200, 200));
    assert!(!book.punished());
    assert!(troubles.await.unwrap().iter().any(|t| t.contains("4.7.28")));
}

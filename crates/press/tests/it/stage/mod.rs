//! A server that misbehaves and keeps its own log, a ledger that writes down
//! what it is told, and runs between them.

use crate::memory::Memory;
use crate::sample;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use press::ledger::*;
use press::plate::Plate;
use press::relay::Relay;
use press::run::{Fleet, Links, Progress, Retry, Run};
use press::session::Patience;
use sink::{Journal, Options, Sink};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use story::{Account, Address, DeliveryState, EditionId, ReaderId};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The rules of the ledger in memory, and all outcomes it was told.
pub struct Book {
    pub rows: Arc<Memory>,
    pub names: Vec<String>,
    told: Mutex<Vec<(ReaderId, Outcome)>>,
}

impl Book {
    pub fn of(names: &[String]) -> Arc<Self> {
        let addresses = names.iter().map(|n| address(n));
        Arc::new(Self {
            rows: Memory::of(addresses),
            names: names.to_vec(),
            told: Mutex::default(),
        })
    }

    /// What the ledger was told about a reader, in order.
    pub fn told(&self, name: &str) -> Vec<Outcome> {
        let reader = ReaderId(self.names.iter().position(|n| n == name).unwrap() as i64);
        let told = self.told.lock().unwrap();
        told.iter().filter(|(r, _)| *r == reader).map(|(_, o)| o.clone()).collect()
    }

    /// True if a try of somebody's was counted that was not accepted.
    pub fn punished(&self) -> bool {
        let told = self.told.lock().unwrap();
        told.iter().any(|(_, o)| matches!(o, Outcome::Deferred { .. } | Outcome::Rejected { .. }))
    }

    pub fn count(&self, state: DeliveryState) -> usize {
        self.rows.count(state)
    }

    pub fn state(&self, name: &str) -> DeliveryState {
        self.rows.state_of(&address(name))
    }
}

/// A reader's address.
pub fn address(name: &str) -> String {
    if name.contains('@') { name.to_owned() } else { format!("{name}@example.net") }
}

#[async_trait]
impl Ledger for Book {
    async fn claim(
        &self,
        edition: EditionId,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Claim>, LedgerError> {
        self.rows.claim(edition, limit, now).await
    }

    async fn commit(
        &self,
        edition: EditionId,
        ended: Vec<(ReaderId, Outcome)>,
        intents: Vec<ReaderId>,
        now: Timestamp,
    ) -> Result<Vec<Permit>, LedgerError> {
        self.told.lock().unwrap().extend(ended.iter().cloned());
        self.rows.commit(edition, ended, intents, now).await
    }

    async fn recover(
        &self,
        edition: EditionId,
        policy: UncertainPolicy,
        now: Timestamp,
    ) -> Result<Recovered, LedgerError> {
        self.rows.recover(edition, policy, now).await
    }

    async fn next_due(&self, edition: EditionId) -> Result<Option<Timestamp>, LedgerError> {
        self.rows.next_due(edition).await
    }

    async fn expire(&self, edition: EditionId, now: Timestamp) -> Result<u64, LedgerError> {
        self.rows.expire(edition, now).await
    }

    async fn account(&self, edition: EditionId) -> Result<Account, LedgerError> {
        self.rows.account(edition).await
    }
}

/// A return path of each reader's own, with their name in it: so the sink can
/// go wrong at MAIL for one of them.
struct Ties(Vec<String>);

impl Links for Ties {
    fn unsubscribe(&self, reader: ReaderId) -> String {
        format!("https://news.example.org/u/{reader}")
    }
    fn manage(&self, reader: ReaderId) -> String {
        format!("https://news.example.org/m/{reader}")
    }
    fn return_path(&self, reader: ReaderId) -> Option<Address> {
        let local = self.0[reader.0 as usize].split('@').next()?;
        Address::parse(&format!("{local}@bounces.example.org")).ok()
    }
}

/// A sink with its log.
pub struct Post {
    pub sink: Sink,
    log: tempfile::TempDir,
}

impl Post {
    pub async fn open(options: Options) -> Self {
        let log = tempfile::tempdir().unwrap();
        let options = Options {
            log: Some(log.path().join("log")),
            slow: Duration::from_millis(150),
            pace: Duration::from_millis(1),
            ..options
        };
        Self { sink: Sink::bind("127.0.0.1:0", options).await.unwrap(), log }
    }

    /// To whom mails were taken, by the sink's own log.
    pub fn taken(&self) -> Vec<String> {
        let log = Journal::read(&self.log.path().join("log")).unwrap();
        log.into_iter().flat_map(|entry| entry.to).collect()
    }

    pub fn copies(&self, name: &str) -> usize {
        self.taken().iter().filter(|to| **to == address(name)).count()
    }

    /// The relay, with time-outs that a test can wait for and a busy machine
    /// does not run into.
    pub fn relay(&self) -> Relay {
        Relay {
            host: "127.0.0.1".into(),
            port: self.sink.addr().port(),
            patience: Patience::of(Duration::from_secs(3)),
            ..Relay::default()
        }
    }
}

/// A run with short waits.
pub fn run(fleet: &Arc<Fleet>, book: &Arc<Book>) -> Run {
    Run {
        edition: EditionId(7),
        plate: Arc::new(Plate::set(&sample::sheet(), &sample::envelope()).unwrap()),
        ledger: Arc::clone(book) as _,
        fleet: Arc::clone(fleet),
        signer: None,
        links: Arc::new(Ties(book.names.clone())),
        fresh_until: Timestamp::now() + SignedDuration::from_secs(60),
        retry: Retry {
            first: Duration::from_millis(30),
            longest: Duration::from_millis(100),
            relay_first: Duration::from_millis(10),
            relay_longest: Duration::from_millis(50),
            silence: Duration::from_millis(200),
        },
        uncertain: UncertainPolicy::Resend,
        stop: CancellationToken::new(),
        pause: watch::channel(false).1,
        progress: watch::channel(Progress::default()).0,
    }
}

/// All troubles a run tells of; known once it has ended.
pub fn listen(run: &Run) -> tokio::task::JoinHandle<Vec<String>> {
    let mut progress = run.progress.subscribe();
    tokio::spawn(async move {
        let mut heard = Vec::new();
        while progress.changed().await.is_ok() {
            heard.extend(progress.borrow_and_update().trouble.clone());
        }
        heard
    })
}

/// What must hold whatever went wrong, judged by the server's log: nobody who
/// is accepted went without, nobody else got anything, and who got more than
/// one copy is named as once uncertain.
pub fn judge(case: &str, book: &Book, taken: &[String]) {
    let doubts = book.rows.once_uncertain();
    for name in &book.names {
        let address = address(name);
        let copies = taken.iter().filter(|to| **to == address).count();
        let state = book.state(name);
        if state == DeliveryState::Accepted {
            assert!(copies >= 1, "{case}: {name} was lost");
        } else if state != DeliveryState::Uncertain && !doubts.contains(&address) {
            assert_eq!(copies, 0, "{case}: {name} is {state:?} and got it");
        }
        assert!(copies <= 1 || doubts.contains(&address), "{case}: {name} twice, not named");
        assert!(copies <= 1 + usize::from(doubts.contains(&address)), "{case}: {name}");
    }
    assert_eq!(book.rows.broken(), Vec::<String>::new(), "{case}");
}

//! A round of many sources that have nothing new, with the embedded database
//! and a server on this machine: `cargo bench -p store`. `SOURCES` sets how many
//! (1,000). Each stands on an address of its own below 127.0.0.0/8, as no host
//! is asked twice within a second.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use store::{NewSource, Sources, Sqlite};
use story::{Defaults, Place};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_util::sync::CancellationToken;
use wire::{
    fetch::{Fetcher, Guard},
    poller::{self, Options},
};

const FEED: &str = "<rss version='2.0'><channel><title>t</title><item><title>Ferry sinks</title><guid>1</guid></item></channel></rss>";

/// Answers with a feed, and with 304 to who has it; counts the answers.
async fn serve(answered: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut line, _)) = listener.accept().await {
            let answered = answered.clone();
            tokio::spawn(async move {
                let mut asked = Vec::new();
                let mut part = [0u8; 2048];
                while let Ok(n) = line.read(&mut part).await {
                    asked.extend_from_slice(&part[..n]);
                    if n == 0 {
                        return;
                    }
                    if !asked.ends_with(b"\r\n\r\n") {
                        continue;
                    }
                    let known = String::from_utf8_lossy(&asked).contains("if-none-match");
                    let answer = if known {
                        "HTTP/1.1 304 Not Modified\r\netag: \"1\"\r\n\r\n".to_owned()
                    } else {
                        let length = FEED.len();
                        format!(
                            "HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-type: application/rss+xml\r\ncontent-length: {length}\r\n\r\n{FEED}"
                        )
                    };
                    line.write_all(answer.as_bytes()).await.ok();
                    answered.fetch_add(1, Ordering::Relaxed);
                    asked.clear();
                }
            });
        }
    });
    at
}

/// Processor time of this process, and its memory in megabytes (Linux).
fn used() -> (Duration, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: u64 = stat
        .rsplit(") ")
        .next()
        .map(|rest| rest.split(' ').skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum())
        .unwrap_or_default();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    let kilobytes: f64 =
        resident.and_then(|l| l.trim().split(' ').next()?.parse().ok()).unwrap_or_default();
    (Duration::from_millis(ticks * 10), kilobytes / 1e3)
}

/// Has all of them asked once; gives the seconds, processor time, and memory.
async fn round(store: &Arc<Sqlite>, count: usize, answered: &AtomicUsize) -> (f64, Duration, f64) {
    let sources = store.sources().await.unwrap();
    for source in &sources {
        store.hurry_source(source.id).await.unwrap();
    }
    let guard = Guard { allow_loopback: true, ..Guard::default() };
    let fetcher = Fetcher::new(guard, "desk@post.example").unwrap();
    let (stop, before) = (CancellationToken::new(), used());
    answered.store(0, Ordering::Relaxed);
    let began = Instant::now();
    let run = tokio::spawn(poller::run(store.clone(), fetcher, stop.clone(), Options::default()));
    while answered.load(Ordering::Relaxed) < count {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let took = began.elapsed().as_secs_f64();
    stop.cancel();
    run.await.unwrap();
    let after = used();
    (took, after.0.saturating_sub(before.0), after.1)
}

#[tokio::main]
async fn main() {
    let count = std::env::var("SOURCES").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(folder.path()).unwrap());
    let answered = Arc::new(AtomicUsize::new(0));
    let port = serve(answered.clone()).await.port();
    let (_, empty) = used();
    for n in 0..count {
        let new = NewSource {
            name: format!("Source {n}"),
            place: Place::Url(format!("http://127.1.{}.{}:{port}/feed", n / 250, n % 250 + 1)),
            format: None,
            own: false,
            language: None,
            defaults: Defaults::default(),
        };
        store.add_source(new).await.unwrap();
    }
    let (took, _, _) = round(&store, count, &answered).await;
    println!("{count} sources, all new: {took:.2} s");
    for _ in 0..3 {
        let (took, spent, memory) = round(&store, count, &answered).await;
        let each = spent.as_secs_f64() * 1e3 / count as f64;
        println!(
            "nothing new: {took:.2} s, {each:.2} ms of a processor a source (server included), {:.0} MB more than without sources; asked each quarter of an hour, {:.1} % of a core",
            memory - empty,
            spent.as_secs_f64() / 9.0
        );
    }
}

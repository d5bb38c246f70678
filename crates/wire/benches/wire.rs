//! How many feed entries are read in a second on one core, from bytes to
//! stories taken apart: `cargo bench -p wire`.
//!
//! The feeds are invented; `NIGHTDESK_FEEDS` names a folder of real ones to be
//! read besides. The best of several rounds is told, as the machine's other
//! work only ever makes a round slower.
#![allow(clippy::print_stdout)]

use std::{fmt::Write, time::Instant};
use wire::{Hint, read};

const ROUNDS: usize = 5;

/// A feed of 50 entries; `full` ones carry a text of some 400 words.
fn invented(full: bool, atom: bool) -> Vec<u8> {
    let mut out = String::from(if atom {
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>The Post</title>"
    } else {
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>The Post</title><language>en</language>"
    });
    for n in 0..50 {
        let mut text = String::new();
        for p in 0..if full { 10 } else { 0 } {
            let _ = write!(
                text,
                "&lt;p&gt;The harbour office said on day {n} that ferry number {p} would stay in port until each of its \
                 boats had been looked at, and that the &lt;a href=\"/news/{n}/{p}\"&gt;report&lt;/a&gt; of the coast guard \
                 would be told to the town in full before the end of the week.&lt;/p&gt;"
            );
        }
        let _ = if atom {
            write!(
                out,
                "<entry><id>tag:post.example,2026:{n}</id><title>Ferry {n} stays in port</title><link href='https://post.example/news/{n}'/><updated>2026-11-02T22:{:02}:00Z</updated><author><name>Ann Example</name></author><summary>Ferry {n} is being looked at.</summary><content type='html'>{text}</content></entry>",
                n % 60
            )
        } else {
            write!(
                out,
                "<item><guid isPermaLink='false'>post-{n}</guid><title>Ferry {n} stays in port</title><link>https://post.example/news/{n}</link><pubDate>Mon, 02 Nov 2026 22:{:02}:00 +0100</pubDate><dc:creator>Ann Example</dc:creator><category>Sea</category><description>Ferry {n} is being looked at.</description><content:encoded>{text}</content:encoded></item>",
                n % 60
            )
        };
    }
    out.push_str(if atom { "</feed>" } else { "</channel></rss>" });
    out.into_bytes()
}

/// Entries, and seconds of the best round, for reading each document `times`.
fn time(documents: &[Vec<u8>], times: usize) -> (usize, f64) {
    let hint = Hint { name: Some("https://post.example/feed".into()), ..Hint::default() };
    let mut best = f64::MAX;
    let mut entries = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        entries = 0;
        for _ in 0..times {
            for document in documents {
                entries += read(document, &hint).map_or(0, |r| r.stories.len());
            }
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    (entries, best)
}

fn tell(name: &str, documents: &[Vec<u8>], times: usize) {
    let (entries, seconds) = time(documents, times);
    let bytes: usize = documents.iter().map(Vec::len).sum::<usize>() * times;
    println!(
        "{name:24} {entries:6} entries, {:8.0} entries/s, {:6.1} MB/s",
        entries as f64 / seconds,
        bytes as f64 / seconds / 1e6
    );
}

fn main() {
    tell("RSS, title and teaser", &[invented(false, false)], 20);
    tell("RSS, full text", &[invented(true, false)], 4);
    tell("Atom, full text", &[invented(true, true)], 4);
    let Ok(folder) = std::env::var("NIGHTDESK_FEEDS") else {
        println!("NIGHTDESK_FEEDS is not set: no real feeds were read");
        return;
    };
    let mut real = Vec::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        if let Ok(bytes) = std::fs::read(entry.path())
            && read(&bytes, &Hint::default()).is_ok_and(|r| r.feed.is_some())
        {
            real.push(bytes);
        }
    }
    tell(&format!("{} real feeds", real.len()), &real, 1);
}

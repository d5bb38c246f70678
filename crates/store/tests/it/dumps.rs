//! Three invented sites polled once a day for most of a year: their feeds hold
//! the last entries only, headlines are rewritten, addresses grow new tracking
//! parameters, entries come late, vanish and come back. Afterwards each story
//! is there once, with every headline that it had as a version.

use crate::newsroom::{Desk, noon};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use store::*;
use story::*;
use wire::inbox::Reading;

/// Dumps in all, entries of a feed, new stories a day.
const DUMPS: usize = 868;
const SHOWN: usize = 24;
const FRESH: u64 = 5;

/// xorshift64: the same year every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn words(&mut self, many: usize) -> String {
        const SYLLABLES: [&str; 12] =
            ["ba", "ker", "lo", "min", "ta", "ris", "du", "fen", "go", "hal", "ji", "sor"];
        let mut out = String::new();
        for n in 0..many {
            if n > 0 {
                out.push(' ');
            }
            for _ in 0..3 {
                out.push_str(SYLLABLES[self.roll(12) as usize]);
            }
        }
        out
    }
}

/// A story of a site as its feed tells it now.
struct Entry {
    /// The site's host.
    site: String,
    /// The path, and the name within the site.
    name: String,
    titles: Vec<String>,
    text: String,
    came: Timestamp,
    /// The feed has shown it.
    shown: bool,
}

/// How a site names its entries.
#[derive(Clone, Copy)]
enum Naming {
    /// RSS with a guid that is no address; the link changes daily.
    Guid,
    /// Atom with an id.
    Id,
    /// RSS with nothing but a link that is tracked.
    Link,
}

fn feed(naming: Naming, entries: &[&Entry], day: usize) -> String {
    let mut out = String::from(match naming {
        Naming::Id => "<feed xmlns='http://www.w3.org/2005/Atom'><title>Site</title>",
        _ => "<rss version='2.0'><channel><title>Site</title>",
    });
    for e in entries {
        let (name, text, title) = (&e.name, &e.text, e.titles.last().unwrap());
        let link = format!("https://{}/{name}?utm_source=feed{day}&amp;utm_medium=rss", e.site);
        let when = e.came.strftime("%a, %d %b %Y %H:%M:%S +0000");
        let _ = match naming {
            Naming::Id => write!(
                out,
                "<entry><id>tag:site.example,2026:{name}</id><title>{title}</title><link href='{link}'/><updated>{}</updated><summary>{text}</summary></entry>",
                e.came
            ),
            Naming::Guid => write!(
                out,
                "<item><guid isPermaLink='false'>{name}</guid><title>{title}</title><link>{link}</link><pubDate>{when}</pubDate><description>{text}</description></item>"
            ),
            Naming::Link => write!(
                out,
                "<item><title>{title}</title><link>{link}</link><pubDate>{when}</pubDate><description>{text}</description></item>"
            ),
        };
    }
    out.push_str(match naming {
        Naming::Id => "</feed>",
        _ => "</channel></rss>",
    });
    out
}

#[tokio::test]
async fn a_year_of_daily_dumps_doubles_nothing_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(folder.path()).unwrap());
    let desk = Desk::set_up(store.clone()).await;
    let mut dice = Dice(20_261_125);
    let mut sites = Vec::new();
    for naming in [Naming::Guid, Naming::Id, Naming::Link] {
        let number = sites.len();
        let new = NewSource {
            name: format!("Site {number}"),
            place: Place::Url(format!("https://site{number}.example/feed")),
            format: None,
            own: false,
            language: Some(Lang::of("en")),
            defaults: Defaults::default(),
        };
        let source = desk.store.add_source(new).await.unwrap();
        sites.push((source, naming, Vec::<Entry>::new()));
    }
    for dump in 0..DUMPS {
        let (at, day) = (dump % sites.len(), dump / sites.len());
        let now = noon() + SignedDuration::from_hours(24 * day as i64);
        let (source, naming, entries) = &mut sites[at];
        // Every seventh day nothing is new.
        for n in 0..if day % 7 == 6 { 0 } else { FRESH } {
            // Some come late, with a date from before.
            let late = if dice.roll(9) == 0 { 30 } else { 0 };
            entries.push(Entry {
                site: format!("site{at}.example"),
                name: format!("{day}-{n}"),
                titles: vec![dice.words(6)],
                text: dice.words(30),
                came: now - SignedDuration::from_hours(n as i64 + late),
                shown: false,
            });
        }
        // The newest of what the feed holds; some are missing for a day.
        let newest = entries.len().saturating_sub(SHOWN);
        let mut held: Vec<&mut Entry> = entries.iter_mut().skip(newest).collect();
        held.retain(|e| !e.shown || dice.roll(12) > 0);
        for e in &mut held {
            if e.shown && dice.roll(15) == 0 {
                e.titles.push(dice.words(6));
            }
            e.shown = true;
        }
        if dice.roll(3) == 0 {
            held.reverse();
        }
        let held: Vec<&Entry> = held.into_iter().map(|e| &*e).collect();
        let text = feed(*naming, &held, day);
        let hint = wire::Hint {
            name: Some(format!("https://site{at}.example/feed")),
            received: Some(now),
            ..wire::Hint::default()
        };
        let read = wire::read(text.as_bytes(), &hint).unwrap();
        assert_eq!((read.stories.len(), read.troubles.len()), (held.len(), 0), "dump {dump}");
        let document = Document {
            id: None,
            source: *source,
            name: "feed".into(),
            media: None,
            received: now,
            bytes: text.into_bytes(),
        };
        let reading = Reading::Stories { stories: read.stories, troubles: vec![] };
        desk.store.file(document, reading, SourceState::default()).await.unwrap();
    }

    let told: usize = sites.iter().map(|(_, _, entries)| entries.len()).sum();
    assert_eq!(desk.store.count_stories().await.unwrap(), told as u64, "none doubled, none lost");
    let mut versions: BTreeMap<(SourceId, String), Vec<String>> = BTreeMap::new();
    let mut after = StoryId(0);
    loop {
        let batch = desk.store.stories_after(after, 500).await.unwrap();
        let Some(last) = batch.last() else { break };
        after = last.id;
        for story in batch {
            let chain = desk.store.story_versions(story.id).await.unwrap();
            let titles = chain.iter().filter_map(|v| v.story.headline.clone()).collect();
            versions.insert((story.source, story.story.teaser.clone()), titles);
        }
    }
    let mut rewritten = 0;
    for (source, _, entries) in &sites {
        for e in entries {
            let kept = versions.get(&(*source, e.text.clone()));
            assert_eq!(kept, Some(&e.titles), "{} of {source:?}", e.name);
            rewritten += e.titles.len() - 1;
        }
    }
    assert!(rewritten > 300, "{rewritten}");
}

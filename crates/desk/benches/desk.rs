//! How quick the desk's judgement is on one core, over an invented wire:
//! `cargo bench -p desk`. `STORIES` sets how many stories come by (100,000),
//! `ARCHIVE` how many the background looks back into (100,000), `PER_DAY` how
//! heavy the wire is (10,000).
//!
//! An event has words of its own beside those that all news share, common ones
//! far more often than rare ones; a third of the stories tell an event that is
//! there already. The same numbers make the same wire.
#![allow(clippy::print_stdout, clippy::indexing_slicing, clippy::unwrap_used)]

use desk::{Archive, Cutting, Decisions, DraftInput, Features, Judge, Lexicon, Piece, Stream};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::time::Instant;
use story::{
    Lang, Rules, Section, SectionRole, Signal, SourceId, Standing, Story, StoryId, VersionId,
};

/// Words of a story, and how many of ten are its event's.
const LONG: usize = 300;
const OWN: u64 = 3;
/// Words that an event has of its own; words there are.
const TOPIC: u64 = 25;
const WORDS: u64 = 60_000;

/// xorshift64: the same wire every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// A word by its number: syllables, so that stemming has something to do.
fn word(mut n: u64) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "ker", "lo", "min", "ta", "ris", "du", "fen", "go", "hal", "ji", "sor", "pe", "vul",
        "nam", "tec",
    ];
    let mut out = String::new();
    loop {
        out.push_str(SYLLABLES[(n % 16) as usize]);
        n /= 16;
        if n == 0 {
            return out;
        }
    }
}

struct Wire {
    dice: Dice,
    per_day: u64,
    told: u64,
    events: Vec<u64>,
}

impl Wire {
    fn new(per_day: u64) -> Self {
        Self { dice: Dice(0x9e37_79b9_7f4a_7c15), per_day, told: 0, events: Vec::new() }
    }

    fn next(&mut self) -> (StoryId, Timestamp, String, String) {
        self.told += 1;
        let live = self.events.len() as u64;
        let event = if live > 0 && self.dice.roll(3) == 0 {
            self.events[(live - 1 - self.dice.roll(live.min(self.per_day / 4))) as usize]
        } else {
            let event = self.dice.roll(u64::MAX);
            self.events.push(event);
            event
        };
        let mut text = String::new();
        let mut title = String::new();
        for n in 0..LONG {
            let own = n < 8 || self.dice.roll(10) < OWN;
            let number = if own {
                let at = self.dice.roll(TOPIC);
                Dice((event ^ at.wrapping_mul(0x2545_f491_4f6c_dd1d)) | 1).roll(WORDS)
            } else {
                // The square of an even roll: small numbers come often.
                let roll = self.dice.roll(1_000_000);
                (roll * roll / 1_000_000) * WORDS / 1_000_000
            };
            let mut word = word(number);
            if own && number % 5 == 0 {
                word[..1].make_ascii_uppercase();
            }
            let into = if n < 8 { &mut title } else { &mut text };
            into.push_str(&word);
            // Reports say whose word they are, or they would pass for comments.
            into.push_str(if n % 18 == 17 { ", the harbour office said. " } else { " " });
        }
        let seconds = (self.told as f64 * 86_400.0 / self.per_day as f64) as i64;
        let when = Timestamp::from_second(1_790_000_000 + seconds).unwrap();
        (StoryId(self.told as i64), when, title, text)
    }

    fn features(&mut self, lexicon: &mut Lexicon) -> Features {
        let (id, when, title, text) = self.next();
        lexicon.read(&piece(id, when, &title, &text))
    }
}

fn piece<'a>(id: StoryId, when: Timestamp, title: &'a str, text: &'a str) -> Piece<'a> {
    Piece {
        id,
        when: Some(when),
        language: Lang::of("en"),
        title: title.into(),
        text: text.into(),
        codes: Vec::new(),
    }
}

fn set(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(usual)
}

/// MB that the process holds.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    let kb = line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse::<u64>().ok());
    kb.unwrap_or(0) / 1_024
}

fn main() {
    let per_day = set("PER_DAY", 10_000);
    reading();
    stream(set("STORIES", 100_000), per_day);
    draft(5_000);
    background(set("ARCHIVE", 100_000), per_day);
}

fn reading() {
    let mut wire = Wire::new(10_000);
    let stories: Vec<_> = (0..5_000).map(|_| wire.next()).collect();
    let mut lexicon = Lexicon::new();
    let mut best = f64::MAX;
    for _ in 0..5 {
        let begun = Instant::now();
        for (id, when, title, text) in &stories {
            std::hint::black_box(lexicon.read(&piece(*id, *when, title, text)));
        }
        best = best.min(begun.elapsed().as_secs_f64());
    }
    println!("features: {:.0} stories/s of {LONG} words", 5_000.0 / best);
}

fn stream(stories: u64, per_day: u64) {
    let mut wire = Wire::new(per_day);
    let mut lexicon = Lexicon::new();
    let mut stream = Stream::new();
    let mut micros: Vec<u32> = Vec::new();
    let mut slowest_look = 0.0f64;
    let mut looks = 0.0f64;
    for n in 0..stories {
        if n > 0 && n % per_day == 0 {
            let begun = Instant::now();
            std::hint::black_box(stream.repair());
            let took = begun.elapsed().as_secs_f64();
            looks += took;
            slowest_look = slowest_look.max(took);
            println!("  day {}: {} MB, second look {took:.2} s", n / per_day, memory());
        }
        let story = wire.features(&mut lexicon);
        let begun = Instant::now();
        std::hint::black_box(stream.push(&story));
        micros.push(begun.elapsed().as_micros() as u32);
    }
    let all: f64 = micros.iter().map(|m| f64::from(*m)).sum::<f64>() / 1e6;
    micros.sort_unstable();
    let at = |share: f64| micros[((micros.len() - 1) as f64 * share) as usize];
    println!(
        "stream: {stories} stories at {per_day} a day: {:.0} assignments/s, p50 {} us, p99 {} us, max {} us, {} MB; second looks {:.1} s in all, {slowest_look:.2} s at most",
        stories as f64 / all,
        at(0.5),
        at(0.99),
        at(1.0),
        memory(),
        looks,
    );
}

fn draft(stories: u64) {
    let mut wire = Wire::new(stories);
    let told: Vec<(StoryId, Timestamp, Story)> = (0..stories)
        .map(|_| {
            let (id, when, title, text) = wire.next();
            let story = Story {
                headline: Some(title),
                lead: text,
                language: Lang::of("en"),
                ..Story::default()
            };
            (id, when, story)
        })
        .collect();
    let cuttings: Vec<Cutting> = told
        .iter()
        .map(|(id, when, story)| Cutting {
            story: *id,
            version: VersionId(id.0),
            source: SourceId(id.0 % 12),
            source_name: ["NPA", "Meridian", "Oskan Wire", "Courier"][(id.0 % 4) as usize],
            own: id.0 % 9 == 0,
            desk: None,
            weight: 0.0,
            standing: Standing::Usable,
            embargo: None,
            first_seen: *when,
            when: *when,
            urgency: None,
            signal: Signal::Update,
            text: story,
        })
        .collect();
    let mut judge = Judge::default();
    let begun = Instant::now();
    judge.judge(&cuttings[..cuttings.len() - 1], &Decisions::default());
    let judged = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let judgement = judge.judge(&cuttings, &Decisions::default());
    let went_on = begun.elapsed().as_secs_f64();
    let section = |title: &str, role, slots| Section { title: title.into(), role, slots };
    let sections = [
        section("Lead", SectionRole::Lead, 1),
        section("News", SectionRole::News, 8),
        section("Features", SectionRole::Features, 3),
        section("Briefs", SectionRole::Briefs, 6),
    ];
    let last = told.last().map(|(_, when, _)| *when).unwrap();
    let zone = TimeZone::UTC;
    let rules = Rules::default();
    let language = Lang::of("en");
    let input = DraftInput {
        judgement: &judgement,
        cuttings: &cuttings,
        sections: &sections,
        language: &language,
        send_at: last + SignedDuration::from_hours(1),
        until: last + SignedDuration::from_hours(1),
        since: last - SignedDuration::from_hours(36),
        zone: &zone,
        rules: &rules,
        taken: &[],
        kept: &[],
        refused: &[],
    };
    let begun = Instant::now();
    let draft = desk::draft(&input);
    println!(
        "draft: {} slots from {stories} stories of a day in {:.0} ms; judging them anew {judged:.2} s, with one more {went_on:.2} s",
        draft.slots.len(),
        begun.elapsed().as_secs_f64() * 1e3,
    );
}

fn background(stories: u64, per_day: u64) {
    let mut wire = Wire::new(per_day);
    let mut lexicon = Lexicon::new();
    let mut archive = Archive::new();
    (0..stories).for_each(|_| archive.add(&wire.features(&mut lexicon)));
    let mut micros: Vec<u128> = Vec::new();
    for _ in 0..500 {
        let story = wire.features(&mut lexicon);
        let begun = Instant::now();
        std::hint::black_box(archive.related(&story, 5, |_| false));
        micros.push(begun.elapsed().as_micros());
    }
    micros.sort_unstable();
    println!(
        "background: over {stories} stories p50 {:.1} ms, p95 {:.1} ms, {} MB",
        micros[250] as f64 / 1e3,
        micros[475] as f64 / 1e3,
        memory(),
    );
}

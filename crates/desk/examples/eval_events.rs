//! Groups the stories of a JSON Lines file (`id`, `published` day, `lang`,
//! `source`, `title`, `text`, `event`) and prints `{id, gold, predicted,
//! matter}` (the number of the matter's first event, or null); with
//! `--copies` reads pairs (`text1`, `text2`, `gold`) and prints `{id, gold,
//! score}`, the share of runs of eight words. How long it took goes to stderr.
#![allow(clippy::print_stdout)]

use desk::Cutting;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Value, json};
use story::{Lang, Signal, SourceId, Standing, Story, StoryId, VersionId};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let copies = args.iter().position(|a| a == "--copies").map(|at| args.remove(at)).is_some();
    let path = args.first().ok_or("give the path of a JSON Lines file")?;
    let rows: Vec<Value> = std::fs::read_to_string(path)?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let text = |r: &Value, key: &str| r[key].as_str().unwrap_or_default().to_owned();
    if copies {
        for (at, r) in rows.iter().enumerate() {
            let score = desk::containment(&text(r, "text1"), &text(r, "text2"));
            println!("{}", json!({"id": at, "gold": r["gold"], "score": score}));
        }
        return Ok(());
    }
    let stories: Vec<(Story, String, Timestamp)> = rows
        .iter()
        .map(|r| {
            let body = text(r, "text");
            let mut paragraphs = body.split("\n\n").map(str::to_owned);
            let day: Date = text(r, "published").parse()?;
            let story = Story {
                headline: Some(text(r, "title")),
                lead: paragraphs.next().unwrap_or_default(),
                body: paragraphs.collect(),
                language: Lang::of(&text(r, "lang")),
                ..Story::default()
            };
            let when = day.to_datetime(jiff::civil::Time::midnight());
            Ok((story, text(r, "source"), when.to_zoned_datetime(TimeZone::UTC)?.timestamp()))
        })
        .collect::<Result<_, jiff::Error>>()?;
    let cuttings: Vec<Cutting> = (0..)
        .zip(&stories)
        .map(|(at, (story, source, when))| Cutting {
            story: StoryId(at),
            version: VersionId(at),
            source: SourceId(0),
            source_name: source,
            own: false,
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
    let begun = std::time::Instant::now();
    let judgement = desk::judge(&cuttings);
    let took = begun.elapsed();
    for (c, r) in cuttings.iter().zip(&rows) {
        let event = judgement.event_of(c.story).map(|e| e.id);
        let matter = event.and_then(|e| judgement.matter_of(e)).and_then(|m| m.events.first());
        println!(
            "{}",
            json!({"id": r["id"], "gold": r["event"], "predicted": event, "matter": matter})
        );
    }
    eprintln!(
        "{} stories, {} events, {} matters, {} copies in {took:?}",
        cuttings.len(),
        judgement.events.len(),
        judgement.matters.len(),
        judgement.copies.len()
    );
    Ok(())
}

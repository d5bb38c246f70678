//! `nightdesk desk events`: stories in the order of the stream in, the event
//! of each and its running story out, decided as it comes.

use crate::stories::{Ids, Line};
use crate::{Failed, lines};
use desk::{EventId, Joined, Lexicon, Stream};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use std::process::ExitCode;
use story::StoryId;

#[derive(clap::Args)]
pub struct Args {
    /// Times say nothing: compare by words alone.
    #[arg(long)]
    no_time: bool,
    /// Look again at the last 72 hours whenever a day begins, and at the end;
    /// print what came of it, at the end.
    #[arg(long)]
    repair: bool,
    #[command(flatten)]
    input: lines::Input,
}

/// One story's answer. Events go by the id of their first story, running
/// stories by that of their first event.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    event: &'a str,
    thread: &'a str,
    joined_because: Because,
    /// The event it was first put into, where a second look moved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_from: Option<&'a str>,
}

#[derive(Serialize)]
struct Because {
    score: f32,
    threshold: f32,
    shared_terms: Vec<String>,
    hours_apart: Option<f32>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failed> {
    let mut out = lines::Output::new();
    let mut run = Run::new(args.no_time, args.repair);
    let mut kept: Vec<(Value, Joined)> = Vec::new();
    let broken = args.input.each(|line: Line| {
        let joined = run.push(&line);
        if args.repair {
            kept.push((line.id, joined));
            return Ok(());
        }
        out.put(&Answer {
            id: &line.id,
            event: run.name(joined.event),
            thread: run.name(run.thread(joined.event)),
            joined_because: because(&joined),
            moved_from: None,
        })
    })?;
    run.end();
    for (id, joined) in &kept {
        let event = run.event_of(joined.story);
        out.put(&Answer {
            id,
            event: run.name(event),
            thread: run.name(run.thread(event)),
            joined_because: because(joined),
            moved_from: (event != joined.event).then(|| run.name(joined.event)),
        })?;
    }
    out.end()?;
    Ok(ExitCode::from(u8::from(broken > 0)))
}

fn because(joined: &Joined) -> Because {
    let with = joined.best.as_ref().filter(|_| joined.by != desk::By::Opened);
    Because {
        score: joined.score(),
        threshold: joined.threshold,
        shared_terms: with
            .map(|m| m.shared.iter().map(|s| s.word.clone()).collect())
            .unwrap_or_default(),
        hours_apart: with.and_then(|m| m.hours_apart),
    }
}

/// A stream fed with lines.
pub struct Run {
    lexicon: Lexicon,
    stream: Stream,
    ids: Ids,
    repair: bool,
    day: Option<Date>,
    /// Where each story stands, which may be another event than it joined.
    event_of: HashMap<StoryId, EventId>,
    first: HashMap<EventId, StoryId>,
}

impl Run {
    pub fn new(no_time: bool, repair: bool) -> Self {
        Self {
            lexicon: Lexicon::new(),
            stream: if no_time { Stream::untimed() } else { Stream::new() },
            ids: Ids::default(),
            repair,
            day: None,
            event_of: HashMap::new(),
            first: HashMap::new(),
        }
    }

    pub fn push(&mut self, line: &Line) -> Joined {
        let day = line.published.map(|w| TimeZone::UTC.to_datetime(w.0).date());
        if day > self.day {
            if self.repair && self.day.is_some() {
                self.look_again();
            }
            self.day = day;
        }
        let id = self.number(line);
        let joined = self.stream.push(&self.lexicon.read(&line.piece(id)));
        self.event_of.insert(id, joined.event);
        self.first.entry(joined.event).or_insert(id);
        joined
    }

    /// A line's number, whether it was pushed or not.
    pub fn number(&mut self, line: &Line) -> StoryId {
        self.ids.number(&line.id)
    }

    /// A story's id.
    pub fn id(&self, story: StoryId) -> &str {
        self.ids.name(story)
    }

    /// The last second look.
    pub fn end(&mut self) {
        if self.repair {
            self.look_again();
        }
    }

    fn look_again(&mut self) {
        let moves = self.stream.repair();
        if moves.is_empty() {
            return;
        }
        for m in moves {
            self.event_of.insert(m.story, m.to);
        }
        // An event goes by the first story that is in it now; one that lost
        // all of them keeps the name that was printed.
        let mut stories: Vec<(&StoryId, &EventId)> = self.event_of.iter().collect();
        stories.sort_unstable_by(|a, b| b.cmp(a));
        self.first.extend(stories.into_iter().map(|(s, e)| (*e, *s)));
    }

    /// The event a story stands in.
    pub fn event_of(&self, story: StoryId) -> EventId {
        self.event_of.get(&story).copied().unwrap_or(EventId(u32::MAX))
    }

    /// The running story of an event, by its first event.
    pub fn thread(&self, event: EventId) -> EventId {
        self.stream.thread_of(event)
    }

    /// The id of an event's first story.
    fn name(&self, event: EventId) -> &str {
        self.first.get(&event).map_or("", |s| self.ids.name(*s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn line(id: &str, day: &str, title: &str, text: &str) -> Line {
        serde_json::from_value(json!({"id": id, "published": day, "title": title, "text": text}))
            .unwrap()
    }

    #[test]
    fn a_second_look_names_events_by_their_first_story() {
        let flood = "Water broke through the dyke at Ostrau in the night and flooded the old \
                     harbour; firefighters of Ostrau took eleven people from roofs.";
        let mut run = Run::new(false, true);
        let lines = [
            line("a", "2026-03-01", "Dyke breaks at Ostrau", flood),
            line(
                "b",
                "2026-03-01",
                "Museum of clocks reopens",
                "The museum of clocks in Lenz shows 400 clocks again.",
            ),
            line("c", "2026-03-02", "Ostrau harbour under water", flood),
        ];
        let joined: Vec<Joined> = lines.iter().map(|l| run.push(l)).collect();
        run.end();
        assert_eq!(run.name(run.event_of(joined[0].story)), "a");
        assert_eq!(run.name(run.event_of(joined[1].story)), "b");
        assert_eq!(run.name(run.event_of(joined[2].story)), "a");
        assert_eq!(run.name(run.thread(joined[1].event)), "b");
    }
}

//! `nightdesk desk events`: stories in the order of the stream in, the event
//! of each and its running story out, decided as it comes.

use crate::stories::{Ids, Line};
use crate::{Failed, lines};
use desk::{EventId, Joined, Lexicon, Stream, Watch};
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
    watch: Watch,
    ids: Ids,
    first: HashMap<EventId, StoryId>,
}

impl Run {
    /// Without times, or with second looks, or both.
    pub fn new(no_time: bool, repair: bool) -> Self {
        let stream = if no_time { Stream::untimed() } else { Stream::new() };
        Self {
            lexicon: Lexicon::new(),
            watch: Watch::new(stream, repair),
            ids: Ids::default(),
            first: HashMap::new(),
        }
    }

    pub fn push(&mut self, line: &Line) -> Joined {
        let id = self.number(line);
        let joined = self.watch.push(&self.lexicon.read(&line.piece(id)));
        self.first.entry(joined.event).or_insert(id);
        joined
    }

    /// The last second look. From now on an event goes by the first story that
    /// is still in it; one that lost all keeps the name it had.
    pub fn end(&mut self) {
        self.watch.look_again();
        let mut stories: Vec<(StoryId, EventId)> = self.watch.stories().collect();
        stories.reverse();
        self.first.extend(stories.into_iter().map(|(s, e)| (e, s)));
    }

    /// A line's number, whether it was pushed or not.
    pub fn number(&mut self, line: &Line) -> StoryId {
        self.ids.number(&line.id)
    }

    /// A story's id.
    pub fn id(&self, story: StoryId) -> &str {
        self.ids.name(story)
    }

    /// The event a story stands in; one of no number if it was not pushed.
    pub fn event_of(&self, story: StoryId) -> EventId {
        self.watch.event_of(story).unwrap_or(EventId(u32::MAX))
    }

    /// The running story of an event, by its first event.
    pub fn thread(&self, event: EventId) -> EventId {
        self.watch.thread_of(event)
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

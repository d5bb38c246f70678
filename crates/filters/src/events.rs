//! `nightdesk desk events`: stories in the order of the stream in, the event
//! of each out, decided as it comes.

use crate::stories::{Ids, Line};
use crate::{Failed, lines};
use desk::{EventId, Joined, Lexicon, Stream};
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
    #[command(flatten)]
    input: lines::Input,
}

/// One story's answer. Events go by the id of their first story.
#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    event: &'a str,
    joined_because: Because,
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
    let mut run = Run::new(args.no_time);
    let broken = args.input.each(|line: Line| {
        let joined = run.push(&line);
        let answer = Answer {
            id: &line.id,
            event: run.event(joined.event),
            joined_because: because(&joined),
        };
        out.put(&answer)
    })?;
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
    first: HashMap<EventId, StoryId>,
}

impl Run {
    pub fn new(no_time: bool) -> Self {
        let stream = if no_time { Stream::untimed() } else { Stream::new() };
        Self { lexicon: Lexicon::new(), stream, ids: Ids::default(), first: HashMap::new() }
    }

    pub fn push(&mut self, line: &Line) -> Joined {
        let id = self.ids.number(&line.id);
        let joined = self.stream.push(&self.lexicon.read(&line.piece(id)));
        self.first.entry(joined.event).or_insert(id);
        joined
    }

    /// The id of an event's first story.
    pub fn event(&self, event: EventId) -> &str {
        self.first.get(&event).map_or("", |s| self.ids.name(*s))
    }
}

//! `nightdesk desk background`: an archive in, and for each story of another
//! file what of the archive belongs to its background out.

use crate::events::Run;
use crate::stories::{self, Line};
use crate::{Failed, lines};
use desk::{Archive, Lexicon, Related};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitCode;
use story::StoryId;

#[derive(clap::Args)]
pub struct Args {
    /// The stories whose background is asked for, as JSON Lines.
    #[arg(long = "for", value_name = "STORIES")]
    stories: PathBuf,
    /// How many stories of the archive at most.
    #[arg(long, value_name = "K", default_value_t = 5)]
    top: usize,
    #[command(flatten)]
    input: lines::Input,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    related: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a Value,
    date: Option<String>,
    score: f32,
    reason: String,
}

pub fn run(args: &Args) -> Result<ExitCode, Failed> {
    let (archive, broken) = args.input.all::<Line>()?;
    let (asked, unread) = lines::Input { file: args.stories.clone() }.all::<Line>()?;
    let mut past = Past::of(&archive, &asked);
    let mut out = lines::Output::new();
    let ids: HashMap<String, &Value> =
        archive.iter().map(|l| (stories::name(&l.id), &l.id)).collect();
    for line in &asked {
        let found = past.related(line, args.top);
        let related = found
            .into_iter()
            .filter_map(|r| {
                Some(Entry {
                    id: *ids.get(past.name(r.story))?,
                    date: r.when.map(day),
                    score: r.score,
                    reason: reason(&r, line.published.map(|w| w.0)),
                })
            })
            .collect();
        out.put(&Answer { id: &line.id, related })?;
    }
    out.end()?;
    Ok(ExitCode::from(u8::from(broken + unread > 0)))
}

/// An archive of lines, and the events in it.
pub struct Past {
    lexicon: Lexicon,
    run: Run,
    archive: Archive,
}

impl Past {
    /// Events are told from the archive and the stories asked about together:
    /// by time where all have one.
    pub fn of<'a>(archive: &'a [Line], asked: impl IntoIterator<Item = &'a Line>) -> Self {
        let mut all: Vec<&Line> = archive.iter().chain(asked).collect();
        let dated = all.iter().all(|l| l.published.is_some());
        let mut run = Run::new(!dated, true);
        // Numbered first, so that a story of the archive goes by its place.
        all.iter().for_each(|l| {
            run.number(l);
        });
        all.sort_by_key(|l| l.published.map(|w| w.0));
        all.dedup_by_key(|l| stories::name(&l.id));
        all.iter().for_each(|l| {
            run.push(l);
        });
        run.end();
        let mut lexicon = Lexicon::new();
        let mut past = Archive::new();
        for line in archive {
            past.add(&lexicon.read(&line.piece(run.number(line))));
        }
        Self { lexicon, run, archive: past }
    }

    /// What of the archive came before a story that was asked about.
    pub fn related(&mut self, line: &Line, most: usize) -> Vec<Related> {
        let story = self.run.number(line);
        let event = self.run.event_of(story);
        self.related_unless(line, most, |run, other| run.event_of(other) == event)
    }

    /// The same, where somebody else says what tells the same event.
    pub fn related_unless(
        &mut self,
        line: &Line,
        most: usize,
        same: impl Fn(&Run, StoryId) -> bool,
    ) -> Vec<Related> {
        let features = self.lexicon.read(&line.piece(self.run.number(line)));
        self.archive.related(&features, most, |other| same(&self.run, other))
    }

    /// The id of a story.
    pub fn name(&self, story: StoryId) -> &str {
        self.run.id(story)
    }
}

fn day(when: Timestamp) -> String {
    jiff::tz::TimeZone::UTC.to_datetime(when).date().to_string()
}

/// What the two share, and how long before it came.
fn reason(related: &Related, asked: Option<Timestamp>) -> String {
    let shares = if related.shared.is_empty() {
        "alike in words that are common".to_owned()
    } else {
        format!("shares {}", related.shared.join(", "))
    };
    match (asked, related.when) {
        (Some(now), Some(then)) => {
            let hours = now.duration_since(then).as_hours();
            let ago = match hours {
                ..48 => format!("{hours} hours"),
                _ => format!("{} days", hours / 24),
            };
            format!("{shares}; {ago} before")
        }
        _ => shares,
    }
}

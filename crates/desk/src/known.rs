//! What is known of a judged event, or of a whole running matter: stories
//! handed to [`points`], with who is independent of whom as the judgement has
//! it; and the matter's timeline.

use crate::cutting::{Cutting, in_order};
use crate::events::{Judgement, Matter};
use crate::points::{Point, PointSource, points};
use crate::sources;
use crate::timeline::{Entry, TimelineSource, timeline};
use jiff::tz::TimeZone;
use story::{Kind, Signal, Standing, StoryId};

/// A point with who carries it.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// What is said, and how well it stands.
    pub point: Point,
    /// The independent sources whose stories say it, in order of first report:
    /// copies and papers that rest on one agency count once. Never empty.
    pub sources: Vec<String>,
}

/// The points of stories of the judgement of these cuttings, `most` at most.
/// What its sources stopped has no say; what is under embargo has, as only
/// editors see this.
pub fn known(
    judgement: &Judgement,
    cuttings: &[Cutting],
    stories: &[StoryId],
    most: usize,
) -> Vec<Known> {
    let all = in_order(cuttings);
    let members: Vec<&Cutting> =
        all.iter().filter(|c| stories.contains(&c.story)).copied().collect();
    let original = |c: &Cutting| judgement.original_of(c.story).unwrap_or(c.story);
    let mut voices: Vec<String> = Vec::new();
    let texts: Vec<_> = members
        .iter()
        .map(|c| {
            let first = original(c);
            let first = all.iter().find(|o| o.story == first).unwrap_or(c);
            let voice = sources::voice(first);
            let group = voices.iter().position(|v| *v == voice).unwrap_or_else(|| {
                voices.push(voice);
                voices.len() - 1
            });
            (c.text.full_text(), c.language(), group)
        })
        .collect();
    let told: Vec<PointSource> = members
        .iter()
        .zip(&texts)
        .map(|(c, (text, language, group))| PointSource {
            story: c.story,
            version: c.version,
            when: c.when,
            language,
            group: *group,
            source_name: c.source_name,
            text,
            opinion: matches!(c.text.kind, Kind::Opinion | Kind::Analysis),
            stopped: c.is_stopped(),
            corrected: c.signal == Signal::Correction,
        })
        .collect();
    points(&told, most)
        .into_iter()
        .map(|point| {
            // A copy counts as what it copies, once.
            let mut carriers: Vec<&Cutting> = Vec::new();
            for c in members.iter().filter(|c| point.sentences.iter().any(|s| s.story == c.story)) {
                if !carriers.iter().any(|o| original(o) == original(c)) {
                    carriers.push(c);
                }
            }
            Known { sources: sources::independent(&carriers), point }
        })
        .collect()
}

/// The stories that a running matter is told from, `most` at most: of each of
/// its events in turn the newest that is no copy, so that no day of it drowns
/// in the reports of another.
pub fn told_of(judgement: &Judgement, matter: &Matter, most: usize) -> Vec<StoryId> {
    let events = matter.events.iter().rev().filter_map(|e| judgement.events.get(*e));
    let mut open: Vec<Vec<StoryId>> = events
        .map(|e| {
            let originals = e.stories.iter().filter(|s| judgement.original_of(**s).is_none());
            originals.copied().collect()
        })
        .collect();
    let mut out = Vec::new();
    while out.len() < most && open.iter().any(|stories| !stories.is_empty()) {
        out.extend(open.iter_mut().filter_map(Vec::pop).take(most - out.len()));
    }
    out.sort_unstable();
    out
}

/// The timeline of those stories, as `timeline` tells it. Nothing held,
/// withdrawn or under embargo.
pub fn days_of(
    cuttings: &[Cutting],
    stories: &[StoryId],
    zone: &TimeZone,
    entries: usize,
    per_entry: usize,
) -> Vec<Entry> {
    let usable = |c: &&Cutting| {
        stories.contains(&c.story) && !c.is_stopped() && c.standing == Standing::Usable
    };
    let told: Vec<_> = cuttings
        .iter()
        .filter(usable)
        .map(|c| (c, c.text.title(), c.text.full_text(), c.language()))
        .collect();
    let sources: Vec<TimelineSource> = told
        .iter()
        .map(|(c, title, text, language)| TimelineSource {
            story: c.story,
            published: c.when.to_zoned_datetime(zone.clone()).date(),
            language,
            title,
            text,
        })
        .collect();
    timeline(&sources, entries, per_entry)
}

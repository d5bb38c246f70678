//! What we know so far of a judged event: its stories handed to [`points`],
//! with who is independent of whom as the judgement has it.

use crate::cutting::{Cutting, in_order};
use crate::events::{Event, Judgement};
use crate::points::{Point, PointSource, points};
use crate::sources;
use story::{Kind, Signal};

/// The points of an event of the judgement of these cuttings, `most` at most.
/// What its sources stopped has no say; what is under embargo has, as only
/// editors see this.
pub fn event_points(
    judgement: &Judgement,
    cuttings: &[Cutting],
    event: &Event,
    most: usize,
) -> Vec<Point> {
    let all = in_order(cuttings);
    let members = || all.iter().filter(|c| event.stories.contains(&c.story));
    let mut voices: Vec<String> = Vec::new();
    let texts: Vec<_> = members()
        .map(|c| {
            let original = judgement.original_of(c.story).unwrap_or(c.story);
            let original = all.iter().find(|o| o.story == original).unwrap_or(c);
            let voice = sources::voice(original);
            let group = voices.iter().position(|v| *v == voice).unwrap_or_else(|| {
                voices.push(voice);
                voices.len() - 1
            });
            (c.text.full_text(), c.language(), group)
        })
        .collect();
    let stories: Vec<PointSource> = members()
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
    points(&stories, most)
}

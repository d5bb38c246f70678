//! The desk's judgement over the stories of the last days, kept until a story
//! comes in. The judgement itself is `desk`'s; this only fetches and hands on.

use super::known::Told;
use super::{House, HouseError, now};
use desk::{Cutting, Judge, Judgement};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::sync::Arc;
use store::{StoredStory, StoryFilter};
use story::StoryId;
use tokio::sync::Mutex;
use web::EventView;

/// How far back a running matter is followed.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Most stories judged at once: thirty days of a busy newsroom.
const MOST: usize = 20_000;
/// An archive of up to so many stories is judged whole, however old.
const SMALL: u64 = 2_000;

/// The last judgement with the marks of the store it was made at, and the judge
/// that goes on from it.
#[derive(Default)]
pub(super) struct Judged(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last: Option<(Marks, Arc<Bench>)>,
    judge: Judge,
}

/// What a judgement rests on: stories, decisions, the threshold in force.
type Marks = (i64, i64, u16);

/// Stories and what was judged of them.
pub(super) struct Bench {
    pub(super) stories: Vec<StoredStory>,
    pub(super) judgement: Judgement,
    /// What is known of running matters, as far as it was asked.
    pub(super) told: Told,
}

/// A story as the desk takes it, at that time.
pub(super) fn cutting(s: &StoredStory, now: Timestamp) -> Cutting<'_> {
    Cutting {
        story: s.id,
        version: s.version,
        source: s.source,
        source_name: &s.source_name,
        own: s.own,
        desk: s.defaults.desk.as_deref(),
        weight: s.defaults.weight,
        standing: s.standing(now),
        embargo: s.embargo,
        first_seen: s.first_seen,
        when: s.when(),
        urgency: s.urgency,
        signal: s.signal,
        text: &s.story,
    }
}

/// The stories as the desk takes them, at that time.
pub(super) fn cuttings(stories: &[StoredStory], now: Timestamp) -> Vec<Cutting<'_>> {
    stories.iter().map(|s| cutting(s, now)).collect()
}

/// Leaves out the day of the last of them whole: where the stories are cut at a
/// number, each that comes would push out another, and the judge could never go
/// on.
fn drop_oldest_day(stories: &mut Vec<StoredStory>) {
    let day = |s: &StoredStory| s.when().to_zoned_datetime(TimeZone::UTC).date();
    let Some(oldest) = stories.last().map(day) else { return };
    if stories.iter().any(|s| day(s) != oldest) {
        stories.retain(|s| day(s) != oldest);
    }
}

impl House {
    /// The judgement of the last weeks, made anew only if a story came in or
    /// something was decided.
    pub(super) async fn bench(&self) -> Result<Arc<Bench>, HouseError> {
        let mut kept = self.judged.0.lock().await;
        let mark = (
            self.store.story_mark().await?,
            self.store.decision_mark().await?,
            self.threshold().await?,
        );
        if let Some((at, bench)) = &kept.last
            && *at == mark
        {
            return Ok(bench.clone());
        }
        let at = now();
        let small = self.store.count_stories().await? <= SMALL;
        // From midnight on, so that the judge can go on all day from what it
        // has told already.
        let since = at.saturating_sub(LOOK_BACK).unwrap_or(Timestamp::MIN);
        let since =
            since.to_zoned_datetime(TimeZone::UTC).start_of_day().map_or(since, |z| z.timestamp());
        let since = Some(since).filter(|_| !small);
        let filter = StoryFilter { since, limit: MOST, ..StoryFilter::default() };
        let mut stories = self.store.stories(filter).await?;
        if stories.len() == MOST {
            drop_oldest_day(&mut stories);
        }
        let decisions = self.decided().await?;
        let told = kept.last.as_ref().map(|(_, bench)| bench.told.clone()).unwrap_or_default();
        // One that falls leaves a judge who begins anew.
        let mut judge = std::mem::take(&mut kept.judge);
        let (judge, bench) = tokio::task::spawn_blocking(move || {
            let judgement = judge.judge(&cuttings(&stories, at), &decisions);
            (judge, Arc::new(Bench { stories, judgement, told }))
        })
        .await
        .map_err(|e| HouseError::Press(format!("the judgement failed: {e}")))?;
        *kept = Kept { last: Some((mark, bench.clone())), judge };
        Ok(bench)
    }

    /// Events with a story that came out or in since then, the most widely
    /// told first.
    pub(super) async fn events(&self, since: Timestamp) -> Result<Vec<EventView>, HouseError> {
        let bench = self.bench().await?;
        let judgement = &bench.judgement;
        let recent = |id: StoryId| {
            bench.stories.iter().any(|s| s.id == id && (s.when() >= since || s.seen >= since))
        };
        let mut events: Vec<_> =
            judgement.events.iter().filter(|e| e.stories.iter().any(|s| recent(*s))).collect();
        events.sort_by(|a, b| b.sources.cmp(&a.sources).then(b.last.cmp(&a.last)));
        Ok(events
            .into_iter()
            .map(|event| EventView {
                title: event.title.clone(),
                stories: event.stories.iter().rev().copied().filter(|s| recent(*s)).collect(),
                sources: event.sources,
                copies: judgement
                    .copies
                    .iter()
                    .filter(|(copy, _)| event.stories.contains(copy))
                    .map(|(copy, _)| *copy)
                    .collect(),
                matter: judgement.matter_of(event.id).map(|m| m.title.clone()),
                confirmed: event.confirmed,
            })
            .collect())
    }
}

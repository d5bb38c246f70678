//! What is known of an event and of the running matter it is a step of, in the
//! sentences of their stories. Which sentences is `desk`'s judgement; this puts
//! words, sources and dates to them.

use super::judging::{Bench, cuttings};
use super::now;
use desk::{Event, Matter, PointStanding};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::StoredStory;
use story::{Standing, StoryId, VersionId, one_line};
use web::{DayView, PointView, ToldView, WasView};

/// Stories that a running matter is told from: with more its page would keep an
/// editor waiting.
const TOLD_FROM: usize = 24;
/// Days of a timeline, and sentences of each.
const DAYS: usize = 10;
const PER_DAY: usize = 2;
/// Points of a matter that are thought about, and those that are shown.
const POINTS: usize = 16;
const SHOWN: usize = 8;

/// Matters that are remembered.
const KEPT: usize = 200;

/// What a matter is told from: stories, their versions, and whether they may be
/// used now.
type Ground = Vec<(StoryId, VersionId, bool)>;

/// What is known of matters. It outlives a judgement: telling one takes as long
/// as a whole page else, and a new story changes one matter, not all.
#[derive(Clone, Default)]
pub(super) struct Told(Arc<Mutex<HashMap<Ground, Arc<Matters>>>>);

/// What is known of one matter.
struct Matters {
    days: Vec<DayView>,
    points: Vec<PointView>,
}

impl Bench {
    pub(super) fn story(&self, id: StoryId) -> Option<&StoredStory> {
        self.stories.iter().find(|s| s.id == id)
    }

    /// The days that matter most in a running matter.
    pub(super) fn days(&self, matter: &Matter, zone: &TimeZone) -> Vec<DayView> {
        self.told_of(matter, zone).days.clone()
    }

    /// What is known of a running matter besides what this event of it says.
    pub(super) fn rest(&self, matter: &Matter, event: &Event, zone: &TimeZone) -> Vec<PointView> {
        let told = self.told_of(matter, zone);
        let rest = told.points.iter().filter(|p| !event.stories.contains(&p.story));
        rest.take(SHOWN).cloned().collect()
    }

    fn told_of(&self, matter: &Matter, zone: &TimeZone) -> Arc<Matters> {
        let stories = desk::told_of(&self.judgement, matter, TOLD_FROM);
        let at = now();
        let ground = stories.iter().filter_map(|id| {
            let story = self.story(*id)?;
            Some((*id, story.version, story.standing(at) == Standing::Usable))
        });
        let ground: Ground = ground.collect();
        let lock = || self.told.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(told) = lock().get(&ground) {
            return told.clone();
        }
        let told = Arc::new(self.tell(&stories, zone));
        let mut kept = lock();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(ground, told.clone());
        told
    }

    fn tell(&self, stories: &[StoryId], zone: &TimeZone) -> Matters {
        let cuttings = cuttings(&self.stories, now());
        let days = desk::days_of(&cuttings, stories, zone, DAYS, PER_DAY);
        let told = |t: &desk::Told| {
            let story = self.story(t.story)?;
            let text = one_line(t.span.of(&story.story.full_text()));
            Some(ToldView { text, story: t.story, source: story.source_name.clone() })
        };
        let days = days
            .iter()
            .map(|d| DayView { day: d.day, told: d.sentences.iter().filter_map(told).collect() });
        let points = desk::known(&self.judgement, &cuttings, stories, POINTS);
        Matters {
            days: days.collect(),
            points: points.iter().filter_map(|p| self.point(p)).collect(),
        }
    }

    /// A point in words.
    pub(super) fn point(&self, known: &desk::Known) -> Option<PointView> {
        let point = &known.point;
        let shown = point.sentences.first()?;
        let (standing, is_known) = match &point.standing {
            PointStanding::Known => (String::new(), true),
            PointStanding::AccordingTo(who) => (who.clone(), false),
        };
        let words = |story: StoryId, span: desk::Span| {
            Some(one_line(span.of(&self.story(story)?.story.full_text())))
        };
        Some(PointView {
            label: point.label.map(|l| l.as_str()),
            text: words(shown.story, shown.span)?,
            story: shown.story,
            source: shown.source_name.clone(),
            at: shown.when,
            known: is_known,
            standing,
            sources: known.sources.clone(),
            hedged: shown.hedged,
            corrected: shown.corrected,
            was: point
                .superseded
                .iter()
                .filter_map(|f| Some(WasView { text: words(f.story, f.span)?, at: f.when }))
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::trial::Trial;
    use story::Decision;

    #[tokio::test]
    async fn a_running_story_has_its_days_and_says_what_rests_on_one_source() {
        let trial = Trial::open().await;
        let vote = trial
            .file(0, Trial::told("vote", 5 * 24, "Dockers of Port Calder vote for a strike",
                "Nine in ten dockers of Port Calder voted for a strike over crane shifts at the container terminal. The count took until midnight, the union said."))
            .await;
        let strike = trial
            .file(1, Trial::told("strike", 3, "Dock workers strike at Port Calder over crane shifts",
                "About 400 dock workers walked out at the container terminal of Port Calder over crane shifts. Eleven ships wait off the breakwater."))
            .await;
        let walkout = trial
            .file(2, Trial::told("walkout", 2, "Walkout of dock workers halts Port Calder terminal",
                "A walkout of about 400 dock workers over crane shifts halted the container terminal of Port Calder. A lawyer calls the walkout lawful."))
            .await;
        let house = &trial.house;
        let facts = vec![
            Decision::Same(strike, walkout),
            Decision::Apart(vote, strike),
            Decision::Belongs(strike, vote),
        ];
        let words = String::new;
        house.store.decide(words(), facts, trial.editor, words(), super::now()).await.unwrap();
        let page = house.event(strike).await.unwrap().unwrap();
        assert_eq!(page.source_names, ["NPA", "Meridian"]);
        let of = |words: &str| {
            let found = page
                .points
                .iter()
                .filter_map(|p| p.found.as_ref())
                .find(|p| p.text.contains(words));
            found.map(|p| (p.known, p.sources.clone())).unwrap_or_else(|| panic!("{page:#?}"))
        };
        assert_eq!(of("Eleven ships"), (false, vec!["NPA".to_owned()]));
        assert_eq!(of("400"), (true, vec!["NPA".to_owned(), "Meridian".to_owned()]));
        let matter = page.matter.unwrap();
        assert_eq!(matter.steps.len(), 2);
        let told: Vec<_> = matter.days.iter().flat_map(|d| &d.told).map(|t| t.story).collect();
        assert!(told.contains(&vote), "{:#?}", matter.days);
        assert!(matter.days.is_sorted_by_key(|d| d.day));
        // What the event itself says is not said again.
        assert!(!matter.points.is_empty());
        assert!(matter.points.iter().all(|p| p.story == vote), "{:#?}", matter.points);
    }
}

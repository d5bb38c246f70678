//! An event as editors see it, and what they decide of it: acts become facts
//! about stories, which the desk then judges by. The judgement is `desk`'s.

use super::judging::Bench;
use super::{House, HouseError, now};
use desk::{Decisions, Event};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use story::{Decision, EditorId, Newsletter, StoryId};
use web::{DecisionLine, EventAct, EventChoice, EventPage, EventStory, MatterStep, MatterView};

/// Events offered to be joined: those with a story in so many days, so many.
const OFFERED: SignedDuration = SignedDuration::from_hours(24 * 7);
const MOST_OFFERED: usize = 200;

impl House {
    /// The event a story tells, with what the desk knows of it.
    pub(super) async fn event(&self, story: StoryId) -> Result<Option<EventPage>, HouseError> {
        let bench = self.bench().await?;
        let Some(event) = bench.judgement.event_of(story).cloned() else { return Ok(None) };
        let log = self.store.decisions().await?;
        let newsletters = self.store.newsletters().await?;
        let zone = newsletters.first().map_or(TimeZone::UTC, Newsletter::time_zone);
        let points = self.points_of(&bench, &event).await?;
        let page = tokio::task::spawn_blocking(move || {
            let mut page = bench.page(&event, &zone);
            let mut lines: Vec<DecisionLine> = Vec::new();
            for d in log.into_iter().rev() {
                let line = DecisionLine { act: d.act, by: d.editor_name, why: d.why, at: d.at };
                let here = d.fact.stories().any(|s| event.stories.contains(&s));
                if here && lines.last() != Some(&line) {
                    lines.push(line);
                }
            }
            page.log = lines;
            page.points = points;
            page
        });
        let page = page.await.map_err(|e| HouseError::Press(format!("the event failed: {e}")))?;
        Ok(Some(page))
    }

    /// Decides something of the event a story tells.
    pub(super) async fn decide(
        &self,
        story: StoryId,
        act: EventAct,
        why: String,
        editor: EditorId,
    ) -> Result<(), HouseError> {
        let bench = self.bench().await?;
        let refuse = |words: &str| Err(HouseError::Press(words.to_owned()));
        let Some(event) = bench.judgement.event_of(story) else {
            return refuse("this story is in no event any more; load the page again");
        };
        let decided = self.decided().await?;
        let title = |s: StoryId| bench.judgement.event_of(s).map_or("", |e| e.title.as_str());
        let (words, facts) = match act {
            EventAct::Split(chosen) => {
                let (out, left): (Vec<StoryId>, Vec<StoryId>) =
                    event.stories.iter().partition(|s| chosen.contains(s));
                if out.is_empty() || left.is_empty() {
                    return refuse("choose some of the stories, not all of them and not none");
                }
                let words = format!("took {} out of “{}”", stories(out.len()), title(left[0]));
                let held = held_without(&decided, &out, &left);
                (words, [apart(&out, &left), together(&out), held].concat())
            }
            EventAct::Move(chosen, to) => {
                let Some(to) = bench.judgement.event_of(to).filter(|e| e.id != event.id) else {
                    return refuse("that event is gone; load the page again");
                };
                let (out, left): (Vec<StoryId>, Vec<StoryId>) =
                    event.stories.iter().partition(|s| chosen.contains(s));
                if out.is_empty() {
                    return refuse("choose the stories to move");
                }
                let words = match left.is_empty() {
                    true => format!("made “{}” and “{}” one event", event.title, to.title),
                    false => format!("moved {} to “{}”", stories(out.len()), to.title),
                };
                let held = held_without(&decided, &out, &left);
                (words, [apart(&out, &left), across(&out, &to.stories), held].concat())
            }
            EventAct::Confirm => {
                let mut facts = together(&event.stories);
                facts.push(Decision::Confirmed(story));
                ("confirmed the event".to_owned(), facts)
            }
            EventAct::Reopen => {
                let facts = event.stories.iter().map(|s| Decision::Reopened(*s)).collect();
                ("opened the event again".to_owned(), facts)
            }
            EventAct::JoinMatter(to) => {
                let words = format!("made it a step of “{}”", self.matter_title(&bench, to));
                (words, vec![Decision::Belongs(story, to)])
            }
            EventAct::LeaveMatter => {
                ("took it out of its running story".to_owned(), vec![Decision::Outside(story)])
            }
            EventAct::MergeMatter(to) => {
                let words =
                    format!("made it one running story with “{}”", self.matter_title(&bench, to));
                (words, vec![Decision::Merged(story, to)])
            }
            EventAct::NameMatter(name) => {
                let Some(matter) = bench.judgement.matter_of(event.id) else {
                    return refuse("this event belongs to no running story yet");
                };
                // On every event's first story: the name stays with what is
                // left when the matter is parted.
                let firsts = matter.events.iter().filter_map(|e| bench.judgement.events.get(*e));
                let firsts: Vec<StoryId> =
                    firsts.filter_map(|e| e.stories.first().copied()).collect();
                let facts = firsts.into_iter().map(|s| Decision::Named(s, name.clone())).collect();
                let words = match name.trim() {
                    "" => "took the running story’s name away".to_owned(),
                    name => format!("called the running story “{name}”"),
                };
                (words, facts)
            }
        };
        Ok(self.store.decide(words, facts, editor, why, now()).await?)
    }

    fn matter_title(&self, bench: &Bench, story: StoryId) -> String {
        let event = bench.judgement.event_of(story);
        let matter = event.and_then(|e| bench.judgement.matter_of(e.id));
        matter.map_or_else(
            || event.map_or_else(String::new, |e| e.title.clone()),
            |m| m.title.clone(),
        )
    }
}

fn stories(n: usize) -> String {
    if n == 1 { "a story".to_owned() } else { format!("{n} stories") }
}

/// Facts that part two sets of stories.
fn apart(one: &[StoryId], other: &[StoryId]) -> Vec<Decision> {
    one.iter().flat_map(|a| other.iter().map(|b| Decision::Apart(*a, *b))).collect()
}

/// Facts that put every story of a set with every one of another; older facts
/// that part any of them no longer hold.
fn across(one: &[StoryId], other: &[StoryId]) -> Vec<Decision> {
    one.iter().flat_map(|a| other.iter().map(|b| Decision::Same(*a, *b))).collect()
}

/// Facts that hold together what was so through a story that leaves.
fn held_without(decided: &Decisions, out: &[StoryId], left: &[StoryId]) -> Vec<Decision> {
    if decided.holds_across(out, left) { together(left) } else { Vec::new() }
}

/// Facts that hold a set of stories together: each with the first, as these
/// links reach all.
fn together(all: &[StoryId]) -> Vec<Decision> {
    let Some((first, rest)) = all.split_first() else { return Vec::new() };
    rest.iter().map(|s| Decision::Same(*first, *s)).collect()
}

impl Bench {
    fn page(&self, event: &Event, zone: &TimeZone) -> EventPage {
        let judgement = &self.judgement;
        let told: Vec<EventStory> = event
            .stories
            .iter()
            .rev()
            .filter_map(|id| {
                let joined = judgement.joined(*id)?;
                let moved = judgement.was_moved(*id);
                Some(EventStory {
                    story: *id,
                    why: match moved {
                        true => "Moved here by a second look at the last days, or by an editor"
                            .to_owned(),
                        false => joined.sentence(),
                    },
                    check: joined.check && !moved && !event.confirmed,
                    copy_of: judgement.original_of(*id),
                })
            })
            .collect();
        EventPage {
            title: event.title.clone(),
            stories: told,
            source_names: event.source_names.clone(),
            confirmed: event.confirmed,
            points: Vec::new(),
            matter: judgement.matter_of(event.id).map(|m| MatterView {
                days: self.days(m, zone),
                points: self.rest(m, event, zone),
                title: m.title.clone(),
                series: m.series,
                confirmed: m.confirmed,
                steps: m
                    .events
                    .iter()
                    .filter_map(|e| judgement.events.get(*e))
                    .filter_map(|e| {
                        Some(MatterStep {
                            story: *e.stories.first()?,
                            title: e.title.clone(),
                            at: e.first,
                            sources: e.sources,
                            here: e.id == event.id,
                        })
                    })
                    .collect(),
            }),
            others: self.others(event),
            matters: judgement
                .matters
                .iter()
                .rev()
                .filter(|m| !m.events.contains(&event.id))
                .filter_map(|m| {
                    let first = judgement.events.get(*m.events.first()?)?;
                    Some(EventChoice { story: *first.stories.first()?, title: m.title.clone() })
                })
                .take(MOST_OFFERED)
                .collect(),
            log: Vec::new(),
        }
    }

    /// Events of the days around, the newest first.
    fn others(&self, event: &Event) -> Vec<EventChoice> {
        let near = |at: Timestamp| {
            at.duration_since(event.last) <= OFFERED && event.first.duration_since(at) <= OFFERED
        };
        let mut all: Vec<&Event> =
            self.judgement.events.iter().filter(|e| e.id != event.id && near(e.last)).collect();
        all.sort_by_key(|e| std::cmp::Reverse(e.last));
        all.into_iter()
            .take(MOST_OFFERED)
            .filter_map(|e| {
                Some(EventChoice { story: *e.stories.first()?, title: e.title.clone() })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::Trial;
    use super::*;

    #[tokio::test]
    async fn what_was_held_through_a_story_that_leaves_stays_together() -> Result<(), HouseError> {
        let trial = Trial::open().await;
        let mut ids = Vec::new();
        let told = [
            ("Ferry runs again", "The ferry to the islands sails at noon, its crew said."),
            ("Comet above the lake", "Astronomers saw a comet before dawn."),
            ("Bakers count loaves", "A guild of bakers baked for the school fair."),
            ("Bridge gets new paint", "Painters began on the old railway bridge."),
        ];
        for (n, (title, text)) in told.into_iter().enumerate() {
            ids.push(trial.file(n % 3, Trial::told(title, 5 - n as i64, title, text)).await);
        }
        let (house, editor) = (&trial.house, trial.editor);
        let decide = async |story, act| house.decide(story, act, String::new(), editor).await;
        // Nothing but editors holds the first three together, through the first.
        decide(ids[1], EventAct::Move(vec![ids[1]], ids[0])).await?;
        decide(ids[2], EventAct::Move(vec![ids[2]], ids[0])).await?;
        decide(ids[0], EventAct::Confirm).await?;
        decide(ids[0], EventAct::Move(vec![ids[0]], ids[3])).await?;
        let bench = house.bench().await?;
        let event = |story| bench.judgement.event_of(story).map(|e| e.stories.clone());
        assert_eq!(event(ids[1]), Some(vec![ids[1], ids[2]]));
        assert_eq!(event(ids[0]), Some(vec![ids[0], ids[3]]));
        Ok(())
    }
}

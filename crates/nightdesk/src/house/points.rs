//! The points of an event with what editors did with them: looked at, edited,
//! and given to an edition's slot. Which sentences there are and how edits are
//! laid over them is `desk`'s judgement.

use super::judging::{Bench, cuttings};
use super::{House, HouseError, now};
use desk::{Edited, Event};
use std::sync::Arc;
use store::{StoredPointEdit, StoredStory};
use story::{
    EditorId, PointEdit, PointKey, PointSource, SlotPoint, Standing, StoryId, VersionId, one_line,
};
use web::{EditorWords, EventPoint, PointAct, PointView, PointWarning};

/// Points shown of an event, and carried by a slot.
const POINTS: usize = 12;
const CARRIED: usize = 6;

impl House {
    /// The points of an event, hidden ones among them.
    pub(super) async fn points_of(
        &self,
        bench: &Arc<Bench>,
        event: &Event,
    ) -> Result<Vec<EventPoint>, HouseError> {
        Ok(self.told_of(bench, event).await?.into_iter().map(|(point, _)| point).collect())
    }

    /// The points of an event, each with the stories that carry it.
    async fn told_of(
        &self,
        bench: &Arc<Bench>,
        event: &Event,
    ) -> Result<Vec<(EventPoint, Vec<StoryId>)>, HouseError> {
        let edits = self.store.point_edits(&event.stories).await?;
        let (at_bench, stories) = (bench.clone(), event.stories.clone());
        let found = tokio::task::spawn_blocking(move || at_bench.found(&stories));
        let found = found.await.map_err(|e| HouseError::Press(format!("points failed: {e}")))?;
        let (keys, views): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let facts: Vec<PointEdit> = edits.iter().map(|e| e.edit.clone()).collect();
        let mut out = Vec::new();
        for edited in desk::edited(&keys, &facts) {
            let found = edited.found.and_then(|at| views.get(at)).cloned();
            let carriers = edited.found.and_then(|at| keys.get(at));
            let mut carriers: Vec<StoryId> =
                carriers.into_iter().flatten().map(|key| key.story).collect();
            carriers.sort_unstable();
            carriers.dedup();
            if let Some(point) = self.event_point(edited, found, &edits).await? {
                out.push((point, carriers));
            }
        }
        Ok(out)
    }

    async fn event_point(
        &self,
        edited: Edited,
        found: Option<PointView>,
        edits: &[StoredPointEdit],
    ) -> Result<Option<EventPoint>, HouseError> {
        let Some(stored) = self.store.story(edited.key.story).await? else { return Ok(None) };
        let by = |at: usize| edits.get(at).map(|e| (e.editor_name.clone(), e.at));
        let warning = match edited.words.as_ref().and_then(|w| w.version) {
            Some(version) => self.warning(&edited.key, version, stored.standing(now())).await?,
            None => None,
        };
        Ok(Some(EventPoint {
            version: stored.version,
            words: edited.words.and_then(|w| {
                let (by, at) = by(w.edit)?;
                Some(EditorWords { text: w.text, by, at })
            }),
            hidden: edited.hidden.and_then(by),
            key: edited.key,
            found,
            warning,
        }))
    }

    /// What became of the sentence that words were drawn from.
    async fn warning(
        &self,
        key: &PointKey,
        drawn_from: VersionId,
        standing: Standing,
    ) -> Result<Option<PointWarning>, HouseError> {
        if matches!(standing, Standing::Withdrawn | Standing::Held) {
            return Ok(Some(PointWarning::Stopped));
        }
        let versions = self.store.story_versions(key.story).await?;
        if versions.iter().any(|v| v.id > drawn_from && v.signal.unsettles(v.change)) {
            return Ok(Some(PointWarning::Corrected));
        }
        // Words that were written when it was gone already need no word of it.
        let newest = versions.last().filter(|v| v.id > drawn_from);
        let gone = newest.is_some_and(|v| !one_line(&v.story.full_text()).contains(&key.words));
        Ok(gone.then_some(PointWarning::Gone))
    }

    /// Does something with a point of the event that a story tells.
    pub(super) async fn edit_point(
        &self,
        story: StoryId,
        act: PointAct,
        editor: EditorId,
    ) -> Result<(), HouseError> {
        let refuse = |words: &str| Err(HouseError::Press(words.to_owned()));
        let bench = self.bench().await?;
        let Some(event) = bench.judgement.event_of(story) else {
            return refuse("this story is in no event any more; load the page again");
        };
        let mut keys: Vec<PointKey> =
            self.points_of(&bench, event).await?.into_iter().map(|p| p.key).collect();
        let named = match &act {
            PointAct::Add(_) => None,
            PointAct::Rewrite(key, ..)
            | PointAct::Hide(key)
            | PointAct::Restore(key)
            | PointAct::Up(key)
            | PointAct::Down(key) => Some(key),
        };
        let place = named.and_then(|key| keys.iter().position(|k| k == key));
        if named.is_some() && place.is_none() {
            return refuse("this point is not there any more; load the page again");
        }
        let edit = match act {
            PointAct::Add(words) if words.is_empty() => return refuse("write the point's words"),
            PointAct::Add(words) => {
                let key = PointKey { story, words, own: true };
                if keys.contains(&key) {
                    return refuse("this point is there already");
                }
                PointEdit::Added(key)
            }
            PointAct::Rewrite(_, _, text) if text.is_empty() => {
                return refuse("a point needs words; hide it if readers are not to see it");
            }
            PointAct::Rewrite(point, version, text) => {
                PointEdit::Rewritten { point, version, text }
            }
            PointAct::Hide(key) => PointEdit::Hidden(key),
            PointAct::Restore(key) => PointEdit::Restored(key),
            PointAct::Up(_) | PointAct::Down(_) => {
                let up = matches!(act, PointAct::Up(_));
                let from = place.unwrap_or_default();
                let to = if up { from.checked_sub(1) } else { from.checked_add(1) };
                let Some(to) = to.filter(|to| *to < keys.len()) else {
                    return refuse("it stands at the end already");
                };
                keys.swap(from, to);
                PointEdit::Ordered(keys)
            }
        };
        let anchor = match &edit {
            PointEdit::Added(key) | PointEdit::Hidden(key) | PointEdit::Restored(key) => key.story,
            PointEdit::Rewritten { point, .. } => point.story,
            PointEdit::Ordered(_) => story,
        };
        Ok(self.store.edit_point(anchor, edit, editor, now()).await?)
    }

    /// The points of the event that a story tells, as a slot may carry them.
    /// Words, versions and sources are all of one look at the stories: what has
    /// moved on since is left out.
    pub(super) async fn slot_points(&self, story: StoryId) -> Result<Vec<SlotPoint>, HouseError> {
        let bench = self.bench().await?;
        let Some(event) = bench.judgement.event_of(story) else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        for (point, carriers) in self.told_of(&bench, event).await? {
            if point.hidden.is_some() || point.warning.is_some() {
                continue;
            }
            let edited = point.words.is_some();
            // The desk's own sentence rests on the story it is shown from.
            let (id, text) = match (point.words, &point.found) {
                (Some(words), _) => (point.key.story, words.text),
                (None, Some(found)) => (found.story, found.text.clone()),
                (None, None) => continue,
            };
            let Some(from) = self.usable_of(&bench, id).await? else { continue };
            let mut rests = Vec::new();
            let mut voices: Vec<&StoredStory> = Vec::new();
            for carrier in carriers {
                let Some(of) = self.usable_of(&bench, carrier).await? else { continue };
                rests.push(PointSource { story: of.id, version: of.version });
                voices.push(of);
            }
            // Of the independent sources, in their order, those that still are.
            let told = point.found.as_ref().map(|f| f.sources.as_slice()).unwrap_or_default();
            let still = |name: &&str| voices.iter().any(|story| speaks_as(story, name));
            let told: Vec<&str> = told.iter().map(String::as_str).filter(still).collect();
            let source = if told.is_empty() { from.source_name.clone() } else { told.join(", ") };
            let label = point.found.as_ref().and_then(|f| f.label).unwrap_or_default().to_owned();
            let (story, version) = (from.id, from.version);
            out.push(SlotPoint { label, text, story, version, source, edited, carriers: rests });
        }
        out.truncate(CARRIED);
        Ok(out)
    }

    /// A story as it lies on the bench, if that is its newest version, and
    /// readers may be told of it.
    async fn usable_of<'b>(
        &self,
        bench: &'b Bench,
        id: StoryId,
    ) -> Result<Option<&'b StoredStory>, HouseError> {
        let Some(seen) = bench.story(id) else { return Ok(None) };
        let now_there = self.store.story(id).await?;
        let holds = now_there
            .is_some_and(|s| s.version == seen.version && s.standing(now()) == Standing::Usable);
        Ok(holds.then_some(seen))
    }
}

/// True if a story bears a name among independent sources, as the desk names
/// them: that of an agency in its credit line, or of its source, which may be
/// that agency's own.
fn speaks_as(story: &StoredStory, name: &str) -> bool {
    let name = name.to_lowercase();
    let source = story.source_name.to_lowercase();
    let credit = story.story.credit.as_ref();
    source == name
        || source.split(|c: char| !c.is_alphanumeric()).any(|word| word == name)
        || credit.is_some_and(|c| c.agencies.iter().any(|a| a.to_lowercase() == name))
}

impl Bench {
    /// The points that the desk finds in stories: the sentences that carry
    /// each, and how it is shown.
    fn found(&self, stories: &[StoryId]) -> Vec<(Vec<PointKey>, PointView)> {
        // Only what is told of the moment differs by the clock: no standing is.
        let cuttings = cuttings(&self.stories, now());
        let found = desk::known(&self.judgement, &cuttings, stories, POINTS);
        let key = |said: &desk::Said| {
            let text = self.story(said.story)?.story.full_text();
            let words = one_line(said.span.of(&text));
            Some(PointKey { story: said.story, words, own: false })
        };
        found
            .iter()
            .filter_map(|k| {
                let keys = k.point.sentences.iter().filter_map(key).collect();
                Some((keys, self.point(k)?))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::trial::Trial;
    use super::*;
    use story::{Credit, Received, Signal};

    const SHIPS: &str = "Eleven ships wait off the breakwater.";
    const LAWYER: &str = "A lawyer of the union calls the walkout lawful.";

    fn strike(signal: Signal, ships: &str) -> Received {
        let text = format!(
            "About 400 dock workers walked out at the container terminal of Port Calder over crane shifts. {ships} The harbour board met behind closed doors."
        );
        let title = "Dock workers strike at Port Calder over crane shifts";
        Received { signal, ..Trial::told("strike", 3, title, &text) }
    }

    fn walkout() -> Received {
        let text = format!(
            "A walkout of about 400 dock workers over crane shifts halted the container terminal of Port Calder. {LAWYER}"
        );
        Trial::told("walkout", 2, "Walkout of dock workers halts Port Calder terminal", &text)
    }

    /// One event that two sources tell: the strike, and the walkout.
    async fn told_twice() -> (Trial, StoryId, StoryId) {
        let trial = Trial::open().await;
        let id = trial.file(1, strike(Signal::Update, SHIPS)).await;
        let other = trial.file(2, walkout()).await;
        let same = vec![story::Decision::Same(id, other)];
        let store = &trial.house.store;
        store.decide(String::new(), same, trial.editor, String::new(), now()).await.unwrap();
        (trial, id, other)
    }

    /// What readers would see, in order; in brackets what is hidden.
    async fn shown(trial: &Trial, story: StoryId) -> Vec<String> {
        let page = trial.house.event(story).await.unwrap().unwrap();
        let words = |p: EventPoint| {
            let text = p.words.map(|w| w.text).or(p.found.map(|f| f.text)).unwrap();
            if p.hidden.is_some() { format!("({text})") } else { text }
        };
        page.points.into_iter().map(words).collect()
    }

    async fn point(trial: &Trial, story: StoryId, words: &str) -> EventPoint {
        let page = trial.house.event(story).await.unwrap().unwrap();
        let found = page.points.iter().find(|p| {
            p.key.words.contains(words) || p.found.as_ref().is_some_and(|f| f.text.contains(words))
        });
        found.cloned().unwrap_or_else(|| panic!("{words}: {:#?}", page.points))
    }

    #[tokio::test]
    async fn editors_rewrite_hide_add_and_order_points_and_slots_take_them() {
        let (trial, id, _) = told_twice().await;
        let house = &trial.house;
        let edit = async |act| house.edit_point(id, act, trial.editor).await;

        let ships = point(&trial, id, "Eleven ships").await;
        let text = "Some ten ships are waiting.".to_owned();
        edit(PointAct::Rewrite(ships.key.clone(), ships.version, text.clone())).await.unwrap();
        let lawyer = point(&trial, id, "lawyer").await;
        edit(PointAct::Hide(lawyer.key.clone())).await.unwrap();
        edit(PointAct::Add("The strike pay lasts until Friday.".into())).await.unwrap();
        let all = shown(&trial, id).await;
        assert!(all.contains(&text) && all.contains(&format!("({LAWYER})")), "{all:?}");
        assert_eq!(all.last().unwrap(), "The strike pay lasts until Friday.");

        let mine = point(&trial, id, "strike pay").await;
        for _ in 1..all.len() {
            edit(PointAct::Up(mine.key.clone())).await.unwrap();
        }
        assert_eq!(shown(&trial, id).await.first(), all.last());
        let top = edit(PointAct::Up(mine.key.clone())).await.unwrap_err();
        assert!(top.to_string().contains("at the end already"), "{top}");
        let twice = edit(PointAct::Add(mine.key.words.clone())).await.unwrap_err();
        assert!(twice.to_string().contains("there already"), "{twice}");
        assert!(edit(PointAct::Add(String::new())).await.is_err());
        let key = PointKey { story: id, words: "Never said.".into(), own: false };
        assert!(edit(PointAct::Hide(key)).await.is_err(), "no edit of what is not there");

        // A slot takes them as edited, and without the hidden ones.
        let taken = house.slot_points(id).await.unwrap();
        assert_eq!(taken.first().unwrap().text, "The strike pay lasts until Friday.");
        let ours: Vec<_> = taken.iter().filter(|p| p.edited).map(|p| p.text.as_str()).collect();
        assert_eq!(ours, ["The strike pay lasts until Friday.", "Some ten ships are waiting."]);
        assert!(taken.iter().all(|p| p.text != LAWYER) && taken.len() > 2, "{taken:#?}");

        edit(PointAct::Restore(lawyer.key)).await.unwrap();
        edit(PointAct::Restore(ships.key)).await.unwrap();
        let all = shown(&trial, id).await;
        assert!(all.iter().any(|p| p == LAWYER) && !all.contains(&text), "{all:?}");
    }

    #[tokio::test]
    async fn a_point_names_no_source_that_readers_may_not_be_told_of() {
        let (trial, id, other) = told_twice().await;
        let house = &trial.house;
        let rests = |points: &[SlotPoint], on| {
            points.iter().any(|p| p.carriers.iter().any(|c: &PointSource| c.story == on))
        };
        let taken = house.slot_points(id).await.unwrap();
        assert!(rests(&taken, id) && rests(&taken, other), "{taken:#?}");
        let both = taken.iter().find(|p| p.carriers.len() == 2).unwrap();
        assert_eq!(both.source, "NPA, Meridian", "{taken:#?}");
        for p in &taken {
            let newest = house.store.story(p.story).await.unwrap().unwrap();
            assert_eq!(p.version, newest.version);
        }

        // A paper that prints an agency's report is named by the agency.
        let credit = |agency: &str| Credit { agencies: vec![agency.into()], ..Credit::default() };
        let mut printed = walkout();
        printed.story.credit = Some(credit("Sudpress"));
        trial.file(2, printed.clone()).await;
        let taken = house.slot_points(id).await.unwrap();
        let both = taken.iter().find(|p| p.carriers.len() == 2).unwrap();
        assert_eq!(both.source, "NPA, Sudpress", "{taken:#?}");

        let later = now() + jiff::SignedDuration::from_hours(9);
        trial.file(2, Received { embargo: Some(later), ..printed }).await;
        let taken = house.slot_points(id).await.unwrap();
        assert!(rests(&taken, id) && !rests(&taken, other), "{taken:#?}");
        assert!(taken.iter().all(|p| p.source == "NPA"), "{taken:#?}");
    }

    #[tokio::test]
    async fn words_warn_once_their_story_is_corrected_or_stopped() {
        let trial = Trial::open().await;
        let id = trial.file(1, strike(Signal::Update, SHIPS)).await;
        let house = &trial.house;
        let ships = point(&trial, id, "Eleven ships").await;
        let text = "Some ten ships are waiting.".to_owned();
        let rewrite = PointAct::Rewrite(ships.key, ships.version, text.clone());
        house.edit_point(id, rewrite, trial.editor).await.unwrap();
        assert_eq!(point(&trial, id, "Eleven ships").await.warning, None);
        let taken = house.slot_points(id).await.unwrap();
        assert!(taken.iter().any(|p| p.edited));

        // The sentence is another one now; the words stand, and warn.
        trial.file(1, strike(Signal::Correction, "Two ships wait off the breakwater.")).await;
        let warned = point(&trial, id, "Eleven ships").await;
        assert_eq!(warned.warning, Some(PointWarning::Corrected));
        assert_eq!(warned.words.as_ref().unwrap().text, text);
        let taken = house.slot_points(id).await.unwrap();
        assert!(taken.iter().all(|p| !p.edited) && !taken.is_empty(), "{taken:#?}");

        // Written anew, from the version that is there now, they are right again.
        let again = PointAct::Rewrite(warned.key, warned.version, "Two ships wait.".into());
        house.edit_point(id, again, trial.editor).await.unwrap();
        assert_eq!(point(&trial, id, "Eleven ships").await.warning, None);
        assert!(house.slot_points(id).await.unwrap().iter().any(|p| p.edited));
        // An update that tells it in other words: no fact is another.
        trial.file(1, strike(Signal::Update, "Off the breakwater wait two ships.")).await;
        let gone = point(&trial, id, "Eleven ships").await.warning;
        assert_eq!(gone, Some(PointWarning::Gone));

        // Nothing that was taken names a source that is stopped by now.
        trial.file(1, strike(Signal::Withdrawal, SHIPS)).await;
        let stopped = point(&trial, id, "Eleven ships").await;
        assert_eq!(stopped.warning, Some(PointWarning::Stopped));
        assert_eq!(house.slot_points(id).await.unwrap(), []);
    }
}

//! A floor that answers from the store and remembers the mails it was given.

use super::now;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex};
use store::{NewPlate, Store, StoreError, StoredStory, StoryFilter};
use story::*;
use web::settings::RelaySettings;
use web::{
    DayView, DecisionLine, EditorWords, EventAct, EventChoice, EventPage, EventPoint, EventStory,
    EventView, Floor, KeyAct, KeyRole, KeyView, MailWords, MatterStep, MatterView, PointAct,
    PointView, PointWarning, PreviewForm, Progress, ReceivedPart, Refusal, TakenPicture, ToldView,
    Tried, Trouble, WasView,
};

/// What each picture is called that the floor takes, and what it holds.
pub const PICTURE: &str = "abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789";
pub const JPEG: &[u8] = b"\xff\xd8\xff\xe0 pixels of a glassblower";

pub struct TestFloor {
    pub store: Arc<dyn Store>,
    pub mails: Mutex<Vec<(Address, MailWords)>>,
}

fn refuse(e: StoreError) -> Refusal {
    Refusal(e.to_string())
}

impl TestFloor {
    /// One sentence of the story, and what editors did with points; all of it
    /// where it stands, and hidden points last.
    async fn points(&self, s: &StoredStory, story: StoryId) -> Result<Vec<EventPoint>, Refusal> {
        let mut points = vec![EventPoint {
            key: PointKey { story, words: s.story.summary().to_owned(), own: false },
            version: s.version,
            found: Some(PointView {
                label: Some("happened"),
                text: s.story.summary().to_owned(),
                story,
                source: s.source_name.clone(),
                at: now(),
                known: false,
                standing: "the harbour office".into(),
                sources: vec!["North Wire".into()],
                hedged: true,
                corrected: true,
                was: vec![WasView { text: "9 boats".into(), at: now() }],
            }),
            words: None,
            hidden: None,
            warning: None,
        }];
        for e in self.store.point_edits(&[story]).await.map_err(refuse)? {
            let words = |text: String| EditorWords { text, by: e.editor_name.clone(), at: e.at };
            match e.edit {
                PointEdit::Added(key) => points.push(EventPoint {
                    words: Some(words(key.words.clone())),
                    key,
                    version: s.version,
                    found: None,
                    hidden: None,
                    warning: None,
                }),
                PointEdit::Rewritten { point, text, .. } => {
                    let there = points.iter_mut().find(|p| p.key == point).unwrap();
                    there.words = Some(words(text));
                    there.warning = Some(PointWarning::Corrected);
                }
                PointEdit::Hidden(key) => {
                    let there = points.iter_mut().find(|p| p.key == key).unwrap();
                    there.hidden = Some((e.editor_name, e.at));
                }
                PointEdit::Restored(_) | PointEdit::Ordered(_) => {}
            }
        }
        Ok(points)
    }
}

#[async_trait]
impl Floor for TestFloor {
    async fn redraft(&self, newsletter: NewsletterId) -> Result<EditionId, Refusal> {
        let found = self.store.editions(Some(newsletter), 1).await.map_err(refuse)?;
        found.first().map(|e| e.id).ok_or_else(|| Refusal("there are no stories to draft".into()))
    }

    /// The museum would come in with the features, the last of the news go out.
    async fn draft_anew(&self, id: EditionId, who: EditorId) -> Result<usize, Refusal> {
        let edition = self.store.edition(id).await.map_err(refuse)?.unwrap();
        let stories = self.store.stories(StoryFilter::default()).await.map_err(refuse)?;
        let museum = stories.iter().find(|s| s.story.title().starts_with("Museum")).unwrap();
        let last_news = edition.slots.iter().rfind(|s| s.section == 1).map(|s| s.story);
        let offered = |section, story, version, headline: &str, reason: &str| OfferSlot {
            section,
            story,
            version,
            headline: headline.to_owned(),
            text: "Secret charts.".into(),
            reason: reason.to_owned(),
            background: vec![],
            event: vec![],
        };
        let mut slots: Vec<OfferSlot> = edition
            .slots
            .iter()
            .filter(|s| !s.is_kept() && Some(s.story) != last_news)
            .map(|s| offered(s.section, s.story, s.version, &s.headline, "as before"))
            .collect();
        let title = museum.story.title();
        slots.push(offered(2, museum.id, museum.version, &title, "North Wire <just now>"));
        slots.sort_by_key(|s| s.section);
        let left_out = last_news.map(|s| (s, "no place left: score 1.2".to_owned()));
        let offer = Offer { slots, left_out: left_out.into_iter().collect(), thin: false };
        self.store.keep_offer(id, offer, who, now()).await.map_err(refuse)?;
        Ok(2)
    }

    async fn events(&self, since: Timestamp) -> Result<Vec<EventView>, Refusal> {
        let filter = StoryFilter { since: Some(since), ..Default::default() };
        let mut events: Vec<EventView> = Vec::new();
        for s in self.store.stories(filter).await.map_err(refuse)? {
            let title = s.story.title();
            let first = title.split(' ').next().unwrap_or_default();
            if let Some(e) = events.iter_mut().find(|e| e.title.starts_with(first)) {
                e.stories.push(s.id);
                e.sources += 1;
                continue;
            }
            let matter = title.contains("bridge").then(|| "the harbour bridge".to_owned());
            events.push(EventView {
                title,
                stories: vec![s.id],
                sources: 1,
                copies: vec![],
                matter,
                confirmed: false,
            });
        }
        Ok(events)
    }

    async fn why_not(&self, edition: EditionId) -> Result<Vec<(StoryId, String)>, Refusal> {
        let edition = self.store.edition(edition).await.map_err(refuse)?.unwrap();
        let stories = self.store.stories(StoryFilter::default()).await.map_err(refuse)?;
        let left = stories.iter().filter(|s| edition.slots.iter().all(|t| t.story != s.id));
        Ok(left.map(|s| (s.id, "no place left: score 0.4".to_owned())).collect())
    }

    async fn event(&self, story: StoryId) -> Result<Option<EventPage>, Refusal> {
        let Some(s) = self.store.story(story).await.map_err(refuse)? else { return Ok(None) };
        let decided = self.store.decisions().await.map_err(refuse)?;
        Ok(Some(EventPage {
            title: s.story.title(),
            stories: vec![EventStory {
                story,
                why: "Opened an event; nothing was like it".into(),
                check: true,
                copy_of: None,
            }],
            source_names: vec![s.source_name.clone()],
            confirmed: decided.iter().any(|d| d.fact == Decision::Confirmed(story)),
            points: self.points(&s, story).await?,
            matter: Some(MatterView {
                title: "The harbour bridge".into(),
                series: false,
                confirmed: false,
                steps: vec![MatterStep {
                    story,
                    title: "The bridge closes".into(),
                    at: now(),
                    sources: 2,
                    here: true,
                }],
                days: vec![DayView {
                    day: "2026-02-27".parse().unwrap(),
                    told: vec![ToldView {
                        text: "Inspectors closed the bridge.".into(),
                        story,
                        source: "North Wire".into(),
                    }],
                }],
                points: vec![],
            }),
            others: vec![EventChoice { story: StoryId(2), title: "Another <event>".into() }],
            matters: vec![EventChoice { story: StoryId(2), title: "Another matter".into() }],
            log: decided
                .into_iter()
                .map(|d| DecisionLine { act: d.act, by: d.editor_name, why: d.why, at: d.at })
                .collect(),
        }))
    }

    async fn decide(
        &self,
        story: StoryId,
        act: EventAct,
        why: String,
        editor: EditorId,
    ) -> Result<(), Refusal> {
        let (words, fact) = match act {
            EventAct::Confirm => ("confirmed it", Decision::Confirmed(story)),
            EventAct::Move(chosen, to) if !chosen.is_empty() => {
                ("moved it", Decision::Same(chosen[0], to))
            }
            EventAct::NameMatter(name) => ("named it", Decision::Named(story, name)),
            _ => return Err(Refusal("choose the stories to move".into())),
        };
        let done = self.store.decide(words.into(), vec![fact], editor, why, now());
        done.await.map_err(refuse)
    }

    async fn learn(&self) -> Result<String, Refusal> {
        Ok("No other threshold does better, or too little was decided to tell.".to_owned())
    }

    async fn edit_point(&self, at: StoryId, act: PointAct, who: EditorId) -> Result<(), Refusal> {
        let edit = match act {
            PointAct::Add(words) => PointEdit::Added(PointKey { story: at, words, own: true }),
            PointAct::Rewrite(point, version, text) => {
                PointEdit::Rewritten { point, version, text }
            }
            PointAct::Hide(key) => PointEdit::Hidden(key),
            PointAct::Restore(key) => PointEdit::Restored(key),
            PointAct::Up(key) | PointAct::Down(key) => PointEdit::Ordered(vec![key]),
        };
        self.store.edit_point(at, edit, who, now()).await.map_err(refuse)
    }

    async fn slot_points(&self, story: StoryId) -> Result<Vec<SlotPoint>, Refusal> {
        let Some(s) = self.store.story(story).await.map_err(refuse)? else { return Ok(vec![]) };
        let point = |text: &str, edited| SlotPoint {
            label: "happened".into(),
            text: text.into(),
            story,
            version: s.version,
            source: s.source_name.clone(),
            edited,
            carriers: Vec::new(),
        };
        Ok(vec![point("Inspectors found cracks.", false), point("The <pylon> is old.", true)])
    }

    async fn as_received(&self, story: StoryId) -> Result<Vec<ReceivedPart>, Refusal> {
        let part = |part, text: &str| ReceivedPart { part, text: text.into() };
        let parts = [part("headline", "Bridge <closed>"), part("left_out", "3 March 2026")];
        Ok(if story == StoryId(1) { parts.into() } else { Vec::new() })
    }

    /// What bears “broken” in its address is none.
    async fn take_picture(&self, url: &str) -> Result<TakenPicture, Refusal> {
        if url.contains("broken") {
            return Err(Refusal("the picture can't be used: it is an SVG drawing".into()));
        }
        let name = PictureName::parse(PICTURE).unwrap();
        Ok(TakenPicture { name, bytes: JPEG.to_vec(), width: 1200, height: 800 })
    }

    async fn background(&self, story: StoryId) -> Result<Vec<SlotPart>, Refusal> {
        if story != StoryId(1) {
            return Ok(vec![]);
        }
        let until = now().checked_sub(SignedDuration::from_hours(40)).ok();
        let filter = StoryFilter { until, ..Default::default() };
        let stories = self.store.stories(filter).await.map_err(refuse)?;
        Ok(stories
            .iter()
            .map(|s| SlotPart {
                story: s.id,
                date: "2026-02-27".parse().unwrap(),
                text: s.story.summary().to_owned(),
                source: s.source_name.clone(),
                kind: Kind::Explainer,
                reason: "shares harbour, bridge; 12 days before".into(),
            })
            .collect())
    }

    async fn preview(&self, edition: EditionId, form: PreviewForm) -> Result<String, Refusal> {
        let e = self.store.edition(edition).await.map_err(refuse)?;
        let e = e.ok_or_else(|| Refusal("there is no such edition".into()))?;
        Ok(match form {
            PreviewForm::Text => e.subject,
            PreviewForm::Html => format!(
                "<!doctype html><html lang=en><title>Mail</title><body style='font-family:serif'>\
                 <main><h1>Mail</h1><p>{} stories</p></main>",
                e.slots.len()
            ),
        })
    }

    async fn send_test(&self, _: EditionId, _: Address, _: EditorId) -> Result<(), Refusal> {
        Ok(())
    }

    async fn mending(&self, id: EditionId) -> Result<(String, Vec<String>), Refusal> {
        let stopped = self.store.sending(id).await.map_err(refuse)?.stopped;
        Ok((stopped.unwrap_or_default(), vec!["story <3> is left out".into()]))
    }

    async fn go_on_mended(&self, id: EditionId, who: EditorId, seen: &str) -> Result<(), Refusal> {
        let edition = self.store.edition(id).await.map_err(refuse)?;
        let mut edition = edition.and_then(Edition::frozen).ok_or(Refusal("not frozen".into()))?;
        edition.slots.iter_mut().skip(1).for_each(|s| s.left_out = true);
        let plate = NewPlate { bytes: vec![2], sha256: "11".repeat(32), selector: String::new() };
        let then = now() + SignedDuration::from_secs(2);
        self.store.go_on_mended(&edition, seen.to_owned(), plate, who, then).await.map_err(refuse)
    }

    async fn send_now(&self, id: EditionId, who: EditorId) -> Result<(), Refusal> {
        let edition = self.store.edition(id).await.map_err(refuse)?;
        let edition = edition.ok_or_else(|| Refusal("there is no such edition".into()))?;
        let revision = edition.approved().map_err(|e| Refusal(e.to_string()))?.revision;
        let step = store::EditionStep::Reschedule(now());
        self.store.step_edition(id, revision, step, Some(who), now()).await.map_err(refuse)?;
        let edition = self.store.edition(id).await.map_err(refuse)?;
        let edition = edition.ok_or_else(|| Refusal("there is no such edition".into()))?;
        let edition = edition.approved().map_err(|e| Refusal(e.to_string()))?;
        let plate = NewPlate { bytes: vec![1], sha256: "00".repeat(32), selector: String::new() };
        self.store.freeze(&edition, plate, now()).await.map_err(refuse)?;
        Ok(())
    }

    async fn resend(&self, id: EditionId, who: EditorId) -> Result<u64, Refusal> {
        self.store.resend_in_doubt(id, &who.to_string(), now()).await.map_err(refuse)
    }

    async fn progress(&self, id: EditionId) -> Result<Progress, Refusal> {
        let account = self.store.account(id).await.map_err(|e| Refusal(e.to_string()))?;
        Ok(Progress { account, rate: None, words: "Waiting for the press.".into(), trouble: None })
    }

    async fn poll(&self, _: SourceId) -> Result<String, Refusal> {
        Ok("Nothing new.".into())
    }

    async fn try_source(&self, _: Place, _: Option<Format>) -> Result<Tried, Refusal> {
        Ok(Tried {
            name: Some("Harbour Post".into()),
            stories: 2,
            headlines: vec!["Ferry late again".into(), "Mayor <b>resigns</b>".into()],
            troubles: vec![],
            feeds: vec![web::FoundFeed {
                title: Some("News <only>".into()),
                url: "https://x.example.org/rss".into(),
            }],
        })
    }

    async fn paste(&self, source: SourceId, text: String) -> Result<StoryId, Refusal> {
        let headline = text.lines().next().map(str::to_owned);
        let story = Story { headline, ..Story::default() };
        let received = Received { story, ..super::received("pasted") };
        Ok(super::file(&self.store, source, received, 0).await)
    }

    async fn check_relay(&self, relay: &RelaySettings, _: &[String]) -> Result<(), Refusal> {
        let wrong = || Refusal("can not be read as limits".to_owned());
        relay.limits.is_empty().then_some(()).ok_or_else(wrong)
    }

    async fn test_relay(&self, relay: RelaySettings) -> Result<String, Refusal> {
        Err(Refusal(format!("{}:{} does not answer: check host and port", relay.host, relay.port)))
    }

    async fn settings_changed(&self) {}

    async fn keys(&self, domain: &str) -> Result<Vec<KeyView>, Refusal> {
        let key = |selector: &str, role| KeyView {
            selector: selector.to_owned(),
            name: format!("{selector}._domainkey.{domain}"),
            text: "v=DKIM1; k=rsa; p=MIIBIjANBg".into(),
            role,
            made: now(),
        };
        Ok(vec![key("nd1", KeyRole::Signing), key("nd2", KeyRole::Next)])
    }

    async fn turn_key(&self, _: &str, act: KeyAct) -> Result<String, Refusal> {
        Ok(format!("done: {act:?}"))
    }

    async fn troubles(&self) -> Vec<Trouble> {
        vec![]
    }

    async fn post_mail(
        &self,
        _: NewsletterId,
        to: Address,
        mail: MailWords,
    ) -> Result<(), Refusal> {
        self.mails.lock().unwrap().push((to, mail));
        Ok(())
    }
}

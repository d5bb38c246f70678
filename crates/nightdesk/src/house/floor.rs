//! What the pages ask of the house.

use super::{House, HouseError, now, printing};
use async_trait::async_trait;
use jiff::{Timestamp, civil};
use press::plate::Plate;
use std::{sync::Arc, time::Duration};
use store::{EditionStep, Pass, StoreError};
use story::{
    Address, Edition, EditionId, EditionKind, EditionState, EditorId, Format, NewsletterId, Place,
    SlotPart, SlotPoint, Source, SourceId, SourceState, StoryId, Thin, UncertainPolicy,
};
use web::{
    EventAct, EventPage, EventView, Floor, FoundFeed, KeyAct, KeyView, MailWords, PointAct,
    PreviewForm, Progress, ReceivedPart, Refusal, TakenPicture, Tried, Trouble, secrets::new_token,
    settings::RelaySettings,
};

impl From<HouseError> for Refusal {
    fn from(e: HouseError) -> Self {
        Self(e.to_string())
    }
}

fn refuse(e: impl std::fmt::Display) -> Refusal {
    Refusal(e.to_string())
}

/// The house as the pages hold it.
struct Pages(Arc<House>);

impl House {
    /// What the pages hold of the house.
    pub fn floor(self: &Arc<Self>) -> Arc<dyn Floor> {
        Arc::new(Pages(self.clone()))
    }

    /// A link that makes the first chief's account, good for 24 hours.
    pub async fn setup_link(&self) -> Result<String, HouseError> {
        self.pass(Pass::Setup, 24).await
    }

    /// A link that lets an editor in once, good for 24 hours.
    pub async fn login_link(&self, editor: EditorId) -> Result<String, HouseError> {
        self.pass(Pass::Login(editor), 24).await
    }

    async fn pass(&self, pass: Pass, hours: i64) -> Result<String, HouseError> {
        let (token, kept) = new_token().map_err(|e| HouseError::Press(e.to_string()))?;
        let until = now() + jiff::SignedDuration::from_hours(hours);
        self.store.add_pass(kept, pass, until).await?;
        Ok(format!("{}/desk/pass/{token}", self.links.public_url()))
    }

    /// Waits until an edition that is being printed has ended, or the house is
    /// told to stop.
    pub async fn printed(&self, id: EditionId) {
        while self.runs.progress(id).is_some() && !self.stop.is_cancelled() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Polls one source at once; says in words what came.
    pub async fn poll(&self, id: SourceId) -> Result<String, HouseError> {
        let source = self.store.source(id).await?.ok_or(StoreError::Missing("such source"))?;
        let inbox: &dyn wire::inbox::Inbox = &*self.store;
        let report = wire::poller::poll_once(inbox, &self.fetcher, &source, now(), 0.5)
            .await
            .map_err(|e| HouseError::Fetch(e.to_string()))?;
        self.look.notify_waiters();
        Ok(report.words)
    }

    /// Reads a place without filing anything.
    pub async fn try_source(
        &self,
        place: Place,
        format: Option<Format>,
    ) -> Result<Tried, HouseError> {
        if let Place::Folder(folder) = &place {
            return try_folder(folder, format).map_err(|e| HouseError::Fetch(e.to_string()));
        }
        let source = Source {
            id: SourceId(0),
            name: String::new(),
            place,
            format,
            own: false,
            language: None,
            defaults: story::Defaults::default(),
            paused: false,
            state: SourceState::default(),
            push: None,
        };
        let look = wire::poller::look(&self.fetcher, &source).await.map_err(HouseError::Fetch)?;
        let mut tried = Tried::default();
        match look.read {
            Ok(read) => tell(&mut tried, read),
            Err(_) if !look.feeds.is_empty() => {}
            Err(e) => return Err(HouseError::Fetch(e.to_string())),
        }
        let feed = |f: wire::NamedFeed| FoundFeed { title: f.title, url: f.url };
        tried.feeds = look.feeds.into_iter().map(feed).collect();
        Ok(tried)
    }

    /// Connects to a relay, greets, authenticates, and says what it answered.
    pub async fn test_relay(&self, relay: RelaySettings) -> Result<String, HouseError> {
        if relay.host.is_empty() {
            return Err(HouseError::Press("no relay is set: enter one first".into()));
        }
        self.check_relay(&relay, &[])?;
        let relay = self.as_relay(&relay).map_err(|e| HouseError::Press(e.to_string()))?;
        press::test_relay(&relay).await.map_err(|e| HouseError::Press(e.to_string()))
    }

    pub(super) async fn loaded(
        &self,
        id: EditionId,
    ) -> Result<Edition<story::Drafted>, HouseError> {
        Ok(self.store.edition(id).await?.ok_or(StoreError::Missing("such edition"))?)
    }

    /// Deliveries that wait for an editor's word, while their edition is news.
    async fn doubts(&self) -> Result<Vec<(EditionId, civil::Date, Vec<String>)>, StoreError> {
        let mut found = Vec::new();
        for newsletter in self.store.newsletters().await? {
            if newsletter.uncertain != UncertainPolicy::Hold {
                continue;
            }
            for line in self.store.editions(Some(newsletter.id), 6).await? {
                let fresh = now() < printing::fresh_until(&newsletter, line.date, line.send_at);
                if line.state.is_frozen() && fresh {
                    let names = self.store.in_doubt(line.id).await?;
                    if !names.is_empty() {
                        found.push((line.id, line.date, names));
                    }
                }
            }
        }
        Ok(found)
    }

    /// Editions with too few stories, of titles that ask about such days.
    async fn thin_days(&self) -> Result<Vec<Trouble>, StoreError> {
        let mut found = Vec::new();
        for newsletter in self.store.newsletters().await? {
            let least = newsletter.rules.least;
            if newsletter.rules.thin != Thin::Ask {
                continue;
            }
            for line in self.store.editions(Some(newsletter.id), 6).await? {
                // An approval is an answer, and a mail has no stories.
                let open = line.state.is_editable()
                    && line.state != EditionState::Approved
                    && line.kind == EditionKind::Regular;
                let edition = if open { self.store.edition(line.id).await? } else { None };
                if edition.is_some_and(|e| e.slots.len() < usize::from(least)) {
                    found.push(Trouble {
                        what: format!(
                            "The edition of {} is thin: fewer than {least} stories.",
                            line.date
                        ),
                        mend: "Add stories, approve it as it is, or skip the day.".into(),
                        link: Some(format!("/desk/edition/{}", line.id)),
                    });
                }
            }
        }
        Ok(found)
    }

    /// The troubles that can be read off the store.
    async fn standing_troubles(&self) -> Result<Vec<Trouble>, StoreError> {
        let mut found = Vec::new();
        if self.fleet.borrow().is_none() {
            found.push(Trouble {
                what: "No relay is set, so no mail can go out.".into(),
                mend: "Enter the server that takes your mails under Settings, and test it.".into(),
                link: Some("/desk/settings".into()),
            });
        }
        for (id, what) in self.runs.troubles() {
            found.push(Trouble {
                what: format!("While an edition is printed, {what}."),
                mend: "It is tried again by itself; if this lasts, test the relay.".into(),
                link: Some(format!("/desk/edition/{id}")),
            });
        }
        for source in self.store.sources().await? {
            if let (Some(trouble), Some(since)) =
                (&source.state.trouble, source.state.failing_since)
            {
                found.push(Trouble {
                    what: format!(
                        "{} can't be read since {}: {trouble}",
                        source.name,
                        minute(since)
                    ),
                    mend: "It is tried again by itself; look at the source if this lasts.".into(),
                    link: Some("/desk/sources".into()),
                });
            }
        }
        for line in self.store.editions(None, 14).await? {
            if line.state == EditionState::Held {
                found.push(Trouble {
                    what: format!(
                        "The edition of {} is held: its hour came without approval.",
                        line.date
                    ),
                    mend: "Approve it and send it, give it another hour, or skip it.".into(),
                    link: Some(format!("/desk/edition/{}", line.id)),
                });
            }
        }
        found.extend(self.thin_days().await?);
        for (id, date, names) in self.doubts().await? {
            found.push(Trouble {
                what: format!(
                    "Whether {} of the edition of {date} reached its reader is not known: the line broke before the answer.",
                    counted(names.len(), "mail", "mails"),
                ),
                mend: "Look at the names and decide whether they get it again.".into(),
                link: Some(format!("/desk/edition/{id}/progress#doubts")),
            });
        }
        for (to, tries, reply) in self.store.outbox_troubles().await?.into_iter().take(3) {
            found.push(Trouble {
                what: format!("A single mail to {to} is not accepted after {tries} tries: {reply}"),
                mend: "It is tried again by itself; if this lasts, test the relay.".into(),
                link: Some("/desk/settings".into()),
            });
        }
        Ok(found)
    }
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Adds what was read of one document.
fn tell(tried: &mut Tried, read: wire::Read) {
    tried.stories += read.stories.len();
    let room = 5usize.saturating_sub(tried.headlines.len());
    tried.headlines.extend(read.stories.iter().take(room).map(|r| r.story.title()));
    tried.troubles.extend(read.troubles.iter().map(ToString::to_string));
}

/// Reads the files of a folder without filing them.
fn try_folder(folder: &str, format: Option<Format>) -> std::io::Result<Tried> {
    let mut tried = Tried::default();
    let mut files: Vec<_> = std::fs::read_dir(folder)?.collect::<std::io::Result<_>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files {
        if !file.file_type()?.is_file() {
            continue;
        }
        let name = file.file_name().to_string_lossy().into_owned();
        let hint = wire::Hint { format, name: Some(name.clone()), ..wire::Hint::default() };
        match wire::read(&std::fs::read(file.path())?, &hint) {
            Ok(read) => tell(&mut tried, read),
            Err(e) => tried.troubles.push(format!("{name}: {e}")),
        }
    }
    Ok(tried)
}

/// An instant to the minute, in UTC.
fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[async_trait]
impl Floor for Pages {
    async fn redraft(&self, newsletter: NewsletterId) -> Result<EditionId, Refusal> {
        let newsletter = self.0.newsletter(newsletter).await?;
        let at = now();
        Ok(self.0.draft(&newsletter, newsletter.local_date(at), at).await?)
    }

    async fn draft_anew(&self, edition: EditionId, editor: EditorId) -> Result<usize, Refusal> {
        Ok(self.0.draft_anew(edition, editor, now()).await?)
    }

    async fn events(&self, since: Timestamp) -> Result<Vec<EventView>, Refusal> {
        Ok(self.0.events(since).await?)
    }

    async fn why_not(&self, edition: EditionId) -> Result<Vec<(StoryId, String)>, Refusal> {
        Ok(self.0.why_not(edition).await?)
    }

    async fn event(&self, story: StoryId) -> Result<Option<EventPage>, Refusal> {
        Ok(self.0.event(story).await?)
    }

    async fn decide(
        &self,
        story: StoryId,
        act: EventAct,
        why: String,
        editor: EditorId,
    ) -> Result<(), Refusal> {
        Ok(self.0.decide(story, act, why, editor).await?)
    }

    async fn learn(&self) -> Result<String, Refusal> {
        Ok(self.0.learn(now()).await?)
    }

    async fn edit_point(
        &self,
        story: StoryId,
        act: PointAct,
        editor: EditorId,
    ) -> Result<(), Refusal> {
        Ok(self.0.edit_point(story, act, editor).await?)
    }

    async fn slot_points(&self, story: StoryId) -> Result<Vec<SlotPoint>, Refusal> {
        Ok(self.0.slot_points(story).await?)
    }

    async fn as_received(&self, story: StoryId) -> Result<Vec<ReceivedPart>, Refusal> {
        let store = &self.0.store;
        let Some(stored) = store.story(story).await.map_err(refuse)? else { return Ok(vec![]) };
        let Some((name, bytes)) = store.story_document(story).await.map_err(refuse)? else {
            return Ok(vec![]);
        };
        let source = store.source(stored.source).await.map_err(refuse)?;
        let format = source.and_then(|s| s.format);
        let hint = wire::Hint { name: Some(name), format, ..wire::Hint::default() };
        let parts = tokio::task::spawn_blocking(move || {
            // What can no longer be read has no parts to show.
            let text = wire::plain_text(&bytes, &hint).ok().flatten().unwrap_or_default();
            let part = |s: wire::Stretch| ReceivedPart {
                part: s.part.as_str(),
                text: text.get(s.place).unwrap_or_default().to_owned(),
            };
            wire::outline(&text, &stored.story).into_iter().map(part).collect()
        });
        parts.await.map_err(refuse)
    }

    async fn take_picture(&self, url: &str) -> Result<TakenPicture, Refusal> {
        Ok(self.0.take_picture(url).await?)
    }

    async fn background(&self, story: StoryId) -> Result<Vec<SlotPart>, Refusal> {
        Ok(self.0.background(story).await?)
    }

    async fn preview(&self, edition: EditionId, form: PreviewForm) -> Result<String, Refusal> {
        let edition = self.0.loaded(edition).await?;
        let newsletter = self.0.newsletter(edition.newsletter).await?;
        let sheet = self.0.sheet(&newsletter, &edition).await?;
        match form {
            PreviewForm::Html => {
                let html = press::preview(&sheet).map_err(refuse)?;
                Ok(self.0.with_pictures(html, &edition).await?)
            }
            PreviewForm::Text => Ok(press::preview_text(&sheet)),
        }
    }

    async fn send_test(
        &self,
        edition: EditionId,
        to: Address,
        editor: EditorId,
    ) -> Result<(), Refusal> {
        let house = &self.0;
        let edition = house.loaded(edition).await?;
        let newsletter = house.newsletter(edition.newsletter).await?;
        let mut sheet = house.sheet(&newsletter, &edition).await?;
        sheet.subject = format!("[test] {}", sheet.subject);
        let at = now();
        let plate =
            Plate::set(&sheet, &house.envelope(&newsletter, &edition, at)).map_err(refuse)?;
        // A test mail has no reader, so its links lead to the archive.
        let public = house.links.public_url();
        let imprint = press::plate::Imprint {
            name: "",
            address: &to,
            unsubscribe: &public,
            unsubscribe_mail: None,
            manage: &public,
            message_id: &format!(
                "<test-{}-{}@{}>",
                edition.id,
                at.as_microsecond(),
                newsletter.sender.address.domain()
            ),
        };
        let mut message = Vec::new();
        plate.imprint(&imprint, &mut message).map_err(refuse)?;
        let signer = house.signer(newsletter.sender.address.domain()).await?;
        signer.sign(&mut message, at).map_err(refuse)?;
        let notice =
            store::NewNotice { from: newsletter.sender.address.clone(), to: to.clone(), message };
        house.store.post(notice, at).await.map_err(refuse)?;
        house.posted.notify_one();
        let who = house.store.editor(editor).await.map_err(refuse)?;
        let who = who.map_or_else(|| "desk".to_owned(), |e| e.name);
        let act = format!("sent a test mail to {to}");
        house.store.note_edition(edition.id, &who, act, at).await.map_err(refuse)
    }

    async fn mending(&self, edition: EditionId) -> Result<(String, Vec<String>), Refusal> {
        let stopped = self.0.store.sending(edition).await.map_err(refuse)?.stopped;
        let mended = self.0.mended(edition).await?;
        Ok((mended.mark(&stopped.unwrap_or_default())?, mended.changes))
    }

    async fn go_on_mended(
        &self,
        edition: EditionId,
        editor: EditorId,
        seen: &str,
    ) -> Result<(), Refusal> {
        Ok(self.0.go_on_mended(edition, editor, seen).await?)
    }

    async fn send_now(&self, edition: EditionId, editor: EditorId) -> Result<(), Refusal> {
        let house = &self.0;
        let approved = house.loaded(edition).await?.approved().map_err(refuse)?;
        let at = now();
        let step = EditionStep::Reschedule(at);
        house
            .store
            .step_edition(edition, approved.revision, step, Some(editor), at)
            .await
            .map_err(refuse)?;
        house.freeze(edition, at).await?;
        Ok(())
    }

    async fn resend(&self, edition: EditionId, editor: EditorId) -> Result<u64, Refusal> {
        let who = self.0.store.editor(editor).await.map_err(refuse)?;
        let who = who.map_or_else(|| "desk".to_owned(), |e| e.name);
        Ok(self.0.resend(edition, &who).await?)
    }

    async fn progress(&self, edition: EditionId) -> Result<Progress, Refusal> {
        let house = &self.0;
        let state = house.loaded(edition).await?.state();
        let account = house.accounts.of(&*house.store, edition, state).await.map_err(refuse)?;
        let running = house.runs.progress(edition);
        let trouble = house.troubles.one(&format!("print-{edition}"));
        let words = match (state, &running) {
            (EditionState::Sent, _) => "Sent: every delivery has ended.".to_owned(),
            (_, Some(_)) if account.open() == account.deferred && account.deferred > 0 => {
                format!("Waiting to try {} readers again.", account.deferred)
            }
            (_, Some(run)) => format!("Printing over {} connections.", run.connections),
            (EditionState::Frozen | EditionState::Printing, None) => "Waiting.".to_owned(),
            _ => "Not frozen yet.".to_owned(),
        };
        let stated = running.and_then(|r| r.trouble);
        Ok(Progress {
            rate: account.rate(),
            account,
            words,
            trouble: trouble.map(|t| format!("{} {}", t.what, t.mend)).or(stated),
        })
    }

    async fn poll(&self, source: SourceId) -> Result<String, Refusal> {
        Ok(self.0.poll(source).await?)
    }

    async fn try_source(&self, place: Place, format: Option<Format>) -> Result<Tried, Refusal> {
        Ok(self.0.try_source(place, format).await?)
    }

    async fn paste(&self, source: SourceId, text: String) -> Result<StoryId, Refusal> {
        let house = &self.0;
        let source = house.store.source(source).await.map_err(refuse)?;
        let source = source.ok_or_else(|| Refusal("there is no such source".into()))?;
        let at = now();
        let pasted = wire::poller::read_pasted(&text, &source, at).map_err(refuse)?;
        let (document, reading) = pasted;
        let before = house.store.story_mark().await.map_err(refuse)?;
        let state = source.state.clone();
        let filed = house.store.file(document, reading, state).await.map_err(refuse)?;
        if filed.fresh + filed.changed == 0 {
            return Err(Refusal("this text is on the desk already, word for word".into()));
        }
        let stories = house
            .store
            .stories(store::StoryFilter { source: Some(source.id), ..Default::default() })
            .await
            .map_err(refuse)?;
        let newest = stories.into_iter().filter(|s| s.version.0 > before).max_by_key(|s| s.version);
        newest.map(|s| s.id).ok_or_else(|| Refusal("the text was filed, but gave no story".into()))
    }

    async fn check_relay(&self, relay: &RelaySettings, domains: &[String]) -> Result<(), Refusal> {
        Ok(self.0.check_relay(relay, domains)?)
    }

    async fn test_relay(&self, relay: RelaySettings) -> Result<String, Refusal> {
        Ok(self.0.test_relay(relay).await?)
    }

    async fn settings_changed(&self) {
        if let Err(e) = self.0.take_settings().await {
            tracing::error!(error = %e, "the new settings could not be read");
        }
    }

    async fn keys(&self, domain: &str) -> Result<Vec<KeyView>, Refusal> {
        Ok(self.0.keys(domain).await?)
    }

    async fn turn_key(&self, domain: &str, act: KeyAct) -> Result<String, Refusal> {
        Ok(self.0.turn_key(domain, act).await?)
    }

    async fn troubles(&self) -> Vec<Trouble> {
        let mut all = self.0.troubles.all();
        match self.0.standing_troubles().await {
            Ok(more) => all.extend(more),
            Err(e) => all.push(Trouble {
                what: e.to_string(),
                mend: "See that the disk has room and is well.".into(),
                link: None,
            }),
        }
        all
    }

    async fn post_mail(
        &self,
        newsletter: NewsletterId,
        to: Address,
        mail: MailWords,
    ) -> Result<(), Refusal> {
        let newsletter = self.0.newsletter(newsletter).await?;
        Ok(self.0.post_letter(&newsletter, to, mail).await?)
    }
}

//! The house put together: the store, the judgement, the press, the poller and
//! the clock, and what the pages ask of them.
//!
//! Everything that runs by itself is started here and stops when the house's
//! `stop` is called; nothing here holds a fact that is not in the store.

mod accounts;
mod ahead;
mod alerts;
mod drafting;
mod events;
mod floor;
mod judging;
mod keys;
mod known;
mod late;
mod learning;
mod mending;
mod missing;
mod past;
mod pictures;
mod points;
mod printing;
mod pushes;
mod relays;
mod returns;
mod sheet;
#[cfg(test)]
mod trial;
mod troubles;

#[cfg(test)]
mod drafting_tests;

use crate::{config::Config, scheduler};
use jiff::Timestamp;
use press::run::{Fleet, Retry};
use printing::Runs;
pub use returns::beginning;
use std::{path::PathBuf, sync::Arc, time::Duration};
use store::{Lock, Store, StoreError};
use tokio::sync::{Notify, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use troubles::Troubles;
use web::{
    links::{Links, Returns},
    locale::Locales,
    settings::{SITE, SiteSettings},
};
use wire::fetch::Fetcher;

/// The house.
pub struct House {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// The signed links.
    pub links: Links,
    /// What can be fetched.
    pub fetcher: Fetcher,
    /// Ends everything.
    pub stop: CancellationToken,
    retry: Retry,
    returns: Option<Returns>,
    maildir: Option<PathBuf>,
    locales: Locales,
    fleet: watch::Sender<Option<Arc<Fleet>>>,
    relays: relays::Relays,
    look: Notify,
    posted: Arc<Notify>,
    runs: Runs,
    ahead: Option<ahead::Passes>,
    tasks: TaskTracker,
    troubles: Troubles,
    accounts: accounts::Accounts,
    judged: judging::Judged,
    past: past::Past,
    keys: keys::Keys,
    looks: late::Looks,
    lessons: learning::Lessons,
}

/// So long before an edition's hour nothing else takes a processor.
const NEAR: jiff::SignedDuration = jiff::SignedDuration::from_hours(2);

/// Why the house can't be opened or can't go on.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// What is kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Fetching or reading a source.
    #[error("{0}")]
    Fetch(String),
    /// Printing.
    #[error("{0}")]
    Press(String),
}

/// The time, at the edge of the house.
pub fn now() -> Timestamp {
    Timestamp::now()
}

impl House {
    /// Opens the house on its data; readers are tried again by that rule. Takes the lock apart from this, where the
    /// house is to serve.
    pub async fn open(config: &Config, retry: Retry) -> Result<Arc<Self>, HouseError> {
        let store: Arc<dyn Store> = Arc::new(config.store()?);
        let links = Links::new(store.secret().await?, &config.public_url());
        let mut guard = wire::fetch::Guard::default();
        guard.hosts.extend(config.fetch.allow_hosts.iter().cloned());
        guard.ports.extend(config.fetch.allow_ports.iter().copied());
        let returns = config.returns.mailbox().map_err(|e| HouseError::Press(e.to_string()))?;
        let contact = config.fetch.contact.as_deref().unwrap_or_default();
        let fetcher = Fetcher::new(guard, contact).map_err(|e| HouseError::Fetch(e.to_string()))?;
        let house = Arc::new(Self {
            store,
            links,
            fetcher,
            stop: CancellationToken::new(),
            retry,
            returns,
            maildir: config.returns.maildir.clone(),
            locales: Locales::new(),
            fleet: watch::Sender::new(None),
            relays: relays::Relays::default(),
            look: Notify::new(),
            posted: Arc::new(Notify::new()),
            runs: Runs::default(),
            ahead: config.press.sign_ahead.then(ahead::Passes::default),
            tasks: TaskTracker::new(),
            troubles: Troubles::default(),
            accounts: accounts::Accounts::default(),
            judged: judging::Judged::default(),
            past: past::Past::default(),
            keys: keys::Keys::default(),
            looks: late::Looks::default(),
            lessons: learning::Lessons::default(),
        });
        house.take_settings().await?;
        Ok(house)
    }

    /// Takes the right to serve from the configured folder.
    pub fn lock(config: &Config) -> Result<Lock, StoreError> {
        std::fs::create_dir_all(&config.data).map_err(|e| {
            StoreError::Database(format!("the folder {} can't be made: {e}", config.data.display()))
        })?;
        Lock::take(&config.data)
    }

    /// Reads site and relays from the store.
    async fn take_settings(&self) -> Result<(), StoreError> {
        if let Some(site) = self.store.setting::<SiteSettings>(SITE).await?
            && !site.public_url.is_empty()
        {
            self.links.move_to(&site.public_url);
        }
        self.take_relays().await?;
        self.look.notify_waiters();
        Ok(())
    }

    /// Starts all that runs by itself: the poller, the outbox, the clock, and
    /// the editions that an earlier stop left unfinished.
    pub async fn start(self: &Arc<Self>) -> Result<(), HouseError> {
        for edition in self.store.unfinished().await? {
            tracing::info!(%edition, "taking up an unfinished edition");
            self.print(edition);
        }
        let house = self.clone();
        self.tasks.spawn(async move {
            let inbox: Arc<dyn wire::inbox::Inbox> = house.store.clone();
            let options = wire::poller::Options::default();
            wire::poller::run(inbox, house.fetcher.clone(), house.stop.clone(), options).await;
        });
        let house = self.clone();
        self.tasks.spawn(async move { house.post().await });
        let house = self.clone();
        self.tasks.spawn(async move { house.watch_the_clock().await });
        self.tasks.spawn(self.clone().watch_pages());
        self.tasks.spawn(self.clone().watch_hubs());
        self.tasks.spawn(self.clone().watch_stories());
        if let Some(maildir) = self.maildir.clone() {
            self.tasks.spawn(self.clone().watch_returns(maildir));
        }
        Ok(())
    }

    /// Ends everything in order: no new mail is begun, what is on the wire
    /// comes to its answer.
    pub async fn close(&self) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(Duration::from_secs(30), self.tasks.wait()).await.is_err() {
            tracing::warn!("not everything came to its end in time; the ledger knows what is open");
        }
        if let Err(e) = self.keep_tally().await {
            tracing::error!(error = %e, "what the relays have taken today could not be kept");
        }
    }

    /// Sends single mails for as long as the house stands.
    async fn post(self: Arc<Self>) {
        loop {
            let outbox: Arc<dyn press::ledger::Outbox> = self.store.clone();
            let fleet = self.fleet.subscribe();
            let done =
                press::outbox::post(outbox, fleet, self.stop.clone(), self.posted.clone()).await;
            let Err(e) = done else { return };
            self.troubles.raise("outbox", &e.to_string(), "It is tried again in a minute.", None);
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(Duration::from_secs(60)) => self.troubles.clear("outbox"),
            }
        }
    }

    /// Looks every few seconds, and when told to, what is due.
    async fn watch_the_clock(self: Arc<Self>) {
        loop {
            if let Err(e) = self.act(now()).await {
                tracing::error!(error = %e, "the clock could not be served");
                self.troubles.raise("clock", &e.to_string(), "It is tried again by itself.", None);
            } else {
                self.troubles.clear("clock");
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.look.notified() => {}
                () = tokio::time::sleep(Duration::from_secs(5)) => {}
            }
        }
    }

    /// Does what is due at that time.
    async fn act(self: &Arc<Self>, now: Timestamp) -> Result<(), HouseError> {
        // A command may have set relays beside us.
        self.take_relays().await?;
        self.keep_tally().await?;
        // Those that a command, or an editor's second thought, opened again.
        for edition in self.store.unfinished().await? {
            self.print(edition);
        }
        if let Err(e) = self.tell_chiefs().await {
            let what = format!("Chiefs could not be told what came in: {e}");
            self.troubles.raise("alerts", &what, "It is tried again by itself.", None);
        } else {
            self.troubles.clear("alerts");
        }
        let mut near = false;
        for newsletter in self.store.newsletters().await? {
            let lines = self.store.editions(Some(newsletter.id), 30).await?;
            let laid: Vec<_> = lines
                .iter()
                .map(|l| scheduler::Laid {
                    id: l.id,
                    kind: l.kind,
                    date: l.date,
                    state: l.state,
                    send_at: l.send_at,
                    fell: l.fell,
                })
                .collect();
            let waits = |l: &&scheduler::Laid| {
                l.state == story::EditionState::Approved && l.kind == story::EditionKind::Regular
            };
            near |= laid.iter().any(|l| {
                l.state.is_editable() && l.send_at > now && l.send_at.duration_since(now) < NEAR
            });
            for line in laid.iter().filter(waits) {
                self.sign_ahead(line.id, line.send_at, now);
                self.look_for_late(line.id, now);
            }
            for due in scheduler::due(&newsletter, &laid, now) {
                // What fails for one title or date holds up no other.
                let name = format!("clock-{}-{due:?}", newsletter.slug);
                if let Err(e) = self.serve_due(&newsletter, due, now).await {
                    tracing::error!(newsletter = %newsletter.slug, error = %e, "what was due failed");
                    let what = format!("{}: {e}", newsletter.title);
                    self.troubles.raise(&name, &what, "It is tried again by itself.", None);
                } else {
                    self.troubles.clear(&name);
                }
            }
        }
        if !near {
            self.learn_daily(now);
        }
        Ok(())
    }

    async fn serve_due(
        self: &Arc<Self>,
        newsletter: &story::Newsletter,
        due: scheduler::Due,
        now: Timestamp,
    ) -> Result<(), HouseError> {
        match due {
            scheduler::Due::Draft(date) => self.draft(newsletter, date, now).await.map(drop),
            scheduler::Due::Send(id) => {
                if let Err(e) = self.freeze(id, now).await {
                    self.cannot_freeze(id, &e.to_string());
                } else {
                    self.troubles.clear(&format!("freeze-{id}"));
                    self.troubles.clear(&format!("withdrawn-{id}"));
                }
                Ok(())
            }
            scheduler::Due::LeaveOut(id) => self.leave_out(newsletter, id, now).await,
            scheduler::Due::Hold(id) => self.hold(newsletter, id, now).await,
        }
    }

    fn cannot_freeze(&self, id: story::EditionId, why: &str) {
        tracing::error!(edition = %id, why, "the edition can't go out");
        self.troubles.raise(
            &format!("freeze-{id}"),
            &format!("The edition can't go out: {why}"),
            "Open the edition, mend what is named, and approve it again.",
            Some(format!("/desk/edition/{id}")),
        );
    }

    /// Does as the newsletter's rule says where nobody has answered a withdrawal.
    async fn leave_out(
        &self,
        newsletter: &story::Newsletter,
        id: story::EditionId,
        now: Timestamp,
    ) -> Result<(), HouseError> {
        let date = self.store.edition(id).await?.map(|e| e.date.to_string()).unwrap_or_default();
        let (what, mend) = match self
            .store
            .leave_out_withdrawn(id, newsletter.rules.least, now)
            .await
        {
            Ok(()) => {
                tracing::warn!(edition = %id, "left out what was withdrawn: nobody had answered");
                let what = "A story was withdrawn and nobody answered: it was left out, and the edition goes out without it.";
                (what.to_owned(), "Look at it before its hour, or take the approval back.")
            }
            // Somebody was quicker.
            Err(StoreError::Changed) => return Ok(()),
            Err(StoreError::Refused(why)) => (
                format!(
                    "A story was withdrawn, and the edition can't go out without it by itself: {why}."
                ),
                "Open the edition, mend what is named, and approve it again.",
            ),
            Err(e) => return Err(e.into()),
        };
        let what = format!("{}, {date}: {what}", newsletter.title);
        self.troubles.raise(
            &format!("withdrawn-{id}"),
            &what,
            mend,
            Some(format!("/desk/edition/{id}")),
        );
        Ok(())
    }

    async fn hold(
        &self,
        newsletter: &story::Newsletter,
        id: story::EditionId,
        now: Timestamp,
    ) -> Result<(), HouseError> {
        let Some(edition) = self.store.edition(id).await? else { return Ok(()) };
        // Somebody may have approved it, or moved its hour, since the look.
        let laid = scheduler::Laid {
            id,
            kind: edition.kind,
            date: edition.date,
            state: edition.state(),
            send_at: edition.send_at,
            fell: false,
        };
        if !scheduler::due(newsletter, &[laid], now).contains(&scheduler::Due::Hold(id)) {
            return Ok(());
        }
        let held =
            self.store.step_edition(id, edition.revision, store::EditionStep::Hold, None, now);
        match held.await {
            // Somebody was quicker: the next look sees what they did.
            Ok(()) | Err(StoreError::Changed) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }
}

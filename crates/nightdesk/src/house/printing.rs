//! From an approved edition to mails: freezing, printing, and going on after
//! whatever stopped it.

use super::{House, HouseError, now};
use jiff::{SignedDuration, Timestamp, civil};
use press::{
    plate::Plate,
    run::{Progress, Run, RunEnd},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use store::{NewPlate, Sending, StoreError};
use story::{Address, Approved, Edition, EditionId, Newsletter, NewsletterId, ReaderId};
use tokio::sync::watch;
use web::links::{Links, Returns};

/// How long an edition is news after its hour, where noon does not come later.
const FRESH: SignedDuration = SignedDuration::from_hours(6);

/// How long a halted run waits before it is tried again; doubles.
const HALTED: Duration = Duration::from_secs(30);
/// The longest such wait.
const LONGEST_HALT: Duration = Duration::from_secs(30 * 60);

/// How long until what was opened again while a run ended is taken up.
const AGAIN: Duration = Duration::from_millis(250);

/// How often a run looks whether it has to stand still.
const LOOK: Duration = Duration::from_millis(500);

/// So long after its hour an edition still bears it as its Date.
const PUNCTUAL: SignedDuration = SignedDuration::from_mins(10);

/// The editions that are being printed.
#[derive(Default)]
pub(super) struct Runs(Mutex<HashMap<EditionId, watch::Receiver<Progress>>>);

impl Runs {
    fn begin(&self, id: EditionId, progress: watch::Receiver<Progress>) -> bool {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if runs.contains_key(&id) {
            return false;
        }
        runs.insert(id, progress);
        true
    }

    fn end(&self, id: EditionId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// What is wrong with runs that go on.
    pub(super) fn troubles(&self) -> Vec<(EditionId, String)> {
        let runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.iter().filter_map(|(id, p)| Some((*id, p.borrow().trouble.clone()?))).collect()
    }

    pub(super) fn progress(&self, id: EditionId) -> Option<Progress> {
        let runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.get(&id).map(|p| p.borrow().clone())
    }
}

/// The Date of an edition that is frozen now: its hour, unless that is some
/// time ago. So the plate of an edition that goes out in time can be known
/// before its hour.
fn date(edition: &Edition<Approved>, now: Timestamp) -> Timestamp {
    let late = now.duration_since(edition.send_at);
    if late > PUNCTUAL { now } else { edition.send_at }
}

/// When an edition is waste: at noon of its day, or some hours after its own
/// where that is later.
pub(super) fn fresh_until(
    newsletter: &Newsletter,
    date: civil::Date,
    send_at: Timestamp,
) -> Timestamp {
    let noon = date.at(12, 0, 0, 0).to_zoned_datetime(newsletter.time_zone());
    let fresh = send_at.saturating_add(FRESH).unwrap_or(Timestamp::MAX);
    noon.map_or(fresh, |noon| noon.timestamp().max(fresh))
}

/// The links of one edition's mails.
pub(super) struct Ties {
    links: Links,
    newsletter: NewsletterId,
    edition: EditionId,
    returns: Option<Returns>,
}

impl press::run::Links for Ties {
    fn unsubscribe(&self, reader: ReaderId) -> String {
        self.links.unsubscribe(reader, self.newsletter)
    }

    fn manage(&self, reader: ReaderId) -> String {
        self.links.manage(reader, self.newsletter)
    }

    fn unsubscribe_mail(&self, reader: ReaderId) -> Option<String> {
        self.links.leave_by_mail(self.returns.as_ref()?, reader, self.newsletter)
    }

    fn return_path(&self, reader: ReaderId) -> Option<Address> {
        self.links.return_path(self.returns.as_ref()?, reader, self.edition)
    }
}

impl House {
    pub(super) fn ties(&self, newsletter: NewsletterId, edition: EditionId) -> Arc<Ties> {
        let (links, returns) = (self.links.clone(), self.returns.clone());
        Arc::new(Ties { links, newsletter, edition, returns })
    }

    /// Freezes an approved edition and begins to print it. The one way there
    /// is from the desk to the press.
    pub async fn freeze(
        self: &Arc<Self>,
        id: EditionId,
        now: Timestamp,
    ) -> Result<u64, HouseError> {
        let edition = self.store.edition(id).await?.ok_or(StoreError::Missing("such edition"))?;
        let edition = edition.approved().map_err(|e| HouseError::Press(e.to_string()))?;
        let newsletter = self.newsletter(edition.newsletter).await?;
        let sheet = self.sheet(&newsletter, &edition).await?;
        let envelope = self.envelope(&newsletter, &edition, date(&edition, now));
        let plate = Plate::set(&sheet, &envelope).map_err(|e| HouseError::Press(e.to_string()))?;
        for warning in plate.warnings() {
            tracing::warn!(edition = %id, warning, "the plate");
            self.store.note_edition(id, "desk", warning.clone(), now).await?;
        }
        let signer = self.signer(newsletter.sender.address.domain()).await?;
        let new = NewPlate {
            bytes: plate.to_bytes(),
            sha256: plate.hash(),
            selector: signer.selector().to_owned(),
        };
        let frozen = self.store.freeze(&edition, new, now).await?;
        tracing::info!(edition = %id, readers = frozen, "frozen");
        self.print(id);
        Ok(frozen)
    }

    pub(super) async fn newsletter(&self, id: NewsletterId) -> Result<Newsletter, HouseError> {
        Ok(self.store.newsletter(id).await?.ok_or(StoreError::Missing("such newsletter"))?)
    }

    /// Prints a frozen edition until nothing is open, in a task of its own. A
    /// second call for the same edition does nothing.
    pub fn print(self: &Arc<Self>, id: EditionId) {
        let (progress, shown) = watch::channel(Progress::default());
        if !self.runs.begin(id, shown) {
            return;
        }
        let house = self.clone();
        self.tasks.spawn(async move {
            house.print_to_the_end(id, progress).await;
            house.runs.end(id);
        });
    }

    async fn print_to_the_end(&self, id: EditionId, progress: watch::Sender<Progress>) {
        let name = format!("print-{id}");
        let link = Some(format!("/desk/edition/{id}"));
        let mut wait = HALTED;
        loop {
            // What is heard here wakes the wait below, even if it came meanwhile.
            let changed = self.look.notified();
            let why = match self.print_once(id, &progress).await {
                Ok(RunEnd::Done) => {
                    self.troubles.clear(&name);
                    match self.store.finish_printing(id, now()).await {
                        Ok(true) => return,
                        // An editor had some sent again at this very moment.
                        Ok(false) => {
                            tokio::time::sleep(AGAIN).await;
                            continue;
                        }
                        Err(e) => e.to_string(),
                    }
                }
                Ok(RunEnd::Stopped) if self.stop.is_cancelled() => return,
                // The relays were set anew: it goes on over those.
                Ok(RunEnd::Stopped) => continue,
                Ok(RunEnd::Halted { why }) => why,
                Err(e) => e.to_string(),
            };
            tracing::error!(edition = %id, why, "printing has halted");
            progress.send_modify(|p| p.trouble = None);
            let mend = "Nothing is lost. Mend what is named; it goes on by itself when settings are saved, and is tried again within half an hour.";
            self.troubles.raise(&name, &format!("Printing has halted: {why}"), mend, link.clone());
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = changed => {}
                () = tokio::time::sleep(wait) => {}
            }
            // What only a human can mend is not asked for every minute: the
            // first refusals of each try are taken for a reader's end.
            wait = (wait * 2).min(LONGEST_HALT);
        }
    }

    /// One run of the press over what is open.
    async fn print_once(
        &self,
        id: EditionId,
        progress: &watch::Sender<Progress>,
    ) -> Result<RunEnd, HouseError> {
        let mut fleets = self.fleet.subscribe();
        let Some(fleet) = fleets.borrow_and_update().clone() else {
            return Ok(RunEnd::Halted {
                why: "no relay is set: enter one under Settings".to_owned(),
            });
        };
        let edition = self.store.edition(id).await?.ok_or(StoreError::Missing("such edition"))?;
        let edition = edition.frozen().ok_or(StoreError::Missing("such frozen edition"))?;
        let newsletter = self.newsletter(edition.newsletter).await?;
        // Before the plate: one that is taken meanwhile is heard of below.
        let sending = self.store.sending(id).await?;
        let kept = self.store.plate(id).await?.ok_or(StoreError::Missing("plate"))?;
        let failed = |e: String| HouseError::Press(e);
        let plate = Plate::from_bytes(&kept.bytes).map_err(|e| failed(e.to_string()))?;
        let fresh_until = fresh_until(&newsletter, edition.date, edition.send_at);
        let fresh_until = sending.ended.map_or(fresh_until, |ended| ended.min(fresh_until));

        let found = self
            .store
            .recover(id, newsletter.uncertain, now())
            .await
            .map_err(|e| failed(e.to_string()))?;
        if found.released > 0 || !found.uncertain.is_empty() {
            let note = format!(
                "took it up again: {} put back; between dot and answer at the stop: {}",
                found.released,
                if found.uncertain.is_empty() { "none".into() } else { found.uncertain.join(", ") }
            );
            self.store.note_edition(id, "desk", note, now()).await?;
        }
        self.store.start_printing(id, now()).await?;
        let stop = self.stop.child_token();
        let (hold, pause) = watch::channel(sending.stopped.is_some());
        let run = Run {
            edition: id,
            signer: Some(self.signer_of(plate.message_domain(), &kept.selector).await?),
            plate: Arc::new(plate),
            ledger: self.store.clone(),
            fleet,
            links: self.ties(newsletter.id, id),
            fresh_until,
            retry: self.retry,
            uncertain: newsletter.uncertain,
            stop: stop.clone(),
            pause,
            progress: progress.clone(),
        };
        let printing = press::run::print(run);
        tokio::pin!(printing);
        let end = tokio::select! {
            end = &mut printing => end,
            Ok(()) = fleets.changed() => {
                stop.cancel();
                printing.await
            }
            () = self.stand_still(id, &hold, &sending) => {
                stop.cancel();
                printing.await
            }
        };
        self.troubles.clear(&format!("stopped-{id}"));
        end.map_err(|e| failed(e.to_string()))
    }

    /// Holds a run while something that came in about one of its stories waits
    /// for a person. Returns when a chief has ended it since it was `begun`, or
    /// has it go on from another plate: until then it was held.
    async fn stand_still(&self, id: EditionId, hold: &watch::Sender<bool>, begun: &Sending) {
        let name = format!("stopped-{id}");
        loop {
            match self.store.sending(id).await {
                Ok(sending) => {
                    let ended = sending.ended.is_some() && begun.ended.is_none();
                    if ended || sending.plates != begun.plates {
                        return;
                    }
                    hold.send_if_modified(|held| {
                        std::mem::replace(held, sending.stopped.is_some())
                            != sending.stopped.is_some()
                    });
                    match sending.stopped {
                        Some(why) => self.troubles.raise(
                            &name,
                            &format!("The sending stands still: {why}."),
                            "Nothing more goes out until a chief lets it go on as it is, or ends it here.",
                            Some(format!("/desk/edition/{id}/progress")),
                        ),
                        None => self.troubles.clear(&name),
                    }
                }
                // What can't be asked can't be answered: nothing goes out.
                Err(e) => {
                    tracing::error!(edition = %id, "whether it may go on is not known: {e}");
                    hold.send_replace(true);
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Has the deliveries of an edition that stand uncertain sent again. Gives
    /// how many.
    pub async fn resend(self: &Arc<Self>, id: EditionId, who: &str) -> Result<u64, HouseError> {
        let edition = self.store.edition(id).await?.ok_or(StoreError::Missing("such edition"))?;
        let newsletter = self.newsletter(edition.newsletter).await?;
        let at = now();
        if at >= fresh_until(&newsletter, edition.date, edition.send_at) {
            let why = "the edition is no longer news: nothing of it is sent again".to_owned();
            return Err(HouseError::Press(why));
        }
        let again = self.store.resend_in_doubt(id, who, at).await?;
        self.look.notify_waiters();
        Ok(again)
    }

    /// Puts a single mail in a newsletter's name into the outbox.
    pub(super) async fn post_letter(
        &self,
        newsletter: &Newsletter,
        to: Address,
        mail: web::words::MailWords,
    ) -> Result<(), HouseError> {
        let notice = self.letter(newsletter, to, mail).await?;
        self.store.post(notice, now()).await?;
        self.posted.notify_one();
        Ok(())
    }

    /// A single mail in a newsletter's name, signed.
    pub(super) async fn letter(
        &self,
        newsletter: &Newsletter,
        to: Address,
        mail: web::words::MailWords,
    ) -> Result<store::NewNotice, HouseError> {
        let at = now();
        let sender = &newsletter.sender;
        let mut random = [0u8; 16];
        aws_lc_rs::rand::fill(&mut random)
            .map_err(|_| HouseError::Press("no randomness to be had".into()))?;
        let unique: String = random.iter().map(|b| format!("{b:02x}")).collect();
        let letter = press::notice::Letter {
            from_name: sender.name.clone(),
            from: sender.address.clone(),
            to_name: String::new(),
            to: to.clone(),
            reply_to: sender.reply_to.clone(),
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
            message_id: format!("<{unique}@{}>", sender.address.domain()),
            date: at,
            language: newsletter.language.clone(),
        };
        let signer = self.signer(sender.address.domain()).await?;
        let message = press::notice::letter(&letter, Some(&signer))
            .map_err(|e| HouseError::Press(e.to_string()))?;
        Ok(store::NewNotice { from: sender.address.clone(), to, message })
    }
}

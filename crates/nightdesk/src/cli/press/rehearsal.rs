//! What a rehearsal of the press needs: an invented edition of a given size,
//! and a ledger of invented readers, in a real database or in memory.
//!
//! The database is filled and frozen through the store's own doors, so that
//! what is measured is what a newsroom gets.

use crate::cli::Failed;
use async_trait::async_trait;
use jiff::Timestamp;
use press::ahead::Ahead;
use press::dkim::Signer;
use press::ledger::{Claim, Ledger, LedgerError, Outcome, Permit, Recovered, UncertainPolicy};
use press::plate::{Envelope, Plate};
use press::run::Links;
use press::sheet::{Item, Labels, Part, Sheet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::{
    EditionStep, Evidence, NewEdition, NewPlate, NewSlot, NewSource, Sqlite, Store, StoryFilter,
};
use story::{
    Account, Address, Day, EditionId, Fallback, Hour, Key, Lang, Newsletter, NewsletterId, Place,
    ReaderId, Received, Role, SectionRole, Sender, SlotOrigin, Slug, SourceState, Story,
};
use tokio_util::sync::CancellationToken;

/// Words that no template makes shorter.
const WORDS: &str = "The harbour office opened the northern quay again on Tuesday, two days after \
the storm, and said that the ferries would keep to the winter timetable until the end of March. ";

fn parsed(address: &str) -> Result<Address, Failed> {
    Ok(Address::parse(address)?)
}

/// An invented sheet whose mail has about `size` octets.
pub fn sheet(size: usize) -> Result<Sheet, Failed> {
    let labels = Labels::of(&Lang::of("en"));
    let mut sheet = Sheet {
        language: Lang::of("en"),
        newsletter: "The Rehearsal".into(),
        date_line: "Tuesday, 24 November 2026".into(),
        subject: "The northern quay opens again, and the ferries keep to their winter hours".into(),
        labels,
        archive_url: "https://news.example.org/n/rehearsal/2026-11-24".into(),
        imprint: "The Rehearsal, 1 Quay Street, Harbour City".into(),
        ..Sheet::default()
    };
    let weigh = |sheet: &Sheet| -> Result<usize, Failed> {
        Ok(Plate::set(sheet, &envelope(EditionId(1))?)?.to_bytes().len())
    };
    let item = |words: usize| Item {
        headline: "Northern quay opens again after the storm".into(),
        text: WORDS.repeat(words),
        url: "https://news.example.org/s/1/northern-quay".into(),
        source: "Harbour Courier".into(),
        ..Item::default()
    };
    let part = |items: Vec<Item>| Part { title: "News".into(), role: SectionRole::News, items };
    sheet.sections = vec![part(vec![item(1)])];
    let least = weigh(&sheet)?;
    if size < least {
        return Err(format!(
            "the smallest mail has about {least} octets: give --size that or more"
        )
        .into());
    }
    // Every story weighs the same, so two weighings tell how many fit.
    sheet.sections = vec![part(vec![item(4), item(4)])];
    let two = weigh(&sheet)?;
    sheet.sections = vec![part((0..4).map(|_| item(4)).collect())];
    let each = (weigh(&sheet)?.saturating_sub(two) / 2).max(1);
    let count = (size.saturating_sub(two) / each + 2).max(1);
    sheet.sections = vec![part((0..count).map(|_| item(4)).collect())];
    Ok(sheet)
}

/// The outside of the invented mails.
pub fn envelope(edition: EditionId) -> Result<Envelope, Failed> {
    Ok(Envelope {
        edition,
        from_name: "The Rehearsal".into(),
        from: parsed("desk@news.example.org")?,
        reply_to: None,
        return_path: parsed("bounces@news.example.org")?,
        list_id: "rehearsal.news.example.org".into(),
        list_name: "The Rehearsal".into(),
        date: Timestamp::now(),
        zone: "Europe/Berlin".into(),
        message_domain: "news.example.org".into(),
        feedback: Some("rehearsal:news:nightdesk".into()),
    })
}

fn address(number: u64) -> Result<Address, Failed> {
    parsed(&format!("reader{number:07}@mail{}.example.net", number % 97))
}

fn name(number: u64) -> String {
    format!("Reader Number {number}")
}

/// A frozen edition in a database.
pub struct Frozen {
    /// The store that holds it.
    pub store: Arc<dyn Store>,
    /// The edition.
    pub edition: EditionId,
    /// Its plate.
    pub plate: Plate,
    /// How long freezing took.
    pub took: Duration,
    /// How many mails were signed before, and how long that took.
    pub ahead: Option<(u64, Duration)>,
}

/// Who signs ahead, and the links that are signed over.
pub type Hand = (Arc<Signer>, Arc<dyn Links>);

/// Makes a newsroom in `folder` with so many readers, and freezes an edition
/// for them; with a hand to sign ahead, their mails are signed before.
pub async fn freeze(
    folder: &Path,
    readers: u64,
    sheet: &Sheet,
    hand: Option<Hand>,
) -> Result<Frozen, Failed> {
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(folder)?);
    let now = Timestamp::now();
    if !store.newsletters().await?.is_empty() {
        return Err(
            format!("{} holds a newsroom already: name an empty folder", folder.display()).into()
        );
    }
    let newsletter = store.add_newsletter(title()?).await?;
    for first in (0..readers).step_by(5000) {
        let batch = (first..readers.min(first + 5000))
            .map(|n| Ok((address(n)?, name(n), Lang::of("en"))))
            .collect::<Result<Vec<_>, Failed>>()?;
        store.import_readers(newsletter, batch, Evidence::default(), now).await?;
    }
    let edition = lay(store.as_ref(), newsletter, now).await?;
    let plate = Plate::set(sheet, &envelope(edition)?)?;
    let laid = store.edition(edition).await?.ok_or("the edition is gone")?;
    let approved = laid.approved()?;
    let mut ahead = None;
    if let Some((signer, links)) = hand {
        let began = Instant::now();
        let signed = press::ahead::sign(Ahead {
            edition,
            revision: approved.revision,
            plate: Arc::new(plate.clone()),
            signer,
            links,
            seals: store.clone(),
            hands: std::thread::available_parallelism().map_or(1, usize::from),
            stop: CancellationToken::new(),
        });
        ahead = Some((signed.await?, began.elapsed()));
    }
    let began = Instant::now();
    let new = NewPlate { bytes: plate.to_bytes(), sha256: plate.hash(), selector: String::new() };
    store.freeze(&approved, new, now).await?;
    let took = began.elapsed();
    store.start_printing(edition, now).await?;
    Ok(Frozen { store, edition, plate, took, ahead })
}

fn title() -> Result<Newsletter, Failed> {
    Ok(Newsletter {
        id: NewsletterId(0),
        slug: Slug::of("rehearsal"),
        title: "The Rehearsal".into(),
        promise: String::new(),
        language: Lang::of("en"),
        zone: "Europe/Berlin".into(),
        hour: Hour::parse("06:30")?,
        days: Day::WEEK.to_vec(),
        draft_minutes: 60,
        late_minutes: 180,
        sections: Newsletter::usual_sections(&Lang::of("en")),
        sender: Sender {
            name: "The Rehearsal".into(),
            address: parsed("desk@news.example.org")?,
            reply_to: None,
            imprint: String::new(),
        },
        fallback: Fallback::Hold,
        uncertain: story::UncertainPolicy::default(),
        rules: story::Rules::default(),
    })
}

/// An approved edition with one story.
async fn lay(
    store: &dyn Store,
    newsletter: NewsletterId,
    now: Timestamp,
) -> Result<EditionId, Failed> {
    let source = store
        .add_source(NewSource {
            name: "Rehearsal".into(),
            place: Place::Url("http://rehearsal.invalid/rss".into()),
            format: None,
            own: true,
            language: None,
            defaults: story::Defaults::default(),
        })
        .await?;
    let story = Story { headline: Some("Quay opens".into()), ..Story::default() };
    let received = Received { keys: vec![Key::Guid("1".into())], story, ..Received::default() };
    let document = story::Document {
        id: None,
        source,
        name: "rehearsal".into(),
        media: None,
        received: now,
        bytes: Vec::new(),
    };
    let reading = wire::inbox::Reading::Stories { stories: vec![received], troubles: vec![] };
    store.file(document, reading, SourceState::default()).await?;
    let day = now.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let found = store.stories(StoryFilter::default()).await?;
    let first = found.first().ok_or("the invented story did not arrive")?;
    let slot = NewSlot {
        section: 0,
        story: first.id,
        version: first.version,
        headline: "Quay opens".into(),
        text: String::new(),
        reason: String::new(),
        origin: SlotOrigin::Draft,
        background: Vec::new(),
    };
    let edition = NewEdition {
        newsletter,
        date: day,
        send_at: now,
        subject: "Rehearsal".into(),
        slots: vec![slot],
    };
    let id = store.lay_edition(edition, now).await?.ok_or("there is an edition already")?;
    let chief = store
        .add_editor(
            parsed("chief@news.example.org")?,
            "Chief".into(),
            Role::Chief,
            String::new(),
            now,
        )
        .await?;
    let laid = store.edition(id).await?.ok_or("the edition is gone")?;
    store.step_edition(id, laid.revision, EditionStep::Approve, Some(chief), now).await?;
    Ok(id)
}

/// A ledger that keeps nothing but counts: for measuring what the durable one
/// costs. Nothing that must not be lost may be printed with it.
pub struct Tally {
    readers: u64,
    claimed: AtomicU64,
    accepted: AtomicU64,
    other: AtomicU64,
}

impl Tally {
    /// A tally of so many invented readers.
    pub fn new(readers: u64) -> Self {
        Self {
            readers,
            claimed: AtomicU64::new(0),
            accepted: AtomicU64::new(0),
            other: AtomicU64::new(0),
        }
    }
}

#[async_trait]
impl Ledger for Tally {
    async fn claim(
        &self,
        _: EditionId,
        limit: usize,
        _: Timestamp,
    ) -> Result<Vec<Claim>, LedgerError> {
        let first = self.claimed.fetch_add(limit as u64, Ordering::Relaxed).min(self.readers);
        let claims = (first..self.readers.min(first + limit as u64)).map(|number| {
            let address = address(number).map_err(|source| LedgerError { act: "read", source })?;
            let reader = ReaderId(number as i64);
            Ok(Claim { reader, address, name: name(number), attempt: 0, sealed: None })
        });
        claims.collect()
    }

    async fn commit(
        &self,
        _: EditionId,
        ended: Vec<(ReaderId, Outcome)>,
        intents: Vec<ReaderId>,
        _: Timestamp,
    ) -> Result<Vec<Permit>, LedgerError> {
        for (_, outcome) in ended {
            let count = match outcome {
                Outcome::Accepted { .. } => &self.accepted,
                _ => &self.other,
            };
            count.fetch_add(1, Ordering::Relaxed);
        }
        Ok(vec![Permit::Granted; intents.len()])
    }

    async fn recover(
        &self,
        _: EditionId,
        _: UncertainPolicy,
        _: Timestamp,
    ) -> Result<Recovered, LedgerError> {
        Ok(Recovered::default())
    }

    async fn next_due(&self, _: EditionId) -> Result<Option<Timestamp>, LedgerError> {
        Ok(None)
    }

    async fn expire(&self, _: EditionId, _: Timestamp) -> Result<u64, LedgerError> {
        Ok(0)
    }

    async fn account(&self, _: EditionId) -> Result<Account, LedgerError> {
        let accepted = self.accepted.load(Ordering::Relaxed);
        let uncertain = self.other.load(Ordering::Relaxed);
        Ok(Account { frozen: self.readers, accepted, uncertain, ..Account::default() })
    }
}

//! An invented newsroom to try a store with.

#![allow(dead_code)] // not every suite asks for everything

use jiff::{Timestamp, civil::date};
use std::sync::Arc;
use store::*;
use story::*;
use wire::inbox::Reading;

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn noon() -> Timestamp {
    at("2026-03-01T12:00:00Z")
}

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub fn title() -> Newsletter {
    Newsletter {
        id: NewsletterId(0),
        slug: Slug::of("morning"),
        title: "The Morning".into(),
        promise: "Every day".into(),
        language: Lang::of("en"),
        zone: "Europe/Berlin".into(),
        hour: Hour::parse("06:30").unwrap(),
        days: Day::WEEK.to_vec(),
        draft_minutes: 90,
        late_minutes: 180,
        sections: Newsletter::usual_sections(&Lang::of("en")),
        sender: Sender {
            name: "Desk".into(),
            address: address("desk@example.org"),
            reply_to: None,
            imprint: "1 Quay Street".into(),
        },
        fallback: Fallback::Hold,
        uncertain: story::UncertainPolicy::default(),
        rules: story::Rules::default(),
    }
}

/// A story as a document tells it.
pub fn told(key: &str, headline: &str) -> Received {
    Received {
        keys: vec![Key::Guid(key.into())],
        story: Story {
            headline: Some(headline.into()),
            teaser: format!("{headline}: a teaser."),
            published: Some(noon()),
            ..Story::default()
        },
        ..Received::default()
    }
}

/// A story whose lead says that, "Dyke breaks, KEY".
pub fn says(key: &str, lead: &str) -> Received {
    let story = Story {
        headline: Some(format!("Dyke breaks, {key}")),
        lead: lead.into(),
        language: Lang::of("en"),
        ..Story::default()
    };
    Received { story, ..told(key, "") }
}

/// How far an edition is.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub enum Phase {
    Drafted,
    Approved,
    Frozen,
    Printing,
    Sent,
}

impl Phase {
    pub const ALL: [Self; 5] =
        [Self::Drafted, Self::Approved, Self::Frozen, Self::Printing, Self::Sent];
}

/// A slot as a draft makes it: the story's own words, on top of all.
pub fn drafted(story: &StoredStory) -> NewSlot {
    NewSlot {
        section: 0,
        story: story.id,
        version: story.version,
        headline: story.story.title(),
        text: story.story.summary().into(),
        reason: "own".into(),
        origin: SlotOrigin::Draft,
        background: vec![],
    }
}

/// A desk with a source, a title and a chief, and the means to play with it.
pub struct Desk {
    pub store: Arc<dyn Store>,
    pub source: SourceId,
    pub title: NewsletterId,
    pub chief: EditorId,
    pub editor: EditorId,
}

impl Desk {
    pub async fn set_up(store: Arc<dyn Store>) -> Self {
        let source = store
            .add_source(NewSource {
                name: "Courier".into(),
                place: Place::Url("http://courier.example/rss".into()),
                format: None,
                own: true,
                language: Some(Lang::of("en")),
                defaults: Defaults::default(),
            })
            .await
            .unwrap();
        let title = store.add_newsletter(title()).await.unwrap();
        let mut people = Vec::new();
        for (mail, role) in [("chief@example.org", Role::Chief), ("ed@example.org", Role::Editor)] {
            people.push(
                store
                    .add_editor(address(mail), mail.into(), role, String::new(), noon())
                    .await
                    .unwrap(),
            );
        }
        Self { store, source, title, chief: people[0], editor: people[1] }
    }

    pub async fn file(&self, stories: Vec<Received>, now: Timestamp) -> wire::inbox::Filed {
        let document = Document {
            id: None,
            source: self.source,
            name: "rss".into(),
            media: None,
            received: now,
            bytes: b"raw".to_vec(),
        };
        let reading = Reading::Stories { stories, troubles: vec![] };
        self.store.file(document, reading, SourceState::default()).await.unwrap()
    }

    /// Files one story, and lays an edition with it.
    pub async fn edition(&self) -> EditionId {
        self.file(vec![told("a", "Dyke breaks")], noon()).await;
        let story = self.store.stories(StoryFilter::default()).await.unwrap().remove(0);
        let new = NewEdition {
            newsletter: self.title,
            date: date(2026, 3, 2),
            send_at: at("2026-03-02T05:30:00Z"),
            subject: "Dyke breaks".into(),
            slots: vec![NewSlot {
                section: 0,
                story: story.id,
                version: story.version,
                headline: "Dyke breaks".into(),
                text: "A teaser.".into(),
                reason: "own".into(),
                origin: SlotOrigin::Draft,
                background: vec![],
            }],
        };
        self.store.lay_edition(new, noon()).await.unwrap().unwrap()
    }

    pub async fn load(&self, id: EditionId) -> Edition<Drafted> {
        self.store.edition(id).await.unwrap().unwrap()
    }

    pub async fn step(&self, id: EditionId, step: EditionStep, who: EditorId) -> Result<()> {
        let revision = self.load(id).await.revision;
        self.store.step_edition(id, revision, step, Some(who), noon()).await
    }

    /// The story that [`says`] made for that key.
    pub async fn of(&self, key: &str) -> StoredStory {
        let search = Some(format!("breaks, {key}"));
        let found = self.store.stories(StoryFilter { search, ..StoryFilter::default() }).await;
        found.unwrap().remove(0)
    }

    pub async fn freeze(&self, id: EditionId) -> Result<u64> {
        let approved = self.load(id).await.approved().unwrap();
        let plate = NewPlate { bytes: vec![1], sha256: "00".into(), selector: String::new() };
        self.store.freeze(&approved, plate, approved.send_at).await
    }

    /// Brings a draft so far, for no reader at all.
    pub async fn bring(&self, id: EditionId, phase: Phase) {
        if phase >= Phase::Approved {
            self.step(id, EditionStep::Approve, self.chief).await.unwrap();
        }
        if phase >= Phase::Frozen {
            self.freeze(id).await.unwrap();
        }
        if phase >= Phase::Printing {
            self.store.start_printing(id, noon()).await.unwrap();
        }
        if phase == Phase::Sent {
            assert!(self.store.finish_printing(id, noon()).await.unwrap());
        }
    }

    pub async fn readers(&self, count: usize) {
        let readers = (0..count)
            .map(|n| (address(&format!("r{n}@example.org")), format!("R {n}"), Lang::of("en")))
            .collect();
        let done = self
            .store
            .import_readers(self.title, readers, Evidence::default(), noon())
            .await
            .unwrap();
        assert_eq!(done.added as usize, count);
    }

    /// An edition approved and frozen for so many readers.
    pub async fn frozen(&self, readers: usize) -> EditionId {
        let id = self.edition().await;
        self.readers(readers).await;
        self.step(id, EditionStep::Approve, self.chief).await.unwrap();
        let edition = self.load(id).await.approved().unwrap();
        let plate =
            NewPlate { bytes: b"plate".to_vec(), sha256: "00".into(), selector: String::new() };
        assert_eq!(
            self.store.freeze(&edition, plate, edition.send_at).await.unwrap(),
            readers as u64
        );
        self.store.start_printing(id, noon()).await.unwrap();
        id
    }
}

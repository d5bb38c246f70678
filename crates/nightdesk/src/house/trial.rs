//! A house on a folder of its own, for trying what it does with stories.
#![allow(clippy::unwrap_used)]

use super::{House, now};
use crate::config::Config;
use jiff::SignedDuration;
use press::run::Retry;
use std::sync::Arc;
use story::{
    Address, Day, Defaults, Document, EditorId, Fallback, Hour, Key, Lang, Newsletter,
    NewsletterId, Place, Received, Role, Rules, Sender, Slug, SourceId, SourceState, Story,
    StoryId, UncertainPolicy,
};
use wire::inbox::Reading;

/// A title with the usual sections.
pub(super) fn title() -> Newsletter {
    let language = Lang::of("en");
    Newsletter {
        id: NewsletterId(0),
        slug: Slug::of("morning"),
        title: "The Morning".into(),
        promise: String::new(),
        sections: Newsletter::usual_sections(&language),
        language,
        zone: "UTC".into(),
        hour: Hour::parse("06:30").unwrap(),
        days: Day::WEEK.to_vec(),
        draft_minutes: 90,
        late_minutes: 180,
        sender: Sender {
            name: "Courier".into(),
            address: Address::parse("desk@courier.example").unwrap(),
            reply_to: None,
            imprint: "1 Quay Street".into(),
        },
        fallback: Fallback::Hold,
        uncertain: UncertainPolicy::default(),
        rules: Rules::default(),
    }
}

pub(super) struct Trial {
    pub(super) house: Arc<House>,
    pub(super) editor: EditorId,
    sources: Vec<SourceId>,
    _folder: tempfile::TempDir,
}

impl Trial {
    /// With three sources and an editor.
    pub(super) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config { data: folder.path().join("data"), ..Config::default() };
        config.fetch.allow_hosts.push("127.0.0.1".into());
        let house = House::open(&config, Retry::default()).await.unwrap();
        let mut sources = Vec::new();
        for name in ["Harbour Courier", "NPA", "Meridian"] {
            let source = store::NewSource {
                name: name.into(),
                place: Place::Url(format!("http://{}.example/rss", name.len())),
                format: None,
                own: false,
                language: Some(Lang::of("en")),
                defaults: Defaults::default(),
            };
            sources.push(house.store.add_source(source).await.unwrap());
        }
        let ed = Address::parse("ed@example.org").unwrap();
        let editor = house.store.add_editor(ed, "Ed".into(), Role::Editor, String::new(), now());
        let editor = editor.await.unwrap();
        Self { house, editor, sources, _folder: folder }
    }

    /// A story that came out so many hours ago. Paragraphs are lines.
    pub(super) fn told(key: &str, hours: i64, title: &str, text: &str) -> Received {
        let mut blocks = text.split('\n').map(str::to_owned);
        Received {
            keys: vec![Key::Guid(key.into())],
            story: Story {
                headline: Some(title.into()),
                lead: blocks.next().unwrap_or_default(),
                body: blocks.collect(),
                language: Lang::of("en"),
                published: Some(now() - SignedDuration::from_hours(hours)),
                ..Story::default()
            },
            ..Received::default()
        }
    }

    /// Files a story of a source (0 to 2); gives its number.
    pub(super) async fn file(&self, source: usize, story: Received) -> StoryId {
        let title = story.story.title();
        let document = Document {
            id: None,
            source: self.sources[source],
            name: "rss".into(),
            media: None,
            received: now(),
            bytes: b"raw".to_vec(),
        };
        let reading = Reading::Stories { stories: vec![story], troubles: vec![] };
        let store = &self.house.store;
        store.file(document, reading, SourceState::default()).await.unwrap();
        let all = store.stories(store::StoryFilter::default()).await.unwrap();
        all.iter().find(|s| s.story.title() == title).unwrap().id
    }
}

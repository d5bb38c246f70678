//! A small invented wire to judge.
#![allow(dead_code, clippy::unwrap_used)]

use desk::Cutting;
use jiff::Timestamp;
use story::{
    Credit, Kind, Lang, Section, SectionRole, Signal, SourceId, Standing, Story, StoryId, VersionId,
};

/// A story and what a cutting of it needs.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: i64,
    pub version: i64,
    pub source: String,
    pub own: bool,
    pub desk: Option<String>,
    pub when: Timestamp,
    pub standing: Standing,
    pub signal: Signal,
    pub embargo: Option<Timestamp>,
    pub urgency: Option<u8>,
    pub story: Story,
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn item(id: i64, source: &str, when: &str, title: &str, text: &str) -> Item {
    let mut blocks = text.split('\n').map(str::to_owned);
    Item {
        id,
        version: id * 10,
        source: source.to_owned(),
        own: false,
        desk: None,
        when: at(when),
        standing: Standing::Usable,
        signal: Signal::Update,
        embargo: None,
        urgency: None,
        story: Story {
            headline: Some(title.to_owned()),
            lead: blocks.next().unwrap_or_default(),
            body: blocks.collect(),
            language: Lang::of("en"),
            ..Story::default()
        },
    }
}

impl Item {
    pub fn own(mut self) -> Self {
        self.own = true;
        self
    }
    pub fn kind(mut self, kind: Kind) -> Self {
        self.story.kind = kind;
        self
    }
    pub fn lang(mut self, tag: &str) -> Self {
        self.story.language = Lang::of(tag);
        self
    }
    pub fn credit(mut self, agencies: &[&str]) -> Self {
        let agencies = agencies.iter().map(|a| (*a).to_owned()).collect();
        self.story.credit = Some(Credit { agencies, ..Credit::default() });
        self
    }
    pub fn withdrawn(mut self) -> Self {
        self.signal = Signal::Withdrawal;
        self.standing = Standing::Withdrawn;
        self
    }
    pub fn embargo(mut self, until: &str) -> Self {
        self.standing = Standing::Embargoed;
        self.embargo = Some(at(until));
        self
    }
}

pub fn cuttings(items: &[Item]) -> Vec<Cutting<'_>> {
    items
        .iter()
        .map(|i| Cutting {
            story: StoryId(i.id),
            version: VersionId(i.version),
            source: SourceId(1),
            source_name: &i.source,
            own: i.own,
            desk: i.desk.as_deref(),
            weight: 0.0,
            standing: i.standing,
            embargo: i.embargo,
            first_seen: i.when,
            when: i.when,
            urgency: i.urgency,
            signal: i.signal,
            text: &i.story,
        })
        .collect()
}

pub fn sections() -> Vec<Section> {
    [
        (SectionRole::Lead, 1),
        (SectionRole::News, 3),
        (SectionRole::Features, 2),
        (SectionRole::Briefs, 2),
    ]
    .into_iter()
    .map(|(role, slots)| Section { role, title: role.as_str().to_owned(), slots })
    .collect()
}

/// Two days of an invented harbour town: one event from three sources and a
/// copy, an older step of the same matter, and stories apart.
pub fn wire() -> Vec<Item> {
    let crane = "Dock workers at Port Calder walked out on Tuesday after talks over crane shifts broke down, the union said. About 400 workers left the container terminal at noon.\nThe harbour board called the walkout premature and asked the union back to the table. Ships waiting off the breakwater numbered eleven by evening.";
    vec![
        item(1, "Harbour Courier", "2026-11-14T09:00:00Z", "Port Calder dock union threatens strike over crane shifts",
            "The dock union at Port Calder threatened a strike over new crane shifts. Its members voted by a wide margin, the union said.\nThe harbour board wants cranes at the container terminal to run all night."),
        item(2, "NPA", "2026-11-17T12:30:00Z", "Dock workers strike at Port Calder over crane shifts", crane),
        item(3, "Harbour Courier", "2026-11-17T13:10:00Z", "Port Calder strike: dock workers leave container terminal",
            "Hundreds of dock workers left the container terminal at Port Calder at noon, in a strike over crane shifts. The harbour board spoke of a premature step.\nThe union said talks had broken down in the night. Eleven ships waited outside the breakwater.").own(),
        item(4, "Valley Post", "2026-11-17T14:00:00Z", "Dock workers strike at Port Calder over crane shifts", &format!("{crane}\nThe Valley Post adds no more.")),
        item(5, "Meridian", "2026-11-17T15:00:00Z", "Walkout halts Port Calder terminal",
            "A walkout of dock workers halted the container terminal at Port Calder. Crane shifts are at the heart of the strike, the union said.\nThe harbour board counted eleven waiting ships."),
        item(6, "NPA", "2026-11-17T10:00:00Z", "Parliament of Ostrava Plain passes beet sugar levy",
            "The parliament passed a levy on beet sugar after a night of debate. Farmers' leagues announced a protest for the weekend."),
        item(7, "Meridian", "2026-11-17T11:00:00Z", "The lamplighters who would not retire",
            "In the old quarter three lamplighters still climb their ladders at dusk. Their guild dates from 1741.").kind(Kind::Feature),
        item(8, "NPA", "2026-11-17T16:00:00Z", "Museum opens its flooded cellar", "The town museum opened its cellar again after the spring flood. Entry is free on Sundays.").kind(Kind::Brief),
    ]
}

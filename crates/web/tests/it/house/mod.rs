//! A house for tests and for looking at the pages: a real database in a
//! temporary folder with invented stories, and a floor that remembers what it
//! was asked.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

mod floor;
mod visit;

#[allow(unused_imports)]
pub use floor::{JPEG, PICTURE, TestFloor};
#[allow(unused_imports)]
pub use visit::{Page, Session, form};

use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{NewEdition, NewSlot, NewSource, Store};
use story::*;
use web::{App, Floor, Limits, Links, Site, secrets};
use wire::inbox::Reading;

/// The house's clock stands still.
pub fn now() -> Timestamp {
    "2026-03-05T04:40:00Z".parse().unwrap()
}

fn ago(hours: i64) -> Timestamp {
    now().checked_sub(SignedDuration::from_hours(hours)).unwrap()
}

/// A word that stands in the notes to editors of every story, and nowhere else.
pub const NOTE: &str = "Quibblewick";

fn received(key: &str) -> Received {
    Received {
        keys: vec![Key::Guid(key.to_owned())],
        notes: NonPublic::new(format!("{NOTE}: ring the night desk before use ({key}).")),
        ..Received::default()
    }
}

/// Files a story as if it had come in so many hours ago.
pub async fn file(
    store: &Arc<dyn Store>,
    source: SourceId,
    received: Received,
    hours: i64,
) -> StoryId {
    let seen = ago(hours);
    let key = received.keys[0].value().to_owned();
    let document = Document {
        id: None,
        source,
        name: format!("{key}-{hours}-{:?}", received.signal),
        media: None,
        received: seen,
        bytes: format!("{received:?}").into_bytes(),
    };
    let title = received.story.title();
    let reading = Reading::Stories { stories: vec![received], troubles: vec![] };
    let state = SourceState { good: Some(seen), ..Default::default() };
    store.file(document, reading, state).await.unwrap();
    let filter = store::StoryFilter { source: Some(source), ..Default::default() };
    let all = store.stories(filter).await.unwrap();
    all.iter().find(|s| s.story.title() == title).map(|s| s.id).expect("it was filed")
}

/// A house with its folder.
pub struct House {
    pub app: Arc<App>,
    pub floor: Arc<TestFloor>,
    pub store: Arc<dyn Store>,
    pub newsletter: NewsletterId,
    pub sources: Vec<SourceId>,
    pub stories: Vec<StoryId>,
    pub edition: EditionId,
    pub folder: tempfile::TempDir,
}

/// A story with everything a story can have, and markup in its words.
fn bridge() -> Story {
    let t = str::to_owned;
    Story {
        headline: Some(t("Harbour bridge reopens after two years of repairs")),
        kicker: Some(t("Harbour City")),
        teaser: t(
            "Trams and bicycles cross again from Saturday. Cars have to wait until the noise wall stands, the city says, and residents are not pleased.",
        ),
        lead: t(
            "The Harbour Bridge opens to trams and bicycles on Saturday morning, 26 months after inspectors found cracks in its northern pylon.",
        ),
        body: vec![
            t(
                "Engineers replaced 1,400 rivets and both main cables, the harbour authority said on Wednesday. The work cost 212 million crowns, a fifth more than the council had set aside.",
            ),
            t("Who may cross, and when"),
            t(
                "Trams run every six minutes from 5 a.m. The cycle lane is four metres wide. Cars follow “not before summer”, transport councillor Mara Lindqvist told reporters, because a court has ordered a wall against noise first.",
            ),
            t(
                "<script>alert('xss')</script> is what one agency's system left in the text, and it is shown as text.",
            ),
        ],
        subheads: vec![1],
        points: Some(Points {
            title: t("What we know so far"),
            items: [
                ("Opening", "Saturday, 5 a.m., for trams and bicycles."),
                ("Cost", "212 million crowns, according to the harbour authority."),
                ("Cars", "Not before summer, says the city."),
            ]
            .map(|(label, text)| Point { label: t(label), text: t(text) })
            .to_vec(),
        }),
        read_more: vec![
            ReadMore {
                title: t("How the cracks were found"),
                url: Some(t("https://wire.example.org/cracks")),
            },
            ReadMore { title: t("A link that is none"), url: Some(t("javascript:alert(1)")) },
        ],
        credit: Some(Credit {
            authors: vec![t("ml")],
            editors: vec![t("jd")],
            agencies: vec![t("AP"), t("Reuters")],
            raw: t("ml/jd (AP, Reuters)"),
        }),
        background: vec![Background {
            teaser: t("The council votes for repairs instead of a new bridge."),
            date: "2024-01-11".parse().unwrap(),
            title: None,
            url: None,
        }],
        dateline: Some(t("HARBOUR CITY")),
        language: Lang::of("en"),
        published: Some(ago(5)),
        updated: Some(ago(3)),
        byline: Some(t("By Mara Olsen")),
        url: Some(t("https://post.example.org/bridge")),
        media: vec![
            Media {
                kind: t("picture"),
                url: Some(t("https://post.example.org/bridge.png")),
                alt: Some(t("The bridge & its <b>northern</b> pylon")),
                caption: Some(t("The northern pylon on Wednesday.")),
                credit: Some(t("Ann Example/Harbour Post")),
                width: Some(2400),
                height: Some(1600),
                ..Media::default()
            },
            Media {
                kind: t("graphic"),
                url: Some(t("https://post.example.org/broken.svg")),
                ..Media::default()
            },
            Media {
                kind: t("video"),
                url: Some(t("https://post.example.org/film.mp4")),
                ..Media::default()
            },
        ],
        ..Story::default()
    }
}

fn plain(headline: &str, teaser: &str, kind: Kind, lang: &str, hours: i64) -> Story {
    Story {
        headline: Some(headline.to_owned()),
        teaser: teaser.to_owned(),
        lead: format!("{teaser} More was not known on Wednesday evening."),
        language: Lang::of(lang),
        kind,
        published: Some(ago(hours)),
        ..Story::default()
    }
}

const STORM: &str = "Storm <b>warning</b> for the whole west coast";
const LAW: &str = "Parliament passes the housing law by four votes";

impl House {
    /// A house with two sources and a place to paste, eleven stories, a drafted
    /// edition of today, a chief (`chief@example.org`) and an editor
    /// (`ed@example.org`), both with the password `correct horse battery`.
    pub async fn build(limits: Limits) -> Self {
        let house = Self::without_editors(limits).await;
        let hash = secrets::hash_password("correct horse battery").unwrap();
        for (mail, name, role) in [
            ("chief@example.org", "Jonna Dahl", Role::Chief),
            ("ed@example.org", "Max Lund", Role::Editor),
        ] {
            let mail = Address::parse(mail).unwrap();
            house.store.add_editor(mail, name.into(), role, hash.clone(), ago(500)).await.unwrap();
        }
        house
    }

    /// A house that nobody has set up.
    pub async fn without_editors(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(store::Sqlite::open(folder.path()).unwrap());
        let mut sources = Vec::new();
        for (name, place, own) in [
            ("Harbour Post", Place::Url("https://post.example.org/feed.xml".into()), true),
            ("North Wire", Place::Url("https://wire.example.org/feed.json".into()), false),
            ("Pasted", Place::Paste, false),
        ] {
            let new = NewSource {
                name: name.into(),
                place,
                format: None,
                own,
                language: None,
                defaults: story::Defaults::default(),
            };
            sources.push(store.add_source(new).await.unwrap());
        }
        let stories = stories(&store, sources[0], sources[1]).await;
        let newsletter = store.add_newsletter(title()).await.unwrap();
        let mut slots = Vec::new();
        for (at, section) in [(0, 0), (1, 1), (2, 1), (3, 2), (4, 3), (5, 3)] {
            slots.push(new_slot(&store, stories[at], section, stories[8]).await);
        }
        let new = NewEdition {
            newsletter,
            date: "2026-03-05".parse().unwrap(),
            send_at: "2026-03-05T05:30:00Z".parse().unwrap(),
            subject: "The bridge is back, and a storm is coming".into(),
            slots,
        };
        let edition = store.lay_edition(new, ago(1)).await.unwrap().unwrap();

        let here = "http://127.0.0.1:9";
        let links = Links::new(store.secret().await.unwrap(), here);
        let site =
            Site { name: "Harbour Post".into(), public_url: here.into(), desk_url: here.into() };
        let floor = Arc::new(TestFloor { store: store.clone(), mails: Mutex::default() });
        let app = App::new(store.clone(), floor.clone(), links, site, limits, now);
        Self { app: Arc::new(app), floor, store, newsletter, sources, stories, edition, folder }
    }

    /// A house whose answers come at once.
    pub async fn quick() -> Self {
        Self::build(quick()).await
    }

    /// Approves and freezes the edition, as a chief would.
    pub async fn send(&self) {
        let edition = self.store.edition(self.edition).await.unwrap().unwrap();
        let (step, who) = (store::EditionStep::Approve, Some(EditorId(1)));
        self.store.step_edition(self.edition, edition.revision, step, who, now()).await.unwrap();
        self.floor.send_now(self.edition, EditorId(1)).await.unwrap();
    }
}

/// Limits that no test meets.
pub fn quick() -> Limits {
    Limits {
        least_filling: Duration::ZERO,
        answer_after: Duration::ZERO,
        signups_an_hour: 1000,
        logins_a_quarter: 100,
        ..Limits::default()
    }
}

async fn stories(store: &Arc<dyn Store>, own: SourceId, wire: SourceId) -> Vec<StoryId> {
    use Kind::*;
    let storm = "The weather office expects gusts of 130 km/h & flooded quays from Thursday night.";
    let law = "Rents in new flats are capped for five years; the opposition goes to court.";
    let keeper = "For 31 years Ida Brandt kept the lamp of Skarholm. A visit on her last night.";
    let cracks = "Inspectors closed the bridge after finding cracks in the northern pylon.";
    let mut out = vec![file(store, own, Received { story: bridge(), ..received("a") }, 4).await];
    for (source, key, headline, teaser, kind, lang, hours) in [
        (wire, "b", STORM, storm, News, "en", 6),
        (wire, "c", LAW, law, News, "en", 8),
        (own, "d", "The last lighthouse keeper hands over the key", keeper, Feature, "en", 20),
        (
            wire,
            "e",
            "Central bank leaves rates where they are",
            "The decision was unanimous.",
            Brief,
            "en",
            9,
        ),
        (
            wire,
            "f",
            "Ferry line 4 stops for two days",
            "The ship needs a new shaft.",
            Brief,
            "en",
            10,
        ),
        (
            wire,
            "g",
            "Harbour bridge: cyclists plan a parade",
            "Some 3,000 want to be the first across.",
            News,
            "en",
            7,
        ),
        (
            wire,
            "h",
            "Museum shows maps nobody was meant to see",
            "Secret charts of the old navy go on show.",
            Feature,
            "en",
            12,
        ),
        (wire, "i", "Cracks in the bridge: inspectors close it at night", cracks, News, "en", 150),
        (
            wire,
            "j",
            "Ministerin kündigt neue Nachtzüge an",
            "Drei Linien sollen im Herbst fahren.",
            News,
            "de",
            5,
        ),
    ] {
        let story = plain(headline, teaser, kind, lang, hours);
        out.push(file(store, source, Received { story, ..received(key) }, hours).await);
    }
    let prize = "Prize for peace goes to the ice-pilots";
    let embargoed = Received {
        embargo: Some(now().checked_add(SignedDuration::from_hours(9)).unwrap()),
        story: Story {
            body: vec!["Each of the laureates is given a Frostlantern of silver.".into()],
            ..plain(prize, "The committee announces it at noon.", News, "en", 2)
        },
        ..received("k")
    };
    out.push(file(store, wire, embargoed, 2).await);
    out
}

fn title() -> Newsletter {
    let language = Lang::of("en");
    Newsletter {
        id: NewsletterId(0),
        slug: Slug::of("morning"),
        title: "The Harbour Morning".into(),
        promise:
            "What happened overnight and what the day will bring, in five minutes, before the first tram."
                .into(),
        sections: Newsletter::usual_sections(&language),
        language,
        zone: "Europe/Berlin".into(),
        hour: Hour::parse("06:30").unwrap(),
        days: Day::WEEK.to_vec(),
        draft_minutes: 60,
        late_minutes: 180,
        sender: Sender {
            name: "Harbour Post".into(),
            address: Address::parse("morning@post.example.org").unwrap(),
            reply_to: None,
            imprint: "1 Quay Street, Harbour City".into(),
        },
        fallback: Fallback::Hold,
        uncertain: story::UncertainPolicy::default(),
        rules: story::Rules::default(),
    }
}

/// A slot as the draft would make it; the lead with one earlier story.
pub async fn new_slot(
    store: &Arc<dyn Store>,
    id: StoryId,
    section: u8,
    before: StoryId,
) -> NewSlot {
    let s = store.story(id).await.unwrap().unwrap();
    let earlier = SlotPart {
        story: before,
        date: "2026-02-27".parse().unwrap(),
        text: "Inspectors closed the bridge after finding cracks in the northern pylon.".into(),
        source: "North Wire".into(),
        kind: Kind::Analysis,
        reason: "an earlier step of “The harbour bridge”".into(),
    };
    NewSlot {
        section,
        story: id,
        version: s.version,
        headline: s.story.title(),
        text: s.story.summary().to_owned(),
        reason: "2 independent sources, newest 4 hours ago, own story".into(),
        origin: SlotOrigin::Draft,
        background: if section == 0 { vec![earlier] } else { vec![] },
    }
}

/// North Wire corrects its storm story and withdraws the housing law.
pub async fn correct(house: &House) {
    let wire = house.sources[1];
    let gusts = "The weather office expects gusts of 110 km/h & flooded quays from Thursday night.";
    let storm = Received {
        signal: Signal::Correction,
        version: Some(2),
        notes: NonPublic::new(format!(
            "Corrects speed: 110 km/h, not 130. Do not print the old figure. {NOTE}"
        )),
        story: plain(STORM, gusts, Kind::News, "en", 6),
        ..received("b")
    };
    file(&house.store, wire, storm, 0).await;
    let law = Received {
        signal: Signal::Withdrawal,
        version: Some(2),
        story: plain(LAW, "Withdrawn.", Kind::News, "en", 8),
        ..received("c")
    };
    file(&house.store, wire, law, 0).await;
}

/// North Wire puts one of its stories on hold.
pub async fn hold(house: &House, key: &str) {
    let story = plain("Hold", "On hold.", Kind::News, "en", 7);
    let received = Received { signal: Signal::Hold, version: Some(2), story, ..received(key) };
    file(&house.store, house.sources[1], received, 0).await;
}

/// North Wire corrects one of its stories.
pub async fn mend(house: &House, key: &str, headline: &str, teaser: &str) {
    let story = plain(headline, teaser, Kind::News, "en", 7);
    let received =
        Received { signal: Signal::Correction, version: Some(2), story, ..received(key) };
    file(&house.store, house.sources[1], received, 0).await;
}

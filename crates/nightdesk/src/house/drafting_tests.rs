//! Drafts of the whole house: rules set by the newsletter's form, stories out
//! of the store, the real judgement; and a draft made anew, taken on the page.

use super::{House, now};
use crate::{config::Config, serve};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use jiff::{Timestamp, civil::Date};
use press::{ledger::Outbox, run::Retry};
use std::sync::Arc;
use store::{EditionChange, EditionStep, NewSource};
use story::{
    Address, Defaults, Document, Drafted, Edition, EditionId, EditionState, EditorId, Key, Lang,
    Newsletter, Place, Received, Role, Signal, Slot, SlotPoint, SourceId, SourceState, Story,
};
use tower::ServiceExt;
use wire::inbox::Reading;

const DAY: &str = "2026-03-05";

/// A newsroom with a chief who is logged in.
struct Room {
    house: Arc<House>,
    router: Router,
    chief: EditorId,
    cookie: String,
    word: String,
    _folder: tempfile::TempDir,
}

/// A page as it came.
struct Page {
    status: StatusCode,
    location: String,
    cookie: String,
    text: String,
}

impl Page {
    fn between(&self, from: &str, to: &str) -> String {
        let (_, rest) =
            self.text.split_once(from).unwrap_or_else(|| panic!("{from}: {}", self.text));
        rest.split(to).next().unwrap().to_owned()
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Room {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data: folder.path().join("data"), ..Config::default() };
        let house = House::open(&config, Retry::default()).await.unwrap();
        let url = config.public_url();
        let router = serve::router(&house, &url, &url, web::Limits::default()).await.unwrap();
        let mail = Address::parse("chief@courier.example").unwrap();
        let added = house.store.add_editor(mail, "Chief".into(), Role::Chief, String::new(), now());
        let chief = added.await.unwrap();
        let mut room = Self {
            house,
            router,
            chief,
            cookie: String::new(),
            word: String::new(),
            _folder: folder,
        };
        let link = room.house.login_link(chief).await.unwrap();
        let door = link.strip_prefix(&url).unwrap().to_owned();
        let page = room.post(&door, &[]).await;
        room.cookie = page.cookie.split(';').next().unwrap().to_owned();
        room.word = room.get("/desk").await.between("name=\"word\" value=\"", "\"");
        room
    }

    async fn ask(&self, request: Request<Body>) -> Page {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = axum::body::to_bytes(body, 10 << 20).await.unwrap();
        let header = |name| parts.headers.get(name).map_or("", |v| v.to_str().unwrap()).to_owned();
        Page {
            status: parts.status,
            location: header(header::LOCATION),
            cookie: header(header::SET_COOKIE),
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Page {
        let request = Request::get(path).header("cookie", &self.cookie);
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut url = url::Url::parse("http://x/").unwrap();
        url.query_pairs_mut().extend_pairs(fields).append_pair("word", &self.word);
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", &self.cookie);
        self.ask(request.body(Body::from(url.query().unwrap().to_owned())).unwrap()).await
    }

    async fn source(&self, name: &str, own: bool, desk: Option<&str>) -> SourceId {
        let new = NewSource {
            name: name.into(),
            place: Place::Paste,
            format: None,
            own,
            language: Some(Lang::of("en")),
            defaults: Defaults { desk: desk.map(str::to_owned), ..Defaults::default() },
        };
        self.house.store.add_source(new).await.unwrap()
    }

    /// Files a story that came out at that time.
    async fn file(&self, source: SourceId, when: &str, headline: &str, text: &str, place: &str) {
        self.send(Signal::default(), source, when, headline, text, place).await;
    }

    async fn send(
        &self,
        signal: Signal,
        source: SourceId,
        when: &str,
        headline: &str,
        text: &str,
        place: &str,
    ) {
        let story = Story {
            headline: Some(headline.into()),
            lead: text.into(),
            language: Lang::of("en"),
            published: Some(at(when)),
            places: Some(place).filter(|p| !p.is_empty()).map(str::to_owned).into_iter().collect(),
            ..Story::default()
        };
        let received = Received {
            keys: vec![Key::Guid(format!("{headline} {when}"))],
            story,
            signal,
            ..Received::default()
        };
        let document = Document {
            id: None,
            source,
            name: headline.into(),
            media: None,
            received: at(when),
            bytes: headline.as_bytes().to_vec(),
        };
        let reading = Reading::Stories { stories: vec![received], troubles: vec![] };
        self.house.store.file(document, reading, SourceState::default()).await.unwrap();
    }

    /// A newsletter by the desk's form, with some fields of it changed.
    async fn newsletter(&self, changed: &[(&str, &str)]) -> Newsletter {
        let known = self.house.store.newsletters().await.unwrap().len();
        let title = format!("Title {known}");
        let mut fields = vec![
            ("title", title.as_str()),
            ("language", "en"),
            ("zone", "UTC"),
            ("hour", "06:30"),
            ("day", "mon"),
            ("draft_minutes", "90"),
            ("late_minutes", "180"),
            ("section_title", "Lead"),
            ("section_role", "lead"),
            ("section_slots", "1"),
            ("section_title", "News"),
            ("section_role", "news"),
            ("section_slots", "4"),
            ("sender", "Courier"),
            ("address", "desk@courier.example"),
            ("per_thread", "0"),
            ("per_source", "0"),
            ("per_desk", "0"),
            ("per_place", "0"),
            ("remember", "10"),
            ("window", "36"),
            ("cut_off", ""),
            ("least", "0"),
            ("thin", "short"),
            ("unanswered", "leave-out"),
        ];
        for (name, value) in changed {
            match fields.iter_mut().find(|(n, _)| n == name) {
                Some(field) => field.1 = value,
                None => fields.push((name, value)),
            }
        }
        let page = self.post("/desk/newsletters/new", &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        self.house.store.newsletters().await.unwrap().pop().unwrap()
    }

    async fn edition(&self, id: EditionId) -> Edition<Drafted> {
        self.house.store.edition(id).await.unwrap().unwrap()
    }

    /// The draft of that day.
    async fn drafted(&self, newsletter: &Newsletter, date: &str) -> Edition<Drafted> {
        let date: Date = date.parse().unwrap();
        let early = newsletter.appointment(date).unwrap().draft_at;
        let id = self.house.draft(newsletter, date, early).await.unwrap();
        self.edition(id).await
    }

    /// The first words of what a newsletter's draft tells, in its order.
    async fn tells(&self, changed: &[(&str, &str)]) -> String {
        let newsletter = self.newsletter(changed).await;
        first_words(&self.drafted(&newsletter, DAY).await.slots)
    }
}

fn first_words(slots: &[Slot]) -> String {
    let first = |s: &Slot| s.headline.split(' ').next().unwrap().to_owned();
    slots.iter().map(first).collect::<Vec<_>>().join(" ")
}

/// Four stories of a night: one of the newsroom's own, the oldest; two of one
/// agency; two of one desk and two of one place.
async fn night() -> Room {
    let room = Room::open().await;
    let own = room.source("Courier", true, None).await;
    let npa = room.source("NPA", false, Some("Town")).await;
    let meridian = room.source("Meridian", false, Some("Town")).await;
    for (source, hour, headline, text, place) in [
        (
            own,
            "01",
            "Trams return to the harbour bridge",
            "The first trams crossed the harbour bridge again on Wednesday night. Engineers had replaced 1,400 rivets.",
            "",
        ),
        (
            npa,
            "02",
            "Parliament passes the levy on beet sugar",
            "The parliament passed a levy on beet sugar after a night of debate. Farmers' leagues announced a protest.",
            "Ostrava",
        ),
        (
            npa,
            "03",
            "Museum opens its flooded cellar",
            "The town museum opened its cellar again after the spring flood. Entry is free on Sundays.",
            "Port Calder",
        ),
        (
            meridian,
            "04",
            "Comet passes above Lake Ferrin",
            "A comet was seen above Lake Ferrin before dawn. It returns in eighty years, astronomers said.",
            "Port Calder",
        ),
    ] {
        let when = format!("{DAY}T{hour}:00:00Z");
        room.file(source, &when, headline, text, place).await;
    }
    room
}

#[tokio::test]
async fn each_rule_of_the_form_is_honoured_by_the_draft() {
    let room = night().await;
    let every = "Trams Comet Museum Parliament";
    for (rule, changed, tells) in [
        ("none", vec![("own_first", "yes")], every),
        ("own stories are no better than others", vec![], "Comet Museum Parliament Trams"),
        ("one of a source", vec![("own_first", "yes"), ("per_source", "1")], "Trams Comet Museum"),
        ("one of a desk", vec![("own_first", "yes"), ("per_desk", "1")], "Trams Comet"),
        (
            "one of a place",
            vec![("own_first", "yes"), ("per_place", "1")],
            "Trams Comet Parliament",
        ),
        ("five hours", vec![("own_first", "yes"), ("window", "5")], "Comet Museum Parliament"),
        ("a cut-off", vec![("own_first", "yes"), ("cut_off", "02:30")], "Trams Parliament"),
    ] {
        let got = room.tells(&changed).await;
        // Of equals the newer leads; past the lead it is variety that orders.
        let sorted = |text: &str| {
            let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            words.sort();
            words
        };
        assert_eq!(got.split(' ').next(), tells.split(' ').next(), "{rule}: who leads: {got}");
        assert_eq!(sorted(&got), sorted(tells), "{rule}");
    }
}

/// Three steps of one running story, the last of this night.
async fn dike() -> (Room, SourceId) {
    let room = Room::open().await;
    let npa = room.source("NPA", false, None).await;
    for (when, headline, text) in [
        (
            "2026-02-26T08:00:00Z",
            "Lowmere dike breaks",
            "The Lowmere dike broke in the night after days of rain. Forty farms lie under water.",
        ),
        (
            "2026-03-01T08:00:00Z",
            "Engineers close the Lowmere dike",
            "Engineers closed the Lowmere dike with sandbags and barges. The water falls by a hand a day.",
        ),
        (
            "2026-03-05T03:00:00Z",
            "Inquiry into the Lowmere dike opens",
            "An inquiry into the Lowmere dike opened with the warden's testimony. The water board denies neglect.",
        ),
    ] {
        room.file(npa, when, headline, text, "").await;
    }
    (room, npa)
}

#[tokio::test]
async fn so_many_steps_of_a_running_story_stand_in_an_edition() {
    let (room, _) = dike().await;
    for (most, steps) in [("0", 3), ("2", 2), ("1", 1)] {
        let tells = room.tells(&[("window", "168"), ("per_thread", most)]).await;
        assert_eq!(tells.split(' ').count(), steps, "at most {most}: {tells}");
    }
}

#[tokio::test]
async fn what_was_told_is_told_again_only_after_so_many_editions() {
    let room = Room::open().await;
    let npa = room.source("NPA", false, None).await;
    let meridian = room.source("Meridian", false, None).await;
    let ferry = "Ferry runs aground off Skarholm with all its passengers safe";
    let text = "A ferry ran aground off Skarholm in the night. All passengers are safe, the harbour master said.";
    room.file(npa, "2026-03-04T01:00:00Z", ferry, text, "").await;
    let room = &room;
    let approved = async |changed: &[(&str, &str)]| {
        let newsletter = room.newsletter(changed).await;
        let first = room.drafted(&newsletter, "2026-03-04").await;
        assert_eq!(first_words(&first.slots), "Ferry");
        let (step, who) = (EditionStep::Approve, Some(room.chief));
        room.house.store.step_edition(first.id, first.revision, step, who, now()).await.unwrap();
        newsletter
    };
    let (ten, none) = (approved(&[]).await, approved(&[("remember", "0")]).await);
    // Another paper tells the same, later, and nothing that is new.
    let again = "A ferry ran aground off Skarholm in the night, and all passengers are safe.";
    room.file(meridian, "2026-03-05T02:00:00Z", "Ferry aground off Skarholm", again, "").await;
    assert_eq!(first_words(&room.drafted(&ten, DAY).await.slots), "");
    assert_eq!(first_words(&room.drafted(&none, DAY).await.slots), "Ferry");
}

#[tokio::test]
async fn a_thin_day_is_drafted_skipped_or_asked_about() {
    let room = night().await;
    for (least, thin, state, asked) in [
        ("5", "short", EditionState::Drafted, false),
        ("5", "skip", EditionState::Skipped, false),
        ("5", "ask", EditionState::Drafted, true),
        ("4", "skip", EditionState::Drafted, false),
        ("4", "ask", EditionState::Drafted, false),
    ] {
        let newsletter = room.newsletter(&[("least", least), ("thin", thin)]).await;
        let edition = room.drafted(&newsletter, DAY).await;
        assert_eq!(edition.state(), state, "{least} {thin}");
        let link = format!("/desk/edition/{}", edition.id);
        let thin_days = async || {
            let troubles = room.house.floor().troubles().await;
            let ours = troubles.iter().filter(|t| t.link.as_deref() == Some(link.as_str()));
            ours.filter(|t| t.what.contains("thin")).count()
        };
        assert_eq!(thin_days().await, usize::from(asked), "{least} {thin}");
        if asked {
            let (step, who) = (EditionStep::Approve, Some(room.chief));
            let store = &room.house.store;
            store.step_edition(edition.id, edition.revision, step, who, now()).await.unwrap();
            assert_eq!(thin_days().await, 0, "an approval is an answer");
        }
    }
}

#[tokio::test]
async fn a_withdrawal_that_nobody_answers_is_left_out_or_waited_for() {
    for (rule, least, goes) in
        [("leave-out", "3", true), ("leave-out", "4", false), ("wait", "3", false)]
    {
        let room = night().await;
        let newsletter = room.newsletter(&[("least", least), ("unanswered", rule)]).await;
        let edition = room.drafted(&newsletter, DAY).await;
        assert_eq!(edition.slots.len(), 4);
        let (step, who) = (EditionStep::Approve, Some(room.chief));
        let (store, early) = (&room.house.store, at("2026-03-05T06:00:00Z"));
        store.step_edition(edition.id, edition.revision, step, who, early).await.unwrap();
        let comet = edition.slots.iter().find(|s| s.headline.starts_with("Comet")).unwrap();
        let (meridian, when) =
            (store.story(comet.story).await.unwrap().unwrap().source, "2026-03-05T04:00:00Z");
        room.send(Signal::Withdrawal, meridian, when, &comet.headline, "", "").await;

        let page = room.get(&format!("/desk/edition/{}", edition.id)).await.text;
        let told = page.contains("If nobody acts before") && page.contains("06:25");
        assert_eq!(told, rule == "leave-out", "{rule}: {page}");
        room.house.act(at("2026-03-05T06:24:00Z")).await.unwrap();
        assert_eq!(store.alerts().await.unwrap(), [], "chiefs are told");
        let mails = Outbox::due(&**store, 9, now()).await.unwrap();
        let [mail] = mails.as_slice() else { panic!("one for the chief: {mails:?}") };
        assert_eq!(mail.to.as_str(), "chief@courier.example");
        let text = String::from_utf8_lossy(&mail.message).replace("=\r\n", "");
        assert!(text.contains("taken back") && text.contains("/desk/edition/"), "{text}");
        assert_eq!(text.contains("5 minutes before"), rule == "leave-out", "{text}");
        assert!(!text.contains("Comet"), "no word of what was withdrawn: {text}");
        assert_eq!(
            room.edition(edition.id).await.state(),
            EditionState::InReview,
            "time to answer"
        );
        room.house.act(at("2026-03-05T06:25:00Z")).await.unwrap();
        let there = room.edition(edition.id).await;
        assert_eq!(there.state() == EditionState::Approved, goes, "{rule} {least}");
        assert_eq!(there.slots.len(), if goes { 3 } else { 4 }, "{rule} {least}");
        let troubles = room.house.floor().troubles().await;
        let said = troubles.iter().filter(|t| t.what.contains("A story was withdrawn")).count();
        assert_eq!(said, usize::from(rule == "leave-out"), "{rule} {least}: {troubles:?}");
        if !goes {
            room.house.act(at("2026-03-05T06:30:00Z")).await.unwrap();
            assert_eq!(
                room.edition(edition.id).await.state(),
                EditionState::Held,
                "{rule} {least}"
            );
        }
    }
}

#[tokio::test]
async fn a_draft_made_anew_keeps_what_editors_did() {
    let room = night().await;
    let fields = [("own_first", "yes"), ("section_slots", "1")];
    let newsletter = room.newsletter(&fields).await;
    let edition = room.drafted(&newsletter, DAY).await;
    let path = format!("/desk/edition/{}", edition.id);
    assert!(first_words(&edition.slots).starts_with("Trams "), "{:?}", edition.slots);
    let page = room.post(&format!("{path}/redraft"), &[]).await;
    assert_eq!(page.location, format!("{path}?did=no-offer"), "nothing has come in");

    // The lead is rewritten, the museum taken out; then the wire moves on.
    let slot_of = |edition: &Edition<Drafted>, word: &str| {
        edition.slots.iter().find(|s| s.headline.starts_with(word)).unwrap().clone()
    };
    let revision = async || room.edition(edition.id).await.revision.to_string();
    let lead = slot_of(&edition, "Trams").id;
    let fields = [("headline", "Trams are back, says the editor"), ("text", "Words of hers.")];
    let rev = revision().await;
    let fields = [&[("revision", rev.as_str())], &fields[..]].concat();
    let page = room.post(&format!("{path}/slot/{lead}"), &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let museum = slot_of(&edition, "Museum").id;
    let rev = revision().await;
    room.post(&format!("{path}/slot/{museum}/remove"), &[("revision", &rev)]).await;
    for (name, text) in [
        (
            "NPA 2",
            "The Lowmere dam broke at dawn and the valley is being cleared, the water board said.",
        ),
        (
            "Meridian 2",
            "Sirens woke Ferrin after the Lowmere dam gave way; the valley is being cleared.",
        ),
        (
            "Valley Post",
            "The Lowmere dam has broken. The valley below is being cleared since dawn.",
        ),
    ] {
        let source = room.source(name, false, None).await;
        let headline = "Dam at Lowmere breaks, valley is cleared";
        room.file(source, "2026-03-05T05:00:00Z", headline, text, "").await;
    }
    let before = room.edition(edition.id).await;
    let page = room.post(&format!("{path}/redraft"), &[]).await;
    assert_eq!(page.location, format!("{path}?did=offered#offer"));
    assert_eq!(room.edition(edition.id).await, before, "an offer changes nothing");
    let page = room.get(&path).await;
    let offer = page.text.split_once("id=\"offer\"").unwrap().1.split_once("</section>").unwrap().0;
    assert!(offer.contains("Dam at Lowmere breaks"), "{offer}");
    assert!(offer.contains("3 independent sources report the event"), "its reason: {offer}");
    assert!(!offer.contains("Museum"), "taken out by hand: {offer}");
    assert!(offer.contains("words by hand"), "what stays is said: {offer}");

    let number = page.between("name=\"offer\" value=\"", "\"");
    let rev = revision().await;
    let all = [("revision", rev.as_str()), ("offer", &number), ("all", "yes")];
    let page = room.post(&format!("{path}/offer/take"), &all).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let after = room.edition(edition.id).await;
    assert_eq!(slot_of(&after, "Trams"), slot_of(&before, "Trams"), "the editor's lead leads on");
    assert_eq!(after.slots[0].id, lead);
    assert!(first_words(&after.slots).contains("Dam"), "{}", first_words(&after.slots));
    let page = room.post(&format!("{path}/redraft"), &[]).await;
    assert_eq!(page.location, format!("{path}?did=no-offer"), "all of it is taken");
}

#[tokio::test]
async fn points_that_a_slot_was_given_go_out_wherever_it_stands() {
    let room = night().await;
    let newsletter = room.newsletter(&[]).await;
    let edition = room.drafted(&newsletter, DAY).await;
    let lead = edition.slots.first().unwrap();
    let other = edition.slots.last().unwrap();
    let point = SlotPoint {
        label: "happened".into(),
        text: "Entry is free on Sundays.".into(),
        story: other.story,
        version: other.version,
        source: "NPA".into(),
        edited: false,
        carriers: Vec::new(),
    };
    let points = EditionChange::Points { slot: lead.id, points: Some(vec![point]) };
    let down = EditionChange::Order(edition.slots.iter().rev().map(|s| (s.id, 1)).collect());
    for (change, parts) in [(points, 2), (down, 1)] {
        let (id, store) = (edition.id, &room.house.store);
        let revision = room.edition(id).await.revision;
        store.change_edition(id, revision, change, room.chief, now()).await.unwrap();
        let sheet = room.house.sheet(&newsletter, &room.edition(id).await).await.unwrap();
        assert_eq!(sheet.sections.len(), parts);
        let told = sheet.sections.iter().flat_map(|part| &part.items).flat_map(|i| &i.points);
        let told: Vec<&str> = told.map(|p| p.text.as_str()).collect();
        assert_eq!(told, ["Entry is free on Sundays. (NPA)"], "{parts} parts");
    }
}

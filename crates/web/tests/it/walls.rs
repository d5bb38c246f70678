//! The wall round what is not for the public: whatever somebody without an
//! account can get, no note to editors stands in it, and nothing of a story
//! before its time.

use crate::house::{self, House, JPEG, NOTE, PICTURE, Page, file};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use store::{NewEdition, StoryFilter};
use story::*;
use web::{App, lists};

/// Words of the embargoed story: headline, address, teaser, body; what its
/// picture shows, and what stands in that picture's file.
const EARLY: [&str; 6] =
    ["ice-pilots", "Prize for peace", "committee announces", "Frostlantern", SHOWS, "glassblower"];
const SHOWS: &str = "medal of blown glass";
/// Where the embargoed story stands among the house's.
const PRIZE: usize = 10;

/// An edition that a chief approved and that went out.
async fn went_out(house: &House, date: &str, subject: &str, lead: usize, before: usize) {
    let id = with_earlier(house, date, subject, lead, before).await;
    send(house, id).await;
}

/// The same, with a picture.
async fn went_out_with_picture(house: &House, date: &str, subject: &str, lead: usize) {
    let id = with_earlier(house, date, subject, lead, 8).await;
    give_picture(house, id).await;
    send(house, id).await;
}

async fn with_earlier(
    house: &House,
    date: &str,
    subject: &str,
    lead: usize,
    before: usize,
) -> EditionId {
    let mut slot =
        house::new_slot(&house.store, house.stories[lead], 0, house.stories[before]).await;
    let earlier = house.store.story(house.stories[before]).await.unwrap().unwrap();
    slot.background[0].text = earlier.story.summary().to_owned();
    laid(house, date, subject, vec![slot]).await
}

async fn send(house: &House, id: EditionId) {
    let edition = house.store.edition(id).await.unwrap().unwrap();
    let (step, chief) = (store::EditionStep::Approve, EditorId(1));
    house.store.step_edition(id, edition.revision, step, Some(chief), house::now()).await.unwrap();
    house.app.floor.send_now(id, chief).await.unwrap();
}

async fn laid(house: &House, date: &str, subject: &str, slots: Vec<store::NewSlot>) -> EditionId {
    let new = NewEdition {
        newsletter: house.newsletter,
        date: date.parse().unwrap(),
        send_at: format!("{date}T05:30:00Z").parse().unwrap(),
        subject: subject.into(),
        slots,
    };
    house.store.lay_edition(new, house::now()).await.unwrap().unwrap()
}

/// An editor gives the first slot of an edition a picture.
async fn give_picture(house: &House, id: EditionId) {
    let edition = house.store.edition(id).await.unwrap().unwrap();
    let picture = SlotPicture {
        name: PictureName::parse(PICTURE).unwrap(),
        width: 1200,
        height: 800,
        url: "https://wire.example.org/medal.png".into(),
        alt: format!("A {SHOWS}"),
        credit: "Ann Example".into(),
    };
    let change = store::EditionChange::Picture {
        slot: edition.slots[0].id,
        picture: Some(picture),
        bytes: Some(JPEG.to_vec()),
    };
    let editor = EditorId(2);
    house.store.change_edition(id, edition.revision, change, editor, house::now()).await.unwrap();
}

/// Adds an answer with its header, and what it leads to.
async fn follow(house: &House, path: &str, out: &mut Vec<(String, String)>) {
    let mut path = path.to_owned();
    for _ in 0..3 {
        let page = house.get(&path).await;
        assert!(!page.status.is_server_error(), "{path}: {}", page.text);
        let Page { text, headers, location, .. } = page;
        out.push((path.clone(), format!("{headers:?}\n{text}")));
        match location {
            Some(to) => path = to,
            None => return,
        }
    }
}

/// All that somebody without an account can get: pages, feed, answers to
/// forms, mails, and what the house hands on as data.
async fn everything(house: &House) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut paths: Vec<String> = [
        "/",
        "/n/morning",
        "/n/morning/archive",
        "/n/morning/corrections",
        "/corrections",
        "/n/morning/feed.atom",
        "/n/none",
        "/nothing",
        "/robots.txt",
        "/healthz",
        "/desk",
        "/desk/login",
        "/desk/sources.opml",
        "/desk/story/11",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend((1..12).map(|day| format!("/n/morning/2026-03-{day:02}")));
    paths.push(format!("/pictures/{PICTURE}.jpg"));
    paths.extend(house.stories.iter().map(|s| format!("/desk/story/{s}/picture/{PICTURE}")));
    for story in &house.stories {
        paths.push(format!("/s/{story}"));
        paths.push(format!("/s/{story}/x"));
        paths.push(format!("/desk/story/{story}"));
    }
    for path in paths {
        follow(house, &path, &mut out).await;
    }
    // The way of a reader, with all its pages and mails.
    let mail = "ann@example.org";
    out.push(("sign-up".into(), house.sign_up(mail).await.text));
    let reader = house.store.reader_by_address(&Address::parse(mail).unwrap()).await.unwrap();
    let reader = reader.unwrap().id;
    let links = &house.app.links;
    let public = links.public_url();
    for link in [
        links.confirm(reader, house.newsletter, house.app.now()),
        links.manage(reader, house.newsletter),
        links.unsubscribe(reader, house.newsletter),
    ] {
        let path = link.strip_prefix(&public).unwrap();
        follow(house, path, &mut out).await;
        out.push((format!("POST {path}"), house.post(path, &[]).await.text));
    }
    for (to, mail) in house.floor.mails.lock().unwrap().iter() {
        out.push((format!("mail to {to}"), format!("{mail:?}")));
    }
    let list =
        wire::opml::write("Sources", &lists::outlines(&house.store.sources().await.unwrap()));
    out.push(("OPML".into(), list));
    out
}

/// What the commands print of editions, sources and stories.
async fn printed(house: &House) -> String {
    let mut out = String::new();
    for line in house.store.editions(None, 100).await.unwrap() {
        let edition = house.store.edition(line.id).await.unwrap().unwrap();
        out +=
            &serde_json::json!({ "subject": edition.subject, "slots": edition.slots }).to_string();
    }
    for source in house.store.sources().await.unwrap() {
        out += &serde_json::to_string(&source).unwrap();
    }
    for story in house.store.stories(StoryFilter::default()).await.unwrap() {
        out += &format!("{story:?}");
        for version in house.store.story_versions(story.id).await.unwrap() {
            assert!(version.notes.for_editors().contains(NOTE), "each version bears a note");
            out += &format!("{version:?}");
            let received = Received {
                notes: version.notes.clone(),
                story: version.story.clone(),
                ..Received::default()
            };
            out += &wire::json_line(&received).to_string();
        }
    }
    out
}

/// Fails if one of the words stands in what anybody can get.
async fn nowhere(house: &House, when: &str, words: &[&str]) {
    let all = everything(house).await;
    assert!(all.len() > 60, "all was asked");
    for (place, text) in all {
        let text = text.to_lowercase();
        for word in words {
            assert!(!text.contains(&word.to_lowercase()), "{when}: {word:?} stands in {place}");
        }
    }
}

#[tokio::test]
async fn no_note_and_nothing_early_gets_out() {
    let house = House::quick().await;
    let never = [&[NOTE][..], &EARLY].concat();
    nowhere(&house, "before anything went out", &never).await;

    // In tomorrow's draft it leads; in what went out it is background.
    let prize = house::new_slot(&house.store, house.stories[PRIZE], 0, house.stories[8]).await;
    let subject = prize.headline.clone();
    let draft = laid(&house, "2026-03-06", &subject, vec![prize]).await;
    give_picture(&house, draft).await;
    house.send().await;
    went_out(&house, "2026-03-04", "Wednesday", 6, PRIZE).await;
    nowhere(&house, "in a draft, and as background", &never).await;
    let page = house.get("/n/morning/2026-03-04").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("cyclists plan a parade"), "the edition is there");

    // To editors both are shown, so the words were there to be found.
    let desk = house.log_in("ed@example.org").await;
    let shown = desk.get(&format!("/desk/story/{}", house.stories[PRIZE])).await.text;
    for word in [NOTE, "committee announces", "Frostlantern"] {
        assert!(shown.contains(word), "{word}");
    }
    assert!(desk.get(&format!("/desk/edition/{draft}")).await.text.contains(SHOWS));
    let picture = format!("/desk/story/{}/picture/{PICTURE}", house.stories[PRIZE]);
    assert!(desk.get(&picture).await.text.contains("glassblower"));

    house::correct(&house).await;
    nowhere(&house, "after a correction and a withdrawal", &never).await;
    let printed = printed(&house).await;
    assert!(!printed.contains(NOTE), "no note in what commands print");
}

#[tokio::test]
async fn an_embargo_that_comes_late_takes_all_back() {
    let house = House::quick().await;
    let museum = "Museum shows maps nobody was meant to see";
    went_out_with_picture(&house, "2026-03-04", museum, 7).await;
    house.send().await;
    let words = ["maps nobody", "maps-nobody", "Secret charts", SHOWS, "glassblower"];
    let all = everything(&house).await;
    for word in words {
        assert!(all.iter().any(|(_, text)| text.contains(word)), "{word} was out");
    }
    let late = Received {
        keys: vec![Key::Guid("h".into())],
        version: Some(2),
        embargo: Some(house::now() + SignedDuration::from_hours(9)),
        notes: NonPublic::new(NOTE),
        story: Story {
            headline: Some(museum.into()),
            teaser: "Secret charts of the old navy go on show, the navy confirms.".into(),
            ..Story::default()
        },
        ..Received::default()
    };
    file(&house.store, house.sources[1], late, 0).await;
    nowhere(&house, "under an embargo of later", &words).await;
    let page = house.get("/n/morning/2026-03-04").await;
    assert!(page.text.contains("The Harbour Morning"), "the edition stays, under the title's name");
}

#[tokio::test]
async fn a_withdrawn_headline_is_no_subject_any_more() {
    let house = House::quick().await;
    let law = "Parliament passes the housing law by four votes";
    let id = with_earlier(&house, "2026-03-04", law, 2, 8).await;
    give_picture(&house, id).await;
    let there = house.store.edition(id).await.unwrap().unwrap();
    let words = store::EditionChange::Words {
        subject: there.subject.clone(),
        preface: format!("{} More below.", there.slots[0].text),
    };
    house.store.change_edition(id, there.revision, words, EditorId(2), house::now()).await.unwrap();
    send(&house, id).await;
    house.send().await;
    let words = ["housing law", "housing-law", "Rents in new", SHOWS, "glassblower"];
    let all = everything(&house).await;
    for word in words {
        assert!(all.iter().any(|(_, text)| text.contains(word)), "{word} was out");
    }
    house::correct(&house).await;
    nowhere(&house, "after its withdrawal", &words).await;
    // A note of the editors brings none of them back.
    let opened = house.store.corrections(store::Corrections::Open).await.unwrap();
    for c in opened.iter().filter(|c| c.story == house.stories[2]) {
        let act = store::CorrectionAct::Note { wording: "It was wrong.".into(), next: false };
        house
            .store
            .decide_correction(c.id, c.version, act, EditorId(2), house::now())
            .await
            .unwrap();
    }
    assert!(house.get("/corrections").await.text.contains("It was wrong."));
    nowhere(&house, "with a note on its withdrawal", &words).await;
}

#[tokio::test]
async fn what_was_early_is_there_when_its_time_has_come() {
    fn evening() -> Timestamp {
        "2026-03-05T18:00:00Z".parse().unwrap()
    }
    let house = House::quick().await;
    went_out(&house, "2026-03-04", "Wednesday", 6, PRIZE).await;
    let path = format!("/s/{}", house.stories[PRIZE]);
    let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    assert_eq!(house.ask(get(&path)).await.status, StatusCode::NOT_FOUND);
    let app = &house.app;
    let (floor, site) = (app.floor.clone(), (*app.site()).clone());
    let later =
        App::new(app.store.clone(), floor, app.links.clone(), site, house::quick(), evening);
    let house = House { app: Arc::new(later), ..house };
    let to = house.ask(get(&path)).await.location.expect("on to its page");
    let page = house.ask(get(&to)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Frostlantern") && !page.text.contains(NOTE));
    assert!(house.get("/n/morning/2026-03-04").await.text.contains("committee announces"));
}

//! Pictures: an editor's choice at the desk, and what readers get of it.

use crate::house::{self, House, JPEG, PICTURE, Session};
use axum::http::StatusCode;
use story::{Edition, EditionState, SlotPicture};

const FORM: &str = "/desk/edition/1/slot/1/picture";
const BRIDGE: &str = "https://post.example.org/bridge.png";
const DRAWING: &str = "https://post.example.org/broken.svg";

async fn edition(house: &House) -> Edition<story::Drafted> {
    house.store.edition(house.edition).await.unwrap().unwrap()
}

async fn shown(house: &House) -> Option<SlotPicture> {
    edition(house).await.slots[0].picture.clone()
}

/// Sends the form as filled in.
async fn choose(desk: &Session<'_>, fields: &[(&str, &str)]) -> house::Page {
    let revision = edition(desk.house).await.revision.to_string();
    desk.post(FORM, &[fields, &[("revision", &revision)]].concat()).await
}

#[tokio::test]
async fn an_editor_chooses_one_with_words_of_its_source() {
    let house = House::quick().await;
    let desk = house.log_in("ed@example.org").await;
    let page = desk.get("/desk/edition/1").await.text;
    assert_eq!(page.matches("Add a picture<").count(), 1, "where a story brings some");
    assert!(!page.contains("<img"), "none is taken by itself");
    let form = desk.get(FORM).await.text;
    for words in [
        "The bridge &amp; its &lt;b&gt;northern&lt;/b&gt; pylon</textarea>",
        "value=\"Ann Example/Harbour Post\" required",
        "The northern pylon on Wednesday.",
        "2400 × 1600 pixels",
        "Take this graphic",
    ] {
        assert!(form.contains(words), "{words}: {form}");
    }
    assert!(!form.contains("film.mp4") && !form.contains("<img"), "nothing is loaded for it");

    let approve = [("revision", &*edition(&house).await.revision.to_string())];
    let chief = house.log_in("chief@example.org").await;
    chief.post("/desk/edition/1/approve", &approve).await;
    assert_eq!(edition(&house).await.state(), EditionState::Approved);
    let words = [("act", "take"), ("url", BRIDGE), ("alt", " The  pylon "), ("credit", "Ann")];
    let page = choose(&desk, &words).await;
    assert_eq!(page.location.as_deref(), Some("/desk/edition/1?did=saved-review#slot-1"));
    assert_eq!(edition(&house).await.state(), EditionState::InReview);
    let picture = shown(&house).await.unwrap();
    assert_eq!((picture.alt.as_str(), picture.credit.as_str()), ("The pylon", "Ann"));
    assert_eq!((picture.width, picture.height, picture.url.as_str()), (1200, 800, BRIDGE));

    let page = desk.get("/desk/edition/1").await.text;
    let path = format!("/desk/story/{}/picture/{PICTURE}", house.stories[0]);
    let tag = format!("<img src=\"{path}\" alt=\"The pylon\" width=\"1200\" height=\"800\"");
    assert!(page.contains(&tag), "{page}");
    let image = desk.get(&path).await;
    assert_eq!(image.headers["content-type"], "image/jpeg");
    assert_eq!(image.headers["cache-control"], "no-store");
    assert_eq!(image.text, String::from_utf8_lossy(JPEG));
    let stranger = house.get(&path).await;
    assert!(!stranger.text.contains("glassblower"), "for editors only");

    // Its words alone, then none at all.
    let other = [("act", "words"), ("url", BRIDGE), ("alt", "Two piers"), ("credit", "Bo")];
    choose(&desk, &other).await;
    assert_eq!(shown(&house).await.unwrap().alt, "Two piers");
    choose(&desk, &[("act", "out")]).await;
    assert_eq!(shown(&house).await, None);
}

#[tokio::test]
async fn what_fails_is_said_at_its_form_and_changes_nothing() {
    let house = House::quick().await;
    let desk = house.log_in("ed@example.org").await;
    let before = edition(&house).await;
    for (url, alt, credit, words) in [
        (BRIDGE, " ", "Ann", "Say what the picture shows"),
        (BRIDGE, "The pylon", " ", "the credit can’t stay empty"),
        (DRAWING, "A plan", "", "it is an SVG drawing."),
        (BRIDGE, &"x".repeat(501), "Ann", "500 characters at most; this one has 501"),
    ] {
        let page =
            choose(&desk, &[("act", "take"), ("url", url), ("alt", alt), ("credit", credit)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        let said = page.between("role=\"alert\">", "</p>").replace("&#39;", "’").replace('\'', "’");
        assert!(said.contains(words), "{said}: {words}");
        assert!(page.text.contains(&format!("{}</textarea>", alt.trim())), "what was typed stays");
    }
    // Only what the story brings is fetched at all.
    let other = [("act", "take"), ("url", "http://10.0.0.1/x.png"), ("alt", "x"), ("credit", "")];
    assert_eq!(choose(&desk, &other).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let old = [("act", "out"), ("revision", "0")];
    assert_eq!(desk.post(FORM, &old).await.status, StatusCode::CONFLICT);
    assert_eq!(edition(&house).await, before);
}

#[tokio::test]
async fn readers_get_it_from_us_once_the_edition_goes_out() {
    let house = House::quick().await;
    let desk = house.log_in("ed@example.org").await;
    let words =
        [("act", "take"), ("url", BRIDGE), ("alt", "The \"pylon\""), ("credit", "Ann & Bo")];
    choose(&desk, &words).await;
    let path = format!("/pictures/{PICTURE}.jpg");
    assert_eq!(house.get(&path).await.status, StatusCode::NOT_FOUND, "in a draft");
    house.send().await;
    let image = house.get(&path).await;
    assert_eq!(image.status, StatusCode::OK);
    assert_eq!(image.text, String::from_utf8_lossy(JPEG));
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "public, max-age=3600"),
    ] {
        assert_eq!(image.headers[name], value);
    }
    assert_eq!(image.cookie, None, "nobody is counted");
    for other in [format!("/pictures/{PICTURE}"), "/pictures/x.jpg".into(), format!("{path}/x")] {
        assert_eq!(house.get(&other).await.status, StatusCode::NOT_FOUND, "{other}");
    }
    let page = house.get("/n/morning/2026-03-05").await.text;
    let figure = format!(
        "<figure><img src=\"{path}\" alt=\"The &quot;pylon&quot;\" width=\"1200\" height=\"800\">\
         <figcaption>Ann &amp; Bo</figcaption></figure>"
    );
    assert!(page.contains(&figure), "{page}");
    // What went out stays as it went out.
    assert_eq!(choose(&desk, &[("act", "out")]).await.status, StatusCode::CONFLICT);
    assert!(desk.get("/desk/edition/1").await.text.contains("alt=\"The &quot;pylon&quot;\""));
}

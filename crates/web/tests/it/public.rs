//! What readers and strangers can do on the public pages.

use crate::house::{self, House};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use story::{Address, ConsentAct, ReaderId, SubscriptionState};

async fn reader(house: &House, email: &str) -> ReaderId {
    let address = Address::parse(email).unwrap();
    house.store.reader_by_address(&address).await.unwrap().expect("a reader").id
}

async fn state(house: &House, email: &str) -> SubscriptionState {
    let id = reader(house, email).await;
    house.store.subscriptions(id).await.unwrap()[0].1
}

#[tokio::test]
async fn the_whole_way_of_a_reader() {
    let house = House::quick().await;
    let mail = "ann@example.org";
    assert_eq!(house.sign_up(mail).await.status, StatusCode::OK);
    assert_eq!(state(&house, mail).await, SubscriptionState::Pending);

    let confirm = house.last_link("/confirm/");
    let asked = house.get(&confirm).await;
    assert!(asked.text.contains("<button"), "a GET only shows the button");
    assert_eq!(state(&house, mail).await, SubscriptionState::Pending);
    house.post(&confirm, &[]).await;
    assert_eq!(state(&house, mail).await, SubscriptionState::Confirmed);

    let leave = house.app.links.unsubscribe(reader(&house, mail).await, house.newsletter);
    let leave = leave.strip_prefix("http://127.0.0.1:9").unwrap();
    assert!(house.get(leave).await.text.contains("<button"));
    assert_eq!(state(&house, mail).await, SubscriptionState::Confirmed);
    let page = house.post(leave, &[("List-Unsubscribe", "One-Click")]).await;
    assert_eq!((page.status, page.location, page.cookie), (StatusCode::OK, None, None));
    assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/plain"));
    assert_eq!(state(&house, mail).await, SubscriptionState::Unsubscribed);

    // Nobody is brought back by the old confirmation link.
    house.post(&confirm, &[]).await;
    assert_eq!(state(&house, mail).await, SubscriptionState::Unsubscribed);

    let back = house.get(leave).await.between("action=\"/back/", "\"");
    house.post(&format!("/back/{back}"), &[]).await;
    assert_eq!(state(&house, mail).await, SubscriptionState::Confirmed);

    let log = house.store.consents(reader(&house, mail).await).await.unwrap();
    let acts: Vec<_> = log.iter().map(|c| (c.act, c.evidence.how.as_str())).collect();
    assert_eq!(
        acts,
        [
            (ConsentAct::Asked, "form"),
            (ConsentAct::Confirmed, "page"),
            (ConsentAct::Left, "one-click"),
            (ConsentAct::Confirmed, "page"),
        ]
    );
    assert!(log[0].evidence.wording.contains("The Harbour Morning"), "the words they agreed to");
}

#[tokio::test]
async fn a_multipart_one_click_works_too() {
    let house = House::quick().await;
    house.sign_up("ann@example.org").await;
    house.post(&house.last_link("/confirm/"), &[]).await;
    let leave = house.app.links.unsubscribe(ReaderId(1), house.newsletter);
    let body = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let request = Request::post(leave.strip_prefix("http://127.0.0.1:9").unwrap())
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    let page = house.ask(request).await;
    assert_eq!(page.text, "unsubscribed\n");
    assert_eq!(state(&house, "ann@example.org").await, SubscriptionState::Unsubscribed);
}

#[tokio::test]
async fn one_answer_whatever_the_address_is_to_us() {
    let house = House::quick().await;
    let fresh = house.sign_up("ann@example.org").await;
    let again = house.sign_up("ann@example.org").await;
    assert_eq!(house.floor.mails.lock().unwrap().len(), 1, "one confirmation mail a day");
    house.post(&house.last_link("/confirm/"), &[]).await;
    let there = house.sign_up("Ann@example.org").await;
    let form = house.form_token().await;
    let fields = [("email", "bot@example.org"), ("website", "spam"), ("form", form.as_str())];
    let bot = house.post("/n/morning/sign-up", &fields).await;
    for other in [again, there, bot] {
        assert_eq!((fresh.status, &fresh.text), (other.status, &other.text));
    }
    assert!(house.floor.mails.lock().unwrap().len() <= 2, "nothing for the bot");
    let bot = Address::parse("bot@example.org").unwrap();
    assert_eq!(house.store.reader_by_address(&bot).await.unwrap(), None);
}

#[tokio::test]
async fn forms_that_a_machine_made_up_are_shown_again() {
    let house = House::quick().await;
    for token in ["", "nonsense", &house.app.links.form(999, house::now())] {
        let fields = [("email", "ann@example.org"), ("form", token)];
        let page = house.post("/n/morning/sign-up", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{token:?}");
    }
    let form = house.form_token().await;
    let fields = [("email", "<script>@x"), ("form", form.as_str())];
    let page = house.post("/n/morning/sign-up", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("&lt;script&gt;@x") && !page.text.contains("<script>@x"));
    assert!(house.floor.mails.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_network_that_signs_up_too_often_is_stopped() {
    let limits = web::Limits {
        signups_an_hour: 2,
        least_filling: std::time::Duration::ZERO,
        answer_after: std::time::Duration::ZERO,
        ..web::Limits::default()
    };
    let house = House::build(limits).await;
    let mut last = StatusCode::OK;
    for i in 0..3 {
        last = house.sign_up(&format!("r{i}@example.org")).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_link_serves_one_purpose_only() {
    let house = House::quick().await;
    house.sign_up("ann@example.org").await;
    house.post(&house.last_link("/confirm/"), &[]).await;
    let id = reader(&house, "ann@example.org").await;
    let token = |url: String| url.rsplit('/').next().unwrap().to_owned();
    let manage = token(house.app.links.manage(id, house.newsletter));
    let confirm = token(house.app.links.confirm(id, house.newsletter, house::now()));
    for path in [
        format!("/u/{manage}"),
        format!("/u/{confirm}"),
        format!("/back/{manage}"),
        format!("/m/{confirm}"),
        format!("/confirm/{manage}"),
        "/u/x".to_owned(),
    ] {
        let page = house.post(&path, &[("act", "leave")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(state(&house, "ann@example.org").await, SubscriptionState::Confirmed);
    let page = house.post(&format!("/m/{manage}"), &[("act", "leave")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(state(&house, "ann@example.org").await, SubscriptionState::Unsubscribed);
}

#[tokio::test]
async fn nothing_is_public_before_it_went_out() {
    let house = House::quick().await;
    let story = format!("/s/{}", house.stories[0]);
    for path in ["/n/morning/2026-03-05", &story, "/n/morning/nonsense", "/n/none", "/s/x/y"] {
        assert_eq!(house.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!house.get("/n/morning/feed.atom").await.text.contains("The bridge is back"));
    assert!(!house.get("/").await.text.contains("The bridge is back"));

    house.send().await;
    let page = house.get("/n/morning/2026-03-05").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Storm &lt;b&gt;warning&lt;/b&gt; for"), "markup is text");
    assert!(!page.text.contains("<b>warning"));
    assert!(house.get("/n/morning/feed.atom").await.text.contains("The bridge is back"));

    let to = house.get(&story).await.location.expect("on to the full address");
    let page = house.get(&to).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["What we know so far", "ml/jd (AP, Reuters)", "By Mara Olsen", "11 January 2024"] {
        assert!(page.text.contains(part), "{part}");
    }
    assert!(!page.text.contains("<script>alert"), "no script of a source");
    assert!(!page.text.contains("javascript:"), "no link that is no web link");
    // A story that stood in no edition has no page.
    assert_eq!(house.get(&format!("/s/{}", house.stories[9])).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn corrections_and_withdrawals_reach_the_public_pages() {
    let house = House::quick().await;
    house.send().await;
    house::correct(&house).await;
    let page = house.get("/n/morning/2026-03-05").await;
    assert!(page.text.contains("has corrected this story since"));
    assert!(page.text.contains("has withdrawn this story since"));
    for word in ["Rents in new flats", "housing law", "housing-law"] {
        assert!(!page.text.contains(word), "nothing of the withdrawn story: {word}");
    }
    assert!(!house.get("/n/morning/feed.atom").await.text.contains("housing law"));
    let law = format!("/s/{}/x", house.stories[2]);
    let page = house.get(&law).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(!page.text.contains("Rents"));
    let storm = house.get(&format!("/s/{}", house.stories[1])).await.location.unwrap();
    assert!(house.get(&storm).await.text.contains("Corrected 5 March 2026"));
}

#[tokio::test]
async fn every_page_carries_the_policy_and_errors_are_pages() {
    let house = House::quick().await;
    for path in ["/", "/nothing", "/n/morning", "/robots.txt", "/healthz", "/desk/login", "/desk"] {
        let page = house.get(path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'"), "{path}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff", "{path}");
        assert!(!page.text.contains("style=\"") && !page.text.contains("<style"), "{path}");
    }
    let page = house.ask(
        Request::get("/nothing")
            .header("accept-language", "fr, de;q=0.8")
            .body(Body::empty())
            .unwrap(),
    );
    assert!(page.await.text.contains("Hier ist nichts"));
    let page = house.post("/", &[]).await;
    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(page.text.contains("<h1>"), "a page, not bare text");
    let big = "x".repeat(40_000);
    let page = house.post("/n/morning/sign-up", &[("email", &big)]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
}

//! The wire as a poller meets it: well-formed feeds, validators, stages.

#![allow(clippy::unwrap_used)]

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use sample::{Stage, Wire, script::Outlet, scripts};
use std::collections::HashSet;
use tower::ServiceExt;

const BASE: &str = "2026-03-04T15:00:00Z";

fn wire() -> Wire {
    Wire::new(BASE.parse().unwrap()).unwrap()
}

async fn ask(
    wire: &Wire,
    method: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::builder().method(method).uri(path).header("Host", "127.0.0.1:4711");
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let answer = wire.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    (head.status, head.headers, String::from_utf8(bytes.to_vec()).unwrap())
}

/// How many first-stage stories a feed must hold; the two by hand stand in none.
fn expected(outlet: Outlet, lang: &str) -> usize {
    let by_hand = ["storm-inquiry-opens", "strike-ballot-result"];
    scripts()
        .unwrap()
        .iter()
        .filter(|s| s.outlet == outlet && s.lang.as_str() == lang && !s.later)
        .filter(|s| !by_hand.contains(&s.slug.as_str()))
        .count()
}

#[tokio::test]
async fn feeds_are_well_formed_and_whole() {
    let wire = wire();
    for (path, outlet, lang) in [
        ("/courier/rss.xml", Outlet::Courier, "en"),
        ("/courier/de.atom", Outlet::Courier, "de"),
        ("/courier/es.xml", Outlet::Courier, "es"),
        ("/agency2/feed.json", Outlet::Ows, "en"),
    ] {
        let (status, _, body) = ask(&wire, "GET", path, &[]).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let feed = feed_rs::parser::parse(body.as_bytes()).unwrap();
        assert_eq!(feed.entries.len(), expected(outlet, lang), "{path}");
        let ids: HashSet<&str> = feed.entries.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids.len(), feed.entries.len(), "{path}");
        for e in &feed.entries {
            assert!(e.title.is_some() && e.published.is_some(), "{path} {}", e.id);
            assert!(e.summary.is_some() || e.content.is_some(), "{path} {}", e.id);
            assert!(e.links.iter().any(|l| l.href.starts_with("http://127.0.0.1:4711/")));
        }
    }
}

#[tokio::test]
async fn every_link_of_a_feed_leads_to_a_page() {
    let wire = wire();
    let (_, _, body) = ask(&wire, "GET", "/courier/rss.xml", &[]).await;
    for e in feed_rs::parser::parse(body.as_bytes()).unwrap().entries {
        let path = e.links[0].href.strip_prefix("http://127.0.0.1:4711").unwrap().to_owned();
        let (status, _, page) = ask(&wire, "GET", &path, &[]).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let data = page
            .split_once("ld+json\">")
            .and_then(|(_, rest)| rest.split_once("</script>"))
            .map(|(data, _)| data)
            .unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["headline"], e.title.unwrap().content, "{path}");
    }
    assert_eq!(ask(&wire, "GET", "/courier/none", &[]).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_later_stage_brings_a_correction_and_a_withdrawal() {
    let wire = wire();
    let items = |body: &str| -> Vec<serde_json::Value> { serde_json::from_str(body).unwrap() };
    let (_, _, first) = ask(&wire, "GET", "/agency1/wire.ninjs.json", &[]).await;
    let first = items(&first);
    assert_eq!(first.len(), expected(Outlet::Stu, "en"));
    assert!(first.iter().all(|i| i["pubstatus"] == "usable" && i["version"] == "1"));
    assert_eq!(first.iter().filter(|i| i["embargoed"].is_string()).count(), 1);

    let (status, ..) = ask(&wire, "POST", "/advance", &[]).await;
    assert_eq!((status, wire.stage()), (StatusCode::NO_CONTENT, Stage::Later));
    let (_, _, later) = ask(&wire, "GET", "/agency1/wire.ninjs.json", &[]).await;
    let later = items(&later);
    assert_eq!(later.len(), first.len() + 2);
    for new in later.iter().filter(|i| i["version"] == "2") {
        assert!(first.iter().any(|i| i["uri"] == new["uri"]), "{}", new["uri"]);
    }
    assert_eq!(later.iter().filter(|i| i["pubstatus"] == "canceled").count(), 1);
    let (status, ..) = ask(&wire, "GET", "/agency1/storm-heldrik-offer", &[]).await;
    assert_eq!(status, StatusCode::GONE);
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let wire = wire();
    let path = "/agency1/wire.ninjs.json";
    let (_, fields, _) = ask(&wire, "GET", path, &[]).await;
    let etag = fields["etag"].to_str().unwrap().to_owned();
    let modified = fields["last-modified"].to_str().unwrap().to_owned();
    for fields in [
        [("If-None-Match", etag.as_str())].as_slice(),
        &[("If-Modified-Since", modified.as_str())],
        &[("If-None-Match", etag.as_str()), ("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT")],
    ] {
        let (status, _, body) = ask(&wire, "GET", path, fields).await;
        assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{fields:?}");
    }
    wire.advance();
    for fields in [[("If-None-Match", etag.as_str())], [("If-Modified-Since", modified.as_str())]] {
        assert_eq!(ask(&wire, "GET", path, &fields).await.0, StatusCode::OK, "{fields:?}");
    }
}

#[tokio::test]
async fn an_embargoed_story_has_no_page_yet() {
    let (status, ..) = ask(&wire(), "GET", "/agency1/unemployment-embargo", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pictures_are_named_in_the_feed_and_served() {
    let wire = wire();
    let (_, _, feed) = ask(&wire, "GET", "/courier/rss.xml", &[]).await;
    let url = "http://127.0.0.1:4711/pictures/brief-bridge.png";
    assert!(feed.contains(&format!("<media:content url=\"{url}\" medium=\"image\"")), "{feed}");
    let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    let answer = wire.router().oneshot(get("/pictures/brief-bridge.png")).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/png");
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let out = picture::reencode(&bytes).unwrap();
    assert_eq!((out.width, out.height), (1200, 675), "it is a picture that can be taken");
    let none = wire.router().oneshot(get("/pictures/brief-school.png")).await.unwrap();
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
}

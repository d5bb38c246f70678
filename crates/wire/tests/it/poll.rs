//! The fetcher and the poller against a real server on this machine.

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::{SignedDuration, Timestamp};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use story::{Document, Format, Place, Source, SourceId, SourceState};
use wire::{
    fetch::{FetchError, Fetched, Fetcher, Guard, Refused},
    inbox::{Filed, Inbox, InboxError, Reading},
    poller::poll_once,
};

const FEED: &str = "<rss version='2.0'><channel><title>t</title><item><title>Ferry sinks</title><guid>1</guid></item></channel></rss>";

const PAGE: &str = "<!doctype html><html lang='en'><title>Ferry sinks off the coast</title><body><article><h1>Ferry sinks off the coast</h1><p>Two sailors are missing after a ferry sank on Monday night off the northern coast, the harbour office said.</p><p>The search for them goes on until nightfall, said a spokesman of the coast guard on the quay.</p></article></body></html>";

async fn feed(request: Request) -> Response {
    if request.headers().get("if-none-match").is_some_and(|v| v == "W/\"odd one\"") {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    ([("etag", "W/\"odd one\""), ("content-type", "application/xml")], FEED).into_response()
}

async fn serve() -> SocketAddr {
    let app = Router::new()
        .route("/feed", get(feed))
        .route("/broken", get(|| async { "<rss version='2.0'><channel><ti" }))
        .route("/round", get(|| async { (StatusCode::FOUND, [("location", "/round")]) }))
        .route("/moved", get(|| async { (StatusCode::MOVED_PERMANENTLY, [("location", "/feed")]) }))
        .route("/inside", get(|| async { (StatusCode::FOUND, [("location", "http://10.0.0.1/")]) }))
        .route(
            "/metadata",
            get(|| async { (StatusCode::FOUND, [("location", "http://169.254.169.254/latest")]) }),
        )
        .route(
            "/busy",
            get(|| async { (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "7200")]) }),
        )
        .route("/elsewhere", get(|| async { (StatusCode::FOUND, [("location", "/feed")]) }))
        .route(
            "/robots.txt",
            get(|| async {
                "User-agent: *\nDisallow: /closed\nUser-agent: Nightdesk\nDisallow: /shut"
            }),
        )
        .route("/shut/page", get(|| async { PAGE }))
        .route("/closed/page", get(|| async { ([("content-type", "text/html")], PAGE) }))
        .route(
            "/kept",
            get(|| async { ([("cache-control", "max-age=1800"), ("age", "300")], FEED) }),
        )
        .route("/gone", get(|| async { StatusCode::GONE }))
        .route("/lost", get(|| async { StatusCode::NOT_FOUND }))
        .route("/huge", get(|| async { Body::from(vec![b'x'; 9 * 1024 * 1024]) }))
        .route(
            "/agent",
            get(|r: Request| async move {
                r.headers()
                    .get("user-agent")
                    .and_then(|v| v.to_str().ok())
                    .unwrap_or_default()
                    .to_owned()
            }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    at
}

fn open() -> Fetcher {
    Fetcher::new(Guard { allow_loopback: true, ..Guard::default() }, "desk@post.example").unwrap()
}

#[tokio::test]
async fn answers_of_all_kinds() {
    let at = serve().await;
    let f = open();
    let url = |path: &str| format!("http://{at}{path}");
    let Ok(Fetched::Document(page)) = f.fetch(&url("/moved"), None, None).await else {
        panic!("moved")
    };
    assert_eq!(page.url, url("/feed"));
    assert_eq!(page.bytes, FEED.as_bytes());
    assert_eq!(page.etag.as_deref(), Some("W/\"odd one\""));
    assert!(matches!(
        f.fetch(&url("/feed"), page.etag.as_deref(), None).await,
        Ok(Fetched::NotModified { .. })
    ));
    assert!(matches!(f.fetch(&url("/gone"), None, None).await, Ok(Fetched::Gone)));
    assert!(matches!(
        f.fetch(&url("/busy"), None, None).await,
        Ok(Fetched::Later { status: 503, wait: Some(7200) })
    ));
    assert!(matches!(f.fetch(&url("/lost"), None, None).await, Err(FetchError::Status { .. })));
    assert!(matches!(f.fetch(&url("/round"), None, None).await, Err(FetchError::Redirect { .. })));
    assert!(matches!(f.fetch(&url("/huge"), None, None).await, Err(FetchError::TooLarge(_))));
    for path in ["/inside", "/metadata"] {
        let e = f.fetch(&url(path), None, None).await;
        assert!(matches!(e, Err(FetchError::Refused(Refused::Private(_)))), "{path}: {e:?}");
    }
    let Ok(Fetched::Document(page)) = f.fetch(&url("/agent"), None, None).await else {
        panic!("agent")
    };
    let agent = String::from_utf8(page.bytes).unwrap();
    assert!(agent.starts_with("Nightdesk/") && agent.contains("desk@post.example"), "{agent}");
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused() {
    let at = serve().await;
    let shut = Fetcher::new(Guard { ports: vec![at.port()], ..Guard::default() }, "").unwrap();
    // `localhost` is a name, so only the resolver can know where it leads.
    let e = shut.fetch(&format!("http://localhost:{}/feed", at.port()), None, None).await;
    assert!(matches!(e, Err(FetchError::Refused(Refused::Private(_)))), "{e:?}");
    let e = shut.fetch(&format!("http://{at}/feed"), None, None).await;
    assert!(matches!(e, Err(FetchError::Refused(Refused::Private(_)))), "{e:?}");
}

#[derive(Default)]
struct Tray {
    filed: Mutex<Vec<(Document, Reading)>>,
    settled: Mutex<u32>,
}

#[async_trait]
impl Inbox for Tray {
    async fn due(&self, _: Timestamp, _: usize) -> Result<Vec<Source>, InboxError> {
        Ok(Vec::new())
    }
    async fn file(&self, d: Document, r: Reading, _: SourceState) -> Result<Filed, InboxError> {
        self.filed.lock().unwrap().push((d, r));
        Ok(Filed { fresh: 1, ..Filed::default() })
    }
    async fn settle(&self, _: SourceId, _: SourceState) -> Result<(), InboxError> {
        *self.settled.lock().unwrap() += 1;
        Ok(())
    }
    async fn has(&self, _: SourceId, name: &str, sha: &str) -> Result<bool, InboxError> {
        let filed = self.filed.lock().unwrap();
        Ok(filed.iter().any(|(d, _)| d.name == name && wire::keys::sha256(&d.bytes) == sha))
    }
}

fn source(place: Place) -> Source {
    Source {
        id: SourceId(1),
        name: "s".into(),
        place,
        format: None,
        own: false,
        language: None,
        defaults: story::Defaults::default(),
        paused: false,
        state: SourceState::default(),
        push: None,
    }
}

#[tokio::test]
async fn a_source_over_its_days() {
    let at = serve().await;
    let (tray, f) = (Arc::new(Tray::default()), open());
    let now: Timestamp = "2026-11-02T12:00:00Z".parse().unwrap();
    let mut s = source(Place::Url(format!("http://{at}/feed")));
    let first = poll_once(&*tray, &f, &s, now, 0.5).await.unwrap();
    assert!(first.good && first.stories == 1, "{first:?}");
    s.state = first.state;
    assert_eq!(s.state.next.unwrap().as_second() - now.as_second(), 900);
    let second = poll_once(&*tray, &f, &s, now, 0.5).await.unwrap();
    assert_eq!(second.words, "not modified");
    assert_eq!(tray.filed.lock().unwrap().len(), 1);

    s.place = Place::Url(format!("http://{at}/broken"));
    s.state = SourceState::default();
    let broken = poll_once(&*tray, &f, &s, now, 0.5).await.unwrap();
    assert!(!broken.good && broken.state.trouble.is_some() && broken.state.failures == 1);
    assert!(
        matches!(tray.filed.lock().unwrap()[1].1, Reading::Broken { .. }),
        "the raw document is kept"
    );
    s.state = broken.state;
    let again = poll_once(&*tray, &f, &s, now, 0.5).await.unwrap();
    assert_eq!(
        (again.state.failures, tray.filed.lock().unwrap().len()),
        (2, 2),
        "the same broken bytes are kept once"
    );

    s.place = Place::Url(format!("http://{at}/busy"));
    let busy = poll_once(&*tray, &f, &s, now, 0.0).await.unwrap();
    assert!(
        busy.state.next.unwrap().as_second() - now.as_second() >= 7200,
        "Retry-After is obeyed"
    );

    s.place = Place::Url("http://10.0.0.1/feed".into());
    let refused = poll_once(&*tray, &f, &s, now, 0.0).await.unwrap();
    assert!(refused.words.contains("not on the public net"), "{}", refused.words);
}

#[tokio::test]
async fn a_page_is_fetched_only_where_the_site_lets_programs_in() {
    let at = serve().await;
    let (tray, f) = (Tray::default(), open());
    let now: Timestamp = "2026-11-02T12:00:00Z".parse().unwrap();
    // The group that names us counts, not the one for all (RFC 9309 §2.2.1).
    for (path, may) in [("/shut/page", false), ("/closed/page", true), ("/feed", true)] {
        let s = source(Place::Url(format!("http://{at}{path}")));
        let report = poll_once(&tray, &f, &s, now, 0.5).await.unwrap();
        assert_eq!(report.good, may, "{path}: {}", report.words);
        assert_eq!(report.words.contains("robots.txt"), !may, "{path}: {}", report.words);
    }
    assert_eq!(tray.filed.lock().unwrap().len(), 2, "what may not be fetched is not filed");
    assert!(f.may_fetch(&format!("http://{at}/anywhere")).await.is_ok());
}

#[tokio::test]
async fn where_a_feed_has_moved_for_good_is_remembered() {
    let at = serve().await;
    let (tray, f) = (Tray::default(), open());
    let start: Timestamp = "2026-11-02T12:00:00Z".parse().unwrap();
    for (path, believed) in [("/moved", true), ("/elsewhere", false)] {
        let mut s = source(Place::Url(format!("http://{at}{path}")));
        for hours in [0, 1, 2, 25] {
            assert_eq!(s.state.address, None, "not before it was seen for a day");
            let now = start + SignedDuration::from_hours(hours);
            s.state = poll_once(&tray, &f, &s, now, 0.5).await.unwrap().state;
        }
        let wanted = believed.then(|| format!("http://{at}/feed"));
        assert_eq!(s.state.address, wanted, "{path}");
        let now = start + SignedDuration::from_hours(26);
        assert!(poll_once(&tray, &f, &s, now, 0.5).await.unwrap().good);
    }
}

#[tokio::test]
async fn each_poll_is_remembered_and_what_is_gone_is_let_be() {
    let at = serve().await;
    let (tray, f) = (Tray::default(), open());
    let now: Timestamp = "2026-11-02T12:00:00Z".parse().unwrap();
    let mut s = source(Place::Url(format!("http://{at}/kept")));
    for _ in 0..25 {
        s.state = poll_once(&tray, &f, &s, now, 0.5).await.unwrap().state;
    }
    assert_eq!(s.state.fetches.len(), SourceState::REMEMBERED);
    assert!(s.state.fetches.iter().all(|p| p.good && p.at == now));
    assert_eq!(s.state.format, Some(Format::Rss));
    let wait = s.state.next.unwrap().as_second() - now.as_second();
    assert!(wait >= 1500, "fresh for half an hour less five minutes: {wait}");
    s.place = Place::Url(format!("http://{at}/gone"));
    let gone = poll_once(&tray, &f, &s, now, 0.5).await.unwrap();
    assert!(!gone.good);
    assert!(gone.state.next.unwrap() > now + SignedDuration::from_hours(24 * 300));
}

#[tokio::test]
async fn a_watched_folder() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    put("a.rdf", FEED);
    put(
        "b.txt",
        "Ferry sinks off the coast\n\nTwo sailors are missing after a ferry sank on Monday.\n\nThe search goes on.\n",
    );
    put("c.json.tmp", "{");
    put(".hidden", "x");
    put("LICENSE", "Permission is granted to whoever finds this to read it aloud to friends.");
    put("d.xml", "<rss version='2.0'><chan");
    let (tray, f) = (Tray::default(), open());
    let s = source(Place::Folder(dir.path().to_string_lossy().into_owned()));
    let now = Timestamp::UNIX_EPOCH;
    let first = poll_once(&tray, &f, &s, now, 0.5).await.unwrap();
    assert_eq!((first.stories, first.troubles.len()), (2, 1), "{first:?}");
    assert_eq!(tray.filed.lock().unwrap().len(), 3, "the broken one is kept too");
    let second = poll_once(&tray, &f, &s, now, 0.5).await.unwrap();
    assert_eq!((second.stories, tray.filed.lock().unwrap().len()), (0, 3));
    put(
        "b.txt",
        "Ferry sinks off the coast\n\nThree sailors are missing after a ferry sank on Monday.\n\nThe search goes on.\n",
    );
    poll_once(&tray, &f, &s, now, 0.5).await.unwrap();
    let filed = std::mem::take(&mut *tray.filed.lock().unwrap());
    let of_b: Vec<_> = filed
        .iter()
        .filter(|(document, _)| document.name == "b.txt")
        .filter_map(|(_, reading)| match reading {
            Reading::Stories { stories, .. } => stories.first(),
            Reading::Broken { .. } => None,
        })
        .collect();
    assert_eq!(of_b.len(), 2);
    assert_eq!(of_b[0].keys, of_b[1].keys, "the same file with other words: a new version");
    assert!(of_b.iter().all(|r| r.story.published.is_some()), "dated by its file");
    let gone = source(Place::Folder(dir.path().join("no").to_string_lossy().into_owned()));
    assert!(!poll_once(&tray, &f, &gone, now, 0.5).await.unwrap().good);
}

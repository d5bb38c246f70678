//! What editors, chiefs and strangers can do at the desk.

use crate::house::{self, House, form};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use jiff::SignedDuration;
use store::Pass;
use story::{EditionState, Role};
use web::secrets;

pub async fn revision(house: &House) -> String {
    house.store.edition(house.edition).await.unwrap().unwrap().revision.to_string()
}

pub async fn state(house: &House) -> EditionState {
    house.store.edition(house.edition).await.unwrap().unwrap().state()
}

const PAGES: &[(&str, Role)] = &[
    ("/desk", Role::Editor),
    ("/desk/account", Role::Editor),
    ("/desk/story/1", Role::Editor),
    ("/desk/event/1", Role::Editor),
    ("/desk/edition/1", Role::Editor),
    ("/desk/edition/1/preview/html", Role::Editor),
    ("/desk/edition/1/preview/text", Role::Editor),
    ("/desk/edition/1/slot/2/renew", Role::Editor),
    ("/desk/edition/1/slot/1/picture", Role::Editor),
    ("/desk/edition/1/progress", Role::Editor),
    ("/desk/edition/1/progress.json", Role::Editor),
    ("/desk/sources", Role::Editor),
    ("/desk/sources/1", Role::Editor),
    ("/desk/sources.opml", Role::Editor),
    ("/desk/sources/1/document/1", Role::Editor),
    ("/desk/newsletters", Role::Editor),
    ("/desk/readers", Role::Editor),
    ("/desk/newsletters/new", Role::Chief),
    ("/desk/newsletters/1", Role::Chief),
    ("/desk/settings", Role::Chief),
    ("/desk/editors", Role::Chief),
];

const ACTS: &[(&str, Role)] = &[
    ("/desk/logout", Role::Editor),
    ("/desk/account", Role::Editor),
    ("/desk/draft/1", Role::Editor),
    ("/desk/event/1", Role::Editor),
    ("/desk/event/1/point", Role::Editor),
    ("/desk/edition/1/slot/1/points", Role::Editor),
    ("/desk/edition/1/slot/1/picture", Role::Editor),
    ("/desk/edition/1/order", Role::Editor),
    ("/desk/edition/1/move", Role::Editor),
    ("/desk/edition/1/words", Role::Editor),
    ("/desk/edition/1/add", Role::Editor),
    ("/desk/edition/1/redraft", Role::Editor),
    ("/desk/edition/1/offer/take", Role::Editor),
    ("/desk/edition/1/offer/leave", Role::Editor),
    ("/desk/edition/1/slot/1", Role::Editor),
    ("/desk/edition/1/slot/1/pin", Role::Editor),
    ("/desk/edition/1/slot/1/remove", Role::Editor),
    ("/desk/edition/1/slot/1/renew", Role::Editor),
    ("/desk/edition/1/slot/1/keep", Role::Editor),
    ("/desk/edition/1/test", Role::Editor),
    ("/desk/edition/1/late/2/take", Role::Editor),
    ("/desk/edition/1/late/2/dismiss", Role::Editor),
    ("/desk/edition/1/correction/1/leave-out", Role::Editor),
    ("/desk/correction/1/note", Role::Editor),
    ("/desk/correction/1/dismiss", Role::Editor),
    ("/desk/correction/1/mail", Role::Chief),
    ("/desk/edition/1/go-on", Role::Chief),
    ("/desk/edition/1/go-on-mended", Role::Chief),
    ("/desk/edition/1/end-here", Role::Chief),
    ("/desk/edition/1/resend", Role::Chief),
    ("/desk/sources/1/poll", Role::Editor),
    ("/desk/sources/1/again", Role::Editor),
    ("/desk/sources/3/paste", Role::Editor),
    ("/desk/edition/1/approve", Role::Chief),
    ("/desk/edition/1/take-back", Role::Chief),
    ("/desk/edition/1/send-now", Role::Chief),
    ("/desk/edition/1/send-at", Role::Chief),
    ("/desk/edition/1/skip", Role::Chief),
    ("/desk/sources/add", Role::Chief),
    ("/desk/sources/opml", Role::Chief),
    ("/desk/sources/1/change", Role::Chief),
    ("/desk/sources/1/pause", Role::Chief),
    ("/desk/newsletters/new", Role::Chief),
    ("/desk/newsletters/1", Role::Chief),
    ("/desk/settings/site", Role::Chief),
    ("/desk/settings/relay", Role::Chief),
    ("/desk/settings/key", Role::Chief),
    ("/desk/settings/threshold", Role::Chief),
    ("/desk/editors/add", Role::Chief),
    ("/desk/editors/1/link", Role::Chief),
];

#[tokio::test]
async fn every_page_asks_who_and_in_which_role() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let chief = house.log_in("chief@example.org").await;
    for (path, role) in PAGES {
        let stranger = house.get(path).await;
        assert!(!stranger.status.is_success(), "a stranger at {path}");
        let seen = editor.get(path).await.status;
        let want = if *role == Role::Chief { StatusCode::FORBIDDEN } else { StatusCode::OK };
        assert_eq!(seen, want, "an editor at {path}");
        let page = chief.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "a chief at {path}: {}", page.text);
        assert_eq!(page.headers["cache-control"], "no-store", "{path}");
        let forms = page.text.matches("method=\"post\"").count();
        let words = page.text.matches(&format!("value=\"{}\"", chief.word)).count();
        assert_eq!(forms, words, "every form of {path} carries the session's word");
    }
}

#[tokio::test]
async fn no_act_without_session_word_and_role() {
    let house = House::quick().await;
    let before = house.store.edition(house.edition).await.unwrap();
    let editor = house.log_in("ed@example.org").await;
    let chief = house.log_in("chief@example.org").await;
    for (path, role) in ACTS {
        assert_eq!(house.post(path, &[]).await.status, StatusCode::FORBIDDEN, "no session {path}");
        let bare = house.ask(form(path, &[], Some(&chief.cookie))).await;
        assert_eq!(bare.status, StatusCode::FORBIDDEN, "without the word {path}");
        let foreign = form(path, &[("word", &editor.word)], Some(&chief.cookie));
        assert_eq!(house.ask(foreign).await.status, StatusCode::FORBIDDEN, "another's word {path}");
        let mut cross = form(path, &[("word", &chief.word)], Some(&chief.cookie));
        cross.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
        assert_eq!(house.ask(cross).await.status, StatusCode::FORBIDDEN, "another site {path}");
        if *role == Role::Chief {
            let page = editor.post(path, &[("revision", "1")]).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "an editor at {path}");
        }
    }
    assert_eq!(house.store.edition(house.edition).await.unwrap(), before, "nothing has changed");
}

#[tokio::test]
async fn from_draft_to_press() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let rev = revision(&house).await;
    let fields =
        [("revision", rev.as_str()), ("headline", "Bridge & <i>tram</i>"), ("text", "New.")];
    let page = editor.post("/desk/edition/1/slot/1", &fields).await;
    assert_eq!(page.location.as_deref(), Some("/desk/edition/1?did=saved#slot-1"));
    assert_eq!(state(&house).await, EditionState::InReview);

    // The same revision again: somebody was faster.
    let page = editor.post("/desk/edition/1/slot/1", &fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);

    let page = editor.get("/desk/edition/1").await;
    assert!(page.text.contains("Bridge &amp; &lt;i&gt;tram"));

    let rev = revision(&house).await;
    let order = "2:0,1:1,3:1,4:2,6:3,5:3";
    let page = editor.post("/desk/edition/1/order", &[("revision", &rev), ("order", order)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let edition = house.store.edition(house.edition).await.unwrap().unwrap();
    let got: Vec<_> = edition.slots.iter().map(|s| format!("{}:{}", s.id, s.section)).collect();
    assert_eq!(got.join(","), order);

    let rev = revision(&house).await;
    let add = [("revision", rev.as_str()), ("story", "8"), ("section", "2")];
    assert_eq!(editor.post("/desk/edition/1/add", &add).await.status, StatusCode::SEE_OTHER);
    let again = revision(&house).await;
    let twice = [("revision", again.as_str()), ("story", "8"), ("section", "2")];
    let page = editor.post("/desk/edition/1/add", &twice).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "not twice");

    let chief = house.log_in("chief@example.org").await;
    let rev = revision(&house).await;
    let page = chief.post("/desk/edition/1/send-now", &[("revision", &rev)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "not before it is approved");
    chief.post("/desk/edition/1/approve", &[("revision", &rev)]).await;
    assert_eq!(state(&house).await, EditionState::Approved);

    let rev = revision(&house).await;
    let words = [("revision", rev.as_str()), ("subject", "Another subject"), ("preface", "Hello")];
    let page = editor.post("/desk/edition/1/words", &words).await;
    assert!(page.location.unwrap().contains("saved-review"), "the approval falls");
    assert_eq!(state(&house).await, EditionState::InReview);

    let rev = revision(&house).await;
    chief.post("/desk/edition/1/approve", &[("revision", &rev)]).await;
    let rev = revision(&house).await;
    let page = chief.post("/desk/edition/1/send-now", &[("revision", &rev)]).await;
    assert_eq!(page.location.as_deref(), Some("/desk/edition/1/progress"));
    assert!(state(&house).await.is_frozen());
    assert_eq!(chief.get("/desk/edition/1/progress").await.status, StatusCode::OK);
    let rev = revision(&house).await;
    let page = editor.post("/desk/edition/1/slot/1/remove", &[("revision", &rev)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "not once frozen");
}

#[tokio::test]
async fn a_doubt_is_shown_and_sent_again_by_a_chief() {
    let house = House::quick().await;
    house.sign_up("ann@example.org").await;
    house.post(&house.last_link("/confirm/"), &[]).await;
    house.send().await;
    let (store, id) = (&house.store, house.edition);
    let claims = store.claim(id, 1, house::now()).await.unwrap();
    store.commit(id, vec![], vec![claims[0].reader], house::now()).await.unwrap();
    let policy = story::UncertainPolicy::Hold;
    store.recover(id, policy, house::now()).await.unwrap();
    let who = claims[0].address.as_str();
    let (chief, editor) =
        (house.log_in("chief@example.org").await, house.log_in("ed@example.org").await);
    let page = chief.get("/desk/edition/1/progress").await.text;
    assert!(page.contains("May not have come") && page.contains(who));
    assert!(!page.contains("May have come twice"));
    let page = editor.get("/desk/edition/1/progress").await.text;
    assert!(page.contains(who) && !page.contains("/resend"), "an editor only sees it");
    let page = chief.post("/desk/edition/1/resend", &[]).await;
    assert_eq!(page.location.as_deref(), Some("/desk/edition/1/progress"));
    let page = chief.get("/desk/edition/1/progress").await.text;
    assert!(page.contains("May have come twice") && !page.contains("May not have come"));
}

#[tokio::test]
async fn moving_without_script() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let rev = revision(&house).await;
    let up = [("revision", rev.as_str()), ("slot", "2"), ("to", "up")];
    editor.post("/desk/edition/1/move", &up).await;
    let edition = house.store.edition(house.edition).await.unwrap().unwrap();
    let got: Vec<_> = edition.slots.iter().map(|s| (s.id.0, s.section)).collect();
    assert_eq!(got[..3], [(1, 0), (2, 0), (3, 1)]);
}

#[tokio::test]
async fn a_script_gets_the_new_revision_and_words_on_failure() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let send = async |order: &str, revision: &str| {
        let fields = [("word", editor.word.as_str()), ("revision", revision), ("order", order)];
        let mut request = form("/desk/edition/1/order", &fields, Some(&editor.cookie));
        request.headers_mut().insert("accept", "application/json".parse().unwrap());
        let page = house.ask(request).await;
        (page.status, serde_json::from_str::<serde_json::Value>(&page.text).unwrap())
    };
    let rev = revision(&house).await;
    let (status, told) = send("2:0,1:1,3:1,4:2,5:3,6:3", &rev).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(told["revision"].to_string(), revision(&house).await);
    let (status, told) = send("1:0,2:1,3:1,4:2,5:3,6:3", &rev).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(told["trouble"].as_str().unwrap().contains("meanwhile"));
}

#[tokio::test]
async fn logging_in() {
    let house = House::quick().await;
    let token = house.get("/desk/login").await.between("name=\"form\" value=\"", "\"");
    for (case, email, password) in [
        ("a wrong password", "chief@example.org", "wrong horse battery"),
        ("nobody of that name", "nobody@example.org", "correct horse battery"),
        ("no address", "x", "correct horse battery"),
        ("no password", "chief@example.org", ""),
    ] {
        let fields = [("email", email), ("password", password), ("form", token.as_str())];
        let page = house.post("/desk/login", &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{case}");
        assert!(page.text.contains("do not fit together"), "the same words: {case}");
        assert_eq!(page.cookie, None, "{case}");
    }
    let session = house.log_in("chief@example.org").await;
    assert!(session.cookie.starts_with("nightdesk="));
    session.post("/desk/logout", &[]).await;
    assert_eq!(session.get("/desk").await.location.as_deref(), Some("/desk/login"));
}

#[tokio::test]
async fn too_many_tries_close_the_account_for_a_while() {
    let limits = web::Limits { logins_a_quarter: 3, ..web::Limits::default() };
    let house = House::build(limits).await;
    let token = house.get("/desk/login").await.between("name=\"form\" value=\"", "\"");
    let mut seen = Vec::new();
    for _ in 0..4 {
        let fields = [("email", "chief@example.org"), ("password", "x"), ("form", token.as_str())];
        seen.push(house.post("/desk/login", &fields).await.status.as_u16());
    }
    assert_eq!(seen, [403, 403, 403, 429]);
}

#[tokio::test]
async fn a_one_time_link_serves_once_and_only_by_its_button() {
    let house = House::without_editors(house::quick()).await;
    let until = house::now().checked_add(SignedDuration::from_hours(1)).unwrap();
    let (token, kept) = secrets::new_token().unwrap();
    house.store.add_pass(kept, Pass::Setup, until).await.unwrap();
    let path = format!("/desk/pass/{token}");
    for _ in 0..2 {
        assert_eq!(house.get(&path).await.status, StatusCode::OK, "looking does not use it up");
    }
    let short = [("name", "Eva"), ("email", "eva@example.org"), ("password", "short")];
    assert_eq!(house.post(&path, &short).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fine = [
        ("name", "Eva"),
        ("email", "eva@example.org"),
        ("password", "a long enough word"),
        ("newsroom", "Night <Post>"),
    ];
    let page = house.post(&path, &fine).await;
    assert_eq!(page.location.as_deref(), Some("/desk"));
    assert!(page.cookie.is_some());
    assert_eq!(house.app.site().name, "Night <Post>");
    assert!(house.get("/").await.text.contains("Night &lt;Post&gt;"));
    assert_eq!(house.post(&path, &fine).await.status, StatusCode::GONE);
    let (token, kept) = secrets::new_token().unwrap();
    house.store.add_pass(kept, Pass::Setup, until).await.unwrap();
    let late = house.get(&format!("/desk/pass/{token}")).await;
    assert_eq!(late.status, StatusCode::GONE, "the house is set up once");
    let made_up = house.get("/desk/pass/made-up").await;
    assert_eq!(made_up.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_new_editor_gets_a_link_and_a_password_ends_other_sessions() {
    let house = House::quick().await;
    let chief = house.log_in("chief@example.org").await;
    let fields = [("name", "Nils"), ("email", "nils@example.org"), ("role", "editor")];
    let page = chief.post("/desk/editors/add", &fields).await;
    let link = page.between("desk/pass/", "\"");
    let page = house.post(&format!("/desk/pass/{link}"), &[]).await;
    assert_eq!(page.location.as_deref(), Some("/desk"));

    let other = house.log_in("ed@example.org").await;
    let this = house.log_in("ed@example.org").await;
    let wrong = [("old", "not it at all"), ("new", "another long word")];
    let page = this.post("/desk/account", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("old", "correct horse battery"), ("new", "another long word")];
    this.post("/desk/account", &right).await;
    for session in [&other, &this] {
        assert_eq!(session.get("/desk").await.location.as_deref(), Some("/desk/login"));
    }
}

#[tokio::test]
async fn sources_newsletters_and_settings() {
    let house = House::quick().await;
    let chief = house.log_in("chief@example.org").await;
    let source = [("place", "url"), ("at", "javascript:alert(1)"), ("name", "X")];
    let page = chief.post("/desk/sources/add", &source).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let source =
        [("place", "url"), ("at", "https://x.example.org/feed"), ("name", "X"), ("try", "1")];
    let page = chief.post("/desk/sources/add", &source).await;
    assert!(page.text.contains("Mayor &lt;b&gt;resigns"), "tried and shown as text");
    let before = house.store.sources().await.unwrap().len();
    chief.post("/desk/sources/add", &source[..3]).await;
    assert_eq!(house.store.sources().await.unwrap().len(), before + 1);
    let page = chief.post("/desk/sources/3/paste", &[("text", "A headline\n\nA text.")]).await;
    assert!(page.location.unwrap().starts_with("/desk/story/"));
    assert!(
        chief.post("/desk/sources/add", &source).await.text.contains("News &lt;only&gt;"),
        "a site's feeds are offered"
    );
    let said = [
        ("place", "url"),
        ("at", "https://wire.example.org/other"),
        ("name", "North Wire"),
        ("kind", "analysis"),
        ("desk", "Politics"),
        ("rights", "Web only"),
        ("weight", "-1.5"),
    ];
    chief.post("/desk/sources/2/change", &said).await;
    let changed = house.store.source(house.sources[1]).await.unwrap().unwrap();
    assert_eq!(changed.defaults.weight, -1.5);
    assert_eq!(changed.defaults.kind, Some(story::Kind::Analysis));
    assert_eq!(changed.state, story::SourceState::default(), "another place, nothing learnt yet");
    let too_much = [("weight", "9"), ("place", "paste"), ("name", "x")];
    let page = chief.post("/desk/sources/2/change", &too_much).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let list = chief.get("/desk/sources.opml").await.text;
    assert!(
        list.contains("text=\"Politics\"") && list.contains("wire.example.org/other"),
        "{list}"
    );
    let before = house.store.sources().await.unwrap().len();
    chief.post("/desk/sources/opml", &[("opml", list.as_str())]).await;
    assert_eq!(house.store.sources().await.unwrap().len(), before, "all are there already");
    let more = "<opml><body><outline text='Sport'><outline text='Ball' xmlUrl='https://ball.example.org/f'/></outline></body></opml>";
    chief.post("/desk/sources/opml", &[("opml", more)]).await;
    let sources = house.store.sources().await.unwrap();
    let ball = sources.iter().find(|s| s.name == "Ball").unwrap();
    assert_eq!(ball.defaults.desk.as_deref(), Some("Sport"));
    let raw = chief.get("/desk/sources/1/document/1").await;
    assert!(raw.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));

    let fields = [
        ("title", "Evening"),
        ("language", "de"),
        ("zone", "Mars/Base"),
        ("hour", "18:00"),
        ("day", "mon"),
        ("draft_minutes", "30"),
        ("late_minutes", "60"),
        ("sender", "Post"),
        ("address", "evening@example.org"),
        ("section_title", "Alles"),
        ("section_role", "news"),
        ("section_slots", "5"),
        ("per_thread", "2"),
        ("per_source", "0"),
        ("per_desk", "0"),
        ("per_place", "0"),
        ("remember", "10"),
        ("window", "36"),
        ("least", "3"),
        ("thin", "short"),
        ("unanswered", "leave-out"),
    ];
    let page = chief.post("/desk/newsletters/new", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("no time zone"));
    let mut fields = fields;
    fields[2].1 = "Europe/Vienna";
    assert_eq!(chief.post("/desk/newsletters/new", &fields).await.status, StatusCode::SEE_OTHER);
    let page = house.get("/n/evening").await;
    assert!(page.text.contains("lang=\"de\"") && page.text.contains("Anmelden"));

    let relay = [
        ("host", "smtp.example.org"),
        ("port", "587"),
        ("tls", "starttls"),
        ("user", "u"),
        ("password", "secret-of-the-relay"),
        ("connections", "4"),
    ];
    chief.post("/desk/settings/relay", &relay).await;
    let page = chief.get("/desk/settings").await;
    assert!(!page.text.contains("secret-of-the-relay"), "written, never shown");
    let mut kept = relay;
    kept[4].1 = "";
    chief.post("/desk/settings/relay", &kept).await;
    let saved: web::settings::RelaySettings =
        house.store.secret_setting(web::settings::RELAY).await.unwrap().unwrap();
    assert_eq!(saved.password, "secret-of-the-relay", "an empty field keeps it");
    let mut wrong = kept.to_vec();
    wrong.push(("limits", "fast"));
    let page = chief.post("/desk/settings/relay", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("can not be read as limits"));
    let mut moved = kept;
    moved[0].1 = "evil.example.org";
    chief.post("/desk/settings/relay", &moved).await;
    let saved: web::settings::RelaySettings =
        house.store.secret_setting(web::settings::RELAY).await.unwrap().unwrap();
    assert_eq!(saved.password, "", "it is not handed to another server");
}

#[tokio::test]
async fn what_counts_as_one_event_is_turned_and_taken_back() {
    let house = House::quick().await;
    let chief = house.log_in("chief@example.org").await;
    let turns = async || -> Vec<u16> {
        let kept: Option<Vec<web::settings::Threshold>> =
            house.store.setting(web::settings::THRESHOLD).await.unwrap();
        kept.unwrap_or_default().iter().map(|t| t.percent).collect()
    };
    let page = chief.get("/desk/settings").await;
    assert!(page.text.contains("<strong>100 %</strong>"));
    assert!(!page.text.contains("Take the last turn back"));
    let wrong = chief.post("/desk/settings/threshold", &[("percent", "20")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("“Percent”: write a whole number from 50 to 200"));
    for percent in ["85", "120"] {
        chief
            .post("/desk/settings/threshold", &[("percent", percent), ("why", "Two <strikes>")])
            .await;
    }
    let page = chief.get("/desk/settings").await;
    assert!(page.text.contains("<strong>120 %</strong>"));
    assert!(page.text.contains("Two &lt;strikes&gt;"), "{}", page.text);
    assert!(page.text.contains("Take the last turn back (85 %)"));
    let seen = page.text.split("name=\"back\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    chief.post("/desk/settings/threshold", &[("back", seen)]).await;
    assert_eq!(turns().await, [85, 120, 85]);
    let twice = chief.post("/desk/settings/threshold", &[("back", seen)]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text.contains("It was turned again meanwhile"), "{}", twice.text);
    let page = chief.post("/desk/settings/threshold", &[("learn", "1")]).await;
    assert!(page.text.contains("too little was decided to tell"));
}

#[tokio::test]
async fn a_line_of_what_was_done_can_not_be_made_up() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let page = editor.get("/desk/edition/1?did=You%20won").await;
    assert!(!page.text.contains("You won"));
    let request = Request::get("/desk/edition/1/preview/html")
        .header("cookie", &editor.cookie)
        .body(Body::empty())
        .unwrap();
    let page = house.ask(request).await;
    assert!(page.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
}

#[tokio::test]
async fn editors_write_hide_and_add_points_and_a_slot_takes_them() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let story = house.store.story(story::StoryId(1)).await.unwrap().unwrap();
    let words = story.story.summary().to_owned();
    let version = story.version.0.to_string();
    let key = [("of", "1"), ("key", words.as_str()), ("version", version.as_str())];
    let act = |act, text| [&key[..], &[("act", act), ("text", text)]].concat();
    let path = "/desk/event/1/point";
    let done = editor.post(path, &act("rewrite", "The <b>bridge</b>\nis \u{7}shut.")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(done.location.unwrap(), "/desk/event/1?did=point-kept#known");
    let page = editor.get("/desk/event/1").await.text;
    for there in [
        "The &lt;b&gt;bridge",
        "editors’ words</span> edited by",
        "What the desk has",
        "Its source has corrected the story",
        &words,
    ] {
        assert!(page.contains(there), "{there}: {page}");
    }
    editor.post(path, &act("hide", "")).await;
    editor.post(path, &[("act", "add"), ("text", "A point of ours.")]).await;
    let page = editor.get("/desk/event/1").await.text;
    assert!(page.contains("hidden from readers") && page.contains("A point of ours."), "{page}");
    assert!(page.contains("1 statement; 0 rest on one source."), "{page}");
    let kept = house.store.point_edits(&[story.id]).await.unwrap();
    assert_eq!(kept.len(), 3);
    assert_eq!(
        kept[2].edit,
        story::PointEdit::Added(story::PointKey {
            story: story.id,
            words: "A point of ours.".into(),
            own: true,
        })
    );
    assert!(editor.post(path, &act("burn", "")).await.status.is_client_error());
    let long = "x".repeat(601);
    assert!(editor.post(path, &act("rewrite", &long)).await.status.is_client_error());

    let edition = house.store.edition(story::EditionId(1)).await.unwrap().unwrap();
    let slot = edition.slots[0].id;
    let path = format!("/desk/edition/1/slot/{slot}/points");
    let revision = edition.revision.to_string();
    let taken = editor.post(&path, &[("act", "take"), ("revision", &revision)]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    let page = editor.get("/desk/edition/1").await.text;
    for there in ["Points of its event: 2", "The &lt;pylon&gt; is old.", "editors’ words"] {
        assert!(page.contains(there), "{there}: {page}");
    }
    let late = editor.post(&path, &[("act", "back"), ("revision", &revision)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn background_says_what_it_is_and_why_it_stands_there() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let page = editor.get("/desk/story/1").await;
    assert!(page.text.contains("left out</span><p>3 March 2026</p>"), "as it came");
    for words in ["<span class=\"tag\">explainer</span>", "Why: shares harbour, bridge; 12 days"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let page = editor.get("/desk/edition/1").await;
    for words in ["<span class=\"tag\">analysis</span>", "Why: an earlier step of “The harbour"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
}

#[tokio::test]
async fn an_event_is_shown_with_its_reasons_and_decided_on() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let page = editor.get("/desk/event/1").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "What we know so far",
        "nothing was like it",
        "close call",
        "the harbour office",
        "before: 9 boats",
        "1 statement; 1 rests on one source. 1 independent source carries the event.",
        "one source</span> North Wire · according to the harbour office",
        "The running story, day by day",
        "Inspectors closed the bridge.",
        "The harbour bridge",
        "Another &lt;event&gt;",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }

    let why = "told by the \u{7}same\nman";
    let fields = [("act", "move"), ("story", "1"), ("to", "2"), ("why", why)];
    let done = editor.post("/desk/event/1", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    editor.post("/desk/event/1", &[("act", "confirm")]).await;
    editor.post("/desk/event/1", &[("act", "name"), ("name", "Bridge")]).await;
    let facts = house.store.decisions().await.unwrap();
    let of: Vec<_> = facts.iter().map(|d| d.fact.clone()).collect();
    let one = story::StoryId(1);
    assert_eq!(
        of,
        [
            story::Decision::Same(one, story::StoryId(2)),
            story::Decision::Confirmed(one),
            story::Decision::Named(one, "Bridge".into()),
        ]
    );
    assert_eq!(facts[0].why, "told by the same man");
    let page = editor.get("/desk/event/1").await;
    assert!(page.text.contains("confirmed it"), "{}", page.text);

    assert!(editor.post("/desk/event/1", &[("act", "burn")]).await.status.is_client_error());
    let none = editor.post("/desk/event/1", &[("act", "move"), ("to", "2")]).await;
    assert!(none.text.contains("hoose the stories to move"), "{}", none.text);
    assert_eq!(editor.get("/desk/event/9999").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_edition_says_why_a_story_is_not_in() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let page = editor.get("/desk/edition/1").await;
    assert!(page.text.contains("no place left: score 0.4"), "{}", page.text);
}

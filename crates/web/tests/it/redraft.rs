//! The draft made anew, the proposals and the rules, as editors meet them on
//! the pages.

use crate::house::{House, Session};
use axum::http::StatusCode;
use story::{Edition, Hand, Hour, Rules, Thin, Unanswered};

async fn edition(house: &House) -> Edition<story::Drafted> {
    house.store.edition(house.edition).await.unwrap().unwrap()
}

async fn revision(house: &House) -> String {
    edition(house).await.revision.to_string()
}

/// `section:story` of each slot.
async fn shown(house: &House) -> String {
    let slots = edition(house).await.slots;
    slots.iter().map(|s| format!("{}:{}", s.section, s.story)).collect::<Vec<_>>().join(" ")
}

/// Asks for an offer; gives its number.
async fn ask(editor: &Session<'_>) -> String {
    let page = editor.post("/desk/edition/1/redraft", &[]).await;
    assert_eq!(page.location.as_deref(), Some("/desk/edition/1?did=offered#offer"));
    editor.get("/desk/edition/1").await.between("name=\"offer\" value=\"", "\"")
}

#[tokio::test]
async fn a_redraft_is_an_offer_of_changes_taken_one_by_one() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let before = edition(&house).await;
    assert_eq!(shown(&house).await, "0:1 1:2 1:3 2:4 3:5 3:6");
    let offer = ask(&editor).await;
    assert_eq!(edition(&house).await, before, "asking changes nothing");
    let page = editor.get("/desk/edition/1?did=offered").await;
    assert!(page.text.contains("Drafted anew: 2 changes"), "{}", page.text);
    assert!(page.text.contains("Museum shows maps") && page.text.contains("no place left"));
    assert!(page.text.contains("North Wire &lt;just now&gt;"), "a reason is text");
    assert!(page.text.contains("No slot is pinned"), "it says what would stay");

    let rev = revision(&house).await;
    let take = async |fields: &[(&str, &str)]| {
        let all = [&[("offer", offer.as_str())], fields].concat();
        editor.post("/desk/edition/1/offer/take", &all).await
    };
    let page = take(&[("revision", &rev)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing chosen");
    let page = take(&[("revision", &rev), ("change", "out-1")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "not offered");
    let page = take(&[("revision", "99"), ("all", "yes")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "another revision");
    assert_eq!(edition(&house).await, before);

    let page = take(&[("revision", &rev), ("change", "in-8")]).await;
    assert_eq!(page.location.as_deref(), Some("/desk/edition/1?did=offer-taken"), "{}", page.text);
    assert_eq!(shown(&house).await, "0:1 1:2 1:3 2:4 2:8 3:5 3:6");
    let page = editor.get("/desk/edition/1").await;
    assert!(page.text.contains("Drafted anew: 1 change<"), "the rest is still offered");
    let page = take(&[("revision", &rev), ("change", "out-3")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "shown before the first was taken");

    let rev = revision(&house).await;
    take(&[("revision", &rev), ("all", "yes")]).await;
    assert_eq!(shown(&house).await, "0:1 1:2 2:4 2:8 3:5 3:6");
    assert!(!editor.get("/desk/edition/1").await.text.contains("id=\"offer\""), "all is taken");
    assert_eq!(house.store.offer(house.edition).await.unwrap(), None);
    let page = take(&[("revision", &rev), ("all", "yes")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "there is none any more");
}

#[tokio::test]
async fn what_an_editor_did_is_not_offered_away() {
    for (case, path, fields) in [
        ("pinned", "slot/3/pin", [("stays", "yes"), ("", "")]),
        ("rewritten", "slot/3", [("headline", "Mine"), ("text", "My words.")]),
        ("moved", "move", [("slot", "3"), ("to", "3")]),
    ] {
        let house = House::quick().await;
        let editor = house.log_in("ed@example.org").await;
        // Shown before the editor's act, taken after it: the act holds.
        let offer = ask(&editor).await;
        let rev = revision(&house).await;
        let mut sent = vec![("revision", rev.as_str())];
        sent.extend(fields.into_iter().filter(|(name, _)| !name.is_empty()));
        let page = editor.post(&format!("/desk/edition/1/{path}"), &sent).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{case}: {}", page.text);
        let before = edition(&house).await.slots.into_iter().find(|s| s.id.0 == 3);
        let page = editor.get("/desk/edition/1").await;
        assert!(!page.text.contains("value=\"out-3\""), "{case}");
        assert!(page.text.contains("Stays in a redraft: "), "{case}");
        let rev = revision(&house).await;
        let out = [("revision", rev.as_str()), ("offer", &offer), ("change", "out-3")];
        let page = editor.post("/desk/edition/1/offer/take", &out).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{case}");
        let all = [("revision", rev.as_str()), ("offer", &offer), ("all", "yes")];
        let page = editor.post("/desk/edition/1/offer/take", &all).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{case}: {}", page.text);
        let now = edition(&house).await.slots.into_iter().find(|s| s.id.0 == 3);
        assert_eq!(now, before, "{case}");
    }
}

#[tokio::test]
async fn what_was_taken_out_by_hand_is_not_offered_again() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let offer = ask(&editor).await;
    let rev = revision(&house).await;
    let some = [("revision", rev.as_str()), ("offer", &offer), ("change", "in-8")];
    editor.post("/desk/edition/1/offer/take", &some).await;
    let slot = edition(&house).await.slots.iter().find(|s| s.story.0 == 8).unwrap().id;
    let rev = revision(&house).await;
    editor.post(&format!("/desk/edition/1/slot/{slot}/remove"), &[("revision", &rev)]).await;
    let page = editor.get("/desk/edition/1").await;
    assert!(!page.text.contains("value=\"in-8\"") && page.text.contains("value=\"out-3\""));
}

#[tokio::test]
async fn an_offer_is_left_and_an_approval_falls_by_taking() {
    let house = House::quick().await;
    let chief = house.log_in("chief@example.org").await;
    let rev = revision(&house).await;
    chief.post("/desk/edition/1/approve", &[("revision", &rev)]).await;
    let approved = edition(&house).await;
    let offer = ask(&chief).await;
    let page = chief.get("/desk/edition/1").await;
    assert!(page.text.contains("takes the approval back"));
    assert_eq!(edition(&house).await, approved);
    chief.post("/desk/edition/1/offer/leave", &[("offer", "77")]).await;
    assert!(house.store.offer(house.edition).await.unwrap().is_some(), "another offer");
    chief.post("/desk/edition/1/offer/leave", &[("offer", &offer)]).await;
    assert_eq!(house.store.offer(house.edition).await.unwrap(), None);
    assert_eq!(edition(&house).await, approved, "left as it is");
    let offer = ask(&chief).await;
    let rev = revision(&house).await;
    let all = [("revision", rev.as_str()), ("offer", &offer), ("all", "yes")];
    let page = chief.post("/desk/edition/1/offer/take", &all).await;
    assert_eq!(page.location.as_deref(), Some("/desk/edition/1?did=offer-taken-review"));
    assert!(edition(&house).await.approved().is_err());
}

#[tokio::test]
async fn a_pin_goes_in_and_out() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    for (stays, word, hands) in [("yes", "pinned", vec![Hand::Pinned]), ("no", "unpinned", vec![])]
    {
        let rev = revision(&house).await;
        let fields = [("revision", rev.as_str()), ("stays", stays)];
        let page = editor.post("/desk/edition/1/slot/2/pin", &fields).await;
        let location = format!("/desk/edition/1?did={word}#slot-2");
        assert_eq!(page.location.as_deref(), Some(location.as_str()));
        let slots = edition(&house).await.slots;
        assert_eq!(slots.iter().find(|s| s.id.0 == 2).unwrap().hands, hands);
        let page = editor.get("/desk/edition/1").await.text;
        assert_eq!(page.contains("Unpin"), stays == "yes");
    }
}

#[tokio::test]
async fn subject_and_preface_are_proposed_from_the_slots_as_they_stand() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let lead = "Harbour bridge reopens after two years of repairs";
    let also = "Also in this edition: Storm &lt;b&gt;warning&lt;/b&gt; for the whole west coast · \
                Parliament passes the housing law by four votes · The last lighthouse keeper";
    let page = editor.get("/desk/edition/1").await.text;
    assert!(page.contains(&format!("name=\"take_subject\" value=\"{lead}\"")));
    assert!(page.contains(also), "{page}");

    // The preface that is being written goes with the subject that is taken.
    let rev = revision(&house).await;
    let fields = [
        ("revision", rev.as_str()),
        ("subject", "A subject half"),
        ("preface", "Typed words."),
        ("take_subject", lead),
    ];
    editor.post("/desk/edition/1/words", &fields).await;
    let now = edition(&house).await;
    assert_eq!((now.subject.as_str(), now.preface.as_str()), (lead, "Typed words."));
    assert!(editor.get("/desk/edition/1").await.text.contains("is the subject"));

    // Another lead, by an editor's words, and other proposals.
    let rev = revision(&house).await;
    let words =
        [("revision", rev.as_str()), ("headline", "Trams cross"), ("text", "At last. They run.")];
    editor.post("/desk/edition/1/slot/1", &words).await;
    let page = editor.get("/desk/edition/1").await.text;
    assert!(page.contains("name=\"take_subject\" value=\"Trams cross\""));
    assert!(page.contains("name=\"take_preface\" value=\"At last.\""));
    let rev = revision(&house).await;
    let fields = [("revision", rev.as_str()), ("subject", lead), ("take_preface", "At last.")];
    editor.post("/desk/edition/1/words", &fields).await;
    let now = edition(&house).await;
    assert_eq!((now.subject.as_str(), now.preface.as_str()), (lead, "At last."));
}

/// The form of a newsletter as the page shows it, with some fields changed.
fn filled<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("title", "The Harbour Morning"),
        ("language", "en"),
        ("zone", "Europe/Berlin"),
        ("hour", "06:30"),
        ("day", "mon"),
        ("draft_minutes", "60"),
        ("late_minutes", "180"),
        ("section_title", "News"),
        ("section_role", "news"),
        ("section_slots", "5"),
        ("sender", "Harbour Post"),
        ("address", "morning@post.example.org"),
        ("per_thread", "2"),
        ("per_source", "0"),
        ("per_desk", "0"),
        ("per_place", "0"),
        ("remember", "10"),
        ("window", "36"),
        ("cut_off", ""),
        ("least", "3"),
        ("thin", "short"),
        ("unanswered", "leave-out"),
    ];
    for (name, value) in changed {
        match fields.iter_mut().find(|(n, _)| n == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    fields
}

#[tokio::test]
async fn every_rule_is_set_and_shown_on_the_newsletters_page() {
    let house = House::quick().await;
    let chief = house.log_in("chief@example.org").await;
    let set = [
        ("per_thread", "1"),
        ("per_source", "3"),
        ("per_desk", "4"),
        ("per_place", "5"),
        ("own_first", "yes"),
        ("remember", "7"),
        ("window", "168"),
        ("cut_off", "05:45"),
        ("least", "6"),
        ("thin", "ask"),
        ("unanswered", "wait"),
    ];
    let page = chief.post("/desk/newsletters/1", &filled(&set)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let rules = async || house.store.newsletter(house.newsletter).await.unwrap().unwrap().rules;
    let want = Rules {
        per_thread: 1,
        per_source: 3,
        per_desk: 4,
        per_place: 5,
        own_first: true,
        remember: 7,
        window: 168,
        cut_off: Some(Hour::parse("05:45").unwrap()),
        least: 6,
        thin: Thin::Ask,
        unanswered: Unanswered::Wait,
    };
    assert_eq!(rules().await, want);
    let page = chief.get("/desk/newsletters/1").await.text;
    for (name, value) in set {
        let field = match name {
            "thin" | "own_first" | "unanswered" => {
                format!("name=\"{name}\" value=\"{value}\" checked")
            }
            _ => format!("value=\"{value}\""),
        };
        let tag = page.split('<').find(|tag| {
            tag.starts_with("input")
                && tag.contains(&format!("name=\"{name}\""))
                && tag.contains(&field)
        });
        assert!(tag.is_some(), "{name} is {value}");
    }
    for (name, value, words) in [
        ("per_source", "100", "“Most stories of one source”: write a whole number from 0 to 99."),
        ("per_place", "", "“Most stories from one place”: write a whole number"),
        ("per_thread", "-1", "“Most stories of one running story”"),
        ("window", "0", "from 1 to 168"),
        (
            "cut_off",
            "quarter to six",
            "“Cut-off”: &quot;quarter to six&quot; is no hour. Write it as 05:45",
        ),
        ("thin", "maybe", "“A thin day”: choose"),
        ("unanswered", "", "“A story is withdrawn, and nobody answers”: choose"),
    ] {
        let page = chief.post("/desk/newsletters/1", &filled(&[(name, value)])).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(page.text.contains(words), "{name}: {}", page.text);
        assert_eq!(rules().await, want, "{name}: nothing is changed by a wrong form");
    }
    chief.post("/desk/newsletters/1", &filled(&[])).await;
    assert_eq!(rules().await, Rules { own_first: false, ..Rules::default() }, "and back");
}

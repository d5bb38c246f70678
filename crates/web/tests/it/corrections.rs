//! Late news and corrections, as editors, chiefs and readers meet them.

use crate::house::{self, House, NOTE, Session};
use axum::http::StatusCode;
use press::ledger::Outcome;
use store::{CorrectionState, Corrections, Evidence, NewLate};
use story::{Address, EditionId, EditionKind, EditionState, Lang};

async fn revision(house: &House, id: EditionId) -> String {
    house.store.edition(id).await.unwrap().unwrap().revision.to_string()
}

/// The edition is approved, and the desk has found that story since.
async fn late(house: &House, story: usize) -> String {
    let (store, id) = (&house.store, house.edition);
    let edition = store.edition(id).await.unwrap().unwrap();
    let (step, chief) = (store::EditionStep::Approve, Some(story::EditorId(1)));
    store.step_edition(id, edition.revision, step, chief, house::now()).await.unwrap();
    let late = NewLate {
        story: house.stories[story],
        came: house.stories[story],
        replaces: edition.slots[0].story,
        reason: "North Wire, 05:38. Score 9.1: sources 2.0.".into(),
    };
    store.set_late(id, edition.revision + 1, Some(late), house::now()).await.unwrap();
    house.stories[story].to_string()
}

#[tokio::test]
async fn late_news_is_shown_with_what_it_would_replace_and_an_editor_decides() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    assert!(!editor.get("/desk").await.text.contains("would have led"));
    let story = late(&house, 6).await;
    for path in ["/desk", "/desk/edition/1"] {
        let page = editor.get(path).await.text;
        assert!(page.contains("Harbour bridge: cyclists plan a parade"), "{path}");
        assert!(page.contains("in place of <b>“Harbour bridge reopens"), "{path}");
        assert!(page.contains("North Wire, 05:38. Score 9.1"), "its reason, {path}");
    }
    let edition = house.store.edition(house.edition).await.unwrap().unwrap();
    assert_eq!(edition.state(), EditionState::Approved, "the machine takes nothing back");

    let rev = revision(&house, house.edition).await;
    let path = format!("/desk/edition/1/late/{story}/take");
    let page = editor.post(&path, &[("revision", &rev)]).await;
    assert_eq!(page.location.as_deref(), Some("/desk/edition/1?did=late-taken"), "{}", page.text);
    let now = house.store.edition(house.edition).await.unwrap().unwrap();
    assert_eq!(now.state(), EditionState::InReview);
    let places = |e: &story::Edition<story::Drafted>| {
        e.slots.iter().map(|s| (s.section, s.headline.clone())).collect::<Vec<_>>()
    };
    let (was, is) = (places(&edition), places(&now));
    assert_eq!(is[0], (0, "Harbour bridge: cyclists plan a parade".to_owned()));
    assert_eq!(is[1], (1, was[0].1.clone()), "the former lead moves down");
    assert_eq!(is[2..], was[1..], "all else stays");
    let page = editor.get("/desk/edition/1").await.text;
    assert!(
        page.contains("let the late news “Harbour bridge: cyclists") && page.contains("Max Lund")
    );
    assert!(!page.contains("It would have led"));
    let page = editor.post(&path, &[("revision", &revision(&house, house.edition).await)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "decided already");
}

#[tokio::test]
async fn late_news_can_be_dismissed() {
    let house = House::quick().await;
    let editor = house.log_in("ed@example.org").await;
    let story = late(&house, 6).await;
    let before = revision(&house, house.edition).await;
    let path = format!("/desk/edition/1/late/{story}/dismiss");
    let page = editor.post(&path, &[]).await;
    assert_eq!(page.location.as_deref(), Some("/desk/edition/1?did=late-dismissed"));
    let edition = house.store.edition(house.edition).await.unwrap().unwrap();
    assert_eq!((edition.state(), edition.revision.to_string()), (EditionState::Approved, before));
    let page = editor.get("/desk/edition/1").await.text;
    assert!(page.contains("dismissed the late news “Harbour bridge: cyclists"));
    assert!(!page.contains("It would have led"));
}

/// The edition is sent to these, each with that end; then North Wire corrects
/// the storm and withdraws the law.
async fn sent_and_corrected(house: &House, readers: &[(&str, bool)]) {
    let list =
        readers.iter().map(|(r, _)| (Address::parse(r).unwrap(), String::new(), Lang::of("en")));
    house
        .store
        .import_readers(house.newsletter, list.collect(), Evidence::default(), house::now())
        .await
        .unwrap();
    house.send().await;
    print(house, house.edition, |who| readers.iter().any(|(r, got)| *r == who && *got)).await;
    house::correct(house).await;
}

async fn print(house: &House, id: EditionId, takes: impl Fn(&str) -> bool) -> Vec<String> {
    let (store, now) = (&house.store, house::now());
    store.start_printing(id, now).await.unwrap();
    let mut to = Vec::new();
    for claim in store.claim(id, 100, now).await.unwrap() {
        let granted = store.commit(id, vec![], vec![claim.reader], now).await.unwrap();
        if granted != [press::ledger::Permit::Granted] {
            continue;
        }
        let outcome = match takes(claim.address.as_str()) {
            true => Outcome::Accepted { reply: "250 ok".into() },
            false => {
                Outcome::Rejected { class: story::RejectClass::Address, reply: "550 nobody".into() }
            }
        };
        store.commit(id, vec![(claim.reader, outcome)], vec![], now).await.unwrap();
        to.push(claim.address.to_string());
    }
    assert!(store.finish_printing(id, now).await.unwrap());
    to.sort();
    to
}

async fn note(
    session: &Session<'_>,
    house: &House,
    number: i64,
    words: &str,
    next: &str,
) -> String {
    let c = house.store.correction(story::CorrectionId(number)).await.unwrap().unwrap();
    let version = c.version.to_string();
    let fields = [("version", version.as_str()), ("wording", words), ("next", next)];
    let page = session.post(&format!("/desk/correction/{number}/note"), &fields).await;
    page.location.unwrap_or_else(|| panic!("{}: {}", page.status, page.text))
}

const WORDS: &str = "We told of gusts of 130 km/h & more. <b>Right</b> is: 110 km/h.";

#[tokio::test]
async fn from_an_error_to_its_mail() {
    let house = House::quick().await;
    sent_and_corrected(&house, &[("a@x.org", true), ("b@x.org", true), ("c@x.org", false)]).await;
    let editor = house.log_in("ed@example.org").await;
    let today = editor.get("/desk").await.text;
    assert!(today.contains("Corrections to be decided") && today.contains("/desk/correction/1"));
    let page = editor.get("/desk/edition/1").await.text;
    assert!(page.contains("Corrections of this edition") && page.contains("/desk/correction/2"));

    // Both versions, the facts, how many got it, the source's own line.
    let page = editor.get("/desk/correction/1").await;
    for shown in ["130", "110", "<strong>2</strong> readers were sent", "Facts are others", NOTE] {
        assert!(page.text.contains(shown), "{shown}");
    }
    let field = page.between("name=\"wording\"", "</textarea>");
    assert!(field.contains("Corrects speed: 110 km/h, not 130"), "{field}");
    assert!(!field.contains("Do not print") && !field.contains(NOTE), "no more than it needs");
    assert!(page.text.contains("not written for readers"));
    assert!(!page.text.contains("/desk/correction/1/mail"), "no mail before the note");
    // Of the withdrawal there are no words to propose, and its note is never told.
    let page = editor.get("/desk/correction/2").await;
    let field = page.between("name=\"wording\"", "</textarea>");
    assert!(field.ends_with("dir=\"ltr\">"), "{field}");

    // What stands in a note to editors gets out by somebody's word only.
    let c = house.store.correction(story::CorrectionId(1)).await.unwrap().unwrap();
    let version = c.version.to_string();
    let told = [("version", version.as_str()), ("wording", "Corrects speed: 110 km/h, not 130.")];
    let unseen = editor.post("/desk/correction/1/note", &told).await;
    assert_eq!(unseen.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unseen.text);
    let told = [told[0], ("wording", "Corrects speed: 110 km/h, not 130. We regret it.")];
    let unseen = editor.post("/desk/correction/1/note", &told).await;
    assert_eq!(unseen.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unseen.text);
    let looked = [told[0], told[1], ("looked", "yes")];
    let page = editor.post("/desk/correction/1/note", &looked).await;
    assert_eq!(page.location.as_deref(), Some("/desk/correction/1?did=noted"), "{}", page.text);
    // On second thoughts, too, there is a box to say so.
    assert!(editor.get("/desk/correction/1").await.text.contains("id=\"looked\""));
    let empty =
        editor.post("/desk/correction/1/note", &[("version", "12"), ("wording", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stale = [("version", "1"), ("wording", "Old.")];
    let stale = editor.post("/desk/correction/1/note", &stale).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "another version was seen");
    assert_eq!(note(&editor, &house, 1, WORDS, "yes").await, "/desk/correction/1?did=noted");

    // Readers see it: on the page, dated, and in the feed, whose entry is newer.
    let shown = "We told of gusts of 130 km/h &amp; more. &lt;b&gt;Right&lt;/b&gt; is: 110 km/h.";
    let public = house.get("/n/morning/2026-03-05").await.text;
    assert!(public.contains(shown) && public.contains("Correction, 5 March 2026, 05:40"));
    let feed = house.get("/n/morning/feed.atom").await.text;
    assert!(feed.contains(shown), "{feed}");
    assert_eq!(feed.matches("<updated>2026-03-05T04:40:00Z</updated>").count(), 2, "{feed}");
    assert!(!public.contains(NOTE) && !feed.contains(NOTE));

    // An editor has it not mailed; a chief has.
    let page = editor.get("/desk/correction/1").await.text;
    assert!(page.contains("A chief decides whether it is mailed"));
    let chief = house.log_in("chief@example.org").await;
    let page = chief.get("/desk/correction/1").await;
    assert!(page.text.contains("exactly the <strong>2</strong> readers"), "{}", page.text);
    let subject = page.between("name=\"subject\" required maxlength=\"200\" value=\"", "\"");
    assert!(subject.starts_with("Correction: "), "{subject}");
    let page = chief.post("/desk/correction/1/mail", &[("subject", &subject)]).await;
    assert_eq!(page.location.as_deref(), Some("/desk/edition/2?did=mail-laid"), "{}", page.text);
    let again = chief.post("/desk/correction/1/mail", &[("subject", &subject)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);

    let page = chief.get("/desk/edition/2").await.text;
    assert!(page.contains("What it says") && page.contains(shown));
    assert!(page.contains("Goes out <strong>when a chief approves it"));
    assert!(!page.contains("Could also come in"), "no story comes into it");
    let id = EditionId(2);
    let mail = house.store.edition(id).await.unwrap().unwrap();
    assert!(matches!(mail.kind, EditionKind::Correction(_)));
    let rev = revision(&house, id).await;
    let page = chief.post("/desk/edition/2/approve", &[("revision", &rev)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    let rev = revision(&house, id).await;
    chief.post("/desk/edition/2/send-now", &[("revision", &rev)]).await;
    assert_eq!(print(&house, id, |_| true).await, ["a@x.org", "b@x.org"]);
    let page = chief.get("/desk/edition/2/progress").await.text;
    assert!(!page.contains("Its public page"), "it has none of its own");
    // The archive knows one edition of that day.
    let archive = house.get("/n/morning/archive").await.text;
    assert_eq!(archive.matches("/n/morning/2026-03-05").count(), 1);
    assert!(house.get("/n/morning/2026-03-05").await.text.contains("The bridge is back"));
}

#[tokio::test]
async fn notes_stand_on_the_storys_page_and_on_a_page_that_stays() {
    let house = House::quick().await;
    let none = house.get("/corrections").await;
    assert!(none.text.contains("No correction yet.") && none.status == StatusCode::OK);
    sent_and_corrected(&house, &[("a@x.org", true)]).await;
    let editor = house.log_in("ed@example.org").await;
    let rooms = editor.get("/desk/corrections").await.text;
    assert!(rooms.contains("/desk/correction/1") && rooms.contains("Nothing yet."), "{rooms}");
    note(&editor, &house, 1, WORDS, "").await;
    note(&editor, &house, 2, "There is no such law.", "").await;
    let rooms = editor.get("/desk/corrections").await.text;
    assert!(rooms.contains(">Nothing.<") && rooms.contains("Noted on the edition"), "{rooms}");

    let shown = "We told of gusts of 130 km/h &amp; more. &lt;b&gt;Right&lt;/b&gt; is: 110 km/h.";
    let storm = house.get(&format!("/s/{}", house.stories[1])).await.location.unwrap();
    let page = house.get(&storm).await.text;
    assert!(page.contains(shown) && page.contains("Correction, 5 March 2026, 05:40"), "{page}");
    assert!(
        page.contains("href=\"/n/morning/2026-03-05#s") && page.contains("href=\"/corrections\"")
    );
    let law = house.get(&format!("/s/{}/withdrawn", house.stories[2])).await;
    assert!(law.status == StatusCode::GONE && law.text.contains("There is no such law."));

    for path in ["/corrections", "/n/morning/corrections", "/corrections?year=2026"] {
        let page = house.get(path).await;
        let at = |words: &str| page.text.find(words).unwrap_or_else(|| panic!("{path}: {words}"));
        assert!(at("There is no such law.") < at(shown), "{path}: the newest first");
        assert!(page.text.contains("Storm &lt;b&gt;warning"), "{path}: the item's headline");
        assert!(!page.text.contains("housing law"), "{path}: a kill is of the headline, too");
        assert!(page.text.contains("In the edition of"), "{path}");
    }
    assert_eq!(house.get("/corrections?year=2025").await.status, StatusCode::NOT_FOUND);
    assert!(house.get("/corrections?year=soon").await.text.contains(shown));
    assert_eq!(house.get("/n/none/corrections").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_chief_lets_a_sending_go_on_mended() {
    let house = House::quick().await;
    house.send().await;
    house.store.start_printing(house.edition, house::now()).await.unwrap();
    house::correct(&house).await;
    let path = format!("/desk/edition/{}", house.edition);
    let editor = house.log_in("ed@example.org").await;
    let page = editor.get(&format!("{path}/progress")).await.text;
    assert!(
        page.contains("story &lt;3&gt; is left out") && page.contains("A chief decides"),
        "{page}"
    );
    let chief = house.log_in("chief@example.org").await;
    let page = chief.get(&format!("{path}/progress")).await;
    let seen = page.between("name=\"seen\" value=\"", "\"");
    assert!(seen.contains("withdrawal of story"), "{seen}");
    let other = chief.post(&format!("{path}/go-on-mended"), &[("seen", "something else")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    let on = chief.post(&format!("{path}/go-on-mended"), &[("seen", &seen)]).await;
    assert!(on.location.unwrap().ends_with("progress?did=goes-on"));
    let page = chief.get(&format!("{path}/progress")).await.text;
    assert!(!page.contains("stands still") && page.contains("let the sending go on mended"));
}

#[tokio::test]
async fn a_story_on_hold_says_so_at_its_address() {
    let house = House::quick().await;
    house.send().await;
    let before = house.get(&format!("/s/{}", house.stories[5])).await.location.unwrap();
    house::hold(&house, "f").await;
    let page = house.get(&before).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Under review") && page.text.contains("noindex"), "{}", page.text);
    assert!(!page.text.contains("Ferry line"), "{}", page.text);
    let bare = house.get(&format!("/s/{}", house.stories[5])).await.location.unwrap();
    assert!(bare.ends_with("/review"), "{bare}");
    let edition = house.get("/n/morning/2026-03-05").await.text;
    assert!(edition.contains("It is under review.") && !edition.contains("Ferry line 4 stops"));
}

#[tokio::test]
async fn none_may_be_needed_and_the_reason_is_kept() {
    let house = House::quick().await;
    sent_and_corrected(&house, &[("a@x.org", true)]).await;
    let editor = house.log_in("ed@example.org").await;
    let c = house.store.corrections(Corrections::Open).await.unwrap().remove(0);
    let version = c.version.to_string();
    let path = format!("/desk/correction/{}/dismiss", c.id);
    let why = [("version", version.as_str()), ("why", "")];
    assert_eq!(editor.post(&path, &why).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = [("version", version.as_str()), ("why", "Only a comma <moved>")];
    assert_eq!(editor.post(&path, &why).await.status, StatusCode::SEE_OTHER);
    let page = editor.get(&format!("/desk/correction/{}", c.id)).await.text;
    assert!(page.contains("Only a comma &lt;moved&gt;") && page.contains("None needed"));
    let c = house.store.correction(c.id).await.unwrap().unwrap();
    assert_eq!(c.state, CorrectionState::Dismissed);
    let public = house.get("/n/morning/2026-03-05").await.text;
    assert!(!public.contains("Correction, 5 March"));
}

#[tokio::test]
async fn a_draft_on_the_desk_shows_the_item_and_lets_it_be_left_out() {
    let house = House::quick().await;
    sent_and_corrected(&house, &[("a@x.org", true)]).await;
    let slot = house::new_slot(&house.store, house.stories[6], 0, house.stories[8]).await;
    let new = store::NewEdition {
        newsletter: house.newsletter,
        date: "2026-03-06".parse().unwrap(),
        send_at: "2026-03-06T05:30:00Z".parse().unwrap(),
        subject: "Tomorrow".into(),
        slots: vec![slot],
    };
    let id = house.store.lay_edition(new, house::now()).await.unwrap().unwrap();
    let editor = house.log_in("ed@example.org").await;
    note(&editor, &house, 1, WORDS, "yes").await;
    let path = format!("/desk/edition/{id}");
    let page = editor.get(&path).await.text;
    assert!(page.contains("above the foot") && page.contains("gusts of 130 km/h"));
    let rev = revision(&house, id).await;
    let out = editor.post(&format!("{path}/correction/1/leave-out"), &[("revision", &rev)]).await;
    assert!(out.location.unwrap().ends_with("did=left-out"));
    let page = editor.get(&path).await.text;
    assert!(!page.contains("above the foot"));
    let page = editor.get("/desk/correction/1").await.text;
    assert!(page.contains(&format!("left its item out of edition {id}")));
}

/// The lead's background is a sentence of another story.
#[tokio::test]
async fn a_correction_of_a_line_of_background_says_so_and_takes_it_off_the_web() {
    let house = House::quick().await;
    sent_and_corrected(&house, &[("a@x.org", true)]).await;
    let line = "Inspectors closed the bridge after finding cracks";
    assert!(house.get("/n/morning/2026-03-05").await.text.contains(line));
    let cracks = house.stories[8];
    let title = house.store.story(cracks).await.unwrap().unwrap().story.title();
    house::mend(&house, "i", &title, "No inspector found a crack in 2024, after all.").await;
    assert!(!house.get("/n/morning/2026-03-05").await.text.contains(line));
    let opened = house.store.corrections(Corrections::Open).await.unwrap();
    let case = opened.iter().find(|c| c.story == cracks).unwrap();
    let editor = house.log_in("ed@example.org").await;
    let page = editor.get(&format!("/desk/correction/{}", case.id)).await.text;
    for words in ["Correction of the background of “<span", "It is off the web page."] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

/// The lead carries a point of the ferries' story, which stands further down,
/// and one of the parade's, which stands nowhere in the edition.
#[tokio::test]
async fn a_correction_of_a_point_shows_what_readers_have_of_it() {
    let house = House::quick().await;
    let edition = house.store.edition(house.edition).await.unwrap().unwrap();
    let mut points = Vec::new();
    for (at, text) in [(5, "The ship <needs> a shaft."), (6, "Some 3,000 want to be first.")] {
        let of = house.store.story(house.stories[at]).await.unwrap().unwrap();
        points.push(story::SlotPoint {
            label: "figures".into(),
            text: text.into(),
            story: of.id,
            version: of.version,
            source: of.source_name,
            edited: false,
            carriers: vec![],
        });
    }
    let given = store::EditionChange::Points { slot: edition.slots[0].id, points: Some(points) };
    let chief = story::EditorId(1);
    let changed =
        house.store.change_edition(edition.id, edition.revision, given, chief, house::now());
    changed.await.unwrap();
    let readers = vec![(Address::parse("a@x.org").unwrap(), String::new(), Lang::of("en"))];
    let at = house::now();
    house.store.import_readers(house.newsletter, readers, Evidence::default(), at).await.unwrap();
    house.send().await;
    print(&house, house.edition, |_| true).await;
    for (key, headline, teaser) in [
        ("f", "Ferry line 4 stops for three days", "The ship needs a new shaft."),
        ("g", "Harbour bridge: cyclists plan a parade", "Some 2,000 want to be the first across."),
    ] {
        house::mend(&house, key, headline, teaser).await;
    }
    let editor = house.log_in("ed@example.org").await;
    let opened = house.store.corrections(Corrections::Open).await.unwrap();
    let of = |at: usize| opened.iter().find(|c| c.story == house.stories[at]).unwrap();
    let (ferry, parade) = (of(5), of(6));
    assert_eq!(ferry.slot, Some(edition.slots[5].id), "its own slot, not the one with the point");
    assert_eq!(parade.slot, Some(edition.slots[0].id));

    let page = editor.get(&format!("/desk/correction/{}", ferry.id)).await.text;
    for words in ["Correction of “<span", "Ferry line 4 stops for two days</b>", "&lt;needs&gt;"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let page = editor.get(&format!("/desk/correction/{}", parade.id)).await.text;
    for words in ["Correction of the points of “<span", ">Some 3,000 want to be first.</li>"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let lead = &edition.slots[0].text;
    assert!(!page.contains(lead.as_str()), "the lead's own words are not what was wrong: {page}");
    let note =
        [("version", parade.version.to_string()), ("wording", "Some 2,000, not 3,000.".into())];
    let note: Vec<(&str, &str)> = note.iter().map(|(k, v)| (*k, v.as_str())).collect();
    editor.post(&format!("/desk/correction/{}/note", parade.id), &note).await;
    let public = house.get("/n/morning/2026-03-05").await.text;
    assert!(public.contains("Some 2,000, not 3,000."), "at the lead, which carries it: {public}");
}

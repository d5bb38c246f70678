//! Errors in editions that went out: when a correction opens, what is decided,
//! what editions carry, and who is mailed.

use crate::newsroom::{Desk, address, at, drafted, noon, told};
use jiff::{SignedDuration, Timestamp, civil::date};
use press::ledger::Outcome;
use std::sync::Arc;
use store::*;
use story::*;

async fn desk(folder: &tempfile::TempDir) -> Desk {
    Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await
}

fn says(signal: Signal, lead: &str) -> Received {
    let story = Story {
        headline: Some("Dyke breaks".into()),
        lead: lead.into(),
        language: Lang::of("en"),
        ..Story::default()
    };
    Received { signal, story, ..told("a", "") }
}

const THREE: &str = "The flood killed 3 people on Sunday.";
const FIVE: &str = "The flood killed 5 people on Sunday.";

/// What these tests do with a desk.
mod act {
    use super::*;

    pub async fn lay(desk: &Desk, day: i8, slots: Vec<NewSlot>) -> EditionId {
        let new = NewEdition {
            newsletter: desk.title,
            date: date(2026, 3, day),
            send_at: at(&format!("2026-03-{day:02}T05:30:00Z")),
            subject: "The morning".into(),
            slots,
        };
        desk.store.lay_edition(new, noon()).await.unwrap().unwrap()
    }

    pub async fn freeze(desk: &Desk, id: EditionId) -> u64 {
        desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
        let edition = desk.load(id).await.approved().unwrap();
        let plate = NewPlate { bytes: vec![1], sha256: "00".into(), selector: String::new() };
        let frozen = desk.store.freeze(&edition, plate, edition.send_at).await.unwrap();
        desk.store.start_printing(id, noon()).await.unwrap();
        frozen
    }

    /// Prints what is open; gives who was granted a mail. `fate` says how each
    /// ends.
    pub async fn print(desk: &Desk, id: EditionId, fate: fn(&str) -> Outcome) -> Vec<String> {
        let mut to = Vec::new();
        for claim in desk.store.claim(id, 100, noon()).await.unwrap() {
            let permits = desk.store.commit(id, vec![], vec![claim.reader], noon()).await.unwrap();
            if permits == [press::ledger::Permit::Granted] {
                let end = vec![(claim.reader, fate(claim.address.as_str()))];
                desk.store.commit(id, end, vec![], noon()).await.unwrap();
                to.push(claim.address.to_string());
            }
        }
        to.sort();
        to
    }

    /// An edition with the story, sent to five: r0 and r1 have it, r2's is in
    /// doubt, r3 refused it, r4 had left before.
    pub async fn sent(desk: &Desk) -> EditionId {
        desk.file(vec![says(Signal::Update, THREE)], noon()).await;
        let story = desk.store.stories(StoryFilter::default()).await.unwrap().remove(0);
        let id = lay(desk, 2, vec![drafted(&story)]).await;
        desk.readers(5).await;
        assert_eq!(freeze(desk, id).await, 5);
        leave(desk, "r4@example.org").await;
        let got = print(desk, id, |who| match who {
            "r2@example.org" => Outcome::Uncertain { reply: "the line broke".into() },
            "r3@example.org" => {
                Outcome::Rejected { class: RejectClass::Address, reply: "550 no such user".into() }
            }
            _ => Outcome::Accepted { reply: "250 ok".into() },
        })
        .await;
        assert_eq!(got.len(), 4);
        assert!(desk.store.finish_printing(id, noon()).await.unwrap());
        id
    }

    pub async fn leave(desk: &Desk, who: &str) {
        let all = desk.store.readers(desk.title, "", 100).await.unwrap();
        let reader = all.into_iter().find(|(r, ..)| r.address == address(who)).unwrap().0;
        desk.store.leave(reader.id, desk.title, Evidence::default(), noon()).await.unwrap();
    }

    pub async fn skip(desk: &Desk, id: EditionId) {
        desk.step(id, EditionStep::Skip, desk.chief).await.unwrap();
    }

    pub async fn open(desk: &Desk) -> Vec<StoredCorrection> {
        desk.store.corrections(Corrections::Open).await.unwrap()
    }

    pub async fn note(desk: &Desk, c: &StoredCorrection, words: &str, next: bool) {
        let act = CorrectionAct::Note { wording: words.into(), next };
        desk.store.decide_correction(c.id, c.version, act, desk.editor, noon()).await.unwrap();
    }
}

#[tokio::test]
async fn what_opens_a_correction() {
    for (signal, lead, opens) in [
        (Signal::Correction, FIVE, true),
        (Signal::Withdrawal, "", true),
        (Signal::Repeat, FIVE, true),
        (Signal::Refile, FIVE, true),
        (Signal::Update, FIVE, false),
        (Signal::Refile, "The flood killed 3 people, on Sunday.", false),
        (Signal::Hold, THREE, false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(&folder).await;
        let id = act::sent(&desk).await;
        desk.file(vec![says(signal, lead)], noon()).await;
        let open = act::open(&desk).await;
        assert_eq!(open.len(), usize::from(opens), "{signal:?} {lead}");
        let Some(c) = open.first() else { continue };
        let story = desk.store.stories(StoryFilter::default()).await.unwrap().remove(0);
        assert_eq!((c.edition, c.version), (id, story.version));
        assert_eq!(desk.store.was_sent(c.id).await.unwrap(), 3);
        assert!(c.was < c.version);
        assert_eq!(c.headline, "Dyke breaks");
        // The same again opens nothing; a further version moves it on.
        desk.file(vec![says(signal, lead)], noon()).await;
        assert_eq!(act::open(&desk).await, open);
        // (A withdrawal stands until its source numbers a version higher.)
        if signal == Signal::Withdrawal {
            continue;
        }
        let mut further = says(Signal::Correction, "The flood killed 4 people on Monday.");
        further.version = Some(9);
        desk.file(vec![further], noon()).await;
        let moved = act::open(&desk).await;
        assert_eq!((moved.len(), moved[0].id, moved[0].was), (1, c.id, c.was));
        assert!(moved[0].version > c.version);
        // Who decides has to have seen that.
        let act = CorrectionAct::Dismiss { why: "no fact".into() };
        let late = desk.store.decide_correction(c.id, c.version, act, desk.editor, noon()).await;
        assert!(matches!(late, Err(StoreError::Changed)));
    }
}

#[tokio::test]
async fn a_draft_or_an_approved_edition_opens_none() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    let id = desk.edition().await;
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    desk.file(vec![Received { signal: Signal::Correction, ..told("a", "Changed") }], noon()).await;
    assert_eq!(act::open(&desk).await, []);
}

#[tokio::test]
async fn decisions_are_kept_with_who_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    act::sent(&desk).await;
    desk.file(vec![says(Signal::Correction, FIVE)], noon()).await;
    let c = act::open(&desk).await.remove(0);
    let decide = |act| desk.store.decide_correction(c.id, c.version, act, desk.editor, noon());
    for empty in [
        CorrectionAct::Dismiss { why: " ".into() },
        CorrectionAct::Note { wording: "\n".into(), next: true },
    ] {
        assert!(matches!(decide(empty).await, Err(StoreError::Refused(_))));
    }
    decide(CorrectionAct::Dismiss { why: "house-keeping".into() }).await.unwrap();
    assert_eq!(act::open(&desk).await, []);
    // Second thoughts may still put a note up; what is up stays.
    act::note(&desk, &c, "Five people died, not three.", false).await;
    let dismiss = CorrectionAct::Dismiss { why: "after all".into() };
    assert!(matches!(decide(dismiss).await, Err(StoreError::Refused(_))));
    let now = desk.store.correction(c.id).await.unwrap().unwrap();
    assert_eq!((now.state, now.noted, now.waits), (CorrectionState::Noted, Some(noon()), false));
    let log = desk.store.correction_log(c.id).await.unwrap();
    let who: Vec<_> = log.iter().map(|l| l.who.as_str()).collect();
    assert_eq!(who, ["desk", "ed@example.org", "ed@example.org"]);
    assert!(log[1].act.ends_with("house-keeping"), "{log:?}");
    assert!(log[2].act.ends_with("Five people died, not three."), "{log:?}");
}

#[tokio::test]
async fn the_next_edition_carries_an_item_once() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    act::sent(&desk).await;
    desk.file(vec![says(Signal::Correction, FIVE)], noon()).await;
    let c = act::open(&desk).await.remove(0);
    act::note(&desk, &c, "Five died.", true).await;
    let waits = |c: &StoredCorrection| (c.waits, c.carried.map(|e| e.1));
    let again = async || desk.store.correction(c.id).await.unwrap().unwrap();
    assert_eq!(waits(&again().await), (true, None));
    desk.file(vec![told("b", "Other news")], noon()).await;
    let all = desk.store.stories(StoryFilter::default()).await.unwrap();
    let other = all.iter().find(|s| s.story.title() == "Other news").unwrap();

    // The day is skipped: it waits for the next one.
    let third = act::lay(&desk, 3, vec![drafted(other)]).await;
    assert_eq!(desk.load(third).await.corrections[0].text, "Five died.");
    assert_eq!(waits(&again().await), (false, Some(date(2026, 3, 3))));
    desk.step(third, EditionStep::Skip, desk.chief).await.unwrap();
    assert_eq!(waits(&again().await), (true, None));

    // The next one is held and never goes out: the one after takes it over.
    let fourth = act::lay(&desk, 4, vec![drafted(other)]).await;
    desk.step(fourth, EditionStep::Hold, desk.chief).await.unwrap();
    let with = desk.load(fourth).await.revision;
    let fifth = act::lay(&desk, 5, vec![drafted(other)]).await;
    let held = desk.load(fourth).await;
    assert_eq!(held.corrections, []);
    assert!(held.revision > with, "an approval of what was seen with the item is refused");
    let edition = desk.load(fifth).await;
    assert_eq!(edition.corrections[0].date, date(2026, 3, 2));
    assert_eq!(edition.corrections[0].slot, again().await.slot);

    // Other words change what was approved, and so the approval falls.
    desk.step(fifth, EditionStep::Approve, desk.chief).await.unwrap();
    act::note(&desk, &c, "Five people died.", true).await;
    let edition = desk.load(fifth).await;
    assert_eq!(edition.state(), EditionState::InReview);
    assert_eq!(edition.corrections[0].text, "Five people died.");

    // Left out by hand, it does not come back by itself.
    let out = EditionChange::LeaveOut(c.id);
    desk.store.change_edition(fifth, edition.revision, out, desk.editor, noon()).await.unwrap();
    assert_eq!(waits(&again().await), (false, None));
    act::skip(&desk, fifth).await;
    let sixth = act::lay(&desk, 6, vec![drafted(other)]).await;
    assert_eq!(desk.load(sixth).await.corrections, []);

    // A draft that lies on the desk takes it at once, for whoever looks at it.
    let before = desk.load(sixth).await.revision;
    act::note(&desk, &c, "Five people died.", true).await;
    let edition = desk.load(sixth).await;
    assert_eq!(edition.corrections.len(), 1);
    assert!(edition.revision > before, "an approval of what was seen before is refused");
    act::freeze(&desk, sixth).await;
    act::note(&desk, &c, "Other words.", true).await;
    assert_eq!(desk.load(sixth).await.corrections[0].text, "Five people died.", "it went out");
    assert_eq!(waits(&again().await), (false, Some(date(2026, 3, 6))));
}

fn mail() -> NewCorrectionMail {
    NewCorrectionMail { date: date(2026, 3, 2), subject: "Correction: Dyke breaks".into() }
}

#[tokio::test]
async fn the_mail_goes_to_those_who_were_sent_the_error_once() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    let faulty = act::sent(&desk).await;
    desk.file(vec![says(Signal::Correction, FIVE)], noon()).await;
    let c = act::open(&desk).await.remove(0);
    let lay = |who| desk.store.lay_correction_mail(c.id, mail(), who, noon());
    assert!(lay(desk.chief).await.is_err(), "no note yet");
    act::note(&desk, &c, "Five died.", false).await;
    assert!(matches!(lay(desk.editor).await, Err(StoreError::Refused(_))), "no chief");
    let id = lay(desk.chief).await.unwrap();
    assert!(matches!(lay(desk.chief).await, Err(StoreError::Refused(_))), "one a correction");
    let again = desk.store.correction(c.id).await.unwrap().unwrap();
    assert_eq!((again.mail, again.carried, again.waits), (Some(id), None, false));

    // It is of its own kind, beside the edition of that day.
    let edition = desk.load(id).await;
    assert_eq!(edition.kind, EditionKind::Correction(c.id));
    assert_eq!(edition.corrections[0].text, "Five died.");
    let of_day = desk.store.edition_of(desk.title, date(2026, 3, 2)).await.unwrap().unwrap();
    assert_eq!(of_day.id, faulty);
    assert!(edition.approved().is_err(), "nothing goes out that no chief approved");
    let by_editor = desk.step(id, EditionStep::Approve, desk.editor).await;
    assert!(matches!(by_editor, Err(StoreError::Refused(_))));

    // Somebody new has signed up, and somebody who got it has left.
    let new = vec![(address("new@example.org"), "New".into(), Lang::of("en"))];
    desk.store.import_readers(desk.title, new, Evidence::default(), noon()).await.unwrap();
    act::leave(&desk, "r1@example.org").await;
    assert_eq!(act::freeze(&desk, id).await, 3);
    let got = act::print(&desk, id, |_| Outcome::Accepted { reply: "250 ok".into() }).await;
    assert_eq!(got, ["r0@example.org", "r2@example.org"]);
    assert!(desk.store.finish_printing(id, noon()).await.unwrap());
    let account = desk.store.account(id).await.unwrap();
    assert_eq!((account.accepted, account.suppressed, account.frozen), (2, 1, 3));

    // It is no edition of the archive.
    let archive = desk.store.archive(desk.title, 10).await.unwrap();
    assert_eq!(archive.iter().map(|e| e.id).collect::<Vec<_>>(), [faulty]);
    let kinds: Vec<_> = desk.store.editions(None, 10).await.unwrap();
    let kinds: Vec<_> = kinds.iter().map(|e| e.kind.as_str()).collect();
    assert_eq!(kinds, ["correction", "regular"]);
}

#[tokio::test]
async fn who_gets_it_is_known_only_once_the_edition_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    desk.file(vec![says(Signal::Update, THREE)], noon()).await;
    let story = desk.store.stories(StoryFilter::default()).await.unwrap().remove(0);
    let faulty = act::lay(&desk, 2, vec![drafted(&story)]).await;
    desk.readers(2).await;
    act::freeze(&desk, faulty).await;
    desk.file(vec![says(Signal::Correction, FIVE)], noon()).await;
    let c = act::open(&desk).await.remove(0);
    assert_eq!(desk.store.was_sent(c.id).await.unwrap(), 0);
    act::note(&desk, &c, "Five died.", false).await;
    let early = desk.store.lay_correction_mail(c.id, mail(), desk.chief, noon()).await;
    assert!(early.unwrap_err().to_string().contains("still being sent"));
    // Ended before anybody had it: there is nobody to be told.
    desk.store.end_here(faulty, desk.chief, noon()).await.unwrap();
    desk.store.expire(faulty, noon()).await.unwrap();
    assert!(desk.store.finish_printing(faulty, noon()).await.unwrap());
    let nobody = desk.store.lay_correction_mail(c.id, mail(), desk.chief, noon()).await;
    assert!(nobody.unwrap_err().to_string().contains("nobody"));
}

#[tokio::test]
async fn a_further_correction_stops_what_says_the_older_words() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    act::sent(&desk).await;
    desk.file(vec![says(Signal::Correction, FIVE)], noon()).await;
    let first = act::open(&desk).await.remove(0);
    act::note(&desk, &first, "Five died.", false).await;
    let id = desk.store.lay_correction_mail(first.id, mail(), desk.chief, noon()).await.unwrap();
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    let four = "The flood killed 4 people on Sunday.";
    desk.file(vec![says(Signal::Correction, four)], noon()).await;
    assert_eq!(desk.load(id).await.state(), EditionState::InReview);
    let refused = desk.step(id, EditionStep::Approve, desk.chief).await;
    assert!(refused.unwrap_err().to_string().contains("corrected again"));
    let second = act::open(&desk).await.remove(0);
    assert_ne!(second.id, first.id, "what was decided stays decided; this is another");
    assert_eq!(second.was, first.was);

    // It needed none: the first one's mail may go.
    let act = CorrectionAct::Dismiss { why: "the agency erred".into() };
    desk.store
        .decide_correction(second.id, second.version, act, desk.editor, noon())
        .await
        .unwrap();
    assert_eq!(act::freeze(&desk, id).await, 3);
    let six = "The flood killed 6 people on Sunday.";
    desk.file(vec![says(Signal::Correction, six)], noon()).await;
    assert!(desk.store.sending(id).await.unwrap().stopped.is_some(), "it stands still");
    // Let go on by a chief, it stops at the next one, too, though the correction
    // that it moves on is still to be decided.
    desk.store.go_on(id, desk.chief, noon()).await.unwrap();
    assert!(desk.store.sending(id).await.unwrap().stopped.is_none());
    desk.file(vec![says(Signal::Withdrawal, "")], noon()).await;
    assert_eq!(act::open(&desk).await.len(), 1);
    assert!(desk.store.sending(id).await.unwrap().stopped.is_some(), "it stands still again");
}

#[tokio::test]
async fn what_a_held_or_skipped_day_carried_goes_into_the_draft_that_lies_there() {
    for step in [EditionStep::Hold, EditionStep::Skip] {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(&folder).await;
        act::sent(&desk).await;
        desk.file(vec![says(Signal::Correction, FIVE)], noon()).await;
        let c = act::open(&desk).await.remove(0);
        act::note(&desk, &c, "Five died.", true).await;
        let story = desk.store.stories(StoryFilter::default()).await.unwrap().remove(0);
        let third = act::lay(&desk, 3, vec![drafted(&story)]).await;
        let fourth = act::lay(&desk, 4, vec![drafted(&story)]).await;
        assert_eq!(desk.load(third).await.corrections.len(), 1);
        let seen = desk.load(fourth).await;
        assert_eq!(seen.corrections, []);
        desk.step(third, step, desk.chief).await.unwrap();
        let taken = desk.load(fourth).await;
        assert_eq!(taken.corrections.len(), 1, "{step:?}");
        assert!(taken.revision > seen.revision, "an approval of what was seen is refused");
        assert_eq!(desk.load(third).await.corrections, []);
    }
}

#[tokio::test]
async fn a_mail_carries_its_correction_alone() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    act::sent(&desk).await;
    desk.file(vec![says(Signal::Correction, FIVE)], noon()).await;
    let c = act::open(&desk).await.remove(0);
    act::note(&desk, &c, "Five died.", false).await;
    let id = desk.store.lay_correction_mail(c.id, mail(), desk.chief, noon()).await.unwrap();
    let story = desk.store.stories(StoryFilter::default()).await.unwrap().remove(0);
    let revision = desk.load(id).await.revision;
    let add = EditionChange::Add(drafted(&story));
    let added = desk.store.change_edition(id, revision, add, desk.chief, noon()).await;
    assert!(added.unwrap_err().to_string().contains("its correction alone"));
}

#[tokio::test]
async fn a_skipped_mail_leaves_room_for_another() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    act::sent(&desk).await;
    desk.file(vec![says(Signal::Correction, FIVE)], noon()).await;
    let c = act::open(&desk).await.remove(0);
    act::note(&desk, &c, "Five died.", false).await;
    let later = noon() + SignedDuration::from_hours(1);
    let lay = |now: Timestamp| desk.store.lay_correction_mail(c.id, mail(), desk.chief, now);
    let first = lay(noon()).await.unwrap();
    desk.step(first, EditionStep::Skip, desk.chief).await.unwrap();
    let again = desk.store.correction(c.id).await.unwrap().unwrap();
    assert_eq!((again.mail, again.waits), (None, false));
    assert_ne!(lay(later).await.unwrap(), first);
}

//! An approval that fell because stories were withdrawn, and what the
//! newsletter's rule makes of it where nobody answers.

use crate::newsroom::{Desk, Phase, address, drafted, noon, says, told};
use std::sync::Arc;
use store::*;
use story::*;

/// An approved edition of the stories "a", "b", "c" and "d"; the slot of "d"
/// carries points of "b" and of "c".
async fn approved() -> (Desk, EditionId, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await;
    let keys = ["a", "b", "c", "d"];
    desk.file(keys.map(|key| says(key, &lead(key))).into(), noon()).await;
    let mut slots = Vec::new();
    for key in keys {
        slots.push(drafted(&desk.of(key).await));
    }
    let new = NewEdition {
        newsletter: desk.title,
        date: "2026-03-02".parse().unwrap(),
        send_at: "2026-03-02T05:30:00Z".parse().unwrap(),
        subject: "Tonight: Dyke breaks, b".into(),
        slots,
    };
    let id = desk.store.lay_edition(new, noon()).await.unwrap().unwrap();
    let there = desk.load(id).await;
    let point = |s: StoredStory| SlotPoint {
        label: String::new(),
        text: s.story.lead.clone(),
        story: s.id,
        version: s.version,
        source: "Courier".into(),
        edited: false,
        carriers: vec![],
    };
    let points = Some(vec![point(desk.of("b").await), point(desk.of("c").await)]);
    change(&desk, id, EditionChange::Points { slot: there.slots[3].id, points }).await;
    let words = EditionChange::Words {
        subject: there.subject.clone(),
        preface: "Also in this edition: Dyke breaks, b · Dyke breaks, c".into(),
    };
    change(&desk, id, words).await;
    desk.bring(id, Phase::Approved).await;
    (desk, id, folder)
}

fn lead(key: &str) -> String {
    format!("The dyke of {key} broke in the night.")
}

async fn change(desk: &Desk, id: EditionId, change: EditionChange) {
    let revision = desk.load(id).await.revision;
    desk.store.change_edition(id, revision, change, desk.editor, noon()).await.unwrap();
}

async fn withdraw(desk: &Desk, key: &str) {
    desk.file(vec![Received { signal: Signal::Withdrawal, ..says(key, &lead(key)) }], noon()).await;
}

#[tokio::test]
async fn what_was_withdrawn_is_left_out_and_the_approval_holds_for_the_rest() {
    let (desk, id, _folder) = approved().await;
    let before = desk.load(id).await;
    assert!(!desk.store.has_fallen(id).await.unwrap());
    let early = desk.store.leave_out_withdrawn(id, 1, noon()).await;
    assert!(matches!(early, Err(StoreError::Changed)), "its approval stands: {early:?}");

    withdraw(&desk, "b").await;
    assert!(desk.store.has_fallen(id).await.unwrap());
    assert!(desk.store.editions(None, 9).await.unwrap()[0].fell);
    desk.store.leave_out_withdrawn(id, 3, noon()).await.unwrap();
    let after = desk.load(id).await;
    assert_eq!(after.state(), EditionState::Approved);
    assert_eq!(after.approval(), before.approval(), "whose it was, and when");
    let headlines: Vec<&str> = after.slots.iter().map(|s| s.headline.as_str()).collect();
    assert_eq!(headlines, ["Dyke breaks, a", "Dyke breaks, c", "Dyke breaks, d"]);
    let points = after.slots[2].points.as_ref().unwrap();
    assert_eq!(points.iter().map(|p| p.text.clone()).collect::<Vec<_>>(), [lead("c")]);
    // What quotes it gives way; not a word of it goes out.
    assert_eq!((after.subject.as_str(), after.preface.as_str()), ("The Morning", ""));
    assert_eq!(after.slots[0], before.slots[0], "the rest is as it was approved");
    let log = desk.store.edition_log(id).await.unwrap();
    let line = log.iter().find(|l| l.act.starts_with("left out story")).unwrap();
    assert_eq!(line.who, "desk");
    assert!(line.act.contains("the approval by chief@example.org holds"), "{}", line.act);
    assert!(!line.act.contains("Dyke"), "{}", line.act);
    assert!(!desk.store.has_fallen(id).await.unwrap(), "once");
    let told: Vec<String> = desk.store.alerts().await.unwrap().into_iter().map(|a| a.why).collect();
    assert!(told[0].starts_with("The approval was taken back: a withdrawal of story"), "{told:?}");
    assert!(told[1].starts_with("The desk left out story"), "{told:?}");
    desk.freeze(id).await.unwrap();
}

#[tokio::test]
async fn a_preface_that_quotes_a_sentence_of_it_goes_as_well() {
    let (desk, id, _folder) = approved().await;
    let words = EditionChange::Words {
        subject: "Tonight".into(),
        preface: format!("{} More below.", lead("a")),
    };
    change(&desk, id, words).await;
    desk.bring(id, Phase::Approved).await;
    withdraw(&desk, "a").await;
    desk.store.leave_out_withdrawn(id, 1, noon()).await.unwrap();
    let there = desk.load(id).await;
    assert_eq!((there.subject.as_str(), there.preface.as_str()), ("Tonight", ""));
}

#[tokio::test]
async fn two_are_left_out_at_once_but_never_too_many() {
    let (desk, id, _folder) = approved().await;
    withdraw(&desk, "a").await;
    withdraw(&desk, "c").await;
    let few = desk.store.leave_out_withdrawn(id, 3, noon()).await;
    assert!(matches!(&few, Err(StoreError::Refused(why)) if why.contains("2 stories")), "{few:?}");
    assert_eq!(desk.load(id).await.slots.len(), 4, "nothing is done by halves");
    desk.store.leave_out_withdrawn(id, 2, noon()).await.unwrap();
    let there = desk.load(id).await;
    assert_eq!((there.state(), there.slots.len()), (EditionState::Approved, 2));
    for key in ["b", "d"] {
        withdraw(&desk, key).await;
    }
    let none = desk.store.leave_out_withdrawn(id, 0, noon()).await;
    assert!(matches!(&none, Err(StoreError::Refused(_))), "an edition without a story: {none:?}");
}

#[tokio::test]
async fn anything_else_waits_for_a_person() {
    let came = |signal, lead: &str| Received { signal, ..says("c", lead) };
    let embargo = Some("2026-03-05T12:00:00Z".parse().unwrap());
    for (what, received) in [
        ("a correction", came(Signal::Correction, "The dyke of c broke at 3.")),
        ("other facts", came(Signal::Update, "The dyke of c did not break in the night.")),
        ("a hold", came(Signal::Hold, &lead("c"))),
        ("an embargo", Received { embargo, ..came(Signal::Update, &lead("c")) }),
    ] {
        for first in [true, false] {
            let (desk, id, _folder) = approved().await;
            if first {
                desk.file(vec![received.clone()], noon()).await;
                withdraw(&desk, "a").await;
            } else {
                withdraw(&desk, "a").await;
                desk.file(vec![received.clone()], noon()).await;
            }
            let done = desk.store.leave_out_withdrawn(id, 1, noon()).await;
            assert!(matches!(done, Err(StoreError::Refused(_))), "{what}: {done:?}");
            let there = desk.load(id).await;
            assert_eq!((there.state(), there.slots.len()), (EditionState::InReview, 4), "{what}");
        }
    }
    let (desk, id, _folder) = approved().await;
    desk.file(vec![Received { signal: Signal::Correction, ..says("a", "It broke at 3.") }], noon())
        .await;
    let none = desk.store.leave_out_withdrawn(id, 1, noon()).await;
    assert!(matches!(&none, Err(StoreError::Refused(why)) if why.contains("none")), "{none:?}");
}

#[tokio::test]
async fn whoever_touches_it_decides() {
    let (desk, id, _folder) = approved().await;
    withdraw(&desk, "a").await;
    let slot = desk.load(id).await.slots[1].id;
    let rewrite = EditionChange::Rewrite { slot, headline: "Ours".into(), text: "Words.".into() };
    change(&desk, id, rewrite).await;
    assert!(!desk.store.has_fallen(id).await.unwrap());
    let done = desk.store.leave_out_withdrawn(id, 1, noon()).await;
    assert!(matches!(done, Err(StoreError::Changed)), "{done:?}");
    // Taken back by a chief it has not fallen at all.
    let (desk, id, _folder) = approved().await;
    desk.step(id, EditionStep::TakeBack, desk.chief).await.unwrap();
    withdraw(&desk, "a").await;
    let done = desk.store.leave_out_withdrawn(id, 1, noon()).await;
    assert!(matches!(done, Err(StoreError::Changed)), "{done:?}");
}

#[tokio::test]
async fn words_that_were_approved_do_not_follow_a_refile_meanwhile() {
    let (desk, id, _folder) = approved().await;
    withdraw(&desk, "a").await;
    let better = "The dyke of c broke, in the night!";
    desk.file(vec![Received { keys: told("c", "").keys, ..says("c", better) }], noon()).await;
    desk.store.leave_out_withdrawn(id, 1, noon()).await.unwrap();
    let slot = desk.load(id).await.slots.into_iter().find(|s| s.headline.ends_with('c')).unwrap();
    assert_eq!(slot.text, lead("c"));
}

#[tokio::test]
async fn chiefs_are_told_once_and_of_a_breach_too() {
    let (desk, id, _folder) = approved().await;
    desk.freeze(id).await.unwrap();
    desk.store.start_printing(id, noon()).await.unwrap();
    assert!(desk.store.finish_printing(id, noon()).await.unwrap());
    let embargo = Some("2026-03-05T12:00:00Z".parse().unwrap());
    for _ in 0..2 {
        let held = Received { embargo, ..says("c", &format!("{} Now.", lead("c"))) };
        desk.file(vec![held], noon()).await;
    }
    let alerts = desk.store.alerts().await.unwrap();
    let [breach] = alerts.as_slice() else { panic!("{alerts:?}") };
    assert!(breach.why.starts_with("A breach: an embargo of story") && breach.edition == id);
    let mail = NewNotice {
        from: address("desk@example.org"),
        to: address("chief@example.org"),
        message: b"Subject: look\r\n\r\n".to_vec(),
    };
    for _twice in 0..2 {
        let mails = vec![mail.clone()];
        desk.store.alerted(vec![breach.id], mails, noon()).await.unwrap();
    }
    assert_eq!(desk.store.alerts().await.unwrap(), []);
    let queue: Arc<dyn Store> = desk.store.clone();
    assert_eq!(press::ledger::Outbox::due(&*queue, 9, noon()).await.unwrap().len(), 1);
}

//! What becomes of a line of background, and of the edition that shows it, when
//! something becomes of its story (phase of the edition × what comes in).

use crate::newsroom::{Desk, Phase, drafted, noon, says, told};
use jiff::SignedDuration;
use std::sync::Arc;
use store::*;
use story::*;

const THREE: &str = "The flood of 1931 killed 3 people.";
const FIVE: &str = "The flood of 1931 killed 5 people.";
const MORE: &str = "A dam was built in 1940.";

/// An edition with the story "a", whose slot shows a line of "b".
async fn edition(desk: &Desk, phase: Phase) -> EditionId {
    desk.file(vec![says("b", &format!("{THREE} {MORE}"))], noon()).await;
    let id = edition_on(desk).await;
    desk.bring(id, phase).await;
    id
}

/// A draft with a line of "b" as it once was.
async fn edition_on(desk: &Desk) -> EditionId {
    desk.file(vec![says("a", "A dyke broke.")], noon()).await;
    let (a, b) = (desk.of("a").await, desk.of("b").await);
    let line = SlotPart {
        story: b.id,
        date: "2026-02-01".parse().unwrap(),
        text: THREE.into(),
        source: "Courier".into(),
        kind: Kind::News,
        reason: String::new(),
    };
    let new = NewEdition {
        newsletter: desk.title,
        date: "2026-03-02".parse().unwrap(),
        send_at: "2026-03-02T05:30:00Z".parse().unwrap(),
        subject: "Dyke breaks".into(),
        slots: vec![NewSlot { background: vec![line], ..drafted(&a) }],
    };
    desk.store.lay_edition(new, noon()).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_line_falls_with_its_words() {
    let embargo = Some(noon() + SignedDuration::from_hours(48));
    let all = format!("{THREE} {MORE}");
    let came = |signal, lead: &str| Received { signal, ..says("b", lead) };
    let other = "The flood of 1931 killed 3 people. A dam was built in 1948.";
    for (what, received, falls, stops, mends) in [
        ("withdrawn", came(Signal::Withdrawal, &all), true, true, true),
        ("corrected", came(Signal::Correction, FIVE), true, true, true),
        ("corrected elsewhere", came(Signal::Correction, other), false, false, false),
        ("on hold", came(Signal::Hold, &all), true, true, false),
        ("an advisory", came(Signal::Advisory, &all), true, true, false),
        ("other facts", came(Signal::Update, FIVE), true, false, false),
        ("repeated with other facts", came(Signal::Repeat, FIVE), true, false, true),
        ("embargoed", Received { embargo, ..came(Signal::Update, &all) }, true, true, false),
        ("longer", came(Signal::Update, &format!("{all} Ferries wait.")), false, false, false),
    ] {
        for phase in Phase::ALL {
            let case = format!("{what}: {phase:?}");
            let folder = tempfile::tempdir().unwrap();
            let desk = Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await;
            let id = edition(&desk, phase).await;
            let (before, b) = (desk.load(id).await, desk.of("b").await.id);
            assert_eq!(desk.store.is_public(b).await.unwrap(), phase >= Phase::Frozen, "{case}");
            desk.file(vec![Received { keys: told("b", "").keys, ..received.clone() }], noon())
                .await;

            let there = desk.load(id).await;
            assert_eq!(there.slots[0].background.is_empty(), falls, "{case}");
            assert_eq!(there.state(), before.state(), "{case}: a line less is nothing to approve");
            let seen = falls && phase < Phase::Frozen;
            assert_eq!(there.revision > before.revision, seen, "{case}");
            let log = desk.store.edition_log(id).await.unwrap();
            let told = log.iter().any(|l| l.act.starts_with("took a line of background out"));
            assert_eq!(told, falls, "{case}: {log:?}");
            let opened = desk.store.corrections(Corrections::Of(id)).await.unwrap();
            let stopped = desk.store.sending(id).await.unwrap().stopped;
            let going = matches!(phase, Phase::Frozen | Phase::Printing);
            assert_eq!(stopped.is_some(), going && stops, "{case}: {stopped:?}");
            assert_eq!(opened.len(), usize::from(mends && phase >= Phase::Frozen), "{case}");
            if let Some(c) = opened.first() {
                assert_eq!((c.slot, c.story), (Some(there.slots[0].id), b), "{case}");
            }
            if phase == Phase::Approved {
                desk.freeze(id).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn a_line_is_measured_against_the_newest_version_that_said_it() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await;
    let id = edition(&desk, Phase::Drafted).await;
    desk.file(vec![says("b", &format!("{THREE} Ferries wait."))], noon()).await;
    let longer = desk.of("b").await.version;
    desk.bring(id, Phase::Sent).await;
    desk.file(vec![Received { signal: Signal::Correction, ..says("b", FIVE) }], noon()).await;
    let opened = desk.store.corrections(Corrections::Of(id)).await.unwrap();
    assert_eq!(opened.iter().map(|c| c.was).collect::<Vec<_>>(), [longer]);
}

#[tokio::test]
async fn a_line_that_its_story_has_unsaid_meanwhile_is_not_laid() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await;
    desk.file(vec![says("b", THREE)], noon()).await;
    desk.file(vec![Received { signal: Signal::Correction, ..says("b", FIVE) }], noon()).await;
    let id = edition_on(&desk).await;
    assert_eq!(desk.load(id).await.slots[0].background, []);
}

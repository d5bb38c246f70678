//! What becomes of an edition whose slot carries a point of another story, when
//! something becomes of that story (phase of the edition × what comes in).

use crate::newsroom::{Desk, Phase, drafted, noon, says, told};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use store::*;
use story::*;

const THREE: &str = "The flood killed 3 people on Sunday.";
const FIVE: &str = "The flood killed 5 people on Sunday.";

/// An edition with the story "a", whose slot carries a point of "b" that "c"
/// carries, too.
async fn edition(desk: &Desk, phase: Phase) -> EditionId {
    let all = ["a", "b", "c"].map(|key| says(key, THREE));
    desk.file(all.into(), noon()).await;
    let (a, b, c) = (desk.of("a").await, desk.of("b").await, desk.of("c").await);
    let new = NewEdition {
        newsletter: desk.title,
        date: "2026-03-02".parse().unwrap(),
        send_at: "2026-03-02T05:30:00Z".parse().unwrap(),
        subject: "Dyke breaks".into(),
        slots: vec![drafted(&a)],
    };
    let id = desk.store.lay_edition(new, noon()).await.unwrap().unwrap();
    let carrier = |s: &StoredStory| PointSource { story: s.id, version: s.version };
    let point = SlotPoint {
        label: String::new(),
        text: THREE.into(),
        story: b.id,
        version: b.version,
        source: "Courier, NPA".into(),
        edited: false,
        carriers: vec![carrier(&b), carrier(&c)],
    };
    give(desk, id, Some(vec![point])).await;
    desk.bring(id, phase).await;
    id
}

async fn give(desk: &Desk, id: EditionId, points: Option<Vec<SlotPoint>>) {
    let there = desk.load(id).await;
    let change = EditionChange::Points { slot: there.slots[0].id, points };
    desk.store.change_edition(id, there.revision, change, desk.editor, noon()).await.unwrap();
}

#[tokio::test]
async fn what_becomes_of_a_points_story_becomes_of_the_edition() {
    let embargo = Some(noon() + SignedDuration::from_hours(48));
    let came = |signal, lead| Received { signal, ..says("", lead) };
    for (what, received, unsettles, mends) in [
        ("withdrawn", came(Signal::Withdrawal, THREE), true, true),
        ("corrected", came(Signal::Correction, FIVE), true, true),
        ("on hold", came(Signal::Hold, THREE), true, false),
        ("other facts", came(Signal::Update, FIVE), true, false),
        ("embargoed", Received { embargo, ..came(Signal::Update, THREE) }, true, false),
        ("refiled", came(Signal::Update, "The flood killed 3 people, on Sunday!"), false, false),
        ("longer", came(Signal::Update, &format!("{THREE} Ferries wait.")), false, false),
    ] {
        for key in ["b", "c"] {
            for phase in Phase::ALL {
                let case = format!("{what}: {key}, {phase:?}");
                let folder = tempfile::tempdir().unwrap();
                let store = Arc::new(Sqlite::open(folder.path()).unwrap());
                let desk = Desk::set_up(store).await;
                let id = edition(&desk, phase).await;
                let mut version = Received { keys: told(key, "").keys, ..received.clone() };
                version.story.headline = Some(format!("Dyke breaks, {key}"));
                desk.file(vec![version], noon()).await;

                let stale = desk.store.stale_points(id).await.unwrap();
                assert_eq!(stale.len(), usize::from(unsettles), "{case}: {stale:?}");
                let there = desk.load(id).await;
                let stopped = desk.store.sending(id).await.unwrap().stopped;
                let opened = desk.store.corrections(Corrections::Of(id)).await.unwrap();
                match phase {
                    Phase::Drafted | Phase::Approved => {
                        let holds = phase == Phase::Approved && !unsettles;
                        assert_eq!(there.state() == EditionState::Approved, holds, "{case}");
                        let step = desk.step(id, EditionStep::Approve, desk.chief).await;
                        match step {
                            Err(StoreError::Refused(why)) if unsettles => {
                                let names = format!("the point “{THREE}”");
                                assert!(why.contains(&names), "{case}: {why}");
                                // What the editor is told mends it.
                                give(&desk, id, None).await;
                                desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
                                desk.freeze(id).await.unwrap();
                            }
                            other => assert!(!unsettles, "{case}: {other:?}"),
                        }
                        assert!(opened.is_empty(), "{case}");
                    }
                    Phase::Frozen | Phase::Printing => {
                        assert_eq!(opened.len(), usize::from(mends), "{case}: {opened:?}");
                        let grave = !matches!(what, "other facts" | "refiled" | "longer");
                        assert_eq!(stopped.is_some(), grave, "{case}: {stopped:?}");
                    }
                    Phase::Sent => {
                        assert_eq!(stopped, None, "{case}");
                        assert_eq!(opened.len(), usize::from(mends), "{case}: {opened:?}");
                        if let Some(c) = opened.first() {
                            assert_eq!(c.slot, Some(there.slots[0].id), "{case}");
                        }
                    }
                }
            }
        }
    }
}

/// What the story "b" comes to say, free for readers at that time.
fn later(signal: Signal, lead: &str, embargo: Timestamp) -> Received {
    Received { signal, embargo: Some(embargo), ..says("b", lead) }
}

#[tokio::test]
async fn a_gate_asks_for_the_time_that_it_would_let_the_edition_out() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await;
    let id = edition(&desk, Phase::Drafted).await;
    let hour = desk.load(id).await.send_at;
    let hours = SignedDuration::from_hours;
    // Free before the hour, but not before that.
    desk.file(vec![later(Signal::Update, THREE, hour - hours(1))], noon()).await;
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    let early = desk.step(id, EditionStep::Reschedule(hour - hours(2)), desk.chief).await;
    assert!(early.unwrap_err().to_string().contains("under embargo"), "it would go out too early");
    desk.step(id, EditionStep::Reschedule(hour - hours(1)), desk.chief).await.unwrap();

    // Corrected under an embargo: who is so late that it has ended has not seen
    // the correction yet.
    let ends = hour + hours(1);
    desk.file(vec![later(Signal::Correction, FIVE, ends)], noon()).await;
    let revision = desk.load(id).await.revision;
    let step = EditionStep::Approve;
    let late = desk.store.step_edition(id, revision, step, Some(desk.chief), ends).await;
    assert!(late.unwrap_err().to_string().contains("was corrected"), "nobody has looked");
}

#[tokio::test]
async fn a_correction_stands_at_the_storys_own_slot_where_it_has_one() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await;
    let id = edition(&desk, Phase::Drafted).await;
    let b = desk.of("b").await;
    let revision = desk.load(id).await.revision;
    let add = EditionChange::Add(drafted(&b));
    desk.store.change_edition(id, revision, add, desk.editor, noon()).await.unwrap();
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    desk.freeze(id).await.unwrap();
    desk.file(vec![Received { signal: Signal::Correction, ..says("b", FIVE) }], noon()).await;
    let opened = desk.store.corrections(Corrections::Of(id)).await.unwrap();
    let [c] = opened.as_slice() else { panic!("one error, one correction: {opened:?}") };
    let own = desk.load(id).await.slots.into_iter().find(|s| s.story == b.id).unwrap();
    assert_eq!((c.slot, c.headline.as_str()), (Some(own.id), "Dyke breaks, b"));
}

//! What becomes of an edition whose slot carries a point of another story, when
//! something becomes of that story (phase of the edition × what comes in).

#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod newsroom;

use jiff::SignedDuration;
use newsroom::{Desk, noon, told};
use std::sync::Arc;
use store::*;
use story::*;

const THREE: &str = "The flood killed 3 people on Sunday.";
const FIVE: &str = "The flood killed 5 people on Sunday.";

fn says(key: &str, lead: &str) -> Received {
    let story = Story {
        headline: Some(format!("Dyke breaks, {key}")),
        lead: lead.into(),
        language: Lang::of("en"),
        ..Story::default()
    };
    Received { story, ..told(key, "") }
}

/// How far the edition is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Drafted,
    Approved,
    Printing,
    Sent,
}

/// An edition with the story "a", whose slot carries a point of "b" that "c"
/// carries, too.
async fn edition(desk: &Desk, phase: Phase) -> EditionId {
    let all = ["a", "b", "c"].map(|key| says(key, THREE));
    desk.file(all.into(), noon()).await;
    let of = async |key: &str| {
        let search = Some(format!("breaks, {key}"));
        let found = desk.store.stories(StoryFilter { search, ..StoryFilter::default() }).await;
        found.unwrap().remove(0)
    };
    let (a, b, c) = (of("a").await, of("b").await, of("c").await);
    let slot = NewSlot {
        section: 0,
        story: a.id,
        version: a.version,
        headline: "Dyke breaks".into(),
        text: THREE.into(),
        reason: "own".into(),
        origin: SlotOrigin::Draft,
        background: vec![],
    };
    let new = NewEdition {
        newsletter: desk.title,
        date: "2026-03-02".parse().unwrap(),
        send_at: "2026-03-02T05:30:00Z".parse().unwrap(),
        subject: "Dyke breaks".into(),
        slots: vec![slot],
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
    if phase == Phase::Drafted {
        return id;
    }
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    if phase == Phase::Approved {
        return id;
    }
    freeze(desk, id).await.unwrap();
    desk.store.start_printing(id, noon()).await.unwrap();
    if phase == Phase::Sent {
        assert!(desk.store.finish_printing(id, noon()).await.unwrap());
    }
    id
}

async fn give(desk: &Desk, id: EditionId, points: Option<Vec<SlotPoint>>) {
    let there = desk.load(id).await;
    let change = EditionChange::Points { slot: there.slots[0].id, points };
    desk.store.change_edition(id, there.revision, change, desk.editor, noon()).await.unwrap();
}

async fn freeze(desk: &Desk, id: EditionId) -> Result<u64> {
    let approved = desk.load(id).await.approved().unwrap();
    let plate = NewPlate { bytes: vec![1], sha256: "00".into(), selector: String::new() };
    desk.store.freeze(&approved, plate, approved.send_at).await
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
            for phase in [Phase::Drafted, Phase::Approved, Phase::Printing, Phase::Sent] {
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
                                assert!(why.contains("its points rest on"), "{case}: {why}");
                                // What the editor is told mends it.
                                give(&desk, id, None).await;
                                desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
                                freeze(&desk, id).await.unwrap();
                            }
                            other => assert!(!unsettles, "{case}: {other:?}"),
                        }
                        assert!(opened.is_empty(), "{case}");
                    }
                    Phase::Printing => {
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

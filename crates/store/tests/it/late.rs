//! Late news: kept, dismissed, taken; the approval is a person's to take back.

use crate::newsroom::{Desk, noon, told};
use std::sync::Arc;
use store::*;
use story::*;

async fn desk(folder: &tempfile::TempDir) -> Desk {
    Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await
}

/// An approved edition, and the number of a story that came after.
async fn approved(desk: &Desk) -> (EditionId, StoredStory) {
    let id = desk.edition().await;
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    desk.file(vec![told("late", "Dam breaks")], noon()).await;
    let all = desk.store.stories(StoryFilter::default()).await.unwrap();
    (id, all.into_iter().find(|s| s.story.title() == "Dam breaks").unwrap())
}

async fn found(desk: &Desk, id: EditionId, story: StoryId) -> NewLate {
    let replaces = desk.load(id).await.slots[0].story;
    NewLate { story, came: story, replaces, reason: "Score 9.9".into() }
}

async fn outcomes(desk: &Desk, id: EditionId) -> Vec<Option<LateOutcome>> {
    let all = desk.store.late_news(id).await.unwrap();
    all.into_iter().map(|l| l.outcome.map(|o| o.0)).collect()
}

#[tokio::test]
async fn a_flag_touches_no_approval_and_what_is_dismissed_stays_dismissed() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    let (id, dam) = approved(&desk).await;
    let late = found(&desk, id, dam.id).await;
    let revision = desk.load(id).await.revision;
    desk.store.set_late(id, revision - 1, Some(late.clone()), noon()).await.unwrap();
    assert_eq!(outcomes(&desk, id).await, [], "of another revision");
    for _twice in 0..2 {
        desk.store.set_late(id, revision, Some(late.clone()), noon()).await.unwrap();
        assert_eq!(outcomes(&desk, id).await, [None]);
    }
    let edition = desk.load(id).await;
    assert_eq!((edition.state(), edition.revision), (EditionState::Approved, revision));

    desk.store.dismiss_late(id, dam.id, desk.editor, noon()).await.unwrap();
    let again = desk.store.dismiss_late(id, dam.id, desk.editor, noon()).await;
    assert!(matches!(again, Err(StoreError::Refused(_))));
    desk.store.set_late(id, revision, Some(late), noon()).await.unwrap();
    let kept = desk.store.late_news(id).await.unwrap();
    assert_eq!(kept.len(), 1, "it is not brought up again");
    assert_eq!(kept[0].outcome, Some((LateOutcome::Dismissed, noon())));
    assert_eq!(kept[0].by.as_deref(), Some("ed@example.org"));
    let log = desk.store.edition_log(id).await.unwrap();
    assert_eq!(log.iter().filter(|l| l.act.contains("late news")).count(), 2, "{log:?}");
}

#[tokio::test]
async fn what_is_taken_leads_and_all_words_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    let (id, dam) = approved(&desk).await;
    let late = found(&desk, id, dam.id).await;
    let edition = desk.load(id).await;
    desk.store.set_late(id, edition.revision, Some(late), noon()).await.unwrap();
    let slot = NewSlot {
        section: 0,
        story: dam.id,
        version: dam.version,
        headline: "Dam breaks".into(),
        text: "Ours.".into(),
        reason: "late".into(),
        origin: SlotOrigin::Editor,
        background: vec![],
    };
    let take =
        |new| EditionChange::TakeLate { story: dam.id, new, order: vec![(edition.slots[0].id, 1)] };
    // Neither in the edition nor brought along.
    let nothing =
        desk.store.change_edition(id, edition.revision, take(None), desk.editor, noon()).await;
    assert!(matches!(nothing, Err(StoreError::Changed)));
    assert_eq!(outcomes(&desk, id).await, [None], "all or nothing");

    let take = take(Some(slot));
    desk.store
        .change_edition(id, edition.revision, take.clone(), desk.editor, noon())
        .await
        .unwrap();
    let now = desk.load(id).await;
    assert_eq!(now.state(), EditionState::InReview);
    let told: Vec<_> = now.slots.iter().map(|s| (s.section, s.headline.as_str())).collect();
    assert_eq!(told, [(0, "Dam breaks"), (1, "Dyke breaks")]);
    assert_eq!(now.slots[1].text, edition.slots[0].text);
    assert_eq!(outcomes(&desk, id).await, [Some(LateOutcome::Taken)]);
    let twice = desk.store.change_edition(id, now.revision, take, desk.editor, noon()).await;
    assert!(matches!(twice, Err(StoreError::Refused(_))));
}

#[tokio::test]
async fn what_would_lead_no_longer_has_passed_and_may_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    let (id, dam) = approved(&desk).await;
    let late = found(&desk, id, dam.id).await;
    let revision = desk.load(id).await.revision;
    for (found, want) in [
        (Some(late.clone()), vec![None]),
        (None, vec![Some(LateOutcome::Passed)]),
        (Some(late), vec![Some(LateOutcome::Passed), None]),
    ] {
        desk.store.set_late(id, revision, found, noon()).await.unwrap();
        assert_eq!(outcomes(&desk, id).await, want);
    }
}

//! Pictures of slots: who may see one, from when, and what takes it away.

use crate::newsroom::{Desk, at, noon, told};
use jiff::SignedDuration;
use std::sync::Arc;
use store::*;
use story::*;

async fn desk() -> (Desk, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(folder.path()).unwrap());
    (Desk::set_up(store).await, folder)
}

fn name(digit: &str) -> PictureName {
    PictureName::parse(&digit.repeat(64)).unwrap()
}

fn picture(digit: &str, alt: &str) -> SlotPicture {
    SlotPicture {
        name: name(digit),
        width: 1200,
        height: 800,
        url: format!("https://courier.example/{digit}.png"),
        alt: alt.into(),
        credit: "Ann Example".into(),
    }
}

/// The first slot of the edition shows that picture.
async fn show(
    desk: &Desk,
    id: EditionId,
    picture: Option<SlotPicture>,
    bytes: Option<&[u8]>,
) -> Result<i64> {
    let edition = desk.load(id).await;
    let (slot, bytes) = (edition.slots[0].id, bytes.map(<[u8]>::to_vec));
    let change = EditionChange::Picture { slot, picture, bytes };
    desk.store.change_edition(id, edition.revision, change, desk.editor, noon()).await
}

async fn seen(desk: &Desk, digit: &str) -> Option<Vec<u8>> {
    desk.store.public_picture(name(digit), noon()).await.unwrap()
}

async fn freeze(desk: &Desk, id: EditionId) {
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    let edition = desk.load(id).await.approved().unwrap();
    let plate = NewPlate { bytes: vec![1], sha256: "00".into(), selector: String::new() };
    desk.store.freeze(&edition, plate, edition.send_at).await.unwrap();
}

#[tokio::test]
async fn a_choice_is_a_change_like_any_other() {
    let (desk, _folder) = desk().await;
    let id = desk.edition().await;
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    let shown = picture("a", "The dyke, broken");
    show(&desk, id, Some(shown.clone()), Some(b"jpeg a")).await.unwrap();
    let edition = desk.load(id).await;
    assert_eq!(edition.state(), EditionState::InReview, "the approval fell");
    assert_eq!(edition.slots[0].picture, Some(shown.clone()));
    assert_eq!(edition.slots[0].hands, [Hand::Rewritten], "no redraft takes it out");
    let story = edition.slots[0].story;
    assert_eq!(desk.store.picture(story, name("a")).await.unwrap().unwrap(), b"jpeg a");
    let log = desk.store.edition_log(id).await.unwrap();
    let last = &log.last().unwrap().act;
    assert!(last.contains("chose a picture") && last.contains("a.png"), "{last}");

    // Other words alone need no bytes; none, and words that are empty, are refused.
    let words = SlotPicture { alt: "The dyke at noon".into(), ..shown.clone() };
    show(&desk, id, Some(words.clone()), None).await.unwrap();
    assert_eq!(desk.load(id).await.slots[0].picture, Some(words.clone()));
    let mute = SlotPicture { alt: " ".into(), ..shown };
    assert!(show(&desk, id, Some(mute), None).await.is_err());
    assert!(show(&desk, id, Some(picture("b", "Not here")), None).await.is_err());
    assert_eq!(desk.load(id).await.slots[0].picture, Some(words), "nothing was changed");

    // Another one takes its place, and what nobody shows is not kept.
    show(&desk, id, Some(picture("b", "The sea")), Some(b"jpeg b")).await.unwrap();
    assert_eq!(desk.store.picture(story, name("a")).await.unwrap(), None);
    show(&desk, id, None, None).await.unwrap();
    assert_eq!(desk.load(id).await.slots[0].picture, None);
    assert_eq!(desk.store.picture(story, name("b")).await.unwrap(), None);

    show(&desk, id, Some(picture("b", "The sea")), Some(b"jpeg b")).await.unwrap();
    let edition = desk.load(id).await;
    let out = EditionChange::Remove(edition.slots[0].id);
    desk.store.change_edition(id, edition.revision, out, desk.editor, noon()).await.unwrap();
    assert_eq!(desk.store.picture(story, name("b")).await.unwrap(), None, "gone with its slot");
}

#[tokio::test]
async fn nobody_sees_one_before_its_edition_is_frozen() {
    let (desk, _folder) = desk().await;
    let id = desk.edition().await;
    show(&desk, id, Some(picture("a", "The dyke")), Some(b"jpeg a")).await.unwrap();
    assert_eq!(seen(&desk, "a").await, None, "in a draft");
    desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
    assert_eq!(seen(&desk, "a").await, None, "approved");
    desk.step(id, EditionStep::TakeBack, desk.chief).await.unwrap();
    freeze(&desk, id).await;
    assert_eq!(seen(&desk, "a").await.unwrap(), b"jpeg a");
    assert_eq!(seen(&desk, "b").await, None);
    let edition = desk.load(id).await;
    let change = show(&desk, id, None, None).await;
    assert!(change.is_err(), "frozen as approved");
    assert!(edition.slots[0].picture.is_some());
}

#[tokio::test]
async fn an_embargo_or_a_hold_hides_it_and_a_withdrawal_drops_it() {
    let (desk, _folder) = desk().await;
    let id = desk.edition().await;
    show(&desk, id, Some(picture("a", "The dyke")), Some(b"jpeg a")).await.unwrap();
    freeze(&desk, id).await;
    let story = desk.load(id).await.slots[0].story;
    let version = |n, signal, embargo| {
        let mut version = told("a", "Dyke breaks");
        version.version = Some(n);
        version.signal = signal;
        version.embargo = embargo;
        version.story.lead = format!("Version {n}.");
        vec![version]
    };
    let evening = noon() + SignedDuration::from_hours(6);
    desk.file(version(2, Signal::Update, Some(evening)), noon()).await;
    assert_eq!(seen(&desk, "a").await, None, "under embargo");
    let later = desk.store.public_picture(name("a"), evening).await.unwrap();
    assert!(later.is_some(), "its time has come");
    desk.file(version(3, Signal::Hold, None), noon()).await;
    assert_eq!(seen(&desk, "a").await, None, "on hold");
    assert!(desk.store.picture(story, name("a")).await.unwrap().is_some(), "kept meanwhile");
    desk.file(version(4, Signal::Update, None), noon()).await;
    assert!(seen(&desk, "a").await.is_some(), "released");

    desk.file(version(5, Signal::Withdrawal, None), noon()).await;
    assert_eq!(seen(&desk, "a").await, None);
    assert_eq!(desk.store.picture(story, name("a")).await.unwrap(), None, "not a byte is kept");
    assert_eq!(desk.load(id).await.slots[0].picture, None);
    desk.file(version(6, Signal::Update, None), noon()).await;
    assert_eq!(seen(&desk, "a").await, None, "its return brings no picture back");
}

#[tokio::test]
async fn a_withdrawal_leaves_another_storys_picture() {
    let (desk, _folder) = desk().await;
    let id = desk.edition().await;
    show(&desk, id, Some(picture("a", "The dyke")), Some(b"jpeg a")).await.unwrap();
    desk.file(vec![told("b", "Ferry stops at the old quay")], noon()).await;
    let stories = desk.store.stories(StoryFilter::default()).await.unwrap();
    let ferry = stories.iter().find(|s| s.story.title().starts_with("Ferry")).unwrap();
    let slot = NewSlot {
        section: 0,
        story: ferry.id,
        version: ferry.version,
        headline: "Ferry stops".into(),
        text: String::new(),
        reason: "test".into(),
        origin: SlotOrigin::Editor,
        background: vec![],
    };
    let edition = desk.load(id).await;
    let add = EditionChange::Add(slot);
    desk.store.change_edition(id, edition.revision, add, desk.editor, noon()).await.unwrap();
    let edition = desk.load(id).await;
    let second = edition.slots.iter().find(|s| s.story == ferry.id).unwrap().id;
    let same = EditionChange::Picture {
        slot: second,
        picture: Some(picture("a", "The same quay")),
        bytes: Some(b"jpeg a".to_vec()),
    };
    desk.store.change_edition(id, edition.revision, same, desk.editor, noon()).await.unwrap();
    freeze(&desk, id).await;
    let mut kill = told("a", "Dyke breaks");
    kill.version = Some(2);
    kill.signal = Signal::Withdrawal;
    desk.file(vec![kill], at("2026-03-01T13:00:00Z")).await;
    assert_eq!(seen(&desk, "a").await.unwrap(), b"jpeg a", "the ferry's is its own");
    let pictures: Vec<bool> =
        desk.load(id).await.slots.iter().map(|s| s.picture.is_some()).collect();
    assert_eq!(pictures, [false, true]);
}

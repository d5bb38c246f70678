//! What a new version of a story means for the editions that rest on it
//! (phase of the edition × what comes in).

use crate::newsroom::{Desk, drafted, noon, told};
use jiff::SignedDuration;
use std::sync::Arc;
use store::*;
use story::*;

async fn desk(folder: &tempfile::TempDir) -> Desk {
    Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await
}

fn says(key: &str, lead: &str) -> Received {
    let story = Story {
        headline: Some("Dyke breaks".into()),
        lead: lead.into(),
        language: Lang::of("en"),
        ..Story::default()
    };
    Received { story, ..told(key, "") }
}

/// An edition whose slot shows what the story says, not rewritten by anybody.
async fn laid(desk: &Desk, lead: &str) -> EditionId {
    desk.file(vec![says("a", lead)], noon()).await;
    let story = desk.store.stories(StoryFilter::default()).await.unwrap().remove(0);
    let new = NewEdition {
        newsletter: desk.title,
        date: "2026-03-02".parse().unwrap(),
        send_at: "2026-03-02T05:30:00Z".parse().unwrap(),
        subject: "Dyke breaks".into(),
        slots: vec![drafted(&story)],
    };
    desk.store.lay_edition(new, noon()).await.unwrap().unwrap()
}

const THREE: &str = "The flood killed 3 people on Sunday.";

#[tokio::test]
async fn a_changed_fact_takes_the_approval_back_whatever_the_flag_says() {
    for (signal, lead, approved) in [
        (Signal::Repeat, "The flood killed 5 people on Sunday.", false),
        (Signal::Refile, "The flood killed 3 people on Monday.", false),
        (Signal::Update, "The flood did not kill 3 people on Sunday.", false),
        (Signal::Update, "On Sunday the flood killed 3 people.", true),
        (Signal::Update, "The flood killed 3 people on Sunday. Ferries stand still.", true),
        (Signal::Repeat, "The flood killed 3 people on Sunday!", true),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(&folder).await;
        let id = laid(&desk, THREE).await;
        desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
        desk.file(vec![Received { signal, ..says("a", lead) }], noon()).await;
        let edition = desk.load(id).await;
        assert_eq!(edition.state() == EditionState::Approved, approved, "{signal:?} {lead}");
        if approved {
            continue;
        }
        let refused = desk.step(id, EditionStep::Approve, desk.chief).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{lead}");
        // A person may let the words stand, by name and with a reason.
        let stale = desk.store.stale_slots(id).await.unwrap().remove(0);
        assert!(stale.is_grave());
        let keep = |reason: &str| EditionChange::Keep {
            slot: stale.slot,
            version: stale.version,
            reason: reason.into(),
        };
        let revision = desk.load(id).await.revision;
        let nothing = desk.store.change_edition(id, revision, keep(" "), desk.editor, noon()).await;
        assert!(matches!(nothing, Err(StoreError::Refused(_))));
        desk.store
            .change_edition(id, revision, keep("asked the agency"), desk.editor, noon())
            .await
            .unwrap();
        desk.step(id, EditionStep::Approve, desk.chief).await.unwrap();
        assert_eq!(desk.load(id).await.slots[0].text, THREE);
        let log = desk.store.edition_log(id).await.unwrap();
        assert!(log.iter().any(|l| l.act.contains("facts of story")), "{log:?}");
        assert!(
            log.iter().any(|l| l.act.ends_with("asked the agency") && l.who == "ed@example.org")
        );
    }
}

#[tokio::test]
async fn drafts_follow_a_refile_unless_somebody_has_rewritten_them() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    let id = laid(&desk, "The flood killed 3 People on sunday.").await;
    desk.file(vec![says("a", THREE)], noon()).await;
    let slot = desk.load(id).await.slots.remove(0);
    assert_eq!(slot.text, THREE, "taken without a word");
    assert!(desk.store.stale_slots(id).await.unwrap().is_empty());
    let revision = desk.load(id).await.revision;
    let rewrite = EditionChange::Rewrite {
        slot: slot.id,
        headline: "Our words".into(),
        text: "Ours.".into(),
    };
    desk.store.change_edition(id, revision, rewrite, desk.editor, noon()).await.unwrap();
    desk.file(vec![says("a", "The flood killed 3 people, on Sunday.")], noon()).await;
    let slot = desk.load(id).await.slots.remove(0);
    assert_eq!((slot.headline.as_str(), slot.text.as_str()), ("Our words", "Ours."));
    assert!(desk.store.stale_slots(id).await.unwrap().is_empty(), "no reason to look");
}

#[tokio::test]
async fn each_version_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    let until = Some(noon() + SignedDuration::from_hours(3));
    for (number, signal, embargo, lead) in [
        (1, Signal::Update, None, THREE),
        (2, Signal::Repeat, None, THREE),
        (3, Signal::Repeat, None, "The flood killed 5 people on Sunday."),
        (4, Signal::Update, until, "The flood killed 5 people on Sunday."),
        (5, Signal::Update, None, "The flood killed 5 people on Sunday."),
        (6, Signal::Correction, None, THREE),
        (4, Signal::Update, None, "An old one comes late."),
        (7, Signal::Hold, None, THREE),
        (8, Signal::Withdrawal, None, ""),
    ] {
        let version = Some(number);
        desk.file(vec![Received { signal, embargo, version, ..says("a", lead) }], noon()).await;
    }
    let story = desk.store.stories(StoryFilter::default()).await.unwrap().remove(0);
    let chain: Vec<_> = desk.store.story_versions(story.id).await.unwrap();
    let turns: Vec<_> = chain.iter().map(|v| (v.number.unwrap(), v.turn.as_str())).collect();
    assert_eq!(
        turns,
        [
            (1, "new"),
            (2, "repeat"),
            (3, "update"),
            (4, "embargo-moved"),
            (5, "embargo-lifted"),
            (6, "correction"),
            (7, "hold"),
            (8, "withdrawal"),
        ]
    );
    assert_eq!(chain[2].change, Change::Fact, "said repeat, and was none");
}

fn long(seed: usize) -> String {
    let words: Vec<_> =
        (0..90).map(|n| format!("w{}", (n * 7919 + seed * 104_729) % 50_021)).collect();
    words.join(" ")
}

#[tokio::test]
async fn a_story_that_comes_back_under_another_name_is_joined_visibly() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder).await;
    let (flood, other) = (long(1), long(2));
    desk.file(vec![says("a", &flood), says("b", &other)], noon()).await;
    let later = noon() + SignedDuration::from_hours(2);
    let filed = desk.file(vec![says("new-name", &format!("More came. {flood}"))], later).await;
    assert_eq!((filed.fresh, filed.changed), (0, 1));
    let stories = desk.store.stories(StoryFilter::default()).await.unwrap();
    assert_eq!(stories.len(), 2);
    let joined = stories.iter().find(|s| s.versions == 2).unwrap();
    let chain = desk.store.story_versions(joined.id).await.unwrap();
    assert_eq!(chain[0].joined, None);
    assert!(chain[1].joined.as_deref().unwrap().contains("another name"));
    // From now on it is known by both.
    assert_eq!(
        desk.file(vec![says("new-name", &format!("More came. {flood}"))], later).await.same,
        1
    );
    // Two pages of one site are two stories, whatever their words; a site that
    // has moved tells the same ones.
    let page = |host: &str, path: &str, text: &str| {
        let mut r = says(&format!("{host}{path}"), text);
        r.keys.push(Key::Url(format!("https://{host}{path}")));
        r
    };
    let third = long(5);
    desk.file(vec![page("old.example", "/news/quay-falls-1", &third)], later).await;
    let filed = desk.file(vec![page("old.example", "/news/quay-falls-2", &third)], later).await;
    assert_eq!(filed.fresh, 1);
    let moved = page("new.example", "/news/quay-falls-1", "Too few words to know it by.");
    assert_eq!(desk.file(vec![moved], later).await.changed, 1);
    // Two stories of one document are two, however alike; and what comes a day
    // later is another.
    let twins = vec![says("c", &long(3)), says("d", &long(3))];
    assert_eq!(desk.file(twins, later).await.fresh, 2);
    let next_day = later + SignedDuration::from_hours(25);
    assert_eq!(desk.file(vec![says("e", &other)], next_day).await.fresh, 1);
}

#[tokio::test]
async fn what_comes_in_while_it_is_sent_stops_the_rest() {
    for (signal, stops) in [
        (Signal::Withdrawal, true),
        (Signal::Hold, true),
        (Signal::Correction, true),
        (Signal::Update, false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(&folder).await;
        let id = desk.frozen(3).await;
        desk.file(vec![Received { signal, ..told("a", "Changed") }], noon()).await;
        let sending = desk.store.sending(id).await.unwrap();
        assert_eq!(sending.stopped.is_some(), stops, "{signal:?}");
        if !stops {
            continue;
        }
        desk.store.go_on(id, desk.chief, noon()).await.unwrap();
        assert_eq!(desk.store.sending(id).await.unwrap(), Sending::default());
        assert!(desk.store.go_on(id, desk.chief, noon()).await.is_err(), "it does not stand still");
        desk.store.end_here(id, desk.chief, noon()).await.unwrap();
        assert_eq!(desk.store.sending(id).await.unwrap().ended, Some(noon()));
    }
}

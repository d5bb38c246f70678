//! What editors did with an edition is kept with it, and a draft made anew
//! takes none of it away (what was done × what is taken).

use crate::newsroom::{Desk, at, noon, told};
use jiff::civil::date;
use std::sync::Arc;
use store::*;
use story::*;

/// A desk with stories 1 to 5, and an edition with the first four: one leads.
struct Day {
    desk: Desk,
    id: EditionId,
    _folder: tempfile::TempDir,
}

impl Day {
    async fn break_() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::set_up(Arc::new(Sqlite::open(folder.path()).unwrap())).await;
        let stories: Vec<_> =
            (1..=5).map(|n| told(&n.to_string(), &format!("Story {n}"))).collect();
        desk.file(stories, noon()).await;
        let mut slots = Vec::new();
        for (n, section) in [(1, 0), (2, 1), (3, 1), (4, 1)] {
            slots.push(new_slot(&desk, n, section, SlotOrigin::Draft).await);
        }
        let new = NewEdition {
            newsletter: desk.title,
            date: date(2026, 3, 2),
            send_at: at("2026-03-02T05:30:00Z"),
            subject: "Story 1".into(),
            slots,
        };
        let id = desk.store.lay_edition(new, noon()).await.unwrap().unwrap();
        Self { desk, id, _folder: folder }
    }

    async fn slots(&self) -> Vec<Slot> {
        self.desk.load(self.id).await.slots
    }

    async fn change(&self, change: EditionChange) -> Result<i64> {
        let revision = self.desk.load(self.id).await.revision;
        self.desk.store.change_edition(self.id, revision, change, self.desk.editor, noon()).await
    }

    async fn offered(&self) -> OfferId {
        let store = &self.desk.store;
        store.keep_offer(self.id, Offer::default(), self.desk.editor, noon()).await.unwrap()
    }

    async fn take(&self, places: Vec<Placed>) -> Result<i64> {
        let offer = self.offered().await;
        self.change(EditionChange::Redraft { offer, places }).await
    }
}

async fn stored(desk: &Desk, n: usize) -> StoredStory {
    let all = desk.store.stories(StoryFilter::default()).await.unwrap();
    all.into_iter().find(|s| s.story.title() == format!("Story {n}")).unwrap()
}

async fn new_slot(desk: &Desk, n: usize, section: u8, origin: SlotOrigin) -> NewSlot {
    let story = stored(desk, n).await;
    NewSlot {
        section,
        story: story.id,
        version: story.version,
        headline: format!("Story {n}"),
        text: "A teaser.".into(),
        reason: "drafted".into(),
        origin,
        background: vec![],
    }
}

async fn comer(desk: &Desk, n: usize, section: u8) -> Placed {
    let slot = new_slot(desk, n, section, SlotOrigin::Draft).await;
    Placed::New(OfferSlot {
        section,
        story: slot.story,
        version: slot.version,
        headline: slot.headline,
        text: slot.text,
        reason: "new".into(),
        background: vec![],
        event: vec![],
    })
}

fn there(slot: &Slot, section: u8) -> Placed {
    let reason = (section != slot.section).then(|| "another place".to_owned());
    Placed::There { slot: slot.id, section, reason }
}

/// `section:headline` of each slot.
fn shown(slots: &[Slot]) -> String {
    let one = |s: &Slot| format!("{}:{}", s.section, s.headline.trim_start_matches("Story "));
    slots.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn what_an_editor_did_is_kept_with_the_slot() {
    let day = Day::break_().await;
    let slots = day.slots().await;
    let [one, two, three, four] = [0, 1, 2, 3].map(|n| slots[n].clone());
    assert!(slots.iter().all(|s| !s.is_kept()), "a draft is nobody's work");
    let same = |s: &Slot| EditionChange::Rewrite {
        slot: s.id,
        headline: s.headline.clone(),
        text: s.text.clone(),
    };
    day.change(same(&one)).await.unwrap();
    assert_eq!(day.slots().await[0].hands, [], "the same words are no new ones");
    let words =
        EditionChange::Rewrite { slot: one.id, headline: "Mine".into(), text: one.text.clone() };
    day.change(words).await.unwrap();
    let order = vec![(one.id, 0), (four.id, 1), (two.id, 1), (three.id, 1)];
    day.change(EditionChange::Order(order)).await.unwrap();
    let version = stored(&day.desk, 2).await.version;
    let keep = EditionChange::Keep { slot: two.id, version, reason: "we know better".into() };
    day.change(keep).await.unwrap();
    day.change(EditionChange::Pin { slot: one.id, stays: true }).await.unwrap();
    let hands: Vec<Vec<Hand>> = day.slots().await.into_iter().map(|s| s.hands).collect();
    assert_eq!(
        hands,
        [vec![Hand::Pinned, Hand::Rewritten], vec![Hand::Moved], vec![Hand::Compared], vec![],]
    );
    day.change(EditionChange::Pin { slot: one.id, stays: false }).await.unwrap();
    assert_eq!(day.slots().await[0].hands, [Hand::Rewritten], "only the pin is taken out");
    let missing = day.change(EditionChange::Pin { slot: SlotId(99), stays: true }).await;
    assert!(matches!(missing, Err(StoreError::Missing(_))));
}

#[tokio::test]
async fn what_an_editor_took_out_is_remembered_until_it_is_put_back() {
    let day = Day::break_().await;
    let slot = day.slots().await[1].clone();
    day.change(EditionChange::Remove(slot.id)).await.unwrap();
    assert_eq!(day.desk.store.refused(day.id).await.unwrap(), [slot.story]);
    let back = new_slot(&day.desk, 2, 1, SlotOrigin::Editor).await;
    day.change(EditionChange::Add(back)).await.unwrap();
    assert_eq!(day.desk.store.refused(day.id).await.unwrap(), []);
    assert!(day.slots().await.iter().any(|s| s.story == slot.story && s.is_kept()));
}

#[tokio::test]
async fn changes_are_taken_as_they_were_chosen() {
    let day = Day::break_().await;
    let slots = day.slots().await;
    day.change(EditionChange::Pin { slot: slots[3].id, stays: true }).await.unwrap();
    // 5 leads, 1 goes to the news, 2 goes out.
    let places = vec![
        comer(&day.desk, 5, 0).await,
        there(&slots[2], 1),
        there(&slots[0], 1),
        there(&slots[3], 1),
    ];
    day.take(places).await.unwrap();
    let now = day.slots().await;
    assert_eq!(shown(&now), "0:5 1:3 1:1 1:4");
    assert_eq!(now[0].origin, SlotOrigin::Draft);
    assert_eq!(now[0].hands, [], "what was taken of a draft is the draft's");
    assert_eq!((now[1].reason.as_str(), now[2].reason.as_str()), ("drafted", "another place"));
    let log = day.desk.store.edition_log(day.id).await.unwrap();
    let last = &log.last().unwrap().act;
    assert_eq!(last, "took of the draft made anew: “Story 5” in, “Story 2” out, 1 moved");
    assert_eq!(day.desk.store.refused(day.id).await.unwrap(), [], "the desk's own change");
}

#[tokio::test]
async fn nobodys_work_is_lost_by_taking_of_an_offer() {
    for (case, change) in [("pinned", None), ("rewritten", Some("Mine"))] {
        let day = Day::break_().await;
        let slots = day.slots().await;
        let change = match change {
            None => EditionChange::Pin { slot: slots[1].id, stays: true },
            Some(words) => EditionChange::Rewrite {
                slot: slots[1].id,
                headline: words.into(),
                text: String::new(),
            },
        };
        day.change(change).await.unwrap();
        day.change(EditionChange::Pin { slot: slots[3].id, stays: true }).await.unwrap();
        let before = day.slots().await;
        let all = |order: [(usize, u8); 4]| order.map(|(n, s)| there(&slots[n], s)).to_vec();
        let without: Vec<_> = [0, 2, 3].map(|n| there(&slots[n], slots[n].section)).to_vec();
        for (what, places) in [
            ("out", without),
            ("to another section", all([(1, 0), (0, 0), (2, 1), (3, 1)])),
            ("past another kept one", all([(0, 0), (3, 1), (1, 1), (2, 1)])),
        ] {
            let refused = day.take(places).await;
            assert!(matches!(refused, Err(StoreError::Refused(_))), "{case} {what}: {refused:?}");
            assert_eq!(day.slots().await, before, "{case} {what}");
        }
        day.take(all([(2, 0), (0, 1), (1, 1), (3, 1)])).await.unwrap();
    }
}

#[tokio::test]
async fn an_offer_is_taken_while_it_holds() {
    let day = Day::break_().await;
    let store = &day.desk.store;
    let slots = day.slots().await;
    let as_it_is = || slots.iter().map(|s| there(s, s.section)).collect::<Vec<_>>();
    let old = day.offered().await;
    let new = day.offered().await;
    assert_ne!(old, new);
    let offer = store.offer(day.id).await.unwrap().unwrap();
    assert_eq!((offer.id, offer.by.as_str()), (new, "ed@example.org"));
    let stale = day.change(EditionChange::Redraft { offer: old, places: as_it_is() }).await;
    assert!(matches!(stale, Err(StoreError::Changed)), "a newer one lies there");
    // A slot is gone that the offer was shown with.
    let mut places = as_it_is();
    places.push(Placed::There { slot: SlotId(99), section: 1, reason: None });
    assert!(matches!(day.take(places).await, Err(StoreError::Changed)));
    // A story that stands there already, and one that has moved on since.
    let mut places = as_it_is();
    places.push(comer(&day.desk, 4, 1).await);
    assert!(matches!(day.take(places).await, Err(StoreError::Refused(_))));
    for signal in [Signal::Update, Signal::Withdrawal] {
        let mut places = as_it_is();
        places.push(comer(&day.desk, 5, 1).await);
        let received = Received { signal, ..told("5", "Story 5") };
        let changed = Story { lead: format!("New words, {signal:?}."), ..received.story.clone() };
        day.desk.file(vec![Received { story: changed, ..received }], noon()).await;
        let refused = day.take(places).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{signal:?}: {refused:?}");
    }
    assert_eq!(day.slots().await, slots);
    // Another number than any before, and gone with the end of the edition.
    let last = day.offered().await;
    store.drop_offer(last).await.unwrap();
    store.drop_offer(last).await.unwrap();
    assert_eq!(store.offer(day.id).await.unwrap(), None);
    assert_ne!(day.offered().await, last);
    day.desk.step(day.id, EditionStep::Skip, day.desk.chief).await.unwrap();
    assert_eq!(store.offer(day.id).await.unwrap(), None, "skipped");
    let late = store.keep_offer(day.id, Offer::default(), day.desk.editor, noon()).await;
    assert!(matches!(late, Err(StoreError::Refused(_))));
}

#[tokio::test]
async fn an_offer_ends_with_the_freezing() {
    let day = Day::break_().await;
    day.desk.step(day.id, EditionStep::Approve, day.desk.chief).await.unwrap();
    day.offered().await;
    let edition = day.desk.load(day.id).await.approved().unwrap();
    let plate = NewPlate { bytes: vec![1], sha256: "00".into(), selector: String::new() };
    day.desk.store.freeze(&edition, plate, edition.send_at).await.unwrap();
    assert_eq!(day.desk.store.offer(day.id).await.unwrap(), None);
}

#[tokio::test]
async fn what_the_last_editions_told() {
    let day = Day::break_().await;
    let store = &day.desk.store;
    let told = async |date: jiff::civil::Date, editions| {
        store.told_lately(day.desk.title, date, editions).await.unwrap().len()
    };
    let next = date(2026, 3, 3);
    assert_eq!(told(next, 10).await, 0, "not approved yet");
    day.desk.step(day.id, EditionStep::Approve, day.desk.chief).await.unwrap();
    assert_eq!(told(next, 10).await, 4);
    assert_eq!(told(date(2026, 3, 2), 10).await, 0, "an edition does not tell before itself");
    assert_eq!(told(next, 0).await, 0);
    let second = NewEdition {
        newsletter: day.desk.title,
        date: next,
        send_at: at("2026-03-03T05:30:00Z"),
        subject: "Story 5".into(),
        slots: vec![new_slot(&day.desk, 5, 0, SlotOrigin::Draft).await],
    };
    let second = store.lay_edition(second, noon()).await.unwrap().unwrap();
    day.desk.step(second, EditionStep::Approve, day.desk.chief).await.unwrap();
    assert_eq!(told(date(2026, 3, 4), 1).await, 1, "the last one only");
    assert_eq!(told(date(2026, 3, 4), 2).await, 5);
}

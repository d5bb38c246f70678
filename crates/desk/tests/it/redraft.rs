//! What a draft made anew offers, and that nobody's work is lost by taking it.

use crate::common::{at, cuttings, sections, wire};
use desk::{Decisions, DraftInput, Offered, Redraft, draft, judge, offer};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeSet;
use story::{
    Hand, Lang, Offer, OfferSlot, Placed, Rules, Slot, SlotId, SlotOrigin, StoryId, VersionId,
};

const SECTIONS: usize = 3;

/// A slot of that number, with its story of the same number.
fn slot(id: i64, section: u8, kept: bool) -> Slot {
    Slot {
        id: SlotId(id),
        section,
        story: StoryId(id),
        version: VersionId(id),
        headline: format!("Story {id}"),
        text: String::new(),
        reason: "drafted".into(),
        origin: SlotOrigin::Draft,
        points: None,
        picture: None,
        background: vec![],
        hands: if kept { vec![Hand::Pinned] } else { vec![] },
        left_out: false,
    }
}

fn offered(story: i64, section: u8, event: &[i64]) -> OfferSlot {
    OfferSlot {
        section,
        story: StoryId(story),
        version: VersionId(story),
        headline: format!("Story {story}"),
        text: String::new(),
        reason: format!("why {story}"),
        background: vec![],
        event: event.iter().copied().map(StoryId).collect(),
    }
}

/// Slots and an offer as `section:story`, kept ones with a mark: `1:3!`.
fn slots(text: &str) -> Vec<Slot> {
    let pair = |word: &str| {
        let kept = word.ends_with('!');
        let (section, id) = word.trim_end_matches('!').split_once(':').unwrap();
        slot(id.parse().unwrap(), section.parse().unwrap(), kept)
    };
    text.split_whitespace().map(pair).collect()
}

fn draft_of(text: &str) -> Offer {
    let slots = slots(text).iter().map(|s| offered(s.story.0, s.section, &[])).collect();
    Offer { slots, ..Offer::default() }
}

fn keys(changes: &[Offered]) -> BTreeSet<String> {
    changes.iter().map(Offered::key).collect()
}

/// An edition as `section:story`.
fn shown(slots: &[Slot], placed: &[Placed]) -> String {
    let one = |p: &Placed| match p {
        Placed::New(o) => format!("{}:{}", o.section, o.story),
        Placed::There { slot, section, .. } => {
            let story = slots.iter().find(|s| s.id == *slot).unwrap().story;
            format!("{section}:{story}")
        }
    };
    placed.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_offered_and_what_comes_of_it() {
    for (case, before, draft, changes, after) in [
        ("the same draft", "0:1 1:2 1:3", "0:1 1:2 1:3", "", "0:1 1:2 1:3"),
        ("one comes in at the end", "0:1 1:2", "0:1 1:2 1:9", "in-9", "0:1 1:2 1:9"),
        ("one comes in first", "0:1 1:2", "0:1 1:9 1:2", "in-9", "0:1 1:9 1:2"),
        ("one goes out", "0:1 1:2 1:3", "0:1 1:3", "out-2", "0:1 1:3"),
        ("a new lead", "0:1 1:2", "0:9 1:1 1:2", "in-9 move-1", "0:9 1:1 1:2"),
        ("the last one first", "1:1 1:2 1:3", "1:3 1:1 1:2", "move-3", "1:3 1:1 1:2"),
        ("a pinned lead stays", "0:1! 1:2", "1:9 1:2", "in-9", "0:1! 1:9 1:2"),
        (
            "a kept slot holds its place",
            "1:1 1:2! 1:3",
            "1:8 1:9",
            "in-8 in-9 out-1 out-3",
            "1:8 1:2! 1:9",
        ),
        ("kept slots keep their order", "1:1! 1:2! 1:3", "1:3", "", "1:1! 1:2! 1:3"),
        ("one goes up past a kept one", "1:1 1:2! 1:3", "1:3 1:1", "move-1 move-3", "1:3 1:2! 1:1"),
        ("a story that an editor put in meanwhile", "0:1 1:9!", "0:9 1:1", "move-1", "1:9! 1:1"),
        ("all goes out", "0:1 1:2", "", "out-1 out-2", ""),
        ("an empty edition", "", "0:1 2:2", "in-1 in-2", "0:1 2:2"),
        ("a section that is gone", "0:1 7:2!", "0:1", "", "0:1 7:2!"),
    ] {
        let (slots, offer) = (slots(before), draft_of(draft));
        let redraft = Redraft::new(&slots, &offer, SECTIONS, &[]);
        let found = redraft.changes();
        let mut names: Vec<_> = keys(&found).into_iter().collect();
        names.sort();
        assert_eq!(names.join(" "), changes, "{case}");
        let all = redraft.taken(&keys(&found));
        assert_eq!(shown(&slots, &all), after.replace('!', ""), "{case}");
        let before = before.replace('!', "");
        assert_eq!(shown(&slots, &redraft.taken(&BTreeSet::new())), before, "{case}");
    }
}

#[test]
fn one_change_alone_finds_its_place() {
    let slots = slots("0:1 1:2 1:3 1:4");
    let offer = draft_of("0:1 1:8 1:4 1:2 1:9");
    let redraft = Redraft::new(&slots, &offer, SECTIONS, &[]);
    assert_eq!(
        keys(&redraft.changes()).into_iter().collect::<Vec<_>>().join(" "),
        "in-8 in-9 move-4 out-3"
    );
    for (taken, after) in [
        ("in-8", "0:1 1:8 1:2 1:3 1:4"),
        ("in-9", "0:1 1:2 1:9 1:3 1:4"),
        ("move-4", "0:1 1:4 1:2 1:3"),
        ("out-3", "0:1 1:2 1:4"),
        ("in-9 move-4", "0:1 1:4 1:2 1:9 1:3"),
        ("in-77", "0:1 1:2 1:3 1:4"),
    ] {
        let taken: BTreeSet<String> = taken.split(' ').map(str::to_owned).collect();
        assert_eq!(shown(&slots, &redraft.taken(&taken)), after, "{taken:?}");
    }
}

#[test]
fn a_better_telling_takes_the_place_of_the_other() {
    let slots = slots("0:1 1:2 2:3");
    let offer = Offer {
        slots: vec![offered(9, 0, &[3]), offered(1, 1, &[]), offered(2, 1, &[])],
        left_out: vec![(StoryId(3), "same event as “Story 9”".into())],
        thin: false,
    };
    let redraft = Redraft::new(&slots, &offer, SECTIONS, &[]);
    let changes = redraft.changes();
    assert!(
        matches!(&changes[0], Offered::In { slot, instead }
            if slot.story == StoryId(9) && *instead == [SlotId(3)]),
        "{changes:?}"
    );
    assert!(!keys(&changes).contains("out-3"), "it is no change of its own: {changes:?}");
    let alone = redraft.taken(&BTreeSet::from(["in-9".to_owned()]));
    assert_eq!(shown(&slots, &alone), "0:9 0:1 1:2");
    // Kept by an editor, the other telling keeps this one out.
    let mut kept = slots.clone();
    kept[2].hands.push(Hand::Rewritten);
    let found = Redraft::new(&kept, &offer, SECTIONS, &[]).changes();
    assert_eq!(keys(&found), BTreeSet::from(["move-1".to_owned()]));
}

#[test]
fn what_was_taken_out_since_is_not_offered() {
    let slots = slots("0:1");
    let offer = draft_of("0:1 1:8 1:9");
    let found = Redraft::new(&slots, &offer, SECTIONS, &[StoryId(8)]).changes();
    assert_eq!(keys(&found), BTreeSet::from(["in-9".to_owned()]));
}

#[test]
fn an_offer_says_why_each_of_its_changes() {
    let wire = wire();
    let cuttings = cuttings(&wire);
    let judgement = judge(&cuttings, &Decisions::default());
    // Story 4 copies story 2 of the strike that story 3 tells best; 6 is kept.
    let mut slots = vec![slot(4, 0, false), slot(6, 1, true), slot(1, 1, false)];
    slots[0].headline = "Dock workers strike".into();
    let draft = draft(&DraftInput {
        judgement: &judgement,
        cuttings: &cuttings,
        sections: &sections(),
        language: &Lang::of("en"),
        send_at: at("2026-11-17T18:00:00Z"),
        until: at("2026-11-17T18:00:00Z"),
        since: at("2026-11-16T18:00:00Z"),
        zone: &TimeZone::UTC,
        taken: &[],
        rules: &Rules::default(),
        kept: &[(1, StoryId(6))],
        refused: &[],
    });
    let offer = offer(draft, &judgement, &slots);
    assert!(offer.left_out.iter().all(|(s, _)| [4, 1].contains(&s.0)), "{:?}", offer.left_out);
    let found = Redraft::new(&slots, &offer, 4, &[]).changes();
    let Offered::In { slot: lead, instead } = &found[0] else { panic!("{found:?}") };
    assert_eq!((lead.story.0, instead.as_slice()), (3, &[SlotId(4)][..]));
    assert!(lead.reason.starts_with("Own story of 13:10"), "{}", lead.reason);
    let out = found.iter().find_map(|c| match c {
        Offered::Out { slot, why } => Some((slot.0, why.as_str())),
        _ => None,
    });
    assert_eq!(out, Some((1, "the draft made anew has no place for it")), "of an earlier day");
}

prop_compose! {
    /// An edition of some of twelve stories, and an offer of others and the same.
    fn day()(
        present in Just((1..=12i64).collect::<Vec<_>>()).prop_shuffle(),
        count in 0..9usize,
        sections in prop::collection::vec(0..SECTIONS as u8, 12),
        kept in prop::collection::vec(0..3u8, 12),
        wanted in Just((1..=12i64).collect::<Vec<_>>()).prop_shuffle(),
        many in 0..9usize,
        into in prop::collection::vec(0..SECTIONS as u8, 12),
        removed in prop::collection::vec(1..=12i64, 0..2),
        keys in prop::collection::vec(any::<bool>(), 24),
    ) -> (Vec<Slot>, Offer, Vec<StoryId>, Vec<bool>) {
        let mut slots: Vec<Slot> = present.iter().zip(&sections).zip(&kept).take(count)
            .map(|((id, s), k)| slot(*id, *s, *k == 0)).collect();
        slots.sort_by_key(|s| s.section);
        // Stories 1 and 7, 2 and 8, … tell one event; the draft takes one of each.
        let mut seen = BTreeSet::new();
        let mut offered: Vec<OfferSlot> = wanted.iter().zip(&into).take(many)
            .filter(|(id, _)| seen.insert(**id % 6))
            .map(|(id, s)| offered(*id, *s, &[(*id + 5) % 12 + 1])).collect();
        offered.sort_by_key(|o| o.section);
        let offer = Offer { slots: offered, ..Offer::default() };
        let refused = removed.into_iter().map(StoryId)
            .filter(|r| slots.iter().all(|s| s.story != *r)).collect();
        (slots, offer, refused, keys)
    }
}

/// Slots that editors laid hands on, with their sections, in their order.
fn kept(slots: &[Slot]) -> Vec<(SlotId, u8)> {
    slots.iter().filter(|s| s.is_kept()).map(|s| (s.id, s.section)).collect()
}

proptest! {
    #[test]
    fn no_redraft_loses_work((slots, offer, refused, chosen) in day()) {
        let redraft = Redraft::new(&slots, &offer, SECTIONS, &refused);
        let changes = redraft.changes();
        let every = keys(&changes);
        prop_assert_eq!(every.len(), changes.len(), "each change has a name of its own");
        let some: BTreeSet<String> =
            every.iter().zip(&chosen).filter(|(_, c)| **c).map(|(k, _)| k.clone()).collect();
        let event = |story: StoryId| story.0 % 6;
        let doubles = |stories: &[StoryId]| {
            let events: BTreeSet<i64> = stories.iter().map(|s| event(*s)).collect();
            stories.len() - events.len()
        };
        let there: Vec<StoryId> = slots.iter().map(|s| s.story).collect();
        for taken in [&BTreeSet::new(), &some, &every] {
            let placed = redraft.taken(taken);
            let still: Vec<(SlotId, u8)> = placed.iter().filter_map(|p| match p {
                Placed::There { slot, section, .. } => Some((*slot, *section)),
                Placed::New(_) => None,
            }).collect();
            let ours: Vec<_> = kept(&slots);
            let kept_now: Vec<_> = still.iter().copied()
                .filter(|(id, _)| ours.iter().any(|(k, _)| k == id)).collect();
            prop_assert_eq!(&kept_now, &ours, "kept slots stay, where they are and in order");
            let stories: Vec<StoryId> = placed.iter().map(|p| match p {
                Placed::New(o) => o.story,
                Placed::There { slot, .. } => slots.iter().find(|s| s.id == *slot).unwrap().story,
            }).collect();
            let once: BTreeSet<_> = stories.iter().collect();
            prop_assert_eq!(once.len(), stories.len(), "no story twice");
            prop_assert!(stories.iter().all(|s| !refused.contains(s)), "what was taken out stays out");
            prop_assert!(doubles(&stories) <= doubles(&there), "no event twice that was not before");
            let sections: Vec<u8> = placed.iter().map(|p| match p {
                Placed::New(o) => o.section,
                Placed::There { section, .. } => *section,
            }).collect();
            prop_assert!(sections.is_sorted(), "by section: {:?}", sections);
        }
        prop_assert_eq!(
            shown(&slots, &redraft.taken(&BTreeSet::new())),
            slots.iter().map(|s| format!("{}:{}", s.section, s.story)).collect::<Vec<_>>().join(" "),
            "taking none changes nothing"
        );
        // All taken, the offer stands but for what is kept, and offers no more.
        let all = redraft.taken(&every);
        let now: Vec<Slot> = all.iter().enumerate().map(|(n, p)| match p {
            Placed::New(o) => Slot { id: SlotId(100 + n as i64), ..slot(o.story.0, o.section, false) },
            Placed::There { slot, section, .. } => {
                let s = slots.iter().find(|s| s.id == *slot).unwrap();
                Slot { section: *section, ..s.clone() }
            }
        }).collect();
        let again = Redraft::new(&now, &offer, SECTIONS, &refused).changes();
        prop_assert!(again.is_empty(), "{:?}", again);
        for s in now.iter().filter(|s| !s.is_kept()) {
            prop_assert!(offer.slots.iter().any(|o| o.story == s.story && o.section == s.section));
        }
    }
}

//! What the desk drafts, and what it says about it.

use crate::common::{Item, at, cuttings, item, sections, wire};
use desk::{Decisions, Draft, DraftInput, draft, judge};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeSet;
use story::{Kind, Lang, Rules, StoryId};

fn drafted(wire: &[Item], taken: &[i64]) -> Draft {
    let cuttings = cuttings(wire);
    let taken: Vec<StoryId> = taken.iter().copied().map(StoryId).collect();
    draft(&DraftInput {
        judgement: &judge(&cuttings, &Decisions::default()),
        cuttings: &cuttings,
        sections: &sections(),
        language: &Lang::of("en"),
        send_at: at("2026-11-17T18:00:00Z"),
        until: at("2026-11-17T18:00:00Z"),
        since: at("2026-11-16T18:00:00Z"),
        zone: &TimeZone::UTC,
        taken: &taken,
        rules: &Rules::default(),
        kept: &[],
        refused: &[],
    })
}

fn places(draft: &Draft) -> Vec<(u8, i64)> {
    draft.slots.iter().map(|s| (s.section, s.story.0)).collect()
}

fn why_not(draft: &Draft, story: i64) -> String {
    draft.left_out.iter().find(|(s, _)| s.0 == story).map(|(_, w)| w.clone()).unwrap_or_default()
}

#[test]
fn the_usual_day() {
    let draft = drafted(&wire(), &[]);
    assert_eq!(places(&draft), [(0, 3), (1, 6), (2, 7), (3, 8)]);
    let lead = &draft.slots[0];
    assert_eq!(
        lead.reason,
        "Own story of 13:10; 3 independent sources report the event (NPA, Harbour Courier, \
         Meridian); newest development of a running matter (2 events since 14 Nov). Score 4.8: \
         sources 2.0, own 1.5, speed 0.3, recency 0.7, running matter 0.3."
    );
    assert_eq!(lead.background.len(), 1);
    assert_eq!(lead.version.0, 30);
    assert_eq!(
        draft.slots[3].text,
        "The town museum opened its cellar again after the spring flood."
    );
    assert!(why_not(&draft, 4).starts_with("same event as “Port Calder strike"));
    assert!(!draft.left_out.iter().any(|(s, _)| s.0 == 1), "older than the window");
}

#[test]
fn what_may_not_stand_in_an_edition() {
    let extra = |f: fn(Item) -> Item| {
        let mut wire = wire();
        wire.push(f(item(
            9,
            "NPA",
            "2026-11-17T17:00:00Z",
            "Comet seen above Lake Ferrin",
            "A comet was seen above Lake Ferrin before dawn. It returns in 80 years.",
        )));
        wire
    };
    let cases: [(&str, Vec<Item>, &str); 8] = [
        ("withdrawn", extra(Item::withdrawn), "withdrawn by its source"),
        (
            "embargoed past the hour",
            extra(|i| i.embargo("2026-11-17T19:00:00Z")),
            "embargoed until 17 Nov 2026 19:00",
        ),
        ("another language", extra(|i| i.lang("de")), "not in the newsletter's language (de)"),
        ("live page", extra(|i| i.kind(Kind::Live)), "a page that is written on all day"),
        ("film", extra(|i| i.kind(Kind::Video)), "a film, not a text"),
        ("release", extra(|i| i.kind(Kind::Release)), "a text from outside, not journalism"),
        (
            "embargo without an end",
            extra(|mut i| {
                i.standing = story::Standing::Embargoed;
                i
            }),
            "embargoed, and its source does not say until when",
        ),
        (
            "on hold",
            extra(|mut i| {
                i.signal = story::Signal::Hold;
                i
            }),
            "on hold at its source",
        ),
    ];
    for (case, wire, why) in cases {
        let draft = drafted(&wire, &[]);
        assert_eq!(why_not(&draft, 9), why, "{case}");
        assert!(!places(&draft).iter().any(|(_, s)| *s == 9), "{case}");
    }
    let lapsed = drafted(&extra(|i| i.embargo("2026-11-17T17:30:00Z")), &[]);
    assert!(places(&lapsed).iter().any(|(_, s)| *s == 9), "an embargo that ends before the hour");
}

/// Somebody's view without a label: nothing but its style gives it away.
const VIEW: &str = "We have been here before, and we should be ashamed of it. Every spring the Lowmere dike leaks, every spring the board promises money, and every autumn it has found a better use for it.\nWhy do we put up with this? Perhaps because it is not our farms that lie behind the wall. That is a foolish reason. I have walked the dike, and what I saw was not bad luck. It was neglect.\nThe honest thing would be to say so. The board must publish what it knows, and it must do so now. If it can't, it should make room for people who can. Our children deserve better than another winter of excuses.";
const REPORT: &str = "The Lowmere water board will spend 4 million crowns on the dike before the winter, its chairman, Tom Hale, said on Tuesday.\nThe money will pay for 300 metres of new wall near the Ferrin lock, according to a statement by the board. Work begins on Monday and is expected to take six weeks.\n\"The wall has leaked since April,\" Hale told reporters in Port Calder. \"We found 14 places where water comes through.\"\nFarmers in the valley had asked for repairs last year, said Ina Sorel, a spokeswoman for the farmers' league. A vote in parliament is planned for Thursday.";

#[test]
fn a_view_stands_among_the_news_by_hand_only() {
    let story = |id, title: &str, text: &str| item(id, "NPA", "2026-11-17T17:50:00Z", title, text);
    let hard = |draft: &Draft, id: i64| places(draft).iter().any(|(s, i)| *s != 2 && *i == id);

    let view = story(9, "We should be ashamed of the Lowmere dike", VIEW);
    let mut with_view = wire();
    with_view.push(view.clone());
    let draft = drafted(&with_view, &[]);
    assert!(!hard(&draft, 9), "{:?}", places(&draft));
    let why = why_not(&draft, 9);
    assert!(why.starts_with("not among the news without a hand: reads like a comment"), "{why}");
    assert!(why.contains("“we”"), "the reason can be checked: {why}");

    // Its source's word stands.
    let mut stated = wire();
    let mut news = view.clone();
    news.story.genre = Some("News".to_owned());
    stated.push(news);
    assert!(hard(&drafted(&stated, &[]), 9));

    // A label and an address count, whatever the style.
    for labelled in [
        story(9, "Opinion: Lowmere dike gets a new wall", REPORT),
        {
            let mut i = story(9, "Lowmere dike gets a new wall", REPORT);
            i.story.url = Some("https://paper.example/opinion/lowmere-dike".to_owned());
            i
        },
        story(9, "Lowmere dike gets a new wall", REPORT).kind(Kind::Opinion),
    ] {
        let mut wire = wire();
        wire.push(labelled);
        let draft = drafted(&wire, &[]);
        assert!(!hard(&draft, 9), "{:?}", places(&draft));
    }

    // A report is drafted, and an editor's hand is never undone.
    let mut with_report = wire();
    with_report.push(story(9, "Lowmere dike gets a new wall before the winter", REPORT));
    assert!(hard(&drafted(&with_report, &[]), 9));
    let kept = by_rules(&with_view, &Rules::default(), &[], &[(0, 9)]);
    assert!(kept.left_out.iter().all(|(s, _)| s.0 != 9));
    assert!(places(&kept).iter().all(|(s, _)| *s != 0), "the lead is the editor's");
}

#[test]
fn a_view_leaves_its_place_to_the_next() {
    let story = |id, title: &str, text: &str| item(id, "NPA", "2026-11-17T17:50:00Z", title, text);
    let wire = [
        story(1, "We should be ashamed of the Lowmere dike", VIEW).own(),
        story(
            2,
            "Parliament of Ostrava Plain passes beet sugar levy",
            "The parliament passed a levy on beet sugar after a night of debate.",
        ),
    ];
    assert_eq!(places(&drafted(&wire, &[])), [(0, 2)]);
}

#[test]
fn a_copy_of_a_withdrawn_story_is_stopped_too() {
    let mut wire = wire();
    wire[1] = wire[1].clone().withdrawn();
    assert_eq!(why_not(&drafted(&wire, &[]), 4), "copy of story 2, which its source has stopped");
}

#[test]
fn what_was_told_is_not_told_again_but_a_new_event_is() {
    let told = drafted(&wire(), &[5]);
    assert!(!places(&told).iter().any(|(_, s)| [2, 3, 4, 5].contains(s)));
    assert_eq!(why_not(&told, 3), "same event as story 5, which was in an earlier edition");
    let new_event = drafted(&wire(), &[1]);
    assert_eq!(places(&new_event)[0], (0, 3));
}

#[test]
fn a_running_matter_stands_twice_at_most() {
    let step = |id, day, title: &str, text: &str| {
        item(id, "NPA", &format!("2026-11-{day}T08:00:00Z"), title, text)
    };
    let wire = [
        step(
            1,
            "02",
            "Lowmere dike breaks",
            "The Lowmere dike broke in the night after days of rain. Forty farms lie under water.",
        ),
        step(
            2,
            "07",
            "Engineers close the Lowmere dike",
            "Engineers closed the Lowmere dike with sandbags and barges. The water falls by a hand a day.",
        ),
        step(
            3,
            "12",
            "Lowmere dike inquiry opens",
            "An inquiry into the Lowmere dike opened with the warden's testimony. The water board denies neglect.",
        ),
        step(
            4,
            "11",
            "Beet sugar levy passes",
            "The parliament passed a levy on beet sugar after a night of debate.",
        ),
        step(
            5,
            "05",
            "Museum opens its cellar",
            "The town museum opened its cellar again. Entry is free on Sundays.",
        ),
    ];
    let cuttings = cuttings(&wire);
    let judged = judge(&cuttings, &Decisions::default());
    assert_eq!(judged.matters.len(), 1, "{:?}", judged.events);
    assert_eq!(judged.matters[0].events, [0, 2, 4]);
    let draft = draft(&DraftInput {
        judgement: &judged,
        cuttings: &cuttings,
        sections: &sections(),
        language: &Lang::of("en"),
        send_at: at("2026-11-12T18:00:00Z"),
        until: at("2026-11-12T18:00:00Z"),
        since: at("2026-11-01T18:00:00Z"),
        zone: &TimeZone::UTC,
        taken: &[],
        rules: &Rules::default(),
        kept: &[],
        refused: &[],
    });
    assert_eq!(
        places(&draft),
        [(0, 3), (1, 4), (1, 1), (1, 5)],
        "the second step repeats more of the third's words"
    );
    assert_eq!(why_not(&draft, 2), "the running matter has its 2 already");
}

fn by_rules(wire: &[Item], rules: &Rules, taken: &[i64], kept: &[(u8, i64)]) -> Draft {
    let cuttings = cuttings(wire);
    let taken: Vec<StoryId> = taken.iter().copied().map(StoryId).collect();
    let kept: Vec<(u8, StoryId)> = kept.iter().map(|(s, id)| (*s, StoryId(*id))).collect();
    draft(&DraftInput {
        judgement: &judge(&cuttings, &Decisions::default()),
        cuttings: &cuttings,
        sections: &sections(),
        language: &Lang::of("en"),
        send_at: at("2026-11-17T18:00:00Z"),
        until: at("2026-11-17T18:00:00Z"),
        since: at("2026-11-16T18:00:00Z"),
        zone: &TimeZone::UTC,
        taken: &taken,
        rules,
        kept: &kept,
        refused: &[],
    })
}

#[test]
fn a_told_event_is_told_again_with_new_facts_only() {
    let mut wire = wire();
    wire.push(item(
        9,
        "NPA",
        "2026-11-17T17:30:00Z",
        "Port Calder strike: dock workers accept 38 hours at the container terminal",
        "Dock workers at Port Calder ended the strike over crane shifts on Tuesday evening. Mediator Ada Quill said the union and the harbour board had agreed on 38 hours a week for 412 workers.",
    ));
    let draft = by_rules(&wire, &Rules::default(), &[2, 3, 4, 5], &[]);
    let slot = draft.slots.iter().find(|s| s.story.0 == 9).unwrap();
    assert!(slot.reason.starts_with("Told before; new in it: "), "{}", slot.reason);
    assert!(slot.reason.contains("412"), "{}", slot.reason);
    assert!(why_not(&by_rules(&wire, &Rules::default(), &[9], &[]), 5).starts_with("same event"));
}

#[test]
fn limits_of_sources_and_desks_hold_and_are_named() {
    let rules = Rules { per_source: 1, ..Rules::default() };
    let draft = by_rules(&wire(), &rules, &[], &[]);
    let npa = draft.slots.iter().filter(|s| [2, 6, 8].contains(&s.story.0)).count();
    assert_eq!(npa, 1, "{:?}", places(&draft));
    assert_eq!(why_not(&draft, 8), "the source NPA has its 1 already");
    let mut wire = wire();
    for i in [5, 7] {
        wire[i].desk = Some("Town".into());
    }
    let draft = by_rules(&wire, &Rules { per_desk: 1, ..Rules::default() }, &[], &[]);
    assert_eq!(why_not(&draft, 8), "the desk Town has its 1 already");
}

#[test]
fn what_editors_keep_stays_and_counts() {
    let draft = by_rules(&wire(), &Rules::default(), &[], &[(0, 6)]);
    assert!(draft.slots.iter().all(|s| s.section != 0), "the lead is taken");
    assert!(draft.slots.iter().all(|s| s.story.0 != 6));
    assert_eq!(draft.slots[0].story.0, 3, "the strike leads the hard news");
}

#[test]
fn what_an_editor_took_out_does_not_come_back() {
    let wire = wire();
    let cuttings = cuttings(&wire);
    let draft = draft(&DraftInput {
        judgement: &judge(&cuttings, &Decisions::default()),
        cuttings: &cuttings,
        sections: &sections(),
        language: &Lang::of("en"),
        send_at: at("2026-11-17T18:00:00Z"),
        until: at("2026-11-17T18:00:00Z"),
        since: at("2026-11-16T18:00:00Z"),
        zone: &TimeZone::UTC,
        taken: &[],
        rules: &Rules::default(),
        kept: &[],
        refused: &[StoryId(7), StoryId(8)],
    });
    assert!(draft.slots.iter().all(|s| ![7, 8].contains(&s.story.0)), "{:?}", places(&draft));
    assert_eq!(why_not(&draft, 7), "an editor took it out of this edition");
}

#[test]
fn what_comes_after_the_cut_off_waits() {
    let wire = wire();
    let cuttings = cuttings(&wire);
    let draft = draft(&DraftInput {
        judgement: &judge(&cuttings, &Decisions::default()),
        cuttings: &cuttings,
        sections: &sections(),
        language: &Lang::of("en"),
        send_at: at("2026-11-17T18:00:00Z"),
        until: at("2026-11-17T15:30:00Z"),
        since: at("2026-11-16T18:00:00Z"),
        zone: &TimeZone::UTC,
        taken: &[],
        rules: &Rules::default(),
        kept: &[],
        refused: &[],
    });
    assert_eq!(why_not(&draft, 8), "came out after the cut-off: it waits for the next edition");
}

#[test]
fn a_thin_day_is_called_one() {
    let one = &wire()[5..6];
    assert!(by_rules(one, &Rules { least: 2, ..Rules::default() }, &[], &[]).thin);
    assert!(!by_rules(one, &Rules { least: 1, ..Rules::default() }, &[], &[]).thin);
}

#[test]
fn an_empty_wire_leaves_every_slot_open() {
    assert_eq!(drafted(&[], &[]), Draft { thin: true, ..Draft::default() });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_rules_hold_for_any_wire(
        order in Just((0..8).collect::<Vec<usize>>()).prop_shuffle(),
        stopped in prop::collection::vec(0..4u8, 8),
    ) {
        let wire: Vec<Item> = wire().into_iter().zip(&stopped).map(|(i, s)| match s {
            1 => i.withdrawn(),
            2 => i.embargo("2026-11-18T09:00:00Z"),
            _ => i,
        }).collect();
        let shuffled: Vec<Item> = order.iter().map(|i| wire[*i].clone()).collect();
        let draft = drafted(&shuffled, &[]);
        prop_assert_eq!(&draft, &drafted(&wire, &[]));
        let judged = judge(&cuttings(&wire), &Decisions::default());
        let mut events = BTreeSet::new();
        for slot in &draft.slots {
            prop_assert!(events.insert(judged.event_of(slot.story).unwrap().id), "two of one event");
            let item = wire.iter().find(|i| i.id == slot.story.0).unwrap();
            prop_assert_eq!(item.standing, story::Standing::Usable);
            prop_assert!(item.story.full_text().replace('\n', " ").contains(&slot.text));
            for b in &slot.background {
                let earlier = wire.iter().find(|i| i.id == b.story.0).unwrap();
                prop_assert_eq!(earlier.standing, story::Standing::Usable);
                prop_assert!(earlier.when < item.when);
            }
        }
    }
}

//! What would have led, had it come before the approval.

use crate::common::{Item, at, cuttings, item, sections, wire};
use desk::{Decisions, DraftInput, Late, LateInput, judge, late};
use jiff::tz::TimeZone;
use story::{Lang, Rules, StoryId};

const APPROVED: &str = "2026-11-17T16:30:00Z";

/// The edition as the draft made it: the strike leads.
const EDITION: &[(u8, i64)] = &[(0, 3), (1, 6), (2, 7), (3, 8)];

fn asked(wire: &[Item], edition: &[(u8, i64)], dismissed: &[i64]) -> Option<Late> {
    let cuttings = cuttings(wire);
    let decisions = Decisions::default();
    let slots: Vec<_> = edition.iter().map(|(at, s)| (*at, StoryId(*s))).collect();
    let dismissed: Vec<_> = dismissed.iter().copied().map(StoryId).collect();
    let judgement = judge(&cuttings, &decisions);
    late(&LateInput {
        draft: DraftInput {
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
            kept: &[],
            refused: &[],
        },
        decisions: &decisions,
        slots: &slots,
        approved_at: at(APPROVED),
        dismissed: &dismissed,
    })
}

fn with(more: Vec<Item>) -> Vec<Item> {
    wire().into_iter().chain(more).collect()
}

/// What papers tell of one dam, each in its own words, from that minute on.
fn dam(first: i64, papers: &[&str], minute: usize) -> Vec<Item> {
    let texts = [
        "The Lowmere dam broke at dusk and the valley below it is being cleared, the water board said. Sirens sounded in Ferrin and in the lower town.\nThe board had called the Lowmere dam sound a week ago.",
        "Sirens woke Ferrin after the Lowmere dam gave way. The valley is being cleared in buses, and the lower town stands under water.\nThe Lowmere dam was built in 1932.",
        "Thousands leave the valley: the Lowmere dam broke at dusk, and water runs into Ferrin and the lower town. The water board opened every gate of the dam.",
        "After the break of the Lowmere dam the army clears the valley near Ferrin. The water board could not say how long the dam will run.",
    ];
    let told = |(n, paper): (usize, &&str)| {
        let when = format!("2026-11-17T{:02}:{:02}:00Z", 16 + (minute + n) / 60, (minute + n) % 60);
        let title =
            ["Lowmere dam breaks, valley is cleared", "Ferrin flees as Lowmere dam breaks"][n % 2];
        item(first + n as i64, paper, &when, title, texts[n % 4])
    };
    papers.iter().enumerate().map(told).collect()
}

/// The same, of the newsroom's own making and urgent.
fn own(items: Vec<Item>) -> Vec<Item> {
    let urgent = |i: Item| Item { urgency: Some(1), ..i.own() };
    items.into_iter().map(urgent).collect()
}

#[test]
fn what_would_have_led_is_named_with_what_it_would_replace() {
    let found = asked(&with(own(dam(20, &["NPA"], 45))), EDITION, &[]);
    let found = found.unwrap();
    assert_eq!((found.story, found.came, found.replaces), (StoryId(20), StoryId(20), StoryId(3)));
    assert!(found.reason.starts_with("Own story of 16:45"), "{}", found.reason);
    assert!(found.reason.contains("urgency 1"), "{}", found.reason);
}

/// What came, the edition, and what was dismissed.
type Case<'a> = (&'a str, Vec<Item>, &'a [(u8, i64)], &'a [i64]);

#[test]
fn what_is_no_late_news() {
    let comet = item(
        30,
        "NPA",
        "2026-11-17T17:00:00Z",
        "Comet seen above Lake Ferrin",
        "A comet was seen above Lake Ferrin before dawn. It returns in 80 years.",
    );
    let another = item(31, "Delta Times", "2026-11-17T17:00:00Z", "Dock workers of Port Calder go on with strike",
        "The strike over crane shifts halted the container terminal at Port Calder. Dock workers and the union stay out, the harbour board said.").own();
    let cases: [Case; 8] = [
        ("nothing came", wire(), EDITION, &[]),
        ("it would stand lower", with(vec![comet]), EDITION, &[]),
        ("it came before the approval", with(own(dam(20, &["NPA"], 15))), EDITION, &[]),
        (
            "it is withdrawn again",
            with(own(dam(20, &["NPA"], 45)).into_iter().map(Item::withdrawn).collect()),
            EDITION,
            &[],
        ),
        ("its event leads already", with(vec![another]), EDITION, &[]),
        ("an editor has dismissed it", with(own(dam(20, &["NPA"], 45))), EDITION, &[20]),
        ("an edition without a story", with(own(dam(20, &["NPA"], 45))), &[], &[]),
        ("one dismissed that tells the lead’s event", with(dam(20, &["NPA"], 45)), EDITION, &[2]),
    ];
    for (case, wire, edition, dismissed) in cases {
        assert_eq!(asked(&wire, edition, dismissed), None, "{case}");
    }
}

#[test]
fn a_lead_that_editors_passed_over_is_not_brought_up_again_but_one_that_grew_is() {
    // The editors chose the levy although the draft led with the strike; one
    // more word on the strike changes nothing.
    let edition = &[(0, 6), (2, 7), (3, 8)];
    let more = item(
        31,
        "Delta Times",
        "2026-11-17T17:00:00Z",
        "Dock workers of Port Calder go on with strike",
        "The strike over crane shifts halted the container terminal at Port Calder. Dock workers and the union stay out, the harbour board said.",
    );
    assert_eq!(asked(&with(vec![more]), edition, &[]), None);
    // A dam that one paper told of before, and three more since.
    let grown = dam(20, &["NPA", "Meridian", "Valley Post", "Delta Times"], 29);
    let grown: Vec<Item> = grown.into_iter().map(Item::own).collect();
    let mut alone = grown.clone();
    alone.truncate(1);
    let found = asked(&with(grown.clone()), EDITION, &[]).unwrap();
    assert_eq!(found.replaces, StoryId(3));
    assert!(grown.iter().any(|i| i.id == found.came.0 && i.when > at(APPROVED)));
    assert_eq!(asked(&with(alone), EDITION, &[]), None);
}

#[test]
fn behind_what_was_dismissed_the_next_one_is_seen() {
    let mut quake = item(40, "NPA", "2026-11-17T17:10:00Z", "Earthquake shakes Ostrava Plain",
        "An earthquake shook the Ostrava Plain on Tuesday evening and cut the power in three towns, the weather office said. Trains stand still.").own();
    quake.urgency = Some(1);
    let all = with(own(dam(20, &["NPA"], 55)).into_iter().chain([quake]).collect());
    let first = asked(&all, EDITION, &[]).unwrap();
    let second = asked(&all, EDITION, &[first.story.0]).unwrap();
    assert_eq!(std::collections::BTreeSet::from([first.story.0, second.story.0]), [20, 40].into());
    assert_eq!(asked(&all, EDITION, &[20, 40]), None);
}

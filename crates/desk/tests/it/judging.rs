//! What the desk makes of an invented wire.

use crate::common::{self, cuttings, item, wire};
use desk::{Decisions, Judge, judge};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use story::{Decision, Kind, SlotPart, StoryId};

fn before_of(judged: &desk::Judgement, wire: &[common::Item], story: i64) -> Vec<SlotPart> {
    let all = cuttings(wire);
    let this = all.iter().find(|c| c.story == StoryId(story)).unwrap();
    desk::background(judged, &all, this, &[], &TimeZone::UTC, 3)
}

#[test]
fn one_event_from_three_sources_and_a_copy() {
    let wire = wire();
    let judged = judge(&cuttings(&wire), &Decisions::default());
    let strike = judged.event_of(StoryId(3)).unwrap();
    assert_eq!(strike.stories, [2, 3, 4, 5].map(StoryId));
    assert_eq!(judged.copies, [(StoryId(4), StoryId(2))]);
    assert_eq!(strike.source_names, ["NPA", "Harbour Courier", "Meridian"]);
    assert_eq!(strike.sources, 3);
    for apart in [6, 7, 8] {
        assert_eq!(judged.event_of(StoryId(apart)).unwrap().stories.len(), 1, "story {apart}");
    }
    assert_eq!(judged.event_of(StoryId(99)), None);
}

#[test]
fn events_days_apart_make_a_running_matter_with_dated_background() {
    let wire = wire();
    let judged = judge(&cuttings(&wire), &Decisions::default());
    let threat = judged.event_of(StoryId(1)).unwrap().id;
    let strike = judged.event_of(StoryId(3)).unwrap().id;
    assert_eq!(judged.matter_of(strike).unwrap().events, [threat, strike]);
    assert_eq!(judged.matters.len(), 1);
    let before = before_of(&judged, &wire, 3);
    assert_eq!(before.len(), 1);
    assert_eq!(before[0].story, StoryId(1));
    assert_eq!(before[0].date.to_string(), "2026-11-14");
    assert_eq!(
        before[0].text,
        "The dock union at Port Calder threatened a strike over new crane shifts."
    );
    assert_eq!(before_of(&judged, &wire, 1), []);
}

#[test]
fn papers_that_rest_on_one_agency_are_one_source() {
    let mut wire = wire();
    for i in [1, 2, 4] {
        wire[i] = wire[i].clone().credit(&["NPA"]);
    }
    let judged = judge(&cuttings(&wire), &Decisions::default());
    assert_eq!(judged.event_of(StoryId(2)).unwrap().source_names, ["NPA"]);
}

#[test]
fn events_are_found_in_german_and_spanish_and_not_across() {
    let wire = [
        item(1, "Hafenblatt", "2026-11-17T08:00:00Z", "Brücke über die Elster gesperrt",
            "Die Brücke über die Elster ist nach Rissen im Pfeiler gesperrt worden. Die Stadt rechnet mit Monaten.").lang("de"),
        item(2, "NPA", "2026-11-17T09:00:00Z", "Risse im Pfeiler: Elster-Brücke bleibt gesperrt",
            "Nach Rissen in einem Pfeiler bleibt die Brücke über die Elster gesperrt, teilte die Stadt mit.").lang("de"),
        item(3, "NPA", "2026-11-17T09:30:00Z", "Stadtrat wählt neue Kämmerin", "Der Stadtrat hat eine neue Kämmerin gewählt. Sie tritt ihr Amt im Mai an.").lang("de"),
        item(4, "La Ribera", "2026-11-17T09:00:00Z", "El volcán Tarima obliga a evacuar tres aldeas",
            "Tres aldeas fueron evacuadas por la ceniza del volcán Tarima. Los vecinos duermen en escuelas.").lang("es"),
        item(5, "NPA", "2026-11-17T10:00:00Z", "Evacuadas tres aldeas por la ceniza del Tarima",
            "La ceniza del volcán Tarima obligó a evacuar a los vecinos de tres aldeas.").lang("es"),
    ];
    let judged = judge(&cuttings(&wire), &Decisions::default());
    let events: Vec<Vec<StoryId>> = judged.events.iter().map(|e| e.stories.clone()).collect();
    let of = |ids: &[i64]| ids.iter().copied().map(StoryId).collect::<Vec<_>>();
    assert_eq!(events, [of(&[1, 2]), of(&[4, 5]), of(&[3])]);
}

#[test]
fn a_weekly_column_by_one_hand_is_no_running_matter() {
    let wire = [
        item(
            1,
            "Courier",
            "2026-11-02T08:00:00Z",
            "Garden notes: pruning the pear",
            "Pears want light in their crown. Cut in frost-free weeks.",
        )
        .kind(Kind::Opinion),
        item(
            2,
            "Courier",
            "2026-11-09T08:00:00Z",
            "Kitchen: a soup of chestnuts",
            "Chestnuts give a soup its body. Roast them first.",
        ),
    ];
    assert!(judge(&cuttings(&wire), &Decisions::default()).matters.is_empty());
}

#[test]
fn containment_finds_a_cut_copy() {
    let words =
        |from: usize, to: usize| (from..to).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let cases = [
        ("the same text", words(0, 300), words(0, 300), true),
        ("cut to a third", words(0, 600), words(0, 200), true),
        ("short, all of it in a long one", words(0, 600), words(10, 80), true),
        ("another text", words(0, 300), words(1000, 1300), false),
        (
            "one shared quotation",
            words(0, 300),
            format!("{} {}", words(1000, 1300), words(0, 30)),
            false,
        ),
        ("too short to tell", words(0, 9), words(0, 9), false),
        ("nothing", String::new(), String::new(), false),
    ];
    for (case, a, b, copy) in cases {
        let share = desk::containment(&a, &b);
        assert_eq!(share >= 0.4, copy, "{case}: {share}");
        assert_eq!(share, desk::containment(&b, &a), "{case}");
    }
}

#[test]
fn texts_are_cut_at_the_end_of_a_sentence() {
    let cases = [
        ("abbreviation", "Dr. Amsel spoke. Then rain.", "Dr. Amsel spoke."),
        ("German day", "Am 3. Mai beginnt es. Dann Regen.", "Am 3. Mai beginnt es."),
        ("initial", "J. Amsel spoke. Then rain.", "J. Amsel spoke."),
        ("no full stop", "Rain", "Rain"),
        ("nothing", " \n ", ""),
    ];
    for (case, text, first) in cases {
        assert_eq!(desk::first_sentence(text), first, "{case}");
    }
    assert_eq!(desk::shortened("One two. Three four. Five six.", 20), "One two. Three four.");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_order_gives_the_same_judgement(order in Just((0..8).collect::<Vec<usize>>()).prop_shuffle()) {
        let wire = wire();
        let shuffled: Vec<_> = order.iter().map(|i| wire[*i].clone()).collect();
        prop_assert_eq!(judge(&cuttings(&wire), &Decisions::default()), judge(&cuttings(&shuffled), &Decisions::default()));
    }

    /// Stories come late, come in new versions, are gone; editors decide.
    #[test]
    fn a_judgement_that_goes_on_is_the_one_made_anew(
        rounds in prop::collection::vec((prop::collection::vec(0..9usize, 0..9), 0..4usize, 0..9usize), 1..6),
    ) {
        let mut wire = wire();
        wire.push(item(9, "NPA", "2026-11-20T07:00:00Z", "Dockers of Port Calder go back to work",
            "The dockers of Port Calder go back to work after their strike over crane shifts, their union said."));
        let mut keeper = Judge::default();
        let mut decisions = Decisions::default();
        let mut there = vec![true; wire.len()];
        for (flips, edit, at) in rounds {
            for at in flips {
                there[at] = !there[at];
            }
            match edit {
                0 => decisions.take(Decision::Apart(StoryId(2), StoryId(at as i64 + 1))),
                1 => {
                    wire[at].version += 1;
                    wire[at].story.lead.push_str(" The harbour stays closed, the office said.");
                }
                _ => {}
            }
            let now: Vec<_> = wire.iter().zip(&there).filter(|(_, t)| **t).map(|(i, _)| i.clone()).collect();
            let cuttings = cuttings(&now);
            prop_assert_eq!(keeper.judge(&cuttings, &decisions), judge(&cuttings, &decisions));
        }
    }

    #[test]
    fn odd_texts_are_judged_without_a_fall(texts in prop::collection::vec((".{0,40}", "(?s).{0,400}", "en|de|ru|ar|und"), 0..8)) {
        let wire: Vec<_> = texts.iter().zip(1..).map(|((title, text, lang), id)| {
            item(id, "x", "2026-11-17T08:00:00Z", title, text).lang(lang)
        }).collect();
        let judged = judge(&cuttings(&wire), &Decisions::default());
        let told: usize = judged.events.iter().map(|e| e.stories.len()).sum();
        prop_assert_eq!(told, wire.len());
        for i in &wire {
            before_of(&judged, &wire, i.id);
            desk::shortened(&i.story.lead, 320);
        }
    }
}

#[test]
fn editors_part_and_join_events_and_matters() {
    use story::Decision::{Belongs, Confirmed, Merged, Named, Outside, Same};
    let wire = wire();
    let cuttings = cuttings(&wire);
    let judge =
        |facts: &[story::Decision]| desk::judge(&cuttings, &facts.iter().cloned().collect());
    let s = StoryId;

    let merged = judge(&[Same(s(6), s(3)), Confirmed(s(3))]);
    let event = merged.event_of(s(6)).unwrap();
    assert!(event.stories.contains(&s(3)) && event.confirmed);

    // Two weeks lie between the threat and the strike: the word still holds.
    let across = judge(&[Same(s(1), s(3))]);
    assert_eq!(across.event_of(s(1)).unwrap().id, across.event_of(s(3)).unwrap().id);

    let alone = judge(&[Outside(s(3))]);
    assert_eq!(alone.matters, []);

    let strike = |j: &desk::Judgement| j.event_of(s(3)).unwrap().id;
    let named = judge(&[Named(s(1), "Port strike".into())]);
    let matter = named.matter_of(strike(&named)).unwrap();
    assert_eq!((matter.title.as_str(), matter.confirmed), ("Port strike", true));
    let unnamed = judge(&[Named(s(1), "Port strike".into()), Named(s(1), " ".into())]);
    assert!(!unnamed.matter_of(strike(&unnamed)).unwrap().confirmed);

    for fact in [Belongs(s(6), s(3)), Merged(s(6), s(3))] {
        let together = judge(std::slice::from_ref(&fact));
        let six = together.event_of(s(6)).unwrap().id;
        let matter = together.matter_of(six).unwrap();
        assert!(matter.events.contains(&strike(&together)), "{fact:?}");
    }
}

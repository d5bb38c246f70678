//! What came before a story, from all that the desk can look back into.

use crate::common::{Item, cuttings, item, wire};
use desk::{Archive, Decisions, Found, Lexicon, Piece, Related, judge};
use jiff::tz::TimeZone;
use story::{Background, Kind, SlotPart, Standing, StoryId};

/// Stories of the months before the strike, that no judgement reaches.
fn past() -> Vec<Item> {
    let night = "Cranes at the container terminal of Port Calder are to run in night shifts from autumn. The dock workers' union spoke of a strike.\nThe harbour board wants new crane shifts for the terminal.";
    vec![
        item(101, "Harbour Courier", "2026-05-02T08:00:00Z", "Port Calder plans crane shifts at night", night),
        item(102, "Meridian", "2026-09-12T08:00:00Z", "Why the dock workers of Port Calder fear the new crane shifts",
            "Crane shifts at the container terminal of Port Calder divide dock workers and harbour board. We explain the quarrel and what a strike would cost the union.").kind(Kind::Explainer),
        item(103, "Hafenblatt", "2026-08-02T08:00:00Z", "Port Calder Strike Crane Shifts Union",
            "Die Kräne am Container Terminal von Port Calder sollen bei Nacht laufen. Strike, union und crane shifts.").lang("de"),
        item(104, "NPA", "2026-07-02T08:00:00Z", "Dock workers of Port Calder strike for an hour over crane shifts",
            "Dock workers of Port Calder went on strike for an hour. The union said crane shifts at the container terminal were to blame.").withdrawn(),
        item(105, "NPA", "2026-06-02T08:00:00Z", "Beekeepers of the plain count their hives",
            "Beekeepers counted their hives after a mild winter. A league of farmers lent a hand."),
        item(106, "NPA", "2026-11-15T20:00:00Z", "Dock workers of Port Calder make placards for a strike over crane shifts",
            "Dock workers of Port Calder made placards for a strike at the container terminal. The union bought paint."),
    ]
}

/// The background of a story of the wire, with an archive of the past and all
/// of the wire; what the judgement does not hold comes from the archive.
fn before_of(wire: &[Item], past: &[Item], story: i64, limit: usize) -> Vec<SlotPart> {
    let mut lexicon = Lexicon::new();
    let mut archive = Archive::new();
    let older = cuttings(past);
    let newer = cuttings(wire);
    for c in older.iter().chain(&newer) {
        archive.add(&lexicon.read(&Piece::from(c)));
    }
    let judged = judge(&newer, &Decisions::default());
    let this = older.iter().chain(&newer).find(|c| c.story == StoryId(story)).unwrap();
    let found = desk::look_back(&archive, &judged, this, 10);
    let cutting = |r: &Related| *older.iter().chain(&newer).find(|c| c.story == r.story).unwrap();
    let found: Vec<Found> =
        found.iter().map(|related| Found { cutting: cutting(related), related }).collect();
    desk::background(&judged, &newer, this, &found, &TimeZone::UTC, limit)
}

fn stories(found: &[SlotPart]) -> Vec<i64> {
    found.iter().map(|p| p.story.0).collect()
}

#[test]
fn the_matter_and_the_archive_together_each_with_kind_and_reason() {
    let found = before_of(&wire(), &past(), 3, 6);
    // Not 103 (another language), not 104 (withdrawn), not 105 (another
    // matter), not 106 (not judged, and perhaps of the same event).
    assert_eq!(stories(&found), [1, 102, 101], "{found:#?}");
    let [step, explainer, plan] = found.as_slice() else { panic!("three") };
    assert!(step.reason.starts_with("an earlier step of “Port Calder dock union"), "{step:?}");
    assert_eq!((step.kind, explainer.kind), (Kind::News, Kind::Explainer));
    assert_eq!(
        explainer.text,
        "Crane shifts at the container terminal of Port Calder divide dock workers and harbour board."
    );
    assert!(explainer.reason.starts_with("shares "), "{explainer:?}");
    assert!(explainer.reason.ends_with("; 66 days before"), "{explainer:?}");
    assert_eq!(plan.date.to_string(), "2026-05-02");
}

#[test]
fn what_the_story_brings_comes_first_and_nothing_comes_twice() {
    let mut wire = wire();
    let entry = |teaser: &str, date: &str, title: Option<&str>, url: Option<&str>| Background {
        teaser: teaser.into(),
        date: date.parse().unwrap(),
        title: title.map(str::to_owned),
        url: url.map(str::to_owned),
    };
    wire[2].story.background = vec![
        // The same day as story 101, in other words.
        entry(
            "Cranes were to run at night.",
            "2026-05-02",
            None,
            Some("https://p.example/analysis/1"),
        ),
        // A story of the same event is no background.
        entry("It was a walkout.", "2026-11-17", Some("Walkout halts Port Calder terminal"), None),
        entry("Tomorrow's news.", "2026-11-18", None, None),
    ];
    let found = before_of(&wire, &past(), 3, 6);
    assert_eq!(stories(&found), [1, 102, 3], "{found:#?}");
    assert_eq!(found[2].reason, "brought along by the story");
    assert_eq!(found[2].kind, Kind::Analysis);
    // With one place, the story's own word has it.
    assert_eq!(stories(&before_of(&wire, &past(), 3, 1)), [3]);
}

#[test]
fn a_story_that_is_not_judged_any_more_has_a_background_too() {
    assert_eq!(stories(&before_of(&wire(), &past(), 102, 6)), [101]);
    assert_eq!(before_of(&wire(), &past(), 105, 6), []);
}

#[test]
fn what_is_stopped_since_never_comes() {
    let mut past = past();
    past[1].standing = Standing::Held;
    past[0] = past[0].clone().embargo("2026-12-01T00:00:00Z");
    assert_eq!(stories(&before_of(&wire(), &past, 3, 6)), [1]);
}

#[test]
fn of_a_long_matter_the_newest_step_and_the_first_come_before_the_others() {
    let told = [
        (
            "02",
            "The dock union at Port Calder called a ballot on a strike. Its chairman named the new night shifts a breach of faith.",
        ),
        (
            "06",
            "Nine in ten dockers voted to walk out. The count took until midnight in the hall of the seamen's mission.",
        ),
        (
            "10",
            "Pickets closed both gates of the terminal. Tugs left three freighters at anchor in the roads.",
        ),
        (
            "14",
            "A mediator from the capital heard both sides for six hours. Neither spoke to the press afterwards.",
        ),
        (
            "18",
            "Shop owners in the old town lent tables to a soup kitchen. The council paid for the bread.",
        ),
    ];
    let wire: Vec<Item> = (1..)
        .zip(told)
        .map(|(id, (day, text))| {
            let when = format!("2026-11-{day}T09:00:00Z");
            item(id, "Harbour Courier", &when, &format!("Port Calder dock strike, day {day}"), text)
        })
        .collect();
    let facts: Decisions = (1..5)
        .map(|s| story::Decision::Apart(StoryId(s), StoryId(s + 1)))
        .chain((1..5).map(|s| story::Decision::Belongs(StoryId(s + 1), StoryId(s))))
        .collect();
    let all = cuttings(&wire);
    let judged = judge(&all, &facts);
    let this = all.last().unwrap();
    let two = desk::background(&judged, &all, this, &[], &TimeZone::UTC, 2);
    assert_eq!(stories(&two), [4, 1], "{:?}", judged.matters);
    let three = desk::background(&judged, &all, this, &[], &TimeZone::UTC, 3);
    assert_eq!(stories(&three), [4, 3, 1]);
}

//! The stream of an invented wire, its second look, and what came before.

use crate::common::at;
use desk::{Archive, By, Features, Lexicon, Piece, Stream};
use jiff::SignedDuration;
use story::{Decision, Lang, StoryId};

/// (number, time, title, text)
type Line = (i64, &'static str, &'static str, &'static str);

const STRIKE: [Line; 4] = [
    (
        1,
        "2026-11-16T08:00:00Z",
        "Dockers at Port Calder walk out",
        "Dockers at Port Calder walked out at dawn over new crane shifts, the union said. Eleven ships wait outside the harbour.",
    ),
    (
        2,
        "2026-11-16T10:00:00Z",
        "Port Calder strike stops cranes",
        "The cranes of Port Calder stand still: dockers went on strike over crane shifts, and eleven ships wait, the harbour office said.",
    ),
    (
        3,
        "2026-11-17T07:00:00Z",
        "Ships turn away from Port Calder",
        "Ships turned away from Port Calder as the strike of dockers over crane shifts went into a second day, the harbour office said.",
    ),
    (
        4,
        "2026-11-17T09:00:00Z",
        "Clock museum of Lenz opens again",
        "The clock museum in Lenz opened again after four years with 400 clocks, among them the oldest of the valley.",
    ),
];

fn features(lines: &[Line]) -> Vec<Features> {
    let mut lexicon = Lexicon::new();
    lines
        .iter()
        .map(|(id, when, title, text)| {
            lexicon.read(&Piece {
                id: StoryId(*id),
                when: Some(at(when)),
                language: Lang::of("en"),
                title: (*title).into(),
                text: (*text).into(),
                codes: Vec::new(),
            })
        })
        .collect()
}

fn stream(lines: &[Line], decisions: &[Decision]) -> Stream {
    let mut stream = Stream::new();
    stream.decide_all(decisions.iter().cloned().collect());
    for story in features(lines) {
        stream.push(&story);
    }
    stream
}

fn groups(stream: &Stream) -> Vec<u32> {
    (1..=4).filter_map(|id| stream.event_of(StoryId(id))).map(|e| e.0).collect()
}

#[test]
fn stories_of_one_event_join_and_others_open_their_own() {
    assert_eq!(groups(&stream(&STRIKE, &[])), [0, 0, 0, 1]);
}

#[test]
fn a_second_look_at_what_is_right_moves_nothing() {
    assert_eq!(stream(&STRIKE, &[]).repair(), []);
}

#[test]
fn the_second_look_honours_editors() {
    let apart = [Decision::Apart(StoryId(1), StoryId(3)), Decision::Apart(StoryId(2), StoryId(3))];
    let mut parted = stream(&STRIKE, &apart);
    parted.repair();
    let of = |s: &Stream, id| s.event_of(StoryId(id)).unwrap();
    assert_ne!(of(&parted, 1), of(&parted, 3));
    assert_eq!(of(&parted, 1), of(&parted, 2));

    let mut merged = stream(&STRIKE, &[Decision::Same(StoryId(1), StoryId(4))]);
    merged.repair();
    assert_eq!(of(&merged, 1), of(&merged, 4));
}

#[test]
fn decisions_made_later_move_stories_at_the_next_look_and_numbers_stay() {
    let mut stream = stream(&STRIKE, &[]);
    let before = stream.event_of(StoryId(1)).unwrap();
    let apart = [(1, 3), (2, 3)].map(|(a, b)| Decision::Apart(StoryId(a), StoryId(b))).into_iter();
    stream.decide_all(apart.collect());
    let moves = stream.repair();
    assert_eq!(moves.len(), 1);
    assert_eq!((moves[0].story, moves[0].from), (StoryId(3), before));
    assert_eq!(stream.event_of(StoryId(3)), Some(moves[0].to));
    assert_eq!(stream.event_of(StoryId(1)), Some(before), "the larger part keeps the number");
    assert_eq!(stream.thread_of(moves[0].to), stream.thread_of(before), "parts run on together");
}

#[test]
fn what_is_confirmed_is_not_touched() {
    let mut stream = stream(&STRIKE, &[]);
    let apart = Decision::Apart(StoryId(1), StoryId(3));
    stream.decide_all([Decision::Confirmed(StoryId(2)), apart].into_iter().collect());
    assert_eq!(stream.repair(), []);
}

#[test]
fn a_restart_in_mid_stream_changes_nothing() {
    let all = features(&STRIKE);
    let mut straight = Stream::new();
    let mut restarted = Stream::new();
    for story in &all {
        let one = straight.push(story);
        let saved = serde_json::to_string(&restarted).unwrap();
        restarted = serde_json::from_str(&saved).unwrap();
        assert_eq!(one, restarted.push(story));
    }
    assert_eq!(straight.repair(), restarted.repair());
}

/// Ten days in which events begin, grow and grow old, texts are printed again
/// and stories come in new versions: places and seats are left and taken anew.
#[test]
fn a_restart_changes_nothing_over_days_in_which_stories_grow_old() {
    let words = |seed: usize, many: usize| -> String {
        (0..many).map(|n| format!("w{} ", (seed * 31 + n * n * 7) % 211)).collect()
    };
    let mut straight = Stream::new();
    let mut restarted = Stream::new();
    let mut lexicon = Lexicon::new();
    let start = at("2026-11-01T00:00:00Z");
    for n in 0..160usize {
        let when = start + SignedDuration::from_mins(90 * n as i64);
        // Every ninth is a new version, every seventh a copy of the one before.
        let id = if n % 9 == 8 { n - 5 } else { n };
        let told = if n % 7 == 6 { n - 1 } else { n };
        let (event, own) = (told / 4, words(1_000 + told, 25));
        let piece = Piece {
            id: StoryId(id as i64),
            when: Some(when),
            language: Lang::of("en"),
            title: format!("Event e{event} {}", words(event, 4)).into(),
            text: format!("e{event} said {} {own}", words(event, 30)).into(),
            codes: Vec::new(),
        };
        let story = lexicon.read(&piece);
        if n % 3 == 0 {
            let saved = serde_json::to_string(&restarted).unwrap();
            restarted = serde_json::from_str(&saved).unwrap();
        }
        assert_eq!(straight.push(&story), restarted.push(&story), "story {n}");
        if n % 16 == 15 {
            assert_eq!(straight.repair(), restarted.repair(), "the look after story {n}");
        }
    }
    assert_eq!(straight.event_of(StoryId(0)), None, "the first have left the window");
}

#[test]
fn a_story_of_the_same_event_joins_by_likeness_and_says_why() {
    let mut stream = Stream::new();
    let all = features(&STRIKE);
    assert_eq!(stream.push(&all[0]).by, By::Opened);
    let joined = stream.push(&all[1]);
    assert_eq!(joined.by, By::Likeness);
    let best = joined.best.unwrap();
    assert!(best.score >= joined.threshold);
    assert_eq!(best.hours_apart, Some(2.0));
    assert!(best.shared.iter().any(|s| s.word.eq_ignore_ascii_case("dockers")), "{best:?}");
}

#[test]
fn weeks_later_the_matter_runs_on_in_another_event() {
    let mut lines = STRIKE.to_vec();
    lines.push((5, "2026-12-09T08:00:00Z", "Dockers of Port Calder vote on crane shifts",
        "Three weeks after their strike the dockers of Port Calder vote on new crane shifts, their union said."));
    let stream = stream(&lines, &[]);
    let (strike, vote) = (stream.event_of(StoryId(3)), stream.event_of(StoryId(5)));
    assert_eq!(strike, None, "three weeks later it is out of the window");
    assert_eq!(stream.thread_of(vote.unwrap()).0, 0);
}

#[test]
fn background_is_earlier_and_of_another_event() {
    let mut lines = STRIKE.to_vec();
    lines.push((5, "2026-12-09T08:00:00Z", "Dockers of Port Calder vote on crane shifts",
        "Three weeks after their strike the dockers of Port Calder vote on new crane shifts, their union said."));
    let all = features(&lines);
    let mut archive = Archive::new();
    all.iter().for_each(|story| archive.add(story));
    let found = archive.related(&all[4], 2, |_| false);
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|r| [1, 2, 3].contains(&r.story.0)), "{found:?}");
    assert!(found[0].shared.iter().any(|w| w.eq_ignore_ascii_case("dockers")));
    assert!(found[0].score >= found[1].score || found[1].when != found[0].when);
    // Nothing came before the first of them; the second's event is one's own.
    assert_eq!(archive.related(&all[0], 5, |_| false), []);
    assert_eq!(archive.related(&all[1], 5, |s| s == StoryId(1)), []);
}

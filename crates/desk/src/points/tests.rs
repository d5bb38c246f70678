use super::*;

/// A version with its parts by name, as a row of a test.
struct Paper {
    story: i64,
    version: i64,
    when: &'static str,
    group: usize,
    text: &'static str,
    lang: Lang,
    opinion: bool,
    stopped: bool,
    corrected: bool,
}

fn paper(story: i64, when: &'static str, text: &'static str) -> Paper {
    Paper {
        story,
        version: story * 10,
        when,
        group: usize::try_from(story).unwrap(),
        text,
        lang: Lang::of("en"),
        opinion: false,
        stopped: false,
        corrected: false,
    }
}

impl Paper {
    fn lang(mut self, tag: &str) -> Self {
        self.lang = Lang::of(tag);
        self
    }
    fn group(mut self, group: usize) -> Self {
        self.group = group;
        self
    }
}

fn sources(papers: &[Paper]) -> Vec<PointSource<'_>> {
    papers
        .iter()
        .map(|p| PointSource {
            story: StoryId(p.story),
            version: VersionId(p.version),
            when: p.when.parse().unwrap(),
            language: &p.lang,
            group: p.group,
            source_name: ["Courier", "Meridian", "Valley Post", "NPA"][p.story as usize % 4],
            text: p.text,
            opinion: p.opinion,
            stopped: p.stopped,
            corrected: p.corrected,
        })
        .collect()
}

fn run(papers: &[Paper]) -> Vec<Point> {
    points(&sources(papers), 10)
}

fn shown<'t>(point: &Point, papers: &'t [Paper]) -> &'t str {
    let said = point.sentences.first().unwrap();
    let paper = papers.iter().find(|p| VersionId(p.version) == said.version).unwrap();
    said.span.of(paper.text)
}

fn about<'p>(points: &'p [Point], papers: &[Paper], word: &str) -> &'p Point {
    points
        .iter()
        .find(|p| shown(p, papers).contains(word))
        .unwrap_or_else(|| panic!("nothing about {word}: {points:#?}"))
}

const EARLY: &str = "2026-11-17T09:00:00Z";
const LATER: &str = "2026-11-17T12:00:00Z";
const LATEST: &str = "2026-11-17T15:00:00Z";

#[test]
fn two_independent_sources_make_a_point_known() {
    let papers = [
        paper(
            1,
            EARLY,
            "The ferry Calder Star sank off the breakwater on Tuesday morning. The harbour museum was closed for repairs all week.",
        ),
        paper(2, LATER, "The ferry Calder Star sank near the breakwater early on Tuesday."),
    ];
    let all = run(&papers);
    let sank = about(&all, &papers, "sank");
    assert_eq!(sank.standing, PointStanding::Known);
    assert_eq!(sank.sentences.len(), 2);
    let museum = about(&all, &papers, "museum");
    assert_eq!(museum.standing, PointStanding::AccordingTo("Meridian".into()));
    assert_eq!(sank.label, Some(Label::Happened));
}

#[test]
fn papers_that_rest_on_one_agency_are_one_source() {
    let papers = [
        paper(1, EARLY, "The ferry Calder Star sank off the breakwater on Tuesday morning.")
            .group(7),
        paper(2, LATER, "The ferry Calder Star sank off the breakwater early on Tuesday.").group(7),
    ];
    let all = run(&papers);
    assert!(matches!(about(&all, &papers, "sank").standing, PointStanding::AccordingTo(_)));
}

#[test]
fn two_papers_with_one_speaker_are_one_voice() {
    for (first, second, standing) in [
        (
            "The ferry had no working pumps on board, said Ina Sorel, the harbour inspector.",
            "The ferry had no working pumps on board, inspector Ina Sorel said.",
            PointStanding::AccordingTo("inspector Ina Sorel".into()),
        ),
        (
            "The ferry had no working pumps on board, officials said.",
            "The ferry had no working pumps on board, two people familiar with the matter said.",
            PointStanding::AccordingTo("two people familiar with the matter".into()),
        ),
        (
            "The ferry had no working pumps on board, said Ina Sorel.",
            "The ferry had no working pumps on board, said Tom Hale.",
            PointStanding::Known,
        ),
        (
            "The ferry had no working pumps on board, said Ina Sorel.",
            "The ferry had no working pumps on board.",
            PointStanding::Known,
        ),
        (
            "The ferry reportedly had no working pumps on board.",
            "The ferry had no working pumps on board.",
            PointStanding::AccordingTo("Valley Post".into()),
        ),
    ] {
        let papers = [paper(1, EARLY, first), paper(2, LATER, second)];
        let all = run(&papers);
        assert_eq!(about(&all, &papers, "pumps").standing, standing, "{first} / {second}");
    }
}

#[test]
fn newer_figures_supersede_older_ones_and_keep_their_times() {
    for (tag, first, second, third) in [
        (
            "en",
            "At least 12 people were killed when a ferry sank off Port Calder.",
            "The death toll from the sunken ferry rose to fifteen, police said.",
            "Fifteen people were killed when the ferry sank off Port Calder.",
        ),
        (
            "de",
            "Mindestens zwölf Menschen starben beim Untergang einer Fähre vor Kalden.",
            "Die Zahl der Toten nach dem Untergang der Fähre stieg auf 15.",
            "Beim Untergang der Fähre vor Kalden starben 15 Menschen.",
        ),
        (
            "es",
            "Al menos doce personas murieron al hundirse un ferri frente a Puerto Calder.",
            "La cifra de muertos por el ferri hundido subió a quince.",
            "Quince personas murieron al hundirse el ferri frente a Puerto Calder.",
        ),
    ] {
        let papers = [
            paper(1, EARLY, first).lang(tag),
            paper(2, LATER, second).lang(tag),
            paper(3, LATEST, third).lang(tag),
        ];
        let all = run(&papers);
        assert_eq!(all.len(), 1, "{all:#?}");
        let point = all.first().unwrap();
        assert_eq!(point.label, Some(Label::Figures));
        assert_eq!(point.standing, PointStanding::Known, "{tag}");
        assert_ne!(shown(point, &papers), first);
        let [old] = point.superseded.as_slice() else { panic!("{point:#?}") };
        assert_eq!((old.value, old.of.as_str()), (12.0, ":dead"));
        assert_eq!(old.when, EARLY.parse().unwrap());
        assert_eq!(old.story, StoryId(1));
        // The first is no longer shown as carrying the point, but is there.
        assert_eq!(point.sentences.last().unwrap().story, StoryId(1));
        // Without the third, nobody else has the new figure.
        let all = run(papers.get(..2).unwrap());
        assert!(
            matches!(all.first().unwrap().standing, PointStanding::AccordingTo(_)),
            "{tag}: {all:#?}"
        );
    }
}

#[test]
fn a_sentence_that_shares_words_only_bears_out_nothing() {
    for (first, second) in [
        (
            "The harbour board will hold the ferry crews in the old customs house for 20 days.",
            "Because the crews of the ferry can't be held, the harbour board let them go.",
        ),
        (
            "The harbour board found the ferry safe after the inspection.",
            "The harbour board did not find the ferry safe after the inspection.",
        ),
        (
            "The Calder index rose 1.1 percent after the harbour strike ended.",
            "The Calder grain price fell 0.5 percent before a harbour vote on cranes.",
        ),
    ] {
        let papers = [paper(1, EARLY, first), paper(2, LATER, second)];
        for point in run(&papers) {
            assert_ne!(point.standing, PointStanding::Known, "{first} / {second}");
            assert_eq!(point.superseded, [], "{first} / {second}");
        }
    }
}

#[test]
fn figures_of_the_past_supersede_nothing() {
    let papers = [
        paper(1, EARLY, "At least 12 people were killed when a ferry sank off Port Calder."),
        paper(2, LATER, "In March 2011, 40 people were killed when a ferry sank off Port Calder."),
    ];
    for point in run(&papers) {
        assert_eq!(point.superseded, []);
    }
}

#[test]
fn corrections_and_withdrawals_reach_every_point() {
    let mut wrong = paper(1, EARLY, "The ferry sank because of a fire in its engine room.");
    let kept = paper(2, LATER, "The ferry Calder Star sank off the breakwater on Tuesday morning.");
    let mut right = paper(1, LATEST, "The ferry sank because of a leak in its forward hold.");
    right.version = 11;
    right.corrected = true;
    let papers = [wrong, kept, right];
    let all = run(&papers);
    assert!(all.iter().all(|p| !shown(p, &papers).contains("fire")));
    let leak = about(&all, &papers, "leak");
    assert!(leak.sentences.iter().all(|s| s.corrected && s.version == VersionId(11)));
    // Withdrawn: neither version speaks.
    let [w, k, mut r] = papers;
    wrong = w;
    r.stopped = true;
    let papers = [wrong, k, r];
    let all = run(&papers);
    assert_eq!(all.len(), 1);
    assert!(shown(all.first().unwrap(), &papers).contains("breakwater"));
}

#[test]
fn attribution_and_doubt_stay_with_the_sentence() {
    let papers = [paper(
        1,
        EARLY,
        "The ferry allegedly carried twice its load of trucks, according to two dockers. Ina Sorel said the crew had drilled in March.",
    )];
    let all = run(&papers);
    let load = about(&all, &papers, "load");
    assert_eq!(
        shown(load, &papers),
        "The ferry allegedly carried twice its load of trucks, according to two dockers."
    );
    let said = load.sentences.first().unwrap();
    assert!(said.hedged);
    assert_eq!(said.attribution.as_deref(), Some("two dockers"));
    assert_eq!(load.standing, PointStanding::AccordingTo("two dockers".into()));
}

#[test]
fn no_sentence_that_leans_is_shown_alone() {
    let papers = [paper(
        1,
        EARLY,
        "Ina Sorel inspected the ferry in the spring. She found three leaks below the forward deck.\nHe left the harbour before the storm reached the coast.",
    )];
    let all = run(&papers);
    for point in &all {
        let text = shown(point, &papers);
        assert!(!text.starts_with("She") && !text.starts_with("He"), "{text}");
    }
}

#[test]
fn opinion_comes_last_and_questions_never() {
    let mut column = paper(
        2,
        LATEST,
        "The harbour board has failed this town for thirty long years. Who will pay for the drowned men of Calder?",
    );
    column.opinion = true;
    let papers =
        [paper(1, EARLY, "The harbour board closed the pier to all ferries on Tuesday."), column];
    let all = run(&papers);
    assert!(shown(all.first().unwrap(), &papers).contains("closed"));
    assert!(all.iter().all(|p| !shown(p, &papers).contains('?')));
}

#[test]
fn what_comes_next_and_the_days_it_names() {
    let papers = [paper(
        1,
        EARLY,
        "The pier was closed on Tuesday after an inspection of its piles. Work on the pier will begin on Friday and cost a lot of money.",
    )];
    let all = run(&papers);
    let next = about(&all, &papers, "begin");
    assert_eq!(next.label, Some(Label::Next));
    let days: Vec<String> =
        next.sentences.first().unwrap().days.iter().map(|d| d.day.to_string()).collect();
    assert_eq!(days, ["2026-11-20"]);
}

#[test]
fn the_order_of_the_stories_does_not_matter() {
    let papers = [
        paper(1, EARLY, "At least 12 people were killed when a ferry sank off Port Calder."),
        paper(2, LATER, "The death toll from the sunken ferry rose to fifteen, police said."),
        paper(3, LATEST, "The harbour board closed the pier to all ferries on Tuesday."),
    ];
    let mut stories = sources(&papers);
    let all = points(&stories, 10);
    stories.reverse();
    assert_eq!(points(&stories, 10), all);
    stories.swap(0, 1);
    assert_eq!(points(&stories, 10), all);
    assert_eq!(points(&stories, 1).len(), 1);
    assert_eq!(points(&[], 5), []);
}

//! The sample through the house's own readers: what goes out of the printers
//! has to come back as it was written.

#![allow(clippy::unwrap_used)]

use sample::piece::Part;
use sample::print::{self, Head};
use sample::{Outlet, Piece, render};
use story::{Format, Kind, Received, Signal, Standing, Story};
use wire::{Hint, read};

const BASE: &str = "2026-03-04T15:00:00Z";
const HERE: &str = "http://127.0.0.1:4711";

fn base() -> jiff::Timestamp {
    BASE.parse().unwrap()
}

/// Each delivery as pieces and as read: RSS, Atom, JSON Feed, ninjs.
fn deliveries() -> Vec<(Format, Vec<Piece>, Vec<Received>)> {
    let all = render(base()).unwrap();
    [
        (Outlet::Courier, "en", Format::Rss),
        (Outlet::Courier, "de", Format::Atom),
        (Outlet::Courier, "es", Format::Rss),
        (Outlet::Ows, "en", Format::Jsonfeed),
        (Outlet::Stu, "en", Format::Ninjs),
    ]
    .into_iter()
    .map(|(outlet, lang, format)| {
        let pieces: Vec<Piece> =
            all.iter().filter(|p| p.outlet == outlet && p.lang.as_str() == lang).cloned().collect();
        let set: Vec<&Piece> = pieces.iter().collect();
        let head = Head { title: "T", about: "A", lang, path: "/f", base_url: HERE };
        let document = match format {
            Format::Rss => print::rss(&head, &set),
            Format::Atom => print::atom(&head, &set),
            Format::Jsonfeed => print::jsonfeed(&head, &set),
            _ => print::ninjs(&set, HERE),
        };
        let hint = Hint { name: Some(format!("{HERE}/f")), ..Hint::default() };
        let got = read(document.as_bytes(), &hint).unwrap();
        assert_eq!(got.format, format, "{lang}");
        assert!(got.troubles.is_empty(), "{lang}: {:?}", got.troubles);
        (format, pieces, got.stories)
    })
    .collect()
}

fn kept(s: &Story, line: &str) -> bool {
    s.body.iter().any(|b| b == line)
        || s.background.iter().any(|b| b.title.as_deref() == Some(line))
}

#[test]
fn every_story_comes_back_with_its_parts() {
    let mut wrong = Vec::new();
    for (format, pieces, stories) in deliveries() {
        assert_eq!(pieces.len(), stories.len(), "{format:?}");
        for (p, r) in pieces.iter().zip(&stories) {
            let s = &r.story;
            let mut say = |what: &str, got: String| {
                wrong.push(format!("{format:?} {}: {what}: {got}", p.slug));
            };
            if s.headline.as_deref() != Some(p.headline.as_str()) {
                say("headline", format!("{:?}", s.headline));
            }
            if s.teaser != p.teaser {
                say("teaser", s.teaser.clone());
            }
            if s.published != Some(p.published) {
                say("published", format!("{:?}", s.published));
            }
            if s.language != p.lang {
                say("language", s.language.to_string());
            }
            // The notice of a withdrawal is a line, whatever the story was.
            if s.kind != p.kind && !p.canceled {
                say("kind", format!("{:?} for {:?}", s.kind, p.kind));
            }
            let count = |f: fn(&Part) -> bool| p.parts.iter().filter(|x| f(x)).count();
            let points: usize = p
                .parts
                .iter()
                .map(|x| if let Part::Points(_, items) = x { items.len() } else { 0 })
                .sum();
            let got = s.points.as_ref().map_or(0, |x| x.items.len());
            if points != got {
                say("points", format!("{got} of {points}"));
            }
            for (what, want, got) in [
                ("read more", count(|x| matches!(x, Part::ReadMore(..))), s.read_more.len()),
                ("promos", count(|x| matches!(x, Part::Promo(_))), s.promos.len()),
                ("background", count(|x| matches!(x, Part::Background(..))), s.background.len()),
                (
                    "paragraphs",
                    count(|x| matches!(x, Part::Paragraph(_))),
                    usize::from(!s.lead.is_empty()) + s.body.len()
                        - s.subheads.len()
                        - s.body.iter().filter(|b| Some(*b) == p.credit.as_ref()).count(),
                ),
                ("subheads", count(|x| matches!(x, Part::Subhead(_))), s.subheads.len()),
            ] {
                if want != got {
                    say(what, format!("{got} of {want}"));
                }
            }
            // The invented agencies are in no register, and the readers take a bracket
            // for a credit only if they know its names: such a line may stay text,
            // but it may not get lost.
            if let Some(line) = &p.credit {
                match &s.credit {
                    Some(c) => {
                        let known = c.raw == *line && !c.authors.is_empty();
                        if !known {
                            say("credit", format!("{c:?}"));
                        }
                    }
                    None if line.contains('(') && kept(s, line) => {}
                    None => say("credit", "none".into()),
                }
            }
            if s.byline.is_none() && p.byline.is_some() {
                say("byline", "none".into());
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn correction_withdrawal_and_embargo_are_recognised() {
    for (format, pieces, stories) in deliveries() {
        for (p, r) in pieces.iter().zip(&stories) {
            let want = match (p.version, p.canceled) {
                (1, _) => Signal::Update,
                (_, true) => Signal::Withdrawal,
                _ => Signal::Correction,
            };
            assert_eq!(r.signal, want, "{format:?} {}", p.slug);
            assert_eq!(r.embargo, p.embargo, "{format:?} {}", p.slug);
            let standing = Standing::at(base(), r.signal, r.embargo);
            let usable = p.embargo.is_none() && !p.canceled;
            assert_eq!(standing == Standing::Usable, usable, "{format:?} {}", p.slug);
            if let Some(note) = &p.ednote {
                assert!(r.notes.for_editors().contains(note.as_str()), "{}", p.slug);
            }
        }
    }
}

#[test]
fn pasted_pages_are_taken_apart() {
    for (name, text) in sample::pasted(base()).unwrap() {
        let hint = Hint { name: Some(name.clone()), ..Hint::default() };
        let got = read(text.as_bytes(), &hint).unwrap();
        assert_eq!((got.format, got.stories.len()), (Format::Text, 1), "{name}");
        let s = &got.stories[0].story;
        assert_eq!(s.points.as_ref().map(|p| p.items.len()), Some(3), "{name}");
        assert_eq!(s.read_more.len(), 1, "{name}");
        assert_eq!(s.promos.len(), 1, "{name}");
        assert!(!s.background.is_empty() && s.kind == Kind::News, "{name}");
        assert!(s.headline.is_some() && !s.teaser.is_empty(), "{name}");
    }
}

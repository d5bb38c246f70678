//! What the sample has to hold, counted.

#![allow(clippy::unwrap_used)]

use sample::script::{Outlet, Script};
use sample::{Piece, render, scripts};
use std::collections::BTreeSet;
use story::Kind;

const BASES: [&str; 4] = [
    "2026-03-04T15:00:00Z",
    "2026-01-01T03:30:00Z",
    "2024-02-29T23:59:59Z",
    "2027-12-31T06:00:01Z",
];

fn all(base: &str) -> Vec<Piece> {
    render(base.parse().unwrap()).unwrap()
}

#[test]
fn there_is_enough_of_everything() {
    let scripts = scripts().unwrap();
    let count = |f: &dyn Fn(&Script) -> bool| scripts.iter().filter(|s| f(s)).count();
    let stories = count(&|s| s.revises.is_none());
    assert!(stories >= 80, "{stories} stories");
    let days: BTreeSet<u8> = scripts.iter().map(|s| s.day).collect();
    assert!(days.len() >= 10 && days.contains(&0), "{days:?}");
    for (what, least, there) in [
        ("features", 10, count(&|s| s.kind == Kind::Feature)),
        ("opinion", 5, count(&|s| s.kind == Kind::Opinion)),
        ("briefs", 8, count(&|s| s.kind == Kind::Brief)),
        ("analysis", 2, count(&|s| s.kind == Kind::Analysis)),
        ("German", 8, count(&|s| s.lang.as_str() == "de")),
        ("Spanish", 6, count(&|s| s.lang.as_str() == "es")),
        ("own", 45, count(&|s| s.outlet == Outlet::Courier)),
        ("of agency 1", 25, count(&|s| s.outlet == Outlet::Stu)),
        ("of agency 2", 20, count(&|s| s.outlet == Outlet::Ows)),
        ("copies", 4, count(&|s| s.copy_of.is_some())),
        ("corrections", 1, count(&|s| s.revises.is_some() && !s.canceled)),
        ("withdrawals", 1, count(&|s| s.canceled)),
        ("embargoes", 1, count(&|s| s.embargo.is_some())),
    ] {
        assert!(there >= least, "{there} {what}, {least} are needed");
    }
    for matter in ["storm", "strike", "river"] {
        let of = || scripts.iter().filter(|s| s.matter.as_deref() == Some(matter));
        let outlets: BTreeSet<Outlet> = of().map(|s| s.outlet).collect();
        let days: BTreeSet<u8> = of().map(|s| s.day).collect();
        assert!(of().count() >= 6 && outlets.len() == 3 && days.len() >= 4, "{matter}");
    }
}

#[test]
fn nothing_is_dated_ahead_but_the_embargo() {
    for base in BASES {
        let now: jiff::Timestamp = base.parse().unwrap();
        for p in all(base) {
            assert!(p.published <= p.updated && p.updated <= now, "{} at {base}", p.slug);
            if let Some(until) = p.embargo {
                assert!(until > now, "{} at {base}", p.slug);
            }
            let text = format!("{p:?}");
            assert!(!text.contains("{day"), "{} keeps a placeholder", p.slug);
        }
    }
}

#[test]
fn a_version_comes_after_the_one_it_mends() {
    for base in BASES {
        let all = all(base);
        for late in all.iter().filter(|p| p.version > 1) {
            let first = all.iter().find(|p| p.slug == late.slug && p.version == 1).unwrap();
            assert!(late.updated > first.updated && late.published == first.published);
            assert!(late.later && late.ednote.is_some(), "{}", late.slug);
        }
    }
}

#[test]
fn the_pasted_page_has_the_whole_anatomy() {
    let pages = sample::pasted("2026-03-04T15:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(pages.len(), 2);
    for (name, text) in pages {
        for part in ["What we know so far\n", "Read more: ", "newsletter", "/ok (", ".2026)\n"] {
            // The desk's own credit has other initials in one of them.
            let there = text.contains(part) || (part == "/ok (" && text.contains("/ht ("));
            assert!(there, "{name} has no {part:?}");
        }
    }
}

//! What editors did with the points of an event, laid over what the desk found:
//! of two edits of one point the newer holds.
//!
//! No sentence is chosen here, and no edit is ever lost: what the desk does not
//! find any more stands by itself.

use std::collections::BTreeMap;
use story::{PointEdit, PointKey, VersionId};

/// A point once the edits are laid over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// What to name it by in a further edit.
    pub key: PointKey,
    /// Its place among the points that the desk found; none for the editors'
    /// own, and for what the desk does not find any more.
    pub found: Option<usize>,
    /// The editors' words, the version they were drawn from (none for their
    /// own), and the place of that edit among all.
    pub words: Option<Words>,
    /// The place of the edit that hid it.
    pub hidden: Option<usize>,
}

/// Words that an editor wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The words.
    pub text: String,
    /// The version of the key's story that they were drawn from; none for the
    /// editors' own point.
    pub version: Option<VersionId>,
    /// The place of the edit among all.
    pub edit: usize,
}

/// What edits made of one sentence's point.
#[derive(Clone, Default)]
struct State {
    words: Option<Words>,
    hidden: Option<usize>,
    newest: usize,
}

/// Lays edits (the oldest first) over points, each given by the sentences that
/// carry it, the one to show first. Where editors put them in order, those
/// stand first; the others follow as the desk has them, the editors' own last.
pub fn edited(points: &[Vec<PointKey>], edits: &[PointEdit]) -> Vec<Edited> {
    let mut states: BTreeMap<&PointKey, State> = BTreeMap::new();
    let mut order: &[PointKey] = &[];
    for (at, edit) in edits.iter().enumerate() {
        let key = match edit {
            PointEdit::Added(key) | PointEdit::Hidden(key) | PointEdit::Restored(key) => key,
            PointEdit::Rewritten { point, .. } => point,
            PointEdit::Ordered(keys) => {
                order = keys;
                continue;
            }
        };
        let state = states.entry(key).or_default();
        state.newest = at;
        match edit {
            PointEdit::Added(key) => {
                let text = key.words.clone();
                state.words = Some(Words { text, version: None, edit: at });
            }
            PointEdit::Rewritten { point, version, text } => {
                let version = (!point.own).then_some(*version);
                state.words = Some(Words { text: text.clone(), version, edit: at });
                state.hidden = None;
            }
            PointEdit::Hidden(_) => state.hidden = Some(at),
            // The editors' own has nothing to go back to but its last words.
            PointEdit::Restored(point) if point.own => state.hidden = None,
            PointEdit::Restored(_) => *state = State { newest: at, ..State::default() },
            PointEdit::Ordered(_) => {}
        }
    }
    let mut out: Vec<(usize, Edited)> = Vec::new();
    let place = |keys: &mut dyn Iterator<Item = &PointKey>| {
        keys.filter_map(|k| order.iter().position(|o| o == k)).min().unwrap_or(usize::MAX)
    };
    for (at, keys) in points.iter().enumerate() {
        let Some(shown) = keys.first() else { continue };
        let mut touched: Vec<(&PointKey, State)> =
            keys.iter().filter_map(|k| states.remove_entry(k)).collect();
        touched.sort_by_key(|(_, state)| state.newest);
        let newest = touched.pop();
        let (key, state) = newest.unwrap_or((shown, State::default()));
        let edited =
            Edited { key: key.clone(), found: Some(at), words: state.words, hidden: state.hidden };
        out.push((place(&mut keys.iter()), edited));
    }
    let mut alone: Vec<(&PointKey, State)> =
        states.into_iter().filter(|(_, state)| state.words.is_some()).collect();
    alone.sort_by_key(|(_, state)| state.words.as_ref().map(|w| w.edit));
    for (key, state) in alone {
        let edited =
            Edited { key: key.clone(), found: None, words: state.words, hidden: state.hidden };
        out.push((place(&mut std::iter::once(key)), edited));
    }
    out.sort_by_key(|(place, _)| *place);
    out.into_iter().map(|(_, edited)| edited).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use story::StoryId;

    fn key(story: i64, words: &str) -> PointKey {
        PointKey { story: StoryId(story), words: words.into(), own: false }
    }

    fn own(words: &str) -> PointKey {
        PointKey { own: true, ..key(1, words) }
    }

    fn rewritten(point: PointKey, text: &str) -> PointEdit {
        PointEdit::Rewritten { point, version: VersionId(7), text: text.into() }
    }

    /// `A` and `B` tell one thing, `C` another, `D` a third.
    fn points() -> Vec<Vec<PointKey>> {
        vec![vec![key(1, "A"), key(2, "B")], vec![key(1, "C")], vec![key(3, "D")]]
    }

    /// Each as it is shown: words; in brackets what is hidden.
    fn shown(edits: &[PointEdit]) -> String {
        let points = points();
        let word = |e: &Edited| {
            let found = e.found.map(|at| points[at][0].words.as_str());
            let words = e.words.as_ref().map(|w| w.text.as_str()).or(found).unwrap();
            match e.hidden {
                Some(_) => format!("({words})"),
                None => words.to_owned(),
            }
        };
        edited(&points, edits).iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_newer_of_two_edits_holds() {
        use PointEdit::{Added, Hidden, Ordered, Restored};
        let cases: &[(&str, Vec<PointEdit>, &str)] = &[
            ("nothing done", vec![], "A C D"),
            ("rewritten", vec![rewritten(key(1, "C"), "c")], "A c D"),
            ("twice", vec![rewritten(key(1, "C"), "c"), rewritten(key(1, "C"), "cc")], "A cc D"),
            ("hidden", vec![Hidden(key(3, "D"))], "A C (D)"),
            ("and back", vec![Hidden(key(3, "D")), Restored(key(3, "D"))], "A C D"),
            ("words back", vec![rewritten(key(1, "C"), "c"), Restored(key(1, "C"))], "A C D"),
            (
                "hidden, then rewritten",
                vec![Hidden(key(1, "C")), rewritten(key(1, "C"), "c")],
                "A c D",
            ),
            (
                "by a sentence that another stands for now",
                vec![rewritten(key(2, "B"), "b")],
                "b C D",
            ),
            (
                "by two of its sentences",
                vec![rewritten(key(2, "B"), "b"), Hidden(key(1, "A"))],
                "(A) C D",
            ),
            ("added", vec![Added(own("o"))], "A C D o"),
            ("added and rewritten", vec![Added(own("o")), rewritten(own("o"), "oo")], "A C D oo"),
            ("added and hidden", vec![Added(own("o")), Hidden(own("o"))], "A C D (o)"),
            (
                "added, hidden and shown",
                vec![Added(own("o")), Hidden(own("o")), Restored(own("o"))],
                "A C D o",
            ),
            ("in order", vec![Added(own("o")), Ordered(vec![own("o"), key(3, "D")])], "o D A C"),
            (
                "in order by a sentence that is not shown",
                vec![Ordered(vec![key(1, "C"), key(2, "B")])],
                "C A D",
            ),
            ("words whose sentence is gone", vec![rewritten(key(9, "Z"), "z")], "A C D z"),
            ("a hidden one that is gone", vec![Hidden(key(9, "Z"))], "A C D"),
        ];
        for (name, edits, wanted) in cases {
            assert_eq!(shown(edits), *wanted, "{name}");
        }
    }

    #[test]
    fn who_did_it_and_from_what_can_be_told() {
        let edits = [
            PointEdit::Added(own("o")),
            rewritten(key(2, "B"), "b"),
            PointEdit::Hidden(key(3, "D")),
        ];
        let all = edited(&points(), &edits);
        let first = all.first().unwrap();
        assert_eq!((&first.key, first.found), (&key(2, "B"), Some(0)));
        let words = first.words.as_ref().unwrap();
        assert_eq!((words.edit, words.version), (1, Some(VersionId(7))));
        assert_eq!(all[2].hidden, Some(2));
        assert_eq!(all[3].words.as_ref().unwrap().version, None);
    }
}

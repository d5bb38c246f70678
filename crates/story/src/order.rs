//! Which slots somebody moved, told from two orders of them. Nothing but
//! orders; what follows from it is asked elsewhere.

use crate::SlotId;

/// The slots that were moved between two orders of the same ones, each with its
/// section. A slot of another section was moved. Within a section those were
/// moved that do not stand in every longest run that kept its order: who puts
/// the last one first has moved that one; of two that change places, nobody can
/// say which was moved, so both were.
pub fn moved(before: &[(SlotId, u8)], after: &[(SlotId, u8)]) -> Vec<SlotId> {
    let mut out: Vec<SlotId> =
        after.iter().filter(|pair| !before.contains(pair)).map(|(slot, _)| *slot).collect();
    let mut sections: Vec<u8> = after.iter().map(|(_, section)| *section).collect();
    sections.sort_unstable();
    sections.dedup();
    for section in sections {
        // Places before, in the order of now.
        let stayed: Vec<(SlotId, usize)> = after
            .iter()
            .filter(|(_, s)| *s == section)
            .filter_map(|pair| Some((pair.0, before.iter().position(|b| b == pair)?)))
            .collect();
        out.extend(unsteady(&stayed));
    }
    out
}

/// Those that do not stand in every longest rising run of places.
fn unsteady(row: &[(SlotId, usize)]) -> Vec<SlotId> {
    // The longest run that ends, and that begins, at each.
    let mut ends: Vec<usize> = Vec::with_capacity(row.len());
    for (_, place) in row {
        let best = row.iter().zip(&ends).filter(|((_, p), _)| p < place).map(|(_, e)| *e).max();
        ends.push(best.unwrap_or(0) + 1);
    }
    let mut begins: Vec<usize> = Vec::with_capacity(row.len());
    for (_, place) in row.iter().rev() {
        let best =
            row.iter().rev().zip(&begins).filter(|((_, p), _)| p > place).map(|(_, b)| *b).max();
        begins.push(best.unwrap_or(0) + 1);
    }
    begins.reverse();
    let longest = ends.iter().copied().max().unwrap_or(0);
    // Of those that can be the run's n-th, one alone is in every run.
    let on_a_run = |at: usize| match (ends.get(at), begins.get(at)) {
        (Some(e), Some(b)) if e + b == longest + 1 => Some(*e),
        _ => None,
    };
    let nth: Vec<Option<usize>> = (0..row.len()).map(on_a_run).collect();
    let alone = |n: &Option<usize>| n.is_some() && nth.iter().filter(|o| *o == n).count() == 1;
    row.iter().zip(&nth).filter(|(_, n)| !alone(n)).map(|((slot, _), _)| *slot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(text: &str) -> Vec<(SlotId, u8)> {
        text.split(' ')
            .map(|pair| {
                let (section, slot) = pair.split_once(':').unwrap();
                (SlotId(slot.parse().unwrap()), section.parse().unwrap())
            })
            .collect()
    }

    #[test]
    fn who_was_moved() {
        let before = "0:1 1:2 1:3 1:4 1:5 2:6";
        for (case, after, want) in [
            ("nobody", before, ""),
            ("the last one first", "0:1 1:5 1:2 1:3 1:4 2:6", "5"),
            ("the first one last", "0:1 1:3 1:4 1:5 1:2 2:6", "2"),
            ("two change places", "0:1 1:3 1:2 1:4 1:5 2:6", "3 2"),
            ("to another section", "0:1 0:3 1:2 1:4 1:5 2:6", "3"),
            ("two sections change their stories", "0:2 1:1 1:3 1:4 1:5 2:6", "2 1"),
            ("all turned round", "0:1 1:5 1:4 1:3 1:2 2:6", "5 4 3 2"),
        ] {
            let got: Vec<String> =
                moved(&order(before), &order(after)).iter().map(ToString::to_string).collect();
            assert_eq!(got.join(" "), want, "{case}");
        }
    }
}

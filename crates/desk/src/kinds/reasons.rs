//! Why a story is taken for what it is, in sentences that an editor can check
//! against the story. No judgement is here.

use super::model::{Part, Sum};
use super::sign::Of;
use super::style::Style;

/// Reasons given for a reading.
const MOST: usize = 3;
/// A part that adds less is no reason.
const LEAST: f32 = 0.05;

/// The heaviest parts of a sum, with their direction.
pub(super) fn parts(sum: &Sum, style: &Style) -> Vec<String> {
    sum.parts
        .iter()
        .filter(|(_, weight)| weight.abs() >= LEAST)
        .filter_map(|(part, weight)| {
            let side = if *weight > 0.0 { "as in a comment" } else { "as in a report" };
            Some(format!("{side}: {}", words(part, *weight, style)?))
        })
        .take(MOST)
        .collect()
}

fn words(part: &Part, weight: f32, style: &Style) -> Option<String> {
    let sign = match part {
        Part::Sign(sign) => *sign,
        Part::Words { most, least } => {
            let list = if weight > 0.0 { most } else { least };
            let list: Vec<String> = list.iter().map(|w| format!("“{w}”")).collect();
            return (!list.is_empty()).then(|| format!("words such as {}", list.join(", ")));
        }
    };
    let count = style.counts[sign as usize];
    Some(match sign.of() {
        Of::Text | Of::Headline => {
            format!("{} {}", if count > 0.0 { "it has" } else { "it does not have" }, sign.words())
        }
        _ => format!("{}: {count:.0} of {}", sign.words(), style.of(sign)),
    })
}

//! A newsletter's rules as fields of its form: shown and read, each with words
//! that name the field and the mend. What the rules do is the desk's.

use super::session::Fields;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{Hour, Rules, Thin, Unanswered};
use minijinja::Value;

/// A rule that is a number: its field, what editors call it, what helps, its
/// least and its most.
struct Number {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    least: u8,
    most: u8,
}

const fn limit(name: &'static str, label: &'static str, hint: &'static str) -> Number {
    Number { name, label, hint, least: 0, most: Rules::MOST }
}

const PER_THREAD: Number =
    limit("per_thread", "Most stories of one running story", "0 is no limit, here and below.");
const PER_SOURCE: Number = limit("per_source", "Most stories of one source", "");
const PER_DESK: Number =
    limit("per_desk", "Most stories of one desk", "The desk that a source is set to.");
const PER_PLACE: Number =
    limit("per_place", "Most stories from one place", "The first place that a story names.");
const REMEMBER: Number = limit(
    "remember",
    "Editions that count as told",
    "What they told comes again only with new facts. 0 lets all come again.",
);
const WINDOW: Number = Number {
    name: "window",
    label: "Hours before the hour that stories are taken from",
    hint: "Of these, those since the last edition. At most a week: 168.",
    least: 1,
    most: Rules::LONGEST,
};
const LEAST: Number =
    limit("least", "A day is thin with fewer stories than", "0 calls no day thin.");

fn thin_words(thin: Thin) -> &'static str {
    match thin {
        Thin::Short => "Draft a short edition, like any other",
        Thin::Skip => "Skip the day: no edition",
        Thin::Ask => "Draft a short edition and ask the editors",
    }
}

fn unanswered_words(rule: Unanswered) -> &'static str {
    match rule {
        Unanswered::LeaveOut => {
            "Five minutes before the hour it is left out, and the approval holds for the rest"
        }
        Unanswered::Wait => "The edition waits for a person",
    }
}

/// The rules for the form.
pub fn view(rules: &Rules) -> Value {
    let number = |n: &Number, value: u8| {
        values! { name => n.name, label => n.label, hint => n.hint, least => n.least,
        most => n.most, value }
    };
    let limits = vec![
        number(&PER_THREAD, rules.per_thread),
        number(&PER_SOURCE, rules.per_source),
        number(&PER_DESK, rules.per_desk),
        number(&PER_PLACE, rules.per_place),
    ];
    let thin: Vec<Value> = Thin::ALL
        .into_iter()
        .map(|t| values! { word => t.as_str(), words => thin_words(t), on => t == rules.thin })
        .collect();
    let unanswered: Vec<Value> = Unanswered::ALL
        .into_iter()
        .map(|u| {
            values! { word => u.as_str(), words => unanswered_words(u), on => u == rules.unanswered }
        })
        .collect();
    values! {
        limits, window => number(&WINDOW, rules.window),
        remember => number(&REMEMBER, rules.remember), least => number(&LEAST, rules.least),
        own_first => rules.own_first, thin, unanswered,
        cut_off => rules.cut_off.map(|h| h.to_string()),
    }
}

/// The rules as the form gives them, or what is wrong with them.
pub fn read(fields: &Fields) -> Result<Rules, Oops> {
    let cut_off = match fields.line("cut_off") {
        empty if empty.is_empty() => None,
        text => Some(Hour::parse(&text).map_err(|_| {
            Oops::form(format!(
                "“Cut-off”: {text:?} is no hour. Write it as 05:45, or leave it empty."
            ))
        })?),
    };
    let thin = Thin::parse(fields.get("thin"))
        .ok_or_else(|| Oops::form("“A thin day”: choose what becomes of it."))?;
    let unanswered = Unanswered::parse(fields.get("unanswered")).ok_or_else(|| {
        Oops::form(
            "“A story is withdrawn, and nobody answers”: choose what becomes of the edition.",
        )
    })?;
    Ok(Rules {
        per_thread: number(fields, &PER_THREAD)?,
        per_source: number(fields, &PER_SOURCE)?,
        per_desk: number(fields, &PER_DESK)?,
        per_place: number(fields, &PER_PLACE)?,
        own_first: fields.get("own_first") == "yes",
        remember: number(fields, &REMEMBER)?,
        window: number(fields, &WINDOW)?,
        cut_off,
        least: number(fields, &LEAST)?,
        thin,
        unanswered,
    })
}

fn number(fields: &Fields, n: &Number) -> Result<u8, Oops> {
    let given = fields.get(n.name).trim().parse::<u8>().ok();
    given.filter(|v| (n.least..=n.most).contains(v)).ok_or_else(|| {
        let Number { label, least, most, .. } = n;
        Oops::form(format!("“{label}”: write a whole number from {least} to {most}."))
    })
}

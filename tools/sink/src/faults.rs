//! What the sink does wrong, by the recipient's name.
//!
//! A local part that starts with the word of a fault gets it:
//! `reject-ann@…` always, `tempfail-2-ann@…` the first two times and then not
//! any more. Anything else is accepted.

use std::collections::HashMap;
use std::str::FromStr;

/// One way to misbehave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// 451 to RCPT.
    Tempfail,
    /// 550 5.1.1 to RCPT.
    Reject,
    /// 552 5.2.2 to RCPT.
    Full,
    /// 550 5.7.1 to RCPT.
    Policy,
    /// 421 to RCPT, then the connection is closed.
    Unavailable,
    /// 451 to the final dot.
    DotTempfail,
    /// 554 5.7.1 to the final dot.
    DotReject,
    /// The connection is reset when the body begins to come.
    ResetInBody,
    /// The mail is accepted and written down, then the connection is reset
    /// before the 250.
    ResetAfterDot,
    /// The mail is accepted and written down, then half of the 250 is sent and
    /// the connection is closed.
    HalfReply,
    /// The answer to the final dot takes its time.
    Slow,
    /// No answer to the final dot at all.
    Stall,
}

impl Fault {
    /// All faults with the word that asks for them. A longer word comes before
    /// the one it begins with.
    pub const WORDS: [(&'static str, Self); 12] = [
        ("tempfail", Self::Tempfail),
        ("reject", Self::Reject),
        ("full", Self::Full),
        ("policy", Self::Policy),
        ("421", Self::Unavailable),
        ("dot-tempfail", Self::DotTempfail),
        ("dot-reject", Self::DotReject),
        ("rst-in-body", Self::ResetInBody),
        ("rst-after-dot", Self::ResetAfterDot),
        ("half-reply", Self::HalfReply),
        ("slow", Self::Slow),
        ("stall", Self::Stall),
    ];

    fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(w, _)| *w == word).map(|(_, f)| *f)
    }
}

/// A fault for all recipients that hold a text: `PATTERN=FAULT` or
/// `PATTERN=FAULT-TIMES`, such as `@slow.example=tempfail-1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What the address must hold; `*` for every address.
    pub pattern: String,
    /// What happens then.
    pub fault: Fault,
    /// How many times for each address; always where absent.
    pub times: Option<u32>,
}

impl FromStr for Rule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no rule: write PATTERN=FAULT or PATTERN=FAULT-TIMES");
        let (pattern, what) = text.rsplit_once('=').ok_or_else(wrong)?;
        if let Some(fault) = Fault::of_word(what) {
            return Ok(Self { pattern: pattern.to_owned(), fault, times: None });
        }
        let (word, times) = what.rsplit_once('-').ok_or_else(wrong)?;
        let fault = Fault::of_word(word).ok_or_else(wrong)?;
        let times = times.parse().map_err(|_| wrong())?;
        Ok(Self { pattern: pattern.to_owned(), fault, times: Some(times) })
    }
}

/// Which faults are left for whom.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<Rule>,
    done: HashMap<(String, Fault), u32>,
}

impl Faults {
    pub(crate) fn new(rules: Vec<Rule>) -> Self {
        Self { rules, done: HashMap::new() }
    }

    fn wanted(&self, address: &str) -> Option<(Fault, Option<u32>)> {
        for rule in &self.rules {
            if rule.pattern == "*" || address.contains(rule.pattern.as_str()) {
                return Some((rule.fault, rule.times));
            }
        }
        for (word, fault) in Fault::WORDS {
            let Some(rest) = address.strip_prefix(word).and_then(|r| r.strip_prefix('-')) else {
                continue;
            };
            let times = rest.split('-').next().and_then(|n| n.parse().ok());
            return Some((fault, times));
        }
        None
    }

    /// The fault that is due for this address, counted as done.
    pub(crate) fn take(&mut self, address: &str) -> Option<Fault> {
        let (fault, times) = self.wanted(address)?;
        let Some(times) = times else { return Some(fault) };
        let done = self.done.entry((address.to_owned(), fault)).or_default();
        if *done >= times {
            return None;
        }
        *done += 1;
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_asks_for_the_fault() {
        let mut faults = Faults::default();
        for (address, expected) in [
            ("ann@example.org", None),
            ("rejected@example.org", None),
            ("reject-ann@example.org", Some(Fault::Reject)),
            ("reject-ann@example.org", Some(Fault::Reject)),
            ("tempfail-1-ann@example.org", Some(Fault::Tempfail)),
            ("tempfail-1-ann@example.org", None),
            ("dot-tempfail-bob@example.org", Some(Fault::DotTempfail)),
            ("421-1-cy@example.org", Some(Fault::Unavailable)),
            ("421-1-cy@example.org", None),
        ] {
            assert_eq!(faults.take(address), expected, "{address}");
        }
    }

    #[test]
    fn rules_come_before_names() {
        let mut faults = Faults::new(vec!["@slow.example=rst-after-dot-1".parse().unwrap()]);
        assert_eq!(faults.take("reject-a@slow.example"), Some(Fault::ResetAfterDot));
        assert_eq!(faults.take("reject-a@slow.example"), None);
        assert!("x=nothing".parse::<Rule>().is_err());
    }
}

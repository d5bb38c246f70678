//! What the sink does wrong, when, and to whom.
//!
//! A fault is written `PHASE-ACT` (`rcpt-450`, `data-stall`, `dot-reset`) or by
//! a word of its own (`reject`, `greylist`, `rate`). A local part that starts
//! with a fault gets it: `reject-ann@…` always, `tempfail-2-ann@…` the first
//! two times and then not any more, `rcpt-451-300s-ann@…` for 300 seconds from
//! the first time. Rules ask for faults by any part of an address. Anything
//! else is accepted.
//!
//! `connect` faults are asked for by rules for `*` only, `ehlo` faults by the
//! name the client greets with, `mail` faults by the sender's address, all
//! others by the recipient's.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Instead of the greeting.
    Connect,
    /// In answer to EHLO.
    Ehlo,
    /// In answer to MAIL.
    Mail,
    /// In answer to RCPT.
    Rcpt,
    /// In answer to DATA.
    Data,
    /// When the body is about to come.
    Body,
    /// In answer to the final dot.
    Dot,
}

impl Phase {
    const WORDS: [(&'static str, Self); 7] = [
        ("connect", Self::Connect),
        ("ehlo", Self::Ehlo),
        ("mail", Self::Mail),
        ("rcpt", Self::Rcpt),
        ("data", Self::Data),
        ("body", Self::Body),
        ("dot", Self::Dot),
    ];

    /// By what it is asked for: all phases from RCPT on by the recipient.
    fn asked_by(self) -> Self {
        match self {
            Self::Data | Self::Body | Self::Dot => Self::Rcpt,
            other => other,
        }
    }
}

/// What happens then. At the dot everything but a refusal and [`Act::Drop`]
/// takes the mail, writes it down, and only then goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// A refusal with this code; after 421 the connection is closed.
    Code(u16),
    /// 451 4.7.1 as greylisting servers say it.
    Greylist,
    /// 421 4.7.28 in three lines, as Gmail says it to who sends too fast, and
    /// the connection is closed.
    Rate,
    /// 552 5.2.2.
    Full,
    /// 550 5.7.1.
    Policy,
    /// The connection is reset.
    Reset,
    /// The connection is reset; at the dot without taking the mail.
    Drop,
    /// The connection is closed without a word.
    Close,
    /// Nothing any more.
    Stall,
    /// Half of the right answer, then the connection is closed.
    Half,
    /// The right answer, then the connection is reset.
    Bye,
    /// The right answer octet by octet.
    Trickle,
    /// The right answer in two pieces.
    Split,
    /// The right answer, after a while.
    Late,
    /// The right answer in three lines.
    Multi,
    /// Words that are no reply.
    Garbage,
    /// A reply with a NUL in it.
    Nul,
    /// A reply of 20,000 octets.
    Long,
}

impl Act {
    const WORDS: [(&'static str, Self); 17] = [
        ("greylist", Self::Greylist),
        ("rate", Self::Rate),
        ("full", Self::Full),
        ("policy", Self::Policy),
        ("reset", Self::Reset),
        ("drop", Self::Drop),
        ("close", Self::Close),
        ("stall", Self::Stall),
        ("half", Self::Half),
        ("bye", Self::Bye),
        ("trickle", Self::Trickle),
        ("split", Self::Split),
        ("slow", Self::Late),
        ("multi", Self::Multi),
        ("garbage", Self::Garbage),
        ("nul", Self::Nul),
        ("long", Self::Long),
    ];

    fn of_word(word: &str) -> Option<Self> {
        if word.len() == 3
            && let Ok(code @ 400..=599) = word.parse()
        {
            return Some(Self::Code(code));
        }
        Self::WORDS.iter().find(|(w, _)| *w == word).map(|(_, act)| *act)
    }

    /// True if it answers the mail with a no.
    pub(crate) fn refuses(self) -> bool {
        matches!(self, Self::Code(_) | Self::Greylist | Self::Rate | Self::Full | Self::Policy)
    }
}

/// One way to misbehave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fault {
    /// When.
    pub phase: Phase,
    /// What.
    pub act: Act,
}

impl Fault {
    /// The faults with a word of their own.
    pub const WORDS: [(&'static str, Self); 14] = [
        ("tempfail", Self::new(Phase::Rcpt, Act::Code(451))),
        ("reject", Self::new(Phase::Rcpt, Act::Code(550))),
        ("full", Self::new(Phase::Rcpt, Act::Full)),
        ("policy", Self::new(Phase::Rcpt, Act::Policy)),
        ("greylist", Self::new(Phase::Rcpt, Act::Greylist)),
        ("421", Self::new(Phase::Rcpt, Act::Code(421))),
        ("rate", Self::new(Phase::Dot, Act::Rate)),
        ("dot-tempfail", Self::new(Phase::Dot, Act::Code(451))),
        ("dot-reject", Self::new(Phase::Dot, Act::Code(554))),
        ("rst-in-body", Self::new(Phase::Body, Act::Reset)),
        ("rst-after-dot", Self::new(Phase::Dot, Act::Reset)),
        ("half-reply", Self::new(Phase::Dot, Act::Half)),
        ("slow", Self::new(Phase::Dot, Act::Late)),
        ("stall", Self::new(Phase::Dot, Act::Stall)),
    ];

    const fn new(phase: Phase, act: Act) -> Self {
        Self { phase, act }
    }

    /// Reads a fault and how long it lasts from the start of a text, which
    /// goes on with a hyphen or ends there.
    fn read(text: &str) -> Option<(Self, Option<Until>)> {
        let named = Self::WORDS.iter().find_map(|(word, fault)| {
            let rest = text.strip_prefix(word)?;
            (rest.is_empty() || rest.starts_with('-')).then_some((*fault, rest))
        });
        let (fault, rest) = match named {
            Some(found) => found,
            None => {
                let (phase, rest) = text.split_once('-')?;
                let phase = Phase::WORDS.iter().find(|(w, _)| *w == phase)?.1;
                let end = rest.find('-').unwrap_or(rest.len());
                (Self::new(phase, Act::of_word(&rest[..end])?), &rest[end..])
            }
        };
        let until = rest.strip_prefix('-').and_then(|r| Until::read(r.split('-').next()?));
        Some((fault, until))
    }
}

/// When a fault is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// After so many times for each address: `2`.
    Times(u32),
    /// So long after its first time for each address: `300s`, `50ms`.
    After(Duration),
}

impl Until {
    fn read(text: &str) -> Option<Self> {
        if let Ok(times) = text.parse() {
            return Some(Self::Times(times));
        }
        if let Some(n) = text.strip_suffix("ms") {
            return n.parse().ok().map(|n| Self::After(Duration::from_millis(n)));
        }
        let n = text.strip_suffix('s')?;
        n.parse().ok().map(|n| Self::After(Duration::from_secs(n)))
    }
}

/// A fault for all addresses that hold a text: `PATTERN=FAULT`,
/// `PATTERN=FAULT-TIMES` or `PATTERN=FAULT-SECONDSs`, such as
/// `@slow.example=tempfail-1` or `*=greylist-300s`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What the address must hold; `*` for every address.
    pub pattern: String,
    /// What happens then.
    pub fault: Fault,
    /// When it is over; never where absent.
    pub until: Option<Until>,
}

impl FromStr for Rule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "{text:?} is no rule: write PATTERN=FAULT, PATTERN=FAULT-TIMES or PATTERN=FAULT-SECONDSs, such as *=dot-451-2"
            )
        };
        let (pattern, what) = text.rsplit_once('=').ok_or_else(wrong)?;
        let (fault, until) = Fault::read(what).ok_or_else(wrong)?;
        // Nothing may stand behind it but its end.
        let words = what.rsplit('-').next().unwrap_or_default();
        let ends_well = until.is_some()
            || Fault::WORDS.iter().any(|(w, _)| *w == what)
            || Act::of_word(words).is_some() && what.matches('-').count() == 1;
        if !ends_well {
            return Err(wrong());
        }
        Ok(Self { pattern: pattern.to_owned(), fault, until })
    }
}

/// Which faults are left for whom.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<Rule>,
    done: Mutex<HashMap<(String, Fault), (u32, Instant)>>,
}

impl Faults {
    pub(crate) fn new(rules: Vec<Rule>) -> Self {
        Self { rules, done: Mutex::default() }
    }

    fn wanted(&self, phase: Phase, key: &str) -> Option<(Fault, Option<Until>)> {
        for rule in self.rules.iter().filter(|r| r.fault.phase.asked_by() == phase) {
            if rule.pattern == "*" || key.contains(rule.pattern.as_str()) {
                return Some((rule.fault, rule.until));
            }
        }
        let local = key.split('@').next().unwrap_or_default();
        if !local.contains('-') {
            return None;
        }
        Fault::read(local).filter(|(fault, _)| fault.phase.asked_by() == phase)
    }

    /// The fault that is due for this address (or client's name), counted as
    /// done.
    pub(crate) fn take(&self, phase: Phase, key: &str) -> Option<Fault> {
        let (fault, until) = self.wanted(phase, key)?;
        let Some(until) = until else { return Some(fault) };
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let (times, since) = done.entry((key.to_owned(), fault)).or_insert((0, now));
        *times += 1;
        let over = match until {
            Until::Times(most) => *times > most,
            Until::After(wait) => now.duration_since(*since) >= wait && *times > 1,
        };
        (!over).then_some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_asks_for_the_fault() {
        let faults = Faults::default();
        let rcpt = |code| Some(Fault::new(Phase::Rcpt, Act::Code(code)));
        for (address, expected) in [
            ("ann@example.org", None),
            ("rejected@example.org", None),
            ("jean-luc@example.org", None),
            ("mail-451-x@example.org", None),
            ("reject-ann@example.org", rcpt(550)),
            ("reject-ann@example.org", rcpt(550)),
            ("tempfail-1-ann@example.org", rcpt(451)),
            ("tempfail-1-ann@example.org", None),
            ("dot-tempfail-bob@example.org", Some(Fault::new(Phase::Dot, Act::Code(451)))),
            ("421-1-cy@example.org", rcpt(421)),
            ("421-1-cy@example.org", None),
            ("rcpt-452-di@example.org", rcpt(452)),
            ("data-stall-1-di@example.org", Some(Fault::new(Phase::Data, Act::Stall))),
            ("data-stall-1-di@example.org", None),
            ("greylist-0ms-x@example.org", Some(Fault::new(Phase::Rcpt, Act::Greylist))),
            ("greylist-0ms-x@example.org", None),
        ] {
            assert_eq!(faults.take(Phase::Rcpt, address), expected, "{address}");
        }
        let mail = faults.take(Phase::Mail, "mail-451-x@example.org");
        assert_eq!(mail, Some(Fault::new(Phase::Mail, Act::Code(451))));
    }

    #[test]
    fn rules_come_before_names() {
        let faults = Faults::new(vec!["@slow.example=rst-after-dot-1".parse().unwrap()]);
        let reset = Some(Fault::new(Phase::Dot, Act::Reset));
        assert_eq!(faults.take(Phase::Rcpt, "reject-a@slow.example"), reset);
        assert_eq!(faults.take(Phase::Rcpt, "reject-a@slow.example"), None);
    }

    #[test]
    fn rules_as_they_are_written() {
        for (text, fine) in [
            ("*=reject", true),
            ("*=connect-421-3", true),
            ("*=greylist-300s", true),
            ("@a.example=dot-rate", true),
            ("x=rcpt-450-50ms", true),
            ("x=nothing", false),
            ("x=rcpt-200", false),
            ("x=rcpt-450-soon", false),
            ("x=reject-soon", false),
            ("reject", false),
        ] {
            assert_eq!(text.parse::<Rule>().is_ok(), fine, "{text}");
        }
    }
}

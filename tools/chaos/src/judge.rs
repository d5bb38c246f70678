//! What the server's log, the kills and the press's own account amount to.

use crate::run::Phase;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sink::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// How long after a kill the server may still take what was sent before it.
const LAG: SignedDuration = SignedDuration::from_millis(30);

/// A death.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kill {
    /// What it was aimed at.
    pub phase: Phase,
    /// When.
    pub at: Timestamp,
    /// Connections that the server had open at that moment.
    pub open: u32,
}

/// The press's account, as its command prints it.
#[derive(Clone, Debug, Default, Deserialize)]
#[allow(missing_docs)]
pub struct Account {
    pub state: String,
    pub frozen: u64,
    pub accepted: u64,
    pub sum: u64,
    pub once_uncertain: Vec<String>,
}

/// All that is known about one edition.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Who should have got it.
    pub readers: Vec<String>,
    /// What the server took, in its order.
    pub log: Vec<Entry>,
    /// The deaths, in their order.
    pub kills: Vec<Kill>,
    /// What the press says.
    pub account: Account,
}

/// What it amounts to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Readers whom no mail reached.
    pub lost: usize,
    /// Copies beyond the first.
    pub extra: usize,
    /// The extra copies that each kill is to blame for.
    pub extra_by_kill: Vec<usize>,
    /// Readers with an extra copy whom the account does not name.
    pub unnamed: usize,
    /// What must not be, in words; empty if all is well.
    pub faults: Vec<String>,
}

/// Judges an edition that has come to its end.
pub fn judge(evidence: &Evidence) -> Verdict {
    let mut verdict =
        Verdict { extra_by_kill: vec![0; evidence.kills.len()], ..Verdict::default() };
    let mut faults = Vec::new();
    let mut copies: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in &evidence.log {
        match entry.to.as_slice() {
            [one] => copies.entry(one).or_default().push(entry),
            many => faults.push(format!("mail {} has {} recipients", entry.id, many.len())),
        }
    }
    let readers: BTreeSet<&str> = evidence.readers.iter().map(String::as_str).collect();
    for stranger in copies.keys().filter(|to| !readers.contains(*to)) {
        faults.push(format!("{stranger} got a mail and is no reader"));
    }
    verdict.lost = readers.iter().filter(|r| !copies.contains_key(*r)).count();
    if verdict.lost > 0 {
        faults.push(format!("{} readers got nothing", verdict.lost));
    }

    let named: BTreeSet<&str> =
        evidence.account.once_uncertain.iter().map(String::as_str).collect();
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for (to, copies) in &copies {
        let first = copies[0];
        if let Some(other) = ids.insert(&first.message_id, to) {
            faults.push(format!("{to} and {other} share the Message-ID {}", first.message_id));
        }
        for later in &copies[1..] {
            if (&later.message_id, &later.sha256) != (&first.message_id, &first.sha256) {
                faults.push(format!("the copies of {to} differ"));
            }
        }
        // Each copy but the last is one whose answer was lost by a death.
        for doubted in &copies[..copies.len() - 1] {
            verdict.extra += 1;
            let death = evidence.kills.iter().position(|k| k.at + LAG >= doubted.at);
            match death {
                Some(kill) => verdict.extra_by_kill[kill] += 1,
                None => faults.push(format!("{to} got a copy twice, and no kill came between")),
            }
        }
        if copies.len() > 1 && !named.contains(to) {
            verdict.unnamed += 1;
            faults.push(format!("{to} got {} copies and is not named", copies.len()));
        }
    }
    for (kill, extra) in std::iter::zip(&evidence.kills, &verdict.extra_by_kill) {
        if *extra > kill.open as usize {
            faults.push(format!(
                "a kill at {} cost {extra} extra copies over {} connections",
                kill.phase.as_str(),
                kill.open
            ));
        }
    }

    let account = &evidence.account;
    let count = readers.len() as u64;
    for (what, found, wanted) in [
        ("frozen", account.frozen, count),
        ("accepted", account.accepted, count),
        ("the sum", account.sum, account.frozen),
    ] {
        if found != wanted {
            faults.push(format!("{what} is {found}, not {wanted}"));
        }
    }
    verdict.faults = faults;
    verdict
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(millis).unwrap()
    }

    fn entry(id: u64, to: &str, millis: i64) -> Entry {
        Entry {
            id,
            at: at(millis),
            from: "desk@courier.example".into(),
            to: vec![to.into()],
            message_id: format!("<{to}>"),
            sha256: to.into(),
            size: 9,
        }
    }

    /// Two readers, a kill at 1,000 ms over one connection, and `a` twice.
    fn fine() -> Evidence {
        Evidence {
            readers: vec!["a".into(), "b".into()],
            log: vec![entry(1, "a", 990), entry(2, "b", 1500), entry(3, "a", 1600)],
            kills: vec![Kill { phase: Phase::MidSend, at: at(1000), open: 1 }],
            account: Account {
                state: "sent".into(),
                frozen: 2,
                accepted: 2,
                sum: 2,
                once_uncertain: vec!["a".into()],
            },
        }
    }

    #[test]
    fn a_named_second_copy_is_as_promised() {
        let verdict = judge(&fine());
        assert_eq!(verdict.faults, [""; 0]);
        assert_eq!((verdict.lost, verdict.extra, verdict.unnamed), (0, 1, 0));
        assert_eq!(verdict.extra_by_kill, [1]);
    }

    #[test]
    fn whatever_must_not_be_is_found() {
        type Spoil = fn(&mut Evidence);
        let cases: [(&str, Spoil); 12] = [
            ("readers got nothing", |e| e.readers.push("c".into())),
            ("is no reader", |e| e.log.push(entry(4, "x", 1700))),
            ("not named", |e| e.account.once_uncertain.clear()),
            ("no kill came between", |e| e.kills.clear()),
            ("no kill came between", |e| e.log.push(entry(4, "a", 1700))),
            ("over 0 connections", |e| e.kills[0].open = 0),
            ("copies of a differ", |e| e.log[2].sha256 = "other".into()),
            ("copies of a differ", |e| e.log[2].message_id = "<other>".into()),
            ("share the Message-ID", |e| e.log[1].message_id = "<a>".into()),
            ("2 recipients", |e| e.log[1].to.push("c".into())),
            ("accepted is 1", |e| e.account.accepted = 1),
            ("the sum is 1", |e| e.account.sum = 1),
        ];
        for (says, spoil) in cases {
            let mut evidence = fine();
            spoil(&mut evidence);
            let faults = judge(&evidence).faults;
            assert!(faults.iter().any(|f| f.contains(says)), "{says}: {faults:?}");
        }
    }

    #[test]
    fn a_copy_is_blamed_on_the_death_that_came_next() {
        let mut evidence = fine();
        let kill = |millis| Kill { phase: Phase::Commit, at: at(millis), open: 8 };
        evidence.kills = vec![kill(500), kill(980), kill(1400)];
        // Taken 10 ms after the second death: it was on its way.
        assert_eq!(judge(&evidence).extra_by_kill, [0, 1, 0]);
        evidence.log[0].at = at(1390);
        assert_eq!(judge(&evidence).extra_by_kill, [0, 0, 1]);
    }
}

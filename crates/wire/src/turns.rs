//! Whose turn it is to be asked: no host twice at a time, nor twice within
//! [`GAP`], and whoever waits for that holds up nobody else. Without a clock.

use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};
use story::{Place, Source, SourceId};

/// No host is asked twice within this time.
pub(crate) const GAP: Duration = Duration::from_secs(1);

/// A source that is being asked, and the host it stands for.
pub(crate) struct Turn {
    pub source: Source,
    host: Host,
}

impl Turn {
    /// What is told when it ends.
    pub(crate) fn end(&self) -> End {
        End { source: self.source.id, host: self.host.clone() }
    }
}

/// The end of a turn.
pub(crate) struct End {
    source: SourceId,
    host: Host,
}

/// Sources that are due, and hosts that must not be asked now.
#[derive(Default)]
pub(crate) struct Turns {
    waiting: VecDeque<Turn>,
    /// Since when a host has been let be; none while it is asked.
    hosts: HashMap<Host, Option<Instant>>,
}

impl Turns {
    /// Takes over those that are due, in their order, in place of all that
    /// waited.
    pub(crate) fn offer(&mut self, due: Vec<Source>) {
        self.waiting = due.into_iter().map(|source| Turn { host: host(&source), source }).collect();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The first that may be asked at that time.
    pub(crate) fn take(&mut self, now: Instant) -> Option<Turn> {
        self.hosts.retain(|_, since| since.is_none_or(|since| now < since + GAP));
        let at = self.waiting.iter().position(|turn| !self.hosts.contains_key(&turn.host))?;
        let turn = self.waiting.remove(at)?;
        self.hosts.insert(turn.host.clone(), None);
        Some(turn)
    }

    /// A turn has ended. What was offered meanwhile may hold its source still.
    pub(crate) fn ended(&mut self, end: End, now: Instant) {
        self.waiting.retain(|turn| turn.source.id != end.source);
        match end.host {
            Host::Folder(_) => self.hosts.remove(&end.host),
            Host::Web(_) => self.hosts.insert(end.host, Some(now)),
        };
    }

    /// When the next host may be asked again, if one is being let be.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.hosts.values().flatten().min().map(|since| *since + GAP)
    }
}

/// Whom asking a source burdens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Host {
    /// A server by name and port.
    Web(String),
    /// A folder of this machine, which needs no rest.
    Folder(String),
}

fn host(source: &Source) -> Host {
    match &source.place {
        Place::Url(given) => {
            let url = url::Url::parse(given).ok();
            let named = url.as_ref().and_then(|u| {
                Some(format!("{}:{}", u.host_str()?, u.port_or_known_default().unwrap_or(0)))
            });
            Host::Web(named.unwrap_or_else(|| given.clone()))
        }
        Place::Folder(folder) => Host::Folder(folder.clone()),
        Place::Paste => Host::Folder(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(id: i64, place: Place) -> Source {
        Source {
            id: SourceId(id),
            name: String::new(),
            place,
            format: None,
            own: false,
            paused: false,
            language: None,
            defaults: story::Defaults::default(),
            state: story::SourceState::default(),
            push: None,
        }
    }

    fn web(id: i64, host: &str) -> Source {
        source(id, Place::Url(format!("http://{host}/feed{id}")))
    }

    fn taken(turns: &mut Turns, now: Instant) -> Vec<(i64, End)> {
        std::iter::from_fn(|| turns.take(now)).map(|t| (t.source.id.0, t.end())).collect()
    }

    fn ids(taken: &[(i64, End)]) -> Vec<i64> {
        taken.iter().map(|(id, _)| *id).collect()
    }

    #[test]
    fn a_host_is_asked_once_at_a_time_and_then_let_be() {
        let (mut turns, start) = (Turns::default(), Instant::now());
        let all = || vec![web(1, "a"), web(2, "a"), web(3, "b"), web(4, "a:8080")];
        turns.offer(all());
        let first = taken(&mut turns, start);
        assert_eq!(ids(&first), [1, 3, 4], "no two of one host, whoever stands before");
        // Offered anew while they are asked, nobody is asked twice.
        turns.offer(all());
        assert!(turns.take(start).is_none());
        for (_, end) in first {
            turns.ended(end, start);
        }
        assert!(turns.take(start + GAP / 2).is_none(), "the host has its rest");
        assert_eq!(turns.next(), Some(start + GAP));
        let second = taken(&mut turns, start + GAP);
        assert_eq!(ids(&second), [2], "those that were asked are not asked again");
        assert!(turns.is_empty() && turns.next().is_none());
    }

    #[test]
    fn one_slow_host_holds_up_no_other() {
        let (mut turns, start) = (Turns::default(), Instant::now());
        let crowd = (0..50).map(|n| web(n, "slow")).chain([web(50, "quick")]);
        turns.offer(crowd.collect());
        assert_eq!(ids(&taken(&mut turns, start)), [0, 50]);
    }

    #[test]
    fn a_folder_needs_no_rest() {
        let (mut turns, start) = (Turns::default(), Instant::now());
        let drop = || vec![source(1, Place::Folder("/drop".into()))];
        turns.offer(drop());
        let first = taken(&mut turns, start);
        first.into_iter().for_each(|(_, end)| turns.ended(end, start));
        turns.offer(drop());
        assert_eq!(ids(&taken(&mut turns, start)), [1]);
    }
}

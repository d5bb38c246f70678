//! The second look: the stories of the last days are grouped anew, all at
//! once, where the stream had to decide one by one. Editors' words hold, what
//! they confirmed is not touched, and every change is told.
//!
//! Average link over components of stories that are like each other at all.
//! Nothing is renumbered silently: a group keeps the number of the event most
//! of its stories came from.

use super::Stream;
use super::joined::EventId;
use super::live::{Held, Likened};
use crate::vector::{Tally, head};
use jiff::{SignedDuration, Timestamp};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use story::StoryId;

/// How far back the second look goes.
const HOURS: i64 = 72;
/// More stories than this are not looked at as one; weaker likenesses are
/// left aside until no heap is larger.
const MOST: usize = 400;
/// Two stories are compared where their likeness may reach this share of the
/// threshold.
const FAINT: f32 = 0.5;
/// Stories are looked for by so many of the heaviest words that others have
/// among theirs; a word finds the first so many stories; the best by these are
/// compared in full.
const INDEXED: usize = 60;
const LOOKED_UP: usize = 25;
const COMMON: usize = 300;
const COMPARED: usize = 40;
/// Groups are looked at whole, so less is asked than of a single story.
const ASKED: f32 = 0.9;

/// A story that the second look moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The story.
    pub story: StoryId,
    /// Where it was.
    pub from: EventId,
    /// Where it is now; an event that was not there before has a new number.
    pub to: EventId,
}

/// A story to be grouped, with the copies that go where it goes.
struct Node {
    story: StoryId,
    followers: Vec<StoryId>,
}

impl Stream {
    /// Looks again at the events that had a story in the last 72 hours, and
    /// says which stories it moved, by number.
    pub fn repair(&mut self) -> Vec<Move> {
        let nodes = self.nodes();
        let asked = self.threshold() * ASKED;
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for heap in self.heaps(&nodes, asked) {
            groups.extend(self.grouped(&nodes, &heap, asked));
        }
        let moves = self.renamed(&nodes, &groups);
        for m in &moves {
            self.apply(*m);
        }
        moves
    }

    /// The stories in question: all of every event that is still warm and that
    /// nobody confirmed. A live page or a round-up stays where it is.
    fn nodes(&self) -> Vec<Node> {
        let since = if self.untimed {
            Timestamp::MIN
        } else {
            self.now.saturating_sub(SignedDuration::from_hours(HOURS)).unwrap_or(Timestamp::MIN)
        };
        let mut nodes: Vec<Node> = Vec::new();
        // By number, so that two runs agree.
        let mut warm: Vec<_> = self.window.events().filter(|live| live.last >= since).collect();
        warm.sort_unstable_by_key(|live| live.event);
        for live in warm {
            if live.stories.iter().any(|s| self.decisions.is_confirmed(*s)) {
                continue;
            }
            let held = |s: StoryId| self.window.stories.get(&s);
            let follows = |s: StoryId| {
                let of = held(s)?.copy_of?.0;
                (live.stories.contains(&of) && held(of)?.copy_of.is_none()).then_some(of)
            };
            for story in &live.stories {
                if held(*story).is_none_or(|h| h.mixed) || follows(*story).is_some() {
                    continue;
                }
                let followers: Vec<StoryId> =
                    live.stories.iter().copied().filter(|s| follows(*s) == Some(*story)).collect();
                nodes.push(Node { story: *story, followers });
            }
        }
        nodes
    }

    fn held(&self, node: &Node) -> Option<&Held> {
        self.window.stories.get(&node.story)
    }

    /// Two stories' likeness, faded by the time between.
    fn alike(&self, likened: &Likened, when: Timestamp, other: &Held) -> f32 {
        self.weighed(likened.with(&other.vector)) * self.fading(when, other.when)
    }

    /// Heaps of stories that hang together by likeness or by an editor's word.
    fn heaps(&self, nodes: &[Node], asked: f32) -> Vec<Vec<usize>> {
        let place: FxHashMap<StoryId, usize> =
            nodes.iter().enumerate().map(|(at, n)| (n.story, at)).collect();
        let mut index: FxHashMap<u32, Vec<(u32, f32)>> = FxHashMap::default();
        let mut edges: Vec<(usize, usize, f32)> = Vec::new();
        let mut tally = Tally::default();
        for (at, node) in nodes.iter().enumerate() {
            let Some(held) = self.held(node) else { continue };
            let words = head(&held.vector.words, INDEXED);
            let found = words.iter().filter_map(|(t, w)| Some((index.get(t)?, *w)));
            for (list, weight) in found.take(LOOKED_UP) {
                for (other, w) in list {
                    tally.add(*other, weight * w);
                }
            }
            for (term, weight) in words {
                let list = index.entry(term).or_default();
                if list.len() <= COMMON {
                    list.push((at as u32, weight));
                }
            }
            let likened = Likened::new(&held.vector);
            for (other, _) in head(&tally.take(0.0), COMPARED) {
                let other = other as usize;
                let likeness = nodes
                    .get(other)
                    .and_then(|n| self.held(n))
                    .map_or(0.0, |other| self.alike(&likened, held.when, other));
                if likeness >= asked * FAINT {
                    edges.push((other, at, likeness));
                }
            }
            for other in self.decisions.same(node.story).filter_map(|s| place.get(&s)) {
                edges.push((at, *other, f32::INFINITY));
            }
        }
        components((0..nodes.len()).collect(), &edges, asked * FAINT)
    }

    /// A heap in groups: the two most alike become one, as long as they are
    /// alike enough on average and no editor parted them.
    fn grouped(&self, nodes: &[Node], heap: &[usize], asked: f32) -> Vec<Vec<usize>> {
        let n = heap.len();
        let held: Vec<Option<&Held>> =
            heap.iter().map(|at| nodes.get(*at).and_then(|n| self.held(n))).collect();
        let story = |i: usize| heap.get(i).and_then(|at| nodes.get(*at)).map(|n| n.story);
        // Sums of the likenesses between groups; minus infinity where parted.
        let mut sums = vec![vec![0.0f32; n]; n];
        let mut groups: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
        let mut musts: Vec<(usize, usize)> = Vec::new();
        for i in 0..n {
            let same: BTreeSet<StoryId> =
                story(i).map(|s| self.decisions.same(s).collect()).unwrap_or_default();
            let apart: BTreeSet<StoryId> =
                story(i).map(|s| self.decisions.apart(s).collect()).unwrap_or_default();
            let this = held.get(i).copied().flatten();
            let likened = this.map(|held| Likened::new(&held.vector));
            for j in 0..i {
                let likeness = match (this, &likened, held.get(j)) {
                    (Some(a), Some(likened), Some(Some(b))) => self.alike(likened, a.when, b),
                    _ => 0.0,
                };
                let is = |set: &BTreeSet<StoryId>| story(j).is_some_and(|s| set.contains(&s));
                let value = if is(&apart) { f32::NEG_INFINITY } else { likeness };
                if is(&same) {
                    musts.push((j, i));
                }
                set(&mut sums, i, j, value);
            }
        }
        for (a, b) in musts {
            let find = |x: usize| groups.iter().position(|g| g.contains(&x));
            if let (Some(a), Some(b)) = (find(a), find(b))
                && a != b
                && get(&sums, a, b) > f32::NEG_INFINITY
            {
                unite(&mut groups, &mut sums, a.min(b), a.max(b));
            }
        }
        // For each group the earlier one that is most like it.
        let mut nearest: Vec<Near> = (0..n).map(|i| near(&groups, &sums, i)).collect();
        loop {
            let mut best: Option<(f32, usize, usize)> = None;
            for (i, near) in nearest.iter().enumerate() {
                if let Some((mean, j)) = near
                    && *mean >= asked
                    && best.is_none_or(|(m, ..)| *mean > m)
                {
                    best = Some((*mean, *j, i));
                }
            }
            let Some((_, a, b)) = best else { break };
            unite(&mut groups, &mut sums, a, b);
            for i in a..n {
                let stale = nearest.get(i).is_some_and(|near| {
                    i == a || i == b || near.is_some_and(|(_, j)| j == a || j == b)
                });
                let now = match stale {
                    true => near(&groups, &sums, i),
                    false => nearer(nearest.get(i).copied().flatten(), &groups, &sums, i, a),
                };
                if let Some(near) = nearest.get_mut(i) {
                    *near = now;
                }
            }
        }
        groups
            .into_iter()
            .filter(|g| !g.is_empty())
            .map(|g| g.into_iter().filter_map(|i| heap.get(i).copied()).collect())
            .collect()
    }

    /// Numbers for the groups: each takes that of the event most of its
    /// stories are in, the largest share first; what is left over is new.
    fn renamed(&mut self, nodes: &[Node], groups: &[Vec<usize>]) -> Vec<Move> {
        let of = |s: StoryId| self.window.stories.get(&s).map(|h| h.event);
        let mut shares: Vec<(usize, EventId, usize)> = Vec::new();
        for (g, members) in groups.iter().enumerate() {
            let mut counts: BTreeMap<EventId, usize> = BTreeMap::new();
            for node in members.iter().filter_map(|at| nodes.get(*at)) {
                if let Some(event) = of(node.story) {
                    *counts.entry(event).or_default() += 1 + node.followers.len();
                }
            }
            shares.extend(counts.into_iter().map(|(e, n)| (n, e, g)));
        }
        shares.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut names: BTreeMap<usize, EventId> = BTreeMap::new();
        let mut taken: BTreeSet<EventId> = BTreeSet::new();
        for (_, event, group) in &shares {
            if !names.contains_key(group) && taken.insert(*event) {
                names.insert(*group, *event);
            }
        }
        let mut moves = Vec::new();
        for (g, members) in groups.iter().enumerate() {
            let to = names.get(&g).copied();
            let to = to.unwrap_or_else(|| {
                self.next += 1;
                EventId(self.next - 1)
            });
            for node in members.iter().filter_map(|at| nodes.get(*at)) {
                for story in std::iter::once(node.story).chain(node.followers.iter().copied()) {
                    let from = self.window.stories.get(&story).map(|h| h.event);
                    if let Some(from) = from.filter(|f| *f != to) {
                        moves.push(Move { story, from, to });
                    }
                }
            }
        }
        moves
    }

    fn apply(&mut self, m: Move) {
        if let Some(h) = self.window.take(m.story) {
            self.window.put(m.story, m.to, h.when, h.vector, h.copy_of, h.mixed);
        }
        self.threads.split(m.from, m.to);
    }
}

fn get(sums: &[Vec<f32>], a: usize, b: usize) -> f32 {
    sums.get(a.max(b)).and_then(|row| row.get(a.min(b))).copied().unwrap_or(0.0)
}

fn set(sums: &mut [Vec<f32>], a: usize, b: usize, value: f32) {
    if let Some(cell) = sums.get_mut(a.max(b)).and_then(|row| row.get_mut(a.min(b))) {
        *cell = value;
    }
}

/// A mean likeness and the group it is with.
type Near = Option<(f32, usize)>;

/// The earlier group most like a group.
fn near(groups: &[Vec<usize>], sums: &[Vec<f32>], of: usize) -> Near {
    (0..of).fold(None, |best, other| nearer(best, groups, sums, of, other))
}

/// The nearer of a group's nearest so far and one more earlier group.
fn nearer(best: Near, groups: &[Vec<usize>], sums: &[Vec<f32>], of: usize, other: usize) -> Near {
    let size = |g: usize| groups.get(g).map_or(0, Vec::len);
    let pairs = size(of) * size(other);
    if pairs == 0 || other >= of {
        return best;
    }
    let mean = get(sums, of, other) / pairs as f32;
    // Of equals the earliest, in whatever order they are looked at.
    match best {
        Some((m, j)) if mean < m || (mean == m && other >= j) => best,
        _ => Some((mean, other)),
    }
}

/// Puts the second group into the first.
fn unite(groups: &mut [Vec<usize>], sums: &mut [Vec<f32>], a: usize, b: usize) {
    let moved = groups.get_mut(b).map(std::mem::take).unwrap_or_default();
    if let Some(group) = groups.get_mut(a) {
        group.extend(moved);
    }
    for c in (0..groups.len()).filter(|c| *c != a && *c != b) {
        let sum = get(sums, a, c) + get(sums, b, c);
        set(sums, a, c, sum);
    }
}

/// What hangs together by edges of at least `least`; a heap that is too large
/// is taken apart at its weaker edges.
fn components(members: Vec<usize>, edges: &[(usize, usize, f32)], least: f32) -> Vec<Vec<usize>> {
    let mut root: FxHashMap<usize, usize> = members.iter().map(|m| (*m, *m)).collect();
    fn find(root: &mut FxHashMap<usize, usize>, of: usize) -> usize {
        let mut at = of;
        while let Some(up) = root.get(&at).copied()
            && up != at
        {
            let next = root.get(&up).copied().unwrap_or(up);
            root.insert(at, next);
            at = next;
        }
        at
    }
    for (a, b, w) in edges {
        if *w >= least && root.contains_key(a) && root.contains_key(b) {
            let (a, b) = (find(&mut root, *a), find(&mut root, *b));
            root.insert(a.max(b), a.min(b));
        }
    }
    let mut heaps: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for m in members {
        heaps.entry(find(&mut root, m)).or_default().push(m);
    }
    let mut out = Vec::new();
    for heap in heaps.into_values() {
        if heap.len() > MOST && least < 1.0 {
            out.extend(components(heap, edges, least * 1.25));
        } else {
            out.push(heap);
        }
    }
    out
}

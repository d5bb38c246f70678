//! A draft made anew beside an edition that editors are at: what would come
//! in, go out and move, each change to be taken alone. What editors laid hands
//! on is no part of any change and keeps its order; taking none changes
//! nothing, taking all gives the new draft around what is kept. Of two stories
//! that tell one event the one goes out with the other's coming in.
//!
//! Only the difference is told here; which stories make a draft is [`draft`]'s.
//!
//! [`draft`]: crate::draft()

use crate::draft::Draft;
use crate::events::Judgement;
use std::collections::BTreeSet;
use story::{Offer, OfferSlot, Placed, Slot, SlotId, StoryId};

/// One change that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offered {
    /// A story comes in.
    In {
        /// The story with its place, words and reason.
        slot: OfferSlot,
        /// Slots that tell the same event and go out with its coming.
        instead: Vec<SlotId>,
    },
    /// A slot goes out.
    Out {
        /// Which.
        slot: SlotId,
        /// Why.
        why: String,
    },
    /// A slot gets another place.
    Move {
        /// Which.
        slot: SlotId,
        /// The section it would stand in.
        section: u8,
        /// The place there, from 0, once everything is taken.
        place: usize,
        /// Why it would stand there.
        why: String,
    },
}

impl Offered {
    /// The word that names the change in a form: `in-STORY`, `out-SLOT`,
    /// `move-SLOT`.
    pub fn key(&self) -> String {
        match self {
            Self::In { slot, .. } => format!("in-{}", slot.story),
            Self::Out { slot, .. } => format!("out-{slot}"),
            Self::Move { slot, .. } => format!("move-{slot}"),
        }
    }
}

/// What is kept of a draft as an offer for an edition with these slots.
pub fn offer(draft: Draft, judgement: &Judgement, slots: &[Slot]) -> Offer {
    let event = |story: StoryId| {
        let event = judgement.event_of(story);
        let others = event.into_iter().flat_map(|e| &e.stories).copied();
        others.filter(|s| *s != story).collect()
    };
    let stands = |story: StoryId| slots.iter().any(|s| s.story == story);
    Offer {
        slots: draft
            .slots
            .into_iter()
            .map(|s| OfferSlot {
                section: s.section,
                story: s.story,
                version: s.version,
                headline: s.headline,
                text: s.text,
                reason: s.reason,
                background: s.background,
                event: event(s.story),
            })
            .collect(),
        left_out: draft.left_out.into_iter().filter(|(story, _)| stands(*story)).collect(),
        thin: draft.thin,
    }
}

/// An edition as it stands, beside what is offered for it.
pub struct Redraft<'a> {
    /// Its slots, in order of section and place.
    slots: &'a [Slot],
    offer: &'a Offer,
    /// What would stand where once all is taken, by section.
    wanted: Vec<Vec<Wanted<'a>>>,
    /// How many sections the newsletter has.
    sections: usize,
}

/// One place of the edition as the offer would have it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted<'a> {
    There(SlotId),
    New(&'a OfferSlot),
}

impl<'a> Redraft<'a> {
    /// `sections` is how many the newsletter has; `refused` are stories that
    /// an editor took out. The edition may have changed since the offer was
    /// made: what an editor did since then holds against it.
    pub fn new(slots: &'a [Slot], offer: &'a Offer, sections: usize, refused: &[StoryId]) -> Self {
        let kept: Vec<&Slot> = slots.iter().filter(|s| s.is_kept()).collect();
        let fits = |o: &&OfferSlot| {
            !refused.contains(&o.story)
                && usize::from(o.section) < sections
                && kept.iter().all(|k| k.story != o.story && !o.event.contains(&k.story))
        };
        let offered: Vec<&OfferSlot> = offer.slots.iter().filter(fits).collect();
        let mut wanted = Vec::new();
        for at in 0..sections {
            let mut here = offered.iter().filter(|o| usize::from(o.section) == at).map(|o| {
                let there = slots.iter().find(|s| s.story == o.story);
                there.map_or(Wanted::New(o), |s| Wanted::There(s.id))
            });
            let mut row = Vec::new();
            for slot in slots.iter().filter(|s| section_of(s, sections) == at) {
                // What is kept keeps its place, as far as there is one before it.
                if slot.is_kept() {
                    row.push(Wanted::There(slot.id));
                } else {
                    row.extend(here.next());
                }
            }
            row.extend(here);
            wanted.push(row);
        }
        Self { slots, offer, wanted, sections }
    }

    /// The changes, by section and place; what goes out of a section after what
    /// comes in or moves. Empty where the desk would change nothing.
    pub fn changes(&self) -> Vec<Offered> {
        let instead: Vec<SlotId> = self.comers().flat_map(|o| self.instead_of(o)).collect();
        let mut out = Vec::new();
        for (at, row) in self.wanted.iter().enumerate() {
            let steady = self.steady(at);
            for (place, wanted) in row.iter().enumerate() {
                match wanted {
                    Wanted::New(o) => {
                        out.push(Offered::In { slot: (*o).clone(), instead: self.instead_of(o) })
                    }
                    Wanted::There(id) if !steady.contains(id) => out.push(Offered::Move {
                        slot: *id,
                        section: number(at),
                        place,
                        why: self.reason_of(*id).unwrap_or_default(),
                    }),
                    Wanted::There(_) => {}
                }
            }
            let here = self.slots.iter().filter(|s| section_of(s, self.sections) == at);
            out.extend(
                here.filter(|s| !self.stays(s.id) && !instead.contains(&s.id))
                    .map(|s| Offered::Out { slot: s.id, why: self.why_not(s.story) }),
            );
        }
        out
    }

    /// The edition's slots in their order once the changes of these keys are
    /// taken. Keys that name no change are passed over.
    pub fn taken(&self, keys: &BTreeSet<String>) -> Vec<Placed> {
        let chosen: Vec<Offered> =
            self.changes().into_iter().filter(|c| keys.contains(&c.key())).collect();
        let mut gone: Vec<SlotId> = Vec::new();
        for change in &chosen {
            match change {
                Offered::In { instead, .. } => gone.extend(instead),
                Offered::Out { slot, .. } | Offered::Move { slot, .. } => gone.push(*slot),
            }
        }
        let takes = |wanted: &Wanted| {
            chosen.iter().any(|c| match (c, wanted) {
                (Offered::In { slot, .. }, Wanted::New(o)) => slot.story == o.story,
                (Offered::Move { slot, .. }, Wanted::There(id)) => slot == id,
                _ => false,
            })
        };
        let mut out = Vec::new();
        for (at, wanted) in self.wanted.iter().enumerate() {
            let here = self.slots.iter().filter(|s| section_of(s, self.sections) == at);
            let mut row: Vec<Wanted> =
                here.filter(|s| !gone.contains(&s.id)).map(|s| Wanted::There(s.id)).collect();
            // Each comer stands behind the nearest one that is before it in the
            // new draft and is here.
            for (place, comer) in wanted.iter().enumerate().filter(|(_, w)| takes(w)) {
                let before = wanted.iter().take(place).rev();
                let behind = before.filter_map(|w| row.iter().position(|r| r == w)).next();
                row.insert(behind.map_or(0, |b| b + 1), *comer);
            }
            for w in row {
                out.extend(match w {
                    Wanted::New(o) => Some(Placed::New(o.clone())),
                    Wanted::There(id) => self.slots.iter().find(|s| s.id == id).map(|s| {
                        let moved = takes(&w);
                        // What is not moved keeps even a section that is gone.
                        let section = if moved { number(at) } else { s.section };
                        let reason = self.reason_of(id).filter(|_| moved);
                        Placed::There { slot: id, section, reason }
                    }),
                });
            }
        }
        out
    }

    /// Stories that come in.
    fn comers(&self) -> impl Iterator<Item = &'a OfferSlot> {
        self.wanted.iter().flatten().filter_map(|w| match w {
            Wanted::New(o) => Some(*o),
            Wanted::There(_) => None,
        })
    }

    /// Slots that tell the same event as a comer, which hold no place of their
    /// own.
    fn instead_of(&self, comer: &OfferSlot) -> Vec<SlotId> {
        let same = self.slots.iter().filter(|s| comer.event.contains(&s.story));
        same.filter(|s| !self.stays(s.id)).map(|s| s.id).collect()
    }

    fn stays(&self, slot: SlotId) -> bool {
        self.wanted.iter().flatten().any(|w| *w == Wanted::There(slot))
    }

    fn why_not(&self, story: StoryId) -> String {
        let why = self.offer.left_out.iter().find(|(s, _)| *s == story).map(|(_, why)| why.clone());
        why.unwrap_or_else(|| "the draft made anew has no place for it".to_owned())
    }

    fn reason_of(&self, slot: SlotId) -> Option<String> {
        let story = self.slots.iter().find(|s| s.id == slot)?.story;
        self.offer.slots.iter().find(|o| o.story == story).map(|o| o.reason.clone())
    }

    /// Slots of a section that keep their order there: as many as can be, and
    /// all that are kept.
    fn steady(&self, at: usize) -> Vec<SlotId> {
        let here: Vec<&Slot> =
            self.slots.iter().filter(|s| section_of(s, self.sections) == at).collect();
        let row: Vec<(SlotId, usize, usize)> = self
            .wanted
            .get(at)
            .into_iter()
            .flatten()
            .filter_map(|w| {
                let Wanted::There(id) = w else { return None };
                let place = here.iter().position(|s| s.id == *id)?;
                // One that is kept counts for more than all others together.
                let kept = here.get(place).is_some_and(|s| s.is_kept());
                Some((*id, place, if kept { here.len() + 1 } else { 1 }))
            })
            .collect();
        // The weightiest rising run that ends at each, and the one before it.
        let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(row.len());
        for (_, place, weight) in &row {
            let best = runs
                .iter()
                .enumerate()
                .filter(|(b, _)| row.get(*b).is_some_and(|(_, p, _)| p < place))
                .max_by_key(|(_, (sum, _))| *sum);
            let (sum, before) = best.map_or((0, None), |(b, (sum, _))| (*sum, Some(b)));
            runs.push((sum + weight, before));
        }
        // Of two equal ones the later: rather one goes up than another down.
        let last = runs.iter().enumerate().max_by_key(|(_, (sum, _))| *sum);
        let mut next = last.map(|(at, _)| at);
        let mut out = Vec::new();
        while let Some(at) = next {
            out.extend(row.get(at).map(|(id, ..)| *id));
            next = runs.get(at).and_then(|(_, before)| *before);
        }
        out
    }
}

/// An index as sections are counted; a newsletter has no 255 of them.
fn number(at: usize) -> u8 {
    u8::try_from(at).unwrap_or(u8::MAX)
}

/// A slot whose section is gone from the newsletter stands in the last one.
fn section_of(slot: &Slot, sections: usize) -> usize {
    usize::from(slot.section).min(sections.saturating_sub(1))
}

//! What an editor changes in an edition: its slots, their order and words, what
//! they carry. Whether it may be changed at all is asked before.

use super::{background, corrections, late, offers, pictures, points, row::json};
use crate::{EditionChange, NewSlot, Result, StoreError};
use jiff::Timestamp;
use rusqlite::Connection;
use story::{Drafted, Edition, EditionId, EditorId, Hand, Slot, SlotId, SlotOrigin};

/// Puts a slot at a place of an edition.
pub(super) fn put_slot(
    db: &Connection,
    edition: EditionId,
    place: i64,
    slot: &NewSlot,
) -> Result<()> {
    let shown = background::current(db, &slot.background)?;
    db.prepare_cached(
        "INSERT INTO slot (edition, section, place, story, version, headline, text, reason,
                           origin, background)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        edition.0,
        slot.section,
        place,
        slot.story.0,
        slot.version.0,
        &slot.headline,
        &slot.text,
        &slot.reason,
        match slot.origin {
            SlotOrigin::Draft => "draft",
            SlotOrigin::Editor => "editor",
        },
        json(&shown)?,
    ))?;
    background::keep(db, db.last_insert_rowid(), &shown)
}

/// Takes a slot out for good: no redraft brings its story back.
pub(super) fn take_out(db: &Connection, edition: EditionId, slot: &Slot) -> Result<()> {
    db.execute("DELETE FROM slot WHERE id = ?1 AND edition = ?2", (slot.id.0, edition.0))?;
    pictures::drop_unseen(db, slot.story)?;
    db.execute(
        "INSERT OR IGNORE INTO refused (edition, story) VALUES (?1, ?2)",
        (edition.0, slot.story.0),
    )?;
    Ok(())
}

/// Keeps with a slot that an editor did that to it.
fn lay_hand(db: &Connection, slot: &Slot, hand: Hand) -> Result<()> {
    let mut hands = slot.hands.clone();
    hands.push(hand);
    hands.sort_unstable();
    hands.dedup();
    db.execute("UPDATE slot SET hands = ?2 WHERE id = ?1", (slot.id.0, json(&hands)?))?;
    Ok(())
}

/// Puts every slot where the order says; it has to name each once. Those that
/// were moved bear the hand of who did it.
fn put_in_order(
    db: &Connection,
    edition: &Edition<Drafted>,
    order: Vec<(SlotId, u8)>,
) -> Result<()> {
    let mut given: Vec<_> = order.iter().map(|(slot, _)| *slot).collect();
    let mut there: Vec<_> = edition.slots.iter().map(|s| s.id).collect();
    given.sort();
    there.sort();
    if given != there {
        return Err(StoreError::Changed);
    }
    let before: Vec<_> = edition.slots.iter().map(|s| (s.id, s.section)).collect();
    for id in story::moved(&before, &order) {
        if let Some(slot) = edition.slots.iter().find(|s| s.id == id) {
            lay_hand(db, slot, Hand::Moved)?;
        }
    }
    let mut place = db.prepare_cached(
        "UPDATE slot SET section = ?3, place = ?4 WHERE id = ?1 AND edition = ?2",
    )?;
    for (n, (slot, section)) in order.into_iter().enumerate() {
        place.execute((slot.0, edition.id.0, section, n as i64))?;
    }
    Ok(())
}

/// Makes the change itself; gives the words for the log.
pub(super) fn change(
    db: &Connection,
    edition: &Edition<Drafted>,
    change: EditionChange,
    who: EditorId,
    now: Timestamp,
) -> Result<String> {
    let id = edition.id;
    let slot_of = |slot: SlotId| {
        let found = edition.slots.iter().find(|s| s.id == slot);
        found.ok_or(StoreError::Missing("such slot in this edition"))
    };
    let filled = |what: &str, text: &str| {
        if text.trim().is_empty() {
            Err(StoreError::Refused(format!("the {what} is empty: write one")))
        } else {
            Ok(())
        }
    };
    match change {
        EditionChange::Order(order) => {
            put_in_order(db, edition, order)?;
            Ok("changed the order".to_owned())
        }
        EditionChange::Rewrite { slot, headline, text } => {
            filled("headline", &headline)?;
            let old = slot_of(slot)?;
            if (&old.headline, &old.text) != (&headline, &text) {
                lay_hand(db, old, Hand::Rewritten)?;
            }
            db.execute(
                "UPDATE slot SET headline = ?3, text = ?4 WHERE id = ?1 AND edition = ?2",
                (slot.0, id.0, headline, text),
            )?;
            Ok(format!("rewrote “{}”", old.headline))
        }
        EditionChange::Renew { slot, version, headline, text } => {
            filled("headline", &headline)?;
            let old = slot_of(slot)?;
            lay_hand(db, old, Hand::Compared)?;
            let renewed = db.execute(
                "UPDATE slot SET headline = ?3, text = ?4, version = ?5
                 WHERE id = ?1 AND edition = ?2
                   AND story = (SELECT story FROM story_version WHERE id = ?5)",
                (slot.0, id.0, headline, text, version.0),
            )?;
            if renewed == 0 {
                return Err(StoreError::Missing("such version of this story"));
            }
            Ok(format!("took the new version of “{}”", old.headline))
        }
        EditionChange::Keep { slot, version, reason } => {
            filled("reason", &reason)?;
            let old = slot_of(slot)?;
            lay_hand(db, old, Hand::Compared)?;
            let kept = db.execute(
                "UPDATE slot SET version = ?3
                 WHERE id = ?1 AND edition = ?2
                   AND story = (SELECT story FROM story_version WHERE id = ?3)",
                (slot.0, id.0, version.0),
            )?;
            if kept == 0 {
                return Err(StoreError::Missing("such version of this story"));
            }
            let old = &old.headline;
            Ok(format!("kept the words of “{old}” beside its new version: {reason}"))
        }
        EditionChange::Points { slot, points: given } => {
            let old = slot_of(slot)?;
            lay_hand(db, old, Hand::Rewritten)?;
            points::give(db, slot, given.as_deref())?;
            let old = &old.headline;
            Ok(match given {
                Some(_) => format!("gave “{old}” the points of its event"),
                None => format!("gave “{old}” its story’s own points back"),
            })
        }
        EditionChange::Picture { slot, picture, bytes } => {
            let old = slot_of(slot)?;
            lay_hand(db, old, Hand::Rewritten)?;
            pictures::give(db, old, picture.as_ref(), bytes, now)?;
            let headline = &old.headline;
            Ok(match (&old.picture, &picture) {
                (_, None) => format!("took the picture of “{headline}” out"),
                (Some(was), Some(is)) if was.name == is.name => {
                    format!("changed the words of the picture of “{headline}”")
                }
                (_, Some(is)) => format!("chose a picture for “{headline}”: {}", is.url),
            })
        }
        EditionChange::Add(new) => {
            filled("headline", &new.headline)?;
            if edition.slots.iter().any(|s| s.story == new.story) {
                return Err(StoreError::Refused("the story is in this edition already".into()));
            }
            put_slot(db, id, i64::from(u32::MAX), &new)?;
            renumber(db, id)?;
            offers::wanted(db, id, new.story)?;
            Ok(format!("added “{}”", new.headline))
        }
        EditionChange::TakeLate { story, new, order } => {
            late::taken(db, id, story, who, now)?;
            put_in_order(db, edition, order)?;
            let there = edition.slots.iter().find(|s| s.story == story);
            let headline = match (&new, there) {
                (None, Some(slot)) => slot.headline.clone(),
                (Some(new), None) if new.story == story => {
                    filled("headline", &new.headline)?;
                    put_slot(db, id, -1, new)?;
                    offers::wanted(db, id, story)?;
                    new.headline.clone()
                }
                _ => return Err(StoreError::Changed),
            };
            renumber(db, id)?;
            Ok(format!("let the late news “{headline}” lead"))
        }
        EditionChange::LeaveOut(correction) => corrections::leave_out(db, id, correction, who, now),
        EditionChange::Remove(slot) => {
            let old = slot_of(slot)?;
            take_out(db, id, old)?;
            Ok(format!("took “{}” out", old.headline))
        }
        EditionChange::Pin { slot, stays } => {
            let pinned = slot_of(slot)?;
            if stays {
                lay_hand(db, pinned, Hand::Pinned)?;
                return Ok(format!("pinned “{}”", pinned.headline));
            }
            let hands: Vec<Hand> =
                pinned.hands.iter().copied().filter(|h| *h != Hand::Pinned).collect();
            db.execute("UPDATE slot SET hands = ?2 WHERE id = ?1", (slot.0, json(&hands)?))?;
            Ok(format!("unpinned “{}”", pinned.headline))
        }
        EditionChange::Redraft { offer, places } => offers::take(db, edition, offer, places),
        EditionChange::Words { subject, preface } => {
            filled("subject", &subject)?;
            db.execute(
                "UPDATE edition SET subject = ?2, preface = ?3 WHERE id = ?1",
                (id.0, subject, preface),
            )?;
            Ok("changed subject or preface".to_owned())
        }
    }
}

/// Numbers the slots' places through.
fn renumber(db: &Connection, edition: EditionId) -> Result<()> {
    db.execute(
        "UPDATE slot SET place = r.place
         FROM (SELECT id, row_number() OVER (ORDER BY section, place, id) AS place
               FROM slot WHERE edition = ?1) AS r
         WHERE slot.id = r.id",
        [edition.0],
    )?;
    Ok(())
}

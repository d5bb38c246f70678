//! Drafts made anew, and what becomes of an edition when changes of one are
//! taken. That no editor's work goes by it is looked at once more here, in the
//! transaction that takes them.

use super::{
    Sqlite,
    changes::put_slot,
    editions::{load, log, name},
    row::{json, maybe, micros, time, value},
    steps::standing,
};
use crate::{NewSlot, Offers, Result, StoreError};
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;
use story::{
    Drafted, Edition, EditionId, EditionKind, EditorId, KeptOffer, Offer, OfferId, OfferSlot,
    Placed, Slot, SlotId, SlotOrigin, Standing, StoryId, one_line,
};

/// Lays the slots of an edition out anew; gives the words for the log.
pub(super) fn take(
    db: &Connection,
    edition: &Edition<Drafted>,
    offer: OfferId,
    places: Vec<Placed>,
) -> Result<String> {
    let there: bool = db.query_row(
        "SELECT EXISTS (SELECT 1 FROM offer WHERE id = ?1 AND edition = ?2)",
        (offer.0, edition.id.0),
        |r| r.get(0),
    )?;
    if !there {
        return Err(StoreError::Changed);
    }
    let stays: Vec<(SlotId, u8)> = places
        .iter()
        .filter_map(|p| match p {
            Placed::There { slot, section, .. } => Some((*slot, *section)),
            Placed::New(_) => None,
        })
        .collect();
    let before: Vec<(SlotId, u8)> = edition.slots.iter().map(|s| (s.id, s.section)).collect();
    if stays.iter().any(|(slot, _)| before.iter().all(|(b, _)| b != slot)) {
        return Err(StoreError::Changed);
    }
    let gone: Vec<&Slot> =
        edition.slots.iter().filter(|s| stays.iter().all(|(slot, _)| *slot != s.id)).collect();
    untouched(&edition.slots, &gone, &stays)?;
    let moved = story::moved(&before, &stays).len();
    for slot in &gone {
        db.execute("DELETE FROM slot WHERE id = ?1 AND edition = ?2", (slot.id.0, edition.id.0))?;
    }
    let mut place_one = db.prepare_cached(
        "UPDATE slot SET section = ?3, place = ?4, reason = coalesce(?5, reason)
         WHERE id = ?1 AND edition = ?2",
    )?;
    let mut came = Vec::new();
    for (n, placed) in places.into_iter().enumerate() {
        match placed {
            Placed::There { slot, section, reason } => {
                place_one.execute((slot.0, edition.id.0, section, n as i64, reason))?;
            }
            Placed::New(new) => {
                fresh(db, edition, &gone, &new)?;
                came.push(format!("“{}” in", new.headline));
                put_slot(db, edition.id, n as i64, &drafted(new))?;
            }
        }
    }
    came.extend(gone.iter().map(|s| format!("“{}” out", s.headline)));
    if moved > 0 {
        came.push(format!("{moved} moved"));
    }
    Ok(format!("took of the draft made anew: {}", came.join(", ")))
}

/// Refuses to lose what an editor did: such slots stay, in their sections and
/// in their order.
fn untouched(slots: &[Slot], gone: &[&Slot], stays: &[(SlotId, u8)]) -> Result<()> {
    let lost = |slot: &Slot| {
        Err(StoreError::Refused(format!("an editor has worked on “{}”: it stays", slot.headline)))
    };
    if let Some(slot) = gone.iter().find(|s| s.is_kept()) {
        return lost(slot);
    }
    let kept = |id: SlotId| slots.iter().find(|s| s.id == id && s.is_kept());
    let now = stays.iter().filter(|(id, _)| kept(*id).is_some());
    let before = slots.iter().filter(|s| s.is_kept());
    match before.zip(now).find(|(s, (id, section))| s.id != *id || s.section != *section) {
        Some((slot, _)) => lost(slot),
        None => Ok(()),
    }
}

/// A story may come in as it was offered: in its newest version, usable at the
/// edition's hour, and not there already.
fn fresh(
    db: &Connection,
    edition: &Edition<Drafted>,
    gone: &[&Slot],
    new: &OfferSlot,
) -> Result<()> {
    let stands = |s: &&Slot| s.story == new.story && gone.iter().all(|g| g.id != s.id);
    if edition.slots.iter().any(|s| stands(&s)) {
        return Err(StoreError::Refused("the story is in this edition already".into()));
    }
    let refused = |why: &str| {
        let headline = &new.headline;
        Err(StoreError::Refused(format!("“{headline}” {why} since it was offered: draft anew")))
    };
    if standing(db, new.story, edition.send_at)? != Standing::Usable {
        return refused("was withdrawn, held or put under embargo");
    }
    let newest: i64 =
        db.query_row("SELECT newest FROM story WHERE id = ?1", [new.story.0], |r| r.get(0))?;
    if newest != new.version.0 {
        return refused("has a newer version");
    }
    Ok(())
}

fn drafted(new: OfferSlot) -> NewSlot {
    NewSlot {
        section: new.section,
        story: new.story,
        version: new.version,
        headline: one_line(&new.headline),
        text: new.text,
        reason: new.reason,
        origin: SlotOrigin::Draft,
        background: new.background,
    }
}

/// An editor has put a story in: it is not one that was taken out.
pub(super) fn wanted(db: &Connection, edition: EditionId, story: StoryId) -> Result<()> {
    db.execute("DELETE FROM refused WHERE edition = ?1 AND story = ?2", (edition.0, story.0))?;
    Ok(())
}

/// Nothing is offered any more for an edition that is fixed or will not be.
pub(super) fn forget(db: &Connection, edition: EditionId) -> Result<()> {
    db.execute("DELETE FROM offer WHERE edition = ?1", [edition.0])?;
    Ok(())
}

#[async_trait]
impl Offers for Sqlite {
    async fn keep_offer(
        &self,
        edition: EditionId,
        offer: Offer,
        who: EditorId,
        now: Timestamp,
    ) -> Result<OfferId> {
        self.write(move |db| {
            let there = load(db, edition)?.ok_or(StoreError::Missing("such edition"))?;
            if there.kind != EditionKind::Regular {
                return Err(StoreError::Refused("a correction is not drafted".into()));
            }
            let state = there.state();
            if !state.is_editable() {
                return Err(StoreError::Refused(format!(
                    "the edition is {}: it can't be drafted anew any more",
                    state.as_str()
                )));
            }
            forget(db, edition)?;
            db.execute(
                "INSERT INTO offer (edition, at, editor, value) VALUES (?1, ?2, ?3, ?4)",
                (edition.0, micros(now), who.0, json(&offer)?),
            )?;
            let id = OfferId(db.last_insert_rowid());
            let act = "had it drafted anew; nothing is changed by that";
            log(db, edition, &name(db, Some(who))?, act, now)?;
            Ok(id)
        })
        .await
    }

    async fn offer(&self, edition: EditionId) -> Result<Option<KeptOffer>> {
        self.read(move |db| {
            maybe(
                db.prepare_cached(
                    "SELECT o.id, o.at, coalesce(nullif(e.name, ''), e.email), o.value FROM offer o
                     JOIN editor e ON e.id = o.editor WHERE o.edition = ?1",
                )?
                .query_row([edition.0], |r| {
                    Ok(KeptOffer {
                        id: OfferId(r.get(0)?),
                        edition,
                        at: time(r.get(1)?)?,
                        by: r.get(2)?,
                        offer: value(&r.get::<_, String>(3)?)?,
                    })
                }),
            )
        })
        .await
    }

    async fn drop_offer(&self, offer: OfferId) -> Result<()> {
        self.write(move |db| {
            db.execute("DELETE FROM offer WHERE id = ?1", [offer.0])?;
            Ok(())
        })
        .await
    }
}

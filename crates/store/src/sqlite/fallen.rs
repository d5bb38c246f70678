//! Approvals that fell because of what came in about a story, and the one case
//! in which they rise again by themselves: stories were withdrawn, nobody
//! answered, and the newsletter's rule is to go without them.
//!
//! What then goes out is what a chief approved, less what was withdrawn. Any
//! other change, by whomever, ends that.

use super::{
    alerts,
    changes::take_out,
    editions::{load, log, name},
    points,
    row::{maybe, value},
    steps::gate,
};
use crate::{Result, StoreError};
use jiff::Timestamp;
use rusqlite::Connection;
use std::collections::BTreeSet;
use story::{Drafted, Edition, EditionId, EditionState, EditorId, SlotPoint, StoryId};
use wire::quoted;

/// True of an edition `e` whose approval fell and that nobody has touched since.
pub(super) const FELL: &str = "(e.state = 'in-review' AND EXISTS (
    SELECT 1 FROM fallen_approval f WHERE f.edition = e.id AND f.revision = e.revision))";

/// Takes the approvals back of those editions that the condition names, and
/// keeps whose they were. Gives which.
pub(super) fn fell(db: &Connection, which: &str, story: i64) -> Result<Vec<i64>> {
    db.prepare_cached(&format!(
        "INSERT OR REPLACE INTO fallen_approval (edition, revision, approved_by, approved_at)
         SELECT id, revision + 1, approved_by, approved_at FROM edition
         WHERE state = 'approved' AND id IN ({which})"
    ))?
    .execute([story])?;
    let mut touched = db.prepare_cached(&format!(
        "UPDATE edition SET state = 'in-review', approved_by = NULL, approved_at = NULL,
                revision = revision + 1
         WHERE state = 'approved' AND id IN ({which}) RETURNING id",
    ))?;
    let touched = touched.query_map([story], |r| r.get(0))?;
    Ok(touched.collect::<rusqlite::Result<_>>()?)
}

/// The edition's next revision, by something that takes nothing from what was
/// approved but a line that may not be shown.
pub(super) fn pass_by(db: &Connection, edition: i64) -> Result<()> {
    db.execute(
        "UPDATE fallen_approval SET revision = revision + 1
         WHERE edition = ?1 AND revision = (SELECT revision FROM edition WHERE id = ?1)",
        [edition],
    )?;
    db.execute("UPDATE edition SET revision = revision + 1 WHERE id = ?1", [edition])?;
    Ok(())
}

/// True if the edition's approval fell and nobody has touched it since.
pub(super) fn has_fallen(db: &Connection, id: EditionId) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM edition e WHERE e.id = ?1 AND {FELL})");
    Ok(db.prepare_cached(&sql)?.query_row([id.0], |r| r.get(0))?)
}

/// Leaves out what was withdrawn, and lets the approval hold for the rest.
pub(super) fn leave_out_withdrawn(
    db: &Connection,
    id: EditionId,
    least: u8,
    now: Timestamp,
) -> Result<()> {
    let edition = load(db, id)?.ok_or(StoreError::Missing("such edition"))?;
    let approval: Option<(i64, i64)> = maybe(db.query_row(
        "SELECT approved_by, approved_at FROM fallen_approval
         WHERE edition = ?1 AND revision = ?2",
        (id.0, edition.revision),
        |r| Ok((r.get(0)?, r.get(1)?)),
    ))?;
    let Some((who, at)) = approval.filter(|_| edition.state() == EditionState::InReview) else {
        return Err(StoreError::Changed);
    };
    let gone = withdrawn(db, &edition)?;
    if gone.is_empty() {
        return Err(StoreError::Refused("none of its stories was withdrawn".into()));
    }
    let (out, left): (Vec<_>, Vec<_>) = edition.slots.iter().partition(|s| gone.contains(&s.story));
    if left.len() < usize::from(least.max(1)) {
        let why = format!("without what was withdrawn it would have {} stories", left.len());
        return Err(StoreError::Refused(why));
    }
    for slot in &out {
        take_out(db, id, slot)?;
    }
    for slot in left {
        let Some(points) = &slot.points else { continue };
        let rests = |p: &&SlotPoint| p.rests_on().any(|on| gone.contains(&on.story));
        if points.iter().any(|p| rests(&p)) {
            let kept: Vec<SlotPoint> = points.iter().filter(|p| !rests(p)).cloned().collect();
            points::give(db, slot.id, Some(&kept))?;
        }
    }
    let (mut subject, mut preface) = (edition.subject.clone(), edition.preface.clone());
    if quotes(db, &edition, &gone, &subject)? {
        subject = db.query_row(
            "SELECT n.value ->> 'title' FROM newsletter n JOIN edition e ON e.newsletter = n.id
             WHERE e.id = ?1",
            [id.0],
            |r| r.get(0),
        )?;
    }
    if quotes(db, &edition, &gone, &preface)? {
        preface.clear();
    }
    // Whatever else came in meanwhile stands in the way as it would a chief's.
    gate(db, id, edition.send_at.max(now))?;
    db.execute("DELETE FROM fallen_approval WHERE edition = ?1", [id.0])?;
    db.execute(
        "UPDATE edition SET state = 'approved', approved_by = ?2, approved_at = ?3,
                subject = ?4, preface = ?5, revision = revision + 1
         WHERE id = ?1",
        (id.0, who, at, subject, preface),
    )?;
    let stories: Vec<String> = gone.iter().map(|s| format!("story {s}")).collect();
    let act = format!(
        "left out {}, withdrawn: nobody had answered in time, and the newsletter’s rule is to go \
         without; the approval by {} holds for the rest",
        stories.join(", "),
        name(db, Some(EditorId(who)))?
    );
    log(db, id, "desk", &act, now)?;
    alerts::raise(db, id, &format!("The desk {act}."))
}

/// The withdrawn ones among the stories that an edition rests on.
fn withdrawn(db: &Connection, edition: &Edition<Drafted>) -> Result<BTreeSet<StoryId>> {
    let mut rows = db.prepare_cached(&format!(
        "SELECT DISTINCT r.story FROM {} r JOIN story s ON s.id = r.story
         JOIN story_version v ON v.id = s.newest
         WHERE r.edition = ?1 AND v.signal = 'withdrawal'",
        points::RESTS
    ))?;
    let rows = rows.query_map([edition.id.0], |r| Ok(StoryId(r.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// True if words quote one of these stories: the headline of its slot, or the
/// headline or a sentence of any version.
fn quotes(
    db: &Connection,
    edition: &Edition<Drafted>,
    stories: &BTreeSet<StoryId>,
    words: &str,
) -> Result<bool> {
    let slots = edition.slots.iter().filter(|s| stories.contains(&s.story));
    if slots.into_iter().any(|s| !s.headline.is_empty() && words.contains(&s.headline)) {
        return Ok(true);
    }
    let mut versions = db.prepare_cached("SELECT words FROM story_version WHERE story = ?1")?;
    for story in stories {
        let told = versions.query_map([story.0], |r| value(&r.get::<_, String>(0)?))?;
        for version in told {
            if quoted::quotes(words, &version?) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

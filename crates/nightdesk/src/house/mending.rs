//! A sending that stands still because of what came in about its stories, and
//! what it would go on with: without what may not be used any more, and with the
//! new words of what was corrected. A chief looks at it and decides.

use super::{House, HouseError, now};
use press::plate::Plate;
use std::collections::HashSet;
use store::{NewPlate, StoreError};
use story::{
    Edition, EditionId, EditionKind, EditorId, Frozen, SlotPoint, Standing, Story, StoryId,
    one_line,
};
use wire::{anatomy::sentences::sentences, quoted::quotes};

/// An edition as the rest of its readers would get it.
pub(super) struct Mended {
    edition: Edition<Frozen>,
    /// What is other than in the copies that went out, in words for editors.
    pub(super) changes: Vec<String>,
}

impl Mended {
    /// A mark of all of it and of why the sending stands still: what a chief has
    /// seen bears it, and nothing else goes out by that chief's word.
    pub(super) fn mark(&self, stopped: &str) -> Result<String, HouseError> {
        let e = &self.edition;
        let all = serde_json::to_vec(&(stopped, &e.subject, &e.preface, &e.slots))
            .map_err(|e| HouseError::Press(e.to_string()))?;
        Ok(wire::keys::sha256(&all))
    }
}

impl House {
    /// What the sending would go on with.
    pub(super) async fn mended(&self, id: EditionId) -> Result<Mended, HouseError> {
        let edition = self.store.edition(id).await?.ok_or(StoreError::Missing("such edition"))?;
        let mut edition = edition.frozen().ok_or(StoreError::Missing("such frozen edition"))?;
        let title = self.newsletter(edition.newsletter).await?.title;
        let stale = self.store.stale_slots(id).await?;
        let mut changes = Vec::new();
        if edition.kind != EditionKind::Regular {
            // Of a correction mail nothing is left once its words do not hold.
            return Ok(Mended { edition, changes });
        }
        let mut unquotable: Vec<(String, String)> = Vec::new();
        let mut unquotable_stories: Vec<Story> = Vec::new();
        let mut points: HashSet<StoryId> = HashSet::new();
        for of in self.store.stale_points(id).await? {
            points.insert(of.story);
            if of.standing != Standing::Usable {
                let versions = self.store.story_versions(of.story).await?;
                unquotable_stories.extend(versions.into_iter().map(|v| v.story));
            }
        }
        for slot in edition.slots.iter_mut().filter(|s| !s.left_out) {
            if let Some(of) = stale.iter().find(|s| s.slot == slot.id)
                && (of.standing != Standing::Usable || of.is_grave())
            {
                let versions = self.store.story_versions(slot.story).await?;
                let mut titles: Vec<String> =
                    versions.iter().map(|v| one_line(&v.story.title())).collect();
                titles.push(slot.headline.clone());
                titles.retain(|t| !t.is_empty());
                let before = versions
                    .into_iter()
                    .filter(|v| v.id != of.version || of.standing != Standing::Usable);
                unquotable_stories.extend(before.map(|v| v.story));
                let new = self.store.story(slot.story).await?;
                let new = new.filter(|s| s.standing(now()) == Standing::Usable);
                let to = new.as_ref().map(|s| one_line(&s.story.title())).unwrap_or_default();
                unquotable.extend(titles.into_iter().map(|from| (from, to.clone())));
                match new {
                    Some(new) => {
                        let text = first_sentences(new.story.summary(), &slot.text);
                        changes.push(format!(
                            "“{}” takes its new words: “{to}” {text}",
                            slot.headline
                        ));
                        slot.version = new.version;
                        slot.text = text;
                        slot.headline = to;
                    }
                    None => {
                        changes.push(format!("story {} is left out", slot.story));
                        slot.left_out = true;
                    }
                }
            }
            if let Some(given) = slot.points.as_mut().filter(|_| !slot.left_out) {
                let before = given.len();
                let rests = |p: &SlotPoint| p.rests_on().any(|on| points.contains(&on.story));
                given.retain(|p| !rests(p));
                if given.len() < before {
                    let gone = before - given.len();
                    changes
                        .push(format!("{gone} of the points of “{}” are left out", slot.headline));
                }
            }
        }
        let lines = (edition.subject.clone(), edition.preface.clone());
        edition.subject = unquoted(&edition.subject, &unquotable, &title);
        edition.preface = unquoted(&edition.preface, &unquotable, "");
        if unquotable_stories.iter().any(|s| quotes(&edition.preface, s)) {
            edition.preface.clear();
        }
        if unquotable_stories.iter().any(|s| quotes(&edition.subject, s)) {
            edition.subject.clone_from(&title);
        }
        if edition.subject != lines.0 {
            changes.push(format!("the subject is “{}”", edition.subject));
        }
        if edition.preface != lines.1 {
            changes.push(format!("the preface is “{}”", edition.preface));
        }
        if changes.is_empty() {
            changes.push("lines of background that hold no longer are left out".to_owned());
        }
        Ok(Mended { edition, changes })
    }

    /// A chief has the sending go on so, having seen what bears that mark.
    pub(super) async fn go_on_mended(
        &self,
        id: EditionId,
        who: EditorId,
        seen: &str,
    ) -> Result<(), HouseError> {
        let at = now();
        let stopped = self.store.sending(id).await?.stopped;
        let stopped = stopped
            .ok_or_else(|| StoreError::Refused("the sending does not stand still".to_owned()))?;
        let mended = self.mended(id).await?;
        if mended.mark(&stopped)? != seen {
            return Err(StoreError::Changed.into());
        }
        let Mended { edition, .. } = mended;
        if edition.slots.iter().all(|s| s.left_out) {
            let why = "no story would be left: end the sending here".to_owned();
            return Err(StoreError::Refused(why).into());
        }
        let newsletter = self.newsletter(edition.newsletter).await?;
        let sheet = self.sheet(&newsletter, &edition).await?;
        let envelope = self.envelope(&newsletter, &edition, at);
        let plate = Plate::set(&sheet, &envelope).map_err(|e| HouseError::Press(e.to_string()))?;
        let signer = self.signer(newsletter.sender.address.domain()).await?;
        let new = NewPlate {
            bytes: plate.to_bytes(),
            sha256: plate.hash(),
            selector: signer.selector().to_owned(),
        };
        self.store.go_on_mended(&edition, stopped, new, who, at).await?;
        Ok(())
    }
}

/// As many first sentences as are shown.
fn first_sentences(all: &str, shown: &str) -> String {
    let shown = sentences(shown).len().max(1);
    sentences(all).into_iter().take(shown).collect::<Vec<_>>().join(" ")
}

/// Words without quoted headlines: each gives way to the one that holds now; if
/// there is none, all of the words do.
fn unquoted(words: &str, headlines: &[(String, String)], instead: &str) -> String {
    let mut out = words.to_owned();
    for (from, to) in headlines.iter().filter(|(from, to)| from != to) {
        // Replaced already, where the new one holds the old one.
        let done = to.contains(from.as_str()) && out.contains(to.as_str());
        if !out.contains(from.as_str()) || done {
            continue;
        }
        if to.is_empty() {
            return instead.to_owned();
        }
        out = out.replace(from.as_str(), to);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_gives_way_where_it_is_quoted() {
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        for (words, headlines, out) in [
            ("Three die", vec![pair("Three die", "Five die")], "Five die"),
            (
                "Tonight: Three die · Rain",
                vec![pair("Three die", "Five die")],
                "Tonight: Five die · Rain",
            ),
            ("Three die · Rain", vec![pair("Three die", "")], "Morning"),
            ("Of our own", vec![pair("Three die", "")], "Of our own"),
            ("Five die", vec![pair("Five die", "Five die")], "Five die"),
            ("Five die in it", vec![pair("Five die in it", "Five die")], "Five die"),
            (
                "Five die",
                vec![pair("Five die", "Five die in it"), pair("Five die", "Five die in it")],
                "Five die in it",
            ),
        ] {
            assert_eq!(unquoted(words, &headlines, "Morning"), out);
        }
    }
}

//! Pages that have gone from their sites. A site has no word for a withdrawal,
//! but it takes the page away: when the page of a story in an edition that is
//! still to go out answers 404 or 410 twice, ten minutes apart, a person is
//! asked. An entry that is missing in a feed says nothing.

use super::{House, HouseError, now};
use jiff::{SignedDuration, Timestamp};
use std::{collections::HashMap, sync::Arc, time::Duration};
use story::{Slot, SlotId};
use wire::fetch::{FetchError, Fetched};

/// How far two looks at a page are apart.
const APART: SignedDuration = SignedDuration::from_mins(10);
const LOOK: Duration = Duration::from_secs(10 * 60);
/// No site is asked faster than this.
const GAP: Duration = Duration::from_secs(1);
/// Editions of a title that are looked at, the newest first.
const EDITIONS: usize = 3;

/// Since when pages are known to be gone.
#[derive(Default)]
pub(super) struct Missing(HashMap<SlotId, Timestamp>);

impl Missing {
    /// Notes a look at a slot's page. True if it is gone for the second time,
    /// long enough after the first.
    fn note(&mut self, slot: SlotId, gone: bool, at: Timestamp) -> bool {
        if !gone {
            self.0.remove(&slot);
            return false;
        }
        let first = *self.0.entry(slot).or_insert(at);
        at.duration_since(first) >= APART
    }
}

impl House {
    /// Looks at the pages of stories in open editions for as long as the house
    /// stands.
    pub(super) async fn watch_pages(self: Arc<Self>) {
        let mut missing = Missing::default();
        loop {
            let round = async {
                if let Err(e) = self.look_at_pages(&mut missing).await {
                    tracing::warn!("the stories' pages could not be looked at: {e}");
                }
                tokio::time::sleep(LOOK).await;
            };
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = round => {}
            }
        }
    }

    async fn look_at_pages(&self, missing: &mut Missing) -> Result<(), HouseError> {
        for newsletter in self.store.newsletters().await? {
            for line in self.store.editions(Some(newsletter.id), EDITIONS).await? {
                if !line.state.is_editable() {
                    continue;
                }
                let Some(edition) = self.store.edition(line.id).await? else { continue };
                for slot in &edition.slots {
                    let Some(gone) = self.is_gone(slot).await? else { continue };
                    let name = format!("gone-{}", slot.id);
                    if missing.note(slot.id, gone, now()) {
                        self.troubles.raise(
                            &name,
                            &format!("The page of “{}” has gone from its site.", slot.headline),
                            "Its publisher may have withdrawn the story. Ask, or take it out.",
                            Some(format!("/desk/edition/{}#slot-{}", edition.id, slot.id)),
                        );
                    } else {
                        self.troubles.clear(&name);
                    }
                    tokio::time::sleep(GAP).await;
                }
            }
        }
        Ok(())
    }

    /// Whether the page of a slot's story is gone; none where it has none, or
    /// where it could not be asked.
    async fn is_gone(&self, slot: &Slot) -> Result<Option<bool>, HouseError> {
        let story = self.store.story(slot.story).await?;
        let Some(url) = story.and_then(|s| s.story.url) else { return Ok(None) };
        Ok(match self.fetcher.page(&url, None, None).await {
            Ok(Fetched::Document(_) | Fetched::NotModified { .. }) => Some(false),
            Ok(Fetched::Gone) | Err(FetchError::Status { code: 404, .. }) => Some(true),
            Ok(Fetched::Later { .. }) | Err(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_missed_after_two_looks_ten_minutes_apart() {
        let mut missing = Missing::default();
        let slot = SlotId(1);
        let mut look = |minutes: i64, gone: bool| {
            let at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
            missing.note(slot, gone, at)
        };
        assert!(!look(0, true), "once may be a slip");
        assert!(!look(5, true), "too soon");
        assert!(look(10, true));
        assert!(!look(20, false), "it is back");
        assert!(!look(30, true), "and counts anew");
    }
}

//! Hubs that tell of sources' news (WebSub): each source that names one is
//! subscribed, and again before the hub's lease ends. Polls go on as ever; what
//! a hub says is heard by `web` at the callback.

use super::{House, HouseError, now};
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};
use story::{Place, Push, Source, SourceId};
use wire::websub;

/// How often it is looked which hubs are to be asked.
const LOOK: Duration = Duration::from_secs(60);
/// Hubs asked in one look; the others come with the next.
const MOST: usize = 50;
/// The longest address that is taken for one.
const LONGEST: usize = 2048;

/// The hub a source names, and the name under which that knows its feed.
fn named(source: &Source) -> Option<(String, String)> {
    let Place::Url(url) = &source.place else { return None };
    let hub = source.state.wishes.hub.clone().filter(|hub| hub.len() <= LONGEST)?;
    let own = || source.state.address.clone().unwrap_or_else(|| url.clone());
    let topic = source.state.wishes.topic.clone().unwrap_or_else(own);
    (topic.len() <= LONGEST).then_some((hub, topic))
}

impl House {
    /// Asks hubs for as long as the house stands.
    pub(super) async fn watch_hubs(self: Arc<Self>) {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                asked = self.ask_hubs(now()) => if let Err(e) = asked {
                    tracing::error!(error = %e, "hubs can't be asked to tell of news; polls go on");
                }
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Asks the hubs that are to be asked at that time.
    async fn ask_hubs(&self, now: Timestamp) -> Result<(), HouseError> {
        // A hub can reach us only where the public can, and what it is told is
        // for nobody else's ears.
        if !self.is_safe(&self.links.public_url()) {
            return Ok(());
        }
        let mut asked = 0;
        for source in self.store.sources().await? {
            if asked == MOST {
                return Ok(());
            }
            let Some((hub, topic)) = named(&source).filter(|_| !source.paused) else { continue };
            if !self.is_safe(&hub) {
                continue;
            }
            let same = source.push.filter(|p| p.hub == hub && p.topic == topic);
            if same.as_ref().is_some_and(|p| !p.is_due(now)) {
                continue;
            }
            let until = same.and_then(|p| p.until).filter(|until| *until > now);
            asked += 1;
            let push = Push { hub, topic, asked: now, until, trouble: None };
            self.ask_hub(source.id, &source.name, push).await?;
        }
        Ok(())
    }

    fn is_safe(&self, address: &str) -> bool {
        address.starts_with("https://") || self.fetcher.is_at_home(address)
    }

    async fn ask_hub(&self, id: SourceId, name: &str, push: Push) -> Result<(), HouseError> {
        // Noted before it is asked: it may come back to us before it answers.
        self.store.set_push(id, Some(push.clone())).await?;
        let secret = self.links.push_secret(id, &push);
        let form = websub::subscription(&push.topic, &self.links.push_callback(id), &secret);
        let Err(e) = self.fetcher.post_form(&push.hub, &form).await else { return Ok(()) };
        tracing::warn!(source = name, "its hub could not be asked: {e}");
        // What the callback noted meanwhile stays.
        let there = self.store.source(id).await?.and_then(|s| s.push);
        if let Some(there) = there.filter(|p| p.hub == push.hub && p.topic == push.topic) {
            let push = Push { trouble: Some(e.to_string()), ..there };
            self.store.set_push(id, Some(push)).await?;
        }
        Ok(())
    }
}

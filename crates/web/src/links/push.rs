//! Where hubs tell of news (WebSub): an address of each source's own that
//! nobody can make up, and a secret of each hub's own that is kept nowhere.

use super::{Links, Purpose};
use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use story::{Push, SourceId};

impl Links {
    /// The address a hub is given for a source.
    pub fn push_callback(&self, source: SourceId) -> String {
        format!("{}/wire/push/{}", self.public_url(), self.token(Purpose::Push, source.0, 0, 0))
    }

    /// Whose callback that token is of; nothing if we did not make it.
    pub fn pushed(&self, token: &str) -> Option<SourceId> {
        self.open(Purpose::Push, token).ok().map(|(source, _, _)| SourceId(source))
    }

    /// What a hub signs with (`hub.secret`): another for each source, hub and
    /// topic, so that none can speak for another, nor go on when it was left.
    pub fn push_secret(&self, source: SourceId, push: &Push) -> String {
        let mut context = hmac::Context::with_key(&self.key);
        for part in ["hub", &source.0.to_string(), &push.hub, &push.topic] {
            context.update(part.as_bytes());
            context.update(&[0]);
        }
        HEXLOWER.encode(context.sign().as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_source_and_hub_has_its_own() {
        let links = Links::new([7; 32], "https://news.example.org/");
        let push = |hub: &str, topic: &str| Push {
            hub: hub.into(),
            topic: topic.into(),
            asked: jiff::Timestamp::UNIX_EPOCH,
            until: None,
            trouble: None,
        };
        let address = links.push_callback(SourceId(3));
        let token = address.strip_prefix("https://news.example.org/wire/push/").unwrap();
        assert_eq!(links.pushed(token), Some(SourceId(3)));
        assert_eq!(links.pushed(&token[1..]), None);
        assert_eq!(Links::new([8; 32], "").pushed(token), None);
        let form = links.form(3, jiff::Timestamp::UNIX_EPOCH);
        assert_eq!(links.pushed(&form), None, "made for something else");

        let secret = |source, hub, topic| links.push_secret(SourceId(source), &push(hub, topic));
        let own = secret(3, "https://hub.example/", "t");
        assert!(own.len() == 64 && own == secret(3, "https://hub.example/", "t"));
        for other in [
            secret(4, "https://hub.example/", "t"),
            secret(3, "https://hub.example/t", ""),
            secret(3, "https://hub.example/", "u"),
            Links::new([8; 32], "").push_secret(SourceId(3), &push("https://hub.example/", "t")),
        ] {
            assert_ne!(own, other);
        }
    }
}

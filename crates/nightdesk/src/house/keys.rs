//! The signing keys, one a sender's domain, made when first needed.

use super::{House, HouseError};
use press::dkim::{Key, Signer};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use tokio::sync::Mutex;

const SETTING: &str = "dkim";

/// A key as it is kept.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    selector: String,
    pem: String,
}

/// A key at work, with its public half as the DNS record `(name, text)`.
#[derive(Clone)]
struct Ready {
    signer: Arc<Signer>,
    record: (String, String),
}

/// Keys that were read already. The lock is held while one is made, so that
/// two mails at once do not make two.
#[derive(Default)]
pub(super) struct Keys(Mutex<BTreeMap<String, Ready>>);

impl House {
    /// The signer of a sender's domain.
    pub(super) async fn signer(&self, domain: &str) -> Result<Arc<Signer>, HouseError> {
        Ok(self.key(domain).await?.signer)
    }

    /// The DNS record that publishes the key of a domain: `(name, text)`.
    pub async fn dns_record(&self, domain: &str) -> Result<(String, String), HouseError> {
        Ok(self.key(domain).await?.record)
    }

    async fn key(&self, domain: &str) -> Result<Ready, HouseError> {
        let mut known = self.keys.0.lock().await;
        if let Some(found) = known.get(domain) {
            return Ok(found.clone());
        }
        let broken = |e: press::dkim::DkimError| HouseError::Press(e.to_string());
        let mut kept: BTreeMap<String, Kept> =
            self.store.setting(SETTING).await?.unwrap_or_default();
        let entry = match kept.get(domain) {
            Some(entry) => entry.clone(),
            None => {
                let key = tokio::task::spawn_blocking(Key::generate)
                    .await
                    .map_err(|e| HouseError::Press(e.to_string()))?
                    .map_err(broken)?;
                let entry =
                    Kept { selector: "nightdesk1".to_owned(), pem: key.to_pem().map_err(broken)? };
                kept.insert(domain.to_owned(), entry.clone());
                self.store.set_setting(SETTING, &kept).await?;
                tracing::info!(domain, selector = entry.selector, "made a signing key");
                entry
            }
        };
        let key = Key::from_pem(&entry.pem).map_err(broken)?;
        let signer = Arc::new(Signer::new(&key, domain, &entry.selector).map_err(broken)?);
        let name = format!("{}._domainkey.{domain}", entry.selector);
        let made = Ready { signer, record: (name, key.dns_record().map_err(broken)?) };
        known.insert(domain.to_owned(), made.clone());
        Ok(made)
    }
}

//! The signing keys: a ring for each sender's domain, made when first needed.
//!
//! A key is turned in three steps, so that no receiver ever meets a signature
//! whose key is not in the DNS: the next one is made and published; it signs;
//! once no mail of the old one is under way, that one is dropped. An edition
//! keeps the key it was frozen with.

use super::{House, HouseError, now};
use jiff::Timestamp;
use press::dkim::{DkimError, Key, Signer};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use store::StoreError;
use tokio::sync::Mutex;
use web::{KeyAct, KeyRole, KeyView};

/// The name of the rings in the store.
const SETTING: &str = "dkim-keys";

/// A key as it is kept.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    selector: String,
    pem: String,
    role: KeyRole,
    made: Timestamp,
}

/// The keys of all domains, as kept.
type Rings = BTreeMap<String, Vec<Kept>>;

/// What was read already. The lock is held while a key is made or turned, so
/// that two mails at once do not make two.
#[derive(Default)]
pub(super) struct Keys(Mutex<Read>);

#[derive(Default)]
struct Read {
    /// The rings as the store had them, sealed.
    text: Option<String>,
    signers: BTreeMap<(String, String), Arc<Signer>>,
}

fn broken(e: DkimError) -> HouseError {
    HouseError::Press(e.to_string())
}

/// Of a ring, the selector that signs.
fn signing(ring: &[Kept]) -> Option<&Kept> {
    ring.iter().find(|k| k.role == KeyRole::Signing)
}

impl House {
    /// The signer of a sender's domain, with the key that signs now.
    pub(super) async fn signer(&self, domain: &str) -> Result<Arc<Signer>, HouseError> {
        self.signer_of(domain, "").await
    }

    /// The signer with the key of that selector, or, where it is gone, with
    /// the one that signs now.
    pub(super) async fn signer_of(
        &self,
        domain: &str,
        selector: &str,
    ) -> Result<Arc<Signer>, HouseError> {
        let mut read = self.keys.0.lock().await;
        // A command may have turned a key beside us.
        let text = self.store.setting_text(SETTING).await?;
        if text != read.text {
            read.signers.clear();
            read.text = text;
        }
        let place = (domain.to_owned(), selector.to_owned());
        if let Some(found) = read.signers.get(&place) {
            return Ok(found.clone());
        }
        let ring = self.ring(domain, &mut read).await?;
        let usual = signing(&ring).ok_or(StoreError::Missing("signing key"))?;
        let key = ring.iter().find(|k| k.selector == selector && k.is_first()).unwrap_or(usual);
        let mut signer =
            Signer::new(&Key::from_pem(&key.pem).map_err(broken)?, domain, &key.selector)
                .map_err(broken)?;
        if let Some(second) = ring.iter().find(|k| k.role == KeyRole::Second) {
            let key = Key::from_pem(&second.pem).map_err(broken)?;
            signer = signer.and(&key, &second.selector).map_err(broken)?;
        }
        let signer = Arc::new(signer);
        read.signers.insert(place, signer.clone());
        Ok(signer)
    }

    /// The keys of a domain, with their DNS records; the first one is made if
    /// there is none.
    pub async fn keys(&self, domain: &str) -> Result<Vec<KeyView>, HouseError> {
        let ring = self.ring(domain, &mut *self.keys.0.lock().await).await?;
        let view = |kept: &Kept| {
            let key = Key::from_pem(&kept.pem).map_err(broken)?;
            Ok(KeyView {
                name: format!("{}._domainkey.{domain}", kept.selector),
                selector: kept.selector.clone(),
                text: key.dns_record().map_err(broken)?,
                role: kept.role,
                made: kept.made,
            })
        };
        ring.iter().map(view).collect()
    }

    /// Makes, turns or drops a key; says in words what was done.
    pub async fn turn_key(&self, domain: &str, act: KeyAct) -> Result<String, HouseError> {
        let read = &mut *self.keys.0.lock().await;
        let mut ring = self.ring(domain, read).await?;
        let refuse = |why: &str| Err(HouseError::Press(why.to_owned()));
        let words = match act {
            KeyAct::Next => {
                if ring.iter().any(|k| k.role == KeyRole::Next) {
                    return refuse("there is a next key already: let it sign, or drop it");
                }
                let key = made(&ring, KeyRole::Next).await?;
                let words = format!(
                    "made {}: publish its record, and let it sign once the DNS shows it",
                    key.selector
                );
                ring.push(key);
                words
            }
            KeyAct::Use(selector) => {
                let known = |k: &Kept| k.selector == selector && k.is_first();
                if !ring.iter().any(known) {
                    return refuse("there is no such key that could sign");
                }
                for key in ring.iter_mut().filter(|k| k.is_first()) {
                    key.role = match key.role {
                        _ if key.selector == selector => KeyRole::Signing,
                        KeyRole::Signing => KeyRole::Old,
                        role => role,
                    };
                }
                format!("{selector} signs from now on; editions that are frozen keep theirs")
            }
            KeyAct::Second => {
                if ring.iter().any(|k| k.role == KeyRole::Second) {
                    return refuse("there is a second key already");
                }
                let key = made(&ring, KeyRole::Second).await?;
                let words = format!(
                    "made {} (Ed25519): mails bear its signature too; publish its record now",
                    key.selector
                );
                ring.push(key);
                words
            }
            KeyAct::Drop(selector) => {
                if signing(&ring).is_some_and(|k| k.selector == selector) {
                    return refuse("this key signs: let another one sign before it is dropped");
                }
                let before = ring.len();
                ring.retain(|k| k.selector != selector);
                if ring.len() == before {
                    return refuse("there is no such key");
                }
                format!(
                    "dropped {selector}; its record can go in a week, when no mail is under way"
                )
            }
        };
        self.keep(domain, ring, read).await?;
        tracing::info!(domain, words, "the signing keys were changed");
        Ok(words)
    }

    /// A domain's ring; with a first key in it, if need be.
    async fn ring(&self, domain: &str, read: &mut Read) -> Result<Vec<Kept>, HouseError> {
        let rings: Rings = self.store.secret_setting(SETTING).await?.unwrap_or_default();
        if let Some(ring) = rings.get(domain) {
            return Ok(ring.clone());
        }
        let ring = vec![made(&[], KeyRole::Signing).await?];
        tracing::info!(domain, selector = ring[0].selector, "made a signing key");
        self.keep(domain, ring.clone(), read).await?;
        Ok(ring)
    }

    async fn keep(&self, domain: &str, ring: Vec<Kept>, read: &mut Read) -> Result<(), HouseError> {
        let mut rings: Rings = self.store.secret_setting(SETTING).await?.unwrap_or_default();
        rings.insert(domain.to_owned(), ring);
        self.store.set_secret_setting(SETTING, &rings).await?;
        read.text = None;
        Ok(())
    }
}

impl Kept {
    /// True if it can make the first signature.
    fn is_first(&self) -> bool {
        self.role != KeyRole::Second
    }
}

/// Makes a key with a selector that the ring does not know: selectors are used
/// once, for receivers remember their records.
async fn made(ring: &[Kept], role: KeyRole) -> Result<Kept, HouseError> {
    let at = now();
    let day = at.strftime("%Y%m%d").to_string();
    let stem = if role == KeyRole::Second { format!("nd{day}e") } else { format!("nd{day}") };
    let selector = (0..)
        .map(|n: u32| if n == 0 { stem.clone() } else { format!("{stem}-{n}") })
        .find(|s| ring.iter().all(|k| k.selector != *s))
        .unwrap_or(stem.clone());
    let key = tokio::task::spawn_blocking(move || match role {
        KeyRole::Second => Key::generate_ed25519(),
        _ => Key::generate(),
    })
    .await
    .map_err(|e| HouseError::Press(e.to_string()))?
    .map_err(broken)?;
    Ok(Kept { selector, pem: key.to_pem().map_err(broken)?, role, made: at })
}

//! Settings of the house, and the single mails it sends.

use crate::Result;
use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use story::Address;

/// A single mail to be sent as soon as may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// Envelope sender.
    pub from: Address,
    /// Envelope recipient.
    pub to: Address,
    /// The whole message, signed: CRLF line ends, not dot-stuffed.
    pub message: Vec<u8>,
}

/// Settings and the outbox.
#[async_trait]
pub trait Settings: Send + Sync {
    /// The value under a name, as JSON text.
    async fn setting_text(&self, name: &str) -> Result<Option<String>>;

    /// Sets the value under a name, as JSON text.
    async fn set_setting_text(&self, name: &str, json: String) -> Result<()>;

    /// Takes a setting away; gives whether it was there.
    async fn drop_setting(&self, name: &str) -> Result<bool>;

    /// What seals secrets.
    fn vault(&self) -> &crate::Vault;

    /// 32 secret bytes of this installation, made at its birth: what links
    /// are signed with.
    async fn secret(&self) -> Result<[u8; 32]>;

    /// Puts a mail into the outbox.
    async fn post(&self, notice: NewNotice, now: Timestamp) -> Result<i64>;

    /// Mails in the outbox that have not been accepted, with the last reply:
    /// `(recipient, tries, reply)`.
    async fn outbox_troubles(&self) -> Result<Vec<(String, u32, String)>>;
}

impl dyn crate::Store {
    /// A setting as a value; absent if it was never set.
    pub async fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        match self.setting_text(name).await? {
            Some(json) => Ok(Some(serde_json::from_str(&json)?)),
            None => Ok(None),
        }
    }

    /// A setting that is kept sealed; absent if it was never set.
    pub async fn secret_setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let Some(kept) = self.setting_text(name).await? else { return Ok(None) };
        let opened = self.vault().unseal(name, &kept)?;
        Ok(Some(serde_json::from_str(opened.as_ref().unwrap_or(&kept))?))
    }

    /// Sets a setting that is kept sealed.
    pub async fn set_secret_setting<T: Serialize + Sync>(
        &self,
        name: &str,
        value: &T,
    ) -> Result<()> {
        let sealed = self.vault().seal(name, &serde_json::to_string(value)?)?;
        self.set_setting_text(name, sealed).await
    }

    /// Sets a setting.
    pub async fn set_setting<T: Serialize + Sync>(&self, name: &str, value: &T) -> Result<()> {
        self.set_setting_text(name, serde_json::to_string(value)?).await
    }
}

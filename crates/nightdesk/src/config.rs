//! The configuration of the host: where the data lies, what to listen on, what
//! may be fetched. What editors set (relay, sources, newsletters) is in the
//! store, not here.

use serde::Deserialize;
use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};
use store::{Sqlite, StoreError};
use story::Address;
use web::links::{Returns, ReturnsError};

/// `nightdesk.toml`. Every line may be left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The folder that holds everything that is kept.
    pub data: PathBuf,
    /// The file that holds the key of what is kept sealed (passwords, signing
    /// keys); `nightdesk.key` beside the data unless said.
    pub key_file: Option<PathBuf>,
    /// What to listen on for the public pages and the desk.
    pub listen: SocketAddr,
    /// Where readers reach the public pages: `https://news.example.org`. Links
    /// in mails begin with it.
    pub public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// What may be fetched beyond the public net.
    pub fetch: Fetch,
    /// How editions are printed.
    pub press: PressConfig,
    /// Where mail comes back to.
    pub returns: ReturnsConfig,
}

/// Where mail comes back to: bounces, and readers who leave by mail. Without an
/// address, mails bear no such promise, and bounces go to the sender.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnsConfig {
    /// A mailbox whose sub-addresses (`returns+anything@news.example.org`)
    /// reach it too.
    pub address: Option<Address>,
    /// The Maildir it is delivered to; without one, the mail server is to pipe
    /// each mail into `nightdesk returns read`.
    pub maildir: Option<PathBuf>,
}

impl ReturnsConfig {
    /// The mailbox, if one is set.
    pub fn mailbox(&self) -> Result<Option<Returns>, ReturnsError> {
        self.address.clone().map(Returns::at).transpose()
    }
}

/// How editions are printed.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PressConfig {
    /// Sign the mails of an approved edition before its hour, in idle time.
    pub sign_ahead: bool,
}

impl Default for PressConfig {
    fn default() -> Self {
        Self { sign_ahead: true }
    }
}

/// The rules for fetching.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fetch {
    /// Hosts that may be asked though their address is private: an agency's
    /// line into the house, the newsroom's own system.
    pub allow_hosts: Vec<String>,
    /// Ports beyond 80 and 443.
    pub allow_ports: Vec<u16>,
    /// Told to the hosts that are asked, so that they can reach a person: a
    /// mail address or a page.
    pub contact: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("./nightdesk-data"),
            key_file: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            fetch: Fetch::default(),
            press: PressConfig::default(),
            returns: ReturnsConfig::default(),
        }
    }
}

/// Why a configuration can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there or may not be read.
    #[error("{} can't be read: {source}", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no TOML, or a line is unknown or of the wrong kind.
    #[error("{}: {message}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        message: String,
    },
}

impl Config {
    /// Reads the named file; without a name `./nightdesk.toml` if it is there,
    /// else the defaults.
    pub fn load(path: Option<&Path>) -> Result<Self, ConfigError> {
        let usual = Path::new("nightdesk.toml");
        let path = match path {
            Some(path) => path,
            None if usual.exists() => usual,
            None => return Ok(Self::default()),
        };
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unread { path: path.to_owned(), source })?;
        Self::parse(&text).map_err(|message| ConfigError::Wrong { path: path.to_owned(), message })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        if let Some(url) = &config.public_url
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            return Err(format!("public_url is {url:?}: it must begin with https:// or http://"));
        }
        config.returns.mailbox().map_err(|e| e.to_string())?;
        Ok(config)
    }

    /// Opens what is kept.
    pub fn store(&self) -> Result<Sqlite, StoreError> {
        match &self.key_file {
            Some(key) => Sqlite::open_with_key(&self.data, key),
            None => Sqlite::open(&self.data),
        }
    }

    /// Where readers reach the public pages.
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.listen),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_line_is_named() {
        for (text, says) in [
            ("listen = 8080", "line 1"),
            ("data = \"x\"\nlisten_on = \"x\"", "line 2"),
            ("[returns]\naddress = \"returns\"", "line 2"),
            ("[returns]\naddress = \"mail-that-comes-back@example.org\"", "13 characters"),
            ("public_url = \"news.example.org\"", "https://"),
        ] {
            let error = Config::parse(text).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
        let config = Config::parse("public_url = \"https://news.example.org/\"").unwrap();
        assert_eq!(config.public_url(), "https://news.example.org");
    }
}

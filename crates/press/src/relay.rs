//! The server that takes our mails onward, as the newsroom sets it.

use crate::session::{Auth, Login, Patience, Tls};
use serde::{Deserialize, Serialize};

/// A relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relay {
    /// Host name or address.
    pub host: String,
    /// 587 for STARTTLS, 465 for TLS, 25 for a server of one's own.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Name and password, if it asks for them.
    pub login: Option<Login>,
    /// Which way to log in.
    pub auth: Auth,
    /// The name we greet with; our own host's name.
    pub helo: String,
    /// How many connections are used at once.
    pub connections: usize,
    /// After so many mails a connection is closed and made anew.
    pub mails_per_connection: u32,
    /// Certificates (PEM) that are trusted besides the public ones: for a
    /// relay with a certificate of its own.
    pub extra_root_pem: Option<String>,
    /// How long answers are waited for.
    pub patience: Patience,
}

impl Default for Relay {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 25,
            tls: Tls::None,
            login: None,
            auth: Auth::Password,
            helo: "localhost".to_owned(),
            connections: 4,
            mails_per_connection: 1000,
            extra_root_pem: None,
            patience: Patience::default(),
        }
    }
}

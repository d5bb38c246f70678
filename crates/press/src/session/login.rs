//! AUTH PLAIN (RFC 4616), LOGIN and XOAUTH2, as RFC 4954 carries them.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

/// A name and password for a relay.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The user name.
    pub user: String,
    /// The password; with [`Auth::Xoauth2`] the access token.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Login {{ user: {:?}, password: … }}", self.user)
    }
}

/// Which way to log in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// PLAIN if it is offered, LOGIN otherwise.
    #[default]
    Password,
    /// The password is an OAuth 2 access token.
    Xoauth2,
}

/// The lines that are still to be said.
#[derive(Debug)]
pub(super) struct Dialogue(std::vec::IntoIter<String>);

impl Dialogue {
    /// Chooses a way the server offers; returns the first line too.
    pub(super) fn begin(login: &Login, auth: Auth, offered: &[String]) -> Option<(Self, String)> {
        let offers = |name: &str| offered.iter().any(|o| o == name);
        if auth == Auth::Xoauth2 {
            let answer = format!("user={}\x01auth=Bearer {}\x01\x01", login.user, login.password);
            let line = format!("AUTH XOAUTH2 {}", BASE64.encode(answer.as_bytes()));
            // To a refusal in a challenge an empty line is owed; the 535 comes
            // after it.
            return offers("XOAUTH2").then(|| (Self(vec![String::new()].into_iter()), line));
        }
        if offers("PLAIN") {
            let answer = format!("\0{}\0{}", login.user, login.password);
            let line = format!("AUTH PLAIN {}", BASE64.encode(answer.as_bytes()));
            return Some((Self(vec![].into_iter()), line));
        }
        if offers("LOGIN") {
            let answers = [&login.user, &login.password].map(|a| BASE64.encode(a.as_bytes()));
            return Some((Self(Vec::from(answers).into_iter()), "AUTH LOGIN".to_owned()));
        }
        None
    }

    pub(super) fn next(&mut self) -> Option<String> {
        self.0.next()
    }
}

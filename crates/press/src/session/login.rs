//! AUTH PLAIN and AUTH LOGIN (RFC 4954, RFC 4616).

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

/// A name and password for a relay.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Login {{ user: {:?}, password: … }}", self.user)
    }
}

/// The lines that are still to be said.
#[derive(Debug)]
pub(super) struct Dialogue(std::vec::IntoIter<String>);

impl Dialogue {
    /// Chooses a way the server offers; returns the first line too.
    pub(super) fn begin(login: &Login, offered: &[String]) -> Option<(Self, String)> {
        let offers = |name: &str| offered.iter().any(|o| o == name);
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

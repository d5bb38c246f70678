//! A mail address, parsed once.

use serde::{Deserialize, Serialize};

/// A mailbox that a mail can be sent to, as RFC 5321 §4.1.2 allows it without
/// quoting: ASCII or UTF-8 without controls or spaces, local part of 1 to 64
/// octets, a domain of at least two labels, 254 octets in all (§4.5.3.1).
/// The domain is kept in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// Why a text is no address.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{text:?} is not an e-mail address: {why}")]
pub struct AddressError {
    /// The text that was given.
    pub text: String,
    /// What is wrong with it, in words.
    pub why: String,
}

impl Address {
    /// Parses an address; space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let wrong = |why: &str| {
            Err(AddressError { text: text.chars().take(120).collect(), why: why.to_owned() })
        };
        if text.len() > 254 {
            return wrong("it is longer than 254 octets");
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || "<>\"(),;:\\[]".contains(c))
        {
            return wrong("it holds a space or a character that may not stand in an address");
        }
        let options = email_address::Options::default()
            .without_display_text()
            .without_domain_literal()
            .with_required_tld();
        if let Err(e) = email_address::EmailAddress::parse_with_options(text, options) {
            return wrong(&e.to_string());
        }
        // The parser above accepted it, so there is exactly one unquoted `@`.
        let Some((local, domain)) = text.rsplit_once('@') else {
            return wrong("it has no @");
        };
        if local.len() > 64 {
            return wrong("the part before the @ is longer than 64 octets");
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, d)| d)
    }

    /// The form under which two spellings are one mailbox here: all lower case.
    /// (RFC 5321 lets a host tell local parts apart by case; none that readers
    /// use does.)
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// True if the address can go over a server without SMTPUTF8 (RFC 6531).
    pub fn is_ascii(&self) -> bool {
        self.0.is_ascii()
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;
    fn try_from(s: String) -> Result<Self, AddressError> {
        Self::parse(&s)
    }
}

impl From<Address> for String {
    fn from(a: Address) -> String {
        a.0
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_as_people_write_them() {
        for good in
            ["ann@example.org", " o'brien+news@Sub.Example.ORG ", "jürgen@example.org", "a@b.co"]
        {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        assert_eq!(Address::parse("Ann@Example.ORG").unwrap().as_str(), "Ann@example.org");
    }

    #[test]
    fn what_is_no_address() {
        for bad in [
            "",
            "ann",
            "ann@",
            "@example.org",
            "ann@localhost",
            "a b@example.org",
            "ann@example.org\r\nBcc: x@example.org",
            "Ann <ann@example.org>",
            "ann@[127.0.0.1]",
            "ann@@example.org",
            "a,b@example.org",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Address::parse(&format!("{}@example.org", "a".repeat(65))).is_err());
    }

    proptest! {
        #[test]
        fn never_a_control_or_bracket(text in any::<String>()) {
            if let Ok(a) = Address::parse(&text) {
                prop_assert!(!a.as_str().contains(|c: char| c.is_control() || c == '<' || c == '>' || c == ' '));
            }
        }
    }
}

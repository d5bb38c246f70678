//! The gaps of a plate: where a reader's own words go.

use serde::{Deserialize, Serialize};

/// What goes into a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Gap {
    /// Their address.
    Address,
    /// The link that unsubscribes them.
    Unsubscribe,
    /// The link to their page.
    Manage,
}

const ALL: [(Gap, &str); 3] =
    [(Gap::Address, "address"), (Gap::Unsubscribe, "unsubscribe"), (Gap::Manage, "manage")];

/// The marks that stand in a rendered text for its gaps. They hold a hash of
/// the sheet, so that no text of the sheet can hold one.
pub(super) struct Marks {
    nonce: String,
}

impl Marks {
    /// Marks for texts made of these octets.
    pub(super) fn of(sheet: &[u8]) -> Self {
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, sheet);
        Self { nonce: data_encoding::HEXLOWER.encode(&hash.as_ref()[..12]) }
    }

    fn mark(&self, word: &str) -> String {
        format!("nd{}-{word}.", self.nonce)
    }

    pub(super) fn address(&self) -> String {
        self.mark("address")
    }

    pub(super) fn unsubscribe(&self) -> String {
        self.mark("unsubscribe")
    }

    pub(super) fn manage(&self) -> String {
        self.mark("manage")
    }

    /// Cuts a text at its marks: words, and the gap after them.
    pub(super) fn cut<'a>(&self, text: &'a str) -> Vec<(&'a str, Option<Gap>)> {
        let start = format!("nd{}-", self.nonce);
        let mut out = Vec::new();
        let (mut from, mut search) = (0, 0);
        while let Some(found) = text[search..].find(&start) {
            let at = search + found;
            let rest = &text[at + start.len()..];
            let gap = ALL
                .iter()
                .find(|(_, word)| rest.strip_prefix(word).is_some_and(|r| r.starts_with('.')));
            search = at + start.len();
            if let Some((gap, word)) = gap {
                out.push((&text[from..at], Some(*gap)));
                from = search + word.len() + 1;
                search = from;
            }
        }
        out.push((&text[from..], None));
        out
    }
}

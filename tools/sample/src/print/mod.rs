//! The printers: one form a module. Each takes dated pieces and gives text.
//!
//! Links are absolute from the address the server is asked under, as real
//! feeds have them.

mod atom;
mod body;
mod jsonfeed;
mod ninjs;
mod page;
mod rss;
mod text;

pub use atom::atom;
pub use jsonfeed::jsonfeed;
pub use ninjs::ninjs;
pub use page::page;
pub use rss::rss;
pub(crate) use text::is_pasted;
pub use text::{flattened, pasted};

use story::Kind;

/// The name of a feed: what stands at its head.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Its title.
    pub title: &'a str,
    /// One sentence about it.
    pub about: &'a str,
    /// Its language tag.
    pub lang: &'a str,
    /// Its own path on the server.
    pub path: &'a str,
    /// Scheme and authority the server is asked under: `http://127.0.0.1:8080`.
    pub base_url: &'a str,
}

/// The word a house of that language prints over a kind; none for plain news.
pub(crate) fn label(kind: Kind, lang: &str) -> Option<&'static str> {
    Some(match (kind, lang) {
        (Kind::Feature, "de") => "Reportage",
        (Kind::Feature, "es") => "Reportaje",
        (Kind::Feature, _) => "Feature",
        (Kind::Analysis, "de") => "Analyse",
        (Kind::Analysis, "es") => "Análisis",
        (Kind::Analysis, _) => "Analysis",
        (Kind::Opinion, "de") => "Kommentar",
        (Kind::Opinion, "es") => "Opinión",
        (Kind::Opinion, _) => "Opinion",
        (Kind::Brief, "de") => "Kurz gemeldet",
        (Kind::Brief, "es") => "En breve",
        (Kind::Brief, _) => "In brief",
        _ => return None,
    })
}

/// Escapes text for XML and HTML, in elements and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

/// A date as RFC 822 writes it (RFC 5322 §3.3).
pub(crate) fn rfc822(t: jiff::Timestamp) -> String {
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&t)
        .unwrap_or_else(|_| t.to_string())
}

/// To the second, as feeds have it.
pub(crate) fn rfc3339(t: jiff::Timestamp) -> String {
    jiff::Timestamp::from_second(t.as_second()).unwrap_or(t).to_string()
}

//! The one way in: bytes of any format become stories.
//!
//! The format is told by the bytes (first element, JSON keys), not by the media
//! type, which lies too often. Nothing here reads a file, a socket or a clock.

use crate::{
    FeedFacts, decode, feed, g2, jsonfeed, newsml1, ninjs, nitf, page, pasted, sitemap, textwire,
};
use jiff::Timestamp;
use story::{Format, Lang, Received};

/// What is known of a document besides its bytes.
#[derive(Clone, Debug, Default)]
pub struct Hint {
    /// The format, if it must not be guessed.
    pub format: Option<Format>,
    /// The media type it was served with; only its charset is used.
    pub media: Option<String>,
    /// The address or file name: the base of relative links when it is http(s).
    pub name: Option<String>,
    /// The language where the document does not say.
    pub language: Option<Lang>,
    /// When it came.
    pub received: Option<Timestamp>,
}

impl Hint {
    /// The address the document was served at, if it was served at one.
    pub(crate) fn url(&self) -> Option<&str> {
        self.name.as_deref().filter(|n| n.starts_with("http://") || n.starts_with("https://"))
    }
}

/// What a document held.
#[derive(Clone, Debug)]
pub struct Read {
    /// What it turned out to be.
    pub format: Format,
    /// Its stories in its own order.
    pub stories: Vec<Received>,
    /// Pictures, videos and sounds sent by themselves, described like stories:
    /// nothing for the desk, which takes texts.
    pub aside: Vec<Received>,
    /// What single entries could not be read for.
    pub troubles: Vec<Trouble>,
    /// What a feed says of itself; none where the document is no feed.
    pub feed: Option<FeedFacts>,
}

/// An entry that was left out, or a fault that was read over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Where: entry, line, JSON path.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What mends it.
    pub mend: String,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.what, self.mend)
    }
}

/// Why nothing of a document could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}; {mend}")]
pub struct ReadError {
    /// Where: line and column, byte, or JSON path.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What mends it.
    pub mend: String,
}

impl ReadError {
    pub(crate) fn new(
        place: impl Into<String>,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self { place: place.into(), what: what.into(), mend: mend.into() }
    }
}

/// Reads a document.
///
/// # Errors
/// If nothing can be read from it at all; single bad entries are `troubles`.
pub fn read(bytes: &[u8], hint: &Hint) -> Result<Read, ReadError> {
    // A text wire has no place for its charset: the agency tells it.
    let charset = textwire::charset(bytes).map(|c| format!("text/plain; charset={c}"));
    let media = hint.media.clone().filter(|m| m.contains("charset")).or(charset);
    let (text, lost) = decode::decode(bytes, media.as_deref());
    if text.trim().is_empty() {
        return Err(ReadError::new(
            "byte 0",
            "the document is empty",
            "check that the source still delivers here",
        ));
    }
    if text.bytes().take(4096).filter(|b| *b == 0).count() > 8 {
        return Err(ReadError::new(
            "byte 0",
            "these bytes are no text (a picture or a packed file?)",
            "give a feed, a ninjs document, a page or plain text",
        ));
    }
    let format = match hint.format {
        Some(f) => f,
        None => sniff(&text)?,
    };
    let mut read = match format {
        Format::Rss | Format::Atom => feed::read(&text, hint),
        Format::Jsonfeed => jsonfeed::read(&text, hint),
        Format::Ninjs => ninjs::read(&text, hint),
        Format::NewsmlG2 => g2::read(&text, hint),
        Format::Newsml1 => newsml1::read(&text, hint),
        Format::Nitf => nitf::read(&text, hint),
        Format::Iptc7901 => textwire::read(&text, hint),
        Format::Sitemap => sitemap::read(&text, hint),
        Format::Html => page::read(&text, hint),
        Format::Text => pasted::read(&text, hint),
    }?;
    if lost > 0 {
        read.troubles.push(Trouble {
            place: "the whole document".into(),
            what: format!("{lost} characters could not be decoded and were replaced"),
            mend: "ask the source to declare its character set rightly".into(),
        });
    }
    Ok(read)
}

/// The text of a document that is plain text, as it came. None for every other
/// format: there the document says itself what is what.
///
/// # Errors
/// As [`sniff`].
pub fn plain_text(bytes: &[u8], hint: &Hint) -> Result<Option<String>, ReadError> {
    let (text, _) = decode::decode(bytes, hint.media.as_deref());
    let format = match hint.format {
        Some(format) => format,
        None => sniff(&text)?,
    };
    Ok((format == Format::Text).then_some(text))
}

/// Tells the format by the bytes.
///
/// # Errors
/// For XML and JSON of a kind that holds no stories we know.
pub fn sniff(text: &str) -> Result<Format, ReadError> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if textwire::is(text) {
        return Ok(Format::Iptc7901);
    }
    if start.starts_with(['{', '[']) && (start.contains('"') || start.len() < 3) {
        return sniff_json(start);
    }
    if start.starts_with('<') {
        return match first_element(start).as_deref() {
            Some("rss" | "rdf" | "channel") => Ok(Format::Rss),
            Some("feed" | "entry") => Ok(Format::Atom),
            Some("opml") => Err(ReadError::new(
                "the first element, <opml>",
                "this is a list of feeds, not a feed",
                "bring the list in as a list of sources (OPML)",
            )),
            Some("newsml") => Ok(Format::Newsml1),
            // NewsML 1 and NewsML-G2 both have an item of that name.
            Some("newsitem") if start.contains("NewsManagement") => Ok(Format::Newsml1),
            Some(
                "newsitem" | "newsmessage" | "packageitem" | "knowledgeitem" | "conceptitem"
                | "planningitem" | "catalogitem",
            ) => Ok(Format::NewsmlG2),
            Some("nitf") => Ok(Format::Nitf),
            Some(other @ ("contentset" | "contentmeta" | "itemmeta" | "groupset" | "itemset")) => {
                Err(ReadError::new(
                    format!("the first element, <{other}>"),
                    "this is a part of a NewsML-G2 item",
                    "give the whole item",
                ))
            }
            Some("urlset" | "sitemapindex") => Ok(Format::Sitemap),
            Some("svg") => Err(ReadError::new(
                "the first element, <svg>",
                "this is a picture",
                "give the address of a feed or page",
            )),
            // A program's warnings may stand before its feed.
            Some("br" | "b" | "div" | "p") if hidden_feed(start) => {
                Ok(if start.contains("<feed") { Format::Atom } else { Format::Rss })
            }
            Some(_) | None => Ok(Format::Html),
        };
    }
    if hidden_feed(start) {
        return Ok(if start.contains("<feed") { Format::Atom } else { Format::Rss });
    }
    Ok(Format::Text)
}

/// True if a feed begins a little further down.
fn hidden_feed(text: &str) -> bool {
    let head: String = text.chars().take(3000).collect();
    ["<rss ", "<feed ", "<rdf:RDF "].iter().any(|f| head.contains(f)) && !head.contains("<html")
}

fn sniff_json(start: &str) -> Result<Format, ReadError> {
    // Only the keys near the top are looked at: a broken tail must not hide
    // what the document meant to be, and its reader will say where it breaks.
    let head: String = start.chars().take(20_000).collect();
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    if head.contains("jsonfeed.org/version")
        || (has("items") && (has("feed_url") || has("home_page_url")))
    {
        return Ok(Format::Jsonfeed);
    }
    if has("uri")
        && (has("versioncreated")
            || has("versionCreated")
            || has("headlines")
            || has("headline")
            || has("bodies")
            || has("pubstatus")
            || has("pubStatus")
            || has("body_text")
            || has("body_xhtml")
            || has("version"))
    {
        return Ok(Format::Ninjs);
    }
    // The dialects: dpa digitalwires, Superdesk, AP Media.
    if (has("urn") && (has("article_html") || has("version_created")))
        || (has("guid") && (has("body_html") || has("versioncreated")))
        || (has("altids") && has("itemid"))
    {
        return Ok(Format::Ninjs);
    }
    if has("items") && (has("content_html") || has("content_text")) {
        return Ok(Format::Jsonfeed);
    }
    if has("uri") {
        return Ok(Format::Ninjs);
    }
    if serde_json::from_str::<serde_json::Value>(start).is_err() && !start.starts_with('{') {
        // `[Update] Storm …` is a text that begins with a bracket.
        return Ok(Format::Text);
    }
    Err(ReadError::new(
        "the first keys",
        "this JSON is neither JSON Feed (no \"version\": \"https://jsonfeed.org/version/…\") nor ninjs (no \"uri\")",
        "check the address; RSS written as JSON is not read",
    ))
}

/// The local name of the first element in lower case, past declarations,
/// comments and the document type.
pub(crate) fn first_element(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        let at = rest.find('<')?;
        rest = &rest[at..];
        if let Some(r) = rest.strip_prefix("<!--") {
            rest = &r[r.find("-->")? + 3..];
        } else if rest.starts_with("<?") {
            rest = &rest[rest.find('>')? + 1..];
        } else if rest.starts_with("<!") {
            let doctype = rest.get(..14).unwrap_or_default().to_lowercase();
            if doctype.starts_with("<!doctype html") {
                return Some("html".into());
            }
            rest = &rest[rest.find('>')? + 1..];
        } else {
            let name: String = rest[1..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || ":-_".contains(*c))
                .collect();
            let local = name.rsplit(':').next().unwrap_or_default().to_lowercase();
            return Some(local);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_tell_the_format() {
        for (text, format) in [
            ("<?xml version='1.0'?>\n<!-- x --><rss version='2.0'/>", Format::Rss),
            ("<rdf:RDF xmlns:rdf='x'/>", Format::Rss),
            ("<feed xmlns='http://www.w3.org/2005/Atom'/>", Format::Atom),
            ("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}", Format::Jsonfeed),
            ("{\"uri\":\"urn:x\",\"headline\":\"h\"}", Format::Ninjs),
            ("<!DOCTYPE html><html></html>", Format::Html),
            ("<p>Hello</p>", Format::Html),
            ("<x:newsItem xmlns:x='http://iptc.org/std/nar/2006-10-01/'/>", Format::NewsmlG2),
            ("<newsMessage/>", Format::NewsmlG2),
            ("<!DOCTYPE NewsML PUBLIC 'x'><NewsML/>", Format::Newsml1),
            ("<NewsItem><NewsManagement/></NewsItem>", Format::Newsml1),
            ("<nitf/>", Format::Nitf),
            ("\u{16}\u{1}abc0001 4 pol 99\n\u{2}x", Format::Iptc7901),
            ("abc0001 4 pol 99  dpa 0007\n\nHarbour/\nIce closes bridge =\n\nx", Format::Iptc7901),
            ("z6715\nr a BC-US--Bridge  11-02 0500\n^BC-US--Bridge,99<\n", Format::Iptc7901),
            (
                "{\"format\":\"digitalwires@0.9.1\",\"urn\":\"urn:x\",\"article_html\":null}",
                Format::Ninjs,
            ),
            ("{\"guid\":\"tag:x\",\"body_html\":\"y\"}", Format::Ninjs),
            ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", Format::Sitemap),
            ("<br />\n<b>Warning</b>: x\n<?xml version='1.0'?><rss version='2.0'/>", Format::Rss),
            ("Storm hits coast\n\nText.", Format::Text),
            ("[Update] Storm \"hits\" coast", Format::Text),
        ] {
            assert_eq!(sniff(text), Ok(format), "{text}");
        }
        for text in ["<opml version='1.0'/>", "{\"a\":\"b\"}"] {
            let e = sniff(text).unwrap_err();
            assert!(!e.place.is_empty() && !e.mend.is_empty(), "{text}");
        }
    }
}

//! The feeds a page names (`<link rel="alternate">`), for a person who gave the
//! address of a site. Nothing is fetched and no address is guessed here.

use crate::{decode, keys, markup};
use scraper::{Html, Selector};

/// A feed that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFeed {
    /// Where it lies (http or https).
    pub url: String,
    /// What the page calls it.
    pub title: Option<String>,
    /// Its media type: `application/rss+xml`.
    pub media: String,
}

const TYPES: &[&str] = &[
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/x.atom+xml",
    "application/x-atom+xml",
    "text/rss+xml",
    "text/atom+xml",
    "application/json",
    "application/xml",
    "text/xml",
];

/// The feeds that a page names, in its order, each address once. `url` is where
/// the page was served, to which its relative addresses are relative.
pub fn feeds_of(page: &[u8], url: Option<&str>) -> Vec<NamedFeed> {
    let (text, _) = decode::decode(page, None);
    let html = Html::parse_document(crate::depth::bounded(&text));
    let (Ok(links), Ok(base)) =
        (Selector::parse("link[href], a[href][rel]"), Selector::parse("base[href]"))
    else {
        return Vec::new();
    };
    let base = html
        .select(&base)
        .find_map(|b| keys::address(b.value().attr("href")?, url))
        .or_else(|| url.map(str::to_owned));
    let mut out: Vec<NamedFeed> = Vec::new();
    for link in html.select(&links) {
        let link = link.value();
        let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
        let media = link
            .attr("type")
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let has = |word: &str| rel.split_whitespace().any(|r| r == word);
        // `rel="feed"` was HTML's own word for it once; a style sheet or an
        // `oEmbed` document in JSON is no feed.
        let named = has("alternate") && TYPES.contains(&media.as_str()) || has("feed");
        let href = link.attr("href").unwrap_or_default();
        let no_feed = has("stylesheet")
            || href.contains("oembed")
            || href.contains("/wp-json")
            || media == "application/json" && !href.to_ascii_lowercase().contains("feed");
        if !named || no_feed {
            continue;
        }
        let href = href.strip_prefix("feed:").filter(|h| h.starts_with("http")).unwrap_or(href);
        if let Some(url) = keys::address(href, base.as_deref())
            && !out.iter().any(|f| f.url == url)
            && out.len() < 50
        {
            let title = link.attr("title").map(markup::title).filter(|t| !t.is_empty());
            out.push(NamedFeed { url, title, media });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_in_order_with_their_titles() {
        let page = b"<html><head><base href='/news/'>
            <link rel='stylesheet' type='text/css' href='a.css'>
            <link rel='alternate' type='application/rss+xml; charset=utf-8' title='All &amp; more' href='rss'>
            <LINK REL='ALTERNATE home' TYPE='application/atom+xml' HREF='https://post.example/atom'>
            <link rel=alternate type=application/rss+xml href='https://post.example/news/rss'>
            <link rel=alternate type=application/json+oembed href='/oembed?x'>
            <link rel=alternate type=application/feed+json href='/feed.json'>
            <link rel=alternate hreflang=de href='/de'>
            <link rel=alternate type=application/rss+xml href='javascript:x'></head></html>";
        let feeds = feeds_of(page, Some("https://post.example/"));
        let urls: Vec<&str> = feeds.iter().map(|f| f.url.as_str()).collect();
        assert_eq!(
            urls,
            [
                "https://post.example/news/rss",
                "https://post.example/atom",
                "https://post.example/feed.json"
            ]
        );
        assert_eq!(feeds[0].title.as_deref(), Some("All & more"));
        assert!(feeds_of(b"", None).is_empty());
    }
}

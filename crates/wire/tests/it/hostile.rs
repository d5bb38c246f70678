//! No bytes stop a reader: any text, and good documents with something broken
//! in them.

use proptest::prelude::*;
use story::Format;
use wire::{Hint, read};

const DOCUMENTS: [&str; 8] = [
    include_str!("../fixtures/own.rss"),
    include_str!("../fixtures/agency.atom"),
    include_str!("../fixtures/feed.json"),
    include_str!("../fixtures/page.html"),
    "<rdf:RDF xmlns:rdf='x' xmlns='http://purl.org/rss/1.0/'><channel><title>P</title></channel><item rdf:about='http://a.example/'><title>A</title><media:group><media:content url='x'/></media:group></item></rdf:RDF>",
    "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>http://a.example/</loc><news:news><news:title>A</news:title><news:publication_date>2026-11-02</news:publication_date></news:news></url></urlset>",
    "<opml version='2.0'><head><title>L</title></head><body><outline text='F'><outline text='A' xmlUrl='http://a.example/'/></outline></body></opml>",
    "<html><head><link rel='alternate' type='application/rss+xml' href='/f'><script type='application/ld+json'>{\"@graph\":[{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"author\":{\"@id\":\"#a\"},}]}</script></head><body><figure><img src='a.jpg'><figcaption>c</figcaption></figure></body></html>",
];

fn everything(bytes: &[u8]) {
    for format in std::iter::once(None)
        .chain([Format::Rss, Format::Jsonfeed, Format::Sitemap, Format::Html].map(Some))
    {
        let hint = Hint { format, name: Some("https://post.example/x".into()), ..Hint::default() };
        if let Ok(read) = read(bytes, &hint) {
            for story in &read.stories {
                assert!(!story.keys.is_empty());
                for url in story
                    .story
                    .media
                    .iter()
                    .filter_map(|m| m.url.as_deref())
                    .chain(story.story.url.as_deref())
                {
                    assert!(url.starts_with("http://") || url.starts_with("https://"), "{url}");
                }
            }
        }
    }
    let _ = wire::feeds_of(bytes, Some("https://post.example/"));
    if let Ok(list) = wire::opml::read(bytes) {
        let back = wire::opml::read(wire::opml::write("L", &list.feeds).as_bytes());
        if !list.feeds.is_empty() {
            assert_eq!(back.unwrap().feeds.len(), list.feeds.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn documents_with_something_broken(
        which in 0usize..DOCUMENTS.len(),
        cuts in proptest::collection::vec((0.0f64..1.0, 0usize..40, "(<|>|&|\\]\\]>|<!--|<!\\[CDATA\\[|\"|'|\\\\|\\{|\\[|&#0;|&#xD800;|\u{0}|é|<item>|</item>|<p>|xml:base='::'){0,3}"), 0..4),
    ) {
        let mut text = DOCUMENTS[which].to_owned();
        for (at, length, put) in cuts {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let mut from = (at * text.len() as f64) as usize;
            while !text.is_char_boundary(from) { from -= 1; }
            let mut to = (from + length).min(text.len());
            while !text.is_char_boundary(to) { to += 1; }
            text.replace_range(from..to, &put);
        }
        everything(text.as_bytes());
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        everything(&bytes);
    }

    #[test]
    fn any_words_are_a_time_or_none(text in "\\PC{0,40}", digits in "[0-9TZ:+. ,/-]{0,30}") {
        let _ = wire::stamps::timestamp(&text);
        let _ = wire::stamps::timestamp(&digits);
    }
}

#[test]
fn depth_and_breadth_have_ends() {
    for text in [
        "<rss><channel>".to_owned() + &"<item>".repeat(20_000),
        "<rss><channel><item><description>".to_owned() + &"<![CDATA[".repeat(20_000),
        "<rss>".to_owned() + &"<!--".repeat(20_000),
        "<opml><body>".to_owned() + &"<outline text='a'>".repeat(20_000),
        "<html>".to_owned() + &"<div>".repeat(20_000) + "<p>" + &"word ".repeat(100),
        "<html>".to_owned() + &"<figure><figcaption>".repeat(3_000),
        "<html><script type='application/ld+json'>".to_owned() + &"[{\"@graph\":".repeat(5_000),
        "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[".to_owned()
            + &"[".repeat(20_000),
    ] {
        let start = std::time::Instant::now();
        everything(text.as_bytes());
        assert!(start.elapsed().as_secs() < 60, "{}", &text[..40]);
    }
}

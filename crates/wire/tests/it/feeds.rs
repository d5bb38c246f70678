//! Feeds in all the forms that the test suites of other readers know of, each
//! as a small invented document.

use story::{Key, Received};
use wire::{Hint, Read, read};

fn feed(text: &str) -> Read {
    let hint = Hint { name: Some("https://post.example/rss.xml".into()), ..Hint::default() };
    read(text.as_bytes(), &hint).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn rss(item: &str) -> Received {
    let spaces = "xmlns:content='http://purl.org/rss/1.0/modules/content/' \
        xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:t='http://purl.org/dc/terms/' \
        xmlns:m='http://search.yahoo.com/mrss/' xmlns:a='http://www.w3.org/2005/Atom' \
        xmlns:i='http://www.itunes.com/dtds/podcast-1.0.dtd' \
        xmlns:cc='http://backend.userland.com/creativeCommonsRssModule'";
    let text = format!(
        "<rss version='2.0' {spaces}><channel><title>Post</title><link>https://post.example/</link><item>{item}</item></channel></rss>"
    );
    feed(&text).stories.into_iter().next().expect("a story")
}

fn atom(head: &str, entry: &str) -> Received {
    let text = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://post.example/x/'>{head}<entry>{entry}</entry></feed>"
    );
    feed(&text).stories.into_iter().next().expect("a story")
}

fn guid(r: &Received) -> Option<&str> {
    r.keys.iter().find(|k| matches!(k, Key::Guid(_))).map(Key::value)
}

#[test]
fn every_version_of_rss_has_its_entries() {
    for text in [
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>P</title></channel><item><title>A</title><link>http://a.example/</link></item></rdf:RDF>",
        "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://my.netscape.com/publish/formats/rss-0.91.dtd'><rss version='0.91'><channel><item><title>A</title><link>http://a.example/</link></item></channel></rss>",
        "<rss version='0.92'><channel><item><title>A</title><link>http://a.example/</link></item></channel></rss>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel rdf:about='x'/><item rdf:about='http://a.example/'><title>A</title></item></rdf:RDF>",
        "<rss version='2.0' xmlns='http://backend.userland.com/rss2'><channel><item><title>A</title><link>http://a.example/</link></item></channel></rss>",
        "<r:rss xmlns:r='http://backend.userland.com/rss' version='2.0'><r:channel><r:item><r:title>A</r:title><r:link>http://a.example/</r:link></r:item></r:channel></r:rss>",
        "<rss><channel><item><TITLE>A</TITLE><LINK>http://a.example/</LINK></item></channel></rss>",
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title mode='escaped'>A</title><link rel='alternate' type='text/html' href='http://a.example/'/></entry></feed>",
        "<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'><atom:entry><atom:title>A</atom:title><atom:link href='http://a.example/'/></atom:entry></atom:feed>",
        "Warning: x on line 3\n<?xml version='1.0'?><rss version='2.0'><channel><item><title>A</title><link>http://a.example/</link></item></channel></rss>",
        "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"A\",\"url\":\"http://a.example/\"}]}",
    ] {
        let read = feed(text);
        assert_eq!(read.stories.len(), 1, "{text}");
        let story = &read.stories[0].story;
        assert_eq!(story.headline.as_deref(), Some("A"), "{text}");
        assert_eq!(story.url.as_deref(), Some("http://a.example/"), "{text}");
    }
}

#[test]
fn titles_are_words_only() {
    for (given, read) in [
        ("Tom &amp;amp; Ann", "Tom & Ann"),
        ("&lt;b&gt;Storm&lt;/b&gt; hits", "Storm hits"),
        ("<![CDATA[<i>Storm</i> &amp; rain]]>", "Storm & rain"),
        ("Caf&eacute; &nbsp;&#8211; &#x201c;x&#x201d;", "Café – “x”"),
        ("Rain&#150;wind", "Rain–wind"),
        ("5 &lt; 6 &gt; 4", "5 < 6 > 4"),
        ("AT&T & Co", "AT&T & Co"),
        ("A\u{0}B\u{8}C", "A B C"),
        ("<b xmlns='http://www.w3.org/1999/xhtml'>Storm</b> hits", "Storm hits"),
        ("\n  Storm\n  hits\n", "Storm hits"),
    ] {
        let story = rss(&format!("<title>{given}</title><description>x</description>"));
        assert_eq!(story.story.headline.as_deref(), Some(read), "{given}");
    }
}

#[test]
fn elements_are_known_by_vocabulary() {
    let story = rss("<m:title>Media</m:title><title>Own</title><d:creator>Ann Example</d:creator>\
         <t:modified>2026-11-02T22:00:00Z</t:modified><d:date>2026-11-02T20:00:00+01:00</d:date>\
         <foo:link xmlns:foo='http://o.example/'>http://bad.example/</foo:link><link>/news/1?a=1&amp;b=2</link>\
         <content:encoded><![CDATA[<p>One two three.</p><p>Four five six.</p>]]></content:encoded>");
    let s = &story.story;
    assert_eq!(s.headline.as_deref(), Some("Own"));
    assert_eq!(s.byline.as_deref(), Some("Ann Example"));
    assert_eq!(s.published.unwrap().to_string(), "2026-11-02T19:00:00Z");
    assert_eq!(s.updated.unwrap().to_string(), "2026-11-02T22:00:00Z");
    assert_eq!(s.url.as_deref(), Some("https://post.example/news/1?a=1&b=2"));
    assert_eq!((s.lead.as_str(), s.body.len()), ("One two three.", 1));
    // Undeclared prefixes mean what they customarily mean.
    let bare = feed(
        "<rss><channel><item><title>A</title><dc:creator>Ann</dc:creator><media:content url='http://a.example/a.jpg'/></item></channel></rss>",
    );
    assert_eq!(bare.stories[0].story.byline.as_deref(), Some("Ann"));
    assert_eq!(bare.stories[0].story.media.len(), 1);
}

#[test]
fn bases_hold_on_every_level() {
    let story = atom(
        "",
        "<title>A</title><id>1</id><link href='../news' xml:base='y/'/><content type='html' xml:base='/deep/'>&lt;p>Text &lt;img src='a-2026.jpg' alt='Quay'>&lt;/p></content>",
    );
    assert_eq!(story.story.url.as_deref(), Some("https://post.example/x/news"));
    assert_eq!(story.story.media[0].url.as_deref(), Some("https://post.example/deep/a-2026.jpg"));
    // At a feed burner's, relative means relative to the site.
    let hint = Hint { name: Some("https://burner.example/f".into()), ..Hint::default() };
    let text = "<rss><channel><link>https://post.example/</link><item><title>A</title><link>/n</link></item></channel></rss>";
    let read = read(text.as_bytes(), &hint).unwrap();
    assert_eq!(read.stories[0].story.url.as_deref(), Some("https://post.example/n"));
}

#[test]
fn guids_and_links() {
    let page = |item: &str| {
        let r = rss(&format!("<title>A</title>{item}"));
        (r.story.url.clone(), guid(&r).map(str::to_owned))
    };
    let some = |s: &str| Some(s.to_owned());
    assert_eq!(
        page("<guid>https://post.example/1</guid>"),
        (some("https://post.example/1"), some("https://post.example/1"))
    );
    assert_eq!(
        page("<guid isPermaLink='false'>https://post.example/1</guid>"),
        (None, some("https://post.example/1"))
    );
    assert_eq!(page("<guid>tag:x,1</guid>"), (None, some("tag:x,1")));
    assert_eq!(
        page("<guid>https://post.example/1</guid><link>https://post.example/2</link>").0,
        some("https://post.example/2")
    );
    assert_eq!(
        page("<a:link href='/self' rel='self'/><a:link href='/own'/>").0,
        some("https://post.example/own")
    );
    assert_eq!(page("<link>javascript:alert(1)</link>").0, None);
    let dw = "<dwsyn:contentID xmlns:dwsyn='http://rss.dw.com/syndication/dwsyn/'>654</dwsyn:contentID><guid>x</guid>";
    assert_eq!(page(dw).1, some("dwsyn:654"));
}

#[test]
fn guids_that_name_many_stories_name_none() {
    let items: String = (0..20)
        .map(|n| {
            let guid = if n < 2 { "same".into() } else { format!("g{n}") };
            format!("<item><title>T{n}</title><link>http://a.example/{n}</link><guid isPermaLink='false'>{guid}</guid></item>")
        })
        .collect();
    // Two of twenty are more than one in twenty: no guid of it is believed.
    let read = feed(&format!("<rss><channel>{items}</channel></rss>"));
    assert!(read.stories.iter().all(|s| guid(s).is_none() && !s.keys.is_empty()));
    assert!(read.troubles[0].place.contains("guid"), "{:?}", read.troubles);
    let more: String = (20..60)
        .map(|n| format!("<item><title>T{n}</title><link>http://a.example/{n}</link><guid isPermaLink='false'>g{n}</guid></item>"))
        .collect();
    let read = feed(&format!("<rss><channel>{items}{more}</channel></rss>"));
    assert_eq!(read.stories.iter().filter(|s| guid(s).is_none()).count(), 2);
    // One page with an anchor for each story: the page names none of them.
    let read = feed(
        "<rss><channel><item><title>A</title><guid>http://a.example/day#a1</guid></item><item><title>B</title><guid>http://a.example/day#b2</guid></item></channel></rss>",
    );
    assert!(read.stories.iter().all(|s| s.keys.len() == 1 && guid(s).is_some()));
}

#[test]
fn authors_language_and_rights_are_inherited_as_the_formats_say() {
    let head = "<author><name>The desk</name></author><rights>© Post</rights>";
    let own = "<title>A</title><author><name>Ann</name><email>ann@post.example</email></author><contributor><name>Bob</name></contributor><rights type='html'>&amp;copy; Ann</rights>";
    let s = atom(head, own).story;
    assert_eq!(s.byline.as_deref(), Some("Ann, Bob"));
    assert_eq!(s.rights.unwrap().notice.as_deref(), Some("© Ann"));
    let s = atom(head, "<title>A</title>").story;
    assert_eq!(s.byline.as_deref(), Some("The desk"));
    assert_eq!(s.rights.unwrap().notice.as_deref(), Some("© Post"));
    let source = "<title>A</title><source><id>tag:s</id><title>Other</title><author><name>Cy</name></author><link href='https://o.example/'/></source>";
    let s = atom(head, source).story;
    assert_eq!(s.byline.as_deref(), Some("Cy"));
    assert_eq!(s.links[0].rel, "source");
    assert_eq!(s.links[0].url.as_deref(), Some("https://o.example/"));
    let read = feed(
        "<rss xml:lang='de'><channel><copyright>© Post</copyright><managingEditor>x@post.example</managingEditor><item><title>A</title><source url='https://o.example/rss'>Reuters</source><cc:license xmlns:cc='http://web.resource.org/cc/' rdf:resource='https://l.example/'/></item></channel></rss>",
    );
    let s = &read.stories[0].story;
    assert_eq!((s.byline.as_deref(), s.language.as_str()), (None, "de"));
    assert_eq!(s.rights.as_ref().unwrap().notice.as_deref(), Some("© Post"));
    assert_eq!(s.rights.as_ref().unwrap().terms.as_deref(), Some("https://l.example/"));
    assert_eq!(s.credit.as_ref().unwrap().agencies, ["Reuters"]);
}

#[test]
fn media_in_all_forms() {
    let kinds = |item: &str| -> Vec<(String, String)> {
        rss(&format!("<title>A</title>{item}"))
            .story
            .media
            .into_iter()
            .map(|m| (m.kind, m.url.unwrap_or_default()))
            .collect()
    };
    let one = |kind: &str, url: &str| vec![(kind.to_owned(), url.to_owned())];
    assert_eq!(
        kinds("<enclosure url='http://a.example/s.mp3' type='audio/mpeg' length='1'/>"),
        one("audio", "http://a.example/s.mp3")
    );
    assert_eq!(kinds("<enclosure url='/p.jpg'/>"), one("picture", "https://post.example/p.jpg"));
    assert_eq!(
        kinds(
            "<m:group><m:content url='http://a.example/s.jpg' width='100'/><m:content url='http://a.example/l.jpg' width='900'/></m:group>"
        ),
        one("picture", "http://a.example/l.jpg")
    );
    assert_eq!(
        kinds(
            "<m:content url='http://a.example/p.jpg'><m:thumbnail url='http://a.example/t.jpg'/></m:content>"
        ),
        one("picture", "http://a.example/p.jpg")
    );
    assert_eq!(
        kinds("<m:thumbnail url='http://a.example/t.jpg'/>"),
        one("picture", "http://a.example/t.jpg")
    );
    assert_eq!(
        kinds("<i:image href='http://a.example/c.png'/>"),
        one("picture", "http://a.example/c.png")
    );
    assert_eq!(kinds("<enclosure url='http://a.example/x.pdf' type='application/pdf'/>"), []);
    assert_eq!(kinds("<enclosure url='file:///etc/passwd' type='image/png'/>"), []);
    let s = rss("<title>A</title><m:content url='http://a.example/p.jpg' medium='image'><m:credit role='photographer'>Ann</m:credit><m:description type='html'>&lt;b>The quay&lt;/b></m:description></m:content>").story;
    assert_eq!(s.media[0].credit.as_deref(), Some("Ann"));
    assert_eq!(s.media[0].caption.as_deref(), Some("The quay"));
    // A picture in the text and the same one as an enclosure are one.
    let s = rss("<title>A</title><enclosure url='http://a.example/p.jpg' type='image/jpeg'/><description>&lt;img src='http://a.example/p.jpg' alt='The quay'>Text of it.</description>").story;
    assert_eq!((s.media.len(), s.media[0].alt.as_deref()), (1, Some("The quay")));
    assert_eq!(s.teaser, "Text of it.");
}

#[test]
fn categories_with_and_without_their_lists() {
    let s = rss("<title>A</title><category>Sea</category><category domain='http://c.example/'>Ports</category><d:subject>Ships</d:subject><i:keywords>a, b</i:keywords>").story;
    assert_eq!(s.subjects, ["Sea", "Ports", "Ships", "a", "b"]);
    assert_eq!(
        (s.topics[0].scheme.as_str(), s.topics[0].code.as_str()),
        ("http://c.example/", "Ports")
    );
    let s = atom("", "<title>A</title><category term='s1' scheme='http://c.example/' label='Sea &amp;amp; ports'/>").story;
    assert_eq!(s.subjects, ["Sea & ports"]);
    assert_eq!(
        (s.topics[0].code.as_str(), s.topics[0].name.as_deref()),
        ("s1", Some("Sea & ports"))
    );
}

#[test]
fn contents_of_all_types() {
    for content in [
        "<content type='html'>&lt;p>One &amp;amp; two.&lt;/p></content>",
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One &amp; two.</p></div></content>",
        "<content type='xhtml'><h:div xmlns:h='http://www.w3.org/1999/xhtml'><h:p>One &amp; two.</h:p></h:div></content>",
        "<content type='text'>One &amp; two.</content>",
        "<content>One &amp; two.</content>",
        "<content mode='base64' type='text/html'>PHA+T25lICZhbXA7IHR3by48L3A+</content>",
        "<content type='html'><![CDATA[<p>One &amp; two.</p><script>bad()</script>]]></content>",
        "<content src='http://a.example/x.mp4'/><summary>One &amp; two.</summary>",
    ] {
        let s = atom("", &format!("<title>A</title>{content}")).story;
        assert_eq!(s.summary(), "One & two.", "{content}");
    }
}

#[test]
fn a_feed_says_how_it_wants_to_be_asked() {
    let read = feed(
        "<rss xmlns:a='http://www.w3.org/2005/Atom' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><title>Post &amp;amp; Co</title><link>https://post.example/</link><a:link rel='self' href='/own.xml'/><a:link rel='hub' href='https://hub.example/'/><language>en-gb</language><ttl>30</ttl><skipHours><hour>0</hour><hour>24</hour><hour>3</hour><hour>77</hour></skipHours><skipDays><day>Sunday</day><day>x</day></skipDays><sy:updatePeriod>hourly</sy:updatePeriod></channel></rss>",
    );
    let facts = read.feed.unwrap();
    assert_eq!(facts.title.as_deref(), Some("Post & Co"));
    assert_eq!(facts.home.as_deref(), Some("https://post.example/"));
    assert_eq!(facts.own.as_deref(), Some("https://post.example/own.xml"));
    assert_eq!(facts.hubs, ["https://hub.example/"]);
    assert_eq!((facts.ttl_minutes, facts.skip_hours), (Some(30), vec![0, 3]));
    assert_eq!(facts.skip_days, [jiff::civil::Weekday::Sunday]);
    let sy = feed(
        "<rdf:RDF xmlns:rdf='x' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel><item><title>A</title></item></rdf:RDF>",
    );
    assert_eq!(sy.feed.unwrap().ttl_minutes, Some(30));
    let json = feed(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"P\",\"home_page_url\":\"/\",\"hubs\":[{\"type\":\"WebSub\",\"url\":\"https://hub.example/\"}],\"authors\":[{\"name\":\"Ann\"}],\"items\":[{\"id\":7,\"content_html\":\"<p>Text</p>\",\"image\":\"/a.jpg\",\"attachments\":[{\"url\":\"/a.mp3\",\"mime_type\":\"audio/mpeg\"}]}]}",
    );
    let s = &json.stories[0].story;
    assert_eq!(s.byline.as_deref(), Some("Ann"));
    assert_eq!(s.media.iter().map(|m| m.kind.as_str()).collect::<Vec<_>>(), ["picture", "audio"]);
    assert_eq!(json.feed.unwrap().hubs, ["https://hub.example/"]);
}

#[test]
fn broken_feeds_give_what_they_have() {
    let item = |n: usize, inner: &str| {
        format!(
            "<item><title>T{n}</title><link>http://a.example/{n}</link><description>{inner}</description></item>"
        )
    };
    for broken in [
        "a <![CDATA[ b",
        "a <!-- b",
        "1 < 2",
        "x <br> y <p>z",
        "a & b &nosuch; c",
        "<b>x</i>",
        "\u{1}\u{c}",
        "<img src=x alt=\"",
    ] {
        let text = format!(
            "<?xml version='1.0'?><rss version='2.0'><channel>{}{}{}</channel></rss>",
            item(1, "One."),
            item(2, broken),
            item(3, "Three.")
        );
        let read = feed(&text);
        let titles: Vec<&str> =
            read.stories.iter().filter_map(|s| s.story.headline.as_deref()).collect();
        assert!(titles.contains(&"T1") && titles.contains(&"T2"), "{broken}: {titles:?}");
        if broken != "<img src=x alt=\"" {
            assert!(titles.contains(&"T3"), "{broken}: {titles:?}");
        }
    }
    let json = "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"A\"},{\"id\":\"2\",\"title\":\"B\"},{\"id\":\"3\",\"ti";
    let read = feed(json);
    assert_eq!(read.stories.len(), 2);
    assert!(read.troubles[0].place.starts_with("line 1"), "{:?}", read.troubles);
}

#[test]
fn charsets_are_read_past_their_declarations() {
    let text = |declared: &str, title: &[u8]| {
        let mut out =
            format!("<?xml version='1.0' encoding='{declared}'?><rss><channel><item><title>")
                .into_bytes();
        out.extend(title);
        out.extend(b"</title></item></channel></rss>");
        out
    };
    for (bytes, title) in [
        (text("iso-8859-1", b"Caf\xe9"), "Café"),
        (text("iso-8859-1", "Café".as_bytes()), "Café"),
        (text("utf-8", b"Caf\xe9"), "Café"),
        (text("utf-16", "Café".as_bytes()), "Café"),
        (text("utf-16", b"Caf\xe9"), "Café"),
        (text("windows-1251", b"\xcc\xe8\xf0"), "Мир"),
        (text("big5", b"\xa4\xa4"), "中"),
        (text("nosuch", b"Caf\xe9"), "Café"),
    ] {
        let read = read(&bytes, &Hint::default()).unwrap();
        assert_eq!(read.stories[0].story.headline.as_deref(), Some(title));
    }
    let wide: Vec<u8> = "<rss><channel><item><title>Café</title></item></channel></rss>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide_read = read(&wide, &Hint::default()).expect("UTF-16 without its mark");
    assert_eq!(wide_read.stories[0].story.headline.as_deref(), Some("Café"));
}

#[test]
fn no_entity_of_a_documents_own_is_expanded() {
    let text = "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y 'yyyy'>]><rss><channel><item><title>A &x; &y;</title></item></channel></rss>";
    assert_eq!(feed(text).stories[0].story.headline.as_deref(), Some("A &x; &y;"));
}

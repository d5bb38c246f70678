//! Site maps with Google's news extension: the list of a site's stories of the
//! last two days, without their texts. A plain site map names every page a
//! site ever had, and is no source of news.

use crate::{
    entry::Entry,
    feed::Gallery,
    keys, markup,
    read::{Hint, Read, ReadError, Trouble},
    spaces::Ns,
    stamps,
    xml::{self, Element},
};
use story::{Format, Lang, Media};

/// Google's own limit is 1,000 stories a file.
const MOST: usize = 2000;
/// Child site maps that are named in a refusal.
const NAMED: usize = 5;

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let (root, broken) = xml::tree(text);
    let Some(root) = root else {
        let (place, what) = broken
            .map_or(("byte 0".into(), "there is no element in it".into()), |b| (b.place, b.what));
        return Err(ReadError::new(place, what, "check that the address serves a site map"));
    };
    match root.low.as_str() {
        "sitemapindex" => return Err(index(&root, hint)),
        "urlset" => {}
        other => {
            return Err(ReadError::new(
                format!("the first element, <{other}>"),
                "this is no site map",
                "check the address, or leave the format to be guessed",
            ));
        }
    }
    let mut troubles = Vec::new();
    if let Some(b) = broken {
        troubles.push(Trouble {
            place: b.place,
            what: format!("{}; what could be read of it was", b.what),
            mend: "tell the site that its site map is broken".into(),
        });
    }
    let pages: Vec<&Element> = root.elements().filter(|e| e.low == "url").collect();
    let news: Vec<&&Element> = pages.iter().filter(|p| p.of(Ns::News, "news").is_some()).collect();
    if news.is_empty() && !pages.is_empty() {
        return Err(ReadError::new(
            "<urlset>",
            format!("this site map names {} pages and tells of none what story it is", pages.len()),
            "give the address of the site's news site map (with <news:news>), or of its feed",
        ));
    }
    // An empty one is allowed: nothing came out in two days.
    if news.len() > MOST {
        troubles.push(Trouble {
            place: format!("entry {}", MOST + 1),
            what: format!("it has {} stories; only the first {MOST} were read", news.len()),
            mend: "ask the site for a shorter site map".into(),
        });
    }
    let mut stories = Vec::new();
    for (n, page) in news.into_iter().enumerate().take(MOST) {
        match entry(page, hint).and_then(Entry::received) {
            Some(r) => stories.push(r),
            None => troubles.push(Trouble {
                place: format!("entry {}", n + 1),
                what: "it has no title".into(),
                mend: "nothing to do here; the site may fill it later".into(),
            }),
        }
    }
    Ok(Read { format: Format::Sitemap, stories, troubles, feed: None, aside: Vec::new() })
}

fn words(e: &Element, ns: Ns, low: &str) -> Option<String> {
    e.of(ns, low).map(|c| markup::title(&c.text())).filter(|t| !t.is_empty())
}

fn entry(page: &Element, hint: &Hint) -> Option<Entry> {
    let news = page.of(Ns::News, "news")?;
    let publication = news.of(Ns::News, "publication");
    let language = publication
        .and_then(|p| words(p, Ns::News, "language"))
        .map(|l| Lang::of(&l))
        .filter(|l| !l.is_unknown());
    let url = page.of(Ns::Core, "loc").and_then(|l| keys::address(&l.text(), hint.url()));
    let mut gallery = Gallery::default();
    for image in page.elements().filter(|e| e.is(Ns::Image, "image")) {
        gallery.add(Media {
            kind: "picture".into(),
            url: image.of(Ns::Image, "loc").and_then(|l| keys::address(&l.text(), hint.url())),
            caption: words(image, Ns::Image, "caption"),
            alt: words(image, Ns::Image, "title"),
            ..Media::default()
        });
    }
    let list = |low: &str| -> Vec<String> {
        words(news, Ns::News, low)
            .unwrap_or_default()
            .split(',')
            .map(story::one_line)
            .filter(|w| !w.is_empty())
            .take(40)
            .collect()
    };
    Some(Entry {
        headline: words(news, Ns::News, "title"),
        url,
        language: language.or_else(|| hint.language.clone()),
        published: words(news, Ns::News, "publication_date").and_then(|d| stamps::timestamp(&d)),
        updated: page.of(Ns::Core, "lastmod").and_then(|d| stamps::timestamp(&d.text())),
        subjects: list("keywords"),
        // Google's list: PressRelease, Satire, Blog, OpEd, Opinion, UserGenerated.
        kind: list("genres").iter().find_map(|g| match g.to_lowercase().as_str() {
            "opinion" | "oped" => Some(story::Kind::Opinion),
            "pressrelease" => Some(story::Kind::Release),
            _ => None,
        }),
        genre: list("genres").into_iter().next(),
        media: gallery.finish(),
        ..Entry::default()
    })
}

/// An index names other site maps: which one is meant is for a person to say,
/// the one for news being the first guess.
fn index(root: &Element, hint: &Hint) -> ReadError {
    let mut all: Vec<String> = root
        .elements()
        .filter(|e| e.low == "sitemap")
        .filter_map(|e| e.elements().find(|c| c.low == "loc"))
        .filter_map(|l| keys::address(&l.text(), hint.url()))
        .collect();
    let count = all.len();
    all.sort_by_key(|u| !u.to_lowercase().contains("news"));
    all.truncate(NAMED);
    if all.is_empty() {
        return ReadError::new(
            "<sitemapindex>",
            "this is a list of site maps, and it names none",
            "give the address of the site's feed",
        );
    }
    ReadError::new(
        "<sitemapindex>",
        format!("this is a list of {count} site maps"),
        format!("give the address of the one for news; they begin with {}", all.join(" ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_of_a_news_site_map() {
        let text = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9' xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>
            <url><loc>https://post.example/ferry</loc><lastmod>2026-11-02T22:00:00Z</lastmod>
              <n:news><n:publication><n:name>The Post</n:name><n:language>de</n:language></n:publication>
              <n:publication_date>2026-11-02</n:publication_date><n:title>F&#228;hre sinkt</n:title><n:keywords>Meer, Hafen</n:keywords></n:news>
              <image:image><image:loc>/a.jpg</image:loc><image:caption>Der Kai</image:caption></image:image></url>
            <url><loc>https://post.example/about</loc></url></urlset>";
        let hint = Hint { name: Some("https://post.example/news.xml".into()), ..Hint::default() };
        let read = read(text, &hint).unwrap();
        let story = &read.stories[0].story;
        assert_eq!(read.stories.len(), 1);
        assert_eq!(story.headline.as_deref(), Some("Fähre sinkt"));
        assert_eq!(story.language.as_str(), "de");
        assert_eq!(story.subjects, ["Meer", "Hafen"]);
        assert_eq!(story.media[0].url.as_deref(), Some("https://post.example/a.jpg"));
        assert!(story.published.is_some() && story.updated.is_some());
    }

    #[test]
    fn other_site_maps_say_what_to_do() {
        let plain =
            read("<urlset><url><loc>https://a.example/</loc></url></urlset>", &Hint::default());
        assert!(plain.unwrap_err().mend.contains("news:news"));
        let index = read(
            "<sitemapindex><sitemap><loc>https://a.example/old.xml</loc></sitemap><sitemap><loc>https://a.example/news.xml</loc></sitemap></sitemapindex>",
            &Hint::default(),
        );
        let e = index.unwrap_err();
        assert!(e.mend.contains("https://a.example/news.xml https://a.example/old.xml"), "{e}");
    }
}

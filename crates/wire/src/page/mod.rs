//! A web page of one story.
//!
//! `body` finds the text, `linked` reads the page's JSON-LD, `head` its other
//! markup; this file puts them together, JSON-LD first, then Open Graph and its
//! kin, microdata, and what the trade's classes say. Nothing is guessed: a page
//! that does not say when it came out came out at no known time.
//!
//! Never here: a fetch, a rule for one site.

mod body;
mod head;
mod linked;
mod prune;
mod readers;

use crate::{
    entry::Entry,
    feed::{Gallery, name_of},
    keys, markup,
    read::{Hint, Read, ReadError},
    stamps,
};
use head::{Head, without_by, without_site};
use jiff::Timestamp;
use linked::Linked;
use scraper::Html;
use story::{Format, Kind, Lang, Media, Rights, Signal};

/// Pictures below the text's are of other stories.
const MOST_MEDIA: usize = 20;

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let text = crate::depth::bounded(text);
    let page = Html::parse_document(text);
    let head = Head::of(&page);
    let base = head
        .attribute("base[href]", "href")
        .and_then(|b| keys::address(&b, hint.url()))
        .or_else(|| hint.url().map(str::to_owned));
    let base = base.as_deref();
    let declared = canonical(&head, hint, base);
    let linked = Linked::of(&page, declared.as_deref().or(hint.url()));
    let url = declared
        .or_else(|| {
            ["url", "mainEntityOfPage"]
                .iter()
                .filter_map(|k| linked.raw(k))
                .filter_map(|u| keys::address(&u, base))
                .find(|u| !is_front(u))
        })
        .or_else(|| hint.url().map(str::to_owned));
    let site = head.meta(&["og:site_name", "application-name", "twitter:site"]);
    let headline = headline(&head, &linked, site.as_deref());
    let (text_blocks, pictures) = body::body(text, &page, linked.raw("articleBody").as_deref());
    let sections = sections(&head, &linked);
    let correction = linked.correction();
    let entry = Entry {
        kicker: headline.as_deref().and_then(|h| head.kicker(h)),
        teaser: teaser(&head, &linked),
        byline: byline(&head, &linked, site.as_deref()),
        dateline: linked.line("dateline").or_else(|| head.item("dateline")),
        language: language(&head, &linked, hint),
        subjects: subjects(&head, &linked, &sections),
        genre: linked
            .line("genre")
            .or_else(|| sections.iter().find(|s| Kind::of_label(s).is_some()).cloned()),
        kind: kind(&linked, &sections, url.as_deref()),
        places: linked::places(&linked),
        rights: rights(&head, &linked, base),
        media: media(&head, &linked, pictures, base),
        links: linked.based_on(base),
        signal: correction.is_some().then_some(Signal::Correction),
        // The page's own words on its mistake, for the editor to see.
        notes: correction.unwrap_or_default(),
        published: published(&head, &linked),
        updated: updated(&head, &linked),
        headline,
        text: text_blocks,
        url,
        base: base.map(str::to_owned),
        ..Entry::default()
    };
    if entry.text.lines.is_empty() && entry.teaser.is_none() {
        return Err(ReadError::new(
            "the page's body",
            "no story could be found in this page",
            "paste the story's text instead",
        ));
    }
    let Some(received) = entry.received() else {
        return Err(ReadError::new(
            "the page",
            "it has neither a headline nor a text",
            "paste the story's text instead",
        ));
    };
    Ok(Read {
        format: Format::Html,
        stories: vec![received],
        troubles: Vec::new(),
        feed: None,
        aside: Vec::new(),
    })
}

/// The page's own address as it declares it. A page that names the site's front
/// as its canonical address, or only another language's, is not believed.
fn canonical(head: &Head<'_>, hint: &Hint, base: Option<&str>) -> Option<String> {
    let front_asked = hint.url().is_none_or(is_front);
    [
        head.attribute("link[rel~=canonical i]", "href"),
        head.meta(&["og:url", "twitter:url", "parsely-link"]),
    ]
    .into_iter()
    .flatten()
    .filter_map(|u| keys::address(&u, base))
    .find(|u| front_asked || !is_front(u))
}

fn is_front(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|u| u.path().len() <= 1 && u.query().is_none())
}

fn headline(head: &Head<'_>, linked: &Linked, site: Option<&str>) -> Option<String> {
    linked
        .line("headline")
        .map(|h| without_site(&h, site))
        .or_else(|| {
            let title = without_site(&head.meta(&["og:title", "title"])?, site);
            // `Site: Headline - Section`: the page's own heading is the part meant.
            let inner = head.heading(site).filter(|h| {
                h.split_whitespace().count() > 3 && title.to_lowercase().contains(&h.to_lowercase())
            });
            Some(inner.unwrap_or(title))
        })
        .or_else(|| head.item("headline"))
        .or_else(|| linked.line("name"))
        .or_else(|| head.heading(site))
        .or_else(|| {
            head.meta(&[
                "twitter:title",
                "parsely-title",
                "sailthru.title",
                "dc.title",
                "dcterms.title",
            ])
            .map(|t| without_site(&t, site))
        })
        .or_else(|| head.first("title").map(|t| without_site(&t, site)))
        .filter(|h| !h.is_empty())
}

fn teaser(head: &Head<'_>, linked: &Linked) -> Option<String> {
    linked
        .line("description")
        .or_else(|| head.meta(&["og:description"]))
        .or_else(|| head.item("description"))
        .or_else(|| head.standfirst())
        .or_else(|| {
            head.meta(&[
                "description",
                "twitter:description",
                "dc.description",
                "sailthru.description",
            ])
        })
}

/// The writers. A house that names itself is no writer where somebody else is
/// named too.
fn byline(head: &Head<'_>, linked: &Linked, site: Option<&str>) -> Option<String> {
    let clean = |names: Vec<String>| -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for name in names.iter().filter_map(|n| name_of(&without_by(n))) {
            if !out.contains(&name) && out.len() < 20 {
                out.push(name);
            }
        }
        if out.len() > 1 {
            out.retain(|n| site.is_none_or(|s| !s.eq_ignore_ascii_case(n)));
        }
        out
    };
    let metas = || {
        let names = [
            "article:author",
            "og:article:author",
            "author",
            "parsely-author",
            "sailthru.author",
            "byl",
            "dc.creator",
            "dcterms.creator",
            "dc.author",
            "cxenseparse:author",
        ];
        names.iter().map(|n| clean(head.all(n))).find(|found| !found.is_empty())
    };
    let names = [linked.names("author"), linked.names("creator")]
        .into_iter()
        .map(clean)
        .find(|found| !found.is_empty())
        .or_else(metas)
        .unwrap_or_else(|| clean(head.authors()));
    (!names.is_empty()).then(|| names.join(", "))
}

fn stamp(text: &str) -> Option<Timestamp> {
    stamps::timestamp(text)
}

fn published(head: &Head<'_>, linked: &Linked) -> Option<Timestamp> {
    linked
        .raw("datePublished")
        .or_else(|| linked.raw("dateCreated"))
        .and_then(|d| stamp(&d))
        .or_else(|| {
            let names = [
                "article:published_time",
                "og:article:published_time",
                "og:published_time",
                "datepublished",
                "parsely-pub-date",
                "sailthru.date",
                "article.published",
                "pubdate",
                "publish-date",
                "publishdate",
                "publication_date",
                "date",
                "dc.date.issued",
                "dcterms.issued",
                "dc.date",
                "dcterms.created",
                "dc.date.created",
                "dcterms.date",
                "cxenseparse:recs:publishtime",
                "last-published",
            ];
            names.iter().find_map(|n| head.meta(&[n]).and_then(|d| stamp(&d)))
        })
        .or_else(|| head.item("datePublished").and_then(|d| stamp(&d)))
        .or_else(|| head.printed().iter().find(|p| !p.1).and_then(|p| stamp(&p.0)))
}

fn updated(head: &Head<'_>, linked: &Linked) -> Option<Timestamp> {
    linked
        .raw("dateModified")
        .and_then(|d| stamp(&d))
        .or_else(|| {
            let names = [
                "article:modified_time",
                "og:article:modified_time",
                "og:updated_time",
                "datemodified",
                "last-modified",
                "lastmod",
                "dcterms.modified",
                "dc.date.modified",
                "article.updated",
                "og:modified_time",
            ];
            names.iter().find_map(|n| head.meta(&[n]).and_then(|d| stamp(&d)))
        })
        .or_else(|| head.item("dateModified").and_then(|d| stamp(&d)))
        .or_else(|| head.printed().iter().find(|p| p.1).and_then(|p| stamp(&p.0)))
}

fn language(head: &Head<'_>, linked: &Linked, hint: &Hint) -> Option<Lang> {
    [
        linked.raw("inLanguage"),
        head.attribute("html[lang]", "lang"),
        head.attribute("html[xml\\:lang]", "xml:lang"),
        head.item("inLanguage"),
        head.meta(&[
            "og:locale",
            "content-language",
            "language",
            "dc.language",
            "dcterms.language",
        ]),
        head.attribute("article[lang], main[lang], body[lang]", "lang"),
    ]
    .into_iter()
    .flatten()
    .map(|l| Lang::of(&l))
    .find(|l| !l.is_unknown())
    .or_else(|| hint.language.clone())
}

fn sections(head: &Head<'_>, linked: &Linked) -> Vec<String> {
    let mut out = linked.names("articleSection");
    out.extend(head.meta(&[
        "article:section",
        "og:article:section",
        "section",
        "parsely-section",
        "cxenseparse:section",
    ]));
    out.extend(head.item("articleSection"));
    out.retain(|s| s.chars().count() <= 60);
    out
}

fn kind(linked: &Linked, sections: &[String], url: Option<&str>) -> Option<Kind> {
    linked
        .types()
        .iter()
        // `Report` and `NewsArticle` say no more than that it is an article.
        .filter(|t| !matches!(t.as_str(), "Report" | "ReportageNewsArticle"))
        .find_map(|t| Kind::of_label(t))
        .or_else(|| linked.line("genre").as_deref().and_then(Kind::of_label))
        .or_else(|| sections.iter().find_map(|s| Kind::of_label(s)))
        .or_else(|| url.and_then(Kind::of_address))
}

fn subjects(head: &Head<'_>, linked: &Linked, sections: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let split =
        |text: String| -> Vec<String> { text.split([',', ';']).map(story::one_line).collect() };
    let mut all: Vec<String> =
        sections.iter().filter(|s| !s.contains('/')).map(|s| story::one_line(s)).collect();
    let from = all.len();
    all.extend(linked.keywords());
    all.extend(linked.names("about"));
    all.extend(head.all("article:tag"));
    if all.len() == from {
        let metas = ["news_keywords", "keywords", "parsely-tags", "sailthru.tags", "dc.subject"];
        let given = metas.iter().find_map(|n| head.meta(&[n])).or_else(|| head.item("keywords"));
        all.extend(given.map(split).unwrap_or_default());
    }
    for word in all {
        let fine = !word.is_empty() && word.chars().count() <= 80 && !word.starts_with("http");
        if fine && !out.iter().any(|o| o.eq_ignore_ascii_case(&word)) && out.len() < 40 {
            out.push(word);
        }
    }
    out
}

fn rights(head: &Head<'_>, linked: &Linked, base: Option<&str>) -> Option<Rights> {
    let mut rights = linked.rights().unwrap_or_default();
    rights.holder = rights
        .holder
        .or_else(|| head.item("copyrightHolder").or_else(|| head.meta(&["dcterms.rightsholder"])));
    rights.notice = rights
        .notice
        .or_else(|| head.meta(&["copyright", "dc.rights", "dcterms.rights", "rights"]));
    rights.terms = rights
        .terms
        .or_else(|| {
            let at = head.attribute("link[rel~=license i], a[rel~=license i]", "href")?;
            keys::address(&at, base)
        })
        .or_else(|| head.item("license"))
        .map(|t| story::one_line(&t));
    (rights != Rights::default()).then_some(rights)
}

/// The page's lead picture, then those in its text.
fn media(
    head: &Head<'_>,
    linked: &Linked,
    pictures: Vec<markup::Picture>,
    base: Option<&str>,
) -> Vec<Media> {
    let mut gallery = Gallery::default();
    let lead = head.meta(&[
        "og:image:secure_url",
        "og:image",
        "og:image:url",
        "twitter:image",
        "twitter:image:src",
    ]);
    let number = |name: &str| head.meta(&[name]).and_then(|n| n.parse().ok());
    for media in linked.media(base) {
        gallery.add(media);
    }
    // The data's picture is the same one, with more said of it.
    if gallery.is_empty() {
        gallery.add(Media {
            kind: "picture".into(),
            url: lead.and_then(|u| keys::address(&u, base)),
            alt: head.meta(&["og:image:alt", "twitter:image:alt"]),
            width: number("og:image:width"),
            height: number("og:image:height"),
            ..Media::default()
        });
    }
    for picture in pictures {
        gallery.picture(picture, base);
    }
    let film = head.meta(&["og:video:secure_url", "og:video", "og:video:url"]);
    if let Some(url) = film.and_then(|u| keys::address(&u, base)) {
        gallery.add(Media { kind: "video".into(), url: Some(url), ..Media::default() });
    }
    let mut all = gallery.finish();
    all.truncate(MOST_MEDIA);
    all
}

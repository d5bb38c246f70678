//! One entry of a feed: every element is looked at once and sorted by what it
//! says, the more trusted form of a fact before the less.

use super::{Around, media::gallery, people, rights};
use crate::{
    anatomy::agencies,
    entry::Entry,
    keys,
    markup::{self, Blocks, Picture},
    spaces::Ns,
    stamps,
    xml::Element,
};
use jiff::Timestamp;
use story::{Key, Lang, Link, Rights, Topic};

/// A standfirst has at most this many words; more is the text itself.
const STANDFIRST: usize = 110;

/// An entry before it is known whether its guid can be believed.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub guid: Option<String>,
    stable: Option<String>,
    rest: Entry,
}

impl Draft {
    /// What tells it from others with the same guid.
    pub(crate) fn page(&self) -> &str {
        self.rest.url.as_deref().or(self.rest.headline.as_deref()).unwrap_or_default()
    }

    pub(crate) fn entry(self) -> Entry {
        let mut entry = self.rest;
        // Deutsche Welle's content id outlives new guids and addresses.
        entry.keys.extend(self.stable.map(|s| Key::Guid(format!("dwsyn:{s}"))));
        entry.keys.extend(self.guid.as_deref().and_then(keys::guid));
        entry
    }
}

/// A fact in several forms; the one with the lowest rank wins, the first of
/// equals.
struct Best<T>(Option<(u8, T)>);

impl<T> Default for Best<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Best<T> {
    fn put(&mut self, rank: u8, value: Option<T>) {
        if let Some(v) = value
            && self.0.as_ref().is_none_or(|(r, _)| rank < *r)
        {
            self.0 = Some((rank, v));
        }
    }
    fn get(self) -> Option<T> {
        self.0.map(|(_, v)| v)
    }
}

pub(crate) fn draft(item: &Element, around: &Around) -> Draft {
    let base = item
        .attribute("xml:base")
        .and_then(|b| keys::address(b, around.base.as_deref()))
        .or_else(|| around.base.clone());
    let base = base.as_deref();
    let mut title = Best::<String>::default();
    let mut guid = Best::<(String, bool)>::default();
    let mut published = Best::<Timestamp>::default();
    let mut updated = Best::<Timestamp>::default();
    let mut content = Best::<&Element>::default();
    let mut summary = Best::<&Element>::default();
    let mut language = Best::<Lang>::default();
    let mut stable = None;
    let mut genre = None;
    let mut terms = None;
    let mut links: Vec<Link> = Vec::new();
    let mut agencies: Vec<String> = Vec::new();
    let mut source = None;
    let lang = |tag: &str| Some(Lang::of(tag)).filter(|l| !l.is_unknown());
    language.put(0, item.attribute("xml:lang").and_then(lang));
    for e in item.elements() {
        let line = || Some(story::one_line(&e.text())).filter(|t| !t.is_empty());
        let stamp = || stamps::timestamp(&e.text());
        let full = || (!is_empty(e)).then_some(e);
        match (e.ns, e.low.as_str()) {
            (Ns::Core | Ns::Atom, "title") => title.put(0, headline(e)),
            (Ns::Dc | Ns::Terms, "title") => title.put(1, headline(e)),
            (Ns::Media, "title") => title.put(2, headline(e)),
            (Ns::Itunes, "title") => title.put(3, headline(e)),
            (Ns::Core, "guid") => {
                guid.put(0, line().map(|g| (g, e.attribute("isPermaLink") != Some("false"))));
            }
            (Ns::Core | Ns::Atom, "id") => guid.put(1, line().map(|g| (g, false))),
            (Ns::Dc | Ns::Terms, "identifier") => guid.put(3, line().map(|g| (g, false))),
            (Ns::Dwsyn, "contentid") => stable = line(),
            (Ns::Core, "pubdate") => published.put(0, stamp()),
            (Ns::Atom | Ns::Core, "published") => published.put(0, stamp()),
            (Ns::Atom | Ns::Core, "issued") => published.put(1, stamp()),
            (Ns::Terms, "issued") => published.put(1, stamp()),
            (Ns::Dc | Ns::Terms, "date") => published.put(2, stamp()),
            (Ns::Core | Ns::Atom | Ns::Terms | Ns::Dc, "created") => published.put(3, stamp()),
            (Ns::Core, "date" | "publicationdate" | "publisheddate") => published.put(4, stamp()),
            (Ns::Atom | Ns::Core, "updated") => updated.put(0, stamp()),
            (Ns::Terms | Ns::Dc, "modified") => updated.put(1, stamp()),
            (Ns::Atom | Ns::Core, "modified" | "lastmodified") => updated.put(2, stamp()),
            (Ns::Content, "encoded") => content.put(0, full()),
            (Ns::Core | Ns::Atom, "content") if e.attribute("src").is_none() => {
                content.put(1, full());
            }
            (Ns::Xhtml | Ns::Core, "body") => content.put(2, full()),
            (Ns::Xhtml, "div") => content.put(3, full()),
            (Ns::Core, "fulltext" | "full-text" | "fullitem" | "yandex:full-text") => {
                content.put(4, full());
            }
            (Ns::Core, "description") | (Ns::Core | Ns::Atom, "summary") => summary.put(0, full()),
            (Ns::Dc | Ns::Terms, "description" | "abstract") => summary.put(1, full()),
            (Ns::Itunes, "summary") => summary.put(2, full()),
            (Ns::Media, "description") => summary.put(3, full()),
            (Ns::Itunes, "subtitle") => summary.put(4, full()),
            (Ns::Core | Ns::Dc | Ns::Terms, "language") => {
                language.put(1, line().as_deref().and_then(lang));
            }
            (Ns::Dc | Ns::Terms, "type") => {
                genre = line().filter(|g| g.chars().count() <= 60).or(genre);
            }
            (Ns::Cc, "license") => {
                let at = e.attribute("rdf:resource").or_else(|| e.attribute("resource"));
                terms = at.map(str::to_owned).or_else(line).or(terms);
            }
            (Ns::Core | Ns::Atom, "source") => {
                source = (e.elements().next().is_some()).then_some(e).or(source);
                let from = come_from(e, base);
                if let Some(agency) =
                    from.title.as_deref().and_then(agencies::registered).map(str::to_owned)
                {
                    agencies.push(agency);
                }
                if from.title.is_some() || from.url.is_some() {
                    links.push(from);
                }
            }
            (Ns::Core | Ns::Atom, "link") => {
                let at =
                    e.attribute("href").and_then(|h| keys::address(h, base_of(e, base).as_deref()));
                let rel = e.attribute("rel").unwrap_or_default().to_ascii_lowercase();
                match (rel.as_str(), at) {
                    ("license", Some(at)) => terms = Some(at),
                    ("related" | "via", Some(at)) => links.push(Link {
                        rel,
                        title: e.attribute("title").map(markup::title).filter(|t| !t.is_empty()),
                        url: Some(at),
                        id: None,
                    }),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    let url = link(item, base).or_else(|| {
        // A guid is the page's address unless it says that it is not (RSS 2.0).
        let (text, permanent) = guid.0.as_ref().map(|(_, g)| g)?;
        permanent.then(|| keys::address(text, None)).flatten()
    });
    guid.put(2, item.attribute("rdf:about").map(|a| (story::one_line(a), false)));
    let content = content.get().map(|e| Html::of(e, base));
    let summary = summary.get().map(|e| Html::of(e, base));
    let mut pictures: Vec<Picture> = Vec::new();
    for html in content.iter().chain(&summary) {
        pictures.extend(html.pictures.iter().cloned());
    }
    let inner_base = content.as_ref().or(summary.as_ref()).and_then(|h| h.base.clone());
    language.put(2, content.as_ref().and_then(|h| h.language.as_deref()).and_then(lang));
    let (teaser, text) = teaser_and_text(
        summary.map(|h| h.blocks).filter(|b| !b.lines.is_empty()),
        content.map(|h| h.blocks).filter(|b| !b.lines.is_empty()),
    );
    let mut gallery = gallery(item, base);
    for picture in pictures {
        gallery.picture(picture, inner_base.as_deref().or(base));
    }
    gallery.last_resort(item, base);
    let notice = rights(item).or_else(|| source.and_then(rights)).or_else(|| around.rights.clone());
    let rights = (notice.is_some() || terms.is_some()).then(|| Rights {
        holder: None,
        notice,
        terms: terms.map(|t| story::one_line(&t)).filter(|t| !t.is_empty()),
    });
    let (subjects, topics) = subjects(item);
    let byline = people::byline(item)
        .or_else(|| source.and_then(people::byline))
        .or_else(|| around.byline.clone());
    links.truncate(40);
    Draft {
        guid: guid.get().map(|(g, _)| g).filter(|g| !g.is_empty()),
        stable,
        rest: Entry {
            headline: title.get(),
            teaser,
            text,
            byline,
            url,
            base: inner_base.or_else(|| base.map(str::to_owned)),
            language: language
                .get()
                .or_else(|| source.and_then(|s| s.attribute("xml:lang")).and_then(lang))
                .or_else(|| around.language.clone()),
            published: published.get(),
            updated: updated.get(),
            subjects,
            topics,
            genre,
            rights,
            agencies,
            media: gallery.finish(),
            links,
            ..Entry::default()
        },
    }
}

/// HTML of an entry, read once.
struct Html {
    blocks: Blocks,
    pictures: Vec<Picture>,
    base: Option<String>,
    language: Option<String>,
}

impl Html {
    fn of(e: &Element, base: Option<&str>) -> Self {
        let kind = e.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let mode = e.attribute("mode").unwrap_or_default();
        let (blocks, pictures) = if mode == "base64" {
            markup::blocks_and_pictures(&unpacked(&e.text()))
        } else if kind.contains("xhtml") || mode == "xml" || e.elements().next().is_some() {
            // Declared as markup, but often escaped all the same.
            if e.elements().next().is_some() {
                markup::blocks_and_pictures(&e.inner_html())
            } else {
                markup::blocks_and_pictures(&e.text())
            }
        } else if kind.contains("html") {
            markup::blocks_and_pictures(&e.text())
        } else {
            markup::blocks_and_pictures_of(&e.text())
        };
        Self {
            blocks,
            pictures,
            base: base_of(e, base),
            language: e.attribute("xml:lang").map(str::to_owned),
        }
    }
}

/// Atom 0.3 may pack its content as base64.
fn unpacked(text: &str) -> String {
    let packed: String = text.split_whitespace().collect();
    data_encoding::BASE64
        .decode(packed.as_bytes())
        .map_or_else(|_| text.to_owned(), |b| String::from_utf8_lossy(&b).into_owned())
}

fn base_of(e: &Element, base: Option<&str>) -> Option<String> {
    e.attribute("xml:base").and_then(|b| keys::address(b, base)).or_else(|| base.map(str::to_owned))
}

fn is_empty(e: &Element) -> bool {
    e.children.iter().all(|c| match c {
        crate::xml::Child::Text(t) => t.trim().is_empty(),
        crate::xml::Child::Element(_) => false,
    })
}

fn headline(e: &Element) -> Option<String> {
    let title = if e.attribute("mode") == Some("base64") {
        markup::title(&unpacked(&e.text()))
    } else if e.elements().next().is_some() {
        markup::title(&e.inner_html())
    } else {
        markup::title(&e.text())
    };
    (!title.is_empty()).then_some(title)
}

/// A description of several paragraphs is the text itself; a short one beside
/// a full text is the standfirst; and some feeds have the two exchanged.
fn teaser_and_text(summary: Option<Blocks>, content: Option<Blocks>) -> (Option<String>, Blocks) {
    let words = |b: &Blocks| b.lines.iter().map(|l| l.split_whitespace().count()).sum::<usize>();
    match (summary, content) {
        (Some(s), Some(c)) if words(&s) > STANDFIRST && words(&s) > words(&c) * 3 / 2 => {
            let teaser = (words(&c) <= STANDFIRST).then(|| c.lines.join(" "));
            (teaser, s)
        }
        // Two full texts: the summary is the text again, cut or changed.
        (Some(s), Some(c)) if words(&s) > STANDFIRST * 2 => (None, c),
        (Some(s), Some(c)) => (Some(s.lines.join(" ")), c),
        (None, Some(c)) => (None, c),
        (Some(s), None) if s.lines.len() == 1 && words(&s) <= STANDFIRST => {
            (Some(s.lines.join(" ")), Blocks::default())
        }
        (Some(s), None) => (None, s),
        (None, None) => (None, Blocks::default()),
    }
}

/// The address of an entry's own page: Atom's `alternate` (the HTML one where
/// there are several), or RSS's `link`.
pub(super) fn link(e: &Element, base: Option<&str>) -> Option<String> {
    let links = || e.elements().filter(|l| l.low == "link" && matches!(l.ns, Ns::Core | Ns::Atom));
    let original = e
        .elements()
        .find(|l| l.is(Ns::Feedburner, "origlink"))
        .and_then(|l| keys::address(&l.text(), base));
    let plain = || {
        links()
            .filter(|l| l.attribute("href").is_none())
            .find_map(|l| keys::address(&l.text(), base_of(l, base).as_deref()))
    };
    let alternate = || {
        links()
            .filter(|l| {
                l.attribute("rel")
                    .is_none_or(|r| r.is_empty() || r.eq_ignore_ascii_case("alternate"))
            })
            .filter_map(|l| {
                let at = keys::address(l.attribute("href")?, base_of(l, base).as_deref())?;
                let html = l.attribute("type").is_none_or(|t| t.contains("html"));
                Some((!html, at))
            })
            .min_by_key(|(other, _)| *other)
            .map(|(_, at)| at)
    };
    original
        .or_else(plain)
        .or_else(alternate)
        .or_else(|| e.attribute("rdf:about").and_then(|l| keys::address(l, None)))
        .or_else(|| {
            let at = e.elements().find(|c| c.ns == Ns::Core && c.low == "url")?;
            keys::address(&at.text(), base)
        })
}

/// Where an entry was taken from: RSS's `source`, Atom's (RFC 4287, 4.2.11).
fn come_from(e: &Element, base: Option<&str>) -> Link {
    let part = |low: &str| {
        e.elements()
            .find(|c| c.low == low)
            .map(|c| markup::title(&c.text()))
            .filter(|t| !t.is_empty())
    };
    let nested = e.elements().next().is_some();
    Link {
        rel: "source".into(),
        id: part("id"),
        title: if nested {
            part("title")
        } else {
            Some(markup::title(&e.text())).filter(|t| !t.is_empty())
        },
        url: e
            .attribute("url")
            .and_then(|u| keys::address(u, base))
            .or_else(|| link(e, base_of(e, base).as_deref())),
    }
}

/// Subjects by name, and those that name the list they are of.
fn subjects(item: &Element) -> (Vec<String>, Vec<Topic>) {
    let (mut words, mut topics): (Vec<String>, Vec<Topic>) = (Vec::new(), Vec::new());
    let mut put = |word: &str| {
        let word = markup::title(word);
        let fine = !word.is_empty() && word.chars().count() <= 80;
        if fine && !words.contains(&word) && words.len() < 40 {
            words.push(word);
        }
    };
    for e in item.elements() {
        match (e.ns, e.low.as_str()) {
            (Ns::Core | Ns::Atom | Ns::Dc | Ns::Terms | Ns::Media, "category" | "subject") => {
                let text = markup::title(&e.text());
                let named = |key: &str| {
                    e.attribute(key).map(markup::title).filter(|t: &String| !t.is_empty())
                };
                let label = named("label");
                let code = named("term").or_else(|| Some(text.clone()).filter(|t| !t.is_empty()));
                if let Some(word) = label.clone().or_else(|| code.clone()) {
                    put(&word);
                }
                let scheme = named("scheme").or_else(|| named("domain"));
                if let (Some(scheme), Some(code)) = (scheme, code)
                    && topics.len() < 40
                    && scheme.len() <= 200
                    && code.len() <= 200
                {
                    let topic = Topic { scheme, code, name: label };
                    if !topics.contains(&topic) {
                        topics.push(topic);
                    }
                }
            }
            (Ns::Itunes, "category") => put(e.attribute("text").unwrap_or_default()),
            (Ns::Itunes | Ns::Media | Ns::News, "keywords") => {
                e.text().split([',', ';']).for_each(&mut put);
            }
            _ => {}
        }
    }
    (words, topics)
}

//! RSS 0.9x, 1.0 and 2.0, and Atom (RFC 4287), as they come: own newsrooms'
//! with the full text, others' with a title and a link.

use crate::{
    entry::Entry,
    keys,
    markup::{self, Blocks},
    read::{Hint, Read, ReadError, Trouble},
    stamps,
    xml::{self, Element},
};
use story::{Format, Key, Lang};

/// Entries beyond this are left out, with a trouble that says so.
const MOST: usize = 2000;

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let (root, broken) = xml::tree(text);
    let Some(root) = root else {
        let (place, what) = broken
            .map_or(("byte 0".into(), "there is no element in it".into()), |b| (b.place, b.what));
        return Err(ReadError::new(place, what, "check that the address serves a feed"));
    };
    let local = root.local();
    let atom = matches!(local.as_str(), "feed" | "entry");
    let channel = if atom { Some(&root) } else { root.child("channel") };
    let items: Vec<&Element> = match local.as_str() {
        "entry" => vec![&root],
        "feed" => root.elements().filter(|e| e.local() == "entry").collect(),
        "rss" | "rdf" | "channel" => {
            let mut items: Vec<&Element> =
                root.elements().filter(|e| e.local() == "item").collect();
            if let Some(c) = channel {
                items.extend(c.elements().filter(|e| e.local() == "item"));
            }
            items
        }
        other => {
            return Err(ReadError::new(
                format!("the first element, <{other}>"),
                "this is no RSS or Atom feed",
                "check the address, or leave the format to be guessed",
            ));
        }
    };
    let mut troubles: Vec<Trouble> = Vec::new();
    if let Some(b) = broken {
        if items.is_empty() {
            return Err(ReadError::new(b.place, b.what, "tell the source that its feed is broken"));
        }
        troubles.push(Trouble {
            place: b.place,
            what: format!("{}; the {} entries before it were read", b.what, items.len()),
            mend: "tell the source that its feed is broken".into(),
        });
    }
    if items.len() > MOST {
        troubles.push(Trouble {
            place: format!("entry {}", MOST + 1),
            what: format!("the feed has {} entries; only the first {MOST} were read", items.len()),
            mend: "ask the source for a shorter feed".into(),
        });
    }
    let base = root
        .attribute("xml:base")
        .and_then(|b| keys::address(b, hint.url()))
        .or_else(|| hint.url().map(str::to_owned))
        .or_else(|| channel.and_then(|c| link(c, None)));
    let language = root
        .attribute("xml:lang")
        .map(str::to_owned)
        .or_else(|| channel.and_then(|c| words(c, &["language", "dc:language"])))
        .map(|l| Lang::of(&l))
        .filter(|l| !l.is_unknown())
        .or_else(|| hint.language.clone());
    // A guid that several entries share names none of them.
    let guids: Vec<Option<String>> = items.iter().map(|i| words(i, &["guid", "id"])).collect();
    let mut stories = Vec::new();
    for (n, item) in items.into_iter().enumerate().take(MOST) {
        let shared = guids[n].is_some() && guids.iter().filter(|g| **g == guids[n]).count() > 1;
        let entry = entry(item, base.as_deref(), language.clone(), shared, atom);
        match entry.received() {
            Some(r) => stories.push(r),
            None => troubles.push(Trouble {
                place: format!("entry {}", n + 1),
                what: "it has neither a title nor a text".into(),
                mend: "nothing to do here; the source may fill it later".into(),
            }),
        }
    }
    Ok(Read { format: if atom { Format::Atom } else { Format::Rss }, stories, troubles })
}

fn entry(
    item: &Element,
    base: Option<&str>,
    language: Option<Lang>,
    shared: bool,
    atom: bool,
) -> Entry {
    let base = item
        .attribute("xml:base")
        .and_then(|b| keys::address(b, base))
        .or_else(|| base.map(str::to_owned));
    let mut url = link(item, base.as_deref());
    let guid = item.child("guid").or_else(|| item.child("id")).or_else(|| item.child("atom:id"));
    let guid_text = guid.map(|g| story::one_line(&g.text())).filter(|g| !g.is_empty());
    if url.is_none() && guid.is_some_and(|g| g.attribute("isPermaLink") != Some("false") && !atom) {
        url = guid_text.as_deref().and_then(|g| keys::address(g, None));
    }
    let mut names: Vec<Key> = Vec::new();
    if let Some(key) = guid_text.as_deref().filter(|_| !shared).and_then(keys::guid) {
        names.push(key);
    }
    let html = |e: &Element| -> Blocks {
        if e.attribute("type") == Some("xhtml") || e.elements().next().is_some() {
            markup::blocks(&e.inner_html())
        } else if e.attribute("type") == Some("html") {
            markup::blocks(&e.text())
        } else {
            markup::blocks_of(&e.text())
        }
    };
    let content = item
        .child("content:encoded")
        .or_else(|| item.elements().find(|e| e.name.ends_with(":encoded")))
        .or_else(|| item.child("content").filter(|c| c.attribute("src").is_none()))
        .or_else(|| item.child("atom:content"))
        .or_else(|| item.child("body"))
        .map(&html)
        .filter(|b| !b.lines.is_empty());
    let summary = item
        .child("description")
        .or_else(|| item.child("summary"))
        .or_else(|| item.child("atom:summary"))
        .or_else(|| item.child("itunes:summary"))
        .or_else(|| item.child("media:description"))
        .map(&html)
        .filter(|b| !b.lines.is_empty());
    // A description of several paragraphs is the text itself; a short one beside
    // a full text is the standfirst.
    let (teaser, text) = match (summary, content) {
        (Some(s), Some(c)) => (Some(s.lines.join(" ")), c),
        (None, Some(c)) => (None, c),
        (Some(s), None) if s.lines.len() == 1 && s.lines[0].split_whitespace().count() <= 110 => {
            (Some(s.lines.join(" ")), Blocks::default())
        }
        (Some(s), None) => (None, s),
        (None, None) => (None, Blocks::default()),
    };
    let title = item
        .child("title")
        .or_else(|| item.child("media:title"))
        .or_else(|| item.child("dc:title"))
        .map(|t| {
            if t.elements().next().is_some() {
                markup::title(&t.inner_html())
            } else {
                markup::title(&t.text())
            }
        });
    let byline = author(item);
    let published = stamp(
        item,
        &[
            "pubDate",
            "published",
            "dc:date",
            "issued",
            "dcterms:created",
            "created",
            "dcterms:issued",
            "date",
        ],
    );
    let updated = stamp(item, &["updated", "atom:updated", "dcterms:modified", "modified"]);
    let (published, updated) = match (published, updated) {
        (None, Some(u)) if atom => (None, Some(u)),
        other => other,
    };
    Entry {
        keys: names,
        headline: title.filter(|t| !t.is_empty()),
        teaser,
        text,
        byline,
        url,
        base,
        language: item
            .attribute("xml:lang")
            .map(str::to_owned)
            .or_else(|| words(item, &["dc:language", "language"]))
            .map(|l| Lang::of(&l))
            .filter(|l| !l.is_unknown())
            .or(language),
        published,
        updated,
        subjects: subjects(item),
        ..Entry::default()
    }
}

fn words(e: &Element, names: &[&str]) -> Option<String> {
    names
        .iter()
        .filter_map(|n| e.child(n))
        .map(|c| story::one_line(&c.text()))
        .find(|t| !t.is_empty())
}

fn stamp(e: &Element, names: &[&str]) -> Option<jiff::Timestamp> {
    names.iter().filter_map(|n| e.child(n)).find_map(|c| stamps::timestamp(&c.text()))
}

/// The address of an entry's own page: Atom's `alternate`, or RSS's `link`.
fn link(e: &Element, base: Option<&str>) -> Option<String> {
    let links: Vec<&Element> =
        e.elements().filter(|l| matches!(l.name.as_str(), "link" | "atom:link")).collect();
    let plain = links
        .iter()
        .filter(|l| l.attribute("href").is_none())
        .find_map(|l| keys::address(&l.text(), base));
    let alternate = links
        .iter()
        .filter(|l| matches!(l.attribute("rel"), None | Some("alternate")))
        .filter_map(|l| l.attribute("href"))
        .find_map(|h| keys::address(h, base));
    plain
        .or(alternate)
        .or_else(|| e.child("feedburner:origLink").and_then(|l| keys::address(&l.text(), base)))
        .or_else(|| e.attribute("rdf:about").and_then(|l| keys::address(l, base)))
}

fn author(item: &Element) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for e in item.elements() {
        let name = match e.name.to_lowercase().as_str() {
            "author" | "atom:author" => match e.child("name").or_else(|| e.child("atom:name")) {
                Some(n) => n.text(),
                None => e.text(),
            },
            "dc:creator" | "itunes:author" => e.text(),
            _ => continue,
        };
        let name = markup::title(&name);
        // RSS 2.0 asks for `lawyer@example.org (Ann Example)`.
        let name = match name.split_once('(') {
            Some((mail, rest)) if mail.contains('@') => {
                rest.trim_end_matches(')').trim().to_owned()
            }
            _ if name.contains('@') && !name.contains(' ') => continue,
            _ => name,
        };
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn subjects(item: &Element) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for e in item.elements().filter(|e| matches!(e.local().as_str(), "category" | "subject")) {
        let word = e
            .attribute("label")
            .or_else(|| e.attribute("term"))
            .map(markup::title)
            .filter(|t| !t.is_empty())
            .unwrap_or_else(|| markup::title(&e.text()));
        if !word.is_empty() && word.chars().count() <= 80 && !out.contains(&word) && out.len() < 40
        {
            out.push(word);
        }
    }
    out
}

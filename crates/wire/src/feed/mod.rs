//! RSS 0.90 to 2.0, and Atom 0.3 and 1.0 (RFC 4287), as they come: own
//! newsrooms' with the full text, others' with a title and a link.
//!
//! This file finds the entries and what the whole feed says for all of them;
//! `item` reads one entry, `people` its names, `media` its pictures, `facts`
//! what the feed says of itself. Never here: a fetch, a clock, a judgement.

mod facts;
mod item;
mod media;
mod people;

pub use facts::FeedFacts;
pub(crate) use media::{Gallery, kind_of as kind_of_media};
pub(crate) use people::name as name_of;

use crate::{
    keys,
    read::{Hint, Read, ReadError, Trouble},
    spaces::Ns,
    xml::{self, Element},
};
use std::collections::HashMap;
use story::{Format, Lang};

/// Entries beyond this are left out, with a trouble that says so.
const MOST: usize = 2000;

/// What the feed says for all its entries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    pub base: Option<String>,
    pub language: Option<Lang>,
    /// Atom's authors hold for entries without their own (RFC 4287, 4.2.1).
    pub byline: Option<String>,
    /// So do its rights (4.2.10), and RSS's copyright.
    pub rights: Option<String>,
}

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let (root, broken) = xml::tree(past_noise(text));
    let Some(root) = root else {
        let (place, what) = broken
            .map_or(("byte 0".into(), "there is no element in it".into()), |b| (b.place, b.what));
        return Err(ReadError::new(place, what, "check that the address serves a feed"));
    };
    let (channel, items) = match root.low.as_str() {
        "entry" => (&root, vec![&root]),
        "feed" => (&root, entries(&root, "entry")),
        "rss" | "rdf" | "channel" => {
            (root.elements().find(|e| e.low == "channel").unwrap_or(&root), entries(&root, "item"))
        }
        other => {
            return Err(ReadError::new(
                format!("the first element, <{other}>"),
                "this is no RSS or Atom feed",
                "check the address, or leave the format to be guessed",
            ));
        }
    };
    let atom = matches!(root.low.as_str(), "feed" | "entry");
    let mut troubles: Vec<Trouble> = Vec::new();
    if let Some(b) = broken {
        if items.is_empty() {
            return Err(ReadError::new(b.place, b.what, "tell the source that its feed is broken"));
        }
        troubles.push(Trouble {
            place: b.place,
            what: format!("{}; {} entries could be read all the same", b.what, items.len()),
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
    let facts = facts::facts(&root, channel, hint);
    let around = Around {
        base: base(&root, channel, hint, atom),
        language: facts.language.clone().or_else(|| hint.language.clone()),
        byline: atom.then(|| people::byline(channel)).flatten(),
        rights: rights(channel),
    };
    let mut drafts: Vec<item::Draft> =
        items.into_iter().take(MOST).map(|i| item::draft(i, &around)).collect();
    troubles.extend(distrust_guids(&mut drafts));
    let mut stories = Vec::new();
    for (n, draft) in drafts.into_iter().enumerate() {
        match draft.entry().received() {
            Some(r) => stories.push(r),
            None => troubles.push(Trouble {
                place: format!("entry {}", n + 1),
                what: "it has neither a title nor a text".into(),
                mend: "nothing to do here; the source may fill it later".into(),
            }),
        }
    }
    let format = if atom { Format::Atom } else { Format::Rss };
    Ok(Read { format, stories, troubles, feed: Some(facts) })
}

/// Warnings of a program that made the feed may stand before it.
fn past_noise(text: &str) -> &str {
    match crate::read::first_element(text).as_deref() {
        Some("rss" | "rdf" | "channel" | "feed" | "entry") => text,
        _ => ["<?xml", "<rss", "<feed", "<rdf:RDF"]
            .iter()
            .filter_map(|start| text.find(start))
            .min()
            .map_or(text, |at| &text[at..]),
    }
}

/// The entries in document order, wherever broken ends have put them: inside
/// the root, the channel, or an entry that was not closed.
fn entries<'a>(root: &'a Element, name: &str) -> Vec<&'a Element> {
    let mut out = Vec::new();
    let mut stack: Vec<&Element> = vec![root];
    while let Some(e) = stack.pop() {
        if e.low == name && !std::ptr::eq(e, root) {
            out.push(e);
        }
        let at = stack.len();
        stack.extend(e.elements().filter(|c| {
            (c.low == name && matches!(c.ns, Ns::Core | Ns::Atom))
                || matches!(c.low.as_str(), "channel" | "feed")
        }));
        stack[at..].reverse();
    }
    out
}

/// What relative addresses are relative to: `xml:base`, then the document's
/// own address; in RSS the site's, where the feed lies at another host.
fn base(root: &Element, channel: &Element, hint: &Hint, atom: bool) -> Option<String> {
    let declared = [root, channel]
        .iter()
        .filter_map(|e| e.attribute("xml:base"))
        .fold(None, |before: Option<String>, b| {
            keys::address(b, before.as_deref().or(hint.url())).or(before)
        });
    let host = |u: &str| url::Url::parse(u).ok()?.host_str().map(str::to_owned);
    declared.or_else(|| match (hint.url(), item::link(channel, None)) {
        (Some(own), Some(site)) if !atom && host(own) != host(&site) => Some(site),
        (Some(own), _) => Some(own.to_owned()),
        (None, site) => site,
    })
}

pub(super) fn rights(e: &Element) -> Option<String> {
    e.elements()
        .filter(|c| {
            matches!(
                (c.ns, c.low.as_str()),
                (Ns::Core, "copyright" | "rights")
                    | (Ns::Atom, "rights" | "copyright")
                    | (Ns::Dc | Ns::Terms, "rights")
            )
        })
        .map(|c| crate::markup::title(&c.text()))
        .find(|t| !t.is_empty())
}

/// A guid that several entries share, each with a page of its own, names none
/// of them; where that holds of more than one in twenty, the whole feed's guids
/// are not believed.
fn distrust_guids(drafts: &mut [item::Draft]) -> Option<Trouble> {
    let mut pages: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut named = 0_usize;
    for draft in drafts.iter() {
        if let Some(guid) = draft.guid.as_deref() {
            named += 1;
            let page = draft.page();
            let list = pages.entry(guid).or_default();
            if !list.contains(&page) {
                list.push(page);
            }
        }
    }
    let shared: std::collections::HashSet<String> =
        pages.iter().filter(|(_, p)| p.len() > 1).map(|(g, _)| (*g).to_owned()).collect();
    if shared.is_empty() {
        return None;
    }
    let is_shared = |d: &item::Draft| d.guid.as_ref().is_some_and(|g| shared.contains(g));
    let count = drafts.iter().filter(|d| is_shared(d)).count();
    let all = count * 20 > named;
    for draft in drafts.iter_mut() {
        if all || is_shared(draft) {
            draft.guid = None;
        }
    }
    Some(Trouble {
        place: "the entries' guids".into(),
        what: format!(
            "{count} of {named} name more than one story; {} known by address",
            if all { "all entries of this feed are" } else { "these entries are" }
        ),
        mend: "tell the source that a guid must be one story's alone".into(),
    })
}

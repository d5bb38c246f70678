//! NewsML-G2 (IPTC, "NewsML-G2 Specification 2.3x"): news items, packages, and
//! messages that carry several of them.
//!
//! An element's namespace prefix never matters, its local name does. Concept,
//! knowledge, planning and catalog items are no stories: each is told as a
//! trouble. Pictures become media of the stories that name them. Never here:
//! anything of an `edNote` outside `Notes`.

mod content;
mod meta;

use crate::{
    agency::{self, Notes},
    entry::Entry,
    keys, nitf,
    read::{Hint, Read, ReadError, Trouble},
    xml::{self, Element},
};
use meta::Meta;
use std::collections::{BTreeMap, BTreeSet};
use story::{Format, Key, Kind, Link, Media, Received};

/// More items than this in one message are not read.
const MOST_ITEMS: usize = 2000;

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let (root, broken) = xml::tree(text);
    let Some(root) = root else {
        let (place, what) = broken.map_or_else(
            || ("line 1".to_owned(), "there is no element in it".to_owned()),
            |b| (b.place, b.what),
        );
        return Err(ReadError::new(place, what, "ask the agency to send it again"));
    };
    let mut reading = Reading::new(hint);
    match root.local().as_str() {
        "newsmessage" => {
            let items: Vec<&Element> = root.all("itemSet").flat_map(Element::elements).collect();
            if items.is_empty() {
                return Err(ReadError::new(
                    "newsMessage/itemSet",
                    "there is no item in the message",
                    "check what the agency sends; it may be a test of the line",
                ));
            }
            if items.len() > MOST_ITEMS {
                reading.tell(
                    &format!("itemSet, item {}", MOST_ITEMS + 1),
                    &format!("there are {} items in one message", items.len()),
                    "ask the agency for smaller messages",
                );
            }
            for (n, item) in items.into_iter().take(MOST_ITEMS).enumerate() {
                reading.item(item, &format!("itemSet, item {} <{}>", n + 1, item.name));
            }
        }
        _ => reading.item(&root, &format!("<{}>", root.name)),
    }
    let mut read = reading.done();
    agency::broken(broken, &mut read.stories, &mut read.troubles);
    Ok(read)
}

/// A reading of one document.
struct Reading<'a> {
    hint: &'a Hint,
    stories: Vec<Received>,
    troubles: Vec<Trouble>,
    /// The media of picture, video and sound items with their places, by guid.
    media: BTreeMap<String, (Media, Option<Received>)>,
    /// What is behind each story: guids of media it or its package names.
    wants: Vec<Vec<String>>,
    /// The members of packages by guid.
    packages: Vec<Vec<String>>,
}

impl<'a> Reading<'a> {
    fn new(hint: &'a Hint) -> Self {
        Self {
            hint,
            stories: Vec::new(),
            troubles: Vec::new(),
            media: BTreeMap::new(),
            wants: Vec::new(),
            packages: Vec::new(),
        }
    }

    fn tell(&mut self, place: &str, what: &str, mend: &str) {
        self.troubles.push(Trouble {
            place: place.to_owned(),
            what: what.to_owned(),
            mend: mend.to_owned(),
        });
    }

    fn item(&mut self, item: &Element, place: &str) {
        match item.local().as_str() {
            "newsitem" => self.news_item(item, place),
            "packageitem" => self.package_item(item, place),
            other @ ("conceptitem" | "knowledgeitem" | "planningitem" | "catalogitem") => {
                let what = match other {
                    "planningitem" => "this is a planning item: what the agency means to cover",
                    "catalogitem" => "this is a catalog of code schemes",
                    _ => "this is an item of concepts (persons, places, events, codes)",
                };
                self.tell(place, what, "nothing to do: only news items become stories");
            }
            "newsmessage" => {
                self.tell(place, "this is a message in a message", "ask the agency what it means");
            }
            _ => self.tell(
                place,
                "this is no item of NewsML-G2",
                "check what the agency sends; the format may be set wrongly",
            ),
        }
    }

    fn news_item(&mut self, item: &Element, place: &str) {
        let meta = Meta::of(item);
        let content = content::read(item);
        let textless = content.text.lines.is_empty();
        let kind = agency::media_kind(&meta.class);
        if textless && !kind.is_empty() {
            // A picture without a text is a medium of other stories.
            if meta.status.is_some() {
                self.tell(
                    place,
                    &format!(
                        "the {kind} {} is withdrawn or withheld",
                        meta.guid.as_deref().unwrap_or("without a guid")
                    ),
                    "take it out wherever it is shown",
                );
                return;
            }
            let media = picture(&meta, &content, kind);
            let guid = meta.guid.clone().unwrap_or_else(|| place.to_owned());
            let mut entry = entry(meta, content, self.hint);
            entry.media = vec![media.clone()];
            self.media.insert(guid, (media, entry.received()));
            return;
        }
        if meta.guid.is_none() {
            self.tell(
                place,
                "there is no guid, which NewsML-G2 requires",
                "ask the agency to send it: without it updates can't be told from new stories",
            );
        }
        self.troubles.extend(meta.embargo.trouble(&format!("{place}, itemMeta/embargoed")));
        for what in &content.troubles {
            self.tell(place, what, "ask the agency for text as NITF, XHTML or plain text");
        }
        let guid = meta.guid.clone();
        let wants = meta.pictures.clone();
        let mut entry = entry(meta, content, self.hint);
        crate::tidy::entry(&mut entry);
        match entry.received() {
            Some(r) => {
                self.stories.push(r);
                self.wants.push(guid.into_iter().chain(wants).collect());
            }
            None => self.tell(
                place,
                "it has neither a headline nor a text",
                "ask the agency what it is for",
            ),
        }
    }

    /// A package is a story that has other items as its parts
    /// (NewsML-G2, "Packages": `groupSet`, `group`, `itemRef`).
    fn package_item(&mut self, item: &Element, place: &str) {
        let meta = Meta::of(item);
        let mut members = Vec::new();
        gather(item, &mut members);
        self.packages.push(members.iter().filter_map(|m| m.id.clone()).collect());
        self.troubles.extend(meta.embargo.trouble(&format!("{place}, itemMeta/embargoed")));
        let count = members.len();
        let mut entry = entry(meta, content::Content::default(), self.hint);
        entry.links.extend(members);
        entry.links.truncate(agency::MOST);
        let received = entry.headline.is_some().then(|| entry.received()).flatten();
        match received {
            Some(r) => {
                self.stories.push(r);
                self.wants.push(Vec::new());
            }
            None => self.tell(
                place,
                &format!("this is a package of {count} items without a headline"),
                "nothing to do: its items are read where they are sent",
            ),
        }
    }

    /// Hands the pictures over to the stories that name them or share a
    /// package with them.
    fn done(mut self) -> Read {
        let mut used = BTreeSet::new();
        let mut within: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
        for (at, members) in self.packages.iter().enumerate() {
            for member in members {
                within.entry(member).or_default().push(at);
            }
        }
        for (story, wants) in self.stories.iter_mut().zip(&self.wants) {
            let Some((own, named)) = wants.split_first() else { continue };
            let shared = within.get(own).into_iter().flatten();
            let shared = shared.flat_map(|at| &self.packages[*at]);
            for guid in named.iter().chain(shared).take(1000) {
                if let Some((media, _)) = self.media.get(guid)
                    && story.story.media.len() < agency::MOST
                {
                    used.insert(guid);
                    let known = story.story.media.iter_mut().find(|m| m.id == media.id);
                    match known {
                        Some(known) => *known = media.clone(),
                        None => story.story.media.push(media.clone()),
                    }
                }
            }
        }
        let used: BTreeSet<String> = used.into_iter().cloned().collect();
        let unused = self.media.into_iter().filter(|(guid, _)| !used.contains(guid));
        let aside = unused.filter_map(|(_, (_, described))| described).collect();
        Read {
            format: Format::NewsmlG2,
            stories: self.stories,
            troubles: self.troubles,
            feed: None,
            aside,
        }
    }
}

fn entry(meta: Meta, content: content::Content, hint: &Hint) -> Entry {
    let body = content.nitf;
    let mut notes: Notes = meta.notes;
    for note in body.notes.iter().chain(&content.notes) {
        notes.file(note);
    }
    let headline = meta.headline.or(body.headline).or(meta.title);
    let subhead = meta.subhead.or(body.subhead);
    let teaser =
        meta.teaser.or(body.teaser).or_else(|| nitf::standfirst(subhead, headline.as_deref()));
    let mut media = content.media;
    for m in body.media {
        if media.len() < agency::MOST && !media.contains(&m) {
            media.push(m);
        }
    }
    for m in meta.media {
        if media.len() < agency::MOST && !media.iter().any(|x| x.id == m.id || x.url == m.url) {
            media.push(m);
        }
    }
    let mut sources = meta.sources;
    sources.extend(body.distributor);
    let mut links = meta.links;
    links.extend(content.links);
    links.truncate(agency::MOST);
    Entry {
        keys: meta.guid.map(Key::Urn).into_iter().collect(),
        headline,
        kicker: meta.kicker,
        teaser,
        text: content.text,
        heads: content.heads,
        points: content.points,
        byline: meta.byline.or(body.byline).or(meta.creator),
        dateline: meta.dateline.or(body.dateline),
        agencies: agency::registered(sources.iter().map(String::as_str)),
        language: meta.language.or(body.language).or_else(|| hint.language.clone()),
        published: agency::published(meta.first, meta.created, meta.version),
        updated: meta.created,
        subjects: meta.subjects,
        topics: meta.topics,
        slugline: meta.slugline,
        kind: meta.genre.as_deref().and_then(Kind::of_label),
        genre: meta.genre,
        places: meta.places,
        rights: meta.rights,
        media,
        links,
        url: meta.url,
        signal: agency::settle(meta.status.or(meta.embargo.hold()), meta.signal, &notes),
        version: meta.version,
        embargo: meta.embargo.until(),
        urgency: meta.urgency,
        notes: notes.text(),
        ..Entry::default()
    }
}

/// A picture item as a medium.
fn picture(meta: &Meta, content: &content::Content, kind: &str) -> Media {
    let mut media = content.media.first().cloned().unwrap_or_default();
    media.kind = kind.to_owned();
    media.id = meta.guid.clone().or(media.id);
    media.alt = meta.alt.clone().or(media.alt);
    media.caption = meta
        .caption
        .clone()
        .or_else(|| meta.teaser.clone())
        .or(media.caption)
        .or_else(|| meta.headline.clone());
    media.credit = meta
        .credit
        .clone()
        .or_else(|| meta.byline.clone())
        .or_else(|| meta.creator.clone())
        .or(media.credit);
    media
}

/// The items a package names, groups within groups included.
fn gather(element: &Element, out: &mut Vec<Link>) {
    for e in element.elements() {
        if out.len() >= 500 {
            return;
        }
        if e.named("itemRef") {
            let id = ["residref", "guidref", "uri", "qcode"]
                .iter()
                .find_map(|a| e.attribute(a))
                .map(agency::urn)
                .filter(|i| !i.is_empty());
            let url = e.attribute("href").and_then(|h| keys::address(h, None));
            let title =
                ["title", "headline"].iter().find_map(|t| e.first(t)).and_then(Element::line);
            let known = out.iter().any(|l| l.id == id && l.url == url);
            if (id.is_some() || url.is_some() || title.is_some()) && !known {
                out.push(Link { rel: "member".into(), id, title, url });
            }
        } else if e.named("group") || e.named("groupSet") {
            gather(e, out);
        }
    }
}

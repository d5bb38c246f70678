//! NITF's `head`: `docdata`, `tobject`, `meta`.

use crate::{
    agency::{self, Embargo},
    keys, stamps,
    xml::Element,
};
use jiff::Timestamp;
use story::{Key, Link, Signal, Topic};

/// What the head says.
#[derive(Debug)]
pub(super) struct Head {
    pub keys: Vec<Key>,
    pub version: Option<u32>,
    pub issued: Option<Timestamp>,
    pub embargo: Embargo,
    pub status: Option<Signal>,
    pub signal: Option<Signal>,
    pub urgency: Option<u8>,
    pub genre: Option<String>,
    pub subjects: Vec<String>,
    pub topics: Vec<Topic>,
    pub slugline: Option<String>,
    pub places: Vec<String>,
    pub holder: Option<String>,
    pub sources: Vec<String>,
    pub links: Vec<Link>,
    pub notes: Vec<String>,
}

pub(super) fn read(nitf: &Element) -> Head {
    let none = Element::default();
    let head = nitf.first("head").unwrap_or(&none);
    let data = head.first("docdata").unwrap_or(&none);
    let status = data.attribute("management-status").unwrap_or_default().trim().to_lowercase();
    let issued = norm(data, "date.issue");
    let mut out = Head {
        keys: Vec::new(),
        version: data
            .first("du-key")
            .and_then(|k| k.attribute("version"))
            .and_then(agency::version),
        issued,
        embargo: embargo(data, &status, issued),
        status: agency::status(&status),
        signal: None,
        urgency: data
            .first("urgency")
            .and_then(|u| u.attribute("ed-urg"))
            .and_then(agency::urgency),
        genre: None,
        subjects: Vec::new(),
        topics: Vec::new(),
        slugline: None,
        places: Vec::new(),
        holder: data
            .first("doc.copyright")
            .and_then(|c| c.attribute("holder"))
            .or_else(|| data.first("doc.rights").and_then(|r| r.attribute("owner")))
            .map(str::to_owned),
        sources: Vec::new(),
        links: Vec::new(),
        notes: Vec::new(),
    };
    out.names(data, issued);
    out.kept_words(head, data);
    out.classed(head);
    out
}

impl Head {
    /// The names the document goes by. `doc-id` is its own; `du-key` is the
    /// story's for a day, through all its versions (NITF 3.6, `du-key`).
    fn names(&mut self, data: &Element, issued: Option<Timestamp>) {
        if let Some(id) = data.first("doc-id") {
            let text = id.attribute("id-string").map(story::one_line).unwrap_or_default();
            let by = id.attribute("regsrc").map(story::one_line).unwrap_or_default();
            if text.starts_with("urn:") || text.starts_with("tag:") || text.contains("://") {
                self.keys.push(Key::Urn(agency::urn(&text)));
            } else if !text.is_empty() && by.is_empty() {
                self.keys.extend(keys::guid(&text));
            } else if !text.is_empty() {
                self.keys.extend(keys::guid(&format!("{by}:{text}")));
            }
        }
        let key = data.first("du-key").and_then(|k| k.attribute("key")).map(story::one_line);
        if let (Some(key), Some(day)) = (key.filter(|k| !k.is_empty()), issued) {
            self.keys.extend(keys::guid(&format!("du-key:{key}:{}", day.strftime("%Y-%m-%d"))));
        }
        // What a kill, hold or correction is about: the documents it names
        // (NITF 3.6, `management-doc-idref-list`, `correction`).
        for list in data.all("management-doc-idref-list") {
            for id in list.all("doc-idref").take(agency::MOST) {
                let Some(id) = id.attribute("idref").and_then(keys::guid) else { continue };
                if self.status.is_some() {
                    self.keys.push(id);
                } else {
                    self.link("previousVersion", Some(id.value().to_owned()), None);
                }
            }
        }
        if let Some(c) = data.first("correction") {
            self.signal = Some(Signal::Correction);
            self.notes.extend(c.attribute("info").map(str::to_owned));
            let id = c.attribute("id-string").map(story::one_line).filter(|i| !i.is_empty());
            if id.is_some() {
                self.link("correctionOf", id, None);
            }
        }
        if let Some(s) = data.first("series") {
            let name = s.attribute("series.name").map(story::one_line).filter(|n| !n.is_empty());
            if name.is_some() {
                self.link("series", None, name);
            }
        }
    }

    fn link(&mut self, rel: &str, id: Option<String>, title: Option<String>) {
        if self.links.len() < agency::MOST {
            self.links.push(Link { rel: rel.to_owned(), id, title, url: None });
        }
    }

    fn kept_words(&mut self, head: &Element, data: &Element) {
        for msg in data.all("ed-msg") {
            self.notes.extend(msg.attribute("info").map(str::to_owned));
            self.notes.extend(msg.line());
        }
        let mut keywords = Vec::new();
        for list in data.all("key-list").chain(head.all("key-list")) {
            for keyword in list.all("keyword") {
                agency::add(&mut keywords, keyword.attribute("key").map(str::to_owned));
            }
        }
        let meta = |name: &str| {
            head.all("meta")
                .find(|m| m.attribute("name").is_some_and(|n| n.eq_ignore_ascii_case(name)))
                .and_then(|m| m.attribute("content"))
                .map(story::one_line)
                .filter(|t| !t.is_empty())
        };
        // NITF has no slug line. Agencies give it as `meta`, or as the only
        // keyword there is.
        self.slugline = meta("slugline")
            .or_else(|| meta("slug"))
            .or_else(|| (keywords.len() == 1).then(|| keywords[0].clone()));
        if keywords.len() > 1 {
            for keyword in keywords {
                agency::add(&mut self.subjects, Some(keyword));
            }
        }
        for place in data.all("evloc") {
            for part in ["city", "state-prov", "country-name"] {
                agency::add(&mut self.places, place.attribute(part).map(str::to_owned));
            }
        }
        for named in data.all("identified-content") {
            for place in named.all("location") {
                agency::add(&mut self.places, place.line());
            }
        }
        for list in data.all("del-list") {
            for from in list.all("from-src") {
                agency::add(&mut self.sources, from.attribute("src-name").map(str::to_owned));
            }
        }
        let by = data.first("doc-id").and_then(|d| d.attribute("regsrc"));
        for source in by.into_iter().chain(self.holder.as_deref()) {
            agency::add(&mut self.sources, Some(source.to_owned()));
        }
    }

    /// `tobject`: genre and IPTC Subject Codes.
    fn classed(&mut self, head: &Element) {
        let Some(tobject) = head.first("tobject") else { return };
        self.genre = tobject
            .all("tobject.property")
            .find_map(|p| p.attribute("tobject.property.type"))
            .map(story::one_line)
            .filter(|g| !g.is_empty());
        for s in tobject.all("tobject.subject") {
            let name = ["tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type"]
                .iter()
                .find_map(|a| s.attribute(a))
                .map(story::one_line)
                .filter(|n| !n.is_empty());
            let scheme = s.attribute("tobject.subject.ipr").unwrap_or("IPTC");
            if let Some(code) = s.attribute("tobject.subject.refnum") {
                let topic = agency::topic(code, Some(scheme), name.clone());
                agency::add_topic(&mut self.topics, topic);
            }
            agency::add(&mut self.subjects, name);
        }
    }
}

/// `date.release` is when a document may be used; `embargoed` without one is
/// an embargo without an end.
fn embargo(data: &Element, status: &str, issued: Option<Timestamp>) -> Embargo {
    let release = data.first("date.release").and_then(|d| d.attribute("norm"));
    if status == "embargoed" {
        return Embargo::of(Some(release.unwrap_or_default()));
    }
    match release.and_then(stamps::timestamp) {
        Some(at) if issued.is_none_or(|i| i < at) => Embargo::Until(at),
        _ => Embargo::None,
    }
}

fn norm(data: &Element, name: &str) -> Option<Timestamp> {
    data.first(name)?.attribute("norm").and_then(stamps::timestamp)
}

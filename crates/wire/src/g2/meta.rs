//! `itemMeta`, `contentMeta` and `rightsInfo` of a NewsML-G2 item.

use crate::{
    agency::{self, Embargo, Notes},
    keys, stamps,
    xml::Element,
};
use jiff::Timestamp;
use story::{Lang, Link, Media, Rights, Signal, Topic};

/// What an item says of itself.
#[derive(Debug)]
pub(super) struct Meta {
    pub guid: Option<String>,
    pub version: Option<u32>,
    pub class: String,
    pub status: Option<Signal>,
    pub signal: Option<Signal>,
    pub embargo: Embargo,
    pub notes: Notes,
    pub first: Option<Timestamp>,
    pub created: Option<Timestamp>,
    pub title: Option<String>,
    pub links: Vec<Link>,
    pub url: Option<String>,
    /// Guids of the pictures it names.
    pub pictures: Vec<String>,
    /// What is known of them from the link alone.
    pub media: Vec<Media>,
    pub urgency: Option<u8>,
    pub places: Vec<String>,
    pub creator: Option<String>,
    pub language: Option<Lang>,
    pub genre: Option<String>,
    pub subjects: Vec<String>,
    pub topics: Vec<Topic>,
    pub slugline: Option<String>,
    pub headline: Option<String>,
    pub kicker: Option<String>,
    pub subhead: Option<String>,
    pub dateline: Option<String>,
    pub byline: Option<String>,
    pub credit: Option<String>,
    pub teaser: Option<String>,
    pub caption: Option<String>,
    pub alt: Option<String>,
    pub sources: Vec<String>,
    pub rights: Option<Rights>,
}

impl Meta {
    pub fn of(item: &Element) -> Self {
        let none = Element::default();
        let own = item.first("itemMeta").unwrap_or(&none);
        let content = item.first("contentMeta").unwrap_or(&none);
        let tag = content
            .first("language")
            .and_then(|l| l.attribute("tag"))
            .or_else(|| item.attribute("xml:lang"));
        let language = tag.map(Lang::of).filter(|l| !l.is_unknown());
        let lang = language.as_ref();
        let guid = item.attribute("guid").map(agency::urn).filter(|g| !g.trim().is_empty());
        let mut meta = Self {
            version: item.attribute("version").and_then(agency::version),
            class: own.first("itemClass").and_then(concept).unwrap_or_default(),
            // NAR: the status is `stat:usable` where none is given.
            status: own.first("pubStatus").and_then(concept).and_then(|s| agency::status(&s)),
            signal: own
                .all("signal")
                .filter_map(|s| concept(s).and_then(|w| agency::signal(&w)))
                .max_by_key(|s| crate::signals::strength(*s)),
            embargo: Embargo::of(own.first("embargoed").map(Element::text).as_deref()),
            notes: Notes::default(),
            first: moment(own, "firstCreated").or_else(|| moment(content, "contentCreated")),
            created: moment(own, "versionCreated").or_else(|| moment(content, "contentModified")),
            title: own.first("title").and_then(Element::line),
            links: Vec::new(),
            url: None,
            pictures: Vec::new(),
            media: Vec::new(),
            urgency: content.first("urgency").and_then(|u| agency::urgency(&u.text())),
            places: Vec::new(),
            creator: content.all("creator").find_map(|c| person(c, lang)),
            genre: content.all("genre").find_map(|g| name(g, lang).or_else(|| concept(g))),
            subjects: Vec::new(),
            topics: Vec::new(),
            slugline: content.first("slugline").and_then(Element::line),
            headline: None,
            kicker: None,
            subhead: None,
            dateline: content.first("dateline").and_then(|d| agency::dateline(&d.text())),
            byline: ["by", "byline"].iter().find_map(|b| content.first(b)).and_then(Element::line),
            credit: content.first("creditline").and_then(Element::line),
            teaser: None,
            caption: None,
            alt: None,
            sources: Vec::new(),
            rights: item.first("rightsInfo").map(|r| rights(r, lang)).unwrap_or_default(),
            language: language.clone(),
            guid,
        };
        meta.headlines(content, lang);
        meta.descriptions(content, lang);
        meta.ed_notes(own);
        meta.name_links(own);
        meta.classed(content, lang);
        meta.named_sources(own, content, item);
        meta
    }

    /// The role of a headline is a code whose last part is told by its word.
    /// dpa gives ranks instead: 1 the headline, 2 the line below, 3 the kicker.
    fn headlines(&mut self, content: &Element, lang: Option<&Lang>) {
        let dpa = self.guid.as_deref().is_some_and(|g| g.starts_with("urn:newsml:dpa.com:"));
        for h in in_language(content.all("headline").collect(), lang) {
            let Some(text) = words(h) else { continue };
            let role = agency::code(h.attribute("role").unwrap_or_default());
            let rank = h.attribute("rank").unwrap_or_default();
            let place = match role.as_str() {
                "kicker" | "overline" | "dachzeile" | "roofline" | "topline" => &mut self.kicker,
                "subhead" | "subheadline" | "underline" | "sub" | "deck" => &mut self.subhead,
                "" if dpa && rank == "3" => &mut self.kicker,
                "" if dpa && rank == "2" => &mut self.subhead,
                _ => &mut self.headline,
            };
            place.get_or_insert(text);
        }
    }

    fn descriptions(&mut self, content: &Element, lang: Option<&Lang>) {
        let mut best = 9;
        for d in in_language(content.all("description").collect(), lang) {
            let Some(text) = words(d) else { continue };
            let order = match agency::code(d.attribute("role").unwrap_or_default()).as_str() {
                "caption" => {
                    self.caption.get_or_insert(text);
                    continue;
                }
                "alttext" | "alt" | "accessibility" => {
                    self.alt.get_or_insert(text);
                    continue;
                }
                "script" | "shotlist" | "synthe" | "soundbite" | "dopesheet" | "transcript"
                | "note" | "ednote" => continue,
                "teaser" | "standfirst" | "ingress" | "lead" => 0,
                "summary" | "abstract" => 1,
                "" => 2,
                _ => 3,
            };
            if order < best {
                best = order;
                self.teaser = Some(text);
            }
        }
    }

    /// All notes are for editors, those without a constraint too: what may be
    /// printed of them is theirs to judge.
    fn ed_notes(&mut self, own: &Element) {
        for note in own.all("edNote") {
            let words = crate::markup::blocks(&note.inner_html()).lines.join("\n");
            if note.attribute("role").is_some() {
                self.notes.file(&words);
            } else {
                self.notes.add(&words);
            }
        }
    }

    fn name_links(&mut self, own: &Element) {
        for link in own.all("link").take(500) {
            let rel = link.attribute("rel").unwrap_or_default();
            let rel = rel.rsplit([':', '/']).next().unwrap_or_default();
            let id = ["residref", "guidref", "uri", "qcode"]
                .iter()
                .find_map(|a| link.attribute(a))
                .map(agency::urn)
                .filter(|i| !i.is_empty());
            let rel = match rel {
                "" if id.is_some() && id == self.guid => "previousVersion",
                "" => "related",
                rel => rel,
            };
            let rel = rel.to_owned();
            let url = link.attribute("href").and_then(|h| keys::address(h, None));
            let title =
                ["title", "headline"].iter().find_map(|t| link.first(t)).and_then(Element::line);
            let class = link.first("itemClass").and_then(concept).unwrap_or_default();
            let mime = link.attribute("contenttype").unwrap_or_default();
            let kind =
                [class.as_str(), mime].into_iter().map(agency::media_kind).find(|k| !k.is_empty());
            if let Some(kind) = kind {
                self.pictures.extend(id.clone());
                self.media.push(Media {
                    kind: kind.to_owned(),
                    url,
                    id,
                    caption: title,
                    ..Media::default()
                });
            } else if self.links.len() < agency::MOST
                && (id.is_some() || url.is_some() || title.is_some())
            {
                // The story's own page, by the relation of RFC 4287.
                if matches!(rel.as_str(), "canonical" | "alternate" | "self") && self.url.is_none()
                {
                    self.url = url.clone();
                }
                self.links.push(Link { rel, id, title, url });
            }
        }
    }

    fn classed(&mut self, content: &Element, lang: Option<&Lang>) {
        for located in content.all("located") {
            // A literal is a code or, with some, the name itself.
            let literal = || {
                let text = located.attribute("literal")?;
                text.chars().any(char::is_lowercase).then(|| text.to_owned())
            };
            agency::add(&mut self.places, name(located, lang).or_else(literal));
            for wider in located.all("broader") {
                agency::add(&mut self.places, name(wider, lang));
            }
        }
        for s in content.all("subject").take(500) {
            let label = name(s, lang);
            match agency::code(s.attribute("type").unwrap_or_default()).as_str() {
                "geoarea" => {
                    agency::add(&mut self.places, label);
                    continue;
                }
                // A point on a map, or the desk it came from.
                "poi" | "category" => continue,
                _ => {}
            }
            for concept in std::iter::once(s).chain(s.all("sameAs")) {
                let code = concept.attribute("qcode").or_else(|| concept.attribute("uri"));
                let topic = code.and_then(|c| {
                    agency::topic(c, None, name(concept, lang).or_else(|| label.clone()))
                });
                // The same in another scheme is kept where it is IPTC's.
                let iptc = |t: &Topic| t.scheme == "medtop" || t.scheme == "subj";
                agency::add_topic(
                    &mut self.topics,
                    topic.filter(|t| std::ptr::eq(concept, s) || iptc(t)),
                );
            }
            agency::add(&mut self.subjects, label);
        }
        for k in content.all("keyword").take(500) {
            agency::add(&mut self.subjects, k.line());
        }
    }

    fn named_sources(&mut self, own: &Element, content: &Element, item: &Element) {
        let holder = item.first("rightsInfo").and_then(|r| r.first("copyrightHolder"));
        let named = content
            .all("infoSource")
            .chain(own.all("provider"))
            .chain(content.all("contributor"))
            .chain(holder);
        for source in named {
            agency::add(&mut self.sources, name(source, None));
            agency::add(&mut self.sources, concept(source).map(|c| agency::code(&c)));
        }
        // The line as printed leads: it names the agencies in their order.
        if let Some(credit) = &self.credit {
            self.sources.insert(0, credit.clone());
        }
    }
}

/// The code of a concept: `qcode`, `uri` or `literal`.
pub(super) fn concept(e: &Element) -> Option<String> {
    ["qcode", "uri", "literal"]
        .iter()
        .find_map(|a| e.attribute(a))
        .map(story::one_line)
        .filter(|c| !c.is_empty())
}

/// The name of a concept, in the item's language where it has several.
fn name(e: &Element, lang: Option<&Lang>) -> Option<String> {
    let names: Vec<&Element> = e
        .all("name")
        .filter(|n| !n.attribute("role").is_some_and(|r| r.ends_with("mnemonic")))
        .collect();
    in_language(names, lang).first().and_then(|n| n.line())
}

/// A person's name: user names (`example.ann`), codes and firms are none.
fn person(e: &Element, lang: Option<&Lang>) -> Option<String> {
    const FIRMS: &[&str] = &[
        "inc", "ltd", "llc", "llp", "gmbh", "ag", "plc", "sa", "agency", "news", "network",
        "press", "media", "service", "services", "desk", "staff",
    ];
    let of_firm = |w: &str| FIRMS.contains(&w.trim_matches(['.', ',']).to_lowercase().as_str());
    name(e, lang).filter(|n| {
        let words = n.split_whitespace().count();
        (2..=6).contains(&words)
            && n.chars().any(char::is_uppercase)
            && !n.split_whitespace().any(of_firm)
    })
}

/// The words of an element that may hold markup, as tags or as text.
fn words(e: &Element) -> Option<String> {
    e.line().map(|t| crate::markup::title(&t)).filter(|t| !t.is_empty())
}

/// Those in the item's language, or those of the first language there is.
fn in_language<'a>(all: Vec<&'a Element>, lang: Option<&Lang>) -> Vec<&'a Element> {
    let of = |e: &Element| e.attribute("xml:lang").map(Lang::of);
    let fits = |e: &&Element| of(e).is_none_or(|l| Some(&l) == lang);
    let chosen: Vec<&Element> = all.iter().copied().filter(fits).collect();
    if !chosen.is_empty() {
        return chosen;
    }
    let first = all.first().and_then(|e| of(e));
    all.into_iter().filter(|e| of(e) == first).collect()
}

fn moment(e: &Element, local: &str) -> Option<Timestamp> {
    stamps::timestamp(&e.first(local)?.text())
}

fn rights(info: &Element, lang: Option<&Lang>) -> Option<Rights> {
    let texts = |local: &'static str| {
        let all = in_language(info.all(local).collect(), lang);
        let words: Vec<String> = all.iter().filter_map(|e| e.line()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    let holder = info
        .first("copyrightHolder")
        .and_then(|h| name(h, lang).or_else(|| h.attribute("literal").map(str::to_owned)));
    agency::rights(holder, texts("copyrightNotice"), texts("usageTerms"))
}

//! Subjects, places, rights, bylines, media and links of ninjs.

use super::{
    texts::{named, roles},
    values::{Object, get, names, number, objects, strings, word},
};
use crate::{
    agency::{self, Rendition},
    markup,
};
use serde_json::Value;
use story::{Link, Media, Rights, Topic};

fn concepts<'a>(item: &'a Object, keys: &[&str]) -> Vec<&'a Object> {
    keys.iter()
        .filter_map(|k| get(item, k))
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_object)
        .take(500)
        .collect()
}

/// Names of subjects and keywords.
pub(super) fn subjects(item: &Object) -> Vec<String> {
    let mut out = Vec::new();
    for name in
        ["subjects", "subject", "keywords"].iter().filter_map(|k| get(item, k)).flat_map(names)
    {
        agency::add(&mut out, Some(markup::title(&name)));
    }
    out
}

/// Subjects with a code.
pub(super) fn topics(item: &Object) -> Vec<Topic> {
    let mut out = Vec::new();
    for s in concepts(item, &["subjects", "subject"]) {
        let name = word(s, "name").map(|n| markup::title(&n));
        let scheme = word(s, "scheme");
        let by_uri = word(s, "uri").and_then(|u| agency::topic(&u, None, name.clone()));
        let code = ["code", "qcode", "literal"].iter().find_map(|k| word(s, k));
        let by_code = code.and_then(|c| agency::topic(&c, scheme.as_deref(), name));
        // A uri of a scheme we know says more than a code without one.
        let known = |t: &Topic| t.scheme == "medtop" || t.scheme == "subj";
        let topic = match (by_uri, by_code) {
            (Some(u), Some(c)) => Some(if known(&u) || !known(&c) { u } else { c }),
            (u, c) => u.or(c),
        };
        agency::add_topic(&mut out, topic);
    }
    for s in concepts(item, &["service"]) {
        let code = ["code", "qcode"].iter().find_map(|k| word(s, k));
        let topic = code.and_then(|c| agency::topic(&c, Some("service"), word(s, "name")));
        agency::add_topic(&mut out, topic);
    }
    out
}

/// Places by name: where it was written first, then those it is about; AP's
/// wider places (`ancestor`) come last.
pub(super) fn places(item: &Object) -> Vec<String> {
    let mut out = Vec::new();
    agency::add(&mut out, word(item, "located").map(|l| markup::title(&l)));
    let all = concepts(item, &["places", "place"]);
    let wider =
        |p: &&Object| get(p, "rels").is_some_and(|r| strings(r).iter().any(|w| w == "ancestor"));
    for p in all.iter().copied().filter(|p| !wider(p)).chain(all.iter().copied().filter(wider)) {
        agency::add(&mut out, word(p, "name").map(|n| markup::title(&n)));
    }
    out
}

pub(super) fn rights(item: &Object) -> Option<Rights> {
    let text = |key: &str| {
        let all: Vec<String> = get(item, key)
            .map(strings)
            .unwrap_or_default()
            .iter()
            .map(|t| markup::title(t))
            .collect();
        (!all.is_empty()).then(|| all.join(" "))
    };
    agency::rights(text("copyrightholder"), text("copyrightnotice"), text("usageterms"))
}

/// The byline: as a line, AP's `bylines`, or the names of Superdesk's authors.
pub(super) fn byline(item: &Object) -> Option<String> {
    if let Some(line) = word(item, "byline").or_else(|| word(item, "by")) {
        return Some(markup::title(&line)).filter(|l| !l.is_empty());
    }
    let mut lines = Vec::new();
    for by in concepts(item, &["bylines"]) {
        let line: Vec<String> =
            ["by", "title"].iter().filter_map(|k| word(by, k)).map(|t| markup::title(&t)).collect();
        agency::add(&mut lines, Some(line.join(", ")));
    }
    if lines.is_empty() {
        for author in concepts(item, &["authors"]) {
            agency::add(&mut lines, word(author, "name").map(|n| markup::title(&n)));
        }
    }
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// What belongs to an item (`associations`: an object in 1.x, a list later):
/// media, and links to other items.
pub(super) fn associations(item: &Object) -> (Vec<Media>, Vec<Link>) {
    let (mut media, mut links) = (Vec::new(), Vec::new());
    for (name, other) in get(item, "associations").map(objects).unwrap_or_default() {
        let kind = agency::media_kind(&word(other, "type").unwrap_or_default());
        if kind.is_empty() && get(other, "renditions").is_none() {
            let rel = word(other, "rel").unwrap_or_else(|| relation(name));
            push(&mut links, link(other, &rel));
        } else if media.len() < agency::MOST {
            media.extend(medium(other, kind));
        }
    }
    for key in ["evolvedfrom", "translationof", "rewriteof"] {
        if let Some(id) = word(item, key) {
            let rel = match key {
                "evolvedfrom" => "evolvedFrom",
                "translationof" => "translationOf",
                _ => "rewriteOf",
            };
            let id = Some(agency::urn(&id));
            push(&mut links, Some(Link { rel: rel.into(), id, title: None, url: None }));
        }
    }
    (media, links)
}

fn push(links: &mut Vec<Link>, link: Option<Link>) {
    if links.len() < agency::MOST {
        links.extend(link);
    }
}

/// `related--1` and `a001` are numbers of slots, not relations.
fn relation(name: &str) -> String {
    let word = name.split("--").next().unwrap_or_default();
    if word.is_empty() || word.chars().any(|c| c.is_ascii_digit()) || word.len() > 40 {
        "related".into()
    } else {
        word.to_owned()
    }
}

fn link(other: &Object, rel: &str) -> Option<Link> {
    let id = ["uri", "urn", "guid"].iter().find_map(|k| word(other, k)).map(|u| agency::urn(&u));
    let url = word(other, "url").or_else(|| word(other, "href")).and_then(|u| agency::url(&u));
    let title = roles(other, "headline", &["main", ""])
        .or_else(|| word(other, "title"))
        .map(|t| markup::title(&t));
    (id.is_some() || url.is_some() || title.is_some()).then(|| Link {
        rel: rel.to_owned(),
        id,
        title,
        url,
    })
}

/// A picture, video or sound with its words.
pub(super) fn medium(other: &Object, kind: &str) -> Option<Media> {
    let files: Vec<Rendition> = get(other, "renditions")
        .map(objects)
        .unwrap_or_default()
        .into_iter()
        .take(100)
        .map(|(_, r)| Rendition {
            url: word(r, "href").or_else(|| word(r, "url")).and_then(|u| agency::url(&u)),
            mime: ["mimetype", "contenttype"].iter().find_map(|k| word(r, k)).unwrap_or_default(),
            width: number(r, "width"),
            height: number(r, "height"),
        })
        // A thumbnail of a video is a picture; the video is what counts.
        .filter(|r| kind != "video" || !r.mime.starts_with("image/"))
        .collect();
    let line = |text: Option<String>| text.map(|t| markup::title(&t)).filter(|t| !t.is_empty());
    let caption = word(other, "caption")
        .or_else(|| roles(other, "description", &["caption", "", "text", "main"]))
        .or_else(|| named(other, "description", &["caption"]))
        .or_else(|| roles(other, "headline", &["main", ""]));
    let media = Media {
        kind: kind.to_owned(),
        id: ["uri", "urn", "guid"].iter().find_map(|k| word(other, k)).map(|u| agency::urn(&u)),
        alt: line(
            ["alttext", "alt_text", "alt", "description_alttext"]
                .iter()
                .find_map(|k| word(other, k))
                .or_else(|| named(other, "description", &["alttext", "alt"])),
        ),
        caption: line(caption),
        credit: line(
            ["creditline", "by", "byline", "copyrightholder"].iter().find_map(|k| word(other, k)),
        ),
        ..Media::default()
    };
    let media = agency::with_best(media, &files);
    (media.url.is_some() || media.id.is_some()).then_some(media)
}

//! NITF's `body`: one block a line, media and notes apart from the words.

use super::Body;
use crate::{
    agency::{self, Rendition},
    textwire,
    xml::{Child, Element},
};
use story::{Lang, Media};

/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "p",
    "hl2",
    "block",
    "body.content",
    "bq",
    "credit",
    "ol",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "nitf-table",
    "caption",
    "tr",
    "pre",
    "fn",
    "hr",
    "br",
    "note",
    "datasource",
    // HTML that agencies put into NITF.
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
    "article",
    "aside",
    "body",
];
/// Elements whose text no reader sees.
const SILENT: &[&str] = &[
    "nitf-table-metadata",
    "media-metadata",
    "media-object",
    "custom-table",
    "script",
    "style",
    "iframe",
    "object",
    "svg",
    "form",
    "col",
    "colgroup",
];

/// A walk through the text.
#[derive(Default)]
struct Walk {
    line: String,
    out: Body,
}

pub(super) fn read(nitf: &Element) -> Body {
    let body = if nitf.named("body") { nitf } else { nitf.first("body").unwrap_or(nitf) };
    let mut walk = Walk::default();
    walk.out.language = [body, nitf]
        .iter()
        .find_map(|e| e.attribute("xml:lang").or_else(|| e.attribute("baselang")))
        .map(Lang::of)
        .filter(|l| !l.is_unknown());
    if let Some(head) = body.first("body.head") {
        walk.head(head);
    }
    for content in body.all("body.content") {
        walk.enter(content);
    }
    if body.first("body.content").is_none() && body.first("body.head").is_none() {
        // A fragment: paragraphs right inside.
        walk.enter(body);
    }
    if let Some(tagline) = body.first("body.end").and_then(|e| e.first("tagline")) {
        walk.enter(tagline);
    }
    walk.flush(false);
    walk.out
}

impl Walk {
    fn head(&mut self, head: &Element) {
        if let Some(hedline) = head.first("hedline") {
            self.out.headline = hedline.first("hl1").and_then(title);
            self.out.subhead = hedline.first("hl2").and_then(title);
        }
        let bylines: Vec<String> = head.all("byline").filter_map(byline).collect();
        self.out.byline = (!bylines.is_empty()).then(|| bylines.join("; "));
        self.out.dateline = head.first("dateline").and_then(|d| {
            let text: Vec<String> = d
                .children
                .iter()
                .filter_map(|c| match c {
                    Child::Element(e) if e.named("story.date") => None,
                    Child::Element(e) => Some(e.text()),
                    Child::Text(t) => Some(t.clone()),
                })
                .collect();
            agency::dateline(&text.join(" "))
        });
        self.out.teaser = head.first("abstract").and_then(|a| {
            let mut walk = Walk::default();
            walk.enter(a);
            walk.flush(false);
            Some(walk.out.text.lines.join(" ")).filter(|t| !t.is_empty())
        });
        self.out.distributor = head.first("distributor").and_then(Element::line);
        if let Some(rights) = head.first("rights") {
            let holder = rights.first("rights.owner").and_then(Element::line);
            self.out.rights = agency::rights(holder, rights.line(), None);
        }
        for note in head.all("note") {
            self.note(note);
        }
    }

    /// A note to editors is for them; the other classes (`cpyrt`, `end`, `hd`
    /// …) are set with the text (NITF 3.6, `note@noteclass`).
    fn note(&mut self, note: &Element) {
        let class = note.attribute("noteclass").unwrap_or_default().to_lowercase();
        let kind = note.attribute("type").unwrap_or_default().to_lowercase();
        if class == "editorsnote" || kind == "npa" {
            self.out.notes.push(lines(note));
        } else {
            self.enter(note);
        }
    }

    fn enter(&mut self, element: &Element) {
        let name = element.local();
        if SILENT.contains(&name.as_str()) {
            return;
        }
        let block = BLOCKS.contains(&name.as_str());
        let head = matches!(name.as_str(), "hl2" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        if block {
            self.flush(false);
        }
        for child in &element.children {
            match child {
                Child::Text(t) if name == "pre" => {
                    for line in textwire::unwrap(&t.lines().collect::<Vec<_>>()) {
                        self.line.push_str(&line);
                        self.flush(false);
                    }
                }
                Child::Text(t) => self.line.push_str(t),
                Child::Element(e) if e.named("note") => {
                    self.flush(false);
                    self.note(e);
                    self.flush(false);
                }
                Child::Element(e) if e.named("media") => {
                    if self.out.media.len() < agency::MOST {
                        self.out.media.extend(media(e));
                    }
                }
                Child::Element(e) if e.named("td") || e.named("th") => {
                    self.enter(e);
                    self.line.push(' ');
                }
                Child::Element(e) if e.named("a") => {
                    let from = self.line.len();
                    self.enter(e);
                    let words = story::one_line(self.line.get(from..).unwrap_or_default());
                    if let (Some(href), false) = (e.attribute("href"), words.is_empty()) {
                        self.out.text.links.push((words, href.to_owned()));
                    }
                }
                Child::Element(e) => self.enter(e),
            }
        }
        if block {
            self.flush(head);
        }
    }

    fn flush(&mut self, head: bool) {
        let text = story::one_line(&self.line);
        if !text.is_empty() {
            if head {
                self.out.heads.push(text.clone());
            }
            self.out.text.lines.push(text);
        }
        self.line.clear();
    }
}

fn title(element: &Element) -> Option<String> {
    element.line().map(|t| crate::markup::title(&t)).filter(|t| !t.is_empty())
}

/// All words of an element, a block a line.
fn lines(element: &Element) -> String {
    let mut walk = Walk::default();
    for child in &element.children {
        match child {
            Child::Text(t) => walk.line.push_str(t),
            Child::Element(e) => walk.enter(e),
        }
    }
    walk.flush(false);
    walk.out.text.lines.join("\n")
}

/// `By <person>Ann Example</person><byttl>Harbour Writer</byttl>` on one line.
fn byline(element: &Element) -> Option<String> {
    let mut parts = vec![String::new()];
    for child in &element.children {
        match child {
            Child::Element(e) if e.named("byttl") => parts.push(e.text()),
            Child::Element(e) => parts[0].push_str(&e.text()),
            Child::Text(t) => parts[0].push_str(t),
        }
    }
    let parts: Vec<String> = parts
        .iter()
        .map(|p| story::one_line(p).trim_matches([',', ' ']).to_owned())
        .filter(|p| !p.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn media(element: &Element) -> Option<Media> {
    let mut alt = None;
    let mut id = None;
    let files: Vec<Rendition> = element
        .all("media-reference")
        .map(|r| {
            let size = |name| r.attribute(name).and_then(|n| n.trim().parse().ok());
            alt = alt.take().or_else(|| r.attribute("alternate-text").map(story::one_line));
            // A source that is no address is the agency's name for the file.
            id = id.take().or_else(|| {
                let source = || r.attribute("source").filter(|s| agency::url(s).is_none());
                r.attribute("id")
                    .or_else(|| r.attribute("name"))
                    .or_else(source)
                    .map(story::one_line)
            });
            Rendition {
                url: r.attribute("source").and_then(agency::url),
                mime: r.attribute("mime-type").unwrap_or_default().to_owned(),
                width: size("width"),
                height: size("height"),
            }
        })
        .collect();
    let words = |name| {
        let text = element.all(name).map(lines).collect::<Vec<_>>().join(" ");
        Some(story::one_line(&text)).filter(|t| !t.is_empty())
    };
    let media = Media {
        kind: agency::media_kind(element.attribute("media-type").unwrap_or_default()).to_owned(),
        id: id.filter(|i| !i.is_empty()),
        alt: alt.filter(|a| !a.is_empty()),
        caption: words("media-caption"),
        credit: words("media-producer"),
        ..Media::default()
    };
    let media = agency::with_best(media, &files);
    (media.url.is_some() || media.id.is_some() || media.caption.is_some()).then_some(media)
}

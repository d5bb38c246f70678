//! `contentSet` of a news item: its words and its files
//! (NewsML-G2, "Content": `inlineXML`, `inlineData`, `remoteContent`).

use crate::{
    agency::{self, Rendition},
    markup::{self, Blocks},
    nitf, textwire, xhtml,
    xml::Element,
};
use story::{Link, Media, Points};

/// What was in it.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub text: Blocks,
    pub heads: Vec<String>,
    pub points: Option<Points>,
    pub links: Vec<Link>,
    pub media: Vec<Media>,
    pub notes: Vec<String>,
    pub nitf: nitf::Body,
    pub troubles: Vec<String>,
}

pub(super) fn read(item: &Element) -> Content {
    let mut out = Content::default();
    let Some(set) = item.first("contentSet") else { return out };
    // The parts of a content set are the same content in several forms: the
    // first that gives words is taken, marked-up forms before plain ones.
    for inline in set.all("inlineXML") {
        if out.text.lines.is_empty() {
            inline_xml(inline, &mut out);
        }
    }
    for inline in set.all("inlineData") {
        if out.text.lines.is_empty() {
            inline_data(inline, &mut out);
        }
    }
    let files: Vec<Rendition> = set.all("remoteContent").map(file).collect();
    let mut media: Vec<Rendition> =
        files.into_iter().filter(|f| !agency::media_kind(&f.mime).is_empty()).collect();
    media.truncate(agency::MOST);
    if !media.is_empty() {
        let alt =
            set.all("remoteContent").find_map(|r| r.inside("altText")).and_then(Element::line);
        out.media.push(agency::with_best(Media { alt, ..Media::default() }, &media));
    }
    if !out.text.lines.is_empty() {
        out.troubles.clear();
    }
    out
}

fn inline_xml(inline: &Element, out: &mut Content) {
    let Some(root) = inline.elements().next() else {
        let words = inline.text();
        if !words.trim().is_empty() {
            out.text = markup::blocks_of(&words);
        }
        return;
    };
    match root.local().as_str() {
        "nitf" | "body.content" => {
            let mut body = nitf::body(root);
            out.text = std::mem::take(&mut body.text);
            out.heads = std::mem::take(&mut body.heads);
            out.nitf = body;
        }
        "html" | "body" | "div" | "section" | "article" | "p" | "main" => {
            // Several elements may stand side by side without a root.
            let page =
                xhtml::read(if root.named("html") || root.named("body") { root } else { inline });
            out.text = page.text;
            out.heads = page.heads;
            out.points = page.points;
            out.nitf.teaser = page.teaser;
            out.links = page.links;
            out.notes = page.notes;
        }
        other => out.troubles.push(format!(
            "the content is <{}>, which is data, not a text",
            other.chars().take(40).collect::<String>()
        )),
    }
}

fn inline_data(inline: &Element, out: &mut Content) {
    let mime = inline.attribute("contenttype").unwrap_or_default().to_lowercase();
    let coded = inline.attribute("encoding").is_some_and(|e| !e.trim().is_empty());
    if coded || !(mime.is_empty() || mime.starts_with("text/") || mime.contains("html")) {
        out.troubles.push(format!(
            "the content is {}, not a text",
            if mime.is_empty() { "encoded data" } else { mime.as_str() }
        ));
        return;
    }
    let words = inline.text();
    // Called plain and full of tags: the call is wrong more often than the
    // tags are meant to be read.
    if mime.contains("html") || markup::has_tags(&words) {
        let page = xhtml::parse(&words);
        out.text = page.text;
        out.heads = page.heads;
        out.points = page.points;
        out.links = page.links;
        out.notes = page.notes;
        out.nitf.teaser = page.teaser;
    } else {
        out.text = plain(&words);
    }
}

/// Plain text: paragraphs apart by empty lines may be wrapped; without any
/// empty line each line is one.
fn plain(text: &str) -> Blocks {
    if let Some(lines) = textwire::preformatted(text) {
        return Blocks { lines, links: Vec::new() };
    }
    let lines = Some(text.trim().to_owned()).filter(|t| !t.is_empty());
    Blocks { lines: lines.into_iter().collect(), links: Vec::new() }
}

fn file(e: &Element) -> Rendition {
    let size = |name| e.attribute(name).and_then(|n| n.trim().parse().ok());
    let mime = e.attribute("contenttype").unwrap_or_default().to_owned();
    Rendition {
        url: e.attribute("href").and_then(|h| agency::url(h.trim())),
        // Without a media type the rendition's name is all there is.
        mime: if mime.is_empty() && e.attribute("width").is_some() {
            "image/".into()
        } else {
            mime
        },
        width: size("width"),
        height: size("height"),
    }
}

//! XHTML bodies of agencies' items: the words, and apart from them the boxes
//! and notes that agencies put between them by class.
//!
//! Shared by NewsML-G2 (`inlineXML`) and dpa's JSON (`article_html`,
//! `infobox_html`, `linkbox_html`). Nothing of the markup is kept, and what
//! has the class of a notepad or closing line ends in `notes`.

use crate::{
    agency, keys,
    markup::{self, Blocks},
    textwire,
    xml::{self, Child, Element},
};
use story::{Link, Point, Points};

/// What a page of an agency holds.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub kicker: Option<String>,
    pub teaser: Option<String>,
    pub text: Blocks,
    pub heads: Vec<String>,
    pub points: Option<Points>,
    pub links: Vec<Link>,
    pub notes: Vec<String>,
}

/// Elements deeper than this are handed to the markup reader as they are.
const DEEPEST: usize = 100;

/// Reads HTML as a string, as JSON carries it.
pub(crate) fn parse(html: &str) -> Page {
    // The fragment gets a root of its own. Broken ends are closed by the tree;
    // what it gives up on goes through the HTML reader whole.
    let html = html.replace("<br>", "<br/>").replace("<hr>", "<hr/>");
    let (root, broken) = xml::tree(&format!("<body>{html}</body>"));
    let notes = ["notepad", "np-", "closingline"].iter().any(|c| html.contains(c));
    match root {
        // With notes in it, rather lose the end of a broken text than print
        // them.
        Some(root) if broken.is_none() || notes => read(&root),
        _ => Page { text: markup::blocks(&html), ..Page::default() },
    }
}

/// Reads an XHTML element.
pub(crate) fn read(element: &Element) -> Page {
    let body =
        if element.named("html") { element.first("body").unwrap_or(element) } else { element };
    let mut page = Page::default();
    let kept = apart(body, &mut page, 0);
    page.text = markup::blocks(&kept.inner_html());
    if page.text.lines.len() == 1
        && let Some(lines) = textwire::preformatted(&kept.text())
    {
        page.text.lines = lines;
    }
    headings(&kept, &mut page.heads, 0);
    page
}

/// The element without what stands apart from the text.
fn apart(element: &Element, page: &mut Page, depth: usize) -> Element {
    let mut kept = Element {
        name: element.name.clone(),
        attributes: element.attributes.clone(),
        children: Vec::new(),
        ns: element.ns,
        low: element.low.clone(),
    };
    for child in &element.children {
        let Child::Element(e) = child else {
            kept.children.push(child.clone());
            continue;
        };
        let class = e.attribute("class").unwrap_or_default().to_lowercase();
        let has = |word: &str| class.split_whitespace().any(|c| c == word);
        if e.named("head") || (e.named("header") && is_head(e)) {
            // Title, slug line, time: the item's metadata says them.
        } else if has("notepad")
            || has("closingline")
            || class.contains("np-public")
            || class.contains("np-nonpublic")
            || has("embargoed")
        {
            page.notes.push(markup::blocks(&e.inner_html()).lines.join("\n"));
        } else if has("dat") && e.inside("span").is_some() {
            // TT's line above the text: `vignette` is the kicker, `source` the
            // agency.
            let label = |s: &&Element| s.attribute("class").is_some_and(|c| c == "vignette");
            page.kicker = e.all("span").find(label).and_then(Element::line);
        } else if has("teaser") && e.named("p") && page.teaser.is_none() {
            page.teaser = e.line();
        } else if has("infobox") && page.points.is_none() {
            infobox(e, page);
        } else if has("linkbox") {
            links(e, &mut page.links);
        } else if depth < DEEPEST {
            kept.children.push(Child::Element(apart(e, page, depth + 1)));
        } else {
            kept.children.push(child.clone());
        }
    }
    kept
}

/// A `header` that repeats the item's metadata, not one that has paragraphs of
/// the story.
fn is_head(header: &Element) -> bool {
    header.inside("h1").is_some()
        || header.inside("time").is_some()
        || header.elements().any(|e| e.attribute("class").is_some_and(|c| c.contains("slugline")))
}

/// A box: its heading and its paragraphs or list items. One that holds nothing
/// but links is a list of links.
pub(crate) fn infobox(element: &Element, page: &mut Page) {
    let mut title = None;
    let mut items = Vec::new();
    let mut only_links = true;
    box_items(element, &mut title, &mut items, &mut only_links, 0);
    if items.is_empty() {
        return;
    }
    if only_links {
        links(element, &mut page.links);
        return;
    }
    let items = items.into_iter().map(|t| point(&t)).collect();
    page.points = Some(Points { title: title.unwrap_or_default(), items });
}

fn box_items(
    element: &Element,
    title: &mut Option<String>,
    items: &mut Vec<String>,
    only_links: &mut bool,
    depth: usize,
) {
    for e in element.elements() {
        match e.local().as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if title.is_none() => *title = e.line(),
            "p" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "tr" => {
                let lines = markup::blocks(&e.inner_html()).lines;
                *only_links &=
                    e.inside("a").is_some_and(|a| a.text().len() * 2 > e.text().trim().len());
                if !lines.is_empty() && items.len() < agency::MOST {
                    items.push(lines.join(" "));
                }
            }
            _ if depth < DEEPEST => box_items(e, title, items, only_links, depth + 1),
            _ => {}
        }
    }
}

/// `Label: text` with a short label.
fn point(text: &str) -> Point {
    match text.split_once(": ") {
        Some((label, rest))
            if label.split_whitespace().count() <= 6 && !label.contains(['.', '!', '?']) =>
        {
            Point { label: label.to_owned(), text: rest.trim().to_owned() }
        }
        _ => Point { label: String::new(), text: text.to_owned() },
    }
}

/// The links of a box.
pub(crate) fn links(element: &Element, out: &mut Vec<Link>) {
    for e in element.elements() {
        if !e.named("a") {
            links(e, out);
            continue;
        }
        let Some(url) = e.attribute("href").and_then(|h| keys::address(h, None)) else { continue };
        let title = e.line().filter(|t| t.chars().any(char::is_alphanumeric));
        if out.len() < agency::MOST && !out.iter().any(|l| l.url.as_deref() == Some(url.as_str())) {
            out.push(Link { rel: "seeAlso".into(), id: None, title, url: Some(url) });
        }
    }
}

fn headings(element: &Element, out: &mut Vec<String>, depth: usize) {
    for e in element.elements() {
        if matches!(e.local().as_str(), "h2" | "h3" | "h4" | "h5" | "h6") {
            out.extend(e.line());
        } else if depth < DEEPEST {
            headings(e, out, depth + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_and_notes_stand_apart() {
        let page = parse(
            "<header><h1>Title</h1><ul class='slugline'><li>ice</li></ul></header>\
             <section class='main'><p>The bridge is closed.</p><h2>What comes next</h2><p>Work.</p></section>\
             <section class='infobox'><h2>In brief</h2><p>Length: 300 metres</p><p>Opened in 1931</p></section>\
             <section class='linkbox'><ul><li><a href='https://example.org/b'>The bridge</a></li>\
             <li><a href='javascript:alert(1)'>bad</a></li></ul></section>\
             <section class='np-nonpublic'><p>Phone 555-0100</p></section><p class='closingline'>ea ab/cd</p>",
        );
        assert_eq!(page.text.lines, ["The bridge is closed.", "What comes next", "Work."]);
        assert_eq!(page.heads, ["What comes next"]);
        let points = page.points.unwrap();
        assert_eq!(points.title, "In brief");
        assert_eq!((points.items[0].label.as_str(), points.items.len()), ("Length", 2));
        assert_eq!(page.links.len(), 1);
        assert_eq!(page.notes, ["Phone 555-0100", "ea ab/cd"]);
    }

    #[test]
    fn html_that_is_no_xml_is_still_read() {
        let page = parse("<p>One<br>two<p>three & <b>four");
        assert!(page.text.lines.join(" ").contains("four"));
    }
}

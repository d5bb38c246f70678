//! A forgiving XML reader: a small tree of elements, as much of it as can be
//! read. Broken ends, stray `&` and illegal characters are read over; where
//! nothing goes on, the tree so far is kept and the place of the break told.
//!
//! No document type is obeyed and no entity of the document's own expanded
//! (no "billion laughs", no outside files): only the named references of HTML.

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_html5_entity,
    events::{BytesStart, Event},
};

/// An element.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name as written, with its prefix.
    pub name: String,
    /// Its attributes as written.
    pub attributes: Vec<(String, String)>,
    /// What it holds.
    pub children: Vec<Child>,
}

/// Something inside an element.
#[derive(Clone, Debug)]
pub enum Child {
    /// Another element.
    Element(Element),
    /// Text, references read.
    Text(String),
}

/// Where reading stopped, and why.
#[derive(Clone, Debug)]
pub struct Broken {
    /// `line 3, column 14`.
    pub place: String,
    /// What the parser says.
    pub what: String,
}

/// Elements within elements beyond this are read as no feed would have them.
const DEEPEST: usize = 120;

impl Element {
    /// The name without its prefix, in lower case.
    pub fn local(&self) -> String {
        self.name.rsplit(':').next().unwrap_or_default().to_lowercase()
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|c| match c {
            Child::Element(e) => Some(e),
            Child::Text(_) => None,
        })
    }

    /// The first child of that name as written (`content:encoded`), case folded.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|e| e.name.eq_ignore_ascii_case(name))
    }

    /// An attribute by its name as written.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// The first child of that local name, whatever its prefix.
    pub fn first(&self, local: &str) -> Option<&Element> {
        self.elements().find(|e| e.is(local))
    }

    /// The children of that local name, whatever their prefix.
    pub fn all<'a>(&'a self, local: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |e| e.is(local))
    }

    /// The element behind a path of local names.
    pub fn path(&self, locals: &[&str]) -> Option<&Element> {
        locals.iter().try_fold(self, |at, local| at.first(local))
    }

    /// The first element of that local name inside, at any depth.
    pub fn inside(&self, local: &str) -> Option<&Element> {
        self.elements().find_map(|e| if e.is(local) { Some(e) } else { e.inside(local) })
    }

    /// True if this is its local name.
    pub fn is(&self, local: &str) -> bool {
        self.name.rsplit(':').next().unwrap_or_default().eq_ignore_ascii_case(local)
    }

    /// Its text on one line, if there is any.
    pub fn line(&self) -> Option<String> {
        Some(story::one_line(&self.text())).filter(|t| !t.is_empty())
    }

    /// All text in it.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.gather(&mut out);
        out
    }

    fn gather(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(t) => out.push_str(t),
                Child::Element(e) => e.gather(out),
            }
        }
    }

    /// Its content as HTML: for XHTML that stands in XML unescaped.
    pub fn inner_html(&self) -> String {
        let mut out = String::new();
        self.write_inner(&mut out);
        out
    }

    fn write_inner(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(t) => {
                    out.push_str(&t.replace('&', "&amp;").replace('<', "&lt;"));
                }
                Child::Element(e) => {
                    let name = e.local();
                    out.push('<');
                    out.push_str(&name);
                    if let Some(href) = e.attribute("href") {
                        out.push_str(" href=\"");
                        out.push_str(&href.replace('&', "&amp;").replace('"', "&quot;"));
                        out.push('"');
                    }
                    out.push('>');
                    e.write_inner(out);
                    if !matches!(name.as_str(), "br" | "img" | "hr") {
                        out.push_str("</");
                        out.push_str(&name);
                        out.push('>');
                    }
                }
            }
        }
    }
}

/// Reads a document: its root, and where it broke if it did.
pub fn tree(text: &str) -> (Option<Element>, Option<Broken>) {
    let clean: String = text.chars().map(|c| if legal(c) { c } else { ' ' }).collect();
    let mut reader = Reader::from_str(&clean);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut broken = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                if open.len() >= DEEPEST {
                    broken = Some(Broken {
                        place: place(&clean, reader.buffer_position()),
                        what: format!("elements are nested more than {DEEPEST} deep"),
                    });
                    break;
                }
                open.push(element(&start));
            }
            Ok(Event::Empty(start)) => close(&mut open, &mut root, element(&start)),
            Ok(Event::End(end)) => {
                let name = end.name().as_ref().to_owned();
                // An end that closes something further out closes what is open
                // in between; one that closes nothing is read over.
                if let Some(at) = open.iter().rposition(|e| e.name == name) {
                    while open.len() > at {
                        let Some(done) = open.pop() else { break };
                        close(&mut open, &mut root, done);
                    }
                }
            }
            Ok(Event::Text(t)) => add(&mut open, &t),
            Ok(Event::CData(t)) => add(&mut open, &t),
            Ok(Event::GeneralRef(r)) => {
                let text = match r.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    _ => {
                        let name = r.to_string();
                        resolve_html5_entity(&name)
                            .map_or_else(|| format!("&{name};"), str::to_owned)
                    }
                };
                add(&mut open, &text);
            }
            Ok(Event::Eof) => {
                if !open.is_empty() {
                    broken = Some(Broken {
                        place: place(&clean, clean.len() as u64),
                        what: "the document ends before its elements do".into(),
                    });
                }
                break;
            }
            Ok(_) => {}
            Err(e) => {
                broken = Some(Broken {
                    place: place(&clean, reader.error_position()),
                    what: format!("the XML breaks: {e}"),
                });
                break;
            }
        }
        if root.is_some() && open.is_empty() {
            break;
        }
    }
    while let Some(done) = open.pop() {
        close(&mut open, &mut root, done);
    }
    (root, broken)
}

fn legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
}

fn element(start: &BytesStart<'_>) -> Element {
    let name = start.name().as_ref().to_owned();
    let attributes = start
        .html_attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .map(|a| {
            let key = a.key.as_ref().to_owned();
            let value = a
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| a.value.to_string(), std::borrow::Cow::into_owned);
            (key, value)
        })
        .collect();
    Element { name, attributes, children: Vec::new() }
}

fn close(open: &mut [Element], root: &mut Option<Element>, done: Element) {
    match open.last_mut() {
        Some(parent) => parent.children.push(Child::Element(done)),
        None if root.is_none() => *root = Some(done),
        None => {}
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(e) = open.last_mut() {
        if let Some(Child::Text(t)) = e.children.last_mut() {
            t.push_str(text);
        } else {
            e.children.push(Child::Text(text.to_owned()));
        }
    }
}

fn place(text: &str, at: u64) -> String {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    let before = &text.as_bytes()[..at];
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let column = at - before.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1) + 1;
    format!("line {line}, column {column}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_documents_keep_what_came_before() {
        let (root, broken) = tree(
            "<rss><channel><item><title>A &amp; B &eacute; &nosuch; & C</title></item>\n<item><title>B",
        );
        let root = root.unwrap();
        assert!(broken.unwrap().place.starts_with("line 2"));
        let titles: Vec<String> = root
            .child("channel")
            .unwrap()
            .elements()
            .map(|i| i.child("title").unwrap().text())
            .collect();
        assert_eq!(titles, ["A & B é &nosuch; & C", "B"]);
    }

    #[test]
    fn laughs_are_not_expanded() {
        let (root, _) = tree("<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><r>&b;</r>");
        assert_eq!(root.unwrap().text(), "&b;");
    }
}

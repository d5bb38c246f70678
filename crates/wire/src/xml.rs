//! A forgiving XML reader: a small tree of elements, as much of it as can be
//! read. Broken ends, stray `&` and illegal characters are read over; where the
//! syntax breaks, reading goes on behind the break and the place is told.
//!
//! No document type is obeyed and no entity of the document's own expanded
//! (no "billion laughs", no outside files): only the named references of HTML.

use crate::spaces::{self, Ns};
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_html5_entity,
    events::{BytesStart, Event},
};
use std::borrow::Cow;

/// An element.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name as written, with its prefix.
    pub name: String,
    /// Its attributes as written.
    pub attributes: Vec<(String, String)>,
    /// What it holds.
    pub children: Vec<Child>,
    /// The vocabulary it belongs to.
    pub ns: Ns,
    /// Its name without prefix, in lower case.
    pub low: String,
}

/// Something inside an element.
#[derive(Clone, Debug)]
pub enum Child {
    /// Another element.
    Element(Element),
    /// Text, references read.
    Text(String),
}

/// Where reading stopped or stumbled first, and why.
#[derive(Clone, Debug)]
pub struct Broken {
    /// `line 3, column 14`.
    pub place: String,
    /// What the parser says.
    pub what: String,
}

/// Elements within elements beyond this are read as no feed would have them.
const DEEPEST: usize = 120;
/// How often reading starts again behind a break: each start may read to the
/// document's end, so hostile documents must not have many.
const RESTARTS: usize = 40;

impl Element {
    /// The name without its prefix, in lower case.
    pub fn local(&self) -> String {
        self.low.clone()
    }

    /// True if it is that element of that vocabulary; `low` in lower case.
    pub fn is(&self, ns: Ns, low: &str) -> bool {
        self.ns == ns && self.low == low
    }

    /// The first child that is that element of that vocabulary.
    pub fn of(&self, ns: Ns, low: &str) -> Option<&Element> {
        self.elements().find(|e| e.is(ns, low))
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|c| match c {
            Child::Element(e) => Some(e),
            Child::Text(_) => None,
        })
    }

    /// An attribute by its name as written.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// The first child of that local name, whatever its prefix.
    pub fn first(&self, local: &str) -> Option<&Element> {
        self.elements().find(|e| e.named(local))
    }

    /// The children of that local name, whatever their prefix.
    pub fn all<'a>(&'a self, local: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |e| e.named(local))
    }

    /// The element behind a path of local names.
    pub fn path(&self, locals: &[&str]) -> Option<&Element> {
        locals.iter().try_fold(self, |at, local| at.first(local))
    }

    /// The first element of that local name inside, at any depth.
    pub fn inside(&self, local: &str) -> Option<&Element> {
        self.elements().find_map(|e| if e.named(local) { Some(e) } else { e.inside(local) })
    }

    /// True if this is its local name.
    pub fn named(&self, local: &str) -> bool {
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
                    for kept in ["href", "src", "alt", "width", "height", "hidden"] {
                        if let Some(value) = e.attribute(kept) {
                            out.push(' ');
                            out.push_str(kept);
                            out.push_str("=\"");
                            out.push_str(&value.replace('&', "&amp;").replace('"', "&quot;"));
                            out.push('"');
                        }
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
    let clean: Cow<'_, str> = if text.chars().all(legal) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(|c| if legal(c) { c } else { ' ' }).collect())
    };
    let mut walk = Walk::default();
    let mut from = 0;
    for _ in 0..=RESTARTS {
        match walk.run(&clean, from) {
            Some(next) if next > from => from = next,
            _ => break,
        }
    }
    while let Some(done) = walk.open.pop() {
        walk.close(done);
    }
    (walk.root, walk.broken)
}

#[derive(Default)]
struct Walk {
    open: Vec<Element>,
    root: Option<Element>,
    broken: Option<Broken>,
}

impl Walk {
    /// Reads on from a byte; gives the byte to go on at if the syntax broke.
    fn run(&mut self, clean: &str, from: usize) -> Option<usize> {
        let mut reader = Reader::from_str(&clean[from..]);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let start_of_event = reader.buffer_position();
            match reader.read_event() {
                Ok(Event::Start(start) | Event::Empty(start))
                    if !start
                        .name()
                        .as_ref()
                        .starts_with(|c: char| c.is_alphabetic() || c == '_') =>
                {
                    // `5 < 6` is a text that forgot to escape its mark.
                    self.add("<");
                    let at = from + usize::try_from(start_of_event).unwrap_or(usize::MAX) + 1;
                    return clean.is_char_boundary(at).then_some(at);
                }
                Ok(Event::Start(start)) => {
                    if self.open.len() >= DEEPEST {
                        let at = from as u64 + reader.buffer_position();
                        self.broke(
                            clean,
                            at,
                            &format!("elements are nested more than {DEEPEST} deep"),
                        );
                        return None;
                    }
                    let element = self.element(&start);
                    self.open.push(element);
                }
                Ok(Event::Empty(start)) => {
                    let element = self.element(&start);
                    self.close(element);
                }
                Ok(Event::End(end)) => self.end(end.name().as_ref()),
                Ok(Event::Text(t)) => self.add(&t),
                Ok(Event::CData(t)) => self.add(&t),
                Ok(Event::GeneralRef(r)) => {
                    let text = match r.resolve_char_ref() {
                        Ok(Some(c)) if ('\u{80}'..='\u{9f}').contains(&c) => {
                            // `&#150;` means windows-1252's dash, as browsers read it
                            // (HTML Standard, 13.2.5.80).
                            let byte = [u8::try_from(u32::from(c)).unwrap_or(b' ')];
                            encoding_rs::WINDOWS_1252
                                .decode_without_bom_handling(&byte)
                                .0
                                .into_owned()
                        }
                        Ok(Some(c)) if legal(c) => c.to_string(),
                        Ok(Some(_)) => " ".to_owned(),
                        Ok(None) | Err(_) => {
                            let name = r.to_string();
                            resolve_html5_entity(&name)
                                .map_or_else(|| format!("&{name};"), str::to_owned)
                        }
                    };
                    self.add(&text);
                }
                Ok(Event::Eof) => {
                    if !self.open.is_empty() {
                        self.broke(
                            clean,
                            clean.len() as u64,
                            "the document ends before its elements do",
                        );
                    }
                    return None;
                }
                Ok(_) => {}
                Err(e) => {
                    let at = from as u64 + reader.error_position();
                    self.broke(clean, at, &format!("the XML breaks: {e}"));
                    // The mark that broke it is read over: what it opened
                    // (a comment, a section, half a tag) never closed.
                    let at = usize::try_from(at).unwrap_or(usize::MAX).min(clean.len());
                    let rest = clean.get(at..)?;
                    let mark = ["<![CDATA[", "<!--", "<?", "<"]
                        .into_iter()
                        .find(|m| rest.starts_with(m))
                        .map_or(0, str::len);
                    let next = clean.get(at + mark..)?.find('<')?;
                    if mark == "<![CDATA[".len() {
                        self.add(&clean[at + mark..at + mark + next]);
                    }
                    return Some(at + mark + next);
                }
            }
            if self.root.is_some() && self.open.is_empty() {
                return None;
            }
        }
    }

    /// The first break is the one that is told.
    fn broke(&mut self, clean: &str, at: u64, what: &str) {
        if self.broken.is_none() {
            self.broken = Some(Broken { place: place(clean, at), what: what.to_owned() });
        }
    }

    fn end(&mut self, name: &str) {
        // An end that closes something further out closes what is open in
        // between; one that closes nothing is read over.
        let found = self
            .open
            .iter()
            .rposition(|e| e.name == name)
            .or_else(|| self.open.iter().rposition(|e| e.name.eq_ignore_ascii_case(name)));
        if let Some(at) = found {
            while self.open.len() > at {
                let Some(done) = self.open.pop() else { break };
                self.close(done);
            }
        }
    }

    fn element(&self, start: &BytesStart<'_>) -> Element {
        let name = start.name().as_ref().to_owned();
        let attributes: Vec<(String, String)> = start
            .html_attributes()
            .with_checks(false)
            .filter_map(Result::ok)
            .map(|a| {
                let key = a.key.as_ref().to_owned();
                let value = a
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_or_else(|_| crate::markup::unescape(&a.value), Cow::into_owned);
                (key, value)
            })
            .collect();
        let (prefix, local) = name.rsplit_once(':').unwrap_or(("", &name));
        let low = local.to_lowercase();
        let ns = self.space(prefix, &attributes);
        Element { low, ns, name, attributes, children: Vec::new() }
    }

    /// The vocabulary of a prefix: by its address where one is declared, by
    /// custom where a feed forgot to.
    fn space(&self, prefix: &str, own: &[(String, String)]) -> Ns {
        let declared = std::iter::once(own)
            .chain(self.open.iter().rev().map(|e| e.attributes.as_slice()))
            .find_map(|attributes| {
                attributes
                    .iter()
                    .find(|(key, _)| match key.strip_prefix("xmlns") {
                        Some("") => prefix.is_empty(),
                        Some(rest) => rest.strip_prefix(':') == Some(prefix),
                        None => false,
                    })
                    .map(|(_, address)| address.as_str())
            });
        match declared {
            Some(address) => spaces::of_address(address, prefix),
            None => spaces::of_prefix(prefix),
        }
    }

    fn close(&mut self, done: Element) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Child::Element(done)),
            None if self.root.is_none() => self.root = Some(done),
            None => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(e) = self.open.last_mut() {
            if let Some(Child::Text(t)) = e.children.last_mut() {
                t.push_str(text);
            } else {
                e.children.push(Child::Text(text.to_owned()));
            }
        }
    }
}

fn legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
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
            .first("channel")
            .unwrap()
            .elements()
            .map(|i| i.first("title").unwrap().text())
            .collect();
        assert_eq!(titles, ["A & B é &nosuch; & C", "B"]);
    }

    #[test]
    fn reading_goes_on_behind_a_break() {
        for broken in ["<![CDATA[ a", "<!-- a", "<x <y> a", "a < b", "<b", "&#150;"] {
            let (root, _) =
                tree(&format!("<r><i><t>One</t></i><i><t>{broken}</t></i><i><t>Three</t></i></r>"));
            let all = format!("{:?}", root.unwrap());
            assert!(all.contains("One") && all.contains("Three"), "{broken}: {all}");
        }
    }

    #[test]
    fn vocabularies_are_told_by_their_address() {
        let (root, _) = tree(
            "<r xmlns:x='http://purl.org/dc/elements/1.1/' xmlns:dc='http://o.example/'><x:creator/><dc:creator/><media:title/><title/></r>",
        );
        let spaces: Vec<Ns> = root.unwrap().elements().map(|e| e.ns).collect();
        assert_eq!(spaces, [Ns::Dc, Ns::Other, Ns::Media, Ns::Core]);
    }

    #[test]
    fn laughs_are_not_expanded() {
        let (root, _) = tree("<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><r>&b;</r>");
        assert_eq!(root.unwrap().text(), "&b;");
    }
}

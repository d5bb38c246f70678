//! OPML, the list of feeds that readers of feeds exchange (versions 1.0 to
//! 2.0): read forgivingly, written so that it comes back the same.
//!
//! Never here: a fetch. An address that is not http(s) is no feed.

use crate::{
    keys,
    read::{ReadError, Trouble},
    xml::{self, Element},
};

/// More feeds than these no list has.
const MOST: usize = 5000;

/// A feed in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Its name.
    pub title: String,
    /// Where it lies (http or https).
    pub xml_url: String,
    /// The site it is of.
    pub html_url: Option<String>,
    /// The folders it stands in, the outermost first.
    pub folder: Vec<String>,
    /// Its language, as the list says.
    pub language: Option<String>,
}

/// A list of feeds, and what of it was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlines {
    /// The list's own title.
    pub title: Option<String>,
    /// Its feeds in order, each address once.
    pub feeds: Vec<Outline>,
    /// What was left out and why.
    pub troubles: Vec<Trouble>,
}

/// Reads a list of feeds.
///
/// # Errors
/// If there is no `<outline>` in it at all.
pub fn read(bytes: &[u8]) -> Result<Outlines, ReadError> {
    let (text, _) = crate::decode::decode(bytes, None);
    // Lists are written by hand: what stands before the root is passed over.
    let lower = text.to_ascii_lowercase();
    let start = ["<?xml", "<opml", "<body", "<outline"].iter().filter_map(|s| lower.find(s)).min();
    let start = start.unwrap_or(0);
    let (root, broken) = xml::tree(&text[start..]);
    let mut out = Outlines::default();
    if let Some(b) = &broken {
        out.troubles.push(Trouble {
            place: b.place.clone(),
            what: format!("{}; what could be read of the list was", b.what),
            mend: "export the list again".into(),
        });
    }
    let mut seen_outline = false;
    // With an explicit stack, as folders may be nested at will; children are
    // put on in reverse so that they come off in order.
    let mut stack: Vec<(&Element, Vec<String>)> = root.iter().map(|r| (r, Vec::new())).collect();
    while let Some((e, folder)) = stack.pop() {
        let mut inner = folder.clone();
        if e.low == "head" {
            out.title = e
                .elements()
                .find(|c| c.low == "title")
                .map(|t| crate::markup::title(&t.text()))
                .filter(|t| !t.is_empty());
        } else if e.low == "outline" {
            seen_outline = true;
            let name = of(e, &["title", "text"]).unwrap_or_default();
            match of(e, &["xmlUrl", "url"]).filter(|_| is_feed(e)) {
                Some(at) => put(e, name, &at, folder, &mut out),
                None if !name.is_empty() => inner.push(name),
                None => {}
            }
        }
        let children: Vec<&Element> = e.elements().collect();
        stack.extend(children.into_iter().rev().map(|c| (c, inner.clone())));
    }
    if !seen_outline {
        let (place, what) = broken.map_or_else(
            || ("the document".to_owned(), "there is no <outline> in it".to_owned()),
            |b| (b.place, b.what),
        );
        return Err(ReadError::new(place, what, "give a list of feeds in OPML"));
    }
    Ok(out)
}

/// An outline with an address may also be a link or a list to be included.
fn is_feed(e: &Element) -> bool {
    e.attribute("xmlUrl").is_some()
        || e.attribute("type").is_some_and(|t| {
            matches!(t.to_ascii_lowercase().as_str(), "rss" | "atom" | "feed" | "rss1" | "json")
        })
}

fn put(e: &Element, name: String, at: &str, folder: Vec<String>, out: &mut Outlines) {
    // Feed readers write `feed:` for http.
    let at = match at.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("http") => rest.to_owned(),
        Some(rest) => format!("http:{rest}"),
        None => at.to_owned(),
    };
    let shown = if name.is_empty() { at.clone() } else { name.clone() };
    let trouble = |what: &str, mend: &str| Trouble {
        place: format!("the outline {shown:?}"),
        what: what.into(),
        mend: mend.into(),
    };
    let Some(xml_url) = keys::address(&at, None) else {
        let what = format!("{at:?} is no http(s) address");
        out.troubles.push(trouble(&what, "give the address of its feed"));
        return;
    };
    if out.feeds.len() >= MOST {
        if out.feeds.len() == MOST && !out.troubles.iter().any(|t| t.what.starts_with("the list")) {
            out.troubles.push(trouble(
                &format!("the list has more than {MOST} feeds; the rest is left out"),
                "divide the list",
            ));
        }
        return;
    }
    if out.feeds.iter().any(|f| f.xml_url == xml_url) {
        // A feed in two folders is one source.
        return;
    }
    let title = if name.is_empty() {
        url::Url::parse(&xml_url).ok().and_then(|u| u.host_str().map(str::to_owned))
    } else {
        Some(name)
    };
    // OPML 2.0: `category` is a list of `/folder/paths`, for lists without nesting.
    let folder = match of(e, &["category"]).filter(|_| folder.is_empty()) {
        Some(path) => path
            .split(',')
            .next()
            .unwrap_or_default()
            .split('/')
            .map(story::one_line)
            .filter(|p| !p.is_empty())
            .collect(),
        None => folder,
    };
    out.feeds.push(Outline {
        title: title.unwrap_or_default(),
        html_url: of(e, &["htmlUrl"]).and_then(|u| keys::address(&u, None)),
        language: of(e, &["language"]).filter(|l| !l.eq_ignore_ascii_case("unknown")),
        xml_url,
        folder,
    });
}

fn of(e: &Element, names: &[&str]) -> Option<String> {
    names
        .iter()
        .filter_map(|n| e.attribute(n))
        .map(|v| if n_is_address(v) { story::one_line(v) } else { crate::markup::title(v) })
        .find(|v| !v.is_empty())
}

/// `&amp;lt` in an address is part of it; in a title it is an accident.
fn n_is_address(value: &str) -> bool {
    value.trim_start().starts_with("http") || value.trim_start().starts_with("feed:")
}

/// Writes a list of feeds (OPML 2.0), folders as outlines around their feeds.
pub fn write(title: &str, feeds: &[Outline]) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    out.push_str(&format!("  <head><title>{}</title></head>\n  <body>\n", escaped(title)));
    let mut open: Vec<&str> = Vec::new();
    for feed in feeds {
        let kept = open.iter().zip(&feed.folder).take_while(|(a, b)| **a == b.as_str()).count();
        while open.len() > kept {
            open.pop();
            out.push_str(&format!("{}</outline>\n", indent(open.len())));
        }
        for name in &feed.folder[kept..] {
            let name_ = escaped(name);
            out.push_str(&format!(
                "{}<outline text=\"{name_}\" title=\"{name_}\">\n",
                indent(open.len())
            ));
            open.push(name);
        }
        let mut attributes = format!(
            "type=\"rss\" text=\"{0}\" title=\"{0}\" xmlUrl=\"{1}\"",
            escaped(&feed.title),
            escaped(&feed.xml_url)
        );
        for (name, value) in [("htmlUrl", &feed.html_url), ("language", &feed.language)] {
            if let Some(value) = value {
                attributes.push_str(&format!(" {name}=\"{}\"", escaped(value)));
            }
        }
        out.push_str(&format!("{}<outline {attributes}/>\n", indent(open.len())));
    }
    while open.pop().is_some() {
        out.push_str(&format!("{}</outline>\n", indent(open.len())));
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth + 2)
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(story::one_line(text)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back_the_same() {
        let feed = |title: &str, at: &str, folder: &[&str]| Outline {
            title: title.into(),
            xml_url: at.into(),
            html_url: Some("https://post.example/".into()),
            folder: folder.iter().map(|f| (*f).to_owned()).collect(),
            language: Some("de".into()),
        };
        let feeds = [
            feed("Post & Co <x>", "https://post.example/rss?a=1&b=2", &[]),
            feed("Harbour \"1\"", "https://post.example/harbour", &["News", "Sea"]),
            feed("Hills", "https://post.example/hills", &["News"]),
            feed("Last", "https://post.example/last", &["Other"]),
        ];
        let back = read(write("Our feeds", &feeds).as_bytes()).unwrap();
        assert_eq!(back.feeds, feeds);
        assert_eq!(back.title.as_deref(), Some("Our feeds"));
        assert!(back.troubles.is_empty());
    }

    #[test]
    fn malformed_lists_give_what_they_have() {
        let broken = "\u{feff}<opml><body><outline text='A & B' xmlurl='http://a.example/f'>\n\
            <outline title='Folder'><outline type=rss text='C' xmlUrl=\"feed:https://c.example/f\" htmlUrl='javascript:x'/>\
            <outline text='D' xmlUrl='ftp://d.example/'/><outline text='link' type='link' url='https://l.example/'/>\
            <outline xmlUrl='https://e.example/f' category='/News/Sea,/x'/><outline text='cut";
        let read = read(broken.as_bytes()).unwrap();
        let names: Vec<&str> = read.feeds.iter().map(|f| f.title.as_str()).collect();
        assert_eq!(names, ["A & B", "C", "e.example"]);
        assert_eq!(read.feeds[1].xml_url, "https://c.example/f");
        assert_eq!(read.feeds[1].html_url, None);
        assert!(read.troubles.iter().any(|t| t.what.contains("ftp")), "{:?}", read.troubles);
        assert!(super::read(b"<html></html>").is_err() && super::read(b"").is_err());
    }
}

//! The names of those who wrote an entry, in all the forms feeds give them.

use crate::{markup, spaces::Ns, xml::Element};

/// The authors of an entry, then its contributors, as one line.
pub(super) fn byline(item: &Element) -> Option<String> {
    let mut authors: Vec<String> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for e in item.elements() {
        let (list, text) = match (e.ns, e.low.as_str()) {
            (Ns::Core | Ns::Atom, "author") => (&mut authors, person(e)),
            (Ns::Dc | Ns::Terms, "creator" | "author") => (&mut authors, person(e)),
            (Ns::Itunes, "author") => (&mut authors, e.text()),
            (Ns::Core | Ns::Atom, "contributor") | (Ns::Dc | Ns::Terms, "contributor") => {
                (&mut others, person(e))
            }
            _ => continue,
        };
        if let Some(name) = name(&text) {
            list.push(name);
        }
    }
    let mut names: Vec<String> = Vec::new();
    for name in authors.into_iter().chain(others) {
        if !names.iter().any(|n| n.eq_ignore_ascii_case(&name)) && names.len() < 20 {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// Atom's person has a `name`; RDF wraps it once more (`foaf:name`).
fn person(e: &Element) -> String {
    e.elements()
        .find(|c| c.low == "name")
        .or_else(|| {
            e.elements().find_map(|c| c.elements().find(|d| matches!(d.low.as_str(), "name")))
        })
        .map(Element::text)
        .unwrap_or_else(|| {
            if e.elements().next().is_some() && e.ns != Ns::Dc { String::new() } else { e.text() }
        })
}

/// A name out of `lawyer@example.org (Ann Example)`, `Ann Example
/// <ann@example.org>`, `Ann Example ann@example.org` or the name alone. An
/// address without a name is nobody's name.
pub(crate) fn name(text: &str) -> Option<String> {
    let text = if text.contains('@') {
        // `<ann@example.org>` must not be taken for a tag.
        story::one_line(&markup::unescape(text))
    } else {
        markup::title(text)
    };
    let mut name = text.clone();
    if let Some((before, rest)) = text.split_once('(')
        && before.contains('@')
    {
        name = rest.trim_end_matches(')').trim().to_owned();
    }
    if name.contains('@') && !name.starts_with('@') {
        name = name
            .split_whitespace()
            .filter(|w| !w.contains('@'))
            .collect::<Vec<_>>()
            .join(" ")
            .trim_matches(['(', ')', '<', '>', ',', '-', ' '])
            .to_owned();
    }
    let name = markup::title(&name);
    let fine = name.chars().any(char::is_alphabetic)
        && !name.starts_with("http://")
        && !name.starts_with("https://")
        && name.chars().count() <= 200;
    fine.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_all_forms() {
        for (given, read) in [
            ("desk@example.org (Ann Example)", Some("Ann Example")),
            ("Ann Example <desk@example.org>", Some("Ann Example")),
            ("Ann Example (desk@example.org)", Some("Ann Example")),
            ("desk@example.org Ann Example", Some("Ann Example")),
            ("Ann &amp;amp; Bob", Some("Ann & Bob")),
            ("<a href='/ann'>Ann Example</a>", Some("Ann Example")),
            ("desk@example.org", None),
            ("noreply@example.org ()", None),
            ("https://example.org/ann", None),
            (" ", None),
        ] {
            assert_eq!(name(given).as_deref(), read, "{given}");
        }
    }
}

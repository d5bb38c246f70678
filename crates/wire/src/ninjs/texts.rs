//! ninjs texts in their three spellings: `headline_main`, `headlines[]` with
//! roles, `body_xhtml`.

use super::values::{Object, word};
use crate::{
    markup::{self, Blocks},
    nitf, xhtml, xml,
};
use serde_json::Value;

/// All texts of a property with their roles, in both styles.
pub(super) fn said(item: &Object, stem: &str) -> Vec<(String, String, String)> {
    let mut out = Vec::new();
    let many = if stem == "body" { "bodies".to_owned() } else { format!("{stem}s") };
    for (key, value) in item {
        let key = key.to_lowercase();
        let role = if key == stem {
            String::new()
        } else if let Some(role) = key.strip_prefix(stem).and_then(|r| r.strip_prefix('_')) {
            role.to_owned()
        } else if key == many {
            for one in value.as_array().into_iter().flatten().filter_map(Value::as_object) {
                if let Some(text) = word(one, "value") {
                    let role = word(one, "role").unwrap_or_default().to_lowercase();
                    let media = word(one, "contenttype").unwrap_or_default().to_lowercase();
                    out.push((role.rsplit(':').next().unwrap_or_default().to_owned(), media, text));
                }
            }
            continue;
        } else {
            continue;
        };
        if let Value::String(text) = value
            && !text.trim().is_empty()
        {
            out.push((role, String::new(), text.trim().to_owned()));
        }
    }
    out
}

/// The text in the best of the roles; any other where none of them is there.
pub(super) fn roles(item: &Object, stem: &str, order: &[&str]) -> Option<String> {
    let all = said(item, stem);
    order
        .iter()
        .find_map(|role| all.iter().find(|(r, _, _)| r == role))
        .or_else(|| {
            all.iter().find(|(r, _, _)| {
                !matches!(r.as_str(), "kicker" | "overline" | "caption" | "subhead" | "dachzeile")
            })
        })
        .map(|(_, _, text)| text.clone())
}

/// The text in one of the roles.
pub(super) fn named(item: &Object, stem: &str, order: &[&str]) -> Option<String> {
    let all = said(item, stem);
    order.iter().find_map(|role| all.iter().find(|(r, _, _)| r == role)).map(|t| t.2.clone())
}

/// The body, with what stands apart from it.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub page: xhtml::Page,
    pub nitf: Option<nitf::Body>,
}

/// The body: markup first, because its paragraphs are sure, then NITF, then
/// plain text.
pub(super) fn body(item: &Object) -> Body {
    let all: Vec<_> = said(item, "body")
        .into_iter()
        .filter(|(role, _, _)| {
            !matches!(role.as_str(), "caption" | "script" | "shotlist" | "ednote" | "alttext")
        })
        .collect();
    let is_nitf = |(role, media, text): &&(String, String, String)| {
        role == "nitf" || media.contains("nitf") || text.contains("<body.content")
    };
    let is_html = |t: &&(String, String, String)| {
        !is_nitf(t) && (t.1.contains("html") || t.0.contains("html") || markup::has_tags(&t.2))
    };
    if let Some((_, _, html)) = all.iter().find(is_html) {
        let page = xhtml::parse(html);
        if !page.text.lines.is_empty() {
            return Body { page, nitf: None };
        }
    }
    if let Some((_, _, text)) = all.iter().find(is_nitf) {
        let (root, _) = xml::tree(&format!("<body>{text}</body>"));
        let at = root.as_ref().map(|r| r.inside("nitf").or_else(|| r.inside("body")).unwrap_or(r));
        if let Some(mut said) = at.map(nitf::body).filter(|s| !s.text.lines.is_empty()) {
            let text = std::mem::take(&mut said.text);
            let heads = std::mem::take(&mut said.heads);
            let page = xhtml::Page { text, heads, ..xhtml::Page::default() };
            return Body { page, nitf: Some(said) };
        }
    }
    let best = ["main", "text", ""]
        .iter()
        .find_map(|role| all.iter().find(|(r, _, _)| r == role))
        .or_else(|| all.iter().find(|t| !is_nitf(t)));
    let text = best.map(|(_, _, text)| plain(text)).unwrap_or_default();
    Body { page: xhtml::Page { text, ..xhtml::Page::default() }, nitf: None }
}

/// Plain text whose empty lines tell paragraphs apart is kept whole, so that
/// wrapped lines are joined; else a line is a paragraph.
fn plain(text: &str) -> Blocks {
    let text = &text.replace("\r\n", "\n");
    if text.trim().contains("\n\n") && !markup::has_tags(text) && !text.contains('&') {
        return Blocks { lines: vec![text.clone()], links: Vec::new() };
    }
    markup::blocks_of(text)
}

//! A web page of one story: its JSON-LD for headline, author, dates and
//! language; readability for the body; the head's metadata where those are
//! silent.

use crate::{
    anatomy::{kind_of, kind_of_path},
    entry::Entry,
    keys,
    markup::{self, Blocks},
    read::{Hint, Read, ReadError},
    stamps,
};
use scraper::{Html, Selector};
use serde_json::Value;
use story::{Format, Lang};

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let page = Html::parse_document(text);
    let ld = linked_data(&page);
    let ld = ld.as_ref();
    let meta = |names: &[&str]| -> Option<String> {
        names.iter().find_map(|name| {
            let s = Selector::parse(&format!(
                "meta[property=\"{name}\"], meta[name=\"{name}\"], meta[itemprop=\"{name}\"]"
            ))
            .ok()?;
            page.select(&s)
                .filter_map(|m| m.value().attr("content"))
                .map(markup::title)
                .find(|t| !t.is_empty())
        })
    };
    let first = |css: &str| -> Option<String> {
        let s = Selector::parse(css).ok()?;
        page.select(&s).map(|e| markup::title(&e.inner_html())).find(|t| !t.is_empty())
    };
    let attribute = |css: &str, name: &str| -> Option<String> {
        let s = Selector::parse(css).ok()?;
        page.select(&s).find_map(|e| e.value().attr(name)).map(str::to_owned)
    };
    let base = attribute("base[href]", "href")
        .and_then(|b| keys::address(&b, hint.url()))
        .or_else(|| hint.url().map(str::to_owned));
    let url = attribute("link[rel=canonical]", "href")
        .or_else(|| meta(&["og:url"]))
        .and_then(|u| keys::address(&u, base.as_deref()))
        .or_else(|| {
            ld.and_then(|l| text_of(l, "url")).and_then(|u| keys::address(&u, base.as_deref()))
        })
        .or_else(|| hint.url().map(str::to_owned));
    let site = meta(&["og:site_name"]);
    let headline = ld
        .and_then(|l| text_of(l, "headline"))
        .map(|h| markup::title(&h))
        .or_else(|| meta(&["og:title", "twitter:title"]).map(|t| without_site(&t, site.as_deref())))
        .or_else(|| first("h1"))
        .or_else(|| first("title").map(|t| without_site(&t, site.as_deref())))
        .filter(|h| !h.is_empty());
    let body = body(text, ld, base.as_deref());
    let teaser = ld
        .and_then(|l| text_of(l, "description"))
        .map(|t| markup::title(&t))
        .or_else(|| meta(&["og:description", "description", "twitter:description"]))
        .filter(|t| !t.is_empty());
    let byline = ld.and_then(authors).or_else(|| {
        meta(&["author", "article:author", "parsely-author", "dc.creator"])
            .filter(|a| !a.starts_with("http"))
    });
    let day = |key: &str, names: &[&str]| {
        ld.and_then(|l| text_of(l, key)).or_else(|| meta(names)).and_then(|t| stamps::timestamp(&t))
    };
    let language = ld
        .and_then(|l| text_of(l, "inLanguage"))
        .or_else(|| attribute("html[lang]", "lang"))
        .or_else(|| meta(&["og:locale"]))
        .map(|l| Lang::of(&l))
        .filter(|l| !l.is_unknown())
        .or_else(|| hint.language.clone());
    let kind = ld
        .and_then(|l| l.get("@type"))
        .into_iter()
        .flat_map(|t| match t {
            Value::String(s) => vec![s.clone()],
            Value::Array(a) => a.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        })
        .find_map(|t| kind_of(&t))
        .or_else(|| meta(&["article:section"]).as_deref().and_then(kind_of))
        .or_else(|| url.as_deref().and_then(kind_of_path));
    let subjects: Vec<String> = ld
        .and_then(|l| l.get("keywords"))
        .map(|k| match k {
            Value::String(s) => s.split(',').map(story::one_line).collect(),
            Value::Array(a) => a.iter().filter_map(Value::as_str).map(story::one_line).collect(),
            _ => Vec::new(),
        })
        .unwrap_or_default();
    let entry = Entry {
        headline,
        teaser,
        text: body,
        byline,
        url,
        base,
        language,
        published: day(
            "datePublished",
            &["article:published_time", "datePublished", "date", "dc.date"],
        ),
        updated: day("dateModified", &["article:modified_time", "dateModified", "og:updated_time"]),
        subjects: subjects
            .into_iter()
            .filter(|s| !s.is_empty() && s.len() < 120)
            .take(40)
            .collect(),
        kind,
        ..Entry::default()
    };
    if entry.text.lines.is_empty() && entry.teaser.is_none() {
        return Err(ReadError::new(
            "the page's body",
            "no story could be found in this page",
            "paste the story's text instead",
        ));
    }
    let Some(received) = entry.received() else {
        return Err(ReadError::new(
            "the page",
            "it has neither a headline nor a text",
            "paste the story's text instead",
        ));
    };
    Ok(Read { format: Format::Html, stories: vec![received], troubles: Vec::new() })
}

fn body(text: &str, ld: Option<&Value>, base: Option<&str>) -> Blocks {
    let config =
        dom_smoothie::Config { max_elements_to_parse: 40_000, ..dom_smoothie::Config::default() };
    let article = dom_smoothie::Readability::new(text, base, Some(config))
        .ok()
        .and_then(|mut r| r.parse().ok())
        .map(|a| markup::blocks(&a.content))
        .filter(|b| !b.lines.is_empty());
    if let Some(a) = article {
        return a;
    }
    match ld.and_then(|l| text_of(l, "articleBody")) {
        Some(body) => markup::blocks_of(&body),
        None => Blocks::default(),
    }
}

/// `Headline | Site` without the site.
fn without_site(title: &str, site: Option<&str>) -> String {
    for sep in [" | ", " - ", " – ", " — ", " · "] {
        if let Some((before, after)) = title.rsplit_once(sep)
            && (site.is_some_and(|s| s.eq_ignore_ascii_case(after.trim()))
                || (sep == " | "
                    && after.split_whitespace().count() <= 4
                    && before.split_whitespace().count() >= 3))
        {
            return before.trim().to_owned();
        }
    }
    title.to_owned()
}

/// The first article in the page's JSON-LD. Scripts that do not parse are
/// passed over: they never cost the page.
fn linked_data(page: &Html) -> Option<Value> {
    let s = Selector::parse("script[type=\"application/ld+json\"]").ok()?;
    page.select(&s).find_map(|script| {
        let raw: String = script.text().collect();
        let raw: String = raw.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let value: Value = serde_json::from_str(raw.trim().trim_end_matches(';')).ok()?;
        article(&value, 0).cloned()
    })
}

fn article(value: &Value, depth: usize) -> Option<&Value> {
    if depth > 6 {
        return None;
    }
    match value {
        Value::Array(all) => all.iter().find_map(|v| article(v, depth + 1)),
        Value::Object(o) => {
            let types: Vec<&str> = match o.get("@type") {
                Some(Value::String(s)) => vec![s.as_str()],
                Some(Value::Array(a)) => a.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            if types.iter().any(|t| {
                t.ends_with("Article") || matches!(*t, "BlogPosting" | "LiveBlogPosting" | "Report")
            }) {
                return Some(value);
            }
            ["@graph", "mainEntity"]
                .iter()
                .filter_map(|k| o.get(*k))
                .find_map(|v| article(v, depth + 1))
        }
        _ => None,
    }
}

fn text_of(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(s) => Some(s.trim().to_owned()),
        Value::Array(a) => a.iter().find_map(Value::as_str).map(|s| s.trim().to_owned()),
        Value::Object(o) => ["name", "alternateName", "@id"]
            .iter()
            .find_map(|k| o.get(*k))
            .and_then(Value::as_str)
            .map(str::to_owned),
        _ => None,
    }
    .filter(|s| !s.is_empty())
}

fn authors(ld: &Value) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    let list = match ld.get("author")? {
        Value::Array(a) => a.iter().collect(),
        one => vec![one],
    };
    for one in list {
        let name = match one {
            Value::String(s) => Some(s.clone()),
            Value::Object(o) => match o.get("name") {
                Some(Value::String(s)) => Some(s.clone()),
                Some(Value::Array(a)) => a.iter().find_map(Value::as_str).map(str::to_owned),
                _ => None,
            },
            _ => None,
        };
        if let Some(name) =
            name.map(|n| markup::title(&n)).filter(|n| !n.is_empty() && !n.starts_with("http"))
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

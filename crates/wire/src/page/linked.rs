//! JSON-LD: what a page says of its story as data (schema.org). The richest
//! source of a page's facts, and the most carelessly written one: it is read
//! leniently, and a script that can't be read never costs the page.

use crate::{keys, loose_json, markup, pictures};
use scraper::{Html, Selector};
use serde_json::Value;
use std::collections::HashMap;
use story::{Link, Media, Rights};

/// Deeper than this no page nests its data.
const DEEPEST: usize = 8;
/// Scripts beyond these, and nodes, are not looked at.
const SCRIPTS: usize = 40;
const NODES: usize = 4000;

/// The story's own node, and the others it may refer to by `@id`.
#[derive(Debug, Default)]
pub(super) struct Linked {
    article: Option<Value>,
    by_id: HashMap<String, Value>,
}

impl Linked {
    /// Reads all scripts of a page. Where several articles are described, the
    /// one whose address is the page's own is meant, else the first that has a
    /// headline.
    pub(super) fn of(page: &Html, own: Option<&str>) -> Self {
        let mut out = Self::default();
        let Ok(css) = Selector::parse("script[type*=\"ld+json\" i]") else { return out };
        let mut articles: Vec<Value> = Vec::new();
        let mut left = NODES;
        for script in page.select(&css).take(SCRIPTS) {
            let raw: String = script.text().collect();
            if let Some(value) = loose_json::value(&raw) {
                gather(&value, 0, &mut left, &mut articles, &mut out.by_id);
            }
        }
        let own = own.and_then(keys::canonical);
        let score = |v: &Value| -> u32 {
            let at = ["url", "mainEntityOfPage", "@id"]
                .iter()
                .filter_map(|k| text_of(v, k))
                .filter_map(|u| keys::canonical(&u));
            let mine = own.is_some() && at.into_iter().any(|u| Some(u) == own);
            let types = types(v);
            let news = types.iter().any(|t| t.contains("News") || t.contains("Report"));
            u32::from(mine) * 8
                + u32::from(text_of(v, "headline").is_some()) * 4
                + u32::from(news) * 2
                + u32::from(v.get("articleBody").is_some())
        };
        // The first of equals: `max_by_key` would take the last.
        let best = articles.iter().map(score).max();
        out.article = articles.into_iter().find(|a| Some(score(a)) == best);
        out
    }

    /// The node that a value is or refers to.
    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Value::Object(o) = value else { return value };
        match o.get("@id").and_then(Value::as_str) {
            Some(id) if !o.contains_key("name") && !o.contains_key("url") => {
                self.by_id.get(id).unwrap_or(value)
            }
            _ => value,
        }
    }

    fn each(&self, key: &str) -> Vec<&Value> {
        match self.article.as_ref().and_then(|a| a.get(key)) {
            Some(Value::Array(all)) => all.iter().take(60).map(|v| self.resolve(v)).collect(),
            Some(Value::Null) | None => Vec::new(),
            Some(one) => vec![self.resolve(one)],
        }
    }

    /// A field as one line of plain text; empty placeholders are none.
    pub(super) fn line(&self, key: &str) -> Option<String> {
        self.each(key)
            .into_iter()
            .find_map(named)
            .map(|t| markup::title(&t))
            .filter(|t| !t.is_empty())
    }

    /// A field as it stands.
    pub(super) fn raw(&self, key: &str) -> Option<String> {
        self.article.as_ref().and_then(|a| text_of(a, key))
    }

    pub(super) fn types(&self) -> Vec<String> {
        self.article.as_ref().map(types).unwrap_or_default()
    }

    /// Names under a key, in order.
    pub(super) fn names(&self, key: &str) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for value in self.each(key) {
            let all = match value.get("name") {
                Some(Value::Array(names)) => {
                    names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
                }
                _ => named(value).into_iter().collect::<Vec<_>>(),
            };
            for name in all {
                let name = markup::title(&name);
                if !name.is_empty() && !name.starts_with("http") && !out.contains(&name) {
                    out.push(name);
                }
            }
        }
        out
    }

    /// `keywords` are a list, or one text with commas.
    pub(super) fn keywords(&self) -> Vec<String> {
        self.names("keywords")
            .iter()
            .flat_map(|k| k.split([',', ';']))
            .map(story::one_line)
            .collect()
    }

    /// Pictures, films and sounds.
    pub(super) fn media(&self, base: Option<&str>) -> Vec<Media> {
        let mut out = Vec::new();
        let kinds = [
            ("image", "picture"),
            ("associatedMedia", "picture"),
            ("video", "video"),
            ("audio", "audio"),
        ];
        for (key, kind) in kinds {
            for value in self.each(key) {
                let own = types(value);
                let kind = match own.first().map(String::as_str) {
                    Some("VideoObject") => "video",
                    Some("AudioObject") => "audio",
                    Some("ImageObject") => "picture",
                    _ => kind,
                };
                let at = match value {
                    Value::String(s) => Some(s.clone()),
                    v => {
                        ["contentUrl", "url", "embedUrl", "@id"].iter().find_map(|k| text_of(v, k))
                    }
                };
                let part = |key: &str| {
                    value
                        .get(key)
                        .map(|v| self.resolve(v))
                        .and_then(named)
                        .map(|t| markup::title(&t))
                };
                let said = part("caption").or_else(|| part("description")).unwrap_or_default();
                let (caption, by) = pictures::split_credit(&said);
                out.push(Media {
                    kind: kind.into(),
                    url: at.and_then(|u| keys::address(&u, base)),
                    alt: part("alternateName").or_else(|| part("alternativeText")),
                    caption,
                    credit: [
                        "creditText",
                        "creator",
                        "author",
                        "copyrightNotice",
                        "copyrightHolder",
                    ]
                    .iter()
                    .find_map(|k| part(k))
                    .filter(|c| !c.is_empty() && !c.starts_with("http"))
                    .or(by),
                    width: pixels(value.get("width")),
                    height: pixels(value.get("height")),
                    ..Media::default()
                });
            }
        }
        out
    }

    pub(super) fn rights(&self) -> Option<Rights> {
        let address = |key: &str| self.raw(key).or_else(|| self.line(key));
        let rights = Rights {
            holder: self.names("copyrightHolder").into_iter().next(),
            notice: self.line("copyrightNotice"),
            terms: address("license").or_else(|| address("usageInfo")),
        };
        (rights != Rights::default()).then_some(rights)
    }

    /// What the story rests on.
    pub(super) fn based_on(&self, base: Option<&str>) -> Vec<Link> {
        self.each("isBasedOn")
            .into_iter()
            .filter_map(|v| {
                let at = match v {
                    Value::String(s) => Some(s.clone()),
                    v => text_of(v, "url").or_else(|| text_of(v, "@id")),
                };
                let url = at.and_then(|u| keys::address(&u, base))?;
                let title = v.get("name").and_then(Value::as_str).map(markup::title);
                Some(Link { rel: "isBasedOn".into(), url: Some(url), title, ..Link::default() })
            })
            .take(20)
            .collect()
    }

    /// A filled `correction` (schema.org/correction): a text, or a comment.
    pub(super) fn correction(&self) -> Option<String> {
        self.each("correction")
            .into_iter()
            .find_map(|v| match v {
                Value::String(s) => Some(s.clone()),
                v => text_of(v, "text").or_else(|| text_of(v, "description")),
            })
            .map(|t| markup::title(&t))
            .filter(|t| !t.is_empty() && !t.starts_with("http"))
    }
}

/// The names of places, the nearest first.
pub(super) fn places(linked: &Linked) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for key in ["contentLocation", "locationCreated", "spatialCoverage"] {
        for name in linked.names(key) {
            if !out.contains(&name) && out.len() < 20 {
                out.push(name);
            }
        }
    }
    out
}

fn gather(
    value: &Value,
    depth: usize,
    left: &mut usize,
    articles: &mut Vec<Value>,
    by_id: &mut HashMap<String, Value>,
) {
    if depth > DEEPEST || *left == 0 {
        return;
    }
    *left -= 1;
    match value {
        Value::Array(all) => {
            all.iter().for_each(|v| gather(v, depth + 1, left, articles, by_id));
        }
        Value::Object(o) => {
            if let Some(id) = o.get("@id").and_then(Value::as_str)
                && o.len() > 1
            {
                by_id.entry(id.to_owned()).or_insert_with(|| value.clone());
            }
            if types(value).iter().any(|t| is_article(t)) && articles.len() < 60 {
                articles.push(value.clone());
            }
            // A list of other stories is not looked into, nor what a story
            // mentions.
            for key in [
                "@graph",
                "mainEntity",
                "mainEntityOfPage",
                "hasPart",
                "author",
                "image",
                "publisher",
            ] {
                if let Some(inner) = o.get(key).filter(|v| v.is_object() || v.is_array()) {
                    gather(inner, depth + 1, left, articles, by_id);
                }
            }
        }
        _ => {}
    }
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article")
        || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting")
        || kind.ends_with("NewsArticle")
}

/// The types of a node, without their vocabulary's address.
fn types(value: &Value) -> Vec<String> {
    let bare = |t: &str| t.rsplit(['/', ':', '#']).next().unwrap_or_default().to_owned();
    match value.get("@type") {
        Some(Value::String(s)) => vec![bare(s)],
        Some(Value::Array(a)) => a.iter().filter_map(Value::as_str).map(bare).collect(),
        _ => Vec::new(),
    }
}

/// The words of a value: a text, or a thing's name.
fn named(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Object(_) => {
            ["name", "alternateName", "@value", "text"].iter().find_map(|k| text_of(value, k))
        }
        Value::Array(all) => all.iter().find_map(Value::as_str).map(str::to_owned),
        _ => None,
    }
    .map(|s| s.trim().to_owned())
    .filter(|s| !s.is_empty())
}

pub(super) fn text_of(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(s) => Some(s.trim().to_owned()),
        Value::Array(a) => a.iter().find_map(Value::as_str).map(|s| s.trim().to_owned()),
        Value::Object(o) => ["name", "alternateName", "@id", "url"]
            .iter()
            .find_map(|k| o.get(*k))
            .and_then(Value::as_str)
            .map(|s| s.trim().to_owned()),
        _ => None,
    }
    .filter(|s| !s.is_empty())
}

/// `1200`, `"1200"`, `"1200px"`, `{"value": 1200}`.
fn pixels(value: Option<&Value>) -> Option<u32> {
    match value? {
        Value::Number(n) => n.as_u64().and_then(|n| u32::try_from(n).ok()),
        Value::String(s) => s.trim().trim_end_matches("px").trim().parse().ok(),
        Value::Object(o) => match o.get("value").or_else(|| o.get("@value"))? {
            Value::Number(n) => n.as_u64().and_then(|n| u32::try_from(n).ok()),
            Value::String(s) => s.trim().parse().ok(),
            _ => None,
        },
        _ => None,
    }
    .filter(|p| *p > 0)
}

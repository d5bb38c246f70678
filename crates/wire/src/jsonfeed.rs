//! JSON Feed 1.0 and 1.1.

use crate::{
    entry::Entry,
    keys,
    markup::{self, Blocks},
    read::{Hint, Read, ReadError, Trouble},
    stamps,
};
use serde_json::Value;
use story::{Format, Lang};

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let feed: Value = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).map_err(|e| {
        ReadError::new(
            format!("line {}, column {}", e.line(), e.column()),
            format!("the JSON breaks: {e}"),
            "tell the source that its feed is broken or cut off",
        )
    })?;
    let Some(items) = feed.get("items").and_then(Value::as_array) else {
        return Err(ReadError::new(
            "$.items",
            "there is no list of items",
            "check that the address serves a JSON Feed",
        ));
    };
    let language = word(&feed, "language").map(|l| Lang::of(&l)).or_else(|| hint.language.clone());
    let base = hint
        .url()
        .map(str::to_owned)
        .or_else(|| word(&feed, "feed_url"))
        .or_else(|| word(&feed, "home_page_url"));
    let (mut stories, mut troubles) = (Vec::new(), Vec::new());
    for (n, item) in items.iter().enumerate() {
        let received = item
            .is_object()
            .then(|| entry(item, base.as_deref(), language.clone()))
            .and_then(Entry::received);
        match received {
            Some(r) => stories.push(r),
            None => troubles.push(Trouble {
                place: format!("$.items[{n}]"),
                what: "it has neither a title nor a text".into(),
                mend: "nothing to do here; the source may fill it later".into(),
            }),
        }
    }
    Ok(Read { format: Format::Jsonfeed, stories, troubles })
}

fn entry(item: &Value, base: Option<&str>, language: Option<Lang>) -> Entry {
    // Version 1 allows numbers as ids; `id` is compared as its text.
    let id = match item.get("id") {
        Some(Value::String(s)) => Some(s.clone()),
        Some(Value::Number(n)) => Some(n.to_string()),
        _ => None,
    };
    let url = ["url", "external_url"]
        .iter()
        .filter_map(|k| word(item, k))
        .find_map(|u| keys::address(&u, base));
    let text = match (word(item, "content_html"), item.get("content_text").and_then(Value::as_str))
    {
        (Some(html), _) => markup::blocks(&html),
        // content_text is plain: `<b>` in it is meant to be seen.
        (None, Some(plain)) => Blocks {
            lines: story::plain(plain)
                .lines()
                .filter(|l| !l.is_empty())
                .map(str::to_owned)
                .collect(),
            links: Vec::new(),
        },
        (None, None) => Blocks::default(),
    };
    let authors: Vec<String> = item
        .get("authors")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .chain(item.get("author"))
        .filter_map(|a| word(a, "name"))
        .collect();
    Entry {
        keys: id.as_deref().and_then(keys::guid).into_iter().collect(),
        headline: word(item, "title").map(|t| markup::title(&t)).filter(|t| !t.is_empty()),
        teaser: word(item, "summary").map(|s| markup::title(&s)),
        text,
        byline: (!authors.is_empty()).then(|| authors.join(", ")),
        url,
        base: base.map(str::to_owned),
        language: word(item, "language").map(|l| Lang::of(&l)).or(language),
        published: word(item, "date_published").and_then(|d| stamps::timestamp(&d)),
        updated: word(item, "date_modified").and_then(|d| stamps::timestamp(&d)),
        subjects: item
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(story::one_line)
            .filter(|t| !t.is_empty())
            .collect(),
        ..Entry::default()
    }
}

fn word(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).filter(|s| !s.trim().is_empty()).map(str::to_owned)
}

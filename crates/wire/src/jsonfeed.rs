//! JSON Feed 1.0 and 1.1.

use crate::{
    FeedFacts,
    entry::Entry,
    feed::{Gallery, kind_of_media, name_of, unshare},
    keys, loose_json,
    markup::{self, Blocks},
    read::{Hint, Read, ReadError, Trouble},
    stamps,
};
use serde_json::Value;
use story::{Format, Lang, Media};

/// Entries beyond this are left out, with a trouble that says so.
const MOST: usize = 2000;

/// What the feed says for all its items.
struct Around {
    base: Option<String>,
    language: Option<Lang>,
    byline: Option<String>,
}

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut troubles = Vec::new();
    let feed: Value = match serde_json::from_str(text) {
        Ok(v) => v,
        Err(e) => {
            let place = format!("line {}, column {}", e.line(), e.column());
            let what = format!("the JSON breaks: {e}");
            let mend = "tell the source that its feed is broken or cut off";
            let Some(v) = loose_json::value(text)
                .filter(|v| v.get("items").is_some())
                .or_else(|| loose_json::cut_off(text, "items"))
            else {
                return Err(ReadError::new(place, what, mend));
            };
            let what = format!("{what}; what could be told of it was read");
            troubles.push(Trouble { place, what, mend: mend.into() });
            v
        }
    };
    let Some(items) = feed.get("items").and_then(Value::as_array) else {
        return Err(ReadError::new(
            "$.items",
            "there is no list of items",
            "check that the address serves a JSON Feed",
        ));
    };
    let facts = facts(&feed, hint);
    let around = Around {
        base: hint.url().map(str::to_owned).or_else(|| facts.own.clone()).or(facts.home.clone()),
        language: facts.language.clone().or_else(|| hint.language.clone()),
        // "If not specified in an item, then the top-level authors are the
        // authors of the item" (JSON Feed 1.1).
        byline: byline(&feed),
    };
    if items.len() > MOST {
        troubles.push(Trouble {
            place: format!("$.items[{MOST}]"),
            what: format!("the feed has {} items; only the first {MOST} were read", items.len()),
            mend: "ask the source for a shorter feed".into(),
        });
    }
    let mut stories = Vec::new();
    for (n, item) in items.iter().enumerate().take(MOST) {
        let received = item.is_object().then(|| entry(item, &around)).and_then(Entry::received);
        match received {
            Some(r) => stories.push(r),
            None => troubles.push(Trouble {
                place: format!("$.items[{n}]"),
                what: "it has neither a title nor a text".into(),
                mend: "nothing to do here; the source may fill it later".into(),
            }),
        }
    }
    unshare(&mut stories);
    Ok(Read { format: Format::Jsonfeed, stories, troubles, feed: Some(facts), aside: Vec::new() })
}

fn facts(feed: &Value, hint: &Hint) -> FeedFacts {
    let at = |v: &Value, key: &str| word(v, key).and_then(|u| keys::address(&u, hint.url()));
    FeedFacts {
        title: word(feed, "title").map(|t| markup::title(&t)).filter(|t| !t.is_empty()),
        home: at(feed, "home_page_url"),
        own: at(feed, "feed_url"),
        next: at(feed, "next_url"),
        hubs: list(feed, "hubs").filter_map(|h| at(h, "url")).take(8).collect(),
        language: word(feed, "language").map(|l| Lang::of(&l)).filter(|l| !l.is_unknown()),
        expired: feed.get("expired").and_then(Value::as_bool).unwrap_or(false),
        ..FeedFacts::default()
    }
}

fn entry(item: &Value, around: &Around) -> Entry {
    // Version 1 allows numbers as ids; `id` is compared as its text.
    let id = match item.get("id") {
        Some(Value::String(s)) => Some(s.clone()),
        Some(Value::Number(n)) => Some(n.to_string()),
        _ => None,
    };
    let base = around.base.as_deref();
    let url = ["url", "external_url"]
        .iter()
        .filter_map(|k| word(item, k))
        .chain(id.clone())
        .find_map(|u| {
            if id.as_ref() == Some(&u) { keys::address(&u, None) } else { keys::address(&u, base) }
        });
    let mut gallery = Gallery::default();
    for key in ["image", "banner_image"] {
        let at = word(item, key).and_then(|u| keys::address(&u, base));
        gallery.add(Media { kind: "picture".into(), url: at, ..Media::default() });
    }
    let (html, plain) =
        (word(item, "content_html"), item.get("content_text").and_then(Value::as_str));
    let text = match (html, plain) {
        (Some(html), _) => {
            let (blocks, pictures) = markup::blocks_and_pictures(&html);
            pictures.into_iter().for_each(|p| gallery.picture(p, base));
            blocks
        }
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
    for file in list(item, "attachments") {
        let at = word(file, "url").and_then(|u| keys::address(&u, base));
        let mime = word(file, "mime_type");
        if let Some(kind) = kind_of_media(mime.as_deref(), None, at.as_deref()) {
            let caption = word(file, "title").map(|t| markup::title(&t));
            gallery.add(Media { kind: kind.into(), url: at, caption, ..Media::default() });
        }
    }
    Entry {
        keys: id.as_deref().and_then(keys::guid).into_iter().collect(),
        headline: word(item, "title").map(|t| markup::title(&t)).filter(|t| !t.is_empty()),
        teaser: word(item, "summary").map(|s| markup::title(&s)),
        text,
        byline: byline(item).or_else(|| around.byline.clone()),
        url,
        base: around.base.clone(),
        language: word(item, "language")
            .map(|l| Lang::of(&l))
            .filter(|l| !l.is_unknown())
            .or_else(|| around.language.clone()),
        published: word(item, "date_published").and_then(|d| stamps::timestamp(&d)),
        updated: word(item, "date_modified").and_then(|d| stamps::timestamp(&d)),
        subjects: list(item, "tags")
            .filter_map(Value::as_str)
            .map(markup::title)
            .filter(|t| !t.is_empty())
            .take(40)
            .collect(),
        media: gallery.finish(),
        ..Entry::default()
    }
}

/// `authors` of version 1.1, `author` of version 1.0, at the feed or an item.
fn byline(value: &Value) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for author in list(value, "authors").chain(value.get("author")) {
        let name = author.as_str().map(str::to_owned).or_else(|| word(author, "name"));
        if let Some(name) = name.as_deref().and_then(name_of)
            && !names.contains(&name)
            && names.len() < 20
        {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn word(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).filter(|s| !s.trim().is_empty()).map(str::to_owned)
}

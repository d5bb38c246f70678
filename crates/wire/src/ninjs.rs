//! IPTC ninjs 1.x, 2.x and 3.x: one object, an array, `{"items": […]}`, or one
//! object a line.
//!
//! The three versions say the same in three spellings (`headline_main`,
//! `headlines[]`, `versionCreated`), so properties are looked up without regard
//! to case and in both styles. ninjs has no field for a correction: that is a
//! higher version and words in `ednote`. The note itself is for editors only.

use crate::{
    anatomy::{agencies, kind_of},
    entry::Entry,
    keys,
    markup::{self, Blocks},
    read::{Hint, Read, ReadError, Trouble},
    signals, stamps,
};
use serde_json::{Map, Value};
use story::{Format, Key, Lang, Signal};

type Object = Map<String, Value>;
/// A value and where it stands.
type Placed = (String, Value);

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let (items, mut troubles) = items(text.trim_start_matches('\u{FEFF}'))?;
    let mut stories = Vec::new();
    for (place, value) in items {
        let trouble = |what: &str, mend: &str| Trouble {
            place: place.clone(),
            what: what.into(),
            mend: mend.into(),
        };
        let Value::Object(item) = value else {
            troubles.push(trouble("this is no object", "ask the agency what it means"));
            continue;
        };
        let kind = word(&item, "type").unwrap_or_default().to_lowercase();
        let Some(uri) = word(&item, "uri") else {
            troubles.push(trouble(
                "there is no \"uri\", which ninjs requires",
                "ask the agency to send it",
            ));
            continue;
        };
        let entry = entry(&item, &uri, hint);
        let textless = entry.text.lines.is_empty() && entry.teaser.is_none();
        if textless
            && matches!(
                kind.as_str(),
                "picture" | "video" | "audio" | "graphic" | "event" | "planning"
            )
            && entry.signal.is_none()
        {
            troubles.push(trouble(
                &format!("this is a {kind} without a text"),
                "nothing to do: only texts become stories",
            ));
            continue;
        }
        match entry.received() {
            Some(r) => stories.push(r),
            None => troubles.push(trouble(
                "it has neither a headline nor a text",
                "ask the agency what it is for",
            )),
        }
    }
    if stories.is_empty() && troubles.is_empty() {
        return Err(ReadError::new("$", "there is no item in it", "check what the agency sends"));
    }
    Ok(Read { format: Format::Ninjs, stories, troubles, feed: None })
}

/// The items with their places.
fn items(text: &str) -> Result<(Vec<Placed>, Vec<Trouble>), ReadError> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(all)) => Ok((placed(all, "$"), Vec::new())),
        Ok(Value::Object(mut o)) => {
            if !o.contains_key("uri") {
                for list in ["items", "newsItems", "results"] {
                    if let Some(Value::Array(all)) = o.remove(list) {
                        return Ok((placed(all, &format!("$.{list}")), Vec::new()));
                    }
                }
            }
            Ok((vec![("$".into(), Value::Object(o))], Vec::new()))
        }
        Ok(_) => Err(ReadError::new("$", "this is no ninjs object", "check what the agency sends")),
        Err(whole) => {
            // One object a line; a single broken line costs that line only.
            let (mut out, mut troubles) = (Vec::new(), Vec::new());
            for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
                match serde_json::from_str::<Value>(line) {
                    Ok(v @ Value::Object(_)) => out.push((format!("line {}", n + 1), v)),
                    Ok(_) => {}
                    Err(e) => troubles.push(Trouble {
                        place: format!("line {}, column {}", n + 1, e.column()),
                        what: format!("the JSON breaks: {e}"),
                        mend: "ask the agency to send it again".into(),
                    }),
                }
            }
            if out.is_empty() {
                return Err(ReadError::new(
                    format!("line {}, column {}", whole.line(), whole.column()),
                    format!("the JSON breaks: {whole}"),
                    "ask the agency to send it again; it may be cut off",
                ));
            }
            Ok((out, troubles))
        }
    }
}

fn placed(all: Vec<Value>, at: &str) -> Vec<(String, Value)> {
    all.into_iter().enumerate().map(|(n, v)| (format!("{at}[{n}]"), v)).collect()
}

fn entry(item: &Object, uri: &str, hint: &Hint) -> Entry {
    let headline = roles(item, "headline", &["main", "", "hl1", "short", "seo"]);
    let kicker = named(item, "headline", &["kicker", "overline", "dachzeile"]);
    let teaser = roles(
        item,
        "description",
        &[
            "teaser",
            "summary",
            "abstract",
            "lead",
            "standfirst",
            "ingress",
            "main",
            "",
            "text",
            "short",
        ],
    );
    let text = body(item);
    let notes: Vec<String> = ["ednote", "instructions", "notepad"]
        .iter()
        .filter_map(|k| get(item, k))
        .flat_map(strings)
        .collect();
    let notes = notes.join("\n");
    let status = word(item, "pubstatus").unwrap_or_default().to_lowercase();
    let signal = match status.as_str() {
        "canceled" | "cancelled" | "killed" | "recalled" => Some(Signal::Withdrawal),
        "withheld" | "held" => Some(Signal::Hold),
        _ => word(item, "signal").and_then(|s| signal_of(&s)).or_else(|| signals::of_note(&notes)),
    };
    let agencies: Vec<String> = ["infosources", "infosource", "copyrightholder", "source"]
        .iter()
        .filter_map(|k| get(item, k))
        .flat_map(strings)
        .filter_map(|s| agencies::registered(&s))
        .fold(Vec::new(), |mut all, a| {
            if !all.iter().any(|x| x == a) {
                all.push(a.to_owned());
            }
            all
        });
    let genre = ["genres", "genre"]
        .iter()
        .filter_map(|k| get(item, k))
        .flat_map(names)
        .find_map(|g| kind_of(&g));
    let mut subjects: Vec<String> = Vec::new();
    for name in ["subjects", "subject"].iter().filter_map(|k| get(item, k)).flat_map(names) {
        if !subjects.contains(&name) && subjects.len() < 40 {
            subjects.push(name);
        }
    }
    let url = word(item, "url")
        .or_else(|| {
            get(item, "links")
                .and_then(Value::as_array)
                .and_then(|l| l.iter().filter_map(Value::as_object).find_map(|o| word(o, "href")))
        })
        .and_then(|u| keys::address(&u, None));
    let located = word(item, "located")
        .or_else(|| get(item, "dateline").map(|d| strings(d).join(" ")))
        .filter(|l| !l.is_empty());
    let created = word(item, "versioncreated").and_then(|t| stamps::timestamp(&t));
    let first = word(item, "firstcreated").and_then(|t| stamps::timestamp(&t));
    let version = match get(item, "version") {
        Some(Value::String(s)) => s.trim().parse().ok(),
        Some(v) => v.as_u64().and_then(|n| u32::try_from(n).ok()),
        None => None,
    };
    // Version 1 first came out when it was made; of later ones the day of the
    // first is not known unless it is said.
    let published = first.or(if version.unwrap_or(1) <= 1 { created } else { None });
    Entry {
        keys: vec![Key::Urn(urn(uri))],
        headline: headline.map(|h| markup::title(&h)),
        kicker: kicker.map(|h| markup::title(&h)),
        teaser: teaser.map(|t| markup::blocks_of(&t).lines.join(" ")).filter(|t| !t.is_empty()),
        text,
        byline: word(item, "byline").or_else(|| word(item, "by")).map(|b| markup::title(&b)),
        dateline: located.map(|l| markup::title(&l)),
        agencies,
        url,
        language: word(item, "language").map(|l| Lang::of(&l)).or_else(|| hint.language.clone()),
        published,
        updated: created,
        subjects,
        kind: genre,
        signal,
        version,
        embargo: word(item, "embargoeduntil")
            .or_else(|| word(item, "embargoed"))
            .and_then(|t| stamps::timestamp(&t)),
        urgency: get(item, "urgency")
            .and_then(|u| u.as_u64().or_else(|| u.as_str()?.trim().parse().ok()))
            .and_then(|n| u8::try_from(n).ok())
            .filter(|n| (1..=9).contains(n)),
        notes,
        ..Entry::default()
    }
}

/// A urn or uri without the version some agencies write behind it.
fn urn(uri: &str) -> String {
    let uri = story::one_line(uri);
    // `urn:newsml:provider:day:id:3`: RFC 3085 ends in the revision.
    let parts: Vec<&str> = uri.split(':').collect();
    if parts.len() == 6
        && parts[0] == "urn"
        && parts[1] == "newsml"
        && parts[5].len() <= 4
        && parts[5].trim_end_matches(['A', 'U', 'N']).bytes().all(|b| b.is_ascii_digit())
    {
        return parts[..5].join(":");
    }
    uri
}

fn signal_of(word: &str) -> Option<Signal> {
    match word.rsplit(':').next().unwrap_or_default().to_lowercase().as_str() {
        "correction" | "corrected" => Some(Signal::Correction),
        "hold" => Some(Signal::Hold),
        "kill" | "withdrawal" | "cancel" => Some(Signal::Withdrawal),
        _ => None,
    }
}

/// A property whatever its case.
fn get<'a>(item: &'a Object, key: &str) -> Option<&'a Value> {
    item.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, v)| v)
}

fn word(item: &Object, key: &str) -> Option<String> {
    match get(item, key)? {
        Value::String(s) => Some(s.trim().to_owned()).filter(|s| !s.is_empty()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// The texts of a value: itself, its list, or its `value` and `name`.
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(s) if !s.trim().is_empty() => vec![s.trim().to_owned()],
        Value::Array(all) => all.iter().flat_map(strings).collect(),
        Value::Object(o) => ["value", "text", "name", "literal"]
            .iter()
            .find_map(|k| word(o, k))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// The names of a list of concepts.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(names).collect(),
        Value::Object(o) => word(o, "name").or_else(|| word(o, "literal")).into_iter().collect(),
        Value::String(s) => vec![story::one_line(s)],
        _ => Vec::new(),
    }
}

/// All texts of a property with their roles, in both styles.
fn said(item: &Object, stem: &str) -> Vec<(String, String, String)> {
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
fn roles(item: &Object, stem: &str, order: &[&str]) -> Option<String> {
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
fn named(item: &Object, stem: &str, order: &[&str]) -> Option<String> {
    let all = said(item, stem);
    order.iter().find_map(|role| all.iter().find(|(r, _, _)| r == role)).map(|t| t.2.clone())
}

/// The body: markup first, because its paragraphs are sure.
fn body(item: &Object) -> Blocks {
    let all: Vec<_> = said(item, "body")
        .into_iter()
        .filter(|(role, media, _)| {
            !matches!(role.as_str(), "caption" | "script" | "shotlist" | "nitf" | "ednote")
                && !media.contains("nitf")
        })
        .collect();
    let is_html = |(role, media, text): &&(String, String, String)| {
        media.contains("html") || role.contains("html") || markup::has_tags(text)
    };
    if let Some((_, _, html)) = all.iter().find(is_html) {
        let blocks = markup::blocks(html);
        if !blocks.lines.is_empty() {
            return blocks;
        }
    }
    let best = ["main", "text", ""]
        .iter()
        .find_map(|role| all.iter().find(|(r, _, _)| r == role))
        .or_else(|| all.first());
    best.map(|(_, _, text)| markup::blocks_of(text)).unwrap_or_default()
}

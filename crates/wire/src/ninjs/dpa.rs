//! dpa digitalwires JSON (`"format": "digitalwires@0.9.1"`): one object an
//! item, HTML parts (`article_html`, `infobox_html`, `linkbox_html`), codes in
//! `categories[type, qcode, name]`.
//!
//! `notepad`, public or not, `ednotes` and the closing line are for editors:
//! the notepad holds names and telephone numbers of sources.

use super::{
    parts,
    values::{Object, get, names, number, objects, strings, word},
};
use crate::{
    agency::{self, Notes},
    entry::Entry,
    markup,
    read::Hint,
    stamps, xhtml,
};
use serde_json::Value;
use story::{Kind, Lang};

/// True for an item of this dialect.
pub(super) fn is(item: &Object) -> bool {
    word(item, "format").is_some_and(|f| f.starts_with("digitalwires"))
        || (get(item, "urn").is_some()
            && ["article_html", "kicker", "version_created"].iter().any(|k| get(item, k).is_some()))
}

pub(super) fn entry(item: &Object, hint: &Hint) -> Entry {
    let line = |key: &str| word(item, key).map(|t| markup::title(&t)).filter(|t| !t.is_empty());
    let mut page = word(item, "article_html").map(|h| xhtml::parse(&h)).unwrap_or_default();
    for (key, class) in [("infobox_html", "infobox"), ("linkbox_html", "linkbox")] {
        if let Some(html) = word(item, key) {
            let part = xhtml::parse(&format!("<section class=\"{class}\">{html}</section>"));
            page.points = page.points.or(part.points);
            for link in part.links {
                if !page.links.iter().any(|l| l.url == link.url) {
                    page.links.push(link);
                }
            }
        }
    }
    let notes = notes(item, &page.notes);
    let given = get(item, "signal")
        .map(strings)
        .unwrap_or_default()
        .iter()
        .filter_map(|s| agency::signal(s))
        .max_by_key(|s| crate::signals::strength(*s));
    let status = word(item, "pubstatus").and_then(|s| agency::status(&s));
    let created = word(item, "version_created").and_then(|t| stamps::timestamp(&t));
    let first = word(item, "content_created").and_then(|t| stamps::timestamp(&t));
    let version = number(item, "version");
    let (media, mut links) = parts::associations(item);
    links.extend(page.links);
    links.truncate(agency::MOST);
    let headline = line("headline");
    let mut entry = Entry {
        teaser: line("teaser")
            .or(page.teaser)
            .or_else(|| crate::nitf::standfirst(line("subhead"), headline.as_deref())),
        headline,
        kicker: line("kicker"),
        text: page.text,
        heads: page.heads,
        points: page.points,
        byline: line("byline"),
        dateline: line("dateline").and_then(|d| agency::dateline(&d)),
        agencies: agency::registered(line("creditline").as_deref()),
        language: word(item, "language").map(|l| Lang::of(&l)).or_else(|| hint.language.clone()),
        published: agency::published(first, created, version),
        updated: created,
        rights: agency::rights(
            line("copyrightholder"),
            line("copyrightnotice"),
            join([line("usageterms"), line("autopublishnotice")]),
        ),
        media,
        links,
        signal: agency::settle(status, given, &notes),
        version,
        urgency: number(item, "urgency")
            .and_then(|n| u8::try_from(n).ok())
            .filter(|n| (1..=9).contains(n)),
        notes: notes.text(),
        ..Entry::default()
    };
    categories(item, &mut entry);
    entry
}

fn join(parts: [Option<String>; 2]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The note in the role `embargo`: where the time itself is missing, it still
/// says that there is one.
pub(super) fn embargo_note(item: &Object) -> Option<String> {
    let notes = get(item, "ednotes").map(objects).unwrap_or_default();
    notes
        .iter()
        .find(|(_, n)| agency::code(&word(n, "role").unwrap_or_default()) == "embargo")
        .and_then(|(_, n)| word(n, "ednote"))
}

fn notes(item: &Object, apart: &[String]) -> Notes {
    let mut notes = Notes::default();
    for (_, note) in get(item, "ednotes").map(objects).unwrap_or_default() {
        if let Some(text) = word(note, "ednote") {
            notes.file(&text);
        }
    }
    if let Some(pad) = get(item, "notepad").and_then(Value::as_object) {
        for part in ["public_html", "nonpublic_html"] {
            if let Some(html) = word(pad, part) {
                notes.file(&markup::blocks(&html).lines.join("\n"));
            }
        }
    }
    for note in apart {
        notes.file(note);
    }
    notes
}

/// Subjects, places, genre and keywords by their types (`dnltype:…`).
fn categories(item: &Object, entry: &mut Entry) {
    let all: Vec<(&str, &Object)> = get(item, "categories").map(objects).unwrap_or_default();
    for (_, c) in all.into_iter().take(500) {
        let kind = agency::code(&word(c, "type").unwrap_or_default());
        let name = word(c, "name").map(|n| markup::title(&n));
        match kind.as_str() {
            "dpasubject" | "subject" => {
                let topic = word(c, "qcode").and_then(|q| agency::topic(&q, None, name.clone()));
                agency::add_topic(&mut entry.topics, topic);
                agency::add(&mut entry.subjects, name);
            }
            "keyword" => agency::add(&mut entry.subjects, name),
            "geosubject" => agency::add(&mut entry.places, name),
            "genre" if entry.genre.is_none() => {
                entry.kind = name.as_deref().and_then(Kind::of_label);
                entry.genre = name;
            }
            _ => {}
        }
    }
    for word in get(item, "keyword_names").map(names).unwrap_or_default() {
        agency::add(&mut entry.subjects, Some(markup::title(&word)));
    }
}

//! IPTC ninjs 1.x, 2.x and 3.x, and the agencies' JSON of its kind: one object,
//! an array, `{"items": […]}`, or one object a line.
//!
//! The three versions say the same in three spellings (`headline_main`,
//! `headlines[]`, `versionCreated`), so properties are looked up without regard
//! to case and in both styles. ninjs has no field for a correction: that is a
//! higher version and words in `ednote`. The note itself is for editors only.
//!
//! Dialects: Superdesk's (`guid`, `body_html`), AP Media's (`data.item`,
//! `altids`), dpa digitalwires (`urn`, `article_html`; in `dpa`).

mod dpa;
mod parts;
mod texts;
mod values;

use crate::{
    agency::{self, Embargo, Notes},
    entry::Entry,
    keys, markup,
    read::{Hint, Read, ReadError, Trouble},
    stamps,
};
use serde_json::Value;
use story::{Format, Key, Kind, Lang};
use texts::{body, named, roles};
use values::{Object, get, names, number, strings, word};

/// A value and where it stands.
type Placed = (String, Value);

/// Objects that hold a list of items under one of these names.
const LISTS: &[&str] = &["items", "newsItems", "results", "entries", "_items", "stories"];

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let (items, mut troubles) = items(text.trim_start_matches('\u{FEFF}'))?;
    let (mut stories, mut aside) = (Vec::new(), Vec::new());
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
        let names = identity(&item);
        let Some(name) = names.first().map(|n| n.value().to_owned()) else {
            troubles.push(trouble(
                "there is no \"uri\", which ninjs requires",
                "ask the agency to send it",
            ));
            continue;
        };
        let embargo = Embargo::of(embargoed(&item).as_deref());
        let mut entry = if dpa::is(&item) { dpa::entry(&item, hint) } else { entry(&item, hint) };
        entry.keys = names;
        entry.embargo = embargo.until();
        if let Some(hold) = embargo.hold() {
            entry.signal = entry.signal.max_by_strength(hold);
        }
        let textless = entry.text.lines.is_empty();
        let what = agency::media_kind(&kind);
        if textless && (!what.is_empty() || matches!(kind.as_str(), "event" | "planning")) {
            let what = if what.is_empty() { &kind } else { what };
            let stopped = entry.signal.is_some_and(story::Signal::is_grave);
            if stopped {
                troubles.push(trouble(
                    &format!("the {what} {} is withdrawn or withheld", name),
                    "take it out wherever it is shown",
                ));
            } else {
                aside.extend(entry.received());
            }
            continue;
        }
        crate::tidy::entry(&mut entry);
        troubles.extend(embargo.trouble(&format!("{place}.embargoed")));
        match entry.received() {
            Some(r) => stories.push(r),
            None => troubles.push(trouble(
                "it has neither a headline nor a text",
                "ask the agency what it is for",
            )),
        }
    }
    if stories.is_empty() && aside.is_empty() && troubles.is_empty() {
        return Err(ReadError::new("$", "there is no item in it", "check what the agency sends"));
    }
    Ok(Read { format: Format::Ninjs, stories, troubles, feed: None, aside })
}

/// The stronger of two signals.
trait Stronger {
    fn max_by_strength(self, other: story::Signal) -> Self;
}

impl Stronger for Option<story::Signal> {
    fn max_by_strength(self, other: story::Signal) -> Self {
        let strength = crate::signals::strength;
        Some(self.filter(|s| strength(*s) > strength(other)).unwrap_or(other))
    }
}

/// The items with their places.
fn items(text: &str) -> Result<(Vec<Placed>, Vec<Trouble>), ReadError> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(all)) => Ok((placed(all, "$"), Vec::new())),
        Ok(Value::Object(o)) => Ok((unwrap(o), Vec::new())),
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

/// The items of an object: itself, its list, or AP's `data.item` and
/// `data.items[].item`.
fn unwrap(mut o: Object) -> Vec<Placed> {
    let named = ["uri", "urn", "guid", "altids"].iter().any(|k| get(&o, k).is_some());
    if named {
        return vec![("$".into(), Value::Object(o))];
    }
    for list in LISTS {
        if let Some(Value::Array(all)) = o.remove(*list) {
            return placed(all, &format!("$.{list}"));
        }
    }
    if let Some(Value::Object(mut data)) = o.remove("data") {
        if let Some(item @ Value::Object(_)) = data.remove("item") {
            return vec![("$.data.item".into(), item)];
        }
        if let Some(Value::Array(all)) = data.remove("items") {
            return placed(all, "$.data.items");
        }
    }
    vec![("$".into(), Value::Object(o))]
}

fn placed(all: Vec<Value>, at: &str) -> Vec<Placed> {
    let one = |v: Value| match v {
        Value::Object(mut o)
            if get(&o, "uri").is_none() && o.get("item").is_some_and(Value::is_object) =>
        {
            o.remove("item").unwrap_or_default()
        }
        v => v,
    };
    all.into_iter().enumerate().map(|(n, v)| (format!("{at}[{n}]"), one(v))).collect()
}

/// The names an item goes by: its uri or urn without a version; for AP its item
/// id, because its uri carries the customer's query.
fn identity(item: &Object) -> Vec<Key> {
    let ap = get(item, "altids")
        .and_then(Value::as_object)
        .and_then(|a| word(a, "itemid"))
        .or_else(|| {
            let uri = word(item, "uri")?;
            let at = uri.find("api.ap.org/media/v/content/")?;
            let id: String = uri[at..]
                .rsplit('/')
                .next()?
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            (id.len() == 32).then_some(id)
        });
    if let Some(id) = ap {
        return vec![Key::Urn(format!("ap.org:{}", agency::urn(&id)))];
    }
    ["uri", "urn", "guid"]
        .iter()
        .find_map(|k| word(item, k))
        .map(|u| Key::Urn(agency::urn(&u)))
        .into_iter()
        .collect()
}

/// The guide calls it `embargoed`, the schema of 3.0 `embargoedUntil`. A
/// property that is there and empty is no embargo in JSON, where templates
/// write empty properties for everything.
fn embargoed(item: &Object) -> Option<String> {
    const NAMES: [&str; 3] = ["embargoeduntil", "embargoed", "embargo"];
    NAMES
        .iter()
        .find_map(|k| word(item, k))
        .or_else(|| {
            let said = NAMES.iter().any(|k| get(item, k) == Some(&Value::Bool(true)));
            said.then(|| "true".to_owned())
        })
        .or_else(|| dpa::embargo_note(item))
}

fn entry(item: &Object, hint: &Hint) -> Entry {
    let headline = roles(item, "headline", &["main", "", "hl1", "short", "seo"]);
    let kicker = named(item, "headline", &["kicker", "overline", "dachzeile"]);
    let subhead = named(item, "headline", &["subhead", "subheadline", "hl2"]);
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
    let body = body(item);
    let nitf = body.nitf.unwrap_or_default();
    let mut notes = Notes::default();
    for note in ["ednote", "ednotes", "instructions", "notepad"]
        .iter()
        .filter_map(|k| get(item, k))
        .flat_map(strings)
    {
        notes.add(&note);
    }
    for note in nitf.notes.iter().chain(&body.page.notes) {
        notes.file(note);
    }
    let given = ["signal", "signals"]
        .iter()
        .filter_map(|k| get(item, k))
        .flat_map(strings)
        .filter_map(|s| agency::signal(&s))
        .max_by_key(|s| crate::signals::strength(*s));
    let status = word(item, "pubstatus").and_then(|s| agency::status(&s));
    let sources: Vec<String> =
        ["infosources", "infosource", "copyrightholder", "source", "provider", "creditline"]
            .iter()
            .filter_map(|k| get(item, k))
            .flat_map(strings)
            .collect();
    let genres: Vec<String> =
        ["genres", "genre"].iter().filter_map(|k| get(item, k)).flat_map(names).collect();
    let located = word(item, "located")
        .or_else(|| {
            ["dateline", "datelinelocation"]
                .iter()
                .find_map(|k| get(item, k))
                .map(|d| strings(d).join(" "))
        })
        .filter(|l| !l.is_empty());
    let created = word(item, "versioncreated").and_then(|t| stamps::timestamp(&t));
    let first = ["firstcreated", "contentcreated"]
        .iter()
        .find_map(|k| word(item, k))
        .and_then(|t| stamps::timestamp(&t));
    let version = number(item, "version");
    let (media, mut links) = parts::associations(item);
    links.extend(body.page.links);
    links.truncate(agency::MOST);
    let url = word(item, "url")
        .or_else(|| {
            get(item, "links")
                .and_then(Value::as_array)
                .and_then(|l| l.iter().filter_map(Value::as_object).find_map(|o| word(o, "href")))
        })
        .and_then(|u| keys::address(&u, None));
    let headline = headline.map(|h| markup::title(&h));
    let teaser = teaser
        .map(|t| markup::blocks_of(&t).lines.join(" "))
        .filter(|t| !t.is_empty())
        .or(body.page.teaser)
        .or_else(|| {
            crate::nitf::standfirst(subhead.map(|s| markup::title(&s)), headline.as_deref())
        });
    Entry {
        headline,
        kicker: kicker.map(|h| markup::title(&h)).or(body.page.kicker),
        teaser,
        text: body.page.text,
        heads: body.page.heads,
        points: body.page.points,
        byline: parts::byline(item).or(nitf.byline),
        dateline: located.as_deref().map(markup::title).and_then(|l| agency::dateline(&l)),
        agencies: agency::registered(sources.iter().map(String::as_str)),
        url,
        language: word(item, "language").map(|l| Lang::of(&l)).or_else(|| hint.language.clone()),
        published: agency::published(first, created, version),
        updated: created,
        subjects: parts::subjects(item),
        topics: parts::topics(item),
        slugline: word(item, "slugline").map(|s| story::one_line(&s)),
        kind: genres.iter().find_map(|g| Kind::of_label(g)),
        genre: genres.into_iter().next().map(|g| markup::title(&g)).filter(|g| !g.is_empty()),
        places: parts::places(item),
        rights: parts::rights(item),
        media,
        links,
        signal: agency::settle(status, given, &notes),
        version,
        urgency: number(item, "urgency")
            .and_then(|n| u8::try_from(n).ok())
            .filter(|n| (1..=9).contains(n)),
        notes: notes.text(),
        ..Entry::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::Signal;

    fn one(json: &str) -> story::Received {
        let mut read = read(json, &Hint::default()).unwrap();
        assert_eq!(read.stories.len(), 1, "{:?}", read.troubles);
        read.stories.remove(0)
    }

    #[test]
    fn all_fields_of_ninjs() {
        let r = one(
            r#"{"uri":"urn:newsml:agency.example:20261102:ice:3","type":"text","version":"3",
            "versionCreated":"2026-11-02T20:00:00Z","contentCreated":"2026-11-02T18:00:00Z","urgency":2,"language":"en-GB",
            "headlines":[{"role":"main","value":"Ice closes bridge"},{"role":"kicker","value":"Weather"}],
            "bodies":[{"role":"main","contentType":"text/html","value":"<p>HARBOUR CITY (AP) — The bridge is closed.</p>"}],
            "slugline":"harbour-ice","genres":[{"name":"Analysis","literal":"A"}],
            "subjects":[{"name":"weather","uri":"http://cv.iptc.org/newscodes/mediatopic/17000000"},{"name":"house","literal":"h"}],
            "places":[{"name":"Harbour City"}],"located":"Harbour City","by":"Ann Example",
            "copyrightHolder":"Example Agency","copyrightNotice":"(c) 2026","usageTerms":"No archive",
            "edNote":"Desk phone 555-0100",
            "associations":[{"name":"m1","type":"picture","uri":"urn:p:1","by":"Bo Example","altText":"Ice",
             "descriptions":[{"role":"caption","value":"Ice on the bridge"}],
             "renditions":[{"name":"big","href":"https://agency.example/4000.jpg","width":4000,"height":3000},
                           {"name":"mid","href":"https://agency.example/1200.jpg","width":1200,"height":900}]},
             {"name":"r1","type":"text","uri":"urn:t:2","headlines":[{"value":"Earlier story"}]}]}"#,
        );
        assert_eq!(r.story.kicker.as_deref(), Some("Weather"));
        assert_eq!(r.story.genre.as_deref(), Some("Analysis"));
        assert_eq!(r.story.kind, story::Kind::Analysis);
        assert_eq!(r.story.topics.len(), 1);
        assert_eq!(r.story.topics[0].scheme, "medtop");
        assert_eq!(r.story.places, ["Harbour City"]);
        assert_eq!(r.story.rights.as_ref().unwrap().terms.as_deref(), Some("No archive"));
        let m = &r.story.media[0];
        assert_eq!(m.url.as_deref(), Some("https://agency.example/1200.jpg"));
        assert_eq!(
            (m.width, m.alt.as_deref(), m.credit.as_deref()),
            (Some(1200), Some("Ice"), Some("Bo Example"))
        );
        assert_eq!(r.story.links[0].title.as_deref(), Some("Earlier story"));
        assert_eq!(r.story.published.unwrap().to_string(), "2026-11-02T18:00:00Z");
        assert_eq!(r.version, Some(3));
        assert!(!crate::json_line(&r).to_string().contains("555"));
    }

    #[test]
    fn superdesks_dialect() {
        let r = one(
            r#"{"guid":"tag:desk.example:2026:1","type":"text","version":"2","versioncreated":"2026-11-02T20:00:00+0000",
            "headline":"Ice closes bridge","body_html":"<p>The bridge is closed.</p>","source":"Reuters","priority":3,
            "service":[{"code":"a","name":"Domestic"}],"authors":[{"name":"Ann Example","role":"writer"}],
            "place":[{"code":"HC","name":"Harbour City"}],"keywords":["ice"],"evolvedfrom":"tag:desk.example:2026:0",
            "subject":[{"code":"17005000","name":"weather"}],"pubstatus":"usable",
            "associations":{"featuremedia":{"guid":"p1","type":"picture","description_text":"Ice","byline":"Bo Example",
            "renditions":{"original":{"href":"https://desk.example/p.jpg","width":1000,"height":700}}}}}"#,
        );
        assert_eq!(r.keys[0], Key::Urn("tag:desk.example:2026:1".into()));
        assert_eq!(r.story.byline.as_deref(), Some("Ann Example"));
        assert_eq!(r.story.credit.as_ref().unwrap().agencies, ["Reuters"]);
        assert_eq!(r.story.links[0].rel, "evolvedFrom");
        assert_eq!(r.story.topics[0].scheme, "subj");
        assert_eq!(r.story.media[0].caption.as_deref(), Some("Ice"));
        assert!(r.story.subjects.contains(&"ice".to_owned()));
    }

    #[test]
    fn ap_medias_dialect() {
        let r = one(
            r#"{"data":{"item":{"uri":"https://api.ap.org/media/v/content/x?qt=t","altids":{"itemid":"0123456789abcdef0123456789abcdef"},
            "version":1,"type":"text","versioncreated":"2026-11-02T20:00:00Z","pubstatus":"usable","provider":"AP",
            "headline":"Ice closes bridge","bylines":[{"by":"By Ann Example","title":"AP Writer"}],
            "datelinelocation":{"city":"HARBOUR CITY"},"usageterms":["For news only.","No archive."],
            "ednote":"CORRECTS year. Desk 555-0100",
            "body_nitf":"<nitf><body><body.content><block><p>HARBOUR CITY (AP) — The bridge is closed.</p></block></body.content></body></nitf>"}}}"#,
        );
        assert_eq!(r.keys[0], Key::Urn("ap.org:0123456789abcdef0123456789abcdef".into()));
        assert_eq!(r.story.byline.as_deref(), Some("By Ann Example, AP Writer"));
        assert_eq!(r.story.lead, "The bridge is closed.");
        assert_eq!(r.signal, Signal::Correction);
        assert_eq!(
            r.story.rights.as_ref().unwrap().terms.as_deref(),
            Some("For news only. No archive.")
        );
    }

    #[test]
    fn pictures_are_no_stories_and_open_embargoes_hold() {
        let read_ =
            read(r#"[{"uri":"p","type":"picture","description_text":"A ship"}]"#, &Hint::default())
                .unwrap();
        assert!(read_.stories.is_empty() && read_.troubles.is_empty());
        assert_eq!(read_.aside.len(), 1, "told of, but no story");
        let r = one(
            r#"{"uri":"x","headline":"Report","embargoed":"tonight","body_text":"Tides rise."}"#,
        );
        assert_eq!((r.signal, r.embargo), (Signal::Hold, None));
    }
}

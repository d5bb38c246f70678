//! NewsML 1.0 to 1.2 (IPTC, "NewsML v1.2 Functional Specification"), as AFP
//! and others send it: an envelope, news items, components within components.
//!
//! What an outer component says holds for the inner ones unless they say it
//! themselves. Components of text in several languages are a story each, the
//! others become media. Never here: an advisory line in a story's text.

use crate::{
    agency::{self, Embargo, Notes},
    entry::Entry,
    markup::{self, Blocks},
    nitf,
    read::{Hint, Read, ReadError, Trouble},
    stamps, textwire, xhtml,
    xml::{self, Element},
};
use std::collections::HashMap;
use story::{Format, Key, Kind, Lang, Link, Media, Received, Signal};

pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let (root, broken) = xml::tree(text);
    let mut troubles = Vec::new();
    let root = root.unwrap_or_default();
    let items: Vec<&Element> = if root.named("NewsItem") {
        vec![&root]
    } else {
        root.all("NewsItem").take(2000).collect()
    };
    if items.is_empty() {
        return Err(ReadError::new(
            "the first element",
            "there is no <NewsItem> in it",
            "check what the agency sends; the format may be set wrongly",
        ));
    }
    let mut stories = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let place = format!("NewsItem {}", n + 1);
        let before = (stories.len(), troubles.len());
        news_item(item, hint, &place, &mut stories, &mut troubles);
        if before == (stories.len(), troubles.len()) {
            troubles.push(Trouble {
                place,
                what: "it has neither a headline nor a text".into(),
                mend: "ask the agency what it is for".into(),
            });
        }
    }
    agency::broken(broken, &mut stories, &mut troubles);
    Ok(Read { format: Format::Newsml1, stories, troubles, feed: None, aside: Vec::new() })
}

fn news_item(
    item: &Element,
    hint: &Hint,
    place: &str,
    stories: &mut Vec<Received>,
    troubles: &mut Vec<Trouble>,
) {
    let none = Element::default();
    let management = item.first("NewsManagement").unwrap_or(&none);
    let own = Own::of(item, management);
    if item.first("Update").is_some() {
        troubles.push(Trouble {
            place: format!("{place}, Update"),
            what: "it sends single changes instead of a whole version".into(),
            mend: "ask the agency for whole items; only what stands in it was read".into(),
        });
    }
    let topics = topic_names(item);
    let mut texts = Vec::new();
    let mut media = Vec::new();
    let mut seen = Said::default();
    for component in item.all("NewsComponent") {
        walk(component, &Said::default(), &mut texts, &mut media, &mut seen, 0);
    }
    if texts.is_empty() {
        if !media.is_empty() && own.status.is_none() {
            troubles.push(Trouble {
                place: place.to_owned(),
                what: format!("this is a {} without a text", media[0].kind),
                mend: "nothing to do: only texts become stories".into(),
            });
            return;
        }
        // A kill, or an alert that is its headline.
        texts.push((seen, Text::default()));
    }
    // One language: the first text is the story. Several: each is one.
    let mut languages: Vec<Option<Lang>> = Vec::new();
    let mut open = None;
    let several = texts.iter().any(|(s, _)| s.language != texts[0].0.language);
    for (said, text) in texts {
        if languages.contains(&said.language) {
            continue;
        }
        languages.push(said.language.clone());
        let embargo = own.embargo_of(&said);
        open = open.or(embargo.trouble(&format!("{place}, NewsManagement/Status")));
        let mut entry = entry(&own, said, text, &topics, &media, hint);
        entry.embargo = embargo.until();
        if let Some(hold) = embargo.hold() {
            entry.signal = entry.signal.filter(|s| *s == Signal::Withdrawal).or(Some(hold));
        }
        if several
            && languages.len() > 1
            && let (Some(Key::Urn(urn)), Some(Some(l))) = (entry.keys.first(), languages.last())
        {
            entry.keys = vec![Key::Urn(format!("{urn}#{l}"))];
        }
        crate::tidy::entry(&mut entry);
        stories.extend(entry.received());
    }
    troubles.extend(open);
}

/// What `Identification` and `NewsManagement` say of the item.
struct Own {
    key: Option<Key>,
    version: Option<u32>,
    status: Option<Signal>,
    embargo: Embargo,
    signal: Option<Signal>,
    urgency: Option<u8>,
    first: Option<jiff::Timestamp>,
    created: Option<jiff::Timestamp>,
    links: Vec<Link>,
    notes: Vec<String>,
    slugline: Option<String>,
}

impl Own {
    fn of(item: &Element, management: &Element) -> Self {
        let none = Element::default();
        let id = item.path(&["Identification", "NewsIdentifier"]).unwrap_or(&none);
        let line = |name| id.first(name).and_then(Element::line);
        // The urn ends in the revision, which may be longer than any count.
        let revision = line("RevisionId").unwrap_or_default();
        let public = line("PublicIdentifier").filter(|p| p.contains(':')).map(|p| {
            let bare = p.trim_end_matches(['A', 'N', 'U']);
            let bare = bare.strip_suffix(&revision).and_then(|b| b.strip_suffix(':'));
            agency::urn(bare.filter(|b| !revision.is_empty() && b.contains(':')).unwrap_or(&p))
        });
        let made = || {
            // RFC 3085, section 2: the urn is made of these three.
            let (by, day, id) = (line("ProviderId")?, line("DateId")?, line("NewsItemId")?);
            Some(agency::urn(&format!("urn:newsml:{by}:{day}:{id}")))
        };
        let status = formal(management, "Status").unwrap_or_default();
        let moment = |name: &str| stamps::timestamp(&management.first(name)?.text());
        let mut links = Vec::new();
        for (name, rel) in [("DerivedFrom", "derivedFrom"), ("AssociatedWith", "related")] {
            for e in management.all(name).take(agency::MOST) {
                let id = e.attribute("NewsItem").map(agency::urn).filter(|i| !i.is_empty());
                let url = id.as_deref().and_then(agency::url);
                if id.is_some() {
                    links.push(Link { rel: rel.into(), id, title: None, url });
                }
            }
        }
        let notes = management
            .all("Instruction")
            .filter_map(|i| i.attribute("FormalName").map(str::to_owned))
            .collect();
        Self {
            key: public.or_else(made).map(Key::Urn),
            version: line("RevisionId").and_then(|r| agency::version(&r)),
            status: agency::status(&status),
            embargo: embargo(management, &status),
            signal: formal(management, "NewsItemType").and_then(|t| agency::signal(&t)),
            urgency: formal(management, "Urgency").and_then(|u| agency::urgency(&u)),
            first: moment("FirstCreated"),
            created: moment("ThisRevisionCreated"),
            links,
            notes,
            slugline: item.path(&["Identification", "NameLabel"]).and_then(Element::line),
        }
    }
}

impl Own {
    /// The embargo of the item. PA gives its end in a `Comment` alone:
    /// `Embargoed to 0001 Tuesday June 03`.
    fn embargo_of(&self, said: &Said) -> Embargo {
        if let Embargo::Until(_) = self.embargo {
            return self.embargo;
        }
        let by = agency::registered(said.sources.iter().map(String::as_str));
        let by = by.first().map_or("", String::as_str);
        let mut found = self.embargo;
        for comment in &said.comments {
            match textwire::embargo(comment, self.created, by) {
                Embargo::None => {}
                until @ Embargo::Until(_) => return until,
                Embargo::Open => found = Embargo::Open,
            }
        }
        found
    }
}

/// `Status` `Embargoed` ends when `StatusWillChange` says that the item
/// becomes usable (NewsML 1.2, `StatusWillChange`: `FutureStatus`,
/// `DateAndTime`).
fn embargo(management: &Element, status: &str) -> Embargo {
    if agency::code(status) != "embargoed" {
        return Embargo::None;
    }
    let change = management
        .all("StatusWillChange")
        .find(|c| formal(c, "FutureStatus").is_some_and(|s| agency::code(&s) == "usable"));
    let when = change.and_then(|c| c.first("DateAndTime")).map(Element::text);
    Embargo::of(Some(when.as_deref().unwrap_or_default()))
}

fn formal(e: &Element, name: &str) -> Option<String> {
    let value = e.first(name)?.attribute("FormalName").map(story::one_line)?;
    (!value.is_empty()).then_some(value)
}

/// What the components say, handed down from the outer to the inner ones.
#[derive(Clone, Debug, Default)]
struct Said {
    headline: Option<String>,
    subhead: Option<String>,
    byline: Option<String>,
    dateline: Option<String>,
    credit: Option<String>,
    holder: Option<String>,
    copyright: Option<String>,
    terms: Option<String>,
    slugline: Option<String>,
    keywords: Vec<String>,
    language: Option<Lang>,
    genre: Option<String>,
    codes: Vec<String>,
    places: Vec<String>,
    sources: Vec<String>,
    notes: Vec<String>,
    comments: Vec<String>,
}

/// The words of a text component.
#[derive(Debug, Default)]
struct Text {
    text: Blocks,
    heads: Vec<String>,
    teaser: Option<String>,
    nitf: nitf::Body,
    notes: Vec<String>,
}

impl Said {
    fn with(&self, component: &Element) -> Self {
        let mut said = self.clone();
        let none = Element::default();
        let lines = component.first("NewsLines").unwrap_or(&none);
        let line = |name| lines.first(name).and_then(Element::line);
        let set = |place: &mut Option<String>, found: Option<String>| {
            if found.is_some() {
                *place = found;
            }
        };
        set(&mut said.headline, line("HeadLine").map(|t| markup::title(&t)));
        set(&mut said.subhead, line("SubHeadLine").map(|t| markup::title(&t)));
        set(&mut said.byline, line("ByLine"));
        set(&mut said.dateline, line("DateLine").and_then(|d| agency::dateline(&d)));
        set(&mut said.credit, line("CreditLine"));
        set(&mut said.copyright, line("CopyrightLine"));
        set(&mut said.terms, line("RightsLine"));
        set(&mut said.slugline, line("SlugLine"));
        for k in lines.all("KeywordLine") {
            agency::add(&mut said.keywords, k.line());
        }
        for comment in component.all("Comment") {
            if said.notes.len() < agency::MOST {
                said.comments.extend(comment.line());
            }
        }
        for other in lines.all("NewsLine") {
            let kind = formal(other, "NewsLineType").unwrap_or_default().to_lowercase();
            let text = other.first("NewsLineText").and_then(Element::line);
            if kind.contains("slug") {
                set(&mut said.slugline, text);
            } else if said.notes.len() < agency::MOST {
                // AFP's `AdvisoryLine` and whatever else is no line of print.
                said.notes.extend(text);
            }
        }
        said.described(component);
        said
    }

    fn described(&mut self, component: &Element) {
        let none = Element::default();
        let meta = component.first("DescriptiveMetadata").unwrap_or(&none);
        let tag =
            formal(meta, "Language").or_else(|| component.attribute("xml:lang").map(str::to_owned));
        if let Some(l) = tag.map(|t| Lang::of(&t)).filter(|l| !l.is_unknown()) {
            self.language = Some(l);
        }
        if let Some(g) = formal(meta, "Genre") {
            self.genre = Some(g);
        }
        for group in meta.all("SubjectCode") {
            for code in group.elements() {
                agency::add(&mut self.codes, code.attribute("FormalName").map(str::to_owned));
            }
        }
        let property = |e: &Element, name: &str| {
            e.all("Property")
                .find(|p| p.attribute("FormalName").is_some_and(|n| n.eq_ignore_ascii_case(name)))
                .and_then(|p| p.attribute("Value"))
                .map(story::one_line)
        };
        for p in meta.all("Property") {
            if p.attribute("FormalName").is_some_and(|n| n.eq_ignore_ascii_case("Keyword")) {
                agency::add(&mut self.keywords, p.attribute("Value").map(str::to_owned));
            }
        }
        // `Location` holds city, area and country; some put them right inside.
        // Codes of countries (`FRA`) are no names.
        let is_name = |t: &String| t.chars().count() > 3 || t.chars().any(char::is_lowercase);
        for at in meta.all("Location").chain(std::iter::once(meta)) {
            for part in ["City", "CountryArea", "State", "Country"] {
                agency::add(&mut self.places, property(at, part).filter(is_name));
            }
        }
        for group in ["AdministrativeMetadata", "RightsMetadata"] {
            let Some(admin) = component.first(group) else { continue };
            for who in ["Source", "Provider", "Creator", "Contributor"] {
                for party in admin.all(who).flat_map(|e| e.all("Party")) {
                    agency::add(
                        &mut self.sources,
                        party.attribute("FormalName").map(str::to_owned),
                    );
                }
            }
            if let Some(by) = admin.path(&["Copyright", "CopyrightHolder"]).and_then(Element::line)
            {
                agency::add(&mut self.sources, Some(by.clone()));
                self.holder = Some(by);
            }
            if let Some(usage) = admin.path(&["UsageRights", "UsageType"]).and_then(Element::line) {
                self.terms = Some(usage);
            }
        }
    }
}

/// Walks the components: texts and media are collected, `seen` is the sum of
/// what the outermost say, for items without a text.
fn walk(
    component: &Element,
    outer: &Said,
    texts: &mut Vec<(Said, Text)>,
    media: &mut Vec<Media>,
    seen: &mut Said,
    depth: usize,
) {
    let said = outer.with(component);
    if depth == 0 && seen.headline.is_none() {
        *seen = said.clone();
    }
    let role = formal(component, "Role").unwrap_or_default();
    let mut files = Vec::new();
    for item in component.all("ContentItem") {
        let kind = formal(item, "MediaType").unwrap_or_default();
        let mime = formal(item, "MimeType").unwrap_or_default();
        let class = [agency::media_kind(&kind), agency::media_kind(&mime)]
            .into_iter()
            .find(|k| !k.is_empty())
            .unwrap_or("");
        if class.is_empty() {
            let caption = role.to_lowercase().contains("caption");
            if let Some(text) = item.first("DataContent").map(words).filter(|_| !caption)
                && !text.text.lines.is_empty()
                && texts.len() < agency::MOST
            {
                texts.push((said.clone(), text));
            }
        } else {
            let (mut file, mut id) = (agency::Rendition { mime, ..Default::default() }, None);
            if let Some(href) = item.attribute("Href") {
                file.url = agency::url(href);
                id = Some(story::one_line(href));
            }
            let size = |name: &str| {
                let all = item.first("Characteristics")?;
                let p = all.all("Property").find(|p| p.attribute("FormalName") == Some(name))?;
                p.attribute("Value")?.trim().parse().ok()
            };
            file.width = size("Width");
            file.height = size("Height");
            files.push((class, file, id));
        }
    }
    if let Some((class, _, id)) = files.first()
        && media.len() < agency::MOST
    {
        let renditions: Vec<_> = files.iter().map(|(_, f, _)| f.clone()).collect();
        // Only what the component says itself is about the picture.
        let own = Said::default().with(component);
        let medium = Media {
            kind: (*class).to_owned(),
            id: id.clone(),
            caption: caption(component).or(own.headline),
            credit: own.byline.or(own.credit),
            ..Media::default()
        };
        media.push(agency::with_best(medium, &renditions));
    }
    for inner in component.all("NewsComponent") {
        walk(inner, &said, texts, media, seen, depth + 1);
    }
}

/// The caption beside a picture: a component or item in the role `Caption`.
fn caption(component: &Element) -> Option<String> {
    let role =
        |e: &Element| formal(e, "Role").is_some_and(|r| r.to_lowercase().contains("caption"));
    let inside = component.all("NewsComponent").find(|c| role(c))?;
    let text = words(inside.inside("DataContent")?).text.lines.join(" ");
    Some(story::one_line(&text)).filter(|t| !t.is_empty())
}

/// The words of `DataContent`: NITF, XHTML, paragraphs, or text that may be
/// HTML as a string.
fn words(content: &Element) -> Text {
    if let Some(n) = content
        .first("nitf")
        .or_else(|| content.first("body"))
        .filter(|n| n.named("nitf") || n.first("body.content").is_some())
    {
        let mut body = nitf::body(n);
        return Text {
            text: std::mem::take(&mut body.text),
            heads: std::mem::take(&mut body.heads),
            nitf: body,
            ..Text::default()
        };
    }
    if content.elements().next().is_some() {
        let page = match content.first("html") {
            Some(html) => xhtml::read(html),
            None => xhtml::read(content),
        };
        return Text {
            text: page.text,
            heads: page.heads,
            teaser: page.teaser,
            notes: page.notes,
            ..Text::default()
        };
    }
    let text = content.text();
    if markup::has_tags(&text) {
        let page = xhtml::parse(&text);
        return Text { text: page.text, heads: page.heads, notes: page.notes, ..Text::default() };
    }
    Text { text: markup::blocks_of(&text), ..Text::default() }
}

/// The names of codes, as `TopicSet`s of the item explain them.
fn topic_names(item: &Element) -> HashMap<String, String> {
    let mut out = HashMap::new();
    let sets =
        item.all("NewsComponent").chain(std::iter::once(item)).flat_map(|e| e.all("TopicSet"));
    for topic in sets.flat_map(|s| s.all("Topic")).take(1000) {
        let Some(code) = topic.first("FormalName").and_then(Element::line) else { continue };
        let name = topic
            .all("Description")
            .find(|d| d.attribute("Variant").is_none_or(|v| v.eq_ignore_ascii_case("name")))
            .and_then(Element::line);
        if let Some(name) = name {
            out.entry(code).or_insert(name);
        }
    }
    out
}

fn entry(
    own: &Own,
    said: Said,
    text: Text,
    names: &HashMap<String, String>,
    media: &[Media],
    hint: &Hint,
) -> Entry {
    let mut notes = Notes::default();
    for note in own.notes.iter().chain(&said.notes).chain(&text.nitf.notes) {
        notes.add(note);
    }
    for note in text.notes.iter().chain(&said.comments) {
        notes.file(note);
    }
    let mut entry = Entry::default();
    for code in &said.codes {
        let topic = agency::topic(code, None, names.get(code).cloned());
        agency::add_topic(&mut entry.topics, topic);
        agency::add(&mut entry.subjects, names.get(code).cloned());
    }
    for k in said.keywords {
        agency::add(&mut entry.subjects, Some(k));
    }
    let headline = said.headline.or(text.nitf.headline);
    let teaser = text
        .nitf
        .teaser
        .or(text.teaser)
        .or_else(|| nitf::standfirst(said.subhead.or(text.nitf.subhead), headline.as_deref()));
    let mut all = media.to_vec();
    all.extend(text.nitf.media);
    all.truncate(agency::MOST);
    let credit = said.credit.iter().chain(&said.sources).map(String::as_str);
    Entry {
        keys: own.key.clone().into_iter().collect(),
        headline,
        teaser,
        text: text.text,
        heads: text.heads,
        byline: said.byline.or(text.nitf.byline),
        dateline: said.dateline.or(text.nitf.dateline),
        agencies: agency::registered(credit),
        language: said.language.or(text.nitf.language).or_else(|| hint.language.clone()),
        published: agency::published(own.first, own.created, own.version),
        updated: own.created,
        slugline: said.slugline.or_else(|| own.slugline.clone()),
        kind: said.genre.as_deref().and_then(Kind::of_label),
        genre: said.genre,
        places: said.places,
        rights: agency::rights(said.holder, said.copyright, said.terms),
        media: all,
        links: own.links.clone(),
        signal: agency::settle(own.status, own.signal, &notes),
        version: own.version,
        urgency: own.urgency,
        notes: notes.text(),
        ..entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(management: &str, component: &str) -> Read {
        let text = format!(
            "<?xml version='1.0'?><NewsML Version='1.2'><NewsEnvelope><Priority FormalName='5'/></NewsEnvelope><NewsItem>
            <Identification><NewsIdentifier><ProviderId>agency.example</ProviderId><DateId>20261102T200000Z</DateId>
            <NewsItemId>TX-ICE01</NewsItemId><RevisionId PreviousRevision='1' Update='N'>2</RevisionId>
            <PublicIdentifier>urn:newsml:agency.example:20261102T200000Z:TX-ICE01:2N</PublicIdentifier></NewsIdentifier>
            <NameLabel>weather-ice</NameLabel></Identification>
            <NewsManagement><NewsItemType FormalName='News'/><FirstCreated>20261102T200000Z</FirstCreated>
            <ThisRevisionCreated>20261102T213000+0000</ThisRevisionCreated>{management}<Urgency FormalName='3'/></NewsManagement>
            {component}</NewsItem></NewsML>"
        );
        read(&text, &Hint::default()).unwrap()
    }

    const TEXT: &str = "<NewsComponent><NewsLines><HeadLine>Ice closes bridge</HeadLine><ByLine>Ann Example</ByLine>
        <DateLine>Harbour City, 2 Nov 2026 (AFP) -</DateLine><SlugLine>weather-ice</SlugLine>
        <CopyrightLine>© 2026 Example Agency</CopyrightLine>
        <NewsLine><NewsLineType FormalName='AdvisoryLine'/><NewsLineText>CORRECTS year in para 2. Desk 555-0100</NewsLineText></NewsLine></NewsLines>
        <AdministrativeMetadata><Provider><Party FormalName='AFP'/></Provider></AdministrativeMetadata>
        <DescriptiveMetadata><Language FormalName='en'/><SubjectCode><Subject FormalName='17000000'/></SubjectCode>
        <Location><Property FormalName='Country' Value='XXX'/><Property FormalName='City' Value='Harbour City'/></Location></DescriptiveMetadata>
        <NewsComponent><Role FormalName='Main'/><ContentItem><MediaType FormalName='Text'/><DataContent><nitf><body><body.content>
        <p>The bridge is closed.</p><p>Engineers will look at it.</p></body.content></body></nitf></DataContent></ContentItem></NewsComponent>
        <NewsComponent><NewsLines><ByLine>Bo Example</ByLine></NewsLines><NewsComponent><Role FormalName='Caption'/><ContentItem>
        <MediaType FormalName='Text'/><DataContent><p>Ice on the bridge.</p></DataContent></ContentItem></NewsComponent>
        <ContentItem Href='ice.jpg'><MediaType FormalName='Photo'/><Characteristics><Property FormalName='Width' Value='900'/></Characteristics></ContentItem>
        </NewsComponent></NewsComponent>";

    #[test]
    fn an_item_with_a_picture() {
        let read = of("<Status FormalName='Usable'/>", TEXT);
        assert_eq!(read.troubles, []);
        assert_eq!(read.stories.len(), 1);
        let r = &read.stories[0];
        assert_eq!(
            r.keys,
            [Key::Urn("urn:newsml:agency.example:20261102T200000Z:TX-ICE01".into())]
        );
        assert_eq!((r.version, r.urgency, r.signal), (Some(2), Some(3), Signal::Correction));
        assert_eq!(r.story.lead, "The bridge is closed.");
        assert_eq!(r.story.body, ["Engineers will look at it."]);
        assert_eq!(r.story.dateline.as_deref(), Some("Harbour City, 2 Nov 2026 (AFP)"));
        assert_eq!(r.story.credit.as_ref().unwrap().agencies, ["AFP"]);
        assert_eq!(r.story.topics[0].scheme, "subj");
        assert_eq!(r.story.places, ["Harbour City"]);
        assert_eq!(r.story.updated.unwrap().to_string(), "2026-11-02T21:30:00Z");
        let m = &r.story.media[0];
        assert_eq!((m.kind.as_str(), m.width), ("picture", Some(900)));
        assert_eq!(m.caption.as_deref(), Some("Ice on the bridge."));
        assert_eq!(m.credit.as_deref(), Some("Bo Example"));
        assert!(!crate::json_line(r).to_string().contains("555"));
    }

    #[test]
    fn status_and_embargo() {
        for (status, signal, embargo) in [
            ("<Status FormalName='Canceled'/>", Signal::Withdrawal, false),
            ("<Status FormalName='Withheld'/>", Signal::Hold, false),
            ("<Status FormalName='Embargoed'/>", Signal::Hold, false),
            (
                "<Status FormalName='Embargoed'/><StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>20261103T060000Z</DateAndTime></StatusWillChange>",
                Signal::Correction,
                true,
            ),
        ] {
            let read = of(status, TEXT);
            assert_eq!(
                (read.stories[0].signal, read.stories[0].embargo.is_some()),
                (signal, embargo),
                "{status}"
            );
        }
    }

    #[test]
    fn an_embargo_in_a_comment_and_a_long_revision() {
        let component = TEXT
            .replace("'AFP'", "'The Press Association'")
            .replace("<NewsComponent><Role FormalName='Main'/>", "<NewsComponent><Comment> Embargoed to 0001 Tuesday November 03 </Comment><Role FormalName='Main'/>");
        let read_ = of("<Status FormalName='Embargoed'/>", &component);
        assert_eq!(read_.troubles, []);
        assert_eq!(read_.stories[0].embargo.unwrap().to_string(), "2026-11-03T00:01:00Z");
        let text = "<NewsML><NewsItem><Identification><NewsIdentifier><RevisionId>11839114654855</RevisionId><PublicIdentifier>urn:newsml:a.example:20261102:ICE:11839114654855</PublicIdentifier></NewsIdentifier></Identification><NewsManagement/><NewsComponent><NewsLines><HeadLine>Ice</HeadLine></NewsLines></NewsComponent></NewsItem></NewsML>";
        let read_ = read(text, &Hint::default()).unwrap();
        assert_eq!(read_.stories[0].keys, [Key::Urn("urn:newsml:a.example:20261102:ICE".into())]);
    }

    #[test]
    fn two_languages_are_two_stories() {
        let part = |lang: &str, words: &str| {
            format!(
                "<NewsComponent xml:lang='{lang}'><NewsLines><HeadLine>{words}</HeadLine></NewsLines><ContentItem><MediaType FormalName='Text'/>
                <DataContent>&lt;p&gt;{words} today.&lt;/p&gt;</DataContent></ContentItem></NewsComponent>"
            )
        };
        let both = format!(
            "<NewsComponent>{}{}</NewsComponent>",
            part("fr", "Le pont est fermé"),
            part("nl", "De brug is dicht")
        );
        let read = of("<Status FormalName='Usable'/>", &both);
        assert_eq!(read.stories.len(), 2);
        assert_ne!(read.stories[0].keys, read.stories[1].keys);
        assert_eq!(read.stories[1].story.lead, "De brug is dicht today.");
    }
}

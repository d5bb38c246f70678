//! NITF 3.x, on its own and inside NewsML: News Industry Text Format
//! (IPTC, "NITF 3.6", DTD and schema documentation; element names below are
//! those of the DTD).
//!
//! `body` reads the words, `docdata` what the head says of them. Never here:
//! anything of `ed-msg` or of a `note` to editors in the text.

mod body;
mod docdata;

use crate::{
    agency::{self, Notes},
    entry::Entry,
    markup::Blocks,
    read::{Hint, Read, ReadError, Trouble},
    xml::{self, Element},
};
use story::{Format, Kind, Lang, Media};

/// What an NITF document says in its body.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub headline: Option<String>,
    pub subhead: Option<String>,
    pub byline: Option<String>,
    pub dateline: Option<String>,
    pub teaser: Option<String>,
    pub rights: Option<story::Rights>,
    pub distributor: Option<String>,
    pub language: Option<Lang>,
    pub text: Blocks,
    pub heads: Vec<String>,
    pub media: Vec<Media>,
    pub notes: Vec<String>,
}

/// Reads the `nitf` element (or a `body` alone) for its words.
pub(crate) fn body(nitf: &Element) -> Body {
    body::read(nitf)
}

/// Reads a document of its own.
pub(crate) fn read(text: &str, hint: &Hint) -> Result<Read, ReadError> {
    let (root, broken) = xml::tree(text);
    let Some(nitf) =
        root.as_ref().and_then(|r| if r.named("nitf") { Some(r) } else { r.inside("nitf") })
    else {
        return Err(ReadError::new(
            "the first element",
            "there is no <nitf> in it",
            "check what the agency sends; the format may be set wrongly",
        ));
    };
    let mut troubles = Vec::new();
    let mut entry = entry(nitf, hint, &mut troubles);
    if entry.keys.is_empty() {
        troubles.push(Trouble {
            place: "docdata".into(),
            what: "there is neither a doc-id nor a du-key".into(),
            mend: "ask the agency to send one: without it updates can't be told from new stories"
                .into(),
        });
    }
    crate::tidy::entry(&mut entry);
    let received = entry.received();
    if received.is_none() && troubles.is_empty() {
        troubles.push(Trouble {
            place: "<nitf>".into(),
            what: "it has neither a headline nor a text".into(),
            mend: "ask the agency what it is for".into(),
        });
    }
    let mut stories: Vec<_> = received.into_iter().collect();
    agency::broken(broken, &mut stories, &mut troubles);
    Ok(Read { format: Format::Nitf, stories, troubles, feed: None, aside: Vec::new() })
}

fn entry(nitf: &Element, hint: &Hint, troubles: &mut Vec<Trouble>) -> Entry {
    let said = body(nitf);
    let head = docdata::read(nitf);
    let mut notes = Notes::default();
    for note in said.notes.iter().chain(&head.notes) {
        notes.add(note);
    }
    troubles.extend(head.embargo.trouble("docdata/date.release"));
    let title = nitf.path(&["head", "title"]).and_then(Element::line);
    let signal = agency::settle(head.status.or(head.embargo.hold()), head.signal, &notes);
    let teaser = said.teaser.or_else(|| standfirst(said.subhead, said.headline.as_deref()));
    Entry {
        keys: head.keys,
        headline: said.headline.or(title),
        teaser,
        text: said.text,
        heads: said.heads,
        byline: said.byline,
        dateline: said.dateline,
        agencies: agency::registered(
            said.distributor.as_deref().into_iter().chain(head.sources.iter().map(String::as_str)),
        ),
        language: said.language.or_else(|| hint.language.clone()),
        published: agency::published(None, head.issued, head.version),
        updated: head.issued,
        kind: head.genre.as_deref().and_then(Kind::of_label),
        genre: head.genre,
        subjects: head.subjects,
        topics: head.topics,
        slugline: head.slugline,
        places: head.places,
        rights: agency::rights(
            said.rights.as_ref().and_then(|r| r.holder.clone()).or(head.holder),
            said.rights.and_then(|r| r.notice),
            None,
        ),
        media: said.media,
        links: head.links,
        signal,
        version: head.version,
        embargo: head.embargo.until(),
        urgency: head.urgency,
        notes: notes.text(),
        ..Entry::default()
    }
}

/// A second headline is a standfirst if it is long enough to say something and
/// says something else than the first.
pub(crate) fn standfirst(subhead: Option<String>, headline: Option<&str>) -> Option<String> {
    subhead.filter(|s| {
        s.split_whitespace().count() >= 4
            && !headline.is_some_and(|h| h.eq_ignore_ascii_case(s))
            && s.chars().any(char::is_lowercase)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Hint;
    use story::{Key, Signal};

    const ITEM: &str = "<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf-3-6.dtd'>
<nitf><head><title>Bridge closed</title>
<tobject tobject.type='News'><tobject.property tobject.property.type='Analysis'/>
<tobject.subject tobject.subject.ipr='IPTC' tobject.subject.refnum='11006005'
 tobject.subject.type='Politics' tobject.subject.matter='Government'/></tobject>
<docdata management-status='usable'><evloc city='Harbour City' iso-cc='XX'/>
<doc-id regsrc='agency.example' id-string='B-17'/><urgency ed-urg='3'/>
<date.issue norm='20261102T200000+0000'/><du-key key='B17' version='2'/>
<ed-msg info='Corrects the year in paragraph 2. Desk: 555-0100'/>
<key-list><keyword key='HARBOUR-BRIDGE'/></key-list>
<doc.copyright holder='Example Agency' year='2026'/></docdata></head>
<body><body.head><hedline><hl1>Bridge closed after ice</hl1>
<hl2>Ferries carry twice as many people as planned</hl2></hedline>
<byline>By <person>Ann Example</person><byttl>Harbour Writer</byttl></byline>
<dateline><location>HARBOUR CITY</location><story.date norm='20261102'>Nov 2</story.date></dateline>
</body.head><body.content><block><p>HARBOUR CITY (AP) - The bridge is closed.</p>
<hl2>What comes next</hl2><p>Engineers will look at it on Tuesday.</p>
<note noteclass='editorsnote'><body.content><p>Call 555-0101.</p></body.content></note>
<media media-type='image'><media-reference mime-type='image/jpeg' source='https://agency.example/b.jpg'
 width='1200' height='800' alternate-text='Ice on a bridge'/><media-producer>Bo Example/Example Agency</media-producer>
<media-caption><p>Ice on the bridge.</p></media-caption></media>
<table><tr><td>Monday</td><td>closed</td></tr></table></block></body.content></body></nitf>";

    fn of(text: &str) -> (story::Received, Vec<Trouble>) {
        let mut read = read(text, &Hint::default()).unwrap();
        (read.stories.remove(0), read.troubles)
    }

    #[test]
    fn an_item_with_all_its_parts() {
        let (r, troubles) = of(ITEM);
        assert_eq!(troubles, []);
        assert_eq!(r.story.headline.as_deref(), Some("Bridge closed after ice"));
        assert_eq!(r.story.teaser, "Ferries carry twice as many people as planned");
        assert_eq!(r.story.byline.as_deref(), Some("By Ann Example, Harbour Writer"));
        assert_eq!(r.story.dateline.as_deref(), Some("HARBOUR CITY (AP)"));
        assert_eq!(r.story.lead, "The bridge is closed.");
        assert_eq!(
            r.story.body,
            ["What comes next", "Engineers will look at it on Tuesday.", "Monday closed"]
        );
        assert_eq!(r.story.subheads, [0]);
        assert_eq!(r.story.media[0].alt.as_deref(), Some("Ice on a bridge"));
        assert_eq!(r.story.media[0].caption.as_deref(), Some("Ice on the bridge."));
        assert_eq!(r.story.media[0].credit.as_deref(), Some("Bo Example/Example Agency"));
        assert_eq!((r.version, r.urgency, r.signal), (Some(2), Some(3), Signal::Correction));
        assert_eq!(r.keys[0], Key::Guid("agency.example:B-17".into()));
        assert_eq!(r.story.topics[0].code, "11006005");
        assert_eq!(r.story.genre.as_deref(), Some("Analysis"));
        assert_eq!(r.story.slugline.as_deref(), Some("HARBOUR-BRIDGE"));
        assert_eq!(r.story.places, ["Harbour City"]);
        assert!(r.notes.for_editors().contains("555-0101"));
        assert!(!crate::json_line(&r).to_string().contains("555"));
    }

    #[test]
    fn status_and_embargo() {
        for (status, inner, signal, embargo, troubles) in [
            ("canceled", "", Signal::Withdrawal, false, 0),
            ("withheld", "", Signal::Hold, false, 0),
            ("embargoed", "<date.release norm='20261103T060000Z'/>", Signal::Update, true, 0),
            ("embargoed", "", Signal::Hold, false, 1),
            ("usable", "<correction info='wrong year'/>", Signal::Correction, false, 0),
        ] {
            let text = format!(
                "<nitf><head><docdata management-status='{status}'><doc-id id-string='x'/>{inner}</docdata></head><body><body.head><hedline><hl1>Ice on the bridge</hl1></hedline></body.head></body></nitf>"
            );
            let (r, told) = of(&text);
            assert_eq!(r.signal, signal, "{status} {inner}");
            assert_eq!(r.embargo.is_some(), embargo, "{status} {inner}");
            assert_eq!(told.len(), troubles, "{status} {inner}: {told:?}");
        }
    }

    #[test]
    fn a_kill_goes_by_the_documents_it_names() {
        let (r, _) = of(
            "<nitf><head><docdata management-status='canceled' management-doc-idref='x'><doc-id regsrc='a' id-string='9'/>
            <management-doc-idref-list><doc-idref idref='a:7'/></management-doc-idref-list></docdata></head><body/></nitf>",
        );
        assert_eq!(r.signal, Signal::Withdrawal);
        assert_eq!(r.keys, [Key::Guid("a:9".into()), Key::Guid("a:7".into())]);
    }
}

//! What every format hands over of one entry, and how it becomes a story:
//! keys, anatomy, signal, kind.

use crate::{
    anatomy::{self, Known},
    keys,
    markup::Blocks,
    signals,
};
use jiff::Timestamp;
use std::collections::HashSet;
use story::{Key, Kind, Lang, Link, Media, NonPublic, Points, Received, Rights, Signal, Topic};

/// One entry before it is taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub keys: Vec<Key>,
    pub headline: Option<String>,
    pub kicker: Option<String>,
    pub teaser: Option<String>,
    pub text: Blocks,
    /// Lines of the text that the format says are sub-heads.
    pub heads: Vec<String>,
    /// The box, where the format keeps it apart from the text.
    pub points: Option<Points>,
    pub byline: Option<String>,
    pub dateline: Option<String>,
    pub agencies: Vec<String>,
    pub url: Option<String>,
    pub base: Option<String>,
    pub language: Option<Lang>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    pub subjects: Vec<String>,
    pub topics: Vec<Topic>,
    pub slugline: Option<String>,
    pub genre: Option<String>,
    pub places: Vec<String>,
    pub rights: Option<Rights>,
    pub media: Vec<Media>,
    pub links: Vec<Link>,
    pub kind: Option<Kind>,
    pub signal: Option<Signal>,
    pub version: Option<u32>,
    pub embargo: Option<Timestamp>,
    pub urgency: Option<u8>,
    pub notes: String,
    /// The text is a page copied whole, so its top holds headline and
    /// standfirst.
    pub whole_page: bool,
}

impl Entry {
    /// The story; none if there is neither headline nor text.
    pub(crate) fn received(self) -> Option<Received> {
        let text = self.text.text();
        let known = Known {
            headline: self.headline.clone(),
            teaser: self.teaser,
            language: self.language.filter(|l| !l.is_unknown()),
            body_only: !self.whole_page,
        };
        let mut story = anatomy::apart(&text, &known);
        for more in story.read_more.iter_mut().filter(|m| m.url.is_none()) {
            more.url =
                self.text.link_of(&more.title).and_then(|h| keys::address(h, self.base.as_deref()));
        }
        for past in &mut story.background {
            let title = past.title.as_deref().unwrap_or(&past.teaser);
            past.url =
                self.text.link_of(title).and_then(|h| keys::address(h, self.base.as_deref()));
        }
        let last = story.body.len().saturating_sub(1);
        let heads: HashSet<&String> = self.heads.iter().collect();
        let said = story.body.iter().take(last).enumerate().filter(|(_, p)| heads.contains(p));
        story.subheads.extend(said.map(|(i, _)| i));
        story.subheads.sort_unstable();
        story.subheads.dedup();
        story.points = self.points.or(story.points);
        story.kicker = self.kicker.or(story.kicker);
        story.byline = self.byline.filter(|b| !b.is_empty()).or(story.byline);
        story.dateline = story.dateline.or(self.dateline);
        story.url = self.url;
        story.published = self.published.or(story.published);
        story.updated = self.updated.or(story.updated);
        story.subjects = self.subjects;
        story.topics = self.topics;
        story.slugline = self.slugline;
        story.genre = self.genre;
        story.places = self.places;
        story.rights = self.rights;
        // Captions that stood in the text are pictures that it came without.
        let bare = std::mem::replace(&mut story.media, self.media);
        for media in bare {
            if story.media.iter().all(|m| m.caption != media.caption) {
                story.media.push(media);
            }
        }
        story.links = self.links;
        if !self.agencies.is_empty() && story.credit.is_none() {
            story.credit = Some(story::Credit {
                raw: self.agencies.join(", "),
                agencies: self.agencies,
                ..story::Credit::default()
            });
        }
        let held = self.signal.unwrap_or_default();
        let nothing = story.headline.is_none() && story.summary().is_empty();
        // A kill often comes without any text: it must get through.
        if nothing && !held.is_grave() {
            return None;
        }
        story.kind = self.kind.unwrap_or_else(|| anatomy::guess_kind(&story));
        let said = signals::of_story(&story);
        let signal = if signals::strength(said) > signals::strength(held) { said } else { held };
        let mut keys = self.keys;
        if let Some(url) = story.url.as_deref().and_then(keys::canonical) {
            keys.push(Key::Url(url));
        }
        keys.dedup();
        if keys.is_empty() {
            keys.push(keys::text(&format!("{} {}", story.title(), story.full_text())));
        }
        Some(Received {
            keys,
            signal,
            version: self.version,
            embargo: self.embargo,
            urgency: self.urgency,
            notes: NonPublic::new(self.notes),
            story,
        })
    }
}

//! Pictures, videos and sounds of an entry: enclosures, Media RSS, and the
//! pictures in its text. Addresses only; nothing is fetched here.

use crate::{
    keys,
    markup::{self, Picture},
    spaces::Ns,
    xml::Element,
};
use story::Media;

/// More than these no story has.
const MOST: usize = 30;

/// The media of one story, each address once.
#[derive(Debug, Default)]
pub(crate) struct Gallery {
    all: Vec<Media>,
}

impl Gallery {
    /// Adds one; what is known of the same address already is filled up.
    pub(crate) fn add(&mut self, media: Media) {
        let Some(url) = media.url.as_deref() else { return };
        let same = |m: &&mut Media| {
            m.kind == media.kind && m.url.as_deref().is_some_and(|u| shown(u) == shown(url))
        };
        if let Some(known) = self.all.iter_mut().find(same) {
            // The same picture in another size: the widest is kept.
            if media.width.unwrap_or(0) > known.width.unwrap_or(0) {
                known.url.clone_from(&media.url);
                (known.width, known.height) = (media.width, media.height);
            }
            known.alt = known.alt.take().or(media.alt);
            known.caption = known.caption.take().or(media.caption);
            known.credit = known.credit.take().or(media.credit);
        } else if self.all.len() < MOST {
            self.all.push(media);
        }
    }

    /// Adds a picture that stands in a text.
    pub(crate) fn picture(&mut self, picture: Picture, base: Option<&str>) {
        self.add(Media {
            kind: "picture".into(),
            url: keys::address(&picture.src, base),
            alt: picture.alt,
            caption: picture.caption,
            credit: picture.credit,
            width: picture.width,
            height: picture.height,
            ..Media::default()
        });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn has_picture(&self) -> bool {
        self.all.iter().any(|m| m.kind == "picture")
    }

    /// Thumbnails, where there is no picture otherwise; and a credit that the
    /// entry names without saying for what, where only one picture can be meant.
    pub(super) fn last_resort(&mut self, item: &Element, base: Option<&str>) {
        if !self.has_picture() {
            let thumb = item
                .elements()
                .flat_map(|e| {
                    std::iter::once(e).chain(e.elements().filter(move |_| e.ns == Ns::Media))
                })
                .find(|e| matches!(e.low.as_str(), "thumbnail" | "smallimage"))
                .and_then(|e| {
                    let at = keys::address(e.attribute("url").unwrap_or(&e.text()), base)?;
                    Some(Media {
                        kind: "picture".into(),
                        url: Some(at),
                        width: pixels(e.attribute("width")),
                        height: pixels(e.attribute("height")),
                        ..Media::default()
                    })
                });
            if let Some(thumb) = thumb {
                self.add(thumb);
            }
        }
        if let [only] = self.all.as_mut_slice() {
            let part = |low: &str| words(item, low);
            only.credit = only.credit.take().or_else(|| part("credit"));
        }
    }

    pub(crate) fn finish(self) -> Vec<Media> {
        self.all
    }
}

/// What tells a picture from others: its file's name without a size, where
/// that is one that is not given twice (`quay-20190510-640x360.jpg`), else its
/// whole address.
fn shown(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((stem, _)) = name.rsplit_once('.') else { return url };
    let stem = match stem.rsplit_once(['-', '_']) {
        Some((before, size))
            if size.split_once('x').is_some_and(|(w, h)| {
                !w.is_empty()
                    && !h.is_empty()
                    && (w.to_owned() + h).bytes().all(|b| b.is_ascii_digit())
            }) =>
        {
            before
        }
        _ => stem,
    };
    if stem.len() >= 8 && stem.bytes().any(|b| b.is_ascii_digit() || b == b'-') {
        stem
    } else {
        url
    }
}

pub(super) fn gallery(item: &Element, base: Option<&str>) -> Gallery {
    let mut out = Gallery::default();
    for e in item.elements() {
        match (e.ns, e.low.as_str()) {
            (Ns::Core | Ns::Atom, "enclosure") => out.add(of_link(e, "url", base)),
            (Ns::Core | Ns::Atom, "link")
                if e.attribute("rel").is_some_and(|r| r.eq_ignore_ascii_case("enclosure")) =>
            {
                out.add(of_link(e, "href", base));
            }
            (Ns::Media, "content") => out.add(rendition(e, None, base)),
            (Ns::Media, "group") => out.add(group(e, base)),
            (Ns::Itunes, "image") => out.add(Media {
                kind: "picture".into(),
                url: e.attribute("href").and_then(|h| keys::address(h, base)),
                ..Media::default()
            }),
            (Ns::Core, "image" | "bigimage" | "fullimage" | "featuredimage") => {
                let child = e.elements().find(|c| c.low == "url").map(Element::text);
                let at = child.unwrap_or_else(|| e.text());
                out.add(Media {
                    kind: "picture".into(),
                    url: keys::address(
                        e.attribute("url").or_else(|| e.attribute("href")).unwrap_or(&at),
                        base,
                    ),
                    ..Media::default()
                });
            }
            _ => {}
        }
    }
    out
}

fn of_link(e: &Element, at: &str, base: Option<&str>) -> Media {
    let url = e.attribute(at).and_then(|u| keys::address(u, base));
    let kind = kind_of(e.attribute("type"), None, url.as_deref());
    Media {
        url: url.filter(|_| kind.is_some()),
        kind: kind.unwrap_or_default().into(),
        caption: e.attribute("title").map(markup::title).filter(|t| !t.is_empty()),
        ..Media::default()
    }
}

/// A group is one thing in several renditions (Media RSS, `media:group`): the
/// default one is taken, else the widest.
fn group(e: &Element, base: Option<&str>) -> Media {
    let best = e.elements().filter(|c| c.is(Ns::Media, "content")).max_by_key(|c| {
        (c.attribute("isDefault") == Some("true"), pixels(c.attribute("width")).unwrap_or(0))
    });
    match best {
        Some(best) => rendition(best, Some(e), base),
        None => Media::default(),
    }
}

fn rendition(e: &Element, group: Option<&Element>, base: Option<&str>) -> Media {
    let url = e
        .attribute("url")
        .or_else(|| e.of(Ns::Media, "player").and_then(|p| p.attribute("url")))
        .and_then(|u| keys::address(u, base));
    // Media RSS without any hint of what it is has pictures in mind.
    let hint = e.attribute("type").is_some() || e.attribute("medium").is_some();
    let kind = kind_of(e.attribute("type"), e.attribute("medium"), url.as_deref())
        .or_else(|| (!hint).then_some("picture"));
    let part = |low: &str| words(e, low).or_else(|| group.and_then(|g| words(g, low)));
    Media {
        kind: kind.unwrap_or_default().into(),
        url: url.filter(|_| kind.is_some()),
        caption: part("description").or_else(|| part("title")),
        credit: part("credit"),
        width: pixels(e.attribute("width")),
        height: pixels(e.attribute("height")),
        ..Media::default()
    }
}

fn words(e: &Element, low: &str) -> Option<String> {
    let mut all: Vec<String> = e
        .elements()
        .filter(|c| c.is(Ns::Media, low))
        .map(|c| markup::title(&c.text()))
        .filter(|t| !t.is_empty())
        .collect();
    if low != "credit" {
        all.truncate(1);
    }
    all.dedup();
    (!all.is_empty()).then(|| all.join(", "))
}

fn pixels(text: Option<&str>) -> Option<u32> {
    text?.trim().trim_end_matches("px").parse().ok().filter(|p| *p > 0)
}

/// Picture, video or sound: by the medium, the media type, or the name's end.
pub(crate) fn kind_of(
    mime: Option<&str>,
    medium: Option<&str>,
    url: Option<&str>,
) -> Option<&'static str> {
    match medium.unwrap_or_default().to_ascii_lowercase().as_str() {
        "image" => return Some("picture"),
        "video" => return Some("video"),
        "audio" => return Some("audio"),
        "document" | "executable" => return None,
        _ => {}
    }
    let mime = mime.unwrap_or_default().to_ascii_lowercase();
    for (start, kind) in [("image", "picture"), ("video", "video"), ("audio", "audio")] {
        if mime.starts_with(start) {
            return Some(kind);
        }
    }
    let url = url?;
    let path = url::Url::parse(url).ok()?.path().to_ascii_lowercase();
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "bmp" | "jpe") => Some("picture"),
        Some("mp4" | "m4v" | "mov" | "webm" | "avi" | "wmv" | "m3u8" | "flv" | "ogv") => {
            Some("video")
        }
        Some("mp3" | "m4a" | "ogg" | "oga" | "wav" | "aac" | "opus" | "flac") => Some("audio"),
        _ => None,
    }
}

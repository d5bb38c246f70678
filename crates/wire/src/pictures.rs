//! Pictures in HTML: which `img` is one, and what its caption says of who made
//! it. Never here: a fetch; an address is checked where it is resolved.

use crate::{anatomy::cues_pattern as pattern, markup::Picture};
use regex::Regex;
use std::sync::LazyLock;

/// `… (Photo: Ann Example)`, `… Foto: dpa`, `… © AFP`.
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(.*?)[\s(\[|–—-]*(?:\b(?:photo(?:graph)?(?:\s+by)?|foto(?:grafía)?(?:\s+de)?|bild(?:quelle)?|image|picture|credits?|quelle|imagen|crédito|фото|quelle bild)\s*[:/©]\s*|(?:©|\(c\))\s*)([^()\[\]]{2,90}?)[)\]\s.]*$",
    )
});

/// Parts of a class or address of pictures that belong to no story.
const NO_PICTURE: &[&str] = &[
    "emoji",
    "smiley",
    "avatar",
    "gravatar",
    "spinner",
    "tracking",
    "pixel",
    "doubleclick",
    "feedburner.com/~",
    "feeds.wordpress.com/1.0/",
    "stats.wordpress.com",
    "feedsportal",
    "pheedo",
    "/ads/",
    "blank.gif",
    "spacer",
    "1x1",
    "sharebutton",
    "share-button",
    "loading.",
];

/// The picture that an `img` shows; none for what only counts readers or
/// smiles at them.
pub(crate) fn of(img: &scraper::node::Element) -> Option<Picture> {
    // Pages that load late put the address elsewhere and a stand-in in `src`.
    let shown = img.attr("src").map(str::trim).filter(|s| !s.is_empty() && !s.starts_with("data:"));
    let late = ["data-src", "data-lazy-src", "data-original", "data-srcset", "srcset"]
        .iter()
        .find_map(|a| img.attr(a))
        .and_then(|s| s.split([',', ' ']).find(|p| !p.is_empty()))
        .filter(|s| !s.starts_with("data:"));
    let stand_in = shown.is_some_and(|s| {
        let s = s.to_ascii_lowercase();
        s.contains("placeholder") || s.contains("blank.gif") || s.contains("spacer")
    });
    let src = if stand_in { late.or(shown) } else { shown.or(late) }?;
    let number = |name: &str| img.attr(name)?.trim().trim_end_matches("px").parse::<u32>().ok();
    let (width, height) = (number("width"), number("height"));
    if width.is_some_and(|w| w < 40) || height.is_some_and(|h| h < 40) {
        return None;
    }
    let low = src.to_ascii_lowercase();
    let class = img.attr("class").unwrap_or_default().to_ascii_lowercase();
    if NO_PICTURE.iter().any(|n| low.contains(n) || class.contains(n)) {
        return None;
    }
    Some(Picture {
        src: src.to_owned(),
        alt: img.attr("alt").map(story::one_line).filter(|a| !a.is_empty()),
        caption: None,
        credit: None,
        width,
        height,
    })
}

/// Gives a picture its caption, and the credit out of it.
pub(crate) fn caption(picture: &mut Picture, words: &str) {
    let (said, credit) = split_credit(words);
    picture.credit = credit.or(picture.credit.take());
    picture.caption = said.or(picture.caption.take());
}

/// A caption without the name of who made the picture, and that name.
pub(crate) fn split_credit(words: &str) -> (Option<String>, Option<String>) {
    let words = story::one_line(words);
    let some = |t: &str| Some(t.trim().to_owned()).filter(|t| !t.is_empty());
    match CREDIT.captures(&words) {
        Some(c) => {
            (c.get(1).and_then(|m| some(m.as_str())), c.get(2).and_then(|m| some(m.as_str())))
        }
        None => (some(&words), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_out_of_captions() {
        for (given, said, credit) in [
            (
                "The quay at noon. (Photo: Ann Example)",
                Some("The quay at noon."),
                Some("Ann Example"),
            ),
            ("Der Kai. Foto: dpa", Some("Der Kai."), Some("dpa")),
            ("The quay © AFP", Some("The quay"), Some("AFP")),
            ("Bild: Jo Muster/dpa", None, Some("Jo Muster/dpa")),
            ("The photo shows a quay.", Some("The photo shows a quay."), None),
        ] {
            let (a, b) = split_credit(given);
            assert_eq!((a.as_deref(), b.as_deref()), (said, credit), "{given}");
        }
    }
}

//! What stands inside an article's element and is none of its text: share
//! rows, lists of other stories, tags, writers' portraits, advertisements.
//!
//! Told by the element's class or by what it is made of, and only where little
//! text is at stake: a class can be wrong.

use crate::anatomy::{credit, cues, cues_pattern as pattern};
use ego_tree::NodeId;
use regex::Regex;
use scraper::{ElementRef, Html, Selector};
use std::{collections::HashSet, sync::LazyLock};

static NOISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[\s_-])(?:caption|byline|author|authors|authorinfo|bio|share|sharing|shares|sharedaddy|social|related|recommend|recommended|recommendations|newsletter|promo|promotion|comments?|commentcount|tags?|taglist|keywords|breadcrumbs?|advert|advertisement|ads?|sponsor|sponsored|subscribe|subscription|read-?more|more-on|most-?read|most-?popular|popular|trending|toolbar|tools|pagination|outbrain|taboola|paywall|copyright|timestamp|signup|sign-up|follow|bildunterschrift|bildquelle|relacionad[ao]s?|compartir|etiquetas|weiterlesen|hidden|sr-only|visually-hidden|screen-reader|noprint|print-only|cookie|consent|transcript|player|slideshow-nav|infobox-author)(?:$|[\s_-])",
    )
});

/// Takes the noise out of an article; gives the words of the headings left.
pub(super) fn prune(article: &mut Html) -> HashSet<String> {
    let all = words(&article.root_element());
    let mut gone: Vec<NodeId> = Vec::new();
    for element in article.root_element().descendent_elements().skip(1) {
        let e = element.value();
        let name = e.name();
        let marks = format!(
            "{} {} {}",
            e.attr("class").unwrap_or_default(),
            e.attr("id").unwrap_or_default(),
            e.attr("data-component").unwrap_or_default()
        )
        .to_ascii_lowercase();
        let marked = NOISE.is_match(&marks) || name == "nav" || name == "footer";
        let list = matches!(name, "ul" | "ol" | "aside" | "section" | "div" | "table");
        if !marked && !list && name != "aside" {
            continue;
        }
        let text: String = element.text().collect();
        let count = text.split_whitespace().count();
        // A wrapper round the story may carry any class.
        if count == 0 || count > 120 || count * 4 > all {
            continue;
        }
        let line = story::one_line(&text);
        if credit::line(&line).is_some() || cues::read_more(&line).is_some() {
            continue;
        }
        let apart = marked && (count <= 60 && !is_prose(&element) || is_linked(&element));
        if apart || links(&element) >= 2 && is_linked(&element) {
            gone.push(element.id());
        }
    }
    for id in gone {
        if let Some(mut node) = article.tree.get_mut(id) {
            node.detach();
        }
    }
    headings(article)
}

fn words(e: &ElementRef<'_>) -> usize {
    e.text().map(|t| t.split_whitespace().count()).sum()
}

/// Two sentences of some length are prose, whatever the class says.
fn is_prose(e: &ElementRef<'_>) -> bool {
    let text: String = e.text().collect();
    text.split_whitespace().count() > 25
        && text.matches(['.', '!', '?']).count() >= 2
        && !is_linked(e)
}

fn links(e: &ElementRef<'_>) -> usize {
    e.descendent_elements().filter(|d| d.value().name() == "a").count()
}

/// Most of it is links.
fn is_linked(e: &ElementRef<'_>) -> bool {
    let all: usize = e.text().map(|t| t.trim().chars().count()).sum();
    let linked: usize = e
        .descendent_elements()
        .filter(|d| d.value().name() == "a")
        .map(|a| a.text().map(|t| t.trim().chars().count()).sum::<usize>())
        .sum();
    all > 0 && linked * 4 > all * 3
}

fn headings(article: &Html) -> HashSet<String> {
    let Ok(css) = Selector::parse("h2, h3, h4") else { return HashSet::new() };
    article
        .select(&css)
        .map(|h| story::one_line(&h.text().collect::<String>()))
        .filter(|h| !h.is_empty() && !cues::is_related_head(h))
        .collect()
}

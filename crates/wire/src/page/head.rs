//! What a page says of its story in its markup: `meta` of all schools, then
//! microdata, then the classes the trade uses. Each only where the one before
//! is silent.

use crate::markup;
use scraper::{ElementRef, Html, Selector};
use std::collections::HashMap;

/// More `meta` elements than these no page needs.
const MOST: usize = 600;

/// The `meta` elements by name, in order.
pub(super) struct Head<'a> {
    page: &'a Html,
    metas: HashMap<String, Vec<String>>,
}

impl<'a> Head<'a> {
    pub(super) fn of(page: &'a Html) -> Self {
        let mut metas: HashMap<String, Vec<String>> = HashMap::new();
        if let Ok(css) = Selector::parse("meta[content]") {
            for meta in page.select(&css).take(MOST) {
                let e = meta.value();
                let content = e.attr("content").unwrap_or_default();
                for key in ["property", "name", "http-equiv", "itemprop"] {
                    if let Some(name) = e.attr(key) {
                        let name = name.trim().to_ascii_lowercase().replace("dcterms:", "dcterms.");
                        metas.entry(name).or_default().push(content.to_owned());
                    }
                }
            }
        }
        Self { page, metas }
    }

    /// The first filled one of these names, as one line.
    pub(super) fn meta(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .filter_map(|n| self.metas.get(*n))
            .flatten()
            .map(|c| markup::title(c))
            .find(|t| !t.is_empty() && t != "null" && t != "undefined")
    }

    /// All of one name.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.metas.get(name).into_iter().flatten().map(|c| markup::title(c)).collect()
    }

    /// The words of the first element that has any.
    pub(super) fn first(&self, css: &str) -> Option<String> {
        self.select(css).into_iter().map(|e| words(&e)).find(|t| !t.is_empty())
    }

    /// The `h1` that the page's title repeats; where none does, the article's
    /// own, the title, or the first: a site's name often is an `h1` too.
    pub(super) fn heading(&self, site: Option<&str>) -> Option<String> {
        let title = self.first("head > title, title").map(|t| without_site(&t, site));
        let all: Vec<String> =
            self.select("h1").iter().map(words).filter(|h| !h.is_empty()).collect();
        let low = title.as_deref().unwrap_or_default().to_lowercase();
        let repeated = |h: &&String| {
            let h = h.to_lowercase();
            h.chars().count() > 8 && (low.contains(&h) || !low.is_empty() && h.contains(&low))
        };
        all.iter()
            .find(repeated)
            .cloned()
            .or_else(|| self.first("article h1"))
            .or_else(|| title.filter(|t| t.split_whitespace().count() > 2))
            .or_else(|| all.into_iter().next())
    }

    pub(super) fn attribute(&self, css: &str, name: &str) -> Option<String> {
        self.select(css)
            .into_iter()
            .filter_map(|e| e.value().attr(name))
            .map(story::one_line)
            .find(|v| !v.is_empty())
    }

    fn select(&self, css: &str) -> Vec<ElementRef<'a>> {
        let Ok(css) = Selector::parse(css) else { return Vec::new() };
        self.page.select(&css).take(40).collect()
    }

    /// A microdata property (`itemprop`) by its machine form where it has one.
    pub(super) fn item(&self, name: &str) -> Option<String> {
        self.select(&format!("[itemprop~=\"{name}\"]")).into_iter().find_map(|e| {
            let v = e.value();
            // Comments and other stories have properties too.
            let foreign = e.ancestors().filter_map(ElementRef::wrap).any(|a| {
                a.value().attr("itemtype").is_some_and(|t| t.ends_with("Comment"))
                    || a.value().attr("itemprop") == Some("comment")
            });
            if foreign {
                return None;
            }
            ["content", "datetime", "src", "href"]
                .iter()
                .find_map(|a| v.attr(a))
                .map(story::one_line)
                .filter(|t| !t.is_empty())
                .or_else(|| Some(words(&e)).filter(|t| !t.is_empty()))
        })
    }

    /// Writers' names in the page: microdata, `rel=author`, the trade's classes.
    pub(super) fn authors(&self) -> Vec<String> {
        let named = "[itemprop~=author] [itemprop~=name], [itemprop~=author] [rel~=author]";
        let plain = "[itemprop~=author]:not(meta)";
        let rel = "a[rel~=author]";
        let classes = ".byline__name, .byline-name, .author-name, .author__name, .article-author, \
            .article__author, .c-byline__author, .byline a, .byline, .authors a, .author a, \
            [class*=byline] a, [class*=Byline] a, [class*=byline], [class*=Byline], .author, \
            .autor, .autorin, .firma";
        for css in [named, rel, plain, classes] {
            let mut names: Vec<String> = Vec::new();
            for e in self.select(css) {
                let name = without_by(&words(&e));
                let fine = (2..=8).contains(&name.split_whitespace().count())
                    && name.chars().count() <= 80
                    && !name.contains(['@', '|', '©'])
                    && !name.chars().any(|c| c.is_ascii_digit());
                if fine && !names.contains(&name) && names.len() < 6 {
                    names.push(name);
                }
            }
            if !names.is_empty() {
                return names;
            }
        }
        Vec::new()
    }

    /// The short line above the headline, where a class says that it is one.
    pub(super) fn kicker(&self, headline: &str) -> Option<String> {
        let css = "[class*=kicker], [class*=Kicker], [class*=dachzeile], [class*=topline], \
            [class*=roofline], [class*=overline], [class*=eyebrow], [class*=antetitulo], \
            [class*=cintillo], [data-tracking-name*=kicker]";
        self.select(css).into_iter().map(|e| words(&e)).find_map(|k| {
            let k = k.trim_end_matches(':').trim().to_owned();
            let fine = !k.is_empty() && k.chars().count() <= 60 && !k.ends_with('.');
            (fine && k != headline).then_some(k)
        })
    }

    /// The standfirst by the names the trade gives it.
    pub(super) fn standfirst(&self) -> Option<String> {
        let css = "p[class*=standfirst], [class*=standfirst] p, p[class*=teaser-text], \
            p[class*=intro], p[class*=lead], p[class*=dek], [class*=subheadline], \
            p[class*=vorspann], [class*=entradilla], [class*=sapo], [itemprop~=alternativeHeadline]";
        self.select(css)
            .into_iter()
            .map(|e| words(&e))
            .find(|t| (6..=110).contains(&t.split_whitespace().count()))
    }

    /// The day printed with the story, where it has a machine form.
    pub(super) fn printed(&self) -> Vec<(String, bool)> {
        self.select(
            "article time[datetime], header time[datetime], main time[datetime], time[datetime]",
        )
        .into_iter()
        .filter_map(|e| {
            let at = e.value().attr("datetime")?.to_owned();
            let about = format!(
                "{} {} {}",
                e.value().attr("class").unwrap_or_default(),
                e.value().attr("itemprop").unwrap_or_default(),
                e.parent().and_then(ElementRef::wrap).map(|p| words(&p)).unwrap_or_default()
            )
            .chars()
            .take(200)
            .collect::<String>()
            .to_lowercase();
            let later = ["updated", "modified", "aktualisiert", "stand:", "actualizado"]
                .iter()
                .any(|w| about.contains(w));
            Some((at, later))
        })
        .collect()
    }
}

/// The words of an element; no line of a story's head is longer.
fn words(e: &ElementRef<'_>) -> String {
    let mut out = String::new();
    for text in e.text().take(400) {
        out.extend(text.chars().take(1200));
        out.push(' ');
        if out.len() > 2400 {
            break;
        }
    }
    story::one_line(&out).chars().take(600).collect()
}

/// `By Ann Example` without its first word.
pub(super) fn without_by(name: &str) -> String {
    let name = story::one_line(name);
    for by in [
        "By ",
        "by ",
        "BY ",
        "Von ",
        "von ",
        "VON ",
        "Por ",
        "por ",
        "POR ",
        "Par ",
        "Author: ",
        "Autor: ",
        "Written by ",
    ] {
        if let Some(rest) = name.strip_prefix(by) {
            return rest.trim().to_owned();
        }
    }
    name
}

/// `Headline | Site` without the site.
pub(super) fn without_site(title: &str, site: Option<&str>) -> String {
    for sep in [" | ", " - ", " – ", " — ", " · ", " » ", " :: "] {
        if let Some((before, after)) = title.rsplit_once(sep) {
            let named = site.is_some_and(|s| {
                let (s, a) = (s.to_lowercase(), after.trim().to_lowercase());
                s == a || s.starts_with(&a) || a.starts_with(&s)
            });
            let short = matches!(sep, " | " | " » " | " :: ")
                && after.split_whitespace().count() <= 4
                && before.split_whitespace().count() >= 3;
            if named || short {
                // `Headline | Section | Site`
                return without_site(before.trim(), None);
            }
        }
    }
    title.to_owned()
}

//! The anatomy of a story: a flattened text taken apart into teaser, lead,
//! body, box of points, read-more lines, credit, promotion and background.
//!
//! One idea a file; this one walks the lines. The law that holds here: nothing
//! of the text is lost. Every line is in exactly one place, and what fits
//! nowhere is body. (A background's date and a "published" line are kept as
//! the day they name.) Nothing here reads a file or a clock.

pub mod agencies;
pub mod attribution;
mod captions;
pub mod credit;
pub mod cues;
pub mod dates;
mod language;
pub(crate) mod outline;
mod points;
mod residue;
pub mod sentences;

use jiff::{Timestamp, tz::TimeZone};
use regex::Regex;
use std::sync::LazyLock;
use story::{Background, Kind, Lang, Media, Point, Points, ReadMore, Story};

pub(crate) use cues::pattern as cues_pattern;
pub use language::detect;

/// What the format has already said, so that it is not guessed.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The headline; a first line that repeats it is taken away.
    pub headline: Option<String>,
    /// The standfirst; a first paragraph that repeats it is taken away.
    pub teaser: Option<String>,
    /// The language.
    pub language: Option<Lang>,
    /// The text is the body alone (a feed's or an agency's): its first
    /// paragraph is the lead, not a standfirst, and no headline is looked for.
    pub body_only: bool,
}

/// One line of the text with what it turned out to be.
#[derive(Clone, Debug)]
struct Line {
    text: String,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Paragraph,
    Taken,
}

static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    cues::pattern(
        r"^((?:[\p{Lu}¿][^()\n.!?]{1,60}?(?:,\s\p{L}[^()\n]{1,40}?)?\s*)?\(([^()]{2,40})\)(?:\s*[-–—]\s*[\p{Lu}]{3,}(?:,\s\d{1,2}\s\p{L}{3,4})?)?)\s*(?:[-–—]{1,2}|--|\.-)\s+(\S.*)$",
    )
});
static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    cues::pattern(
        r"^(?:By|BY|Von|VON|Por|POR|Автор:?|Author:|Autor:|Autorin:|Written by|Text:)\s+\p{Lu}[^.!?]{2,90}$",
    )
});
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    let part = r"\p{Lu}[\p{L}'’]*\p{Ll}(?:-\p{Lu}\p{Ll}+)?";
    let name = format!(
        r"{part}(?:\s(?:\p{{Lu}}\.|de|del|la|van|von|der|den|zu|da|dos|{part})){{0,3}}\s{part}"
    );
    cues::pattern(&format!(r"^{name}(?:\s(?:and|und|y|e|и|et)\s{name}|,\s{name})?$"))
});
static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    cues::pattern(
        r"(?i)^(published|first published|updated|last updated|date|stand|datum|veröffentlicht|aktualisiert|publicado|actualizado|fecha|опубликовано|обновлено|дата)(?:\s+(?:on|am|el))?\s*:?\s+(.{6,45})$",
    )
});

/// Takes a text apart.
pub fn anatomy(text: &str, known: &Known) -> Story {
    let mut story = apart(text, known);
    story.kind = guess_kind(&story);
    story
}

/// The story without its kind, which more may be known of than its text.
pub(crate) fn apart(text: &str, known: &Known) -> Story {
    let mut story = Story {
        headline: known.headline.as_deref().map(story::one_line).filter(|h| !h.is_empty()),
        teaser: known.teaser.as_deref().map(story::one_line).unwrap_or_default(),
        ..Story::default()
    };
    let texts: Vec<String> =
        blocks(text).into_iter().map(|line| without_share_bar(line, &mut story)).collect();
    story.language = match &known.language {
        Some(l) if !l.is_unknown() => l.clone(),
        _ => {
            let mut sample = texts.join("\n");
            if sample.chars().count() < 60 {
                sample = format!("{} {} {sample}", story.title(), story.teaser);
            }
            detect(&sample)
        }
    };
    let mut lines: Vec<Line> =
        texts.into_iter().map(|text| Line { text, place: Place::Paragraph }).collect();
    let lang = story.language.as_str().to_owned();

    unfold_one_line(&mut lines, known, &mut story);
    repeated_head(&mut lines, known, &mut story);
    let mut references = Vec::new();
    foot(&mut lines, &lang, &mut story, &mut references);
    boxes_and_references(&mut lines, &mut story, &mut references);
    references.sort_by_key(|(line, _)| *line);
    story.read_more = references.into_iter().map(|(_, r)| r).collect();
    take_captions(&mut lines, known, &mut story);
    let paragraphs: Vec<String> =
        lines.into_iter().filter(|l| l.place == Place::Paragraph).map(|l| l.text).collect();
    head_and_body(paragraphs, known, &lang, &mut story);
    if story.credit.is_none() {
        credit_at_end(&mut story);
    }
    let spoken = spoken(&story);
    story.attributions = attribution::attributions(&spoken, &story.language);
    story
}

/// The blocks of the text, each on one line. Paragraphs that were wrapped at a
/// fixed width (all inner lines near one length, apart by empty lines) are
/// joined again.
fn blocks(text: &str) -> Vec<String> {
    let text = story::plain(text);
    let apart = text.contains("\n\n");
    let mut out = Vec::new();
    for group in text.split("\n\n") {
        let lines: Vec<&str> = group.lines().filter(|l| !l.is_empty()).collect();
        if apart && wrapped(&lines) {
            out.push(lines.join(" "));
        } else {
            out.extend(lines.into_iter().map(str::to_owned));
        }
    }
    out
}

fn wrapped(lines: &[&str]) -> bool {
    let Some((_, inner)) = lines.split_last() else { return false };
    if inner.is_empty() {
        return false;
    }
    let near = inner.iter().all(|l| (50..=90).contains(&l.chars().count()));
    let open = inner.iter().filter(|l| !l.ends_with(['.', '!', '?', '"', '”', ':', ')'])).count();
    let special = |l: &&str| {
        cues::is_box_head(l) || cues::read_more(l).is_some() || points::item(l).is_some()
    };
    near && open * 2 > inner.len() && !lines.iter().any(special)
}

/// The line without a share bar in its midst, which is kept apart.
fn without_share_bar(line: String, story: &mut Story) -> String {
    match residue::share_bar(&line) {
        Some(bar) if bar.len() < line.len() => {
            let before = line[..bar.start].trim_end();
            let after = line[bar.end..].trim_start();
            let apart = if before.is_empty() || after.is_empty() { "" } else { " " };
            let left = format!("{before}{apart}{after}");
            story.promos.push(line[bar].to_owned());
            left
        }
        // A bar that is the whole line is furniture like others.
        _ => line,
    }
}

/// Takes the captions out from between the paragraphs; each is a picture's. In
/// a body that came marked up, a long line may be a heading: there only those
/// that say so.
fn take_captions(lines: &mut [Line], known: &Known, story: &mut Story) {
    let left: Vec<usize> =
        (0..lines.len()).filter(|i| lines[*i].place == Place::Paragraph).collect();
    let texts: Vec<&str> = left.iter().map(|i| lines[*i].text.as_str()).collect();
    let among = (!known.body_only).then(|| captions::Among::new(&texts));
    // Headline and standfirst stand on top, whatever they look like.
    let from = if story.headline.is_some() { 1 } else { 2 };
    let found: Vec<usize> = (from..texts.len())
        .filter(|at| {
            texts.get(*at).is_some_and(|line| captions::is_marked(line))
                || among.as_ref().is_some_and(|among| among.is_caption(*at))
        })
        .filter_map(|at| left.get(at).copied())
        .collect();
    for i in found {
        lines[i].place = Place::Taken;
        let caption = Some(lines[i].text.clone());
        story.media.push(Media { kind: "picture".into(), caption, ..Media::default() });
    }
}

/// A text that lost all its line ends: the credit inside it divides the story
/// from the promotion behind.
fn unfold_one_line(lines: &mut Vec<Line>, known: &Known, story: &mut Story) {
    if lines.len() != 1 || lines[0].text.chars().count() < 400 {
        return;
    }
    let whole = lines[0].text.clone();
    let (before, after) = match credit::inside(&whole) {
        Some((before, found, after)) => {
            story.credit = Some(found);
            (before.to_owned(), after.to_owned())
        }
        None => (whole, String::new()),
    };
    let mut parts: Vec<String> = Vec::new();
    if known.body_only {
        parts.push(before);
    } else {
        // Without line ends a headline can't be told from the first sentence:
        // the first sentence stays whole and leads.
        let mut rest = sentences::sentences(&before).into_iter();
        let lead = rest.next().unwrap_or_default().to_owned();
        parts.push(lead);
        let rest: Vec<&str> = rest.collect();
        parts.extend(rest.chunks(4).map(|c| c.join(" ")));
    }
    lines.clear();
    lines.extend(
        parts
            .into_iter()
            .filter(|p| !p.is_empty())
            .map(|text| Line { text, place: Place::Paragraph }),
    );
    if !after.is_empty() {
        // A dated teaser or a promotion; anything else is body like the rest.
        if let Some((teaser, date)) = dates::ending(&after, story.language.as_str()) {
            story.background.push(Background {
                teaser: teaser.to_owned(),
                date,
                title: None,
                url: None,
            });
        } else if cues::is_promo(&after, true) {
            story.promos.push(after);
        } else {
            lines.push(Line { text: after, place: Place::Paragraph });
        }
    }
}

/// Takes away first lines that repeat what the format has given, and drops a
/// given teaser that is only the beginning of the text cut off.
fn repeated_head(lines: &mut [Line], known: &Known, story: &mut Story) {
    let mut at = 0;
    if let (Some(h), Some(first)) = (&story.headline, lines.first_mut())
        && folded(h) == folded(&first.text)
    {
        first.place = Place::Taken;
        at = 1;
    }
    if known.teaser.is_none() || story.teaser.is_empty() {
        return;
    }
    let teaser = folded(&story.teaser);
    if story.headline.as_deref().map(folded).as_deref() == Some(teaser.as_str()) {
        story.teaser.clear();
        return;
    }
    if let Some(first) = lines.get_mut(at)
        && folded(&first.text) == teaser
    {
        // If it is the whole text, it is said once, as teaser.
        first.place = Place::Taken;
        return;
    }
    let cut = story
        .teaser
        .trim_end()
        .trim_end_matches("[…]")
        .trim_end_matches("[...]")
        .trim_end_matches(['…', '.', ' ']);
    let cut = folded(cut);
    let mut begin = String::new();
    for line in lines.iter().skip(at) {
        let line = folded(&line.text);
        if !line.is_empty() {
            begin.push_str(if begin.is_empty() { "" } else { " " });
            begin.push_str(&line);
        }
        if begin.len() >= cut.len() {
            break;
        }
    }
    if cut.chars().count() > 20 && begin.starts_with(&cut) {
        story.teaser.clear();
    }
}

fn folded(text: &str) -> String {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The foot: from the credit line, or from where only dated teasers,
/// promotion and references follow, to the end.
fn foot(
    lines: &mut [Line],
    lang: &str,
    story: &mut Story,
    references: &mut Vec<(usize, ReadMore)>,
) {
    let credit_at = (story.credit.is_none())
        .then(|| {
            let from = lines.len().saturating_sub(40);
            (from..lines.len()).rev().find(|i| {
                lines[*i].place == Place::Paragraph && credit::line(&lines[*i].text).is_some()
            })
        })
        .flatten();
    if let Some(i) = credit_at {
        story.credit = credit::line(&lines[i].text);
        lines[i].place = Place::Taken;
    }
    let start = match credit_at {
        Some(i) => tail_start(lines, lang, Some(i)).min(i),
        None => tail_start(lines, lang, None),
    };
    let mut i = start;
    while i < lines.len() {
        if lines[i].place == Place::Taken {
            i += 1;
            continue;
        }
        let text = lines[i].text.clone();
        if let Some((title, url)) = cues::read_more(&text) {
            references.push((i, ReadMore { title, url }));
            lines[i].place = Place::Taken;
        } else if let Some((teaser, date)) =
            dates::ending(&text, lang).filter(|(t, _)| !t.is_empty())
        {
            story.background.push(Background {
                teaser: teaser.to_owned(),
                date,
                title: title_above(lines, i, start),
                url: None,
            });
            lines[i].place = Place::Taken;
        } else if let Some(date) = dates::alone(&text, lang)
            && let Some(teaser) = line_above(lines, i, start)
        {
            let title = title_above(lines, i, start);
            lines[i].place = Place::Taken;
            story.background.push(Background { teaser, date, title, url: None });
        } else if cues::is_promo(&text, credit_at.is_some_and(|c| i > c))
            || cues::is_related_head(&text)
        {
            story.promos.push(text);
            lines[i].place = Place::Taken;
        }
        i += 1;
    }
}

/// The title line right above a dated teaser, taken if it is one.
fn title_above(lines: &mut [Line], i: usize, start: usize) -> Option<String> {
    let at = i.checked_sub(1).filter(|at| *at >= start)?;
    let above = &mut lines[at];
    if above.place != Place::Paragraph
        || !is_title(&above.text)
        || cues::is_related_head(&above.text)
        || cues::is_promo(&above.text, true)
        || credit::line(&above.text).is_some()
    {
        return None;
    }
    above.place = Place::Taken;
    Some(above.text.clone())
}

/// The text line right above a line that is only a date.
fn line_above(lines: &mut [Line], i: usize, start: usize) -> Option<String> {
    let mut at = i.checked_sub(1).filter(|at| *at >= start)?;
    if lines[at].place != Place::Paragraph {
        return None;
    }
    lines[at].place = Place::Taken;
    let text = lines[at].text.clone();
    // `title_above` looks right above the date: let the two change places.
    if at > start && lines[at - 1].place == Place::Paragraph && is_title(&lines[at - 1].text) {
        lines.swap(at, at - 1);
        at -= 1;
    }
    debug_assert!(lines[at].place == Place::Taken);
    Some(text)
}

/// Where the run of foot lines at the end begins.
fn tail_start(lines: &[Line], lang: &str, credit: Option<usize>) -> usize {
    let mut start = lines.len();
    let mut dated_below = false;
    for i in (0..lines.len()).rev() {
        let text = &lines[i].text;
        if credit == Some(i) {
            start = i;
            dated_below = false;
            continue;
        }
        let dated = dates::ending(text, lang).is_some() || dates::alone(text, lang).is_some();
        let foot = dated
            || cues::is_promo(text, false)
            || cues::read_more(text).is_some()
            || cues::is_related_head(text)
            || (dated_below && is_title(text));
        if foot || credit.is_some_and(|c| i > c) {
            start = i;
            dated_below = dated;
            continue;
        }
        break;
    }
    start
}

/// A short line without a full stop.
fn is_title(text: &str) -> bool {
    let text = text.trim();
    let words = text.split_whitespace().count();
    (1..=18).contains(&words)
        && text.chars().count() <= 140
        && !text.trim_end_matches(['"', '”', '“', '»', '’', '\'']).ends_with(['.', ';', ',', '…'])
}

/// Boxes, read-more lines and promotion between the paragraphs.
fn boxes_and_references(
    lines: &mut [Line],
    story: &mut Story,
    references: &mut Vec<(usize, ReadMore)>,
) {
    let mut i = 0;
    while i < lines.len() {
        if lines[i].place != Place::Paragraph {
            i += 1;
            continue;
        }
        let text = lines[i].text.clone();
        if story.points.is_none() && cues::is_box_head(&text) {
            let mut items = Vec::new();
            let mut j = i + 1;
            while let Some(line) = lines.get(j).filter(|l| l.place == Place::Paragraph) {
                if cues::read_more(&line.text).is_some() || cues::is_promo(&line.text, false) {
                    j += 1;
                    continue;
                }
                let next = lines.get(j + 1).filter(|l| l.place == Place::Paragraph);
                if let Some((label, below)) = points::label(&line.text).zip(next) {
                    // The label has a line of its own, its text the next.
                    items.push(Point { label, text: below.text.clone() });
                    lines[j].place = Place::Taken;
                    lines[j + 1].place = Place::Taken;
                    j += 2;
                    continue;
                }
                let Some(item) = points::item(&line.text) else { break };
                items.push(item);
                lines[j].place = Place::Taken;
                j += 1;
            }
            if !items.is_empty() {
                lines[i].place = Place::Taken;
                story.points = Some(Points { title: text, items });
            }
        } else if let Some((title, url)) = cues::read_more(&text) {
            references.push((i, ReadMore { title, url }));
            lines[i].place = Place::Taken;
        } else if cues::is_promo(&text, false) {
            story.promos.push(text);
            lines[i].place = Place::Taken;
        }
        i += 1;
    }
}

/// Headline, kicker, byline, standfirst and lead on top; the rest is body.
fn head_and_body(paragraphs: Vec<String>, known: &Known, lang: &str, story: &mut Story) {
    let mut rest: std::collections::VecDeque<String> = paragraphs.into();
    let guess = story.headline.is_none() && !known.body_only;
    if guess {
        kicker_and_headline(&mut rest, story);
    }
    byline_and_stamp(&mut rest, lang, story);
    if guess || (!known.body_only && story.teaser.is_empty()) {
        let standfirst = rest.len() >= 2
            && story.teaser.is_empty()
            && rest.front().is_some_and(|p| {
                dateline(p).is_none() && p.split_whitespace().count() <= 110 && !is_subhead(p)
                    || (p.split_whitespace().count() > 8
                        && dateline(p).is_none()
                        && p.chars().count() < 600)
            });
        if standfirst && let Some(teaser) = rest.pop_front() {
            story.teaser = teaser;
            byline_and_stamp(&mut rest, lang, story);
            name_alone(&mut rest, story);
        }
    }
    if let Some(first) = rest.pop_front() {
        match dateline(&first) {
            Some((line, text)) => {
                story.dateline = Some(line.to_owned());
                story.lead = text.to_owned();
            }
            None => story.lead = first,
        }
    }
    story.body = rest.into();
    story.subheads = (0..story.body.len())
        .filter(|i| *i + 1 < story.body.len() && is_subhead(&story.body[*i]))
        .collect();
}

fn kicker_and_headline(rest: &mut std::collections::VecDeque<String>, story: &mut Story) {
    let long = |p: Option<&String>, than: usize| {
        p.is_some_and(|p| {
            let words = p.split_whitespace().count();
            words > than && (words >= 6)
        })
    };
    let (Some(first), Some(second)) = (rest.front().cloned(), rest.get(1).cloned()) else { return };
    let text_after = |lines: usize| {
        rest.iter().skip(lines).find(|p| !BYLINE.is_match(p) && !STAMP.is_match(p)).cloned()
    };
    let words = first.split_whitespace().count();
    let kicker = words <= 3
        && first.chars().count() <= 40
        && is_title(&first)
        && !first.ends_with(['?', '!', ':'])
        && is_title(&second)
        && second.split_whitespace().count() >= 4
        && long(text_after(2).as_ref(), second.split_whitespace().count());
    if kicker {
        story.kicker = rest.pop_front();
        story.headline = rest.pop_front();
        return;
    }
    let follows = text_after(1);
    if is_title(&first)
        && !first.ends_with(':')
        && dateline(&first).is_none()
        && long(follows.as_ref(), words.min(12).saturating_sub(1))
    {
        story.headline = rest.pop_front();
    }
}

/// A byline or a dated line between headline and text.
fn byline_and_stamp(rest: &mut std::collections::VecDeque<String>, lang: &str, story: &mut Story) {
    while rest.len() >= 2 {
        let Some(line) = rest.front() else { return };
        if story.byline.is_none() && BYLINE.is_match(line) && line.split_whitespace().count() <= 14
        {
            story.byline = rest.pop_front();
            continue;
        }
        let (word, when) = match STAMP.captures(line) {
            Some(c) => (c[1].to_lowercase(), dates::alone(&c[2], lang)),
            None => (String::new(), dates::alone(line, lang)),
        };
        let Some(at) = when.and_then(midnight) else { return };
        if word.contains("updated")
            || word == "stand"
            || word == "aktualisiert"
            || word == "actualizado"
            || word == "обновлено"
        {
            if story.updated.is_some() {
                return;
            }
            story.updated = Some(at);
        } else if story.published.is_none() {
            story.published = Some(at);
        } else {
            return;
        }
        rest.pop_front();
    }
}

/// A writer's name alone, where only that can stand: between the standfirst
/// and a first paragraph of some length.
fn name_alone(rest: &mut std::collections::VecDeque<String>, story: &mut Story) {
    let (Some(line), Some(next)) = (rest.front(), rest.get(1)) else { return };
    if story.byline.is_none() && NAME.is_match(line) && next.split_whitespace().count() >= 12 {
        story.byline = rest.pop_front();
    }
}

/// The start of a day in UTC: a printed date has no zone.
fn midnight(day: jiff::civil::Date) -> Option<Timestamp> {
    day.to_zoned_datetime(TimeZone::UTC).ok().map(|z| z.timestamp())
}

/// `WASHINGTON (AP) — text`: the place as printed, and the text.
pub fn dateline(paragraph: &str) -> Option<(&str, &str)> {
    let c = DATELINE.captures(paragraph)?;
    let inside = c.get(2)?.as_str();
    // An agency that is not registered is known by the capitals of both: its
    // own and the place's.
    let shouts = |word: &str, least: usize| {
        word.chars().count() >= least && word.chars().all(char::is_uppercase)
    };
    let place = paragraph.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let known = inside.split(['/', ',']).any(|a| agencies::registered(a).is_some())
        || shouts(place, 3) && shouts(inside, 2) && inside.len() <= 6;
    known.then_some(())?;
    Some((c.get(1)?.as_str(), c.get(3)?.as_str()))
}

/// A line of a few words without a full stop between paragraphs.
fn is_subhead(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words <= 10
        && (words <= 5 || !text.contains(','))
        && text.chars().count() <= 90
        && !text.ends_with(['.', ',', ';', ':', '…', ')'])
        && !text.ends_with(".\"")
        && !text.ends_with(".”")
        && !text.starts_with(['-', '•', '*', '–'])
}

/// A credit that stands at the end of the last paragraph.
fn credit_at_end(story: &mut Story) {
    let last = match story.body.last_mut() {
        Some(last) => last,
        None if !story.lead.is_empty() => &mut story.lead,
        None => return,
    };
    if let Some((before, found)) = credit::ending(last) {
        let before = before.to_owned();
        *last = before;
        story.credit = Some(found);
    }
}

/// The text in which claims are looked for: all but sub-heads.
fn spoken(story: &Story) -> String {
    let mut parts: Vec<&str> = vec![&story.teaser, &story.lead];
    parts.extend(story.points.iter().flat_map(|p| p.items.iter().map(|i| i.text.as_str())));
    parts.extend(
        story
            .body
            .iter()
            .enumerate()
            .filter(|(i, _)| story.subheads.binary_search(i).is_err())
            .map(|(_, p)| p.as_str()),
    );
    parts.join("\n")
}

/// The words of the box.
fn spoken_points(story: &Story) -> String {
    let items = story.points.iter().flat_map(|p| &p.items);
    items.map(|i| format!("{} {}", i.label, i.text)).collect::<Vec<_>>().join(" ")
}

/// The kind of a story by its labels: headline and kicker words, subjects,
/// then its length. What nothing speaks for is news.
pub fn guess_kind(story: &Story) -> Kind {
    // The tag `Video` stands on many a text that has a film beside it.
    let tagged = story.subjects.iter().filter_map(|s| Kind::of_label(s));
    let headline = || story.headline.as_deref().and_then(Kind::of_headline);
    let named = tagged
        .filter(|k| *k != Kind::Video)
        .chain(story.kicker.as_deref().and_then(Kind::of_label))
        .next()
        .or_else(|| headline().map(|(kind, _)| kind))
        .or_else(|| story.url.as_deref().and_then(Kind::of_address));
    if let Some(kind) = named {
        return kind;
    }
    // A teaser alone says nothing of how long the story is; and scripts without
    // spaces are measured by their letters.
    let text = format!("{} {}", story.full_text(), spoken_points(story));
    let short = text.chars().nth(599).is_none() && text.split_whitespace().nth(59).is_none();
    let cjk = || text.chars().filter(|c| ('\u{3040}'..='\u{9fff}').contains(c)).count() > 100;
    if short && !cjk() && !story.lead.is_empty() { Kind::Brief } else { Kind::News }
}

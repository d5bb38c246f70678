//! How a story is written down, and the strict reader of that.
//!
//! A file holds stories. Each opens with `=== slug`, then `name: value` lines,
//! an empty line, and blocks with an empty line between them:
//!
//! ```text
//! === dike-breach-lowmere
//! outlet: courier            courier, stu or ows
//! lang: en
//! day: 9                     days back from the base; 0 is today
//! time: 06:40                UTC; 04:00 to 18:00 on day 0
//! kind: news                 news, feature, analysis, opinion, brief
//! headline: …
//! teaser: …
//!
//! The lead, on one line.
//!
//! ## A sub-head
//!
//! [What we know so far]
//! - Label: statement
//!
//! > Read more: title of the other story | its-slug
//!
//! ~ A line that advertises the newsletter
//!
//! + Teaser of related coverage, dated by its day | 7
//!
//! @ 1-3                      paragraphs 1 to 3 of the story in `copy-of`
//! ```
//!
//! Optional names: `kicker`, `byline`, `place`, `urgency` (1–9), `subjects`
//! (`;` between), `credit`, `picture` (what it shows), `matter`, `event`, `copy-of`, `revises` (a later
//! version of that story), `version`, `status` (`canceled`), `ednote`,
//! `embargo` (hours after the base), `stage` (`later`: served once the wire has
//! moved on).

use story::{Kind, Lang};

/// Who delivers a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outlet {
    /// The Harbour Courier: the own newsroom.
    Courier,
    /// The Sallandrian Telegraph Union: delivers ninjs.
    Stu,
    /// The Oskan Wire Service: delivers JSON Feed.
    Ows,
}

impl Outlet {
    /// The name readers see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Courier => "The Harbour Courier",
            Self::Stu => "Sallandrian Telegraph Union (STU)",
            Self::Ows => "Oskan Wire Service (OWS)",
        }
    }

    /// The folder its pages are served under.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Courier => "courier",
            Self::Stu => "agency1",
            Self::Ows => "agency2",
        }
    }
}

/// A part of a story's text, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(String),
    /// A sub-head.
    Subhead(String),
    /// The box "What we know so far": heading, then label and statement each.
    Points(String, Vec<(String, String)>),
    /// Where to read on: the whole line, and the slug it leads to.
    ReadMore(String, String),
    /// A line that advertises the newsletter.
    Promo(String),
    /// Related coverage: its teaser and the day it came out.
    Background(String, i32),
    /// Paragraphs of the story this one copies, counted from 1.
    Same(usize, usize),
}

/// One story as written in its file, dates still relative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its name in addresses; unique over all files.
    pub slug: String,
    /// Who delivers it.
    pub outlet: Outlet,
    /// The language it is written in.
    pub lang: Lang,
    /// Days back from the base.
    pub day: u8,
    /// Minute of the day, UTC.
    pub minute: u16,
    /// What sort of journalism it is.
    pub kind: Kind,
    /// The short line above the headline.
    pub kicker: Option<String>,
    /// The headline.
    pub headline: String,
    /// The standfirst.
    pub teaser: String,
    /// The author's line.
    pub byline: Option<String>,
    /// Where it was written.
    pub place: Option<String>,
    /// 1 (highest) to 9.
    pub urgency: u8,
    /// Subjects.
    pub subjects: Vec<String>,
    /// The credit line.
    pub credit: Option<String>,
    /// What its picture shows.
    pub picture: Option<String>,
    /// The running matter it belongs to.
    pub matter: Option<String>,
    /// The one happening it reports along with others.
    pub event: Option<String>,
    /// The story it reprints.
    pub copy_of: Option<String>,
    /// The story it is a later version of.
    pub revises: Option<String>,
    /// Its version.
    pub version: u32,
    /// Withdrawn by this version.
    pub canceled: bool,
    /// A note to editors.
    pub ednote: Option<String>,
    /// Hours after the base until which it may not be published.
    pub embargo: Option<u8>,
    /// Served only once the wire has moved on.
    pub later: bool,
    /// Its text.
    pub blocks: Vec<Block>,
}

/// What is wrong with a story file, where, and the mend.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{file}, line {line}: {why}")]
pub struct ScriptError {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub why: String,
}

/// Reads all stories of a file.
pub fn read(file: &str, text: &str) -> Result<Vec<Script>, ScriptError> {
    let mut out = Vec::new();
    let mut start: Option<(usize, &str)> = None;
    let mut lines: Vec<(usize, &str)> = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let number = i + 1;
        if let Some(slug) = line.strip_prefix("=== ") {
            if let Some((at, slug)) = start.take() {
                out.push(one(file, at, slug, &lines)?);
            }
            lines.clear();
            start = Some((number, slug.trim()));
        } else if start.is_some() {
            lines.push((number, line.trim()));
        } else if !line.trim().is_empty() {
            return Err(wrong(file, number, "text before the first story: open it with === slug"));
        }
    }
    if let Some((at, slug)) = start {
        out.push(one(file, at, slug, &lines)?);
    }
    Ok(out)
}

fn wrong(file: &str, line: usize, why: impl Into<String>) -> ScriptError {
    ScriptError { file: file.to_owned(), line, why: why.into() }
}

fn one(file: &str, at: usize, slug: &str, lines: &[(usize, &str)]) -> Result<Script, ScriptError> {
    let tidy = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if slug.is_empty() || !slug.chars().all(tidy) {
        return Err(wrong(file, at, format!("{slug:?} is no slug: use a-z, 0-9 and -")));
    }
    let split = lines.iter().position(|(_, l)| l.is_empty()).unwrap_or(lines.len());
    let (head, body) = lines.split_at(split);
    let mut fields = Fields { file, at, slug, seen: Vec::new() };
    for (n, line) in head {
        let Some((name, value)) = line.split_once(": ") else {
            return Err(wrong(file, *n, format!("{line:?} is no `name: value` line")));
        };
        if !NAMES.contains(&name) {
            let names = NAMES.join(", ");
            return Err(wrong(file, *n, format!("no field {name:?}: there are {names}")));
        }
        if fields.seen.iter().any(|(_, known, _)| *known == name) {
            return Err(wrong(file, *n, format!("{name:?} stands here twice: keep one")));
        }
        fields.seen.push((*n, name, value.trim()));
    }
    let outlet = fields.choice(
        "outlet",
        &[("courier", Outlet::Courier), ("stu", Outlet::Stu), ("ows", Outlet::Ows)],
        None,
    )?;
    let lang = Lang::of(fields.needed("lang")?.1);
    if lang.is_unknown() {
        return Err(fields.bad("lang", "write a language tag such as en"));
    }
    let day: u8 = fields.number("day", 0..=30, None)?;
    let minute = fields.minute(day)?;
    let kind = fields.choice(
        "kind",
        &[
            ("news", Kind::News),
            ("feature", Kind::Feature),
            ("analysis", Kind::Analysis),
            ("opinion", Kind::Opinion),
            ("brief", Kind::Brief),
        ],
        None,
    )?;
    let blocks = blocks(file, body)?;
    let paragraphs =
        blocks.iter().filter(|b| matches!(b, Block::Paragraph(_) | Block::Same(..))).count();
    if paragraphs == 0 {
        return Err(wrong(file, at, format!("{slug} has no paragraph: write its lead")));
    }
    Ok(Script {
        slug: slug.to_owned(),
        outlet,
        lang,
        day,
        minute,
        kind,
        kicker: fields.text("kicker"),
        headline: fields.needed("headline")?.1.to_owned(),
        teaser: fields.needed("teaser")?.1.to_owned(),
        byline: fields.text("byline"),
        place: fields.text("place"),
        urgency: fields.number("urgency", 1..=9, Some(4))?,
        subjects: fields
            .text("subjects")
            .map(|s| s.split(';').map(|p| p.trim().to_owned()).collect())
            .unwrap_or_default(),
        credit: fields.text("credit"),
        picture: fields.text("picture"),
        matter: fields.text("matter"),
        event: fields.text("event"),
        copy_of: fields.text("copy-of"),
        revises: fields.text("revises"),
        version: u32::from(fields.number("version", 1..=99, Some(1))?),
        canceled: fields.choice("status", &[("usable", false), ("canceled", true)], Some(false))?,
        ednote: fields.text("ednote"),
        embargo: fields
            .get("embargo")
            .is_some()
            .then(|| fields.number("embargo", 1..=48, None))
            .transpose()?,
        later: fields.choice("stage", &[("first", false), ("later", true)], Some(false))?,
        blocks,
    })
}

const NAMES: [&str; 23] = [
    "outlet", "lang", "day", "time", "kind", "kicker", "headline", "teaser", "byline", "place",
    "urgency", "subjects", "credit", "picture", "matter", "event", "copy-of", "revises", "version",
    "status", "ednote", "embargo", "stage",
];

struct Fields<'a> {
    file: &'a str,
    at: usize,
    slug: &'a str,
    seen: Vec<(usize, &'a str, &'a str)>,
}

impl<'a> Fields<'a> {
    fn get(&self, name: &str) -> Option<(usize, &'a str)> {
        self.seen.iter().find(|(_, n, _)| *n == name).map(|(at, _, v)| (*at, *v))
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(|(_, v)| v.to_owned())
    }

    fn needed(&self, name: &str) -> Result<(usize, &'a str), ScriptError> {
        self.get(name)
            .ok_or_else(|| wrong(self.file, self.at, format!("{} has no {name}", self.slug)))
    }

    fn bad(&self, name: &str, mend: &str) -> ScriptError {
        let (line, value) = self.get(name).unwrap_or((self.at, ""));
        wrong(self.file, line, format!("{name} {value:?} can't be: {mend}"))
    }

    fn number(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<u8>,
        usual: Option<u8>,
    ) -> Result<u8, ScriptError> {
        if let (None, Some(usual)) = (self.get(name), usual) {
            return Ok(usual);
        }
        let value = self.needed(name)?.1;
        value
            .parse()
            .ok()
            .filter(|n| range.contains(n))
            .ok_or_else(|| self.bad(name, &format!("write {} to {}", range.start(), range.end())))
    }

    fn choice<T: Copy>(
        &self,
        name: &str,
        among: &[(&str, T)],
        usual: Option<T>,
    ) -> Result<T, ScriptError> {
        if let (None, Some(usual)) = (self.get(name), usual) {
            return Ok(usual);
        }
        let value = self.needed(name)?.1;
        among.iter().find(|(word, _)| *word == value).map(|(_, t)| *t).ok_or_else(|| {
            let words: Vec<&str> = among.iter().map(|(w, _)| *w).collect();
            self.bad(name, &format!("write one of {}", words.join(", ")))
        })
    }

    fn minute(&self, day: u8) -> Result<u16, ScriptError> {
        let hour = story::Hour::parse(self.needed("time")?.1)
            .map_err(|_| self.bad("time", "write it as 06:30"))?
            .time();
        let minute =
            u16::from(hour.hour().unsigned_abs()) * 60 + u16::from(hour.minute().unsigned_abs());
        if day == 0 && !(4 * 60..=18 * 60).contains(&minute) {
            return Err(self.bad("time", "on day 0 write 04:00 to 18:00"));
        }
        Ok(minute)
    }
}

fn blocks(file: &str, lines: &[(usize, &str)]) -> Result<Vec<Block>, ScriptError> {
    let mut out = Vec::new();
    for group in lines.split(|(_, l)| l.is_empty()).filter(|g| !g.is_empty()) {
        let [(n, first), rest @ ..] = group else { continue };
        if let Some(title) = first.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
            let mut items = Vec::new();
            for (n, line) in rest {
                let item = line.strip_prefix("- ").and_then(|i| i.split_once(": "));
                let Some((label, text)) = item else {
                    return Err(wrong(file, *n, "a point is written `- Label: statement`"));
                };
                items.push((label.to_owned(), text.to_owned()));
            }
            if items.is_empty() {
                return Err(wrong(file, *n, "the box has no points: add `- Label: statement`"));
            }
            out.push(Block::Points(title.to_owned(), items));
            continue;
        }
        for (n, line) in group {
            out.push(block(line).map_err(|why| wrong(file, *n, why))?);
        }
    }
    Ok(out)
}

fn block(line: &str) -> Result<Block, String> {
    let pair = |text: &str| -> Result<(String, String), String> {
        text.rsplit_once(" | ")
            .map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()))
            .ok_or_else(|| format!("{line:?} needs ` | ` and what it points to"))
    };
    Ok(match line.split_once(' ') {
        Some(("##", text)) => Block::Subhead(text.to_owned()),
        Some((">", text)) => {
            let (text, slug) = pair(text)?;
            Block::ReadMore(text, slug)
        }
        Some(("~", text)) => Block::Promo(text.to_owned()),
        Some(("+", text)) => {
            let (text, day) = pair(text)?;
            let day = day.parse().map_err(|_| format!("{day:?} is no number of days back"))?;
            Block::Background(text, day)
        }
        Some(("@", range)) => range
            .split_once('-')
            .and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)))
            .filter(|(a, b): &(usize, usize)| *a >= 1 && a <= b)
            .map(|(a, b)| Block::Same(a, b))
            .ok_or_else(|| format!("{line:?} is no range: write `@ 1-3`"))?,
        _ => Block::Paragraph(line.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "=== a-b\noutlet: stu\nlang: en\nday: 2\ntime: 07:05\nkind: news\n\
        headline: H: x\nteaser: T.\n\nLead.\n\n## Sub\n\n[What we know]\n- L: t: u\n\n\
        > Read more: X | x-y\n\n+ Old | 5\n";

    #[test]
    fn a_story_as_editors_write_it() {
        let s = read("f.md", GOOD).unwrap().remove(0);
        assert_eq!((s.day, s.minute, s.headline.as_str()), (2, 425, "H: x"));
        assert_eq!(
            s.blocks,
            [
                Block::Paragraph("Lead.".into()),
                Block::Subhead("Sub".into()),
                Block::Points("What we know".into(), vec![("L".into(), "t: u".into())]),
                Block::ReadMore("Read more: X".into(), "x-y".into()),
                Block::Background("Old".into(), 5),
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (from, to, line) in [
            ("day: 2", "day: 99", 4),
            ("day: 2", "day 2", 4),
            ("day: 2", "days: 2", 4),
            ("day: 2", "day: 0\nday: 0", 5),
            ("outlet: stu", "outlet: bbb", 2),
            ("time: 07:05", "time: 7", 5),
            ("=== a-b", "=== A B", 1),
            ("Lead.\n", "", 1),
            ("- L: t: u", "- nothing", 15),
            ("| x-y", "x-y", 17),
            ("| 5", "| five", 19),
        ] {
            let e = read("f.md", &GOOD.replacen(from, to, 1)).unwrap_err();
            assert_eq!(e.line, line, "{to}: {e}");
        }
        assert!(read("f.md", &GOOD.replace("day: 2", "day: 0").replace("07:05", "22:00")).is_err());
    }
}

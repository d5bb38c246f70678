//! A story with its dates: what the printers set.

use crate::calendar::Calendar;
use crate::script::{Block, Outlet, Script};
use crate::shelf::{SampleError, scripts};
use jiff::{Timestamp, civil::Date};
use story::{Kind, Lang};

/// A part of a dated story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A paragraph; the first one is the lead.
    Paragraph(String),
    /// A sub-head.
    Subhead(String),
    /// The box: heading, then label and statement each.
    Points(String, Vec<(String, String)>),
    /// The whole line, and the page it leads to (a path on this server).
    ReadMore(String, String),
    /// A line that advertises the newsletter.
    Promo(String),
    /// Related coverage with its date.
    Background(String, Date),
}

/// One version of a story, dated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its name in addresses; a later version has the name of the first.
    pub slug: String,
    /// Who delivers it.
    pub outlet: Outlet,
    /// Its language.
    pub lang: Lang,
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
    /// What its picture shows; where it lies is [`Piece::picture_path`].
    pub picture: Option<String>,
    /// When the story came out.
    pub published: Timestamp,
    /// When this version came out.
    pub updated: Timestamp,
    /// Its version.
    pub version: u32,
    /// Withdrawn by this version.
    pub canceled: bool,
    /// A note to editors.
    pub ednote: Option<String>,
    /// Not to be published before.
    pub embargo: Option<Timestamp>,
    /// Served only once the wire has moved on.
    pub later: bool,
    /// Its text.
    pub parts: Vec<Part>,
}

impl Piece {
    /// Its page on this server: `/courier/dike-breach`.
    pub fn path(&self) -> String {
        format!("/{}/{}", self.outlet.folder(), self.slug)
    }

    /// Its picture on this server: `/pictures/dike-breach.png`.
    pub fn picture_path(&self) -> String {
        format!("/pictures/{}.png", self.slug)
    }
}

/// All stories, dated back from `base`, newest first. None is dated after the
/// base; only an embargo lies ahead of it.
pub fn render(base: Timestamp) -> Result<Vec<Piece>, SampleError> {
    let all = scripts()?;
    let calendar = Calendar::new(base);
    let mut out = all.iter().map(|s| date(s, all, &calendar)).collect::<Result<Vec<_>, _>>()?;
    out.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.slug.cmp(&b.slug)));
    Ok(out)
}

fn date(s: &Script, all: &[Script], calendar: &Calendar) -> Result<Piece, SampleError> {
    let find = |slug: &str| {
        all.iter()
            .find(|o| o.slug == slug)
            .ok_or_else(|| SampleError::Unknown { slug: s.slug.clone(), other: slug.to_owned() })
    };
    let say = |text: &str| {
        calendar
            .resolve(text, &s.lang)
            .map_err(|what| SampleError::Placeholder { slug: s.slug.clone(), what })
    };
    let maybe = |text: &Option<String>| text.as_deref().map(say).transpose();
    let updated = calendar.instant(s.day, s.minute);
    let (slug, published) = match &s.revises {
        Some(first) => {
            let first = find(first)?;
            (first.slug.clone(), calendar.instant(first.day, first.minute))
        }
        None => (s.slug.clone(), updated),
    };
    let mut parts = Vec::new();
    for block in &s.blocks {
        parts.push(match block {
            Block::Paragraph(t) => Part::Paragraph(say(t)?),
            Block::Subhead(t) => Part::Subhead(say(t)?),
            Block::Points(title, items) => {
                let items = items.iter().map(|(l, t)| Ok((say(l)?, say(t)?))).collect::<Result<
                    _,
                    SampleError,
                >>(
                )?;
                Part::Points(say(title)?, items)
            }
            Block::ReadMore(line, slug) => {
                let to = find(slug)?;
                Part::ReadMore(say(line)?, format!("/{}/{}", to.outlet.folder(), to.slug))
            }
            Block::Promo(t) => Part::Promo(say(t)?),
            Block::Background(t, day) => Part::Background(say(t)?, calendar.date(*day)),
            Block::Same(from, to) => {
                let original = find(s.copy_of.as_deref().unwrap_or_default())?;
                let paragraphs: Vec<&String> = original
                    .blocks
                    .iter()
                    .filter_map(|b| if let Block::Paragraph(t) = b { Some(t) } else { None })
                    .collect();
                let taken = paragraphs.get(from - 1..*to).ok_or_else(|| SampleError::Short {
                    slug: s.slug.clone(),
                    original: original.slug.clone(),
                    paragraphs: paragraphs.len(),
                })?;
                for t in taken {
                    parts.push(Part::Paragraph(say(t)?));
                }
                continue;
            }
        });
    }
    Ok(Piece {
        slug,
        outlet: s.outlet,
        lang: s.lang.clone(),
        kind: s.kind,
        kicker: maybe(&s.kicker)?,
        headline: say(&s.headline)?,
        teaser: say(&s.teaser)?,
        byline: maybe(&s.byline)?,
        place: maybe(&s.place)?,
        urgency: s.urgency,
        subjects: s.subjects.clone(),
        credit: maybe(&s.credit)?,
        picture: maybe(&s.picture)?,
        published,
        updated,
        version: s.version,
        canceled: s.canceled,
        ednote: maybe(&s.ednote)?,
        embargo: s.embargo.map(|hours| calendar.ahead(hours)),
        later: s.later,
        parts,
    })
}

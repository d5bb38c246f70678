//! The anatomy of a story: what a news page is made of.
//!
//! The field names are the public format of `nightdesk read`
//! (`docs/formats.md`), so a renamed field breaks other people's programs.

use crate::kind::Kind;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A language tag in its shortest form: `en`, `de`, `es`, `ru`, `pt`; `und`
/// where it is not known (BCP 47, primary subtag, ISO 639).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Lang(String);

impl Lang {
    /// The language of a tag as feeds write it: `en-GB`, `de_AT`, `ES`.
    pub fn of(tag: &str) -> Self {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        let fine =
            matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_alphabetic());
        Self(if fine { primary.to_ascii_lowercase() } else { "und".to_owned() })
    }

    /// Not known.
    pub fn unknown() -> Self {
        Self("und".to_owned())
    }

    /// True where the language is not known.
    pub fn is_unknown(&self) -> bool {
        self.0 == "und"
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `rtl` for scripts that run from right to left, else `ltr`.
    pub fn direction(&self) -> &'static str {
        match self.0.as_str() {
            "ar" | "fa" | "he" | "ur" | "ps" | "yi" | "dv" | "ckb" => "rtl",
            _ => "ltr",
        }
    }
}

impl From<String> for Lang {
    fn from(s: String) -> Self {
        Self::of(&s)
    }
}

impl From<Lang> for String {
    fn from(l: Lang) -> String {
        l.0
    }
}

impl Default for Lang {
    fn default() -> Self {
        Self::unknown()
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One version of a story, taken apart.
///
/// Text is plain (no markup, no control characters). A part that the document
/// does not have is absent or empty; nothing is made up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Story {
    /// The line the story is known by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// The short line above the headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kicker: Option<String>,
    /// The standfirst: what stands between headline and text.
    pub teaser: String,
    /// The first paragraph of the text proper.
    pub lead: String,
    /// The paragraphs after the lead, in order.
    pub body: Vec<String>,
    /// Which of `body` are sub-heads (indexes, rising).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subheads: Vec<usize>,
    /// The box "What we know so far".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
    /// References to other stories inside the text.
    pub read_more: Vec<ReadMore>,
    /// Who wrote and edited it, and the agencies it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<Credit>,
    /// Lines that advertise the newsletter or the house; never shown as text.
    pub promos: Vec<String>,
    /// Related coverage, each with its date.
    pub background: Vec<Background>,
    /// Where it was written, as printed: `WASHINGTON (AP)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dateline: Option<String>,
    /// The language it is written in.
    pub language: Lang,
    /// When this story first came out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Timestamp>,
    /// When this version came out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Timestamp>,
    /// What sort of journalism it is.
    pub kind: Kind,
    /// Sentences that say who claims what, or how sure it is.
    pub attributions: Vec<Attribution>,
    /// The author's line as printed: `By Ann Example`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// The story's page at its publisher (http or https).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Subjects and tags as the source gives them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
    /// The subjects that have a code in a scheme.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Topic>,
    /// The agency's working title, by which desks speak of the story.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slugline: Option<String>,
    /// The genre as the source calls it; `kind` is what we make of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub genre: Option<String>,
    /// Where the story is set or was written, by name, the nearest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// Whose it is, and what may be done with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// Pictures, videos and sounds that belong to it, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// Other items that it names: earlier versions' sources, translations,
    /// background, the members of a package.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

impl Story {
    /// The headline, or the first words of the text where there is none.
    pub fn title(&self) -> String {
        if let Some(h) = self.headline.as_deref().filter(|h| !h.is_empty()) {
            return h.to_owned();
        }
        let text = [self.teaser.as_str(), self.lead.as_str()]
            .into_iter()
            .chain(self.body.iter().map(String::as_str))
            .find(|t| !t.is_empty())
            .unwrap_or_default();
        let mut words: Vec<&str> = text.split_whitespace().take(13).collect();
        if words.len() == 13 {
            words.pop();
            return format!("{} …", words.join(" "));
        }
        words.join(" ")
    }

    /// The text a newsletter shows for the story: its teaser, else its lead,
    /// else its first paragraph. Always the story's own words.
    pub fn summary(&self) -> &str {
        [self.teaser.as_str(), self.lead.as_str()]
            .into_iter()
            .chain(self.body.iter().map(String::as_str))
            .find(|t| !t.is_empty())
            .unwrap_or_default()
    }

    /// When it came out, as far as is known: first publication, else update.
    pub fn when(&self) -> Option<Timestamp> {
        self.published.or(self.updated)
    }

    /// True if that paragraph of `body` is a sub-head.
    pub fn is_subhead(&self, at: usize) -> bool {
        self.subheads.binary_search(&at).is_ok()
    }

    /// Teaser, lead and body as one text, paragraphs apart.
    pub fn full_text(&self) -> String {
        let mut out = String::new();
        for part in [&self.teaser, &self.lead].into_iter().chain(&self.body) {
            if !part.is_empty() {
                if !out.is_empty() {
                    out.push_str("\n\n");
                }
                out.push_str(part);
            }
        }
        out
    }
}

/// A subject by its code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The scheme in its customary short form: `medtop` (IPTC Media Topics),
    /// `subj` (IPTC Subject Codes), else as the source calls it.
    pub scheme: String,
    /// The code, without its scheme: `11000000`.
    pub code: String,
    /// The name the source gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Whose a story is, and what may be done with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rights {
    /// Who holds the copyright.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// The copyright notice as it has to be printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// The terms of use, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<String>,
}

/// A picture, video or sound that belongs to a story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Media {
    /// `picture`, `video`, `audio` or `graphic`.
    pub kind: String,
    /// Where it lies (http or https).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The name its source knows it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it shows, for those who do not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// The words printed with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Who made it, as it has to be printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// In pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// Another item that a story names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    /// What it is to the story, as the source says: `related`, `member`,
    /// `translationOf`, `previousVersion` …
    pub rel: String,
    /// The name its source knows it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it stands (http or https).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// "What we know so far": labelled statements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Points {
    /// The box's heading as printed.
    pub title: String,
    /// The statements in order.
    pub items: Vec<Point>,
}

/// One statement of the box.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The words before the colon; empty where there are none.
    pub label: String,
    /// The statement.
    pub text: String,
}

/// A reference inside the text: `Read more: title`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadMore {
    /// The title that is referred to.
    pub title: String,
    /// Where it leads, if the document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The credit line: `ab/cd (AP, Reuters, AFP)`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Initials before the slash.
    pub authors: Vec<String>,
    /// Initials after the slash.
    pub editors: Vec<String>,
    /// Agencies in the order of the line, in their registered spelling.
    pub agencies: Vec<String>,
    /// The line as printed.
    pub raw: String,
}

/// One piece of related coverage below a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Background {
    /// What it says, without its date.
    pub teaser: String,
    /// The day it came out.
    pub date: Date,
    /// Its headline, where the document has one apart from the teaser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A sentence that carries a claim of somebody, or a hedge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The word or phrase that marks it: `said`, `laut`, `reportedly`.
    pub cue: String,
    /// Who says it, if the sentence names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The hedging word, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hedge: Option<String>,
    /// The whole sentence, as printed.
    pub sentence: String,
}

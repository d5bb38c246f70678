//! The draft of an edition: of the stories that may be used, in the order of
//! the sections' roles, the one that adds most. What a story adds is its worth
//! and what of its words the edition does not have yet, a sum of concave
//! functions and so submodular: the greedy choice is within a constant of the
//! best one (Lin & Bilmes 2011; Fisher, Nemhauser & Wolsey 1978 for limits).
//! One story of an event, never more of a running matter, source, desk or place
//! than the newsletter's rules allow. Slots that nothing fits stay open. What
//! reads like somebody's view, or might be one, comes among the hard news by an
//! editor's hand only.
//!
//! No weight is hidden: each slot says why, and each story left out says why
//! not.

use crate::background::background;
use crate::cutting::{Cutting, in_order};
use crate::events::Judgement;
use crate::kinds::{KindBy, KindPiece, kind};
use crate::limits::Limits;
use crate::novelty::{News, news_since};
use crate::reasons::{Worth, reason};
use crate::sentences::{first_sentence, shortened};
use crate::variety::Variety;
use jiff::{Timestamp, tz::TimeZone};
use std::collections::BTreeMap;
use story::{Kind, Lang, Rules, Section, SectionRole, SlotPart, StoryId, VersionId};

/// About how many characters of a story a slot shows.
const TEXT: usize = 320;
/// Earlier stories shown with a slot, at most.
pub const BACKGROUND: usize = 3;

/// All that a draft rests on.
#[derive(Clone, Debug)]
pub struct DraftInput<'a> {
    /// What the desk makes of the cuttings, by [`crate::judge`] of the same.
    pub judgement: &'a Judgement,
    /// The stories of the last weeks (the older ones make the background).
    pub cuttings: &'a [Cutting<'a>],
    /// The newsletter's sections, in order.
    pub sections: &'a [Section],
    /// The newsletter's language: no other is taken.
    pub language: &'a Lang,
    /// When the edition goes out; embargoes are judged against it.
    pub send_at: Timestamp,
    /// Stories after this wait for the next edition.
    pub until: Timestamp,
    /// Stories before this belong to earlier editions.
    pub since: Timestamp,
    /// The newsletter's time zone.
    pub zone: &'a TimeZone,
    /// The newsletter's rules.
    pub rules: &'a Rules,
    /// Stories that stood in the last editions.
    pub taken: &'a [StoryId],
    /// What stays where it is: (section, story) of slots that editors laid
    /// hands on. They count for every limit and are drafted no more.
    pub kept: &'a [(u8, StoryId)],
    /// Stories that an editor took out of this edition.
    pub refused: &'a [StoryId],
}

/// One drafted slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSlot {
    /// Index into the sections.
    pub section: u8,
    /// The story.
    pub story: StoryId,
    /// The version the words rest on.
    pub version: VersionId,
    /// Its headline.
    pub headline: String,
    /// Its teaser, else its lead, cut at the end of a sentence.
    pub text: String,
    /// Why it stands here.
    pub reason: String,
    /// What came before, of the story and of its running matter; an archive is
    /// asked by whoever has one.
    pub background: Vec<SlotPart>,
}

/// A drafted edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// By section, in the order of their places. Fewer than the sections ask
    /// for where there are too few stories.
    pub slots: Vec<DraftSlot>,
    /// Stories of the window that are not in, by time, with the reason.
    pub left_out: Vec<(StoryId, String)>,
    /// Fewer stories than the rules call an edition.
    pub thin: bool,
}

/// Drafts an edition.
pub fn draft(input: &DraftInput) -> Draft {
    let all = in_order(input.cuttings);
    let mut left: BTreeMap<usize, String> = BTreeMap::new();
    let mut open: Vec<Candidate> = Vec::new();
    for (at, c) in all.iter().enumerate() {
        if input.kept.iter().any(|(_, kept)| *kept == c.story) {
            continue;
        }
        match barred(c, input, &all) {
            Bar::Old => {}
            Bar::No(why) => {
                left.insert(at, why);
            }
            Bar::Free(news) => {
                let worth = Worth::of(c, input.judgement, input.send_at, input.rules);
                open.push(Candidate { at, cutting: c, worth, news });
            }
        }
    }
    // Best first; of equals the newer, then the lower number.
    open.sort_by(|a, b| b.worth.sum().total_cmp(&a.worth.sum()).then(b.at.cmp(&a.at)));

    let mut out = Draft::default();
    let mut limits = Limits::new(input.judgement, input.rules);
    let mut variety = Variety::default();
    // What stands where, and what it is worth: the bar that those left out did
    // not reach.
    let mut placed: Vec<(SectionRole, String, f64)> = Vec::new();
    for (at, story) in input.kept {
        if let Some(c) = all.iter().find(|c| c.story == *story) {
            limits.take(c);
            variety.take(input.judgement.words_of(*story));
            let worth = Worth::of(c, input.judgement, input.send_at, input.rules).sum();
            if let Some(section) = input.sections.get(usize::from(*at)) {
                placed.push((section.role, c.text.title(), worth));
            }
        }
    }
    for role in [SectionRole::Lead, SectionRole::News, SectionRole::Features, SectionRole::Briefs] {
        for (s, section) in input.sections.iter().enumerate().filter(|(_, s)| s.role == role) {
            let Ok(section_index) = u8::try_from(s) else { continue };
            let kept = input.kept.iter().filter(|(s, _)| *s == section_index).count();
            let mut free = usize::from(section.slots).saturating_sub(kept);
            while free > 0 {
                let fitting = open.iter().enumerate().filter(|(_, k)| {
                    fits(k.cutting.text.kind, role) && limits.refuse(k.cutting, &all).is_none()
                });
                // The first of the best: `open` is sorted.
                let mut best: Option<(usize, f64)> = None;
                for (at, k) in fitting {
                    // The rest can't add more than their worth and all their words.
                    if best.is_some_and(|(_, b)| k.worth.sum() + Variety::MOST <= b) {
                        break;
                    }
                    let words = input.judgement.words_of(k.cutting.story);
                    let gain = k.worth.sum() + variety.gain(words);
                    if best.is_none_or(|(_, b)| gain > b) {
                        best = Some((at, gain));
                    }
                }
                let Some((at, _)) = best else { break };
                let k = open.remove(at);
                // Asked of those alone that would be taken: reading takes time.
                if role != SectionRole::Features
                    && let Some(why) = perhaps_a_view(k.cutting)
                {
                    left.insert(k.at, why);
                    continue;
                }
                free -= 1;
                limits.take(k.cutting);
                variety.take(input.judgement.words_of(k.cutting.story));
                placed.push((role, k.cutting.text.title(), k.worth.sum()));
                out.slots.push(slot(&k, section_index, role, input));
            }
        }
    }
    out.slots.sort_by_key(|s| s.section);
    out.thin = out.slots.len() + input.kept.len() < usize::from(input.rules.least);
    for k in &open {
        let kind = k.cutting.text.kind;
        let least =
            placed.iter().filter(|(role, ..)| fits(kind, *role)).min_by(|a, b| a.2.total_cmp(&b.2));
        let why = limits.refuse(k.cutting, &all).unwrap_or_else(|| match least {
            _ if !fits_any(kind, input.sections) => {
                format!("no section takes a text of its kind ({})", kind_of(k.cutting))
            }
            Some((_, title, worth)) => format!(
                "no place left: score {:.1}; the least of those that stand there, “{title}”, has \
                 {worth:.1}",
                k.worth.sum()
            ),
            None => format!("no place left: score {:.1}", k.worth.sum()),
        });
        left.insert(k.at, why);
    }
    out.left_out =
        left.into_iter().filter_map(|(at, why)| Some((all.get(at)?.story, why))).collect();
    out
}

/// A story that may be drafted.
struct Candidate<'c, 'a> {
    /// Its place in the order of all.
    at: usize,
    cutting: &'c Cutting<'a>,
    worth: Worth,
    /// What it has that an earlier edition did not tell.
    news: Option<News>,
}

fn kind_of(c: &Cutting) -> &'static str {
    c.text.kind.as_str()
}

fn fits_any(kind: Kind, sections: &[Section]) -> bool {
    sections.iter().any(|s| s.slots > 0 && fits(kind, s.role))
}

/// Whether a story may be drafted at all.
enum Bar {
    /// It may; with what is new in it where its event was told before.
    Free(Option<News>),
    /// Of an earlier day: not worth a word.
    Old,
    No(String),
}

fn barred(c: &Cutting, input: &DraftInput, all: &[&Cutting]) -> Bar {
    // What is under embargo comes out when the embargo ends.
    let out_at = c.embargo.map_or(c.when, |e| e.max(c.when));
    if out_at < input.since {
        return Bar::Old;
    }
    let no = |why: String| Bar::No(why);
    if c.signal == story::Signal::Withdrawal || c.standing == story::Standing::Withdrawn {
        return no("withdrawn by its source".into());
    }
    if c.is_stopped() {
        return no("on hold at its source".into());
    }
    if c.is_embargoed(input.send_at) {
        return no(match c.embargo {
            Some(until) => format!(
                "embargoed until {}",
                until.to_zoned_datetime(input.zone.clone()).strftime("%-d %b %Y %H:%M")
            ),
            None => "embargoed, and its source does not say until when".into(),
        });
    }
    if out_at > input.until {
        return no(match input.until < input.send_at {
            true => "came out after the cut-off: it waits for the next edition".into(),
            false => "dated after the edition's hour".into(),
        });
    }
    if let Some(of) = input.judgement.original_of(c.story)
        && all.iter().any(|o| o.story == of && o.is_stopped())
    {
        return no(format!("copy of story {of}, which its source has stopped"));
    }
    if &c.language() != input.language {
        return no(format!("not in the newsletter's language ({})", c.language()));
    }
    match c.text.kind {
        Kind::Live => return no("a page that is written on all day".into()),
        Kind::Video => return no("a film, not a text".into()),
        Kind::Release => return no("a text from outside, not journalism".into()),
        _ => {}
    }
    if c.text.title().is_empty() || c.text.summary().is_empty() {
        return no("has no headline or no text to show".into());
    }
    if input.refused.contains(&c.story) {
        return no("an editor took it out of this edition".into());
    }
    if input.taken.contains(&c.story) {
        return no("was in an earlier edition".into());
    }
    let Some(event) = input.judgement.event_of(c.story) else { return Bar::Free(None) };
    let told: Vec<&Cutting> = all
        .iter()
        .filter(|o| event.stories.contains(&o.story) && input.taken.contains(&o.story))
        .copied()
        .collect();
    let Some(first) = event.stories.iter().find(|s| input.taken.contains(s)) else {
        return Bar::Free(None);
    };
    match news_since(c, &told) {
        Some(news) => Bar::Free(Some(news)),
        None => no(format!("same event as story {first}, which was in an earlier edition")),
    }
}

/// Which kinds stand in which section. Reports that find no place among the
/// hard news may still be told in brief.
fn fits(kind: Kind, role: SectionRole) -> bool {
    match role {
        SectionRole::Lead | SectionRole::News => kind == Kind::News,
        SectionRole::Features => {
            matches!(kind, Kind::Feature | Kind::Analysis | Kind::Explainer | Kind::Opinion)
        }
        SectionRole::Briefs => matches!(kind, Kind::Brief | Kind::News),
    }
}

/// Why a story that passes for news may be somebody's view, if so. Its source's
/// word for a report stands; what is too short to tell stays news.
fn perhaps_a_view(c: &Cutting) -> Option<String> {
    let language = c.language();
    let guess = kind(&KindPiece {
        title: &c.text.title(),
        text: &c.text.full_text(),
        language: &language,
        stated: c.text.genre.as_deref().filter(|g| Kind::is_report(g)).map(|_| Kind::News),
        source: Some(c.source_name),
        section: c.text.kicker.as_deref(),
        url: c.text.url.as_deref(),
        dateline: c.text.dateline.is_some(),
    });
    let doubt = guess.unsure && guess.by == KindBy::Style;
    (guess.kind == Kind::Opinion || doubt)
        .then(|| format!("not among the news without a hand: {}", guess.reasons.join("; ")))
}

fn slot(k: &Candidate, section: u8, role: SectionRole, input: &DraftInput) -> DraftSlot {
    let c = k.cutting;
    let brief = role == SectionRole::Briefs;
    let mut why = reason(c, input.judgement, &k.worth, input.send_at, input.zone);
    if let Some(news) = &k.news {
        why = format!("Told before; new in it: {}. {why}", news.words());
    }
    DraftSlot {
        section,
        story: c.story,
        version: c.version,
        headline: c.text.title(),
        text: if brief {
            first_sentence(c.text.summary())
        } else {
            shortened(c.text.summary(), TEXT)
        },
        reason: why,
        background: if brief {
            Vec::new()
        } else {
            background(input.judgement, input.cuttings, c, &[], input.zone, BACKGROUND)
        },
    }
}

//! The draft of an edition, by a first honest rule: what may be used, what is
//! newest and reported by most independent sources, own stories first, one
//! story of an event, two of a running matter. Slots that nothing fits stay
//! open.
//!
//! No weight is hidden: each slot says why, and each story left out says why
//! not.

use crate::background::background;
use crate::cutting::{Cutting, in_order};
use crate::events::Judgement;
use crate::reasons::{Worth, reason};
use crate::sentences::{first_sentence, shortened};
use jiff::{Timestamp, tz::TimeZone};
use std::collections::{BTreeMap, BTreeSet};
use story::{Kind, Lang, Section, SectionRole, SlotPart, StoryId, VersionId};

/// About how many characters of a story a slot shows.
const TEXT: usize = 320;
/// Earlier stories shown with a slot.
const BACKGROUND: usize = 3;
/// Stories of one running matter in one edition.
const PER_MATTER: usize = 2;

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
    /// Stories before this belong to earlier editions.
    pub since: Timestamp,
    /// The newsletter's time zone.
    pub zone: &'a TimeZone,
    /// Stories that stood in the last editions.
    pub taken: &'a [StoryId],
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
    /// What came before.
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
    /// A proposal for the mail's subject: the first slot's headline.
    pub subject: Option<String>,
}

/// Drafts an edition.
pub fn draft(input: &DraftInput) -> Draft {
    let all = in_order(input.cuttings);
    let mut left: BTreeMap<usize, String> = BTreeMap::new();
    let mut open: Vec<(usize, Worth)> = Vec::new();
    for (at, c) in all.iter().enumerate() {
        match barred(c, input, &all) {
            Bar::Old => {}
            Bar::No(why) => {
                left.insert(at, why);
            }
            Bar::Free => open.push((at, Worth::of(c, input.judgement, input.send_at))),
        }
    }
    // Best first; of equals the newer, then the lower number.
    open.sort_by(|(a, wa), (b, wb)| wb.sum().total_cmp(&wa.sum()).then(b.cmp(a)));

    let mut out = Draft::default();
    let mut events: BTreeMap<usize, StoryId> = BTreeMap::new();
    let mut matters: BTreeMap<usize, usize> = BTreeMap::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for role in [SectionRole::Lead, SectionRole::News, SectionRole::Features, SectionRole::Briefs] {
        for (s, section) in input.sections.iter().enumerate().filter(|(_, s)| s.role == role) {
            let Ok(section_index) = u8::try_from(s) else { continue };
            let mut places = usize::from(section.slots);
            for (at, worth) in &open {
                let Some(c) = all.get(*at) else { continue };
                if places == 0 || used.contains(at) || !fits(c.text.kind, role) {
                    continue;
                }
                let event = input.judgement.event_of(c.story).map(|e| e.id);
                if event.is_some_and(|e| events.contains_key(&e)) {
                    continue;
                }
                let matter = event.and_then(|e| input.judgement.matter_index(e));
                if matter.and_then(|m| matters.get(&m)).is_some_and(|n| *n >= PER_MATTER) {
                    continue;
                }
                used.insert(*at);
                places -= 1;
                if let Some(e) = event {
                    events.insert(e, c.story);
                }
                if let Some(m) = matter {
                    *matters.entry(m).or_default() += 1;
                }
                out.slots.push(slot(c, section_index, role, worth, input));
            }
        }
    }
    out.slots.sort_by_key(|s| s.section);
    out.subject = out
        .slots
        .iter()
        .find(|s| {
            input.sections.get(usize::from(s.section)).is_some_and(|x| x.role == SectionRole::Lead)
        })
        .or(out.slots.first())
        .map(|s| s.headline.clone());
    for (at, worth) in &open {
        if let Some(c) = all.get(*at).filter(|_| !used.contains(at)) {
            left.insert(*at, why_not(c, worth, input.judgement, &all, &events, &matters));
        }
    }
    out.left_out =
        left.into_iter().filter_map(|(at, why)| Some((all.get(at)?.story, why))).collect();
    out
}

/// Whether a story may be drafted at all.
enum Bar {
    Free,
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
    if c.when > input.send_at {
        return no("dated after the edition's hour".into());
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
        Kind::Release => return no("a text from outside, not journalism".into()),
        _ => {}
    }
    if c.text.title().is_empty() || c.text.summary().is_empty() {
        return no("has no headline or no text to show".into());
    }
    if input.taken.contains(&c.story) {
        return no("was in an earlier edition".into());
    }
    if let Some(event) = input.judgement.event_of(c.story)
        && let Some(t) = event.stories.iter().find(|s| input.taken.contains(s))
    {
        return no(format!("same event as story {t}, which was in an earlier edition"));
    }
    Bar::Free
}

/// Which kinds stand in which section. Reports that find no place among the
/// hard news may still be told in brief.
fn fits(kind: Kind, role: SectionRole) -> bool {
    match role {
        SectionRole::Lead | SectionRole::News => kind == Kind::News,
        SectionRole::Features => matches!(kind, Kind::Feature | Kind::Analysis | Kind::Opinion),
        SectionRole::Briefs => matches!(kind, Kind::Brief | Kind::News),
    }
}

fn slot(
    c: &Cutting,
    section: u8,
    role: SectionRole,
    worth: &Worth,
    input: &DraftInput,
) -> DraftSlot {
    let brief = role == SectionRole::Briefs;
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
        reason: reason(c, input.judgement, worth, input.send_at, input.zone),
        background: if brief {
            Vec::new()
        } else {
            background(input.judgement, input.cuttings, c.story, input.zone, BACKGROUND)
        },
    }
}

fn why_not(
    c: &Cutting,
    worth: &Worth,
    judgement: &Judgement,
    all: &[&Cutting],
    events: &BTreeMap<usize, StoryId>,
    matters: &BTreeMap<usize, usize>,
) -> String {
    let event = judgement.event_of(c.story).map(|e| e.id);
    if let Some(told) = event.and_then(|e| events.get(&e)) {
        if judgement.original_of(c.story) == Some(*told) {
            return format!("copy of story {told}");
        }
        let title = all.iter().find(|o| o.story == *told).map(|o| o.text.title());
        return format!("same event as “{}”", title.unwrap_or_else(|| told.to_string()));
    }
    let matter = event.and_then(|e| judgement.matter_index(e));
    if matter.and_then(|m| matters.get(&m)).is_some_and(|n| *n >= PER_MATTER) {
        return "third story of a running matter".into();
    }
    format!("no place left: score {:.1}", worth.sum())
}

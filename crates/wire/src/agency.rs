//! What the agencies' formats have in common: codes, status and signal words,
//! embargoes, notes to editors, rights, renditions.
//!
//! Never here: how a format writes them down. Nothing of a note may leave this
//! module but through `Notes::text`, which ends in `story::NonPublic`.

use crate::{anatomy::agencies, keys, read::Trouble, signals, stamps, xml::Broken};
use jiff::Timestamp;
use story::{Media, Received, Rights, Signal, Topic};

/// More subjects, places, links or media than this are noise or an attack.
pub(crate) const MOST: usize = 60;

/// A urn or uri without the version some agencies write behind it.
pub(crate) fn urn(uri: &str) -> String {
    let uri = story::one_line(uri);
    // `urn:newsml:provider:day:id:3N`: RFC 3085, section 2, ends in RevisionId
    // and Update.
    let parts: Vec<&str> = uri.split(':').collect();
    if parts.len() == 6
        && parts[0] == "urn"
        && parts[1] == "newsml"
        && parts[5].len() <= 4
        && parts[5].trim_end_matches(['A', 'U', 'N']).bytes().all(|b| b.is_ascii_digit())
    {
        return parts[..5].join(":");
    }
    uri.chars().take(500).collect()
}

/// The version of a text that is a whole number.
pub(crate) fn version(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

/// The urgency of a text: 1 (highest) to 9.
pub(crate) fn urgency(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|n| (1..=9).contains(n))
}

/// When a story first came out: version 1 when it was made; of later versions
/// the day of the first is not known unless it is said.
pub(crate) fn published(
    first: Option<Timestamp>,
    created: Option<Timestamp>,
    version: Option<u32>,
) -> Option<Timestamp> {
    first.or(if version.unwrap_or(1) <= 1 { created } else { None })
}

/// The last part of a code: `usable` of `stat:usable` and of
/// `http://cv.iptc.org/newscodes/pubstatusg2/usable`.
pub(crate) fn code(qcode: &str) -> String {
    qcode.trim().rsplit([':', '/']).next().unwrap_or_default().to_lowercase()
}

/// A publishing status (IPTC NewsCodes `pubstatusg2` and `stat`, NITF
/// `management-status`, NewsML 1 `Status`): none where it stops nothing.
pub(crate) fn status(word: &str) -> Option<Signal> {
    match code(word).as_str() {
        "canceled" | "cancelled" | "killed" | "kill" | "recalled" | "withdrawn" | "retracted" => {
            Some(Signal::Withdrawal)
        }
        "withheld" | "held" | "hold" => Some(Signal::Hold),
        _ => None,
    }
}

/// A signal word (IPTC NewsCodes `signal`): none for words that say nothing of
/// an error, some `Update` for those that say there is none.
pub(crate) fn signal(word: &str) -> Option<Signal> {
    match code(word).as_str() {
        "correction" | "corrected" | "corrective" | "correct" => Some(Signal::Correction),
        "hold" | "withhold" => Some(Signal::Hold),
        "kill" | "withdrawal" | "cancel" | "withdrawn" => Some(Signal::Withdrawal),
        "update" | "updated" => Some(Signal::Update),
        "repeat" | "repeated" => Some(Signal::Repeat),
        "refile" => Some(Signal::Refile),
        "advisory" => Some(Signal::Advisory),
        _ => None,
    }
}

/// The signal of a version: the stronger of its status, its signal and the
/// words of its notes. Where a signal is given, no word of a note makes a
/// correction of it; but words that stop a story always count.
pub(crate) fn settle(
    status: Option<Signal>,
    given: Option<Signal>,
    notes: &Notes,
) -> Option<Signal> {
    let words = notes.signal.filter(|s| given.is_none() || *s != Signal::Correction);
    [status, given, words].into_iter().flatten().max_by_key(|s| signals::strength(*s))
}

/// Notes to editors, gathered.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    lines: Vec<String>,
    signal: Option<Signal>,
}

impl Notes {
    /// Takes in a note whose words may be a signal.
    pub fn add(&mut self, text: &str) {
        self.hear(signals::of_note(text));
        self.keep(text);
    }

    /// Takes in a note on what has changed or whom to ask: only words that
    /// stop the story count in it. (dpa's notes in the role `correction` stand
    /// as often with plain updates.)
    pub fn file(&mut self, text: &str) {
        self.hear(signals::of_note(text).filter(|s| *s != Signal::Correction));
        self.keep(text);
    }

    fn hear(&mut self, said: Option<Signal>) {
        self.signal =
            [self.signal, said].into_iter().flatten().max_by_key(|s| signals::strength(*s));
    }

    fn keep(&mut self, text: &str) {
        for line in story::plain(text).lines() {
            if self.lines.len() >= 400 {
                return;
            }
            if !line.is_empty() && !self.lines.iter().any(|l| l == line) {
                self.lines.push(line.to_owned());
            }
        }
    }

    /// All of them, one a line.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }
}

/// What a document says of an embargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Embargo {
    /// Nothing.
    None,
    /// It ends then.
    Until(Timestamp),
    /// There is one, and its end can't be read or is left open.
    Open,
}

impl Embargo {
    /// The embargo of a field's text. A field that is there and empty is an
    /// embargo without an end (NewsML-G2, `embargoed`: date-time or null).
    pub fn of(text: Option<&str>) -> Self {
        match text {
            None => Self::None,
            Some(t) => stamps::timestamp(t).map_or(Self::Open, Self::Until),
        }
    }

    /// Its end, if it is known.
    pub fn until(self) -> Option<Timestamp> {
        match self {
            Self::Until(t) => Some(t),
            _ => None,
        }
    }

    /// An embargo whose end nobody can tell holds the story.
    pub fn hold(self) -> Option<Signal> {
        (self == Self::Open).then_some(Signal::Hold)
    }

    /// What to tell of it.
    pub fn trouble(self, place: &str) -> Option<Trouble> {
        (self == Self::Open).then(|| Trouble {
            place: place.to_owned(),
            what: "there is an embargo without an end that can be read: the story is on hold"
                .into(),
            mend: "ask the agency until when; its next version frees the story".into(),
        })
    }
}

/// An item that breaks off is on hold until it comes again: what is missing
/// may be a sentence, or the word that stops it.
pub(crate) fn broken(
    broken: Option<Broken>,
    stories: &mut [Received],
    troubles: &mut Vec<Trouble>,
) {
    let Some(broken) = broken else { return };
    if let Some(last) = stories.last_mut().filter(|s| s.signal != Signal::Withdrawal) {
        last.signal = Signal::Hold;
    }
    troubles.push(Trouble {
        place: broken.place,
        what: broken.what,
        mend: "ask the agency to send it again; the last story before the break is on hold".into(),
    });
}

/// The subject of a code with its scheme: `medtop:20000150`,
/// `http://cv.iptc.org/newscodes/mediatopic/20000150`, or a bare code whose
/// scheme stands beside it.
pub(crate) fn topic(code: &str, scheme: Option<&str>, name: Option<String>) -> Option<Topic> {
    let code = story::one_line(code);
    let (of_code, bare) = if code.contains("://") {
        code.trim_end_matches('/').rsplit_once('/').unwrap_or(("", &code))
    } else {
        code.split_once(':').unwrap_or(("", &code))
    };
    let given = scheme.map(str::trim).filter(|s| !s.is_empty()).unwrap_or(of_code);
    let lower = given.to_lowercase();
    let eight = bare.len() == 8 && bare.bytes().all(|b| b.is_ascii_digit());
    let scheme = if ["medtop", "mediatopic"].iter().any(|w| lower.contains(w)) {
        "medtop"
    } else if ["subj", "subref", "iptc"].iter().any(|w| lower.contains(w)) && eight {
        // IPTC Media Topics begin at 20000000 but for their top terms, which
        // look like Subject Codes.
        if bare.starts_with('2') { "medtop" } else { "subj" }
    } else if given.is_empty() && eight {
        if bare.starts_with("20") { "medtop" } else { "subj" }
    } else if given.is_empty() {
        return None;
    } else {
        given
    };
    (!bare.is_empty()).then(|| Topic {
        scheme: scheme.chars().take(80).collect(),
        code: bare.chars().take(120).collect(),
        name,
    })
}

/// Adds a topic that is not there yet.
pub(crate) fn add_topic(topics: &mut Vec<Topic>, topic: Option<Topic>) {
    if let Some(topic) = topic
        && topics.len() < MOST
        && !topics.iter().any(|t| t.scheme == topic.scheme && t.code == topic.code)
    {
        topics.push(topic);
    }
}

/// Adds a text that is not there yet.
pub(crate) fn add(all: &mut Vec<String>, text: Option<String>) {
    if let Some(text) = text.map(|t| story::one_line(&t)).filter(|t| !t.is_empty())
        && all.len() < MOST
        && !all.contains(&text)
    {
        all.push(text);
    }
}

/// The registered agencies among names, each once.
pub(crate) fn registered<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut out = Vec::new();
    for name in names.into_iter().flat_map(|n| n.split(['/', ','])) {
        let name = name.trim();
        let bare = name.strip_prefix("The ").unwrap_or(name);
        let known = agencies::registered(name).or_else(|| agencies::registered(bare));
        add(&mut out, known.map(str::to_owned));
    }
    out
}

/// A dateline as the story keeps it: without the dash that leads to the text.
pub(crate) fn dateline(text: &str) -> Option<String> {
    let text = story::one_line(text);
    let text = text.trim_end_matches([' ', '-', '–', '—', '_', '.', ':']);
    // A date alone says nothing of a place.
    text.chars().any(char::is_alphabetic).then(|| text.to_owned())
}

/// Rights, or none where all of them are empty.
pub(crate) fn rights(
    holder: Option<String>,
    notice: Option<String>,
    terms: Option<String>,
) -> Option<Rights> {
    let line = |t: Option<String>| t.map(|t| story::one_line(&t)).filter(|t| !t.is_empty());
    let rights = Rights { holder: line(holder), notice: line(notice), terms: line(terms) };
    (rights != Rights::default()).then_some(rights)
}

/// One of the files a picture is offered as.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rendition {
    pub url: Option<String>,
    pub mime: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// The best file for a page: the widest up to 2048 pixels, else the narrowest
/// above, else the first that has an address.
pub(crate) fn best(all: &[Rendition]) -> Option<&Rendition> {
    let fit = |r: &&Rendition| r.width.is_some_and(|w| w <= 2048);
    let with_url = || all.iter().filter(|r| r.url.is_some());
    with_url()
        .filter(fit)
        .max_by_key(|r| r.width)
        .or_else(|| with_url().filter(|r| r.width.is_some()).min_by_key(|r| r.width))
        .or_else(|| with_url().next())
        .or_else(|| all.first())
}

/// A medium with the best of its files.
pub(crate) fn with_best(mut media: Media, all: &[Rendition]) -> Media {
    if let Some(best) = best(all) {
        media.url = best.url.clone();
        media.width = best.width;
        media.height = best.height;
        if media.kind.is_empty() {
            media.kind = media_kind(&best.mime).to_owned();
        }
    }
    if media.kind.is_empty() {
        media.kind = "picture".into();
    }
    media
}

/// `picture`, `video`, `audio` or `graphic` of a class or media type; empty for
/// what is none of them.
pub(crate) fn media_kind(word: &str) -> &'static str {
    let word = word.trim().to_lowercase();
    let word = if word.contains('/') { &word[..] } else { word.rsplit(':').next().unwrap_or("") };
    if ["picture", "image", "photo", "still"].iter().any(|w| word.starts_with(w)) {
        "picture"
    } else if word.starts_with("video") || word == "animated" || word == "film" {
        "video"
    } else if word.starts_with("audio") || word == "sound" {
        "audio"
    } else if word.starts_with("graphic") || word == "animation" {
        "graphic"
    } else {
        ""
    }
}

/// An http(s) address of outside, canonical enough to be kept.
pub(crate) fn url(href: &str) -> Option<String> {
    keys::address(href, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_their_schemes() {
        for (code, scheme, want) in [
            ("medtop:20000150", None, Some(("medtop", "20000150"))),
            (
                "http://cv.iptc.org/newscodes/mediatopic/20000150",
                None,
                Some(("medtop", "20000150")),
            ),
            ("subj:15054000", None, Some(("subj", "15054000"))),
            ("04005000", None, Some(("subj", "04005000"))),
            ("20000150", None, Some(("medtop", "20000150"))),
            ("11006005", Some("IPTC"), Some(("subj", "11006005"))),
            (
                "x1",
                Some("http://cv.agency.example/id/"),
                Some(("http://cv.agency.example/id/", "x1")),
            ),
            ("houseword", None, None),
        ] {
            let topic = topic(code, scheme, None);
            let got = topic.as_ref().map(|t| (t.scheme.as_str(), t.code.as_str()));
            assert_eq!(got, want, "{code}");
        }
    }

    #[test]
    fn an_embargo_is_never_lost() {
        assert_eq!(Embargo::of(None), Embargo::None);
        assert!(Embargo::of(Some("2026-11-03T06:00:00Z")).until().is_some());
        for text in ["", "until tonight"] {
            assert_eq!(Embargo::of(Some(text)).hold(), Some(Signal::Hold), "{text}");
        }
    }

    #[test]
    fn a_signal_given_outweighs_words_but_not_a_kill() {
        let mut notes = Notes::default();
        notes.add("Corrects the number in paragraph 2");
        assert_eq!(settle(None, None, &notes), Some(Signal::Correction));
        assert_eq!(settle(None, Some(Signal::Update), &notes), Some(Signal::Update));
        notes.file("KILL KILL KILL");
        assert_eq!(settle(None, Some(Signal::Update), &notes), Some(Signal::Withdrawal));
    }
}

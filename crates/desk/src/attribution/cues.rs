//! The cue of a sentence that says that somebody said it: a verb, or a phrase
//! such as `according to`; and which of several counts.

use super::phrase::{Range, Sentence};
use super::subject::{auxiliary, can_speak, piece_follows, subject};
use super::tongue::*;
use super::words::Gap;

/// A cue and whose words it marks, as words of the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    pub verb: Option<usize>,
    pub source: Option<Range>,
    /// A subject is left out that the sentence before names (`Añadió que …`).
    pub dropped: bool,
    /// How surely this is the cue of the whole sentence.
    rank: u8,
}

/// A verb that stands at a quotation.
const AT_QUOTE: u8 = 4;
/// `…, the union said.`
const ASIDE: u8 = 3;
/// A verb that says nothing else, `according to`.
const PLAIN: u8 = 2;
const WEAK: u8 = 1;

/// The cue of the whole sentence, if it has one: of equals the first.
pub(super) fn cue(s: &Sentence) -> Option<Cue> {
    let mut best: Option<Cue> = None;
    for at in 0..s.words.len() {
        if s.quoted(at) {
            continue;
        }
        let found = phrase_before(s, at)
            .or_else(|| phrase_behind(s, at))
            .or_else(|| so(s, at))
            .or_else(|| verb(s, at));
        if let Some(found) = found
            && best.is_none_or(|b| found.rank > b.rank)
        {
            best = Some(found);
        }
    }
    best
}

/// `according to X`, `nach Angaben von X`, `según X`.
fn phrase_before(s: &Sentence, at: usize) -> Option<Cue> {
    let first = s.lower(at);
    let cue = |source| Cue { verb: None, source: Some(source), dropped: false, rank: PLAIN };
    for words in s.tongue.before.get(first).into_iter().flatten() {
        let fits = words
            .iter()
            .enumerate()
            .all(|(i, w)| s.lower(at + i) == *w && (i == 0 || s.gap(at + i) == Gap::Blank));
        let mut start = at + words.len();
        if !fits || s.gap(start) != Gap::Blank {
            continue;
        }
        // `según informó la policía`: the verb says it.
        if s.is(start, VERB | HAVE) && !s.is(start, ROLE | UNNAMED) {
            return None;
        }
        if s.is(start, LINK) && !s.is(start, ARTICLE) {
            start += 1;
        }
        if let Some(source) = s.behind(start, s.words.len()) {
            return Some(cue(source));
        }
        // `according to half a dozen people`, `según datos del centro`.
        if first != "nach"
            && let Some(source) = s.noun_behind(start)
        {
            return Some(cue(source));
        }
    }
    // `Ruiz plant nach eigenen Angaben …`
    if first == "nach" && s.lower(at + 1) == "eigenen" && s.is_ending(at + 2) {
        let source = s.opening(at).or_else(|| s.behind(at + 4, s.words.len()));
        return source.map(cue);
    }
    // `Demnach …`: what the sentence before rests on.
    if first == "demnach" && s.tongue.lists.order == Order::VerbSecond {
        return Some(Cue { verb: None, source: None, dropped: true, rank: WEAK });
    }
    // `nach Polizeiangaben`
    let word = s.lower(at);
    let led = at > 0 && s.lower(at - 1) == "nach";
    let whole = s.is_ending(at) && !s.tongue.lists.endings.contains(&word);
    (led && whole && s.capital(at)).then(|| cue((at, at + 1)))
}

/// `Medienberichten zufolge`, `Angaben der Polizei zufolge`.
fn phrase_behind(s: &Sentence, at: usize) -> Option<Cue> {
    if at == 0 || !s.tongue.lists.behind.contains(&s.lower(at)) || s.gap(at) != Gap::Blank {
        return None;
    }
    // Back over nouns with what belongs to them, not over `ist` or `wurde`.
    let mut start = at;
    while start > 0
        && !s.quoted(start - 1)
        && (s.capital(start - 1)
            || !s.is(start - 1, BE | HAVE | VERB | ADVERB | CLAUSE | TOLD | UNSAID))
        && (s.capital(start - 1) || s.is(start - 1, ARTICLE | LINK) || adjective(s, start - 1))
    {
        start -= 1;
        if s.gap(start) != Gap::Blank {
            break;
        }
    }
    // `Angaben der Polizei zufolge` rests on the police.
    if matches!(s.lower(start), "angaben" | "informationen") && start + 1 < at {
        start += 1 + usize::from(s.lower(start + 1) == "von");
    }
    if start >= at {
        return None;
    }
    // `den Angaben zufolge`: of whoever was named before.
    let named = !(start + 2 == at && s.is(start, ARTICLE) && s.is_ending(start + 1));
    let source = named.then_some((start, at));
    Some(Cue { verb: None, source, dropped: !named, rank: PLAIN })
}

fn adjective(s: &Sentence, at: usize) -> bool {
    s.capital(at + 1) && s.lower(at).ends_with("en")
}

/// `„…“, so der Sprecher`.
fn so(s: &Sentence, at: usize) -> Option<Cue> {
    if s.tongue.lists.order != Order::VerbSecond
        || s.lower(at) != "so"
        || at == 0
        || !(s.gap(at) == Gap::Comma || s.quoted(at - 1))
    {
        return None;
    }
    let source = s.behind(at + 1, s.words.len())?;
    let ends = source.1 >= s.words.len()
        || s.gap(source.1) != Gap::Blank
        || s.is(source.1, PREP | ADVERB | TIME);
    let rank = if s.quoted(at - 1) { AT_QUOTE } else { ASIDE };
    ends.then_some(Cue { verb: None, source: Some(source), dropped: false, rank })
}

fn verb(s: &Sentence, at: usize) -> Option<Cue> {
    let w = s.word(at)?;
    let pieces = s.tongue.pieces(&w.lower);
    if !w.is(VERB) && pieces.is_none() || w.capital && at > 0 && s.gap(at) == Gap::Blank {
        return None;
    }
    let split = pieces.is_some_and(|p| piece_follows(s, at, p));
    if w.is(SAYING) {
        return saying(s, at);
    }
    let mut finite = at;
    if w.is(PARTICIPLE) && !split {
        match auxiliary(s, at) {
            Some(aux) => finite = aux,
            None if w.is(SAYS | CLAIMS) => {}
            None => return None,
        }
    }
    if !w.is(SAYS | CLAIMS | PARTICIPLE) && !split {
        return None;
    }
    if let Some(led) = (at > 0 && s.gap(at) == Gap::Blank).then(|| lead(s, at)).flatten() {
        if s.is(led, BE) && !w.is(SAYS) {
            return impersonal(s, at);
        }
        // `the school's claim`
        let owned = s.lower(led).ends_with("'s") || s.lower(led).ends_with("’s");
        if owned && w.is(BARE | CLAIMS) && !w.is(SAYS) {
            return None;
        }
        if s.is(led, BE | UNSAID) || s.is(led, ARTICLE) && !w.is(SAYS) && !s.is(led, PRONOUN) {
            return None;
        }
    }
    // `se han confirmado 40 casos`
    if finite > 0 && s.lower(finite - 1) == "se" && !w.is(SAYS) {
        return None;
    }
    // `the only agency reported to have noticed`
    if s.lower(at + 1) == "to" && !w.is(SAYS) {
        return None;
    }
    let source = subject(s, finite, at);
    // `I say`: the writer is no source of the story.
    let nobody = |at| s.is(at, WRITER) || matches!(s.lower(at), "es" | "man");
    if source.is_some_and(|(start, end)| end == start + 1 && nobody(start)) {
        return None;
    }
    // `as if the mayor believed it`
    let unreal = source.is_some_and(|(start, _)| start > 0 && s.lower(start - 1) == "if");
    if unreal && !w.is(SAYS) {
        return None;
    }
    let sure = split || finite != at || w.is(SAYS) && pieces.is_none();
    let near = rank(s, at, source, sure);
    let speaks = source.is_some_and(|r| can_speak(s, r));
    // `three people reported missing`, `the plan announced on Friday`
    let participle = s.is(at + 1, PREP)
        && s.gap(at + 1) == Gap::Blank
        && s.past_asides(at + 1, s.words.len()) == at + 1
        || matches!(s.lower(at + 1), "missing" | "dead" | "killed" | "injured" | "by" | "of");
    let rank = match near {
        Some(rank) => rank,
        None if sure => PLAIN,
        None if w.is(ASSERTS) && speaks && !participle => WEAK,
        None => return None,
    };
    if source.is_none() && !sure {
        return None;
    }
    let dropped = source.is_none()
        && (s.tongue.lists.order == Order::Free || matches!(s.lower(at), "hieß" | "heißt"));
    Some(Cue { verb: Some(at), source, dropped, rank })
}

/// The word before a verb that is no `also` or `has`.
fn lead(s: &Sentence, verb: usize) -> Option<usize> {
    (0..verb).rev().take(3).find(|i| !s.is(*i, ADVERB | HAVE) || s.is(*i, UNSAID))
}

/// `It was reported that`: somebody says it, nobody says who.
fn impersonal(s: &Sentence, at: usize) -> Option<Cue> {
    let it = at >= 2 && matches!(s.lower(at - 2), "it") && s.is(at + 1, THAT);
    it.then_some(Cue { verb: Some(at), source: None, dropped: false, rank: WEAK })
}

/// `, saying that …`; `quoted Ruiz as saying`.
fn saying(s: &Sentence, at: usize) -> Option<Cue> {
    let cue = |source, rank| Some(Cue { verb: Some(at), source, dropped: false, rank });
    if at > 0 && s.lower(at - 1) == "as" {
        let quoted = (0..at).rev().find(|i| s.lower(*i) == "quoted")?;
        let source = match s.behind(quoted + 1, at - 1) {
            Some(named) => Some(named),
            None => s.before(quoted.checked_sub(1)?),
        };
        return cue(source, PLAIN);
    }
    let speech = s.quoted(at + 1) || (at > 0 && s.quoted(at - 1));
    let aside = at > 0 && s.gap(at) == Gap::Comma;
    if !aside && !speech {
        return None;
    }
    let rank = match (speech, s.is(at + 1, THAT)) {
        (true, _) => ASIDE,
        (false, true) => PLAIN,
        _ => WEAK,
    };
    s.opening(at).and_then(|source| cue(Some(source), rank))
}

/// How near a verb is to what is said, if it is.
fn rank(s: &Sentence, at: usize, source: Option<Range>, sure: bool) -> Option<u8> {
    let all = s.words.len();
    let (first, last) = source.map_or((at, at), |(a, b)| (a.min(at), at.max(b.saturating_sub(1))));
    if first > 0 && s.quoted(first - 1) && (s.gap(first) != Gap::Wall || !s.is(first, ROLE)) {
        return Some(AT_QUOTE);
    }
    let mut next = at + 1;
    while next < all && next < at + 12 && !s.quoted(next) {
        if s.is(next, THAT)
            && (s.gap(next) == Gap::Blank || s.tongue.lists.order == Order::VerbSecond)
        {
            return Some(if sure { PLAIN } else { WEAK });
        }
        if s.is(next, CLAUSE) || s.gap(next) == Gap::Wall && !s.word(next).is_some_and(|w| w.colon)
        {
            break;
        }
        next += 1;
    }
    if s.quoted(next) && (s.word(next).is_some_and(|w| w.colon) || next <= at + 8) {
        return Some(AT_QUOTE);
    }
    if s.word(last + 1).is_some_and(|w| w.colon) {
        return Some(PLAIN);
    }
    let over = s.past_asides(last + 1, all);
    let ends = over >= all || s.gap(over) != Gap::Blank;
    let aside = first > 0 && s.gap(first) == Gap::Comma && source.is_some();
    if aside && ends {
        return Some(ASIDE);
    }
    // `wie die Polizei mitteilte`
    let led = first > 0 && s.is(first - 1, CLAUSE) && s.tongue.lists.order != Order::SubjectFirst;
    (led && ends && source.is_some()).then_some(if sure { PLAIN } else { WEAK })
}

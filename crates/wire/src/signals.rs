//! What a version says of itself in words: corrections, holds, withdrawals.
//!
//! Feeds have no field for it and ninjs has only an editor's note, so the
//! words are all there is. Only the customary words at the very start of a
//! title or first line count, and in an editor's note only the words for an
//! error mended: a note that "adds a reaction" is an update.

use crate::anatomy::cues_pattern as pattern;
use regex::Regex;
use std::sync::LazyLock;
use story::Signal;

static WITHDRAWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?i:story withdrawn|withdrawn|retracted|retraction|zurückgezogen|retirad[oa]|retractad[oa]|отозвано|аннулировано)\s*(?:[:–—|-]|$)|(?:KILL KILL KILL|KILL|STORY KILLED|ELIMINAR|АННУЛИРОВАНИЕ|WITHDRAWN|STORY WITHDRAWN|MANDATORY KILL)\b|\*\*\* ?ELIMINAR)",
    )
});
static HELD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:HOLD HOLD HOLD|HOLD:|HOLD –|ACHTUNG: HOLD|STORY HELD)"));
static CORRECTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?i:corrections?|corrected|berichtigung|berichtigt|korrektur|richtigstellung|korrigiert|corrección|correccion|corregid[oa]|fe de erratas|rectificación|исправление|исправлено|уточнение)(?:\s*\([^)]{1,40}\))?\s*[:–—|-]|(?:CORRECTION|CORRECTED|CORRECTS|BERICHTIGUNG|KORREKTUR|CORRECCIÓN|ИСПРАВЛЕНИЕ)\b|\((?i:correction|corrected|berichtigung|berichtigt|korrektur|korrigiert|corrección|corregido|исправлено)\b)",
    )
});
/// A word to desks, sent like a story.
static ADVISORY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:(?:EDITORS?|MEDIA|NEWS|DESK|COVERAGE) )?ADVISORY\b|ATTENTION EDITORS\b|Achtung (?:Redaktionen|Kunden)\b|ACHTUNG REDAKTIONEN\b|Redaktioneller Hinweis\s*:|AVISO A (?:LOS|LAS) (?:EDITORES|REDACCIONES)\b|ATENCIÓN (?:REDACCIONES|EDITORES)\b)",
    )
});
static REFILED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^REFILE(?:\s*[-:–—]|\b)"));
static REPEATED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:RPT|REPEAT|WIEDERHOLUNG|REPETICIÓN|ПОВТОР)(?:\s*[-:–—]|\b)"));
static NOTE_CORRECTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:corrects|corrected|correcting|correction|corrections|berichtigt|berichtigung|berichtigte|korrigiert|korrektur|richtig muss es heißen|richtigstellung|corrige|corregid[oa]|corrección|rectifica|rectificación|исправлен\p{L}*|исправляет|corrigé|correctif)\b",
    )
});
static NOTE_NO_CORRECTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:no|keine?|sin|without|не требует|нет) (?:correction|corrections|korrektur|berichtigung|corrección|correcciones|исправлен\p{L}*)",
    )
});
static NOTE_KILL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\bKILL\b|\bWITHDRAWN\b|\bELIMINAR\b|АННУЛИРОВАНИЕ|(?i:\bthis (?:story|item|report) (?:has been|is|was) (?:withdrawn|killed|retracted)\b|\b(?:diese meldung|der bericht) (?:wird|wurde|ist) zurückgezogen\b|\b(?:esta nota|esta información) (?:ha sido|fue|queda) (?:retirada|anulada)\b|\bplease do not use\b|\bnicht (?:mehr )?verwenden\b))",
    )
});
static NOTE_HOLD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bHOLD\b"));

/// The signal of a title or first line.
pub fn of_title(title: &str) -> Option<Signal> {
    let title = title.trim();
    if WITHDRAWN.is_match(title) {
        Some(Signal::Withdrawal)
    } else if HELD.is_match(title) {
        Some(Signal::Hold)
    } else if CORRECTED.is_match(title) {
        Some(Signal::Correction)
    } else if ADVISORY.is_match(title) {
        Some(Signal::Advisory)
    } else if REFILED.is_match(title) {
        Some(Signal::Refile)
    } else if REPEATED.is_match(title) {
        Some(Signal::Repeat)
    } else {
        None
    }
}

/// The signal of an editor's note.
pub fn of_note(note: &str) -> Option<Signal> {
    if NOTE_KILL.is_match(note) {
        Some(Signal::Withdrawal)
    } else if NOTE_HOLD.is_match(note) {
        Some(Signal::Hold)
    } else if NOTE_CORRECTION.is_match(note) && !NOTE_NO_CORRECTION.is_match(note) {
        Some(Signal::Correction)
    } else {
        None
    }
}

/// The stronger of what title and first lines say.
pub fn of_story(story: &story::Story) -> Signal {
    let first = [story.teaser.as_str(), story.lead.as_str()];
    story
        .headline
        .as_deref()
        .into_iter()
        .chain(story.kicker.as_deref())
        .chain(first)
        .filter_map(of_title)
        .max_by_key(|s| strength(*s))
        .unwrap_or_default()
}

/// How much a signal outweighs another.
pub fn strength(signal: Signal) -> u8 {
    match signal {
        Signal::Update => 0,
        Signal::Repeat => 1,
        Signal::Refile => 2,
        Signal::Advisory => 3,
        Signal::Correction => 4,
        Signal::Hold => 5,
        Signal::Withdrawal => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_count_and_words_that_do_not() {
        for (title, signal) in [
            ("CORRECTION: Two, not three, ships sank", Some(Signal::Correction)),
            ("Correction: Two ships sank", Some(Signal::Correction)),
            ("Berichtigung: Zwei Schiffe", Some(Signal::Correction)),
            ("Corrección: Dos barcos", Some(Signal::Correction)),
            ("(Berichtigung: Zahl im 2. Absatz) Zwei Schiffe", Some(Signal::Correction)),
            ("WITHDRAWN: Two ships sank", Some(Signal::Withdrawal)),
            ("KILL KILL KILL", Some(Signal::Withdrawal)),
            ("Zurückgezogen: Zwei Schiffe", Some(Signal::Withdrawal)),
            ("Retirado: Dos barcos", Some(Signal::Withdrawal)),
            ("HOLD HOLD HOLD", Some(Signal::Hold)),
            ("REFILE-Two ships sank", Some(Signal::Refile)),
            ("RPT-Two ships sank", Some(Signal::Repeat)),
            ("ADVISORY: No further story today", Some(Signal::Advisory)),
            ("Achtung Redaktionen: Termine", Some(Signal::Advisory)),
            ("Advisory council meets", None),
            ("Repeat offenders go free", None),
            ("Corrections officers go on strike", None),
            ("Correction in the stock market deepens", None),
            ("Withdrawn troops return home", None),
            ("Kill switch for ships", None),
            ("Retirado el monumento", None),
        ] {
            assert_eq!(of_title(title), signal, "{title}");
        }
        assert_eq!(of_note("Corrects number of dead in 2nd paragraph"), Some(Signal::Correction));
        assert_eq!(of_note("Adds reaction in paragraph 3"), None);
        assert_eq!(of_note("Please do not use this story."), Some(Signal::Withdrawal));
    }
}

//! The words by which three languages name days. Lists only.

use story::Lang;

/// What one language calls its days.
pub(super) struct Words {
    /// January to December; full names first, then short forms.
    pub months: [&'static [&'static str]; 12],
    /// Monday to Sunday.
    pub weekdays: [&'static [&'static str]; 7],
    /// Month and weekday names are written with a capital.
    pub capital: bool,
    /// Words that are a day by themselves, and how far from today it is.
    pub days: &'static [(&'static str, i64)],
    /// One, before a word for days: an article elsewhere.
    pub one: &'static [&'static str],
    /// `days` in `three days ago`.
    pub day_words: &'static [&'static str],
    /// What stands before the number: `vor`, `hace`.
    pub ago_before: &'static [&'static str],
    /// What stands behind the word for days: `ago`, `atrás`.
    pub ago_behind: &'static [&'static str],
    /// `last` before or behind a weekday.
    pub last: &'static [&'static str],
    /// `next` before or behind a weekday.
    pub next: &'static [&'static str],
    /// Words before a weekday that make it a habit or a name: `every Friday`.
    pub every: &'static [&'static str],
    /// What may stand between a day's number and the month: `of`, `de`.
    pub of: &'static [&'static str],
    /// What stands before a month that is meant as a date: `in May`.
    pub month_lead: &'static [&'static str],
    /// Words that put a clause in the future.
    pub future: &'static [&'static str],
    /// Endings that do.
    pub future_endings: &'static [&'static str],
    /// Words in a row that do.
    pub future_pairs: &'static [&'static str],
    /// What begins another clause: `and`.
    pub and: &'static [&'static str],
    /// What behind a day or, with a word of [`Words::of_a_day`], before it makes
    /// it one that everybody remembers: `the September 11 attacks`.
    pub remembered: &'static [&'static str],
    /// `attacks of September 11`.
    pub of_a_day: &'static [&'static str],
    /// What behind a weekday puts it in the week before: `vergangener Woche`.
    pub week_before: &'static [&'static str],
}

impl Words {
    /// The words of a language; English ones where it is not known, none that
    /// match where we have none.
    pub(super) fn of(language: &Lang) -> &'static Self {
        match language.as_str() {
            "en" | "und" => &EN,
            "de" => &DE,
            "es" => &ES,
            _ => &NONE,
        }
    }
}

const NONE: Words = Words {
    months: [&[]; 12],
    weekdays: [&[]; 7],
    capital: false,
    days: &[],
    one: &[],
    day_words: &[],
    ago_before: &[],
    ago_behind: &[],
    last: &[],
    next: &[],
    every: &[],
    of: &[],
    month_lead: &[],
    future: &[],
    future_endings: &[],
    future_pairs: &[],
    and: &[],
    remembered: &[],
    of_a_day: &[],
    week_before: &[],
};

const EN: Words = Words {
    months: [
        &["january", "jan"],
        &["february", "feb"],
        &["march", "mar"],
        &["april", "apr"],
        &["may"],
        &["june", "jun"],
        &["july", "jul"],
        &["august", "aug"],
        &["september", "sept", "sep"],
        &["october", "oct"],
        &["november", "nov"],
        &["december", "dec"],
    ],
    weekdays: [
        &["monday"],
        &["tuesday"],
        &["wednesday"],
        &["thursday"],
        &["friday"],
        &["saturday"],
        &["sunday"],
    ],
    capital: true,
    days: &[
        ("today", 0),
        ("tonight", 0),
        ("yesterday", -1),
        ("tomorrow", 1),
        ("this morning", 0),
        ("this afternoon", 0),
        ("this evening", 0),
        ("last night", -1),
        ("the day before yesterday", -2),
        ("the day after tomorrow", 2),
    ],
    one: &["a", "one"],
    day_words: &["day", "days"],
    ago_before: &[],
    ago_behind: &["ago"],
    last: &["last", "past"],
    next: &["next", "coming"],
    every: &[
        "every",
        "each",
        "most",
        "black",
        "good",
        "ash",
        "super",
        "palm",
        "easter",
        "bloody",
        "a",
        "any",
        "sheffield",
    ],
    of: &["of"],
    month_lead: &["in", "since", "last", "early", "late", "mid", "until", "from", "during"],
    future: &["will", "shall", "ll", "due", "scheduled", "plans", "planned", "expects", "would"],
    future_endings: &[],
    future_pairs: &["is to", "are to", "going to", "set to"],
    and: &["and", "but", "while"],
    remembered: &[
        "attack",
        "attacks",
        "bombing",
        "bombings",
        "terrorist",
        "terror",
        "hijackers",
        "hijackings",
    ],
    of_a_day: &["of"],
    week_before: &["of last week", "last week"],
};

const DE: Words = Words {
    months: [
        &["januar", "jänner", "jan"],
        &["februar", "feber", "feb"],
        &["märz", "maerz", "mrz"],
        &["april", "apr"],
        &["mai"],
        &["juni"],
        &["juli"],
        &["august", "aug"],
        &["september", "sept", "sep"],
        &["oktober", "okt"],
        &["november", "nov"],
        &["dezember", "dez"],
    ],
    weekdays: [
        &[
            "montag",
            "montagmorgen",
            "montagabend",
            "montagnachmittag",
            "montagvormittag",
            "montagmittag",
            "montagnacht",
        ],
        &[
            "dienstag",
            "dienstagmorgen",
            "dienstagabend",
            "dienstagnachmittag",
            "dienstagvormittag",
            "dienstagmittag",
            "dienstagnacht",
        ],
        &[
            "mittwoch",
            "mittwochmorgen",
            "mittwochabend",
            "mittwochnachmittag",
            "mittwochvormittag",
            "mittwochmittag",
            "mittwochnacht",
        ],
        &[
            "donnerstag",
            "donnerstagmorgen",
            "donnerstagabend",
            "donnerstagnachmittag",
            "donnerstagvormittag",
            "donnerstagmittag",
            "donnerstagnacht",
        ],
        &[
            "freitag",
            "freitagmorgen",
            "freitagabend",
            "freitagnachmittag",
            "freitagvormittag",
            "freitagmittag",
            "freitagnacht",
        ],
        &[
            "samstag",
            "sonnabend",
            "samstagmorgen",
            "samstagabend",
            "samstagnachmittag",
            "samstagvormittag",
            "samstagmittag",
            "samstagnacht",
        ],
        &[
            "sonntag",
            "sonntagmorgen",
            "sonntagabend",
            "sonntagnachmittag",
            "sonntagvormittag",
            "sonntagmittag",
            "sonntagnacht",
        ],
    ],
    capital: true,
    days: &[("heute", 0), ("gestern", -1), ("vorgestern", -2), ("übermorgen", 2), ("morgen", 1)],
    one: &["einem"],
    day_words: &["tag", "tagen"],
    ago_before: &["vor"],
    ago_behind: &[],
    last: &["letzten", "vergangenen", "letzter", "vorigen"],
    next: &["nächsten", "kommenden", "nächster", "kommender"],
    every: &["jeden", "jedem", "jeder", "schwarzer", "schwarzen", "stiller", "grüner"],
    of: &[],
    month_lead: &["im", "seit", "ende", "anfang", "mitte"],
    future: &["wird", "werden", "soll", "sollen", "will", "wollen", "plant", "planen", "geplant"],
    future_endings: &[],
    future_pairs: &[],
    and: &["und", "aber", "während"],
    remembered: &["anschlag", "anschläge", "anschlägen", "terroranschläge", "terroranschlägen"],
    of_a_day: &["vom", "des"],
    week_before: &["vergangener woche", "letzter woche", "voriger woche", "der vergangenen woche"],
};

const ES: Words = Words {
    months: [
        &["enero"],
        &["febrero"],
        &["marzo"],
        &["abril"],
        &["mayo"],
        &["junio"],
        &["julio"],
        &["agosto"],
        &["septiembre", "setiembre"],
        &["octubre"],
        &["noviembre"],
        &["diciembre"],
    ],
    weekdays: [
        &["lunes"],
        &["martes"],
        &["miércoles"],
        &["jueves"],
        &["viernes"],
        &["sábado"],
        &["domingo"],
    ],
    capital: false,
    days: &[
        ("hoy", 0),
        ("ayer", -1),
        ("anoche", -1),
        ("anteayer", -2),
        ("antier", -2),
        ("esta mañana", 0),
        ("esta tarde", 0),
        ("esta noche", 0),
        ("pasado mañana", 2),
        ("mañana", 1),
    ],
    one: &["un"],
    day_words: &["día", "días"],
    ago_before: &["hace"],
    ago_behind: &["atrás"],
    last: &["pasado", "último"],
    next: &["próximo", "siguiente"],
    every: &["los", "cada", "todos"],
    of: &["de", "del"],
    month_lead: &["en", "desde", "de", "hasta"],
    future: &["va", "van", "prevé", "prevén", "previsto", "prevista"],
    future_endings: &["ará", "erá", "irá", "arán", "erán", "irán", "drá", "drán"],
    future_pairs: &[],
    and: &["y", "pero", "mientras"],
    remembered: &["atentado", "atentados", "ataques"],
    of_a_day: &["del"],
    week_before: &["de la semana pasada"],
};

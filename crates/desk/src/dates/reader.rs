//! The reading of dates: words with their places, tried pattern by pattern at
//! each word, the longest first.

use super::words::Words;
use super::{Dated, Grain};
use crate::numbers::number;
use crate::span::Span;
use jiff::ToSpan;
use jiff::civil::Date;
use story::Lang;

/// How far ahead a day without a year may lie before it is last year's, in
/// days, where nothing speaks of the future.
const AHEAD: i32 = 60;

/// A run of letters or of digits.
struct Word<'t> {
    span: Span,
    text: &'t str,
    lower: String,
    number: Option<u32>,
}

pub(super) struct Reader<'t> {
    text: &'t str,
    language: &'t Lang,
    words: Vec<Word<'t>>,
    pub(super) names: &'static Words,
    published: Date,
}

/// Days ago that are counted; more is said of ages and terms.
const MOST_AGO: f64 = 60.0;

/// Days that texts name without their year, for what happened on them: month,
/// day, year.
const REMEMBERED: &[(u32, u32, u32)] = &[(9, 11, 2001), (3, 11, 2004), (7, 7, 2005)];

/// A reading: how many words it takes, and what they mean.
type Read = (usize, Date, Grain);

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, language: &'t Lang, published: Date) -> Self {
        Self { text, language, words: split(text), names: Words::of(language), published }
    }

    pub(super) fn read(&self) -> Vec<Dated> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let found = self
                .numeric(at)
                .or_else(|| self.day_first(at))
                .or_else(|| self.month_first(at))
                .or_else(|| self.led_weekday(at))
                .or_else(|| self.weekday(at))
                .or_else(|| self.ago(at))
                .or_else(|| self.day_word(at));
            let Some((taken, day, grain)) = found else {
                at += 1;
                continue;
            };
            if let (Some(first), Some(last)) = (self.words.get(at), self.words.get(at + taken - 1))
            {
                let span = Span::new(first.span.start, last.span.end);
                out.push(Dated { span, day, grain });
            }
            at += taken;
        }
        out
    }

    fn word(&self, at: usize) -> Option<&Word<'t>> {
        self.words.get(at)
    }

    pub(super) fn lower(&self, at: usize) -> &str {
        self.word(at).map_or("", |w| &w.lower)
    }

    fn number(&self, at: usize) -> Option<u32> {
        self.word(at)?.number
    }

    /// What stands between a word and the next.
    pub(super) fn gap(&self, at: usize) -> &str {
        let end = |at: usize| self.word(at).map(|w| w.span.end);
        let (Some(from), Some(to)) = (end(at), self.word(at + 1).map(|w| w.span.start)) else {
            return "\n";
        };
        self.text.get(from..to).unwrap_or("\n")
    }

    /// True if only blanks, and a comma or full stop if allowed, part a word
    /// from the next.
    fn close(&self, at: usize, allowed: &str) -> bool {
        self.gap(at).chars().all(|c| c == ' ' || c == '\u{a0}' || allowed.contains(c))
    }

    /// `2026-05-03`, `3.5.2026`, `03/05/2026`.
    fn numeric(&self, at: usize) -> Option<Read> {
        let (a, b) = (self.number(at)?, self.number(at + 1)?);
        let (first, second) = (self.gap(at), self.gap(at + 1));
        // `2026-05-03T10:00Z`: the hour hangs on the day.
        let third = || {
            let w = self.word(at + 2)?;
            w.number.or_else(|| w.text.split_once('T').and_then(|(d, _)| d.parse().ok()))
        };
        match (first, second) {
            ("-", "-") if a >= 1000 => Some((3, day(a, b, third()?)?, Grain::Day)),
            ("." | ". ", "." | ". ")
                if third().is_some_and(|y| y >= 1000 || (10..=99).contains(&y)) =>
            {
                let y = third()?;
                let y = if y < 70 {
                    2000 + y
                } else if y < 100 {
                    1900 + y
                } else {
                    y
                };
                Some((3, day(y, b, a)?, Grain::Day))
            }
            // `am 3.5. in Hafen`: only German leaves the year out like this.
            ("." | ". ", gap) if gap.starts_with('.') && self.is_german() && self.led_by_am(at) => {
                Some((2, self.nearest(b, a, at)?, Grain::Day))
            }
            ("/", "/") => {
                let y = third().filter(|y| *y >= 1000)?;
                let day_first = !self.names.capital || self.is_german();
                match (a > 12, b > 12) {
                    (true, false) => Some((3, day(y, b, a)?, Grain::Day)),
                    (false, true) => Some((3, day(y, a, b)?, Grain::Day)),
                    _ if day_first || a == b => Some((3, day(y, b, a)?, Grain::Day)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn is_german(&self) -> bool {
        self.names.ago_before.contains(&"vor")
    }

    fn led_by_am(&self, at: usize) -> bool {
        at > 0 && matches!(self.lower(at - 1), "am" | "zum" | "vom" | "dem" | "den" | "bis")
    }

    /// `3 May 2026`, `3rd of May`, `3. Mai`, `3 de mayo de 2026`.
    fn day_first(&self, at: usize) -> Option<Read> {
        let d = self.ordinal(at)?;
        let mut next = at + 1;
        if !self.close(at, ".º") {
            return None;
        }
        if self.names.of.contains(&self.lower(next)) && self.close(next, "") {
            next += 1;
        }
        let m = self.month(next)?;
        let (taken, year) = self.year_behind(next);
        match year {
            Some(y) => Some((next + 1 + taken - at, day(y, m, d)?, Grain::Day)),
            None => {
                let day = self.remembered(m, d, at, next).or_else(|| self.nearest(m, d, at))?;
                Some((next + 1 - at, day, Grain::Day))
            }
        }
    }

    /// `May 3, 2026`, `May 3`, `May 2026`, `in May`.
    fn month_first(&self, at: usize) -> Option<Read> {
        let m = self.month(at)?;
        if !self.is_german()
            && self.names.capital
            && self.close(at, ".")
            && let Some(d) = self.ordinal(at + 1)
            && d <= 31
            && !self.is_counted(at + 1)
        {
            let (taken, year) = self.year_behind(at + 1);
            return match year {
                Some(y) => Some((2 + taken, day(y, m, d)?, Grain::Day)),
                None => {
                    let day =
                        self.remembered(m, d, at, at + 1).or_else(|| self.nearest(m, d, at))?;
                    Some((2, day, Grain::Day))
                }
            };
        }
        if let (taken, Some(y)) = self.year_behind(at) {
            return Some((1 + taken, day(y, m, 1)?, Grain::Month));
        }
        let led = at > 0 && self.names.month_lead.contains(&self.lower(at - 1));
        if led && self.close(at - 1, "-") {
            return Some((1, self.nearest(m, 1, at)?, Grain::Month));
        }
        None
    }

    /// `last Tuesday`, `am kommenden Freitag`, `el próximo martes`.
    fn led_weekday(&self, at: usize) -> Option<Read> {
        let w = self.lower(at);
        let leads = self.names.last.contains(&w) || self.names.next.contains(&w);
        if !leads || !self.close(at, "") {
            return None;
        }
        self.weekday(at + 1).map(|(taken, day, grain)| (taken + 1, day, grain))
    }

    /// True if words stand in a row from a word on.
    pub(super) fn row(&self, at: usize, phrase: &str) -> bool {
        phrase
            .split(' ')
            .enumerate()
            .all(|(n, part)| self.lower(at + n) == part && (n == 0 || self.close(at + n - 1, "")))
    }

    /// `on Tuesday`, `martes pasado`, with or without the full date behind it.
    fn weekday(&self, at: usize) -> Option<Read> {
        let w = self.word(at)?;
        if self.names.capital && !w.text.starts_with(char::is_uppercase) {
            return None;
        }
        let named = self.names.weekdays.iter().position(|n| n.contains(&w.lower.as_str()))?;
        // `Tuesday 4 January 2005`: one day, named twice.
        if self.close(at, ",") {
            let skip = usize::from(matches!(self.lower(at + 1), "dem" | "den"));
            if let Some((taken, day, Grain::Day)) = self
                .numeric(at + 1 + skip)
                .or_else(|| self.day_first(at + 1 + skip))
                .or_else(|| self.month_first(at + 1 + skip))
            {
                return Some((1 + skip + taken, day, Grain::Day));
            }
        }
        let before = |n: usize| if at >= n { self.lower(at - n) } else { "" };
        if self.names.every.contains(&before(1)) {
            return None;
        }
        // In Spanish `martes` is also the plural, and `miércoles` begins Lent.
        let behind = if self.close(at, "") { self.lower(at + 1) } else { "" };
        if behind == "santo" || before(1) == "todos" {
            return None;
        }
        // `the Sunday Times` is a paper; `the last Friday of May` some other day.
        let name = self.names.capital && !self.is_german() && before(1) == "the";
        if name
            && self.word(at + 1).is_some_and(|w| w.text.starts_with(char::is_uppercase))
            && !behind.is_empty()
        {
            return None;
        }
        let today = i32::from(self.published.weekday().to_monday_zero_offset());
        let back = (today - i32::try_from(named).ok()?).rem_euclid(7);
        let past = |days: i32| self.published.checked_sub(days.days()).ok();
        let ahead = |days: i32| self.published.checked_add(days.days()).ok();
        if let Some(phrase) = self.names.week_before.iter().find(|p| self.row(at + 1, p))
            && self.close(at, "")
        {
            let words = phrase.split(' ').count();
            return Some((1 + words, past(today + 7 - i32::try_from(named).ok()?)?, Grain::Day));
        }
        if self.names.of.contains(&behind) && !self.is_german() && before(1) == "last" {
            return None;
        }
        let is = |list: &[&str]| list.contains(&before(1)) || list.contains(&behind);
        let taken =
            1 + usize::from(self.names.next.contains(&behind) || self.names.last.contains(&behind));
        let day = if is(self.names.next) {
            ahead(7 - back)?
        } else if is(self.names.last) {
            past(if back == 0 { 7 } else { back })?
        } else if back != 0 && self.is_future(at) {
            ahead(7 - back)?
        } else {
            past(back)?
        };
        Some((taken, day, Grain::Day))
    }

    /// `three days ago`, `vor drei Tagen`, `hace tres días`.
    fn ago(&self, at: usize) -> Option<Read> {
        let led = self.names.ago_before.contains(&self.lower(at)) && self.close(at, "");
        let number_at = at + usize::from(led);
        if !self.names.day_words.contains(&self.lower(number_at + 1)) || !self.close(number_at, "")
        {
            return None;
        }
        let n = self.count(number_at)?;
        let behind = self.names.ago_behind.contains(&self.lower(number_at + 2))
            && self.close(number_at + 1, "");
        if !led && !behind {
            return None;
        }
        let day = self.published.checked_sub(n.days()).ok()?;
        Some((number_at + 2 + usize::from(behind && !led) - at, day, Grain::Day))
    }

    /// `yesterday`, `heute`, `esta mañana`.
    fn day_word(&self, at: usize) -> Option<Read> {
        let (taken, far) = self
            .names
            .days
            .iter()
            .filter(|(phrase, _)| phrase.starts_with(self.lower(at)))
            .filter_map(|(phrase, far)| {
                let mut n = 0;
                for part in phrase.split(' ') {
                    if self.lower(at + n) != part || (n > 0 && !self.close(at + n - 1, "")) {
                        return None;
                    }
                    n += 1;
                }
                Some((n, *far))
            })
            .max_by_key(|(n, _)| *n)?;
        let w = self.word(at)?;
        let before = if at > 0 { self.lower(at - 1) } else { "" };
        match w.lower.as_str() {
            // The morning: `der Morgen`, `heute Morgen`, `Guten Morgen`.
            "morgen" if w.text.starts_with('M') => return None,
            // `por la mañana`, `a la mañana siguiente`.
            "mañana"
                if matches!(before, "la" | "una" | "cada" | "ayer" | "hoy" | "el" | "media") =>
            {
                return None;
            }
            _ => {}
        }
        Some((taken, self.published.checked_add(far.days()).ok()?, Grain::Day))
    }

    /// A month's number, if the word is one.
    fn month(&self, at: usize) -> Option<u32> {
        let w = self.word(at)?;
        if self.names.capital && !w.text.starts_with(char::is_uppercase) {
            return None;
        }
        let m = self.names.months.iter().position(|n| n.contains(&w.lower.as_str()))?;
        u32::try_from(m + 1).ok()
    }

    /// `3`, `3rd`, `1º`.
    fn ordinal(&self, at: usize) -> Option<u32> {
        let w = self.word(at)?;
        let digits = w.lower.trim_end_matches(|c: char| !c.is_ascii_digit());
        let ending = w.lower.get(digits.len()..)?;
        let fine = matches!(ending, "" | "st" | "nd" | "rd" | "th" | "º" | "ro");
        // `4.3 May` is no day.
        let inside_number =
            at > 0 && matches!(self.gap(at - 1), "." | ",") && self.number(at - 1).is_some();
        digits.parse().ok().filter(|d| fine && !inside_number && (1..=31).contains(d))
    }

    /// `May 5 percent`, `May 3,000`: a number of something, or the beginning
    /// of a greater one.
    fn is_counted(&self, at: usize) -> bool {
        let gap = self.gap(at);
        (matches!(gap, "," | "." | ":") && self.number(at + 1).is_some())
            || gap.trim_start().starts_with('%')
            || matches!(self.lower(at + 1), "percent" | "per" | "million" | "billion" | "people")
    }

    /// A year right behind a word, and how many words it takes with its `de`.
    fn year_behind(&self, at: usize) -> (usize, Option<u32>) {
        let linked = self.names.of.contains(&self.lower(at + 1)) && self.close(at, "");
        let year_at = at + 1 + usize::from(linked);
        let fine = self.close(at, ",.") && (!linked || self.close(at + 1, ""));
        let year = self
            .word(year_at)
            .filter(|w| fine && w.text.len() == 4)
            .and_then(|w| w.number)
            .filter(|y| (1800..=2200).contains(y));
        (1 + usize::from(linked), year)
    }

    fn count(&self, at: usize) -> Option<i64> {
        let w = self.word(at)?;
        if self.names.one.contains(&w.lower.as_str()) {
            return Some(1);
        }
        let n = number(&w.lower, self.language)?;
        (n.fract() == 0.0 && n <= MOST_AGO).then_some(n as i64)
    }

    /// The day that the words from `first` to `last` mean where they are the
    /// name of what happened on it: `the September 11 attacks` of any year.
    fn remembered(&self, m: u32, d: u32, first: usize, last: usize) -> Option<Date> {
        let (_, _, y) =
            REMEMBERED.iter().find(|(month, of_month, _)| (*month, *of_month) == (m, d))?;
        let is = |at: usize| self.names.remembered.contains(&self.lower(at));
        let behind = is(last + 1) && self.close(last, "");
        let before =
            first >= 2 && self.names.of_a_day.contains(&self.lower(first - 1)) && is(first - 2);
        day(*y, m, d).filter(|day| (behind || before) && *day <= self.published)
    }

    /// The day and month nearest to the day of the story, rather behind it
    /// than ahead unless the words speak of the future.
    fn nearest(&self, m: u32, d: u32, at: usize) -> Option<Date> {
        let year = u32::try_from(self.published.year()).ok()?;
        let ahead = if self.is_future(at) { 300 } else { AHEAD };
        // Further back only for 29 February.
        (year.checked_sub(4)?..=year + 1)
            .rev()
            .filter_map(|y| day(y, m, d))
            .find(|day| self.published.until(*day).is_ok_and(|s| s.get_days() <= ahead))
    }
}

fn day(y: u32, m: u32, d: u32) -> Option<Date> {
    (1800..=2200).contains(&y).then_some(())?;
    Date::new(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()
}

fn split(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                let span = Span::new(start, at);
                let word = span.of(text);
                out.push(Word {
                    span,
                    text: word,
                    lower: word.to_lowercase(),
                    number: word.parse().ok(),
                });
                open = None;
            }
            _ => {}
        }
    }
    out
}

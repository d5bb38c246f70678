//! What a feed says of itself: its name and home, where it would be asked and
//! how often. The poller decides what to make of it.

use crate::{keys, markup, read::Hint, spaces::Ns, xml::Element};
use jiff::civil::Weekday;
use story::Lang;

/// What a feed says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedFacts {
    /// Its title.
    pub title: Option<String>,
    /// The page it is the feed of.
    pub home: Option<String>,
    /// The address it wants to be asked at (`rel="self"`, `feed_url`).
    pub own: Option<String>,
    /// WebSub hubs it tells of new entries.
    pub hubs: Vec<String>,
    /// The address it says it has moved to.
    pub moved: Option<String>,
    /// Where its older entries go on (RFC 5005, `next_url`).
    pub next: Option<String>,
    /// The language it declares.
    pub language: Option<Lang>,
    /// Minutes for which an answer stays fresh: RSS's `ttl`, else the period
    /// of the syndication module.
    pub ttl_minutes: Option<u32>,
    /// Hours of the day in UTC in which nothing new comes, 0 to 23.
    pub skip_hours: Vec<u8>,
    /// Days on which nothing new comes.
    pub skip_days: Vec<Weekday>,
    /// It will never change again (JSON Feed's `expired`).
    pub expired: bool,
}

pub(super) fn facts(root: &Element, channel: &Element, hint: &Hint) -> FeedFacts {
    let base = [root, channel]
        .iter()
        .find_map(|e| e.attribute("xml:base"))
        .and_then(|b| keys::address(b, hint.url()))
        .or_else(|| hint.url().map(str::to_owned));
    let base = base.as_deref();
    let mut facts = FeedFacts {
        home: super::item::link(channel, base),
        language: [root, channel]
            .iter()
            .filter_map(|e| e.attribute("xml:lang"))
            .map(Lang::of)
            .find(|l| !l.is_unknown()),
        ..FeedFacts::default()
    };
    let (mut period, mut frequency) = (None, None);
    // RSS 1.0 puts the channel's words beside the entries, RSS 2.0 above them.
    for e in channel.elements() {
        let text = || story::one_line(&e.text());
        match (e.ns, e.low.as_str()) {
            (Ns::Core | Ns::Atom | Ns::Dc, "title") if facts.title.is_none() => {
                facts.title = Some(title(e)).filter(|t| !t.is_empty());
            }
            (Ns::Core | Ns::Atom, "link") => rel(e, base, &mut facts),
            (Ns::Core | Ns::Dc | Ns::Terms, "language") if facts.language.is_none() => {
                facts.language = Some(Lang::of(&text())).filter(|l| !l.is_unknown());
            }
            (Ns::Core, "ttl") => facts.ttl_minutes = text().parse().ok().filter(|m| *m > 0),
            (Ns::Core, "skiphours") => {
                // Userland's list runs from 0 to 23, Netscape's from 1 to 24.
                facts.skip_hours = e
                    .elements()
                    .filter_map(|h| h.text().trim().parse::<u8>().ok())
                    .filter(|h| *h <= 24)
                    .map(|h| h % 24)
                    .collect();
                facts.skip_hours.sort_unstable();
                facts.skip_hours.dedup();
            }
            (Ns::Core, "skipdays") => {
                facts.skip_days = e.elements().filter_map(|d| weekday(&d.text())).collect();
            }
            (Ns::Sy, "updateperiod") => period = minutes_of(&text()),
            (Ns::Sy, "updatefrequency") => {
                frequency = text().parse::<u32>().ok().filter(|f| *f > 0)
            }
            (Ns::Itunes, "new-feed-url") => facts.moved = keys::address(&text(), base),
            _ => {}
        }
    }
    if facts.ttl_minutes.is_none() && (period.is_some() || frequency.is_some()) {
        // The module's defaults: daily, once.
        facts.ttl_minutes = Some((period.unwrap_or(1440) / frequency.unwrap_or(1)).max(1));
    }
    facts
}

fn title(e: &Element) -> String {
    if e.elements().next().is_some() {
        markup::title(&e.inner_html())
    } else {
        markup::title(&e.text())
    }
}

fn rel(e: &Element, base: Option<&str>, facts: &mut FeedFacts) {
    let Some(href) = e.attribute("href").and_then(|h| keys::address(h, base)) else { return };
    match e.attribute("rel").unwrap_or_default().to_ascii_lowercase().as_str() {
        "self" if facts.own.is_none() => facts.own = Some(href),
        "hub" if !facts.hubs.contains(&href) && facts.hubs.len() < 8 => facts.hubs.push(href),
        "next" | "next-archive" | "prev-archive" if facts.next.is_none() => facts.next = Some(href),
        _ => {}
    }
}

fn minutes_of(period: &str) -> Option<u32> {
    Some(match period.to_ascii_lowercase().as_str() {
        "hourly" => 60,
        "daily" => 1440,
        "weekly" => 10_080,
        "monthly" => 43_200,
        "yearly" => 525_600,
        _ => return None,
    })
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name.trim().get(..3)?.to_ascii_lowercase().as_str() {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

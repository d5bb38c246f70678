//! The newsletter titles: their promise, hour, sections and sender.

use super::edition::Asked;
use super::session::{Fields, Who};
use super::{did, done, page, rules};
use crate::app::App;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{
    Address, Day, Fallback, Hour, Lang, Newsletter, NewsletterId, Rules, Section, SectionRole,
    Sender, Slug, UncertainPolicy, one_line,
};
use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use minijinja::Value;
use std::sync::Arc;

const ROLES: [SectionRole; 4] =
    [SectionRole::Lead, SectionRole::News, SectionRole::Features, SectionRole::Briefs];
const DAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];
/// An edition has at most so many sections.
const MOST_SECTIONS: usize = 12;

/// `GET /desk/newsletters`.
pub async fn list(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    let mut rows = Vec::new();
    for n in app.store.newsletters().await? {
        let counts = app.store.count_readers(n.id).await?;
        rows.push(values! {
            id => n.id.0, title => n.title, promise => n.promise, language => n.language.as_str(),
            hour => n.hour.to_string(), zone => n.zone, days => n.days.len(),
            readers => counts.confirmed, page => format!("{}/n/{}", app.links.public_url(), n.slug),
        });
    }
    let values = values! { here => "newsletters", rows, did => did(&asked.did) };
    Ok(page(&app, &who, "desk/newsletters.html", values).await)
}

fn form(n: &Newsletter, new: bool) -> Value {
    let days: Vec<_> = std::iter::zip(Day::WEEK, DAYS)
        .map(|(day, (word, name))| values! { word, name, on => n.days.contains(&day) })
        .collect();
    let sections: Vec<_> = n
        .sections
        .iter()
        .map(|s| values! { role => s.role.as_str(), title => s.title, slots => s.slots })
        .collect();
    values! {
        here => "newsletters", new, id => n.id.0, title => n.title, slug => n.slug.as_str(),
        promise => n.promise, language => n.language.as_str(), zone => n.zone,
        hour => n.hour.to_string(), draft_minutes => n.draft_minutes,
        late_minutes => n.late_minutes, days, sections,
        roles => ROLES.map(SectionRole::as_str), sender => n.sender.name,
        address => n.sender.address.as_str(),
        reply_to => n.sender.reply_to.as_ref().map(|a| a.as_str().to_owned()),
        imprint => n.sender.imprint, policies => policies(n.uncertain),
        rules => rules::view(&n.rules),
    }
}

/// `GET /desk/newsletters/new`.
pub async fn blank(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Result<Response, Oops> {
    let language = Lang::of("en");
    let values = values! {
        here => "newsletters", new => true, id => 0, title => "", slug => "", promise => "",
        language => "en", zone => "UTC", hour => "06:30", draft_minutes => 60, late_minutes => 180,
        days => std::iter::zip(Day::WEEK, DAYS).map(|(_, (word, name))| values! { word, name, on => true }).collect::<Vec<_>>(),
        sections => Newsletter::usual_sections(&language).iter()
            .map(|s| values! { role => s.role.as_str(), title => s.title, slots => s.slots })
            .collect::<Vec<_>>(),
        roles => ROLES.map(SectionRole::as_str), sender => app.site().name,
        address => "", reply_to => "", imprint => "",
        policies => policies(UncertainPolicy::default()), rules => rules::view(&Rules::default()),
    };
    Ok(page(&app, &who, "desk/newsletter.html", values).await)
}

/// `GET /desk/newsletters/{id}`.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<NewsletterId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    let n = app.store.newsletter(id).await?.ok_or_else(Oops::missing)?;
    let values = values! { did => did(&asked.did), ..form(&n, false) };
    Ok(page(&app, &who, "desk/newsletter.html", values).await)
}

/// `POST /desk/newsletters/new`.
pub async fn create(
    State(app): State<Arc<App>>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let n = read(&fields, NewsletterId(0))?;
    let id = app.store.add_newsletter(n).await?;
    app.floor.settings_changed().await;
    Ok(done(&format!("/desk/newsletters/{id}"), "saved"))
}

/// `POST /desk/newsletters/{id}`.
pub async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<NewsletterId>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let before = app.store.newsletter(id).await?.ok_or_else(Oops::missing)?;
    let mut n = read(&fields, id)?;
    // Its name in addresses stands in mails that went out: it stays.
    n.slug = before.slug;
    app.store.change_newsletter(n).await?;
    app.floor.settings_changed().await;
    Ok(done(&format!("/desk/newsletters/{id}"), "saved"))
}

/// The policies in words, and which one is set.
fn policies(set: UncertainPolicy) -> Vec<Value> {
    let words = |policy| match policy {
        UncertainPolicy::Resend => "Send it again: rather two copies than none",
        UncertainPolicy::Hold => "Show me the names and wait for my word",
        UncertainPolicy::Skip => "Let it be: rather none than two copies",
    };
    let row =
        |p: UncertainPolicy| values! { word => p.as_str(), words => words(p), on => p == set };
    UncertainPolicy::ALL.into_iter().map(row).collect()
}

fn policy(fields: &Fields) -> Result<UncertainPolicy, Oops> {
    match fields.get("uncertain") {
        "" => Ok(UncertainPolicy::default()),
        word => UncertainPolicy::parse(word)
            .ok_or_else(|| Oops::form("Choose what becomes of a mail in doubt.")),
    }
}

/// A title as the form gives it, or what is wrong with it.
fn read(fields: &Fields, id: NewsletterId) -> Result<Newsletter, Oops> {
    let wrong = |words: &str| Err(Oops::form(words));
    let title = fields.line("title");
    if title.is_empty() {
        return wrong("The newsletter needs a title.");
    }
    let slug = match fields.line("slug") {
        empty if empty.is_empty() => Slug::of(&title),
        given => {
            Slug::try_from(given).map_err(|e| Oops::form(crate::oops::sentence(&e.to_string())))?
        }
    };
    let zone = fields.line("zone");
    if TimeZone::get(&zone).is_err() {
        return Err(Oops::form(format!(
            "“{zone}” is no time zone. Write it like Europe/Berlin or America/New_York."
        )));
    }
    let hour = Hour::parse(fields.get("hour"))
        .map_err(|e| Oops::form(crate::oops::sentence(&e.to_string())))?;
    let days: Vec<Day> = std::iter::zip(Day::WEEK, DAYS)
        .filter(|(_, (word, _))| fields.all("day").any(|d| d == *word))
        .map(|(day, _)| day)
        .collect();
    if days.is_empty() {
        return wrong("Choose at least one day of the week.");
    }
    let minutes = |name| -> Result<u16, Oops> {
        let n: u16 = fields.value(name)?;
        if n <= 1440 { Ok(n) } else { Err(Oops::form("At most 1440 minutes, which is a day.")) }
    };
    let address = |name: &str| {
        Address::parse(fields.get(name))
            .map_err(|e| Oops::form(crate::oops::sentence(&e.to_string())))
    };
    let reply_to =
        if fields.line("reply_to").is_empty() { None } else { Some(address("reply_to")?) };
    let sender = Sender {
        name: fields.line("sender"),
        address: address("address")?,
        reply_to,
        imprint: fields.line("imprint"),
    };
    if sender.name.is_empty() {
        return wrong("Say who the newsletter is from: the name that readers see.");
    }
    Ok(Newsletter {
        id,
        slug,
        title,
        promise: fields.line("promise"),
        language: Lang::of(fields.get("language")),
        zone,
        hour,
        days,
        draft_minutes: minutes("draft_minutes")?,
        late_minutes: minutes("late_minutes")?,
        sections: sections(fields)?,
        sender,
        fallback: Fallback::Hold,
        uncertain: policy(fields)?,
        rules: rules::read(fields)?,
    })
}

/// Sections as rows of three fields; a row without a title is left out.
fn sections(fields: &Fields) -> Result<Vec<Section>, Oops> {
    let rows = fields
        .all("section_title")
        .zip(fields.all("section_role"))
        .zip(fields.all("section_slots"));
    let mut out = Vec::new();
    for ((title, role), slots) in rows.take(MOST_SECTIONS) {
        let title = one_line(title);
        if title.is_empty() {
            continue;
        }
        let role = ROLES
            .into_iter()
            .find(|r| r.as_str() == role)
            .ok_or_else(|| Oops::form("There is no such kind of section."))?;
        let slots = slots
            .trim()
            .parse::<u8>()
            .ok()
            .filter(|s| *s <= 40)
            .ok_or_else(|| Oops::form("A section has 0 to 40 stories."))?;
        out.push(Section { role, title, slots });
    }
    if out.is_empty() {
        return Err(Oops::form("An edition needs at least one section with a title."));
    }
    Ok(out)
}

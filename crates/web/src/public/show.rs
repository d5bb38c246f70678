//! What public pages show of titles and editions, in words.

use crate::app::App;
use crate::oops::Oops;
use ::story::{Day, Edition, EditionState, Lang, Newsletter, Standing};
use serde::Serialize;
use store::EditionLine;

/// A title on a page.
#[derive(Debug, Serialize)]
pub struct TitleView {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// Its promise.
    pub promise: String,
    /// Its language.
    pub lang: String,
    /// When it comes, in words.
    pub rhythm: String,
    /// Who it is from.
    pub sender: String,
    /// Where the sender sits.
    pub imprint: String,
    /// The words a reader agrees to.
    pub consent: String,
    /// The token of its sign-up form.
    pub form: String,
    /// Its latest editions.
    pub editions: Vec<LineView>,
}

/// An edition in a list.
#[derive(Debug, Serialize)]
pub struct LineView {
    /// Its page.
    pub path: String,
    /// Its date in words.
    pub date: String,
    /// Its date as a machine reads it.
    pub iso: String,
    /// Its subject.
    pub subject: String,
}

/// The words a reader agrees to with the press of the button.
pub fn consent(app: &App, n: &Newsletter, lang: &Lang) -> String {
    let values = [("title", n.title.as_str()), ("sender", n.sender.name.as_str())];
    app.locales.text(lang, "signup-consent", &values)
}

/// A title with its latest editions.
pub fn title(app: &App, n: &Newsletter, editions: &[EditionLine]) -> TitleView {
    let lang = app.locales.nearest(&n.language);
    TitleView {
        slug: n.slug.to_string(),
        title: n.title.clone(),
        promise: n.promise.clone(),
        lang: lang.to_string(),
        rhythm: rhythm(app, n, &lang),
        sender: n.sender.name.clone(),
        imprint: n.sender.imprint.clone(),
        consent: consent(app, n, &lang),
        form: app.links.form(n.id.0, app.now()),
        editions: editions.iter().filter(|e| went_out(e.state)).map(|e| line(app, n, e)).collect(),
    }
}

/// True for what readers may see.
pub fn went_out(state: EditionState) -> bool {
    state.is_frozen()
}

/// A title's editions that went out, the newest first. A subject that quotes
/// what may not be shown any more gives way to the title's name.
pub async fn archive(app: &App, n: &Newsletter, limit: usize) -> Result<Vec<EditionLine>, Oops> {
    let mut lines = app.store.archive(n.id, limit).await?;
    let lost = app.store.lost_subjects(n.id, app.now()).await?;
    for line in lines.iter_mut().filter(|line| lost.contains(&line.id)) {
        line.subject.clone_from(&n.title);
    }
    Ok(lines)
}

/// An edition in a list.
pub fn line(app: &App, n: &Newsletter, e: &EditionLine) -> LineView {
    let lang = app.locales.nearest(&n.language);
    LineView {
        path: format!("/n/{}/{}", n.slug, e.date),
        date: app.locales.date(&lang, e.date),
        iso: e.date.to_string(),
        subject: e.subject.clone(),
    }
}

fn rhythm(app: &App, n: &Newsletter, lang: &Lang) -> String {
    let working = &Day::WEEK[..5];
    let say = |key: &str| app.locales.text(lang, key, &[]);
    let days = if n.days.len() == 7 {
        say("every-day")
    } else if n.days == working {
        say("weekdays")
    } else {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let on: Vec<String> = std::iter::zip(Day::WEEK, names)
            .filter(|(day, _)| n.days.contains(day))
            .map(|(_, name)| say(&format!("day-{name}")))
            .collect();
        on.join(", ")
    };
    let hour = n.hour.to_string();
    app.locales.text(lang, "rhythm", &[("days", &days), ("hour", &hour)])
}

/// An edition's preface; none where it quotes a story that may not be shown now.
pub async fn preface<S: Sync>(app: &App, edition: &Edition<S>) -> Result<String, Oops> {
    if edition.preface.is_empty() {
        return Ok(String::new());
    }
    for slot in &edition.slots {
        let story = app.store.story(slot.story).await?;
        if story.is_some_and(|s| s.standing(app.now()) == Standing::Usable) {
            continue;
        }
        let versions = app.store.story_versions(slot.story).await?;
        if edition.preface.contains(&slot.headline)
            || versions.iter().any(|v| wire::quoted::quotes(&edition.preface, &v.story))
        {
            return Ok(String::new());
        }
    }
    Ok(edition.preface.clone())
}

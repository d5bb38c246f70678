//! The front page, a title's page, its archive, and the permanent page of an
//! edition. Only editions that went out are here, and of their stories only
//! what may still be used.

use super::notes::{Note, note};
use super::{show, title_of};
use crate::app::App;
use crate::guard::preferred;
use crate::oops::Oops;
use crate::pages::Pages;
use crate::pages::values;
use ::story::{Lang, Newsletter, Signal, Slug, Standing, StoryId};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;

/// How many editions the archive page lists.
const LISTED: usize = 400;

/// `GET /`.
pub async fn home(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Oops> {
    let mut titles = Vec::new();
    let newsletters = app.store.newsletters().await?;
    for n in &newsletters {
        let editions = show::archive(&app, n, 5).await?;
        titles.push(show::title(&app, n, &editions));
    }
    // One title: the house speaks its language. Several: the reader's.
    let lang = match newsletters.as_slice() {
        [one] => app.locales.nearest(&one.language),
        _ => preferred(&app, &headers),
    };
    let site = app.site();
    let values = values! { lang => lang.as_str(), site_name => site.name, titles };
    Ok(Pages::html(StatusCode::OK, "public/home.html", values))
}

/// `GET /n/{slug}`.
pub async fn title(
    State(app): State<Arc<App>>,
    Path(slug): Path<String>,
) -> Result<Response, Oops> {
    let (n, _) = title_of(&app, &slug).await?;
    title_page(&app, &n, StatusCode::OK, None).await
}

/// What a sign-up form is shown again with.
#[derive(Debug, Default, Serialize)]
pub struct Again {
    /// What the reader should look at.
    pub words: String,
    /// What they had typed.
    pub email: String,
    /// What they had typed.
    pub name: String,
    /// Whether the address is what is wrong.
    pub wrong: bool,
}

/// A title's page, perhaps with its form once more.
pub async fn title_page(
    app: &App,
    n: &Newsletter,
    status: StatusCode,
    again: Option<Again>,
) -> Result<Response, Oops> {
    let editions = show::archive(app, n, 8).await?;
    let title = show::title(app, n, &editions);
    let values = values! {
        lang => title.lang, site_name => app.site().name, titles => [&title], single => true, again,
        feed => format!("/n/{}/feed.atom", n.slug),
    };
    Ok(Pages::html(status, "public/home.html", values))
}

/// `GET /n/{slug}/archive`.
pub async fn list(State(app): State<Arc<App>>, Path(slug): Path<String>) -> Result<Response, Oops> {
    let (n, lang) = title_of(&app, &slug).await?;
    let editions = show::archive(&app, &n, LISTED).await?;
    let title = show::title(&app, &n, &editions);
    let values = values! {
        lang => lang.as_str(), site_name => app.site().name, title,
        feed => format!("/n/{}/feed.atom", n.slug),
    };
    Ok(Pages::html(StatusCode::OK, "public/archive.html", values))
}

#[derive(Debug, Serialize)]
struct SlotView {
    anchor: String,
    headline: String,
    text: String,
    path: Option<String>,
    source: String,
    lang: String,
    dir: &'static str,
    picture: Option<PictureView>,
    /// The key of a note: corrected, withdrawn, gone.
    note: Option<&'static str>,
    /// The editors' own words on errors in it.
    corrections: Vec<Note>,
    background: Vec<PartView>,
}

/// A picture of a slot.
#[derive(Debug, Serialize)]
struct PictureView {
    path: String,
    /// In pixels, so that nothing moves when it comes.
    width: u32,
    height: u32,
    alt: String,
    credit: String,
}

/// A dated earlier story.
#[derive(Debug, Serialize)]
pub struct PartView {
    /// Its day in words.
    pub date: String,
    /// Its day as a machine reads it.
    pub iso: String,
    /// A sentence of it.
    pub text: String,
    /// Who published it.
    pub source: String,
    /// Its page, if it has one.
    pub path: Option<String>,
}

/// The page of a story.
pub fn story_path(id: StoryId, headline: &str) -> String {
    format!("/s/{id}/{}", Slug::of(headline))
}

/// The page of a story that is not shown, without a word of it in its address.
pub fn notice_path(id: StoryId, notice: &str) -> String {
    format!("/s/{id}/{notice}")
}

/// What stands in a headline's place where a story may not be shown. A kill is
/// of the headline, too: it may be what was wrong.
pub fn standing_of(app: &App, lang: &Lang, standing: Standing) -> String {
    let key = match standing {
        Standing::Withdrawn => "story-withdrawn-title",
        Standing::Held => "story-review-title",
        Standing::Usable | Standing::Embargoed => "slot-gone-title",
    };
    app.locales.text(lang, key, &[])
}

/// Earlier stories as they may be shown now: none that was withdrawn since.
pub async fn parts(
    app: &App,
    parts: &[::story::SlotPart],
    lang: &Lang,
) -> Result<Vec<PartView>, Oops> {
    let mut out = Vec::new();
    for part in parts {
        let Some(story) = app.store.story(part.story).await? else { continue };
        if story.standing(app.now()) != Standing::Usable {
            continue;
        }
        let public = app.store.is_public(part.story).await?;
        out.push(PartView {
            date: app.locales.day(lang, part.date),
            iso: part.date.to_string(),
            text: part.text.clone(),
            source: part.source.clone(),
            path: public.then(|| story_path(part.story, &story.story.title())),
        });
    }
    Ok(out)
}

/// `GET /n/{slug}/{date}`.
pub async fn edition(
    State(app): State<Arc<App>>,
    Path((slug, date)): Path<(String, String)>,
) -> Result<Response, Oops> {
    let (n, lang) = title_of(&app, &slug).await?;
    let date = date.parse().map_err(|_| Oops::missing())?;
    let found = app.store.edition_of(n.id, date).await?;
    let edition = found.filter(|e| show::went_out(e.state())).ok_or_else(Oops::missing)?;
    let stale = app.store.stale_slots(edition.id).await?;
    let lost = app.store.lost_subjects(n.id, app.now()).await?.contains(&edition.id);

    let noted = app.store.corrections(store::Corrections::Of(edition.id)).await?;
    let mut sections = Vec::new();
    for (at, section) in n.sections.iter().enumerate() {
        let mut slots = Vec::new();
        for slot in edition.slots.iter().filter(|s| usize::from(s.section) == at) {
            let Some(story) = app.store.story(slot.story).await? else { continue };
            let standing = story.standing(app.now());
            let corrected =
                stale.iter().any(|s| s.slot == slot.id && s.signal == Signal::Correction);
            let usable = standing == Standing::Usable;
            let told = |text: &str| if usable { text.to_owned() } else { String::new() };
            let background =
                if usable { parts(&app, &slot.background, &lang).await? } else { Vec::new() };
            let path = match standing {
                Standing::Usable => Some(story_path(slot.story, &story.story.title())),
                Standing::Withdrawn => Some(notice_path(slot.story, "withdrawn")),
                Standing::Held => Some(notice_path(slot.story, "review")),
                Standing::Embargoed => None,
            };
            let headline = match standing {
                Standing::Usable => slot.headline.clone(),
                _ => standing_of(&app, &lang, standing),
            };
            slots.push(SlotView {
                anchor: format!("s{}", slot.id),
                headline,
                text: told(&slot.text),
                path,
                source: story.source_name.clone(),
                picture: slot.picture.as_ref().filter(|_| usable).map(|p| PictureView {
                    path: p.name.path(),
                    width: p.width,
                    height: p.height,
                    alt: p.alt.clone(),
                    credit: p.credit.clone(),
                }),
                lang: text_lang(&story.story.language, &lang),
                dir: story.story.language.direction(),
                note: match standing {
                    Standing::Withdrawn => Some("slot-withdrawn"),
                    Standing::Held => Some("slot-review"),
                    Standing::Embargoed => Some("slot-gone"),
                    Standing::Usable => corrected.then_some("slot-corrected"),
                },
                background,
                corrections: noted
                    .iter()
                    .filter(|c| c.slot == Some(slot.id))
                    .filter_map(|c| note(&app, &n, c, &lang))
                    .collect(),
            });
        }
        if !slots.is_empty() {
            sections.push(values! { title => section.title, role => section.role.as_str(), slots });
        }
    }

    // What this edition says about errors of earlier ones.
    let carried: Vec<_> = edition
        .corrections
        .iter()
        .map(|c| {
            let day = app.locales.day(&lang, c.date);
            let place = c.slot.map(|s| format!("#s{s}")).unwrap_or_default();
            values! {
                title => app.locales.text(&lang, "correction-of", &[("date", &day)]),
                path => format!("/n/{}/{}{place}", n.slug, c.date), text => c.text,
            }
        })
        .collect();

    let all = show::archive(&app, &n, LISTED).await?;
    let at = all.iter().position(|e| e.id == edition.id);
    let near = |i: Option<usize>| i.and_then(|i| all.get(i)).map(|e| show::line(&app, &n, e));
    let values = values! {
        lang => lang.as_str(), page_dir => lang.direction(), site_name => app.site().name,
        title => n.title, slug => n.slug.as_str(), subject => if lost { &n.title } else { &edition.subject },
        preface => show::preface(&app, &edition).await?, date => app.locales.date(&lang, edition.date),
        iso => edition.date.to_string(), sections, carried,
        content_lang => n.language.as_str(), content_dir => n.language.direction(),
        count => edition.slots.len(), form => show::title(&app, &n, &[]),
        newer => near(at.and_then(|i| i.checked_sub(1))), older => near(at.map(|i| i + 1)),
        feed => format!("/n/{}/feed.atom", n.slug),
    };
    Ok(Pages::html(StatusCode::OK, "public/edition.html", values))
}

/// The tag to put on a text: its own, or the page's where it is not known.
pub fn text_lang(text: &Lang, page: &Lang) -> String {
    if text.is_unknown() { page.to_string() } else { text.to_string() }
}

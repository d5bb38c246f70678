//! The picture of a slot: which ones its story brings, which one the editor
//! chose, and what it says to those who do not see it. None is ever taken by
//! itself: whether it may be shown is a person's decision.

use super::edition::edition_of;
use super::edition_acts::{change, saved};
use super::session::{Fields, Who};
use super::{done, page};
use crate::app::App;
use crate::oops::{Oops, sentence};
use crate::pages::values;
use ::story::{
    Drafted, Edition, EditionId, Media, PictureName, Slot, SlotId, SlotPicture, Standing, StoryId,
};
use axum::extract::{Extension, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::Value;
use std::sync::Arc;
use store::{EditionChange, StoredStory};

/// The longest alternative text and credit, in characters.
const LONGEST_ALT: usize = 500;
const LONGEST_CREDIT: usize = 200;

/// A picture that a story brings.
struct Offered<'a> {
    url: &'a str,
    media: &'a Media,
}

/// The pictures of a story that have an address.
fn offered(story: &StoredStory) -> Vec<Offered<'_>> {
    let pictures = story.story.media.iter().filter(|m| matches!(&*m.kind, "picture" | "graphic"));
    let mut out: Vec<Offered<'_>> = Vec::new();
    for media in pictures {
        let Some(url) = media.url.as_deref() else { continue };
        if out.iter().all(|o| o.url != url) {
            out.push(Offered { url, media });
        }
    }
    out
}

/// True if the story brings pictures, so that a slot of it can be given one.
pub(super) fn has_pictures(story: &StoredStory) -> bool {
    !offered(story).is_empty()
}

/// True if the story's newest version does not bring the picture any more.
pub(super) fn is_gone(story: &StoredStory, picture: &SlotPicture) -> bool {
    offered(story).iter().all(|o| o.url != picture.url)
}

/// What stands in the form after a try that failed.
#[derive(Default)]
struct Again {
    /// Which picture.
    url: String,
    alt: String,
    credit: String,
    /// What went wrong, and the mend.
    words: String,
}

async fn form(
    app: &App,
    who: &Who,
    edition: &Edition<Drafted>,
    slot: &Slot,
    story: &StoredStory,
    again: Option<Again>,
) -> Response {
    let typed = |url: &str| again.as_ref().filter(|a| a.url == url);
    let credit_of = |url: &str| {
        let given = offered(story).into_iter().find(|o| o.url == url)?.media.credit.clone();
        given.filter(|c| !c.is_empty())
    };
    let choices: Vec<Value> = offered(story)
        .iter()
        .filter(|o| slot.picture.as_ref().is_none_or(|p| p.url != o.url))
        .map(|o| {
            let (media, typed) = (o.media, typed(o.url));
            let alt = media.alt.as_ref().or(media.caption.as_ref()).cloned().unwrap_or_default();
            let given = media.credit.clone().unwrap_or_default();
            values! {
                url => o.url, caption => media.caption, width => media.width, height => media.height,
                graphic => media.kind == "graphic",
                alt => typed.map_or(alt, |t| t.alt.clone()),
                credit => typed.map_or(given.clone(), |t| t.credit.clone()),
                credited => !given.is_empty(), wrong => typed.map(|t| t.words.clone()),
            }
        })
        .collect();
    let shown = slot.picture.as_ref().map(|p| {
        let typed = typed(&p.url);
        values! {
            path => path(slot.story, &p.name), width => p.width, height => p.height, url => p.url,
            alt => typed.map_or(&p.alt, |t| &t.alt), credit => typed.map_or(&p.credit, |t| &t.credit),
            credited => credit_of(&p.url).is_some(), gone => is_gone(story, p),
            wrong => typed.map(|t| t.words.clone()),
        }
    });
    let (lang, dir) = (story.story.language.as_str(), story.story.language.direction());
    let values = values! {
        id => edition.id.0, slot => slot.id.0, revision => edition.revision, story => slot.story.0,
        headline => slot.headline, source => story.source_name, choices, shown, lang, dir,
        longest_alt => LONGEST_ALT, longest_credit => LONGEST_CREDIT,
    };
    let mut response = page(app, who, "desk/picture.html", values).await;
    if again.is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

async fn slot_of(
    app: &App,
    id: EditionId,
    slot: SlotId,
) -> Result<(Edition<Drafted>, Slot, StoredStory), Oops> {
    let (edition, _) = edition_of(app, id).await?;
    if !edition.state().is_editable() {
        return Err(Oops::new(StatusCode::CONFLICT, "The edition can't be changed any more."));
    }
    let slot = edition.slots.iter().find(|s| s.id == slot).cloned().ok_or_else(Oops::missing)?;
    let story = app.store.story(slot.story).await?.ok_or_else(Oops::missing)?;
    Ok((edition, slot, story))
}

/// `GET /desk/edition/{id}/slot/{slot}/picture`: the story's pictures to choose
/// from, as the source describes them. Nothing is fetched for it.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, slot)): Path<(EditionId, SlotId)>,
) -> Result<Response, Oops> {
    let (edition, slot, story) = slot_of(&app, id, slot).await?;
    Ok(form(&app, &who, &edition, &slot, &story, None).await)
}

/// `POST …/picture`: takes one, gives the one that is there other words, or
/// takes it out. What fails is said at its form, and changes nothing.
pub async fn choose(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, slot)): Path<(EditionId, SlotId)>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let (edition, slot, story) = slot_of(&app, id, slot).await?;
    if fields.value::<i64>("revision")? != edition.revision {
        return Err(store::StoreError::Changed.into());
    }
    let (picture, bytes) = match fields.get("act") {
        "out" => (None, None),
        "take" | "words" => {
            let asked = Again {
                url: fields.get("url").to_owned(),
                alt: fields.line("alt"),
                credit: fields.line("credit"),
                words: String::new(),
            };
            match wanted(&app, &slot, &story, &asked).await {
                Ok((picture, bytes)) => (Some(picture), bytes),
                Err(words) => {
                    let again = Some(Again { words, ..asked });
                    return Ok(form(&app, &who, &edition, &slot, &story, again).await);
                }
            }
        }
        _ => return Err(Oops::form("Choose what is to be done with the picture.")),
    };
    let id_of_slot = slot.id;
    let choice = EditionChange::Picture { slot: id_of_slot, picture, bytes };
    let (_, approved) = change(&app, &who, id, &fields, choice).await?;
    Ok(done(&format!("/desk/edition/{id}#slot-{id_of_slot}"), saved(approved)))
}

/// The picture that is asked for, fetched where the slot does not show it yet.
async fn wanted(
    app: &App,
    slot: &Slot,
    story: &StoredStory,
    asked: &Again,
) -> Result<(SlotPicture, Option<Vec<u8>>), String> {
    if matches!(story.standing(app.now()), Standing::Withdrawn | Standing::Held) {
        return Err("The source has withdrawn the story, or put it on hold.".to_owned());
    }
    let given = offered(story).into_iter().find(|o| o.url == asked.url);
    let there = slot.picture.as_ref().filter(|p| p.url == asked.url);
    if given.is_none() && there.is_none() {
        return Err("The story does not bring this picture any more. Choose another.".to_owned());
    }
    if asked.alt.is_empty() {
        return Err("Say what the picture shows, for those who do not see it.".to_owned());
    }
    let credited = given.is_some_and(|o| o.media.credit.as_ref().is_some_and(|c| !c.is_empty()));
    if credited && asked.credit.is_empty() {
        return Err(
            "The source names who made the picture: the credit can't stay empty.".to_owned()
        );
    }
    for (what, text, most) in
        [("alternative text", &asked.alt, LONGEST_ALT), ("credit", &asked.credit, LONGEST_CREDIT)]
    {
        let long = text.chars().count();
        if long > most {
            return Err(format!("The {what} has {most} characters at most; this one has {long}."));
        }
    }
    let (alt, credit) = (asked.alt.clone(), asked.credit.clone());
    if let Some(there) = there {
        return Ok((SlotPicture { alt, credit, ..there.clone() }, None));
    }
    let taken = app.floor.take_picture(&asked.url).await.map_err(|e| sentence(&e.0))?;
    let picture = SlotPicture {
        name: taken.name,
        width: taken.width,
        height: taken.height,
        url: asked.url.clone(),
        alt,
        credit,
    };
    Ok((picture, Some(taken.bytes)))
}

/// Where editors see a picture that was taken for a story.
pub(super) fn path(story: StoryId, name: &PictureName) -> String {
    format!("/desk/story/{story}/picture/{name}")
}

/// `GET /desk/story/{story}/picture/{name}`: for editors, whatever the state of
/// the story and of editions.
pub async fn image(
    State(app): State<Arc<App>>,
    Path((story, name)): Path<(StoryId, String)>,
) -> Result<Response, Oops> {
    let name = PictureName::parse(&name).ok_or_else(Oops::missing)?;
    let bytes = app.store.picture(story, name).await?.ok_or_else(Oops::missing)?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], bytes).into_response())
}

//! The desk: where editors read what came in, shape the edition, and a chief
//! approves it. Under `/desk`; every page passes [`session`]'s layer, every
//! change is a POST with the session's word.

mod account;
mod correction;
mod edition;
mod edition_acts;
mod edition_view;
mod editors;
mod event;
mod facts;
mod late;
mod login;
mod newsletters;
mod offer;
mod picture;
mod points;
mod progress;
mod readers;
mod renewal;
mod rules;
pub mod secrets;
mod session;
mod settings;
mod sources;
mod story;
mod today;

use crate::app::App;
use crate::guard;
use crate::pages::Pages;
use crate::pages::values;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use minijinja::Value;
use session::Who;
use std::sync::Arc;

/// A pasted story may be long.
const FORM_BYTES: usize = 2 * 1024 * 1024;

/// Everything under `/desk`. Assets come from the public router, so merge the
/// two.
pub fn desk_router(app: Arc<App>) -> Router {
    let anyone = Router::new()
        .route("/desk/login", get(login::ask).post(login::log_in))
        .route("/desk/pass/{token}", get(login::ask_pass).post(login::use_pass));

    let editors = Router::new()
        .route("/desk", get(today::show))
        .route("/desk/", get(|| async { Redirect::permanent("/desk") }))
        .route("/desk/logout", post(login::log_out))
        .route("/desk/account", get(account::show).post(account::set_password))
        .route("/desk/draft/{newsletter}", post(today::draft))
        .route("/desk/story/{id}", get(story::show))
        .route("/desk/event/{story}", get(event::show).post(event::decide))
        .route("/desk/event/{story}/point", post(points::edit))
        .route("/desk/edition/{id}/slot/{slot}/points", post(points::carry))
        .route("/desk/edition/{id}/slot/{slot}/picture", get(picture::show).post(picture::choose))
        .route("/desk/story/{id}/picture/{name}", get(picture::image))
        .route("/desk/edition/{id}", get(edition::show))
        .route("/desk/edition/{id}/preview/{form}", get(edition::preview))
        .route("/desk/edition/{id}/order", post(edition_acts::order))
        .route("/desk/edition/{id}/move", post(edition_acts::shift))
        .route("/desk/edition/{id}/words", post(edition_acts::words))
        .route("/desk/edition/{id}/add", post(edition_acts::add))
        .route("/desk/edition/{id}/redraft", post(offer::ask))
        .route("/desk/edition/{id}/offer/take", post(offer::take))
        .route("/desk/edition/{id}/offer/leave", post(offer::leave))
        .route("/desk/edition/{id}/slot/{slot}/pin", post(edition_acts::pin))
        .route("/desk/edition/{id}/slot/{slot}", post(edition_acts::rewrite))
        .route("/desk/edition/{id}/slot/{slot}/remove", post(edition_acts::remove))
        .route("/desk/edition/{id}/slot/{slot}/renew", get(renewal::show).post(edition_acts::renew))
        .route("/desk/edition/{id}/slot/{slot}/keep", post(edition_acts::keep))
        .route(
            "/desk/edition/{id}/correction/{correction}/leave-out",
            post(edition_acts::leave_out),
        )
        .route("/desk/edition/{id}/late/{story}/take", post(late::take))
        .route("/desk/edition/{id}/late/{story}/dismiss", post(late::dismiss))
        .route("/desk/edition/{id}/test", post(edition_acts::test))
        .route("/desk/corrections", get(correction::list))
        .route("/desk/correction/{id}", get(correction::show))
        .route("/desk/correction/{id}/note", post(correction::note))
        .route("/desk/correction/{id}/dismiss", post(correction::dismiss))
        .route("/desk/edition/{id}/progress", get(progress::show))
        .route("/desk/edition/{id}/progress.json", get(progress::json))
        .route("/desk/sources", get(sources::list))
        .route("/desk/sources.opml", get(sources::export))
        .route("/desk/sources/{id}", get(sources::show))
        .route("/desk/sources/{id}/document/{document}", get(sources::raw))
        .route("/desk/sources/{id}/poll", post(sources::poll))
        .route("/desk/sources/{id}/again", post(sources::again))
        .route("/desk/sources/{id}/paste", post(sources::paste))
        .route("/desk/newsletters", get(newsletters::list))
        .route("/desk/readers", get(readers::list))
        .layer(from_fn_with_state(app.clone(), session::editors));

    let chiefs = Router::new()
        .route("/desk/edition/{id}/approve", post(edition_acts::approve))
        .route("/desk/edition/{id}/take-back", post(edition_acts::take_back))
        .route("/desk/edition/{id}/send-now", post(edition_acts::send_now))
        .route("/desk/edition/{id}/resend", post(edition_acts::resend))
        .route("/desk/edition/{id}/go-on", post(edition_acts::go_on))
        .route("/desk/edition/{id}/go-on-mended", post(edition_acts::go_on_mended))
        .route("/desk/edition/{id}/end-here", post(edition_acts::end_here))
        .route("/desk/edition/{id}/send-at", post(edition_acts::send_at))
        .route("/desk/edition/{id}/skip", post(edition_acts::skip))
        .route("/desk/correction/{id}/mail", post(correction::mail))
        .route("/desk/sources/opml", post(sources::import))
        .route("/desk/sources/add", post(sources::add))
        .route("/desk/sources/{id}/change", post(sources::change))
        .route("/desk/sources/{id}/pause", post(sources::pause))
        .route("/desk/newsletters/new", get(newsletters::blank).post(newsletters::create))
        .route("/desk/newsletters/{id}", get(newsletters::show).post(newsletters::change))
        .route("/desk/settings", get(settings::show))
        .route("/desk/settings/site", post(settings::set_site))
        .route("/desk/settings/key", post(settings::turn_key))
        .route("/desk/settings/threshold", post(settings::turn_threshold))
        .route("/desk/settings/relay", post(settings::set_relay))
        .route("/desk/editors", get(editors::list))
        .route("/desk/editors/add", post(editors::add))
        .route("/desk/editors/{id}/link", post(editors::link))
        .layer(from_fn_with_state(app.clone(), session::chiefs));

    anyone
        .merge(editors)
        .merge(chiefs)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn_with_state(app.clone(), guard::dress_desk))
        .layer(from_fn(guard::headers))
        .layer(from_fn_with_state(app.clone(), guard::https_only))
        .layer(from_fn(guard::unkept))
        .with_state(app)
}

/// A page of the desk, with what all of them show.
async fn page(app: &App, who: &Who, name: &str, values: Value) -> Response {
    let shared = values! {
        site_name => app.site().name, word => who.word, chief => who.is_chief(),
        editor => who.editor.name, troubles => app.floor.troubles().await, ..values
    };
    Pages::html(StatusCode::OK, name, shared)
}

/// Back to a page of the desk, with a line that says what was done.
fn done(path: &str, did: &str) -> Response {
    let (path, place) =
        path.split_once('#').map_or((path, String::new()), |(p, f)| (p, format!("#{f}")));
    let join = if path.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{path}{join}did={did}{place}")).into_response()
}

/// The line for what was done. Only known words are shown, so that a made-up
/// address can put none on our page.
fn did(word: &str) -> Option<&'static str> {
    Some(match word {
        "saved" => "Saved.",
        "saved-review" => "Saved. The approval was taken back, because the edition has changed.",
        "added" => "Added at the end of its section.",
        "removed" => "Removed from the edition.",
        "kept" => "The words stay. Your reason is in the edition’s log.",
        "goes-on" => "It goes on within a second.",
        "ended" => "The sending ends here.",
        "late-taken" => {
            "It leads now, and the approval was taken back. Look at the subject, then approve again."
        }
        "late-dismissed" => "The edition goes out as approved. Your word is in its log.",
        "left-out" => "The correction stays out of this edition.",
        "noted" => "The note stands on the edition’s page.",
        "no-correction" => "Closed. Your reason is in the log.",
        "mail-laid" => "The correction mail is laid. Nothing goes out before a chief approves it.",
        "renewed" => "The slot now rests on the new version.",
        "approved" => "Approved. It goes out at its hour, or at once if you say so.",
        "taken-back" => "The approval was taken back.",
        "moved" => "Moved.",
        "rescheduled" => "It goes out at the new time.",
        "skipped" => "There will be no edition that day.",
        "offered" => "Drafted anew. Nothing is changed until you take it.",
        "no-offer" => "Drafted anew: the desk would change nothing.",
        "offer-taken" => {
            "Taken. Subject and preface are as they were: look whether they still fit."
        }
        "offer-taken-review" => {
            "Taken. The approval was taken back, because the edition has changed."
        }
        "offer-left" => "The edition stays as it is.",
        "pinned" => "Pinned: it stays whatever a redraft would do.",
        "unpinned" => "The pin is taken out.",
        "tested" => "A test mail is on its way to you.",
        "point-kept" => "Kept. It holds as long as the sentence stands in its story.",
        "decided" => "Decided. The desk judges by it from now on.",
        "drafted" => "The draft is laid.",
        "source-added" => "The source was added and is being polled.",
        "list-added" => "The list’s feeds were added and are being polled.",
        "paused" => "The source is paused.",
        "resumed" => "The source is polled again.",
        "editor-added" => "The editor was added.",
        _ => return None,
    })
}

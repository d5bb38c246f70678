//! How an edition's printing stands: the account, live.

use super::edition::{edition_of, state_words};
use super::edition_view::moment;
use super::page;
use super::session::Who;
use crate::app::App;
use crate::floor::Progress;
use crate::oops::Oops;
use crate::pages::values;
use ::story::{Account, DeliveryState, EditionId, EditionKind, EditionState, Lang, RejectClass};
use axum::Json;
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;

/// How many deliveries that went wrong are named.
const NAMED: usize = 200;

/// A line of the account.
#[derive(Debug, Serialize)]
struct Line {
    state: &'static str,
    words: &'static str,
    count: u64,
}

fn lines(a: &Account) -> Vec<Line> {
    DeliveryState::ALL
        .into_iter()
        .map(|state| {
            let (words, count) = match state {
                DeliveryState::Pending => ("Waiting their turn", a.pending),
                DeliveryState::Claimed => ("Taken up by the press", a.claimed),
                DeliveryState::Intent => ("On the wire at this moment", a.intent),
                DeliveryState::Accepted => ("Accepted by the relay", a.accepted),
                DeliveryState::Deferred => ("Put off; tried again later", a.deferred),
                DeliveryState::Rejected => ("Refused for good", a.rejected),
                DeliveryState::Suppressed => ("Left out, the reader has left", a.suppressed),
                DeliveryState::Expired => ("Given up, it got too late", a.expired),
                DeliveryState::Uncertain => {
                    ("In doubt: the line broke before the answer", a.uncertain)
                }
            };
            Line { state: state.as_str(), words, count }
        })
        .collect()
}

/// The refusals in words by whose fault they are, those that occur.
fn by_class(a: &Account) -> Vec<String> {
    let words = |class: &str| match RejectClass::parse(class) {
        Some(RejectClass::Address) => "no such address",
        Some(RejectClass::Mailbox) => "the mailbox does not take it",
        Some(RejectClass::Sender) => "because of us",
        None => "for another reason",
    };
    a.rejected_by.iter().map(|(class, n)| format!("{n} {}", words(class))).collect()
}

/// What the page's script asks for.
#[derive(Debug, Serialize)]
struct Live {
    state: &'static str,
    state_words: &'static str,
    words: String,
    trouble: Option<String>,
    frozen: u64,
    sum: u64,
    open: u64,
    rate: Option<String>,
    lines: Vec<Line>,
    over: bool,
}

fn live(state: EditionState, p: &Progress) -> Live {
    Live {
        state: state.as_str(),
        state_words: state_words(state),
        words: p.words.clone(),
        trouble: p.trouble.clone(),
        frozen: p.account.frozen,
        sum: p.account.sum(),
        open: p.account.open(),
        rate: p.rate.or_else(|| p.account.rate()).map(|r| format!(", {r:.0} a second")),
        lines: lines(&p.account),
        over: state == EditionState::Sent,
    }
}

/// `GET /desk/edition/{id}/progress.json`.
pub async fn json(
    State(app): State<Arc<App>>,
    Path(id): Path<EditionId>,
) -> Result<Response, Oops> {
    let (edition, _) = edition_of(&app, id).await?;
    let progress = app.floor.progress(id).await?;
    Ok(Json(live(edition.state(), &progress)).into_response())
}

/// `GET /desk/edition/{id}/progress`.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<EditionId>,
) -> Result<Response, Oops> {
    let (edition, n) = edition_of(&app, id).await?;
    let progress = app.floor.progress(id).await?;
    let refused: Vec<_> = app
        .store
        .delivery_troubles(id, NAMED)
        .await?
        .into_iter()
        .map(|(address, state, class, reply)| values! { address, state, class, reply })
        .collect();
    let log: Vec<_> = app
        .store
        .edition_log(id)
        .await?
        .iter()
        .map(|l| values! { when => moment(&app, &n, l.at), who => l.who, act => l.act })
        .collect();
    let live = live(edition.state(), &progress);
    let sending = app.store.sending(id).await?;
    let (seen, mending) = match &sending.stopped {
        Some(_) => app.floor.mending(id).await?,
        None => Default::default(),
    };
    let values = values! {
        mending, seen, plates => sending.plates, stopped => sending.stopped, ended => sending.ended.map(|t| moment(&app, &n, t)),
        id => id.0, newsletter => n.title, subject => edition.subject,
        date => app.locales.date(&Lang::of("en"), edition.date), live, refused, log,
        by_class => by_class(&progress.account),
        in_doubt => progress.account.in_doubt,
        maybe_twice => progress.account.maybe_twice().collect::<Vec<_>>(),
        first => progress.account.first.map(|t| moment(&app, &n, t)),
        last => progress.account.last.map(|t| moment(&app, &n, t)),
        public => (edition.state().is_frozen() && edition.kind == EditionKind::Regular)
            .then(|| format!("{}/n/{}/{}", app.links.public_url(), n.slug, edition.date)),
    };
    Ok(page(&app, &who, "desk/progress.html", values).await)
}

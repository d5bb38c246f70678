//! HTTP: the public pages, the desk, and the mail catcher's pages.
//!
//! * [`App`] is what every page may use: the store, the [`Floor`], the signed
//!   [`Links`], the [`Locales`] and the limits.
//! * [`public_router`] serves readers: sign-up, confirmation, leaving, the
//!   archive, story pages, the feed. Each page works without script.
//! * [`desk_router`] serves editors, under `/desk`.
//! * [`catcher`] shows the mails of a demonstration.
//!
//! Never here: SQL, SMTP, judgement, or a clock other than [`App::now`]. What a
//! page needs done beyond the store, it asks of the [`Floor`].

mod app;
mod assets;
mod floor;
mod gates;
mod guard;
mod oops;
mod pages;

pub mod catcher;
mod desk;
pub mod links;
pub mod lists;
pub mod locale;
mod public;
pub mod settings;
pub mod words;

pub use app::{App, Limits, Site};
pub use desk::desk_router;
pub use desk::secrets;
pub use floor::{
    DayView, DecisionLine, EditorWords, EventAct, EventChoice, EventPage, EventPoint, EventStory,
    EventView, Floor, FoundFeed, KeyAct, KeyRole, KeyView, MatterStep, MatterView, PointAct,
    PointView, PointWarning, PreviewForm, Progress, ReceivedPart, Refusal, TakenPicture, ToldView,
    Tried, Trouble, WasView,
};
pub use links::Links;
pub use locale::Locales;
pub use public::public_router;
pub use words::MailWords;

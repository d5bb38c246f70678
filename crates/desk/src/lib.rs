//! The desk's judgement: which stories tell one event, which text is a copy of
//! which, which events are one running matter, what came before, and which
//! stories make tomorrow's edition, each with its reason in words that an
//! editor can check.
//!
//! Everything is decided from the [`Cutting`]s handed in, sorted by time and
//! number first, so the order of the input never matters and two runs agree to
//! the byte.
//!
//! Never here: a clock, randomness, a file, a socket, SQL; and never a word
//! that does not stand in a story.

mod attribution;
mod background;
mod chars;
mod classes;
mod copies;
mod cutting;
mod dates;
mod decisions;
mod draft;
mod edited;
mod events;
mod features;
mod judge;
mod kinds;
mod known;
mod late;
mod limits;
mod matters;
mod merge;
mod novelty;
mod numbers;
mod piece;
mod points;
mod proposals;
mod quotes;
mod rarity;
mod reasons;
mod redraft;
mod refit;
mod related;
mod sentences;
mod sources;
mod span;
mod stops;
mod stream;
mod timeline;
mod tokens;
mod variety;
mod vector;

pub use attribution::{Source, Speech, Statement, Who, attribution};
pub use background::{Found, background, look_back};
pub use chars::Chars;
pub use copies::{COPY, containment, copies};
pub use cutting::Cutting;
pub use dates::{Dated, Grain, dates};
pub use decisions::Decisions;
pub use draft::{BACKGROUND, Draft, DraftInput, DraftSlot, draft};
pub use edited::{Edited, Words, edited};
pub use events::{Event, Judgement, Matter};
pub use features::{Features, Lexicon};
pub use judge::{Judge, judge};
pub use kinds::{KindBy, KindGuess, KindPiece, Kinds, Lesson, UNSURE, kind};
pub use known::{Known, days_of, known, told_of};
pub use late::{Late, LateInput, late};
pub use merge::{Conflict, Merged, merge};
pub use piece::Piece;
pub use points::{Figure, Label, Point, PointSource, PointStanding, Said, points};
pub use proposals::{Proposals, Shown, proposals};
pub use quotes::{Quote, quotes};
pub use redraft::{Offered, Redraft, offer};
pub use refit::{Agreement, Refit, refit};
pub use related::{Archive, Related};
pub use sentences::{first_sentence, sentences, shortened};
pub use span::Span;
pub use stream::{By, EventId, Joined, Match, Move, Shared, Stream, Watch};
pub use timeline::{Entry, TimelineSource, Told, timeline};

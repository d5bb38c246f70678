//! The sample wire: what a newcomer reads first.
//!
//! An invented newsroom (*The Harbour Courier*, with a German and a Spanish
//! desk) and two invented agencies (STU, the Sallandrian Telegraph Union, and
//! OWS, the Oskan Wire Service) report ten days of an invented coast. The
//! stories lie in `stories/*.md`, one file a matter; [`script`] reads them,
//! [`calendar`] dates them back from a given instant, [`drawing`] draws their
//! pictures, [`print`] sets them as
//! RSS, Atom, JSON Feed, ninjs, web page or plain text, and [`serve`] puts them
//! on a router that behaves as real servers do, validators included.
//!
//! Never here: a real person, company or conflict; a clock or randomness (the
//! base instant is handed in); the database (the poller reads this as it reads
//! any other source).

pub mod calendar;
pub mod drawing;
pub mod piece;
pub mod print;
pub mod readers;
pub mod script;
pub mod serve;
pub mod shelf;

pub use piece::{Piece, render};
pub use print::pasted;
pub use readers::readers;
pub use script::Outlet;
pub use serve::{Stage, Wire, router, sources};
pub use shelf::{SampleError, scripts};

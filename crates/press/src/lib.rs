//! The plate, the imprint, the signature, the SMTP session and the run.

pub mod dkim;
mod driver;
pub mod ledger;
mod mime;
pub mod plate;
pub mod relay;
pub mod run;
pub mod session;
pub mod sheet;

pub use plate::preview;

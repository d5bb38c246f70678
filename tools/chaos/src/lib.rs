//! A newsroom of the real binary is killed with SIGKILL at every moment of its
//! way to the readers, and judged by the log of the server that took the mails,
//! never by its own tables alone.
//!
//! * `newsroom`: the binary, its data, and one edition after another.
//! * `run`: one edition, killed until it is sent.
//! * `judge`: what the log, the kills and the account amount to; pure.
//!
//! Never here: a crate of Nightdesk. Only its commands are used.

mod judge;
mod newsroom;
mod run;

pub use judge::{Account, Evidence, Kill, Verdict, judge};
pub use newsroom::Setting;
pub use run::{Phase, Report, Run, run};

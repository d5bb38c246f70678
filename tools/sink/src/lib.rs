//! An SMTP server that takes every mail, writes each acceptance down before it
//! answers for it, and misbehaves when a recipient's name asks for it.
//!
//! Two uses: the demo's mail catcher, and the judge of tests that kill a press
//! (what its log says was accepted is what readers would have got).
//!
//! Never here: anything of Nightdesk. It must be able to judge any sender.

mod dialogue;
mod faults;
mod journal;
mod line;
mod server;
mod wording;

pub use dialogue::Lie;
pub use faults::{Act, Fault, Phase, Rule, Until};
pub use journal::{Entry, Journal};
pub use line::{Certificate, Secure};
pub use server::{Mail, Options, Sink, SinkError};

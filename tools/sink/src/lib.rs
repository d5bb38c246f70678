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
mod server;

pub use faults::{Fault, Rule};
pub use journal::{Entry, Journal};
pub use server::{Mail, Options, Sink, SinkError};

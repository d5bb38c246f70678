//! Mails and their way out, against servers that misbehave.
//! One program, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

mod dkim;
mod faults;
mod judges;
mod memory;
mod outbox;
mod plate;
mod relays;
mod run;
mod sample;
mod stage;

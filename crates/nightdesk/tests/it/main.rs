//! The whole program, run as its users run it.
//! One program, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

mod commands;
mod corrections;
mod disk;
mod doubts;
mod keys;
mod kill;
mod mended;
mod newsroom;
mod press;
mod relays;
mod returns;
mod stop;
mod websub;

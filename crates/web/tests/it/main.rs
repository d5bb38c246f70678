//! The pages, as a browser or a mail program asks for them.
//! One program, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

mod corrections;
mod desk;
mod house;
mod pictures;
mod public;
mod redraft;
mod versions;
mod walls;

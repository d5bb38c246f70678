//! Documents in, stories out.
//! One program, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

mod agencies;
mod anatomy;
mod feeds;
mod formats;
mod fuzz_short;
mod hostile;
mod pages;
mod poll;

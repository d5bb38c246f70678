//! What the database must hold to, whatever comes in and in whatever order.
//! One program, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

mod background;
mod chains;
mod contract;
mod corrections;
mod dumps;
mod fallen;
mod late;
mod mended;
mod newsroom;
mod offers;
mod pictures;
mod points;

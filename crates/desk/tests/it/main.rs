//! The judgement of the desk, from the outside: stories in, decisions out.
//! One program, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

mod background;
mod common;
mod corpus;
mod drafting;
mod judging;
mod late;
mod places;
mod redraft;
mod refit;
mod stream;

//! Learns the weights by which the desk tells comments from reports, from a
//! folder of labelled sets, and prints them:
//! `cargo run --release -p filters --example kinds -- DIR > crates/desk/src/kinds/weights.txt`

#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(data) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("name the folder of labelled sets");
        return ExitCode::FAILURE;
    };
    match filters::eval::kinds::house(&data) {
        Ok(kinds) => {
            print!("{kinds}");
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

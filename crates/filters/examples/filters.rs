//! The filters without the rest of the program, for quick work on them:
//! `cargo run --release -p filters --example filters -- events FILE`.

use clap::Parser;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: filters::Command,
}

fn main() -> std::process::ExitCode {
    match filters::run(Cli::parse().command) {
        Ok(code) => code,
        Err(e) => {
            eprintln!("{e}");
            std::process::ExitCode::FAILURE
        }
    }
}

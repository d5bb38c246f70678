//! The filters without the rest of the program, for quick work on them:
//! `cargo run --release -p filters --example filters -- desk events FILE`.

use clap::Parser;

#[derive(Parser)]
enum Cli {
    /// The desk's judgement over JSON Lines.
    #[command(subcommand)]
    Desk(filters::Command),
    /// Measure it on a labelled set.
    Eval(filters::eval::Args),
}

fn main() -> std::process::ExitCode {
    let done = match Cli::parse() {
        Cli::Desk(command) => filters::run(command),
        Cli::Eval(args) => filters::eval::run(&args),
    };
    match done {
        Ok(code) => code,
        Err(e) => {
            eprintln!("{e}");
            std::process::ExitCode::FAILURE
        }
    }
}

//! `nightdesk press`: the press by itself, without a newsroom around it.

mod bench;
mod rehearsal;

use super::Failed;
use std::process::ExitCode;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Print an invented edition to an SMTP server and say how fast it went.
    Bench(bench::Args),
}

pub async fn run(command: Command) -> Result<ExitCode, Failed> {
    match command {
        Command::Bench(args) => bench::run(args).await,
    }
}

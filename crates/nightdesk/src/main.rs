//! The night desk of a newsroom in one binary.
//!
//! `main` reads the command line and hands over: `cli` holds the commands,
//! `house` the wiring of a running newsroom, `demo` the invented one,
//! `scheduler` the judgement of the clock.

mod cli;
mod config;
mod demo;
mod house;
mod scheduler;
mod serve;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("NIGHTDESK_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(cli.usual_log()));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => {
            cli::tell(&format!("nightdesk: no threads to be had: {e}"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(code) => code,
        Err(e) => {
            cli::tell(&format!("nightdesk: {e}"));
            ExitCode::FAILURE
        }
    }
}

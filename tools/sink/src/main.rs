//! `sink`: the mail catcher and judge as a program.

use clap::Parser;
use sink::{Options, Rule, Sink};
use std::path::PathBuf;
use std::time::Duration;

/// An SMTP server that takes every mail and writes it down.
///
/// Recipients whose name starts with a fault get it: tempfail-, reject-, full-,
/// policy-, 421-, dot-tempfail-, dot-reject-, rst-in-body-, rst-after-dot-,
/// half-reply-, slow-, stall-; with a number after it (tempfail-2-ann@…) only
/// that many times.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:2525")]
    listen: String,
    /// Append one JSON object for each acceptance, before it is answered.
    #[arg(long)]
    log: Option<PathBuf>,
    /// Keep each mail as NUMBER.eml in this folder.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// PATTERN=FAULT or PATTERN=FAULT-TIMES, for recipients that hold PATTERN.
    #[arg(long)]
    rules: Vec<Rule>,
    /// Close silently after so many mails on a connection.
    #[arg(long)]
    close_after: Option<u32>,
    /// Wait so many milliseconds before answering for a mail.
    #[arg(long, default_value_t = 0)]
    delay_ms: u64,
    /// Say 421 to the first so many connections.
    #[arg(long, default_value_t = 0)]
    refuse: u32,
    /// Do not offer PIPELINING.
    #[arg(long)]
    no_pipelining: bool,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let cli = Cli::parse();
    let options = Options {
        log: cli.log,
        keep: cli.keep,
        rules: cli.rules,
        close_after: cli.close_after,
        delay: Duration::from_millis(cli.delay_ms),
        refuse: cli.refuse,
        pipelining: !cli.no_pipelining,
        ..Options::default()
    };
    let sink = Sink::bind(&cli.listen, options).await?;
    eprintln!("sink listens on {}", sink.addr());
    tokio::signal::ctrl_c().await?;
    eprintln!("sink took {} mails", sink.accepted());
    Ok(())
}

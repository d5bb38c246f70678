//! `sink`: the mail catcher and judge as a program.

use clap::Parser;
use sink::{Lie, Options, Rule, Secure, Sink};
use std::path::PathBuf;
use std::time::Duration;

/// An SMTP server that takes every mail and writes it down.
///
/// Recipients whose name starts with a fault get it: reject-, tempfail-, full-,
/// policy-, greylist-, rate-, 421-, dot-tempfail-, dot-reject-, rst-in-body-,
/// rst-after-dot-, half-reply-, slow-, stall-, or PHASE-ACT- with a phase of
/// connect, ehlo, mail, rcpt, data, body, dot and an act of 400 to 599, rate,
/// full, policy, greylist, reset, drop, close, stall, half, bye, trickle, split,
/// slow, multi, garbage, nul, long. With a number after it (tempfail-2-ann@…)
/// only that many times, with seconds (greylist-300s-ann@…) that long.
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
    /// PATTERN=FAULT, PATTERN=FAULT-TIMES or PATTERN=FAULT-SECONDSs, for
    /// addresses that hold PATTERN; * is all.
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
    /// Say 421 to more than so many connections at once.
    #[arg(long)]
    most: Option<u32>,
    /// Do not offer PIPELINING.
    #[arg(long)]
    no_pipelining: bool,
    /// Offer PIPELINING and do not keep to it: discards, repeats, swallows.
    #[arg(long)]
    lie: Option<Lie>,
    /// Say 451 to each recipient for so many seconds from the first try.
    #[arg(long)]
    greylist: Option<u64>,
    /// How long `slow` takes, in milliseconds.
    #[arg(long, default_value_t = 3000)]
    slow_ms: u64,
    /// Milliseconds between two octets of `trickle`.
    #[arg(long, default_value_t = 1000)]
    pace_ms: u64,
    /// starttls, implicit, or what goes wrong with it: injected, refused,
    /// broken, silent. The certificate is made at the start.
    #[arg(long)]
    tls: Option<Secure>,
    /// Write that certificate (PEM) here.
    #[arg(long)]
    certificate: Option<PathBuf>,
    /// NAME:PASSWORD that clients must log in with.
    #[arg(long)]
    login: Option<String>,
    /// Octets a mail may have.
    #[arg(long, default_value_t = 20_000_000)]
    max_size: usize,
    /// Do not say so at EHLO.
    #[arg(long)]
    hide_size: bool,
    /// Offer DSN.
    #[arg(long)]
    dsn: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut cli = Cli::parse();
    if let Some(seconds) = cli.greylist {
        cli.rules.push(format!("*=greylist-{seconds}s").parse()?);
    }
    let login = match &cli.login {
        Some(login) => {
            let (name, password) = login.split_once(':').ok_or("--login takes NAME:PASSWORD")?;
            Some((name.to_owned(), password.to_owned()))
        }
        None => None,
    };
    let options = Options {
        log: cli.log,
        keep: cli.keep,
        rules: cli.rules,
        close_after: cli.close_after,
        delay: Duration::from_millis(cli.delay_ms),
        refuse: cli.refuse,
        most: cli.most,
        pipelining: !cli.no_pipelining,
        lie: cli.lie,
        slow: Duration::from_millis(cli.slow_ms),
        pace: Duration::from_millis(cli.pace_ms),
        tls: cli.tls,
        login,
        max_size: cli.max_size,
        offer_size: !cli.hide_size,
        dsn: cli.dsn,
        ..Options::default()
    };
    let sink = Sink::bind(&cli.listen, options).await?;
    if let (Some(path), Some(pem)) = (&cli.certificate, sink.certificate()) {
        std::fs::write(path, pem)?;
    }
    eprintln!("sink listens on {}", sink.addr());
    tokio::signal::ctrl_c().await?;
    eprintln!("sink took {} mails", sink.accepted());
    Ok(())
}

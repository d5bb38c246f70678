//! The commands. What they find goes to stdout as JSON Lines, words for people
//! go to stderr; exit 0 is well, 1 is failed, 2 is a wrong call.

mod correction;
mod dkim;
mod edition;
mod people;
mod press;
mod read;
mod relay;
mod returns;
mod secrets;
mod sources;
mod titles;

use crate::{config::Config, demo, house, serve};
use clap::{Parser, Subcommand};
use serde::Serialize;
use std::{io::Write, path::PathBuf, process::ExitCode};

/// What a command failed with: words for a person.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;

/// The night desk of a newsroom: stories in, an edition out.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
pub struct Cli {
    /// The configuration; ./nightdesk.toml if it is there, else the defaults.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// An invented newsroom with a sample wire, readers and a mail catcher.
    Demo(demo::Args),
    /// Run a newsroom.
    Serve,
    /// Read documents and print one JSON object per story.
    Read(read::Args),
    /// The desk's judgement over JSON Lines, for scripts.
    #[command(subcommand)]
    Desk(filters::Command),
    /// Measure the desk's judgement on a labelled set.
    Eval(filters::eval::Args),
    /// Editions: draft, show, approve, send, account.
    #[command(subcommand)]
    Edition(edition::Command),
    /// Corrections of editions that went out: list, note, dismiss, mail.
    #[command(subcommand)]
    Correction(correction::Command),
    /// Sources: feeds, pages, watched folders.
    #[command(subcommand)]
    Sources(sources::Command),
    /// Newsletter titles.
    #[command(subcommand)]
    Newsletters(titles::Command),
    /// Editors, and one-time links to the desk.
    #[command(subcommand)]
    Editors(people::Editors),
    /// Readers: import, list.
    #[command(subcommand)]
    Readers(people::Readers),
    /// The relay that mails are handed to.
    #[command(subcommand)]
    Relay(relay::Command),
    /// The keys that sign mails: show, turn, drop.
    #[command(subcommand)]
    Dkim(dkim::Command),
    /// What is kept sealed.
    #[command(subcommand)]
    Secrets(secrets::Command),
    /// Mail that comes back: bounces, and readers who leave by mail.
    #[command(subcommand)]
    Returns(returns::Command),
    /// The press by itself: how fast it is here.
    #[command(subcommand)]
    Press(press::Command),
    /// The configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Say whether the configuration can be used, and what it amounts to.
    Check,
}

impl Cli {
    /// How much is logged where the environment does not say.
    pub fn usual_log(&self) -> &'static str {
        match &self.command {
            Command::Serve => "info",
            _ => "warn",
        }
    }

    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode, Failed> {
        let config = || Config::load(self.config.as_deref());
        match self.command {
            Command::Demo(args) => demo::run(args).await,
            Command::Serve => serve::run(config()?).await,
            Command::Read(args) => Ok(read::run(&args)),
            Command::Desk(command) => filters::run(command),
            Command::Eval(args) => filters::eval::run(&args),
            Command::Edition(command) => edition::run(command, &config()?).await,
            Command::Correction(command) => correction::run(command, &config()?).await,
            Command::Sources(command) => sources::run(command, &config()?).await,
            Command::Newsletters(command) => titles::run(command, &config()?).await,
            Command::Editors(command) => people::editors(command, &config()?).await,
            Command::Readers(command) => people::readers(command, &config()?).await,
            Command::Relay(command) => relay::run(command, &config()?).await,
            Command::Dkim(command) => dkim::run(command, &config()?).await,
            Command::Secrets(command) => secrets::run(command, &config()?).await,
            Command::Returns(command) => returns::run(command, &config()?).await,
            Command::Press(command) => press::run(command).await,
            Command::Config(ConfigCommand::Check) => {
                let config = config()?;
                tell(&format!(
                    "data in {}; listening on {}; public pages at {}",
                    config.data.display(),
                    config.listen,
                    config.public_url()
                ));
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// One JSON object on a line of its own.
pub fn put(value: &impl Serialize) -> Result<(), Failed> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, value)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Words for the person at the terminal.
pub fn tell(words: &str) {
    // Nobody is left to be told if stderr is closed.
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// The house on its data, for a command beside the one that serves.
async fn open(config: &Config) -> Result<std::sync::Arc<house::House>, Failed> {
    Ok(house::House::open(config, ::press::run::Retry::default()).await?)
}

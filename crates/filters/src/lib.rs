//! The desk's judgement for scripts and for measuring: `nightdesk desk …`
//! reads stories as JSON Lines and prints what the desk makes of them;
//! `nightdesk eval SET` measures it on a labelled set (`docs/formats.md`).
//!
//! No judgement is made here, only asked for; nothing here touches the
//! newsroom's data.

mod attribution;
mod background;
mod copies;
pub mod eval;
mod events;
mod kinds;
mod lines;
mod stories;
mod timeline;

use std::process::ExitCode;

/// What the filters fail with: words for a person, naming file and line.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;

/// `nightdesk desk …`
#[derive(clap::Subcommand)]
pub enum Command {
    /// Group stories into events, as they come.
    Events(events::Args),
    /// Find which text is a copy of which.
    Copies(copies::Args),
    /// Find what came before: earlier stories of an archive about a matter.
    Background(background::Args),
    /// Tell who says what, sentence by sentence.
    Attribution(attribution::Args),
    /// Tell reports from comments, and what sort of journalism each is.
    Kinds(kinds::Args),
    /// Date a running story: what happened when, in sentences of the stories.
    Timeline(timeline::Args),
}

/// Runs a filter; 0 if all lines could be read, 1 if some could not.
pub fn run(command: Command) -> Result<ExitCode, Failed> {
    match command {
        Command::Events(args) => events::run(&args),
        Command::Copies(args) => copies::run(&args),
        Command::Background(args) => background::run(&args),
        Command::Attribution(args) => attribution::run(&args),
        Command::Kinds(args) => kinds::run(&args),
        Command::Timeline(args) => timeline::run(&args),
    }
}

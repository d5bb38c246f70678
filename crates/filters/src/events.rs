//! `nightdesk desk events`.

use crate::{Failed, lines};
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: lines::Input,
}

pub fn run(_args: &Args) -> Result<ExitCode, Failed> {
    Err("not built yet".into())
}

//! `nightdesk returns`: mail that comes back.

use super::{Failed, open, put};
use crate::{config::Config, house::beginning};
use serde_json::json;
use std::{io::Read, path::PathBuf, process::ExitCode};
use web::links::Returned;

/// What a mail server that pipes a mail takes for "again later" (sysexits.h).
const AGAIN_LATER: u8 = 75;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Take mails that came back, from files or from standard input, as a mail
    /// server pipes them: whoever leaves by mail has left when this ends.
    Read {
        /// Mails, one a file.
        files: Vec<PathBuf>,
    },
}

pub async fn run(command: Command, config: &Config) -> Result<ExitCode, Failed> {
    let Command::Read { files } = command;
    let mut mails = Vec::new();
    for file in &files {
        let mail = beginning(file).map_err(|e| format!("{} can't be read: {e}", file.display()))?;
        mails.push((file.display().to_string(), mail));
    }
    if files.is_empty() {
        let mut mail = Vec::new();
        std::io::stdin().lock().read_to_end(&mut mail)?;
        mails.push(("-".to_owned(), mail));
    }
    let house = open(config).await?;
    for (file, mail) in mails {
        let found = match house.take_returned(&mail).await {
            Ok(found) => found,
            Err(e) => {
                super::tell(&e.to_string());
                return Ok(ExitCode::from(AGAIN_LATER));
            }
        };
        put(&match found {
            Some(Returned::Leave(target)) => json!({
                "file": file, "about": "leave", "reader": target.reader,
                "newsletter": target.newsletter,
            }),
            Some(Returned::Bounce { reader, edition }) => {
                json!({ "file": file, "about": "bounce", "reader": reader, "edition": edition })
            }
            None => json!({ "file": file, "about": "nothing of ours" }),
        })?;
    }
    Ok(ExitCode::SUCCESS)
}

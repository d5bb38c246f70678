//! `nightdesk secrets`: what is kept sealed.

use super::{Failed, tell};
use crate::config::Config;
use std::process::ExitCode;
use store::Settings;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Drop a secret that no longer opens, because its key is lost; it has to
    /// be set anew.
    Drop {
        /// Its name, as the message says it.
        name: String,
    },
}

pub async fn run(command: Command, config: &Config) -> Result<ExitCode, Failed> {
    let Command::Drop { name } = command;
    // Not through the house, which does not open without its secrets.
    let store = config.store()?;
    let kept = store.setting_text(&name).await?;
    let kept = kept.ok_or_else(|| format!("there is no secret {name:?}"))?;
    match store.vault().unseal(&name, &kept) {
        Err(store::StoreError::Sealed { .. }) => {
            store.drop_setting(&name).await?;
            tell(&format!("{name} is dropped: set it anew"));
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(format!("{name:?} opens with the key that is here: it stays").into()),
    }
}

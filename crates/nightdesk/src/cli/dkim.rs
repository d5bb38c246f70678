//! `nightdesk dkim`: the signing keys of the senders' domains.

use super::{Failed, open, put, tell};
use crate::config::Config;
use serde_json::json;
use std::{collections::BTreeSet, process::ExitCode};
use web::KeyAct;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Show the keys and the DNS records that publish them, one a line.
    Show {
        /// The sender's domain; those of all newsletters unless said.
        domain: Option<String>,
    },
    /// Make the next key. It signs nothing until it is told to.
    Next {
        /// The sender's domain.
        domain: String,
    },
    /// Let a key sign from now on, once its record is in the DNS.
    Use {
        /// The sender's domain.
        domain: String,
        /// The key's selector.
        selector: String,
    },
    /// Make an Ed25519 key whose signature stands beside the first one.
    Second {
        /// The sender's domain.
        domain: String,
    },
    /// Drop a key that no longer signs.
    Drop {
        /// The sender's domain.
        domain: String,
        /// The key's selector.
        selector: String,
    },
}

pub async fn run(command: Command, config: &Config) -> Result<ExitCode, Failed> {
    let house = open(config).await?;
    let (domain, act) = match command {
        Command::Show { domain } => {
            let domains: BTreeSet<String> = match domain {
                Some(domain) => [domain].into(),
                None => {
                    let titles = house.store.newsletters().await?;
                    titles.iter().map(|n| n.sender.address.domain().to_owned()).collect()
                }
            };
            for domain in domains {
                show(&house, &domain).await?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        Command::Next { domain } => (domain, KeyAct::Next),
        Command::Use { domain, selector } => (domain, KeyAct::Use(selector)),
        Command::Second { domain } => (domain, KeyAct::Second),
        Command::Drop { domain, selector } => (domain, KeyAct::Drop(selector)),
    };
    tell(&house.turn_key(&domain, act).await?);
    show(&house, &domain).await?;
    Ok(ExitCode::SUCCESS)
}

async fn show(house: &crate::house::House, domain: &str) -> Result<(), Failed> {
    for key in house.keys(domain).await? {
        put(&json!({
            "domain": domain, "selector": key.selector, "role": key.role, "made": key.made,
            "name": key.name, "record": key.text,
        }))?;
    }
    Ok(())
}

//! `nightdesk relay`: the server that mails are handed to.

use super::{Failed, open, put, tell};
use crate::config::Config;
use serde_json::json;
use std::process::ExitCode;
use web::settings::{RELAY, RelaySettings, Tls};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Set the relay. A password is read from NIGHTDESK_RELAY_PASSWORD, so
    /// that it stands in no list of processes.
    Set {
        /// Its name or address.
        host: String,
        /// Its port.
        #[arg(long, default_value_t = 587)]
        port: u16,
        /// none, starttls or implicit.
        #[arg(long, default_value = "starttls")]
        tls: String,
        /// The user to log in as.
        #[arg(long, default_value = "")]
        user: String,
        /// Connections at most at once.
        #[arg(long, default_value_t = 8)]
        connections: u8,
    },
    /// Show the relay, without its password.
    Show,
    /// Connect, greet and log in, and say what was found.
    Test,
}

pub async fn run(command: Command, config: &Config) -> Result<ExitCode, Failed> {
    let house = open(config).await?;
    match command {
        Command::Set { host, port, tls, user, connections } => {
            let tls = Tls::parse(&tls).ok_or("--tls takes none, starttls or implicit")?;
            let password = std::env::var("NIGHTDESK_RELAY_PASSWORD").unwrap_or_default();
            let relay = RelaySettings { host, port, tls, user, password, connections };
            house.store.set_setting(RELAY, &relay).await?;
            tell("the relay is set; a running Nightdesk takes it up when it is started again");
        }
        Command::Show => {
            let relay: RelaySettings = house.store.setting(RELAY).await?.unwrap_or_default();
            put(&json!({
                "host": relay.host, "port": relay.port, "tls": relay.tls, "user": relay.user,
                "connections": relay.connections,
            }))?;
        }
        Command::Test => {
            let relay: RelaySettings = house.store.setting(RELAY).await?.unwrap_or_default();
            tell(&house.test_relay(relay).await?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

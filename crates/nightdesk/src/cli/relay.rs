//! `nightdesk relay`: the servers that mails are handed to.

use super::{Failed, open, put, tell};
use crate::config::Config;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use web::settings::{DOMAIN_LIMITS, MORE_RELAYS, RELAY, RelaySettings, Tls};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Set the relay. A password is read from NIGHTDESK_RELAY_PASSWORD, so
    /// that it stands in no list of processes.
    Set(Wanted),
    /// Add a further relay, or change one of that host and port. The mails are
    /// shared out by weight; what one can not take goes to the others.
    Add(Wanted),
    /// Take a further relay out.
    Remove {
        /// Its name or address.
        host: String,
        /// Its port.
        #[arg(long, default_value_t = 587)]
        port: u16,
    },
    /// Limit the mails to readers at some domains, over all relays: one
    /// argument for each limit. Without any, all limits go.
    Domains {
        /// Like "gmail.com googlemail.com: 600/min".
        limits: Vec<String>,
    },
    /// Show the relays, without their passwords, one a line.
    Show,
    /// Connect to each relay, greet and log in, and say what was found.
    Test,
}

#[derive(clap::Args)]
pub struct Wanted {
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
    /// The password is an OAuth 2 access token (XOAUTH2).
    #[arg(long)]
    token: bool,
    /// Connections at most at once.
    #[arg(long, default_value_t = 8)]
    connections: u8,
    /// Its share of the mails beside other relays.
    #[arg(long, default_value_t = 1)]
    weight: u32,
    /// After so many mails a connection is made anew.
    #[arg(long, default_value_t = 1000)]
    mails_per_connection: u32,
    /// Mails at most, like "10/s 600/min 20000/h 100000/day".
    #[arg(long, default_value = "")]
    limits: String,
    /// Warm-up plan: the first day and the mails of each day, like
    /// "2026-11-24: 500 1000 2000".
    #[arg(long, default_value = "")]
    warm_up: String,
    /// A certificate (a PEM file) to trust besides the public ones.
    #[arg(long)]
    certificate: Option<PathBuf>,
}

impl Wanted {
    fn settings(self) -> Result<RelaySettings, Failed> {
        let tls = Tls::parse(&self.tls).ok_or("--tls takes none, starttls or implicit")?;
        let certificate = match &self.certificate {
            Some(path) => std::fs::read_to_string(path)
                .map_err(|e| format!("{} can't be read: {e}", path.display()))?,
            None => String::new(),
        };
        Ok(RelaySettings {
            host: self.host,
            port: self.port,
            tls,
            user: self.user,
            password: std::env::var("NIGHTDESK_RELAY_PASSWORD").unwrap_or_default(),
            connections: self.connections,
            token: self.token,
            weight: self.weight,
            mails_per_connection: self.mails_per_connection,
            limits: self.limits,
            warm_up: self.warm_up,
            certificate,
        })
    }
}

pub async fn run(command: Command, config: &Config) -> Result<ExitCode, Failed> {
    let house = open(config).await?;
    let first: Option<RelaySettings> = house.store.secret_setting(RELAY).await?;
    let mut more: Vec<RelaySettings> =
        house.store.secret_setting(MORE_RELAYS).await?.unwrap_or_default();
    let taken_up = "a running Nightdesk takes it up within a few seconds";
    match command {
        Command::Set(wanted) => {
            let relay = wanted.settings()?;
            house.check_relay(&relay, &[])?;
            house.store.set_secret_setting(RELAY, &relay).await?;
            tell(&format!("the relay is set; {taken_up}"));
        }
        Command::Add(wanted) => {
            let relay = wanted.settings()?;
            house.check_relay(&relay, &[])?;
            if first.as_ref().is_none_or(|r| r.host.is_empty()) {
                return Err("there is no first relay yet: set one with `relay set`".into());
            }
            more.retain(|r| (&r.host, r.port) != (&relay.host, relay.port));
            more.push(relay);
            house.store.set_secret_setting(MORE_RELAYS, &more).await?;
            tell(&format!("the relay is added; {taken_up}"));
        }
        Command::Remove { host, port } => {
            let before = more.len();
            more.retain(|r| (&r.host, r.port) != (&host, port));
            if more.len() == before {
                return Err(format!("{host}:{port} is none of the further relays").into());
            }
            house.store.set_secret_setting(MORE_RELAYS, &more).await?;
            tell(&format!("the relay is out; {taken_up}"));
        }
        Command::Domains { limits } => {
            house.check_relay(
                &RelaySettings { host: "localhost".into(), ..Default::default() },
                &limits,
            )?;
            house.store.set_setting(DOMAIN_LIMITS, &limits).await?;
            tell(&format!("the limits are set; {taken_up}"));
        }
        Command::Show => {
            let domains: Vec<String> =
                house.store.setting(DOMAIN_LIMITS).await?.unwrap_or_default();
            for relay in [first.unwrap_or_default()].into_iter().chain(more) {
                put(&json!({
                    "host": relay.host, "port": relay.port, "tls": relay.tls, "user": relay.user,
                    "connections": relay.connections, "weight": relay.weight,
                    "limits": relay.limits, "warm_up": relay.warm_up, "domains": domains,
                }))?;
            }
        }
        Command::Test => {
            for relay in [first.unwrap_or_default()].into_iter().chain(more) {
                tell(&house.test_relay(relay).await?);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

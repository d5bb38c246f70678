//! `nightdesk newsletters`.

use super::{Failed, open, put};
use crate::config::Config;
use serde_json::json;
use std::process::ExitCode;
use story::{
    Address, Day, Fallback, Hour, Lang, Newsletter, NewsletterId, Sender, Slug, UncertainPolicy,
};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Add a title. Everything can be changed at the desk.
    Add {
        /// Its name.
        title: String,
        /// The From address.
        #[arg(long, value_name = "ADDRESS")]
        from: String,
        /// The name readers see as the sender; the title unless said.
        #[arg(long, value_name = "NAME")]
        sender: Option<String>,
        /// The language of its fixed words: en, de, es.
        #[arg(long, default_value = "en")]
        language: String,
        /// Its time zone, as Europe/Berlin.
        #[arg(long, default_value = "UTC")]
        zone: String,
        /// The local hour it goes out.
        #[arg(long, default_value = "06:30")]
        hour: String,
        /// The promise on the sign-up page.
        #[arg(long, default_value = "")]
        promise: String,
        /// What becomes of mails that a crash left in doubt: resend, hold, skip.
        #[arg(long, default_value = "resend", value_parser = policy)]
        uncertain: UncertainPolicy,
        /// The postal address at the foot of each mail.
        #[arg(long, default_value = "")]
        imprint: String,
    },
    /// List the titles.
    List,
}

fn policy(word: &str) -> Result<UncertainPolicy, String> {
    UncertainPolicy::parse(word).ok_or_else(|| "it is resend, hold or skip".to_owned())
}

pub async fn run(command: Command, config: &Config) -> Result<ExitCode, Failed> {
    let house = open(config).await?;
    match command {
        Command::Add { title, from, sender, language, zone, hour, promise, uncertain, imprint } => {
            jiff::tz::TimeZone::get(&zone)
                .map_err(|e| format!("{zone} is no time zone known here: {e}"))?;
            let language = Lang::of(&language);
            let new = Newsletter {
                id: NewsletterId(0),
                slug: Slug::of(&title),
                sections: Newsletter::usual_sections(&language),
                sender: Sender {
                    name: sender.unwrap_or_else(|| title.clone()),
                    address: Address::parse(&from)?,
                    reply_to: None,
                    imprint,
                },
                title,
                promise,
                language,
                zone,
                hour: Hour::parse(&hour)?,
                days: Day::WEEK.to_vec(),
                draft_minutes: 90,
                late_minutes: 180,
                fallback: Fallback::Hold,
                uncertain,
                rules: story::Rules::default(),
            };
            let slug = new.slug.clone();
            let id = house.store.add_newsletter(new).await?;
            put(&json!({ "newsletter": id, "slug": slug }))?;
        }
        Command::List => {
            for title in house.store.newsletters().await? {
                put(&title)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

//! `nightdesk edition`: the way of an edition without the desk's pages.

use super::{Failed, open, put, tell};
use crate::{config::Config, house::House, house::now};
use serde_json::json;
use std::{process::ExitCode, sync::Arc};
use store::{EditionStep, StoreError};
use story::{Address, EditionId};

#[derive(clap::Subcommand)]
pub enum Command {
    /// List editions, the newest first.
    List,
    /// Draft today's edition of a newsletter, if there is none yet.
    Draft {
        /// The newsletter's name in addresses.
        newsletter: String,
    },
    /// Show an edition with its slots and reasons.
    Show {
        /// Its number.
        edition: EditionId,
    },
    /// Approve an edition, in a chief's name.
    Approve {
        /// Its number.
        edition: EditionId,
        /// The chief's address.
        #[arg(long, value_name = "ADDRESS")]
        by: String,
    },
    /// Send an approved edition now. Where a Nightdesk serves from the same
    /// data, that one prints it.
    Send {
        /// Its number.
        edition: EditionId,
        /// The editor's address.
        #[arg(long, value_name = "ADDRESS")]
        by: String,
    },
    /// Send again what a crash left in doubt, where the newsletter's policy
    /// holds or skips it.
    Resend {
        /// Its number.
        edition: EditionId,
        /// The editor's address.
        #[arg(long, value_name = "ADDRESS")]
        by: String,
    },
    /// Let a sending that stands still go on: mended for who has not been sent a
    /// copy, or as it is.
    GoOn {
        /// Its number.
        edition: EditionId,
        /// With the words that it was frozen with.
        #[arg(long)]
        as_it_is: bool,
        /// The chief's address.
        #[arg(long, value_name = "ADDRESS")]
        by: String,
    },
    /// The account: every frozen delivery in one line of it.
    Account {
        /// Its number.
        edition: EditionId,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(command: Command, config: &Config) -> Result<ExitCode, Failed> {
    let house = open(config).await?;
    match command {
        Command::List => {
            for line in house.store.editions(None, 100).await? {
                put(&json!({
                    "edition": line.id, "kind": line.kind.as_str(), "newsletter": line.newsletter,
                    "date": line.date,
                    "state": line.state, "subject": line.subject, "send_at": line.send_at,
                }))?;
            }
        }
        Command::Draft { newsletter } => {
            let found = house.store.newsletter_by_slug(&newsletter).await?;
            let found =
                found.ok_or_else(|| format!("there is no newsletter named {newsletter}"))?;
            let date = found.local_date(now());
            let id = house.draft(&found, date, now()).await?;
            show(&house, id).await?;
        }
        Command::Show { edition } => show(&house, edition).await?,
        Command::Approve { edition, by } => {
            let chief = who(&house, &by).await?;
            let revision = load(&house, edition).await?.revision;
            let step = EditionStep::Approve;
            house.store.step_edition(edition, revision, step, Some(chief), now()).await?;
            show(&house, edition).await?;
        }
        Command::Send { edition, by } => {
            let editor = who(&house, &by).await?;
            let revision = load(&house, edition).await?.approved()?.revision;
            let at = EditionStep::Reschedule(now());
            house.store.step_edition(edition, revision, at, Some(editor), now()).await?;
            if let Some(_lock) = lock(config)? {
                house.freeze(edition, now()).await?;
                house.printed(edition).await;
            }
            account(&house, edition, true).await?;
        }
        Command::Resend { edition, by } => {
            let editor = who(&house, &by).await?;
            let editor = house.store.editor(editor).await?.ok_or("this editor has left")?;
            let lock = lock(config)?;
            if house.resend(edition, &editor.name).await? > 0 && lock.is_some() {
                house.print(edition);
                house.printed(edition).await;
            }
            account(&house, edition, true).await?;
        }
        Command::GoOn { edition, as_it_is, by } => {
            let editor = who(&house, &by).await?;
            let stopped = house.store.sending(edition).await?.stopped;
            stopped.ok_or("the sending does not stand still")?;
            if as_it_is {
                house.store.go_on(edition, editor, now()).await?;
            } else {
                let (mark, changes) = house.floor().mending(edition).await?;
                changes.iter().for_each(|change| tell(change));
                house.floor().go_on_mended(edition, editor, &mark).await?;
            }
            account(&house, edition, true).await?;
        }
        Command::Account { edition, json } => account(&house, edition, json).await?,
    }
    house.close().await;
    Ok(ExitCode::SUCCESS)
}

/// The right to print here and now; none where a Nightdesk serves, whose clock
/// sees what is to be printed.
fn lock(config: &Config) -> Result<Option<store::Lock>, Failed> {
    match House::lock(config) {
        Err(StoreError::InUse { .. }) => {
            tell("the running Nightdesk prints it within seconds");
            Ok(None)
        }
        lock => Ok(Some(lock?)),
    }
}

async fn load(house: &Arc<House>, id: EditionId) -> Result<story::Edition<story::Drafted>, Failed> {
    Ok(house.store.edition(id).await?.ok_or_else(|| format!("there is no edition {id}"))?)
}

pub(super) async fn who(house: &Arc<House>, address: &str) -> Result<story::EditorId, Failed> {
    let found = house.store.editor_by_email(&Address::parse(address)?).await?;
    Ok(found.ok_or_else(|| format!("{address} is no editor"))?.0.id)
}

async fn show(house: &Arc<House>, id: EditionId) -> Result<(), Failed> {
    let edition = load(house, id).await?;
    let late: Vec<_> = house.store.late_news(id).await?;
    let late: Vec<_> = late
        .iter()
        .map(|l| {
            json!({
                "story": l.late.story, "came": l.late.came, "replaces": l.late.replaces,
                "reason": l.late.reason, "found": l.found,
                "outcome": l.outcome.map(|(o, _)| o.as_str()), "by": l.by,
            })
        })
        .collect();
    put(&json!({
        "kind": edition.kind.as_str(), "corrections": edition.corrections, "late_news": late,
        "edition": edition.id, "newsletter": edition.newsletter, "date": edition.date,
        "state": edition.state(), "revision": edition.revision, "subject": edition.subject,
        "preface": edition.preface, "send_at": edition.send_at, "slots": edition.slots,
    }))
}

async fn account(house: &Arc<House>, id: EditionId, json: bool) -> Result<(), Failed> {
    let state = load(house, id).await?.state();
    let account = house.store.account(id).await?;
    if json {
        let mut value = serde_json::to_value(&account)?;
        value["edition"] = json!(id);
        value["state"] = json!(state);
        value["sum"] = json!(account.sum());
        value["rate"] = json!(account.rate());
        return put(&value);
    }
    let mut lines = vec![format!("edition {id}, {}", state.as_str())];
    for (word, count) in [
        ("pending", account.pending),
        ("claimed", account.claimed),
        ("intent", account.intent),
        ("accepted", account.accepted),
        ("deferred", account.deferred),
        ("rejected", account.rejected),
        ("suppressed", account.suppressed),
        ("expired", account.expired),
        ("uncertain", account.uncertain),
        ("sum", account.sum()),
        ("frozen", account.frozen),
    ] {
        lines.push(format!("{word:>12} {count:>9}"));
        if word == "rejected" {
            let classes = account.rejected_by.iter();
            lines.extend(classes.map(|(class, n)| format!("{class:>16} {n:>9}")));
        }
    }
    if let (Some(first), Some(last)) = (account.first, account.last) {
        let rate = account.rate().map(|r| format!(", {r:.0} a second")).unwrap_or_default();
        lines.push(format!("accepted from {first} to {last}{rate}"));
    }
    for address in &account.in_doubt {
        lines.push(format!("may not have come: {address}"));
    }
    for address in account.maybe_twice() {
        lines.push(format!("may have come twice: {address}"));
    }
    tell(&lines.join("\n"));
    Ok(())
}

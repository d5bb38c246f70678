//! `nightdesk correction`: what is done about errors in editions that went out.

use super::{Failed, edition::who, open, put};
use crate::{config::Config, house::now};
use serde_json::json;
use std::process::ExitCode;
use store::{CorrectionAct, Corrections, NewCorrectionMail, StoredCorrection};
use story::{CorrectionId, EditionId, VersionId};

#[derive(clap::Subcommand)]
pub enum Command {
    /// List the corrections that nobody has decided, or all of an edition.
    List {
        /// All of that edition.
        #[arg(long)]
        edition: Option<EditionId>,
    },
    /// Put its note up on the page of the faulty edition.
    Note {
        /// Its number.
        correction: CorrectionId,
        /// What was wrong, and what is right.
        wording: String,
        /// An item of it stands in the next edition, too.
        #[arg(long)]
        next: bool,
        /// Readers may read what of the wording stands in the source's note to
        /// editors.
        #[arg(long)]
        from_note: bool,
        /// The version that was seen: the correction's `version`.
        #[arg(long, value_name = "VERSION")]
        seen: VersionId,
        /// The editor's address.
        #[arg(long, value_name = "ADDRESS")]
        by: String,
    },
    /// Decide that none is needed.
    Dismiss {
        /// Its number.
        correction: CorrectionId,
        /// Why; kept in its log.
        why: String,
        /// The version that was seen: the correction's `version`.
        #[arg(long, value_name = "VERSION")]
        seen: VersionId,
        /// The editor's address.
        #[arg(long, value_name = "ADDRESS")]
        by: String,
    },
    /// Lay the mail to those who were sent the faulty edition; it goes out once
    /// it is approved (`nightdesk edition approve`).
    Mail {
        /// Its number.
        correction: CorrectionId,
        /// Its subject.
        #[arg(long)]
        subject: String,
        /// The chief's address.
        #[arg(long, value_name = "ADDRESS")]
        by: String,
    },
}

fn told(c: &StoredCorrection, sent_to: u64) -> serde_json::Value {
    json!({
        "correction": c.id, "edition": c.edition, "date": c.date, "story": c.story,
        "headline": c.headline, "was": c.was, "version": c.version, "opened": c.opened,
        "state": c.state.as_str(), "wording": c.wording, "noted": c.noted, "waits": c.waits,
        "carried": c.carried.map(|(id, _)| id), "mail": c.mail, "sent_to": sent_to,
    })
}

pub async fn run(command: Command, config: &Config) -> Result<ExitCode, Failed> {
    let house = open(config).await?;
    let store = &house.store;
    let found = async |id: CorrectionId| {
        let found = store.correction(id).await?;
        found.ok_or_else(|| Failed::from(format!("there is no correction {id}")))
    };
    let decided = match command {
        Command::List { edition } => {
            let which = edition.map_or(Corrections::Open, Corrections::Of);
            for c in store.corrections(which).await? {
                put(&told(&c, store.was_sent(c.id).await?))?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        Command::Note { correction, wording, next, from_note, seen, by } => {
            let (editor, c) = (who(&house, &by).await?, found(correction).await?);
            let versions = store.story_versions(c.story).await?;
            if !from_note && versions.iter().any(|v| v.notes.is_quoted_by(&wording)) {
                return Err("words of it stand in the source’s note to editors: write your own, \
                            or say --from-note if readers may read them"
                    .into());
            }
            let act = CorrectionAct::Note { wording, next };
            store.decide_correction(c.id, seen, act, editor, now()).await?;
            correction
        }
        Command::Dismiss { correction, why, seen, by } => {
            let (editor, c) = (who(&house, &by).await?, found(correction).await?);
            let act = CorrectionAct::Dismiss { why };
            store.decide_correction(c.id, seen, act, editor, now()).await?;
            correction
        }
        Command::Mail { correction, subject, by } => {
            let (chief, c) = (who(&house, &by).await?, found(correction).await?);
            let newsletter = store.newsletter(c.newsletter).await?;
            let newsletter = newsletter.ok_or("its newsletter is gone")?;
            let mail = NewCorrectionMail { date: newsletter.local_date(now()), subject };
            store.lay_correction_mail(c.id, mail, chief, now()).await?;
            correction
        }
    };
    let c = found(decided).await?;
    put(&told(&c, store.was_sent(c.id).await?))?;
    Ok(ExitCode::SUCCESS)
}

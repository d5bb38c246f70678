//! Mails to chiefs: what came in about an edition and asks for one of them. They
//! quote no story, so that a mail box holds nothing that was withdrawn.

use super::{House, HouseError, now};
use std::collections::BTreeMap;
use store::Alert;
use story::{Drafted, Edition, EditionState, Newsletter, Role, Unanswered};
use web::words::MailWords;

impl House {
    /// Tells all chiefs what has come in, one mail an edition.
    pub(super) async fn tell_chiefs(&self) -> Result<(), HouseError> {
        let mut of: BTreeMap<_, Vec<Alert>> = BTreeMap::new();
        for alert in self.store.alerts().await? {
            of.entry(alert.edition).or_default().push(alert);
        }
        for (id, alerts) in of {
            let Some(edition) = self.store.edition(id).await? else { continue };
            let newsletter = self.newsletter(edition.newsletter).await?;
            let link = format!("{}/desk/edition/{id}", self.links.public_url());
            let mut mails = Vec::new();
            for chief in self.store.editors().await?.into_iter().filter(|e| e.role == Role::Chief) {
                let words = words(&newsletter, &edition, &alerts, &link);
                mails.push(self.letter(&newsletter, chief.email, words).await?);
            }
            let ids = alerts.iter().map(|a| a.id).collect();
            self.store.alerted(ids, mails, now()).await?;
            self.posted.notify_one();
        }
        Ok(())
    }
}

fn words(
    newsletter: &Newsletter,
    edition: &Edition<Drafted>,
    alerts: &[Alert],
    link: &str,
) -> MailWords {
    let state = edition.state();
    let name = format!("{}, {}", newsletter.title, edition.date);
    let stands = match state {
        EditionState::InReview | EditionState::Drafted => {
            let hour = edition.send_at.to_zoned_datetime(newsletter.time_zone());
            let wait = "It waits until a chief has looked at it and approved it";
            let rule = match newsletter.rules.unanswered {
                Unanswered::LeaveOut => format!(
                    ". Where stories were withdrawn and nothing else stands against it, {} minutes before its hour it goes on without them by your newsletter's rule",
                    Unanswered::BEFORE.as_mins()
                ),
                Unanswered::Wait => String::new(),
            };
            format!("Its hour is {}. {wait}{rule}.", hour.strftime("%H:%M"))
        }
        EditionState::Frozen | EditionState::Printing => {
            "Its sending stands still until a chief lets it go on, or ends it.".to_owned()
        }
        EditionState::Approved => "It is approved and goes out at its hour.".to_owned(),
        EditionState::Sent => "It has gone out.".to_owned(),
        EditionState::Held => "It is held.".to_owned(),
        EditionState::Skipped => "It does not go out.".to_owned(),
    };
    let happened: Vec<String> = alerts.iter().map(|a| format!("* {}", a.why)).collect();
    MailWords {
        subject: format!("{name}: look at the desk"),
        text: format!("{name}\n\n{}\n\n{stands}\n\n{link}\n", happened.join("\n")),
        html: String::new(),
    }
}

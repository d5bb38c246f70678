//! The newcomer's walk by itself, without a browser: through the same pages
//! and forms that a person would use, judged by what comes out at the end.

use super::{
    Addresses,
    browser::{Browser, Form, Page},
    newsroom::Standing,
};
use crate::{
    cli::{Failed, put, tell},
    house::{House, now},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::{process::ExitCode, sync::Arc, time::Duration};
use story::{Account, EditionState, SubscriptionState};

/// What the walk found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Walked {
    documents_read: u64,
    stories: u64,
    events: usize,
    slots_drafted: usize,
    mails_accepted: u64,
    confirmed: u64,
    unsubscribed: u64,
    account_sum: u64,
    account_frozen: u64,
    may_have_come_twice: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

/// A mail as the catcher lists it.
#[derive(Debug, Deserialize)]
struct Caught {
    id: u64,
    to: String,
    subject: String,
    list_unsubscribe: Option<String>,
}

/// The links of a mail's text.
#[derive(Debug, Deserialize)]
struct Opened {
    links: Vec<String>,
}

/// How long the walk waits for anything.
const PATIENCE: Duration = Duration::from_secs(120);
/// The reader who signs up on the way.
const NEWCOMER: &str = "newcomer@reader.example";

/// Walks the whole way. What was found up to a failure is kept.
pub async fn walk(
    house: &Arc<House>,
    at: &Addresses,
    standing: &Standing,
    desk_link: &str,
) -> Walked {
    let mut found = Walked {
        documents_read: standing.documents,
        stories: standing.stories,
        events: standing.events,
        ..Walked::default()
    };
    if let Err(e) = steps(house, at, standing, desk_link, &mut found).await {
        found.failed = Some(e.to_string());
    }
    found
}

async fn steps(
    house: &Arc<House>,
    at: &Addresses,
    standing: &Standing,
    desk_link: &str,
    found: &mut Walked,
) -> Result<(), Failed> {
    let edition = standing.edition;
    let draft = house.store.edition(edition).await?.ok_or("there is no draft")?;
    found.slots_drafted = draft.slots.len();
    ensure(found.slots_drafted >= 5, || {
        format!("the draft has {} slots only", found.slots_drafted)
    })?;

    // The desk: in by the one-time link, reorder, rewrite, approve, send.
    let mut desk = Browser::new()?;
    let pass = desk.open(desk_link).await?.well()?;
    let pass = pass.form(&path_of(desk_link))?;
    desk.send(&pass).await?.well()?;
    let page = format!("{}/desk/edition/{edition}", at.site);
    let open = desk.open(&page).await?.well()?;
    let moving = second_of_a_section(&draft).ok_or("no section has two slots to reorder")?;
    let reorder = open.form(&format!("/desk/edition/{edition}/move"))?;
    let reorder = reorder.with("slot", &moving.to_string()).with("to", "up");
    let open = desk.send(&reorder).await?.well()?;
    let now_first = house.store.edition(edition).await?.ok_or("the draft is gone")?;
    let was = draft.slots.iter().position(|s| s.id == moving);
    let is = now_first.slots.iter().position(|s| s.id == moving);
    ensure(is < was, || "the slot did not move up".into())?;

    let lead = now_first.slots.first().ok_or("the draft is empty")?;
    let headline = format!("{} (as edited)", lead.headline);
    let rewrite = open.form(&format!("/slot/{}", lead.id))?.with("headline", &headline);
    let open = desk.send(&rewrite).await?.well()?;
    ensure(open.body.contains("(as edited)"), || "the new headline does not show".into())?;
    let open = desk.send(&open.form("/approve")?).await?.well()?;
    desk.send(&open.form("/send-now")?).await?.well()?;

    // The press: until every delivery has ended.
    let account = sent(house, standing).await?;
    found.mails_accepted = account.accepted;
    found.account_sum = account.sum();
    found.account_frozen = account.frozen;
    found.may_have_come_twice = account.once_uncertain.len();
    ensure(account.sum() == account.frozen, || "the account does not add up".into())?;
    ensure(account.accepted == account.frozen, || {
        format!("{} of {} mails were accepted", account.accepted, account.frozen)
    })?;
    let progress = desk.open(&format!("{page}/progress")).await?.well()?;
    ensure(progress.body.contains(&account.accepted.to_string()), || {
        "the progress page does not show the account".into()
    })?;

    // A reader: opens the mail in the catcher, leaves by its one-click link.
    let mut reader = Browser::new()?;
    let mails = caught(&mut reader, at).await?;
    let editions: Vec<_> = mails.iter().filter(|m| m.list_unsubscribe.is_some()).collect();
    ensure(editions.len() as u64 == account.accepted, || {
        format!("the catcher has {} editions of {}", editions.len(), account.accepted)
    })?;
    let mail = editions.first().ok_or("the catcher has no edition")?;
    ensure(mail.subject == now_first.subject, || format!("the subject is {:?}", mail.subject))?;
    reader.open(&format!("{}/m/{}", at.catcher, mail.id)).await?.well()?;
    let link = one_click_link(mail.list_unsubscribe.as_deref().unwrap_or_default())?;
    let page = reader.open(&link).await?.well()?;
    ensure(page.form(&path_of(&link)).is_ok(), || "the page has no button to leave".into())?;
    let before = house.store.count_readers(standing.newsletter.id).await?;
    let status = reader.one_click(&link).await?;
    ensure(status == 200, || format!("one click was answered {status}"))?;
    let after = house.store.count_readers(standing.newsletter.id).await?;
    found.unsubscribed = after.unsubscribed - before.unsubscribed;
    ensure(found.unsubscribed == 1, || "one click did not end the subscription".into())?;

    // Another one: signs up on the public page, confirms through the catcher.
    let title = format!("{}/n/{}", at.site, standing.newsletter.slug);
    let page = reader.open(&title).await?.well()?;
    tokio::time::sleep(Duration::from_millis(2500)).await; // a person types
    let form = page.form("/sign-up")?.with("email", NEWCOMER).with("name", "Newcomer");
    reader.send(&form).await?.well()?;
    let link = confirmation(&mut reader, at).await?;
    let page = reader.open(&link).await?.well()?;
    let form: Form = page.form(&path_of(&link))?;
    ensure(subscribed(house, standing).await? == Some(SubscriptionState::Pending), || {
        "opening the link alone has confirmed it".into()
    })?;
    reader.send(&form).await?.well()?;
    ensure(subscribed(house, standing).await? == Some(SubscriptionState::Confirmed), || {
        "the button did not confirm".into()
    })?;
    found.confirmed = 1;

    // The archive: the edition, its lead story's page, the feed.
    let printed = reader.open(&format!("{title}/{}", draft.date)).await?.well()?;
    ensure(printed.body.contains("(as edited)"), || "the archive has not the edition".into())?;
    let story = format!("{}/s/{}", at.site, lead.story);
    reader.open(&story).await?.well()?;
    let feed: Page = reader.open(&format!("{title}/feed.atom")).await?.well()?;
    ensure(feed.body.contains(&draft.date.to_string()), || "the feed has not the edition".into())
}

fn ensure(holds: bool, else_: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(else_().into()) }
}

fn path_of(url: &str) -> String {
    let after = url.split("://").nth(1).unwrap_or(url);
    after.find('/').map_or_else(String::new, |at| after[at..].to_owned())
}

/// A slot that has another one before it in its section.
fn second_of_a_section(edition: &story::Edition<story::Drafted>) -> Option<story::SlotId> {
    edition.slots.windows(2).find(|two| two[0].section == two[1].section).map(|two| two[1].id)
}

async fn sent(house: &Arc<House>, standing: &Standing) -> Result<Account, Failed> {
    let until = now() + SignedDuration::try_from(PATIENCE)?;
    loop {
        let edition = house.store.edition(standing.edition).await?.ok_or("the edition is gone")?;
        let account = house.store.account(standing.edition).await?;
        if edition.state() == EditionState::Sent {
            return Ok(account);
        }
        ensure(now() < until, || {
            format!("the edition is {} after {PATIENCE:?}: {account:?}", edition.state().as_str())
        })?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn caught(browser: &mut Browser, at: &Addresses) -> Result<Vec<Caught>, Failed> {
    let page = browser.open(&format!("{}/api/mails?limit=100000", at.catcher)).await?.well()?;
    Ok(serde_json::from_str(&page.body)?)
}

/// The https or http link of a List-Unsubscribe header.
fn one_click_link(header: &str) -> Result<String, Failed> {
    let found = header
        .split(',')
        .map(|part| part.trim().trim_start_matches('<').trim_end_matches('>'))
        .find(|link| link.starts_with("http"));
    Ok(found.ok_or("the mail has no one-click link")?.to_owned())
}

/// The link in the newcomer's confirmation mail, once it is there.
async fn confirmation(browser: &mut Browser, at: &Addresses) -> Result<String, Failed> {
    let until = now() + SignedDuration::try_from(PATIENCE)?;
    loop {
        let mails = caught(browser, at).await?;
        let mail = mails.into_iter().find(|m| m.to == NEWCOMER);
        if let Some(mail) = mail {
            let page = browser.open(&format!("{}/api/mails/{}", at.catcher, mail.id)).await?;
            let opened: Opened = serde_json::from_str(&page.well()?.body)?;
            let link = opened.links.into_iter().find(|l| l.contains("/confirm/"));
            return Ok(link.ok_or("the confirmation has no link")?);
        }
        ensure(now() < until, || "no confirmation mail came".into())?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn subscribed(
    house: &Arc<House>,
    standing: &Standing,
) -> Result<Option<SubscriptionState>, Failed> {
    let address = story::Address::parse(NEWCOMER)?;
    let Some(reader) = house.store.reader_by_address(&address).await? else { return Ok(None) };
    let all = house.store.subscriptions(reader.id).await?;
    Ok(all.into_iter().find(|(n, _)| *n == standing.newsletter.id).map(|(_, state)| state))
}

/// Prints the table; 0 if nothing failed.
pub fn report(found: Walked, json: bool) -> Result<ExitCode, Failed> {
    let failed = found.failed.clone();
    if json {
        put(&found)?;
    } else {
        use std::io::Write;
        let mut out = std::io::stdout().lock();
        for (what, count) in [
            ("documents read", found.documents_read),
            ("stories", found.stories),
            ("events", found.events as u64),
            ("slots drafted", found.slots_drafted as u64),
            ("mails accepted", found.mails_accepted),
            ("confirmed", found.confirmed),
            ("unsubscribed", found.unsubscribed),
            ("account sum", found.account_sum),
            ("frozen", found.account_frozen),
            ("may have come twice", found.may_have_come_twice as u64),
        ] {
            writeln!(out, "{what:<20} {count:>8}")?;
        }
    }
    match failed {
        None => Ok(ExitCode::SUCCESS),
        Some(why) => {
            tell(&format!("The walk failed: {why}"));
            Ok(ExitCode::FAILURE)
        }
    }
}

//! Single mails: confirmations to readers, notices to editors. Sent by the
//! same session as editions, one after the other, each until it has ended.

use crate::driver::{Line, Way};
use crate::ledger::{LedgerError, Notice, Outbox, Outcome};
use crate::relay::Relay;
use crate::run::{Door, Fleet, PressError, Retry};
use crate::session::{Event, Mail, Pace, Trouble, Verdict, pace};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::{Duration, Instant};
use story::RejectClass;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

/// After so many tries a mail is given up: waits of 1, 2, 4, … minutes up to
/// an hour make about two days.
const TRIES: u32 = 52;
/// How often the outbox is looked into without being told.
const LOOK: Duration = Duration::from_secs(5);
/// How many are sent on one connection.
const BATCH: usize = 50;

const RETRY: Retry = Retry {
    first: Duration::from_secs(60),
    longest: Duration::from_secs(60 * 60),
    relay_first: Duration::from_secs(2),
    relay_longest: Duration::from_secs(60),
    silence: Duration::from_secs(10 * 60),
};

/// Sends what is in the outbox until told to stop. `wake` says that something
/// new lies there; without a relay everything waits.
pub async fn post(
    outbox: Arc<dyn Outbox>,
    fleet: watch::Receiver<Option<Arc<Fleet>>>,
    stop: CancellationToken,
    wake: Arc<Notify>,
) -> Result<(), PressError> {
    let mut troubles = 0_u32;
    while !stop.is_cancelled() {
        let fleet = fleet.borrow().clone();
        let mut wait = LOOK;
        if let Some(fleet) = &fleet {
            let due = outbox.due(BATCH, Timestamp::now()).await?;
            let full = due.len() == BATCH;
            if !due.is_empty() {
                match send(&outbox, fleet, due, &stop).await? {
                    None if full => wait = Duration::ZERO,
                    None => {}
                    Some(trouble) => {
                        troubles = troubles.saturating_add(1);
                        wait = RETRY.relay(troubles);
                        tracing::warn!("single mails wait {} s: {trouble}", wait.as_secs());
                        tokio::select! {
                            () = stop.cancelled() => {}
                            () = tokio::time::sleep(wait) => {}
                        }
                        continue;
                    }
                }
                troubles = 0;
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = wake.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    Ok(())
}

/// Opens a connection to the first relay that lets us; the trouble is the
/// last one's. A few single mails do not wait for a place among a run's
/// connections, but they keep the silence that a relay asks for.
async fn open(fleet: &Fleet) -> Result<(Line, usize), Trouble> {
    let mut last = Trouble::Connect("no relay is set".to_owned());
    for (at, lane) in fleet.lanes().iter().enumerate() {
        if lane.is_hushed() {
            last = Trouble::Unavailable("the relay asked for a while of silence".to_owned());
            continue;
        }
        let Door::Smtp(way) = &lane.door;
        match Line::open(way, "single").await {
            Ok(line) => return Ok((line, at)),
            Err(trouble) => last = trouble,
        }
    }
    Err(last)
}

/// Sends notices over one connection. Returns the trouble that ended it early;
/// what was not answered stays due.
async fn send(
    outbox: &Arc<dyn Outbox>,
    fleet: &Fleet,
    due: Vec<Notice>,
    stop: &CancellationToken,
) -> Result<Option<Trouble>, LedgerError> {
    let (mut line, at) = match open(fleet).await {
        Ok(opened) => opened,
        Err(trouble) => return Ok(Some(trouble)),
    };
    for (sent, notice) in due.into_iter().enumerate() {
        if stop.is_cancelled() {
            break;
        }
        let id = notice.id as u64;
        fleet.lanes()[at].count();
        line.session.mail(
            Mail { id, from: notice.from, to: notice.to, message: notice.message },
            Instant::now(),
        );
        let verdict = loop {
            match line.next().await {
                Event::Holding(id) => line.session.permit(id, Instant::now()),
                Event::Ended(_, verdict, _) => break verdict,
                Event::Closed(trouble) => {
                    // A server may close between two mails as it likes.
                    let fine = trouble == Trouble::Done && sent > 0;
                    return Ok((!fine).then_some(trouble));
                }
                Event::Ready | Event::StartTls => {}
            }
        };
        if let Verdict::Unsent(words) | Verdict::Deferred(words) = &verdict
            && pace(words) == Some(Pace::Silence)
        {
            fleet.lanes()[at].silence(RETRY.silence);
        }
        let (outcome, lost) = outcome(verdict, notice.attempt);
        outbox.settle(notice.id, outcome, Timestamp::now()).await?;
        if let Some(words) = lost {
            return Ok((sent == 0).then_some(Trouble::Broken(words)));
        }
    }
    line.quit().await;
    Ok(None)
}

/// What a verdict means for a single mail, and the words of a connection that
/// is lost with it. A mail whose answer was lost is sent again: a confirmation
/// twice is better than none.
fn outcome(verdict: Verdict, attempt: u32) -> (Outcome, Option<String>) {
    let later = |reply: String| {
        let attempt = attempt.saturating_add(1);
        if attempt >= TRIES {
            return Outcome::Expired { reply };
        }
        Outcome::Deferred { reply, not_before: RETRY.reader(attempt, 0.5, Timestamp::now()) }
    };
    match verdict {
        Verdict::Accepted(reply) => (Outcome::Accepted { reply }, None),
        Verdict::Deferred(reply) => (later(reply), None),
        // Our own fault is mended by a human, and then the mail should go.
        Verdict::Rejected(RejectClass::Sender, reply) if attempt < 8 => (later(reply), None),
        Verdict::Rejected(class, reply) => (Outcome::Rejected { class, reply }, None),
        Verdict::Uncertain(reply) => (later(reply.clone()), Some(reply)),
        Verdict::Unsent(reply) => {
            let soon = Timestamp::now() + SignedDuration::from_secs(2);
            let outcome = if attempt == 0 {
                Outcome::Released
            } else {
                Outcome::Deferred { reply: reply.clone(), not_before: soon }
            };
            (outcome, Some(reply))
        }
    }
}

/// Connects to a relay as a run would, without sending anything. Returns what
/// was found, in words for an editor; the error says what is wrong.
pub async fn test_relay(relay: &Relay) -> Result<String, Trouble> {
    let line = Line::open(&Way::to(relay.clone()), "test").await?;
    let offer = line.session.offer().clone();
    let mut words = format!("{}:{} answers", relay.host, relay.port);
    words.push_str(match relay.tls {
        crate::session::Tls::None => ", without TLS",
        _ => ", with TLS",
    });
    if relay.login.is_some() {
        words.push_str(", takes the name and password");
    }
    if let Some(size) = offer.size.filter(|s| *s > 0) {
        words.push_str(&format!(", takes mails of up to {} KB", size / 1024));
    }
    words.push_str(if offer.pipelining {
        ", and offers pipelining."
    } else {
        ". It does not offer pipelining, so sending takes longer."
    });
    line.quit().await;
    Ok(words)
}

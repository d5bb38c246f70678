//! One connection of a run: takes deliveries, imprints, signs, sends, and
//! keeps the ledger one step ahead of the dots.

use super::PressError;
use super::fleet::Door;
use super::floor::{Floor, Taken};
use crate::copy::Words;
use crate::driver::Line;
use crate::ledger::{Claim, Outcome, Permit, UncertainPolicy};
use crate::plate::PlateError;
use crate::session::{Event, Mail, Pace, Trouble, Verdict, pace};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::{Duration, Instant};
use story::{ReaderId, RejectClass};

/// How long an answer may wait for the next mail's intent before it is
/// committed by itself.
const PATIENCE: Duration = Duration::from_millis(50);

/// A connection with nothing to send for longer than this is closed: servers
/// do not like to be kept waiting.
const IDLE: Duration = Duration::from_secs(5);

/// Works for one relay until the round is over or the run stops.
pub(super) async fn work(floor: Arc<Floor>, at: usize) -> Result<(), PressError> {
    while let Some(seat) = floor.gate(at).await {
        let first = match floor.take(at).await? {
            Taken::Claim(claim) => claim,
            Taken::Over => return Ok(()),
            Taken::Later(until) => {
                drop(seat);
                if !floor.rest(until).await {
                    return Ok(());
                }
                continue;
            }
        };
        let Door::Smtp(way) = &floor.fleet.lanes()[at].door;
        let opened = tokio::select! {
            opened = Line::open(way, &floor.batch) => opened,
            () = floor.halt.cancelled() => {
                floor.put_back(at, first);
                return Ok(());
            }
        };
        match opened {
            Ok(line) => {
                let at_work = floor.begin_work(at);
                let end = Shift::new(&floor, at, line).run(first).await;
                drop(at_work);
                end?;
            }
            Err(trouble) => {
                floor.trouble(at, &trouble);
                floor.put_back(at, first);
            }
        }
    }
    Ok(())
}

/// One connection from its greeting to its end.
struct Shift<'a> {
    floor: &'a Arc<Floor>,
    /// Which relay it goes to.
    at: usize,
    line: Line,
    flying: Vec<Claim>,
    ended: Vec<(ReaderId, Outcome)>,
    buffers: Vec<Vec<u8>>,
    given: u32,
    answered: u32,
}

impl<'a> Shift<'a> {
    fn new(floor: &'a Arc<Floor>, at: usize, line: Line) -> Self {
        Self {
            floor,
            at,
            line,
            flying: Vec::with_capacity(2),
            ended: Vec::with_capacity(4),
            buffers: Vec::with_capacity(2),
            given: 0,
            answered: 0,
        }
    }

    async fn run(mut self, first: Claim) -> Result<(), PressError> {
        let mut next = Some(first);
        loop {
            let most = self.floor.fleet.lanes()[self.at].relay.mails_per_connection.max(1);
            let full = self.given >= most || self.floor.is_crowded(self.at);
            if self.line.session.has_room() && !full && self.floor.may_begin() {
                let taken = match next.take() {
                    Some(claim) => Taken::Claim(claim),
                    None => self.floor.take(self.at).await?,
                };
                match taken {
                    Taken::Claim(claim) => {
                        // The dot before it waits for no signature; else both
                        // go out at once.
                        if self.floor.run.signer.is_some() && claim.sealed.is_none() {
                            self.line.flush().await;
                        }
                        self.give(claim)?;
                        if self.flying.is_empty() {
                            continue;
                        }
                    }
                    Taken::Later(until) if self.flying.is_empty() => {
                        self.commit(vec![]).await?;
                        if until > Instant::now() + IDLE || !self.floor.rest(until).await {
                            break;
                        }
                        continue;
                    }
                    Taken::Later(_) | Taken::Over => {}
                }
            }
            // A connection that is over still says why.
            if self.flying.is_empty() && !self.line.session.is_over() {
                break;
            }
            let event = if self.ended.is_empty() {
                self.line.next().await
            } else {
                match tokio::time::timeout(PATIENCE, self.line.next()).await {
                    Ok(event) => event,
                    Err(_) => {
                        self.commit(vec![]).await?;
                        continue;
                    }
                }
            };
            match event {
                Event::Holding(id) => self.hold(id).await?,
                Event::Ended(id, verdict, buffer) => self.end(id, verdict, buffer),
                Event::Closed(trouble) => {
                    self.commit(vec![]).await?;
                    // A server may close between two mails as it likes.
                    let early = self.answered == 0 && !self.floor.stopping();
                    if trouble != Trouble::Done || early {
                        self.floor.trouble(self.at, &trouble);
                    }
                    return Ok(());
                }
                Event::Ready | Event::StartTls => {}
            }
        }
        self.commit(vec![]).await?;
        if let Some(unused) = next {
            self.floor.put_back(self.at, unused);
        }
        self.line.quit().await;
        Ok(())
    }

    /// Imprints and signs a reader's mail and gives it to the session.
    fn give(&mut self, claim: Claim) -> Result<(), PressError> {
        let run = &self.floor.run;
        let mut message = self.buffers.pop().unwrap_or_default();
        let reader = claim.reader;
        let words = Words::of(&run.plate, run.links.as_ref(), reader);
        match run.plate.imprint(&words.imprint(&claim), &mut message) {
            Ok(()) => {}
            Err(PlateError::Dkim(e)) => return Err(e.into()),
            Err(e) => {
                // This reader's own values can not stand in a mail.
                self.floor.tell(|p| p.rejected += 1);
                let class = RejectClass::Mailbox;
                self.ended.push((reader, Outcome::Rejected { class, reply: e.to_string() }));
                return Ok(());
            }
        }
        if let Some(signer) = &run.signer {
            let seal = match &claim.sealed {
                Some(made) if made.mark == words.mark(&run.plate, signer, &claim) => &made.seal,
                _ => &signer.seal(&message, |b| run.plate.body_hash(b), Timestamp::now())?,
            };
            signer.attach(&mut message, seal)?;
        }
        let from = run.links.return_path(reader).unwrap_or_else(|| run.plate.return_path().clone());
        let id = reader.0 as u64;
        let to = claim.address.clone();
        self.flying.push(claim);
        self.given += 1;
        self.line.session.mail(Mail { id, from, to, message }, Instant::now());
        Ok(())
    }

    /// The mail is over there but for its dot: asks the ledger for it, while
    /// the last octets travel.
    async fn hold(&mut self, id: u64) -> Result<(), PressError> {
        let reader = ReaderId(id as i64);
        if self.floor.stopping() || self.floor.paused() {
            // No new intents: the server drops a mail that never got its dot.
            self.line.session.close(Trouble::Done);
            return Ok(());
        }
        let ended = std::mem::take(&mut self.ended);
        let run = &self.floor.run;
        let asked = run.ledger.commit(run.edition, ended, vec![reader], Timestamp::now());
        let ((), permits) = tokio::join!(self.line.flush(), asked);
        match permits?.first() {
            Some(Permit::Granted) => self.line.session.permit(id, Instant::now()),
            // Inside DATA there is no way back but to hang up.
            _ => {
                self.floor.tell(|p| p.suppressed += 1);
                self.flying.retain(|c| c.reader != reader);
                self.line.session.close(Trouble::Done);
                self.answered += 1;
            }
        }
        Ok(())
    }

    fn end(&mut self, id: u64, verdict: Verdict, buffer: Vec<u8>) {
        self.buffers.push(buffer);
        let reader = ReaderId(id as i64);
        let Some(at) = self.flying.iter().position(|c| c.reader == reader) else { return };
        let claim = self.flying.remove(at);
        let floor = self.floor;
        match verdict {
            Verdict::Accepted(reply) => {
                self.answered += 1;
                floor.tell(|p| p.accepted += 1);
                floor.answered(self.at, false, &reply);
                self.ended.push((reader, Outcome::Accepted { reply }));
            }
            Verdict::Rejected(class, reply) => {
                self.answered += 1;
                let ours = class == RejectClass::Sender;
                floor.answered(self.at, ours, &reply);
                if ours && floor.refuses_us(self.at) {
                    // The relay takes nothing of ours: no reader's end.
                    self.defer(&claim, reply);
                } else {
                    floor.tell(|p| p.rejected += 1);
                    self.ended.push((reader, Outcome::Rejected { class, reply }));
                }
            }
            Verdict::Deferred(reply) => {
                self.answered += 1;
                floor.answered(self.at, false, &reply);
                self.defer(&claim, reply);
            }
            Verdict::Uncertain(reply) => {
                floor.tell(|p| p.uncertain += 1);
                self.ended.push((reader, Outcome::Uncertain { reply: reply.clone() }));
                if floor.run.uncertain == UncertainPolicy::Resend {
                    self.defer(&claim, reply);
                }
            }
            Verdict::Unsent(reply) => {
                if pace(&reply) == Some(Pace::Silence) {
                    floor.hush(self.at, &reply);
                }
                let first_here = self.answered == 0;
                if first_here && !floor.stopping() && floor.lost_too_often(reader) {
                    self.defer(&claim, reply);
                } else {
                    self.ended.push((reader, Outcome::Released));
                }
            }
        }
    }

    fn defer(&mut self, claim: &Claim, reply: String) {
        let run = &self.floor.run;
        let attempt = claim.attempt.saturating_add(1);
        let chance = self.floor.chance(claim.reader, attempt);
        let not_before = run.retry.reader(attempt, chance, Timestamp::now());
        if not_before >= run.fresh_until {
            self.floor.tell(|p| p.expired += 1);
            self.ended.push((claim.reader, Outcome::Expired { reply }));
        } else {
            self.floor.tell(|p| p.deferred += 1);
            self.ended.push((claim.reader, Outcome::Deferred { reply, not_before }));
        }
    }

    async fn commit(&mut self, intents: Vec<ReaderId>) -> Result<(), PressError> {
        if self.ended.is_empty() && intents.is_empty() {
            return Ok(());
        }
        let run = &self.floor.run;
        let ended = std::mem::take(&mut self.ended);
        run.ledger.commit(run.edition, ended, intents, Timestamp::now()).await?;
        Ok(())
    }
}

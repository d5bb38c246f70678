//! An SMTP client's side of a connection, without the connection (RFC 5321).
//!
//! Octets and the time go in; octets, events and a deadline come out. The
//! driver owns the socket and the TLS handshake. One mail may be on its way
//! while the commands of the next one already travel behind its final dot
//! (PIPELINING, RFC 2920 §3.1), so that a mail costs one round trip.
//!
//! The final dot is never sent before [`Session::permit`]: up to there a lost
//! connection is a mail that was not sent; after it nobody can know.
//!
//! Never here: a socket, a clock, a ledger.

mod login;
mod offer;
mod patience;
pub mod reply;
pub mod verdict;

use login::Dialogue;
pub use login::{Auth, Login};
use memchr::memmem::Finder;
pub use offer::Offer;
pub use patience::Patience;
use reply::{Garbled, Replies, Reply};
use std::collections::VecDeque;
use std::io::Write as _;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use story::Address;
pub use verdict::{Pace, Step, Verdict, judge, pace};

static LINE_WITH_DOT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\n."));

/// How the connection is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Not at all. For a relay on the same machine.
    None,
    /// STARTTLS, and no mail without it (port 587 or 25).
    #[default]
    StartTls,
    /// TLS from the first octet (port 465).
    Implicit,
}

/// What a session must know of its relay.
#[derive(Clone, Debug)]
pub struct Manners {
    /// The name we greet with: a host name that resolves to us.
    pub helo: String,
    /// How the connection is protected.
    pub tls: Tls,
    /// Name and password, if the relay asks for them.
    pub login: Option<Login>,
    /// Which way to log in.
    pub auth: Auth,
    /// How long answers are waited for.
    pub patience: Patience,
    /// False for a relay that was found not to keep to the PIPELINING it
    /// offers.
    pub pipelining: bool,
    /// With the mail's number the ENVID (RFC 3461 §4.4) that a notice about it
    /// carries: letters, digits and hyphens.
    pub batch: String,
    /// The relay is on this machine: a password may go in clear.
    pub loopback: bool,
}

/// A mail to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The caller's name for it, given back in events.
    pub id: u64,
    /// Envelope sender.
    pub from: Address,
    /// Envelope recipient.
    pub to: Address,
    /// The message: CRLF line ends, not dot-stuffed.
    pub message: Vec<u8>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Do the TLS handshake, then call [`Session::secured`].
    StartTls,
    /// Mails can be sent.
    Ready,
    /// The whole mail but for its final dot is in the outgoing octets: call
    /// [`Session::permit`], or close the connection.
    Holding(u64),
    /// A mail has ended; its buffer comes back for the next one.
    Ended(u64, Verdict, Vec<u8>),
    /// The connection is over; every mail has been ended before.
    Closed(Trouble),
}

/// Why a connection ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// We said QUIT, or the server closed between two mails.
    #[error("the connection was closed")]
    Done,
    /// No connection at all.
    #[error("no connection: {0}")]
    Connect(String),
    /// The server says it is not available (421, or a refusal to greet).
    #[error("the server is not available: {0}")]
    Unavailable(String),
    /// No answer in time.
    #[error("no answer to {0} in time")]
    Silent(&'static str),
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The server does not speak SMTP as it must.
    #[error("{0}")]
    Garbled(String),
    /// TLS can't be had.
    #[error("no TLS: {0}")]
    Tls(String),
    /// The relay does not take our name and password.
    #[error("the relay refuses the login: {0}")]
    Login(String),
}

impl Trouble {
    /// True for what another try can't mend: somebody has to change a setting.
    pub fn needs_a_human(&self) -> bool {
        matches!(self, Self::Login(_) | Self::Tls(_))
    }
}

/// What the next reply answers.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Expect {
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    Login,
    Mail(u64),
    Rcpt(u64),
    Data(u64),
    Dot(u64),
    EmptyDot,
    Rset,
    Quit,
}

impl Expect {
    fn patience(&self, patience: &Patience) -> Duration {
        match self {
            Self::Greeting => patience.greeting,
            Self::Ehlo | Self::Helo | Self::StartTls | Self::Login | Self::Rset => patience.hello,
            Self::Mail(_) => patience.mail,
            Self::Rcpt(_) => patience.rcpt,
            Self::Data(_) => patience.data,
            Self::Dot(_) | Self::EmptyDot => patience.dot,
            Self::Quit => patience.quit,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Greeting => "the connection",
            Self::Ehlo | Self::Helo => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Login => "AUTH",
            Self::Mail(_) => "MAIL",
            Self::Rcpt(_) => "RCPT",
            Self::Data(_) => "DATA",
            Self::Dot(_) | Self::EmptyDot => "the final dot",
            Self::Rset => "RSET",
            Self::Quit => "QUIT",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Waits for the mail before it, where there is no PIPELINING.
    Waiting,
    Commands,
    Holding,
    Dotted,
}

#[derive(Debug)]
struct Live {
    mail: Mail,
    stage: Stage,
    refused: Option<Verdict>,
}

/// A connection's state.
#[derive(Debug)]
pub struct Session {
    manners: Manners,
    replies: Replies,
    out: Vec<u8>,
    expected: VecDeque<Expect>,
    since: Instant,
    events: VecDeque<Event>,
    offer: Offer,
    secure: bool,
    ready: bool,
    closed: bool,
    out_of_step: bool,
    login: Option<Dialogue>,
    live: VecDeque<Live>,
}

impl Session {
    /// A session on a connection that has just been made (with
    /// [`Tls::Implicit`]: whose handshake is done).
    pub fn new(manners: Manners, now: Instant) -> Self {
        let secure = manners.tls == Tls::Implicit;
        Self {
            manners,
            replies: Replies::default(),
            out: Vec::new(),
            expected: VecDeque::from([Expect::Greeting]),
            since: now,
            events: VecDeque::new(),
            offer: Offer::default(),
            secure,
            ready: false,
            closed: false,
            out_of_step: false,
            login: None,
            live: VecDeque::new(),
        }
    }

    /// What the server offers; known once ready.
    pub fn offer(&self) -> &Offer {
        &self.offer
    }

    /// True if nothing more will happen but what [`Session::event`] still holds.
    pub fn is_over(&self) -> bool {
        self.closed
    }

    /// True if the connection ended in a way that looks as if the server did
    /// not keep to the PIPELINING it offered: it lost commands, or answers.
    pub fn out_of_step(&self) -> bool {
        self.out_of_step
    }

    /// Octets to write; the driver takes them out as it writes them.
    pub fn outgoing(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    /// The next thing that happened.
    pub fn event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When the server will have kept us waiting too long.
    pub fn deadline(&self) -> Option<Instant> {
        if self.closed {
            return None;
        }
        self.expected.front().map(|e| self.since + e.patience(&self.manners.patience))
    }

    /// How many mails are on their way.
    pub fn in_flight(&self) -> usize {
        self.live.len()
    }

    /// True while another mail can be given: none is on its way, or the only
    /// one has had its dot.
    pub fn has_room(&self) -> bool {
        self.ready
            && !self.closed
            && match self.live.len() {
                0 => true,
                1 => self.live.iter().all(|l| l.stage == Stage::Dotted),
                _ => false,
            }
    }

    /// Takes octets of the server.
    pub fn receive(&mut self, bytes: &[u8], now: Instant) {
        if self.closed {
            return;
        }
        self.replies.feed(bytes);
        while !self.closed {
            match self.replies.take() {
                Ok(None) => return,
                Ok(Some(reply)) => {
                    self.since = now;
                    self.answer(reply);
                }
                Err(garbled) => self.garbled(garbled),
            }
        }
    }

    /// The handshake after [`Event::StartTls`] is done. What was offered in
    /// clear is forgotten (RFC 3207 §4.2).
    pub fn secured(&mut self, now: Instant) {
        self.secure = true;
        self.since = now;
        self.offer = Offer::default();
        self.ehlo();
    }

    /// Gives a mail. Only while [`Session::has_room`]; otherwise it comes back
    /// unsent.
    pub fn mail(&mut self, mail: Mail, now: Instant) {
        if !self.has_room() {
            let words = "the connection had no room for it".to_owned();
            self.events.push_back(Event::Ended(mail.id, Verdict::Unsent(words), mail.message));
            return;
        }
        if let Some(verdict) = self.unfit(&mail) {
            self.events.push_back(Event::Ended(mail.id, verdict, mail.message));
            return;
        }
        if self.expected.is_empty() {
            self.since = now;
        }
        let wait = !self.offer.pipelining && !self.expected.is_empty();
        let stage = if wait { Stage::Waiting } else { Stage::Commands };
        self.live.push_back(Live { mail, stage, refused: None });
        if !wait {
            self.begin();
        }
    }

    /// Sends the final dot of the mail that is held.
    pub fn permit(&mut self, id: u64, now: Instant) {
        let Some(live) =
            self.live.iter_mut().find(|l| l.mail.id == id && l.stage == Stage::Holding)
        else {
            return;
        };
        live.stage = Stage::Dotted;
        self.out.extend_from_slice(b".\r\n");
        self.expected.push_back(Expect::Dot(id));
        self.since = now;
    }

    /// Says good-bye, if nothing is on its way; otherwise ends at once.
    pub fn quit(&mut self, now: Instant) {
        if self.closed {
            return;
        }
        if self.live.is_empty() && self.ready {
            self.out.extend_from_slice(b"QUIT\r\n");
            self.expected.push_back(Expect::Quit);
            self.ready = false;
            self.since = now;
        } else {
            self.close(Trouble::Done);
        }
    }

    /// The server did not answer until the deadline.
    pub fn time_out(&mut self) {
        let name = self.expected.front().map_or("nothing", Expect::name);
        self.out_of_step |= self.offer.pipelining
            && matches!(
                self.expected.front(),
                Some(Expect::Mail(_) | Expect::Rcpt(_) | Expect::Data(_))
            );
        self.close(if name == "QUIT" { Trouble::Done } else { Trouble::Silent(name) });
    }

    /// The server closed the connection.
    pub fn ended(&mut self) {
        // Between two mails a server may close without a word; some limit the
        // mails of a connection so.
        let idle = self.ready && !self.live.iter().any(|l| l.stage == Stage::Dotted);
        let quitting = self.expected.front() == Some(&Expect::Quit);
        self.close(if idle && self.live.iter().all(|l| l.stage != Stage::Holding) || quitting {
            Trouble::Done
        } else {
            Trouble::Broken("the server closed it".to_owned())
        });
    }

    /// The connection broke, or is given up. Mails whose dot went out are
    /// uncertain, all others unsent.
    pub fn close(&mut self, trouble: Trouble) {
        if self.closed {
            return;
        }
        self.closed = true;
        self.expected.clear();
        self.out.clear();
        for live in self.live.drain(..) {
            let verdict = match (live.refused, live.stage) {
                // Whose answer it was is not known any more.
                (Some(_), Stage::Commands) if self.out_of_step => {
                    Verdict::Unsent(trouble.to_string())
                }
                (Some(refused), _) => refused,
                (None, Stage::Dotted) => Verdict::Uncertain(trouble.to_string()),
                (None, _) => Verdict::Unsent(trouble.to_string()),
            };
            self.events.push_back(Event::Ended(live.mail.id, verdict, live.mail.message));
        }
        self.events.push_back(Event::Closed(trouble));
    }

    fn garbled(&mut self, garbled: Garbled) {
        self.close(Trouble::Garbled(garbled.to_string()));
    }

    /// A verdict for a mail this server can't take, known before it is sent.
    fn unfit(&self, mail: &Mail) -> Option<Verdict> {
        use story::RejectClass::{Mailbox, Sender};
        if !self.offer.eight_bit && !mail.message.is_ascii() {
            let words =
                "the mail has octets beyond ASCII, and the relay does not take them (8BITMIME)";
            return Some(Verdict::Rejected(Sender, words.to_owned()));
        }
        let utf8 = !(mail.to.is_ascii() && mail.from.is_ascii());
        if utf8 && !self.offer.smtputf8 {
            let words = "the relay does not take addresses beyond ASCII (SMTPUTF8)";
            return Some(Verdict::Rejected(Mailbox, words.to_owned()));
        }
        match self.offer.size {
            Some(max) if max > 0 && mail.message.len() as u64 > max => {
                let words = format!(
                    "the mail has {} octets, and the relay takes {max} at most",
                    mail.message.len()
                );
                Some(Verdict::Rejected(Sender, words))
            }
            _ => None,
        }
    }

    fn say(&mut self, line: &str, expect: Expect) {
        self.out.extend_from_slice(line.as_bytes());
        self.out.extend_from_slice(b"\r\n");
        self.expected.push_back(expect);
    }

    fn ehlo(&mut self) {
        let line = format!("EHLO {}", self.manners.helo);
        self.say(&line, Expect::Ehlo);
    }

    /// Sends the first command of the newest mail, and with PIPELINING the
    /// others behind it.
    fn begin(&mut self) {
        let Some(live) = self.live.iter_mut().find(|l| {
            l.stage == Stage::Waiting || (l.stage == Stage::Commands && l.refused.is_none())
        }) else {
            return;
        };
        live.stage = Stage::Commands;
        let mail = &live.mail;
        let id = mail.id;
        let out = &mut self.out;
        // Writing into a Vec does not fail.
        let _ = write!(out, "MAIL FROM:<{}>", mail.from);
        if self.offer.size.is_some() {
            let _ = write!(out, " SIZE={}", mail.message.len());
        }
        if !(mail.to.is_ascii() && mail.from.is_ascii()) {
            out.extend_from_slice(b" BODY=8BITMIME SMTPUTF8");
        } else if self.offer.eight_bit && !mail.message.is_ascii() {
            out.extend_from_slice(b" BODY=8BITMIME");
        }
        if self.offer.dsn {
            let _ = write!(out, " RET=HDRS ENVID={}.{id}", self.manners.batch);
        }
        out.extend_from_slice(b"\r\n");
        self.expected.push_back(Expect::Mail(id));
        if self.offer.pipelining {
            self.say_rcpt(id);
            self.say("DATA", Expect::Data(id));
        }
    }

    fn say_rcpt(&mut self, id: u64) {
        if let Some(live) = self.live.iter().find(|l| l.mail.id == id) {
            let notify = if self.offer.dsn { " NOTIFY=FAILURE" } else { "" };
            let _ = write!(self.out, "RCPT TO:<{}>{notify}\r\n", live.mail.to);
            self.expected.push_back(Expect::Rcpt(id));
        }
    }

    fn answer(&mut self, reply: Reply) {
        let Some(expect) = self.expected.pop_front() else {
            let words = reply.words();
            // A refusal in the middle of the body: no acceptance can follow.
            let held = self.live.iter_mut().find(|l| l.stage == Stage::Holding);
            if let Some(live) = held.filter(|_| reply.class() >= 4) {
                live.refused = Some(judge(Step::Dot, &reply));
                return self.close(Trouble::Unavailable(words));
            }
            self.out_of_step |= self.offer.pipelining
                && reply.code != 421
                && self.live.iter().all(|l| l.stage != Stage::Holding);
            return self.close(if reply.code == 421 {
                Trouble::Unavailable(words)
            } else {
                Trouble::Garbled(format!("the server spoke out of turn: {words}"))
            });
        };
        match expect {
            Expect::Greeting => match reply.class() {
                2 => self.ehlo(),
                _ => self.close(Trouble::Unavailable(reply.words())),
            },
            Expect::Ehlo if reply.class() == 2 => {
                self.offer = Offer::read(&reply);
                self.offer.pipelining &= self.manners.pipelining;
                self.greeted();
            }
            Expect::Ehlo if reply.class() == 5 => {
                let line = format!("HELO {}", self.manners.helo);
                self.say(&line, Expect::Helo);
            }
            Expect::Helo if reply.class() == 2 => self.greeted(),
            Expect::Ehlo | Expect::Helo => self.close(Trouble::Unavailable(reply.words())),
            Expect::StartTls if reply.class() == 2 => {
                if self.replies.is_empty() {
                    self.events.push_back(Event::StartTls);
                } else {
                    self.close(Trouble::Tls(
                        "the server sent more before the handshake; somebody may be in between"
                            .to_owned(),
                    ));
                }
            }
            Expect::StartTls if reply.class() == 4 => {
                self.close(Trouble::Unavailable(reply.words()));
            }
            Expect::StartTls => self.close(Trouble::Tls(reply.words())),
            Expect::Login => self.login_answer(&reply),
            Expect::Mail(id) | Expect::Rcpt(id) | Expect::Data(id) | Expect::Dot(id) => {
                self.mail_answer(&expect, id, &reply);
            }
            Expect::EmptyDot => {}
            Expect::Rset if reply.class() == 2 => {}
            Expect::Rset => self.close(Trouble::Unavailable(reply.words())),
            Expect::Quit => self.close(Trouble::Done),
        }
        if reply.code == 421 && !self.closed {
            self.close(Trouble::Unavailable(reply.words()));
        }
        // Without PIPELINING a mail waits until nothing is owed any more.
        if self.expected.is_empty() && self.live.front().is_some_and(|l| l.stage == Stage::Waiting)
        {
            self.begin();
        }
    }

    /// After EHLO: TLS, then the login, then ready.
    fn greeted(&mut self) {
        if self.manners.tls == Tls::StartTls && !self.secure {
            if self.offer.starttls {
                return self.say("STARTTLS", Expect::StartTls);
            }
            return self.close(Trouble::Tls("the relay does not offer STARTTLS".to_owned()));
        }
        let Some(login) = &self.manners.login else {
            return self.be_ready();
        };
        if !self.secure && !self.manners.loopback {
            return self.close(Trouble::Login(
                "a password does not go over the net without TLS; choose STARTTLS or TLS"
                    .to_owned(),
            ));
        }
        match Dialogue::begin(login, self.manners.auth, &self.offer.auth) {
            Some((dialogue, line)) => {
                self.login = Some(dialogue);
                self.say(&line, Expect::Login);
            }
            None => self.close(Trouble::Login(
                match self.manners.auth {
                    Auth::Password => "the relay offers neither AUTH PLAIN nor AUTH LOGIN here",
                    Auth::Xoauth2 => "the relay does not offer AUTH XOAUTH2 here",
                }
                .to_owned(),
            )),
        }
    }

    fn login_answer(&mut self, reply: &Reply) {
        match reply.class() {
            2 => {
                self.login = None;
                self.be_ready();
            }
            3 => match self.login.as_mut().and_then(Dialogue::next) {
                Some(line) => self.say(&line, Expect::Login),
                None => self.close(Trouble::Login(reply.words())),
            },
            4 => self.close(Trouble::Unavailable(reply.words())),
            _ => self.close(Trouble::Login(reply.words())),
        }
    }

    fn be_ready(&mut self) {
        self.ready = true;
        self.events.push_back(Event::Ready);
    }

    fn mail_answer(&mut self, expect: &Expect, id: u64, reply: &Reply) {
        let Some(at) = self.live.iter().position(|l| l.mail.id == id) else {
            return;
        };
        let (step, fine) = match expect {
            Expect::Mail(_) => (Step::Mail, 2),
            Expect::Rcpt(_) => (Step::Rcpt, 2),
            Expect::Data(_) => (Step::Data, 3),
            _ => (Step::Dot, 2),
        };
        let refused = self.live[at].refused.is_some();
        if reply.class() != fine && reply.class() < 4 {
            let words = reply.words();
            self.out_of_step |= self.offer.pipelining;
            return self
                .close(Trouble::Garbled(format!("the server answers out of turn: {words}")));
        }
        if self.offer.pipelining && step != Step::Dot && verdict::minds_pipelining(reply) {
            self.out_of_step = true;
            return self.close(Trouble::Garbled(format!(
                "the server offers PIPELINING and refuses it: {}",
                reply.words()
            )));
        }
        if reply.class() != fine && !refused {
            self.live[at].refused = Some(judge(step, reply));
        }
        let refused = self.live[at].refused.is_some();
        match step {
            Step::Mail if !self.offer.pipelining && !refused => {
                self.say_rcpt(id);
            }
            Step::Rcpt if !self.offer.pipelining && !refused => self.say("DATA", Expect::Data(id)),
            Step::Data if reply.class() == 3 && refused => {
                // A transaction without recipients must be ended by a lone dot
                // (RFC 2920 §3.1).
                self.out.extend_from_slice(b".\r\n");
                self.expected.push_back(Expect::EmptyDot);
                self.end(at);
            }
            Step::Data if reply.class() == 3 => {
                self.live[at].stage = Stage::Holding;
                let message = &mut self.live[at].mail.message;
                if self.out.is_empty() && needs_no_stuffing(message) {
                    // The octets go out as they are; the buffers change places.
                    std::mem::swap(message, &mut self.out);
                } else {
                    stuff(message, &mut self.out);
                }
                self.events.push_back(Event::Holding(id));
            }
            Step::Dot => {
                if !refused {
                    self.live[at].refused = Some(Verdict::Accepted(reply.words()));
                }
                self.end(at);
            }
            // With PIPELINING the replies to the rest are still to come.
            _ if self.offer.pipelining && step != Step::Data => {}
            _ => {
                self.say("RSET", Expect::Rset);
                self.end(at);
            }
        }
    }

    /// Reports a mail's end.
    fn end(&mut self, at: usize) {
        if let Some(live) = self.live.remove(at) {
            let verdict = live.refused.unwrap_or_else(|| Verdict::Unsent(String::new()));
            self.events.push_back(Event::Ended(live.mail.id, verdict, live.mail.message));
        }
    }
}

/// True if [`stuff`] would change nothing.
fn needs_no_stuffing(text: &[u8]) -> bool {
    text.first() != Some(&b'.') && text.ends_with(b"\r\n") && LINE_WITH_DOT.find(text).is_none()
}

/// Doubles the dot at the start of a line and ends the text with a line end
/// (RFC 5321 §4.5.2).
fn stuff(text: &[u8], out: &mut Vec<u8>) {
    out.reserve(text.len() + 8);
    if text.first() == Some(&b'.') {
        out.push(b'.');
    }
    let mut rest = text;
    while let Some(at) = LINE_WITH_DOT.find(rest) {
        out.extend_from_slice(&rest[..=at]);
        out.push(b'.');
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    if !text.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests;

//! The server's side of an SMTP dialogue: bytes in, replies and steps out.

use crate::faults::{Act, Fault, Faults, Phase};
use crate::wording::refusal;
use memchr::memmem;

/// What the dialogue asks its connection to do next, after sending what it
/// wrote.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Read more.
    Read,
    /// A mail has ended: take it and answer.
    Mail,
    /// The 220 to STARTTLS is written: do the handshake, or refuse.
    StartTls,
    /// Answer in this way; the octets are the right answer.
    Play(Act, Vec<u8>),
    /// Close the connection.
    Close,
}

/// How the sink lies about PIPELINING, which it offers. To a client that
/// waits for each answer it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// Commands that came early are thrown away.
    Discards,
    /// A recipient who came early is answered for twice.
    Repeats,
    /// Only the last of the commands that came together is answered.
    Swallows,
}

impl std::str::FromStr for Lie {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Ok(match word {
            "discards" => Self::Discards,
            "repeats" => Self::Repeats,
            "swallows" => Self::Swallows,
            _ => return Err("write discards, repeats or swallows".to_owned()),
        })
    }
}

/// What this server offers and bears.
#[derive(Clone, Debug)]
pub(crate) struct Manners {
    pub pipelining: bool,
    pub lie: Option<Lie>,
    pub smtputf8: bool,
    pub eight_bit: bool,
    pub dsn: bool,
    pub starttls: bool,
    pub max_size: usize,
    pub offer_size: bool,
    pub login: Option<(String, String)>,
    pub mechanisms: String,
    /// Somebody wants to see the mails.
    pub keep: bool,
}

/// A mail that has ended.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub from: String,
    pub to: Vec<String>,
    /// The parameters of MAIL and RCPT.
    pub asked: String,
    /// Empty unless somebody wants to see it.
    pub body: Vec<u8>,
    pub size: usize,
    pub act: Option<Act>,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Commands,
    Body,
    LoginName,
    LoginPassword,
    PlainAnswer,
    TokenAnswer,
    /// A wrong token was told so; the client owes an empty line.
    TokenRefused,
}

/// One connection's dialogue.
#[derive(Debug)]
pub(crate) struct Dialogue {
    manners: Manners,
    state: State,
    greeted: bool,
    authenticated: bool,
    name: String,
    from: Option<String>,
    mail: Taken,
    fault: Option<Fault>,
    /// How far the body was searched for its end.
    searched: usize,
}

const MAX_LINE: usize = 4096;
const MAX_RECIPIENTS: usize = 1000;

impl Dialogue {
    pub(crate) fn new(manners: Manners) -> Self {
        Self {
            manners,
            state: State::Commands,
            greeted: false,
            authenticated: false,
            name: String::new(),
            from: None,
            mail: Taken::default(),
            fault: None,
            searched: 0,
        }
    }

    /// Eats what it can of `input` and writes replies to `out`.
    pub(crate) fn eat(&mut self, input: &mut Vec<u8>, out: &mut Vec<u8>, faults: &Faults) -> Step {
        let mut at = 0;
        let step = loop {
            if self.state == State::Body {
                if let Some(Fault { phase: Phase::Body, act }) = self.fault {
                    self.fault = None;
                    break Step::Play(act, Vec::new());
                }
                match self.eat_body(&input[at..], out) {
                    Some((used, step)) => {
                        at += used;
                        match step {
                            Some(step) => break step,
                            None => continue,
                        }
                    }
                    None => break Step::Read,
                }
            }
            let Some(end) = memchr::memchr(b'\n', &input[at..]) else {
                if input.len() - at > MAX_LINE {
                    out.extend_from_slice(b"500 5.5.2 Line too long\r\n");
                    break Step::Close;
                }
                break Step::Read;
            };
            let line = input[at..at + end].trim_ascii_end().to_vec();
            at += end + 1;
            let early = input.len() > at;
            let before = out.len();
            let step = self.command(&String::from_utf8_lossy(&line), out, faults);
            if early && self.state != State::Body {
                match self.manners.lie {
                    Some(Lie::Discards) => at = input.len(),
                    Some(Lie::Swallows) => out.truncate(before),
                    Some(Lie::Repeats) if line.starts_with(b"RCPT") => {
                        out.extend_from_slice(b"250 2.1.5 Ok, again\r\n");
                    }
                    _ => {}
                }
            }
            if let Some(step) = step {
                break step;
            }
        };
        input.drain(..at);
        step
    }

    /// Looks for the end of the body (RFC 5321 §4.1.1.4). Returns how much was
    /// used, and a step where there is one.
    fn eat_body(&mut self, input: &[u8], out: &mut Vec<u8>) -> Option<(usize, Option<Step>)> {
        let (text, used) = if input.starts_with(b".\r\n") {
            (&input[..0], 3)
        } else {
            // The last four octets may hold the beginning of the end.
            let from = self.searched.saturating_sub(4).min(input.len());
            match memmem::find(&input[from..], b"\r\n.\r\n") {
                Some(found) => (&input[..from + found + 2], from + found + 5),
                None => {
                    self.searched = input.len();
                    if input.len() > self.manners.max_size.saturating_mul(2) {
                        out.extend_from_slice(b"552 5.3.4 Far too big\r\n");
                        return Some((input.len(), Some(Step::Close)));
                    }
                    return None;
                }
            }
        };
        self.searched = 0;
        self.state = State::Commands;
        if self.mail.to.is_empty() {
            out.extend_from_slice(b"554 5.5.1 No valid recipients\r\n");
            self.clear();
            return Some((used, None));
        }
        if text.len() > self.manners.max_size {
            out.extend_from_slice(b"552 5.3.4 Message too big\r\n");
            self.clear();
            return Some((used, None));
        }
        self.mail.size = text.len();
        if self.manners.keep {
            self.mail.body = unstuff(text);
        }
        Some((used, Some(Step::Mail)))
    }

    /// The mail that has just ended, with what goes wrong at its dot.
    pub(crate) fn take(&mut self) -> Taken {
        let mut mail = std::mem::take(&mut self.mail);
        mail.from = self.from.take().unwrap_or_default();
        mail.act = self.fault.take().filter(|f| f.phase == Phase::Dot).map(|f| f.act);
        mail
    }

    fn clear(&mut self) {
        self.from = None;
        self.mail = Taken::default();
        self.fault = None;
    }

    fn command(&mut self, line: &str, out: &mut Vec<u8>, faults: &Faults) -> Option<Step> {
        let mut say = |reply: &str| {
            out.extend_from_slice(reply.as_bytes());
            out.extend_from_slice(b"\r\n");
        };
        match self.state {
            State::LoginName => {
                self.name = line.to_owned();
                self.state = State::LoginPassword;
                say("334 UGFzc3dvcmQ6");
                return None;
            }
            State::LoginPassword => {
                self.state = State::Commands;
                let name = decode(&self.name);
                let password = decode(line);
                self.login(name, password, out);
                return None;
            }
            State::PlainAnswer => {
                self.state = State::Commands;
                self.plain(line, out);
                return None;
            }
            State::TokenAnswer => {
                self.state = State::Commands;
                self.token(line, out);
                return None;
            }
            State::TokenRefused => {
                self.state = State::Commands;
                say("535 5.7.8 Wrong token");
                return None;
            }
            State::Commands | State::Body => {}
        }
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" if rest.trim().is_empty() => say("501 5.5.4 Say who you are"),
            "HELO" => {
                self.greeted = true;
                self.clear();
                say("250 sink");
            }
            "EHLO" => {
                self.greeted = true;
                self.clear();
                let fault = faults.take(Phase::Ehlo, rest.trim());
                return answer(Phase::Ehlo, fault, self.offer().as_bytes(), out);
            }
            "STARTTLS" if !self.manners.starttls => say("502 5.5.1 No TLS here"),
            "STARTTLS" => return Some(Step::StartTls),
            "AUTH" => {
                let (how, initial) = rest.split_once(' ').unwrap_or((rest, ""));
                match (how.to_ascii_uppercase().as_str(), initial) {
                    _ if self.manners.login.is_none() => say("502 5.5.1 No AUTH here"),
                    ("PLAIN", "") => {
                        self.state = State::PlainAnswer;
                        say("334 ");
                    }
                    ("PLAIN", initial) => self.plain(initial, out),
                    ("XOAUTH2", "") => {
                        self.state = State::TokenAnswer;
                        say("334 ");
                    }
                    ("XOAUTH2", initial) => self.token(initial, out),
                    ("LOGIN", _) => {
                        self.state = State::LoginName;
                        say("334 VXNlcm5hbWU6");
                    }
                    _ => say("504 5.5.4 Unknown mechanism"),
                }
            }
            "MAIL" if !self.greeted => say("503 5.5.1 Say EHLO first"),
            "MAIL" if self.manners.login.is_some() && !self.authenticated => {
                say("530 5.7.0 Authentication required");
            }
            "MAIL" if self.from.is_some() => say("503 5.5.1 One mail at a time"),
            "MAIL" => {
                let Some((from, asked)) = path(rest, "FROM:") else {
                    say("501 5.5.4 MAIL FROM:<address>");
                    return None;
                };
                let asked = asked.trim();
                let size = asked.split(' ').find_map(|p| p.strip_prefix("SIZE="));
                if size.is_some_and(|s| s.parse().is_ok_and(|s: usize| s > self.manners.max_size)) {
                    say("552 5.3.4 Message too big");
                    return None;
                }
                let fault = faults.take(Phase::Mail, &from);
                if !fault.is_some_and(|f| f.act.refuses()) {
                    self.mail = Taken { asked: asked.to_owned(), ..Taken::default() };
                    self.from = Some(from);
                }
                return answer(Phase::Mail, fault, b"250 2.1.0 Ok\r\n", out);
            }
            "RCPT" if self.from.is_none() => say("503 5.5.1 MAIL first"),
            "RCPT" if self.mail.to.len() >= MAX_RECIPIENTS => say("452 4.5.3 Too many recipients"),
            "RCPT" => {
                let Some((to, asked)) = path(rest, "TO:").filter(|(to, _)| !to.is_empty()) else {
                    say("501 5.5.4 RCPT TO:<address>");
                    return None;
                };
                let fault = faults.take(Phase::Rcpt, &to);
                let now = fault.filter(|f| f.phase == Phase::Rcpt);
                if !now.is_some_and(|f| f.act.refuses()) {
                    self.mail.to.push(to);
                    if !asked.is_empty() {
                        self.mail.asked.push_str(asked);
                    }
                    if now.is_none() {
                        self.fault = self.fault.or(fault);
                    }
                }
                return answer(Phase::Rcpt, now, b"250 2.1.5 Ok\r\n", out);
            }
            "DATA" if self.mail.to.is_empty() => say("503 5.5.1 RCPT first"),
            "DATA" => {
                let now = self.fault.take_if(|f| f.phase == Phase::Data);
                if now.is_some_and(|f| f.act.refuses()) {
                    self.clear();
                } else {
                    self.state = State::Body;
                    self.searched = 0;
                }
                return answer(Phase::Data, now, b"354 End with a dot\r\n", out);
            }
            "RSET" => {
                self.clear();
                say("250 2.0.0 Ok");
            }
            "NOOP" => say("250 2.0.0 Ok"),
            "QUIT" => {
                say("221 2.0.0 Bye");
                return Some(Step::Close);
            }
            _ => say("502 5.5.2 Unknown command"),
        }
        None
    }

    /// The answer to EHLO.
    fn offer(&self) -> String {
        let m = &self.manners;
        let mut offer = String::from("250-sink\r\n");
        for (offered, words) in [
            (m.pipelining, "PIPELINING"),
            (m.smtputf8, "SMTPUTF8"),
            (m.eight_bit, "8BITMIME"),
            (m.dsn, "DSN"),
            (m.starttls, "STARTTLS"),
        ] {
            if offered {
                offer.push_str(&format!("250-{words}\r\n"));
            }
        }
        if m.login.is_some() {
            offer.push_str(&format!("250-AUTH {}\r\n", m.mechanisms));
        }
        if m.offer_size {
            offer.push_str(&format!("250-SIZE {}\r\n", m.max_size));
        }
        offer.push_str("250 ENHANCEDSTATUSCODES\r\n");
        offer
    }

    /// XOAUTH2: the name and a token, where others have a password.
    fn token(&mut self, answer: &str, out: &mut Vec<u8>) {
        let text = decode(answer);
        let part = |word| text.split('\x01').find_map(|p| p.strip_prefix(word));
        let given = (part("user="), part("auth=Bearer "));
        let right = self.manners.login.as_ref().map(|(n, p)| (n.as_str(), p.as_str()));
        if given.0.zip(given.1) == right {
            self.authenticated = true;
            out.extend_from_slice(b"235 2.7.0 Welcome\r\n");
        } else {
            // {"status":"401"}, and then the client has to say an empty line.
            self.state = State::TokenRefused;
            out.extend_from_slice(b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n");
        }
    }

    fn plain(&mut self, answer: &str, out: &mut Vec<u8>) {
        let text = decode(answer);
        let mut parts = text.split('\0').skip(1);
        let name = parts.next().unwrap_or_default().to_owned();
        let password = parts.next().unwrap_or_default().to_owned();
        self.login(name, password, out);
    }

    fn login(&mut self, name: String, password: String, out: &mut Vec<u8>) {
        self.authenticated = self.manners.login == Some((name, password));
        out.extend_from_slice(if self.authenticated {
            b"235 2.7.0 Welcome\r\n"
        } else {
            b"535 5.7.8 Wrong name or password\r\n"
        });
    }
}

fn decode(text: &str) -> String {
    let bytes = data_encoding::BASE64.decode(text.trim().as_bytes()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Writes the usual answer, or a refusal, or says how to answer otherwise.
fn answer(phase: Phase, fault: Option<Fault>, usual: &[u8], out: &mut Vec<u8>) -> Option<Step> {
    match fault.map(|f| f.act) {
        None => {
            out.extend_from_slice(usual);
            None
        }
        Some(act) if act.refuses() => {
            let text = refusal(phase, act);
            out.extend_from_slice(text.as_bytes());
            text.starts_with("421").then_some(Step::Close)
        }
        Some(act) => Some(Step::Play(act, usual.to_vec())),
    }
}

/// The address and the parameters of `FROM:<ann@example.org> SIZE=…`.
fn path<'a>(rest: &'a str, word: &str) -> Option<(String, &'a str)> {
    let head = rest.get(..word.len())?;
    if !head.eq_ignore_ascii_case(word) {
        return None;
    }
    let rest = rest[word.len()..].trim_start().strip_prefix('<')?;
    let end = rest.rfind('>')?;
    Some((rest[..end].to_owned(), &rest[end + 1..]))
}

/// Takes the stuffed dots out (RFC 5321 §4.5.2).
fn unstuff(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.strip_prefix(b".").unwrap_or(text);
    while let Some(at) = memmem::find(rest, b"\r\n.") {
        out.extend_from_slice(&rest[..at + 2]);
        rest = &rest[at + 3..];
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialogue() -> Dialogue {
        Dialogue::new(Manners {
            pipelining: true,
            lie: None,
            smtputf8: true,
            eight_bit: true,
            dsn: true,
            starttls: false,
            max_size: 1000,
            offer_size: true,
            login: None,
            mechanisms: String::new(),
            keep: true,
        })
    }

    #[test]
    fn a_whole_mail_in_pieces_of_any_size() {
        let script = b"EHLO a\r\nMAIL FROM:<a@x.org> RET=HDRS\r\nRCPT TO:<b@x.org> NOTIFY=FAILURE\r\nDATA\r\n\
            Subject: x\r\n\r\n..dot\r\nend\r\n.\r\nQUIT\r\n";
        for piece in 1..script.len() {
            let mut d = dialogue();
            let (mut input, mut out) = (Vec::new(), Vec::new());
            let mut mails = Vec::new();
            let mut closed = false;
            for bytes in script.chunks(piece) {
                input.extend_from_slice(bytes);
                loop {
                    match d.eat(&mut input, &mut out, &Faults::default()) {
                        Step::Read => break,
                        Step::Mail => mails.push(d.take()),
                        Step::Close => {
                            closed = true;
                            break;
                        }
                        other => panic!("{other:?}"),
                    }
                }
            }
            assert!(closed);
            let mail = &mails[0];
            assert_eq!((mail.from.as_str(), mail.to.len(), mail.act), ("a@x.org", 1, None));
            assert_eq!(mail.asked, "RET=HDRS NOTIFY=FAILURE");
            assert_eq!(mail.body, b"Subject: x\r\n\r\n.dot\r\nend\r\n", "pieces of {piece}");
        }
    }
}

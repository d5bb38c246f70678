//! The server's side of an SMTP dialogue: bytes in, replies and steps out.

use crate::faults::Fault;
use memchr::memmem;

/// What the dialogue asks its connection to do next, after sending what it
/// wrote.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Read more.
    Read,
    /// A mail has ended: judge it and call [`Dialogue::answer`].
    Mail,
    /// A recipient was named: call [`Dialogue::rcpt`].
    Rcpt(String),
    /// Close the connection.
    Close,
    /// Reset the connection.
    Reset,
}

/// What this server offers and bears.
#[derive(Clone, Debug)]
pub(crate) struct Manners {
    pub pipelining: bool,
    pub smtputf8: bool,
    pub max_size: usize,
    pub login: Option<(String, String)>,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Commands,
    Body,
    LoginName,
    LoginPassword,
    PlainAnswer,
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
    to: Vec<String>,
    fault: Option<Fault>,
    /// How far the body was searched for its end.
    searched: usize,
    body: Vec<u8>,
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
            to: Vec::new(),
            fault: None,
            searched: 0,
            body: Vec::new(),
        }
    }

    /// Eats what it can of `input` and writes replies to `out`.
    pub(crate) fn eat(&mut self, input: &mut Vec<u8>, out: &mut Vec<u8>) -> Step {
        let mut at = 0;
        let step = loop {
            if self.state == State::Body {
                if self.fault == Some(Fault::ResetInBody) {
                    break Step::Reset;
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
            if let Some(step) = self.command(&String::from_utf8_lossy(&line), out) {
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
        if self.to.is_empty() {
            out.extend_from_slice(b"554 5.5.1 No valid recipients\r\n");
            self.clear();
            return Some((used, None));
        }
        if text.len() > self.manners.max_size {
            out.extend_from_slice(b"552 5.3.4 Message too big\r\n");
            self.clear();
            return Some((used, None));
        }
        self.body = unstuff(text);
        Some((used, Some(Step::Mail)))
    }

    /// The mail that has just ended: sender, recipients, octets, and the fault
    /// its recipient asked for.
    pub(crate) fn take(&mut self) -> (String, Vec<String>, Vec<u8>, Option<Fault>) {
        let mail = (
            self.from.take().unwrap_or_default(),
            std::mem::take(&mut self.to),
            std::mem::take(&mut self.body),
            self.fault,
        );
        self.clear();
        mail
    }

    /// Answers for a recipient, with the fault it asks for.
    pub(crate) fn rcpt(
        &mut self,
        address: String,
        fault: Option<Fault>,
        out: &mut Vec<u8>,
    ) -> Step {
        let reply: &[u8] = match fault {
            Some(Fault::Tempfail) => b"451 4.7.1 Come again later\r\n",
            Some(Fault::Reject) => b"550 5.1.1 No such user here\r\n",
            Some(Fault::Full) => b"552 5.2.2 Mailbox full\r\n",
            Some(Fault::Policy) => b"550 5.7.1 Refused by policy\r\n",
            Some(Fault::Unavailable) => {
                out.extend_from_slice(b"421 4.3.2 Closing for now\r\n");
                return Step::Close;
            }
            at_the_dot => {
                self.fault = self.fault.or(at_the_dot);
                self.to.push(address);
                b"250 2.1.5 Ok\r\n"
            }
        };
        out.extend_from_slice(reply);
        Step::Read
    }

    fn clear(&mut self) {
        self.from = None;
        self.to.clear();
        self.fault = None;
        self.body.clear();
    }

    fn command(&mut self, line: &str, out: &mut Vec<u8>) -> Option<Step> {
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
                say("250-sink");
                if self.manners.pipelining {
                    say("250-PIPELINING");
                }
                if self.manners.smtputf8 {
                    say("250-SMTPUTF8");
                }
                if self.manners.login.is_some() {
                    say("250-AUTH PLAIN LOGIN");
                }
                say("250-8BITMIME");
                say("250-ENHANCEDSTATUSCODES");
                say(&format!("250 SIZE {}", self.manners.max_size));
            }
            "AUTH" => {
                let (how, initial) = rest.split_once(' ').unwrap_or((rest, ""));
                match (how.to_ascii_uppercase().as_str(), initial) {
                    _ if self.manners.login.is_none() => say("502 5.5.1 No AUTH here"),
                    ("PLAIN", "") => {
                        self.state = State::PlainAnswer;
                        say("334 ");
                    }
                    ("PLAIN", initial) => self.plain(initial, out),
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
            "MAIL" => match path(rest, "FROM:") {
                Some(from) => {
                    self.from = Some(from);
                    say("250 2.1.0 Ok");
                }
                None => say("501 5.5.4 MAIL FROM:<address>"),
            },
            "RCPT" if self.from.is_none() => say("503 5.5.1 MAIL first"),
            "RCPT" if self.to.len() >= MAX_RECIPIENTS => say("452 4.5.3 Too many recipients"),
            "RCPT" => match path(rest, "TO:") {
                Some(to) if !to.is_empty() => return Some(Step::Rcpt(to)),
                _ => say("501 5.5.4 RCPT TO:<address>"),
            },
            "DATA" if self.to.is_empty() => say("503 5.5.1 RCPT first"),
            "DATA" => {
                self.state = State::Body;
                self.searched = 0;
                say("354 End with a dot");
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

/// The address of `FROM:<ann@example.org> SIZE=…`.
fn path(rest: &str, word: &str) -> Option<String> {
    let head = rest.get(..word.len())?;
    if !head.eq_ignore_ascii_case(word) {
        return None;
    }
    let rest = rest[word.len()..].trim_start().strip_prefix('<')?;
    Some(rest[..rest.rfind('>')?].to_owned())
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
        Dialogue::new(Manners { pipelining: true, smtputf8: true, max_size: 1000, login: None })
    }

    #[test]
    fn a_whole_mail_in_pieces_of_any_size() {
        let script = b"EHLO a\r\nMAIL FROM:<a@x.org>\r\nRCPT TO:<b@x.org>\r\nDATA\r\n\
            Subject: x\r\n\r\n..dot\r\nend\r\n.\r\nQUIT\r\n";
        for piece in 1..script.len() {
            let mut d = dialogue();
            let (mut input, mut out) = (Vec::new(), Vec::new());
            let mut mails = Vec::new();
            let mut closed = false;
            for bytes in script.chunks(piece) {
                input.extend_from_slice(bytes);
                loop {
                    match d.eat(&mut input, &mut out) {
                        Step::Read => break,
                        Step::Rcpt(to) => {
                            d.rcpt(to, None, &mut out);
                        }
                        Step::Mail => mails.push(d.take()),
                        Step::Close => {
                            closed = true;
                            break;
                        }
                        Step::Reset => panic!("reset"),
                    }
                }
            }
            assert!(closed);
            let (from, to, body, fault) = &mails[0];
            assert_eq!((from.as_str(), to.len(), *fault), ("a@x.org", 1, None));
            assert_eq!(body, b"Subject: x\r\n\r\n.dot\r\nend\r\n", "pieces of {piece}");
        }
    }
}

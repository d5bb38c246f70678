//! What a reply says about a mail, its reader and us.
//!
//! Only an unknown mailbox or host speaks against an address. A refusal by
//! policy, authentication, reputation or rate speaks against the sender: on a
//! corpus of real bounces 69 % of the permanent codes did.

use super::reply::Reply;
use story::RejectClass;

/// How one mail ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// 250 to the final dot.
    Accepted(String),
    /// 4yz: another try later.
    Deferred(String),
    /// 5yz: never.
    Rejected(RejectClass, String),
    /// The dot went out and no answer came.
    Uncertain(String),
    /// It was not sent; the reader has nothing to do with it.
    Unsent(String),
}

/// The step of a mail that a reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA.
    Data,
    /// The final dot.
    Dot,
}

/// Words that name the sender's fault whatever the code says.
const OUR_FAULT: [&str; 18] = [
    "spam",
    "block list",
    "blocklist",
    "blacklist",
    "blocked",
    "reputation",
    "dmarc",
    "dkim",
    "spf ",
    "reverse dns",
    "ptr record",
    "authenticat",
    "relay",
    "policy",
    "rate limit",
    "too many",
    "throttl",
    "not allowed to send",
];

/// Words that name an unknown mailbox, for servers without enhanced codes.
const NO_SUCH: [&str; 14] = [
    "user unknown",
    "unknown user",
    "no such user",
    "no such mailbox",
    "no such recipient",
    "no mailbox here",
    "does not exist",
    "doesn't exist",
    "unknown recipient",
    "recipient unknown",
    "not a valid recipient",
    "invalid recipient",
    "mailbox not found",
    "user not found",
];

/// How a server that is asked too much wants us to behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Fewer connections.
    Slower,
    /// Ten minutes of silence, then one connection, then one more at a time:
    /// what Gmail asks for with 4.7.28.
    Silence,
}

/// Words that name the rate, beside a 4yz.
const TOO_FAST: [&str; 9] = [
    "rate limit",
    "rate-limit",
    "ratelimit",
    "unusual rate",
    "too many",
    "throttl",
    "slow down",
    "too fast",
    "quota exceeded",
];

/// What a temporary refusal (its words, as [`Reply::words`] gives them) says
/// about our pace. `None` for one that is about a mail or a reader.
pub fn pace(words: &str) -> Option<Pace> {
    if !words.starts_with('4') {
        return None;
    }
    if words.split_ascii_whitespace().take(2).any(|w| w == "4.7.28") {
        return Some(Pace::Silence);
    }
    let status = words.split_ascii_whitespace().nth(1).unwrap_or_default();
    let about_us = words.starts_with("421") || status.starts_with("4.7.") || !status.contains('.');
    let text = words.to_lowercase();
    let too_fast = about_us && TOO_FAST.iter().any(|w| text.contains(w));
    (too_fast || words.starts_with("421")).then_some(Pace::Slower)
}

/// True for a server that refuses the PIPELINING it offers.
pub(super) fn minds_pipelining(reply: &Reply) -> bool {
    reply.class() == 5 && {
        let text = reply.words().to_lowercase();
        text.contains("pipelin") || text.contains("synchroni")
    }
}

/// Judges a reply that refuses (4yz or 5yz) or that is out of place.
pub fn judge(step: Step, reply: &Reply) -> Verdict {
    let words = reply.words();
    if reply.class() == 4 {
        // A 421 to MAIL is about the connection; later ones were said to this
        // mail and count as one of its tries, or it could stop the run for ever.
        return match (reply.code, step) {
            (421, Step::Mail) => Verdict::Unsent(words),
            // Said to us, not to the reader, at whatever step.
            _ if pace(&words) == Some(Pace::Silence) => Verdict::Unsent(words),
            _ => Verdict::Deferred(words),
        };
    }
    if reply.class() != 5 {
        return Verdict::Unsent(format!("the server answered out of turn: {words}"));
    }
    Verdict::Rejected(class(step, reply), words)
}

fn class(step: Step, reply: &Reply) -> RejectClass {
    let text = reply.words().to_lowercase();
    let ours = OUR_FAULT.iter().any(|w| text.contains(w));
    if step == Step::Mail {
        return RejectClass::Sender;
    }
    match reply.enhanced {
        Some((_, 1, 7 | 8)) => return RejectClass::Sender,
        Some((_, 1, _)) if ours => return RejectClass::Sender,
        // Bad mailbox, bad host, bad syntax, moved, null MX (RFC 3463, RFC 7505).
        Some((_, 1, 1 | 2 | 3 | 6 | 10)) => return RejectClass::Address,
        Some((_, 2, _)) => return RejectClass::Mailbox,
        Some((_, 7, _)) if NO_SUCH.iter().any(|w| text.contains(w)) => {
            return RejectClass::Address;
        }
        Some((_, 3 | 5 | 6 | 7, _)) => return RejectClass::Sender,
        _ => {}
    }
    if ours {
        return RejectClass::Sender;
    }
    if NO_SUCH.iter().any(|w| text.contains(w)) {
        return RejectClass::Address;
    }
    match (reply.code, step) {
        (556, _) | (551, Step::Rcpt) => RejectClass::Address,
        (500..=504 | 530 | 535 | 555, _) => RejectClass::Sender,
        (_, Step::Rcpt) => RejectClass::Mailbox,
        _ => RejectClass::Sender,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::reply::Replies;

    fn reply(text: &str) -> Reply {
        let mut replies = Replies::default();
        replies.feed(format!("{text}\r\n").as_bytes());
        replies.take().unwrap().unwrap()
    }

    #[test]
    fn whose_fault_it_is() {
        use RejectClass::{Address, Mailbox, Sender};
        for (step, text, expected) in [
            (Step::Rcpt, "550 5.1.1 No such user here", Address),
            (Step::Rcpt, "550 No such user here", Address),
            (Step::Rcpt, "550 5.1.10 RESOLVER.ADR.RecipientNotFound", Address),
            (Step::Rcpt, "556 5.1.10 Recipient address has null MX", Address),
            (Step::Dot, "550 5.1.1 unknown", Address),
            (Step::Rcpt, "550 5.1.1 Blocked by spam filter", Sender),
            (Step::Rcpt, "550 5.1.8 Bad sender", Sender),
            (Step::Rcpt, "552 5.2.2 Mailbox full", Mailbox),
            (Step::Rcpt, "550 5.2.1 Mailbox disabled", Mailbox),
            (Step::Rcpt, "550 mailbox unavailable", Mailbox),
            (Step::Rcpt, "550 5.7.1 Refused", Sender),
            (Step::Rcpt, "554 5.7.1 Relay access denied", Sender),
            (Step::Rcpt, "550 5.7.26 Unauthenticated mail", Sender),
            (Step::Rcpt, "550 too many messages", Sender),
            (Step::Mail, "550 5.1.1 Whatever", Sender),
            (Step::Dot, "554 Transaction failed", Sender),
            (Step::Dot, "552 5.3.4 Too big", Sender),
            (Step::Rcpt, "503 5.5.1 Bad sequence", Sender),
        ] {
            let got = judge(step, &reply(text));
            assert_eq!(got, Verdict::Rejected(expected, text.to_owned()), "{text}");
        }
    }

    #[test]
    fn not_now_is_not_no() {
        assert!(matches!(judge(Step::Rcpt, &reply("451 4.7.1 Later")), Verdict::Deferred(_)));
        assert!(matches!(judge(Step::Mail, &reply("421 Closing")), Verdict::Unsent(_)));
        assert!(matches!(judge(Step::Dot, &reply("421 4.3.2 Closing")), Verdict::Deferred(_)));
        assert!(matches!(judge(Step::Dot, &reply("421 4.7.28 Rate")), Verdict::Unsent(_)));
    }

    #[test]
    fn what_is_said_about_our_pace() {
        use Pace::{Silence, Slower};
        for (words, expected) in [
            ("421 4.7.28 An unusual rate of mail 4.7.28 comes", Some(Silence)),
            ("450 4.7.28 An unusual rate", Some(Silence)),
            ("421 4.3.2 Closing for now", Some(Slower)),
            ("421 4.7.0 Try again later", Some(Slower)),
            ("451 4.7.1 Too many connections", Some(Slower)),
            ("450 too many messages", Some(Slower)),
            ("451 4.7.1 Greylisted, please try again later", None),
            ("452 4.5.3 Too many recipients", None),
            ("452 4.2.2 Mailbox full", None),
            ("450 4.2.1 The user receives mail too fast", None),
            ("550 5.7.1 rate limit", None),
            ("250 2.0.0 Ok", None),
        ] {
            assert_eq!(pace(words), expected, "{words}");
        }
    }
}

//! What the sink says when it says no.

use crate::faults::{Act, Phase};

/// The words of an act that refuses, with their line ends.
pub(crate) fn refusal(phase: Phase, act: Act) -> String {
    match act {
        Act::Greylist => "451 4.7.1 Greylisted, please try again later\r\n".to_owned(),
        Act::Full => "552 5.2.2 Mailbox full\r\n".to_owned(),
        Act::Policy => "550 5.7.1 Refused by policy\r\n".to_owned(),
        Act::Rate => "421-4.7.28 An unusual rate of mail comes from your address.\r\n\
             421-4.7.28 To protect its readers, mail from there is limited for\r\n\
             421 4.7.28 a while. Please slow down\r\n"
            .to_owned(),
        Act::Code(code) => format!("{code} {}\r\n", words(phase, code)),
        _ => "451 4.3.0 Not this time\r\n".to_owned(),
    }
}

fn words(phase: Phase, code: u16) -> &'static str {
    match (code, phase) {
        (421, _) => "4.3.2 Closing for now",
        (450, _) => "4.2.1 Mailbox busy",
        (451, Phase::Rcpt) => "4.7.1 Come again later",
        (451, _) => "4.3.0 Not this time",
        (452, Phase::Rcpt) => "4.2.2 Over quota",
        (452, _) => "4.3.1 No room",
        (454, _) => "4.7.0 Not available now",
        (550, Phase::Rcpt) => "5.1.1 No such user here",
        (551, Phase::Rcpt) => "5.1.6 User has moved",
        (552, Phase::Rcpt) => "5.2.2 Mailbox full",
        (552, _) => "5.3.4 Too big",
        (553, Phase::Rcpt) => "5.1.3 That is no mailbox's name",
        (553, _) => "5.1.7 That is no sender's address",
        (554, Phase::Connect) => "5.3.2 No mail is taken here",
        (554 | 550, Phase::Dot) => "5.7.1 Content refused",
        (400..=499, _) => "4.0.0 Not now",
        _ => "5.7.1 Refused",
    }
}

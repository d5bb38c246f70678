//! How long an answer is waited for, phase by phase.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Time-outs. The defaults are the least that RFC 5321 §4.5.3.2 allows; only
/// tests have a reason for less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Patience {
    /// For one address of the relay to connect.
    pub connect: Duration,
    /// For a TLS handshake.
    pub handshake: Duration,
    /// For the greeting (§4.5.3.2.1).
    pub greeting: Duration,
    /// For the answers to EHLO, STARTTLS, AUTH and RSET.
    pub hello: Duration,
    /// For MAIL (§4.5.3.2.2).
    pub mail: Duration,
    /// For RCPT (§4.5.3.2.3).
    pub rcpt: Duration,
    /// For DATA (§4.5.3.2.4).
    pub data: Duration,
    /// For a piece of the body to be taken (§4.5.3.2.5).
    pub block: Duration,
    /// For the answer to the final dot (§4.5.3.2.6): who hangs up earlier
    /// makes doubles.
    pub dot: Duration,
    /// For the answer to QUIT, which changes nothing any more.
    pub quit: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(n * 60);
        Self {
            connect: Duration::from_secs(30),
            handshake: minutes(1),
            greeting: minutes(5),
            hello: minutes(5),
            mail: minutes(5),
            rcpt: minutes(5),
            data: minutes(2),
            block: minutes(3),
            dot: minutes(10),
            quit: Duration::from_secs(5),
        }
    }
}

impl Patience {
    /// The same time for everything.
    pub fn of(time: Duration) -> Self {
        Self {
            connect: time,
            handshake: time,
            greeting: time,
            hello: time,
            mail: time,
            rcpt: time,
            data: time,
            block: time,
            dot: time,
            quit: time,
        }
    }
}

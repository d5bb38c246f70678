//! The binary is killed with SIGKILL in every phase of an edition, and what
//! came of it is judged by the log of the server that took the mails. Hundreds
//! of deaths: `tools/chaos`.

#![allow(clippy::print_stdout)]

use chaos::{Run, Setting};
use std::time::Duration;

/// Deaths of one edition at most, and in all at least.
const EACH: usize = 16;
const DEATHS: usize = 25;

#[test]
fn killed_in_every_phase_nobody_is_lost_and_every_doubt_is_named() {
    let (mut deaths, mut seed) = (0, 20_261_123);
    while deaths < DEATHS {
        let setting = Setting {
            nightdesk: env!("CARGO_BIN_EXE_nightdesk").into(),
            readers: 2000,
            connections: 8,
            sign_ahead: seed % 2 == 1,
        };
        let delay = Duration::from_millis(12);
        let run = Run { setting, kills: EACH, early: 2, delay, seed, keep: None };
        let report = chaos::run(&run).unwrap();
        let verdict = &report.verdict;
        println!("seed {seed}: {} kills, {verdict:?}", report.kills.len());
        assert_eq!(verdict.faults, [""; 0], "seed {seed}");
        assert!(!report.kills.is_empty(), "all was sent too soon: make the server slower");
        deaths += report.kills.len();
        seed += 1;
    }
}

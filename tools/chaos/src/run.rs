//! One edition, killed until it is sent.

use crate::judge::{Account, Evidence, Kill, Verdict, judge};
use crate::newsroom::{Newsroom, Setting, readers};
use serde::Serialize;
use sink::{Journal, Options, Sink};
use std::{
    io::{Error, Result},
    path::{Path, PathBuf},
    process::Child,
    time::{Duration, Instant},
};

/// What a kill is aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// While mails are signed before their hour.
    SigningAhead,
    /// Around the moment in which recipients and plate are fixed.
    Freeze,
    /// The first moments of a new life.
    StartUp,
    /// Any moment between two mails.
    MidSend,
    /// The moment in which the database's log grows.
    Commit,
    /// The moment in which the log is copied into the database.
    Checkpoint,
}

impl Phase {
    /// All of them, in the order of an edition's life.
    pub const ALL: [Self; 6] = [
        Self::SigningAhead,
        Self::Freeze,
        Self::StartUp,
        Self::MidSend,
        Self::Commit,
        Self::Checkpoint,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SigningAhead => "signing-ahead",
            Self::Freeze => "freeze",
            Self::StartUp => "start-up",
            Self::MidSend => "mid-send",
            Self::Commit => "commit",
            Self::Checkpoint => "checkpoint",
        }
    }
}

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Run {
    /// The newsroom.
    pub setting: Setting,
    /// Kills at most; an edition may be sent before they are used up.
    pub kills: usize,
    /// Kills at most before the first mail, for each of the early phases.
    pub early: usize,
    /// How long the server thinks over each mail.
    pub delay: Duration,
    /// Moments are drawn from this; another seed, other moments.
    pub seed: u64,
    /// Where everything is kept; a folder that goes away unless said.
    pub keep: Option<PathBuf>,
}

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// Whether mails were signed ahead.
    pub sign_ahead: bool,
    /// The deaths.
    pub kills: Vec<Kill>,
    /// Mails the server took.
    pub mails: usize,
    /// The judgement.
    pub verdict: Verdict,
}

/// How long anything that must come may take.
const PATIENCE: Duration = Duration::from_secs(180);

/// xorshift64*: enough to draw moments, and the same ones for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % n.max(1)
    }

    fn sleep(&mut self, most: Duration) {
        let micros = u64::try_from(most.as_micros()).unwrap_or(u64::MAX);
        std::thread::sleep(Duration::from_micros(self.below(micros)));
    }
}

struct Scene<'a> {
    run: &'a Run,
    room: Newsroom,
    sink: Sink,
    dice: Dice,
    child: Child,
    kills: Vec<Kill>,
}

impl Drop for Scene<'_> {
    fn drop(&mut self) {
        // Whatever happens, no press is left running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs one edition to its end and judges it.
///
/// # Errors
/// Where the newsroom can't be set up, or an edition does not come to its end.
pub fn run(run: &Run) -> Result<Report> {
    let temporary;
    let folder: &Path = match &run.keep {
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            folder
        }
        None => {
            temporary = tempfile::tempdir()?;
            temporary.path()
        }
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let log = folder.join("taken.jsonl");
    let options = Options { log: Some(log.clone()), delay: run.delay, ..Options::default() };
    let sink = runtime.block_on(Sink::bind("127.0.0.1:0", options)).map_err(Error::other)?;
    let room = Newsroom::set_up(folder, &run.setting, sink.addr().port())?;
    room.approve()?;
    let child = room.serve()?;
    let mut scene = Scene { run, room, sink, dice: Dice(run.seed | 1), child, kills: Vec::new() };
    if run.setting.sign_ahead {
        scene.kill_early(Phase::SigningAhead, run.early, Duration::from_millis(900))?;
    }
    scene.room.send()?;
    // Its hour has come, so each new life freezes it as one of its first acts.
    scene.kill_early(Phase::Freeze, 2 * run.early, Duration::from_millis(180))?;
    scene.kill_in_mid_send()?;
    let account = scene.see_it_out()?;
    let evidence = Evidence {
        readers: readers(run.setting.readers).collect(),
        log: Journal::read(&log)?,
        kills: std::mem::take(&mut scene.kills),
        account,
    };
    Ok(Report {
        seed: run.seed,
        sign_ahead: run.setting.sign_ahead,
        mails: evidence.log.len(),
        verdict: judge(&evidence),
        kills: evidence.kills,
    })
}

impl Scene<'_> {
    /// Kills it and brings it up again.
    fn kill(&mut self, phase: Phase) -> Result<()> {
        let before = self.sink.open();
        let at = jiff::Timestamp::now();
        self.child.kill()?; // SIGKILL
        let open = self.sink.open().max(before);
        self.child.wait()?;
        self.kills.push(Kill { phase, at, open });
        self.child = self.room.serve()?;
        Ok(())
    }

    /// Kills before the first mail, each some time after the start.
    fn kill_early(&mut self, phase: Phase, times: usize, within: Duration) -> Result<()> {
        for _ in 0..times {
            self.dice.sleep(within);
            if self.sink.accepted() > 0 {
                return Ok(());
            }
            self.kill(phase)?;
        }
        Ok(())
    }

    /// Kills until the kills are used up or nearly all mails are out.
    fn kill_in_mid_send(&mut self) -> Result<()> {
        let late = [Phase::StartUp, Phase::MidSend, Phase::Commit, Phase::Checkpoint];
        let readers = self.run.setting.readers as u64;
        while self.kills.len() < self.run.kills {
            let phase = late[self.dice.below(4) as usize];
            if phase == Phase::StartUp {
                self.dice.sleep(Duration::from_millis(150));
            } else {
                let goal = self.sink.accepted() + 1 + self.dice.below(40);
                self.wait("mails that go out", |s| s.sink.accepted() >= goal.min(readers))?;
                match phase {
                    Phase::Commit => self.see_change("-wal"),
                    Phase::Checkpoint => self.see_change(""),
                    _ => {}
                }
                self.dice.sleep(Duration::from_millis(3));
            }
            if self.sink.accepted() >= readers {
                break;
            }
            self.kill(phase)?;
        }
        Ok(())
    }

    /// Waits until a file of the database changes, or for a moment where
    /// nothing is written to it.
    fn see_change(&self, ending: &str) {
        let path = self.room.database(ending);
        let look = || std::fs::metadata(&path).and_then(|m| Ok((m.len(), m.modified()?))).ok();
        let (before, begun) = (look(), Instant::now());
        while look() == before && begun.elapsed() < Duration::from_millis(700) {
            std::thread::yield_now();
        }
    }

    fn see_it_out(&mut self) -> Result<Account> {
        let begun = Instant::now();
        loop {
            let account = self.room.account()?;
            if account.state == "sent" {
                return Ok(account);
            }
            if begun.elapsed() > PATIENCE {
                return Err(Error::other(format!("it is not sent: {account:?}")));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn wait(&self, what: &str, holds: impl Fn(&Self) -> bool) -> Result<()> {
        let begun = Instant::now();
        while !holds(self) {
            if begun.elapsed() > PATIENCE {
                let kills = self.kills.len();
                return Err(Error::other(format!("no {what} after {kills} kills")));
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        Ok(())
    }
}

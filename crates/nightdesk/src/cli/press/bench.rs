//! `nightdesk press bench`: how fast the press is on this machine, against
//! any SMTP server.

use super::rehearsal::{self, Tally};
use crate::cli::{Failed, put, tell};
use jiff::Timestamp;
use press::dkim::{Key, Signer};
use press::ledger::{Ledger, UncertainPolicy};
use press::plate::Plate;
use press::relay::Relay;
use press::run::{Fleet, Links, Progress, Retry, Run, RunEnd};
use press::session::Tls;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use story::{EditionId, NewsletterId, ReaderId};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

#[derive(clap::Args)]
pub struct Args {
    /// The SMTP server, HOST:PORT. It must take every mail and pass none on:
    /// the readers are invented.
    #[arg(long, value_name = "HOST:PORT")]
    smtp: String,
    /// How many mails.
    #[arg(long, default_value_t = 10_000)]
    count: u64,
    /// How many connections at once.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// About how many octets a mail has.
    #[arg(long, default_value_t = 40_000)]
    size: usize,
    /// Sign with this RSA key (PEM); a new one where absent.
    #[arg(long, value_name = "FILE", conflicts_with = "no_dkim")]
    dkim_key: Option<PathBuf>,
    /// Do not sign.
    #[arg(long)]
    no_dkim: bool,
    /// Keep the ledger in this folder, which must be empty or new; a folder of
    /// its own in the temporary files where absent.
    #[arg(long, value_name = "DIR", conflicts_with = "no_ledger")]
    ledger: Option<PathBuf>,
    /// Keep no ledger: only count.
    #[arg(long)]
    no_ledger: bool,
    /// Sign all mails before, and measure sending alone.
    #[arg(long, conflicts_with_all = ["no_dkim", "no_ledger"])]
    ahead: bool,
    /// Print the result as one JSON object.
    #[arg(long)]
    json: bool,
}

/// What was measured.
#[derive(Serialize)]
struct Figures {
    mails: u64,
    octets_per_mail: usize,
    connections: usize,
    signed: bool,
    ledger: bool,
    /// From the first connection to the last answer written down.
    seconds: f64,
    mails_per_second: f64,
    /// Processor time of this process while it sent; absent where the system
    /// does not tell.
    cpu_us_per_mail: Option<f64>,
    /// The most memory the process had at any time, in octets.
    peak_rss: Option<u64>,
    freeze_seconds: Option<f64>,
    /// What signing ahead took, if it was asked for.
    ahead_seconds: Option<f64>,
    /// The account's sum and what it froze, which must be one.
    sum: u64,
    frozen: u64,
}

/// Real links, signed with a key of their own.
struct Ties(web::links::Links);

impl Links for Ties {
    fn unsubscribe(&self, reader: ReaderId) -> String {
        self.0.unsubscribe(reader, NewsletterId(1))
    }

    fn manage(&self, reader: ReaderId) -> String {
        self.0.manage(reader, NewsletterId(1))
    }
}

pub async fn run(args: Args) -> Result<ExitCode, Failed> {
    let (host, port) = args.smtp.rsplit_once(':').ok_or("--smtp takes HOST:PORT")?;
    let port = port.parse().map_err(|_| format!("{port:?} is no port: --smtp takes HOST:PORT"))?;
    let signer = signer(&args)?;
    let sheet = rehearsal::sheet(args.size)?;

    let links: Arc<dyn Links> =
        Arc::new(Ties(web::links::Links::new([7; 32], "https://news.example.org")));
    let mut ahead = None;
    // Held to the end: the folder goes when it is dropped.
    let mut folder = None;
    let (ledger, edition, plate, froze): (Arc<dyn Ledger>, _, Plate, Option<Duration>) =
        if args.no_ledger {
            let edition = EditionId(1);
            let plate = Plate::set(&sheet, &rehearsal::envelope(edition)?)?;
            (Arc::new(Tally::new(args.count)), edition, plate, None)
        } else {
            let place = match &args.ledger {
                Some(place) => place.clone(),
                None => folder.insert(Scratch::new()?).0.clone(),
            };
            let hand = signer.clone().filter(|_| args.ahead).map(|s| (s, links.clone()));
            let frozen = rehearsal::freeze(&place, args.count, &sheet, hand).await?;
            ahead = frozen.ahead;
            (frozen.store, frozen.edition, frozen.plate, Some(frozen.took))
        };

    let octets_per_mail = plate.to_bytes().len();
    let (progress, _) = watch::channel(Progress::default());
    let run = Run {
        edition,
        plate: Arc::new(plate),
        ledger: ledger.clone(),
        fleet: Fleet::of(Relay {
            host: host.trim_matches(['[', ']']).to_owned(),
            port,
            tls: Tls::None,
            connections: args.connections,
            mails_per_connection: u32::MAX,
            ..Relay::default()
        }),
        signer,
        links,
        fresh_until: Timestamp::MAX,
        retry: Retry::quick(),
        uncertain: UncertainPolicy::Hold,
        stop: CancellationToken::new(),
        pause: watch::channel(false).1,
        progress,
    };
    let signed = run.signer.is_some();
    let (began, cpu) = (Instant::now(), cpu_time());
    let end = press::run::print(run).await?;
    let seconds = began.elapsed().as_secs_f64();
    let cpu = cpu_time().zip(cpu).map(|(after, before)| after.saturating_sub(before));
    if let RunEnd::Halted { why } = end {
        return Err(why.into());
    }
    let account = ledger.account(edition).await?;
    let figures = Figures {
        mails: account.accepted,
        octets_per_mail,
        connections: args.connections,
        signed,
        ledger: !args.no_ledger,
        seconds,
        mails_per_second: account.accepted as f64 / seconds,
        cpu_us_per_mail: cpu.map(|c| c.as_secs_f64() * 1e6 / args.count.max(1) as f64),
        peak_rss: peak_rss(),
        freeze_seconds: froze.map(|f| f.as_secs_f64()),
        ahead_seconds: ahead.map(|(_, took)| took.as_secs_f64()),
        sum: account.sum(),
        frozen: account.frozen,
    };
    if args.json {
        put(&figures)?;
    } else {
        figures.print();
    }
    let all = account.accepted == args.count && account.sum() == account.frozen;
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Figures {
    fn print(&self) {
        let kind = match (self.signed, self.ledger) {
            (true, true) => "signed, with the durable ledger",
            (true, false) => "signed, without a ledger",
            (false, true) => "unsigned, with the durable ledger",
            (false, false) => "unsigned, without a ledger",
        };
        let or_dash = |v: Option<String>| v.unwrap_or_else(|| "-".to_owned());
        tell(&format!("{} mails of {} octets, {kind}", self.mails, self.octets_per_mail));
        for (what, value) in [
            ("connections", self.connections.to_string()),
            ("freezing, s", or_dash(self.freeze_seconds.map(|s| format!("{s:.2}")))),
            ("signing ahead, s", or_dash(self.ahead_seconds.map(|s| format!("{s:.2}")))),
            ("sending, s", format!("{:.3}", self.seconds)),
            ("mails/s", format!("{:.0}", self.mails_per_second)),
            ("CPU µs/mail", or_dash(self.cpu_us_per_mail.map(|c| format!("{c:.0}")))),
            ("peak memory, MB", or_dash(self.peak_rss.map(|b| format!("{:.1}", b as f64 / 1e6)))),
            ("account", format!("{} of {}", self.sum, self.frozen)),
        ] {
            tell(&format!("{what:<17} {value:>12}"));
        }
    }
}

fn signer(args: &Args) -> Result<Option<Arc<Signer>>, Failed> {
    if args.no_dkim {
        return Ok(None);
    }
    let key = match &args.dkim_key {
        Some(path) => Key::from_pem(
            &std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?,
        )?,
        None => Key::generate()?,
    };
    Ok(Some(Arc::new(Signer::new(&key, "news.example.org", "rehearsal")?)))
}

/// A folder in the temporary files that goes with its owner.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, Failed> {
        let path = std::env::temp_dir().join(format!("nightdesk-bench-{}", std::process::id()));
        std::fs::create_dir(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left over lies among the temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Processor time of this process so far (proc_pid_stat(5), fields 14 and 15,
/// in hundredths of a second).
fn cpu_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is a name in brackets and may hold anything.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// The most memory this process has had (proc_pid_status(5), `VmHWM`), in
/// octets.
fn peak_rss() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kb| kb * 1024)
}

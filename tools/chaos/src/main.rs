//! `chaos`: kills a press hundreds of times and says what it cost the readers.

#![allow(clippy::print_stdout)] // what a command is for

use chaos::{Phase, Report, Run, Setting};
use clap::Parser;
use std::{collections::BTreeMap, path::PathBuf, process::ExitCode, time::Duration};

/// Kill a press with SIGKILL in every phase of its editions, until so many
/// deaths are died, and judge it by the log of the server that took the mails.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// The binary to kill; the one beside this one unless said.
    #[arg(long, value_name = "FILE")]
    nightdesk: Option<PathBuf>,
    /// Deaths in all.
    #[arg(long, default_value_t = 500)]
    kills: usize,
    /// Deaths of one edition at most.
    #[arg(long, default_value_t = 70)]
    each: usize,
    /// Readers of each edition.
    #[arg(long, default_value_t = 5000)]
    readers: usize,
    /// Connections to the server.
    #[arg(long, default_value_t = 8)]
    connections: u32,
    /// Milliseconds that the server thinks over each mail.
    #[arg(long, default_value_t = 3)]
    delay: u64,
    /// The first edition's seed; the next ones follow.
    #[arg(long, default_value_t = 20_261_124)]
    seed: u64,
    /// A folder to keep every edition's data and log in.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// One JSON object, besides.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match judge_all(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

fn judge_all(args: &Args) -> std::io::Result<bool> {
    let beside = || Ok::<_, std::io::Error>(std::env::current_exe()?.with_file_name("nightdesk"));
    let nightdesk = args.nightdesk.clone().map_or_else(beside, Ok)?;
    let mut reports: Vec<Report> = Vec::new();
    let died = |reports: &[Report]| reports.iter().map(|r| r.kills.len()).sum::<usize>();
    while died(&reports) < args.kills {
        let seed = args.seed + reports.len() as u64;
        let run = Run {
            setting: Setting {
                nightdesk: nightdesk.clone(),
                readers: args.readers,
                connections: args.connections,
                sign_ahead: reports.len().is_multiple_of(2),
            },
            kills: args.each.min(args.kills - died(&reports)),
            early: 4,
            delay: Duration::from_millis(args.delay),
            seed,
            keep: args.keep.as_ref().map(|folder| folder.join(seed.to_string())),
        };
        let report = chaos::run(&run)?;
        println!("{}", words(&report));
        for fault in &report.verdict.faults {
            println!("  FAULT: {fault}");
        }
        reports.push(report);
    }
    sum_up(&reports);
    if args.json {
        println!("{}", serde_json::to_string(&reports)?);
    }
    Ok(reports.iter().all(|r| r.verdict.faults.is_empty()))
}

/// One edition in a line.
fn words(report: &Report) -> String {
    let by_phase = |phase| report.kills.iter().filter(|k| k.phase == phase).count();
    let phases: Vec<_> =
        Phase::ALL.iter().map(|p| format!("{} {}", p.as_str(), by_phase(*p))).collect();
    let v = &report.verdict;
    format!(
        "seed {}, {}: {} kills ({}), {} mails, lost {}, extra {}, unnamed {}",
        report.seed,
        if report.sign_ahead { "signed ahead" } else { "signed at the hour" },
        report.kills.len(),
        phases.join(", "),
        report.mails,
        v.lost,
        v.extra,
        v.unnamed
    )
}

/// How many extra copies a death costs, by phase.
fn sum_up(reports: &[Report]) {
    let mut costs: BTreeMap<Phase, BTreeMap<usize, usize>> = BTreeMap::new();
    for report in reports {
        for (kill, extra) in std::iter::zip(&report.kills, &report.verdict.extra_by_kill) {
            *costs.entry(kill.phase).or_default().entry(*extra).or_default() += 1;
        }
    }
    println!("\nextra copies per kill, by phase (copies x kills):");
    for (phase, costs) in &costs {
        let kills: usize = costs.values().sum();
        let extra: usize = costs.iter().map(|(n, times)| n * times).sum();
        let spread: Vec<_> = costs.iter().map(|(n, times)| format!("{n}x{times}")).collect();
        let mean = extra as f64 / kills as f64;
        println!("{:>14} {kills:>4} kills, mean {mean:.2}: {}", phase.as_str(), spread.join(" "));
    }
    let open = reports.iter().flat_map(|r| &r.kills).map(|k| k.open as usize).sum::<usize>();
    let sum = |of: fn(&Report) -> usize| reports.iter().map(of).sum::<usize>();
    println!(
        "in all {} kills over {open} open connections, {} mails: lost {}, extra {}, unnamed {}, faults {}",
        sum(|r| r.kills.len()),
        sum(|r| r.mails),
        sum(|r| r.verdict.lost),
        sum(|r| r.verdict.extra),
        sum(|r| r.verdict.unnamed),
        sum(|r| r.verdict.faults.len()),
    );
}

//! `nightdesk eval SET`: how well the desk judges a labelled set, as one line
//! of figures. The sets are a folder of JSON Lines that is not part of the
//! program: most such texts are their publishers'.
//!
//! A set is a module here and a row of [`SETS`].

mod events;
mod grouping;
pub mod kinds;
mod pairs;
mod related;
mod timelines;

use crate::{Failed, lines};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A set: its name, what it measures, how.
struct Set {
    name: &'static str,
    about: &'static str,
    measure: fn(&Path) -> Result<serde_json::Value, Failed>,
}

const SETS: &[Set] = &[
    Set {
        name: "events",
        about: "events/dev.jsonl: stories of one happening, by time",
        measure: events::dated,
    },
    Set {
        name: "undated",
        about: "related/dev.jsonl: stories of one happening, and of one matter, without times",
        measure: events::undated,
    },
    Set {
        name: "threads",
        about: "timelines/docs.jsonl: articles of one long matter",
        measure: events::threads,
    },
    Set {
        name: "copies",
        about: "copies/dev.jsonl: pairs of texts, one a rewritten copy or not",
        measure: pairs::copies,
    },
    Set {
        name: "related",
        about: "related/dev.jsonl: stories of the same matter, another event",
        measure: related::related,
    },
    Set {
        name: "kinds",
        about: "kinds/dev.jsonl: comments and reports, each outlet by what the others teach",
        measure: kinds::unseen,
    },
    Set {
        name: "timelines",
        about: "timelines/gold.jsonl: dated timelines, from timelines/docs.jsonl",
        measure: timelines::dated,
    },
];

#[derive(clap::Args)]
pub struct Args {
    /// The set to measure; `list` names them, `all` measures all that are there.
    #[arg(value_name = "SET")]
    set: String,
    /// The folder of labelled sets.
    #[arg(long, env = "NIGHTDESK_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Measures a set and prints its figures.
pub fn run(args: &Args) -> Result<ExitCode, Failed> {
    let mut out = lines::Output::new();
    if args.set == "list" {
        for set in SETS {
            out.put(&serde_json::json!({"set": set.name, "about": set.about}))?;
        }
        out.end()?;
        return Ok(ExitCode::SUCCESS);
    }
    let data = args.data.as_deref().ok_or(
        "no labelled sets: name their folder with --data DIR or NIGHTDESK_DATA; they are not part of the program",
    )?;
    let chosen: Vec<&Set> =
        SETS.iter().filter(|s| args.set == "all" || s.name == args.set).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = SETS.iter().map(|s| s.name).collect();
        return Err(
            format!("there is no set \"{}\"; there are: {}", args.set, names.join(", ")).into()
        );
    }
    for set in chosen {
        let begun = std::time::Instant::now();
        let mut figures = (set.measure)(data)?;
        if let Some(object) = figures.as_object_mut() {
            object.insert("set".into(), set.name.into());
            object.insert("seconds".into(), rounded(begun.elapsed().as_secs_f64()).into());
        }
        out.put(&figures)?;
    }
    out.end()?;
    Ok(ExitCode::SUCCESS)
}

/// The lines of a file of the folder; one that can't be read is an error here.
fn read<T: serde::de::DeserializeOwned>(data: &Path, file: &str) -> Result<Vec<T>, Failed> {
    let file = data.join(file);
    if !file.exists() {
        return Err(format!(
            "{}: is not there; --data (or NIGHTDESK_DATA) must name the folder of labelled sets",
            file.display()
        )
        .into());
    }
    let (all, broken) = lines::Input { file: file.clone() }.all()?;
    if broken > 0 {
        return Err(format!("{}: {broken} lines can't be read", file.display()).into());
    }
    Ok(all)
}

/// To four places, as figures are told.
fn rounded(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}

//! `nightdesk sources`.

use super::{Failed, open, put, tell};
use crate::config::Config;
use serde_json::json;
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use store::NewSource;
use story::{Defaults, Format, Kind, Lang, Place, SourceId};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Add a feed, a page or a folder.
    Add {
        /// The outlet or agency, as editors and readers see it.
        name: String,
        /// An address that begins with http:// or https://, or a folder.
        place: String,
        /// It is the newsroom's own journalism.
        #[arg(long)]
        own: bool,
        /// The language where the documents do not say: en, de, es …
        #[arg(long)]
        language: Option<String>,
        /// What it delivers, if it must not be found out: rss, atom …
        #[arg(long)]
        format: Option<String>,
        /// What its stories are where they do not say: news, feature, analysis,
        /// opinion, brief, live, release.
        #[arg(long)]
        kind: Option<String>,
        /// Which of the newsroom's desks looks after it.
        #[arg(long)]
        desk: Option<String>,
        /// Terms of use of its stories, where they do not say.
        #[arg(long)]
        rights: Option<String>,
        /// Added to the score of its stories in a draft, -2 to 2.
        #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
        weight: f64,
    },
    /// Have a source's next answer read whole, and ask it at once.
    Again {
        /// Its number (see `sources list`).
        source: i64,
    },
    /// Lists of feeds.
    #[command(subcommand)]
    Opml(Opml),
    /// List the sources with their state.
    List,
    /// Read a place without filing anything.
    Test {
        /// An address or a folder.
        place: String,
    },
    /// Poll all sources once, and file what comes.
    Poll {
        /// How many at once.
        #[arg(long, default_value_t = 32)]
        at_once: usize,
    },
}

#[derive(clap::Subcommand)]
pub enum Opml {
    /// Add the feeds of a list (OPML), but for those that are there.
    Import {
        /// The list; `-` for standard input.
        file: PathBuf,
    },
    /// Print the feeds as a list.
    Export,
}

/// An address or a folder, by how it begins.
fn place(text: &str) -> Result<Place, Failed> {
    if text.starts_with("http://") || text.starts_with("https://") {
        return Ok(Place::Url(text.to_owned()));
    }
    let folder = Path::new(text);
    if !folder.is_dir() {
        return Err(format!("{text} is no folder, and no address that begins with http").into());
    }
    // The folder is watched from wherever Nightdesk is started.
    Ok(Place::Folder(folder.canonicalize()?.display().to_string()))
}

pub async fn run(command: Command, config: &Config) -> Result<ExitCode, Failed> {
    let house = open(config).await?;
    let mut well = true;
    match command {
        Command::Add { name, place: at, own, language, format, kind, desk, rights, weight } => {
            let format = match format.as_deref() {
                None | Some("auto") => None,
                Some(word) => Some(Format::parse(word).ok_or("that is no format we read")?),
            };
            let language = language.as_deref().map(Lang::of);
            let kind = match kind.as_deref() {
                None => None,
                Some(word) => {
                    Some(Kind::ALL.into_iter().find(|k| k.as_str() == word).ok_or("no such kind")?)
                }
            };
            if !(weight.is_finite() && weight.abs() <= Defaults::WEIGHT) {
                return Err("a weight is a number from -2 to 2".into());
            }
            let defaults = Defaults { kind, desk, rights, weight };
            let new = NewSource { name, place: place(&at)?, format, own, language, defaults };
            let id = house.store.add_source(new).await?;
            put(&json!({ "source": id }))?;
        }
        Command::List => {
            for source in house.store.sources().await? {
                put(&source)?;
            }
        }
        Command::Test { place: at } => {
            let tried = house.try_source(place(&at)?, None).await?;
            well = tried.troubles.is_empty() && tried.stories > 0;
            put(&tried)?;
        }
        Command::Again { source } => {
            let id = SourceId(source);
            house.store.forget_answers(id).await?;
            tell(&house.poll(id).await?);
        }
        Command::Opml(Opml::Import { file }) => {
            let bytes = super::read::bytes(&file)?;
            let list = wire::opml::read(&bytes)?;
            for trouble in &list.troubles {
                well = false;
                tell(&trouble.to_string());
            }
            let feeds = list.feeds.len();
            let added = web::lists::add(&*house.store, list.feeds).await?;
            put(&json!({ "feeds": feeds, "added": added }))?;
        }
        Command::Opml(Opml::Export) => {
            let feeds = web::lists::outlines(&house.store.sources().await?);
            std::io::stdout().write_all(wire::opml::write("Sources", &feeds).as_bytes())?;
        }
        Command::Poll { at_once } => {
            let mut polls = tokio::task::JoinSet::new();
            let mut waiting = house.store.sources().await?.into_iter().filter(|s| !s.paused);
            loop {
                while polls.len() < at_once.max(1)
                    && let Some(source) = waiting.next()
                {
                    let house = house.clone();
                    polls.spawn(async move { (source.name, house.poll(source.id).await) });
                }
                let Some(polled) = polls.join_next().await else { break };
                match polled? {
                    (name, Ok(words)) => tell(&format!("{name}: {words}")),
                    (name, Err(e)) => {
                        well = false;
                        tell(&format!("{name}: {e}"));
                    }
                }
            }
        }
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

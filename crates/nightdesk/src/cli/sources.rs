//! `nightdesk sources`.

use super::{Failed, open, put, tell};
use crate::config::Config;
use serde_json::json;
use std::{path::Path, process::ExitCode};
use store::NewSource;
use story::{Format, Lang, Place};

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
    },
    /// List the sources with their state.
    List,
    /// Read a place without filing anything.
    Test {
        /// An address or a folder.
        place: String,
    },
    /// Poll all sources that are due, once, and file what comes.
    Poll,
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
        Command::Add { name, place: at, own, language, format } => {
            let format = match format.as_deref() {
                None | Some("auto") => None,
                Some(word) => Some(Format::parse(word).ok_or("that is no format we read")?),
            };
            let language = language.as_deref().map(Lang::of);
            let new = NewSource {
                name,
                place: place(&at)?,
                format,
                own,
                language,
                defaults: story::Defaults::default(),
            };
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
        Command::Poll => {
            for source in house.store.sources().await?.into_iter().filter(|s| !s.paused) {
                match house.poll(source.id).await {
                    Ok(words) => tell(&format!("{}: {words}", source.name)),
                    Err(e) => {
                        well = false;
                        tell(&format!("{}: {e}", source.name));
                    }
                }
            }
        }
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

//! `nightdesk editors` and `nightdesk readers`.

use super::{Failed, open, put, tell};
use crate::{config::Config, house::now};
use serde_json::json;
use std::{path::PathBuf, process::ExitCode};
use store::Evidence;
use story::{Address, Lang, Role};

#[derive(clap::Subcommand)]
pub enum Editors {
    /// Add an editor and print a one-time link to the desk for them.
    Add {
        /// Their address.
        address: String,
        /// Their name.
        name: String,
        /// They approve and send.
        #[arg(long)]
        chief: bool,
    },
    /// List the editors.
    List,
    /// Print a one-time link to the desk for an editor.
    Link {
        /// Their address.
        address: String,
    },
}

pub async fn editors(command: Editors, config: &Config) -> Result<ExitCode, Failed> {
    let house = open(config).await?;
    match command {
        Editors::Add { address, name, chief } => {
            let role = if chief { Role::Chief } else { Role::Editor };
            let address = Address::parse(&address)?;
            let id = house.store.add_editor(address, name, role, String::new(), now()).await?;
            put(&json!({ "editor": id, "link": house.login_link(id).await? }))?;
        }
        Editors::List => {
            for editor in house.store.editors().await? {
                put(&editor)?;
            }
        }
        Editors::Link { address } => {
            let found = house.store.editor_by_email(&Address::parse(&address)?).await?;
            let (editor, _) = found.ok_or_else(|| format!("{address} is no editor"))?;
            put(&json!({ "editor": editor.id, "link": house.login_link(editor.id).await? }))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(clap::Subcommand)]
pub enum Readers {
    /// Bring in readers who are known to have agreed. Who left stays away.
    Import {
        /// A CSV file whose first line names its columns: address, and if you
        /// like name and language.
        file: PathBuf,
        /// The newsletter's name in addresses.
        #[arg(long, value_name = "NEWSLETTER")]
        newsletter: String,
        /// How and when they agreed; kept as the proof.
        #[arg(long, value_name = "WORDS")]
        consent: String,
    },
    /// List the readers of a newsletter.
    List {
        /// The newsletter's name in addresses.
        newsletter: String,
    },
}

pub async fn readers(command: Readers, config: &Config) -> Result<ExitCode, Failed> {
    let house = open(config).await?;
    let title = |slug: String| {
        let store = house.store.clone();
        async move {
            let found = store.newsletter_by_slug(&slug).await?;
            Ok::<_, Failed>(found.ok_or_else(|| format!("there is no newsletter named {slug}"))?)
        }
    };
    match command {
        Readers::Import { file, newsletter, consent } => {
            let newsletter = title(newsletter).await?;
            let rows = rows(&std::fs::read(&file)?, &newsletter.language)?;
            for wrong in &rows.wrong {
                tell(&format!("{}: {wrong}", file.display()));
            }
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned());
            let evidence = Evidence {
                how: format!("import {}", name.unwrap_or_default()),
                wording: consent,
                network: String::new(),
            };
            let done =
                house.store.import_readers(newsletter.id, rows.right, evidence, now()).await?;
            put(&json!({
                "added": done.added, "known": done.known, "left": done.left,
                "wrong": rows.wrong.len(),
            }))?;
            let well = rows.wrong.is_empty();
            Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Readers::List { newsletter } => {
            let newsletter = title(newsletter).await?;
            for (reader, state, since) in house.store.readers(newsletter.id, "", usize::MAX).await?
            {
                put(&json!({
                    "address": reader.address, "name": reader.name, "language": reader.language,
                    "state": state, "since": since,
                }))?;
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What a CSV file of readers holds.
#[derive(Debug, Default)]
struct Rows {
    right: Vec<(Address, String, Lang)>,
    /// A line for each row that was left out.
    wrong: Vec<String>,
}

/// Reads rows; a wrong one is reported with its line while the rest goes in.
fn rows(bytes: &[u8], usual: &Lang) -> Result<Rows, Failed> {
    let mut csv = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let columns = csv.headers()?.clone();
    let column = |names: &[&str]| {
        columns
            .iter()
            .position(|c| names.contains(&c.trim_start_matches('\u{feff}').to_lowercase().as_str()))
    };
    let Some(address) = column(&["address", "email", "e-mail", "mail"]) else {
        return Err("the first line names no column address: put one above the addresses".into());
    };
    let (name, language) = (column(&["name"]), column(&["language", "lang"]));
    let mut rows = Rows::default();
    for row in csv.records() {
        let row = match row {
            Ok(row) => row,
            Err(e) => {
                rows.wrong.push(format!("{e}; the row was left out"));
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |column: Option<usize>| column.and_then(|c| row.get(c)).unwrap_or_default();
        match Address::parse(cell(Some(address))) {
            Ok(address) => {
                let lang = Some(Lang::of(cell(language))).filter(|l| !l.is_unknown());
                let name = story::one_line(cell(name)).chars().take(80).collect();
                rows.right.push((address, name, lang.unwrap_or_else(|| usual.clone())));
            }
            Err(e) => rows.wrong.push(format!("line {line}: {e}; the row was left out")),
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_row_is_named_and_the_rest_goes_in() {
        let text = "\u{feff}Name,E-Mail,lang\n\"Ö, Ann\",ann@example.org,de\nBob,not an address,\n,c@example.org\n";
        let rows = rows(text.as_bytes(), &Lang::of("en")).unwrap();
        let got: Vec<_> =
            rows.right.iter().map(|(a, n, l)| (a.as_str(), n.as_str(), l.as_str())).collect();
        assert_eq!(got, [("ann@example.org", "Ö, Ann", "de"), ("c@example.org", "", "en")]);
        assert_eq!(rows.wrong.len(), 1);
        assert!(rows.wrong[0].starts_with("line 3:"), "{:?}", rows.wrong);
    }

    #[test]
    fn a_file_without_addresses_says_the_mend() {
        let error = rows(b"a,b\n1,2\n", &Lang::of("en")).unwrap_err().to_string();
        assert!(error.contains("column address"), "{error}");
    }
}

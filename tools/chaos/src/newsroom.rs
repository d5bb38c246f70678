//! A newsroom of the real binary, used by its commands alone.

use crate::judge::Account;
use serde_json::Value;
use std::{
    io::{Error, Result},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const CHIEF: &str = "chief@courier.example";
const STORY: &str = "Ferry returns to port after engine fire\n\n\
    All 214 passengers are safe, the harbour master said.\n\n\
    The ferry reached the quay under its own power on Sunday night. \
    Officials said the cause was not known.\n";

/// What is set up.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The binary.
    pub nightdesk: PathBuf,
    /// Readers of the newsletter.
    pub readers: usize,
    /// Connections to the server.
    pub connections: u32,
    /// Whether mails are signed before their hour.
    pub sign_ahead: bool,
}

/// A newsroom with one edition that waits for its approval.
pub struct Newsroom {
    folder: PathBuf,
    nightdesk: PathBuf,
    /// The edition's number.
    edition: String,
}

impl Newsroom {
    /// Sets one up in an empty folder. Its hour is some hours away whatever
    /// the hour is now, so that nothing goes out until it is told to.
    pub fn set_up(folder: &Path, setting: &Setting, port: u16) -> Result<Self> {
        let mut room = Self {
            folder: folder.to_owned(),
            nightdesk: setting.nightdesk.clone(),
            edition: String::new(),
        };
        let text = format!(
            "data = {:?}\nlisten = \"127.0.0.1:0\"\n[press]\nsign_ahead = {}\n",
            room.data().display().to_string(),
            setting.sign_ahead
        );
        std::fs::write(folder.join("nightdesk.toml"), text)?;
        std::fs::create_dir(folder.join("wire"))?;
        std::fs::write(folder.join("wire/ferry.txt"), STORY)?;
        let rows: String = readers(setting.readers)
            .enumerate()
            .map(|(n, address)| format!("{address},Reader {n}\n"))
            .collect();
        std::fs::write(folder.join("readers.csv"), format!("address,name\n{rows}"))?;
        let path = |name: &str| folder.join(name).display().to_string();
        let zone = noon_zone(jiff::Timestamp::now());
        let title = ["newsletters", "add", "Morning", "--from", "desk@courier.example"];
        room.tell(&[&title[..], &["--zone", &zone, "--hour", "15:00"]].concat())?;
        room.tell(&["editors", "add", CHIEF, "Chief", "--chief"])?;
        let csv = path("readers.csv");
        room.tell(&["readers", "import", &csv, "--newsletter", "morning", "--consent", "test"])?;
        let relay = ["relay", "set", "127.0.0.1", "--tls", "none", "--port", &port.to_string()];
        let connections = setting.connections.to_string();
        room.tell(&[&relay[..], &["--connections", &connections]].concat())?;
        room.tell(&["sources", "add", "Courier", &path("wire"), "--own", "--language", "en"])?;
        room.tell(&["sources", "poll"])?;
        room.edition = room.tell(&["edition", "draft", "morning"])?["edition"].to_string();
        Ok(room)
    }

    /// Approves the edition.
    pub fn approve(&self) -> Result<()> {
        self.tell(&["edition", "approve", &self.edition, "--by", CHIEF]).map(drop)
    }

    /// Tells the one that serves to send it now.
    pub fn send(&self) -> Result<()> {
        self.tell(&["edition", "send", &self.edition, "--by", CHIEF]).map(drop)
    }

    /// What the press says about it.
    pub fn account(&self) -> Result<Account> {
        let account = self.tell(&["edition", "account", &self.edition, "--json"])?;
        Ok(serde_json::from_value(account)?)
    }

    /// Begins to serve.
    pub fn serve(&self) -> Result<Child> {
        let mut command = self.command();
        command.arg("serve").stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    }

    /// A file of its database.
    pub fn database(&self, ending: &str) -> PathBuf {
        self.data().join(format!("nightdesk.db{ending}"))
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.nightdesk);
        command.arg("--config").arg(self.folder.join("nightdesk.toml"));
        command
    }

    /// Runs a command to its end; gives the first object it prints.
    fn tell(&self, args: &[&str]) -> Result<Value> {
        let out = self.command().args(args).output()?;
        if !out.status.success() {
            let said = String::from_utf8_lossy(&out.stderr);
            return Err(Error::other(format!("{}: {said}", args.join(" "))));
        }
        match String::from_utf8_lossy(&out.stdout).lines().next() {
            Some(line) => Ok(serde_json::from_str(line)?),
            None => Ok(Value::Null),
        }
    }
}

/// The readers' addresses.
pub fn readers(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|n| format!("r{n}@example.org"))
}

/// The zone in which it is twelve to one o'clock now; 15:00 is then to come.
fn noon_zone(now: jiff::Timestamp) -> String {
    let hour = now.to_zoned_datetime(jiff::tz::TimeZone::UTC).hour();
    // POSIX counts these westward.
    let west = hour - 12;
    if west == 0 { "Etc/GMT".to_owned() } else { format!("Etc/GMT{west:+}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn it_is_noon_somewhere() {
        for hour in 0..24 {
            let now: jiff::Timestamp = format!("2026-11-24T{hour:02}:30:00Z").parse().unwrap();
            let zone = jiff::tz::TimeZone::get(&noon_zone(now)).unwrap();
            assert_eq!(now.to_zoned_datetime(zone).hour(), 12, "{hour}");
        }
    }
}

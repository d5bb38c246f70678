//! A newsroom of the real binary, with an approved edition and readers, for
//! tests that judge by the logs of the servers that take its mails.

use serde_json::Value;
use sink::{Journal, Options, Sink};
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A server with its log.
pub struct Post {
    sink: Sink,
    log: PathBuf,
    _folder: tempfile::TempDir,
}

impl Post {
    pub async fn open(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let options = Options { log: Some(log.clone()), ..options };
        Self { sink: Sink::bind("127.0.0.1:0", options).await.unwrap(), log, _folder: folder }
    }

    pub fn port(&self) -> String {
        self.sink.addr().port().to_string()
    }

    /// To whom mails were taken, by the server's log.
    pub fn taken(&self) -> Vec<String> {
        Journal::read(&self.log).unwrap().into_iter().flat_map(|entry| entry.to).collect()
    }
}

/// A folder with a configuration and data.
pub struct Newsroom {
    folder: tempfile::TempDir,
    env: Vec<(String, String)>,
}

impl Newsroom {
    pub fn open() -> Self {
        Self::configured("")
    }

    /// With more lines in its configuration.
    pub fn configured(more: &str) -> Self {
        Self::listening("127.0.0.1:0", more)
    }

    /// The same, with its pages at an address that is known.
    pub fn listening(at: &str, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let text = format!("data = {:?}\nlisten = {at:?}\n{more}", data.to_str().unwrap());
        std::fs::write(folder.path().join("nightdesk.toml"), text).unwrap();
        Self { folder, env: Vec::new() }
    }

    /// Adds lines to its configuration.
    pub fn configure(&self, more: &str) {
        let path = self.path().join("nightdesk.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, format!("{text}{more}")).unwrap();
    }

    /// With a variable in the environment of its commands.
    pub fn with_env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The folder of its data.
    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nightdesk"));
        command.arg("--config").arg(self.path().join("nightdesk.toml"));
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end; gives the first object it prints.
    pub fn tell(&self, args: &[&str]) -> Value {
        self.lines(args).into_iter().next().unwrap_or(Value::Null)
    }

    /// Runs a command to its end; gives all objects it prints.
    pub fn lines(&self, args: &[&str]) -> Vec<Value> {
        let out = self.command().args(args).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.success(), "{args:?}: {said}");
        let text = String::from_utf8(out.stdout).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// True if a command went well.
    pub fn goes(&self, args: &[&str]) -> bool {
        self.command().args(args).output().unwrap().status.success()
    }

    /// What a command says that must fail.
    pub fn refused(&self, args: &[&str]) -> String {
        let out = self.command().args(args).output().unwrap();
        assert!(!out.status.success(), "{args:?} went well");
        String::from_utf8(out.stderr).unwrap()
    }

    pub fn serve(&self) -> Child {
        let mut command = self.command();
        command.arg("serve");
        self.served(command)
    }

    /// Starts what serves and waits until it does: a command that sends before
    /// would find nobody who serves, and print the edition itself.
    fn served(&self, mut command: Command) -> Child {
        let log = std::fs::File::create(self.path().join("log")).unwrap();
        let mut child = command.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let end = Instant::now() + Duration::from_secs(60);
        while !self.log().contains("Nightdesk serves") {
            assert_eq!(child.try_wait().unwrap(), None, "{}", self.log());
            assert!(Instant::now() < end, "it does not serve: {}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
        child
    }

    /// What the one that serves has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path().join("log")).unwrap_or_default()
    }

    /// The folder that the wire's documents lie in.
    pub fn wire(&self) -> PathBuf {
        let wire = self.path().join("wire");
        std::fs::create_dir_all(&wire).unwrap();
        wire
    }

    /// The same, with files that can't grow beyond so many KiB.
    pub fn serve_within(&self, kib: u64) -> Child {
        // Told of it by an error, not by a signal.
        let limited = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$@\"");
        let mut command = Command::new("bash");
        command.args(["-c", &limited, "bash", env!("CARGO_BIN_EXE_nightdesk"), "--config"]);
        command.arg(self.path().join("nightdesk.toml")).arg("serve");
        self.served(command)
    }

    /// Sets a relay on this machine (`how` is set or add).
    pub fn relay(&self, how: &str, port: &str, connections: usize) {
        let connections = connections.to_string();
        let args = ["relay", how, "127.0.0.1", "--port", port, "--tls", "none"];
        self.tell(&[&args[..], &["--connections", &connections]].concat());
    }

    /// An approved edition for so many readers; gives its number.
    pub fn approve(&self, readers: usize) -> String {
        self.approve_titled(readers, &[])
    }

    /// The same, of a newsletter with more options.
    pub fn approve_titled(&self, readers: usize, more: &[&str]) -> String {
        let wire = self.wire();
        let story = "Harbour bridge closes for repairs\n\nThe bridge shuts on Monday, the city said.\n\n\
            Drivers are to use the northern ferry for six weeks. The cost was not named.\n";
        std::fs::write(wire.join("bridge.txt"), story).unwrap();
        let csv = self.path().join("readers.csv");
        let rows: String = (0..readers).map(|n| format!("r{n}@example.org,Reader {n}\n")).collect();
        std::fs::write(&csv, format!("address,name\n{rows}")).unwrap();
        let csv = csv.to_str().unwrap();
        let title = ["newsletters", "add", "Morning", "--from", "desk@courier.example"];
        self.tell(&[&title[..], more].concat());
        self.tell(&["editors", "add", "chief@courier.example", "Chief", "--chief"]);
        self.tell(&["readers", "import", csv, "--newsletter", "morning", "--consent", "test"]);
        let wire = wire.to_str().unwrap();
        self.tell(&["sources", "add", "Courier", wire, "--own", "--language", "en"]);
        self.tell(&["sources", "poll"]);
        let edition = self.tell(&["edition", "draft", "morning"])["edition"].to_string();
        self.tell(&["edition", "approve", &edition, "--by", "chief@courier.example"]);
        edition
    }

    pub fn send(&self, edition: &str) {
        // At some hours of the day it goes out by itself once it is approved;
        // then this is refused.
        let send = ["edition", "send", edition, "--by", "chief@courier.example"];
        self.command().args(send).output().unwrap();
    }

    /// A reader of the newsletter.
    pub fn reader(&self, address: &str) -> Value {
        let readers = self.lines(&["readers", "list", "morning"]);
        readers.into_iter().find(|r| r["address"] == address).unwrap()
    }

    pub fn account(&self, edition: &str) -> Value {
        self.tell(&["edition", "account", edition, "--json"])
    }
}

/// Waits for something that must come; not how long it takes is tested.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let patience = Instant::now();
    while !holds() {
        assert!(patience.elapsed() < Duration::from_secs(120), "{what} does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

//! The listener and its connections.

use crate::dialogue::{Dialogue, Lie, Manners, Step, Taken};
use crate::faults::{Act, Faults, Phase, Rule};
use crate::journal::{Entry, Journal, digest};
use crate::line::{Certificate, Keeping, Line, Secure, keep};
use crate::wording::refusal;
use jiff::Timestamp;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// A mail as accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Counts from 1 since the sink's start.
    pub id: u64,
    /// When its final dot was read.
    pub at: Timestamp,
    /// Envelope sender.
    pub from: String,
    /// Envelope recipients.
    pub to: Vec<String>,
    /// The parameters of MAIL and RCPT, as they came.
    pub asked: String,
    /// The message: CRLF line ends, dots unstuffed.
    pub bytes: Vec<u8>,
}

/// What hears of each accepted mail. It is called before the 250 goes out and
/// must be quick.
pub type OnMail = Arc<dyn Fn(Mail) + Send + Sync>;

/// How a sink behaves.
#[derive(Clone)]
pub struct Options {
    /// Where acceptances are written.
    pub log: Option<PathBuf>,
    /// A folder that keeps each mail as `NUMBER.eml`.
    pub keep: Option<PathBuf>,
    /// Faults beyond those that names ask for.
    pub rules: Vec<Rule>,
    /// Told of every mail.
    pub on_mail: Option<OnMail>,
    /// Closes silently after so many mails on a connection.
    pub close_after: Option<u32>,
    /// Waits so long before it answers for a mail.
    pub delay: Duration,
    /// How long `slow-…` takes.
    pub slow: Duration,
    /// The time between two octets of `…-trickle`, and between the pieces of
    /// `…-split`.
    pub pace: Duration,
    /// Says 421 to the first so many connections.
    pub refuse: u32,
    /// Bears so many connections at once; says 421 to more.
    pub most: Option<u32>,
    /// Offers PIPELINING.
    pub pipelining: bool,
    /// Does not keep to it.
    pub lie: Option<Lie>,
    /// Offers SMTPUTF8.
    pub smtputf8: bool,
    /// Offers 8BITMIME.
    pub eight_bit: bool,
    /// Offers DSN.
    pub dsn: bool,
    /// Octets a mail may have.
    pub max_size: usize,
    /// Offers SIZE with it.
    pub offer_size: bool,
    /// Asks for this name and password (or token).
    pub login: Option<(String, String)>,
    /// The ways to log in that are offered.
    pub mechanisms: String,
    /// Does TLS, with a certificate made at the start: see
    /// [`Sink::certificate`].
    pub tls: Option<Secure>,
    /// What is wrong with that certificate.
    pub certificate: Certificate,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            log: None,
            keep: None,
            rules: Vec::new(),
            on_mail: None,
            close_after: None,
            delay: Duration::ZERO,
            slow: Duration::from_secs(3),
            pace: Duration::from_secs(1),
            refuse: 0,
            most: None,
            pipelining: true,
            lie: None,
            smtputf8: true,
            eight_bit: true,
            dsn: false,
            max_size: 20_000_000,
            offer_size: true,
            login: None,
            mechanisms: "PLAIN LOGIN XOAUTH2".to_owned(),
            tls: None,
            certificate: Certificate::Good,
        }
    }
}

/// Why a sink can't run.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// The port is taken, or not ours to take.
    #[error("the sink can not listen on {addr}: {source}; choose another port with --listen")]
    Listen {
        /// Where.
        addr: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The log can't be written.
    #[error("the sink can not write {path}: {source}", path = path.display())]
    Log {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// No certificate could be made.
    #[error("the sink can not make a certificate: {0}")]
    Certificate(Box<dyn std::error::Error + Send + Sync>),
}

struct Shared {
    options: Options,
    journal: Option<Journal>,
    faults: Faults,
    keeping: Option<Keeping>,
    accepted: AtomicU64,
    refuse: AtomicU32,
    open: AtomicU32,
    stop: CancellationToken,
}

/// A running sink. It stops when dropped.
pub struct Sink {
    addr: SocketAddr,
    shared: Arc<Shared>,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.shared.stop.cancel();
    }
}

impl Sink {
    /// Listens and serves on the running tokio runtime. Port 0 takes a free
    /// one: see [`Sink::addr`].
    pub async fn bind(addr: &str, options: Options) -> Result<Self, SinkError> {
        let failed = |source| SinkError::Listen { addr: addr.to_owned(), source };
        let listener = TcpListener::bind(addr).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let journal = match &options.log {
            Some(path) => Some(
                Journal::open(path)
                    .map_err(|source| SinkError::Log { path: path.clone(), source })?,
            ),
            None => None,
        };
        if let Some(path) = &options.keep {
            std::fs::create_dir_all(path)
                .map_err(|source| SinkError::Log { path: path.clone(), source })?;
        }
        let shared = Arc::new(Shared {
            faults: Faults::new(options.rules.clone()),
            keeping: match options.tls {
                Some(_) => Some(keep(options.certificate).map_err(SinkError::Certificate)?),
                None => None,
            },
            refuse: AtomicU32::new(options.refuse),
            options,
            journal,
            accepted: AtomicU64::new(0),
            open: AtomicU32::new(0),
            stop: CancellationToken::new(),
        });
        let serving = Arc::clone(&shared);
        tokio::spawn(async move {
            loop {
                let stream = tokio::select! {
                    () = serving.stop.cancelled() => return,
                    next = listener.accept() => match next {
                        Ok((stream, _)) => stream,
                        Err(e) => {
                            tracing::warn!("a connection could not be taken: {e}");
                            tokio::time::sleep(Duration::from_millis(50)).await;
                            continue;
                        }
                    },
                };
                let serving = Arc::clone(&serving);
                tokio::spawn(async move {
                    let shared = Arc::clone(&serving);
                    shared.open.fetch_add(1, Ordering::SeqCst);
                    tokio::select! {
                        () = shared.stop.cancelled() => {}
                        end = serve(stream, serving) => if let Err(e) = end {
                            tracing::debug!("a connection ended: {e}");
                        },
                    }
                    shared.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Ok(Self { addr, shared })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The certificate it shows (PEM); with [`Options::tls`] only.
    pub fn certificate(&self) -> Option<&str> {
        self.shared.keeping.as_ref().map(|k| k.pem.as_str())
    }

    /// How many mails it has accepted.
    pub fn accepted(&self) -> u64 {
        self.shared.accepted.load(Ordering::Relaxed)
    }

    /// How many connections are open now.
    pub fn open(&self) -> u32 {
        self.shared.open.load(Ordering::SeqCst)
    }

    /// Closes the listener and all connections.
    pub fn stop(&self) {
        self.shared.stop.cancel();
    }
}

impl Shared {
    /// Writes a mail down; only then may it be answered for.
    fn accept(&self, mail: Taken) -> std::io::Result<u64> {
        let id = self.accepted.fetch_add(1, Ordering::Relaxed) + 1;
        let Taken { from, to, asked, body: bytes, size, .. } = mail;
        if !self.keeps() {
            return Ok(id);
        }
        let at = Timestamp::now();
        if let Some(journal) = &self.journal {
            let (message_id, sha256) = digest(&bytes);
            let (from, to) = (from.clone(), to.clone());
            journal.write(&Entry { id, at, from, to, message_id, sha256, size })?;
        }
        if let Some(folder) = &self.options.keep {
            std::fs::write(folder.join(format!("{id}.eml")), &bytes)?;
        }
        if let Some(tell) = &self.options.on_mail {
            tell(Mail { id, at, from, to, asked, bytes });
        }
        Ok(id)
    }

    /// True if somebody wants to see the mails.
    fn keeps(&self) -> bool {
        self.journal.is_some() || self.options.keep.is_some() || self.options.on_mail.is_some()
    }

    fn manners(&self, secure: bool) -> Manners {
        let o = &self.options;
        Manners {
            pipelining: o.pipelining,
            lie: o.lie,
            smtputf8: o.smtputf8,
            eight_bit: o.eight_bit,
            dsn: o.dsn,
            starttls: !secure && o.tls.is_some_and(|t| t != Secure::Implicit),
            max_size: o.max_size,
            offer_size: o.offer_size,
            login: o.login.clone(),
            mechanisms: o.mechanisms.clone(),
            keep: self.keeps(),
        }
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut line = Line::Plain(stream);
    let options = &shared.options;
    let mut secure = false;
    if let (Some(Secure::Implicit), Some(keeping)) = (options.tls, &shared.keeping) {
        line = line.secure(keeping).await?;
        secure = true;
    }
    let refused = shared
        .refuse
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
    if refused.is_ok() {
        return line.write(b"421 4.3.2 Not now\r\n").await;
    }
    if options.most.is_some_and(|most| shared.open.load(Ordering::SeqCst) > most) {
        return line.write(b"421 4.7.0 Too many connections\r\n").await;
    }
    let greeting = b"220 sink ESMTP\r\n";
    match shared.faults.take(Phase::Connect, "").map(|f| f.act) {
        None => line.write(greeting).await?,
        Some(act) if act.refuses() => {
            line.write(refusal(Phase::Connect, act).as_bytes()).await?;
            return line.close().await;
        }
        Some(act) => {
            if !play(&mut line, act, greeting, &shared).await? {
                return Ok(());
            }
        }
    }
    let mut dialogue = Dialogue::new(shared.manners(secure));
    let mut input = Vec::with_capacity(64 * 1024);
    let mut out = Vec::with_capacity(1024);
    let mut mails = 0_u32;
    loop {
        match dialogue.eat(&mut input, &mut out, &shared.faults) {
            Step::Read => {
                if !out.is_empty() {
                    line.write(&out).await?;
                    out.clear();
                }
                if line.read(&mut input).await? == 0 {
                    return Ok(());
                }
            }
            Step::Mail => {
                let mail = dialogue.take();
                let act = mail.act;
                if !options.delay.is_zero() {
                    line.write(&out).await?;
                    out.clear();
                    tokio::time::sleep(options.delay).await;
                }
                if let Some(act) = act.filter(|a| a.refuses()) {
                    let text = refusal(Phase::Dot, act);
                    out.extend_from_slice(text.as_bytes());
                    if text.starts_with("421") {
                        line.write(&out).await?;
                        return line.close().await;
                    }
                    continue;
                }
                if act == Some(Act::Drop) {
                    line.write(&out).await?;
                    return line.reset();
                }
                let id = match shared.accept(mail) {
                    Ok(id) => id,
                    Err(e) => {
                        tracing::error!("the sink's log could not be written: {e}");
                        out.extend_from_slice(b"452 4.3.1 Can not write\r\n");
                        continue;
                    }
                };
                let usual = format!("250 2.0.0 Ok {id}\r\n");
                match act {
                    None => out.extend_from_slice(usual.as_bytes()),
                    Some(act) => {
                        line.write(&out).await?;
                        out.clear();
                        if !play(&mut line, act, usual.as_bytes(), &shared).await? {
                            return Ok(());
                        }
                    }
                }
                mails += 1;
                if options.close_after.is_some_and(|n| mails >= n) {
                    line.write(&out).await?;
                    return line.close().await;
                }
            }
            Step::StartTls => {
                let yes: &[u8] = b"220 2.0.0 Begin\r\n";
                match (options.tls, &shared.keeping) {
                    (Some(Secure::Injected), _) => {
                        out.extend_from_slice(yes);
                        out.extend_from_slice(b"250-sink\r\n250 AUTH PLAIN\r\n");
                        line.write(&out).await?;
                        out.clear();
                    }
                    (Some(Secure::Broken), _) => {
                        out.extend_from_slice(yes);
                        line.write(&out).await?;
                        return line.close().await;
                    }
                    (Some(Secure::Silent), _) => {
                        out.extend_from_slice(yes);
                        line.write(&out).await?;
                        shared.stop.cancelled().await;
                        return Ok(());
                    }
                    (Some(Secure::StartTls), Some(keeping)) => {
                        out.extend_from_slice(yes);
                        line.write(&out).await?;
                        // What came in clear behind STARTTLS is forgotten
                        // (RFC 3207 §4.2).
                        out.clear();
                        input.clear();
                        line = line.secure(keeping).await?;
                        dialogue = Dialogue::new(shared.manners(true));
                    }
                    _ => out.extend_from_slice(b"454 4.7.0 No TLS for now\r\n"),
                }
            }
            Step::Play(act, usual) => {
                // What was answered before is not taken back.
                line.write(&out).await?;
                out.clear();
                if !play(&mut line, act, &usual, &shared).await? {
                    return Ok(());
                }
            }
            Step::Close => {
                line.write(&out).await?;
                return line.close().await;
            }
        }
    }
}

/// Answers in another way than the usual one. False if the connection is over.
async fn play(line: &mut Line, act: Act, usual: &[u8], shared: &Shared) -> std::io::Result<bool> {
    match act {
        Act::Reset | Act::Drop => {
            line.reset()?;
            return Ok(false);
        }
        Act::Close => {
            line.close().await?;
            return Ok(false);
        }
        Act::Stall => {
            shared.stop.cancelled().await;
            return Ok(false);
        }
        Act::Half => {
            line.write(&usual[..usual.len().min(2)]).await?;
            line.close().await?;
            return Ok(false);
        }
        Act::Bye => {
            line.write(usual).await?;
            line.reset()?;
            return Ok(false);
        }
        Act::Trickle => {
            for octet in usual {
                line.write(std::slice::from_ref(octet)).await?;
                tokio::time::sleep(shared.options.pace).await;
            }
        }
        Act::Split => {
            let (first, second) = usual.split_at(usual.len() / 2);
            line.write(first).await?;
            tokio::time::sleep(shared.options.pace).await;
            line.write(second).await?;
        }
        Act::Late => {
            tokio::time::sleep(shared.options.slow).await;
            line.write(usual).await?;
        }
        Act::Multi => {
            let code = String::from_utf8_lossy(usual.get(..3).unwrap_or(b"250")).into_owned();
            let text = format!("{code}-This server\r\n{code}-talks a lot\r\n");
            line.write(text.as_bytes()).await?;
            line.write(usual).await?;
        }
        Act::Garbage => line.write(b"Well, yes and no\r\n").await?,
        Act::Nul => line.write(b"250 2.0.0 a\0b\r\n").await?,
        Act::Long => line.write(&[b"250 ", &[b'x'; 20_000][..], b"\r\n"].concat()).await?,
        Act::Code(_) | Act::Greylist | Act::Rate | Act::Full | Act::Policy => {
            line.write(usual).await?;
        }
    }
    Ok(true)
}

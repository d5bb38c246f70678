//! The listener and its connections.

use crate::dialogue::{Dialogue, Manners, Step};
use crate::faults::{Fault, Faults, Rule};
use crate::journal::{Entry, Journal, digest};
use jiff::Timestamp;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
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
    /// Says 421 to the first so many connections.
    pub refuse: u32,
    /// Offers PIPELINING.
    pub pipelining: bool,
    /// Offers SMTPUTF8.
    pub smtputf8: bool,
    /// Octets a mail may have.
    pub max_size: usize,
    /// Asks for this name and password.
    pub login: Option<(String, String)>,
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
            refuse: 0,
            pipelining: true,
            smtputf8: true,
            max_size: 20_000_000,
            login: None,
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
}

struct Shared {
    options: Options,
    journal: Option<Journal>,
    faults: Mutex<Faults>,
    accepted: AtomicU64,
    refuse: AtomicU32,
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
            faults: Mutex::new(Faults::new(options.rules.clone())),
            refuse: AtomicU32::new(options.refuse),
            options,
            journal,
            accepted: AtomicU64::new(0),
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
                    let stop = serving.stop.clone();
                    tokio::select! {
                        () = stop.cancelled() => {}
                        end = serve(stream, serving) => if let Err(e) = end {
                            tracing::debug!("a connection ended: {e}");
                        },
                    }
                });
            }
        });
        Ok(Self { addr, shared })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// How many mails it has accepted.
    pub fn accepted(&self) -> u64 {
        self.shared.accepted.load(Ordering::Relaxed)
    }

    /// Closes the listener and all connections.
    pub fn stop(&self) {
        self.shared.stop.cancel();
    }
}

impl Shared {
    /// Writes a mail down; only then may it be answered for.
    fn accept(&self, from: String, to: Vec<String>, bytes: Vec<u8>) -> std::io::Result<u64> {
        let id = self.accepted.fetch_add(1, Ordering::Relaxed) + 1;
        let at = Timestamp::now();
        if let Some(journal) = &self.journal {
            let (message_id, sha256) = digest(&bytes);
            let (from, to) = (from.clone(), to.clone());
            journal.write(&Entry { id, at, from, to, message_id, sha256, size: bytes.len() })?;
        }
        if let Some(folder) = &self.options.keep {
            std::fs::write(folder.join(format!("{id}.eml")), &bytes)?;
        }
        if let Some(tell) = &self.options.on_mail {
            tell(Mail { id, at, from, to, bytes });
        }
        Ok(id)
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let options = &shared.options;
    let refused = shared
        .refuse
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
    if refused.is_ok() {
        return stream.write_all(b"421 4.3.2 Not now\r\n").await;
    }
    stream.write_all(b"220 sink ESMTP\r\n").await?;
    let mut dialogue = Dialogue::new(Manners {
        pipelining: options.pipelining,
        smtputf8: options.smtputf8,
        max_size: options.max_size,
        login: options.login.clone(),
    });
    let mut input = Vec::with_capacity(64 * 1024);
    let mut out = Vec::with_capacity(1024);
    let mut mails = 0_u32;
    loop {
        let mut step = dialogue.eat(&mut input, &mut out);
        if let Step::Rcpt(address) = step {
            let fault = shared.faults.lock().unwrap_or_else(PoisonError::into_inner).take(&address);
            step = dialogue.rcpt(address, fault, &mut out);
            if step == Step::Read {
                continue;
            }
        }
        match step {
            Step::Read => {
                if !out.is_empty() {
                    stream.write_all(&out).await?;
                    out.clear();
                }
                if stream.read_buf(&mut input).await? == 0 {
                    return Ok(());
                }
            }
            Step::Mail => {
                let (from, to, bytes, fault) = dialogue.take();
                let pause = if fault == Some(Fault::Slow) { options.slow } else { options.delay };
                if !pause.is_zero() {
                    stream.write_all(&out).await?;
                    out.clear();
                    tokio::time::sleep(pause).await;
                }
                match fault {
                    Some(Fault::DotTempfail) => {
                        out.extend_from_slice(b"451 4.3.0 Not this time\r\n");
                        continue;
                    }
                    Some(Fault::DotReject) => {
                        out.extend_from_slice(b"554 5.7.1 Content refused\r\n");
                        continue;
                    }
                    _ => {}
                }
                let id = match shared.accept(from, to, bytes) {
                    Ok(id) => id,
                    Err(e) => {
                        tracing::error!("the sink's log could not be written: {e}");
                        out.extend_from_slice(b"452 4.3.1 Can not write\r\n");
                        continue;
                    }
                };
                match fault {
                    Some(Fault::ResetAfterDot) => {
                        stream.write_all(&out).await?;
                        return reset(&stream);
                    }
                    Some(Fault::HalfReply) => {
                        out.extend_from_slice(b"25");
                        return stream.write_all(&out).await;
                    }
                    Some(Fault::Stall) => {
                        stream.write_all(&out).await?;
                        shared.stop.cancelled().await;
                        return Ok(());
                    }
                    _ => out.extend_from_slice(format!("250 2.0.0 Ok {id}\r\n").as_bytes()),
                }
                mails += 1;
                if options.close_after.is_some_and(|n| mails >= n) {
                    stream.write_all(&out).await?;
                    return stream.shutdown().await;
                }
            }
            Step::Close => {
                stream.write_all(&out).await?;
                return stream.shutdown().await;
            }
            Step::Reset => {
                // What was answered before is not taken back.
                stream.write_all(&out).await?;
                return reset(&stream);
            }
            Step::Rcpt(_) => {}
        }
    }
}

/// Makes the close a reset: what was not read yet is thrown away.
fn reset(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_zero_linger()
}

//! Moves a session's octets over TCP and TLS. No rule of SMTP lives here.

use crate::relay::Relay;
use crate::session::{Event, Manners, Session, Tls, Trouble};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A relay with what is made once for it: the TLS settings, and whether it
/// keeps to PIPELINING.
pub struct Way {
    /// The relay as set.
    pub relay: Relay,
    tls: OnceLock<Result<TlsConnector, String>>,
    out_of_step: AtomicBool,
}

impl Way {
    /// A way to that relay.
    pub fn to(relay: Relay) -> Arc<Self> {
        Arc::new(Self { relay, tls: OnceLock::new(), out_of_step: AtomicBool::new(false) })
    }

    fn tls(&self) -> Result<&TlsConnector, Trouble> {
        let made = self.tls.get_or_init(|| connector(self.relay.extra_root_pem.as_deref()));
        made.as_ref().map_err(|e| Trouble::Tls(e.clone()))
    }
}

/// How long a server that hung up is listened to; what it said is here already.
const LAST_WORDS: Duration = Duration::from_millis(200);

enum Wire {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// In the middle of a handshake that failed.
    Gone,
}

/// A session with its connection.
pub struct Line {
    wire: Wire,
    /// The state machine; feed it mails and permits here.
    pub session: Session,
    way: Arc<Way>,
    buffer: Vec<u8>,
}

impl Line {
    /// Connects, greets, and does TLS and login as the relay asks. `batch`
    /// names what is sent; see [`Manners::batch`].
    pub async fn open(way: &Arc<Way>, batch: &str) -> Result<Self, Trouble> {
        let relay = &way.relay;
        let stream = connect(relay).await?;
        let loopback = stream.peer_addr().is_ok_and(|a| a.ip().is_loopback());
        let mut wire = Wire::Plain(stream);
        if relay.tls == Tls::Implicit {
            wire = secure(wire, way).await?;
        }
        let manners = Manners {
            helo: relay.helo.clone(),
            tls: relay.tls,
            login: relay.login.clone(),
            auth: relay.auth,
            patience: relay.patience,
            pipelining: !way.out_of_step.load(Ordering::Relaxed),
            batch: batch.to_owned(),
            loopback,
        };
        let mut line = Self {
            wire,
            session: Session::new(manners, Instant::now()),
            way: Arc::clone(way),
            buffer: Vec::with_capacity(4096),
        };
        loop {
            match line.next().await {
                Event::Ready => return Ok(line),
                Event::Closed(Trouble::Done) => {
                    return Err(Trouble::Broken("the server closed it".to_owned()));
                }
                Event::Closed(trouble) => return Err(trouble),
                _ => {}
            }
        }
    }

    /// Writes all outgoing octets. Trouble shows in the session's events. May
    /// be dropped half-way: what was not written stays.
    pub async fn flush(&mut self) {
        let block = self.way.relay.patience.block;
        while !self.session.outgoing().is_empty() {
            let out = self.session.outgoing();
            let written = match &mut self.wire {
                Wire::Plain(s) => timeout(block, s.write(out)).await,
                Wire::Tls(s) => timeout(block, s.write(out)).await,
                Wire::Gone => return self.session.close(Trouble::Broken("no connection".into())),
            };
            match written {
                Ok(Ok(n)) if n > 0 => {
                    self.session.outgoing().drain(..n);
                }
                Ok(Ok(_)) => return self.session.ended(),
                Ok(Err(e)) => return self.last_words(&e).await,
                Err(_) => return self.session.close(Trouble::Silent("our octets")),
            }
        }
        if let Wire::Tls(s) = &mut self.wire {
            match timeout(block, s.flush()).await {
                Ok(Ok(())) => {}
                Ok(Err(e)) => self.session.close(Trouble::Broken(e.to_string())),
                Err(_) => self.session.close(Trouble::Silent("our octets")),
            }
        }
    }

    /// Octets could not be written any more: hears what the server said before
    /// it hung up, for that is the reason.
    async fn last_words(&mut self, error: &std::io::Error) {
        self.buffer.clear();
        let reading = async {
            match &mut self.wire {
                Wire::Plain(s) => s.read_buf(&mut self.buffer).await,
                Wire::Tls(s) => s.read_buf(&mut self.buffer).await,
                Wire::Gone => Ok(0),
            }
        };
        if let Ok(Ok(1..)) = timeout(LAST_WORDS, reading).await {
            self.session.receive(&self.buffer, Instant::now());
        }
        self.session.close(Trouble::Broken(error.to_string()));
    }

    /// The next event. May be dropped while it waits: nothing is lost. Waits
    /// for ever if nothing is under way, so give it something to do first.
    pub async fn next(&mut self) -> Event {
        loop {
            match self.session.event() {
                Some(Event::StartTls) => {
                    let wire = std::mem::replace(&mut self.wire, Wire::Gone);
                    match secure(wire, &self.way).await {
                        Ok(wire) => {
                            self.wire = wire;
                            self.session.secured(Instant::now());
                        }
                        Err(trouble) => self.session.close(trouble),
                    }
                    continue;
                }
                Some(event) => {
                    if self.session.out_of_step()
                        && !self.way.out_of_step.swap(true, Ordering::Relaxed)
                    {
                        let host = &self.way.relay.host;
                        tracing::warn!("{host} does not keep to PIPELINING; it is done without");
                    }
                    return event;
                }
                None => {}
            }
            self.flush().await;
            if self.session.outgoing().is_empty() {
                self.read().await;
            }
        }
    }

    async fn read(&mut self) {
        let deadline = self.session.deadline();
        self.buffer.clear();
        let reading = async {
            match &mut self.wire {
                Wire::Plain(s) => s.read_buf(&mut self.buffer).await,
                Wire::Tls(s) => s.read_buf(&mut self.buffer).await,
                Wire::Gone => Ok(0),
            }
        };
        let read = match deadline {
            Some(at) => tokio::time::timeout_at(at.into(), reading).await,
            None => Ok(reading.await),
        };
        match read {
            Ok(Ok(0)) => self.session.ended(),
            Ok(Ok(_)) => self.session.receive(&self.buffer, Instant::now()),
            Ok(Err(e)) if e.kind() == std::io::ErrorKind::UnexpectedEof => self.session.ended(),
            Ok(Err(e)) => self.session.close(Trouble::Broken(e.to_string())),
            Err(_) => self.session.time_out(),
        }
    }

    /// Says QUIT and waits a little for the answer.
    pub async fn quit(mut self) {
        self.session.quit(Instant::now());
        let wait = self.way.relay.patience.quit;
        let bye = async { while !matches!(self.next().await, Event::Closed(_)) {} };
        // The answer changes nothing any more.
        let _ = timeout(wait, bye).await;
    }
}

async fn connect(relay: &Relay) -> Result<TcpStream, Trouble> {
    let (host, port) = (relay.host.as_str(), relay.port);
    let found = tokio::net::lookup_host((host, port))
        .await
        .map_err(|e| Trouble::Connect(format!("{host} has no address: {e}")))?;
    let mut last = format!("{host} has no address");
    for addr in found {
        match timeout(relay.patience.connect, TcpStream::connect(addr)).await {
            Ok(Ok(stream)) => {
                // A mail must not wait for the answer to the one before.
                stream.set_nodelay(true).map_err(|e| Trouble::Connect(e.to_string()))?;
                return Ok(stream);
            }
            Ok(Err(e)) => last = format!("{addr}: {e}"),
            Err(_) => last = format!("{addr}: no answer in {:?}", relay.patience.connect),
        }
    }
    Err(Trouble::Connect(last))
}

/// The TLS settings for a relay: the public roots and its own.
fn connector(extra_root_pem: Option<&str>) -> Result<TlsConnector, String> {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(pem) = extra_root_pem {
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate =
                certificate.map_err(|e| format!("the extra certificate is no PEM: {e}"))?;
            roots
                .add(certificate)
                .map_err(|e| format!("the extra certificate can not be used: {e}"))?;
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

async fn secure(wire: Wire, way: &Way) -> Result<Wire, Trouble> {
    let Wire::Plain(stream) = wire else {
        return Err(Trouble::Tls("TLS was asked for twice".to_owned()));
    };
    let relay = &way.relay;
    let name = ServerName::try_from(relay.host.clone())
        .map_err(|_| Trouble::Tls(format!("{} is no host name", relay.host)))?;
    match timeout(relay.patience.handshake, way.tls()?.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(Wire::Tls(Box::new(stream))),
        // A certificate that is not good needs a human; a connection that
        // broke in the handshake does not.
        Ok(Err(e)) if e.kind() == std::io::ErrorKind::InvalidData => {
            Err(Trouble::Tls(e.to_string()))
        }
        Ok(Err(e)) => Err(Trouble::Broken(format!("in the TLS handshake: {e}"))),
        Err(_) => Err(Trouble::Silent("the TLS handshake")),
    }
}

//! A connection, in clear or under TLS, and the certificate of the sink's own.

use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How the sink does TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secure {
    /// STARTTLS is offered.
    StartTls,
    /// STARTTLS is offered, and answered with more in clear behind the 220.
    Injected,
    /// STARTTLS is offered and then refused (454).
    Refused,
    /// STARTTLS is offered, and the connection ends in the handshake.
    Broken,
    /// STARTTLS is offered, and nothing comes in the handshake.
    Silent,
    /// TLS from the first octet.
    Implicit,
}

impl std::str::FromStr for Secure {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Ok(match word {
            "starttls" => Self::StartTls,
            "injected" => Self::Injected,
            "refused" => Self::Refused,
            "broken" => Self::Broken,
            "silent" => Self::Silent,
            "implicit" => Self::Implicit,
            _ => {
                return Err(
                    "write starttls, implicit, injected, refused, broken or silent".to_owned()
                );
            }
        })
    }
}

/// What is wrong with the certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certificate {
    /// Nothing, but that it is signed by itself: for localhost, 127.0.0.1, ::1.
    #[default]
    Good,
    /// It was good until the year 2001.
    Expired,
    /// It is another host's.
    WrongName,
}

/// What a sink under TLS needs.
#[derive(Clone)]
pub(crate) struct Keeping {
    pub(crate) acceptor: TlsAcceptor,
    /// The certificate, to be trusted by who wants to talk with the sink.
    pub(crate) pem: String,
}

/// Makes a key and a certificate.
pub(crate) fn keep(
    which: Certificate,
) -> Result<Keeping, Box<dyn std::error::Error + Send + Sync>> {
    let names: Vec<String> = match which {
        Certificate::WrongName => vec!["elsewhere.example".to_owned()],
        _ => ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec(),
    };
    let mut params = rcgen::CertificateParams::new(names)?;
    if which == Certificate::Expired {
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(2001, 1, 1);
    }
    let key = rcgen::KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let private = rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)?;
    Ok(Keeping { acceptor: TlsAcceptor::from(Arc::new(config)), pem: certificate.pem() })
}

/// A connection.
pub(crate) enum Line {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Line {
    pub(crate) async fn read(&mut self, into: &mut Vec<u8>) -> std::io::Result<usize> {
        match self {
            Self::Plain(s) => s.read_buf(into).await,
            Self::Tls(s) => s.read_buf(into).await,
        }
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Self::Plain(s) => s.write_all(bytes).await,
            Self::Tls(s) => {
                s.write_all(bytes).await?;
                s.flush().await
            }
        }
    }

    pub(crate) async fn close(&mut self) -> std::io::Result<()> {
        match self {
            Self::Plain(s) => s.shutdown().await,
            Self::Tls(s) => s.shutdown().await,
        }
    }

    /// Makes the close a reset: what was not read yet is thrown away.
    pub(crate) fn reset(&self) -> std::io::Result<()> {
        match self {
            Self::Plain(s) => s.set_zero_linger(),
            Self::Tls(s) => s.get_ref().0.set_zero_linger(),
        }
    }

    /// Does the server's side of a handshake.
    pub(crate) async fn secure(self, keeping: &Keeping) -> std::io::Result<Self> {
        match self {
            Self::Plain(s) => Ok(Self::Tls(Box::new(keeping.acceptor.accept(s).await?))),
            tls => Ok(tls),
        }
    }
}

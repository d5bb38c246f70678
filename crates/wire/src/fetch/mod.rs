//! The guarded fetcher: gets a document over http(s), past the guard, within
//! limits, asking only for what changed.
//!
//! The environment's proxies are not used (they would resolve names behind the
//! guard's back), redirects are followed here so that each hop is checked, and
//! a connection is made only to an address that was checked.

mod form;
mod guard;
mod robots;

pub use guard::{Guard, Refused, is_public};
pub use robots::allowed;

use robots::Robots;

use reqwest::{
    StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{self, HeaderMap},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};

/// The most bytes of a document, unpacked.
pub const LARGEST: usize = 8 * 1024 * 1024;
const REDIRECTS: usize = 5;

/// What came of asking.
#[derive(Clone, Debug)]
pub enum Fetched {
    /// A document.
    Document(Page),
    /// Nothing new (304). Validators that came with it replace the old ones.
    NotModified {
        /// New validator, if the answer had one.
        etag: Option<String>,
        /// New validator, if the answer had one.
        last_modified: Option<String>,
        /// How it was come by.
        way: Way,
    },
    /// The server asks to come later (429, 503).
    Later {
        /// Its status.
        status: u16,
        /// Seconds to wait, if it says.
        wait: Option<u64>,
    },
    /// Taken away for good (410).
    Gone,
}

/// What the answer says besides its document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// Seconds for which the answer stays fresh (RFC 9111 §4.2).
    pub fresh: Option<u64>,
    /// Where it has moved for good, if every redirect on the way said so (301,
    /// 308).
    pub moved: Option<String>,
}

/// A document as fetched.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its bytes, unpacked.
    pub bytes: Vec<u8>,
    /// `Content-Type`, if any.
    pub media: Option<String>,
    /// The address it came from in the end.
    pub url: String,
    /// Validator, byte for byte.
    pub etag: Option<String>,
    /// The other validator, byte for byte.
    pub last_modified: Option<String>,
    /// How it was come by.
    pub way: Way,
}

/// Why nothing came. The words are for editors.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FetchError {
    /// Not an address.
    #[error("{0:?} is not an address; give one such as https://example.org/feed")]
    Address(String),
    /// The guard said no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// No answer in time.
    #[error("{0} did not answer in time; it is asked again later")]
    Slow(String),
    /// The name is unknown, or nobody listens.
    #[error("{host} could not be reached ({why}); check the address, or wait")]
    Unreached {
        /// Whom.
        host: String,
        /// As the system says.
        why: String,
    },
    /// Any other status.
    #[error("{host} answered {status}; {mend}")]
    Status {
        /// Who.
        host: String,
        /// The status.
        code: u16,
        /// The status with its words.
        status: String,
        /// What to do.
        mend: &'static str,
    },
    /// Sent round in circles, or from https to http.
    #[error("{host} sends elsewhere: {why}; ask for the feed's right address")]
    Redirect {
        /// Who.
        host: String,
        /// How.
        why: String,
    },
    /// The site asks programs not to fetch this page.
    #[error(
        "the robots.txt of {0} asks not to fetch this page; use the site's feed, or ask the site"
    )]
    Robots(String),
    /// It did not take what was sent to it.
    #[error("{host} did not take it ({status}): {said}; it is tried again later")]
    NotTaken {
        /// Who.
        host: String,
        /// The status with its words.
        status: String,
        /// What it said, in one line.
        said: String,
    },
    /// More than [`LARGEST`].
    #[error("the document of {0} is larger than 8 MiB; ask for a shorter feed")]
    TooLarge(String),
}

/// Resolves names and lets through only what the guard allows, so that the
/// address that was checked is the one that is connected to.
struct Checked(Arc<Guard>);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let all: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let fine: Vec<SocketAddr> =
                all.into_iter().filter(|a| guard.allows(&host, a.ip())).collect();
            if fine.is_empty() {
                return Err(
                    Box::new(Refused::Private(host)) as Box<dyn std::error::Error + Send + Sync>
                );
            }
            Ok(Box::new(fine.into_iter()) as Addrs)
        })
    }
}

/// Fetches documents. Cheap to clone; one for the whole house.
#[derive(Clone, Debug)]
pub struct Fetcher {
    client: reqwest::Client,
    guard: Arc<Guard>,
    robots: Arc<Robots>,
}

impl Fetcher {
    /// A fetcher that names itself with this contact (an address or mail of
    /// the newsroom) in its `User-Agent`.
    ///
    /// # Errors
    /// If TLS can't be set up on this machine.
    pub fn new(guard: Guard, contact: &str) -> Result<Self, FetchError> {
        let guard = Arc::new(guard);
        let contact: String = story::one_line(contact)
            .chars()
            .filter(|c| c.is_ascii() && !"()".contains(*c))
            .collect();
        let agent = match contact.as_str() {
            "" => format!("Nightdesk/{}", env!("CARGO_PKG_VERSION")),
            c => format!("Nightdesk/{} (+{c})", env!("CARGO_PKG_VERSION")),
        };
        let client = reqwest::Client::builder()
            .user_agent(agent)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(20))
            .pool_max_idle_per_host(1)
            .dns_resolver(Arc::new(Checked(guard.clone())))
            .build()
            .map_err(|e| FetchError::Unreached { host: "TLS".into(), why: e.to_string() })?;
        Ok(Self { client, guard, robots: Arc::default() })
    }

    /// Asks for a web page, if the site's robots.txt lets programs in.
    ///
    /// # Errors
    /// Says what an editor can do.
    pub async fn page(
        &self,
        address: &str,
        etag: Option<&str>,
        last_modified: Option<&str>,
    ) -> Result<Fetched, FetchError> {
        self.may_fetch(address).await?;
        self.fetch(address, etag, last_modified).await
    }

    /// Whether the site's robots.txt lets this page be fetched (RFC 9309).
    ///
    /// # Errors
    /// If it does not, or could not be asked.
    pub async fn may_fetch(&self, address: &str) -> Result<(), FetchError> {
        if self.robots.allow(self, address).await? {
            Ok(())
        } else {
            Err(FetchError::Robots(host_of(address)))
        }
    }

    /// Asks an address, with the validators of the last answer.
    ///
    /// # Errors
    /// Says what an editor can do.
    pub async fn fetch(
        &self,
        address: &str,
        etag: Option<&str>,
        last_modified: Option<&str>,
    ) -> Result<Fetched, FetchError> {
        // The client's own timeout is for one hop; this is for the whole way.
        let whole = Duration::from_secs(20);
        match tokio::time::timeout(whole, self.follow(address, etag, last_modified)).await {
            Ok(result) => result,
            Err(_) => Err(FetchError::Slow(host_of(address))),
        }
    }

    async fn follow(
        &self,
        address: &str,
        etag: Option<&str>,
        last_modified: Option<&str>,
    ) -> Result<Fetched, FetchError> {
        let mut url =
            url::Url::parse(address.trim()).map_err(|_| FetchError::Address(address.to_owned()))?;
        let (mut hops, mut for_good) = (0, true);
        for _ in 0..=REDIRECTS {
            self.guard.check(&url)?;
            let host = url.host_str().unwrap_or_default().to_owned();
            let mut request = self.client.get(url.clone()).header(
                header::ACCEPT,
                "application/feed+json, application/atom+xml, application/rss+xml, application/json;q=0.9, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5",
            );
            // A validator that is no header value any more is simply not sent.
            if let Some(v) = etag.and_then(|e| header::HeaderValue::from_str(e).ok()) {
                request = request.header(header::IF_NONE_MATCH, v);
            }
            if let Some(v) = last_modified.and_then(|e| header::HeaderValue::from_str(e).ok()) {
                request = request.header(header::IF_MODIFIED_SINCE, v);
            }
            let response = request.send().await.map_err(|e| unreached(&host, &e))?;
            let status = response.status();
            if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
                url = next_hop(&url, response.headers())?;
                hops += 1;
                for_good &= matches!(status.as_u16(), 301 | 308);
                continue;
            }
            let moved = (hops > 0 && for_good).then(|| url.to_string());
            return answer(response, &url, &host, moved).await;
        }
        Err(FetchError::Redirect {
            host: host_of(address),
            why: format!("more than {REDIRECTS} times"),
        })
    }
}

fn next_hop(url: &url::Url, headers: &HeaderMap) -> Result<url::Url, FetchError> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let to = word(headers, &header::LOCATION)
        .and_then(|l| url.join(&l).ok())
        .ok_or_else(|| FetchError::Redirect { host: host.clone(), why: "to nowhere".into() })?;
    if url.scheme() == "https" && to.scheme() == "http" {
        return Err(FetchError::Redirect { host, why: format!("from https to {to}") });
    }
    Ok(to)
}

async fn answer(
    mut response: reqwest::Response,
    url: &url::Url,
    host: &str,
    moved: Option<String>,
) -> Result<Fetched, FetchError> {
    let status = response.status();
    let headers = response.headers().clone();
    let etag = word(&headers, &header::ETAG);
    let last_modified = word(&headers, &header::LAST_MODIFIED);
    let way = Way { fresh: fresh(&headers), moved };
    match status {
        StatusCode::NOT_MODIFIED => {
            return Ok(Fetched::NotModified { etag, last_modified, way });
        }
        StatusCode::GONE => return Ok(Fetched::Gone),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            let wait = word(&headers, &header::RETRY_AFTER)
                .and_then(|w| retry_after(&w, word(&headers, &header::DATE).as_deref()));
            return Ok(Fetched::Later { status: status.as_u16(), wait });
        }
        s if s.is_success() => {}
        s => {
            return Err(FetchError::Status {
                host: host.to_owned(),
                code: s.as_u16(),
                status: s.to_string(),
                mend: match s.as_u16() {
                    401 | 403 => "ask the source to let this newsroom in",
                    404 => "check the address; the feed may have moved",
                    500..=599 => "its server has a fault; it is asked again later",
                    _ => "check the address",
                },
            });
        }
    }
    if response.content_length().is_some_and(|n| n > LARGEST as u64) {
        return Err(FetchError::TooLarge(host.to_owned()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| unreached(host, &e))? {
        if bytes.len() + chunk.len() > LARGEST {
            return Err(FetchError::TooLarge(host.to_owned()));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Fetched::Document(Page {
        bytes,
        media: word(&headers, &header::CONTENT_TYPE),
        url: url.to_string(),
        etag,
        last_modified,
        way,
    }))
}

/// Seconds for which a private cache may take an answer as fresh: `max-age`
/// less `Age`, else `Expires` by the server's own clock (RFC 9111 §4.2.1).
fn fresh(headers: &HeaderMap) -> Option<u64> {
    let control = word(headers, &header::CACHE_CONTROL).unwrap_or_default().to_lowercase();
    let directives: Vec<&str> = control.split(',').map(str::trim).collect();
    if directives.iter().any(|d| matches!(*d, "no-store" | "no-cache")) {
        return None;
    }
    let max_age = directives.iter().find_map(|d| d.strip_prefix("max-age="));
    if let Some(seconds) = max_age.and_then(|s| s.trim_matches('"').parse::<u64>().ok()) {
        let age = word(headers, &header::AGE).and_then(|a| a.trim().parse().ok()).unwrap_or(0);
        return Some(seconds.saturating_sub(age));
    }
    let until = word(headers, &header::EXPIRES).and_then(|e| crate::stamps::timestamp(&e))?;
    let now = word(headers, &header::DATE).and_then(|d| crate::stamps::timestamp(&d))?;
    u64::try_from(until.as_second() - now.as_second()).ok()
}

/// Seconds, or a date counted from the server's own clock (RFC 9110 §10.2.3).
fn retry_after(value: &str, date: Option<&str>) -> Option<u64> {
    if let Ok(seconds) = value.trim().parse::<u64>() {
        return Some(seconds);
    }
    let until = crate::stamps::timestamp(value)?;
    let now = date.and_then(crate::stamps::timestamp)?;
    u64::try_from(until.as_second() - now.as_second()).ok()
}

fn word(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().filter(|v| !v.is_empty()).map(str::to_owned)
}

fn host_of(address: &str) -> String {
    url::Url::parse(address)
        .ok()
        .and_then(|u| u.host_str().map(str::to_owned))
        .unwrap_or_else(|| address.chars().take(80).collect())
}

/// The innermost reason, for reqwest's own words say only "error sending".
fn unreached(host: &str, error: &reqwest::Error) -> FetchError {
    if error.is_timeout() {
        return FetchError::Slow(host.to_owned());
    }
    let mut why = error.to_string();
    let mut inner: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
    while let Some(e) = inner {
        if let Some(r) = e.downcast_ref::<Refused>() {
            return FetchError::Refused(r.clone());
        }
        why = e.to_string();
        inner = e.source();
    }
    FetchError::Unreached { host: host.to_owned(), why }
}

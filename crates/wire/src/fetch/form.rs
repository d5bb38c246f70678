//! Sending a form to somebody outside, through the same guard as fetching. No
//! redirect is followed: what is sent is for the one it was meant for.

use super::{FetchError, Fetcher, host_of, unreached};
use reqwest::header;
use std::time::Duration;

/// What of the answer is read: it is words for editors at most.
const ANSWER: usize = 4096;
/// For the whole way.
const WHOLE: Duration = Duration::from_secs(20);

impl Fetcher {
    /// Posts a form; well if the answer is a 2xx.
    ///
    /// # Errors
    /// Says what an editor can do. What was sent is in no error.
    pub async fn post_form(
        &self,
        address: &str,
        fields: &[(&str, String)],
    ) -> Result<(), FetchError> {
        match tokio::time::timeout(WHOLE, self.send_form(address, fields)).await {
            Ok(result) => result,
            Err(_) => Err(FetchError::Slow(host_of(address))),
        }
    }

    async fn send_form(&self, address: &str, fields: &[(&str, String)]) -> Result<(), FetchError> {
        let url = url::Url::parse(address.trim())
            .map_err(|_| FetchError::Address(address.chars().take(80).collect()))?;
        self.guard.check(&url)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let form =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self
            .client
            .post(url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        let mut response = request.send().await.map_err(|e| unreached(&host, &e))?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        if status.is_redirection() {
            return Err(FetchError::Redirect { host, why: format!("with {status}") });
        }
        let mut answer = Vec::new();
        while answer.len() < ANSWER
            && let Ok(Some(chunk)) = response.chunk().await
        {
            answer.extend_from_slice(&chunk);
        }
        answer.truncate(ANSWER);
        let mut said = story::one_line(&String::from_utf8_lossy(&answer));
        // A server that repeats what it was sent must not spread it.
        for (_, value) in fields.iter().filter(|(_, value)| value.len() >= 16) {
            said = said.replace(value.as_str(), "…");
        }
        let said: String = said.chars().filter(|c| !c.is_control()).take(200).collect();
        let said = if said.is_empty() { "without a word".to_owned() } else { said };
        Err(FetchError::NotTaken { host, status: status.to_string(), said })
    }

    /// True for an address on this machine, or of a host the operator named:
    /// there, plain http goes over no stranger's wire.
    pub fn is_at_home(&self, address: &str) -> bool {
        url::Url::parse(address).is_ok_and(|url| {
            let host = url.host_str().unwrap_or_default();
            self.guard.names(host)
                || (self.guard.allow_loopback
                    && match url.host() {
                        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
                        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
                        Some(url::Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
                        None => false,
                    })
        })
    }
}

//! The mail catcher of a demonstration: what the built-in relay took, to be
//! looked at. Kept in memory, the oldest dropped beyond a bound.

mod pages;

pub use pages::router;

use jiff::Timestamp;
use mail_parser::MessageParser;
use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Notify;

/// A mail as it was taken.
#[derive(Clone, Debug)]
pub struct Caught {
    /// Counts from 1 in the order of arrival.
    pub id: u64,
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipient.
    pub to: String,
    /// Its subject, decoded.
    pub subject: String,
    /// When it came.
    pub at: Timestamp,
    /// `List-Unsubscribe` as it stands there, on one line.
    pub list_unsubscribe: Option<String>,
    /// `List-Unsubscribe-Post` as it stands there.
    pub list_unsubscribe_post: Option<String>,
    /// It asks for a confirmation: it has a `/confirm/` link.
    pub asks: bool,
    /// The whole message.
    pub bytes: Arc<Vec<u8>>,
}

/// The mails, shared by whoever holds a clone.
#[derive(Clone)]
pub struct Catcher {
    inner: Arc<Inner>,
}

struct Inner {
    most: usize,
    mails: RwLock<Kept>,
    news: Notify,
}

#[derive(Default)]
struct Kept {
    last: u64,
    mails: VecDeque<Caught>,
}

impl Catcher {
    /// A catcher that keeps the newest `most` mails.
    pub fn new(most: usize) -> Self {
        let mails = RwLock::new(Kept::default());
        Self { inner: Arc::new(Inner { most: most.max(1), mails, news: Notify::new() }) }
    }

    /// Takes a mail to one recipient. Gives its number.
    pub fn push(&self, from: &str, to: &str, bytes: Vec<u8>, at: Timestamp) -> u64 {
        // Only the head is read here: a run of thousands must not be slowed.
        let head = head_of(&bytes);
        let parsed = MessageParser::new().parse_headers(head);
        let subject =
            parsed.as_ref().and_then(|m| m.subject()).unwrap_or("(no subject)").to_owned();
        let raw = |name: &'static str| {
            parsed.as_ref().and_then(|m| m.header_raw(name)).map(story::one_line)
        };
        let list_unsubscribe = raw("List-Unsubscribe");
        let list_unsubscribe_post = raw("List-Unsubscribe-Post");
        // An edition carries a List-Unsubscribe; a mail that asks does not.
        let asks = list_unsubscribe.is_none() && asks(&bytes);
        let mut kept = self.inner.mails.write().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        let id = kept.last;
        kept.mails.push_back(Caught {
            id,
            from: from.to_owned(),
            to: to.to_owned(),
            subject,
            at,
            list_unsubscribe,
            list_unsubscribe_post,
            asks,
            bytes: Arc::new(bytes),
        });
        while kept.mails.len() > self.inner.most {
            kept.mails.pop_front();
        }
        drop(kept);
        self.inner.news.notify_waiters();
        id
    }

    /// How many mails are kept.
    pub fn len(&self) -> usize {
        self.inner.mails.read().unwrap_or_else(PoisonError::into_inner).mails.len()
    }

    /// True while there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many mails came in all, kept or not.
    pub fn count(&self) -> u64 {
        self.inner.mails.read().unwrap_or_else(PoisonError::into_inner).last
    }

    /// Returns once another mail has come.
    pub async fn changed(&self) {
        self.inner.news.notified().await;
    }

    /// One mail.
    pub fn mail(&self, id: u64) -> Option<Caught> {
        let kept = self.inner.mails.read().unwrap_or_else(PoisonError::into_inner);
        kept.mails.iter().find(|m| m.id == id).cloned()
    }

    /// Mails newest first: those whose recipient holds `to` (case folded), and
    /// perhaps only those that ask for a confirmation. With the number of all
    /// that fit, `skip` left out and `limit` given.
    pub fn mails(&self, to: &str, asks: bool, skip: usize, limit: usize) -> (usize, Vec<Caught>) {
        let to = to.trim().to_lowercase();
        let kept = self.inner.mails.read().unwrap_or_else(PoisonError::into_inner);
        let fits =
            |m: &&Caught| (!asks || m.asks) && (to.is_empty() || m.to.to_lowercase().contains(&to));
        let all = kept.mails.iter().filter(fits).count();
        let some = kept.mails.iter().rev().filter(fits).skip(skip).take(limit).cloned().collect();
        (all, some)
    }
}

/// The header section with its closing empty line.
fn head_of(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .map(|at| at + 4)
        .or_else(|| bytes.windows(2).position(|w| w == b"\n\n").map(|at| at + 2));
    end.and_then(|end| bytes.get(..end)).unwrap_or(bytes)
}

fn asks(bytes: &[u8]) -> bool {
    let Some(mail) = MessageParser::new().parse(bytes) else { return false };
    mail.body_text(0).is_some_and(|t| t.contains("/confirm/"))
}

/// The addresses in a mail's text part, in order, each once.
fn links_of(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let Some(at) = word.find("http://").or_else(|| word.find("https://")) else { continue };
        let link = word
            .get(at..)
            .unwrap_or_default()
            .trim_end_matches(['>', ')', ']', '.', ',', ';', '"', '\'']);
        if crate::pages::web_link(link).is_some() && !out.iter().any(|l| l == link) {
            out.push(link.to_owned());
        }
    }
    out
}

/// A mail taken apart for the pages.
#[derive(Debug, Default)]
struct Opened {
    html: Option<String>,
    text: String,
    headers: Vec<(String, String)>,
    attachments: Vec<String>,
}

fn open(mail: &Caught) -> Opened {
    let Some(message) = MessageParser::new().parse(mail.bytes.as_slice()) else {
        return Opened {
            text: String::from_utf8_lossy(&mail.bytes).into_owned(),
            ..Opened::default()
        };
    };
    let has_html = message.html_bodies().any(|p| p.is_text_html());
    let headers = message.headers_raw().map(|(n, v)| (n.to_owned(), v.trim().to_owned())).collect();
    let attachments = message
        .attachments()
        .map(|a| mail_parser::MimeHeaders::attachment_name(a).unwrap_or("(no name)").to_owned())
        .collect();
    let html = if has_html { message.body_html(0).map(|h| h.into_owned()) } else { None };
    let text = message.body_text(0).map(|t| t.into_owned()).unwrap_or_default();
    Opened { html, text, headers, attachments }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(to: &str, subject: &str, body: &str, list: bool) -> Vec<u8> {
        let list = if list {
            "List-Unsubscribe: <https://news.example.org/u/abc>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        } else {
            ""
        };
        format!("From: Desk <desk@example.org>\r\nTo: {to}\r\nSubject: {subject}\r\n{list}\r\n{body}\r\n")
            .into_bytes()
    }

    #[test]
    fn newest_first_by_recipient_and_bounded() {
        let catcher = Catcher::new(3);
        let at = Timestamp::UNIX_EPOCH;
        for (to, subject, body, list) in [
            ("old@example.org", "Dropped", "", true),
            ("ann@example.org", "=?utf-8?q?M=C3=A4rz?=", "x", true),
            ("ann@example.org", "Please confirm", "http://127.0.0.1:1/confirm/abc", false),
            ("Bob@example.org", "Edition", "x", true),
        ] {
            catcher.push("desk@example.org", to, mail(to, subject, body, list), at);
        }
        assert_eq!((catcher.len(), catcher.count()), (3, 4));
        let (all, anns) = catcher.mails("ANN@", false, 0, 10);
        assert_eq!(all, 2);
        assert_eq!(anns[0].subject, "Please confirm");
        assert_eq!(anns[1].subject, "März");
        assert_eq!(anns[1].list_unsubscribe.as_deref(), Some("<https://news.example.org/u/abc>"));
        let (_, asking) = catcher.mails("", true, 0, 10);
        assert_eq!(asking.len(), 1);
        assert_eq!(links_of(&open(&asking[0]).text), ["http://127.0.0.1:1/confirm/abc"]);
    }

    #[test]
    fn bytes_that_are_no_mail_are_kept_too() {
        let catcher = Catcher::new(3);
        let id = catcher.push("", "x@example.org", vec![0xff, 0, 13, 10], Timestamp::UNIX_EPOCH);
        assert!(catcher.mail(id).is_some());
        let _ = open(&catcher.mail(id).unwrap());
    }
}

//! Mail that comes back: readers who leave by mail, and bounces.
//!
//! The mail server delivers it to a Maildir that is looked into here, or pipes
//! it into `nightdesk returns read`. What a mail is about is known by the
//! address it came to alone: nothing in it is believed.

use super::{House, HouseError, now};
use mail_parser::{HeaderValue, MessageParser};
use std::{
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use store::Evidence;
use web::links::Returned;

/// Fields that name the envelope's recipient, the surest first.
const RECIPIENT: [&str; 6] =
    ["X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc"];
/// A longer mail is read only so far; its header is long over by then.
const MOST: u64 = 1 << 20;
/// How often the Maildir is looked into.
const LOOK: Duration = Duration::from_secs(5);

impl House {
    /// Takes one mail that came back: a reader who leaves has left when this
    /// returns. `None` where the mail came to no address of ours.
    pub async fn take_returned(&self, mail: &[u8]) -> Result<Option<Returned>, HouseError> {
        let Some(mail) = MessageParser::default().parse_headers(mail) else { return Ok(None) };
        let found = RECIPIENT
            .iter()
            .flat_map(|field| mail.header_values(*field))
            .flat_map(addresses)
            .find_map(|to| self.links.returned(&to));
        if let Some(Returned::Leave(target)) = found {
            let evidence = Evidence { how: "mail".to_owned(), ..Evidence::default() };
            self.store.leave(target.reader, target.newsletter, evidence, now()).await?;
        }
        Ok(found)
    }

    /// Looks into the Maildir for as long as the house stands.
    pub(super) async fn watch_returns(self: Arc<Self>, maildir: PathBuf) {
        loop {
            match self.empty_maildir(&maildir).await {
                Ok(0) => self.troubles.clear("returns"),
                Ok(taken) => tracing::info!(taken, "mail came back"),
                Err(e) => {
                    let what = format!("The mail that comes back can't be read: {e}");
                    let mend = format!(
                        "Readers who leave by mail wait for it. See that {} is a Maildir that Nightdesk may read and write.",
                        maildir.display()
                    );
                    self.troubles.raise("returns", &what, &mend, None);
                }
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Takes what is new in a Maildir, and moves it to what was seen.
    async fn empty_maildir(&self, maildir: &Path) -> Result<usize, HouseError> {
        let failed = |e: std::io::Error| HouseError::Press(e.to_string());
        let mut taken = 0;
        for entry in std::fs::read_dir(maildir.join("new")).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let mail = beginning(&path).map_err(failed)?;
            if self.take_returned(&mail).await?.is_none() {
                tracing::info!(mail = %path.display(), "a mail that is none of ours came back");
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            std::fs::rename(&path, maildir.join("cur").join(format!("{name}:2,S")))
                .map_err(failed)?;
            taken += 1;
        }
        Ok(taken)
    }
}

/// What of a mail is looked at.
pub fn beginning(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut mail = Vec::new();
    std::fs::File::open(path)?.take(MOST).read_to_end(&mut mail)?;
    Ok(mail)
}

/// The addresses that stand in a field.
fn addresses(field: &HeaderValue<'_>) -> Vec<String> {
    match field {
        HeaderValue::Address(list) => {
            list.iter().filter_map(|a| a.address().map(str::to_owned)).collect()
        }
        HeaderValue::Text(text) => vec![text.trim().trim_matches(['<', '>']).to_owned()],
        HeaderValue::TextList(texts) => texts.iter().map(|t| t.trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

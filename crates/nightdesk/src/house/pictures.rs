//! Pictures: fetched past the guard and written anew when an editor chooses
//! one, and put into previews, whose frame may load nothing.

use super::{House, HouseError};
use picture::reencode;
use press::sheet::Shown;
use story::{Edition, SlotPicture};
use tokio::sync::Semaphore;
use web::TakenPicture;
use wire::fetch::{FetchError, Fetched};

/// A large picture takes some hundred megabytes while it is read: one at a time.
static READING: Semaphore = Semaphore::const_new(1);

impl House {
    /// Fetches a picture and writes it anew.
    pub(super) async fn take_picture(&self, url: &str) -> Result<TakenPicture, HouseError> {
        let refuse = |words: String| HouseError::Fetch(words);
        let page = match self.fetcher.fetch(url, None, None).await {
            Ok(Fetched::Document(page)) => page,
            Ok(Fetched::Gone) => {
                return Err(refuse("its source has taken the picture away; choose another".into()));
            }
            Ok(Fetched::NotModified { .. } | Fetched::Later { .. }) => {
                let words = "the picture's server asks to come later; try again in some minutes";
                return Err(refuse(words.into()));
            }
            Err(e) => return Err(refuse(told(e))),
        };
        let _one = READING.acquire().await.map_err(|e| refuse(e.to_string()))?;
        let read = tokio::task::spawn_blocking(move || reencode(&page.bytes)).await;
        let broken = |e: String| refuse(format!("the picture can't be used: {e}"));
        let picture = read
            .map_err(|_| broken("the file is broken".into()))?
            .map_err(|e| broken(e.to_string()))?;
        Ok(TakenPicture {
            name: picture.name,
            bytes: picture.bytes,
            width: picture.width,
            height: picture.height,
        })
    }

    /// A slot's picture as the mail shows it.
    pub(super) fn shown(&self, picture: &SlotPicture) -> Shown {
        Shown {
            url: self.picture_url(picture),
            alt: picture.alt.clone(),
            credit: picture.credit.clone(),
            width: picture.width,
            height: picture.height,
        }
    }

    fn picture_url(&self, picture: &SlotPicture) -> String {
        format!("{}{}", self.links.public_url(), picture.name.path())
    }

    /// The mail with its pictures inside it: nobody can load them before the
    /// edition is frozen, and its frame is nobody's.
    pub(super) async fn with_pictures<S>(
        &self,
        mut html: String,
        edition: &Edition<S>,
    ) -> Result<String, HouseError> {
        for slot in &edition.slots {
            let Some(picture) = &slot.picture else { continue };
            let found = self.store.picture(slot.story, picture.name.clone()).await?;
            let Some(bytes) = found else { continue };
            let data = data_encoding::BASE64.encode(&bytes);
            let data = format!("data:image/jpeg;base64,{data}");
            html = html.replace(&self.picture_url(picture), &data);
        }
        Ok(html)
    }
}

/// Why no picture came, for editors: the fetcher's own words are of feeds.
fn told(error: FetchError) -> String {
    match error {
        FetchError::TooLarge(host) => {
            format!("the picture of {host} is larger than 8 MiB; choose a smaller one")
        }
        FetchError::Status { host, status, .. } => {
            format!("{host} answered {status}; look whether the picture is there")
        }
        FetchError::Redirect { host, why } => format!("{host} sends elsewhere: {why}"),
        FetchError::Slow(host) => format!("{host} did not answer in time; try again"),
        other => other.to_string(),
    }
}

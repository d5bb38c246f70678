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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::trial::Trial;
    use super::super::{House, now};
    use axum::Router;
    use axum::http::{StatusCode, header};
    use axum::response::Redirect;
    use axum::routing::get;
    use store::{EditionChange, NewEdition, NewSlot};
    use story::{SlotOrigin, SlotPicture};
    use web::PreviewForm;

    /// One red pixel.
    fn png() -> Vec<u8> {
        let text = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
        data_encoding::BASE64.decode(text).unwrap()
    }

    /// A stranger's server; gives its address.
    async fn stranger() -> String {
        let typed = |kind: &'static str, bytes: Vec<u8>| ([(header::CONTENT_TYPE, kind)], bytes);
        let drawing = b"<svg onload='alert(1)'/>".to_vec();
        let router = Router::new()
            .route("/red.png", get(move || async move { typed("text/html", png()) }))
            .route("/moved", get(|| async { Redirect::temporary("/red.png") }))
            .route("/inside", get(|| async { Redirect::temporary("http://10.0.0.7/red.png") }))
            .route("/drawing.png", get(move || async move { typed("image/png", drawing) }))
            .route("/huge.png", get(|| async { vec![0u8; picture::BYTES + 1] }))
            .route("/gone.png", get(|| async { StatusCode::GONE }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        address
    }

    #[tokio::test]
    async fn a_picture_is_fetched_past_the_guard_and_written_anew() {
        let trial = Trial::open().await;
        let at = stranger().await;
        for path in ["/red.png", "/moved"] {
            let taken = trial.house.take_picture(&format!("{at}{path}")).await.unwrap();
            assert_eq!((taken.width, taken.height), (1, 1));
            assert!(taken.bytes.starts_with(b"\xff\xd8\xff"), "a JPEG, whatever came");
        }
        for (url, words) in [
            (format!("{at}/drawing.png"), "it is an SVG drawing"),
            (format!("{at}/huge.png"), "larger than 8 MiB"),
            (format!("{at}/gone.png"), "has taken the picture away"),
            (format!("{at}/none.png"), "404"),
            (format!("{at}/inside"), "not on the public net"),
            ("http://10.0.0.7/red.png".to_owned(), "not on the public net"),
            ("file:///etc/passwd".to_owned(), "not an http or https address"),
        ] {
            let said = trial.house.take_picture(&url).await.unwrap_err().to_string();
            assert!(said.contains(words) && !said.contains("feed"), "{url}: {said}");
        }
    }

    /// An edition of one story with a picture.
    async fn edition(trial: &Trial, house: &House) -> (story::EditionId, SlotPicture) {
        let id = trial.file(0, Trial::told("a", 2, "Dyke breaks", "It broke at night.")).await;
        let newsletter = super::super::trial::title();
        let newsletter = house.store.add_newsletter(newsletter).await.unwrap();
        let stored = house.store.story(id).await.unwrap().unwrap();
        let slot = NewSlot {
            section: 0,
            story: id,
            version: stored.version,
            headline: "Dyke breaks".into(),
            text: "It broke.".into(),
            reason: "test".into(),
            origin: SlotOrigin::Editor,
            background: vec![],
        };
        let new = NewEdition {
            newsletter,
            date: "2026-03-02".parse().unwrap(),
            send_at: now(),
            subject: "Dyke breaks".into(),
            slots: vec![slot],
        };
        let id = house.store.lay_edition(new, now()).await.unwrap().unwrap();
        let edition = house.store.edition(id).await.unwrap().unwrap();
        let taken = house.take_picture(&format!("{}/red.png", stranger().await)).await.unwrap();
        let picture = SlotPicture {
            name: taken.name,
            width: taken.width,
            height: taken.height,
            url: "https://courier.example/red.png".into(),
            alt: "The broken dyke".into(),
            credit: "Ann Example".into(),
        };
        let change = EditionChange::Picture {
            slot: edition.slots[0].id,
            picture: Some(picture.clone()),
            bytes: Some(taken.bytes),
        };
        let change = house.store.change_edition(id, edition.revision, change, trial.editor, now());
        change.await.unwrap();
        (id, picture)
    }

    #[tokio::test]
    async fn the_mail_names_our_own_site_and_the_preview_holds_the_picture() {
        let trial = Trial::open().await;
        let house = &trial.house;
        let (id, picture) = edition(&trial, house).await;
        let loaded = house.loaded(id).await.unwrap();
        let newsletter = house.newsletter(loaded.newsletter).await.unwrap();
        let sheet = house.sheet(&newsletter, &loaded).await.unwrap();
        let shown = sheet.sections[0].items[0].picture.as_ref().unwrap();
        let url = format!("{}/pictures/{}.jpg", house.links.public_url(), picture.name);
        assert_eq!(shown.url, url);
        assert!(press::preview(&sheet).unwrap().contains(&url));

        let floor = house.floor();
        let html = floor.preview(id, PreviewForm::Html).await.unwrap();
        assert!(html.contains("src=\"data:image/jpeg;base64,/9j/") && !html.contains(&url));
        let text = floor.preview(id, PreviewForm::Text).await.unwrap();
        assert!(text.contains("[Picture: The broken dyke (Ann Example)]"), "{text}");
    }
}

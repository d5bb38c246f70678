//! Setting the invented newsroom up, through the same doors as a real one.

use super::Addresses;
use crate::{
    cli::Failed,
    house::{House, now},
};
use jiff::Timestamp;
use sink::{Options, Sink};
use std::{net::SocketAddr, path::Path, sync::Arc};
use store::{Evidence, NewSource, StoryFilter};
use story::{
    Address, Day, EditionId, EditorId, Fallback, Hour, Lang, Newsletter, NewsletterId, Place, Role,
    Sender, Slug,
};
use web::{
    catcher::Catcher,
    settings::{RELAY, RelaySettings, SITE, SiteSettings, Tls},
};

/// What the invented newsroom calls itself.
fn newsroom_name() -> String {
    sample::Outlet::Courier.name().to_owned()
}

/// The newsroom once it stands.
pub struct Standing {
    pub newsletter: Newsletter,
    pub edition: EditionId,
    pub documents: u64,
    pub stories: u64,
    pub events: usize,
}

/// The SMTP server whose mails the catcher shows.
pub async fn catch_mails(catcher: Catcher) -> Result<Sink, Failed> {
    let on_mail = move |mail: sink::Mail| {
        catcher.push(&mail.from, &mail.to.join(", "), mail.bytes, now());
    };
    let options = Options { on_mail: Some(Arc::new(on_mail)), ..Options::default() };
    Ok(Sink::bind("127.0.0.1:0", options).await?)
}

/// The relay, the newsroom's name, and the chief's account.
pub async fn account(house: &Arc<House>, catcher: SocketAddr) -> Result<EditorId, Failed> {
    let relay = RelaySettings {
        host: catcher.ip().to_string(),
        port: catcher.port(),
        tls: Tls::None,
        connections: 4,
        ..RelaySettings::default()
    };
    house.store.set_secret_setting(RELAY, &relay).await?;
    let site = SiteSettings { name: newsroom_name(), public_url: String::new() };
    house.store.set_setting(SITE, &site).await?;
    house.floor().settings_changed().await;
    let email = Address::parse("chief@courier.example")?;
    if let Some((chief, _)) = house.store.editor_by_email(&email).await? {
        return Ok(chief.id);
    }
    let name = "Mara Quill".to_owned();
    Ok(house.store.add_editor(email, name, Role::Chief, String::new(), now()).await?)
}

/// An hour of today that is still to come: in an hour and a half, but not
/// after midnight.
fn hour_to_come(zone: &jiff::tz::TimeZone) -> Result<Hour, Failed> {
    let local = now().to_zoned_datetime(zone.clone());
    let later = &local + jiff::SignedDuration::from_mins(90);
    let hour = if later.date() == local.date() {
        format!("{:02}:{:02}", later.hour(), later.minute())
    } else {
        "23:59".to_owned()
    };
    Ok(Hour::parse(&hour)?)
}

async fn newsletter(house: &Arc<House>) -> Result<Newsletter, Failed> {
    let zone = jiff::tz::TimeZone::system();
    let zone = zone.iana_name().unwrap_or("UTC").to_owned();
    let zone = if jiff::tz::TimeZone::get(&zone).is_ok() { zone } else { "UTC".to_owned() };
    let hour = hour_to_come(&jiff::tz::TimeZone::get(&zone)?)?;
    let language = Lang::of("en");
    let slug = Slug::of("The Night Ferry");
    if let Some(there) = house.store.newsletter_by_slug(slug.as_str()).await? {
        let moved = Newsletter { hour, zone, ..there };
        house.store.change_newsletter(moved.clone()).await?;
        return Ok(moved);
    }
    let new = Newsletter {
        id: NewsletterId(0),
        slug,
        title: "The Night Ferry".into(),
        promise: "Every day our editors send out a selection of the day's hard news and quality \
                  feature journalism."
            .into(),
        sections: Newsletter::usual_sections(&language),
        language,
        zone,
        hour,
        days: Day::WEEK.to_vec(),
        draft_minutes: 90,
        late_minutes: 180,
        sender: Sender {
            name: format!("{}: The Night Ferry", newsroom_name()),
            address: Address::parse("nightferry@courier.example")?,
            reply_to: None,
            imprint: format!("{}, 4 Customs Quay, invented for this demo", newsroom_name()),
        },
        fallback: Fallback::Hold,
        uncertain: story::UncertainPolicy::default(),
        rules: story::Rules::default(),
    };
    let id = house.store.add_newsletter(new.clone()).await?;
    Ok(Newsletter { id, ..new })
}

/// Adds sources and readers, polls twice (the second time the wire has moved
/// on: a correction, a withdrawal), and lays the draft.
pub async fn open(
    house: &Arc<House>,
    wire: &sample::Wire,
    base: Timestamp,
    addresses: &Addresses,
    drop: &Path,
    readers: usize,
) -> Result<Standing, Failed> {
    let newsletter = newsletter(house).await?;
    let floor = house.floor();
    for (name, place, format, own, language) in sample::sources(&addresses.wire) {
        house
            .store
            .add_source(NewSource {
                name,
                place,
                format,
                own,
                language: Some(language),
                defaults: story::Defaults::default(),
            })
            .await?;
    }
    let own = |place| NewSource {
        name: newsroom_name(),
        place,
        format: None,
        own: true,
        language: Some(Lang::of("en")),
        defaults: story::Defaults::default(),
    };
    let desk = house.store.add_source(own(Place::Paste)).await?;
    let mut texts = sample::pasted(base)?.into_iter();
    if let Some((name, text)) = texts.next() {
        // A demo that goes on has this text already.
        if let Err(e) = floor.paste(desk, text).await {
            tracing::info!(name, %e, "not pasted");
        }
    }
    std::fs::create_dir_all(drop)?;
    for (name, text) in texts {
        std::fs::write(drop.join(name), text)?;
    }
    house.store.add_source(own(Place::Folder(drop.display().to_string()))).await?;
    poll_all(house).await?;
    wire.advance();
    poll_all(house).await?;
    let consent = Evidence {
        how: "import demo".into(),
        wording: "Invented readers who agree to everything".into(),
        network: String::new(),
    };
    let list = sample::readers(readers).collect();
    house.store.import_readers(newsletter.id, list, consent, now()).await?;

    let edition = floor.redraft(newsletter.id).await?;
    let since = now() - jiff::SignedDuration::from_hours(24 * 12);
    Ok(Standing {
        edition,
        documents: house.store.count_documents().await?,
        stories: house.store.stories(StoryFilter { limit: 5000, ..Default::default() }).await?.len()
            as u64,
        events: floor.events(since).await?.len(),
        newsletter,
    })
}

async fn poll_all(house: &Arc<House>) -> Result<(), Failed> {
    for source in house.store.sources().await? {
        if source.place != Place::Paste {
            house.poll(source.id).await?;
        }
    }
    Ok(())
}

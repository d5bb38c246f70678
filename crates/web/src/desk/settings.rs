//! The house's settings: its name and address, the relay, the signing key's
//! DNS record.

use super::edition::Asked;
use super::session::{Fields, Who};
use super::{did, done, page};
use crate::app::App;
use crate::floor::{KeyAct, KeyRole, KeyView};
use crate::oops::Oops;
use crate::pages::values;
use crate::settings::{
    DOMAIN_LIMITS, MORE_RELAYS, RELAY, RelaySettings, SITE, SiteSettings, THRESHOLD, Threshold, Tls,
};
use ::story::{Lang, Newsletter};
use axum::extract::{Extension, Query, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use minijinja::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Turns of the threshold that are shown.
const SHOWN: usize = 6;

/// `GET /desk/settings`.
pub async fn show(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Query(asked): Query<Asked>,
) -> Result<Response, Oops> {
    let relay: RelaySettings = app.store.secret_setting(RELAY).await?.unwrap_or_default();
    let domains: Vec<String> = app.store.setting(DOMAIN_LIMITS).await?.unwrap_or_default();
    settings_page(&app, &who, &relay, &domains, values! { did => did(&asked.did) }).await
}

async fn settings_page(
    app: &App,
    who: &Who,
    relay: &RelaySettings,
    limited: &[String],
    more: Value,
) -> Result<Response, Oops> {
    let site: SiteSettings = app.store.setting(SITE).await?.unwrap_or_default();
    let newsletters = app.store.newsletters().await?;
    let domains: BTreeSet<String> =
        newsletters.iter().map(|n| n.sender.address.domain().to_owned()).collect();
    let mut records = Vec::new();
    for domain in domains {
        records.push(match app.floor.keys(&domain).await {
            Ok(keys) => {
                let role = |role| keys.iter().any(|k| k.role == role);
                let (next, second) = (role(KeyRole::Next), role(KeyRole::Second));
                let keys: Vec<_> = keys.iter().map(key_line).collect();
                values! { domain, keys, next, second }
            }
            Err(e) => values! { domain, trouble => e.to_string() },
        });
    }
    let turns: Vec<Threshold> = app.store.setting(THRESHOLD).await?.unwrap_or_default();
    let zone = newsletters.first().map_or(TimeZone::UTC, Newsletter::time_zone);
    let turned: Vec<_> = turns
        .iter()
        .rev()
        .take(SHOWN)
        .map(|t| {
            let at = app.locales.moment(&Lang::of("en"), t.at, &zone);
            values! { percent => t.percent, at, by => t.by, why => t.why }
        })
        .collect();
    let before = turns.iter().rev().nth(1).map_or(100, |t| t.percent);
    let threshold = values! {
        percent => turns.last().map_or(100, |t| t.percent), before, turned,
        turns => turns.len(),
    };
    let others: Vec<RelaySettings> =
        app.store.secret_setting(MORE_RELAYS).await?.unwrap_or_default();
    let others: Vec<String> =
        others.iter().map(|r| format!("{}:{}, weight {}", r.host, r.port, r.weight)).collect();
    let values = values! {
        here => "settings", name => app.site().name, public_url => site.public_url,
        public_now => app.links.public_url(), host => relay.host, port => relay.port,
        tls => relay.tls.as_str(), user => relay.user, has_password => !relay.password.is_empty(),
        connections => relay.connections, weight => relay.weight, limits => relay.limits,
        warm_up => relay.warm_up, domains => limited.join("\n"), others, records, threshold,
        ..more
    };
    Ok(page(app, who, "desk/settings.html", values).await)
}

fn key_line(key: &KeyView) -> Value {
    let (words, signs) = match key.role {
        KeyRole::Signing => ("signs", true),
        KeyRole::Next => ("is the next one: publish it, then let it sign", false),
        KeyRole::Old => ("signed before: drop it when no mail of it is under way", false),
        KeyRole::Second => ("is the second signature (Ed25519)", false),
    };
    values! {
        selector => key.selector, name => key.name, text => key.text, words, signs,
        can_sign => matches!(key.role, KeyRole::Next | KeyRole::Old),
    }
}

/// `POST /desk/settings/key`: makes, turns or drops a signing key.
pub async fn turn_key(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let domain = fields.line("domain");
    let selector = fields.line("selector");
    let newsletters = app.store.newsletters().await?;
    if newsletters.iter().all(|n| n.sender.address.domain() != domain) {
        return Err(Oops::form("No newsletter is sent from that domain."));
    }
    let act = match fields.get("act") {
        "next" => KeyAct::Next,
        "use" => KeyAct::Use(selector),
        "second" => KeyAct::Second,
        "drop" => KeyAct::Drop(selector),
        _ => return Err(Oops::form("Choose what is to be done with the key.")),
    };
    let words = app.floor.turn_key(&domain, act).await.map_err(|e| Oops::form(e.to_string()))?;
    let relay: RelaySettings = app.store.secret_setting(RELAY).await?.unwrap_or_default();
    let domains: Vec<String> = app.store.setting(DOMAIN_LIMITS).await?.unwrap_or_default();
    let did = crate::oops::sentence(&format!("{domain}: {words}"));
    settings_page(&app, &who, &relay, &domains, values! { did }).await
}

/// `POST /desk/settings/threshold`: turns how alike stories must be; with
/// `learn` the desk looks for itself.
pub async fn turn_threshold(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    if !fields.get("learn").is_empty() {
        let did = app.floor.learn().await.map_err(|e| Oops::form(e.to_string()))?;
        let relay: RelaySettings = app.store.secret_setting(RELAY).await?.unwrap_or_default();
        let domains: Vec<String> = app.store.setting(DOMAIN_LIMITS).await?.unwrap_or_default();
        return settings_page(&app, &who, &relay, &domains, values! { did }).await;
    }
    let mut turns: Vec<Threshold> = app.store.setting(THRESHOLD).await?.unwrap_or_default();
    let (percent, why) = if fields.get("back").is_empty() {
        let percent = fields.get("percent").trim().parse().ok();
        let percent = percent.filter(|p| (50..=200).contains(p)).ok_or_else(|| {
            Oops::form("“Percent”: write a whole number from 50 to 200; 100 is as delivered.")
        })?;
        (percent, fields.line("why"))
    } else {
        // The desk may have learnt another since the page was shown.
        if turns.len().to_string() != fields.get("back") {
            return Err(Oops::form("It was turned again meanwhile. Go back and look once more."));
        }
        (turns.iter().rev().nth(1).map_or(100, |t| t.percent), "Taken back".to_owned())
    };
    turns.push(Threshold { percent, at: app.now(), by: Some(who.editor.name.clone()), why });
    app.store.set_setting(THRESHOLD, &turns).await?;
    Ok(done("/desk/settings", "saved"))
}

/// `POST /desk/settings/site`.
pub async fn set_site(
    State(app): State<Arc<App>>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let name = fields.line("name");
    if name.is_empty() {
        return Err(Oops::form("The newsroom needs a name."));
    }
    let public_url = match fields.line("public_url") {
        empty if empty.is_empty() => String::new(),
        given => crate::pages::web_link(&given)
            .ok_or_else(|| Oops::form("That is not a web address. It begins with https://."))?
            .trim_end_matches('/')
            .to_owned(),
    };
    let site = SiteSettings { name, public_url };
    app.store.set_setting(SITE, &site).await?;
    let url = if site.public_url.is_empty() { &app.configured_url } else { &site.public_url };
    app.set_site(&site.name, url);
    app.floor.settings_changed().await;
    Ok(done("/desk/settings", "saved"))
}

/// `POST /desk/settings/relay`; with `try` it is tested, not saved. An empty
/// password keeps the one that is there, unless the host changes: a password
/// must not go to a server it was not given for.
pub async fn set_relay(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Oops> {
    let before: RelaySettings = app.store.secret_setting(RELAY).await?.unwrap_or_default();
    let host = fields.line("host");
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/@".contains(c)) {
        return Err(Oops::form("Name the relay's host, like smtp.example.org."));
    }
    let port = fields.value("port")?;
    let tls = Tls::parse(fields.get("tls"))
        .ok_or_else(|| Oops::form("Choose how the line is kept private."))?;
    let connections: u8 = fields.value("connections")?;
    if !(1..=64).contains(&connections) {
        return Err(Oops::form("Between 1 and 64 connections."));
    }
    let user = fields.line("user");
    let same = before.host == host && before.user == user;
    let password = match fields.get("password") {
        "" if user.is_empty() => String::new(),
        "" if same => before.password,
        given => given.to_owned(),
    };
    if tls == Tls::None && !user.is_empty() {
        return Err(Oops::form(
            "A user and password must not go over the line in the clear. Choose STARTTLS or TLS.",
        ));
    }
    let relay = RelaySettings {
        host,
        port,
        tls,
        user,
        password,
        connections,
        weight: fields.value("weight").unwrap_or(before.weight),
        limits: fields.line("limits"),
        warm_up: fields.line("warm_up"),
        ..before
    };
    let domains: Vec<String> = fields
        .get("domains")
        .lines()
        .map(::story::one_line)
        .filter(|line| !line.is_empty())
        .collect();
    app.floor.check_relay(&relay, &domains).await.map_err(|e| Oops::form(e.to_string()))?;
    if !fields.get("try").is_empty() {
        let (fine, words) = match app.floor.test_relay(relay.clone()).await {
            Ok(words) => (true, words),
            Err(e) => (false, e.to_string()),
        };
        let tested = values! { tested => words, fine };
        return settings_page(&app, &who, &relay, &domains, tested).await;
    }
    app.store.set_secret_setting(RELAY, &relay).await?;
    app.store.set_setting(DOMAIN_LIMITS, &domains).await?;
    app.floor.settings_changed().await;
    Ok(done("/desk/settings", "saved"))
}

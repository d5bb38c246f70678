//! The relays as set, as the press takes them, and what they have taken today.

use super::{House, HouseError};
use press::{
    relay::{DomainLimit, Relay, RelayError},
    run::{Fleet, Tally},
    session::{Auth, Login},
};
use std::sync::{Arc, Mutex, PoisonError};
use store::StoreError;
use web::settings::{DOMAIN_LIMITS, MORE_RELAYS, RELAY, RelaySettings};

/// The name of a [`Tally`] in the store.
const TALLY: &str = "relay-tally";

/// What the fleet was built of, and what of its tally is kept.
#[derive(Default)]
pub(super) struct Relays(Mutex<(Option<Set>, Tally)>);

/// Relays and limits as set.
type Set = (Vec<Relay>, Vec<DomainLimit>);

impl House {
    /// Takes up the relays as set, if they have changed. Runs that are under
    /// way go on over the new ones.
    pub(super) async fn take_relays(&self) -> Result<(), StoreError> {
        let set = match self.relays_as_set().await? {
            Ok(set) => {
                self.troubles.clear("relays");
                set
            }
            Err(e) => {
                let mend = "Mend it under Settings. What was set before holds until then.";
                self.troubles.raise("relays", &e.to_string(), mend, Some("/desk/settings".into()));
                return Ok(());
            }
        };
        {
            let mut known = self.relays.0.lock().unwrap_or_else(PoisonError::into_inner);
            if known.0.as_ref() == Some(&set) {
                return Ok(());
            }
            known.0 = Some(set.clone());
        }
        if set.0.is_empty() {
            self.fleet.send_replace(None);
            return Ok(());
        }
        let before = self.fleet.borrow().as_ref().map(|before| before.tally());
        let tally = match before {
            Some(tally) => tally,
            None => self.store.setting::<Tally>(TALLY).await?.unwrap_or_default(),
        };
        match Fleet::new(set.0, set.1) {
            Ok(fleet) => {
                fleet.resume(&tally);
                self.fleet.send_replace(Some(fleet));
                // A run that has halted need not wait any longer.
                self.look.notify_waiters();
            }
            Err(e) => tracing::error!(error = %e, "the relays could not be taken up"),
        }
        Ok(())
    }

    /// Reads and checks what is set. Without a relay nothing is wrong.
    async fn relays_as_set(&self) -> Result<Result<Set, RelayError>, StoreError> {
        let first: Option<RelaySettings> = self.store.secret_setting(RELAY).await?;
        let more: Vec<RelaySettings> =
            self.store.secret_setting(MORE_RELAYS).await?.unwrap_or_default();
        let lines: Vec<String> = self.store.setting(DOMAIN_LIMITS).await?.unwrap_or_default();
        let all = first.into_iter().chain(more).filter(|r| !r.host.is_empty());
        let read = || {
            let relays: Vec<_> = all.map(|r| self.as_relay(&r)).collect::<Result<_, _>>()?;
            let domains: Vec<_> =
                lines.iter().map(|l| l.parse()).collect::<Result<_, RelayError>>()?;
            if !relays.is_empty() {
                press::relay::check(&relays, &domains)?;
            }
            Ok((relays, domains))
        };
        Ok(read())
    }

    /// Refuses settings that can't be, in words that say the mend.
    pub fn check_relay(&self, set: &RelaySettings, domains: &[String]) -> Result<(), HouseError> {
        let checked = || {
            let domains: Vec<_> =
                domains.iter().map(|l| l.parse()).collect::<Result<_, RelayError>>()?;
            press::relay::check(&[self.as_relay(set)?], &domains)
        };
        checked().map_err(|e| HouseError::Press(e.to_string()))
    }

    /// A relay as the press takes it. It greets with the public site's name.
    pub(super) fn as_relay(&self, set: &RelaySettings) -> Result<Relay, RelayError> {
        let url = self.links.public_url();
        let host = url.split("://").nth(1).unwrap_or(&url);
        let helo = host.split([':', '/']).next().unwrap_or("localhost").to_owned();
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        Ok(Relay {
            host: set.host.clone(),
            port: set.port,
            tls: match set.tls {
                web::settings::Tls::None => press::session::Tls::None,
                web::settings::Tls::Starttls => press::session::Tls::StartTls,
                web::settings::Tls::Implicit => press::session::Tls::Implicit,
            },
            login: given(&set.user).map(|user| Login { user, password: set.password.clone() }),
            auth: if set.token { Auth::Xoauth2 } else { Auth::Password },
            helo,
            connections: usize::from(set.connections),
            mails_per_connection: set.mails_per_connection.max(1),
            extra_root_pem: given(&set.certificate),
            weight: set.weight,
            rates: set.limits.parse()?,
            warm_up: given(&set.warm_up).map(|plan| plan.parse()).transpose()?,
            ..Relay::default()
        })
    }

    /// Keeps how many mails each relay has begun in the last day, so that a
    /// stop does not begin the day's limit anew. A crash forgets a few seconds.
    pub(super) async fn keep_tally(&self) -> Result<(), StoreError> {
        let fleet: Option<Arc<Fleet>> = self.fleet.borrow().clone();
        let Some(tally) = fleet.map(|f| f.tally()) else { return Ok(()) };
        {
            let mut known = self.relays.0.lock().unwrap_or_else(PoisonError::into_inner);
            if known.1 == tally {
                return Ok(());
            }
            known.1 = tally.clone();
        }
        self.store.set_setting(TALLY, &tally).await
    }
}

//! Readers, subscriptions, consent.

use super::{
    Sqlite,
    row::{address, maybe, micros, most, time, word},
};
use crate::{Consent, Evidence, Imported, ReaderCounts, Readers, Result, SignUp};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row};
use story::{Address, ConsentAct, Lang, NewsletterId, Reader, ReaderId, SubscriptionState};

fn reader(r: &Row<'_>) -> rusqlite::Result<Reader> {
    Ok(Reader {
        id: ReaderId(r.get(0)?),
        address: address(r.get(1)?)?,
        name: r.get(2)?,
        language: Lang::of(&r.get::<_, String>(3)?),
    })
}

/// The form an address is counted under: lower case, without what follows a
/// `+`, and without dots where the host is known to ignore them. For counting
/// only, never for sending.
fn counted(address: &Address) -> String {
    let folded = address.folded();
    let (local, domain) = folded.rsplit_once('@').unwrap_or((&folded, ""));
    let local = local.split('+').next().unwrap_or(local);
    match domain {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        _ => format!("{local}@{domain}"),
    }
}

fn state_of(
    db: &Connection,
    reader: ReaderId,
    newsletter: NewsletterId,
) -> Result<Option<SubscriptionState>> {
    maybe(
        db.prepare_cached("SELECT state FROM subscription WHERE newsletter = ?1 AND reader = ?2")?
            .query_row((newsletter.0, reader.0), |r| {
                word(&r.get::<_, String>(0)?, SubscriptionState::parse)
            }),
    )
}

fn set_state(
    db: &Connection,
    reader: ReaderId,
    newsletter: NewsletterId,
    state: SubscriptionState,
    now: Timestamp,
) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO subscription (newsletter, reader, state, since) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (newsletter, reader) DO UPDATE SET state = excluded.state, since = excluded.since",
    )?
    .execute((newsletter.0, reader.0, state.as_str(), micros(now)))?;
    Ok(())
}

fn prove(
    db: &Connection,
    reader: ReaderId,
    newsletter: NewsletterId,
    act: ConsentAct,
    evidence: &Evidence,
    now: Timestamp,
) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO consent (reader, newsletter, at, act, how, wording, network)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        reader.0,
        newsletter.0,
        micros(now),
        act.as_str(),
        &evidence.how,
        &evidence.wording,
        &evidence.network,
    ))?;
    Ok(())
}

/// True if the last thing that reader decided about the title was to leave.
fn has_left(db: &Connection, reader: ReaderId, newsletter: NewsletterId) -> Result<bool> {
    let last = maybe(
        db.prepare_cached(
            "SELECT act FROM consent WHERE reader = ?1 AND newsletter = ?2 AND act <> ?3
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row((reader.0, newsletter.0, ConsentAct::Asked.as_str()), |r| r.get::<_, String>(0)),
    )?;
    Ok(last.as_deref() == Some(ConsentAct::Left.as_str()))
}

fn find_or_add(
    db: &Connection,
    address: &Address,
    name: &str,
    language: &Lang,
    now: Timestamp,
) -> Result<Reader> {
    db.prepare_cached(
        "INSERT INTO reader (address, folded, name, language, made) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (folded) DO NOTHING",
    )?
    .execute((address.as_str(), address.folded(), name, language.as_str(), micros(now)))?;
    Ok(db
        .prepare_cached("SELECT id, address, name, language FROM reader WHERE folded = ?1")?
        .query_row([address.folded()], reader)?)
}

/// True if one more confirmation mail may go to that address; counts it.
fn may_ask(db: &Connection, address: &Address, now: Timestamp) -> Result<bool> {
    let counted = counted(address);
    let since = |span: SignedDuration| micros(now.saturating_sub(span).unwrap_or(Timestamp::MIN));
    let (day, month) = (SignedDuration::from_hours(24), SignedDuration::from_hours(24 * 30));
    db.execute("DELETE FROM asked WHERE at <= ?1", [since(month)])?;
    let (today, lately): (i64, i64) = db.query_row(
        "SELECT coalesce(sum(at > ?2), 0), count(*) FROM asked WHERE counted = ?1",
        (&counted, since(day)),
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    if today >= 1 || lately >= 3 {
        return Ok(false);
    }
    db.execute("INSERT INTO asked (counted, at) VALUES (?1, ?2)", (counted, micros(now)))?;
    Ok(true)
}

#[async_trait]
impl Readers for Sqlite {
    async fn sign_up(
        &self,
        newsletter: NewsletterId,
        address: Address,
        name: String,
        language: Lang,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<SignUp> {
        self.write(move |db| {
            if !may_ask(db, &address, now)? {
                return Ok(SignUp::TooSoon);
            }
            let reader = find_or_add(db, &address, &name, &language, now)?;
            if state_of(db, reader.id, newsletter)? == Some(SubscriptionState::Confirmed) {
                return Ok(SignUp::There(reader));
            }
            set_state(db, reader.id, newsletter, SubscriptionState::Pending, now)?;
            prove(db, reader.id, newsletter, ConsentAct::Asked, &evidence, now)?;
            Ok(SignUp::Asked(reader))
        })
        .await
    }

    async fn confirm(
        &self,
        reader: ReaderId,
        newsletter: NewsletterId,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<bool> {
        self.write(move |db| match state_of(db, reader, newsletter)? {
            None => Ok(false),
            Some(SubscriptionState::Confirmed) => Ok(true),
            Some(SubscriptionState::Unsubscribed) => Ok(false),
            Some(SubscriptionState::Pending) => {
                set_state(db, reader, newsletter, SubscriptionState::Confirmed, now)?;
                prove(db, reader, newsletter, ConsentAct::Confirmed, &evidence, now)?;
                Ok(true)
            }
        })
        .await
    }

    async fn rejoin(
        &self,
        reader: ReaderId,
        newsletter: NewsletterId,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<bool> {
        self.write(move |db| match state_of(db, reader, newsletter)? {
            None | Some(SubscriptionState::Pending) => Ok(false),
            Some(SubscriptionState::Confirmed) => Ok(true),
            Some(SubscriptionState::Unsubscribed) => {
                set_state(db, reader, newsletter, SubscriptionState::Confirmed, now)?;
                prove(db, reader, newsletter, ConsentAct::Confirmed, &evidence, now)?;
                Ok(true)
            }
        })
        .await
    }

    async fn leave(
        &self,
        reader: ReaderId,
        newsletter: NewsletterId,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<bool> {
        self.write(move |db| match state_of(db, reader, newsletter)? {
            None => Ok(false),
            Some(SubscriptionState::Unsubscribed) => Ok(true),
            Some(SubscriptionState::Pending | SubscriptionState::Confirmed) => {
                set_state(db, reader, newsletter, SubscriptionState::Unsubscribed, now)?;
                prove(db, reader, newsletter, ConsentAct::Left, &evidence, now)?;
                Ok(true)
            }
        })
        .await
    }

    async fn import_readers(
        &self,
        newsletter: NewsletterId,
        readers: Vec<(Address, String, Lang)>,
        evidence: Evidence,
        now: Timestamp,
    ) -> Result<Imported> {
        self.write(move |db| {
            let mut done = Imported::default();
            for (address, name, language) in readers {
                let reader = find_or_add(db, &address, &name, &language, now)?;
                match state_of(db, reader.id, newsletter)? {
                    Some(SubscriptionState::Confirmed) => done.known += 1,
                    Some(SubscriptionState::Unsubscribed) => done.left += 1,
                    // They left, and since then only somebody who typed their
                    // address has asked for them.
                    Some(SubscriptionState::Pending) if has_left(db, reader.id, newsletter)? => {
                        done.left += 1;
                    }
                    Some(SubscriptionState::Pending) | None => {
                        set_state(db, reader.id, newsletter, SubscriptionState::Confirmed, now)?;
                        prove(db, reader.id, newsletter, ConsentAct::Imported, &evidence, now)?;
                        done.added += 1;
                    }
                }
            }
            Ok(done)
        })
        .await
    }

    async fn reader(&self, id: ReaderId) -> Result<Option<Reader>> {
        self.read(move |db| {
            maybe(db.query_row(
                "SELECT id, address, name, language FROM reader WHERE id = ?1",
                [id.0],
                reader,
            ))
        })
        .await
    }

    async fn reader_by_address(&self, address: &Address) -> Result<Option<Reader>> {
        let folded = address.folded();
        self.read(move |db| {
            maybe(db.query_row(
                "SELECT id, address, name, language FROM reader WHERE folded = ?1",
                [folded],
                reader,
            ))
        })
        .await
    }

    async fn subscriptions(
        &self,
        reader: ReaderId,
    ) -> Result<Vec<(NewsletterId, SubscriptionState)>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT newsletter, state FROM subscription WHERE reader = ?1 ORDER BY newsletter",
            )?;
            let rows = rows.query_map([reader.0], |r| {
                Ok((
                    NewsletterId(r.get(0)?),
                    word(&r.get::<_, String>(1)?, SubscriptionState::parse)?,
                ))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn count_readers(&self, newsletter: NewsletterId) -> Result<ReaderCounts> {
        self.read(move |db| {
            let (pending, confirmed, unsubscribed): (i64, i64, i64) = db.query_row(
                "SELECT coalesce(sum(state = 'pending'), 0), coalesce(sum(state = 'confirmed'), 0),
                        coalesce(sum(state = 'unsubscribed'), 0)
                 FROM subscription WHERE newsletter = ?1",
                [newsletter.0],
                |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
            )?;
            let count = |n: i64| n.max(0) as u64;
            Ok(ReaderCounts {
                pending: count(pending),
                confirmed: count(confirmed),
                unsubscribed: count(unsubscribed),
            })
        })
        .await
    }

    async fn readers(
        &self,
        newsletter: NewsletterId,
        search: &str,
        limit: usize,
    ) -> Result<Vec<(Reader, SubscriptionState, Timestamp)>> {
        let search = search.trim().to_lowercase();
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT r.id, r.address, r.name, r.language, s.state, s.since
                 FROM subscription s JOIN reader r ON r.id = s.reader
                 WHERE s.newsletter = ?1
                   AND (?2 = '' OR instr(r.folded, ?2) > 0 OR instr(lower(r.name), ?2) > 0)
                 ORDER BY s.since DESC, r.id DESC LIMIT ?3",
            )?;
            let rows = rows.query_map((newsletter.0, search, most(limit)), |r| {
                Ok((
                    reader(r)?,
                    word(&r.get::<_, String>(4)?, SubscriptionState::parse)?,
                    time(r.get(5)?)?,
                ))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn consents(&self, reader: ReaderId) -> Result<Vec<Consent>> {
        self.read(move |db| {
            let mut rows = db.prepare_cached(
                "SELECT at, newsletter, act, how, wording, network FROM consent
                 WHERE reader = ?1 ORDER BY id",
            )?;
            let rows = rows.query_map([reader.0], |r| {
                Ok(Consent {
                    at: time(r.get(0)?)?,
                    newsletter: NewsletterId(r.get(1)?),
                    act: word(&r.get::<_, String>(2)?, |w| {
                        [
                            ConsentAct::Asked,
                            ConsentAct::Confirmed,
                            ConsentAct::Imported,
                            ConsentAct::Left,
                        ]
                        .into_iter()
                        .find(|a| a.as_str() == w)
                    })?,
                    evidence: Evidence { how: r.get(3)?, wording: r.get(4)?, network: r.get(5)? },
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

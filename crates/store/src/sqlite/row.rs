//! How values lie in columns.

use crate::{Result, StoreError};
use jiff::{Timestamp, civil::Date};
use serde::{Serialize, de::DeserializeOwned};

/// Microseconds since 1970.
pub(super) fn micros(t: Timestamp) -> i64 {
    t.as_microsecond()
}

/// The instant of a column of microseconds.
pub(super) fn time(micros: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|e| broken(e.to_string()))
}

/// The instant of a column that may be empty.
pub(super) fn time_opt(micros: Option<i64>) -> rusqlite::Result<Option<Timestamp>> {
    micros.map(time).transpose()
}

/// The date of a column of ISO text.
pub(super) fn date(text: &str) -> rusqlite::Result<Date> {
    text.parse().map_err(|e: jiff::Error| broken(e.to_string()))
}

/// The value of a column of JSON.
pub(super) fn value<T: DeserializeOwned>(json: &str) -> rusqlite::Result<T> {
    serde_json::from_str(json).map_err(|e| broken(e.to_string()))
}

/// A value as JSON for a column.
pub(super) fn json<T: Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// The value of a column of one word of state.
pub(super) fn word<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> rusqlite::Result<T> {
    parse(text).ok_or_else(|| broken(format!("{text:?} is no word of state")))
}

/// An address column: it was parsed on its way in.
pub(super) fn address(text: String) -> rusqlite::Result<story::Address> {
    story::Address::try_from(text).map_err(|e| broken(e.to_string()))
}

/// `row` of a `query_row` where there may be none.
pub(super) fn maybe<T>(found: rusqlite::Result<T>) -> Result<Option<T>> {
    match found {
        Ok(row) => Ok(Some(row)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(e) => Err(StoreError::from(e)),
    }
}

/// How many rows a table has.
pub(super) fn count(db: &rusqlite::Connection, table: &'static str) -> rusqlite::Result<u64> {
    let rows: i64 = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))?;
    Ok(rows.max(0) as u64)
}

/// A limit as SQLite counts.
pub(super) fn most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn broken(why: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, why.into())
}

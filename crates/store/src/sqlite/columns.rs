//! Rows of SQLite as values of ours, and back.

use std::error::Error;
use std::str::FromStr;
use std::time::Duration;

use bytes::Bytes;
use rusqlite::types::Type;
use rusqlite::{Result, Row};
use types::{Fence, Name, Offset, UnixMs};

/// Numbers of ours are far below 2^63; what is not, fits no row.
pub(super) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn later(now: UnixMs, ttl: Duration) -> i64 {
    now.0.saturating_add(i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX))
}

/// What is left until a time; `None` when it is over.
pub(super) fn left(now: UnixMs, until: i64) -> Option<Duration> {
    u64::try_from(until.saturating_sub(now.0)).ok().filter(|left| *left > 0).map(Duration::from_millis)
}

/// For how long nobody has owned a game whose last lease was over at that time; 0 stands for a game at rest.
pub(super) fn paused(now: UnixMs, lease_until: i64) -> Duration {
    let past = if lease_until == 0 { 0 } else { now.0.saturating_sub(lease_until) };
    Duration::from_millis(u64::try_from(past).unwrap_or(0))
}

pub(super) fn parsed<T: FromStr<Err: Error + Send + Sync + 'static>>(row: &Row<'_>, column: usize) -> Result<T> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

pub(super) fn perhaps(row: &Row<'_>, column: usize) -> Result<Option<Name>> {
    match row.get_ref(column)?.data_type() {
        Type::Null => Ok(None),
        Type::Text | Type::Blob | Type::Integer | Type::Real => parsed(row, column).map(Some),
    }
}

pub(super) fn joined(seats: &[Name]) -> String {
    seats.iter().map(Name::as_str).collect::<Vec<_>>().join(" ")
}

pub(super) fn seats(row: &Row<'_>, column: usize) -> Result<Vec<Name>> {
    let text: String = row.get(column)?;
    let seats = text.split_terminator(' ').map(str::parse).collect::<std::result::Result<_, _>>();
    seats.map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

fn number(row: &Row<'_>, column: usize) -> Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

pub(super) fn offset(row: &Row<'_>, column: usize) -> Result<Offset> {
    number(row, column).map(Offset)
}

pub(super) fn fence(row: &Row<'_>, column: usize) -> Result<Fence> {
    number(row, column).map(Fence)
}

pub(super) fn time(row: &Row<'_>, column: usize) -> Result<Option<UnixMs>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(UnixMs))
}

pub(super) fn blob(row: &Row<'_>, column: usize) -> Result<Bytes> {
    Ok(Bytes::copy_from_slice(row.get_ref(column)?.as_blob()?))
}

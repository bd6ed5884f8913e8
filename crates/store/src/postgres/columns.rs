//! Rows of PostgreSQL as values of ours, and back.

use std::error::Error;
use std::str::FromStr;
use std::time::Duration;

use bytes::Bytes;
use ledger::Failed;
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;
use types::{Fence, Name, Offset, UnixMs};

/// A value of a row: fails where the row is none that we have written.
pub(super) fn value<'row, T: FromSql<'row>>(row: &'row Row, column: usize) -> Result<T, Failed> {
    row.try_get(column).map_err(|error| unreadable(&error))
}

fn unreadable(error: &dyn Error) -> Failed {
    Failed::NotDone(format!("PostgreSQL: a row that cannot be read: {error}").into())
}

/// Numbers of ours are far below 2^63; what is not, fits no row.
pub(super) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

pub(super) fn page(limit: usize) -> i64 {
    i64::try_from(limit.clamp(1, ledger::PAGE_MAX)).unwrap_or(1)
}

fn number(row: &Row, column: usize) -> Result<u64, Failed> {
    let number: i64 = value(row, column)?;
    u64::try_from(number).map_err(|error| unreadable(&error))
}

pub(super) fn offset(row: &Row, column: usize) -> Result<Offset, Failed> {
    number(row, column).map(Offset)
}

pub(super) fn fence(row: &Row, column: usize) -> Result<Fence, Failed> {
    number(row, column).map(Fence)
}

pub(super) fn left(row: &Row, column: usize) -> Result<Option<Duration>, Failed> {
    let left: i64 = value(row, column)?;
    Ok(u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_millis))
}

pub(super) fn time(row: &Row, column: usize) -> Result<Option<UnixMs>, Failed> {
    Ok(value::<Option<i64>>(row, column)?.map(UnixMs))
}

pub(super) fn parsed<T: FromStr<Err: Error>>(row: &Row, column: usize) -> Result<T, Failed> {
    value::<&str>(row, column)?.parse().map_err(|error: T::Err| unreadable(&error))
}

pub(super) fn perhaps(row: &Row, column: usize) -> Result<Option<Name>, Failed> {
    let name: Option<&str> = value(row, column)?;
    name.map(|name| name.parse().map_err(|error: types::BadRealm| unreadable(&error))).transpose()
}

pub(super) fn seats(row: &Row, column: usize) -> Result<Vec<Name>, Failed> {
    let seats = value::<&str>(row, column)?.split_terminator(' ').map(str::parse).collect::<Result<_, _>>();
    seats.map_err(|error: types::BadRealm| unreadable(&error))
}

pub(super) fn joined(seats: &[Name]) -> String {
    seats.iter().map(Name::as_str).collect::<Vec<_>>().join(" ")
}

pub(super) fn blob(row: &Row, column: usize) -> Result<Bytes, Failed> {
    value::<&[u8]>(row, column).map(Bytes::copy_from_slice)
}

//! How a database comes to have the tables that this program knows: as in SQLite, a list of SQL files, each carried out
//! in a transaction with the number that says it was.

use deadpool_postgres::ClientWrapper;
use tokio_postgres::Error;

use crate::postgres::connect::{Link, NotConnected};

const STEPS: &[&str] =
    &[include_str!("../../schema/postgres/0001_begin.sql"), include_str!("../../schema/postgres/0002_blame.sql")];
/// Names our lock among all of a server's; nodes that start at once wait for each other. Says "hubbub" in ASCII.
const LOCK: i64 = 0x6875_6262_7562;

/// Brings a database up to date.
pub(super) async fn migrate(link: &Link, client: &mut ClientWrapper) -> Result<(), NotConnected> {
    let refused = |error: Error| link.refused(&error);
    let transaction = client.transaction().await.map_err(refused)?;
    transaction.query_one("select pg_advisory_xact_lock($1)", &[&LOCK]).await.map_err(refused)?;
    transaction.batch_execute(BOOK).await.map_err(refused)?;
    let row = transaction.query_one("select coalesce(max(step), 0) from hubbub.schema_step", &[]).await;
    let found: i64 = row.and_then(|row| row.try_get(0)).map_err(refused)?;
    let known = STEPS.len();
    let done = usize::try_from(found).ok().filter(|done| *done <= known).ok_or(NotConnected::Newer { found, known })?;
    for (number, step) in (1_i64..).zip(STEPS).skip(done) {
        transaction.batch_execute(step).await.map_err(refused)?;
        let insert = "insert into hubbub.schema_step (step) values ($1)";
        transaction.execute(insert, &[&number]).await.map_err(refused)?;
    }
    transaction.commit().await.map_err(refused)
}

const BOOK: &str = "
    set local client_min_messages = warning;
    create schema if not exists hubbub;
    create table if not exists hubbub.schema_step (
        step bigint primary key,
        at timestamptz not null default clock_timestamp()
    )";

//! How a database comes to have the tables that this program knows.
//!
//! A list of SQL files, carried out in order, each in a transaction of its own with the number that says it was. That
//! is all that is needed here, so no crate for it: one more version to match with that of the driver.

use rusqlite::{Connection, params};

use crate::clock;
use crate::sqlite::NotOpened;

const STEPS: &[&str] =
    &[include_str!("../../schema/sqlite/0001_begin.sql"), include_str!("../../schema/sqlite/0002_blame.sql")];

/// Brings a database up to date.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), NotOpened> {
    let done = check(connection)?;
    for (number, step) in (1..).zip(STEPS).skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
        if number == 1 {
            transaction.execute("insert into store (one, epoch) values (1, ?1)", params![clock::wall().0.max(1)])?;
        }
        transaction.commit()?;
    }
    Ok(())
}

/// How many steps were carried out; refuses what a newer program has made.
pub(super) fn check(connection: &Connection) -> Result<usize, NotOpened> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = STEPS.len();
    match usize::try_from(found) {
        Ok(done) if done <= known => Ok(done),
        Ok(_) | Err(_) => Err(NotOpened::Newer { found, known }),
    }
}

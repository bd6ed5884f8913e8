//! Where games are kept: SQLite in a folder, or PostgreSQL.
//!
//! A [`Store`] carries out the asks of the `ledger` crate. [`Sqlite`] is for one server with a disk; [`Postgres`] for a
//! fleet. Both answer as `ledger::Model` does; one contract suite (`tests/it/contract`) holds all three to the same
//! promises. What a store has answered is on the disk, with fsync.
//!
//! Asks that write are gathered: those that have come while one transaction was committed go into the next together, so
//! that many are hardly dearer than one, and one alone waits for nothing.
//!
//! Read [`Store`] first, then `sqlite/writer.rs` for how asks become transactions, and `sqlite/log.rs` for the guards.

#![warn(missing_docs)]

mod check;
mod clock;
mod desk;
mod export;
mod lines;
mod postgres;
mod sqlite;
mod stats;
mod store;
mod table;
mod tls;

pub use check::{Fault, Report, What, check};
pub use export::{NotExported, NotImported, export, import};
pub use postgres::{BadDatabaseUrl, NotConnected, Postgres};
pub use sqlite::{NotBackedUp, NotOpened, Sqlite, back_up, check_file};
pub use stats::{Histogram, Stats};
pub use store::{Boxed, Store, ask};

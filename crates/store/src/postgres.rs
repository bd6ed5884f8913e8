//! PostgreSQL, for a fleet: its clock and its row locks are everybody's.
//!
//! Each ask is one statement, mostly a function of `schema/postgres` with the guards in it. Those that write and wait go
//! into one transaction together, sent whole without waiting for answers in between; those that read go beside them.

use std::fmt;
use std::sync::Arc;

use ledger::{Answer, Ask, Failed};

use crate::desk::{self, Desk};
use crate::{Boxed, Stats, Store};

mod call;
mod columns;
mod connect;
mod failure;
mod pipeline;
mod reads;
mod rows;
mod schema;
mod work;
mod writes;

use connect::Link;
pub use connect::{BadDatabaseUrl, NotConnected};

/// Transactions that are under way at once. More make smaller groups, fewer leave the server idle while it commits.
const WRITERS: usize = 4;
/// Reads that are under way at once.
const READERS: usize = 4;

/// A store in a PostgreSQL database.
pub struct Postgres {
    /// Without its password.
    place: String,
    writer: Desk,
    reader: Desk,
    stats: Arc<Stats>,
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").field("place", &self.place).finish_non_exhaustive()
    }
}

impl Postgres {
    /// Connects to the database of a URL like `postgres://user:password@host:5432/name`, and makes or brings up to date
    /// what it needs there, in a schema of its own, `hubbub`. Uses at most eight connections. `sslmode=require` encrypts
    /// them and checks the server's certificate; a server elsewhere than on this machine wants `sslmode` said.
    ///
    /// # Errors
    /// See [`NotConnected`]; also when the server would forget what it has committed.
    pub async fn open(url: &str) -> Result<Self, NotConnected> {
        let link = Link::new(url, WRITERS + READERS)?;
        let mut client = link.client().await.map_err(|error| link.refused(&error))?;
        schema::migrate(&link, &mut client).await?;
        connect::warn(&client).await.map_err(|error| link.refused(&error))?;
        drop(client);
        let reader = work::start_readers(&link, READERS);
        let stats = Arc::default();
        let writer = work::start_writers(&link, WRITERS, &stats);
        Ok(Self { place: link.place, writer, reader, stats })
    }

    /// Where it is, without the password.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl Store for Postgres {
    fn ask(&self, ask: Ask) -> Boxed<Result<Answer, Failed>> {
        desk::ask(ask, &self.reader, Some(&self.writer), &self.stats)
    }

    fn stats(&self) -> Arc<Stats> {
        Arc::clone(&self.stats)
    }

    fn close(&self) -> Boxed<()> {
        let (reader, writer) = (self.reader.clone(), self.writer.clone());
        Box::pin(async move {
            reader.close().await;
            writer.close().await;
        })
    }
}

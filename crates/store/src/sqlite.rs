//! SQLite, in a folder on a disk of this machine, with one server at a time.
//!
//! WAL with `synchronous=FULL`: a commit has written and synced the log. One thread writes, so that its transaction is
//! every lock there is; two threads read, each with a connection of its own, what was committed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ledger::{Answer, Ask, Failed};
use rusqlite::{Connection, OpenFlags};

use crate::clock::Clock;
use crate::desk::{self, Desk};
use crate::{Boxed, Stats, Store};

mod answer;
mod backup;
mod blame;
mod columns;
mod copy;
mod failure;
mod folder;
mod lists;
mod log;
mod notes;
mod own;
mod reader;
mod schema;
mod writer;

pub use backup::{NotBackedUp, back_up, check_file};

/// How long a connection waits for a tool's lock. Tools only read, so there is none but while a log begins anew.
const BUSY_TIME: Duration = Duration::from_secs(1);
/// Statements that stay prepared.
const STATEMENTS: usize = 64;
const READERS: usize = 2;

/// A store in a folder.
#[derive(Debug)]
pub struct Sqlite {
    folder: PathBuf,
    writer: Option<Desk>,
    reader: Desk,
    stats: Arc<Stats>,
}

/// Why a folder was not opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// It cannot be used.
    #[error("the store's folder `{}` cannot be used: {source}", folder.display())]
    Folder {
        /// Which folder or file.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another server has it.
    #[error(
        "the store in `{}` is in use by {}: stop that server, or name another folder",
        folder.display(),
        holder.map_or("another server".to_owned(), |pid| format!("the server with process id {pid}"))
    )]
    Held {
        /// Which folder.
        folder: PathBuf,
        /// The process that has it, if it has said so.
        holder: Option<u32>,
    },
    /// It lies on another machine.
    #[error(
        "the store's folder `{}` lies on {kind}, a file system over a network, which does not keep what it is told to; \
         name a folder on a disk of this machine, or use PostgreSQL",
        folder.display()
    )]
    Network {
        /// Which folder.
        folder: PathBuf,
        /// What kind of file system.
        kind: &'static str,
    },
    /// A newer program has made it.
    #[error("the store has version {found} of its tables, and this program knows {known}: use a newer hubbub")]
    Newer {
        /// Of the store.
        found: i64,
        /// Of the program.
        known: usize,
    },
    /// SQLite cannot use it.
    #[error("the store cannot be opened: {0}")]
    Database(#[from] rusqlite::Error),
}

impl Sqlite {
    /// Opens the store in a folder to serve from it. The folder and the store are made if they are not there. Whatever
    /// an earlier server owned is free.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub fn open(folder: &Path) -> Result<Self, NotOpened> {
        let lock = folder::lock(folder)?;
        let path = folder.join(folder::DATABASE);
        let clock = Clock::start();
        let mut connection = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        // The writer does it, and looks at what becomes of it.
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        schema::migrate(&mut connection)?;
        own::release_all(&connection)?;
        copy::raise_epoch_of_copy(&connection, clock.now())?;
        let reader = reader::start(&path, clock)?;
        let stats = Arc::default();
        let writer = writer::start(connection, clock, lock, Arc::clone(&stats));
        Ok(Self { folder: folder.to_owned(), writer: Some(writer), reader, stats })
    }

    /// Opens the store in a folder to look at it, while a server may run. Whatever would write is not done.
    ///
    /// # Errors
    /// See [`NotOpened`]; also when there is no store.
    pub fn open_to_read(folder: &Path) -> Result<Self, NotOpened> {
        let path = folder::database(folder)?;
        let reader = reader::start(&path, Clock::start())?;
        Ok(Self { folder: folder.to_owned(), writer: None, reader, stats: Arc::default() })
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Store for Sqlite {
    fn ask(&self, ask: Ask) -> Boxed<Result<Answer, Failed>> {
        desk::ask(ask, &self.reader, self.writer.as_ref(), &self.stats)
    }

    fn stats(&self) -> Arc<Stats> {
        Arc::clone(&self.stats)
    }

    fn close(&self) -> Boxed<()> {
        let (reader, writer) = (self.reader.clone(), self.writer.clone());
        Box::pin(async move {
            reader.close().await;
            if let Some(writer) = writer {
                writer.close().await;
            }
        })
    }
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIME)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

//! A copy of a store in one file, made while it is in use.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::sqlite::{NotOpened, connect, folder, schema};

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum NotBackedUp {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] NotOpened),
    /// Something has the name of the copy.
    #[error("`{}` is there already: name a new file", .0.display())]
    Exists(PathBuf),
    /// It cannot be written.
    #[error("`{}` cannot be written: {source}", file.display())]
    Write {
        /// Which file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl From<rusqlite::Error> for NotBackedUp {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Copies the store in a folder to a file, as it is at one moment, and gives the copy's size in bytes. A server may use
/// the store meanwhile. To go back to the copy, put it into an empty folder as `games.sqlite3`: the server that opens
/// it begins a new epoch, so that clients who know more than it start over.
///
/// # Errors
/// See [`NotBackedUp`].
pub fn back_up(from: &Path, to: &Path) -> Result<u64, NotBackedUp> {
    let unwritable = |source| NotBackedUp::Write { file: to.to_owned(), source };
    if to.exists() {
        return Err(NotBackedUp::Exists(to.to_owned()));
    }
    let store = connect(&folder::database(from)?, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    schema::check(&store)?;
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    // One that broke off.
    if part.exists() {
        fs::remove_file(&part).map_err(unwritable)?;
    }
    folder::private(&part).map_err(unwritable)?;
    store.execute("vacuum into ?1", [part.to_string_lossy()])?;
    let copy = Connection::open(&part)?;
    copy.execute("update store set is_copy = 1", [])?;
    copy.close().map_err(|(_, error)| error)?;
    File::open(&part).and_then(|file| file.sync_all()).map_err(unwritable)?;
    fs::rename(&part, to).map_err(unwritable)?;
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent).and_then(|folder| folder.sync_all()).map_err(unwritable)?;
    fs::metadata(to).map(|file| file.len()).map_err(unwritable)
}

/// What SQLite itself finds wrong with the file of the store in a folder; nothing when it is whole.
///
/// # Errors
/// When the store cannot be read.
pub fn check_file(folder: &Path) -> Result<Vec<String>, NotOpened> {
    let store = connect(&folder::database(folder)?, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut check = store.prepare("pragma integrity_check(20)")?;
    let found = check.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}

//! What an error of SQLite means for whoever asked.

use ledger::Failed;
use rusqlite::{Error, ErrorCode, ffi};

/// An error before the commit: everything was rolled back.
pub(super) fn before_commit(error: &Error) -> Failed {
    fatal(error).unwrap_or_else(|| Failed::NotDone(text(error)))
}

/// An error of the commit itself. A full disk cuts off the last page, so that the transaction is none; of other faults
/// of a disk nobody knows what they have left there.
pub(super) fn of_commit(error: &Error) -> Failed {
    let code = error.sqlite_error_code();
    fatal(error).unwrap_or_else(|| match code {
        Some(ErrorCode::SystemIoFailure) => Failed::Unknown(text(error)),
        Some(_) | None => Failed::NotDone(text(error)),
    })
}

/// After an fsync that failed the system may have thrown away what it did not write, and the next fsync says nothing of
/// it: only the log as it is found after a start is true.
fn fatal(error: &Error) -> Option<Failed> {
    let extended = error.sqlite_error().map(|error| error.extended_code);
    matches!(extended, Some(ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC)).then(|| Failed::Fatal(text(error)))
}

fn text(error: &Error) -> Box<str> {
    format!("SQLite: {error}").into()
}

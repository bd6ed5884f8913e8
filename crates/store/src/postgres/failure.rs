//! What an error of PostgreSQL means for whoever asked.

use deadpool_postgres::PoolError;
use ledger::Failed;
use tokio_postgres::Error;
use tokio_postgres::error::Severity;

/// An error of a statement before the commit, or of one that only reads. What the server itself reports has undone the
/// transaction; of a connection that breaks nobody knows how far the server has come, since the commit is on its way.
pub(super) fn of_statement(error: &Error) -> Failed {
    match error.as_db_error() {
        Some(_) => Failed::NotDone(text(error)),
        None => Failed::Unknown(text(error)),
    }
}

/// An error of something that changes nothing.
pub(super) fn of_read(error: &Error) -> Failed {
    Failed::NotDone(text(error))
}

/// An error of the commit: only a plain error says that it was undone; a session that the server ends may have been
/// committed before.
pub(super) fn of_commit(error: &Error) -> Failed {
    match severity(error) {
        Some(Severity::Error) => Failed::NotDone(text(error)),
        Some(_) | None => Failed::Unknown(text(error)),
    }
}

/// No connection, so nothing was sent.
pub(super) fn of_pool(error: &PoolError) -> Failed {
    Failed::NotDone(reason(error).into())
}

/// Whether the same connection can be used again.
pub(super) fn is_plain(error: &Error) -> bool {
    severity(error) == Some(Severity::Error)
}

fn severity(error: &Error) -> Option<Severity> {
    error.as_db_error()?.parsed_severity()
}

fn text(error: &Error) -> Box<str> {
    reason(error).into()
}

/// The error with what is behind it: the driver says only "db error".
pub(super) fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = format!("PostgreSQL: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

//! The threads that read, beside the writer.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use ledger::{Answer, Failed};
use rusqlite::{Connection, OpenFlags};
use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::desk::{ASK_TIME, Desk, Job, Work};
use crate::sqlite::{NotOpened, READERS, answer, connect, failure, schema};

/// After how many steps of SQLite's machine the time is looked at.
const STEPS: i32 = 10_000;

type Queue = Arc<Mutex<mpsc::Receiver<Work>>>;
/// When the ask that is worked at must be done.
type Deadline = Arc<Mutex<Instant>>;

/// Starts the threads; they end with the desk.
pub(super) fn start(path: &Path, clock: Clock) -> Result<Desk, NotOpened> {
    let (desk, queue, running) = Desk::new();
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..READERS {
        let (mut connection, deadline) = open(path)?;
        let (queue, running) = (queue.clone(), running.clone());
        let run = move || {
            while let Some(job) = next(&queue) {
                *deadline.lock().unwrap_or_else(PoisonError::into_inner) = job.until;
                let answer = serve(&mut connection, clock, &job.ask);
                job.tell(answer);
            }
            // Whoever waits for the end may open the file next.
            drop(connection);
            drop(running);
        };
        let started = std::thread::Builder::new().name("store-reader".to_owned()).spawn(run);
        started.map_err(|source| NotOpened::Folder { folder: path.to_owned(), source })?;
    }
    Ok(desk)
}

fn open(path: &Path) -> Result<(Connection, Deadline), NotOpened> {
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    schema::check(&connection)?;
    let deadline = Arc::new(Mutex::new(Instant::now() + ASK_TIME));
    let looked_at = deadline.clone();
    let over = move || *looked_at.lock().unwrap_or_else(PoisonError::into_inner) <= Instant::now();
    connection.progress_handler(STEPS, Some(over))?;
    Ok((connection, deadline))
}

/// The next job; `None` when there are none for ever. Who waits here holds the queue, and the others wait for him.
fn next(queue: &Queue) -> Option<Job> {
    let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        match queue.blocking_recv()? {
            Work::Job(job) => {
                if let Some(job) = job.if_wanted() {
                    return Some(job);
                }
            }
            Work::End => queue.close(),
        }
    }
}

fn serve(connection: &mut Connection, clock: Clock, ask: &ledger::Ask) -> Result<Answer, Failed> {
    // One transaction, so that all that is read was true at one time.
    let transaction = connection.transaction().map_err(|error| failure::before_commit(&error))?;
    let read = answer::answer(&transaction, clock.now(), ask);
    // Nothing was written; the end of the transaction says nothing more.
    drop(transaction);
    read.map_err(|error| failure::before_commit(&error))
}

#[cfg(test)]
mod tests {
    use rusqlite::ErrorCode;

    use super::*;

    #[test]
    fn a_read_that_takes_too_long_is_broken_off() {
        let path = std::env::temp_dir().join(format!("hubbub-store-reader-{}", std::process::id()));
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 2).unwrap();
        let (connection, deadline) = open(&path).unwrap();
        *deadline.lock().unwrap() = Instant::now();
        let endless = "with recursive n (x) as (select 1 union all select x + 1 from n) select max(x) from n";
        let error = connection.query_row(endless, [], |_| Ok(())).unwrap_err();
        assert_eq!(error.sqlite_error_code(), Some(ErrorCode::OperationInterrupted));
        assert!(matches!(failure::before_commit(&error), Failed::NotDone(_)));
        std::fs::remove_file(&path).unwrap();
    }
}

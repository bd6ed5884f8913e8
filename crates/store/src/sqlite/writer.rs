//! The thread that writes: what has come while one transaction was committed goes into the next.

use std::sync::Arc;

use ledger::{Answer, Failed};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::mpsc;

use crate::Stats;
use crate::clock::Clock;
use crate::desk::{self, Desk, Job, Work};
use crate::sqlite::folder::Lock;
use crate::sqlite::{answer, failure};

/// About how many bytes are in the log before they are moved to their places: a page that was written often moves once.
const LOG_BYTES: usize = 16 * 1024 * 1024;
/// What an ask adds to the log beside its own bytes: pages are written whole.
const ASK_BYTES: usize = 2 * 4096;

struct Writer {
    connection: Connection,
    clock: Clock,
    queue: mpsc::Receiver<Work>,
    stats: Arc<Stats>,
    /// About what is in the log.
    log_bytes: usize,
    /// Set for ever by an fsync that failed.
    fatal: Option<Failed>,
}

/// Starts the thread; it ends with the desk, and lets go of the folder then.
pub(super) fn start(connection: Connection, clock: Clock, lock: Lock, stats: Arc<Stats>) -> Desk {
    let (desk, queue, running) = Desk::new();
    let mut writer = Writer { connection, clock, queue, stats, log_bytes: 0, fatal: None };
    let run = move || {
        writer.run();
        // The last connection that is closed moves the whole log to its places; if it cannot, the next start does.
        drop(writer);
        drop(lock);
        drop(running);
    };
    // A system that starts no thread any more ends the desk, and with it each ask.
    if let Err(error) = std::thread::Builder::new().name("store-writer".to_owned()).spawn(run) {
        tracing::error!(%error, "the store's writer cannot be started");
    }
    desk
}

impl Writer {
    fn run(&mut self) {
        while let Some(first) = self.queue.blocking_recv() {
            let group = desk::group(first, &mut self.queue, &self.stats);
            if !group.is_empty() {
                self.serve(group);
                self.move_log();
            }
        }
    }

    /// Answers each job of a group. Where one could not be carried out, each is tried alone, so that none suffers for
    /// another.
    fn serve(&mut self, group: Vec<Job>) {
        match self.commit(&group) {
            Ok(answers) => {
                group.into_iter().zip(answers).for_each(|(job, answer)| job.tell(Ok(answer)));
            }
            Err(Failed::NotDone(_)) if group.len() > 1 => group.into_iter().for_each(|job| self.serve(vec![job])),
            Err(failed) => {
                self.look_for_the_end(&failed);
                group.into_iter().for_each(|job| job.tell(Err(failed.clone())));
            }
        }
    }

    fn commit(&mut self, group: &[Job]) -> Result<Vec<Answer>, Failed> {
        if let Some(fatal) = &self.fatal {
            return Err(fatal.clone());
        }
        let now = self.clock.now();
        let behavior = TransactionBehavior::Immediate;
        let begun = self.connection.transaction_with_behavior(behavior);
        let transaction = begun.map_err(|error| failure::before_commit(&error))?;
        let answers = group.iter().map(|job| answer::answer(&transaction, now, &job.ask)).collect::<Result<_, _>>();
        let answers = answers.map_err(|error| failure::before_commit(&error))?;
        // What cannot be committed is rolled back as it is dropped.
        transaction.commit().map_err(|error| failure::of_commit(&error))?;
        self.log_bytes += group.iter().map(|job| job.ask.bytes() + ASK_BYTES).sum::<usize>();
        Ok(answers)
    }

    /// Moves what is in the log to its places. SQLite would do it by itself, and be silent about a disk that does not
    /// keep what it is told to.
    fn move_log(&mut self) {
        if self.log_bytes < LOG_BYTES || self.fatal.is_some() {
            return;
        }
        let moved = self.connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
        match moved.map_err(|error| failure::before_commit(&error)) {
            Ok(()) => self.log_bytes = 0,
            Err(failed) => {
                tracing::error!(%failed, "the store's log cannot be moved to its places");
                self.log_bytes = LOG_BYTES / 2;
                self.look_for_the_end(&failed);
            }
        }
    }

    /// After what is fatal nothing is written any more, and the log is not thrown away as the file is closed: only what
    /// the next start reads from the disk is true.
    fn look_for_the_end(&mut self, failed: &Failed) {
        if !matches!(failed, Failed::Fatal(_)) {
            return;
        }
        self.fatal = Some(failed.clone());
        let kept = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        if let Err(error) = kept {
            tracing::error!(%error, "the store's log may be moved as the store is closed");
        }
    }
}

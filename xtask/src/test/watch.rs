//! A program whose lines are waited for while it runs.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::Command,
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{job::Job, process::Running};

/// A program that runs, and what it says: kept in the log, and here until it was waited for. Ends when dropped.
pub(super) struct Watched {
    lines: Mutex<Receiver<String>>,
    _running: Running,
}

impl Watched {
    /// Starts `command`.
    pub(super) fn start(job: &Job, command: &mut Command) -> Result<Self> {
        let (running, output) = job.start_piped(command)?;
        let (sender, lines) = mpsc::channel();
        let mut log = job.log()?;
        thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                // Neither a full disk nor a test that has heard enough may stop the program's output from being read.
                let _ = writeln!(log, "{line}");
                let _ = sender.send(line);
            }
        });
        Ok(Self { lines: Mutex::new(lines), _running: running })
    }

    /// Waits for a line of which `wanted` makes something; `what` says which in the error.
    pub(super) fn find<T>(&self, what: &str, limit: Duration, wanted: impl Fn(&str) -> Option<T>) -> Result<T> {
        let until = Instant::now() + limit;
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let line = match lines.recv_timeout(left) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => bail!("no {what} within {} s", limit.as_secs()),
                Err(RecvTimeoutError::Disconnected) => bail!("the program ended without {what}"),
            };
            if let Some(found) = wanted(&line) {
                return Ok(found);
            }
        }
    }
}

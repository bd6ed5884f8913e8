//! What a run shows: a line for each part, a sign of life every few seconds, all that a failed part said.

use std::{
    fs,
    path::Path,
    process::ExitCode,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

use super::Verdict;

/// The longest silence while a part runs.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);
/// Longer lines of a program's output are cut in a sign of life.
const LAST_LINE_CHARS: usize = 90;

/// The count of what has run.
#[derive(Default)]
pub(super) struct Report {
    passed: u32,
    failed: u32,
}

impl Report {
    /// Runs a part and prints how it went. `log` holds what its programs say.
    pub(super) fn part(&mut self, name: &str, log: &Path, run: impl FnOnce() -> Result<Verdict>) {
        let start = Instant::now();
        let outcome = with_signs_of_life(name, log, run);
        let seconds = start.elapsed().as_secs_f32();
        match outcome {
            Ok(Verdict::Passed(seen)) => {
                self.passed += 1;
                println!("passed   {name:9} {seconds:6.1} s  {seen}");
            }
            Ok(Verdict::Skipped(why)) => println!("skipped  {name:9} {seconds:6.1} s  {why}"),
            Err(error) => {
                self.failed += 1;
                print!("{}", fs::read_to_string(log).unwrap_or_default());
                println!("FAILED   {name:9} {seconds:6.1} s  {error:#}");
            }
        }
    }

    /// Prints the last line of a run.
    pub(super) fn finish(self) -> ExitCode {
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn with_signs_of_life<T>(name: &str, log: &Path, run: impl FnOnce() -> T) -> T {
    let (ended, end) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || show_signs_of_life(name, log, &end));
        let result = run();
        drop(ended);
        result
    })
}

fn show_signs_of_life(name: &str, log: &Path, end: &Receiver<()>) {
    let start = Instant::now();
    while end.recv_timeout(SIGN_OF_LIFE) == Err(RecvTimeoutError::Timeout) {
        println!("   …     {name:9} {:4.0} s    {}", start.elapsed().as_secs_f32(), last_line(log));
    }
}

fn last_line(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default().chars().take(LAST_LINE_CHARS).collect()
}

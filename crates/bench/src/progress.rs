//! What is told while a run goes on: a moving line on a terminal, a plain line every ten seconds otherwise.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

const PLAIN_LINE_EVERY: Duration = Duration::from_secs(10);

/// Where progress is told: on standard error.
#[derive(Debug)]
pub(crate) struct Teller {
    bar: Option<ProgressBar>,
    last_line: Instant,
    /// What the run is about; stands before what is told.
    heading: String,
}

impl Teller {
    /// A teller for this run.
    pub(crate) fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{spinner} {elapsed_precise} {wide_msg}");
            ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        Self { bar, last_line: Instant::now(), heading: String::new() }
    }

    /// What the run is about from now on.
    pub(crate) fn head(&mut self, heading: String) {
        self.heading = heading;
    }

    /// How far it is.
    pub(crate) fn tell(&mut self, state: &str) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(format!("{}{state}", self.heading));
                bar.tick();
            }
            None if self.last_line.elapsed() >= PLAIN_LINE_EVERY => {
                self.last_line = Instant::now();
                self.line(state);
            }
            None => {}
        }
    }

    /// Says something that stays.
    pub(crate) fn line(&self, text: &str) {
        let line = format!("{}{text}", self.heading);
        match &self.bar {
            Some(bar) => bar.println(line),
            // A closed stderr is no reason to stop measuring.
            None => drop(writeln!(std::io::stderr(), "{line}")),
        }
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

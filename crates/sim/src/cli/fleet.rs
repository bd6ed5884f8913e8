//! `sim`: whole fleets.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use sim::Transcript;
use sim::fleet::{Failure, Guard, Options, Outcome, Seen, run};

pub(crate) const EXAMPLES: &str = "\
Examples:
  sim --seeds 1000                        a thousand fleets
  sim --seed 17                           one fleet
  sim --seed 17 --transcript              one fleet, with everything that happens in it
  sim --seeds 1000 --without desk-epoch   without a guard, in a build with --features sabotage: must fail

Exit codes:
  0   all runs held
  1   one did not: its seed, its end and how to see it again are printed
  2   wrong arguments
  3   all runs held, but something rare was never seen in a thousand of them or more";

/// What `main` ends with when something was never seen.
const MISSED: u8 = 3;
const WRONG_ARGUMENTS: u8 = 2;

/// How often a long run says where it is.
const PROGRESS_EVERY: Duration = Duration::from_secs(3);

/// So many runs must have seen everything that happens at times.
const SEEDS_OF_ALL: u64 = 1_000;

/// How much is printed of the end of a run that fails; `--transcript` has it whole.
const LINES_MAX: usize = 60;
const LINE_CHARS_MAX: usize = 240;

#[derive(Debug, Args)]
pub(crate) struct Fleet {
    /// How many seeds to run
    #[arg(long, default_value_t = 100, conflicts_with = "seed")]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 0, conflicts_with = "seed")]
    first: u64,
    /// Run this seed only
    #[arg(long)]
    seed: Option<u64>,
    /// Print everything that happens in the run
    #[arg(long, requires = "seed")]
    transcript: bool,
    /// Print a hash of everything that happens in each run
    #[arg(long, conflicts_with = "transcript")]
    transcript_hash: bool,
    /// Take a guard away from desks or clients, to see the loss found
    #[arg(long, value_name = "GUARD")]
    without: Option<Guard>,
}

/// What all runs together have done.
#[derive(Default)]
struct Sum {
    seeds: u64,
    steps: u64,
    sent: u64,
    viewed: u64,
    seen: Seen,
}

impl Sum {
    fn add(&mut self, outcome: &Outcome) {
        self.seeds += 1;
        self.steps += outcome.steps;
        self.sent += outcome.sent;
        self.viewed += outcome.viewed;
        self.seen.add(&outcome.seen);
    }
}

/// Runs every seed until one fails.
pub(crate) fn run_all(fleet: &Fleet) -> io::Result<ExitCode> {
    if fleet.without.is_some() && !cfg!(feature = "sabotage") {
        writeln!(io::stderr(), "error: this build keeps its guards: build it with --features sabotage")?;
        return Ok(ExitCode::from(WRONG_ARGUMENTS));
    }
    let (first, seeds) = fleet.seed.map_or((fleet.first, fleet.seeds), |seed| (seed, 1));
    let start = Instant::now();
    let mut said = start;
    let mut sum = Sum::default();
    for seed in first..first.saturating_add(seeds) {
        let outcome = run(seed, &options(fleet));
        sum.add(&outcome);
        match outcome.transcript {
            Transcript::Off => {}
            Transcript::Hash(hash) => writeln!(io::stdout(), "seed {seed} {hash:016x}")?,
            Transcript::Text(text) => io::stdout().write_all(text.as_bytes())?,
        }
        if let Some(failure) = outcome.failure {
            report(fleet, seed, &failure)?;
            return Ok(ExitCode::FAILURE);
        }
        if said.elapsed() >= PROGRESS_EVERY {
            said = Instant::now();
            writeln!(io::stderr(), "{} of {seeds} seeds, {} steps", sum.seeds, sum.steps)?;
        }
    }
    conclude(&sum, start.elapsed())
}

fn options(fleet: &Fleet) -> Options {
    let transcript = match (fleet.transcript, fleet.transcript_hash) {
        (true, _) => Transcript::Text(String::new()),
        (_, true) => Transcript::EMPTY_HASH,
        (false, false) => Transcript::Off,
    };
    Options { without: fleet.without, transcript }
}

/// Prints what went wrong, what happened before it, and how to see it again.
fn report(fleet: &Fleet, seed: u64, failure: &Failure) -> io::Result<()> {
    let mut out = io::stdout();
    if !fleet.transcript {
        let again = run(seed, &Options { without: fleet.without, transcript: Transcript::Text(String::new()) });
        if let Transcript::Text(text) = again.transcript {
            let lines: Vec<&str> = text.lines().collect();
            for line in &lines[lines.len().saturating_sub(LINES_MAX)..] {
                writeln!(out, "{}", line.chars().take(LINE_CHARS_MAX).collect::<String>())?;
            }
        }
    }
    writeln!(out, "\nseed {seed} failed at {} ms: {}", failure.at, failure.wrong)?;
    let (features, without) = match fleet.without {
        Some(guard) => (" --features sabotage", format!(" --without {}", guard.name())),
        None => ("", String::new()),
    };
    writeln!(out, "again: cargo run --release -p sim{features} -- --seed {seed}{without} --transcript")
}

/// Says what all runs have done and seen, and what is missing.
fn conclude(sum: &Sum, time: Duration) -> io::Result<ExitCode> {
    let mut out = io::stdout();
    let Sum { seeds, steps, sent, viewed, seen } = sum;
    for (what, count) in seen.counts() {
        writeln!(out, "{count:>10} {what}")?;
    }
    let seconds = time.as_secs_f64();
    let pace = *seeds as f64 / seconds.max(1e-9);
    writeln!(
        out,
        "{seeds} seeds, {steps} steps, {sent} messages sent, {viewed} views told, {seconds:.1} s, {pace:.0} seeds/s"
    )?;
    let missing = seen.missing();
    if *seeds < SEEDS_OF_ALL || missing.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "never seen: {}", missing.join(", "))?;
    Ok(ExitCode::from(MISSED))
}

//! `sim`: whole fleets.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use sim::Transcript;
use sim::fleet::{Failure, Fault, Guard, Options, Outcome, Scene, Seen, run};

pub(crate) const EXAMPLES: &str = "\
Examples:
  sim --seeds 1000                        a thousand fleets
  sim --seed 17                           one fleet
  sim --seed 17 --transcript              one fleet, with everything that happens in it
  sim --scene games --seeds 1000          a thousand fleets that run games
  sim --scene games --seed 17 --shrink    one of them, with as few faults as it fails with
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

/// No storm lasts longer.
const LONGEST_STORM: Duration = Duration::from_secs(40);

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
    /// What is played
    #[arg(long, default_value = "streams")]
    scene: Scene,
    /// Leave a kind of fault out
    #[arg(long, value_name = "FAULT", value_delimiter = ',')]
    drop: Vec<Fault>,
    /// Let the storm last so many seconds at most
    #[arg(long, value_name = "SECONDS")]
    storm: Option<u64>,
    /// Play each game a second time with other secrets, and compare what those hear who may know none
    #[arg(long)]
    twins: bool,
    /// Look for fewer faults and a shorter storm with which a run fails too
    #[arg(long, requires = "seed")]
    shrink: bool,
    /// Take a guard away, to see that it is missed
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
    acked: u64,
    seen: Seen,
}

impl Sum {
    fn add(&mut self, outcome: &Outcome) {
        self.seeds += 1;
        self.steps += outcome.steps;
        self.sent += outcome.sent;
        self.viewed += outcome.viewed;
        self.acked += outcome.acked;
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
        let mut outcome = run(seed, &options(fleet));
        sum.add(&outcome);
        if fleet.twins && outcome.failure.is_none() {
            outcome.failure = twin_differs(fleet, seed, &outcome);
        }
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
    conclude(fleet, &sum, start.elapsed())
}

fn options(fleet: &Fleet) -> Options {
    let transcript = match (fleet.transcript, fleet.transcript_hash) {
        (true, _) => Transcript::Text(String::new()),
        (_, true) => Transcript::EMPTY_HASH,
        (false, false) => Transcript::Off,
    };
    Options {
        scene: fleet.scene,
        without: fleet.without,
        transcript,
        dropped: fleet.drop.iter().copied().collect(),
        storm: fleet.storm.map(Duration::from_secs),
        is_twin: false,
    }
}

/// Prints what went wrong, what happened before it, and how to see it again.
fn report(fleet: &Fleet, seed: u64, failure: &Failure) -> io::Result<()> {
    let mut out = io::stdout();
    if !fleet.transcript {
        let again = run(seed, &Options { transcript: Transcript::Text(String::new()), ..options(fleet) });
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
    let mut again = format!("--seed {seed}{without}");
    if fleet.scene != Scene::Streams {
        again += &format!(" --scene {}", name_of(fleet.scene));
    }
    let shrunk = if fleet.shrink { shrink(seed, &options(fleet)) } else { options(fleet) };
    if !shrunk.dropped.is_empty() {
        let names: Vec<String> = shrunk.dropped.iter().map(|fault| name_of(*fault)).collect();
        again += &format!(" --drop {}", names.join(","));
    }
    if fleet.twins {
        again += " --twins";
    }
    if let Some(storm) = shrunk.storm {
        again += &format!(" --storm {}", storm.as_secs());
    }
    writeln!(out, "again: cargo run --release -p sim{features} -- {again} --transcript")
}

/// Its name on the command line.
fn name_of(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// Fewer faults and a shorter storm with which the run fails too: each kind of fault is left out for good if it does
/// without, and the storm is shortened as long as it does.
fn shrink(seed: u64, options: &Options) -> Options {
    let fails = |options: &Options| run(seed, options).failure.is_some();
    let mut shrunk = Options { transcript: Transcript::Off, ..options.clone() };
    for fault in Fault::value_variants() {
        let mut smaller = shrunk.clone();
        if smaller.dropped.insert(*fault) && fails(&smaller) {
            shrunk = smaller;
        }
    }
    let longest = shrunk.storm.unwrap_or(LONGEST_STORM).as_secs();
    let shorter = (1..longest).map(|seconds| Options { storm: Some(Duration::from_secs(seconds)), ..shrunk.clone() });
    let shortest = shorter.into_iter().find(fails);
    shortest.unwrap_or(shrunk)
}

/// Plays the run once more with other secrets: who sits at no game must have heard the same, to the byte.
fn twin_differs(fleet: &Fleet, seed: u64, outcome: &Outcome) -> Option<Failure> {
    let twin = run(seed, &Options { transcript: Transcript::Off, is_twin: true, ..options(fleet) });
    let hashes = (&outcome.watched, &twin.watched);
    let (Transcript::Hash(ours), Transcript::Hash(theirs)) = hashes else { return None };
    let wrong = format!("I9: watchers can tell two worlds apart that differ in secrets only: {ours:x} and {theirs:x}");
    (ours != theirs).then_some(Failure { wrong, at: 0 })
}

/// Says what all runs have done and seen, and what is missing.
fn conclude(fleet: &Fleet, sum: &Sum, time: Duration) -> io::Result<ExitCode> {
    let mut out = io::stdout();
    let Sum { seeds, steps, sent, viewed, acked, seen } = sum;
    for (what, count) in seen.counts() {
        writeln!(out, "{count:>10} {what}")?;
    }
    let seconds = time.as_secs_f64();
    let pace = *seeds as f64 / seconds.max(1e-9);
    writeln!(
        out,
        "{seeds} seeds, {steps} steps, {sent} messages sent, {viewed} views told, {acked} commands kept, {seconds:.1} s, {pace:.0} seeds/s"
    )?;
    let missing = seen.missing(fleet.scene);
    if *seeds < SEEDS_OF_ALL || missing.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "never seen: {}", missing.join(", "))?;
    Ok(ExitCode::from(MISSED))
}

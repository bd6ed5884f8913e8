//! `sim hubs`: the hubs of one node.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use clap::Args;
use sim::Transcript;
use sim::hubs::{Failure, Fault, Options, Planted, run, shrink, transcript};

const EXAMPLES: &str = "\
Examples:
  sim hubs --seeds 1000                   a thousand runs
  sim hubs --seed 17                      one run
  sim hubs --seed 17 --transcript         one run, with everything that happens in it
  sim hubs --seeds 100 --plant drop       a hub that loses something: must fail

Exit codes:
  0   all runs held
  1   one did not; its seed and its shortest script are printed
  2   wrong arguments";

/// How often a long run says where it is.
const PROGRESS_EVERY: Duration = Duration::from_secs(3);

/// How much of a line is printed of a script that fails; `--transcript` has it whole.
const LINE_CHARS_MAX: usize = 200;

/// Runs the hubs of one node under seeded luck against a plain model
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Hubs {
    /// How many seeds to run
    #[arg(long, default_value_t = 100, conflicts_with = "seed")]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 0, conflicts_with = "seed")]
    first: u64,
    /// Run this seed only
    #[arg(long)]
    seed: Option<u64>,
    /// Steps of each run, instead of as many as its seed draws
    #[arg(long)]
    steps: Option<usize>,
    /// Print everything that happens in the run
    #[arg(long, requires = "seed")]
    transcript: bool,
    /// Print a hash of everything that happens in each run
    #[arg(long, conflicts_with = "transcript")]
    transcript_hash: bool,
    /// Give the hubs a fault, to see it found
    #[arg(long, value_name = "FAULT")]
    plant: Option<Fault>,
}

/// What all runs together have done.
#[derive(Default)]
struct Sum {
    seeds: u64,
    steps: usize,
    heard: u64,
}

/// Runs every seed until one fails; whether none did.
pub(crate) fn run_all(cli: &Hubs) -> io::Result<bool> {
    let (first, seeds) = cli.seed.map_or((cli.first, cli.seeds), |seed| (seed, 1));
    let start = Instant::now();
    let mut said = start;
    let mut sum = Sum::default();
    for seed in first..first.saturating_add(seeds) {
        let options = options(cli, seed);
        let outcome = run(seed, &options);
        sum.seeds += 1;
        sum.steps += outcome.steps;
        sum.heard += outcome.heard;
        match outcome.transcript {
            Transcript::Off => {}
            Transcript::Hash(hash) => writeln!(io::stdout(), "seed {seed} {hash:016x}")?,
            Transcript::Text(text) => io::stdout().write_all(text.as_bytes())?,
        }
        if let Some(failure) = outcome.failure {
            report(cli, seed, &options, failure)?;
            return Ok(false);
        }
        if said.elapsed() >= PROGRESS_EVERY {
            said = Instant::now();
            writeln!(io::stderr(), "{} of {seeds} seeds, {} steps", sum.seeds, sum.steps)?;
        }
    }
    let Sum { seeds, steps, heard } = sum;
    let seconds = start.elapsed().as_secs_f64();
    let pace = steps as f64 / seconds.max(1e-9);
    writeln!(
        io::stdout(),
        "{seeds} seeds, {steps} steps, {heard} messages delivered, {seconds:.1} s, {pace:.0} steps/s"
    )?;
    Ok(true)
}

fn options(cli: &Hubs, seed: u64) -> Options {
    let transcript = match (cli.transcript, cli.transcript_hash) {
        (true, _) => Transcript::Text(String::new()),
        (_, true) => Transcript::EMPTY_HASH,
        (false, false) => Transcript::Off,
    };
    Options { steps: cli.steps, planted: cli.plant.map(|fault| Planted::new(fault, seed % 50)), transcript }
}

/// Prints a failure, its shortest script and how to see it again.
fn report(cli: &Hubs, seed: u64, options: &Options, failure: Failure) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "seed {seed} failed at step {}: {}", failure.script.len(), failure.wrong)?;
    writeln!(io::stderr(), "looking for the shortest script that fails...")?;
    // The first panic has been told; shortening its script repeats it many times.
    std::panic::set_hook(Box::new(|_| {}));
    let shortest = shrink(seed, options, failure);
    for line in transcript(seed, options, &shortest.script).lines() {
        writeln!(out, "{}", line.chars().take(LINE_CHARS_MAX).collect::<String>())?;
    }
    writeln!(out, "\n{} steps: {}", shortest.script.len(), shortest.wrong)?;
    let steps = cli.steps.map_or(String::new(), |steps| format!(" --steps {steps}"));
    let plant = cli.plant.map_or(String::new(), |fault| format!(" --plant {fault:?}").to_lowercase());
    writeln!(out, "again: cargo run -p sim -- hubs --seed {seed}{steps}{plant}")
}

//! A fleet of real processes under load from scripted players, while somebody kills it piece by piece: afterwards the
//! players' books are held against the log.
//!
//! Read `faults.rs` for what is done, `person.rs` for those who play meanwhile, `verdict.rs` for what must be so.

mod faults;
mod fleet;
mod log;
mod node;
mod person;
mod play;
mod registrar;
mod report;
mod stage;
mod verdict;
mod words;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Parser;
use game::Luck;

use faults::{Round, Torturer};
use fleet::Fleet;
use play::{Play, Shared};
use report::Report;
use stage::{Manner, Stage};

const EXAMPLES: &str = "\
Examples:
  torture --rounds 10                                   a minute or two
  torture --rounds 100 --games 100 --report long.md     a quarter of an hour
  torture --roll 1 --games 1000 --pause-ms 1000         a deploy under a thousand games

A seed says which faults come in which order and how long they last; what else happens in between is up to the
machine, so the same seed does not bring the same run.

Exit codes:
  0   all promises were kept
  1   one was not, or the run could not be finished: what and where is printed
  2   wrong arguments";

/// Kills games nodes, gateways and PostgreSQL under load, and holds what players were told against the log
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES)]
struct Cli {
    /// The server; by default the one beside this program
    #[arg(long, value_name = "FILE")]
    hubbub: Option<PathBuf>,
    /// How many faults
    #[arg(long, value_name = "N", default_value_t = 10, conflicts_with = "roll")]
    rounds: usize,
    /// End each games node in good order and start it anew, so many times over, instead of killing anything
    #[arg(long, value_name = "TIMES")]
    roll: Option<usize>,
    /// Games that are played at a time, by two players each
    #[arg(long, value_name = "N", default_value_t = 50)]
    games: usize,
    /// About how long a player waits between two moves
    #[arg(long, value_name = "MS", default_value_t = 100)]
    pause_ms: u64,
    /// Of a hundred moves of whoever is on turn, so many are turns in the game; the others say something
    #[arg(long, value_name = "PERCENT", default_value_t = 20)]
    turns: u32,
    /// Which faults come; drawn, if not given
    #[arg(long)]
    seed: Option<u64>,
    /// Where the report goes: as JSON if the name ends so, else as Markdown
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Keep the folder of the run, with all logs
    #[arg(long)]
    keep: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// A closed stdout is no reason to stop.
fn say(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

fn run(cli: &Cli) -> anyhow::Result<bool> {
    let seed = cli.seed.unwrap_or_else(|| u64::from(std::process::id()));
    let folder = std::env::temp_dir().join(format!("hubbub-torture-{}", std::process::id()));
    let outcome = torture(cli, seed, &folder);
    let holds = outcome.as_ref().is_ok_and(Report::holds);
    // What a run that failed has left is what is looked at next.
    if holds && !cli.keep {
        // A folder that stays behind does no harm.
        let _ = fs::remove_dir_all(&folder);
    } else if folder.exists() {
        say(&format!("the nodes' logs are in {}", folder.display()));
    }
    let report = outcome?;
    let text = report.markdown();
    say(&text);
    if let Some(file) = &cli.report {
        let is_json = file.extension().is_some_and(|end| end == "json");
        let text = if is_json { serde_json::to_string_pretty(&report)? } else { text };
        fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    say(&report.sum());
    Ok(holds)
}

fn torture(cli: &Cli, seed: u64, folder: &Path) -> anyhow::Result<Report> {
    let hubbub = cli.hubbub.clone().map_or_else(beside, Ok)?;
    say(&format!("seed {seed}: 3 games nodes, 2 gateways, NATS, PostgreSQL; {} games", cli.games));
    let mut fleet = Fleet::start(&hubbub, folder, 2, 3)?;
    let gateways: Vec<_> = fleet.gateways.iter().map(|gateway| gateway.address).collect();
    let manner = Manner { pause: Duration::from_millis(cli.pause_ms), turns_percent: cli.turns };
    let play = Play::start(&gateways, fleet.apis()?, cli.games, manner, seed)?;
    let began = Instant::now();
    let (stage, rounds) = under_load(cli, seed, &mut fleet, play)?;
    let time = began.elapsed();
    say("reading the log");
    let logs = log::logs(&hubbub, &fleet.database.url(), &folder.join("export.jsonl"))?;
    let verdict = verdict::judge(&stage, &logs);
    Ok(Report::new(seed, stage, rounds, verdict, time))
}

/// How long all is left alone before a node is ended: what is measured then is what the pauses are compared with.
const CALM: Duration = Duration::from_secs(8);

fn under_load(cli: &Cli, seed: u64, fleet: &mut Fleet, play: Play) -> anyhow::Result<(Stage, Vec<Round>)> {
    let shared = Shared::default();
    let clock = play.clock();
    std::thread::scope(|scope| {
        let torturer = scope.spawn(|| {
            let mut torturer = Torturer { fleet, shared: &shared, clock, luck: Luck::of(seed), tell: &say };
            let rounds = match cli.roll {
                Some(times) => torturer.rolls(times, CALM),
                None => torturer.rounds(cli.rounds),
            };
            shared.is_over();
            rounds
        });
        let stage = play.run(&shared);
        shared.is_over();
        let rounds = torturer.join().map_err(|_| anyhow::anyhow!("a server cannot be started again"))??;
        Ok((stage?, rounds))
    })
}

/// The server that was built together with this.
fn beside() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe().context("a program knows where it lies")?;
    Ok(own.with_file_name("hubbub"))
}

//! The command line of the simulation.

mod cli {
    pub(crate) mod fleet;
    pub(crate) mod hubs;
}

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use cli::fleet::{self, Fleet};
use cli::hubs::{self, Hubs};

/// Runs the real code of a fleet under seeded luck
#[derive(Debug, Parser)]
#[command(version, after_help = fleet::EXAMPLES, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(flatten)]
    fleet: Fleet,
    #[command(subcommand)]
    other: Option<Other>,
}

#[derive(Debug, Subcommand)]
enum Other {
    Hubs(Hubs),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = match &cli.other {
        Some(Other::Hubs(hubs)) => {
            hubs::run_all(hubs).map(|held| if held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        None => fleet::run_all(&cli.fleet),
    };
    match ended {
        Ok(code) => code,
        // A reader who has seen enough, like `head`, is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: cannot print: {error}");
            ExitCode::FAILURE
        }
    }
}

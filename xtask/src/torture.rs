//! `cargo xtask torture`: builds the server and its torturer, and runs it for as long as it is told to.

use std::{path::Path, process::Command, time::Duration};

use anyhow::Result;
use clap::Args;

use crate::job::{Job, Places, Setup};

/// A thousand rounds take three hours.
const LIMIT: Duration = Duration::from_hours(12);

/// What `cargo xtask torture` can be told.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    #[command(flatten)]
    places: Places,
    /// What the torturer is told; `-- --help` names it all.
    #[arg(last = true, value_name = "OPTION")]
    told: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask torture -- --rounds 100 --report torture.md    a quarter of an hour of kills and pauses
  cargo xtask torture -- --roll 1 --games 1000 --pause-ms 2000
                                                             a deploy under a thousand games
  cargo xtask torture -- --help

Exit code: 0 when every promise was kept, 1 when one was not.";

/// Builds and tortures.
pub(crate) fn run(options: &Options, repository: &Path) -> Result<()> {
    let setup = Setup::new(repository, &options.places)?;
    let job = Job::new(&setup, "torture")?;
    let torture = job.released("torture")?;
    job.run_in_sight(Command::new(torture).current_dir(repository).args(&options.told), LIMIT)
}

//! `cargo xtask bench`: Hubbub as it is shipped, the floors and other people's servers, compared on this machine.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::{
    job::{BUILD_LIMIT, Job, Places, Setup},
    node,
};

const PEERS: &str = "bench/peers";
/// Each is a folder of `PEERS` with packages to install and a `server.mjs`.
const NAMES: [&str; 2] = ["ws", "uws"];
/// Even a thousand rounds of one workload are over by then.
const COMPARE_LIMIT: Duration = Duration::from_hours(12);

/// What `cargo xtask bench` can be told.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// Rounds of each workload.
    #[arg(long, value_name = "N")]
    rounds: Option<u32>,
    /// Which workloads, separated by commas; all when none is named.
    #[arg(long, value_name = "NAME")]
    workload: Option<String>,
    /// How long each workload with traffic is measured, in seconds.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<f64>,
    /// Where the results go, seen from the top folder of the checkout.
    #[arg(long, value_name = "FILE", default_value = "bench/RESULTS.md")]
    output: PathBuf,
    #[command(flatten)]
    places: Places,
    /// Anything else that `hubbub bench compare` understands.
    #[arg(last = true, value_name = "OPTION")]
    more: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask bench
  cargo xtask bench --rounds 1 --workload echo-1,rooms --seconds 1 --output target/quick.md
  cargo xtask bench --output target/two-cores.md -- --cpus 0,1 --without floor-write

Builds `hubbub` with the profile `dist` and installs the packages of bench/peers first. Nothing
else should run meanwhile.
Exit code: 0 when every server did everything right, 1 when one did not or could not be run.";

/// Builds, installs, compares.
pub(crate) fn run(options: &Options, repository: &Path) -> Result<()> {
    // Better said now than after all has been measured.
    let into = repository.join(&options.output);
    ensure!(into.parent().is_some_and(Path::is_dir), "--output: there is no folder for {}", into.display());
    let setup = Setup::new(repository, &options.places)?;
    let job = Job::new(&setup, "bench")?;
    job.run_in_sight(&mut job.cargo(&["build", "--profile", "dist", "--package", "hubbub"]), BUILD_LIMIT)?;
    let mut compare = compare(options, &job)
        .with_context(|| format!("the other servers cannot be run; {} says more", job.log_path().display()))?;
    job.run_in_sight(&mut compare, COMPARE_LIMIT)?;
    println!("wrote {}", options.output.display());
    Ok(())
}

/// The comparison with all packages installed. It runs in the repository, and all its paths start there: the results
/// quote them and are for everybody.
fn compare(options: &Options, job: &Job) -> Result<Command> {
    let node = node::node(job)?;
    let mut compare = Command::new(job.target().join("dist/hubbub"));
    node.put_on_search_path(compare.current_dir(job.repository()).args(["bench", "compare"]));
    for name in NAMES {
        let folder = format!("{PEERS}/{name}");
        node.packages(job, &job.repository().join(&folder))?;
        compare.args(["--server", &format!("{name}=node {folder}/server.mjs {{port}}")]);
    }
    compare.args(options.rounds.map(|rounds| format!("--rounds={rounds}")));
    compare.args(options.workload.as_ref().map(|workload| format!("--workload={workload}")));
    compare.args(options.seconds.map(|seconds| format!("--seconds={seconds}")));
    compare.arg("--markdown").arg(&options.output).args(&options.more);
    Ok(compare)
}
